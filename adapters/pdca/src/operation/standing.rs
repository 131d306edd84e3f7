//! What a read model says, as of now or of some point, with the axis and the position it stands on.

use super::text::{axis_name, to_seconds};
use super::{Known, Moment, Problem, Sink, past};
use crate::node::{Node, Reader};
use engine::{EventStore as _, Position, Projection, Record, Timestamp};
use serde::Serialize;

/// An answer, and what it is true for.
#[derive(Serialize)]
pub(super) struct Standing<T> {
    /// Which axis of time it is true on.
    pub(super) axis: &'static str,
    /// The last position that is taken in.
    pub(super) position: Position,
    /// The time it is true at.
    pub(super) now: Timestamp,
    #[serde(flatten)]
    pub(super) answer: T,
}

impl<T> Standing<T> {
    /// Says to people what follows, and what it is true for.
    pub(super) fn head(&self, what: &str, sink: &mut dyn Sink) -> Result<(), Problem> {
        let Self { axis, position, now, .. } = self;
        sink.line(&format!("{what} at {}", to_seconds(*now)))?;
        Ok(sink.line(&format!("up to position {position}, {}", axis_name(axis)))?)
    }
}

/// Asks a read model as it is now, or as of some point: with what was recorded by then, or with all
/// that is known now of what had happened by then.
pub(super) fn ask<P: Projection, T>(
    node: &Node,
    as_of: Option<Moment>,
    known: Known,
    ask: impl FnOnce(&P, Timestamp) -> T,
) -> Result<Standing<T>, Problem> {
    let reader = node.reader();
    past::check(reader, as_of)?;
    let (axis, until, now) = match as_of {
        None => {
            let now = reader.now();
            let found = node.query(node.engine().head(), |model: &P| ask(model, now))?;
            let (position, answer) = (found.position, found.answer);
            return Ok(Standing { axis: "now", position, now, answer });
        }
        Some(Moment::Time(now)) if known == Known::Now => {
            let found = node.happened_by::<P>(now)?;
            let (position, answer) = (found.position, ask(&found.answer, now));
            return Ok(Standing { axis: "occurred", position, now, answer });
        }
        Some(Moment::Time(time)) => ("recorded", reader.position_at(time)?, time),
        Some(Moment::Position(position)) => {
            let record = record_at(reader, position)?;
            let then = record.map(|record| record.as_ref().metadata.recorded_at);
            ("position", position, then.unwrap_or_else(|| reader.now()))
        }
    };
    let found = node.as_of::<P>(until)?;
    Ok(Standing { axis, position: found.position, now, answer: ask(&found.answer, now) })
}

/// The record at a position.
pub(super) fn record_at(reader: &Reader, position: Position) -> Result<Option<Record>, Problem> {
    let Some(before) = position.0.checked_sub(1) else { return Ok(None) };
    let mut reading = reader.log().read(Position(before));
    let Some(chunk) = reading.next_blocking()? else { return Ok(None) };
    Ok(chunk.owned().next().transpose()?.map(|(record, _)| record))
}
