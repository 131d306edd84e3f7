use super::*;

#[test]
fn a_joint_score_is_made_of_what_is_on_record_and_of_what_people_say() {
    let given = scored(active(), 80);
    let parts = given.state().score.parts.clone();
    assert_eq!(parts.quality.unwrap().score().to_string(), "87.5");
    assert_eq!(parts.joint().unwrap().to_string(), "95.8333");
    let events = given.when(publish()).decided().unwrap();
    let [Event::ScorePublished(published)] = &*events else { panic!("{events:?}") };
    assert!(published.below_gate.is_empty());
    // What is recorded while it is made belongs to the next one.
    let given = active().when(measured(98)).then_names(&["performance_recorded", "target_missed"]);
    let given = given.when(OpenScore {}).then_names(&["score_opened"]);
    let given = given.when(measured(99)).then_names(&["performance_recorded"]);
    let given = given.when(ScoreService { interfaces_fit: true }).then_names(&["service_scored"]);
    assert_eq!(given.state().score.parts.service.unwrap().attained, percent(0));
    assert_eq!(given.state().tally.reached, 1);
    let none = ScoreQuality { deliveries: 0, ..score(0, 9) };
    given.when(none).then_rejected(&Rejection::NoDeliveries);
}

#[test]
fn a_part_below_its_gate_is_said() {
    let given = active().at(day(300)).when(OpenScore {}).then_names(&["score_opened"]);
    let given = given.when(score(94, 100)).then_names(&["quality_scored"]);
    let given = given.when(ScoreSecurity {}).then_names(&["security_scored"]);
    let given = given.when(ScoreService { interfaces_fit: false });
    let given = given.then_names(&["service_scored", "score_computed"]);
    let events = given.when(publish()).decided().unwrap();
    let [Event::ScorePublished(published)] = &*events else { panic!("{events:?}") };
    assert_eq!(published.below_gate[..], Gate::ALL);
}

#[test]
fn he_may_say_that_it_is_wrong_and_is_answered() {
    let given = scored(active(), 0).by(caller("otto"));
    let given = given.when(DisputeScore { reason: text("a strike") });
    let given = given.then_names(&["score_disputed"]).by(caller("sam"));
    given.clone().when(publish()).then_not_allowed();
    let other = Rescore {
        reason: text("so it was"),
        quality: Some(score(100, 90)),
        interfaces_fit: Some(false),
    };
    let given = given.when(other).then_names(&["score_rescored"]);
    let parts = given.state().score.parts.clone();
    assert_eq!(parts.quality.unwrap().satisfaction, percent(90));
    assert!(!parts.service.unwrap().interfaces_fit);
    let given = given.when(publish()).then_names(&["score_published"]);
    assert!(due(&given, "scoring_interval").is_some());
}

#[test]
fn who_is_below_the_threshold_is_on_probation_until_he_has_recovered() {
    let threshold = percent(80);
    let probation = || PutOnProbation { asked: text("more") };
    let not = Rejection::ScoreNotBelow { score: None, threshold };
    active().when(probation()).then_rejected(&not);
    let well = scored(active(), 90).when(publish()).then_names(&["score_published"]);
    let score = well.state().last_score;
    well.when(probation()).then_rejected(&Rejection::ScoreNotBelow { score, threshold });
    let given = on_probation();
    let score = given.state().last_score;
    let given = given.when(LiftProbation {});
    let given = given.then_rejected(&Rejection::NotRecovered { score, threshold });
    // No review ends it.
    let reviewed = given.clone().when(begin()).then_names(&["review_started"]);
    let reviewed = reviewed.when(review()).then_names(&["reviewed", "score_opened"]);
    let reviewed = reviewed.when(Confirm { unqualified: None }).then_names(&["confirmed"]);
    assert_eq!(reviewed.state().phase, Phase::OnProbation);
    let given = (0..9).fold(given.by(rules()), |given, number| {
        let vulnerability = key(&format!("VUL{number}"));
        let fix = Fix { vulnerability, took: Span::from_hours(1), in_time: true };
        let record = RecordPerformance { performance: Performance::Fixed(fix) };
        given.when(record).then_names(&["performance_recorded"])
    });
    let given = scored(given.by(caller("sam")), 90);
    let given = given.when(publish()).then_names(&["score_published"]);
    let given = given.when(LiftProbation {}).then_names(&["probation_lifted"]);
    assert_eq!((given.state().phase, given.state().probation), (Phase::Active, false));
}

