//! Rule files: TOML to rules that are checked against the processes.

mod check;
#[cfg(test)]
mod tests;

use crate::ingest::expression::Expression;
use crate::ingest::message::Envelope;
use crate::ingest::pattern::{SubjectFilter, TypeFilter};
use crate::ingest::pointer::Pointer;
use crate::ingest::template::{Shape, Template, Wrong, at};
use check::{check_body, check_makers, check_name, subjects};
use engine::outside::read_text;
use engine::{Actor, Catalogue};
use serde::Deserialize;
use std::path::Path;

/// The largest rule file, in bytes.
pub(super) const FILE_BYTES_MAX: usize = 256 * 1024;
/// The most rules of a file.
pub(super) const RULES_MAX: usize = 256;

/// A rule file that cannot be used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{file}: {place}{reason}")]
pub struct RulesError {
    /// The file.
    pub file: String,
    /// Where in it: empty, or the rule and its field with a colon behind.
    pub place: String,
    /// What is wrong, and what would be right.
    pub reason: String,
}

/// The rules for what one source sends.
#[derive(Debug)]
pub struct RuleFile {
    /// What messages call the file.
    pub(crate) name: String,
    /// The source: the token behind `pdca.ingest.`, and part of the identity of its commands.
    pub(crate) source: String,
    /// In whose name its commands are sent.
    pub(crate) actor: Actor,
    pub(crate) subjects: Vec<SubjectFilter>,
    pub(crate) envelope: Envelope,
    pub(crate) rules: Vec<Rule>,
}

/// One rule.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) name: String,
    pub(crate) subject: Option<SubjectFilter>,
    pub(crate) kind: Option<TypeFilter>,
    pub(crate) each: Option<Pointer>,
    pub(crate) when: Option<Expression>,
    /// What it makes; nothing, if what fits is to be ignored.
    pub(crate) make: Option<Make>,
}

/// The command that a rule makes.
#[derive(Debug)]
pub(crate) struct Make {
    pub(crate) process: String,
    pub(crate) command: String,
    /// An id of its own, in place of the message's.
    pub(crate) id: Option<Template>,
    pub(crate) target: TargetRule,
    pub(crate) occurred_at: Option<Template>,
    pub(crate) body: Shape,
}

