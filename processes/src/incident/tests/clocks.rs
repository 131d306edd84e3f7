use super::*;
use crate::agreement::Level;
use crate::calendar;
use crate::clock::{Measure, ServiceHours, State, read};
use crate::facts::Calendars;
use crate::incident::*;
use engine::testing::{Given, NOW};
use engine::{Caller, Decider as _, Door, Span, Timestamp};

fn after(minutes: i64) -> Timestamp {
    NOW + Span::from_minutes(minutes)
}

fn due(given: &Given<Incident>, name: &str) -> Option<Timestamp> {
    let deadlines = given.state().deadlines();
    deadlines.into_iter().find(|deadline| deadline.name == name).map(|deadline| deadline.at)
}

/// The first instant after so many minutes of the clock.
fn past(minutes: i64) -> Timestamp {
    after(minutes) + Span::from_nanos(1)
}

fn timer() -> Caller {
    Caller::system(Door::Timer)
}

fn assigned() -> Given<Incident> {
    unlogged().when(known_at_once(Level::High, Level::High)).then_names(&[
        "logged",
        "classified",
        "prioritised",
        "assigned",
    ])
}

fn miss(measure: Measure) -> RecordTargetMiss {
    RecordTargetMiss { measure }
}

fn ada(given: Given<Incident>) -> Given<Incident> {
    given.by(engine::testing::caller("ada"))
}

#[test]
fn the_clocks_start_with_the_priority_and_count_from_the_log() {
    let given = assigned();
    assert_eq!(due(&given, "response_due"), Some(past(15)));
    assert_eq!(due(&given, "resolution_due"), Some(past(240)));
    assert_eq!(due(&given, "target_warning"), Some(after(180)));
    assert_eq!(due(&given, "progress_notice"), Some(after(30)));
    let given = given.at(after(5)).when(Respond {}).then_names(&["responded"]);
    assert_eq!(due(&given, "response_due"), None);

    let late = unlogged().when(mail_is_down()).then_names(&["logged"]).at(after(10));
    let late = late.when(Classify {
        category: Some(label("software")),
        impact: Some(Level::High),
        urgency: Some(Level::High),
        ..Classify::default()
    });
    let late = late.then_names(&["classified", "prioritised"]);
    assert_eq!(due(&late, "response_due"), Some(past(25)), "from the priority on");
    assert_eq!(due(&late, "resolution_due"), Some(past(240)), "from the log on");
}

#[test]
fn a_hold_pauses_if_the_agreement_says_so_and_is_refused_if_it_does_not_know_the_reason() {
    let hold = |reason: &str| Hold { reason: label(reason), note: None };
    let paused = at_work().at(after(60)).when(hold("awaiting_customer")).then_names(&["held"]);
    assert_eq!(due(&paused, "resolution_due"), None);
    assert_eq!(due(&paused, "hold_limit"), Some(after(60) + Span::from_days(5)));
    let resumed = paused.at(after(90)).when(Resume::default()).then_names(&["resumed"]);
    assert_eq!(due(&resumed, "resolution_due"), Some(past(270)));

    let running = at_work().at(after(60)).when(hold("awaiting_supplier"));
    let running = running.then_names(&["held"]);
    assert_eq!(due(&running, "resolution_due"), Some(past(240)), "our supplier is our concern");

    let allowed = vec![label("awaiting_customer"), label("awaiting_supplier")];
    let reason = label("awaiting_lunch");
    at_work()
        .when(hold("awaiting_lunch"))
        .then_rejected(&Rejection::HoldReasonNotAllowed { reason, allowed });
}

#[test]
fn a_hold_that_lasts_too_long_ends() {
    let held = at_work().when(Hold { reason: label("awaiting_customer"), note: None });
    let held = held.then_names(&["held"]);
    let at = due(&held, "hold_limit").unwrap();
    let resumed = held.at(at).by(timer()).when(Resume::default()).decided().unwrap();
    assert!(matches!(&resumed[..], [Event::Resumed(Resumed { expired: true, .. })]));
}

#[test]
fn a_miss_equals_the_reading_at_its_own_position() {
    let early = assigned().at(after(15)).by(timer()).when(miss(Measure::Response));
    let early = early.then_rejected(&Rejection::TargetNotMissed { due: Some(after(15)) });
    let at = due(&early, "response_due").unwrap();
    let missed = early.at(at).when(miss(Measure::Response)).then_names(&["target_missed"]);
    let state = missed.state();
    let calendars = state.calendars(World::staffed().facts.get());
    let reading = read(state.timeline(Measure::Response).unwrap(), &calendars, at).unwrap();
    assert_eq!(reading.state, State::Breached);
    assert_eq!(state.missed.response.as_ref().map(|miss| Some(miss.due)), Some(reading.due));
    assert_eq!(due(&missed, "response_due"), None);
    missed.when(miss(Measure::Response)).then_nothing();
}

