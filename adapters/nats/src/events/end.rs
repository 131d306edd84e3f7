//! Where a stream of events ends: from there it goes on, and not from what the node remembers.
//!
//! Whoever may put a command into a queue may have the server's acknowledgement of it sent into a
//! stream of events, and in an open account everybody may write there. What was written behind the
//! last event and is none is found here, to be removed; and some way back, what was left there.

use super::claim::Claim;
use super::look::{look_over, next, shared};
use super::proof::{Proof, prove};
use super::source;
use super::target::Target;
use crate::context::Context;
use crate::error::Error;
use async_nats::jetstream::stream::Stream;
use engine::Position;
use std::ops::Range;

/// How many messages of others are looked back over in a stream that was made by somebody else: one
/// with more of them is theirs.
const OTHERS_MAX: usize = 1_000;
/// How many messages are looked at between one look back and the next, at most.
const WIDTH_MAX: u64 = 256;
/// How far behind its last event a stream is looked over at once for what others have written between
/// events, and a node that was killed has not removed. What lies before that has time.
const STRAYS_MAX: u64 = 2_048;

/// The end of a stream.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct End {
    /// When the stream was made, in nanoseconds since 1970: another one is not this one.
    pub(super) created: i128,
    /// The last sequence number that it has given.
    pub(super) sequence: u64,
    /// The position of the log that its last event holds; 0 if there is none.
    pub(super) position: Position,
    /// How many messages it holds that are left there, or have not been looked at.
    pub(super) messages: u64,
    /// What of it has not been looked at.
    pub(super) unseen: Option<Unseen>,
    /// Whether it is to hold everything that it was ever given.
    pub(super) keeps_all: bool,
    /// Whether it is, and lacks something before its end.
    pub(super) is_short: bool,
    /// The sequence numbers of what others have written.
    pub(super) foreign: Vec<u64>,
}

/// What of a stream has not been looked at: there may be more in it than events of the log.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Unseen {
    /// The sequence numbers.
    pub(super) sequences: Range<u64>,
    /// How many messages the stream holds up to its last event.
    pub(super) held: u64,
    /// The position of that one.
    pub(super) last: Position,
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
        let first = first.max(1);
        let place = Place { context, target, stream, is_ours };
        let mut ended = place.last_event(&mut end, first..sequence.saturating_add(1)).await?;
        while let Some((last, position)) = ended.filter(|_| is_ours) {
            let from = last.saturating_sub(STRAYS_MAX).max(first);
            let seen = look_over(context, target, stream, from..last).await?;
            if seen.highest < position {
                end.foreign.extend(seen.strays);
                let held = messages.saturating_sub(end.foreign.len() as u64);
                let unseen = Unseen { sequences: first..from, held, last: position };
                end.unseen = Some(unseen).filter(|unseen| !unseen.sequences.is_empty());
                break;
            }
            // Somebody has copied an event that lies before it.
            end.foreign.push(last);
            ended = place.last_event(&mut end, first..last).await?;
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
}

/// A stream that is looked over from its end.
struct Place<'a> {
    context: &'a Context,
    target: &'a Target,
    stream: &'a Stream,
    is_ours: bool,
}

impl Place<'_> {
    /// The last event among messages with such sequence numbers, its own and the position that it holds.
    /// What is none behind it is noted.
    async fn last_event(
        &self,
        end: &mut End,
        sequences: Range<u64>,
    ) -> Result<Option<(u64, Position)>, Error> {
        let Range { start: first, end: mut above } = sequences;
        let mut width = 1;
        while above > first {
            let from = above.saturating_sub(width).max(first);
            let found = self.look_back(end, first, from..above).await?;
            if found.is_some() || (!self.is_ours && end.foreign.len() > OTHERS_MAX) {
                return Ok(found);
            }
            above = from;
            width = (width * 2).min(WIDTH_MAX);
        }
        Ok(None)
    }

    /// The same for so many at once.
    async fn look_back(
        &self,
        end: &mut End,
        first: u64,
        sequences: Range<u64>,
    ) -> Result<Option<(u64, Position)>, Error> {
        let Self { context, target, stream, .. } = self;
        let (mut last, mut unknown, mut foreign) = (None, None, Vec::new());
        let mut from = sequences.start;
        while let Some(message) = next(stream, from, sequences.end).await? {
            from = message.sequence + 1;
            match prove(context, target, &message).await? {
                Proof::Ours(position) => {
                    foreign.clear();
                    unknown = None;
                    last = Some((message.sequence, position));
                }
                Proof::Unknown(claim) => unknown = Some((claim, message.sequence)),
                Proof::Foreign => foreign.push(message.sequence),
            }
        }
        if let Some((claim, sequence)) = unknown {
            let shared = shared(context, target, stream, first..sequence).await?;
            return Err(ahead(context, target, claim, shared));
        }
        end.foreign.extend(foreign);
        Ok(last)
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

fn ahead(context: &Context, target: &Target, claim: Claim, shared: Position) -> Error {
    context.board.reached(&target.part(), shared);
    let found = claim.event_id();
    let expected = match context.engine.store().event_id(claim.position) {
        None => "not there".to_owned(),
        Some(ours) if ours == found => "another event of that id".to_owned(),
        Some(ours) => ours,
    };
    Error::Ahead { stream: target.stream().name, found, position: claim.position, expected }
}
