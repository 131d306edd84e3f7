//! The node on NATS, beside what works without it: through a real server, asked by another process.

mod asker;
mod broker;
mod commands;
mod events;
mod message;
mod place;
mod receiver;
mod replay;

pub(crate) use asker::{ASKER, ask};
pub(crate) use receiver::{RECEIVER, receive};

use crate::Failure;
use crate::report::Report;
use async_nats::{Client, ConnectOptions, jetstream};
use broker::{Broker, SyncInterval};
use place::Place;
use std::path::Path;
use std::time::Duration;

/// How long a server may take to answer a client.
const PATIENCE: Duration = Duration::from_secs(60);
/// How many messages may wait: the raw publisher does not ask whether it may go on.
const CAPACITY: usize = 1 << 20;

pub(crate) fn run(dir: &Path, report: &mut Report) -> Result<(), Failure> {
    report.part("On NATS");
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let place = runtime.block_on(Place::founded(&dir.join("node"), events::UPDATES))?;
    for sync in [SyncInterval::Default, SyncInterval::Always] {
        let broker = Broker::start(&dir.join("events"), sync)?;
        runtime.block_on(events::run(&place, &broker, sync, report))?;
        drop(broker);
        std::fs::remove_dir_all(dir.join("events"))?;
    }
    let broker = Broker::start(&dir.join("broker"), SyncInterval::Always)?;
    let adapter = place.on_nats(&broker.url)?;
    place::calm(&adapter);
    runtime.block_on(replay::run(&broker, report))?;
    let embedded = runtime.block_on(Place::founded(&dir.join("embedded"), 0))?;
    let bare = Broker::start(&dir.join("bare"), SyncInterval::Default)?;
    commands::run(&runtime, &embedded, &place, &adapter, [&broker, &bare], report)?;
    drop(bare);
    commands::beside_replays(&runtime, &place, &adapter, &broker, report)?;
    drop(adapter);
    Ok(())
}

/// Connects. Whoever measures has patience: a busy disk is no failure.
async fn connect(url: &str) -> Result<Client, Failure> {
    let options = ConnectOptions::new()
        .connection_timeout(PATIENCE)
        .request_timeout(Some(PATIENCE))
        .subscription_capacity(CAPACITY);
    Ok(options.connect(url).await?)
}

/// JetStream, with the same patience.
fn jetstream(client: &Client) -> jetstream::Context {
    jetstream::ContextBuilder::new().timeout(PATIENCE).build(client.clone())
}

/// This program again, as a client in a process of its own.
fn client(arguments: &[&str]) -> Result<std::process::Command, Failure> {
    let mut command = std::process::Command::new(std::env::current_exe()?);
    command.args(arguments);
    Ok(command)
}

/// What a client counted, and in how many seconds, as a rate.
fn rate(output: &std::process::Output) -> Result<f64, Failure> {
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let told = String::from_utf8_lossy(&output.stdout);
    let (count, seconds) = told.trim().split_once(' ').ok_or("a client told nothing")?;
    let (count, seconds): (f64, f64) = (count.parse()?, seconds.parse()?);
    Ok(count / seconds)
}
