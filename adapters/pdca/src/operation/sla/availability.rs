//! Availability: figures by service, agreement and month, and the outages behind them.

use super::tenths;
use crate::node::Node;
use crate::operation::standing::{Standing, ask};
use crate::operation::text::{none, paragraph, to_seconds, whole_seconds};
use crate::operation::{Format, Known, Moment, Problem, Sink, Table, json_line};
use projections::Availability;
use projections::availability::{Asked, Figures, Part, Report, Row};
use serde::Serialize;

const COLUMNS: [&str; 10] = [
    "service",
    "agreement",
    "month",
    ">reached",
    ">target",
    "kept",
    ">lost",
    ">failures",
    ">restored in",
    ">worked for",
];

/// How many columns say what a row is about.
const NAMES: usize = 3;
/// The first column about failures.
const FAILURES: usize = 7;

const OUTAGES: [&str; 7] =
    ["month", ">outage", "began", "over", ">counted", ">as planned", "incident"];

/// What the columns mean.
const NOTES: [&str; 5] = [
    "reached: the share of agreed time that was not lost, in percent, cut off and not rounded up.",
    "lost: agreed time, by how much of the service was lost; what overlaps counts once.",
    "Agreed time is the open time of the agreement's calendar, without what was used as planned.",
    "restored in: agreed time that a failure took on average; worked for: from one to the next.",
    "kept: by the terms in force when the month began; - while it goes on.",
];

#[derive(Serialize)]
struct Reported {
    report: Report,
}

/// Writes figures of availability.
pub(in crate::operation) fn availability(
    node: &Node,
    asked: &Asked,
    as_of: Option<Moment>,
    known: Known,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let report = |model: &Availability, now| Reported { report: model.report(asked, now) };
    let standing = ask(node, as_of, known, report)?;
    if format.json { json_line(sink, &standing) } else { write(asked, &standing, format, sink) }
}

fn write(
    asked: &Asked,
    standing: &Standing<Reported>,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let report = &standing.answer.report;
    standing.head("Availability", sink)?;
    sink.line("")?;
    if report.rows.is_empty() {
        return Ok(sink.line("nothing is on record of such a service, or no agreement covers it")?);
    }
    let all = table(&report.rows, |_| true);
    if all.fits(format) {
        all.write(format, sink)?;
    } else {
        table(&report.rows, |column| column < FAILURES).write(format, sink)?;
        sink.line("")?;
        table(&report.rows, |column| !(NAMES..FAILURES).contains(&column)).write(format, sink)?;
    }
    sink.line("")?;
    if asked.service.is_some() {
        write_outages(&report.rows, format, sink)?;
    }
    NOTES.iter().try_for_each(|note| paragraph(note, format, sink))
}

/// Some of the columns.
fn table(rows: &[Row], wanted: impl Fn(usize) -> bool) -> Table {
    fn only<T>(all: impl IntoIterator<Item = T>, wanted: impl Fn(usize) -> bool) -> Vec<T> {
        all.into_iter().enumerate().filter(|(at, _)| wanted(*at)).map(|(_, one)| one).collect()
    }
    let mut table = Table::new(&only(COLUMNS, &wanted));
    for row in rows {
        table.row(only(cells(row), &wanted));
    }
    table
}

fn cells(row: &Row) -> Vec<String> {
    let Figures { lost, availability, failures, time_to_restore, time_between_failures, .. } =
        row.figures;
    let kept = row.kept.map_or_else(none, |kept| if kept { "yes" } else { "no" }.to_owned());
    vec![
        row.service.to_string(),
        format!("{} {}", row.agreement.key, row.agreement.version),
        row.month.clone(),
        availability.map_or_else(none, |share| tenths(&share.to_string())),
        row.target.map_or_else(none, |target| target.to_string()),
        kept,
        whole_seconds(lost),
        failures.to_string(),
        time_to_restore.map_or_else(none, whole_seconds),
        time_between_failures.map_or_else(none, whole_seconds),
    ]
}

fn write_outages(rows: &[Row], format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
    let mut table = Table::new(&OUTAGES);
    let all = rows.iter().flat_map(|row| row.outages.iter().map(move |part| (&row.month, part)));
    for (month, Part { outage, from, is_over, counted, planned, incident }) in all {
        table.row(vec![
            month.clone(),
            outage.to_string(),
            to_seconds(*from),
            if *is_over { "yes" } else { "no" }.to_owned(),
            whole_seconds(*counted),
            whole_seconds(*planned),
            incident.as_ref().map_or_else(none, ToString::to_string),
        ]);
    }
    table.write(format, sink)?;
    Ok(sink.line("")?)
}
