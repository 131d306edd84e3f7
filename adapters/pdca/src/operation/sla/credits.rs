//! What is given back for targets that were missed.

use super::tenths;
use crate::node::Node;
use crate::operation::standing::{Standing, ask};
use crate::operation::text::{none, paragraph};
use crate::operation::{Format, Known, Moment, Problem, Sink, Table, json_line};
use processes::agreement::Measured;
use processes::limits::Percent;
use projections::ServiceLevels;
use projections::service_levels::credits::{Asked, Report, Row, Target};
use serde::Serialize;

/// What is to be known where service requests have missed a target.
const OF_REQUESTS: &str =
    "Service requests count as incidents do; their resolution is that they are fulfilled.";

/// What the columns mean.
const NOTES: [&str; 4] = [
    "credit: of what is paid for the month; all targets together, the cap at most.",
    "tier: reached was less than this; of those that fit, the one that gives the most.",
    "An incident about an outage for which something is given back counts there alone, with those merged.",
    "A month that goes on (…) may come to more, or to less.",
];

#[derive(Serialize)]
struct Reported {
    credits: Report,
}

/// Writes what is given back.
pub(in crate::operation) fn credits(
    node: &Node,
    asked: &Asked,
    (as_of, known): (Option<Moment>, Known),
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let report = |model: &ServiceLevels, now| Reported { credits: model.credits(asked, now) };
    let found = ask(node, as_of, known, report)?;
    if format.json { json_line(sink, &found) } else { write(&found, format, sink) }
}

fn write(found: &Standing<Reported>, format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
    found.head("Credits", sink)?;
    sink.line("")?;
    let rows = &found.answer.credits.rows;
    if rows.is_empty() {
        return Ok(sink.line("no agreement in force then says that anything is given back")?);
    }
    let mut table = Table::new(&[
        "agreement",
        "month",
        "target",
        ">reached",
        ">of",
        ">tier",
        ">credit",
        "left out",
    ]);
    for row in rows {
        for target in &row.targets {
            table.row(of_target(row, target));
        }
        table.row(of_month(row));
    }
    table.write(format, sink)?;
    sink.line("")?;
    let mut targets = rows.iter().flat_map(|row| &row.targets);
    let of_both = targets.any(|target| !target.service_requests.is_empty());
    let mut notes = NOTES.into_iter().chain(of_both.then_some(OF_REQUESTS));
    notes.try_for_each(|note| paragraph(note, format, sink))
}

fn of_target(row: &Row, target: &Target) -> [String; 8] {
    let share = |share: Option<Percent>| share.map_or_else(none, |share| share.to_string());
    let reached = target.reached.map(|share| tenths(&share.to_string()));
    let left_out: Vec<_> = target.left_out.iter().map(ToString::to_string).collect();
    [
        format!("{} {}", row.agreement.key, row.agreement.version),
        row.month.clone(),
        name(target),
        reached.unwrap_or_else(none),
        share(target.at_least),
        share(target.below),
        target.credit.to_string(),
        if left_out.is_empty() { none() } else { left_out.join("\n") },
    ]
}

fn of_month(row: &Row) -> [String; 8] {
    let month = if row.is_over { row.month.clone() } else { format!("{} …", row.month) };
    let all = format!("all, {} at most", row.cap);
    let empty = String::new;
    [empty(), month, all, empty(), empty(), empty(), row.credit.to_string(), empty()]
}

fn name(target: &Target) -> String {
    let name = match &target.target {
        Measured::Response(priority) => format!("response {priority:?}"),
        Measured::Resolution(priority) => format!("resolution {priority:?}"),
        Measured::Service(name) => name.to_string(),
    };
    target.service.as_ref().map_or_else(|| name.clone(), |service| format!("{name} of {service}"))
}
