//! Service requests: information, advice, access, or a change that is approved for all of its kind,
//! asked for and fulfilled (ISO/IEC 20000-1, 8.1).
//!
//! A request is *logged*, *validated* (it is in the catalogue, and who asks is entitled to it),
//! *approved*, *assigned*, *fulfilled* and, once who asked agrees or is silent, *closed*. What is known
//! at once is recorded at once: one `log` of an item that is approved for all takes it as far as
//! assigned, with nobody's approval, and every step stays in the log.
//!
//! **What may be requested** is an item: a stream of this process, whose key is its name. Somebody
//! writes it, somebody else approves it ([`Item`]); each approval makes a version, and a request keeps
//! the one that it was validated by. An item says who approves its requests, or that nobody need, who
//! is entitled to it, how bad it is to go without, and how soon it is there.
//!
//! **Access** is an item that grants a right, or takes one. It is for who holds a role, and nobody has
//! together what the item or the rules of the roles keep apart: what he holds, what he has, and what he
//! has asked for elsewhere all count, by the rule of either side. It is looked at when the request is
//! validated, approved and fulfilled; the fact [`ServiceRequests`] knows who has what.
//!
//! The **clocks** (response, fulfilment) are those of incidents ([`service_level`]): time lines under
//! the agreement's version they started with. While approval is awaited they stand still where the
//! agreement has `awaiting_approval` among its holds as one that pauses, and run on where it has not.
//! What is given back with a question awaits no approval, and its clocks run.
//!
//! | Requirement | Here | Because |
//! | --- | --- | --- |
//! | `validate`, `auto_approve`, `ask_approval` by the engine, one after the other | with `log`, where the item is named | what is known at once is recorded at once |
//! | `auto_approve` is a command | what `ask_approval` and `validate` come to where the item is approved for all | nobody decides anything |
//! | an answer to a question asks for approval again | `update` that says that it answers does both | nothing is lost between two commands |
//! | a name of no item | refused; whatever else keeps a request from going on is recorded with it, and the service desk looks at it | a mistyped name is no request, a wish that is not granted is |
//! | nothing when nobody looks at it | it escalates after the agreement's triage limit, as incidents do | else no clock would ever run |
//! | `reject` while approval is awaited, by desk and customer | also by the service manager | who may approve may refuse |
//! | `requester_identified` | only the service desk and rules ask in somebody's name | who asks is not at anybody's word |
//! | `approver_not_requester` | nor for whom it is, nor who logged it, nor a deputy of theirs; and access is not given by who gets it | the stricter wins |
//! | `item_delivered` | all parts that were open are named | else a part is forgotten |
//! | `account_provisioning` | the fulfilment target of such an item | the same clock |
//! | response and fulfilment targets of requests | of the item; where it has none, of the priority | there are no others in an agreement |
//!
//! | Part | In |
//! | --- | --- |
//! | items | `items` |
//! | logging, validation, priority | `receive` |
//! | who may have which right | `access` |
//! | approval, and questions before it | `approval` |
//! | work, up to where it is there | `fulfil` |
//! | ends, notices, escalation | `ends` |
//! | clocks, misses, deadlines | `clocks`, `deadlines` |
//!
//! [`service_level`]: crate::service_level
//! [`ServiceRequests`]: crate::facts::ServiceRequests
#![doc = include_str!("lifecycle.md")]

mod access;
mod approval;
mod clocks;
mod command;
mod deadlines;
mod dues;
mod ends;
mod event;
mod evolve;
mod fulfil;
mod items;
mod receive;
mod rejection;
mod state;
mod table;
pub mod terms;
#[cfg(test)]
pub(crate) mod tests;

pub use approval::AWAITING_APPROVAL;
pub use command::*;
pub use event::*;
pub use rejection::Rejection;
pub use state::{Graded, Offer, Phase, ServiceRequest};
pub use table::LIFECYCLE;
pub use terms::{
    Access, Approval, Approver, Becomes, Entitled, Grant, Item, ItemTargets, ItemVersion,
    RightChange, Rule,
};

/// The process's name.
pub const NAME: &str = "service_request";
