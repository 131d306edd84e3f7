use super::{Filter, RolesHeld, Row};
use crate::testing::{World, fold, golden_snapshot, take_in};
use engine::testing::{caller, golden};
use engine::{Fact as _, Record, Span, Timestamp, codec};
use processes::facts::Roles;
use processes::limits::Label;
use proptest::prelude::*;
use std::fmt::Write as _;

const FIT: &str = r#""competence": {"statement": "fit"}"#;

fn offer(world: &mut World, role: &str, person: &str) {
    world.send("role", role, "offer", &format!(r#"{{"person": "{person}", {FIT}}}"#));
}

fn delegate(world: &mut World, by: &str, role: &str, to: &str, hours: i64) {
    let until = world.now() + Span::from_hours(hours);
    let body = format!(r#"{{"to": "{to}", "until": "{until}", {FIT}}}"#);
    world.send_as(by, "role", role, "delegate", &body).unwrap();
}

fn revoke(world: &mut World, role: &str, person: &str) {
    let body = format!(r#"{{"person": "{person}", "reason": "left the company"}}"#);
    world.send("role", role, "revoke", &body);
}

/// An auditor with deputies: one whose time runs out, one whose time is cut, and one who takes over.
fn audited() -> World {
    let mut world = World::new();
    offer(&mut world, "auditor", "bo");
    world.minutes(10).send_as("bo", "role", "auditor", "accept", "{}").unwrap();
    delegate(world.minutes(10), "bo", "auditor", "cy", 2);
    delegate(world.minutes(10), "bo", "auditor", "dan", 48);
    world.pass(Span::from_hours(5));
    delegate(&mut world, "bo", "auditor", "dan", 24);
    offer(world.minutes(10), "auditor", "eve");
    world.send_as("eve", "role", "auditor", "accept", "{}").unwrap();
    revoke(world.minutes(10), "auditor", "bo");
    world.minutes(10);
    world
}

fn auditors(history: bool) -> Filter {
    Filter { role: Some(Label::new("auditor").unwrap()), history, ..Filter::default() }
}

fn text(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        writeln!(text, "{:#}", engine::json::of(row)).unwrap();
    }
    text
}

#[test]
fn the_report_says_who_held_what_when_by_whom_and_why_no_longer() {
    let world = audited();
    let page = world.model::<RolesHeld>().report(&auditors(true), world.now());
    golden("fixtures/roles_held.txt", &text(&page.rows));
    let now = world.model::<RolesHeld>().report(&auditors(false), world.now());
    let now: Vec<_> = now.rows.iter().map(|row| row.person.to_string()).collect();
    assert_eq!(now, ["eve"]);
}

#[test]
fn the_report_is_of_one_person_or_one_role() {
    let world = audited();
    let model: RolesHeld = world.model();
    let actor = Some(caller("cy").actor);
    let of_cy = Filter { actor: actor.clone(), history: true, ..Filter::default() };
    assert_eq!(model.report(&of_cy, world.now()).total, 1);
    assert_eq!(model.report(&Filter { history: false, ..of_cy }, world.now()).total, 0);
    let ada = Filter { actor: Some(caller("ada").actor), ..Filter::default() };
    let rows = model.report(&ada, world.now()).rows;
    assert!(rows.len() > 3 && rows.iter().all(|row| row.by == ada.actor), "{rows:?}");
}

#[test]
fn a_deputy_holds_it_from_then_until_then_and_not_at_the_end() {
    let world = audited();
    let model: RolesHeld = world.model();
    let cy = Filter { actor: Some(caller("cy").actor), history: true, ..Filter::default() };
    let row = model.report(&cy, world.now()).rows.remove(0);
    let (since, until) = (row.since, row.until.unwrap());
    assert_eq!((until.since(since), row.ended), (Span::from_hours(2), None));
    let holds = |at| model.report(&Filter { history: false, ..cy.clone() }, at).total == 1;
    assert!(!holds(since - Span::from_nanos(1)) && holds(since));
    assert!(holds(until - Span::from_nanos(1)) && !holds(until));
}

/// What is done to a role, and to whom: a number of both.
fn history(steps: &[(usize, usize, i64)]) -> World {
    let mut world = World::new();
    for &(what, who, minutes) in steps {
        let people = ["ada", "bo", "cy", "dan"];
        let (one, other) = (people[who % 4], people[who / 4]);
        world.minutes(minutes);
        let until = world.now() + Span::from_minutes(30 + minutes);
        let (by, command, body) = match what {
            0 => ("ada", "offer", format!(r#"{{"person": "{one}", {FIT}}}"#)),
            1 => (one, "accept", "{}".to_owned()),
            2 => (one, "delegate", format!(r#"{{"to": "{other}", "until": "{until}", {FIT}}}"#)),
            3 => ("ada", "revoke", format!(r#"{{"person": "{one}", "reason": "left"}}"#)),
            _ => (one, "decline", "{}".to_owned()),
        };
        // What the engine refuses has not happened.
        let _ = world.send_as(by, "role", "auditor", command, &body);
    }
    world
}

/// Who may act as an auditor, by the fact that authority asks.
fn by_the_fact(records: &[Record], at: Timestamp) -> Vec<String> {
    let mut roles = Roles::default();
    let past = records.iter().map(Record::as_ref);
    for record in past.filter(|it| it.process == "role" && it.metadata.recorded_at <= at) {
        roles.apply(&record).unwrap();
    }
    let mut holders: Vec<_> =
        roles.holders("auditor", at).iter().map(ToString::to_string).collect();
    holders.sort();
    holders
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn at_every_moment_it_is_those_who_may_act(
        steps in prop::collection::vec((0..5_usize, 0..16_usize, 0..40_i64), 1..30),
        at in any::<prop::sample::Index>(),
    ) {
        let world = history(&steps);
        let records = world.records();
        let model: RolesHeld = fold(&records);
        let mut moment = engine::testing::NOW;
        while moment <= world.now() {
            let mut held: Vec<_> = model.report(&auditors(false), moment).rows.iter()
                .map(|row| row.person.to_string()).collect();
            held.sort();
            held.dedup();
            prop_assert_eq!(held, by_the_fact(&records, moment), "at {}", moment);
            moment = moment + Span::from_minutes(17);
        }
        let (before, after) = records.split_at(at.index(records.len()));
        let mut restored: RolesHeld = codec::from_bytes(&codec::to_bytes(&fold::<RolesHeld>(before))).unwrap();
        take_in(&mut restored, after);
        prop_assert!(codec::to_bytes(&restored) == codec::to_bytes(&model));
    }
}

#[test]
fn the_snapshot_of_this_version_is_the_one_recorded() {
    let records = crate::testing::sample_of("roles_held", || audited().records());
    golden_snapshot(&fold::<RolesHeld>(&records));
}
