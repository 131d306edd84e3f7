//! Answers of the risk register for people.

use super::{Listed, Map, Moving, One};
use crate::operation::standing::Standing;
use crate::operation::text::{none, paragraph, to_seconds};
use crate::operation::{Format, Problem, Sink, Table, tree, visible};
use engine::Timestamp;
use processes::risk::{Consequence, Likelihood, Rated, Rating, Source};
use projections::risk_register::{Cell, Count, Kind, Move, Row};

/// How places come about, for whoever reads a list.
const ORDER: &str = "place: by what the current score comes to, by the matrix in force; then by \
    likelihood times consequence; then by consequence; then by which was identified first.";
const DRIVERS: &str = "drivers: incidents, vulnerabilities, failed changes, findings, complaints, \
    security incidents and what suppliers lacked, about its items and services in 365 days; +: of \
    these, since the score was given.";

fn head<T>(what: &str, standing: &Standing<T>, sink: &mut dyn Sink) -> Result<(), Problem> {
    standing.head(what, sink)?;
    Ok(sink.line("")?)
}

/// Writes the risks, in order.
pub(super) fn list(
    found: &Standing<Listed>,
    skip: usize,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let Listed { risks } = &found.answer;
    head("Risks", found, sink)?;
    if risks.rows.is_empty() {
        return Ok(sink.line("there is no such risk")?);
    }
    let mut table = Table::new(&[
        ">place",
        "risk",
        "of",
        "inherent",
        "current",
        "target",
        "phase, due",
        "drivers",
    ]);
    for row in &risks.rows {
        table.row(cells(row));
    }
    table.write(format, sink)?;
    sink.line("")?;
    let shown = skip + risks.rows.len();
    if shown < risks.total {
        let text = format!("and {} more: --skip {shown}, or ask for fewer", risks.total - shown);
        paragraph(&text, format, sink)?;
    }
    paragraph(ORDER, format, sink)?;
    paragraph(DRIVERS, format, sink)
}

fn cells(row: &Row) -> [String; 8] {
    let title = row.title.as_ref().map(|title| format!("\n{}", visible(title)));
    let owner = row.owner.as_ref().map(|owner| format!("\n{}", visible(&owner.to_string())));
    let dimension = row.dimension.map_or_else(none, |dimension| wire(&dimension));
    let due = row.due.map(|due| format!("\n{}", to_seconds(due)));
    let beyond = if row.beyond_appetite == Some(true) { "\nbeyond appetite" } else { "" };
    [
        row.place.map_or_else(none, |place| place.to_string()),
        format!("{}{}", row.risk, title.unwrap_or_default()),
        format!("{dimension}{}", owner.unwrap_or_default()),
        row.inherent.map_or_else(none, score),
        format!("{}{beyond}", row.current.map_or_else(none, score)),
        row.target.map_or_else(none, score),
        format!("{}{}", row.phase, due.unwrap_or_default()),
        drivers(&row.drivers),
    ]
}

/// A value as it is on the wire.
fn wire<T: serde::Serialize>(value: &T) -> String {
    engine::json::of(value).as_str().unwrap_or_default().to_owned()
}

/// `4x3 high`: likelihood times consequence, and what it comes to.
fn score(Rated { score, rating }: Rated) -> String {
    let (likelihood, consequence) = (score.likelihood.weight(), score.consequence.weight());
    format!("{likelihood}x{consequence} {}", rating.name())
}

fn drivers(counts: &[Count]) -> String {
    let some = counts.iter().filter(|count| count.year > 0);
    let line = |count: &Count| {
        let since = if count.since_scored > 0 {
            format!(" +{}", count.since_scored)
        } else {
            String::new()
        };
        format!("{} {}{since}", count.year, kind_name(count.kind, count.year))
    };
    let lines: Vec<_> = some.map(line).collect();
    if lines.is_empty() { none() } else { lines.join("\n") }
}

