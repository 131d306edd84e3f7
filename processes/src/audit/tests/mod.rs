//! What an audit does, rule by rule, and exhaustively.

mod conclude;
mod explore;
mod look;
mod prepare;

use super::*;
use crate::agreement::Period;
use crate::attest::Attestation;
use crate::interval::Interval;
use crate::limits::{Label, List, label, text};
use crate::nonconformity::{self, Clause, Record, Standard};
use crate::problem::tests::log;
use crate::roles::{AUDIT_LEAD, AUDITOR, SERVICE_DESK};
use crate::testing::{World, actor, founded, key};
use engine::testing::{Given, NOW, caller, given};
use engine::{Decider as _, Position, Span, Timestamp};

/// Lea leads audits; aud, bea and dan audit; dan has worked at the desk, on the tenth day.
fn world() -> World {
    let mut world = founded("ada");
    for (person, role) in [
        ("lea", AUDIT_LEAD),
        ("aud", AUDITOR),
        ("bea", AUDITOR),
        ("dan", AUDITOR),
        ("ada", SERVICE_DESK),
        ("dan", SERVICE_DESK),
    ] {
        world.give("ada", person, role);
    }
    let body = serde_json::to_string(&SetProgramme { programme: programme(), earlier: None });
    world.send("lea", NAME, "AUD0", "set_programme", &body.unwrap()).unwrap();
    world.now = day(10);
    let incident = r#"{"summary": "mail is down", "service": "mail", "caller": "dee"}"#;
    world.send("dan", "incident", "INC1", "log", incident).unwrap();
    world
}

/// The same world, where a nonconformity came of finding 1 of `TEST-1`, and then that.
fn raised(and: &[nonconformity::Event]) -> World {
    let mut world = world();
    let finding = nonconformity::Finding { audit: key("TEST-1"), number: 1 };
    let raised = nonconformity::Raised {
        summary: label("so"),
        statement: text("it is so"),
        kind: nonconformity::Kind::Actual,
        source: nonconformity::Source::Finding(finding),
        criteria: List::empty(),
        services: List::empty(),
        configuration_items: List::empty(),
        leaked: false,
        assess_by: day(40),
    };
    for event in std::iter::once(raised.into()).chain(and.iter().cloned()) {
        world.record::<nonconformity::Event>(nonconformity::NAME, "NCR1", &event);
    }
    world
}

fn hand(name: &str) -> crate::change::Hand {
    crate::change::Hand { actor: actor(name), on_behalf: List::empty() }
}

/// What comes of the nonconformity, by hands of `who`.
fn mended(who: &str) -> Vec<nonconformity::Event> {
    let planned = nonconformity::ActionPlanned {
        action: text("mend it"),
        owner: hand(who),
        due: day(50),
        watch: Span::from_days(1),
        by: hand(who),
    };
    let verified = nonconformity::Verified { finding: text("so"), by: hand("ada") };
    vec![planned.into(), verified.into()]
}

fn closed() -> nonconformity::Event {
    nonconformity::Closed { lesson: None }.into()
}

fn day(number: i64) -> Timestamp {
    NOW + Span::from_hours(1) + Span::from_days(number)
}

fn days(from: i64, to: i64) -> Period {
    Period { from: day(from), to: day(to) }
}

fn clause(standard: Standard, clause: &str) -> Clause {
    Clause { standard, clause: label(clause) }
}

fn incidents() -> Clause {
    clause(Standard::Iso20000, "8.1")
}

fn programme() -> Programme {
    Programme {
        objectives: text("whether incidents are dealt with as agreed"),
        criteria: [incidents()].into(),
        scope: Scope { processes: [label("incident")].into(), areas: List::empty() },
        method: text("records and talks"),
        weighing: text("nothing was found last time"),
        interval: Interval::Months(12),
        joint: false,
    }
}

/// Of all three standards.
fn joint() -> Programme {
    let criteria =
        [incidents(), clause(Standard::Iso27001, "A.5.24"), clause(Standard::Iso9001, "9.1.2")];
    Programme { criteria: criteria.into(), joint: true, ..programme() }
}

fn set(programme: Programme) -> SetProgramme {
    SetProgramme { programme, earlier: None }
}

fn judges(auditor: &str, standards: List<Standard>) -> Assignment {
    let competence = Attestation::that(text("trained"));
    Assignment { auditor: actor(auditor), standards, competence }
}

fn aud() -> Assignment {
    judges("aud", Standard::ALL.into())
}

/// From the 30th to the 33rd day, about all before.
fn plan(auditors: List<Assignment>) -> Plan {
    Plan { dates: days(30, 33), period: days(0, 30), auditors }
}

fn assign(auditor: &str) -> AssignAuditor {
    AssignAuditor { assignment: judges(auditor, [Standard::Iso20000].into()) }
}

fn announce() -> Announce {
    Announce { told: [label("the desk")].into() }
}

fn evidence() -> Evidence {
    Evidence { events: [Position(1)].into(), note: None }
}

fn conforms(clauses: List<Clause>) -> RecordConformity {
    RecordConformity { clauses, evidence: evidence() }
}

fn finding(kind: FindingKind) -> RecordFinding {
    RecordFinding {
        kind,
        clauses: [incidents(), clause(Standard::Iso27001, "A.5.24")].into(),
        summary: label("priorities are guessed"),
        statement: text("three of ten have another than the matrix says"),
        evidence: Evidence { events: List::empty(), note: Some(text("asked them")) },
        services: [key("mail")].into(),
        configuration_items: List::empty(),
        known_as: None,
    }
}

const NONCONFORMITY: FindingKind = FindingKind::Nonconformity(nonconformity::Kind::Actual);

fn report() -> Report {
    let addressed = [label("management")].into();
    Report { conclusion: text("objectives can be reached"), addressed, measures: None }
}

fn verify() -> VerifyAction {
    let addressed = [label("management")].into();
    VerifyAction { number: 1, result: text("none of ten"), addressed }
}

fn withdraw() -> WithdrawFinding {
    WithdrawFinding { number: 1, reason: text("misread"), reviewed: text("the matrix") }
}

fn none() -> Given<Audit> {
    given::<Audit>([]).facts(world().facts).at(day(20)).by(caller("aud"))
}

fn planned(programme: Programme) -> Given<Audit> {
    let given = none().when(set(programme)).then_names(&["programme_set"]);
    given.when(plan([aud()].into())).then_names(&["planned", "auditor_assigned"])
}

fn announced() -> Given<Audit> {
    planned(programme()).when(announce()).then_names(&["announced"])
}

/// One event is in the log by then.
fn running() -> Given<Audit> {
    announced().at(day(31)).when(Start {}).then_names(&["started"])
}

/// With a nonconformity found.
fn finished() -> Given<Audit> {
    let given = running().when(finding(NONCONFORMITY)).then_names(&["finding_recorded"]);
    given.when(Finish { moved: List::empty() }).then_names(&["fieldwork_finished"])
}

fn following_up() -> Given<Audit> {
    finished().when(report()).then_names(&["reported", "follow_up_started"])
}

fn item(process: &str, name: &str) -> Record {
    Record { process: label(process), key: key(name) }
}

fn traces(standards: &[Standard]) -> TraceItem {
    let traced = |standard: &Standard| Traced { standard: *standard, result: text("as it has to") };
    let results = List::new(standards.iter().map(traced).collect()).unwrap();
    TraceItem { item: item("incident", "INC1"), results, evidence: evidence() }
}

fn sample() -> DrawSample {
    DrawSample { items: [item("incident", "INC1")].into() }
}

fn process(name: &str) -> Label {
    label(name)
}
