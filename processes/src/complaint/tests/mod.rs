//! What a complaint does, rule by rule, and exhaustively.

mod answer;
mod correlate;
mod explore;
mod receive;

use super::*;
use crate::limits::{List, label, text};
use crate::nonconformity::Record;
use crate::roles::{
    BUSINESS_RELATIONSHIP_MANAGER, CUSTOMER, PROCESS_OWNER, SECURITY_OFFICER,
    SERVICE_LEVEL_MANAGER, SERVICE_MANAGER,
};
use crate::testing::{World, actor, founded, key};
use engine::testing::{Given, NOW, caller, given};
use engine::{Caller, Decider as _, Door, Span, Timestamp};

/// That both parties have signed.
const SIGNED: &str = r#"{"signatures": [
    {"party": "provider", "signed_by": "sue", "reference": "page 9"},
    {"party": "other", "signed_by": "cus", "reference": "page 9"}]}"#;

/// Ada represents management; bea and ben answer customers, cus is one, sue and sam manage services,
/// sec is security officer. Acme has agreed what a complaint is for mail and for nothing else. INC7 is
/// on record, and CMP-2 is open.
pub(crate) fn world() -> World {
    let mut world = founded("ada");
    for (person, role) in [
        ("bea", BUSINESS_RELATIONSHIP_MANAGER),
        ("ben", BUSINESS_RELATIONSHIP_MANAGER),
        ("cus", CUSTOMER),
        ("sue", SERVICE_MANAGER),
        ("sam", SERVICE_MANAGER),
        ("sec", SECURITY_OFFICER),
        ("own", PROCESS_OWNER),
        ("slm", SERVICE_LEVEL_MANAGER),
    ] {
        world.give("ada", person, role);
    }
    let draft = r#"{"requirements": {"statement": "agreed"}, "terms": {"services": ["mail"],
        "party": "acme", "workload": ["ten"], "exceptions": [{"name": "flood", "statement": "water"}],
        "definitions": {"complaint": "a letter that says so"}}}"#;
    world.send("slm", "agreement", "gold", "draft", draft).unwrap();
    world.send("slm", "agreement", "gold", "offer", "{}").unwrap();
    world.send("sue", "agreement", "gold", "agree", SIGNED).unwrap();
    let body = r#"{"summary": "mail is down", "service": "print"}"#;
    world.send("eve", "incident", "INC7", "log", body).unwrap();
    world.send("bea", NAME, "CMP-2", "record", &json(&lodge())).unwrap();
    world
}

/// The same world, where policies have nothing to say any more.
pub(crate) fn lodged() -> World {
    let mut world = world();
    world.calm();
    world
}

fn json<T: serde::Serialize>(body: &T) -> String {
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

/// After all that the facts hold.
fn day(number: i64) -> Timestamp {
    NOW + Span::from_hours(1) + Span::from_days(number)
}

fn lodge() -> Lodge {
    Lodge {
        summary: label("nobody answers"),
        statement: text("three letters, no answer"),
        customer: key("acme"),
        complainant: Some(label("Ann at Acme").into()),
        service: Some(key("mail")),
        about: List::empty(),
        at: None,
    }
}

/// A complaint about somebody, of a customer who has agreed nothing.
fn about_ben() -> Lodge {
    let about = [actor("ben")].into();
    Lodge { about, service: None, customer: key("zeta"), complainant: None, ..lodge() }
}

fn incident(name: &str) -> Record {
    Record { process: label("incident"), key: key(name) }
}

fn acknowledge() -> Acknowledge {
    Acknowledge { told: text("by letter: we have yours") }
}

fn start() -> StartInvestigation {
    StartInvestigation { investigator: Some(actor("ivy")) }
}

fn act() -> AgreeAction {
    AgreeAction { action: text("answer within a day"), service_targets: None, deviation: None }
}

fn report(no_action_reason: Option<&str>) -> Report {
    let no_action_reason = no_action_reason.map(text);
    Report { outcome: text("a letter was lost"), told: text("by letter"), no_action_reason }
}

fn reclassify(instead: Instead) -> Reclassify {
    Reclassify { reason: text("it was no letter"), instead, told: text("by telephone") }
}

fn fail() -> Escalate {
    Escalate { rule: Rule::NormalWayFailed, reason: Some(text("still no answer")) }
}

fn late(rule: Rule) -> Escalate {
    Escalate { rule, reason: None }
}

fn decide(answer_by: i64) -> TakeEscalatedAction {
    TakeEscalatedAction { decision: text("pay back a month"), answer_by: day(answer_by) }
}

fn close(ground: Ground) -> Close {
    Close { ground, satisfaction: Some(Satisfaction::Neutral) }
}

fn final_answer() -> Ground {
    Ground::FinalAnswer(text("that is all"))
}

fn rules() -> Caller {
    Caller::system(Door::Policy)
}

fn none() -> Given<Complaint> {
    given::<Complaint>([]).facts(world().facts).at(day(0)).by(caller("bea"))
}

fn recorded(lodge: Lodge) -> Given<Complaint> {
    none().when(lodge).then_names(&["recorded"])
}

fn acknowledged(lodge: Lodge) -> Given<Complaint> {
    recorded(lodge).when(acknowledge()).then_names(&["acknowledged"])
}

fn investigating(lodge: Lodge) -> Given<Complaint> {
    acknowledged(lodge).when(start()).then_names(&["investigation_started"])
}

fn acting() -> Given<Complaint> {
    investigating(lodge()).when(act()).then_names(&["action_agreed"])
}

fn reported() -> Given<Complaint> {
    acting().when(report(None)).then_names(&["reported"])
}

fn dues(given: &Given<Complaint>) -> Vec<(&'static str, Timestamp)> {
    given.state().deadlines().iter().map(|due| (due.name, due.at)).collect()
}

fn apart(who: &str, other: &str, did: &'static str) -> Rejection {
    Rejection::NotApart { actor: actor(who), other: actor(other), did }
}
