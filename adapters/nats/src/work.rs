//! Work queues: each message is taken up in the order of its queue, and stays there until it is
//! acknowledged.
//!
//! What cuts the connection that it is delivered by would be delivered again for ever, and cut it
//! each time. So what was handed out before and never acknowledged is fetched in another way, one by
//! one; only what lies behind it is delivered.

use crate::connect::Connection;
use crate::context::Context;
use crate::error::Error;
use crate::intake;
use crate::micro::NAME;
use crate::stored::{self, Stored};
use async_nats::Message;
use async_nats::jetstream::consumer::{AckPolicy, Consumer, pull};
use async_nats::jetstream::message::Acker;
use async_nats::jetstream::stream::{ConsumerError, ConsumerErrorKind, Stream};
use async_nats::jetstream::{self, AckKind, ErrorCode, context::ConsumerInfoErrorKind};
use engine::outside::Problem;
use engine::{CommandId, Engine, Span, Timestamp};
use futures_util::StreamExt as _;
use std::time::Duration;
use tokio::sync::watch;

/// How messages are taken from a queue.
#[derive(Clone, Copy)]
pub(crate) struct Taking {
    /// How long the server waits for an acknowledgement before it sends a message again.
    pub(crate) acknowledge_wait: Duration,
    /// How many messages may wait for their acknowledgement; 0 is what the server allows.
    pub(crate) in_flight_max: i64,
    /// How much is fetched at once, in bytes.
    pub(crate) fetch_bytes_max: usize,
}

/// How long nothing may come before it is asked whether something was handed out and not seen.
pub(crate) const QUIET: Duration = Duration::from_secs(10);

/// The messages of a queue.
pub(crate) struct Work<'a> {
    context: &'a Context,
    queue: &'a Stream,
    taking: Taking,
    /// The next one that may be left over.
    next: u64,
    /// The last one that was handed out before.
    last: u64,
    delivered: Option<(Consumer<pull::Config>, pull::Stream)>,
    connected: watch::Receiver<u64>,
}

/// A message of a queue.
pub(crate) struct Taken {
    pub(crate) id: Id,
    pub(crate) message: Message,
    /// Why it cannot be read, if so.
    pub(crate) problem: Option<Problem>,
    pub(crate) receipt: Receipt,
}

/// How a message is acknowledged.
pub(crate) enum Receipt {
    Delivered(Box<Acker>),
    LeftOver { jetstream: Box<jetstream::Context>, queue: String, sequence: u64 },
}

impl<'a> Work<'a> {
    /// Begins anew: what was taken before and not acknowledged comes first, and in order.
    pub(crate) async fn begin(
        context: &'a Context,
        queue: &'a Stream,
        taking: Taking,
    ) -> Result<Self, Error> {
        let mut connected = context.bulk.connected.clone();
        connected.mark_unchanged();
        let last = match queue.consumer_info(NAME).await {
            Ok(before) => before.delivered.stream_sequence,
            Err(error) if error.kind() == ConsumerInfoErrorKind::NotFound => 0,
            Err(error) => return Err(Error::nats("ask for a consumer")(error)),
        };
        Ok(Self { context, queue, taking, next: 1, last, delivered: None, connected })
    }

    /// The next message, as soon as there is one; what is left over must be acknowledged before it
    /// is asked for another. Whoever stops waiting for it loses nothing.
    pub(crate) async fn next(&mut self) -> Result<Option<Taken>, Error> {
        if let Some(left_over) = self.left_over().await? {
            return Ok(Some(left_over));
        }
        if self.delivered.is_none() {
            self.delivered = Some(self.deliver().await?);
        }
        let Some((_, messages)) = &mut self.delivered else { return Ok(None) };
        let message = tokio::select! {
            message = messages.next() => message,
            _ = self.connected.changed() => return Err(Error::Reconnected),
        };
        let Some(message) = message else { return Ok(None) };
        let message = message.map_err(Error::nats("fetch messages"))?;
        let info = message.info().map_err(Error::nats("read a message"))?;
        let id = Id::of(self.queue, info.stream_sequence, info.published.unix_timestamp_nanos());
        let (message, acker) = message.split();
        Ok(Some(Taken { id, message, problem: None, receipt: Receipt::Delivered(Box::new(acker)) }))
    }

    async fn left_over(&mut self) -> Result<Option<Taken>, Error> {
        if self.next > self.last {
            return Ok(None);
        }
        let name = &self.queue.cached_info().config.name;
        let found = stored::next(self.context, name, ">", self.next).await?;
        let Some(stored) = found.filter(|found| found.sequence <= self.last) else {
            self.next = self.last + 1;
            return Ok(None);
        };
        let sequence = stored.sequence;
        self.next = sequence + 1;
        let queue = self.queue.cached_info().config.name.clone();
        let jetstream = Box::new(self.context.jetstream.clone());
        let receipt = Receipt::LeftOver { jetstream, queue, sequence };
        let id = Id::of(self.queue, sequence, stored.published.as_nanos().into());
        let (id, problem) = (id.or_former(self.queue, &stored), stored.problem);
        Ok(Some(Taken { id, message: stored.message, problem, receipt }))
    }

