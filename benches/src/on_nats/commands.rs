//! Commands by request and reply, beside commands in the node's own process.

use super::asker::ASKER;
use super::place::{Place, calm, update};
use super::receiver::Receivers;
use super::{Broker, client, connect, rate};
use crate::Failure;
use crate::report::{ROUNDS, RUN, Report, median, number, thousands};
use async_nats::{Client, Message};
use engine::Engine;
use futures_util::StreamExt as _;
use nats::Adapter;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;
use tokio::runtime::Runtime;

pub(super) const IN_FLIGHT: u64 = 256;
/// Replays at once.
const REPLAYS: usize = 4;

pub(super) fn run(
    runtime: &Runtime,
    embedded: &Place,
    served: &Place,
    adapter: &Adapter,
    [broker, bare]: [&Broker; 2],
    report: &mut Report,
) -> Result<(), Failure> {
    let (mut within, mut beside, mut over) = (Vec::new(), Vec::new(), Vec::new());
    let mut echoed = Vec::new();
    let echo = runtime.spawn(echo(runtime.block_on(connect(&bare.url))?));
    for round in 0..ROUNDS {
        let name = round.to_string();
        echoed.push(rate(&client(&[ASKER, &bare.url, &name])?.output()?)?);
        within.push(in_process(runtime, embedded.node.engine(), &name)?);
        beside.push(in_process(runtime, served.node.engine(), &name)?);
        calm(adapter);
        over.push(rate(&client(&[ASKER, &broker.url, &name])?.output()?)?);
        calm(adapter);
    }
    echo.abort();
    let (within, beside, over) = (median(&mut within), median(&mut beside), median(&mut over));
    report.line(&format!(
        "- {IN_FLIGHT} in flight: {} commands/s by request and reply from another process, {} in the node's own, both while their events and buckets are published; a bare echo answers {} requests/s; a process without NATS does {} commands/s (medians of {ROUNDS})",
        thousands(over),
        thousands(beside),
        thousands(median(&mut echoed)),
        thousands(within),
    ));
    report.at_least("commands over NATS, against the node's own process", over / beside, 0.25);
    Ok(())
}

/// What a server and a client can do at most: every request is answered with what it says.
async fn echo(client: Client) -> Result<(), Failure> {
    let mut requests = client.subscribe("pdca.cmd.>").await?;
    while let Some(Message { reply, payload, .. }) = requests.next().await {
        client.publish(reply.ok_or("a request without a reply")?, payload).await?;
    }
    Ok(())
}

/// The node's own commands while others replay the whole trail as fast as they can.
pub(super) fn beside_replays(
    runtime: &Runtime,
    place: &Place,
    adapter: &Adapter,
    broker: &Broker,
    report: &mut Report,
) -> Result<(), Failure> {
    let (mut alone, mut beside) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        alone.push(in_process(runtime, place.node.engine(), &format!("alone {round}"))?);
        calm(adapter);
        let receivers = Receivers::start(&broker.url, REPLAYS)?;
        beside.push(in_process(runtime, place.node.engine(), &format!("beside {round}"))?);
        drop(receivers);
        calm(adapter);
    }
    let (alone, beside) = (median(&mut alone), median(&mut beside));
    report.line(&format!(
        "- {IN_FLIGHT} in flight in the node's process: {} commands/s, with {REPLAYS} replays running {}: {:.2} of it (medians of {ROUNDS})",
        thousands(alone),
        thousands(beside),
        beside / alone,
    ));
    Ok(())
}

fn in_process(runtime: &Runtime, engine: &Engine, name: &str) -> Result<f64, Failure> {
    let (stop, done) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let start = Instant::now();
    let writers: Vec<_> = (0..IN_FLIGHT)
        .map(|writer| {
            let (engine, stop, done) = (engine.clone(), Arc::clone(&stop), Arc::clone(&done));
            let name = format!("here {name} {writer}");
            runtime.spawn(async move {
                let mut sent = 0_u64;
                while !stop.load(Ordering::Relaxed) {
                    sent += 1;
                    update(&engine, format!("{name} {sent}"), writer, sent).await?;
                    done.fetch_add(1, Ordering::Relaxed);
                }
                Ok::<_, Failure>(())
            })
        })
        .collect();
    std::thread::sleep(RUN);
    let rate = number(done.load(Ordering::Relaxed)) / start.elapsed().as_secs_f64();
    stop.store(true, Ordering::Relaxed);
    for writer in writers {
        runtime.block_on(writer)??;
    }
    Ok(rate)
}
