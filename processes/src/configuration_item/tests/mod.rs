mod explore;
mod record;
mod service;
mod types;

use super::value::{AttributeRule, Control, RULES_MAX, RelationRule};
use super::{
    Activate, ApproveType, CaptureBaseline, Changes, Command, ConfigurationItem, ConfirmType,
    Content, Correct, Cover, Definition, Dispose, DraftType, End, EndMaintenance, Event, Evidence,
    Find, FlagDiscrepancy, FlagIdle, IDLE_AFTER, Identify, Impact, Kind, Master, Merge,
    NewRelation, Occasion, PublishType, Quarantine, RecordIdleOverdue, RecordUse, Register,
    Reinstate, Reject, RejectType, Rejection, Relate, ReleaseFromQuarantine, ReportMissing,
    Restore, Retire, RetireType, ReviseType, SetMaintenanceWindows, StartMaintenance,
    StartTypeReview, StoreMasterCopy, Unrelate, Update, Verify,
};
use crate::attest::Attestation;
use crate::change::{self, Origin, Slot};
use crate::clock::ServiceHours;
use crate::configuration_audit::{self as audit, Deficiency};
use crate::facts::ConfigurationItems;
use crate::limits::{Label, List, label, text};
use crate::release::tests::change_events;
use crate::roles::{CHANGE_MANAGER, CI_OWNER, CONFIGURATION_MANAGER, PROCESS_OWNER};
use crate::testing::{World, actor, founded, key};
use engine::testing::{Explorer, Given, NOW, caller, durable, given};
use engine::{CommandSet as _, Decider as _, Fact as _, Span, Timestamp};

fn word() -> Attestation {
    Attestation::that(text("it is so"))
}

fn chg1() -> Cover {
    Cover { change: key("CHG1"), approved: word() }
}

/// Servers: controlled by change; they have an operating system and perhaps processors, run on
/// things and are part of services.
fn server() -> Definition {
    let rule = |kind, mandatory| AttributeRule { kind, mandatory };
    let relation = |impact| RelationRule { impact, ..RelationRule::default() };
    Definition {
        description: text("a machine that serves"),
        attributes: [
            (label("os"), rule(Kind::OneOf([label("linux"), label("bsd")].into()), true)),
            (label("cpus"), rule(Kind::Number, false)),
            (label("bought"), rule(Kind::Time, false)),
        ]
        .into(),
        relations: [
            (label("runs_on"), relation(Impact::ToSource)),
            (label("part_of"), relation(Impact::ToTarget)),
            (label("beside"), relation(Impact::None)),
            (
                label("licensed_by"),
                RelationRule { to_types: [key("licence")].into(), ..relation(Impact::None) },
            ),
        ]
        .into(),
        control: Control { by_change: true, reason: text("customers feel it") },
        idle_after: IDLE_AFTER,
    }
}

/// Desks are on record, and nobody has to ask.
fn desk() -> Definition {
    Definition {
        attributes: [].into(),
        control: Control { by_change: false, reason: text("nobody feels it") },
        ..server()
    }
}

fn register() -> Register {
    Register {
        description: text("answers"),
        location: label("room 1"),
        owner: actor("ada"),
        attributes: [(label("os"), Content::Text(label("linux")))].into(),
        relations: [].into(),
        no_relations: Some(text("the first one")),
        source: Some(label("invoice")),
    }
}

fn identify(item_type: &str, register: Option<Register>) -> Identify {
    Identify { item_type: key(item_type), name: label("one of them"), register }
}

fn body(command: impl Into<Command>) -> (String, String) {
    let command: Command = command.into();
    (engine::Named::name(&command).to_owned(), command.to_json().to_string())
}

/// Ada keeps the records and owns items, bo owns the process.
struct Kept(World);

impl Kept {
    fn new() -> Self {
        let mut world = founded("ada");
        for role in [CONFIGURATION_MANAGER, CI_OWNER] {
            world.give("ada", "ada", role);
        }
        world.give("ada", "bo", PROCESS_OWNER);
        let mut kept = Self(world);
        kept.publish("server", server());
        kept.publish("desk", desk());
        kept.item("base", "server", []);
        kept.0.give("ada", "ada", CHANGE_MANAGER);
        kept
    }

    /// ... where a change covers the item that is asked.
    fn covered() -> Self {
        let mut kept = Self::new();
        kept.does("TEST-1", identify("server", None));
        kept.change("CHG1", &["base", "TEST-1"]);
        // What it has made of that one is on record.
        let (relation, to) = (label("runs_on"), End::Item(key("ship")));
        let moved = super::Unrelated { relation, to, cover: Some(chg1()) };
        kept.0.record::<Event>(super::NAME, "TEST-1", &moved.into());
        found(&mut kept.0, "TEST-1", "attribute os", Some("linux"));
        found(&mut kept.0, "TEST-1", "attribute os", Some("bsd"));
        kept
    }