const fn kind_name(kind: Kind, count: usize) -> &'static str {
    match (kind, count) {
        (Kind::Incident, 1) => "incident",
        (Kind::Incident, _) => "incidents",
        (Kind::Vulnerability, 1) => "vulnerability",
        (Kind::Vulnerability, _) => "vulnerabilities",
        (Kind::FailedChange, 1) => "failed change",
        (Kind::FailedChange, _) => "failed changes",
        (Kind::Finding, 1) => "finding",
        (Kind::Finding, _) => "findings",
        (Kind::Complaint, 1) => "complaint",
        (Kind::Complaint, _) => "complaints",
        (Kind::SecurityIncident, 1) => "security incident",
        (Kind::SecurityIncident, _) => "security incidents",
        (Kind::Supplier, 1) => "supplier",
        (Kind::Supplier, _) => "suppliers",
    }
}

/// Writes one risk.
pub(super) fn show(
    found: &Standing<One>,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let shown = &found.answer.risk;
    let row = &shown.row;
    let title = row.title.as_ref().map(|title| visible(title).into_owned()).unwrap_or_default();
    head(&format!("{}: {title}", row.risk), found, sink)?;
    let keys = |keys: &[engine::Key]| {
        let all: Vec<_> = keys.iter().map(ToString::to_string).collect();
        if all.is_empty() { none() } else { all.join(", ") }
    };
    let place = row.place.map_or_else(none, |place| place.to_string());
    let beyond = if row.beyond_appetite == Some(true) { ", beyond appetite" } else { "" };
    let mut lines = vec![
        format!("place: {place}, {}{beyond}", row.phase),
        format!(
            "inherent {}, current {}, target {}",
            row.inherent.map_or_else(none, score),
            row.current.map_or_else(none, score),
            row.target.map_or_else(none, score),
        ),
        format!("of: {}", row.dimension.map_or_else(none, |dimension| wire(&dimension))),
        format!("owner: {}", row.owner.as_ref().map_or_else(none, ToString::to_string)),
        format!("services: {}", keys(&row.services)),
        format!("items: {}", keys(&row.configuration_items)),
        format!("source: {}", row.source.as_ref().map_or_else(none, source)),
    ];
    let time =
        |what: &str, at: Option<Timestamp>| at.map(|at| format!("{what}: {}", to_seconds(at)));
    lines.extend(time("due", row.due));
    lines.extend(time("accepted until", row.accepted_until));
    lines.extend(shown.parent.as_ref().map(|parent| format!("part of: {parent}")));
    for line in &lines {
        paragraph(&visible(line), format, sink)?;
    }
    if let Some(treatment) = &shown.treatment {
        sink.line("\nTreatment")?;
        tree::write(&engine::json::of(treatment), format, sink)?;
    }
    sink.line("\nPlaces")?;
    write_moves(&shown.moves, format, sink)?;
    sink.line("\nDrivers in 365 days")?;
    if shown.named_drivers.is_empty() {
        return Ok(sink.line("none")?);
    }
    let mut table = Table::new(&["when", "what", ">position"]);
    for driver in &shown.named_drivers {
        let what = format!("{} {}", kind_name(driver.kind, 1), driver.key);
        table.row([
            to_seconds(driver.at),
            visible(&what).into_owned(),
            driver.position.to_string(),
        ]);
    }
    table.write(format, sink)
}

fn source(source: &Source) -> String {
    match source {
        Source::Record(record) => format!("{} {}", record.process, record.key),
        Source::Stated(attestation) => attestation.statement.to_string(),
    }
}

fn write_moves(moves: &[Move], format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
    if moves.is_empty() {
        return Ok(sink.line("none")?);
    }
    let mut table = Table::new(&["when", "place", "by", ">position"]);
    for it in moves {
        table.row([to_seconds(it.at), places(it.from, it.to), cause(it), it.position.to_string()]);
    }
    table.write(format, sink)
}

fn places(from: Option<usize>, to: Option<usize>) -> String {
    let place = |place: Option<usize>| place.map_or_else(none, |place| place.to_string());
    format!("{} → {}", place(from), place(to))
}

fn cause(it: &Move) -> String {
    let by = it.by.as_ref().map(ToString::to_string);
    [by.unwrap_or_default(), it.event.clone()].join(" ").trim_start().to_owned()
}

