//! The configuration management database: what there is, how it is related, what suffers when it
//! fails, what is other than it was.

pub(super) mod door;
#[cfg(test)]
mod tests;
mod text;

use super::standing::{self, Standing};
use super::{Format, Known, Moment, Problem, Refusal, Sink, json_line};
use crate::node::Node;
use engine::{EventStore as _, Key, Position};
use processes::configuration_item::End;
use processes::facts::{Bounds, Direction, Reach};
use processes::limits::Label;
use projections::cmdb::{Audit, Diff, Discovered, Entry, Filter, IdleItems, Relations, Row};
use projections::{Cmdb, Page};
use serde::{Deserialize, Serialize};

/// How many relations each way are told at most.
const RELATIONS_MAX: usize = 1_000;

/// What may be asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CmdbQuestion {
    /// One item, or one type of items.
    Show {
        /// Which.
        key: Key,
    },
    /// The items.
    List {
        /// Which.
        filter: Filter,
        /// After how many.
        skip: usize,
        /// How many at most.
        limit: usize,
    },
    /// What an end is related to.
    Relations {
        /// Which.
        of: End,
    },
    /// What suffers when something fails, or what it rests on.
    Impact {
        /// What fails.
        of: End,
        /// Which way to look.
        direction: Direction,
        /// How many relations away at most.
        hops_max: u32,
        /// How many ends at most.
        ends_max: usize,
    },
    /// What is other than it was.
    Diff {
        /// The earlier state.
        from: State,
        /// The later state; now, if left out.
        to: Option<State>,
        /// Of which item only.
        key: Option<Key>,
    },
    /// Whether records are as a discovery has found things.
    Audit {
        /// What was found.
        discovered: Discovered,
    },
    /// The items that nobody uses.
    Idle {
        /// After how many.
        skip: usize,
        /// How many at most.
        limit: usize,
    },
}

/// A state of the database, by its moment or by its name.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// As of a time or a position.
    Moment(Moment),
    /// As of a baseline, as it was taken last.
    Baseline(Label),
}

/// An answer, and what it is true for.
#[derive(Serialize)]
struct Answered<T> {
    /// Which axis of time it is true on.
    axis: &'static str,
    /// The last position that is taken in.
    position: Position,
    #[serde(flatten)]
    answer: T,
}

#[derive(Serialize)]
struct Shown {
    entry: Entry,
}

#[derive(Serialize)]
struct Listed {
    items: Page<Row>,
}

#[derive(Serialize)]
struct Related {
    of: End,
    relations: Relations,
}

#[derive(Serialize)]
struct Reached {
    of: End,
    direction: Direction,
    impact: Reach,
}

#[derive(Serialize)]
struct Differing {
    /// The last position of the earlier state.
    from: Position,
    diff: Diff,
}

#[derive(Serialize)]
struct Audited {
    audit: Audit,
}

#[derive(Serialize)]
struct Unused {
    idle: IdleItems,
}

/// As of when, and what is taken as known.
#[derive(Clone, Copy)]
pub(super) struct Then {
    pub(super) as_of: Option<Moment>,
    pub(super) known: Known,
}

impl Then {
    /// As of a moment or a baseline, which is a position.
    pub(super) fn of(node: &Node, as_of: Option<&State>, known: Known) -> Result<Self, Problem> {
        Ok(Self { as_of: as_of.map(|state| moment(node, state)).transpose()?, known })
    }
}