    async fn deliver(&self) -> Result<(Consumer<pull::Config>, pull::Stream), Error> {
        let Taking { acknowledge_wait, in_flight_max, fetch_bytes_max } = self.taking;
        if let Err(error) = self.queue.delete_consumer(NAME).await
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
        let Connection { client, .. } = &self.context.bulk;
        let bulk = async_nats::jetstream::new(client.clone());
        let name = &self.queue.cached_info().config.name;
        let consumer = bulk.create_consumer_on_stream(config, name).await;
        let consumer: Consumer<pull::Config> = consumer.map_err(Error::nats("make a consumer"))?;
        let messages = consumer.stream().max_bytes_per_batch(fetch_bytes_max).messages().await;
        Ok((consumer, messages.map_err(Error::nats("fetch messages"))?))
    }

    /// Whether all that was handed out has been seen, for whoever has acknowledged all that he has
    /// seen: the client keeps what looks like a word of the server's to itself.
    pub(crate) async fn all_seen(&mut self) -> Result<(), Error> {
        let Some((consumer, _)) = &self.delivered else { return Ok(()) };
        let info = consumer.get_info().await.map_err(Error::nats("ask for a consumer"))?;
        if info.num_ack_pending == 0 { Ok(()) } else { Err(Error::Unseen) }
    }
}

impl Receipt {
    /// Whether it must be given before the next message is asked for.
    pub(crate) fn is_due(&self) -> bool {
        matches!(self, Self::LeftOver { .. })
    }

    /// The message has been worked on, and need not come again.
    pub(crate) async fn give(self) -> Result<(), Error> {
        const ACTION: &str = "acknowledge a message";
        match self {
            Self::Delivered(acker) => acker.double_ack().await.map_err(Error::nats(ACTION)),
            Self::LeftOver { jetstream, queue, sequence } => {
                stored::remove(&jetstream, &queue, sequence).await
            }
        }
    }

    /// The same, without waiting for the server: a message that it does not get comes again.
    pub(crate) async fn give_in_passing(self) -> Result<(), Error> {
        match self {
            Self::Delivered(acker) => {
                acker.ack().await.map_err(Error::nats("acknowledge a message"))
            }
            left_over @ Self::LeftOver { .. } => left_over.give().await,
        }
    }

    /// The message could not be worked on, and is to come again after a while.
    pub(crate) async fn again(self, after: Duration, why: Problem) -> Result<(), Error> {
        match self {
            Self::Delivered(acker) => {
                let again = acker.ack_with(AckKind::Nak(Some(after))).await;
                again.map_err(Error::nats("ask for a message again"))
            }
            // What lies behind it waits as long.
            Self::LeftOver { .. } => Err(Error::Undecided(why)),
        }
    }
}

/// Names a message of a stream for ever: its place in this very stream, and when it was put there. A
/// store that goes back to an older state gives places again, to other messages.
pub(crate) struct Id {
    /// Never changes: the ids of commands are derived from it.
    text: String,
    former: Option<Former>,
}

/// What a message that was taken up before may be known by: earlier versions named it by its place
/// alone.
struct Former {
    text: String,
    published: Timestamp,
}

/// How far the clock of the server may be ahead of the node's.
const CLOCKS_APART_MAX: Span = Span::from_minutes(1);

impl Id {
    /// Of a message that was put there at a time, in nanoseconds since 1970.
    pub(crate) fn of(stream: &Stream, sequence: u64, published: i128) -> Self {
        Self { text: format!("{} {published}", place(stream, sequence)), former: None }
    }

    /// Of a message that was handed out before, perhaps by an earlier version.
    fn or_former(self, stream: &Stream, stored: &Stored) -> Self {
        let (text, published) = (place(stream, stored.sequence), stored.published);
        Self { former: Some(Former { text, published }), ..self }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// What an earlier version has called it, if it has recorded something under that name, whose
    /// command this gives, since the message is there: what came before was another one.
    pub(crate) async fn former(
        &self,
        engine: &Engine,
        command: impl Fn(&str) -> CommandId,
    ) -> Result<Option<&str>, Problem> {
        let Some(Former { text, published }) = &self.former else { return Ok(None) };
        let caused = intake::first_of(engine, command(text)).await?;
        let is_of_this = caused.is_some_and(|record| {
            record.as_ref().metadata.recorded_at >= *published - CLOCKS_APART_MAX
        });
        Ok(is_of_this.then_some(text))
    }
}

fn place(stream: &Stream, sequence: u64) -> String {
    let info = stream.cached_info();
    format!("{} {} {sequence}", info.config.name, info.created.unix_timestamp_nanos())
}

fn is_missing(error: &ConsumerError) -> bool {
    matches!(error.kind(), ConsumerErrorKind::JetStream(error) if error.error_code() == ErrorCode::CONSUMER_NOT_FOUND)
}
