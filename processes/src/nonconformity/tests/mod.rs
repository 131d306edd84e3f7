//! What a nonconformity does, rule by rule, and exhaustively.

mod act;
mod check;
mod explore;
mod raise;

use super::*;
use crate::agreement::Priority;
use crate::limits::{List, label, text};
use crate::roles::{AUDITOR, IMPROVEMENT_MANAGER, PROCESS_OWNER, SERVICE_MANAGER};
use crate::security_incident;
use crate::testing::{World, actor, founded, key};
use engine::testing::{Given, NOW, caller, given};
use engine::{Caller, Decider as _, Door, Span, Timestamp};

/// Ada represents management, imp manages improvements, own and act own processes, aud audits; sue
/// manages services and is a process owner, too. NCR-2 is open. What the examples are about traces
/// back SEC1.
pub(crate) fn world() -> World {
    let mut world = founded("ada");
    for (person, role) in [
        ("imp", IMPROVEMENT_MANAGER),
        ("own", PROCESS_OWNER),
        ("act", PROCESS_OWNER),
        ("aud", AUDITOR),
        ("sue", SERVICE_MANAGER),
    ] {
        world.give("ada", person, role);
    }
    let body = serde_json::to_string(&Raise { source: mail(), ..raise() }).unwrap();
    world.send("eve", NAME, "NCR-2", "raise", &body).unwrap();
    let nonconformity = key("TEST-1");
    let traced = security_incident::QualityTraceStarted { nonconformity };
    let traced: security_incident::Event = traced.into();
    world.record(security_incident::NAME, "SEC1", &traced);
    world
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

/// After all that the facts hold.
fn day(number: i64) -> Timestamp {
    NOW + Span::from_hours(1) + Span::from_days(number)
}

/// What another one comes from.
fn mail() -> Source {
    let record = Record { process: label("service"), key: key("mail") };
    Source::Record(Occasion { record, what: None })
}

fn clause(standard: Standard, clause: &str) -> Criterion {
    Criterion::Clause(Clause { standard, clause: label(clause) })
}

fn raise() -> Raise {
    let source = Source::Observation(label("a walk"));
    let rule = Criterion::Rule(label("doors are locked"));
    let statement = text("the door of the hall stands open");
    Raise {
        criteria: [
            clause(Standard::Iso20000, "6.6.2"),
            clause(Standard::Iso27001, "A.7.2"),
            clause(Standard::Iso9001, "7.1.4"),
            rule.clone(),
        ]
        .into(),
        services: [key("mail")].into(),
        configuration_items: [key("door1")].into(),
        ..Raise::actual(source, rule, label("a door stands open"), statement)
    }
}

fn assess() -> Assess {
    Assess { priority: Priority::P2, owner: actor("own"), told: [actor("sue")].into() }
}

fn cause() -> DetermineCause {
    DetermineCause {
        cause: text("its spring is broken"),
        method: text("looked at it"),
        systemic: false,
        need: None,
    }
}

fn plan(due: i64) -> PlanAction {
    PlanAction { action: text("springs"), owner: Some(actor("act")), due: day(due), watch: None }
}

fn complete() -> CompleteAction {
    CompleteAction { outcome: text("all have new springs"), evidence: Some(label("bill 7")) }
}

fn verify(effective: bool) -> Verify {
    Verify { effective, finding: text("walked by at night") }
}

fn again(criteria: List<Criterion>) -> FindAgain {
    let source = Source::Observation(label("another walk"));
    FindAgain { source, criteria, note: text("open again"), at: None }
}

fn rules() -> Caller {
    Caller::system(Door::Policy)
}

fn none() -> Given<Nonconformity> {
    given::<Nonconformity>([]).facts(world().facts).at(day(0)).by(caller("own"))
}

fn raised(raise: Raise) -> Given<Nonconformity> {
    none().when(raise).then_names(&["raised"])
}

fn assessed(raise: Raise) -> Given<Nonconformity> {
    raised(raise).when(assess()).then_names(&["assessed", "communicated"])
}

fn planned(raise: Raise) -> Given<Nonconformity> {
    let given = assessed(raise).when(cause()).then_names(&["cause_determined"]);
    given.when(plan(10)).then_names(&["action_planned"])
}

/// Own has planned it, act owns it, and own says on the first day that it is done.
fn implemented(raise: Raise) -> Given<Nonconformity> {
    let given = planned(raise).at(day(1)).when(complete());
    given.then_names(&["action_started", "corrective_action_completed"])
}

/// When it has been watched for long enough.
fn watched() -> Given<Nonconformity> {
    implemented(raise()).at(day(31)).by(caller("aud"))
}

fn dues(given: &Given<Nonconformity>) -> Vec<(&'static str, Timestamp)> {
    given.state().deadlines().iter().map(|due| (due.name, due.at)).collect()
}
