mod catalogue;
mod explore;
mod linked;
mod outage;
mod removal;
mod requirement;
mod transition;

use super::*;
use crate::agreement::terms::{Exception, ServiceTarget, Term};
use crate::agreement::{self, Party, Signature};
use crate::attest::Attestation;
use crate::change::{self, Hand, ServiceEffect, Slot};
use crate::limits::{Label, List, Percent, label, text};
use crate::release::tests::change_events;
use crate::roles::{
    CI_OWNER, CONFIGURATION_MANAGER, CUSTOMER_REPRESENTATIVE, PROCESS_OWNER, PROJECT_MANAGER,
    SERVICE_LEVEL_MANAGER, TESTER,
};
use crate::testing::{World, actor, founded, key};
use crate::{incident, problem};
use engine::testing::{Given, NOW, given};
use engine::{Span, Timestamp};
use serde_json::{Value, json};

fn word() -> Attestation {
    Attestation::that(text("it is so"))
}

/// After all that the facts hold.
fn day(number: i64) -> Timestamp {
    NOW + Span::from_hours(1) + Span::from_days(number)
}

/// Ada has every role there is need of; bo is the other one.
fn staffed() -> World {
    let mut world = founded("ada");
    for role in [
        CI_OWNER,
        CONFIGURATION_MANAGER,
        CUSTOMER_REPRESENTATIVE,
        PROJECT_MANAGER,
        SERVICE_LEVEL_MANAGER,
        crate::roles::BUSINESS_RELATIONSHIP_MANAGER,
    ] {
        let offer = r#"{"person": "ada", "competence": {"statement": "fit"}}"#;
        world.send("ada", "role", role, "offer", offer).unwrap();
    }
    world.give("ada", "bo", PROCESS_OWNER);
    world.give("ada", "bo", TESTER);
    world
}

fn send(world: &mut World, process: &str, name: &str, command: &str, body: &Value) {
    world.send("ada", process, name, command, &body.to_string()).unwrap();
}

/// A desk on record.
fn item(world: &mut World, name: &str) {
    let body = json!({"item_type": "desk", "name": name, "register": {
        "description": "a desk", "location": "room 1", "owner": "ada",
        "no_relations": "stands alone"}});
    send(world, "configuration_item", name, "identify", &body);
}

/// The customer acme is promised TEST-1 for three days, the item db1 is in use and old1 was, the
/// catalogue offers the service web; TEST-1 is changed by CHG1, to be removed
/// by CHG2 or handed over by CHG3. INC1 is about TEST-1, INC2 about web; PRB1 is a problem.
fn world() -> World {
    let mut world = staffed();
    let desk = json!({"definition": {"description": "a desk",
        "control": {"by_change": false, "reason": "nobody feels it"}}});
    send(&mut world, "configuration_item", "desk", "draft_type", &desk);
    world.send("bo", "configuration_item", "desk", "approve_type", "{}").unwrap();
    send(&mut world, "configuration_item", "desk", "publish_type", &json!({}));
    item(&mut world, "db1");
    item(&mut world, "old1");
    send(&mut world, "configuration_item", "old1", "retire", &json!({"reason": "worn"}));
    promise(&mut world, "gold", "acme", Some(NOW + Span::from_days(3)));
    let web = json!({"entry": {"description": "pages", "stands_alone": "the first one"}});
    send(&mut world, NAME, "web", "draft", &web);
    let agree = json!({"draft": 1, "sla_plan": {"statement": "next month"}});
    send(&mut world, NAME, "web", "agree", &agree);
    major(&mut world, "CHG1", "TEST-1", ServiceEffect::Changed);
    major(&mut world, "CHG2", "TEST-1", ServiceEffect::Removed);
    major(&mut world, "CHG3", "TEST-1", ServiceEffect::Transferred);
    let hand = || Hand { actor: actor("bo"), on_behalf: List::empty() };
    for name in ["CHG2", "CHG3"] {
        let begun: change::Event = change::ImplementationStarted { implementer: hand() }.into();
        world.record(change::NAME, name, &begun);
    }
    logged(&mut world, "INC1", "TEST-1");
    logged(&mut world, "INC2", "web");
    let identified = problem::Identified {
        source: problem::Source::Trend(label("T1")),
        summary: label("again"),
        category: None,
        configuration_items: List::empty(),
        incidents: List::empty(),
        exists: None,
    };
    world.record::<problem::Event>(problem::NAME, "PRB1", &identified.into());
    let implemented: change::Event = change::Implemented {
        implementer: hand(),
        checks: word(),
        open_parts: List::empty(),
        altered: List::empty(),
        unaltered: None,
        review_at: NOW,
        raised_from: None,
    }
    .into();
    world.record(change::NAME, "CHG1", &implemented);
    let reviewed: change::Event = change::Reviewed {
        reviewer: hand(),
        effectiveness: text("letters arrive"),
        as_expected: true,
    }
    .into();
    world.record(change::NAME, "CHG1", &reviewed);
    world
}

