//! Questions about the risk register, as other languages ask them.

use super::RiskQuestion;
use crate::operation::question::{fitting, page_max};
use crate::operation::{Known, Operation, Problem};
use engine::outside::{Moment, Point};
use engine::{Key, Timestamp};
use projections::risk_register::Filter;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// The risks, in order.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::operation) struct List {
    #[serde(default)]
    filter: Filter,
    #[serde(default)]
    skip: usize,
    #[serde(default = "page_max")]
    limit: usize,
    #[serde(default)]
    as_of: Option<Point>,
    #[serde(default)]
    known: Known,
}

/// One risk, what speaks for it, and what has moved it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::operation) struct Show {
    risk: Key,
    #[serde(default)]
    as_of: Option<Point>,
    #[serde(default)]
    known: Known,
}

/// What stands where, or what has moved, since a time: 30 days, unless it is said.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::operation) struct Lately {
    #[serde(default)]
    since: Option<Timestamp>,
    #[serde(default)]
    as_of: Option<Point>,
    #[serde(default)]
    known: Known,
}

pub(in crate::operation) fn list(arguments: Value) -> Result<Operation, Problem> {
    let List { filter, skip, limit, as_of, known } = fitting(arguments)?;
    asked(RiskQuestion::List { filter, skip, limit }, as_of, known)
}

pub(in crate::operation) fn show(arguments: Value) -> Result<Operation, Problem> {
    let Show { risk, as_of, known } = fitting(arguments)?;
    asked(RiskQuestion::Show { risk }, as_of, known)
}

pub(in crate::operation) fn heat_map(arguments: Value) -> Result<Operation, Problem> {
    let Lately { since, as_of, known } = fitting(arguments)?;
    asked(RiskQuestion::HeatMap { since }, as_of, known)
}

pub(in crate::operation) fn movement(arguments: Value) -> Result<Operation, Problem> {
    let Lately { since, as_of, known } = fitting(arguments)?;
    asked(RiskQuestion::Movement { since }, as_of, known)
}

fn asked(question: RiskQuestion, as_of: Option<Point>, known: Known) -> Result<Operation, Problem> {
    let as_of = as_of.map(Moment::try_from).transpose()?;
    Ok(Operation::Risk { question, as_of, known })
}
