use super::*;

fn outcome(given: &Given<Kpi>, of: &str) -> Option<Outcome> {
    given.state().outcomes.get(&month(of)).and_then(|known| known.get(&1)).copied()
}

fn in_a_row(events: &[Event]) -> Option<u32> {
    events.iter().find_map(|event| {
        if let Event::Breached(breached) = event { Some(breached.in_a_row) } else { None }
    })
}

#[test]
fn a_month_that_is_over_has_one_figure_for_each_version() {
    let given = measuring(availability()).at(at("2026-01-31T23:59:59Z"));
    let until = at("2026-02-01T00:00:00Z");
    let not_over = Rejection::NotOver { month: month("2026-01"), until };
    let given = given.when(record("2026-01", 99)).then_rejected(&not_over);
    let given = given.at(until).when(record("2026-01", 99)).then_names(&["measured"]);
    assert_eq!(outcome(&given, "2026-01"), Some(Outcome::Reached));
    let again = Rejection::AlreadyMeasured { month: month("2026-01"), version: 1 };
    let given = given.when(record("2026-01", 99)).then_rejected(&again);
    given.when(corrected(record("2026-01", 100))).then_names(&["measured"]);
}

#[test]
fn it_is_measured_by_a_version_that_was_in_force_then() {
    let refused = |of, version, known| {
        let (month, known) = (month(of), Vec::from_iter(known));
        Rejection::NotInForce { month, version, known }
    };
    let given = measuring(availability());
    let given = given.when(record("2025-12", 99)).then_rejected(&refused("2025-12", 1, None));
    let second = |of| Record { version: 2, ..record(of, 91) };
    let given = given.when(second("2026-01")).then_rejected(&refused("2026-01", 2, Some(1)));
    // By both, in the month in which another version came into force.
    let given = given.by(caller("stu")).when(retarget(share(90)));
    let given = given.then_names(&["retarget_proposed"]).by(caller("sia")).when(approve(2));
    let given = given.then_names(&["approved", "target_changed"]);
    let given = given.at(at("2026-04-02T00:00:00Z")).by(caller("bot"));
    let given = given.when(second("2026-02")).then_names(&["measured"]);
    let given = given.when(record("2026-02", 91)).then_names(&["measured", "breached"]);
    let given = given.when(record("2026-03", 91)).then_rejected(&refused("2026-03", 1, Some(2)));
    let ago = at("2036-03-02T00:00:00Z");
    let first = month("2026-03");
    let given = given.at(ago).when(record("2026-01", 99));
    given.then_rejected(&Rejection::TooLongAgo { month: month("2026-01"), first });
}

#[test]
fn nothing_is_computed_beyond_the_end_of_the_log() {
    let given = measuring(availability());
    let (position, head) = (Position(4), Position(3));
    let given = given.when(Record { position, ..record("2026-01", 99) });
    let given = given.then_rejected(&Rejection::NotYet { position, head });
    given.when(Record { position: head, ..record("2026-01", 99) }).then_names(&["measured"]);
}

#[test]
fn a_figure_is_of_the_unit_of_what_is_measured() {
    let given = Figure::Count(4);
    let measure = Measure::Availability;
    let refused = Rejection::WrongUnit { measure, unit: Unit::Share, given };
    let wrong = Record { value: Some(given), ..record("2026-01", 0) };
    measuring(availability()).when(wrong).then_rejected(&refused);
}

#[test]
fn of_nothing_there_is_no_figure_but_of_what_did_not_happen() {
    let none_counted = |it: Record| Record { included: 0, ..it };
    let no_figure = |it: Record| Record { value: None, ..it };
    let bea = || measuring(satisfaction()).by(caller("bea"));
    let given = bea().when(none_counted(answers("2026-01", 99)));
    let given = given.then_rejected(&Rejection::NothingCounted);
    let given = given.when(no_figure(answers("2026-01", 99)));
    let given = given.then_rejected(&Rejection::FigureMissing { included: 9 });
    // That nobody has answered is on record, and no success.
    let given = given.when(no_figure(none_counted(answers("2026-01", 99))));
    let given = given.then_names(&["measured"]);
    assert_eq!(outcome(&given, "2026-01"), Some(Outcome::Nothing));
    let given = measuring(availability());
    let given = given.when(no_figure(none_counted(record("2026-01", 99))));
    let given = given.then_rejected(&Rejection::FigureMissing { included: 0 });
    given.when(none_counted(record("2026-01", 99))).then_names(&["measured"]);
}

