use super::*;

#[test]
fn what_was_reached_is_held_against_what_was_promised() {
    let given = active().when(measured(99)).then_names(&["performance_recorded"]);
    let given = given.when(measured(98)).then_names(&["performance_recorded", "target_missed"]);
    let tally = &given.state().tally;
    assert_eq!((tally.targets, tally.reached), (2, 1));
    let of = |change: fn(&mut Measured)| {
        let Performance::Measured(mut it) = measured(99).performance else { panic!() };
        change(&mut it);
        RecordPerformance { performance: Performance::Measured(it) }
    };
    let not_his = Rejection::NotHisTargets { agreement: key("uc-2") };
    let given = given.when(of(|it| it.agreement = key("uc-2"))).then_rejected(&not_his);
    let given =
        given.when(of(|it| it.period.to = it.period.from)).then_rejected(&Rejection::BadPeriod);
    let given = given.when(of(|it| it.period.to = day(9))).then_rejected(&Rejection::BadPeriod);
    let nothing = Rejection::NothingMeasured;
    let given = given.when(of(|it| it.values = List::empty())).then_rejected(&nothing);
    let target = label("speed");
    let unknown = Rejection::UnknownTarget { agreement: key("uc-1"), target };
    given
        .when(of(|it| {
            it.values = [Reached { target: label("speed"), reached: Percent::ALL }].into();
        }))
        .then_rejected(&unknown);
}

#[test]
fn what_is_on_record_is_looked_up_by_rules() {
    let took = |incident, hours| Case {
        incident: key(incident),
        priority: Some(Priority::P1),
        took: Span::from_hours(hours),
    };
    let record = |performance| RecordPerformance { performance };
    let given = active().when(record(Performance::Incident(took("INC1", 4))));
    let given = given.then_rejected(&Rejection::LookedUp).by(rules());
    let resolved = |given: Given<Supplier>, incident, hours| {
        let performance = Performance::Incident(took(incident, hours));
        given.when(record(performance)).then_names(&["performance_recorded"])
    };
    let given = resolved(resolved(given, "INC1", 4), "INC2", 5);
    let missed = || record(Performance::FixMissed(key("VUL1")));
    let given = given.when(missed()).then_names(&["performance_recorded"]);
    let given = given.when(missed()).then_nothing();
    let tally = &given.state().tally;
    assert_eq!((tally.incidents, tally.incidents_in_time, tally.late.len()), (2, 1, 1));
    let fix = Fix { vulnerability: key("VUL1"), took: Span::from_hours(9), in_time: false };
    let given = given.when(record(Performance::Fixed(fix))).then_names(&["performance_recorded"]);
    let tally = &given.state().tally;
    assert_eq!((tally.fixes, tally.fixes_in_time, tally.late.len()), (1, 0, 0));
    // What is there again counts once, as it was resolved last.
    let given = resolved(given, "INC1", 21);
    let counted = |given: &Given<Supplier>| {
        let tally = &given.state().tally;
        (tally.incidents, tally.incidents_in_time)
    };
    assert_eq!(counted(&given), (2, 0));
    // What goes on says nothing before it is late, and counts once with its end.
    let goes_on = |hours| record(Performance::IncidentMissed(took("INC3", hours)));
    let given = given.when(goes_on(4)).then_nothing();
    let given = given.when(goes_on(5)).then_names(&["performance_recorded"]);
    assert_eq!(counted(&given), (3, 0));
    assert_eq!(counted(&resolved(given, "INC3", 9)), (3, 0));
}

#[test]
fn what_is_shown_not_to_be_valid_is_reviewed_at_once() {
    let none = CheckSecurity { qualification: Qualification::None(text("it was not renewed")) };
    let given = active().at(day(9)).by(caller("sid")).when(none);
    let given = given.then_names(&["security_gate_checked"]);
    assert_eq!(due(&given, "certificate_lapse"), Some(day(9)));
}

