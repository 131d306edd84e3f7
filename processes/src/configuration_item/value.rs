//! What commands and events of configuration items are made of.

use crate::attest::Attestation;
use crate::limits::{Label, List, Text};
use engine::json::Schema;
use engine::{Actor, Key, Span, Timestamp};
use schemars::{JsonSchema, SchemaGenerator, json_schema};
use serde::de::{Error as _, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// How many attributes a type may have, and how many relation types.
pub const RULES_MAX: usize = 200;
/// How many relations may begin at one item. There is no bound to how many end at one.
pub const RELATIONS_MAX: usize = 1_000;
/// How long an item is unused until it is idle, unless its type says otherwise.
pub const IDLE_AFTER: Span = Span::from_days(30);

/// What an attribute says. In JSON a plain text, whole number or truth value.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Content {
    /// A text of one line.
    Text(Label),
    /// A whole number.
    Number(i64),
    /// Yes or no.
    Boolean(bool),
}

/// The layout on disk.
#[derive(Serialize, Deserialize)]
#[serde(rename = "Content")]
enum Stored {
    Text(Label),
    Number(i64),
    Boolean(bool),
}

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => text.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Boolean(truth) => truth.fmt(f),
        }
    }
}

impl Serialize for Content {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let people = serializer.is_human_readable();
        match self {
            Self::Text(text) if people => text.serialize(serializer),
            Self::Number(number) if people => number.serialize(serializer),
            Self::Boolean(truth) if people => truth.serialize(serializer),
            Self::Text(text) => Stored::Text(text.clone()).serialize(serializer),
            Self::Number(number) => Stored::Number(*number).serialize(serializer),
            Self::Boolean(truth) => Stored::Boolean(*truth).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Plain;
        impl Visitor<'_> for Plain {
            type Value = Content;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, a whole number, true or false")
            }
            fn visit_bool<E>(self, truth: bool) -> Result<Content, E> {
                Ok(Content::Boolean(truth))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Content, E> {
                Ok(Content::Number(number))
            }
            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Content, E> {
                i64::try_from(number).map(Content::Number).map_err(E::custom)
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Content, E> {
                Label::new(text).map(Content::Text).map_err(E::custom)
            }
        }
        if deserializer.is_human_readable() {
            return deserializer.deserialize_any(Plain);
        }
        Stored::deserialize(deserializer).map_err(D::Error::custom).map(|stored| match stored {
            Stored::Text(text) => Self::Text(text),
            Stored::Number(number) => Self::Number(number),
            Stored::Boolean(truth) => Self::Boolean(truth),
        })
    }
}

impl JsonSchema for Content {
    fn schema_name() -> Cow<'static, str> {
        "Content".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let text = generator.subschema_for::<Label>();
        let number = json_schema!({"type": "integer", "minimum": i64::MIN, "maximum": i64::MAX});
        json_schema!({"anyOf": [text, number, {"type": "boolean"}]})
    }
}

/// What an attribute may say.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Any text of one line.
    #[default]
    Text,
    /// A whole number.
    Number,
    /// Yes or no.
    Boolean,
    /// An instant: `2026-11-21T06:11:08Z`.
    Time,
    /// One of these.
    OneOf(List<Label>),
}

impl Kind {
    /// Whether it may say that.
    #[must_use]
    pub fn takes(&self, content: &Content) -> bool {
        match content {
            Content::Text(text) => match self {
                Self::Text => true,
                Self::Time => text.parse::<Timestamp>().is_ok(),
                Self::OneOf(known) => known.contains(text),
                Self::Number | Self::Boolean => false,
            },
            Content::Number(_) => matches!(self, Self::Number),
            Content::Boolean(_) => matches!(self, Self::Boolean),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("a text"),
            Self::Number => f.write_str("a whole number"),
            Self::Boolean => f.write_str("true or false"),
            Self::Time => f.write_str("a time such as 2026-11-21T06:11:08Z"),
            Self::OneOf(known) => {
                let known: Vec<&str> = known.iter().map(|label| &**label).collect();
                write!(f, "one of {}", known.join(", "))
            }
        }
    }
}

/// An attribute of a type.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AttributeRule {
    /// What it may say.
    pub kind: Kind,
    /// Whether every item has it.
    pub mandatory: bool,
}

/// Which end of a relation suffers when the other fails. A relation goes from its source, the item
/// that has it, to its target.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Impact {
    /// Neither.
    #[default]
    None,
    /// The source, as with `depends_on` and `runs_on`.
    ToSource,
    /// The target, as with `part_of` and `feeds`.
    ToTarget,
    /// Each of them, as with `clustered_with`.
    Both,
}

