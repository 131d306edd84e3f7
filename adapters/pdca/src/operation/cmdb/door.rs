//! Questions about the configuration management database, as other languages ask them: as of a point
//! or of a baseline, where one is named.

use super::{CmdbQuestion, State};
use crate::operation::question::{fitting, page_max};
use crate::operation::{Known, Operation, Problem};
use engine::Key;
use engine::outside::{Moment, Point};
use processes::configuration_item::End;
use processes::facts::{Bounds, Direction};
use processes::limits::Label;
use projections::cmdb::{Discovered, Filter};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// One item, or one type of items.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::operation) struct Show {
    key: Key,
    #[serde(default)]
    as_of: Option<Point>,
    #[serde(default)]
    as_of_baseline: Option<Label>,
    #[serde(default)]
    known: Known,
}

/// The items.
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
    as_of_baseline: Option<Label>,
    #[serde(default)]
    known: Known,
}

/// What an end is related to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::operation) struct Relations {
    of: End,
    #[serde(default)]
    as_of: Option<Point>,
    #[serde(default)]
    as_of_baseline: Option<Label>,
    #[serde(default)]
    known: Known,
}

/// What suffers when something fails, or what it rests on.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::operation) struct Impact {
    of: End,
    #[serde(default)]
    direction: Direction,
    #[serde(default)]
    hops_max: Option<u32>,
    #[serde(default)]
    ends_max: Option<usize>,
    #[serde(default)]
    as_of: Option<Point>,
    #[serde(default)]
    as_of_baseline: Option<Label>,
    #[serde(default)]
    known: Known,
}

/// What is other than it was. Each state is a point, or a baseline.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::operation) struct Diff {
    #[serde(default)]
    from: Option<Point>,
    #[serde(default)]
    from_baseline: Option<Label>,
    #[serde(default)]
    to: Option<Point>,
    #[serde(default)]
    to_baseline: Option<Label>,
    #[serde(default)]
    key: Option<Key>,
    #[serde(default)]
    known: Known,
}

/// Whether records are as a discovery has found things.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::operation) struct Audit {
    discovered: Discovered,
    #[serde(default)]
    as_of: Option<Point>,
    #[serde(default)]
    as_of_baseline: Option<Label>,
    #[serde(default)]
    known: Known,
}

/// The items that nobody uses.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::operation) struct Idle {
    #[serde(default)]
    skip: usize,
    #[serde(default = "page_max")]
    limit: usize,
    #[serde(default)]
    as_of: Option<Point>,
    #[serde(default)]
    as_of_baseline: Option<Label>,
    #[serde(default)]
    known: Known,
}

const fn asked(question: CmdbQuestion, as_of: Option<State>, known: Known) -> Operation {
    Operation::Cmdb { question, as_of, known }
}

pub(in crate::operation) fn show(arguments: Value) -> Result<Operation, Problem> {
    let Show { key, as_of, as_of_baseline, known } = fitting(arguments)?;
    Ok(asked(CmdbQuestion::Show { key }, state(as_of, as_of_baseline)?, known))
}

pub(in crate::operation) fn list(arguments: Value) -> Result<Operation, Problem> {
    let List { filter, skip, limit, as_of, as_of_baseline, known } = fitting(arguments)?;
    Ok(asked(CmdbQuestion::List { filter, skip, limit }, state(as_of, as_of_baseline)?, known))
}

pub(in crate::operation) fn relations(arguments: Value) -> Result<Operation, Problem> {
    let Relations { of, as_of, as_of_baseline, known } = fitting(arguments)?;
    Ok(asked(CmdbQuestion::Relations { of }, state(as_of, as_of_baseline)?, known))
}

pub(in crate::operation) fn impact(arguments: Value) -> Result<Operation, Problem> {
    let Impact { of, direction, hops_max, ends_max, as_of, as_of_baseline, known } =
        fitting(arguments)?;
    let bounds = Bounds::default();
    let hops_max = hops_max.unwrap_or(bounds.hops_max);
    let ends_max = ends_max.unwrap_or(bounds.ends_max);
    Ok(asked(
        CmdbQuestion::Impact { of, direction, hops_max, ends_max },
        state(as_of, as_of_baseline)?,
        known,
    ))
}

pub(in crate::operation) fn diff(arguments: Value) -> Result<Operation, Problem> {
    let Diff { from, from_baseline, to, to_baseline, key, known } = fitting(arguments)?;
    let from = state(from, from_baseline)?.ok_or_else(|| {
        let detail = "say since when: a point (from) or a baseline (from_baseline)";
        Problem::new(crate::operation::Refusal::Input, "bad_body", detail)
    })?;
    Ok(asked(CmdbQuestion::Diff { from, to: state(to, to_baseline)?, key }, None, known))
}

pub(in crate::operation) fn audit(arguments: Value) -> Result<Operation, Problem> {
    let Audit { discovered, as_of, as_of_baseline, known } = fitting(arguments)?;
    Ok(asked(CmdbQuestion::Audit { discovered }, state(as_of, as_of_baseline)?, known))
}

pub(in crate::operation) fn idle(arguments: Value) -> Result<Operation, Problem> {
    let Idle { skip, limit, as_of, as_of_baseline, known } = fitting(arguments)?;
    Ok(asked(CmdbQuestion::Idle { skip, limit }, state(as_of, as_of_baseline)?, known))
}

fn state(point: Option<Point>, baseline: Option<Label>) -> Result<Option<State>, Problem> {
    let moment = point.map(Moment::try_from).transpose()?;
    Ok(moment.map(State::Moment).or(baseline.map(State::Baseline)))
}
