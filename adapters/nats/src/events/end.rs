//! Where a stream of events ends: from there it goes on, and not from what the node remembers.
//!
//! Whoever may put a command into a queue may have the server's acknowledgement of it sent into a
//! stream of events, and in an open account everybody may write there. What was written behind the
//! last event and is none is found here, to be removed; and some way back, what was left there.

use super::claim::Claim;
use super::proof::{Proof, prove};
use super::source;
use super::target::Target;
use crate::context::Context;
use crate::error::Error;
use async_nats::jetstream::message::StreamMessage;
use async_nats::jetstream::stream::{LastRawMessageErrorKind, Stream};
use engine::Position;
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use std::ops::Range;

/// How many messages of others are looked back over in a stream that was made by somebody else: one
/// with more of them is theirs.
const OTHERS_MAX: usize = 1_000;
/// How many messages are looked at between one look back and the next, at most.
const WIDTH_MAX: u64 = 256;
/// How far behind its last event a stream is looked over for what others have written between events,
/// and a node that was killed has not removed.
const STRAYS_MAX: u64 = 2_048;
/// How many messages are fetched at once for that.
const FETCHED_AT_ONCE: usize = 32;

/// The end of a stream.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct End {
    /// When the stream was made, in nanoseconds since 1970: another one is not this one.
    pub(super) created: i128,
    /// The last sequence number that it has given.
    pub(super) sequence: u64,
    /// The position of the log that its last event holds; 0 if there is none.
    pub(super) position: Position,
    /// How many messages it holds that are left there.
    pub(super) messages: u64,
    /// Whether it is to hold everything that it was ever given.
    pub(super) keeps_all: bool,
    /// Whether it is, and lacks something before its end.
    pub(super) is_short: bool,
    /// The sequence numbers of what others have written.
    pub(super) foreign: Vec<u64>,
}

impl End {
    /// Reads it, and whether the stream belongs to this very log.
    pub(super) async fn of(
        context: &Context,
        target: &Target,
        stream: &Stream,
    ) -> Result<Self, Error> {
        let info = stream.get_info().await.map_err(Error::nats("ask for a stream"))?;
        let is_ours = Target::is_made_for(&info.config, context.engine.store().log_id());
        let (first, sequence) = (info.state.first_sequence, info.state.last_sequence);
        let (created, messages) = (info.created.unix_timestamp_nanos(), info.state.messages);
        let mut end = Self { created, sequence, messages, ..Self::default() };
        let mut ended = None;
        let (mut above, mut width) = (sequence.saturating_add(1), 1);
        while above > first.max(1) && ended.is_none() {
            let from = above.saturating_sub(width).max(first).max(1);
            ended = end.look_back(context, target, stream, from..above).await?;
            if !is_ours && end.foreign.len() > OTHERS_MAX {
                break;
            }
            above = from;
            width = (width * 2).min(WIDTH_MAX);
        }
        if ended.is_none() && !is_ours && !end.foreign.is_empty() {
            let reason = "it holds messages and no event: somebody else writes to it".to_owned();
            return Err(Error::WrongStream { stream: info.config.name, reason });
        }
        if let Some((last, _)) = ended.filter(|_| is_ours) {
            let strays = strays(context, target, stream, first..last).await?;
            end.foreign.extend(strays);
        }
        end.messages = end.messages.saturating_sub(end.foreign.len() as u64);
        let is_used = sequence > 0;
        let oldest = Target::oldest(&info.config, context.engine.now());
        end.keeps_all = is_ours && oldest.is_none();
        match (ended, oldest) {
            (Some((_, position)), _) => {
                end.position = position;
                end.is_short = end.keeps_all && begins_late(context, target, stream).await?;
            }
            // What it no longer holds would be too old for it again.
            (None, Some(oldest)) if is_used => {
                end.position = source::before(context, oldest).await?;
            }
            (None, _) => {}
        }
        Ok(end)
    }

    /// The same by what is known of its end, if the stream is still that one: all behind it was
    /// written by others. `last` is the last sequence number that it has given, if that is known.
    pub(super) async fn behind(
        stream: &Stream,
        known: &Self,
        last: Option<u64>,
    ) -> Result<Option<Self>, Error> {
        let sequence = if let Some(last) = last.filter(|last| *last > known.sequence) {
            last
        } else {
            let info = stream.get_info().await.map_err(Error::nats("ask for a stream"))?;
            if info.created.unix_timestamp_nanos() != known.created {
                return Ok(None);
            }
            info.state.last_sequence
        };
        // Some of them may be gone already: to remove them again does no harm.
        let foreign = (known.sequence + 1..=sequence).collect();
        Ok(Some(Self { sequence, foreign, ..known.clone() }))
    }

    /// Looks for the last event among messages with such sequence numbers, its own and the position
    /// that it holds, and notes what is none behind it.
    async fn look_back(
        &mut self,
        context: &Context,
        target: &Target,
        stream: &Stream,
        sequences: Range<u64>,
    ) -> Result<Option<(u64, Position)>, Error> {
        let (mut last, mut foreign, mut from) = (None, Vec::new(), sequences.start);
        while let Some(message) = next(stream, from, sequences.end).await? {
            from = message.sequence + 1;
            match prove(context, target, &message).await? {
                Proof::Ours(position) => {
                    foreign.clear();
                    last = Some((message.sequence, position));
                }
                Proof::Unknown(claim) => return Err(ahead(context, target, stream, claim)),
                Proof::Foreign => foreign.push(message.sequence),
            }
        }
        self.foreign.extend(foreign);
        Ok(last)
    }
}

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

/// What others have written shortly before a sequence number.
async fn strays(
    context: &Context,
    target: &Target,
    stream: &Stream,
    Range { start, end }: Range<u64>,
) -> Result<Vec<u64>, Error> {
    let start = start.max(end.saturating_sub(STRAYS_MAX)).max(1);
    let looking = (start..end).map(|sequence| async move {
        let Some(found) = next(stream, sequence, sequence + 1).await? else { return Ok(None) };
        let is_foreign = prove(context, target, &found).await? == Proof::Foreign;
        Ok::<_, Error>(is_foreign.then_some(sequence))
    });
    let found = stream::iter(looking).buffered(FETCHED_AT_ONCE);
    let found: Vec<_> = found.try_collect().await?;
    Ok(found.into_iter().flatten().collect())
}

/// Whether its first event is not the first that goes there.
async fn begins_late(context: &Context, target: &Target, stream: &Stream) -> Result<bool, Error> {
    let Some(first) = next(stream, 1, u64::MAX).await? else { return Ok(false) };
    let Some(claim) = Claim::of(&first.headers) else { return Ok(false) };
    // What went there before imports or others' processes did is not missed.
    let expected = source::first(context, target, claim.position).await?;
    Ok(expected.is_some_and(|expected| expected < claim.position))
}

fn ahead(context: &Context, target: &Target, stream: &Stream, claim: Claim) -> Error {
    let store = context.engine.store();
    context.board.reached(&target.part(), claim.shared(&**store));
    let expected = store.event_id(claim.position).unwrap_or_else(|| "not there".to_owned());
    let stream = stream.cached_info().config.name.clone();
    Error::Ahead { stream, found: claim.event_id(), position: claim.position, expected }
}
