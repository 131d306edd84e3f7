//! Indicators: all side by side, and one with every record behind its value.

pub(super) mod door;
#[cfg(test)]
mod tests;
mod text;

pub use text::{aim, figure};

use super::standing::{Standing, ask};
use super::{Format, Known, Moment, Problem, Refusal, Sink, json_line};
use crate::node::Node;
use engine::{Key, Timestamp};
use processes::kpi::Month;
use projections::KpiMatrix;
use projections::kpi_matrix::{Asked, Matrix, Shown};
use serde::{Deserialize, Serialize};

/// What may be asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KpiQuestion {
    /// All indicators side by side.
    Matrix {
        /// So many months, the one of the question among them.
        months: u16,
    },
    /// One, with the records behind its value.
    Show {
        /// Which.
        name: Key,
        /// In which month; in that of the question, unless it is said.
        month: Option<Month>,
        /// After how many records.
        skip: usize,
        /// How many records at most.
        limit: usize,
    },
}

#[derive(Serialize)]
struct All {
    kpi: Matrix,
}

#[derive(Serialize)]
struct One {
    kpi: Shown,
}

/// Answers a question. What is counted from a `hidden` process is withheld.
pub(super) fn run(
    node: &Node,
    question: KpiQuestion,
    (as_of, known): (Option<Moment>, Known),
    hidden: &[&str],
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    match question {
        KpiQuestion::Matrix { months } => {
            let asked = Asked { name: None, months };
            let matrix = |model: &KpiMatrix, now| All { kpi: model.matrix(&asked, now, hidden) };
            let found = ask(node, as_of, known, matrix)?;
            if format.json { json_line(sink, &found) } else { text::matrix(&found, format, sink) }
        }
        KpiQuestion::Show { name, month, skip, limit } => {
            let show = |model: &KpiMatrix, now: Timestamp| {
                let month = month.unwrap_or_else(|| Month::of(now));
                model.show(&name, month, (skip, limit), now, hidden).ok_or_else(|| {
                    let all = Asked { name: None, months: 1 };
                    let names = model.matrix(&all, now, hidden).rows;
                    let names: Vec<_> = names.iter().map(|row| row.name.to_string()).collect();
                    (month, names.join(", "))
                })
            };
            let Standing { axis, position, now, answer } = ask(node, as_of, known, show)?;
            let kpi = answer.map_err(|(month, names)| {
                let detail = format!(
                    "there is no indicator {name} in {month}; there are: {names}; `kpi define` makes others"
                );
                Problem::new(Refusal::Input, "not_found", &detail)
            })?;
            let found = Standing { axis, position, now, answer: One { kpi } };
            if format.json { json_line(sink, &found) } else { text::show(&found, format, sink) }
        }
    }
}
