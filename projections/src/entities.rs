//! What read models tell of one by one.

use crate::service_levels::{Entity, Kind, Standing};
use crate::testing::{World, at};
use crate::{Incidents, ServiceLevels, Tasks};
use engine::json::{of, schema_of};
use engine::projection::Tells;
use engine::testing::golden;
use engine::{EventSet as _, Span, StreamId};
use processes::clock::{Measure, State};
use processes::incident::Event;
use std::collections::BTreeMap;
use std::fmt::Write as _;

const RESOLVED: &str =
    r#"{"code": "restarted", "cause": "unknown", "no_item_reason": "not in the CMDB"}"#;

/// All that a model tells, page by page.
fn all<P: Tells>(model: &P) -> BTreeMap<StreamId, P::Entity> {
    let (mut told, mut last) = (BTreeMap::new(), None);
    loop {
        let streams = model.streams_after(last.as_ref(), 2);
        let Some(end) = streams.last().cloned() else { return told };
        assert!(streams.is_sorted() && last < Some(end.clone()));
        told.extend(streams.into_iter().map(|one| (one.clone(), model.entity(&one).unwrap())));
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
        let is_its = record.process == P::PROCESS || P::OTHERS.contains(&record.process);
        let heard = is_its && P::changes(record.process, record.event);
        for (stream, entity) in &now {
            if told.get(stream) != Some(entity) {
                assert!(heard && record.is_of(stream), "{} {stream}", record.event);
                changes += 1;
            }
        }
        told = now;
    }
    changes
}

/// A desk at work: what is held, missed, over and untouched; requests that wait for approval, go on
/// and are there.
fn desk() -> World {
    let mut world = World::with_gold();
    world.with_requests();
    let one = world.log("high");
    world.minutes(5).incident(&one, "respond", "{}");
    world.incident(&one, "hold", r#"{"reason": "awaiting_customer"}"#);
    let two = world.log("high");
    world.minutes(30).incident(&two, "resolve", RESOLVED);
    let closed = r#"{"confirmed_by": "Caller 7", "classification_verified": true}"#;
    world.incident(&two, "close", closed);
    world.log("low");
    world.send("incident", "new", "log", r#"{"summary": "odd", "service": "web", "monitor": "x"}"#);
    world.ask("new", "advice", "zeta");
    world.ask("new", "account", "acme");
    let three = world.ask("new", "loan", "zeta");
    world.bo(&three, "approve").request(&three, "assign", r#"{"assignee": "ada"}"#);
    world.request(&three, "start_fulfilment", "{}");
    world.request(&three, "fulfil", r#"{"delivered": "a small one"}"#);
    world
}

#[test]
fn what_is_told_of_one_changes_with_its_own_events_only() {
    let world = desk();
    assert!(hears_all_changes::<Incidents>(&world) > 10);
    assert!(hears_all_changes::<ServiceLevels>(&world) > 20);
}

#[test]
fn what_is_told_is_the_one_recorded() {
    let world = desk();
    let mut text = String::new();
    for (StreamId { key, .. }, incident) in all(&world.model::<Incidents>()) {
        writeln!(text, "incidents {key}\n{:#}", of(&incident)).unwrap();
    }
    for (stream, case) in all(&world.model::<ServiceLevels>()) {
        writeln!(text, "service_levels {stream}\n{:#}", of(&case)).unwrap();
    }
    golden("fixtures/entities.txt", &text);
}

#[test]
fn what_is_told_agrees_with_the_clock_at_every_time() {
    let mut world = desk();
    for _ in 0..40 {
        let (model, now) = (world.model::<ServiceLevels>(), world.now());
        for (stream, case) in all(&model) {
            let kind = Kind::of(&stream.process).unwrap();
            for (measure, clock) in
                [(Measure::Response, case.response), (Measure::Resolution, case.resolution)]
            {
                let reading = model.reading(kind, &stream.key, measure, now);
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
                assert!(state.contains(&reading.state), "{stream} {measure:?} {now}");
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
        let stream = StreamId::new("incident", one.clone());
        let told: Option<Entity> = world.model::<ServiceLevels>().entity(&stream);
        told.unwrap().resolution.unwrap().due
    };
    assert_eq!(due(&world), Some(at("2026-01-16T09:00:00Z")));
    let holiday = r#"{"dates": ["2026-01-12"], "reason": "a holiday"}"#;
    world.send("calendar", "office", "close", holiday);
    assert_eq!(due(&world), Some(at("2026-01-19T09:00:00Z")));
    // The policy that follows has every such clock say so.
    assert!(ServiceLevels::changes("incident", "retimed"));
    assert!(Incidents::changes("incident", "retimed"));
}

#[test]
fn the_events_that_change_an_entity_are_events() {
    let names: Vec<_> = Event::KINDS.iter().map(|(name, _)| *name).collect();
    for event in ["target_missed", "breach_superseded", "retimed"] {
        assert!(names.contains(&event) && ServiceLevels::changes("incident", event), "{event}");
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
