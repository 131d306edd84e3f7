//! Plays a scenario: step by step, and what is expected of each against what is found.

use super::file::{Expected, Scenario, ScenarioError, Step, When};
use crate::node::{NodeError, Settings, new_log};
use crate::stage::Stage;
use engine::json::Value;
use engine::outside::{Done, Problem};
use engine::runtime::StreamView;
use engine::{Door, EventStore, Key, MemoryStore, Position, Timestamp};
use serde::Serialize;
use std::sync::Arc;

/// How often a timer fires at most in a scenario: what goes on for ever is cut off.
pub const FIRINGS_MAX: usize = 1_000;

/// What came of a scenario.
#[derive(Clone, Debug, Serialize)]
pub struct Played {
    /// The file.
    pub file: String,
    /// What it shows.
    pub title: String,
    /// Its steps, in order.
    pub steps: Vec<PlayedStep>,
}

/// What came of a step.
#[derive(Clone, Debug, Serialize)]
pub struct PlayedStep {
    /// Its line in the file.
    pub line: usize,
    /// When it was taken.
    pub at: Timestamp,
    /// In words, if the file says so.
    pub says: Option<String>,
    /// In whose name; nobody's where only time passed.
    pub actor: Option<String>,
    /// The kind of process.
    pub process: &'static str,
    /// Which one: `new` where it was refused.
    pub key: String,
    /// What was sent.
    pub command: Option<String>,
    /// What was expected, and whether it is so.
    pub expectations: Vec<Expectation>,
}

/// Something that was expected.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Expectation {
    /// What: the name of the field.
    pub what: &'static str,
    /// What was expected.
    pub expected: String,
    /// What is so, where that is something else.
    pub found: Option<String>,
}

/// Why a scenario was not played to its end and kept.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// There is no place for it.
    #[error(transparent)]
    Place(#[from] NodeError),
    /// It cannot be played.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
}

impl Expectation {
    fn new(what: &'static str, expected: String, holds: bool, found: impl Into<String>) -> Self {
        Self { what, expected, found: if holds { None } else { Some(found.into()) } }
    }

    /// Whether it is so.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.found.is_none()
    }
}

impl Played {
    /// How many expectations there were, and how many of them failed.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let all = self.steps.iter().flat_map(|step| &step.expectations);
        (all.clone().count(), all.filter(|expectation| !expectation.holds()).count())
    }
}

impl Scenario {
    /// Plays it on a fresh node in memory.
    ///
    /// # Errors
    /// [`ScenarioError`], when it cannot be played to its end.
    pub fn play(&self) -> Result<Played, ScenarioError> {
        self.play_in(Arc::new(MemoryStore::default()))
    }

    /// Plays it and keeps its log in the data directory, which is made: later commands look at it.
    ///
    /// # Errors
    /// [`NodeError`], when something is there already, or it cannot be made; [`ScenarioError`], when
    /// it cannot be played to its end. What was played by then is kept.
    pub fn keep(&self, settings: &Settings) -> Result<Played, KeepError> {
        let log = Arc::new(new_log(settings)?);
        let played = self.play_in(Arc::clone(&log) as Arc<dyn EventStore>);
        log.close();
        Ok(played?)
    }

    fn play_in(&self, store: Arc<dyn EventStore>) -> Result<Played, ScenarioError> {
        let failed = |line| {
            move |problem: Problem| ScenarioError {
                file: self.file.clone(),
                line,
                reason: problem.detail,
            }
        };
        let mut stage =
            Stage::new(store, self.start, &self.owner, FIRINGS_MAX).map_err(failed(None))?;
        for (role, person, line) in &self.roles {
            stage.give(&self.owner, role, person).map_err(failed(Some(*line)))?;
        }
        let mut steps = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            steps.push(play(&mut stage, step).map_err(failed(Some(step.line)))?);
        }
        Ok(Played { file: self.file.clone(), title: self.title.clone(), steps })
    }
}