/// Answers a question, without a word of what is linked to items and of a `hidden` process.
pub(super) fn run(
    node: &Node,
    question: CmdbQuestion,
    then: Then,
    hidden: &[&str],
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    match question {
        CmdbQuestion::Show { key } => {
            let found = ask(node, then, |model| model.entry(&key, RELATIONS_MAX))?;
            let Answered { axis, position, answer } = found;
            let entry = answer.ok_or_else(|| not_found(&key, axis))?.without(hidden);
            let shown = Answered { axis, position, answer: Shown { entry } };
            if format.json { json_line(sink, &shown) } else { text::show(&shown, format, sink) }
        }
        CmdbQuestion::List { filter, skip, limit } => {
            let listed = |model: &Cmdb| Listed { items: model.page(&filter, skip, limit) };
            let listed = ask(node, then, listed)?;
            if format.json {
                json_line(sink, &listed)
            } else {
                text::list(&listed, skip, format, sink)
            }
        }
        CmdbQuestion::Relations { of } => {
            let related = ask_of(node, then, &of, |model| {
                let relations = model.relations(&of, RELATIONS_MAX);
                Related { of: of.clone(), relations }
            })?;
            if format.json {
                json_line(sink, &related)
            } else {
                text::relations(&related, format, sink)
            }
        }
        CmdbQuestion::Impact { of, direction, hops_max, ends_max } => {
            let bounds = Bounds {
                hops_max: hops_max.min(Bounds::MOST.hops_max),
                ends_max: ends_max.min(Bounds::MOST.ends_max),
            };
            let reached = ask_of(node, then, &of, |model| {
                let impact = model.facts().impact(&of, direction, bounds);
                Reached { of: of.clone(), direction, impact }
            })?;
            if format.json {
                json_line(sink, &reached)
            } else {
                text::impact(&reached, format, sink)
            }
        }
        CmdbQuestion::Audit { discovered } => {
            let Standing { axis, position, answer, .. } =
                standing::ask(node, then.as_of, then.known, |model: &Cmdb, now| {
                    model.audit(&discovered, now)
                })?;
            let audited = Answered { axis, position, answer: Audited { audit: answer } };
            if format.json {
                json_line(sink, &audited)
            } else {
                text::audit(&audited, format, sink)
            }
        }
        CmdbQuestion::Idle { skip, limit } => {
            let unused = ask(node, then, |model| Unused { idle: model.idle(skip, limit) })?;
            if format.json { json_line(sink, &unused) } else { text::idle(&unused, format, sink) }
        }
        CmdbQuestion::Diff { from, to, key } => {
            let (from, to) = (moment(node, &from)?, to.map(|to| moment(node, &to)).transpose()?);
            let at = |as_of| Then { as_of, ..then };
            let since =
                |earlier: &Cmdb| ask(node, at(to), |model| model.since(earlier, key.as_ref()));
            let Answered { position: from, answer: later, .. } = ask(node, at(Some(from)), since)?;
            let Answered { axis, position, answer: diff } = later?;
            let differing = Answered { axis, position, answer: Differing { from, diff } };
            if format.json {
                json_line(sink, &differing)
            } else {
                text::diff(&differing, format, sink)
            }
        }
    }
}

/// Asks the database as it is now, or as it was.
fn ask<T>(
    node: &Node,
    then: Then,
    question: impl FnOnce(&Cmdb) -> T,
) -> Result<Answered<T>, Problem> {
    let Standing { axis, position, answer, .. } =
        standing::ask(node, then.as_of, then.known, |model: &Cmdb, _| question(model))?;
    Ok(Answered { axis, position, answer })
}

/// Asks it about an end. Items must be there; which services and components there are is told elsewhere.
fn ask_of<T>(
    node: &Node,
    then: Then,
    of: &End,
    question: impl FnOnce(&Cmdb) -> T,
) -> Result<Answered<T>, Problem> {
    let asked = ask(node, then, |model| match of {
        End::Item(key) if model.facts().phase_of(key).is_none() => Err(key),
        End::Item(_) | End::Component(_) | End::Service(_) => Ok(question(model)),
    })?;
    let Answered { axis, position, answer } = asked;
    let answer = answer.map_err(|key| {
        let then = if axis == "now" { "" } else { " then" };
        let detail = format!("there is no configuration item {key}{then}");
        Problem::new(Refusal::Input, "not_found", &detail)
    })?;
    Ok(Answered { axis, position, answer })
}

fn moment(node: &Node, state: &State) -> Result<Moment, Problem> {
    match state {
        State::Moment(moment) => Ok(*moment),
        State::Baseline(name) => {
            let head = *node.reader().log().head().borrow();
            let found = node.query(head, |model: &Cmdb| model.baseline(name))?;
            found.answer.map(Moment::Position).ok_or_else(|| {
                let detail = format!("{name} is neither a time, nor a position, nor a baseline");
                Problem::new(Refusal::Input, "unknown_baseline", &detail)
            })
        }
    }
}

fn not_found(key: &Key, axis: &str) -> Problem {
    let then = if axis == "now" { "" } else { " then" };
    let detail = format!("there is no configuration item {key}{then}, nor a type of that name");
    Problem::new(Refusal::Input, "not_found", &detail)
}
