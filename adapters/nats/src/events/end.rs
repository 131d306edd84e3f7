//! Where a stream of events ends: from there it goes on, and not from what the node remembers.
//!
//! Whoever may put a command into a queue may have the server's acknowledgement of it sent into a
//! stream of events. What was written behind the last event and is none is found here, to be
//! removed.

use super::claim::Claim;
use super::target::Target;
use crate::context::Context;
use crate::error::Error;
use async_nats::jetstream::stream::{LastRawMessageErrorKind, Stream};
use engine::Position;
use futures_util::stream::{self, StreamExt as _};

/// How many messages of others are looked back over in a stream that was made by somebody else: one
/// with more of them is theirs.
const OTHERS_MAX: usize = 1_000;
/// How many messages are looked at between one look back and the next, at most.
const WIDTH_MAX: u64 = 256;
/// How many are removed at once.
const REMOVED_AT_ONCE: usize = 64;

/// The end of a stream.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct End {
    /// The last sequence number that it has given.
    pub(super) sequence: u64,
    /// The position of the log that its last event holds; 0 if there is none.
    pub(super) position: Position,
    /// The sequence numbers of what others have written behind it.
    foreign: Vec<u64>,
}

impl End {
    /// Reads it, and whether the stream belongs to this very log.
    pub(super) async fn of(context: &Context, stream: &Stream) -> Result<Self, Error> {
        let info = stream.get_info().await.map_err(Error::nats("ask for a stream"))?;
        let is_ours = Target::is_made_for(&info.config, context.engine.store().log_id());
        let (first, sequence) = (info.state.first_sequence, info.state.last_sequence);
        let (mut foreign, mut above, mut width) = (Vec::new(), sequence.saturating_add(1), 1);
        while above > first.max(1) {
            let from = above.saturating_sub(width).max(first).max(1);
            let (position, others) = last_event(context, stream, from..above).await?;
            foreign.extend(others);
            if let Some(position) = position {
                return Ok(Self { sequence, position, foreign });
            }
            if !is_ours && foreign.len() > OTHERS_MAX {
                break;
            }
            above = from;
            width = (width * 2).min(WIDTH_MAX);
        }
        if !is_ours && !foreign.is_empty() {
            let reason = "it holds messages and no event: somebody else writes to it".to_owned();
            return Err(Error::WrongStream { stream: info.config.name, reason });
        }
        Ok(Self { sequence, position: Position(0), foreign })
    }

    /// Removes what others have written behind it; how many messages that was.
    pub(super) async fn tidy(&self, stream: &Stream) -> Result<u64, Error> {
        let removing = self.foreign.iter().copied().map(|one| stream.delete_message(one));
        let mut removing = stream::iter(removing).buffer_unordered(REMOVED_AT_ONCE);
        let mut removed = 0;
        while let Some(one) = removing.next().await {
            one.map_err(Error::nats("remove what somebody else has written to a stream"))?;
            removed += 1;
        }
        Ok(removed)
    }
}

/// The position of the last event among messages with such sequence numbers, if there is one, and
/// the sequence numbers of what is none behind it.
async fn last_event(
    context: &Context,
    stream: &Stream,
    sequences: std::ops::Range<u64>,
) -> Result<(Option<Position>, Vec<u64>), Error> {
    let (mut last, mut foreign, mut from) = (None, Vec::new(), sequences.start);
    while from < sequences.end {
        let next = stream.raw_message_builder().sequence(from).next_by_subject(">").send().await;
        let message = match next {
            Ok(message) => message,
            Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => break,
            Err(error) => return Err(Error::nats("read the end of a stream")(error)),
        };
        if message.sequence >= sequences.end {
            break;
        }
        from = message.sequence + 1;
        match Claim::of(&message.headers) {
            Some(claim) => {
                foreign.clear();
                last = Some(claim);
            }
            None => foreign.push(message.sequence),
        }
    }
    let Some(Claim { event_id: found, position }) = last else { return Ok((None, foreign)) };
    let expected = context.engine.store().event_id(position);
    if expected.as_ref() == Some(&found) {
        return Ok((Some(position), foreign));
    }
    let expected = expected.unwrap_or_else(|| "not there".to_owned());
    let stream = stream.cached_info().config.name.clone();
    Err(Error::Ahead { stream, found, position, expected })
}