#[test]
fn performance_is_asked_for_each_month_and_once_for_what_nobody_noted() {
    let given = active();
    let due_at = due(&given, "performance_interval").unwrap();
    let early = Rejection::NotDue { due: Some(due_at) };
    let given = given.when(NotePerformanceDue {}).then_rejected(&early);
    let given = given.at(due_at + Span::from_days(70)).when(NotePerformanceDue {});
    let given = given.then_names(&["performance_fell_due"]);
    let next = due(&given, "performance_interval").unwrap();
    assert!(next > due_at + Span::from_days(70) && next < due_at + Span::from_days(100));
    let given = given.when(measured(99)).then_names(&["performance_recorded"]);
    assert!(due(&given, "performance_interval").unwrap() > next);
}

#[test]
fn a_review_has_findings_and_begins_a_score() {
    let bare = Review { improvements: List::empty(), ..review() };
    let given = under_review().when(bare.clone()).then_rejected(&Rejection::ImprovementsMissing);
    let reason = Review { no_improvement: Some(text("all is well")), ..bare };
    let given = given.when(reason).then_names(&["reviewed", "score_opened"]);
    given.when(review()).then_names(&["reviewed"]);
    let early = Rejection::NotDue { due: due(&active(), "review_interval") };
    let because = || StartReview { because: Because::Interval };
    let given = active().when(because()).then_rejected(&early);
    let at = due(&given, "review_interval").unwrap();
    given.at(at).when(because()).then_names(&["review_started"]);
}

#[test]
fn who_works_for_him_is_in_his_hands_as_was_seen_since_the_last_review() {
    let given = active().when(map(others())).then_names(&["subcontractors_mapped"]);
    let given = given.when(begin()).then_names(&["review_started"]);
    let given = given.when(review()).then_rejected(&Rejection::SubcontractorsNotVerified);
    let seen = || VerifySubcontractorControl { evidence: word() };
    let given = given.when(seen()).then_names(&["subcontractor_control_verified"]);
    let given = given.when(review()).then_names(&["reviewed", "score_opened"]);
    given.when(review()).then_rejected(&Rejection::SubcontractorsNotVerified);
}

#[test]
fn one_goes_on_with_who_was_reviewed_and_whose_contract_fits() {
    let confirm = || Confirm { unqualified: None };
    let given = under_review().when(confirm()).then_rejected(&Rejection::NotReviewed);
    let unfit = Review { contract_fits: false, ..review() };
    let unfit = given.clone().when(unfit).then_names(&["reviewed", "score_opened"]);
    let unfit = unfit.when(confirm()).then_rejected(&Rejection::ContractDoesNotFit);
    let propose = ProposeContractChange { change: None, need: Some(text("more")) };
    unfit.when(propose).then_names(&["contract_change_proposed"]);
    let given = given.when(review()).then_names(&["reviewed", "score_opened"]);
    let given = given.when(confirm()).then_names(&["confirmed"]);
    assert_eq!(given.state().phase, Phase::Active);
}

#[test]
fn a_certificate_that_lapses_is_reviewed_once_and_renewed_or_done_without() {
    let given = active();
    assert_eq!(due(&given, "certificate_lapse"), Some(day(300)));
    let lapsed = || StartReview { because: Because::CertificateLapsed };
    let early = Rejection::NotDue { due: Some(day(300)) };
    let given = given.when(lapsed()).then_rejected(&early);
    let given = given.at(day(300)).when(lapsed()).then_names(&["review_started"]);
    let given = given.when(review()).then_names(&["reviewed", "score_opened"]);
    let confirm = |unqualified: Option<&str>| Confirm { unqualified: unqualified.map(text) };
    let given = given.when(confirm(None)).then_rejected(&Rejection::NotQualified);
    let without = given.clone().when(confirm(Some("no other"))).then_names(&["confirmed"]);
    assert_eq!(due(&without, "certificate_lapse"), None);
    let given = given.by(caller("sid")).when(certificate(day(700)));
    let given = given.then_names(&["security_gate_checked"]).by(caller("sam"));
    let given = given.when(confirm(None)).then_names(&["confirmed"]);
    assert_eq!(due(&given, "certificate_lapse"), Some(day(700)));
}
