//! A client that has messages sent to an inbox of its own.

use super::{client, connect};
use crate::Failure;
use async_nats::Client;
use bytes::Bytes;
use futures_util::StreamExt as _;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};
use std::time::Instant;
use tokio::task::JoinSet;

/// The part of the program that receives.
pub(crate) const RECEIVER: &str = "nats-receive";
/// The header of the last message.
pub(super) const LAST: &str = "Pdca-Replay";

/// Asks on a subject for all messages and prints how many came, and in how many seconds. Unless
/// `at_once` is 0: so many do so again and again then, until this process is ended.
pub(crate) fn receive(url: &str, subject: &str, at_once: &str) -> Result<(), Failure> {
    let at_once: usize = at_once.parse()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let client = connect(url).await?;
        if at_once == 0 {
            let (count, seconds) = all(&client, subject, || {}).await?;
            println!("{count} {seconds}");
            return Ok(());
        }
        let mut receivers = JoinSet::new();
        for _ in 0..at_once {
            let (client, subject) = (client.clone(), subject.to_owned());
            receivers.spawn(async move {
                all(&client, &subject, || println!("begun")).await?;
                loop {
                    all(&client, &subject, || {}).await?;
                }
            });
        }
        receivers.join_next().await.unwrap_or(Ok(Ok(())))?
    })
}

/// Asks for all messages; how many there were, and the seconds from the first to the last.
async fn all(client: &Client, subject: &str, begun: fn()) -> Result<(u64, f64), Failure> {
    let inbox = client.new_inbox();
    let mut messages = client.subscribe(inbox.clone()).await?;
    client.publish_with_reply(subject.to_owned(), inbox, "{}".into()).await?;
    let (mut count, mut first) = (0_u64, None);
    while let Some(message) = messages.next().await {
        if let Some(reply) = message.reply {
            client.publish(reply, Bytes::new()).await?;
        }
        let start = *first.get_or_insert_with(|| {
            begun();
            Instant::now()
        });
        if message.headers.is_some_and(|headers| headers.get(LAST).is_some()) {
            return Ok((count, start.elapsed().as_secs_f64()));
        }
        count += 1;
    }
    Err("the messages ended without a last one".into())
}

/// Others that replay again and again, in a process of their own.
pub(super) struct Receivers(Child);

impl Receivers {
    /// Starts them, and waits until each has received something.
    pub(super) fn start(url: &str, count: usize) -> Result<Self, Failure> {
        let mut command = client(&[RECEIVER, url, "pdca.replay", &count.to_string()])?;
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let told = child.stdout.take().ok_or("no standard output")?;
        let receivers = Self(child);
        let begun = BufReader::new(told).lines().take(count).map_while(Result::ok).count();
        if begun == count { Ok(receivers) } else { Err("a replay did not begin".into()) }
    }
}

impl Drop for Receivers {
    fn drop(&mut self) {
        // Gone already, then.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
