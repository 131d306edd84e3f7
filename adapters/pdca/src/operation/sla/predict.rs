//! Which targets will be missed.

use super::cases::{Named, clock_name};
use crate::node::Node;
use crate::operation::standing::{Standing, ask};
use crate::operation::text::{none, paragraph, to_seconds, whole_seconds};
use crate::operation::{Format, Known, Moment, Problem, Sink, Table, json_line};
use processes::clock::State;
use projections::service_levels::{Predicted, Prediction, SIMILAR_MIN};
use projections::{PAGE_MAX, ServiceLevels};
use serde::Serialize;

#[derive(Serialize)]
struct Foretold {
    prediction: Prediction,
}

/// Writes which targets will be missed.
pub(in crate::operation) fn predict(
    node: &Node,
    limit: usize,
    (as_of, known): (Option<Moment>, Known),
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let foretell = |model: &ServiceLevels, now| Foretold {
        prediction: model.predict(limit.min(PAGE_MAX), now),
    };
    let found = ask(node, as_of, known, foretell)?;
    if format.json { json_line(sink, &found) } else { write(&found, format, sink) }
}

fn write(found: &Standing<Foretold>, format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
    let prediction = &found.answer.prediction;
    found.head("Clocks that run,", sink)?;
    sink.line("")?;
    if prediction.rows.is_empty() {
        return Ok(sink.line("no clock runs that has time")?);
    }
    let named = Named::of(prediction.rows.iter().map(|row| &row.case));
    let mut table =
        Table::new(&["due", named.column(), "clock", "priority", ">left", ">missed by others"]);
    for row in &prediction.rows {
        table.row(cells(row, &named));
    }
    table.write(format, sink)?;
    sink.line("")?;
    if prediction.rows.len() < prediction.total {
        let text = format!("and {} more: --limit", prediction.total - prediction.rows.len());
        paragraph(&text, format, sink)?;
    }
    let notes = format!(
        "missed by others: of the clocks of the same kind and priority that had used as much open \
         time and not stopped, how many used more than this one may, and that share where there are \
         at least {SIMILAR_MIN}. left: open time; it does not pass while a clock is paused or outside \
         hours."
    );
    paragraph(&notes, format, sink)
}

fn cells(row: &Predicted, named: &Named) -> [String; 6] {
    let paused = if row.state == State::Paused { "paused".to_owned() } else { none() };
    let share = row.chance.of_missing.map(|share| format!(", {share} %"));
    [
        row.due.map_or(paused, to_seconds),
        named.name(&row.case),
        clock_name(row.case.process, row.measure).to_owned(),
        row.priority.map_or_else(none, |priority| format!("{priority:?}")),
        whole_seconds(row.target - row.used),
        format!("{} of {}{}", row.chance.longer, row.chance.similar, share.unwrap_or_default()),
    ]
}
