//! Publishes in atomic batches, each guarded by the end that the stream is known to have.

use super::end::End;
use super::source::{Batch, Outgoing, Source};
use super::target::Target;
use crate::context::{ACKNOWLEDGE_MAX, Context};
use crate::error::Error;
use crate::status::Health;
use async_nats::header::{
    NATS_BATCH_COMMIT, NATS_BATCH_COMMIT_FINAL, NATS_BATCH_ID, NATS_BATCH_SEQUENCE,
    NATS_EXPECTED_LAST_SEQUENCE,
};
use async_nats::{HeaderMap, Request};
use serde::Deserialize;
use tokio::task::JoinHandle;

/// A batch that is being written.
type Reading = JoinHandle<(Source, Result<Batch, Error>)>;

/// Publishes what comes until the node stops. Whatever goes wrong, it fails and is begun anew from
/// what the stream holds by then.
pub(crate) async fn follow(context: Context, target: Target) -> Result<(), Error> {
    let (part, needed) = (target.part(), target.stream());
    let stream = needed.get(&context).await?;
    let End { mut sequence, position } = End::of(&context, &stream).await?;
    context.board.reached(&part, position);
    context.board.health(&part, Health::Working);
    let mut head = context.engine.store().head();
    let mut reading = read(Source::new(&context, target, position));
    loop {
        let (source, batch) = reading.await.map_err(|_| Error::Panicked)?;
        let Batch { messages, reached } = batch?;
        if !messages.is_empty() {
            // The next one is written while this one is on its way.
            reading = read(source);
            sequence = publish(&context, &needed.name, sequence, messages).await?;
            context.board.reached(&part, reached);
            if context.is_stopping() {
                return Ok(());
            }
            continue;
        }
        context.board.reached(&part, reached);
        tokio::select! {
            news = head.wait_for(|head| *head > reached) => {
                if news.is_err() {
                    return Ok(());
                }
            }
            () = context.stopping() => return Ok(()),
        }
        reading = read(source);
    }
}

fn read(mut source: Source) -> Reading {
    tokio::task::spawn_blocking(move || {
        let batch = source.next();
        (source, batch)
    })
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
    #[serde(default)]
    description: String,
}

/// All of it is in the stream behind `sequence`, or nothing; the sequence number of the last.
async fn publish(
    context: &Context,
    stream: &str,
    sequence: u64,
    messages: Vec<Outgoing>,
) -> Result<u64, Error> {
    let (count, id) = (messages.len(), ulid::Ulid::generate().to_string());
    let failed = |reason: String| Error::Batch { stream: stream.to_owned(), reason };
    for (index, Outgoing { subject, message, .. }) in messages.into_iter().enumerate() {
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
            sent.map_err(Error::nats("publish events"))?;
            continue;
        }
        let request = Request::new().headers(headers).payload(message.body);
        let request = request.timeout(Some(ACKNOWLEDGE_MAX));
        let acknowledged = context.client.send_request(subject, request).await;
        let acknowledged = acknowledged.map_err(Error::nats("publish events"))?;
        let read = serde_json::from_slice(&acknowledged.payload);
        let Acknowledged { error, sequence } = read.map_err(|error| failed(error.to_string()))?;
        return match error {
            None => Ok(sequence),
            Some(Refused { description }) => Err(failed(description)),
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
