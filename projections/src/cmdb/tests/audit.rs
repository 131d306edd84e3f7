//! Records against what was discovered, and what nobody uses.

use super::super::{Audit, Cmdb, Discovered};
use super::{CI, COVER, world};
use crate::testing::{World, fold, key};
use engine::Span;
use processes::configuration_audit::Deficiency;
use std::collections::BTreeSet;

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
    // Whatever is seen differs, in which sight so ever; and once, where it is the same in both.
    let moved = r#"{"key": "a", "location": "room 9"}"#;
    let twice = audit(&format!("{a}, {moved}, {moved}, {b}, {c}"));
    assert_eq!(deficient(&twice), ["a differing location", "a duplicate found"]);
    // The change that is carried out covers what is on record, and nobody knows z.
    assert_eq!(wrong.unauthorised, [key("z")].into());
    // What was looked for and is not there differs, unless nothing is on record of it either.
    let without = audit(&format!(
        r#"{a}, {c}, {{"key": "b", "attributes": {{"cpus": null, "disks": null}}}}"#
    ));
    assert_eq!(deficient(&without), ["b differing attribute cpus"]);
    // What was found is compared, also where it is recorded as of a type that nobody looked for.
    let other =
        Discovered { types: vec![key("laptop")], ..seen(r#"{"key": "b", "location": "x"}"#) };
    assert_eq!(deficient(&model.audit(&other, now)), ["b differing location"]);
    // Of other types than it looked for nothing is missing.
    let other = Discovered { types: vec![key("desk")], ..seen(a) };
    assert_eq!(model.audit(&other, now).total, 0);
}

#[test]
fn what_no_change_on_record_covers_is_unauthorised() {
    let mut world = world();
    for (item, room) in [("a", 1), ("b", 2), ("c", 3)] {
        register(&mut world, item, room);
    }
    let now = world.records().last().unwrap().as_ref().metadata.recorded_at;
    let moved = |item: &str, change: &str| {
        format!(r#"{{"key": "{item}", "location": "room 9", "change": "{change}"}}"#)
    };
    let items = |names: &[&str]| names.iter().map(|name| key(name)).collect::<BTreeSet<_>>();
    let others = r#"{"key": "b"}, {"key": "z", "change": "CHG9"}"#;
    let found = seen(&format!("{}, {others}", moved("a", "CHG9")));
    // While it is carried out it covers what is altered and what is gone, whatever the file says.
    let covered = world.model::<Cmdb>().audit(&found, now);
    assert_eq!(deficient(&covered), ["a differing location", "c missing -", "z unknown -"]);
    assert_eq!(covered.unauthorised, items(&["z"]));
    let change = |at: usize| covered.deficiencies[at].change.clone();
    assert_eq!([change(0), change(1)], [Some(key("CHG1")), Some(key("CHG1"))]);
    // Once it has failed it covers nothing, though the file says so.
    let offer = r#"{"person": "ada", "competence": {"statement": "fit"}}"#;
    world.send("role", "change_implementer", "offer", offer);
    world.send("change", "CHG1", "fail", r#"{"symptom": "it is as slow as before"}"#);
    let found = seen(&format!("{}, {others}", moved("a", "CHG1")));
    let over = world.model::<Cmdb>().audit(&found, now);
    assert_eq!(over.unauthorised, items(&["a", "c", "z"]));
    // What is stale or twice on record is not altered.
    let stale = Discovered {
        stale_after: Some(Span::from_nanos(0)),
        ..seen(r#"{"key": "a"}, {"key": "b"}, {"key": "c"}"#)
    };
    let stale = world.model::<Cmdb>().audit(&stale, now);
    assert!(stale.unauthorised.is_empty() && stale.total >= 3, "{stale:?}");
}

#[test]
fn type_owner_status_and_relations_are_compared_too() {
    let mut world = world();
    for (item, room) in [("a", 1), ("b", 2), ("c", 3)] {
        register(&mut world, item, room);
    }
    let relate = format!(r#"{{"relation": "runs_on", "to": {{"item": "b"}}, "cover": {COVER}}}"#);
    world.send(CI, "a", "relate", &relate);
    let now = world.records().last().unwrap().as_ref().metadata.recorded_at;
    let model: Cmdb = world.model();
    let others = r#"{"key": "b"}, {"key": "c"}"#;
    let to = |item: &str| format!(r#"[{{"relation": "runs_on", "to": {{"item": "{item}"}}}}]"#);
    let right = format!(
        r#"{{"key": "a", "item_type": "server", "owner": "ada", "status": "registered",
            "relations": {}}}, {others}"#,
        to("b")
    );
    assert_eq!(model.audit(&seen(&right), now).total, 0);
    let wrong = format!(
        r#"{{"key": "a", "item_type": "desk", "owner": "bo", "status": "in_service",
            "relations": {}}}, {others}"#,
        to("c")
    );
    let wrong = model.audit(&seen(&wrong), now);
    let expected = [
        "a differing type",
        "a differing status",
        "a differing owner",
        "a differing relation runs_on item b",
        "a differing relation runs_on item c",
    ];
    assert_eq!(deficient(&wrong), expected);
    let said = |at: usize| {
        let it = &wrong.deficiencies[at];
        [it.recorded.as_deref(), it.found.as_deref()].map(|text| text.map(ToOwned::to_owned))
    };
    assert_eq!(said(3), [Some("item b".to_owned()), None]);
    assert_eq!(said(4), [None, Some("item c".to_owned())]);
    // An item of which nothing was looked at but that it is there is as its record says.
    assert_eq!(model.audit(&seen(&format!(r#"{{"key": "a"}}, {others}"#)), now).total, 0);
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
