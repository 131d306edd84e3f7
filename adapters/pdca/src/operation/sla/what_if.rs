//! What would have been kept, had something else been agreed.

use super::cases::{Named, clock_name};
use super::{axis_name, measure_name};
use crate::node::Node;
use crate::operation::standing::{Standing, ask};
use crate::operation::text::{paragraph, to_seconds, whole_seconds};
use crate::operation::{Format, Known, Moment, Problem, Sink, Table, json_line};
use projections::ServiceLevels;
use projections::service_levels::{Compared, Counts, Differing, Outcome, Proposal, Scope, WhatIf};
use serde::Serialize;

#[derive(Serialize)]
struct Supposed {
    what_if: WhatIf,
}

/// Writes what would have been.
pub(in crate::operation) fn what_if(
    node: &Node,
    (proposal, scope): (&Proposal, &Scope),
    (as_of, known): (Option<Moment>, Known),
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let suppose = |model: &ServiceLevels, now| model.what_if(proposal, scope, now);
    let Standing { axis, position, now, answer } = ask(node, as_of, known, suppose)?;
    let what_if = answer.map_err(|error| Problem::bad_input("bad_proposal", &error))?;
    let found = Standing { axis, position, now, answer: Supposed { what_if } };
    if format.json { json_line(sink, &found) } else { write(&found, format, sink) }
}

fn write(found: &Standing<Supposed>, format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
    let Standing { axis, position, answer: Supposed { what_if }, .. } = found;
    sink.line(&format!("Had this been agreed, at {}", to_seconds(what_if.now)))?;
    sink.line(&format!(
        "up to position {position}, {}; {} cases\n",
        axis_name(axis),
        what_if.cases
    ))?;
    let mut table = Table::new(&["clock", "", ">met", ">missed", ">running", ">no clock"]);
    for Compared { measure, was, would_be, .. } in &what_if.measures {
        for (when, counts) in [("was", was), ("would be", would_be)] {
            let Counts { met, breached, running, not_measured } = counts;
            let counts = [met, breached, running, not_measured].map(ToString::to_string);
            let names = [measure_name(*measure).to_lowercase(), when.to_owned()];
            table.row(names.into_iter().chain(counts));
        }
    }
    table.write(format, sink)?;
    sink.line("")?;
    for Compared { measure, gained, lost, .. } in &what_if.measures {
        let measure = measure_name(*measure).to_lowercase();
        let text =
            format!("{measure}: {gained} of the missed would have been kept, {lost} others missed");
        paragraph(&text, format, sink)?;
    }
    if what_if.differing.is_empty() {
        return Ok(());
    }
    sink.line("")?;
    let named = Named::of(what_if.differing.iter().map(|it| &it.case));
    let mut table = Table::new(&[named.column(), "clock", "was", "would be"]);
    for Differing { case, measure, was, would_be } in &what_if.differing {
        table.row([
            named.name(case),
            clock_name(case.process, *measure).to_owned(),
            outcome(was),
            outcome(would_be),
        ]);
    }
    table.write(format, sink)?;
    let shown = what_if.differing.len() as u64;
    if shown < what_if.differing_total {
        sink.line(&format!("and {} more", what_if.differing_total - shown))?;
    }
    Ok(())
}

fn outcome(outcome: &Outcome) -> String {
    let Outcome { priority, state, target, used, .. } = outcome;
    let state = engine::json::of(state);
    let state = state.as_str().unwrap_or_default().replace('_', " ");
    format!("{priority:?} {state}: {} of {}", whole_seconds(*used), whole_seconds(*target))
}
