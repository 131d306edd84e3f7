//! Publishes what comes, batch by batch.

use super::end::End;
use super::source::{Batch, Source};
use super::target::Target;
use crate::batch;
use crate::context::Context;
use crate::error::Error;
use crate::status::Health;
use async_nats::jetstream::stream::Stream;
use std::time::Duration;
use tokio::task::JoinHandle;

/// How often a stream that nothing goes into is looked at: whether it is still there, and nobody
/// else has written to it.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// A batch that is being written.
type Reading = JoinHandle<(Source, Result<Batch, Error>)>;

/// Publishes what comes until the node stops. Whatever goes wrong, it fails and is begun anew from
/// what the stream holds by then. What others write there is removed, and it goes on at once.
pub(crate) async fn follow(context: Context, target: Target) -> Result<(), Error> {
    let stream = target.get(&context).await?;
    let mut most = batch::MESSAGES_MAX;
    loop {
        match publish(&context, &target, &stream, &mut most).await {
            // Who writes without end is outrun by small batches: fewer come in between.
            Err(Error::Written { .. }) => most = (most / 2).max(1),
            ended => return ended,
        }
    }
}

/// Publishes from the end of the stream on, so many events at once at most, and more when that
/// goes well.
async fn publish(
    context: &Context,
    target: &Target,
    stream: &Stream,
    most: &mut usize,
) -> Result<(), Error> {
    let (part, name) = (target.part(), target.stream().name);
    let end = End::of(context, stream).await?;
    let removed = end.tidy(stream).await?;
    if removed > 0 {
        tracing::warn!(stream = name, removed, "removed what somebody else has written there");
    }
    context.board.removed(&part, removed);
    let End { mut sequence, position, .. } = end;
    context.board.reached(&part, position);
    context.board.health(&part, Health::Working);
    let mut head = context.engine.store().head();
    let mut reading = read(Source::new(context, target.clone(), position, *most));
    loop {
        let (source, batch) = reading.await.map_err(|_| Error::Panicked)?;
        let Batch { messages, reached } = batch?;
        if !messages.is_empty() {
            // The next one is written while this one is on its way.
            reading = read(source);
            let messages = messages.into_iter().map(|one| (one.subject, one.message));
            sequence = batch::publish(context, &name, sequence, messages).await?;
            *most = (*most * 2).min(batch::MESSAGES_MAX);
            context.board.reached(&part, reached);
            if context.is_stopping() {
                return Ok(());
            }
            continue;
        }
        context.board.reached(&part, reached);
        let is_quiet = tokio::select! {
            news = head.wait_for(|head| *head > reached) => {
                if news.is_err() {
                    return Ok(());
                }
                false
            }
            () = context.stopping() => return Ok(()),
            () = tokio::time::sleep(LOOK_EVERY) => true,
        };
        if is_quiet {
            unchanged(stream, sequence).await?;
        }
        reading = read(source);
    }
}

/// Whether nobody else has written to it.
async fn unchanged(stream: &Stream, expected: u64) -> Result<(), Error> {
    let info = stream.get_info().await.map_err(Error::nats("ask for a stream"))?;
    if info.state.last_sequence == expected {
        return Ok(());
    }
    Err(Error::Written { stream: info.config.name })
}

fn read(mut source: Source) -> Reading {
    tokio::task::spawn_blocking(move || {
        let batch = source.next();
        (source, batch)
    })
}