#[test]
fn each_fix_is_to_be_within_the_target_and_not_only_their_mean() {
    let hours = |hours, within: Option<u8>| Record {
        value: Some(Figure::Time(Span::from_hours(hours))),
        within: within.map(Percent::of_hundred),
        ..record("2026-01", 0)
    };
    let given = measuring(fixes()).when(hours(3, None));
    let given = given.then_rejected(&Rejection::WithinMissing);
    given.clone().when(hours(3, Some(100))).then_names(&["measured"]);
    given.clone().when(hours(5, Some(100))).then_names(&["measured", "breached"]);
    given.clone().when(hours(3, Some(99))).then_names(&["measured", "breached"]);
    let nothing = Record { value: None, included: 0, ..hours(3, Some(100)) };
    given.when(nothing).then_rejected(&Rejection::NoWithin { why: "nothing was counted" });
    let within = Record { within: Some(Percent::ALL), ..record("2026-01", 99) };
    let given = measuring(availability()).when(within);
    given.then_rejected(&Rejection::NoWithin { why: "all are measured together" });
}

#[test]
fn what_people_say_is_recorded_by_a_person_with_what_shows_it() {
    let given = measuring(satisfaction()).by(caller("bea")).when(record("2026-01", 99));
    let given = given.then_rejected(&Rejection::SurveyMissing);
    let given = given.by(rules()).when(answers("2026-01", 99));
    let given = given.then_rejected(&Rejection::NotAPerson);
    given.by(caller("bea")).when(answers("2026-01", 99)).then_names(&["measured"]);
    let measure = Measure::Availability;
    let given = measuring(availability()).when(answers("2026-01", 99));
    let given = given.then_rejected(&Rejection::NoSurvey { measure });
    // Of what the log says, anything that has read it may.
    given.by(rules()).when(record("2026-01", 99)).then_names(&["measured"]);
}

#[test]
fn a_miss_is_on_record_with_its_figure_and_how_many_there_were_in_a_row() {
    let events = measuring(availability()).when(record("2026-01", 98)).decided().unwrap();
    let [Event::Measured(measured), Event::Breached(breached)] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!((measured.outcome, measured.included, measured.excluded), (Outcome::Missed, 9, 1));
    assert_eq!((breached.value, breached.target, breached.in_a_row), (share(98), share(99), 1));
    assert_eq!(breached.objective, Some(label("mail that works")));
    let given = missed().at(at("2026-05-02T00:00:00Z"));
    let given = given.when(record("2026-03", 9));
    let given = given.then_names(&["measured", "breached"]);
    // February makes three of them, and stands between the two.
    let events = given.clone().when(record("2026-02", 9)).decided().unwrap();
    assert_eq!(in_a_row(&events), Some(3));
    let given = given.when(record("2026-02", 99)).then_names(&["measured"]);
    let events = given.when(record("2026-04", 9)).decided().unwrap();
    assert_eq!(in_a_row(&events), Some(2));
}

