//! What a problem does, rule by rule, and exhaustively.

mod explore;
mod investigate;
mod policy;
mod solve;
mod triage;

use super::*;
use crate::agreement::{Level, Priority};
use crate::attest::Attestation;
use crate::change;
use crate::limits::{List, label, text};
use crate::release::tests::change_events;
use crate::roles::{
    PROBLEM_ANALYST, PROBLEM_MANAGER, PROCESS_OWNER, SECURITY_OFFICER, SERVICE_DESK,
};
use crate::testing::{World, actor, founded, key};
use engine::testing::{Given, NOW, caller, given};
use engine::{Decider as _, Key, Span, Timestamp};

fn word() -> Attestation {
    Attestation::that(text("it is so"))
}

/// Logs an incident of one kind, as soon as the world goes on.
pub(crate) fn log(world: &mut World, name: &str, item: &str, category: &str) {
    let body = format!(
        r#"{{"summary": "mail is down", "service": "mail", "caller": "dee",
            "configuration_item": "{item}", "category": "{category}",
            "impact": "medium", "urgency": "medium"}}"#
    );
    world.send("ada", "incident", name, "log", &body).unwrap();
}

/// Ada manages and analyses problems; another problem is open, about another item; a change is to be
/// carried out.
pub(crate) fn world() -> World {
    let mut world = founded("ada");
    let offer = r#"{"person": "ada", "competence": {"statement": "fit"}}"#;
    for role in [PROBLEM_MANAGER, PROBLEM_ANALYST, PROCESS_OWNER, SECURITY_OFFICER, SERVICE_DESK] {
        world.send("ada", "role", role, "offer", offer).unwrap();
    }
    log(&mut world, "INC1", "srv-1", "software");
    log(&mut world, "INC2", "srv-2", "software");
    let identify = r#"{"source": {"incident": "INC2"}, "summary": "other",
        "configuration_items": ["srv-2"], "category": "software"}"#;
    world.send("ada", "problem", "PRB-2", "identify", identify).unwrap();
    let slot = change::Slot { from: NOW, to: NOW + Span::from_days(1) };
    for event in change_events(slot, false) {
        world.record(change::NAME, "CHG1", &event);
    }
    world
}

/// The same world, where this became of the change CHG1.
fn with_change(event: &change::Event) -> World {
    let mut world = world();
    world.record(change::NAME, "CHG1", event);
    world
}

/// After all that the facts hold.
fn day(number: i64) -> Timestamp {
    NOW + Span::from_hours(1) + Span::from_days(number)
}

/// The same world, where `INC3` is like `INC1` and happened on a day.
fn recurred(number: i64) -> World {
    let mut world = world();
    world.now = day(number);
    log(&mut world, "INC3", "srv-1", "software");
    world
}

fn grading() -> Grading {
    let (impact, frequency, risk) = (Level::High, Level::Medium, Level::Medium);
    Grading { impact, frequency, risk, priority: Priority::P2 }
}

fn identify() -> Identify {
    Identify {
        source: Source::Incident(key("INC1")),
        summary: label("mail is down again and again"),
        description: None,
        services: List::empty(),
        configuration_items: [key("srv-1")].into(),
        category: Some(label("software")),
        grading: None,
        incidents: List::empty(),
        exists: None,
    }
}

/// With all that is to be known of it.
fn complete() -> Identify {
    Identify {
        description: Some(text("the queue fills up")),
        services: [key("mail")].into(),
        grading: Some(grading()),
        ..identify()
    }
}

fn analyst() -> StartInvestigation {
    StartInvestigation { analyst: actor("ada") }
}

fn cause(kind: CauseKind) -> FindRootCause {
    let cause = Cause { kind, statement: text("a limit is set too low") };
    FindRootCause { cause, method: text("five whys"), evidence: text("its log") }
}

fn known_error() -> RecordKnownError {
    let workaround = Some(text("restart the queue"));
    RecordKnownError { symptom: text("the queue is full"), workaround }
}

fn hardening(day_due: i64) -> PlanHardening {
    let (measures, control) = (text("only the desk may set it"), Some(label("A.8.9")));
    PlanHardening { measures, control, due: day(day_due) }
}

fn withdraw() -> WithdrawCause {
    WithdrawCause { reason: text("its date was misread"), evidence: text("the log of the backup") }
}

fn resolve() -> Resolve {
    Resolve {
        solution: text("the limit is set right"),
        change_successful: None,
        no_change_reason: Some(text("a setting of the queue, which is no item")),
        observe_for: None,
    }
}

fn review(effective: bool) -> ReviewEffectiveness {
    ReviewEffectiveness { effective, finding: text("looked at it") }
}

fn link(incident: &str) -> LinkIncidents {
    LinkIncidents { incidents: [key(incident)].into(), exists: None }
}

fn none() -> Given<Problem> {
    given::<Problem>([]).facts(world().facts).at(day(0))
}

fn prioritised() -> Given<Problem> {
    let names = ["identified", "recorded", "classified", "prioritised"];
    none().when(complete()).then_names(&names)
}

fn investigating() -> Given<Problem> {
    prioritised().when(analyst()).then_names(&["investigation_started"])
}

fn explained(kind: CauseKind) -> Given<Problem> {
    investigating().when(cause(kind)).then_names(&["root_cause_found"])
}

fn known(kind: CauseKind) -> Given<Problem> {
    let names = ["known_error_recorded", "known_error_published"];
    explained(kind).when(known_error()).then_names(&names)
}

fn awaiting_change() -> Given<Problem> {
    let raise = RaiseChange { change: None, need: Some(text("another limit")) };
    known(CauseKind::Other).when(raise).then_names(&["change_raised"])
}

fn observed(kind: CauseKind) -> Given<Problem> {
    let names = ["resolved", "resolution_published", "effect_monitoring_started"];
    let resolve = Resolve { observe_for: Some(Span::from_days(30)), ..resolve() };
    known(kind).when(resolve).then_names(&names)
}

/// Observed for long enough, and judged.
fn reviewed(kind: CauseKind, effective: bool) -> Given<Problem> {
    let names = ["effectiveness_reviewed", "effectiveness_reported"];
    observed(kind).at(day(30)).when(review(effective)).then_names(&names)
}

/// There again after it was solved.
fn reopened(kind: CauseKind) -> Given<Problem> {
    let names = ["incident_linked", "reopened"];
    observed(kind).facts(recurred(10).facts).at(day(11)).when(link("INC3")).then_names(&names)
}

fn dues(given: &Given<Problem>) -> Vec<(&'static str, Timestamp)> {
    given.state().deadlines().iter().map(|due| (due.name, due.at)).collect()
}
