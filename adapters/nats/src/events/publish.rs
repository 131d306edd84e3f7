//! Publishes what comes, batch by batch.

use super::end::End;
use super::source::{Batch, Source};
use super::target::Target;
use crate::batch;
use crate::context::Context;
use crate::error::Error;
use crate::status::Health;
use tokio::task::JoinHandle;

/// A batch that is being written.
type Reading = JoinHandle<(Source, Result<Batch, Error>)>;

/// Publishes what comes until the node stops. Whatever goes wrong, it fails and is begun anew from
/// what the stream holds by then.
pub(crate) async fn follow(context: Context, target: Target) -> Result<(), Error> {
    let (part, needed) = (target.part(), target.stream());
    let stream = needed.get(&context).await?;
    let End { mut sequence, position } = End::of(&context, &stream).await?;
    context.board.reached(&part, position);
    context.board.health(&part, Health::Working);
    let mut head = context.engine.store().head();
    let mut reading = read(Source::new(&context, target, position));
    loop {
        let (source, batch) = reading.await.map_err(|_| Error::Panicked)?;
        let Batch { messages, reached } = batch?;
        if !messages.is_empty() {
            // The next one is written while this one is on its way.
            reading = read(source);
            let messages = messages.into_iter().map(|one| (one.subject, one.message));
            sequence = batch::publish(&context, &needed.name, sequence, messages).await?;
            context.board.reached(&part, reached);
            if context.is_stopping() {
                return Ok(());
            }
            continue;
        }
        context.board.reached(&part, reached);
        tokio::select! {
            news = head.wait_for(|head| *head > reached) => {
                if news.is_err() {
                    return Ok(());
                }
            }
            () = context.stopping() => return Ok(()),
        }
        reading = read(source);
    }
}

fn read(mut source: Source) -> Reading {
    tokio::task::spawn_blocking(move || {
        let batch = source.next();
        (source, batch)
    })
}
