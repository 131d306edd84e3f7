//! Publishes what comes, batch by batch.

use super::end::End;
use super::source::{self, Batch, Source};
use super::target::Target;
use super::tidy::Tidy;
use crate::batch::{self, Writer};
use crate::context::Context;
use crate::error::Error;
use crate::status::Health;
use async_nats::jetstream::stream::{LastRawMessageErrorKind, Stream};
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// How often a stream is looked at: whether it is still there, and nobody else has written to it or
/// removed anything.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// A batch that is being written.
type Reading = JoinHandle<(Source, Result<Batch, Error>)>;

/// Publishes what comes until the node stops. Whatever goes wrong, it fails and is begun anew from
/// what the stream holds by then. What others write there is removed, what they remove is published
/// again, and it goes on at once.
pub(crate) async fn follow(context: Context, target: Target) -> Result<(), Error> {
    let stream = target.get(&context).await?;
    let mut tidy = Tidy::begin(&context, &target, &stream);
    let (mut most, mut known, mut is_gone, mut written) = (batch::MESSAGES_MAX, None, false, None);
    loop {
        let end = match &known {
            None => End::of(&context, &target, &stream).await?,
            Some(known) if is_gone => found(&context, &target, &stream, known).await?,
            // What is there is known, so whatever a message behind it says of itself is not true.
            Some(known) => match End::behind(&stream, known, written).await? {
                Some(end) => end,
                None => End::of(&context, &target, &stream).await?,
            },
        };
        let mut end = whole(&context, &target, &stream, end).await?;
        tidy.remove(std::mem::take(&mut end.foreign));
        if let Some(unseen) = &end.unseen {
            tidy.look_over(unseen);
        }
        let end = known.insert(end);
        match publish(&context, &target, &stream, &mut most, end, &tidy).await {
            // Who writes without end is outrun by small batches: fewer come in between.
            Err(Error::Written { last, .. }) => {
                tidy.is_contended();
                (most, is_gone, written) = ((most / 8).max(1), false, last);
            }
            Err(Error::Removed { .. }) => (is_gone, written) = (true, None),
            ended => return ended,
        }
    }
}

/// The end of a stream that others have removed something from.
async fn found(
    context: &Context,
    target: &Target,
    stream: &Stream,
    known: &End,
) -> Result<End, Error> {
    let mut end = End::of(context, target, stream).await?;
    let behind = source::count(context, target, end.position, known.position).await?;
    // All of it was looked over before.
    end.unseen = end.unseen.filter(|_| known.unseen.is_some() || end.created != known.created);
    if known.unseen.is_none() && end.unseen.is_none() {
        // What was removed from its end is published behind it; for all else that is the wrong place.
        end.is_short |= end.keeps_all && end.messages + behind < known.messages;
    }
    Ok(end)
}

/// Removes all of a stream that lacks something in between.
async fn whole(
    context: &Context,
    target: &Target,
    stream: &Stream,
    end: End,
) -> Result<End, Error> {
    let name = target.stream().name;
    if end.is_short {
        tracing::warn!(stream = name, "events were removed there; all are published again");
        stream.purge().await.map_err(Error::nats("empty a stream"))?;
        return End::of(context, target, stream).await;
    }
    Ok(end)
}

/// Publishes from the end of the stream on, so many events at once at most, and more when that
/// goes well. `end` is where the stream ends by then.
async fn publish(
    context: &Context,
    target: &Target,
    stream: &Stream,
    most: &mut usize,
    end: &mut End,
    tidy: &Tidy,
) -> Result<(), Error> {
    let (part, name) = (target.part(), target.stream().name);
    context.board.reached(&part, end.position);
    context.board.health(&part, Health::Working);
    let mut head = context.engine.store().head();
    let mut writer = Writer::open(context, &name, end.sequence).await?;
    let mut looked = Instant::now();
    let mut reading = read(Source::new(context, target.clone(), end.position, *most));
    loop {
        let (source, batch) = reading.await.map_err(|_| Error::Panicked)?;
        let Batch { messages, reached } = batch?;
        if messages.is_empty() {
            context.board.reached(&part, reached);
            end.position = reached;
            tokio::select! {
                news = head.wait_for(|head| *head > reached) => {
                    if news.is_err() {
                        return Ok(());
                    }
                }
                () = context.stopping() => return Ok(()),
                () = tokio::time::sleep_until(looked + LOOK_EVERY) => {}
            }
            reading = read(source);
        } else {
            // The next one is written while this one is on its way.
            reading = read(source);
            let count = messages.len() as u64;
            // Not before their turn: what is made and sent at once stays in the processor's cache.
            let messages = messages.into_iter().map(|one| (one.subject, one.event.message()));
            writer.publish(messages).await?;
            (end.sequence, end.position) = (writer.sequence(), reached);
            end.messages += count;
            *most = (*most * 2).min(batch::MESSAGES_MAX);
            context.board.reached(&part, reached);
            if context.is_stopping() {
                return Ok(());
            }
        }
        if looked.elapsed() >= LOOK_EVERY {
            let swept = tidy.swept();
            unchanged(stream, end, swept).await?;
            looked = Instant::now();
        }
    }
}

/// Whether nobody else has written to it, or removed anything. How much there is to be is not known
/// before all of it was looked over; `swept` is how many messages of others that has found.
async fn unchanged(stream: &Stream, end: &mut End, swept: Option<u64>) -> Result<(), Error> {
    let info = stream.get_info().await.map_err(Error::nats("ask for a stream"))?;
    let name = info.config.name;
    if info.created.unix_timestamp_nanos() != end.created {
        return Err(Error::Removed { stream: name });
    }
    if info.state.last_sequence != end.sequence {
        return Err(Error::Written { stream: name, last: None });
    }
    let found = info.state.messages;
    if end.unseen.is_some() {
        let Some(swept) = swept else { return Ok(()) };
        end.unseen = None;
        end.messages = end.messages.saturating_sub(swept);
    }
    // What others have written is counted, too, until it is removed.
    if found >= end.messages {
        return Ok(());
    }
    // What has become too old for it is not missed, as long as what is left ends where it did.
    let is_cut_off = found == 0 || is_there(stream, end.sequence).await?;
    if end.keeps_all || !is_cut_off {
        return Err(Error::Removed { stream: name });
    }
    end.messages = found;
    Ok(())
}

async fn is_there(stream: &Stream, sequence: u64) -> Result<bool, Error> {
    match stream.get_raw_message(sequence).await {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => Ok(false),
        Err(error) => Err(Error::nats("read the end of a stream")(error)),
    }
}

fn read(mut source: Source) -> Reading {
    tokio::task::spawn_blocking(move || {
        let batch = source.next();
        (source, batch)
    })
}
