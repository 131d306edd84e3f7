//! Scenario files: TOML to steps that are checked against the processes.

use engine::json::Value;
use engine::outside::read_text;
use engine::{Actor, AnyProcess, Catalogue, Key, Span, Timestamp};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use toml::Spanned;

/// The largest file, in bytes.
pub const FILE_BYTES_MAX: usize = 256 * 1024;
/// The most steps of a scenario.
pub const STEPS_MAX: usize = 1_000;
/// The most roles that a scenario begins with, each person counted.
pub const ROLES_MAX: usize = 200;

/// A scenario that cannot be played as it is written.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{file}{}: {reason}", line.map(|line| format!(", line {line}")).unwrap_or_default())]
pub struct ScenarioError {
    /// The file.
    pub file: String,
    /// The line, where it is about one.
    pub line: Option<usize>,
    /// What is wrong, and what would be right.
    pub reason: String,
}

/// Steps, and what is expected of each.
#[derive(Debug)]
pub struct Scenario {
    /// What messages call the file.
    pub file: String,
    /// What it shows.
    pub title: String,
    pub(super) start: Timestamp,
    pub(super) owner: Actor,
    /// Who holds what from the start: the role, the person, and the line that says so.
    pub(super) roles: Vec<(Key, Actor, usize)>,
    pub(super) steps: Vec<Step>,
}

/// One step.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) line: usize,
    /// In words.
    pub(super) says: Option<String>,
    pub(super) when: When,
    pub(super) process: &'static dyn AnyProcess,
    /// Which one; `None` for a new one.
    pub(super) key: Option<Key>,
    /// What is sent; nothing where only time passes.
    pub(super) command: Option<Sending>,
    pub(super) expected: Expected,
}

/// When a step is taken.
#[derive(Debug)]
pub(super) enum When {
    After(Span),
    At(Timestamp),
}

/// A command to send.
#[derive(Debug)]
pub(super) struct Sending {
    pub(super) actor: Actor,
    pub(super) name: String,
    pub(super) body: Value,
    pub(super) occurred_at: Option<Timestamp>,
}

/// What is expected; only what is said.
#[derive(Debug)]
pub(super) struct Expected {
    pub(super) events: Option<Vec<String>>,
    pub(super) refused: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) by_itself: Option<Vec<String>>,
    pub(super) phase: Option<String>,
    pub(super) possible: Vec<String>,
    pub(super) impossible: Vec<String>,
    pub(super) state: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    title: String,
    start: Spanned<String>,
    #[serde(default)]
    owner: Option<Spanned<String>>,
    #[serde(default)]
    roles: BTreeMap<Spanned<String>, Vec<String>>,
    #[serde(default)]
    step: Vec<Spanned<StepText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepText {
    says: Option<String>,
    after: Option<String>,
    at: Option<String>,
    actor: Option<String>,
    process: String,
    key: Option<String>,
    command: Option<String>,
    body: Option<toml::Table>,
    occurred_at: Option<String>,
    events: Option<Vec<String>>,
    refused: Option<String>,
    reason: Option<String>,
    by_itself: Option<Vec<String>>,
    phase: Option<String>,
    #[serde(default)]
    possible: Vec<String>,
    #[serde(default)]
    impossible: Vec<String>,
    state: Option<toml::Table>,
}

impl Scenario {
    /// Reads a file.
    ///
    /// # Errors
    /// [`ScenarioError`], naming file and line.
    pub fn read(path: &Path, catalogue: &Catalogue) -> Result<Self, ScenarioError> {
        let file = path.display().to_string();
        let text = read_text(path, FILE_BYTES_MAX).map_err(|error| ScenarioError {
            file: file.clone(),
            line: None,
            reason: format!("cannot be read: {error}"),
        })?;
        Self::parse(&file, &text, catalogue)
    }

