//! Where a bucket stands: its last message says so.

use super::bucket::Bucket;
use crate::context::Context;
use crate::error::Error;
use crate::subject::{POSITION, position};
use async_nats::HeaderMap;
use async_nats::jetstream::stream::{LastRawMessageErrorKind, Stream};
use engine::Position;
use std::collections::BTreeSet;

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

/// The last sequence number that a stream has given.
pub(super) async fn sequence(stream: &Stream) -> Result<u64, Error> {
    let info = stream.get_info().await.map_err(Error::nats("ask for a bucket"))?;
    Ok(info.state.last_sequence)
}

/// Goes back to the last mark, over what somebody else has written since.
async fn last_own(
    stream: &Stream,
    sequence: u64,
) -> Result<(Option<Mark>, BTreeSet<String>), Error> {
    let mut foreign = BTreeSet::new();
    for sequence in (sequence.saturating_sub(FOREIGN_MAX) + 1..=sequence).rev() {
        let message = match stream.get_raw_message(sequence).await {
            Ok(message) => message,
            Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => continue,
            Err(error) => return Err(Error::nats("read a bucket")(error)),
        };
        match Mark::read(&message.headers) {
            Some(mark) => return Ok((Some(mark), foreign)),
            None => foreign.insert(message.subject.to_string()),
        };
    }
    Ok((None, foreign))
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
        stream: &Stream,
    ) -> Result<Self, Error> {
        let sequence = sequence(stream).await?;
        let anew = |reason: &str| {
            tracing::info!(bucket = bucket.name(), reason, "the bucket is made anew");
            Ok(Self::anew(sequence))
        };
        let last = match stream.get_last_raw_message_by_subject(">").await {
            Ok(last) => last,
            Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => {
                return anew("it is empty");
            }
            Err(error) => return Err(Error::nats("read the end of a bucket")(error)),
        };
        let (mark, foreign) = match Mark::read(&last.headers) {
            Some(mark) => (Some(mark), BTreeSet::new()),
            None => last_own(stream, sequence).await?,
        };
        if !foreign.is_empty() {
            let (bucket, keys, first) = (bucket.name(), foreign.len(), foreign.first());
            tracing::warn!(bucket, keys, ?first, "somebody else has written there");
        }
        let Some(mark) = mark else { return anew("nothing says how far it has come") };
        if mark.position == Position(0) {
            return anew("it was not finished");
        }
        let expected = context.engine.store().event_id(mark.position);
        if expected.as_ref() != Some(&mark.event_id) {
            return Err(Error::BucketAhead {
                bucket: bucket.name(),
                found: mark.event_id,
                position: mark.position,
            });
        }
        if mark.fold != bucket.set.fold() {
            return anew("another fold made it");
        }
        let foreign = foreign.into_iter().collect();
        Ok(Self { sequence, position: Some(mark.position), foreign })
    }
}
