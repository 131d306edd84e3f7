//! Work queues: each message is taken up in the order of its queue, and stays there until it is
//! acknowledged.

use crate::error::Error;
use crate::micro::NAME;
use async_nats::jetstream::consumer::{AckPolicy, pull};
use async_nats::jetstream::stream::{ConsumerError, ConsumerErrorKind, Stream};
use async_nats::jetstream::{ErrorCode, Message};
use futures_util::StreamExt as _;
use std::time::Duration;

/// How messages are taken from a queue.
pub(crate) struct Taking {
    /// How long the server waits for an acknowledgement before it sends a message again.
    pub(crate) acknowledge_wait: Duration,
    /// How many messages may wait for their acknowledgement; 0 is what the server allows.
    pub(crate) in_flight_max: i64,
    /// How much is fetched at once, in bytes.
    pub(crate) fetch_bytes_max: usize,
}

/// The messages of a queue.
pub(crate) struct Work<'a> {
    queue: &'a Stream,
    messages: pull::Stream,
}

/// A message of a queue.
pub(crate) struct Taken {
    /// Names it for ever: its place in this very stream.
    pub(crate) id: String,
    pub(crate) message: Message,
}

impl<'a> Work<'a> {
    /// Begins anew: what was taken before and not acknowledged comes again at once, and in order.
    pub(crate) async fn begin(queue: &'a Stream, taking: Taking) -> Result<Self, Error> {
        let Taking { acknowledge_wait, in_flight_max, fetch_bytes_max } = taking;
        if let Err(error) = queue.delete_consumer(NAME).await
            && !is_missing(&error)
        {
            return Err(Error::nats("take a consumer away")(error));
        }
        let config = pull::Config {
            durable_name: Some(NAME.to_owned()),
            ack_policy: AckPolicy::Explicit,
            ack_wait: acknowledge_wait,
            max_ack_pending: in_flight_max,
            ..pull::Config::default()
        };
        let consumer = queue.create_consumer(config).await;
        let consumer = consumer.map_err(Error::nats("make a consumer"))?;
        let messages = consumer.stream().max_bytes_per_batch(fetch_bytes_max).messages().await;
        Ok(Self { queue, messages: messages.map_err(Error::nats("fetch messages"))? })
    }

    /// The next message, as soon as there is one. Whoever stops waiting for it loses nothing.
    pub(crate) async fn next(&mut self) -> Result<Option<Taken>, Error> {
        let Some(message) = self.messages.next().await else { return Ok(None) };
        let message = message.map_err(Error::nats("fetch messages"))?;
        let sequence = message.info().map_err(Error::nats("read a message"))?.stream_sequence;
        Ok(Some(Taken { id: id(self.queue, sequence), message }))
    }
}

/// Names a message of a stream for ever. Never changes: the ids of commands are derived from it.
pub(crate) fn id(stream: &Stream, sequence: u64) -> String {
    let info = stream.cached_info();
    format!("{} {} {sequence}", info.config.name, info.created.unix_timestamp_nanos())
}

fn is_missing(error: &ConsumerError) -> bool {
    matches!(error.kind(), ConsumerErrorKind::JetStream(error) if error.error_code() == ErrorCode::CONSUMER_NOT_FOUND)
}