/// An incident of a service.
fn logged(world: &mut World, name: &str, service: &str) {
    let mut logged = incident::examples::prioritised().remove(0);
    let incident::Event::Logged(event) = &mut logged else { panic!() };
    event.service = key(service);
    world.record(incident::NAME, name, &logged);
}

/// A major change of a service that is approved.
pub(crate) fn major(world: &mut World, name: &str, service: &str, service_effect: ServiceEffect) {
    let slot = Slot { from: Timestamp::MIN, to: Timestamp::MAX };
    let mut events = change_events(slot, false);
    let change::Event::Requested(requested) = events.remove(0) else { panic!() };
    let (services, configuration_items) = ([key(service)].into(), List::empty());
    let content =
        change::Content { services, configuration_items, service_effect, ..requested.content };
    let (policy, definitions) = (Some(word()), List::empty());
    let class = change::Class::Major;
    let requested: change::Event = change::Requested { content, ..requested }.into();
    let classified: change::Event =
        change::Classified { class, model: None, policy, definitions }.into();
    for event in [requested, classified, events.remove(1)] {
        world.record(change::NAME, name, &event);
    }
}

/// A change of something else, for which somebody lacks the money.
fn given_up(world: &mut World, name: &str) {
    let (reason, raised_from) = (text("no money"), None);
    let cancelled: change::Event = change::Cancelled { reason, raised_from }.into();
    world.record(change::NAME, name, &cancelled);
}

/// An agreement in force that names TEST-1.
fn promise(world: &mut World, name: &str, customer: &str, end: Option<Timestamp>) {
    let signed = |party| {
        let reference = label("SLA-7, page 3");
        Signature { party, signed_by: label("somebody in charge").into(), reference }
    };
    let terms = agreement::Terms {
        party: Some(key(customer)),
        services: [key("TEST-1")].into(),
        workload: [text("at most 50 incidents a month")].into(),
        exceptions: [Exception { name: label("flood"), statement: text("the site is lost") }]
            .into(),
        service_targets: [ServiceTarget {
            name: label("availability"),
            at_least: Percent::of_hundred(99),
            statement: text("open time less outages, of open time"),
        }]
        .into(),
        term: Term { start: None, end },
        ..agreement::Terms::default()
    };
    let draft = agreement::Draft { terms, requirements: word() };
    let signatures = [signed(Party::Provider), signed(Party::Other)].into();
    let body = |it| serde_json::to_value(it).unwrap();
    send(world, "agreement", name, "draft", &body(draft));
    send(world, "agreement", name, "offer", &json!({}));
    let agree = serde_json::to_value(agreement::Agree { signatures }).unwrap();
    send(world, "agreement", name, "agree", &agree);
}

fn none() -> Given<Service> {
    none_in(world())
}

fn none_in(world: World) -> Given<Service> {
    given::<Service>([]).facts(world.facts).at(day(0)).of("TEST-1")
}

fn entry() -> Entry {
    Entry {
        description: text("letters"),
        customers: [key("acme")].into(),
        components: [key("db1")].into(),
        depends_on: [key("web")].into(),
        stands_alone: None,
    }
}

fn agree(draft: u64) -> Agree {
    Agree { draft, sla_plan: None }
}

fn drafted(entry: Entry) -> Given<Service> {
    none().when(Draft { entry }).then_names(&["drafted"])
}

fn published() -> Given<Service> {
    drafted(entry()).when(agree(1)).then_names(&["agreed"])
}

fn capture(requirement: &str) -> CaptureRequirement {
    let (source, need) = (label("acme"), text("letters arrive"));
    CaptureRequirement { requirement: label(requirement), source, need }
}

fn analyse(requirement: &str) -> AnalyseRequirement {
    AnalyseRequirement {
        requirement: label(requirement),
        measure: text("within a minute"),
        needs_change: true,
        change: None,
    }
}

/// The customer agrees to the requirement speed.
fn with_speed(given: Given<Service>) -> Given<Service> {
    let requirement = || label("speed");
    given
        .when(capture("speed"))
        .then_names(&["requirement_captured"])
        .when(analyse("speed"))
        .then_names(&["requirement_analysed"])
        .when(ProposeRequirement { requirement: requirement() })
        .then_names(&["requirement_proposed"])
        .when(AgreeRequirement { requirement: requirement() })
        .then_names(&["requirement_agreed"])
}