    /// A change of these items that is approved, and to be carried out.
    fn approved(&mut self, name: &str, items: &[&str], raised_from: Option<Origin>) {
        let slot = Slot { from: NOW, to: NOW + Span::from_days(1) };
        let mut events = change_events(slot, false);
        let change::Event::Requested(requested) = events.remove(0) else { panic!() };
        let configuration_items = items.iter().map(|item| key(item)).collect();
        let configuration_items = List::new(configuration_items).unwrap();
        let content = change::Content { configuration_items, ..requested.content };
        let requested = change::Requested { content, raised_from, ..requested };
        let requested: change::Event = requested.into();
        for event in std::iter::once(requested).chain(events) {
            self.0.record(change::NAME, name, &event);
        }
    }

    /// A change of these items that is carried out.
    fn change(&mut self, name: &str, items: &[&str]) {
        let adopt = serde_json::json!({
            "title": "memory", "carried_out_at": NOW, "deviation": "nobody was asked",
            "result": "it works", "matches": {"statement": "it is so"}, "implementer": "ada",
            "recorder": {"actor": "ada", "on_behalf": []}, "definitions": [], "review_at": NOW,
            "content": {"purpose": "more memory", "configuration_items": items, "expected": "speed",
                "risk": {"level": "low", "statement": "none"}},
        });
        let adopted: change::Adopted = serde_json::from_value(adopt).unwrap();
        self.0.record::<change::Event>(change::NAME, name, &adopted.into());
    }

    fn by(
        &mut self,
        who: &str,
        name: &str,
        command: impl Into<Command>,
    ) -> Result<Vec<&'static str>, String> {
        let (command, body) = body(command);
        self.0.send(who, super::NAME, name, &command, &body)
    }

    fn does(&mut self, name: &str, command: impl Into<Command>) {
        self.by("ada", name, command).unwrap();
    }

    fn publish(&mut self, name: &str, definition: Definition) {
        self.does(name, DraftType { definition });
        self.by("bo", name, ApproveType {}).unwrap();
        self.does(name, PublishType {});
    }

    fn item<const N: usize>(&mut self, name: &str, item_type: &str, relations: [NewRelation; N]) {
        let attributes = if item_type == "server" { register().attributes } else { [].into() };
        let register = Register { relations: relations.into(), attributes, ..register() };
        self.does(name, identify(item_type, Some(register)));
    }

    fn facts(&self) -> &ConfigurationItems {
        self.0.facts.get()
    }
}

fn on(item: &str) -> NewRelation {
    NewRelation { relation: label("runs_on"), to: End::Item(key(item)), exists: None }
}

/// The same for an item that is registered, under the change CHG1.
fn relate(new: NewRelation) -> Relate {
    let NewRelation { relation, to, exists } = new;
    Relate { relation, to, exists, cover: Some(chg1()) }
}

/// What the audit AUD1 has found at an item.
fn found(world: &mut World, item: &str, what: &str, now: Option<&str>) {
    let deficiency = Deficiency {
        item: key(item),
        kind: audit::Kind::Differing,
        what: Some(label(what)),
        recorded: None,
        found: now.map(text),
        change: None,
    };
    let found: audit::Event =
        audit::DeficiencyFound { number: 1, deficiency, unauthorised: true, evidence: word() }
            .into();
    world.record(audit::NAME, "AUD1", &found);
}

/// Where a change covers the item that is asked.
fn none() -> Given<ConfigurationItem> {
    let kept = Kept::covered();
    given::<ConfigurationItem>([]).facts(kept.0.facts).at(START)
}

/// After all that the facts hold.
const START: Timestamp = Timestamp::from_nanos(NOW.as_nanos() + Span::from_hours(1).as_nanos());

fn registered() -> Given<ConfigurationItem> {
    none().when(identify("server", Some(register()))).then_names(&["identified", "registered"])
}

fn in_service() -> Given<ConfigurationItem> {
    registered().when(Activate { cover: Some(chg1()) }).then_names(&["activated"])
}

fn drafted() -> Given<ConfigurationItem> {
    none().when(DraftType { definition: server() }).then_names(&["type_drafted"])
}

fn cpus(number: i64) -> Changes {
    let attributes = [(label("cpus"), Some(Content::Number(number)))].into();
    Changes { attributes, ..Changes::default() }
}

fn update(changes: Changes, cover: Option<Cover>) -> Update {
    Update { changes, version: None, source: Some(label("a look")), cover }
}

fn differing(text: &str) -> Changes {
    let attributes = [(label("os"), Some(Content::Text(label(text))))].into();
    Changes { attributes, ..Changes::default() }
}
