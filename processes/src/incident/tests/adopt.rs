use super::*;
use crate::agreement::{Level, Priority};
use crate::clock::{Measure, State, read};
use crate::incident::*;
use engine::testing::{Given, NOW};
use engine::{Caller, Decider as _, Door, Span, Timestamp};

fn after(minutes: i64) -> Timestamp {
    NOW + Span::from_minutes(minutes)
}

fn known() -> Triage {
    Triage {
        category: Some(label("Category 55")),
        impact: Some(Level::Medium),
        urgency: Some(Level::Medium),
        group: Some(label("Group 56")),
        ..Triage::default()
    }
}

fn state_at(given: &Given<Incident>, at: Timestamp) -> (State, Span) {
    let calendars = given.state().calendars(World::staffed().facts.get());
    let line = given.state().timeline(Measure::Resolution).unwrap();
    let reading = read(line, &calendars, at).unwrap();
    (reading.state, reading.elapsed)
}

#[test]
fn another_system_may_begin_anywhere() {
    let given = unlogged().when(Adopt { triage: known(), ..adopt(Phase::InProgress) });
    let given = given.then_names(&["adopted"]);
    let state = given.state();
    assert_eq!((state.phase, state.priority), (Phase::InProgress, Some(Priority::P3)));
    assert!(state.responded && state.triage_due.is_none());
    assert_eq!(state_at(&given, after(60)), (State::Running, Span::from_hours(1)));
    assert_eq!(state.logged_at, Some(NOW));
    unlogged().when(adopt(Phase::Unlogged)).then_rejected(&Rejection::AdoptedAsUnlogged);
}

#[test]
fn the_deviation_is_named() {
    let events = unlogged().when(adopt(Phase::Resolved)).decided().unwrap();
    let Event::Adopted(adopted) = &events[0] else { panic!() };
    let way = ["log", "classify", "prioritise", "assign", "resolve"].map(label);
    assert_eq!(&adopted.would_need[..], way);
    let closed = at_work().when(adopt(Phase::Closed)).then_names(&["adopted"]);
    let events = closed.when(adopt(Phase::InProgress)).decided().unwrap();
    let Event::Adopted(adopted) = &events[0] else { panic!() };
    assert_eq!(&adopted.would_need[..], [label("a new incident")], "no way leads back");
}

#[test]
fn the_deviation_is_named_where_the_phase_stays() {
    let other = Triage { group: Some(label("Group 70")), ..Triage::default() };
    let graver = Triage { impact: Some(Level::High), ..Triage::default() };
    let adopted = |to: Phase, triage: &Triage, reassignments| Adopt {
        triage: triage.clone(),
        reassignments,
        ..adopt(to)
    };
    let known = unlogged().when(Adopt { triage: known(), ..adopt(Phase::InProgress) });
    let known = known.then_names(&["adopted"]);
    let nothing = Triage::default();
    for (to, triage, reassignments, way) in [
        (Phase::InProgress, &other, None, &["reassign", "respond"][..]),
        (Phase::InProgress, &graver, None, &["reprioritise"]),
        (Phase::OnHold, &other, Some(1), &["reassign", "respond", "hold"]),
        (Phase::OnHold, &nothing, Some(2), &["reassign", "respond", "hold"]),
        (Phase::Resolved, &other, None, &["reopen", "reassign", "resolve"]),
        (Phase::Closed, &other, None, &["a new incident"]),
    ] {
        let there = known.clone();
        let there = if to == Phase::InProgress {
            there
        } else {
            there.when(adopt(to)).then_names(&["adopted"])
        };
        let events = there.when(adopted(to, triage, reassignments)).decided().unwrap();
        let Event::Adopted(adopted) = &events[0] else { panic!() };
        assert_eq!((adopted.from, adopted.to), (to, to));
        assert_eq!(adopted.would_need[..], way.iter().map(|name| label(name)).collect::<Vec<_>>());
        assert_eq!(adopted.reassignments, reassignments);
    }
    known.when(adopt(Phase::InProgress)).then_nothing();
}

