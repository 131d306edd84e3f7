//! The work queue: commands are handed over in its order, and acknowledged only once their outcome
//! is durable, be it a refusal. What is refused is kept with the reason.

use super::command;
use super::dead::{self, Dead};
use crate::context::Context;
use crate::endpoint::Asked;
use crate::error::Error;
use crate::status::Health;
use crate::stream::{Needed, consumer_anew};
use crate::trace;
use async_nats::jetstream::consumer::{AckPolicy, pull};
use async_nats::jetstream::stream::Stream;
use async_nats::jetstream::{AckKind, Message};
use engine::Door;
use engine::outside::{HandedOver, Problem};
use futures_util::StreamExt as _;
use std::time::Duration;
use tokio::task::JoinSet;
use tracing::Instrument as _;

/// The part's name.
pub(crate) const NAME: &str = "queue";
const STREAM: &str = "PDCA_COMMANDS";
/// How many commands may be on their way from the queue at once.
const IN_FLIGHT_MAX: i64 = 256;
/// How much is fetched at once, in bytes.
const FETCH_BYTES_MAX: usize = 8 * 1024 * 1024;
/// How long the server waits for the acknowledgement before it sends a command again.
const ACKNOWLEDGE_WAIT: Duration = Duration::from_secs(30);
/// How long it waits when the node says that it could not decide.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// Takes in commands until the node stops.
pub(crate) async fn serve(context: Context) -> Result<(), Error> {
    let stream = Needed {
        name: STREAM.to_owned(),
        about: "Commands that nobody waits for, until their outcome is durable",
        subjects: vec![context.subjects.pattern("queue.*.*.*")],
        is_queue: true,
        is_atomic: false,
    };
    let stream = stream.get(&context).await?;
    dead::streams(&context).await?;
    let created = stream.cached_info().created.unix_timestamp_nanos();
    let mut messages = messages(&stream).await?;
    context.board.health(NAME, Health::Working);
    let mut working: JoinSet<Result<(), Error>> = JoinSet::new();
    loop {
        let message = tokio::select! {
            message = messages.next() => message,
            Some(ended) = working.join_next() => {
                ended.unwrap_or(Err(Error::Panicked))?;
                continue;
            }
            () = context.stopping() => break,
        };
        let Some(message) = message else { break };
        let message = message.map_err(Error::nats("fetch commands"))?;
        let sequence = message.info().map_err(Error::nats("read a message"))?.stream_sequence;
        // Without an id of its own, a command is known by its place in this very stream.
        let id = format!("{STREAM} {created} {sequence}");
        let handed_over = hand_over(&context, &message, &id).await;
        let context = context.clone();
        working.spawn(async move { finish(&context, message, &id, handed_over).await });
    }
    while let Some(ended) = working.join_next().await {
        ended.unwrap_or(Err(Error::Panicked))?;
    }
    Ok(())
}

async fn messages(stream: &Stream) -> Result<pull::Stream, Error> {
    let config = pull::Config {
        durable_name: Some(crate::micro::NAME.to_owned()),
        ack_policy: AckPolicy::Explicit,
        ack_wait: ACKNOWLEDGE_WAIT,
        max_ack_pending: IN_FLIGHT_MAX,
        ..pull::Config::default()
    };
    let consumer = consumer_anew(stream, config).await?;
    let messages = consumer.stream().max_bytes_per_batch(FETCH_BYTES_MAX).messages().await;
    messages.map_err(Error::nats("fetch commands"))
}

async fn hand_over(context: &Context, message: &Message, id: &str) -> Result<HandedOver, Problem> {
    let asked = Asked::of(context, message.message.clone())?;
    let sent = command::read(&asked, Door::Queue, || id.to_owned())?;
    context.engine.hand_over(sent).instrument(trace::sender(&asked.headers)).await
}

/// Waits for the outcome and tells the server.
async fn finish(
    context: &Context,
    message: Message,
    id: &str,
    handed_over: Result<HandedOver, Problem>,
) -> Result<(), Error> {
    let outcome = match handed_over {
        Ok(handed_over) => handed_over.done().await,
        Err(problem) => Err(problem),
    };
    match outcome {
        Ok(_) => {}
        Err(problem) if problem.is_refusal() => {
            let dead = Dead {
                id,
                subject: &message.subject,
                headers: message.headers.clone().unwrap_or_default(),
                body: message.payload.clone(),
                is_restricted: is_restricted(context, &message.subject),
                problem: &problem,
            };
            dead.bury(context).await?;
        }
        Err(problem) => {
            tracing::warn!(%problem, "a command from the queue could not be decided");
            let again = message.ack_with(AckKind::Nak(Some(AGAIN_AFTER))).await;
            return again.map_err(Error::nats("ask for a command again"));
        }
    }
    message.double_ack().await.map_err(Error::nats("acknowledge a command"))
}

/// Whether only some may see what a command is about. What cannot be read might be.
fn is_restricted(context: &Context, subject: &str) -> bool {
    let parsed = context.subjects.parse(subject);
    let process = parsed.ok().and_then(|parsed| parsed.tokens.get(1).copied().map(str::to_owned));
    process.is_none_or(|process| !context.engine.catalogue().visible_to(&process).is_empty())
}
