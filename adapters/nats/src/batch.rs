//! Publishes in atomic batches, each guarded by the end that its stream is known to have: all of
//! it is there, once and in order, or nothing is; and nobody else has written in between.

use crate::context::{ACKNOWLEDGE_MAX, Context};
use crate::error::Error;
use async_nats::header::{
    NATS_BATCH_COMMIT, NATS_BATCH_COMMIT_FINAL, NATS_BATCH_ID, NATS_BATCH_SEQUENCE,
    NATS_EXPECTED_LAST_SEQUENCE,
};
use async_nats::jetstream::ErrorCode;
use async_nats::{Client, HeaderMap, StatusCode, Subscriber};
use bytes::Bytes;
use futures_util::StreamExt as _;
use serde::Deserialize;
use std::collections::VecDeque;
use tokio::time::Instant;

/// The most messages of one batch: what JetStream takes.
pub(crate) const MESSAGES_MAX: usize = 1_000;
/// The most bytes of one batch, about.
const BYTES_MAX: usize = 8 * 1024 * 1024;

/// A message, ready to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// What JetStream says of a batch.
#[derive(Deserialize)]
struct Acknowledged {
    #[serde(default)]
    error: Option<Refused>,
    #[serde(default)]
    stream: String,
    #[serde(default, rename = "seq")]
    sequence: u64,
    #[serde(default)]
    duplicate: bool,
}

#[derive(Deserialize)]
struct Refused {
    #[serde(default, rename = "err_code")]
    code: u64,
    #[serde(default)]
    description: String,
}

/// Takes out as many as fit into a batch, so many at most and at least one if there is any.
pub(crate) fn first<T>(
    waiting: &mut VecDeque<T>,
    most: usize,
    size: impl Fn(&T) -> usize,
) -> Vec<T> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    while let Some(next) = waiting.front() {
        bytes += size(next);
        let is_full = batch.len() == most || bytes > BYTES_MAX;
        if is_full && !batch.is_empty() {
            break;
        }
        batch.extend(waiting.pop_front());
    }
    batch
}

/// Writes to one stream, and knows where that ends.
pub(crate) struct Writer {
    client: Client,
    stream: String,
    sequence: u64,
    inbox: String,
    answers: Subscriber,
}

impl Writer {
    /// Behind `sequence`, the last sequence number that the stream has given.
    pub(crate) async fn open(
        context: &Context,
        stream: &str,
        sequence: u64,
    ) -> Result<Self, Error> {
        let (client, stream) = (context.client.clone(), stream.to_owned());
        let inbox = client.new_inbox();
        let answers = client.subscribe(inbox.clone()).await;
        let answers = answers.map_err(Error::nats("listen for acknowledgements"))?;
        Ok(Self { client, stream, sequence, inbox, answers })
    }

    /// The last sequence number that the stream has given to what was written here.
    pub(crate) fn sequence(&self) -> u64 {
        self.sequence
    }

    /// All of it is in the stream, and nothing of others before it; or nothing of it is.
    pub(crate) async fn publish(
        &mut self,
        messages: impl ExactSizeIterator<Item = (String, Message)>,
    ) -> Result<(), Error> {
        let (count, id) = (messages.len(), ulid::Ulid::generate().to_string());
        for (index, (subject, message)) in messages.enumerate() {
            let mut headers = message.headers;
            if index == 0 {
                headers.insert(NATS_EXPECTED_LAST_SEQUENCE, self.sequence.to_string().as_str());
            }
            let is_last = index + 1 == count;
            if count > 1 {
                put_into_batch(&mut headers, &id, index + 1, is_last);
            }
            let (client, body) = (&self.client, message.body);
            let sent = if is_last {
                let inbox = self.inbox.clone();
                client.publish_with_reply_and_headers(subject, inbox, headers, body).await
            } else {
                client.publish_with_headers(subject, headers, body).await
            };
            sent.map_err(Error::nats("publish a batch"))?;
        }
        if count > 0 {
            self.sequence = self.acknowledged().await?;
        }
        Ok(())
    }

    /// Publishes all of it, batch by batch.
    pub(crate) async fn publish_all(
        &mut self,
        messages: &mut VecDeque<(String, Message)>,
    ) -> Result<(), Error> {
        while !messages.is_empty() {
            let batch = first(messages, MESSAGES_MAX, |(_, message)| message.body.len());
            self.publish(batch.into_iter()).await?;
        }
        Ok(())
    }

    /// The sequence number of the last one of a batch.
    async fn acknowledged(&mut self) -> Result<u64, Error> {
        let failed = |reason: String| Error::Batch { stream: self.stream.clone(), reason };
        let late = || failed(format!("no answer within {} s", ACKNOWLEDGE_MAX.as_secs()));
        let until = Instant::now() + ACKNOWLEDGE_MAX;
        loop {
            let answer = tokio::time::timeout_at(until, self.answers.next()).await;
            let answer = answer.map_err(|_| late())?.ok_or(Error::Reconnected)?;
            if answer.status == Some(StatusCode::NO_RESPONDERS) {
                return Err(failed("the stream is not there".to_owned()));
            }
            let read = serde_json::from_slice(&answer.payload);
            let Acknowledged { error, stream, sequence, duplicate } =
                read.map_err(|error| failed(error.to_string()))?;
            // Whoever may write to another stream may have its acknowledgement sent here.
            if stream != self.stream && !(stream.is_empty() && error.is_some()) {
                tracing::warn!(stream, expected = self.stream, "an acknowledgement of another");
                continue;
            }
            return match error {
                // What was written here is never written again, so that one is somebody else's.
                None if duplicate => Err(failed(format!(
                    "message {sequence} bears the name of one to come; it is looked at anew"
                ))),
                None => Ok(sequence),
                Some(Refused { code, description })
                    if code == ErrorCode::STREAM_WRONG_LAST_SEQUENCE.0 =>
                {
                    // As in "wrong last sequence: 7".
                    let last = description.rsplit(' ').next().and_then(|last| last.parse().ok());
                    Err(Error::Written { stream: self.stream.clone(), last })
                }
                Some(Refused { description, .. }) => Err(failed(description)),
            };
        }
    }
}

fn put_into_batch(headers: &mut HeaderMap, id: &str, number: usize, is_last: bool) {
    headers.insert(NATS_BATCH_ID, id);
    headers.insert(NATS_BATCH_SEQUENCE, number.to_string().as_str());
    if is_last {
        headers.insert(NATS_BATCH_COMMIT, NATS_BATCH_COMMIT_FINAL);
    }
}