#[test]
fn from_one_hold_to_another_is_a_deviation_too() {
    let on_hold = |reason| Adopt { hold_reason: Some(label(reason)), ..adopt(Phase::OnHold) };
    let given = unlogged().when(on_hold("awaiting_customer")).then_names(&["adopted"]);
    let events = given.clone().when(on_hold("awaiting_evidence")).decided().unwrap();
    let Event::Adopted(adopted) = &events[0] else { panic!() };
    assert_eq!(adopted.would_need[..], ["resume", "hold"].map(label));
    given.when(on_hold("awaiting_customer")).then_nothing();
}

#[test]
fn who_was_handed_over_there_was_reassigned() {
    let given = unlogged().when(Adopt { triage: known(), ..adopt(Phase::OnHold) });
    let given = given.then_names(&["adopted"]);
    let handed_over = Adopt { reassignments: Some(2), ..adopt(Phase::OnHold) };
    let given = given.when(handed_over).then_names(&["adopted"]);
    assert_eq!(given.state().reassignments, 2);
    let given = given.when(Adopt { reassignments: Some(0), ..adopt(Phase::OnHold) });
    given.then_nothing();
}

#[test]
fn the_clocks_follow_what_is_adopted() {
    let hold = |reason: &str| Adopt {
        hold_reason: Some(label(reason)),
        triage: known(),
        ..adopt(Phase::OnHold)
    };
    let given = unlogged().when(hold("awaiting_customer")).then_names(&["adopted"]);
    assert_eq!(state_at(&given, after(60)), (State::Paused, Span::ZERO));
    // From one hold to another, which our table does not know.
    let given = given.at(after(60)).when(hold("awaiting_evidence")).then_names(&["adopted"]);
    assert_eq!(state_at(&given, after(70)), (State::Running, Span::from_minutes(10)));
    let given = given.at(after(70)).when(adopt(Phase::Resolved)).then_names(&["adopted"]);
    assert_eq!(state_at(&given, after(100)), (State::Met, Span::from_minutes(10)));
    let given = given.at(after(100)).when(adopt(Phase::InProgress)).then_names(&["adopted"]);
    assert_eq!(state_at(&given, after(105)), (State::Running, Span::from_minutes(15)));
    let given = given.at(after(110)).when(adopt(Phase::Closed)).then_names(&["adopted"]);
    assert_eq!(state_at(&given, after(900)), (State::Met, Span::from_minutes(20)));
    assert!(given.state().deadlines().is_empty());
    unlogged()
        .when(Adopt { hold_reason: None, ..adopt(Phase::OnHold) })
        .then_rejected(&Rejection::HoldReasonMissing);
}

#[test]
fn another_priority_of_the_source_retargets() {
    let given = unlogged().when(Adopt { triage: known(), ..adopt(Phase::InProgress) });
    let given = given.then_names(&["adopted"]).at(after(10));
    let higher = Triage { impact: Some(Level::High), urgency: Some(Level::High), ..known() };
    let given = given.when(Adopt { triage: higher, ..adopt(Phase::InProgress) });
    let given = given.then_names(&["adopted"]);
    assert_eq!(given.state().priority, Some(Priority::P1));
    let due = given.state().dues.resolution;
    assert_eq!(due, Some(after(240) + Span::from_nanos(1)), "from the start");
}

#[test]
fn what_the_source_counts_is_kept_beside_our_own_counts() {
    let stated = Stated {
        reassignment_count: Some(7),
        reopen_count: Some(1),
        priority: Some(3),
        resolved_at: Some(after(5)),
        ..Stated::default()
    };
    let given = unlogged()
        .when(Adopt { stated: Some(stated), ..adopt(Phase::Closed) })
        .then_names(&["adopted", "attributes_stated"]);
    let more = Stated { reopen_count: Some(2), ..Stated::default() };
    let given = given
        .when(StateAttributes { stated: more })
        .then_names(&["attributes_stated"])
        .when(StateAttributes { stated: Stated::default() })
        .then_nothing();
    let state = given.state();
    assert_eq!((state.reassignments, state.stated.reassignment_count), (0, Some(7)));
    assert_eq!((state.reopenings, state.stated.reopen_count), (0, Some(2)));
}

