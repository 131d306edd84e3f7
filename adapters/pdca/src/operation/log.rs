//! The audit trail, in order.

use super::summary::summary;
use super::text::{cut, to_seconds};
use super::{Format, Moment, Problem, Sink, actor, json_line};
use crate::node::Reader;
use engine::outside::PublicRecord;
use engine::store::ReadError;
use engine::{EventStore as _, Key, Position, RecordRef, StreamId, Timestamp, Version};
use serde::{Deserialize, Serialize};

/// Which part of the audit trail.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct LogQuery {
    /// Of one kind of process only.
    pub process: Option<String>,
    /// Of one key only.
    pub key: Option<String>,
    /// By one actor only.
    pub actor: Option<String>,
    /// From here on.
    pub from: Option<Moment>,
    /// Up to here.
    pub until: Option<Moment>,
    /// Goes on as events come.
    pub follow: bool,
}

struct Filter {
    process: Option<String>,
    key: Option<Key>,
    actor: Option<engine::Actor>,
    /// The last position that is left out.
    after: Position,
    /// The last position that is taken in.
    until: Position,
    until_time: Option<Timestamp>,
}

/// Writes the part of the audit trail that is asked for.
///
/// # Errors
/// [`Problem`], when the query does not fit or the log cannot be read.
pub fn run(
    reader: &Reader,
    query: &LogQuery,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let filter = Filter::new(reader, query)?;
    // One thing's events are read by index; anything else is one pass over the log.
    let reading = match (&filter.process, &filter.key) {
        (Some(process), Some(key)) if !query.follow => {
            reader.log().read_stream(&StreamId::new(process, key.clone()), Version(0))
        }
        _ => reader.log().read(filter.after),
    };
    let mut last = filter.after;
    reading.for_each(|record| {
        last = record.position;
        write(reader, &filter, record, format, sink)
    })?;
    if query.follow && reader.is_live() {
        follow(reader, &filter, last, format, sink)
    } else {
        Ok(())
    }
}

fn follow(
    reader: &Reader,
    filter: &Filter,
    mut after: Position,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    while !sink.is_closed() && reader.wait_for_news(after) {
        reader.log().read(after).for_each(|record| {
            after = record.position;
            write(reader, filter, record, format, sink)
        })?;
        let past = filter.until_time.is_some_and(|until| reader.now() > until);
        if past || after >= filter.until {
            return Ok(());
        }
    }
    Ok(())
}

impl Filter {
    fn new(reader: &Reader, query: &LogQuery) -> Result<Self, Problem> {
        if let Some(process) = &query.process {
            reader.catalogue().process(process)?;
        }
        let key = query.key.as_deref().map(Key::new).transpose();
        // What is recorded at a moment is part of it, at either end.
        let after = match query.from {
            None => Position(0),
            Some(Moment::Position(Position(from))) => Position(from.saturating_sub(1)),
            Some(Moment::Time(time)) => {
                let before = Timestamp::from_nanos(time.as_nanos().saturating_sub(1));
                reader.position_at(before)?
            }
        };
        let (until, until_time) = match query.until {
            None => (Position(u64::MAX), None),
            Some(Moment::Position(position)) => (position, None),
            Some(Moment::Time(time)) => (Position(u64::MAX), Some(time)),
        };
        Ok(Self {
            process: query.process.clone(),
            key: key.map_err(|error| Problem::bad_input("bad_key", &error))?,
            actor: query.actor.as_deref().map(actor).transpose()?,
            after,
            until,
            until_time,
        })
    }

    fn takes(&self, record: &RecordRef<'_>) -> bool {
        let Self { process, key, actor, .. } = self;
        record.position > self.after
            && record.position <= self.until
            && self.until_time.is_none_or(|until| record.metadata.recorded_at <= until)
            && process.as_ref().is_none_or(|process| process == record.process)
            && key.as_ref().is_none_or(|key| key.as_escaped() == record.key)
            && actor.as_ref().is_none_or(|actor| actor.as_escaped() == record.metadata.actor)
    }
}

fn write(
    reader: &Reader,
    filter: &Filter,
    record: &RecordRef<'_>,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    if !filter.takes(record) {
        return Ok(());
    }
    let position = record.position;
    let public = reader.public(record).map_err(|source| ReadError::Decode { position, source })?;
    if format.json {
        return json_line(sink, &public);
    }
    Ok(sink.line(&line(&public, format))?)
}

/// The longest summary of a payload, in characters.
const SUMMARY_CHARS_MAX: usize = 100;

/// How far a summary is indented that has a line of its own: below the time.
const INDENT: usize = 9;

/// One record as one line: position, time, which thing, event, actor, what it says. On a terminal
/// that is too narrow, what it says goes below, and is cut to the width.
pub(super) fn line(record: &PublicRecord, format: Format) -> String {
    let thing = format!("{} {}  ", record.process, record.key);
    told(record, &format!("{thing:<22}"), format)
}

/// As [`line`], of a thing that need not be named.
pub(super) fn line_of_one(record: &PublicRecord, format: Format) -> String {
    told(record, "", format)
}

fn told(record: &PublicRecord, thing: &str, format: Format) -> String {
    let PublicRecord { position, recorded_at, occurred_at, actor, event, payload, .. } = record;
    let (recorded, occurred) = (to_seconds(*recorded_at), to_seconds(*occurred_at));
    let happened = if recorded == occurred { String::new() } else { format!("(of {occurred}) ") };
    let head = format!("{position:>7}  {recorded}  {thing}{event:<17}  {actor:<6}");
    let said = happened + &cut(&summary(payload), SUMMARY_CHARS_MAX);
    let line = format!("{head}  {said}");
    let width = usize::from(format.width);
    if width == 0 || line.trim_end().chars().count() <= width {
        return line.trim_end().to_owned();
    }
    let said = cut(&said, width.saturating_sub(INDENT).max(1));
    format!("{}\n{:INDENT$}{said}", head.trim_end(), "")
}
