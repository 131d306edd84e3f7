//! Security incidents: contain, eradicate, recover, learn, in this order (ISO/IEC 20000-1, 6.6.3,
//! 8.1; ISO/IEC 27001).
//!
//! Anybody may *open* one; whoever sees to security *triages* it, *contains* it, *eradicates* what
//! did it, *recovers* services and controls, *reviews* and *reports* what happened, and *closes* it.
//! Each step has the one before it behind it. What is there again is contained again.
//!
//! **Only few may see it** ([`VISIBLE_TO`]). What others have to know, they know by an incident, in
//! words that everybody may read: by when it is known how grave a security incident is, there is
//! one. No rule carries anything out of here: what is elsewhere to be done about it (a vulnerability
//! to be registered, an item to be quarantined, a risk to be assessed anew, a major incident to be
//! declared), people do there, and the next step here is refused until that is on record, or until
//! somebody says why not. That of an incident that is flagged bears the incident's name, so each
//! leads to the other for whoever may see both, and nothing is told to whoever may not.
//!
//! **Leaked data of customers** with priority 1 is traced back by a nonconformity. Neither is closed
//! before each names the other.
//!
//! The stream of whoever first sets how long things may take holds that, version after version.
//!
//! | Requirement | Here | Because |
//! | --- | --- | --- |
//! | `opened`, then `incident.log` | no triage without an incident | who logs it chooses words for everybody |
//! | `triaged`, then `nonconformity.raise` | the incident says that data leaked, and a rule raises it then | what only few may see is told to others by nobody but a person |
//! | `triaged`, then `ci.quarantine`, a task | not contained before, or with a reason | tasks are for everybody to see |
//! | `triaged`, then `incident.declare_major` | the highest grade says whether it is one | the same |
//! | `eradicated`, then `vulnerability.register` | eradicated names the vulnerabilities on record | the same |
//! | `reviewed`, then `risk.reassess` | no review while what was decided on a linked risk before stands | the same |
//! | `review_due`, a task | those who may decide more are called in | the same |
//! | `link_cis`, `notify_security_team` when opened | in the same batch | there is no time between |
//! | `notify_authority` until recovery | until it is closed, which waits for it | who was told late was told |
#![doc = include_str!("lifecycle.md")]

mod command;
mod event;
mod learn;
mod links;
mod open;
mod rejection;
mod respond;
mod state;
mod table;
pub mod terms;
#[cfg(test)]
pub(crate) mod tests;

pub use command::*;
pub use event::*;
pub use rejection::Rejection;
pub use state::{Phase, SecurityIncident};
pub use table::{LIFECYCLE, VISIBLE_TO};
pub use terms::*;

/// The process's name.
pub const NAME: &str = "security_incident";

/// How many links of a kind there may be.
pub const LINKS_MAX: usize = 200;
