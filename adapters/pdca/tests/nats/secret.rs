//! A made-up process that only top management may see, though everybody may begin one, and a read
//! model of those that have begun.

#![expect(unreachable_pub, reason = "the macros write sets that are public")]

use engine::lifecycle::{Lifecycle, Pdca, To, phase, row};
use engine::projection::{Entities, Tells, keys_after, of_one};
use engine::{
    Context, Decider, DecodeError, EventSet as _, Key, Projection, RecordRef, Role, Stamp,
    StreamId, commands, events,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::convert::Infallible;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Begin {
    pub words: String,
}
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct End {}

commands! {
    pub enum Command {
        Begin = "begin",
        End = "end",
    }
}

pub type Begun = Begin;
pub type Ended = End;

events! {
    pub enum Event {
        Begun = "begun", 1,
        Ended = "ended", 1,
    }
}

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Phase {
    #[default]
    New,
    Begun,
    Ended,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Secret(Phase);

const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: "secret",
    phases: &[
        phase(Phase::New, "new", Pdca::Plan),
        phase(Phase::Begun, "begun", Pdca::Do),
        phase(Phase::Ended, "ended", Pdca::Act),
    ],
    rows: &[
        row(&[Phase::New], "begin", "begun", To::Phase(Phase::Begun), &["user"]),
        row(&[Phase::Begun], "end", "ended", To::Phase(Phase::Ended), &["top_management"]),
    ],
    attested: &[],
};

impl Decider for Secret {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Infallible;

    fn visible_to() -> &'static [Role] {
        &["top_management"]
    }

    fn phase(&self) -> Phase {
        self.0
    }

    fn decide(&self, command: &Command, _: &Context<'_>) -> Result<Vec<Event>, Infallible> {
        Ok(vec![match command.clone() {
            Command::Begin(begun) => Event::Begun(begun),
            Command::End(ended) => Event::Ended(ended),
        }])
    }

    fn evolve(&mut self, event: &Event, _: &Stamp<'_>) {
        self.0 = match event {
            Event::Begun(_) => Phase::Begun,
            Event::Ended(_) => Phase::Ended,
        };
    }
}

/// Those that have begun and not ended.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Secrets(BTreeMap<Key, String>);

impl Projection for Secrets {
    const NAME: &'static str = "secrets";
    const VERSION: u16 = 1;
    const PROCESSES: &'static [&'static str] = &["secret"];
    const ENTITIES: Option<Entities<Self>> = Some(Entities::told());

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let key = record.stream()?.key;
        match Event::decode(record.event, record.schema, record.payload)? {
            Event::Begun(begun) => self.0.insert(key, begun.words),
            Event::Ended(_) => self.0.remove(&key),
        };
        Ok(())
    }
}

impl Tells for Secrets {
    const PROCESS: &'static str = "secret";
    type Entity = BTreeMap<&'static str, String>;

    fn changes(_: &str, _: &str) -> bool {
        true
    }

    fn entity(&self, stream: &StreamId) -> Option<Self::Entity> {
        Some(BTreeMap::from([("words", self.0.get(&stream.key)?.clone())]))
    }

    fn streams_after(&self, after: Option<&StreamId>, most: usize) -> Vec<StreamId> {
        of_one::<Self>(after, |after| keys_after(&self.0, after, most))
    }
}
