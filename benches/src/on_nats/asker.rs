//! A client that sends commands and waits for their replies.

use super::commands::IN_FLIGHT;
use super::connect;
use crate::Failure;
use crate::history::{NOTE, key};
use crate::report::RUN;
use async_nats::{Client, HeaderMap};
use bytes::Bytes;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;
use tokio::task::JoinSet;

/// The part of the program that sends commands.
pub(crate) const ASKER: &str = "nats-ask";

/// Sends commands for a while; prints how many were done, and in how many seconds.
pub(crate) fn ask(url: &str, round: &str) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let client = connect(url).await?;
        let (stop, done) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let mut askers = JoinSet::new();
        let start = Instant::now();
        for asker in 0..IN_FLIGHT {
            let name = format!("{round} {asker}");
            askers.spawn(one(client.clone(), name, asker, Arc::clone(&stop), Arc::clone(&done)));
        }
        tokio::time::sleep(RUN).await;
        let (count, seconds) = (done.load(Ordering::Relaxed), start.elapsed().as_secs_f64());
        stop.store(true, Ordering::Relaxed);
        while let Some(ended) = askers.join_next().await {
            ended??;
        }
        println!("{count} {seconds}");
        Ok(())
    })
}

/// One command after the other.
async fn one(
    client: Client,
    name: String,
    asker: u64,
    stop: Arc<AtomicBool>,
    done: Arc<AtomicU64>,
) -> Result<(), Failure> {
    let body = Bytes::from(serde_json::json!({ "note": NOTE }).to_string());
    let mut sent = 0_u64;
    while !stop.load(Ordering::Relaxed) {
        sent += 1;
        let mut headers = HeaderMap::new();
        headers.insert("Pdca-Actor", "ada");
        headers.insert("Nats-Msg-Id", format!("{name} {sent}").as_str());
        let subject = format!("pdca.cmd.incident.{}.update", key(asker, sent));
        let reply = client.request_with_headers(subject, headers, body.clone()).await?;
        let problem = reply.headers.and_then(|headers| headers.get("Nats-Service-Error").cloned());
        if let Some(problem) = problem {
            return Err(format!("a command was refused: {problem}").into());
        }
        done.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}
