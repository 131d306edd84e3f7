//! Events out, beside a bare client that publishes messages of their size to an equal stream.

use super::message::{EVENTS, Message, alike};
use super::place::{Place, calm};
use super::{Broker, SyncInterval, connect};
use crate::Failure;
use crate::report::{ROUNDS, Report, median, number, thousands};
use async_nats::header::{
    NATS_BATCH_COMMIT, NATS_BATCH_COMMIT_FINAL, NATS_BATCH_ID, NATS_BATCH_SEQUENCE,
};
use async_nats::jetstream::{self, stream::Config};
use async_nats::{Client, Request};
use std::time::Duration;

/// How many updates there are to publish.
pub(super) const UPDATES: u64 = 60_000;
/// The most messages of a batch.
const BATCH: usize = 1_000;
/// The stream of the bare client.
const BARE: &str = "BARE_EVENTS";

pub(super) async fn run(
    place: &Place,
    broker: &Broker,
    sync: SyncInterval,
    report: &mut Report,
) -> Result<(), Failure> {
    let client = connect(&broker.url).await?;
    let context = super::jetstream(&client);
    // Buckets are there already in a round: what is measured are the events.
    published(place, broker, &context).await?;
    let stream = context.get_stream(EVENTS).await?;
    let config = stream.cached_info().config.clone();
    let subjects = vec!["bare.evt.>".to_owned()];
    let config = Config { name: BARE.to_owned(), subjects, ..config };
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    let messages = usize::try_from(stream.get_info().await?.state.messages)?;
    for round in 0..ROUNDS {
        let messages = alike(&context.get_stream(EVENTS).await?, messages).await?;
        context.create_stream(config.clone()).await?;
        publish(&client, &format!("round {round}"), messages).await?;
        bare.push(rate(&context, BARE).await?);
        context.delete_stream(BARE).await?;
        context.delete_stream(EVENTS).await?;
        published(place, broker, &context).await?;
        ours.push(rate(&context, EVENTS).await?);
    }
    let (ours, bare) = (median(&mut ours), median(&mut bare));
    let how = match sync {
        SyncInterval::Always => "sync always",
        SyncInterval::Default => "the server's default sync",
    };
    report.line(&format!(
        "- events out, {how}: {} messages/s; a bare client in atomic batches of {BATCH}: {} (medians of {ROUNDS}, {messages} messages each)",
        thousands(ours),
        thousands(bare),
    ));
    report.at_least(&format!("events out against a bare client, {how}"), ours / bare, 0.5);
    Ok(())
}

/// Has the node publish all of its log.
async fn published(
    place: &Place,
    broker: &Broker,
    context: &jetstream::Context,
) -> Result<(), Failure> {
    let adapter = tokio::task::block_in_place(|| {
        let adapter = place.on_nats(&broker.url)?;
        calm(&adapter);
        Ok::<_, Failure>(adapter)
    })?;
    let head = place.node.engine().head().0;
    let messages = context.get_stream(EVENTS).await?.get_info().await?.state.messages;
    tokio::task::block_in_place(|| drop(adapter));
    if messages < head / 2 {
        return Err(format!("only {messages} messages of {head} records were published").into());
    }
    Ok(())
}

/// Messages per second, by the server's own times, from the end of the first batch to the last's.
async fn rate(context: &jetstream::Context, stream: &str) -> Result<f64, Failure> {
    let state = context.get_stream(stream).await?.get_info().await?.state;
    let took: Duration = (state.last_timestamp - state.first_timestamp).try_into()?;
    let messages = state.messages.saturating_sub(BATCH as u64);
    Ok(number(messages) / took.as_secs_f64())
}

async fn publish(client: &Client, round: &str, messages: Vec<Message>) -> Result<(), Failure> {
    let mut messages = messages.into_iter().peekable();
    let mut batch = 0;
    while messages.peek().is_some() {
        batch += 1;
        let id = format!("{round} {batch}");
        for number in 1..=BATCH {
            let Some(Message { subject, mut headers, body }) = messages.next() else { break };
            headers.insert(NATS_BATCH_ID, id.as_str());
            headers.insert(NATS_BATCH_SEQUENCE, number.to_string().as_str());
            if number < BATCH && messages.peek().is_some() {
                client.publish_with_headers(subject, headers, body).await?;
                continue;
            }
            headers.insert(NATS_BATCH_COMMIT, NATS_BATCH_COMMIT_FINAL);
            let request = Request::new().headers(headers).payload(body);
            let reply = client.send_request(subject, request).await?;
            let reply: serde_json::Value = serde_json::from_slice(&reply.payload)?;
            if let Some(error) = reply.get("error") {
                return Err(format!("a batch was refused: {error}").into());
            }
        }
    }
    Ok(())
}
