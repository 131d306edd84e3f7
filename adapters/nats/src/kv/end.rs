//! Where a bucket stands: the node knows what it has written there, and finds it again by what its
//! last message says.

use super::bucket::Bucket;
use super::changes::{OPERATION, message};
use crate::context::Context;
use crate::error::Error;
use crate::events::Claim;
use crate::subject::{POSITION, position};
use async_nats::HeaderMap;
use async_nats::jetstream::message::StreamMessage;
use async_nats::jetstream::stream::{Info, LastRawMessageErrorKind, Stream};
use engine::Position;
use engine::json::Value;
use engine::projection::Follower;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The header that says which event lies at the position.
const EVENT_ID: &str = "Pdca-Event-Id";
/// The header that says by which fold the bucket was made.
const FOLD: &str = "Pdca-Fold";

/// How many messages of others are put right one by one; after more, all is made anew.
const FOREIGN_MAX: u64 = 1_000;

/// How far a bucket has come, in the headers of its last message. At position 0 it is being made.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    position: Position,
    event_id: String,
    fold: String,
}

impl Mark {
    pub(super) fn of(context: &Context, bucket: &Bucket, position: Position) -> Self {
        let event_id = context.engine.store().event_id(position).unwrap_or_default();
        Self { position, event_id, fold: bucket.set.fold() }
    }

    pub(super) fn write(&self, headers: &mut HeaderMap) {
        headers.insert(POSITION, self.position.to_string().as_str());
        headers.insert(FOLD, self.fold.as_str());
        if !self.event_id.is_empty() {
            headers.insert(EVENT_ID, self.event_id.as_str());
        }
    }

    fn read(headers: &HeaderMap) -> Option<Self> {
        let header = |name: &str| headers.get(name).map(|value| value.as_str().to_owned());
        Some(Self {
            position: header(POSITION).as_deref().and_then(position)?,
            event_id: header(EVENT_ID).unwrap_or_default(),
            fold: header(FOLD)?,
        })
    }
}

/// What the node knows of a bucket, from what it has written there itself.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Known {
    /// When the stream was made, in nanoseconds since 1970: another one is not this one.
    pub(super) created: i128,
    /// The sequence number of the last message that it wrote.
    pub(super) sequence: u64,
    /// Up to where the bucket is right.
    pub(super) position: Position,
    /// How many messages there were when it last looked: they do not become fewer.
    pub(super) messages: u64,
}

impl Known {
    /// Whether the bucket is still as it was left, apart from what others have added.
    pub(super) fn is_whole(&self, info: &Info) -> bool {
        // Where values become too old, the operator wants it so.
        let least = if self.sequence == 0 { 0 } else { self.messages.max(1) };
        let is_kept = !info.config.max_age.is_zero() || info.state.messages >= least;
        info.created.unix_timestamp_nanos() == self.created && is_kept
    }
}

/// The end of a bucket.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct End {
    /// The last sequence number that it has given.
    pub(super) sequence: u64,
    /// Up to where it is right; `None` if it has to be made anew.
    pub(super) position: Option<Position>,
    /// Where somebody else has written since.
    pub(super) foreign: Vec<String>,
}

/// How a bucket's stream stands.
pub(super) async fn info(stream: &Stream) -> Result<Info, Error> {
    stream.get_info().await.map_err(Error::nats("ask for a bucket"))
}

impl End {
    /// Of a bucket that is to be made anew.
    pub(super) fn anew(sequence: u64) -> Self {
        Self { sequence, position: None, foreign: Vec::new() }
    }

    /// Reads it, and whether the bucket belongs to this very log.
    pub(super) async fn of(
        context: &Context,
        bucket: &Bucket,
        models: &Arc<Follower>,
        stream: &Stream,
        known: Option<Known>,
    ) -> Result<Self, Error> {
        let info = info(stream).await?;
        let sequence = info.state.last_sequence;
        let anew = |reason: &str| {
            tracing::info!(bucket = bucket.name(), reason, "the bucket is made anew");
            Ok(Self::anew(sequence))
        };
        if info.state.messages == 0 {
            return anew("it is empty");
        }
        if known.is_some_and(|known| !known.is_whole(&info)) {
            return anew("values were removed");
        }
        let looking = Looking { context, bucket, models, stream };
        let (position, foreign) = match known {
            // Whatever a message behind that says of itself, the node has not written it.
            Some(known) => (Some(known.position), looking.behind(known.sequence, sequence).await?),
            None => match looking.last_own(sequence).await? {
                Found::Own(position, foreign) => (Some(position), Some(foreign)),
                Found::OtherFold => return anew("another fold made it"),
                Found::Nothing => (None, None),
            },
        };
        let (Some(position), Some(foreign)) = (position, foreign) else {
            return anew("nothing says how far it has come");
        };
        if position == Position(0) {
            return anew("it was not finished");
        }
        if !foreign.is_empty() {
            let (bucket, keys, first) = (bucket.name(), foreign.len(), foreign.first());
            tracing::warn!(bucket, keys, ?first, "somebody else has written there");
        }
        Ok(Self { sequence, position: Some(position), foreign: foreign.into_iter().collect() })
    }
}

