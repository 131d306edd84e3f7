//! Points to look back from: what is not there yet is no past.

use super::{Moment, Problem, Refusal};
use crate::node::Reader;
use engine::EventStore as _;

/// Refuses a position behind the head, and a time that is still to come: the answer would be that of
/// now, under another name.
pub(super) fn check(reader: &Reader, as_of: Option<Moment>) -> Result<(), Problem> {
    let head = *reader.log().head().borrow();
    let (code, detail) = match as_of {
        Some(Moment::Position(position)) if position > head => (
            "beyond_the_head",
            format!("position {position} is beyond the head: the log ends at position {head}"),
        ),
        // A copy may have been written by a machine whose clock goes before ours.
        Some(Moment::Time(time)) if time > reader.now() && reader.position_at(time)? == head => (
            "in_the_future",
            format!(
                "{time} is in the future (it is {}): what will be on record then is not known; without \
                 it, the answer is what is known now",
                reader.now()
            ),
        ),
        None | Some(Moment::Position(_) | Moment::Time(_)) => return Ok(()),
    };
    Err(Problem::new(Refusal::Input, code, &detail))
}