#[test]
fn what_was_wrong_is_put_right_for_a_reason_and_so_is_what_came_of_it() {
    let given = measuring(availability()).when(corrected(record("2026-01", 99)));
    let nothing = Rejection::NothingToCorrect { month: month("2026-01"), version: 1 };
    given.then_rejected(&nothing);
    // It was none.
    let given = missed().when(corrected(record("2026-01", 99)));
    let given = given.then_names(&["measured", "breach_lifted"]);
    assert_eq!((given.state().phase, given.state().review_due()), (Phase::Measuring, None));
    // It was one.
    let given = given.when(corrected(record("2026-01", 97)));
    let given = given.then_names(&["measured", "breached"]);
    // It still is.
    let given = given.when(corrected(record("2026-01", 96))).then_names(&["measured"]);
    // What was reviewed is over.
    let given = given.by(caller("own")).when(review()).then_names(&["reviewed"]);
    let given = given.by(caller("bot")).when(corrected(record("2026-01", 99)));
    given.then_names(&["measured"]);
    // Another one waits for its review.
    let given = missed().at(at("2026-03-02T00:00:00Z")).when(record("2026-02", 9));
    let given = given.then_names(&["measured", "breached"]);
    let given = given.when(corrected(record("2026-01", 99)));
    let given = given.then_names(&["measured", "breach_lifted"]);
    assert_eq!((given.state().phase, given.state().misses.len()), (Phase::Breached, 1));
}

#[test]
fn who_answers_for_it_reviews_a_miss_or_his_deputy() {
    let refused = Rejection::NotOwner { owner: actor("own") };
    let given = missed().by(caller("oda")).when(review()).then_rejected(&refused);
    let deputy = delegated("own", "dee", PROCESS_OWNER).facts;
    let given = given.facts(deputy).by(caller("dee")).when(review()).then_names(&["reviewed"]);
    assert_eq!((given.state().phase, given.state().misses.len()), (Phase::Measuring, 0));
    // It can be reviewed without a miss, too.
    given.when(review()).then_names(&["reviewed"]);
    // Where he is no process owner any more, any of them does it.
    let mut world = world();
    let left = r#"{"person": "own", "reason": "he has left"}"#;
    world.send("ada", "role", PROCESS_OWNER, "revoke", left).unwrap();
    missed().facts(world.facts).by(caller("oda")).when(review()).then_names(&["reviewed"]);
}

#[test]
fn a_figure_that_is_not_there_is_noted_once_and_then_the_next_one() {
    let given = measuring(availability());
    let late = at("2026-02-06T00:00:00Z");
    let given = given.by(rules()).when(NoteMeasurementDue {});
    let given = given.then_rejected(&Rejection::NotDue { due: Some(late) }).at(late);
    let given = given.when(NoteMeasurementDue {}).then_names(&["measurement_fell_due"]);
    assert_eq!(dues(&given), [("period", "2026-03-06T00:00:00Z".to_owned())]);
    // February is on record before January: March is next all the same.
    let given = given.at(at("2026-03-02T00:00:00Z")).when(record("2026-02", 99));
    let given = given.then_names(&["measured"]);
    assert_eq!(dues(&given), [("period", "2026-04-06T00:00:00Z".to_owned())]);
    let given = given.when(record("2026-01", 99)).then_names(&["measured"]);
    assert_eq!(dues(&given), [("period", "2026-04-06T00:00:00Z".to_owned())]);
    // What comes before the one that is waited for is skipped when that is there.
    let given = measuring(availability()).at(at("2026-03-02T00:00:00Z"));
    let given = given.when(record("2026-02", 99)).then_names(&["measured"]);
    assert_eq!(dues(&given), [("period", "2026-02-06T00:00:00Z".to_owned())]);
    let given = given.when(record("2026-01", 99)).then_names(&["measured"]);
    assert_eq!(dues(&given), [("period", "2026-04-06T00:00:00Z".to_owned())]);
}

#[test]
fn a_review_that_is_late_is_noted_once() {
    let given = missed().by(rules());
    let late = at("2026-02-12T00:00:00Z");
    let given =
        given.when(NoteReviewOverdue {}).then_rejected(&Rejection::NotDue { due: Some(late) });
    let given = given.at(late).when(NoteReviewOverdue {}).then_names(&["review_overdue"]);
    let given = given.when(NoteReviewOverdue {}).then_rejected(&Rejection::NotDue { due: None });
    assert_eq!(given.state().review_due(), None);
}
