//! Looks over what a stream of events holds.

use super::claim::Claim;
use super::proof::{Proof, prove};
use super::target::Target;
use crate::context::Context;
use crate::error::Error;
use async_nats::jetstream::message::StreamMessage;
use async_nats::jetstream::stream::{LastRawMessageErrorKind, Stream};
use engine::Position;
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use std::collections::BTreeSet;
use std::ops::Range;

/// How many messages are fetched one after the other: where many are gone, the server goes over them.
const LANE: u64 = 64;
/// How many are fetched at once.
const AT_ONCE: usize = 32;

/// The next message from a sequence number on, below another.
pub(super) async fn next(
    stream: &Stream,
    from: u64,
    below: u64,
) -> Result<Option<StreamMessage>, Error> {
    if from >= below {
        return Ok(None);
    }
    match stream.raw_message_builder().sequence(from).next_by_subject(">").send().await {
        Ok(message) => Ok(Some(message).filter(|message| message.sequence < below)),
        Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => Ok(None),
        Err(error) => Err(Error::nats("read a stream of events")(error)),
    }
}

/// The sequence numbers of what does not even claim to be an event: the log is not read for that.
pub(super) async fn glance_over(
    stream: &Stream,
    Range { start, end }: Range<u64>,
) -> Result<Vec<u64>, Error> {
    let looking = lanes(start..end).map(|lane| async move {
        let (mut strays, mut from) = (Vec::new(), lane.start);
        while let Some(found) = next(stream, from, lane.end).await? {
            from = found.sequence + 1;
            strays.extend(Claim::of(&found.headers).is_none().then_some(found.sequence));
        }
        Ok::<_, Error>(strays)
    });
    let strays: Vec<_> = stream::iter(looking).buffered(AT_ONCE).try_collect().await?;
    Ok(strays.into_iter().flatten().collect())
}

fn lanes(sequences: Range<u64>) -> impl Iterator<Item = Range<u64>> {
    let Range { start, end } = sequences;
    let begins = (start..end).step_by(usize::try_from(LANE).unwrap_or(usize::MAX));
    begins.map(move |begin| begin..(begin + LANE).min(end))
}

/// What lies before an event of the log.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The sequence numbers of what others have written there, copies of events too.
    pub(super) strays: Vec<u64>,
    /// Those of them that do not even claim to be an event.
    pub(super) unmarked: BTreeSet<u64>,
    /// The highest position of an event.
    pub(super) highest: Position,
}

/// Looks over what lies before an event of the log, by sequence numbers. An event of this log comes
/// behind all that were recorded before it; whatever else is there was written by others.
pub(super) async fn look_over(
    context: &Context,
    target: &Target,
    stream: &Stream,
    sequences: Range<u64>,
) -> Result<Seen, Error> {
    let looking = lanes(sequences).map(|sequences| lane(context, target, stream, sequences));
    let lanes: Vec<_> = stream::iter(looking).buffered(AT_ONCE).try_collect().await?;
    let mut seen = Seen::default();
    for (sequence, is_marked, proof) in lanes.into_iter().flatten() {
        seen.unmarked.extend((!is_marked).then_some(sequence));
        match proof {
            Proof::Ours(position) if position > seen.highest => seen.highest = position,
            Proof::Ours(_) | Proof::Unknown(_) | Proof::Foreign => seen.strays.push(sequence),
        }
    }
    Ok(seen)
}

async fn lane(
    context: &Context,
    target: &Target,
    stream: &Stream,
    Range { start: mut from, end }: Range<u64>,
) -> Result<Vec<(u64, bool, Proof)>, Error> {
    let mut proofs = Vec::new();
    while let Some(found) = next(stream, from, end).await? {
        from = found.sequence + 1;
        let is_marked = Claim::of(&found.headers).is_some();
        proofs.push((found.sequence, is_marked, prove(context, target, &found).await?));
    }
    Ok(proofs)
}

/// Up to where a stream has the events of this log, where behind them come those of another history.
pub(super) async fn shared(
    context: &Context,
    target: &Target,
    stream: &Stream,
    Range { start: mut low, end: mut high }: Range<u64>,
) -> Result<Position, Error> {
    let mut shared = Position(0);
    while low < high {
        let middle = low + (high - low) / 2;
        let found = next(stream, middle, high).await?;
        let sequence = found.as_ref().map_or(high, |found| found.sequence);
        let proof = match found {
            Some(found) => prove(context, target, &found).await?,
            None => Proof::Foreign,
        };
        if let Proof::Ours(position) = proof {
            (shared, low) = (position, sequence + 1);
        } else {
            high = middle;
        }
    }
    Ok(shared)
}
