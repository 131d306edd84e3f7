//! What the tests share.

use super::super::*;
use crate::agreement::Level;
use crate::attest::Attestation;
use crate::change::{self, Slot};
use crate::configuration_item;
use crate::limits::{Label, List, Text};
use crate::problem::KnownErrorPublished;
use crate::release::tests::change_events;
use engine::testing::{Given, NOW, given};
use engine::{
    Actor, CommandId, Decider, Door, EventSet, Facts, Key, Metadata, Origin, Position, RecordRef,
    Timestamp, Version,
};

pub(super) fn text(text: &str) -> Text {
    Text::new(text).unwrap()
}

pub(super) fn label(text: &str) -> Label {
    Label::new(text).unwrap()
}

pub(super) fn key(text: &str) -> Key {
    Key::new(text).unwrap()
}

pub(super) fn actor(text: &str) -> Actor {
    Actor::new(text).unwrap()
}

pub(super) fn attested(statement: &str) -> Attestation {
    Attestation::that(text(statement))
}

/// Facts, and the log that they are folded from.
#[derive(Clone)]
pub(super) struct World {
    pub(super) facts: Facts,
    position: u64,
}

impl World {
    pub(super) fn new() -> Self {
        Self { facts: Facts::new(Incident::facts()), position: 0 }
    }

    /// Ada is service desk and top management, another incident is open, and a known error published;
    /// an item is on record, a change that is implemented, and another that is not.
    pub(super) fn staffed() -> Self {
        let mut world = Self::new();
        for role in [crate::roles::SERVICE_DESK, crate::roles::TOP_MANAGEMENT] {
            let event: crate::role::Event = crate::role::Assigned { person: actor("ada") }.into();
            world.record("role", role, &event, Timestamp::MIN);
        }
        let logged = unlogged_in(Self::new().facts).when(mail_is_down()).decided().unwrap();
        world.record(NAME, "INC2", &logged[0], NOW);
        let published: crate::problem::Event =
            KnownErrorPublished { symptom: text("mail is slow"), workaround: None }.into();
        world.record(crate::problem::NAME, "PRB1", &published, NOW);
        let identified: configuration_item::Event =
            configuration_item::Identified { item_type: key("server"), name: label("a server") }
                .into();
        world.record(configuration_item::NAME, "srv-1", &identified, NOW);
        let slot = Slot { from: NOW, to: NOW };
        for (change, implemented) in [("CHG1", true), ("CHG2", false)] {
            let mut events = change_events(slot, implemented);
            if implemented {
                events.push(
                    change::Implemented {
                        implementer: change::Hand { actor: actor("bo"), on_behalf: List::empty() },
                        checks: attested("it works"),
                        open_parts: List::empty(),
                        altered: List::empty(),
                        unaltered: None,
                        review_at: NOW,
                        raised_from: None,
                    }
                    .into(),
                );
            }
            for event in events {
                world.record(change::NAME, change, &event, NOW);
            }
        }
        world
    }

    pub(super) fn record<E: EventSet>(
        &mut self,
        process: &str,
        key: &str,
        event: &E,
        at: Timestamp,
    ) {
        self.position += 1;
        let payload = event.encode();
        let record = RecordRef {
            position: Position(self.position),
            process,
            key,
            version: Version(1),
            event: event.name(),
            schema: event.schema(),
            metadata: Metadata {
                command_id: CommandId(u128::from(self.position)),
                content: 0,
                correlation: None,
                causation: None,
                depth: 0,
                recorded_at: at,
                occurred_at: at,
                basis: Position(self.position - 1),
                door: Door::Founding,
                principal: "",
                actor: "system",
                origin: Origin::Live,
            },
            payload: &payload,
        };
        self.facts.apply(&record).unwrap();
    }
}

/// Nothing has happened yet, and ada is service desk and top management.
pub(super) fn unlogged() -> Given<Incident> {
    unlogged_in(World::staffed().facts)
}

/// The same where other facts hold.
pub(super) fn unlogged_in(facts: Facts) -> Given<Incident> {
    given::<Incident>([]).facts(facts)
}

/// Mail is down, and that is all.
pub(super) fn mail_is_down() -> Log {
    Log {
        summary: label("mail is down"),
        service: key("mail"),
        caller: Some(label("Caller 2403").into()),
        monitor: None,
        description: None,
        opened_by: None,
        customer: None,
        configuration_item: None,
        category: None,
        subcategory: None,
        business_grade: None,
        security_grade: None,
        impact: None,
        urgency: None,
        priority: None,
        group: None,
        assignee: None,
        details: Details::default(),
    }
}

/// ... with all that the desk can know.
pub(super) fn known_at_once(impact: Level, urgency: Level) -> Log {
    Log {
        category: Some(label("software")),
        impact: Some(impact),
        urgency: Some(urgency),
        assignee: Some(actor("ada")),
        ..mail_is_down()
    }
}

/// At work on a P1.
pub(super) fn at_work() -> Given<Incident> {
    unlogged()
        .at(NOW)
        .when(known_at_once(Level::High, Level::High))
        .then_names(&["logged", "classified", "prioritised", "assigned"])
        .when(Respond {})
        .then_names(&["responded"])
}

pub(super) fn resolve() -> Resolve {
    Resolve {
        code: label("restarted"),
        cause: Cause::Unknown,
        workaround: None,
        note: None,
        no_item_reason: Some(text("not in the CMDB")),
    }
}

pub(super) fn adopt(to: Phase) -> Adopt {
    Adopt {
        to,
        hold_reason: (to == Phase::OnHold).then(|| label("awaiting_customer")),
        opened_at: None,
        summary: None,
        caller: None,
        service: None,
        customer: None,
        details: Details::default(),
        triage: Triage::default(),
        reassignments: None,
        stated: None,
    }
}