#[test]
fn what_comes_late_is_on_record_and_moves_nothing() {
    let newer = Stated { reopen_count: Some(2), ..Stated::default() };
    let given = unlogged().when(Adopt { triage: known(), ..adopt(Phase::Resolved) });
    let given = given.then_names(&["adopted"]).at(after(60));
    let given = given.when(StateAttributes { stated: newer }).then_names(&["attributes_stated"]);
    let before = given.state().clone();
    let late = StateLateRow {
        at: after(10),
        caller: Some(label("bo").into()),
        details: Details { location: Some(label("here")), ..Details::default() },
        triage: Triage { impact: Some(Level::High), ..known() },
        stated: Stated {
            state: Some(label("Awaiting Vendor")),
            reopen_count: Some(1),
            ..Stated::default()
        },
    };
    let given = given.at(after(70)).occurred_at(after(10));
    let events = given.clone().when(late.clone()).decided().unwrap();
    let Event::LateRowStated(event) = &events[0] else { panic!() };
    assert_eq!((event.at, &event.triage, &event.stated), (late.at, &late.triage, &late.stated));
    let given = given.when(late).then_names(&["late_row_stated"]);
    let state = given.state();
    let stated = Stated { state: Some(label("Awaiting Vendor")), ..before.stated.clone() };
    assert_eq!(*state, Incident { stated, ..before }, "but for what nobody had stated");
    assert_eq!(state.stated.reopen_count, Some(2));
}

#[test]
fn a_major_incident_is_not_closed_by_adoption() {
    let given = at_work().when(DeclareMajor::default()).then_names(&["declared_major"]);
    given
        .when(adopt(Phase::Closed))
        .then_rejected(&Rejection::MajorStillOpen { phase: "declared" });
}

#[test]
fn the_clocks_count_from_when_the_source_says_it_was_opened() {
    let opened_at = Some(NOW - Span::from_hours(2));
    let given = unlogged().when(Adopt { opened_at, triage: known(), ..adopt(Phase::InProgress) });
    let given = given.then_names(&["adopted"]);
    assert_eq!(state_at(&given, after(60)), (State::Running, Span::from_hours(3)));
    let response = given.state().timeline(Measure::Response).unwrap();
    let calendars = given.state().calendars(World::staffed().facts.get());
    let reading = read(response, &calendars, NOW).unwrap();
    assert_eq!((reading.state, reading.elapsed), (State::Met, Span::from_hours(2)));
    assert_eq!(given.state().response.as_ref().map(|line| line.facts.len()), Some(2));
}

/// A row of an import ten years later says so, `minutes` into the history.
fn row(given: Given<Incident>, minutes: i64) -> Given<Incident> {
    let importer = Caller { door: Door::Import, ..engine::testing::caller("ada") };
    given.by(importer).at(after(10 * 365 * 24 * 60)).occurred_at(after(minutes))
}

fn timers(given: &Given<Incident>) -> Vec<(&'static str, Timestamp)> {
    let deadlines = given.state().deadlines();
    deadlines.into_iter().map(|deadline| (deadline.name, deadline.at)).collect()
}