#[test]
fn a_score_is_due_each_quarter_while_none_is_made() {
    let given = active();
    let at = due(&given, "scoring_interval").unwrap();
    let given = given.at(at).when(OpenScore {}).then_names(&["score_opened"]);
    assert_eq!(due(&given, "scoring_interval"), None);
    let given = given.when(VoidScore { reason: text("so") }).then_names(&["score_voided"]);
    assert!(due(&given, "scoring_interval").unwrap() > at);
}

#[test]
fn what_a_voided_score_was_to_be_about_is_for_the_next_one() {
    let case = |incident: &str, hours| Case {
        incident: key(incident),
        priority: Some(Priority::P1),
        took: Span::from_hours(hours),
    };
    let resolved = |given: Given<Supplier>, incident, hours| {
        let performance = Performance::Incident(case(incident, hours));
        let given = given.by(rules()).when(RecordPerformance { performance });
        given.then_names(&["performance_recorded"]).by(caller("sam"))
    };
    let given = resolved(resolved(active(), "INC1", 9), "INC2", 1);
    let since = given.state().tally_since;
    let before = given.state().tally.clone();
    let opened = given.at(day(9)).when(OpenScore {}).then_names(&["score_opened"]);
    assert_eq!(opened.state().tally.incidents, 0);
    let void = || VoidScore { reason: text("so") };
    let voided = opened.clone().when(void()).then_names(&["score_voided"]);
    assert_eq!((&voided.state().tally, voided.state().tally_since), (&before, since));
    // One that is there again counts once, as it was last.
    let voided = resolved(opened, "INC1", 1).when(void()).then_names(&["score_voided"]);
    let tally = &voided.state().tally;
    assert_eq!((tally.incidents, tally.incidents_in_time, tally.cases.len()), (2, 2, 2));
}

#[test]
fn a_dispute_is_settled_in_time_or_others_decide() {
    let given = active().when(dispute()).then_names(&["dispute_raised"]);
    let negotiate = NegotiateDispute { procedure: label("P-7") };
    let given = given.when(negotiate).then_names(&["dispute_negotiation_started"]);
    let until = day(30);
    assert_eq!(due(&given, "negotiation_limit"), Some(until));
    let escalate = |failed: Option<&str>| EscalateDispute { failed: failed.map(text) };
    let early = Rejection::StillNegotiated { until };
    let given = given.when(escalate(None)).then_rejected(&early);
    given.clone().when(escalate(Some("they shout"))).then_names(&["dispute_escalated"]);
    let given = given.at(until).when(escalate(None)).then_names(&["dispute_escalated"]);
    assert_eq!(due(&given, "negotiation_limit"), None);
    let bare = SettleDispute { signed: None, ..settle() };
    let given = given.when(bare.clone()).then_rejected(&Rejection::NotSettled);
    given
        .clone()
        .when(SettleDispute { award: Some(word()), ..bare })
        .then_names(&["dispute_settled"]);
    let given = given.when(settle()).then_names(&["dispute_settled"]);
    let given = given.when(CloseDispute { fulfilled: word() }).then_names(&["dispute_closed"]);
    given.when(dispute()).then_names(&["dispute_raised"]);
}

#[test]
fn only_who_raised_a_dispute_withdraws_it() {
    let withdraw = || WithdrawDispute { reason: text("never mind") };
    let given = active().by(caller("otto")).when(dispute()).then_names(&["dispute_raised"]);
    let not = Rejection::NotRaisingParty { by: Party::Supplier };
    let given = given.by(caller("sam")).when(withdraw()).then_rejected(&not);
    given.by(caller("otto")).when(withdraw()).then_names(&["dispute_withdrawn"]);
    let ours = active().when(dispute()).then_names(&["dispute_raised"]);
    let not = Rejection::NotRaisingParty { by: Party::Provider };
    ours.by(caller("otto")).when(withdraw()).then_rejected(&not);
}
