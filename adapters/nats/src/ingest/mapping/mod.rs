//! From a message to commands. Pure: what is in the log, it does not know.

#[cfg(test)]
mod tests;

use crate::ingest::file::{Make, Rule, RuleFile, TargetRule};
use crate::ingest::identity::{Identity, Named};
use crate::ingest::message::{Event, Incoming, Unreadable};
use crate::ingest::pointer::{Found, Pointer};
use crate::ingest::template::{Wrong, at};
use engine::{Key, Timestamp};
use minijinja::Value;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// The most parts of a message that one pointer finds.
pub const ITEMS_MAX: usize = 1_000;
/// The most commands that a message makes.
pub const COMMANDS_MAX: usize = 1_000;

/// What a message comes to.
#[derive(Clone, Debug, Default)]
pub struct Mapped {
    /// Which message it is, if its source has given it an id.
    pub message: Option<Named>,
    /// The commands, in the order in which they are sent.
    pub commands: Vec<Mapping>,
    /// The rule that says so of each part that is to be ignored, and of each list that is empty.
    pub ignored: Vec<String>,
    /// What fits no rule, or does not make a command.
    pub failures: Vec<Failure>,
}

/// A command that a rule makes.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// The rule.
    pub rule: String,
    /// For which part of the message: a JSON pointer; empty for the whole.
    pub item: String,
    /// Which command it is, for ever.
    pub identity: Identity,
    /// The kind of process.
    pub process: String,
    /// Which one.
    pub target: Target,
    /// The command's name.
    pub command: String,
    /// Its body.
    pub body: Json,
    /// When it happened, if the rule says.
    pub occurred_at: Option<Timestamp>,
}

/// For which one a command is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Target {
    /// A new one.
    New,
    /// That one.
    Key(Key),
    /// The one that an earlier command made, which the log knows.
    MadeBy {
        /// The rule of that command.
        rule: String,
        /// Its own id.
        id: String,
        /// Which command it is.
        identity: Identity,
    },
}

/// A part of a message that comes to nothing.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Failure {
    /// The rule, where one fits.
    pub rule: Option<String>,
    /// Which part: a JSON pointer; empty for the whole.
    pub item: String,
    /// The field of the rule; empty where none is concerned.
    pub field: String,
    /// What is wrong, for programs.
    pub code: &'static str,
    /// What is wrong, for people.
    pub detail: String,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rule = self.rule.iter().map(|rule| format!("rule {rule}"));
        let places = [self.item.clone(), self.field.clone()];
        let places: Vec<_> = rule.chain(places).filter(|place| !place.is_empty()).collect();
        if places.is_empty() {
            return f.write_str(&self.detail);
        }
        write!(f, "{}: {}", places.join(", "), self.detail)
    }
}

impl Failure {
    /// No rule's: of a part, or of the whole.
    fn of(item: String, code: &'static str, detail: String) -> Self {
        Self { rule: None, item, field: String::new(), code, detail }
    }
}

impl Mapped {
    /// Nothing is made, for the rules themselves failed.
    pub(crate) fn defect() -> Self {
        let detail = "the rules failed on this message in a way that they must not".to_owned();
        Self::nothing("defect", detail)
    }

    /// Nothing is made of the whole message.
    fn nothing(code: &'static str, detail: String) -> Self {
        Self { failures: vec![Failure::of(String::new(), code, detail)], ..Self::default() }
    }
}

impl RuleFile {
    /// What the rules make of a message.
    #[must_use]
    pub fn map(&self, incoming: &Incoming<'_>) -> Mapped {
        let event = match incoming.read(&self.envelope) {
            Ok(event) => event,
            Err(Unreadable { code, detail }) => return Mapped::nothing(code, detail),
        };
        let mut mapping = Running {
            file: self,
            incoming,
            event: &event,
            mapped: Mapped { message: Named::of(&self.source, &event), ..Mapped::default() },
            reasons: BTreeSet::new(),
        };
        match mapping.run() {
            Ok(()) => mapping.mapped,
            Err((code, detail)) => Mapped::nothing(code, detail),
        }
    }
}

/// A message on its way through the rules.
struct Running<'a> {
    file: &'a RuleFile,
    incoming: &'a Incoming<'a>,
    event: &'a Event,
    mapped: Mapped,
    /// Why each rule that does not fit does not.
    reasons: BTreeSet<String>,
}