    /// Reads the text of a file that messages call `file`.
    ///
    /// # Errors
    /// As [`Scenario::read`].
    pub fn parse(file: &str, text: &str, catalogue: &Catalogue) -> Result<Self, ScenarioError> {
        let lines = Lines(text);
        parse(&lines, catalogue)
            .map_err(|Wrong { line, reason }| ScenarioError { file: file.to_owned(), line, reason })
            .map(|scenario| Self { file: file.to_owned(), ..scenario })
    }
}

struct Wrong {
    line: Option<usize>,
    reason: String,
}

impl Wrong {
    fn at(line: usize) -> impl Fn(String) -> Self + Copy {
        move |reason| Self { line: Some(line), reason }
    }
}

struct Lines<'a>(&'a str);

impl Lines<'_> {
    /// The line that a byte lies in, from 1.
    fn of(&self, byte: usize) -> usize {
        let before = self.0.bytes().take(byte);
        before.filter(|byte| *byte == b'\n').count() + 1
    }
}

fn parse(lines: &Lines<'_>, catalogue: &Catalogue) -> Result<Scenario, Wrong> {
    let whole = |reason| Wrong { line: None, reason };
    if lines.0.len() > FILE_BYTES_MAX {
        return Err(whole(format!("it takes more than {FILE_BYTES_MAX} bytes")));
    }
    let file: FileText = toml::from_str(lines.0).map_err(|error| Wrong {
        line: error.span().map(|span| lines.of(span.start)),
        reason: error.message().to_owned(),
    })?;
    let steps = file.step.len();
    if !(1..=STEPS_MAX).contains(&steps) {
        return Err(whole(format!("it has {steps} steps; from 1 to {STEPS_MAX} are possible")));
    }
    let start_line = lines.of(file.start.span().start);
    let start = time(file.start.get_ref()).map_err(Wrong::at(start_line))?;
    let owner = match &file.owner {
        None => actor("owner").map_err(whole)?,
        Some(name) => actor(name.get_ref()).map_err(Wrong::at(lines.of(name.span().start)))?,
    };
    let mut roles = Vec::new();
    for (role, people) in &file.roles {
        let line = lines.of(role.span().start);
        let wrong = Wrong::at(line);
        let role = Key::new(role.get_ref()).map_err(|error| wrong(error.to_string()))?;
        for person in people {
            roles.push((role.clone(), actor(person).map_err(wrong)?, line));
        }
    }
    if roles.len() > ROLES_MAX {
        return Err(whole(format!(
            "{} roles are given; at most {ROLES_MAX} are possible",
            roles.len()
        )));
    }
    let steps = file.step.into_iter().map(|text| {
        let line = lines.of(text.span().start);
        step(line, text.into_inner(), catalogue).map_err(Wrong::at(line))
    });
    let steps = steps.collect::<Result<_, _>>()?;
    Ok(Scenario { file: String::new(), title: file.title, start, owner, roles, steps })
}

fn step(line: usize, text: StepText, catalogue: &Catalogue) -> Result<Step, String> {
    let process = catalogue.process(&text.process).map_err(|error| error.to_string())?;
    let when = match (&text.after, &text.at) {
        (None, None) => When::After(Span::ZERO),
        (Some(after), None) => When::After(span(after)?),
        (None, Some(at)) => When::At(time(at)?),
        (Some(_), Some(_)) => return Err("after and at both say when; one is enough".to_owned()),
    };
    let key = text.key.as_deref().filter(|key| *key != "new").map(Key::new).transpose();
    let key = key.map_err(|error| error.to_string())?;
    let command = sending(&text, process)?;
    let expected = Expected {
        events: text.events,
        refused: text.refused,
        reason: text.reason,
        by_itself: text.by_itself,
        phase: text.phase,
        possible: text.possible,
        impossible: text.impossible,
        state: text.state.map(|state| json_of(toml::Value::Table(state))),
    };
    check(&expected, command.is_some(), key.is_some(), process)?;
    Ok(Step { line, says: text.says, when, process, key, command, expected })
}

