//! The audit trail, in order.

use super::summary::summary;
use super::text::{cut, to_seconds};
use super::{Format, Moment, Problem, Refusal, Sink, json_line};
use crate::node::Reader;
use engine::outside::{PublicRecord, Trail, TrailQuery};
use engine::store::ReadError;
use engine::{EventStore as _, Position, RecordRef};
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
    let LogQuery { process, key, actor, from, until, follow } = query.clone();
    let begins = from.is_some();
    let asked = TrailQuery { process, key, actor, from, until, ..TrailQuery::default() };
    let trail = Trail::new(reader.catalogue(), reader.log(), &asked)?;
    let head = *reader.log().head().borrow();
    if begins && !follow && trail.after() >= head {
        sink.note(&format!("nothing is on record from there on: the log ends at position {head}"));
    }
    // Who follows must know how far the whole log was read.
    let reading = if follow { reader.log().read(trail.after()) } else { trail.read(reader.log()) };
    let mut last = trail.after();
    reading.for_each(|record| {
        last = record.position;
        write(reader, &trail, record, format, sink)
    })?;
    if follow && reader.is_live() { go_on(reader, &trail, last, format, sink) } else { Ok(()) }
}

fn go_on(
    reader: &Reader,
    trail: &Trail,
    mut after: Position,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    while !sink.is_closed() && reader.wait_for_news(after) {
        reader.log().read(after).for_each(|record| {
            after = record.position;
            write(reader, trail, record, format, sink)
        })?;
        if trail.is_over(after, reader.now()) {
            return Ok(());
        }
    }
    // Whoever has gone does not read it.
    let next = after.next();
    let detail = format!("the node was stopped; go on with the same command and --from {next}");
    Err(Problem::new(Refusal::Failure, "stopped", &detail))
}

fn write(
    reader: &Reader,
    trail: &Trail,
    record: &RecordRef<'_>,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    if !trail.takes(record) {
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