#[test]
fn a_breach_that_later_facts_overturn_is_superseded_in_the_same_batch() {
    let missed = assigned().at(after(16)).by(timer()).when(miss(Measure::Response));
    let missed = ada(missed.then_names(&["target_missed"]));
    // It had been answered in time; that is only recorded now.
    let events = missed.clone().at(after(20)).occurred_at(after(10)).when(Respond {});
    let events = events.decided().unwrap();
    let Event::BreachSuperseded(superseded) = &events[1] else { panic!("{events:?}") };
    assert_eq!(superseded.due, after(15));
    assert_eq!(superseded.state, State::Met);
    assert_eq!(&superseded.by[..], [engine::Version(6)], "the response itself");

    // Too late is too late.
    missed.at(after(20)).occurred_at(after(16)).when(Respond {}).then_names(&["responded"]);
}

#[test]
fn another_priority_retargets_from_the_start_and_keeps_every_pause() {
    let hold = Hold { reason: label("awaiting_customer"), note: None };
    let resumed = at_work().at(after(60)).when(hold).then_names(&["held"]).at(after(90));
    let resumed = resumed.when(Resume::default()).then_names(&["resumed"]);
    let lower = Reprioritise {
        reason: text("a way round is known"),
        impact: Some(Level::Medium),
        urgency: None,
        priority: None,
    };
    let lower = resumed.at(after(100)).when(lower).then_names(&["reprioritised"]);
    assert_eq!(due(&lower, "resolution_due"), Some(past(8 * 60 + 30)));

    // Higher again, long after that target has passed: it is missed at once.
    let higher = Reprioritise {
        reason: text("the way round is shut"),
        impact: Some(Level::High),
        urgency: None,
        priority: None,
    };
    let higher = lower.at(after(300)).when(higher.clone()).then_names(&["reprioritised"]);
    assert_eq!(due(&higher, "resolution_due"), Some(past(270)));
    let missed = higher.by(timer()).when(miss(Measure::Resolution)).then_names(&["target_missed"]);
    let lower = Reprioritise { impact: Some(Level::Low), ..again() };
    let lower = ada(missed).when(lower).then_names(&["reprioritised", "breach_superseded"]);
    assert!(lower.state().missed.resolution.is_none());
    assert_eq!(due(&lower, "resolution_due"), Some(past(3 * 24 * 60 + 30)));
}

fn again() -> Reprioritise {
    Reprioritise { reason: text("judged anew"), impact: None, urgency: None, priority: None }
}

#[test]
fn what_stays_as_it_is_needs_no_event() {
    at_work().when(again()).then_nothing();
}

#[test]
fn reopening_resumes_with_what_was_used_and_the_response_never_restarts() {
    let resolved = at_work().at(after(60)).when(resolve()).then_names(&["resolved"]);
    assert_eq!(due(&resolved, "resolution_due"), None);
    let reopened = resolved.at(after(120)).when(Reopen { reason: text("down again") });
    let reopened = reopened.then_names(&["reopened"]);
    assert_eq!(due(&reopened, "resolution_due"), Some(past(300)));
    assert_eq!(due(&reopened, "response_due"), None);
    assert_eq!(reopened.state().reopenings, 1);
}

#[test]
fn a_breach_that_no_timer_recorded_in_time_is_recorded_after_the_end() {
    let late = at_work().at(after(300)).when(resolve()).then_names(&["resolved"]);
    assert_eq!(due(&late, "resolution_due"), Some(past(240)));
    let missed = late.by(timer()).when(miss(Measure::Resolution)).then_names(&["target_missed"]);
    assert_eq!(due(&missed, "resolution_due"), None);
}

#[test]
fn most_of_the_target_is_warned_of_once() {
    let warn = at_work().at(after(179)).by(timer()).when(WarnTarget {});
    let warn = warn.then_rejected(&Rejection::TargetNotAtRisk { from: Some(after(180)) });
    let warned = warn.at(after(180)).when(WarnTarget {}).then_names(&["target_at_risk"]);
    assert_eq!(due(&warned, "target_warning"), None);
    let lower = Reprioritise { impact: Some(Level::Low), ..again() };
    let lower = ada(warned).when(lower).then_names(&["reprioritised"]);
    assert_eq!(due(&lower, "target_warning"), Some(after(54 * 60)), "of another target again");
}

#[test]
fn notices_that_were_missed_are_caught_up_with_by_one() {
    let given = at_work().at(after(100)).by(timer());
    let events = given.clone().when(NotifyProgress::default()).decided().unwrap();
    let Event::ProgressNotified(notified) = &events[0] else { panic!() };
    assert_eq!((notified.skipped, notified.next_due), (2, Some(after(120))));
    let given = given.when(NotifyProgress::default()).then_names(&["progress_notified"]);
    let due = Some(after(120));
    given.when(NotifyProgress::default()).then_rejected(&Rejection::NoticeNotDue { due });
}

