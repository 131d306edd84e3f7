use super::{Problem, Refusal};
use crate::runtime::position_at;
use crate::store::Reading;
use crate::{
    Actor, Catalogue, CommandId, EventStore, Key, Position, RecordRef, StreamId, Timestamp, Version,
};
use schemars::JsonSchema;
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// A point to look from.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// Exactly up to a position.
    Position(Position),
    /// A time.
    Time(Timestamp),
}

impl std::str::FromStr for Moment {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(position) = text.parse() {
            return Ok(Self::Position(Position(position)));
        }
        text.parse().map(Self::Time).map_err(|error| format!("{error}, or a position of the log"))
    }
}

/// A point as JSON says it: a position as a number, or a time as a text.
#[derive(Clone, Debug, JsonSchema)]
#[serde(untagged)]
pub enum Point {
    /// A position.
    Position(u64),
    /// A time, or a position in digits.
    Text(String),
}

impl<'de> Deserialize<'de> for Point {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// Says what would be right, where a derived one would name this type.
        struct Read;

        impl Visitor<'_> for Read {
            type Value = Point;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a position, such as 22, or a time, such as \"2026-11-21T12:00:00Z\"")
            }
            fn visit_u64<E>(self, position: u64) -> Result<Point, E> {
                Ok(Point::Position(position))
            }
            fn visit_str<E>(self, text: &str) -> Result<Point, E> {
                Ok(Point::Text(text.to_owned()))
            }
        }

        deserializer.deserialize_any(Read)
    }
}

impl TryFrom<Point> for Moment {
    type Error = Problem;
    fn try_from(point: Point) -> Result<Self, Problem> {
        match point {
            Point::Position(position) => Ok(Self::Position(Position(position))),
            Point::Text(text) => text
                .parse()
                .map_err(|detail: String| Problem::new(Refusal::Input, "bad_time", &detail)),
        }
    }
}

/// Which part of the audit trail, as people say it.
#[derive(Clone, Debug, Default)]
pub struct TrailQuery {
    /// Of one kind of process only.
    pub process: Option<String>,
    /// Of one key only.
    pub key: Option<String>,
    /// By one actor only.
    pub actor: Option<String>,
    /// Of the chain that began with one command only.
    pub correlation: Option<String>,
    /// Of these events only, each by its name: `resolved`, `incident.resolved` or
    /// `pdca.incident.resolved`; all of them, if there are none.
    pub events: Vec<String>,
    /// From here on.
    pub from: Option<Moment>,
    /// Up to here.
    pub until: Option<Moment>,
}

/// A part of the audit trail. What is recorded at a moment is part of it, at either end.
#[derive(Clone, Debug)]
pub struct Trail {
    process: Option<String>,
    key: Option<Key>,
    actor: Option<Actor>,
    correlation: Option<CommandId>,
    events: Vec<String>,
    /// The last position that is left out.
    after: Position,
    /// The last position that is taken in.
    until: Position,
    until_time: Option<Timestamp>,
}

impl Trail {
    /// The part of the trail in `store` that `query` asks for.
    ///
    /// # Errors
    /// [`Problem`], when the query does not fit or the log cannot be read.
    pub fn new(
        catalogue: &Catalogue,
        store: &dyn EventStore,
        query: &TrailQuery,
    ) -> Result<Self, Problem> {
        if let Some(process) = &query.process {
            catalogue.process(process)?;
        }
        let key = query.key.as_deref().map(Key::new).transpose();
        let actor = query.actor.as_deref().map(Actor::new).transpose();
        let correlation = query.correlation.as_deref().map(correlation).transpose()?;
        let after = match query.from {
            None => Position(0),
            Some(Moment::Position(Position(from))) => Position(from.saturating_sub(1)),
            Some(Moment::Time(time)) => {
                let before = Timestamp::from_nanos(time.as_nanos().saturating_sub(1));
                position_at(store, before)?
            }
        };
        let (until, until_time) = match query.until {
            None => (Position(u64::MAX), None),
            Some(Moment::Position(position)) => (position, None),
            Some(Moment::Time(time)) => (Position(u64::MAX), Some(time)),
        };
        let bare = |name: &String| name.strip_prefix("pdca.").unwrap_or(name).to_owned();
        let events: Vec<_> = query.events.iter().map(bare).collect();
        for event in &events {
            known(catalogue, query.process.as_deref(), event)?;
        }
        Ok(Self {
            process: query.process.clone(),
            key: key.map_err(|error| Problem::bad_input("bad_key", &error))?,
            actor: actor.map_err(|error| Problem::bad_input("bad_actor", &error))?,
            correlation,
            events,
            after,
            until,
            until_time,
        })
    }

    /// Reads what is there of it and around it. One thing's events are read by index; anything else
    /// is one pass over the log.
    #[must_use]
    pub fn read(&self, store: &dyn EventStore) -> Reading {
        match (&self.process, &self.key) {
            (Some(process), Some(key)) => {
                store.read_stream(&StreamId::new(process, key.clone()), Version(0))
            }
            _ => store.read(self.after),
        }
    }

    /// The last position that is before it.
    #[must_use]
    pub fn after(&self) -> Position {
        self.after
    }

    /// Whether nothing of it can come after a record at this position and time.
    #[must_use]
    pub fn is_over(&self, position: Position, recorded_at: Timestamp) -> bool {
        position >= self.until || self.until_time.is_some_and(|until| recorded_at > until)
    }

    /// Whether a record is part of it.
    #[must_use]
    pub fn takes(&self, record: &RecordRef<'_>) -> bool {
        let Self { process, key, actor, correlation, events, .. } = self;
        record.position > self.after
            && record.position <= self.until
            && self.until_time.is_none_or(|until| record.metadata.recorded_at <= until)
            && process.as_ref().is_none_or(|process| process == record.process)
            && key.as_ref().is_none_or(|key| key.as_escaped() == record.key)
            && actor.as_ref().is_none_or(|actor| actor.as_escaped() == record.metadata.actor)
            && correlation.is_none_or(|first| first == record.correlation())
            && (events.is_empty() || events.iter().any(|name| is_called(record, name)))
    }
}

fn correlation(text: &str) -> Result<CommandId, Problem> {
    text.parse().map_err(|_| {
        let detail = format!(
            "{text:?} is no correlation; write the 32 hexadecimal digits that an event has for it"
        );
        Problem::new(Refusal::Input, "bad_correlation", &detail)
    })
}

/// Whether there is an event of that name, of that process if one is named.
fn known(catalogue: &Catalogue, process: Option<&str>, name: &str) -> Result<(), Problem> {
    let (of, event) = match name.split_once('.') {
        Some((of, event)) => (Some(of), event),
        None => (None, name),
    };
    let asked = |name| process.is_none_or(|it| it == name) && of.is_none_or(|it| it == name);
    let asked = catalogue.processes().iter().filter(|process| asked(process.name()));
    let kinds: Vec<_> = asked.flat_map(|process| process.event_kinds()).collect();
    if kinds.contains(&event) {
        return Ok(());
    }
    let detail = match process.or(of) {
        Some(process) if !kinds.is_empty() => {
            format!("{process} has no event {name:?}; it has {}", kinds.join(", "))
        }
        _ => format!("there is no event {name:?}; name one like resolved or incident.resolved"),
    };
    Err(Problem::new(Refusal::Input, "unknown_event", &detail))
}

fn is_called(record: &RecordRef<'_>, name: &str) -> bool {
    match name.split_once('.') {
        Some((process, event)) => process == record.process && event == record.event,
        None => name == record.event,
    }
}
