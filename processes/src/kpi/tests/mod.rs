//! What an indicator does, rule by rule, and exhaustively.

mod define;
mod explore;
mod measure;
mod record;

use super::*;
use crate::attest::Attestation;
use crate::limits::{List, Percent, label, text};
use crate::roles::{BUSINESS_RELATIONSHIP_MANAGER, MONITORING, PROCESS_OWNER, STEERING_COMMITTEE};
use crate::testing::{World, actor, founded, key};
use engine::testing::{Given, NOW, caller, given};
use engine::{Actor, Caller, Decider as _, Door, Position, Span, Timestamp};

/// Ada represents management; own and oda own processes, stu and sia are the committee, and sia owns
/// processes as well; bea asks customers, bot reads models. Of `other` availability is measured.
pub(crate) fn world() -> World {
    let mut world = founded("ada");
    for (person, role) in [
        ("own", PROCESS_OWNER),
        ("oda", PROCESS_OWNER),
        ("sia", PROCESS_OWNER),
        ("stu", STEERING_COMMITTEE),
        ("sia", STEERING_COMMITTEE),
        ("bea", BUSINESS_RELATIONSHIP_MANAGER),
        ("bot", MONITORING),
    ] {
        world.give("ada", person, role);
    }
    approved(&mut world, "other", &availability());
    world.calm();
    world
}

/// Defined by own and approved by stu.
pub(crate) fn approved(world: &mut World, name: &str, definition: &Definition) {
    let body = json(&Define { definition: definition.clone() });
    world.send("own", NAME, name, "define", &body).unwrap();
    world.send("stu", NAME, name, "approve", &json(&approve(1))).unwrap();
}

pub(crate) fn json<T: serde::Serialize>(body: &T) -> String {
    serde_json::to_string(body).unwrap()
}

/// The same world, where `from` lets `to` act for him.
fn delegated(from: &str, to: &str, role: &str) -> World {
    let mut world = world();
    let until = world.now + Span::from_days(300);
    let body =
        format!(r#"{{"to": "{to}", "until": "{until}", "competence": {{"statement": "fit"}}}}"#);
    world.send(from, "role", role, "delegate", &body).unwrap();
    world
}

fn share(percent: u8) -> Figure {
    Figure::Share(Percent::of_hundred(percent))
}

pub(crate) fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn availability() -> Definition {
    Definition {
        measure: Measure::Availability,
        target: share(99),
        services: [key("mail")].into(),
        owner: Some(actor("own")),
        statement: text("mail works"),
        objective: Some(label("mail that works")),
    }
}

fn satisfaction() -> Definition {
    Definition { measure: Measure::Satisfaction, target: share(95), ..availability() }
}

fn fixes() -> Definition {
    let target = Figure::Time(Span::from_hours(4));
    Definition { measure: Measure::VulnerabilityFix, target, ..availability() }
}

fn define(definition: Definition) -> Define {
    Define { definition }
}

pub(crate) fn approve(version: u64) -> Approve {
    Approve { version, quorum: Attestation::that(text("all three took part")) }
}

fn retarget(target: Figure) -> Retarget {
    Retarget { definition: Definition { target, ..availability() }, reason: text("we can") }
}

/// What availability came to in a month, by the first version.
pub(crate) fn record(of: &str, percent: u8) -> Record {
    Record {
        month: month(of),
        version: 1,
        value: Some(share(percent)),
        within: None,
        position: Position(1),
        included: 9,
        excluded: 1,
        survey: None,
        correction: None,
    }
}

/// What customers said in a month.
fn answers(of: &str, percent: u8) -> Record {
    let evidence = Attestation::that(text("forms 1 to 9"));
    let survey = Survey { asked: text("all customers, by letter"), evidence };
    Record { survey: Some(survey), ..record(of, percent) }
}

fn corrected(record: Record) -> Record {
    Record { correction: Some(text("one was forgotten")), ..record }
}

pub(crate) fn review() -> Review {
    Review { cause: text("a disk"), action: text("another disk") }
}

fn rules() -> Caller {
    Caller::system(Door::Policy)
}

/// After all that the facts hold.
fn begin() -> Timestamp {
    NOW + Span::from_hours(1)
}

fn none() -> Given<Kpi> {
    given::<Kpi>([]).facts(world().facts).at(begin()).by(caller("own"))
}

fn defined(definition: Definition) -> Given<Kpi> {
    none().when(define(definition)).then_names(&["defined"])
}

/// Measured from January on; it is the second of February, and bot speaks.
fn measuring(definition: Definition) -> Given<Kpi> {
    let given = defined(definition).by(caller("stu")).when(approve(1));
    let given = given.then_names(&["approved", "started"]);
    given.by(caller("bot")).at(at("2026-02-02T00:00:00Z"))
}

/// January was missed.
fn missed() -> Given<Kpi> {
    measuring(availability()).when(record("2026-01", 98)).then_names(&["measured", "breached"])
}

fn dues(given: &Given<Kpi>) -> Vec<(&'static str, String)> {
    let due = |due: &engine::Deadline<Command>| (due.name, due.at.to_string());
    given.state().deadlines().iter().map(due).collect()
}
