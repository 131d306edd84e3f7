use super::{HOLD, RESOLVED};
use crate::service_levels::{Proposal, ProposalError, Scope, ServiceLevels, WhatIf};
use crate::testing::{World, key};
use engine::{Key, Span};
use processes::agreement::terms::HoldRule;
use processes::agreement::{Priority, Terms};
use processes::clock::{Measure, ServiceHours, State};
use proptest::prelude::*;

fn terms(change: impl FnOnce(&mut Terms)) -> Proposal {
    let mut terms = Terms::default();
    change(&mut terms);
    Proposal { terms: Some(terms), ..Proposal::default() }
}

fn asked(world: &World, proposal: &Proposal) -> WhatIf {
    world.model::<ServiceLevels>().what_if(proposal, &Scope::default(), world.now()).unwrap()
}

/// Mail of acme, high: resolved after so many minutes.
fn resolved(world: &mut World, minutes: i64) -> Key {
    let one = world.log("high");
    world.minutes(minutes).incident(&one, "resolve", RESOLVED);
    one
}

#[test]
fn shorter_targets_are_missed_and_longer_ones_kept() {
    let mut world = World::with_gold();
    let one = resolved(&mut world, 100);
    let shorter = terms(|terms| {
        terms.targets.p1.resolution = Span::from_minutes(60);
        terms.targets.p1.response = Span::from_minutes(100);
        terms.calendar = key("office");
    });
    let told = asked(&world, &shorter);
    let [response, resolution] = told.measures[..] else { panic!() };
    assert_eq!((response.was.breached, response.would_be.met, response.gained), (1, 1, 1));
    assert_eq!((resolution.was.met, resolution.would_be.breached, resolution.lost), (1, 1, 1));
    assert_eq!((told.cases, told.differing_total), (1, 2));
    let differing = &told.differing[1];
    assert_eq!((&differing.case.key, differing.measure), (&one, Measure::Resolution));
    assert_eq!((differing.was.state, differing.would_be.state), (State::Met, State::Breached));
    assert_eq!(differing.would_be.target, Span::from_minutes(60));
    assert_eq!(differing.would_be.used, Span::from_minutes(100));
}

#[test]
fn other_hours_count_other_time_and_nothing_else_changes() {
    let mut world = World::with_gold();
    let one = world.log("high");
    world.pass(Span::from_hours(22)).incident(&one, "resolve", RESOLVED);
    let hours = Some(ServiceHours::always());
    let told = asked(&world, &Proposal { hours, ..Proposal::default() });
    // From ten to five, and nothing before eight the next day: seven hours of an always open day's 22.
    let used = told.differing.iter().find(|it| it.measure == Measure::Resolution);
    assert!(used.is_none(), "late by either: {told:?}");
    let used = |calendar: &str| {
        let longer = terms(|terms| {
            terms.targets.p1.resolution = Span::from_hours(8);
            terms.calendar = key(calendar);
        });
        asked(&world, &longer).measures[1].would_be.met
    };
    assert_eq!((used("office"), used("always")), (1, 0));
}

#[test]
fn another_matrix_gives_other_priorities_but_what_was_given_by_hand_stays() {
    let mut world = World::with_gold();
    let by_matrix = resolved(&mut world, 60);
    let by_hand = world.send(
        "incident",
        "new",
        "log",
        r#"{"summary": "mail is down", "service": "mail", "customer": "acme", "monitor": "ping",
            "category": "software", "impact": "high", "urgency": "high", "assignee": "ada",
            "priority": {"priority": "P2", "reason": "a rehearsal"}}"#,
    );
    world.minutes(60).incident(&by_hand, "resolve", RESOLVED);
    let mut priorities = Terms::default().priorities;
    priorities.high.high = Priority::P4;
    let told = asked(&world, &Proposal { priorities: Some(priorities), ..Proposal::default() });
    let changed: Vec<_> = told.differing.iter().map(|it| (&it.case.key, it.measure)).collect();
    assert_eq!(changed, [(&by_matrix, Measure::Response)], "P4 may be answered a day later");
    assert_eq!(told.differing[0].would_be.priority, Priority::P4);
}