/// What a relation may lead to.
#[derive(
    Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum EndKind {
    /// A configuration item.
    Item,
    /// A service component.
    Component,
    /// A service.
    Service,
}

/// A relation that the items of a type may have.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RelationRule {
    /// Who suffers. One name means the same in every published type.
    pub impact: Impact,
    /// To what; to anything, if it names nothing.
    pub to: BTreeSet<EndKind>,
    /// To items of which types; of any, if it names none.
    pub to_types: BTreeSet<Key>,
}

/// How strictly items are controlled, and why that is fitting (9.1.7).
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// Whether they change only under a covering change.
    pub by_change: bool,
    /// Why, weighing requirements and risk.
    pub reason: Text,
}

/// What a type of items is. That each has a description, relations, status, version, location and
/// owner, and is linked to changes, problems and known errors, needs no rule (9.1.2).
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// What it is.
    pub description: Text,
    /// Which attributes its items have besides.
    #[serde(default)]
    pub attributes: BTreeMap<Label, AttributeRule>,
    /// Which relations they may have.
    #[serde(default)]
    pub relations: BTreeMap<Label, RelationRule>,
    /// How strictly they are controlled.
    pub control: Control,
    /// How long one is unused until it is idle.
    #[serde(default = "idle_after")]
    pub idle_after: Span,
}

const fn idle_after() -> Span {
    IDLE_AFTER
}

/// Where a relation leads.
#[derive(
    Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// To a configuration item.
    Item(Key),
    /// To a service component.
    Component(Key),
    /// To a service.
    Service(Key),
}

impl End {
    /// What it is.
    #[must_use]
    pub const fn kind(&self) -> EndKind {
        match self {
            Self::Item(_) => EndKind::Item,
            Self::Component(_) => EndKind::Component,
            Self::Service(_) => EndKind::Service,
        }
    }

    /// Which one.
    #[must_use]
    pub const fn key(&self) -> &Key {
        match self {
            Self::Item(key) | Self::Component(key) | Self::Service(key) => key,
        }
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Self::Item(_) => "item",
            Self::Component(_) => "component",
            Self::Service(_) => "service",
        };
        write!(f, "{kind} {}", self.key())
    }
}

/// A relation: which, and where to.
#[derive(
    Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    /// Which, as the type of the item names it: `runs_on`.
    pub relation: Label,
    /// Where to.
    pub to: End,
}

/// The change that covers what is done.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cover {
    /// Which.
    pub change: Key,
    /// That it is approved and being carried out: its record says so, unless somebody says more.
    #[serde(default = "Attestation::on_record")]
    pub approved: Attestation,
}

/// On what a correction of a wrong record rests.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// On a change: the item is as it should be, its record was late.
    Change(Cover),
    /// On an audit: its reference.
    Audit(Label),
}

/// For what a baseline is taken.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// Before a change.
    Change(Key),
    /// Before a release (9.1.12).
    Release(Key),
}

/// As what an item is there again that was retired: as what it was before, as far as that goes on.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RestoredTo {
    /// On record, and never in service.
    Registered,
    /// In service.
    InService,
    /// Kept apart: whether it is clean is still open.
    Quarantined,
    /// Not to be found: on record again, and still looked for.
    Missing,
}

/// What a master copy is of (9.1.14).
#[derive(
    Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Master {
    /// A document.
    Document,
    /// Data of a licence.
    Licence,
    /// Software.
    Software,
    /// An image of a hardware configuration.
    HardwareImage,
}

/// What becomes other. What is left out stays as it is.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Changes {
    /// What it is called.
    pub name: Option<Label>,
    /// What it is.
    pub description: Option<Text>,
    /// Where it is.
    pub location: Option<Label>,
    /// Who is accountable for it.
    pub owner: Option<Actor>,
    /// Attributes; one that is given as null it no longer has.
    pub attributes: BTreeMap<Label, Option<Content>>,
}

impl Changes {
    /// In what, as audits name it, and what is so then; nothing, where an attribute goes.
    #[must_use]
    pub fn told(&self) -> Vec<(String, Option<String>)> {
        let plain = [
            ("name", self.name.as_ref().map(ToString::to_string)),
            ("description", self.description.as_ref().map(ToString::to_string)),
            ("location", self.location.as_ref().map(ToString::to_string)),
            ("owner", self.owner.as_ref().map(ToString::to_string)),
        ];
        let plain = plain.into_iter().filter(|(_, now)| now.is_some());
        let plain = plain.map(|(what, now)| (what.to_owned(), now));
        let attributes = self.attributes.iter();
        let attributes = attributes.map(|(name, now)| {
            (format!("attribute {name}"), now.as_ref().map(ToString::to_string))
        });
        plain.chain(attributes).collect()
    }

    /// Whether nothing becomes other.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
