//! Where a stream of events ends: from there it goes on, and not from what the node remembers.
//!
//! Whoever may put a command into a queue may have the server's acknowledgement of it sent into a
//! stream of events, and in an open account everybody may write there. What was written behind the
//! last event and is none is found here, to be removed.

use super::claim::Claim;
use super::proof::{Proof, prove};
use super::source;
use super::target::Target;
use crate::context::Context;
use crate::error::Error;
use crate::stored;
use async_nats::jetstream::message::StreamMessage;
use async_nats::jetstream::stream::{LastRawMessageErrorKind, Stream};
use engine::Position;
use futures_util::stream::{self, StreamExt as _};
use std::ops::Range;

/// How many messages of others are looked back over in a stream that was made by somebody else: one
/// with more of them is theirs.
const OTHERS_MAX: usize = 1_000;
/// How many messages are looked at between one look back and the next, at most.
const WIDTH_MAX: u64 = 256;
/// How many are removed at once.
const REMOVED_AT_ONCE: usize = 64;

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
    /// The sequence numbers of what others have written behind it.
    foreign: Vec<u64>,
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
        end.messages = end.messages.saturating_sub(end.foreign.len() as u64);
        let is_used = sequence > 0;
        let oldest = Target::oldest(&info.config, context.engine.now());
        end.keeps_all = is_ours && oldest.is_none();
        match (ended, oldest) {
            (Some(position), _) => {
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
    /// written by others.
    pub(super) async fn behind(stream: &Stream, known: &Self) -> Result<Option<Self>, Error> {
        let info = stream.get_info().await.map_err(Error::nats("ask for a stream"))?;
        if info.created.unix_timestamp_nanos() != known.created {
            return Ok(None);
        }
        let sequence = info.state.last_sequence;
        // Some of them may be gone already: to remove them again does no harm.
        let first = info.state.first_sequence.max(known.sequence + 1);
        Ok(Some(Self { sequence, foreign: (first..=sequence).collect(), ..known.clone() }))
    }

    /// Looks for the last event among messages with such sequence numbers, and notes what is none
    /// behind it.
    async fn look_back(
        &mut self,
        context: &Context,
        target: &Target,
        stream: &Stream,
        sequences: Range<u64>,
    ) -> Result<Option<Position>, Error> {
        let (mut last, mut foreign, mut from) = (None, Vec::new(), sequences.start);
        while let Some(message) = next(stream, from, sequences.end).await? {
            from = message.sequence + 1;
            match prove(context, target, &message).await? {
                Proof::Ours(position) => {
                    foreign.clear();
                    last = Some(position);
                }
                Proof::Unknown(claim) => return Err(ahead(context, target, stream, claim)),
                Proof::Foreign => foreign.push(message.sequence),
            }
        }
        self.foreign.extend(foreign);
        Ok(last)
    }

    /// Removes what others have written behind it, and counts it: what is removed before something
    /// goes wrong is gone as well.
    pub(super) async fn tidy(
        &self,
        context: &Context,
        stream: &Stream,
        removed: &mut u64,
    ) -> Result<(), Error> {
        let removing = self.foreign.iter().copied().map(|one| remove(context, stream, one));
        let mut removing = stream::iter(removing).buffer_unordered(REMOVED_AT_ONCE);
        while let Some(was_there) = removing.next().await {
            *removed += u64::from(was_there?);
        }
        Ok(())
    }
}

/// Removes a message, if it is there.
async fn remove(context: &Context, stream: &Stream, sequence: u64) -> Result<bool, Error> {
    let name = &stream.cached_info().config.name;
    match stored::remove(&context.jetstream, name, sequence).await {
        Ok(()) => Ok(true),
        Err(_) if next(stream, sequence, sequence + 1).await?.is_none() => Ok(false),
        Err(error) => Err(error),
    }
}

/// The next message from a sequence number on, below another.
async fn next(stream: &Stream, from: u64, below: u64) -> Result<Option<StreamMessage>, Error> {
    if from >= below {
        return Ok(None);
    }
    match stream.raw_message_builder().sequence(from).next_by_subject(">").send().await {
        Ok(message) => Ok(Some(message).filter(|message| message.sequence < below)),
        Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => Ok(None),
        Err(error) => Err(Error::nats("read a stream of events")(error)),
    }
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
