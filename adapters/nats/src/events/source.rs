//! Reads the log and writes messages, on threads that may block.

use super::cloud::message;
use super::target::Target;
use crate::batch::{self, Message};
use crate::context::Context;
use crate::error::Error;
use engine::outside::PublicRecord;
use engine::store::Reading;
use engine::{DecodeError, Origin, Position, RecordRef};
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
    pub(crate) message: Message,
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
        let messages = batch::first(&mut self.waiting, self.most, |next| &next.message);
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

/// A record as it goes into a stream, if it does.
fn outgoing(
    context: &Context,
    target: &Target,
    record: &RecordRef<'_>,
) -> Result<Option<Outgoing>, DecodeError> {
    let (catalogue, store) = (context.engine.catalogue(), &**context.engine.store());
    let is_imported = matches!(record.metadata.origin, Origin::Imported { .. });
    let is_left_out = is_imported && !context.settings.publish_imported;
    if is_left_out || !target.takes(catalogue, record)? {
        return Ok(None);
    }
    let public = PublicRecord::of(catalogue, store, record)?;
    let (format, bytes_max) = (context.settings.events, context.client.max_payload());
    Ok(Some(Outgoing {
        subject: target.subject(record.process, record.key, record.event),
        message: message(&public, format, bytes_max),
        position: record.position,
    }))
}
