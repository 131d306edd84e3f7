//! Reads the log, asks the read model and writes messages, on threads that may block.

use super::bucket::Bucket;
use super::end::Mark;
use crate::batch::{self, Message};
use crate::context::{Context, fits};
use crate::error::Error;
use async_nats::HeaderMap;
use engine::json::Value;
use engine::projection::Follower;
use engine::store::Reading;
use engine::{Position, StreamId};
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

/// The header by which KV clients know that there is none any more.
pub(super) const OPERATION: &str = "KV-Operation";
/// How many records are read at most before what they change is written.
const RECORDS_MAX: usize = 100_000;
/// How many may change until then. What changes again meanwhile is written once.
const KEYS_MAX: usize = 10 * batch::MESSAGES_MAX;

/// What changes in a bucket, from some position on.
pub(super) struct Changes {
    context: Context,
    bucket: Bucket,
    models: Arc<Follower>,
    reading: Reading,
    /// Up to where the log was read.
    read: Position,
    /// What has changed by then and is not written yet, in the order of the log: where each did first.
    waiting: VecDeque<(Position, StreamId)>,
    /// Up to where the bucket is right.
    reached: Position,
}

/// What is written at once, in batches.
pub(super) struct Change {
    pub(super) messages: VecDeque<(String, Message)>,
    /// Up to where the bucket is right with it.
    pub(super) reached: Position,
    /// Whether all is written that was read.
    pub(super) is_last: bool,
}

impl Changes {
    pub(super) fn new(
        context: &Context,
        bucket: &Bucket,
        models: &Arc<Follower>,
        after: Position,
    ) -> Self {
        let reading = context.engine.store().read(after);
        let (context, bucket, models) = (context.clone(), bucket.clone(), Arc::clone(models));
        let waiting = VecDeque::new();
        Self { context, bucket, models, reading, read: after, waiting, reached: after }
    }

    /// What has changed next, so many at most: nothing, and not further, when there is no more now.
    pub(super) fn next(&mut self, most: usize) -> Result<Change, Error> {
        if self.waiting.is_empty() {
            self.read_on()?;
        }
        let batch = self.waiting.drain(..most.min(self.waiting.len()));
        let streams: Vec<_> = batch.map(|(_, stream)| stream).collect();
        let mut messages = VecDeque::with_capacity(streams.len());
        if !streams.is_empty() {
            let told = self.models.entities(&self.bucket.set, self.read, &streams)?;
            let position = told.position;
            let all = streams.iter().zip(told.answer);
            messages.extend(all.map(|(stream, entity)| self.message(stream, entity, position)));
        }
        // Until the last one of it is there, the bucket is right as far as it was before; with it, up
        // to the first change that waits.
        let before = Mark::of(&self.context, &self.bucket, self.reached);
        let next = self.waiting.front().map(|(changed, _)| Position(changed.0.saturating_sub(1)));
        self.reached = next.unwrap_or(self.read).max(self.reached);
        let after = Mark::of(&self.context, &self.bucket, self.reached);
        let last = messages.len().saturating_sub(1);
        for (index, (_, message)) in messages.iter_mut().enumerate() {
            let mark = if index == last { &after } else { &before };
            mark.write(&mut message.headers);
        }
        Ok(Change { messages, reached: self.reached, is_last: self.waiting.is_empty() })
    }

    fn read_on(&mut self) -> Result<(), Error> {
        let (mut known, mut records) = (BTreeSet::new(), 0);
        while known.len() < KEYS_MAX && records < RECORDS_MAX {
            let Some(chunk) = self.reading.next_blocking()? else { break };
            for record in chunk.records() {
                let record = record?;
                if self.bucket.set.is_changed_by(&record) {
                    let stream = record.stream()?;
                    if known.insert(stream.clone()) {
                        self.waiting.push_back((record.position, stream));
                    }
                }
                self.read = record.position;
                records += 1;
            }
        }
        Ok(())
    }

    fn message(
        &self,
        stream: &StreamId,
        entity: Option<Value>,
        position: Position,
    ) -> (String, Message) {
        let bytes_max = self.context.client.max_payload();
        (self.bucket.subject(stream), message(entity, position, bytes_max))
    }
}

/// What is written of one: that it is gone, if there is none.
pub(super) fn message(entity: Option<Value>, position: Position, bytes_max: usize) -> Message {
    let Some(mut entity) = entity else { return gone() };
    let bytes = entity.to_string().len();
    if !fits(bytes, bytes_max) {
        // Said rather than left out: what was there before would be wrong.
        entity = serde_json::json!({ "databytes": bytes });
    }
    if let Some(members) = entity.as_object_mut() {
        members.insert("position".to_owned(), position.0.into());
    }
    Message { headers: HeaderMap::new(), body: entity.to_string().into() }
}

/// That there is none any more, as KV clients say it.
fn gone() -> Message {
    let mut headers = HeaderMap::new();
    headers.insert(OPERATION, "DEL");
    Message { headers, body: bytes::Bytes::new() }
}

#[cfg(test)]
mod tests {
    use super::message;
    use engine::Position;
    use serde_json::json;

    #[test]
    fn a_value_is_the_entity_with_its_position() {
        let value = message(Some(json!({ "phase": "logged" })), Position(7), 8_192);
        assert_eq!(&*value.body, br#"{"phase":"logged","position":7}"#);
        assert!(value.headers.is_empty());
        let gone = message(None, Position(7), 8_192);
        assert_eq!(gone.headers.get("KV-Operation").unwrap().as_str(), "DEL");
        assert!(gone.body.is_empty());
    }

    #[test]
    fn what_does_not_fit_says_so() {
        let value = message(Some(json!({ "note": "x".repeat(8_000) })), Position(7), 8_192);
        assert_eq!(&*value.body, br#"{"databytes":8011,"position":7}"#);
    }
}
