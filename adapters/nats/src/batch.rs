//! Publishes in atomic batches, each guarded by the end that its stream is known to have: all of
//! it is there, once and in order, or nothing is; and nobody else has written in between.

use crate::context::{ACKNOWLEDGE_MAX, Context};
use crate::error::Error;
use async_nats::header::{
    NATS_BATCH_COMMIT, NATS_BATCH_COMMIT_FINAL, NATS_BATCH_ID, NATS_BATCH_SEQUENCE,
    NATS_EXPECTED_LAST_SEQUENCE,
};
use async_nats::jetstream::ErrorCode;
use async_nats::{HeaderMap, Request};
use bytes::Bytes;
use serde::Deserialize;
use std::collections::VecDeque;

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
    #[serde(default, rename = "seq")]
    sequence: u64,
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
    message: impl Fn(&T) -> &Message,
) -> Vec<T> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    while let Some(next) = waiting.front() {
        bytes += message(next).body.len();
        let is_full = batch.len() == most || bytes > BYTES_MAX;
        if is_full && !batch.is_empty() {
            break;
        }
        batch.extend(waiting.pop_front());
    }
    batch
}

/// Publishes all of it, batch by batch, behind `sequence`; the sequence number of the last.
pub(crate) async fn publish_all(
    context: &Context,
    stream: &str,
    mut sequence: u64,
    messages: &mut VecDeque<(String, Message)>,
) -> Result<u64, Error> {
    while !messages.is_empty() {
        let batch = first(messages, MESSAGES_MAX, |(_, message)| message).into_iter();
        sequence = publish(context, stream, sequence, batch).await?;
    }
    Ok(sequence)
}

/// All of it is in the stream behind `sequence`, or nothing; the sequence number of the last.
pub(crate) async fn publish(
    context: &Context,
    stream: &str,
    sequence: u64,
    messages: impl ExactSizeIterator<Item = (String, Message)>,
) -> Result<u64, Error> {
    let (count, id) = (messages.len(), ulid::Ulid::generate().to_string());
    let failed = |reason: String| Error::Batch { stream: stream.to_owned(), reason };
    for (index, (subject, message)) in messages.enumerate() {
        let mut headers = message.headers;
        if index == 0 {
            headers.insert(NATS_EXPECTED_LAST_SEQUENCE, sequence.to_string().as_str());
        }
        let is_last = index + 1 == count;
        if count > 1 {
            put_into_batch(&mut headers, &id, index + 1, is_last);
        }
        if !is_last {
            let sent = context.client.publish_with_headers(subject, headers, message.body).await;
            sent.map_err(Error::nats("publish a batch"))?;
            continue;
        }
        let request = Request::new().headers(headers).payload(message.body);
        let request = request.timeout(Some(ACKNOWLEDGE_MAX));
        let acknowledged = context.client.send_request(subject, request).await;
        let acknowledged = acknowledged.map_err(Error::nats("publish a batch"))?;
        let read = serde_json::from_slice(&acknowledged.payload);
        let Acknowledged { error, sequence } = read.map_err(|error| failed(error.to_string()))?;
        return match error {
            None => Ok(sequence),
            Some(Refused { code, .. }) if code == ErrorCode::STREAM_WRONG_LAST_SEQUENCE.0 => {
                Err(Error::Written { stream: stream.to_owned() })
            }
            Some(Refused { description, .. }) => Err(failed(description)),
        };
    }
    Ok(sequence)
}

fn put_into_batch(headers: &mut HeaderMap, id: &str, number: usize, is_last: bool) {
    headers.insert(NATS_BATCH_ID, id);
    headers.insert(NATS_BATCH_SEQUENCE, number.to_string().as_str());
    if is_last {
        headers.insert(NATS_BATCH_COMMIT, NATS_BATCH_COMMIT_FINAL);
    }
}