#[test]
fn what_does_not_pause_any_more_counts() {
    let mut world = World::with_gold();
    let one = world.log("high");
    world.incident(&one, "respond", "{}").incident(&one, "hold", HOLD);
    world.minutes(5 * 60).incident(&one, "resume", "{}");
    world.minutes(10).incident(&one, "resolve", RESOLVED);
    let strict = terms(|terms| {
        terms.calendar = key("office");
        let reason = "awaiting_customer".parse().unwrap();
        terms.holds = [HoldRule { reason, pauses: false }].into();
    });
    let told = asked(&world, &strict);
    assert_eq!((told.measures[1].was.met, told.measures[1].would_be.breached), (1, 1));
}

#[test]
fn only_the_cases_of_the_scope_and_of_the_terms_are_looked_at() {
    let mut world = World::with_gold();
    resolved(&mut world, 10);
    let later = world.minutes(10).now();
    resolved(&mut world, 10);
    let model: ServiceLevels = world.model();
    let cases = |proposal: &Proposal, scope: Scope| {
        model.what_if(proposal, &scope, world.now()).unwrap().cases
    };
    let all = terms(|_| {});
    assert_eq!(cases(&all, Scope::default()), 2);
    assert_eq!(cases(&all, Scope { from: Some(later), ..Scope::default() }), 1);
    assert_eq!(cases(&all, Scope { until: Some(later), ..Scope::default() }), 1);
    assert_eq!(cases(&all, Scope { service: Some(key("web")), ..Scope::default() }), 0);
    assert_eq!(cases(&all, Scope { customer: Some(key("acme")), ..Scope::default() }), 2);
    assert_eq!(cases(&terms(|it| it.party = Some(key("other"))), Scope::default()), 0);
    assert_eq!(cases(&terms(|it| it.services = [key("mail")].into()), Scope::default()), 2);
}

#[test]
fn what_makes_no_sense_is_said() {
    let world = World::with_gold();
    let model: ServiceLevels = world.model();
    let asked = |proposal| model.what_if(&proposal, &Scope::default(), world.now()).unwrap_err();
    assert_eq!(asked(Proposal::default()), ProposalError::Nothing);
    let unknown = terms(|terms| terms.calendar = key("moon"));
    assert_eq!(asked(unknown), ProposalError::UnknownCalendar(key("moon")));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    /// What is already agreed changes nothing, whatever happened.
    #[test]
    fn the_same_terms_would_have_been_the_same(
        steps in prop::collection::vec((0..6_u8, 0..3_usize, 1..200_i64), 1..25),
    ) {
        let mut world = World::with_gold();
        let levels = ["high", "medium", "low"];
        let all: Vec<Key> = levels.iter().map(|level| world.log(level)).collect();
        for (what, which, minutes) in steps {
            let number = all[which].to_string();
            let grading = format!(r#"{{"impact": "{}", "urgency": "high", "reason": "more is known"}}"#,
                levels[usize::from(what) % 3]);
            let (command, body) = match what {
                0 => ("respond", "{}"),
                1 => ("hold", HOLD),
                2 => ("resume", "{}"),
                3 => ("resolve", RESOLVED),
                4 => ("reopen", r#"{"reason": "still down"}"#),
                _ => ("reprioritise", &*grading),
            };
            // What is refused did not happen.
            let _ = world.try_send("incident", &number, command, body, None);
            world.minutes(minutes);
        }
        let model: ServiceLevels = world.model();
        let same = terms(|terms| terms.calendar = key("office"));
        let told = model.what_if(&same, &Scope::default(), world.now()).unwrap();
        prop_assert_eq!(told.differing_total, 0, "{:?}", told);
        for compared in told.measures {
            prop_assert_eq!(compared.was, compared.would_be);
        }
        let priorities = Some(Terms::default().priorities);
        let same = Proposal { priorities, ..Proposal::default() };
        prop_assert_eq!(model.what_if(&same, &Scope::default(), world.now()).unwrap().differing_total, 0);
    }
}