/// For which one a command is.
#[derive(Debug)]
pub(crate) enum TargetRule {
    New,
    Key(Template),
    /// The one that a command of another rule made.
    MadeBy {
        rule: String,
        id: Template,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    source: String,
    actor: String,
    subjects: Option<Vec<String>>,
    #[serde(default)]
    event: EventText,
    #[serde(default)]
    rule: Vec<RuleText>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct EventText {
    id: Option<String>,
    source: Option<String>,
    r#type: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleText {
    name: String,
    subject: Option<String>,
    r#type: Option<String>,
    each: Option<String>,
    when: Option<String>,
    #[serde(default)]
    ignore: bool,
    process: Option<String>,
    command: Option<String>,
    id: Option<String>,
    key: Option<String>,
    made_by: Option<MadeByText>,
    occurred_at: Option<String>,
    body: Option<toml::Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MadeByText {
    rule: String,
    id: String,
}

impl RuleFile {
    /// Reads a file.
    ///
    /// # Errors
    /// [`RulesError`], naming file, rule and field.
    pub fn read(path: &Path, catalogue: &Catalogue) -> Result<Self, RulesError> {
        let name = path.display().to_string();
        let text = read_text(path, FILE_BYTES_MAX).map_err(|error| RulesError {
            file: name.clone(),
            place: String::new(),
            reason: format!("cannot be read: {error}"),
        })?;
        Self::parse(&name, &text, catalogue)
    }

    /// Reads the text of a file that messages call `name`.
    ///
    /// # Errors
    /// As [`RuleFile::read`].
    pub fn parse(name: &str, text: &str, catalogue: &Catalogue) -> Result<Self, RulesError> {
        parse(name, text, catalogue).map_err(|Wrong { field, reason }| {
            let place = if field.is_empty() { String::new() } else { format!("{field}: ") };
            RulesError { file: name.to_owned(), place, reason }
        })
    }

    /// The source that it is for.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// In whose name its commands are sent.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// A subject that its messages come by, for who gives none.
    #[must_use]
    pub fn some_subject(&self) -> String {
        format!("pdca.ingest.{}", self.source)
    }

    /// Whether what comes by this subject is for it.
    #[must_use]
    pub fn takes(&self, subject: &str) -> bool {
        self.subjects.iter().any(|filter| filter.matches(subject))
    }

    /// The processes that its commands are for.
    pub(crate) fn processes(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().filter_map(|rule| rule.make.as_ref()).map(|make| make.process.as_str())
    }

    /// One of them; if there is one that only some may see, such a one.
    pub(crate) fn about(&self, catalogue: &Catalogue) -> &str {
        let is_restricted = |process: &&str| !catalogue.visible_to(process).is_empty();
        let process = self.processes().find(is_restricted).or_else(|| self.processes().next());
        process.unwrap_or_default()
    }
}

fn parse(name: &str, text: &str, catalogue: &Catalogue) -> Result<RuleFile, Wrong> {
    if text.len() > FILE_BYTES_MAX {
        return Err(at("")(format!("it takes more than {FILE_BYTES_MAX} bytes")));
    }
    let file: FileText =
        toml::from_str(text).map_err(|error| at("")(error.to_string().trim_end().to_owned()))?;
    check_name(&file.source).map_err(at("source"))?;
    let actor = Actor::new(&file.actor).map_err(|error| at("actor")(error.to_string()))?;
    let subjects = subjects(&file.source, file.subjects.as_deref())?;
    let pointer = |name: &str, text: Option<String>| {
        text.map(|text| Pointer::parse_plain(&text)).transpose().map_err(at(name))
    };
    let envelope = Envelope {
        id: pointer("event.id", file.event.id)?,
        source: pointer("event.source", file.event.source)?,
        kind: pointer("event.type", file.event.r#type)?,
    };
    if file.rule.is_empty() || file.rule.len() > RULES_MAX {
        let count = file.rule.len();
        return Err(at("")(format!("it has {count} rules; from 1 to {RULES_MAX} are possible")));
    }
    let mut rules = Vec::with_capacity(file.rule.len());
    for (place, text) in file.rule.into_iter().enumerate() {
        let called = if text.name.is_empty() {
            format!("rule {}", place + 1)
        } else {
            format!("rule {}", text.name)
        };
        let made = rule(text, catalogue);
        let rule = made.map_err(|Wrong { field, reason }| Wrong {
            field: format!("{called}, {field}"),
            reason,
        })?;
        if rules.iter().any(|other: &Rule| other.name == rule.name) {
            let reason = "there is another rule of that name; names tell commands apart";
            return Err(at(&format!("{called}, name"))(reason.to_owned()));
        }
        rules.push(rule);
    }
    check_makers(&rules)?;
    Ok(RuleFile { name: name.to_owned(), source: file.source, actor, subjects, envelope, rules })
}

fn rule(text: RuleText, catalogue: &Catalogue) -> Result<Rule, Wrong> {
    check_name(&text.name).map_err(at("name"))?;
    let subject = text.subject.as_deref().map(SubjectFilter::parse).transpose();
    let kind = text.r#type.as_deref().map(TypeFilter::parse).transpose();
    let each = text.each.as_deref().map(Pointer::parse).transpose();
    let when = text.when.as_deref().map(Expression::parse).transpose();
    Ok(Rule {
        name: text.name.clone(),
        subject: subject.map_err(at("subject"))?,
        kind: kind.map_err(at("type"))?,
        each: each.map_err(at("each"))?,
        when: when.map_err(at("when"))?,
        make: make(text, catalogue)?,
    })
}

fn make(text: RuleText, catalogue: &Catalogue) -> Result<Option<Make>, Wrong> {
    let RuleText { ignore, process, command, id, key, made_by, occurred_at, body, .. } = text;
    let (process, command) = match (ignore, process, command) {
        (true, None, None)
            if id.is_none()
                && key.is_none()
                && made_by.is_none()
                && occurred_at.is_none()
                && body.is_none() =>
        {
            return Ok(None);
        }
        (true, ..) => {
            let reason = "what is ignored makes no command; leave the other fields out";
            return Err(at("ignore")(reason.to_owned()));
        }
        (false, Some(process), Some(command)) => (process, command),
        (false, None, _) => return Err(at("process")("say for which process".to_owned())),
        (false, _, None) => return Err(at("command")("say which command".to_owned())),
    };
    let template = |name: &str, text: Option<String>| {
        text.map(|text| Template::parse(&text)).transpose().map_err(at(name))
    };
    let target = match (key, made_by) {
        (None, None) => TargetRule::New,
        (Some(key), None) => TargetRule::Key(Template::parse(&key).map_err(at("key"))?),
        (None, Some(MadeByText { rule, id })) => {
            TargetRule::MadeBy { rule, id: Template::parse(&id).map_err(at("made_by.id"))? }
        }
        (Some(_), Some(_)) => {
            let reason = "key and made_by both say which one; one of them is enough";
            return Err(at("key")(reason.to_owned()));
        }
    };
    let body = toml::Value::Table(body.unwrap_or_default());
    check_body(catalogue, &process, &command, &body)?;
    Ok(Some(Make {
        id: template("id", id)?,
        occurred_at: template("occurred_at", occurred_at)?,
        body: Shape::parse("body", &body)?,
        process,
        command,
        target,
    }))
}
