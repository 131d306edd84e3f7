//! Complaints: a customer is not content with a service or with how he was treated, and is owed an
//! answer (ISO/IEC 20000-1, 7.1).
//!
//! A complaint is *recorded* by whoever hears it, and *acknowledged*. It is *investigated* by somebody
//! whom it is not about; then an *action is agreed*, or it is said why none is needed, and the customer
//! is *told the outcome*. It is *closed* when he accepts that, or when he was given the final answer;
//! who disagrees has it *reopened*.
//!
//! **What a complaint is** is a term of the agreement with the customer: [`Definitions`], versioned with
//! it. Each complaint keeps the version that held when it was recorded. Where none is agreed it is
//! recorded all the same, and says so; that something is no complaint can be said by an agreed
//! definition only.
//!
//! **When the normal way fails**, the customer takes it higher, and so does time: it *escalates*, and
//! somebody above those who dealt with it decides.
//!
//! It is *correlated* with what happened: incidents, changes and security incidents, named by process
//! and key. What is about the same service at about the same time is found by rules, whichever was
//! there first; the fact [`Complaints`] answers the other way round.
//!
//! The figures are those of a policy document. The stream of whoever sets them first holds them,
//! version after version; until then the defaults hold, which are assumptions.
//!
//! | Requirement | Here | Because |
//! | --- | --- | --- |
//! | `definition` is a machine | a term of the agreement | see there |
//! | `reclassify` by the agreed definition | by the one it was recorded under; where none was agreed then, by one that is now | the words of then are those that the customer knew |
//! | `investigator_not_subject` | who it is about does not answer it in any way, nor a deputy of his | the stricter wins |
//! | `higher_authority_decided` | by a service manager who has not dealt with it so far; he says by when the customer is answered | else the way up leads back |
//! | `escalate` when a time has passed | once for each time, and the customer whenever the normal way fails while somebody deals with it | nothing to be gained by saying it twice |
//! | `customer_accepted_or_final_answer_given` | a final answer only once somebody higher has decided, or the customer had time to object | else anybody closes what he is tired of |
//! | nothing of satisfaction | `close` takes it | it is asked for where it is known |
//! | `correlate` by the business relationship manager | also by a security officer; what only some may see is named by one of them | whoever may not see a thing cannot say that there is one |
#![doc = include_str!("lifecycle.md")]
//!
//! [`Definitions`]: crate::agreement::terms::Definitions
//! [`Complaints`]: crate::facts::Complaints

mod answer;
mod command;
mod correlate;
mod event;
mod receive;
mod rejection;
mod state;
mod table;
pub mod terms;
#[cfg(test)]
pub(crate) mod tests;

pub use command::*;
pub use event::*;
pub use rejection::Rejection;
pub use state::{Complaint, Phase};
pub use table::LIFECYCLE;
pub use terms::{Definition, Ground, Handover, Instead, Policy, Rule, Satisfaction};

/// The process's name.
pub const NAME: &str = "complaint";

/// With how many records a complaint may be correlated.
pub const RECORDS_MAX: usize = 200;
