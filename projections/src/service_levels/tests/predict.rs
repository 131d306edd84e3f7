use super::{HOLD, RESOLVED};
use crate::service_levels::{SIMILAR_MIN, ServiceLevels};
use crate::testing::World;
use engine::{Key, Span, Timestamp};
use processes::clock::{Measure, State};
use processes::limits::Percent;

/// Resolved after so many minutes each.
fn history(world: &mut World, minutes: &[i64]) {
    let all: Vec<(Key, i64)> = minutes.iter().map(|it| (world.log("medium"), *it)).collect();
    let mut passed = 0;
    for (one, minutes) in all {
        world.minutes(minutes - passed).incident(&one, "resolve", RESOLVED);
        passed = minutes;
    }
}

#[test]
fn it_counts_those_that_had_used_as_much() {
    let mut world = World::with_gold();
    // P3: three days of eight open hours each would be long; what counts is who took longer.
    history(&mut world, &[10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120]);
    let one = world.log("medium");
    world.minutes(35);
    let model: ServiceLevels = world.model();
    let prediction = model.predict(10, world.now());
    let of = |measure| {
        prediction.rows.iter().find(|row| row.case.key == one && row.measure == measure).unwrap()
    };
    let resolution = of(Measure::Resolution);
    assert_eq!((resolution.state, resolution.used), (State::Running, Span::from_minutes(35)));
    // Nine of the twelve took more than 35 minutes, and none more than is allowed.
    assert_eq!((resolution.chance.similar, resolution.chance.longer), (9, 0));
    assert_eq!(resolution.chance.of_missing, None, "fewer than {SIMILAR_MIN}");
    assert_eq!(prediction.total, 2);
    assert_eq!(prediction.rows[0].measure, Measure::Response, "due first");
    assert_eq!(model.predict(1, world.now()).rows.len(), 1);
    assert_eq!(model.predict(1, world.now()).total, 2);
}

#[test]
fn the_share_is_that_of_those_that_went_on_to_be_late() {
    let mut world = World::with_gold();
    // P1 has four hours.
    let minutes: Vec<i64> = (1..=20).map(|it| it * 15).collect();
    let all: Vec<Key> = minutes.iter().map(|_| world.log("high")).collect();
    let mut passed = 0;
    for (one, minutes) in all.iter().zip(&minutes) {
        world.minutes(minutes - passed).incident(one, "resolve", RESOLVED);
        passed = *minutes;
    }
    world.pass(Span::from_hours(19));
    let one = world.log("high");
    world.minutes(100);
    let model: ServiceLevels = world.model();
    let prediction = model.predict(10, world.now());
    assert_eq!(prediction.total, 1, "{prediction:?}");
    let row = prediction.rows.iter().find(|row| row.measure == Measure::Resolution).unwrap();
    assert_eq!((&row.case.key, row.used), (&one, Span::from_minutes(100)));
    let slow = |more: i64| minutes.iter().filter(|it| **it > more).count();
    assert_eq!((row.chance.similar, row.chance.longer), (slow(100), slow(240)));
    let share = Percent::share(slow(240) as u64, slow(100) as u64);
    assert_eq!(row.chance.of_missing, Some(share));
    // Who is past due is no longer foretold; who waits for the customer is told last.
    assert!(prediction.rows.iter().all(|row| row.measure != Measure::Response));
    let two = world.log("high");
    world.incident(&two, "respond", "{}").incident(&two, "hold", HOLD);
    let rows = world.model::<ServiceLevels>().predict(10, world.now()).rows;
    let last = rows.last().unwrap();
    assert_eq!((&last.case.key, last.state, last.due), (&two, State::Paused, None));
}

#[test]
fn nothing_is_foretold_by_what_came_later() {
    let mut world = World::with_gold();
    let one = world.log("medium");
    world.minutes(5);
    let then: Timestamp = world.now();
    world.minutes(1);
    history(&mut world, &[10, 20]);
    world.incident(&one, "resolve", RESOLVED);
    let rows = world.model::<ServiceLevels>().predict(10, then).rows;
    assert!(rows.iter().all(|row| row.chance.similar == 0), "{rows:?}");
    let clocks: Vec<_> = rows.iter().map(|row| (&row.case.key, row.measure)).collect();
    assert_eq!(clocks, [(&one, Measure::Response), (&one, Measure::Resolution)], "{rows:?}");
}