#[test]
fn imported_history_has_its_limits_on_the_clock_of_its_rows() {
    let given = row(unlogged(), 0).when(mail_is_down()).then_names(&["logged"]);
    assert_eq!(timers(&given), [("triage_due", after(15))]);
    let triage = Classify {
        category: Some(label("software")),
        impact: Some(Level::Medium),
        urgency: Some(Level::Medium),
        group: Some(label("Group 56")),
        ..Classify::default()
    };
    let given = row(given, 10).when(triage);
    let given = given.then_names(&["classified", "prioritised", "assigned"]);
    let day = 24 * 60;
    assert!(timers(&given).contains(&("progress_notice", after(10 + day))));
    let given = row(given, 20).when(adopt(Phase::InProgress)).then_names(&["adopted"]);
    let hold = Hold { reason: label("awaiting_customer"), note: None };
    let given = row(given, 30).when(hold).then_names(&["held"]);
    assert!(timers(&given).contains(&("hold_limit", after(30 + 5 * day))));
    let given = row(given, 40).when(Resume::default()).then_names(&["resumed"]);
    let given = row(given, 50).when(resolve()).then_names(&["resolved"]);
    assert_eq!(timers(&given), [("auto_close", after(50 + 3 * day))]);
    assert_eq!(given.state().outcome.as_ref().unwrap().reopen_until, after(50 + 3 * day));
    let other = row(given.clone(), 60).when(adopt(Phase::InProgress)).then_names(&["adopted"]);
    let other = row(other, 70).when(adopt(Phase::Resolved)).then_names(&["adopted"]);
    assert_eq!(timers(&other), [("auto_close", after(70 + 3 * day))]);

    let again = || Reopen { reason: text("still down") };
    let late = row(given.clone(), 51 + 3 * day).when(again());
    late.then_rejected(&Rejection::ReopenWindowOver { until: after(50 + 3 * day) });
    let given = row(given, 50 + 3 * day).when(again()).then_names(&["reopened"]);
    assert!(timers(&given).contains(&("progress_notice", after(50 + 4 * day))));
    assert_eq!(given.state().dues.resolution, Some(after(10 + 6 * day) + Span::from_nanos(1)));
}

#[test]
fn a_warning_of_history_does_not_silence_the_next_one() {
    let urgent = known_at_once(Level::High, Level::High);
    let given = row(unlogged(), 0).when(urgent);
    let given = given.then_names(&["logged", "classified", "prioritised", "assigned"]);
    let timer = Caller::system(Door::Timer);
    let warned = row(given, 180).by(timer).when(WarnTarget {}).then_names(&["target_at_risk"]);
    let is_warned = |given: &Given<Incident>| {
        timers(given).into_iter().find(|(name, _)| *name == "target_warning").map(|(_, at)| at)
    };
    assert_eq!(is_warned(&warned), None);
    let lower = Reprioritise {
        reason: text("nobody minds"),
        impact: Some(Level::Low),
        urgency: None,
        priority: None,
    };
    let lower = row(warned, 200).when(lower).then_names(&["reprioritised"]);
    assert_eq!(is_warned(&lower), Some(after(54 * 60)));
}

#[test]
fn a_miss_of_history_is_overturned_by_what_the_next_row_says() {
    let urgent = known_at_once(Level::High, Level::High);
    let given = row(unlogged(), 0).when(urgent);
    let given = given.then_names(&["logged", "classified", "prioritised", "assigned"]);
    let miss = RecordTargetMiss { measure: Measure::Resolution };
    let timer = Caller::system(Door::Timer);
    let given = row(given, 241).by(timer).when(miss).then_names(&["target_missed"]);
    let lower = Reprioritise {
        reason: text("nobody minds"),
        impact: Some(Level::Low),
        urgency: None,
        priority: None,
    };
    let given = row(given, 250).when(lower).then_names(&["reprioritised", "breach_superseded"]);
    assert!(given.state().missed.resolution.is_none());
}

#[test]
fn going_back_to_work_is_a_reopening_whoever_says_so() {
    let given = unlogged().when(Adopt { triage: known(), ..adopt(Phase::Resolved) });
    let given = given.then_names(&["adopted"]).when(adopt(Phase::InProgress));
    let given = given.then_names(&["adopted"]).when(adopt(Phase::OnHold));
    let given = given.then_names(&["adopted"]).when(adopt(Phase::Closed));
    let given = given.then_names(&["adopted"]).when(adopt(Phase::Assigned));
    let given = given.then_names(&["adopted"]);
    assert_eq!(given.state().reopenings, 1, "nobody works on it yet");
}
