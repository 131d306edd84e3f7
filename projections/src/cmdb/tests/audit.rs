//! Records against what was discovered, and what nobody uses.

use super::super::{Audit, Cmdb, Discovered};
use super::{CI, COVER, world};
use crate::testing::{World, fold, key};
use engine::Span;
use processes::configuration_audit::Deficiency;

fn seen(items: &str) -> Discovered {
    serde_json::from_str(&format!(r#"{{"types": ["server"], "items": [{items}]}}"#)).unwrap()
}

fn register(world: &mut World, item: &str, room: usize) {
    let body = format!(
        r#"{{"description": "serves", "location": "room {room}", "owner": "ada",
            "no_relations": "new", "attributes": {{"cpus": 4}}}}"#
    );
    world.send(CI, item, "register", &body);
}

/// What is told of an audit: item, kind and in what.
fn deficient(audit: &Audit) -> Vec<String> {
    let told = |it: &Deficiency| {
        format!("{} {} {}", it.item, it.kind.name(), it.what.as_deref().unwrap_or("-"))
    };
    audit.deficiencies.iter().map(told).collect()
}

#[test]
fn records_are_held_against_what_was_discovered() {
    let mut world = world();
    for (item, room) in [("a", 1), ("b", 2), ("c", 3)] {
        register(&mut world, item, room);
    }
    let model: Cmdb = fold(&world.records());
    let now = world.records().last().unwrap().as_ref().metadata.recorded_at;
    let audit = |items: &str| model.audit(&seen(items), now);
    let a = r#"{"key": "a", "name": "a", "location": "room 1", "attributes": {"cpus": 4}}"#;
    let (b, c) = (r#"{"key": "b"}"#, r#"{"key": "c"}"#);
    let right = audit(&format!("{a}, {b}, {c}"));
    assert_eq!((right.total, right.matching, right.matches.len()), (0, 3, 3));
    let wrong = audit(&format!(
        r#"{a}, {{"key": "b", "location": "room 9", "attributes": {{"cpus": 5, "disks": 2}}}}, {a},
           {{"key": "z"}}"#
    ));
    assert_eq!(
        deficient(&wrong),
        [
            "a duplicate found",
            "b differing location",
            "b differing attribute cpus",
            "b differing attribute disks",
            "c missing -",
            "z unknown -"
        ]
    );
    assert_eq!(wrong.unauthorised, [key("b")].into());
    let covered =
        audit(&format!(r#"{a}, {c}, {{"key": "b", "location": "room 9", "change": "CHG1"}}"#));
    assert!(covered.unauthorised.is_empty() && covered.total == 1);
    // Of other types than it looked for nothing is missing.
    let other = Discovered { types: vec![key("desk")], ..seen(a) };
    assert_eq!(model.audit(&other, now).total, 0);
}

#[test]
fn a_record_that_nobody_looked_at_is_stale_and_one_that_is_twice_a_duplicate() {
    let mut world = world();
    register(&mut world, "a", 1);
    register(&mut world, "b", 1);
    let twin = r#"{"changes": {"name": "a"}, "cover": {"change": "CHG1", "approved": {"statement": "it is"}}}"#;
    world.send(CI, "b", "update", twin);
    let model: Cmdb = fold(&world.records());
    let now = world.records().last().unwrap().as_ref().metadata.recorded_at;
    let items = seen(r#"{"key": "a"}, {"key": "b"}"#);
    let twice = ["a duplicate recorded as", "b duplicate recorded as"];
    assert_eq!(deficient(&model.audit(&items, now)), twice);
    let later = now + Span::from_days(365);
    let stale = model.audit(&items, later);
    assert_eq!(stale.kinds.values().sum::<usize>(), 4);
    assert!(deficient(&stale).contains(&"b stale looked at".to_owned()));
    let patient = Discovered { stale_after: Some(Span::from_days(999)), ..items };
    assert_eq!(deficient(&model.audit(&patient, later)), twice);
}

#[test]
fn idle_is_told_apart_from_not_measured() {
    let mut world = world();
    for (item, room) in [("a", 1), ("b", 2), ("c", 3)] {
        register(&mut world, item, room);
        world.send(CI, item, "activate", &format!(r#"{{"cover": {COVER}}}"#));
    }
    let idle = |world: &World, skip| {
        let model: Cmdb = fold(&world.records());
        let idle = model.idle(skip, 10);
        (idle.items.rows.len(), idle.items.total, idle.in_service, idle.not_measured)
    };
    assert_eq!(idle(&world, 0), (0, 0, 3, 3));
    world.send(
        "role",
        "ci_owner",
        "offer",
        r#"{"person": "ada", "competence": {"statement": "fit"}}"#,
    );
    world.send(CI, "a", "record_use", r#"{"source": "meter"}"#);
    assert_eq!(idle(&world, 0), (0, 0, 3, 2));
    world.send(
        "role",
        "capacity_manager",
        "offer",
        r#"{"person": "ada", "competence": {"statement": "fit"}}"#,
    );
    world.send(
        CI,
        "b",
        "flag_idle",
        r#"{"unused_since": "2020-01-01T00:00:00Z", "source": "meter"}"#,
    );
    assert_eq!(idle(&world, 0), (1, 1, 3, 1));
    assert_eq!(idle(&world, 1), (0, 1, 3, 1));
}
