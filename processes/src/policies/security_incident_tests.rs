//! Rules about security incidents.

use super::tests::Listening;
use crate::configuration_item;
use crate::facts::SecurityIncidents;
use crate::limits::{label, text};
use crate::nonconformity::Nonconformity;
use crate::security_incident::{self, Phase, SecurityIncident, tests::world};
use crate::task;
use crate::testing::{World, key};
use engine::Dispatch;
use std::collections::{BTreeMap, BTreeSet};

fn log(world: &mut World, impact: &str, more: &str) {
    let body = format!(
        r#"{{"summary": "odd mails", "service": "mail", "category": "security", "impact": "{impact}",
            "urgency": "high", "configuration_item": "srv-1" {more}}}"#
    );
    world.send("ada", "incident", "INC5", "log", &body).unwrap();
}

/// The same world, where nothing is left for rules to do.
fn calm() -> World {
    let mut world = world();
    world.calm();
    world
}

fn about_security(done: &[String]) -> Vec<&str> {
    let others = ["task.", "problem.", "incident.link_problem"];
    let ours = done.iter().filter(|it| !others.iter().any(|other| it.contains(other)));
    ours.map(String::as_str).collect()
}

#[test]
fn an_incident_that_touches_security_opens_one_of_its_name_once() {
    let mut world = calm();
    log(&mut world, "low", r#", "security_grade": "low""#);
    assert_eq!(about_security(&world.settle()), ["INC5 security_incident.open"]);
    let opened = world.state::<SecurityIncident>("INC5");
    assert_eq!((opened.phase, opened.incidents.len()), (Phase::Opened, 1));
    assert!(opened.configuration_items.contains(&key("srv-1")));
    let known = world.facts.get::<SecurityIncidents>();
    assert_eq!(known.of_incident(&key("INC5")), Some(&key("INC5")));
    assert_eq!(known.incidents_of(&key("INC5")).collect::<Vec<_>>(), [&key("INC5")]);
    world.send("ada", "incident", "INC5", "flag_security", r#"{"grade": "high"}"#).unwrap();
    assert_eq!(about_security(&world.settle()), [""; 0]);
}

#[test]
fn a_grave_leak_opens_one_and_is_traced_back_and_each_names_the_other() {
    let mut world = calm();
    log(&mut world, "high", "");
    world.calm();
    world.send("ada", "incident", "INC5", "report_leak", "{}").unwrap();
    let done = world.settle();
    let done = about_security(&done);
    let raised = done[1].strip_suffix(" nonconformity.raise").unwrap();
    assert_eq!(done[0], "INC5 security_incident.open");
    assert_eq!(done[2], "INC5 security_incident.trace_quality");
    assert_eq!(done[3], format!("{raised} nonconformity.link_security_incident"));
    assert_eq!(done.len(), 4, "{done:?}");
    assert!(world.state::<SecurityIncident>("INC5").traces.contains(&key(raised)));
    let nonconformity = world.state::<Nonconformity>(raised);
    assert_eq!(nonconformity.security_incident, Some(key("INC5")));
    // That it is said again changes nothing.
    assert!(world.send("ada", "incident", "INC5", "report_leak", "{}").unwrap().is_empty());
}

#[test]
fn a_leak_opens_another_one_where_the_one_before_is_over() {
    let mut world = calm();
    log(&mut world, "high", r#", "security_grade": "high""#);
    world.settle();
    let dismiss = r#"{"reason": "a test", "evidence": {"statement": "it was planned"}}"#;
    world.send("sid", "security_incident", "INC5", "dismiss", dismiss).unwrap();
    world.calm();
    world.send("ada", "incident", "INC5", "report_leak", "{}").unwrap();
    let done = world.settle();
    let done = about_security(&done);
    let opened = done[0].strip_suffix(" security_incident.open").unwrap();
    assert_ne!(opened, "INC5");
    let opened = world.state::<SecurityIncident>(opened);
    assert!(opened.incidents.contains(&key("INC5")) && opened.traces.len() == 1, "{done:?}");
}

#[test]
fn a_leak_is_traced_back_when_it_comes_to_be_of_priority_1() {
    let mut world = calm();
    log(&mut world, "low", "");
    world.calm();
    world.send("ada", "incident", "INC5", "report_leak", "{}").unwrap();
    assert_eq!(about_security(&world.settle()), ["INC5 security_incident.open"]);
    let body = r#"{"reason": "it is everybody's", "impact": "high"}"#;
    world.send("ada", "incident", "INC5", "reprioritise", body).unwrap();
    let done = world.settle();
    assert_eq!(about_security(&done).len(), 3, "{done:?}");
}

#[test]
fn what_is_merged_is_taken_over() {
    let mut world = calm();
    log(&mut world, "low", r#", "security_grade": "low""#);
    world.settle();
    let body = r#"{"parent": "SEC-2"}"#;
    world.send("sid", security_incident::NAME, "INC5", "merge", body).unwrap();
    assert_eq!(world.settle(), ["SEC-2 security_incident.take_over"]);
    let known = world.facts.get::<SecurityIncidents>();
    assert_eq!(known.of_incident(&key("INC5")), Some(&key("SEC-2")));
}

fn asked(sent: &[Dispatch], command: &str) -> bool {
    let asks = |it: &Dispatch| it.command.process() == task::NAME && it.command.name() == command;
    sent.iter().any(|it| {
        let key = it.key.as_ref().map(ToString::to_string).unwrap_or_default();
        asks(it) && (key.ends_with("altered") || key.ends_with("missing"))
    })
}

#[test]
fn what_may_be_one_of_an_item_is_asked() {
    let mut listening = Listening::new();
    let mut hear = |event: configuration_item::Event| {
        listening.hear::<configuration_item::Event>(configuration_item::NAME, "srv-1", event)
    };
    let found = |unauthorised| configuration_item::DiscrepancyFound {
        found: label("audit 7"),
        detail: text("more memory"),
        differing: BTreeMap::new(),
        unauthorised,
    };
    assert!(!asked(&hear(found(false).into()), "open"));
    assert!(asked(&hear(found(true).into()), "open"));
    let missing = |holds_information| configuration_item::ReportedMissing {
        search: text("room 1"),
        holds_information,
    };
    assert!(!asked(&hear(missing(false).into()), "open"));
    assert!(asked(&hear(missing(true).into()), "open"));
}

/// What a rule hears of what only some may see goes nowhere else: shown for all rules in `edges`,
/// and here that there is such a thing at all.
#[test]
fn there_is_something_that_only_some_may_see() {
    let restricted: BTreeSet<_> = crate::processes()
        .into_iter()
        .filter(|process| !process.visible_to().is_empty())
        .map(engine::AnyProcess::name)
        .collect();
    assert_eq!(restricted, BTreeSet::from([security_incident::NAME]));
}