fn play(stage: &mut Stage, step: &Step) -> Result<PlayedStep, Problem> {
    let until = match step.when {
        When::After(span) => stage.now() + span,
        When::At(at) if at < stage.now() => {
            let detail = format!("{at} is over; it is {} by then", stage.now());
            return Err(Problem::new(engine::outside::Refusal::Input, "in_the_past", &detail));
        }
        When::At(at) => at,
    };
    stage.pass(until)?;
    let process = step.process.name();
    let outcome = step.command.as_ref().map(|command| {
        let (name, body) = (&command.name, command.body.clone());
        stage.send(&command.actor, process, step.key.as_ref(), name, body, command.occurred_at)
    });
    if let Some(Err(problem)) = &outcome
        && !problem.is_refusal()
    {
        return Err(problem.clone());
    }
    stage.settle()?;
    let key = match &outcome {
        Some(Ok(done)) => Key::new(&done.key).ok(),
        _ => step.key.clone(),
    };
    let view = key.as_ref().map(|key| stage.view(process, key)).transpose()?.flatten();
    let mut expectations = Vec::new();
    if let Some(outcome) = &outcome {
        of_the_outcome(&step.expected, outcome, &mut expectations);
    }
    of_the_view(&step.expected, view.as_ref(), &mut expectations);
    Ok(PlayedStep {
        line: step.line,
        at: until,
        says: step.says.clone(),
        actor: step.command.as_ref().map(|command| command.actor.to_string()),
        process,
        key: key.map_or_else(|| "new".to_owned(), |key| key.to_string()),
        command: step.command.as_ref().map(|command| command.name.clone()),
        expectations,
    })
}

fn of_the_outcome(
    expected: &Expected,
    outcome: &Result<Done, Problem>,
    found: &mut Vec<Expectation>,
) {
    if let Some(events) = &expected.events {
        let (holds, is) = match outcome {
            Ok(done) => {
                let names: Vec<_> = done.events.iter().map(|event| event.event.clone()).collect();
                (names == *events, list(&names))
            }
            Err(problem) => (false, format!("refused, {}: {}", problem.code, problem.detail)),
        };
        found.push(Expectation::new("events", list(events), holds, is));
    }
    let Some(code) = &expected.refused else { return };
    let (is_code, detail) = match outcome {
        Ok(done) => {
            let names: Vec<_> = done.events.iter().map(|event| event.event.clone()).collect();
            (None, format!("accepted: {}", list(&names)))
        }
        Err(problem) => (Some(&problem.code), problem.detail.clone()),
    };
    let holds = is_code == Some(code);
    let is = is_code.map_or_else(|| detail.clone(), |is| format!("{is}: {detail}"));
    found.push(Expectation::new("refused", code.clone(), holds, is));
    if let Some(reason) = &expected.reason {
        let holds = is_code.is_some() && detail.contains(reason);
        found.push(Expectation::new("reason", reason.clone(), holds, detail));
    }
}

fn of_the_view(
    expected: &Expected,
    view: Option<&(StreamView, Position)>,
    found: &mut Vec<Expectation>,
) {
    const NOTHING: &str = "there is no such thing";
    if let Some(events) = &expected.by_itself {
        let new = view.into_iter().flat_map(|(view, before)| {
            view.records.iter().filter(|record| record.position() > *before)
        });
        let own = new.map(engine::Record::as_ref);
        let own = own.filter(|record| matches!(record.metadata.door, Door::Timer | Door::Policy));
        let names: Vec<_> = own.map(|record| record.event.to_owned()).collect();
        found.push(Expectation::new("by_itself", list(events), names == *events, list(&names)));
    }
    let view = view.map(|(view, _)| view);
    if let Some(phase) = &expected.phase {
        let is = view.map_or(NOTHING, |view| view.state.phase());
        found.push(Expectation::new("phase", phase.clone(), is == phase, is));
    }
    let possible = view.map(|view| view.state.possible()).unwrap_or_default();
    let possible: Vec<_> = possible.iter().map(|now| now.command.to_owned()).collect();
    for command in &expected.possible {
        let holds = possible.contains(command);
        found.push(Expectation::new("possible", command.clone(), holds, list(&possible)));
    }
    for command in &expected.impossible {
        let holds = view.is_some() && !possible.contains(command);
        found.push(Expectation::new("impossible", command.clone(), holds, list(&possible)));
    }
    if let Some(Value::Object(fields)) = &expected.state {
        let state = view.map(|view| view.state.to_json()).unwrap_or_default();
        for (name, value) in fields {
            let is = state.get(name).unwrap_or(&Value::Null);
            let expected = format!("{name} = {value}");
            found.push(Expectation::new("state", expected, is_at_least(is, value), is.to_string()));
        }
    }
}

/// Whether a value is another one, or an object with at least its fields.
fn is_at_least(value: &Value, least: &Value) -> bool {
    match (value, least) {
        (Value::Object(value), Value::Object(least)) => least
            .iter()
            .all(|(name, least)| value.get(name).is_some_and(|value| is_at_least(value, least))),
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (value, least) => value == least,
    }
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}