/// What says how far a bucket has come.
enum Found {
    /// A message of the node's own, and where somebody else has written behind it.
    Own(Position, BTreeSet<String>),
    /// One that an earlier fold has made.
    OtherFold,
    /// Nothing does, or too far back.
    Nothing,
}

struct Looking<'a> {
    context: &'a Context,
    bucket: &'a Bucket,
    models: &'a Arc<Follower>,
    stream: &'a Stream,
}

impl Looking<'_> {
    async fn message(&self, sequence: u64) -> Result<Option<StreamMessage>, Error> {
        match self.stream.get_raw_message(sequence).await {
            Ok(message) => Ok(Some(message)),
            Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => Ok(None),
            Err(error) => Err(Error::nats("read a bucket")(error)),
        }
    }

    /// Where something was written behind a sequence number, if that is not too much.
    async fn behind(&self, known: u64, last: u64) -> Result<Option<BTreeSet<String>>, Error> {
        let mut foreign = BTreeSet::new();
        if last.saturating_sub(known) > FOREIGN_MAX {
            return Ok(None);
        }
        for sequence in known + 1..=last {
            let message = self.message(sequence).await?;
            foreign.extend(message.map(|message| message.subject.to_string()));
        }
        Ok(Some(foreign))
    }

    /// Goes back to the last message of the node's own, over what others have written since: what
    /// has no mark, or is not what the read model tells.
    async fn last_own(&self, last: u64) -> Result<Found, Error> {
        let mut foreign = BTreeSet::new();
        for sequence in (last.saturating_sub(FOREIGN_MAX) + 1..=last).rev() {
            let Some(message) = self.message(sequence).await? else { continue };
            if let Some(mark) = Mark::read(&message.headers) {
                if mark.position != Position(0) {
                    self.check(&mark)?;
                }
                if mark.fold != self.bucket.set.fold() {
                    return Ok(Found::OtherFold);
                }
                if self.is_told(&message).await? {
                    return Ok(Found::Own(mark.position, foreign));
                }
            }
            // One that has changed since is written once more than it needs to be.
            foreign.insert(message.subject.to_string());
        }
        Ok(Found::Nothing)
    }

    /// Whether a mark is of this log.
    fn check(&self, mark: &Mark) -> Result<(), Error> {
        let store = self.context.engine.store();
        if store.event_id(mark.position).as_ref() == Some(&mark.event_id) {
            return Ok(());
        }
        let claim = Claim::parse(&mark.event_id);
        let shared = claim.map(|claim| claim.shared(&**store)).unwrap_or_default();
        self.context.board.reached(&self.bucket.part(), shared);
        Err(Error::BucketAhead {
            bucket: self.bucket.name(),
            found: mark.event_id.clone(),
            position: mark.position,
        })
    }

    /// Whether a message says what the read model tells now.
    async fn is_told(&self, found: &StreamMessage) -> Result<bool, Error> {
        let Some(stream) = self.bucket.told_as(&found.subject) else { return Ok(false) };
        let (models, set) = (Arc::clone(self.models), self.bucket.set);
        let head = self.context.engine.head();
        let telling = move || models.entities(&set, head, &[stream]);
        let told = tokio::task::spawn_blocking(telling).await.map_err(|_| Error::Panicked)??;
        let value: Option<Value> = serde_json::from_slice(&found.payload).ok();
        let stated = value.and_then(|value| value.get("position").and_then(Value::as_u64));
        let position = Position(stated.unwrap_or_default());
        let bytes_max = self.context.client.max_payload();
        let expected = message(told.answer.into_iter().next().flatten(), position, bytes_max);
        let operation = |headers: &HeaderMap| headers.get(OPERATION).map(ToString::to_string);
        Ok(found.payload == expected.body
            && operation(&found.headers) == operation(&expected.headers))
    }
}
