//! The integrated risk register: the order of all risks, one at length, where they stand on the
//! scale, and what has moved them.

pub(super) mod door;
#[cfg(test)]
mod tests;
mod text;

use super::standing::{Standing, ask};
use super::{Format, Known, Moment, Problem, Refusal, Sink, json_line};
use crate::node::Node;
use engine::{Key, Span, Timestamp};
use projections::risk_register::{Filter, HeatMap, Movement, Row, Shown};
use projections::{Page, RiskRegister};
use serde::{Deserialize, Serialize};

/// How far back it is looked for what has moved, unless somebody says since when.
const MONTH: Span = Span::from_days(30);

/// What may be asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskQuestion {
    /// The risks, in order.
    List {
        /// Which.
        filter: Filter,
        /// After how many.
        skip: usize,
        /// How many at most.
        limit: usize,
    },
    /// One risk.
    Show {
        /// Which.
        risk: Key,
    },
    /// Where risks stand on the scale.
    HeatMap {
        /// What has moved there since then; 30 days, unless it is said.
        since: Option<Timestamp>,
    },
    /// What has moved.
    Movement {
        /// Since when; 30 days, unless it is said.
        since: Option<Timestamp>,
    },
}

#[derive(Serialize)]
struct Listed {
    risks: Page<Row>,
}

#[derive(Serialize)]
struct One {
    risk: Shown,
}

#[derive(Serialize)]
struct Map {
    heat_map: HeatMap,
}

#[derive(Serialize)]
struct Moving {
    movement: Movement,
}

/// Answers a question, without a word of what a `hidden` process says about risks.
pub(super) fn run(
    node: &Node,
    question: RiskQuestion,
    as_of: Option<Moment>,
    known: Known,
    hidden: &[&str],
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    match question {
        RiskQuestion::List { filter, skip, limit } => {
            let page = |model: &RiskRegister, now| Listed {
                risks: model.page(&filter, (skip, limit), now, hidden),
            };
            let found = ask(node, as_of, known, page)?;
            if format.json {
                json_line(sink, &found)
            } else {
                text::list(&found, skip, format, sink)
            }
        }
        RiskQuestion::Show { risk } => {
            let show = |model: &RiskRegister, now| model.show(&risk, now, hidden);
            let Standing { axis, position, now, answer } = ask(node, as_of, known, show)?;
            let shown = answer.ok_or_else(|| {
                let then = if axis == "now" { "" } else { " then" };
                let detail = format!("there is no risk {risk}{then}");
                Problem::new(Refusal::Input, "not_found", &detail)
            })?;
            let found = Standing { axis, position, now, answer: One { risk: shown } };
            if format.json { json_line(sink, &found) } else { text::show(&found, format, sink) }
        }
        RiskQuestion::HeatMap { since } => {
            let map = |model: &RiskRegister, now: Timestamp| Map {
                heat_map: model.heat_map(since.unwrap_or(now - MONTH).min(now), now),
            };
            let found = ask(node, as_of, known, map)?;
            if format.json { json_line(sink, &found) } else { text::heat_map(&found, format, sink) }
        }
        RiskQuestion::Movement { since } => {
            let movement = |model: &RiskRegister, now: Timestamp| Moving {
                movement: model.movement(since.unwrap_or(now - MONTH).min(now), now),
            };
            let found = ask(node, as_of, known, movement)?;
            if format.json { json_line(sink, &found) } else { text::movement(&found, format, sink) }
        }
    }
}
