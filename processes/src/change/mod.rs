//! Changes: every change to a service or to what it is made of, from request to reviewed closure
//! (ISO/IEC 20000-1, 9.2; 5.1, 6.6.3).
//!
//! A change is *requested*, *classified* and goes one of four ways. A **standard** change names a
//! change model, which is approved for all of its kind: what the model knows is recorded at once. A
//! **normal** one is *assessed* in seven aspects and put before the board. A **major** one goes
//! through service design first; the removal and the transfer of a service are always major. An
//! **emergency**, by the definition that is agreed with the customer, is *authorised* by the
//! emergency board and assessed afterwards. Then it is *built*, *tested*, *scheduled*,
//! *implemented* (or *failed*, backed out or remedied, and *investigated*), *reviewed* and *closed*.
//!
//! What is shown to the board has a digest: title, content, all that the assessments say, way back, who decides, what
//! is said of the risk that is left, and the designs of services that are accepted for it. A vote
//! names it; whatever alters it voids the votes. Votes count while those who have cast them are
//! members, at the moment of each decision. Who requested, who decided, who carries out and who reviews are different people, and
//! none of them the deputy of another: each act records "A for B under delegation X" ([`Hand`]).
//!
//! A time is refused on the record (`slot_refused`): all that is in the way, and the next slot in
//! which nothing is.
//!
//! | Requirement | Here | Because |
//! | --- | --- | --- |
//! | seven commands to assess | one, that says which aspect and what it considered | each aspect asks for its own |
//! | `approve`, `reject`, `return` by the board | `vote`; what the votes amount to is a second event of the last one | a decision of many is counted, not stated |
//! | five phases on hold | one, that knows where it was | nothing is skipped by it |
//! | `classify`, `preapprove` and `waive_test` follow each other for a standard change | at once, where the model says all that they ask | what is known at once is recorded at once |
//! | `publish_schedule` follows `schedule` | at once | the same |
//! | low risk: a rule may give assessments | it gives all seven where the impact is low as well; a person's takes its place | DESIGN: from medium risk on, people do |
//! | quorum and board by policy | the first for low risk, a majority for medium, all for high and for major; a board that asks for more may be stated with the policy's word | an assumption until the policy is a document |
//! | content may be altered | `revise`, until it is approved; it voids assessments and votes, and another title votes | the requirements have none, and 9.2 wants a decision on what is done |
//! | `plan_backout` while approved, building or testing | for emergencies only | the plan is part of what was approved |
//! | an emergency carried out unauthorised | `adopt`, with the deviation named, by the agreed definition | it is a fact |
//! | removal and transfer are major | so is a new service | 5.1.1: every new service goes through design |
//! | `ci_versions_match_deployed` | each item that is named altered was updated under the change, or verified against its record after it; none is at anybody's word of the change | the CMDB can be asked |
//! | `approve` forbids the requester | whoever wrote at it, and those tied to him by delegation | the stricter wins |
//! | an emergency that was adopted | `assess_retrospectively` is its approval, by who had no part in it | somebody else than who did it says that it was right |
//! | a failed change is investigated | so is one that brought less than was expected, before it is closed, and one that was closed before it showed that it failed | both leave the same question open |
//! | what is merged into another ends | not where the other asks for fewer decisions, or is weighed for less; who wanted it wants the other | they would be got round |
//! | a standard change is approved by its model | who has approved the model neither requests it nor carries it out | he is its approver |
//! | an emergency is assessed afterwards | once more where it fails after that, and not undone by who did it | it said nothing of the failure |
//! | `implementer_not_sole_approver` | no approver at all | the stricter wins |
//!
//! | Part | In |
//! | --- | --- |
//! | request, class, content | `request` |
//! | assessments, back-out plan | `assessment` |
//! | board, votes, emergency | `approval`, `board` |
//! | build and test | `build` |
//! | time, and what is in its way | `schedule`, `slots` |
//! | carrying out, failing, making good | `implementation` |
//! | investigation, CMDB, review, ends | `review` |
//! | who may not do what | `duties` |
#![doc = include_str!("lifecycle.md")]

mod approval;
mod assessment;
mod board;
mod build;
mod command;
mod duties;
mod event;
mod evolve;
mod implementation;
mod rejection;
mod request;
mod review;
mod schedule;
mod slots;
mod state;
mod table;
pub mod terms;
#[cfg(test)]
pub(crate) mod tests;

pub use command::*;
pub use duties::{Duties, Duty};
pub(crate) use duties::{hand, hand_behind, hand_of, hand_of_owner};
pub use event::*;
pub use rejection::Rejection;
pub use state::{Assessment, BackoutPlan, Ballot, Change, Checked, Phase, Verdict};
pub use table::LIFECYCLE;
pub use terms::*;

/// The process's name.
pub const NAME: &str = "change";

/// As many as a list holds.
fn bounded<T>(mut entries: Vec<T>) -> crate::limits::List<T> {
    entries.truncate(crate::limits::LIST_MAX);
    crate::limits::List::new(entries).unwrap_or_default()
}
