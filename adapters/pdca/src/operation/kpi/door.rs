//! Questions about indicators, as other languages ask them.

use super::KpiQuestion;
use crate::operation::question::{a_year, fitting, page_max};
use crate::operation::{Known, Operation, Problem};
use engine::Key;
use engine::outside::{Moment, Point};
use processes::kpi::Month;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// All indicators side by side.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::operation) struct Matrix {
    /// How many months, the last one among them.
    #[serde(default = "a_year")]
    #[schemars(range(min = 1, max = 60))]
    months: u16,
    #[serde(default)]
    as_of: Option<Point>,
    #[serde(default)]
    known: Known,
}

/// One indicator in a month, with every record behind its value.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::operation) struct Show {
    name: Key,
    #[serde(default)]
    month: Option<Month>,
    #[serde(default)]
    skip: usize,
    #[serde(default = "page_max")]
    limit: usize,
    #[serde(default)]
    as_of: Option<Point>,
    #[serde(default)]
    known: Known,
}

pub(in crate::operation) fn matrix(arguments: Value) -> Result<Operation, Problem> {
    let Matrix { months, as_of, known } = fitting(arguments)?;
    asked(KpiQuestion::Matrix { months }, as_of, known)
}

pub(in crate::operation) fn show(arguments: Value) -> Result<Operation, Problem> {
    let Show { name, month, skip, limit, as_of, known } = fitting(arguments)?;
    asked(KpiQuestion::Show { name, month, skip, limit }, as_of, known)
}

fn asked(question: KpiQuestion, as_of: Option<Point>, known: Known) -> Result<Operation, Problem> {
    let as_of = as_of.map(Moment::try_from).transpose()?;
    Ok(Operation::Kpi { question, as_of, known })
}