/// Why nothing at all is made of a message: a code and a detail.
type Refused = (&'static str, String);

impl<'a> Running<'a> {
    fn run(&mut self) -> Result<(), Refused> {
        let mut fitted = false;
        for (each, rules) in self.groups() {
            let Some(found) = self.found(each)? else {
                let each = each.map_or("", Pointer::as_str);
                let reason = |rule: &&Rule| format!("{}: there is no {each}", rule.name);
                self.reasons.extend(rules.iter().map(reason));
                continue;
            };
            if found.is_empty() {
                // All of them look at that list; the first stands for them.
                self.mapped.ignored.extend(rules.first().map(|rule| rule.name.clone()));
                fitted = true;
            }
            for found in &found {
                let fits = self.item(found, &rules);
                fitted |= fits;
                if !fits && each.is_some() {
                    self.unfit(found.path.clone(), "it fits no rule".to_owned());
                }
                let Mapped { commands, failures, .. } = &self.mapped;
                if commands.len() + failures.len() > COMMANDS_MAX {
                    let detail = format!("the rules make more than {COMMANDS_MAX} commands of it");
                    return Err(("too_many_commands", detail));
                }
            }
        }
        if !fitted && self.mapped.failures.is_empty() {
            let reasons: Vec<_> = self.reasons.iter().map(String::as_str).collect();
            let reasons = reasons.join("; ");
            let detail = format!("no rule of {} fits: {reasons}", self.file.name);
            self.unfit(String::new(), detail);
        }
        Ok(())
    }

    /// The rules that are about such messages, together where they look at the same parts.
    fn groups(&mut self) -> Vec<(Option<&'a Pointer>, Vec<&'a Rule>)> {
        let mut groups: Vec<(Option<&Pointer>, Vec<&Rule>)> = Vec::new();
        for rule in &self.file.rules {
            if let Some(reason) = self.other_message(rule) {
                self.reasons.insert(format!("{}: {reason}", rule.name));
                continue;
            }
            let each = rule.each.as_ref();
            match groups.iter_mut().find(|(other, _)| *other == each) {
                Some((_, rules)) => rules.push(rule),
                None => groups.push((each, vec![rule])),
            }
        }
        groups
    }

    /// Why a rule is about other messages, if it is.
    fn other_message(&self, rule: &Rule) -> Option<String> {
        let subject = self.incoming.subject;
        if let Some(filter) = rule.subject.as_ref().filter(|filter| !filter.matches(subject)) {
            return Some(format!("the subject is {subject}, not {}", filter.as_str()));
        }
        let filter = rule.kind.as_ref()?;
        match &self.event.kind {
            Some(kind) if filter.matches(kind) => None,
            Some(kind) => Some(format!("the type is {kind}, not {}", filter.as_str())),
            None => Some("the message has no type".to_owned()),
        }
    }

    fn found(&self, each: Option<&Pointer>) -> Result<Option<Vec<Found>>, Refused> {
        let data = self.event.data.clone();
        let Some(each) = each else {
            return Ok(Some(vec![Found::whole(data)]));
        };
        let found = each.all(&data, ITEMS_MAX);
        if found.as_ref().is_some_and(|found| found.len() > ITEMS_MAX) {
            let detail = format!("{} finds more than {ITEMS_MAX} parts", each.as_str());
            return Err(("too_many_items", detail));
        }
        Ok(found)
    }

    /// Applies every rule to a part; whether one fits, be it to fail.
    fn item(&mut self, found: &Found, rules: &[&Rule]) -> bool {
        let scope = self.scope(found);
        let mut fits = false;
        for rule in rules {
            let applied = apply(self.file, self.event, rule, found, &scope);
            match applied {
                Ok(Applied::Not) => {
                    let reason = "its condition does not hold";
                    self.reasons.insert(format!("{}: {reason}", rule.name));
                    continue;
                }
                Ok(Applied::Ignored) => self.mapped.ignored.push(rule.name.clone()),
                Ok(Applied::Made(made)) => self.mapped.commands.push(*made),
                Err(Wrong { field, reason: detail }) => self.mapped.failures.push(Failure {
                    rule: Some(rule.name.clone()),
                    item: found.path.clone(),
                    field,
                    code: "rule_failed",
                    detail,
                }),
            }
            fits = true;
        }
        fits
    }

    fn scope(&self, found: &Found) -> Value {
        let values = [
            ("data", self.event.data.clone()),
            ("event", self.event.attributes.clone()),
            ("item", found.item.clone()),
            ("outer", Value::from(found.outer.clone())),
            ("index", found.index.clone()),
            ("subject", Value::from(self.incoming.subject)),
        ];
        Value::from(BTreeMap::from(values))
    }

    fn unfit(&mut self, item: String, detail: String) {
        self.mapped.failures.push(Failure::of(item, "no_rule_fits", detail));
    }
}

/// What a rule makes of a part.
enum Applied {
    /// It does not fit.
    Not,
    Ignored,
    Made(Box<Mapping>),
}

fn apply(
    file: &RuleFile,
    event: &Event,
    rule: &Rule,
    found: &Found,
    scope: &Value,
) -> Result<Applied, Wrong> {
    if let Some(when) = &rule.when
        && !when.holds(scope).map_err(at("when"))?
    {
        return Ok(Applied::Not);
    }
    let Some(Make { process, command, id, target, occurred_at, body }) = &rule.make else {
        return Ok(Applied::Ignored);
    };
    let identity = if let Some(id) = id {
        let id = some(id.text(scope)).map_err(at("id"))?;
        Identity::stated(&file.source, &rule.name, &id)
    } else {
        let event = (event.source.as_str(), event.id.as_str());
        Identity::of_item(&file.source, event, &rule.name, &found.path)
    };
    let target = match target {
        TargetRule::New => Target::New,
        TargetRule::Key(key) => {
            let key = key.text(scope).map_err(at("key"))?;
            Target::Key(Key::new(&key).map_err(|error| at("key")(error.to_string()))?)
        }
        TargetRule::MadeBy { rule, id } => {
            let id = some(id.text(scope)).map_err(at("made_by.id"))?;
            let identity = Identity::stated(&file.source, rule, &id);
            Target::MadeBy { rule: rule.clone(), id, identity }
        }
    };
    let time = |text: String| text.parse::<Timestamp>().map_err(|error| error.to_string());
    let occurred_at = occurred_at.as_ref().map(|at| at.text(scope).and_then(time)).transpose();
    Ok(Applied::Made(Box::new(Mapping {
        rule: rule.name.clone(),
        item: found.path.clone(),
        identity,
        process: process.clone(),
        target,
        command: command.clone(),
        body: body.value("body", scope)?,
        occurred_at: occurred_at.map_err(at("occurred_at"))?,
    })))
}

/// An id is not empty: everything without one would be the same.
fn some(id: Result<String, String>) -> Result<String, String> {
    let id = id?;
    if id.trim().is_empty() { Err("it is empty".to_owned()) } else { Ok(id) }
}
