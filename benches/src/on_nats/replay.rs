//! Replay, beside a raw subscription to messages of the same size.

use super::message::{EVENTS, Message, alike};
use super::receiver::{LAST, RECEIVER};
use super::{Broker, client, connect, jetstream, rate};
use crate::Failure;
use crate::report::{ROUNDS, Report, median, thousands};
use async_nats::{Client, HeaderMap};
use bytes::Bytes;
use futures_util::StreamExt as _;

/// Where the raw publisher is asked to begin.
const RAW: &str = "raw";

pub(super) async fn run(broker: &Broker, report: &mut Report) -> Result<(), Failure> {
    let client = connect(&broker.url).await?;
    let stream = jetstream(&client).get_stream(EVENTS).await?;
    let count = usize::try_from(stream.get_info().await?.state.messages)?;
    let (mut ours, mut raw) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let messages = alike(&stream, count).await?;
        let publisher = tokio::spawn(publish(client.clone(), messages));
        raw.push(received(broker, RAW).await?);
        publisher.await??;
        ours.push(received(broker, "pdca.replay").await?);
    }
    let (ours, raw) = (median(&mut ours), median(&mut raw));
    report.line(&format!(
        "- replay to one client in another process: {} events/s; a raw subscription: {} messages/s (medians of {ROUNDS}, {count} messages each)",
        thousands(ours),
        thousands(raw),
    ));
    report.at_least("replay, against a raw subscription", ours / raw, 0.25);
    Ok(())
}

/// Messages per second of a client that asks for them on a subject.
async fn received(broker: &Broker, subject: &str) -> Result<f64, Failure> {
    let mut command = client(&[RECEIVER, &broker.url, subject, "0"])?;
    rate(&tokio::task::spawn_blocking(move || command.output()).await??)
}

/// Publishes all of it to the first who asks.
async fn publish(client: Client, messages: Vec<Message>) -> Result<(), Failure> {
    let mut asked = client.subscribe(RAW).await?;
    client.flush().await?;
    let inbox = asked.next().await.and_then(|asked| asked.reply).ok_or("nobody asked")?;
    for Message { headers, body, .. } in messages {
        client.publish_with_headers(inbox.clone(), headers, body).await?;
    }
    let mut headers = HeaderMap::new();
    headers.insert(LAST, "end");
    client.publish_with_headers(inbox, headers, Bytes::new()).await?;
    client.flush().await?;
    Ok(())
}
