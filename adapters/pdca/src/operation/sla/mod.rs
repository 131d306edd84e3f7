//! Service levels: compliance in figures, and the proof of one case.

mod availability;
mod cases;
mod credits;
mod explain;
mod predict;
#[cfg(test)]
mod tests;
mod text;
mod what_if;

pub(super) use availability::availability;
pub(super) use credits::credits;
pub(super) use explain::explain;
pub(super) use predict::predict;
pub(super) use what_if::what_if;

use super::standing::{Standing, ask, record_at};
use super::text::{axis_name, none, paragraph, to_seconds, whole_seconds};
use super::{Format, Known, Moment, Problem, Sink, Table, json_line, past};
use crate::node::Node;
use engine::{Position, Span};
use processes::clock::Measure;
use projections::ServiceLevels;
use projections::service_levels::{Grouping, Kind, Report, Row};
use serde::Serialize;
use std::ops::Range;
use text::{measure_name, shares};

/// The columns of a report behind those that say what a row is about.
const COLUMNS: [&str; 12] = [
    ">met",
    ">missed",
    ">running",
    ">at risk",
    ">no clock",
    ">reached",
    ">target",
    ">recorded",
    ">undone",
    ">mean",
    ">median",
    ">90 %",
];
/// Where a report is broken that is too wide for a line.
const PARTS: &[Range<usize>] = &[0..7, 7..COLUMNS.len()];
/// ... and where, if each row says of which process it is.
const PARTS_OF_BOTH: &[Range<usize>] = &[0..5, 5..9, 9..COLUMNS.len()];

/// What the columns mean.
const NOTES: [&str; 7] = [
    "reached: met, of met and missed, in percent, cut off and not rounded up.",
    "at risk: has time, but the warning share of the agreement is used; not among running.",
    "no clock: no priority yet, or cancelled in time.",
    "A clock that stopped keeps the target of then, whatever the priority became later.",
    "recorded: misses on record; undone: those that later facts overturned.",
    "mean: the open time of the stopped, on average: to acknowledge (MTTA), to restore (MTTR).",
    "median, 90 %: the open time that half, and nine in ten, of the stopped took at most.",
];

/// What is to be known where there are service requests.
const OF_REQUESTS: &str = "service_request: its resolution is that it is fulfilled.";

#[derive(Serialize)]
struct Reported {
    /// Which axis of time it is true on.
    axis: &'static str,
    /// The last position that is taken in.
    position: Position,
    report: Report,
}

/// Writes compliance figures.
pub(in crate::operation) fn report(
    node: &Node,
    (by, of): (Grouping, Option<Kind>),
    as_of: Option<(Moment, Known)>,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let reported = |model: &ServiceLevels, now| model.report(by, of, now);
    let standing = match as_of {
        // A report is one of a time: with what is known now, only that is other.
        Some((moment @ Moment::Time(time), Known::Now)) => {
            past::check(node.reader(), Some(moment))?;
            let found = node.query(node.engine().head(), |model| reported(model, time))?;
            let (position, answer) = (found.position, found.answer);
            Standing { axis: "occurred", position, now: time, answer }
        }
        as_of => ask(node, as_of.map(|(moment, _)| moment), Known::At, reported)?,
    };
    let Standing { axis, position, answer: report, .. } = standing;
    let reported = Reported { axis, position, report };
    if format.json { json_line(sink, &reported) } else { write_report(&reported, format, sink) }
}

fn write_report(reported: &Reported, format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
    let Reported { axis, position, report } = reported;
    let by = group_name(report.by);
    let now = to_seconds(report.now);
    sink.line(&format!("Service levels by {by} at {now}"))?;
    sink.line(&format!("up to position {position}, {}", axis_name(axis)))?;
    let rows = || report.rows.iter().chain(&report.totals);
    // Where it goes without saying, it is not said.
    let of_both = rows().any(|row| row.process != Kind::Incident);
    let (names, parts): (&[&str], _) =
        if of_both { (&[by, "process"], PARTS_OF_BOTH) } else { (&[by], PARTS) };
    for measure in [Measure::Response, Measure::Resolution] {
        sink.line(&format!("\n{}", measure_name(measure)))?;
        let rows: Vec<_> = rows().filter(|row| row.measure == measure).collect();
        let all = table(names, &rows, 0..COLUMNS.len());
        if all.fits(format) {
            all.write(format, sink)?;
            continue;
        }
        for (number, part) in parts.iter().enumerate() {
            if number > 0 {
                sink.line("")?;
            }
            table(names, &rows, part.clone()).write(format, sink)?;
        }
    }
    sink.line("")?;
    let mut notes = of_both.then_some(OF_REQUESTS).into_iter().chain(NOTES);
    notes.try_for_each(|note| paragraph(note, format, sink))
}

/// What the rows are about, and the columns of a range.
fn table(names: &[&str], rows: &[&Row], range: Range<usize>) -> Table {
    fn chosen<T: Clone>(names: &[T], all: &[T], range: &Range<usize>) -> Vec<T> {
        names.iter().chain(all.get(range.clone()).unwrap_or_default()).cloned().collect()
    }
    let mut table = Table::new(&chosen(names, &COLUMNS, &range));
    for row in rows {
        let about = [row.group.clone(), row.process.process().to_owned()];
        let about = about.get(..names.len()).unwrap_or_default();
        table.row(chosen(about, &cells(row), &range));
    }
    table
}

fn cells(row: &Row) -> [String; COLUMNS.len()] {
    let span = |span: Option<Span>| span.map_or_else(none, whole_seconds);
    [
        row.met.to_string(),
        row.breached.to_string(),
        row.running.to_string(),
        row.at_risk.to_string(),
        row.not_measured.to_string(),
        row.attained.map_or_else(none, |share| tenths(&share.to_string())),
        row.target.map_or_else(none, shares),
        row.misses_recorded.to_string(),
        row.misses_superseded.to_string(),
        span(row.mean),
        span(row.median),
        span(row.p90),
    ]
}

const fn group_name(by: Grouping) -> &'static str {
    match by {
        Grouping::Priority => "priority",
        Grouping::Service => "service",
        Grouping::Customer => "customer",
        Grouping::Agreement => "agreement",
        Grouping::Supplier => "supplier",
        Grouping::Month => "month",
    }
}

/// A share in percent with one decimal, the rest cut off: nothing is made better than it is.
fn tenths(share: &str) -> String {
    let (whole, rest) = share.split_once('.').unwrap_or((share, ""));
    format!("{whole}.{}", rest.chars().next().unwrap_or('0'))
}
