//! What read models tell of one by one.

use crate::service_levels::{Entity, Standing};
use crate::testing::{World, at};
use crate::{Incidents, ServiceLevels, Tasks};
use engine::json::{of, schema_of};
use engine::projection::Tells;
use engine::testing::golden;
use engine::{EventSet as _, Key, Span};
use processes::clock::{Measure, State};
use processes::incident::Event;
use std::collections::BTreeMap;
use std::fmt::Write as _;

const RESOLVED: &str =
    r#"{"code": "restarted", "cause": "unknown", "no_item_reason": "not in the CMDB"}"#;

/// All that a model tells, page by page.
fn all<P: Tells>(model: &P) -> BTreeMap<Key, P::Entity> {
    let (mut told, mut last) = (BTreeMap::new(), None);
    loop {
        let keys = model.keys_after(last.as_ref(), 2);
        let Some(end) = keys.last().cloned() else { return told };
        assert!(keys.is_sorted() && last < Some(end.clone()));
        told.extend(keys.into_iter().map(|key| (key.clone(), model.entity(&key).unwrap())));
        last = Some(end);
    }
}

/// Whatever changes what is told of one is an event of its stream that says so. Returns how often
/// something changed.
fn hears_all_changes<P: Tells<Entity: PartialEq>>(world: &World) -> usize {
    let (mut model, mut told, mut changes) = (P::default(), BTreeMap::new(), 0);
    for record in world.records() {
        let record = record.as_ref();
        if P::takes(record.process, record.event) {
            model.apply(&record).unwrap();
        }
        let now = all(&model);
        let heard = record.process == P::PROCESS && P::changes(record.event);
        for (key, entity) in &now {
            if told.get(key) != Some(entity) {
                assert!(heard && record.key == key.as_escaped(), "{} {key}", record.event);
                changes += 1;
            }
        }
        told = now;
    }
    changes
}

/// A desk at work: what is held, missed, over and untouched.
fn desk() -> World {
    let mut world = World::with_gold();
    let one = world.log("high");
    world.minutes(5).incident(&one, "respond", "{}");
    world.incident(&one, "hold", r#"{"reason": "awaiting_customer"}"#);
    let two = world.log("high");
    world.minutes(30).incident(&two, "resolve", RESOLVED);
    let closed = r#"{"confirmed_by": "Caller 7", "classification_verified": true}"#;
    world.incident(&two, "close", closed);
    world.log("low");
    world.send("incident", "new", "log", r#"{"summary": "odd", "service": "web", "monitor": "x"}"#);
    world
}

#[test]
fn what_is_told_of_one_changes_with_its_own_events_only() {
    let world = desk();
    assert!(hears_all_changes::<Incidents>(&world) > 10);
    assert!(hears_all_changes::<ServiceLevels>(&world) > 10);
}

#[test]
fn what_is_told_is_the_one_recorded() {
    let world = desk();
    let mut text = String::new();
    for (key, incident) in all(&world.model::<Incidents>()) {
        writeln!(text, "incidents {key}\n{:#}", of(&incident)).unwrap();
    }
    for (key, case) in all(&world.model::<ServiceLevels>()) {
        writeln!(text, "service_levels {key}\n{:#}", of(&case)).unwrap();
    }
    golden("fixtures/entities.txt", &text);
}

#[test]
fn what_is_told_agrees_with_the_clock_at_every_time() {
    let mut world = desk();
    for _ in 0..40 {
        let (model, now) = (world.model::<ServiceLevels>(), world.now());
        for (key, case) in all(&model) {
            for (measure, clock) in
                [(Measure::Response, case.response), (Measure::Resolution, case.resolution)]
            {
                let reading = model.reading(&key, measure, now);
                let (Some(reading), Some(clock)) = (&reading, &clock) else {
                    assert!(reading.is_none() && clock.is_none());
                    continue;
                };
                let is_late = clock.due.is_some_and(|due| due < now);
                let state = match clock.state {
                    Standing::Met => vec![State::Met],
                    Standing::Breached => vec![State::Breached],
                    Standing::Cancelled => vec![State::Cancelled],
                    Standing::Paused | Standing::Running if is_late => vec![State::Breached],
                    Standing::Paused => vec![State::Paused],
                    Standing::Running => vec![State::Running, State::OutsideHours],
                };
                assert!(state.contains(&reading.state), "{key} {measure:?} {now}");
                assert_eq!((clock.due, clock.started), (reading.due, reading.started));
                assert!(clock.elapsed.is_none_or(|elapsed| elapsed == reading.elapsed));
            }
        }
        world.pass(Span::from_minutes(37));
    }
}

#[test]
fn revised_service_hours_reach_the_copy_of_a_clock_that_runs_by_them() {
    let mut world = World::with_gold();
    let one = world.log("medium");
    let due = |world: &World| {
        let told: Option<Entity> = world.model::<ServiceLevels>().entity(&one);
        told.unwrap().resolution.unwrap().due
    };
    assert_eq!(due(&world), Some(at("2026-01-16T09:00:00Z")));
    let holiday = r#"{"dates": ["2026-01-12"], "reason": "a holiday"}"#;
    world.send("calendar", "office", "close", holiday);
    assert_eq!(due(&world), Some(at("2026-01-19T09:00:00Z")));
    // The policy that follows has every such clock say so.
    assert!(ServiceLevels::changes("retimed") && Incidents::changes("retimed"));
}

#[test]
fn the_events_that_change_an_entity_are_events() {
    let names: Vec<_> = Event::KINDS.iter().map(|(name, _)| *name).collect();
    for event in ["target_missed", "breach_superseded", "retimed"] {
        assert!(names.contains(&event) && ServiceLevels::changes(event), "{event}");
    }
}

#[test]
fn no_entity_has_a_member_that_is_added_to_it() {
    for schema in [
        schema_of::<<Incidents as Tells>::Entity>(),
        schema_of::<<ServiceLevels as Tells>::Entity>(),
        schema_of::<<Tasks as Tells>::Entity>(),
    ] {
        assert!(schema.as_value()["properties"].get("position").is_none());
    }
}
