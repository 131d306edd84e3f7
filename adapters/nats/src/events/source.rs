//! Reads the log and writes messages, on threads that may block.

use super::cloud::Event;
use super::target::Target;
use crate::batch;
use crate::context::Context;
use crate::error::Error;
use engine::outside::PublicRecord;
use engine::store::Reading;
use engine::{DecodeError, Origin, Position, RecordRef, Timestamp};
use std::collections::VecDeque;

/// What goes into a stream, from some position on.
pub(crate) struct Source {
    context: Context,
    target: Target,
    reading: Reading,
    /// Written, and not handed out.
    waiting: VecDeque<Outgoing>,
    /// Up to where the log has been read.
    read: Position,
    /// How many events are handed out next, at most: with each time, more.
    most: usize,
}

/// An event and where it goes.
pub(crate) struct Outgoing {
    pub(crate) subject: String,
    pub(crate) event: Event,
    position: Position,
}

/// What is published at once.
pub(crate) struct Batch {
    pub(crate) messages: Vec<Outgoing>,
    /// Up to where the log is published with it.
    pub(crate) reached: Position,
}

impl Source {
    pub(crate) fn new(context: &Context, target: Target, after: Position, most: usize) -> Self {
        let reading = context.engine.store().read(after);
        let (context, waiting) = (context.clone(), VecDeque::new());
        Self { context, target, reading, waiting, read: after, most }
    }

    /// The next batch: empty when there is nothing more now.
    pub(crate) fn next(&mut self) -> Result<Batch, Error> {
        while self.waiting.len() < self.most && self.fill()? {}
        let messages = batch::first(&mut self.waiting, self.most, |next| next.event.bytes());
        if !messages.is_empty() {
            self.most = (self.most * 2).min(batch::MESSAGES_MAX);
        }
        let reached = match (self.waiting.front(), messages.last()) {
            (Some(_), Some(Outgoing { position, .. })) => *position,
            _ => self.read,
        };
        Ok(Batch { messages, reached })
    }

    /// Reads a chunk; whether there was one.
    fn fill(&mut self) -> Result<bool, Error> {
        let Self { context, target, reading, waiting, read, .. } = self;
        let Some(chunk) = reading.next_blocking()? else { return Ok(false) };
        for record in chunk.records() {
            let record = record?;
            waiting.extend(outgoing(context, target, &record)?);
            *read = record.position;
        }
        Ok(true)
    }
}

/// The first event below a position that belongs into a stream, whatever is imported.
pub(super) async fn first(
    context: &Context,
    target: &Target,
    below: Position,
) -> Result<Option<Position>, Error> {
    let (context, target) = (context.clone(), target.clone());
    let looking = move || {
        let mut reading = context.engine.store().read(Position(0));
        while let Some(chunk) = reading.next_blocking()? {
            for record in chunk.records() {
                let record = record?;
                if record.position >= below {
                    return Ok(None);
                }
                let is_live = !matches!(record.metadata.origin, Origin::Imported { .. });
                if is_live && target.takes(context.engine.catalogue(), &record)? {
                    return Ok(Some(record.position));
                }
            }
        }
        Ok(None)
    };
    tokio::task::spawn_blocking(looking).await.map_err(|_| Error::Panicked)?
}

/// The last position that was recorded before a time.
pub(super) async fn before(context: &Context, time: Timestamp) -> Result<Position, Error> {
    let engine = context.engine.clone();
    let time = Timestamp::from_nanos(time.as_nanos().saturating_sub(1));
    let looking = move || engine.position_at(time);
    Ok(tokio::task::spawn_blocking(looking).await.map_err(|_| Error::Panicked)??)
}

/// How many events belong into a stream behind a position, up to another.
pub(super) async fn count(
    context: &Context,
    target: &Target,
    after: Position,
    until: Position,
) -> Result<u64, Error> {
    let (context, target) = (context.clone(), target.clone());
    let counting = move || {
        let (mut reading, mut count) = (context.engine.store().read(after), 0);
        while let Some(chunk) = reading.next_blocking()? {
            for record in chunk.records() {
                let record = record?;
                if record.position > until {
                    return Ok(count);
                }
                count += u64::from(goes_there(&context, &target, &record)?);
            }
        }
        Ok(count)
    };
    tokio::task::spawn_blocking(counting).await.map_err(|_| Error::Panicked)?
}

/// Whether a record goes into a stream, as the node is set up.
fn goes_there(
    context: &Context,
    target: &Target,
    record: &RecordRef<'_>,
) -> Result<bool, DecodeError> {
    let is_imported = matches!(record.metadata.origin, Origin::Imported { .. });
    let is_left_out = is_imported && !context.settings.publish_imported;
    Ok(!is_left_out && target.takes(context.engine.catalogue(), record)?)
}

/// A record as it goes into a stream, if it does.
fn outgoing(
    context: &Context,
    target: &Target,
    record: &RecordRef<'_>,
) -> Result<Option<Outgoing>, DecodeError> {
    let (catalogue, store) = (context.engine.catalogue(), &**context.engine.store());
    if !goes_there(context, target, record)? {
        return Ok(None);
    }
    let public = PublicRecord::of(catalogue, store, record)?;
    let (format, bytes_max) = (context.settings.events, context.client.max_payload());
    Ok(Some(Outgoing {
        subject: target.subject(record.process, record.key, record.event),
        event: Event::of(&public, format, bytes_max),
        position: record.position,
    }))
}
