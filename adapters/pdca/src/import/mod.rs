//! Another system's history, brought in on the clock of its rows.
//!
//! A file passes through these stages:
//!
//! | Stage | In |
//! | --- | --- |
//! | bytes become lines, within bounds | [`mod@reading`] |
//! | lines become records: a quoted value may hold line breaks | [`records`], `quoting` |
//! | a record becomes a typed row, or a reason why not | [`row`], [`times`] |
//! | rows are put in order of their time, in bounded memory | [`sort`] |
//! | a row and what is known become commands | [`commands`] |
//! | commands are sent, timers fire in between | `taking` |
//! | a run is recorded, from its first new row to its sums | `record` |
//!
//! # What becomes of a row
//!
//! | The row says | What is recorded |
//! | --- | --- |
//! | an incident not known yet | `log` at `opened_at` (or at the row's time, if that is earlier), with category, grades, group and assignee in one batch; `adopt` where our `log` would refuse: nobody named as affected, no category |
//! | `New` | nothing, as long as it is logged, classified, prioritised or assigned; `adopt` back otherwise |
//! | `Active` | `resume` from a hold, `reopen` from resolved if the reopen count grew; `adopt` otherwise, for our `respond` is the assignee's own word |
//! | `Awaiting User Info`, `Awaiting Vendor`, `Awaiting Problem`, `Awaiting Evidence` | `hold` for `awaiting_customer`, `awaiting_supplier`, `awaiting_problem`, `awaiting_evidence`; `adopt` where the agreement does not know the reason or work has not begun |
//! | `Resolved` | `resolve`; `adopt` where the table does not allow it |
//! | `Closed` | `adopt`: nobody's confirmation is in the file, and we make none up |
//! | a greater reassignment count | `reassign` |
//! | other impact, urgency or priority | `reprioritise`, with the source's priority as an override where our matrix differs |
//! | another category or subcategory | `reclassify`; the service it was logged for stays |
//! | other location, symptom, contact type, vendor, knowledge | `update` |
//! | everything else | `state_attributes`: kept beside our own, as stated |
//! | what was so before the last row taken in | `state_late_row`: on record with its own time; it moves nothing |
//!
//! `adopt` names the deviation: the commands that our table would have required.
//!
//! # Decided
//!
//! - **Service**: the category is the service's key as it stands (`Category 55`), so that an
//!   agreement can name it; `servicenow` where there is none. No customer is assumed.
//! - **Identity**: a row is (source, number, SHA-256 of its values in a fixed order of columns).
//!   It counts as known when its last command is in the log; a row that was cut off in the middle
//!   is completed the next time.
//! - **Late rows**: a row older than what was already taken in of its incident is a fact all the
//!   same: all it says is on record, with its own time. It moves nothing, overwrites nothing, and
//!   the clocks do not count it: the misses and notices of what was known then have been recorded.
//! - **A run** is recorded with its first new row: what adds nothing leaves nothing behind.
//! - **Time zones**: a row is known whatever zone it was read in, and stays as it is on record; the
//!   summary says how many of the known ones were brought in with another zone.
//! - **A run that was cut off** is taken up again by the next import of the same file in the same
//!   zone, and ended by that of another one. It comes to the same as if it had not been cut off.
//! - **Limits** (the confirmation period, the reopen window, how long work may be held, when the
//!   customer hears next) count from the row's own time. What moves an incident or turns to people
//!   and fell due by the end of the run stays silent for good: the source let it pass, and the
//!   incident stays as its last row has it. Targets that are missed by then are recorded.
//! - **A late reopening**, after the window, is adopted like any move that ours does not allow, and
//!   counts as one.
//! - **Times**: one that the clocks of the zone skipped is none, and its row is rejected, for the
//!   zone or the row is wrong; of one they showed twice the first is taken, and the summary says of
//!   how many rows.
//! - **An agreement** of a file is put in force in three steps that are tried together beforehand.
//!   Its signatures name nobody, and on whose word it is: no page is signed here.
//! - **Number taken**: an incident of the source has its number as its key. Where that belongs to an
//!   incident that no import of this system began, `_servicenow` is put behind it, and the summary
//!   says so. Which one it is, is decided by what is first in the log, for ever.
//! - **A row is a record** (RFC 4180), named by the line it begins on. A quote that is nowhere closed,
//!   or not so that the row has as many values as the header, costs the line it stands in and
//!   no other: the next record begins on the next line.
//! - Not taken over: `active`, `sys_mod_count`, `sys_created_by`, `sys_created_at`, `notify`,
//!   `u_priority_confirmation`; they follow from the rest or say nothing about the incident.

mod agreement;
mod columns;
pub mod commands;
mod now;
mod place;
mod quoting;
pub mod reading;
mod record;
pub mod records;
mod rejects;
pub mod row;
pub mod run;
pub mod sort;
mod source;
mod summary;
mod taking;
#[cfg(test)]
mod tests;
pub mod times;
mod unpacking;

pub use agreement::AgreementError;
pub use quoting::QuotingError;
pub use reading::Input;
pub use run::{ImportError, Options, run};
pub use summary::Summary;
pub use unpacking::GZIP;

/// The name of the source, as it stands in ids, principals and file names.
pub const SOURCE: &str = "servicenow";
/// The longest record, and so the longest line that may be one, in bytes.
pub const RECORD_BYTES_MAX: usize = 64 * 1024;
/// How far the end of a line is looked for at most, in bytes, so that the next one can be read.
pub const LINE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// The longest file, unpacked, in bytes.
pub const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024 * 1024;
/// How much memory rows may take while they are sorted, in bytes.
pub const SORT_BYTES_MAX: usize = 64 * 1024 * 1024;
