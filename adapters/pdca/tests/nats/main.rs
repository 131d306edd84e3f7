//! The node on NATS: a real server of its own for every test, real node processes, and clients in
//! two languages.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod asyncapi;
mod broker;
mod commands;
mod connecting;
mod credentials;
mod events;
mod faults;
mod foreign;
mod forged;
mod http;
mod identity;
mod ingest;
mod kv;
mod letters;
mod node;
mod query;
mod queue;
mod readme;
mod removed;
mod replay;
mod restricted;
mod secret;
mod shutdown;
#[cfg(feature = "otel")]
mod traces;
mod two_logs;
mod unreadable;
mod watching;

use async_nats::jetstream::Context;
use async_nats::{Message, Subscriber};
use futures_util::StreamExt as _;
use std::path::PathBuf;
use std::time::Duration;

/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often it is looked whether something is so: what others do in their own time says nothing here.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// What `make tools` installs.
fn tool(name: &str) -> PathBuf {
    let tools = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../.tools/python/bin");
    let path = tools.join(name);
    assert!(path.exists(), "{} is missing; run: make tools", path.display());
    path
}

/// A rule file that is shipped.
fn shipped_rules(name: &str) -> String {
    format!("{}/../nats/rules/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// The parser of the makers of `AsyncAPI`, as `make tools` installs it.
fn asyncapi_parser() -> PathBuf {
    let tools = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../.tools/node");
    let path = tools.join("node_modules/@asyncapi/parser/cjs/index.js");
    assert!(path.exists(), "{} is missing; run: make tools", path.display());
    path
}

/// How many messages a stream holds.
async fn held(jetstream: &Context, stream: &str) -> u64 {
    jetstream.get_stream(stream).await.unwrap().get_info().await.unwrap().state.messages
}

/// Waits until a queue holds nothing any more.
async fn emptied(jetstream: &Context, queue: &str) {
    let is_empty = async || (held(jetstream, queue).await == 0).then_some(());
    eventually("the queue is empty", is_empty).await;
}

/// The next message, which must come.
async fn next(messages: &mut Subscriber) -> Message {
    tokio::time::timeout(PATIENCE, messages.next()).await.unwrap().unwrap()
}

/// Waits until something is so.
async fn eventually<T, F: AsyncFnMut() -> Option<T>>(what: &str, mut check: F) -> T {
    let polling = async {
        loop {
            if let Some(found) = check().await {
                return found;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    let found = tokio::time::timeout(PATIENCE, polling).await;
    found.unwrap_or_else(|_| panic!("it never came: {what}"))
}