fn sending(text: &StepText, process: &dyn AnyProcess) -> Result<Option<Sending>, String> {
    let Some(name) = &text.command else {
        if text.actor.is_some() || text.body.is_some() || text.occurred_at.is_some() {
            let reason = "actor, body and occurred_at belong to a command; say which";
            return Err(reason.to_owned());
        }
        return Ok(None);
    };
    let schemas = process.command_schemas();
    let known: Vec<_> = schemas.iter().map(|(name, _)| *name).collect();
    one_of("command", name, &known)?;
    let by = text.actor.as_deref().ok_or("say in whose name: actor = \"…\"")?;
    let body = text.body.clone().unwrap_or_default();
    Ok(Some(Sending {
        actor: actor(by)?,
        name: name.clone(),
        body: json_of(toml::Value::Table(body)),
        occurred_at: text.occurred_at.as_deref().map(time).transpose()?,
    }))
}

/// Names that there are, and expectations that go together.
fn check(
    expected: &Expected,
    is_sent: bool,
    has_key: bool,
    process: &dyn AnyProcess,
) -> Result<(), String> {
    let Expected { events, refused, reason, by_itself, phase, possible, impossible, state } =
        expected;
    match (is_sent, events, refused) {
        (true, None, None) => {
            return Err("say what is expected: events = [\"…\"] or refused = \"…\"".to_owned());
        }
        (true, Some(_), Some(_)) => {
            return Err("events are of what is accepted; it cannot be refused as well".to_owned());
        }
        (false, Some(_), _) | (false, _, Some(_)) => {
            let reason = "events and refused are about a command; by_itself is about what happens without one";
            return Err(reason.to_owned());
        }
        (false, None, None) if !has_key => {
            return Err("say which one: key = \"…\"".to_owned());
        }
        _ => {}
    }
    if reason.is_some() && refused.is_none() {
        return Err("reason says why it is refused; say refused = \"…\" too".to_owned());
    }
    let is_looked_at = by_itself.is_some()
        || phase.is_some()
        || state.is_some()
        || !possible.is_empty()
        || !impossible.is_empty();
    if !is_sent && !is_looked_at {
        let reason =
            "nothing is expected; say one of by_itself, phase, possible, impossible, state";
        return Err(reason.to_owned());
    }
    if is_looked_at && !has_key && refused.is_some() {
        return Err("what is refused and new is not there to be looked at".to_owned());
    }
    let kinds = process.event_kinds();
    for event in events.iter().chain(by_itself).flatten() {
        one_of("event", event, &kinds)?;
    }
    let commands = process.command_schemas();
    let commands: Vec<_> = commands.iter().map(|(name, _)| *name).collect();
    for command in possible.iter().chain(impossible) {
        one_of("command", command, &commands)?;
    }
    let phases = process.table().phases();
    let phases: Vec<_> = phases.iter().map(|(name, _)| *name).collect();
    phase.as_ref().map_or(Ok(()), |phase| one_of("phase", phase, &phases))
}

fn one_of(what: &str, name: &str, known: &[&str]) -> Result<(), String> {
    if known.contains(&name) {
        return Ok(());
    }
    Err(format!("there is no {what} {name:?}; there are: {}", known.join(", ")))
}

fn actor(name: &str) -> Result<Actor, String> {
    Actor::new(name).map_err(|error| error.to_string())
}

fn time(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|error: engine::TimeError| error.to_string())
}

fn span(text: &str) -> Result<Span, String> {
    let span: Span = text.parse().map_err(|error: engine::TimeError| error.to_string())?;
    if span < Span::ZERO { Err(format!("{text} would go back in time")) } else { Ok(span) }
}

/// A date or time that stands without quotes is the text that it is written as.
fn json_of(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(value) => value.into(),
        toml::Value::Datetime(time) => time.to_string().into(),
        toml::Value::Array(list) => list.into_iter().map(json_of).collect(),
        toml::Value::Table(table) => {
            table.into_iter().map(|(name, value)| (name, json_of(value))).collect()
        }
    }
}
