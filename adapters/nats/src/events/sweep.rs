//! Looks for what others have written long ago and no node has removed: one that was killed during a
//! flood leaves as much of it as there was.

use super::end::Unseen;
use super::look::{Seen, glance_over, look_over, next};
use super::proof::{Proof, prove};
use super::source;
use super::target::Target;
use crate::context::Context;
use crate::error::Error;
use async_nats::jetstream::stream::Stream;
use engine::Position;
use std::ops::Range;

/// How many sequence numbers are looked over between one report and the next.
const PIECE: u64 = 2_048;

/// Reports the sequence numbers of what others have written, piece by piece from the end back, until
/// no more messages are left than the log has events.
pub(super) async fn sweep(
    context: &Context,
    target: &Target,
    stream: &Stream,
    unseen: Unseen,
    mut report: impl FnMut(Vec<u64>),
) -> Result<(), Error> {
    let Unseen { sequences: Range { start: mut first, end: mut above }, mut held, last } = unseen;
    // What the operator or an earlier choice has left out there is not missed.
    let begin = loop {
        let Some(found) = next(stream, first, above).await? else { return Ok(()) };
        first = found.sequence + 1;
        if let Proof::Ours(position) = prove(context, target, &found).await? {
            break position;
        }
        report(vec![found.sequence]);
        held = held.saturating_sub(1);
    };
    let before = Position(begin.0.saturating_sub(1));
    let expected = source::count(context, target, before, last).await?;
    let end = above;
    while held > expected && above > first {
        let from = above.saturating_sub(PIECE).max(first);
        let strays = glance_over(stream, from..above).await?;
        held = held.saturating_sub(strays.len() as u64);
        report(strays);
        above = from;
    }
    // What is left has the marks of an event. That takes longer, for the log is read for each.
    let mut above = end;
    while held > expected && above > first {
        let from = above.saturating_sub(PIECE).max(first);
        let Seen { strays, unmarked, .. } = look_over(context, target, stream, from..above).await?;
        // Those without are found already, and perhaps not gone yet.
        let strays: Vec<_> = strays.into_iter().filter(|one| !unmarked.contains(one)).collect();
        held = held.saturating_sub(strays.len() as u64);
        report(strays);
        above = from;
    }
    Ok(())
}
