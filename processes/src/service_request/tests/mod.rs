//! What a service request does, rule by rule, and exhaustively.

mod access;
mod approval;
mod clocks;
mod explore;
mod fulfil;
mod items;
mod receive;

use super::*;
use crate::agreement::{Level, Priority};
use crate::limits::{List, label, text};
use crate::roles::{
    CUSTOMER, CUSTOMER_REPRESENTATIVE, RESOLVER, SERVICE_DESK, SERVICE_LEVEL_MANAGER,
    SERVICE_MANAGER,
};
use crate::testing::{World, actor, founded, key};
use engine::testing::{Given, NOW, caller, given};
use engine::{Caller, Decider as _, Door, Span, Timestamp};

/// Dan is at the desk, rex and ray fulfil, sue and sam manage services, cara approves for customers,
/// slm keeps the catalogue. Mail is offered, and what may be requested of it; acme has agreed that
/// clocks stand still while approval is awaited. REQ-2 is open: eve has asked for the right to post.
pub(crate) fn world() -> World {
    let mut world = founded("ada");
    for (person, role) in [
        ("dan", SERVICE_DESK),
        ("rex", RESOLVER),
        ("ray", RESOLVER),
        ("sue", SERVICE_MANAGER),
        ("sam", SERVICE_MANAGER),
        ("cus", CUSTOMER),
        ("cara", CUSTOMER_REPRESENTATIVE),
        ("slm", SERVICE_LEVEL_MANAGER),
    ] {
        world.give("ada", person, role);
    }
    let entry = r#"{"entry": {"description": "mail", "stands_alone": "no item"}}"#;
    world.send("slm", "service", "mail", "draft", entry).unwrap();
    let agree = r#"{"draft": 1, "sla_plan": {"statement": "soon"}}"#;
    world.send("cus", "service", "mail", "agree", agree).unwrap();
    let draft = r#"{"requirements": {"statement": "agreed"}, "terms": {"services": ["mail"],
        "party": "acme", "workload": ["ten"], "exceptions": [{"name": "flood", "statement": "water"}],
        "holds": [{"reason": "awaiting_customer", "pauses": true},
            {"reason": "awaiting_approval", "pauses": true}]}}"#;
    world.send("slm", "agreement", "gold", "draft", draft).unwrap();
    world.send("slm", "agreement", "gold", "offer", "{}").unwrap();
    let signed = r#"{"signatures": [
        {"party": "provider", "signed_by": "sue", "reference": "page 9"},
        {"party": "other", "signed_by": "cus", "reference": "page 9"}]}"#;
    world.send("sue", "agreement", "gold", "agree", signed).unwrap();
    for (name, item) in items() {
        let body = json(&DraftItem { item });
        world.send("slm", NAME, name, "draft_item", &body).unwrap();
        world.send("sue", NAME, name, "approve_item", "{}").unwrap();
    }
    let post = Log { requester: Some(actor("eve")), ..log("post") };
    world.send("eve", NAME, "REQ-2", "log", &json(&post)).unwrap();
    world.calm();
    world
}

fn item(approval: Approval) -> Item {
    Item {
        name: label("it"),
        description: text("what one gets"),
        service: key("mail"),
        category: Some(label("mail")),
        approval,
        impact: Level::Medium,
        urgency: Level::Medium,
        group: None,
        entitled: Entitled::default(),
        access: None,
        targets: None,
        approve_within: Span::from_days(3),
    }
}

fn grant(right: &str, for_roles: &[&str], excludes: &[&str]) -> Access {
    let list = |names: &[&str]| List::new(names.iter().map(|name| label(name)).collect()).unwrap();
    let (for_roles, excludes) = (list(for_roles), list(excludes));
    Access::Grant(Grant { right: label(right), for_roles, excludes })
}

const BY_SUE: Approval = Approval::By(Approver::ServiceManager);
const BY_CARA: Approval = Approval::By(Approver::CustomerRepresentative);

const fn targets(response: Span, fulfilment: Span) -> ItemTargets {
    ItemTargets { response, fulfilment }
}