/// Writes what has moved.
pub(super) fn movement(
    found: &Standing<Moving>,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let movement = &found.answer.movement;
    head(&format!("Risks that moved since {}", to_seconds(movement.since)), found, sink)?;
    if movement.rows.is_empty() {
        return Ok(sink.line("every risk stands where it stood")?);
    }
    let mut table = Table::new(&["place", "risk", "score", "by"]);
    for row in &movement.rows {
        let title = row.title.as_ref().map(|title| format!("\n{}", visible(title)));
        let rated = |rated: Option<Rated>| rated.map_or_else(none, score);
        let by = |it: &Move| format!("{} {} at {}", places(it.from, it.to), cause(it), it.position);
        table.row([
            places(row.from, row.to),
            format!("{}{}", row.risk, title.unwrap_or_default()),
            if row.was == row.is {
                rated(row.is)
            } else {
                format!("{} →\n{}", rated(row.was), rated(row.is))
            },
            row.moves.iter().map(by).collect::<Vec<_>>().join("\n"),
        ]);
    }
    table.write(format, sink)?;
    sink.line("")?;
    if movement.rows.len() < movement.total {
        let text = format!("and {} more", movement.total - movement.rows.len());
        paragraph(&text, format, sink)?;
    }
    paragraph("by: the event, at its position in the log.", format, sink)
}

/// How wide a cell of the map is.
const CELL: usize = 13;
/// How wide the names of its rows are.
const NAME: usize = 16;

/// Writes where risks stand on the scale.
pub(super) fn heat_map(
    found: &Standing<Map>,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let map = &found.answer.heat_map;
    head(&format!("Risks on the scale, moved since {}", to_seconds(map.since)), found, sink)?;
    for row in map.cells.chunks(Consequence::ALL.len()) {
        let likelihood = row.first().map(|cell| cell.score.likelihood);
        let name = likelihood.map(|it: Likelihood| format!("{} {}", wire(&it), it.weight()));
        let cells: Vec<_> = row.iter().map(|cell| format!(" {:<CELL$}", in_cell(cell))).collect();
        let (name, cells) = (name.unwrap_or_default(), cells.concat());
        sink.line(format!("{name:>NAME$} │{cells}").trim_end())?;
    }
    let rule = "─".repeat((CELL + 1) * Consequence::ALL.len());
    sink.line(&format!("{} └{rule}", " ".repeat(NAME)))?;
    let names =
        Consequence::ALL.map(|it| format!(" {:<CELL$}", format!("{} {}", wire(&it), it.weight())));
    sink.line(format!("{}  {}", " ".repeat(NAME), names.concat()).trim_end())?;
    sink.line("")?;
    for cell in map.cells.iter().filter(|cell| !cell.came.is_empty() || !cell.went.is_empty()) {
        paragraph(&moved(cell), format, sink)?;
    }
    let notes = "Each place on the scale: what it comes to (l low, m medium, h high, x extreme), how \
        many risks stand there, +: how many of them did not, -: how many did and do no more.";
    paragraph(notes, format, sink)
}

fn in_cell(cell: &Cell) -> String {
    let rating = match cell.rating {
        Rating::Low => "l",
        Rating::Medium => "m",
        Rating::High => "h",
        Rating::Extreme => "x",
    };
    let count = |sign: &str, count: usize| {
        if count == 0 { String::new() } else { format!(" {sign}{count}") }
    };
    let (came, went) = (count("+", cell.came.len()), count("-", cell.went.len()));
    format!("{rating}{}{came}{went}", count("", cell.risks.len()))
}

fn moved(cell: &Cell) -> String {
    let place = format!("{}x{}", cell.score.likelihood.weight(), cell.score.consequence.weight());
    let signed = |sign: &str, risks: &[engine::Key]| -> Vec<String> {
        risks.iter().map(|risk| format!("{sign}{risk}")).collect()
    };
    let all = [signed("+", &cell.came), signed("-", &cell.went)].concat();
    format!("{place}: {}", all.join(", "))
}