#[test]
fn revised_hours_apply_to_what_is_still_ahead() {
    let mut world = World::staffed();
    let given = unlogged_in(world.facts.clone());
    let given = given.when(known_at_once(Level::High, Level::High));
    let given = given.then_names(&["logged", "classified", "prioritised", "assigned"]);
    let mut office = ServiceHours::always();
    office.hours.tue = Vec::new();
    let always = calendar::Defined { hours: ServiceHours::always() };
    world.record::<calendar::Event>("calendar", "always", &always.into(), Timestamp::MIN);
    let revised = calendar::Revised { hours: office, reason: None };
    world.record::<calendar::Event>("calendar", "always", &revised.into(), after(60));
    assert_eq!(world.facts.get::<Calendars>().versions(&key("always")).len(), 2);

    // A P4 of 5 days loses the Tuesday that is no longer attended.
    let lower = Reprioritise { impact: Some(Level::Low), urgency: Some(Level::Low), ..again() };
    let given = given.at(after(30)).when(lower).then_names(&["reprioritised"]);
    assert_eq!(due(&given, "resolution_due"), Some(past(5 * 24 * 60)));
    let given = given.facts(world.facts).at(after(61)).by(timer());
    let other = Retime { calendar: key("office") };
    let given = given.when(other).then_nothing();
    let given = given.when(Retime { calendar: key("always") }).then_names(&["retimed"]);
    assert_eq!(due(&given, "resolution_due"), Some(past(6 * 24 * 60)));
}

#[test]
fn clocks_that_will_never_run_again_are_not_due_until_it_opens_again() {
    let mut world = World::staffed();
    let mut tell = |event: calendar::Event, at| {
        world.record("calendar", "always", &event, at);
        world.facts.clone()
    };
    let facts = tell(calendar::Defined { hours: ServiceHours::always() }.into(), Timestamp::MIN);
    // Seasonal hours whose last date is over: a calendar lets nobody make others.
    let over = r#"{"timezone": "UTC", "hours": {}, "open": {"2025-12-24": [["09:00", "12:00"]]}}"#;
    let over: ServiceHours = serde_json::from_str(over).unwrap();
    let never = tell(calendar::Revised { hours: over, reason: None }.into(), after(5));
    let again = calendar::Revised { hours: ServiceHours::always(), reason: None };
    let again = tell(again.into(), after(100));

    let given = unlogged_in(facts).at(NOW).when(known_at_once(Level::High, Level::High));
    let given = given.then_names(&["logged", "classified", "prioritised", "assigned"]);
    assert_eq!(due(&given, "response_due"), Some(past(15)));
    let retime = || Retime { calendar: key("always") };
    let given = given.facts(never.clone()).at(after(6)).by(timer()).when(retime());
    let given = given.then_names(&["retimed"]);
    for name in ["response_due", "resolution_due", "target_warning"] {
        assert_eq!(due(&given, name), None, "{name}");
    }
    let given = given.at(after(90));
    for measure in [Measure::Response, Measure::Resolution] {
        let asked = given.clone().when(miss(measure));
        asked.then_rejected(&Rejection::TargetNotMissed { due: None });
        let line = given.state().timeline(measure).unwrap();
        let reading = read(line, &given.state().calendars(never.get()), after(90)).unwrap();
        assert_eq!((reading.state, reading.due), (State::OutsideHours, None));
        assert_eq!(reading.elapsed, Span::from_minutes(5));
    }
    // What has elapsed stays, what is left is ahead again.
    let given = given.facts(again).at(after(101)).when(retime()).then_names(&["retimed"]);
    assert_eq!(due(&given, "response_due"), Some(past(110)));
}

#[test]
fn whoever_was_merged_waits_for_the_parent() {
    let merged = at_work().at(after(10)).when(Merge { parent: key("INC2") });
    let merged = merged.then_names(&["merged"]).by(timer());
    let facts = World::staffed().facts;
    let state = |given: &Given<Incident>, at| {
        let calendars = given.state().calendars(facts.get());
        let line = given.state().timeline(Measure::Resolution).unwrap();
        read(line, &calendars, at).unwrap().state
    };
    assert_eq!(state(&merged, after(20)), State::Running);
    let follow = FollowParent { parent: key("INC2"), works: true };
    let wrong = FollowParent { parent: key("INC3"), works: true };
    let given = merged.when(wrong);
    let given = given.then_rejected(&Rejection::NotTheParent { parent: key("INC2") });
    let given = given.at(after(90)).when(follow.clone()).then_names(&["parent_followed"]);
    assert_eq!(state(&given, after(500)), State::Met);
    let given = given.when(follow).then_nothing();
    let again = FollowParent { parent: key("INC2"), works: false };
    let given = given.at(after(100)).when(again).then_names(&["parent_followed"]);
    assert_eq!(state(&given, after(110)), State::Running);

    at_work()
        .when(Merge { parent: key("INC9") })
        .then_rejected(&Rejection::ParentNotOpen { parent: key("INC9") });
    at_work().of("INC2").when(Merge { parent: key("INC2") }).then_rejected(&Rejection::OwnParent);
}