fn items() -> Vec<(&'static str, Item)> {
    let (hours, days) = (Span::from_hours, Span::from_days);
    let account = Item {
        group: Some(label("accounts")),
        access: Some(grant("mailbox", &[], &[])),
        targets: Some(targets(Span::from_minutes(30), hours(2))),
        ..item(Approval::Preapproved)
    };
    let list = Item {
        group: Some(label("lists")),
        targets: Some(targets(days(10), days(20))),
        ..item(Approval::Preapproved)
    };
    let acme = Entitled { customers: [key("acme")].into(), ..Entitled::default() };
    let desk = Entitled { roles: [label(SERVICE_DESK)].into(), ..Entitled::default() };
    vec![
        ("account", account),
        ("list", list),
        ("advice", item(BY_SUE)),
        ("report", Item { targets: Some(targets(days(10), days(20))), ..item(BY_SUE) }),
        ("letter", item(BY_CARA)),
        ("post", Item { access: Some(grant("post", &[], &[])), ..item(BY_SUE) }),
        (
            "pay",
            Item {
                access: Some(grant("pay", &[RESOLVER], &["post", SERVICE_MANAGER])),
                ..item(BY_SUE)
            },
        ),
        ("audit", Item { access: Some(grant("auditor", &[], &[])), ..item(BY_SUE) }),
        ("unpost", Item { access: Some(Access::Withdraw(label("post"))), ..item(BY_SUE) }),
        ("paper", Item { entitled: acme, ..item(Approval::Preapproved) }),
        ("badge", Item { entitled: desk, ..item(Approval::Preapproved) }),
    ]
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
fn hour(number: i64) -> Timestamp {
    NOW + Span::from_hours(1 + number)
}

fn free() -> Log {
    let requester = Some(actor("eve"));
    Log { description: Some(text("please")), requester, ..Log::of(label("mail for a friend")) }
}

fn log(item: &str) -> Log {
    Log { item: Some(key(item)), ..free() }
}

fn of_acme(item: &str) -> Log {
    Log { customer: Some(key("acme")), ..log(item) }
}

fn validate(item: &str) -> Validate {
    Validate { item: Some(key(item)), ..Validate::default() }
}

fn prioritise(level: Level) -> Prioritise {
    Prioritise { impact: level, urgency: level, priority: None }
}

fn fulfil() -> Fulfil {
    Fulfil { delivered: text("all of it"), parts: List::empty() }
}

fn rules() -> Caller {
    Caller::system(Door::Policy)
}

fn none() -> Given<ServiceRequest> {
    given::<ServiceRequest>([]).facts(world().facts).at(hour(0)).by(caller("dan"))
}

const ASKS: &[&str] = &["logged", "validated", "prioritised", "approval_requested"];
const GOES: &[&str] = &["logged", "validated", "prioritised", "auto_approved", "assigned"];

fn awaiting(log: Log) -> Given<ServiceRequest> {
    none().when(log).then_names(ASKS)
}

/// Approved by sue, and nobody has it.
fn approved(log: Log) -> Given<ServiceRequest> {
    awaiting(log).by(caller("sue")).when(Approve::default()).then_names(&["approved"])
}

/// Rex has begun.
fn at_work(log: Log) -> Given<ServiceRequest> {
    let assign = Assign { assignee: Some(actor("rex")), group: None };
    let given = approved(log).by(caller("dan")).when(assign).then_names(&["assigned"]);
    given.by(caller("rex")).when(StartFulfilment {}).then_names(&["fulfilment_started"])
}

fn dues(given: &Given<ServiceRequest>) -> Vec<&'static str> {
    given.state().deadlines().iter().map(|due| due.name).collect()
}

fn due(given: &Given<ServiceRequest>, name: &str) -> Option<Timestamp> {
    given.state().deadlines().iter().find(|due| due.name == name).map(|due| due.at)
}

fn apart(who: &str, other: &str, did: &'static str) -> Rejection {
    Rejection::NotApart { actor: actor(who), other: actor(other), did }
}
