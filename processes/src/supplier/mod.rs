//! Suppliers: admitted, under contract, watched, reviewed, scored and left under one named owner
//! (ISO/IEC 20000-1, 7.2).
//!
//! Whom we need is *proposed*, looked at, and *admitted* only when he has passed **three gates**, of
//! which none makes up for another: he delivers on time, is qualified as to security, and his tools
//! and interfaces fit. A **contract** states twelve things (7.2 a to l), each of them, or it is not
//! drafted, and so never signed. Its targets are [agreements](crate::agreement) of the kind
//! `contract`; none promises less than an agreement that rests on it. Where one comes to, because it
//! changes or because what rests on it does, that is flagged until it is mended.
//!
//! What he does is recorded at planned times, by people for targets, by rules for incidents and
//! vulnerabilities of the items that he runs. A **joint score** ([`SCORING`]) is made of it, and of
//! what people say of deliveries, satisfaction and interfaces: below the threshold he is on
//! **probation**, which no other contract ends. When what shows that he is qualified is valid no
//! more, he is reviewed, and goes on only when that is mended or somebody says why without.
//!
//! A **dispute** ([`DISPUTE`]) follows a written procedure, one at a time; what is not settled in
//! time escalates.
//!
//! The stream of whoever first sets the figures holds them, version after version.
//!
//! | Requirement | Here | Because |
//! | --- | --- | --- |
//! | three machines | facets of one state | a score and a dispute are of one supplier |
//! | `draft_contract`, then the items | all of them, or it is refused with those that are missing | nothing is signed that was not drafted |
//! | `record_target_miss` | in the batch that records what was reached | there is no time between |
//! | `record_performance` by a timer | a timer asks a person for it | nobody else has measured |
//! | `start_collection`, `compute` | in the batch that opens a score, or brings its last part | the same |
//! | `reviewed`, then a score is opened | in the same batch, where none is open | the same |
//! | on probation, back to `active` when the contract changes | on probation still | probation is about what he does |
//! | an owner while a contract is drafted, too | | it is not signed without |
//! | what is claimed, and whether he agrees | he or the owner raises a dispute | nobody else knows |
#![doc = include_str!("lifecycle.md")]
#![doc = include_str!("scoring.md")]
#![doc = include_str!("dispute.md")]

mod admission;
mod command;
mod contract;
mod dispute;
mod event;
mod evolve;
mod rejection;
mod review;
mod score;
mod state;
mod table;
pub mod terms;
#[cfg(test)]
pub(crate) mod tests;

pub use command::*;
pub use dispute::{DISPUTE, DisputePhase};
pub use event::*;
pub use rejection::Rejection;
pub use score::{SCORING, ScorePhase};
pub use state::{Dispute, Phase, Score, Supplier, Tally};
pub use table::LIFECYCLE;
pub use terms::*;

/// The process's name.
pub const NAME: &str = "supplier";
