use super::*;

#[test]
fn nothing_is_answered_before_it_was_investigated() {
    let given = recorded(lodge()).when(report(Some("nothing to do"))).then_not_allowed();
    let given = given.when(acknowledge()).then_names(&["acknowledged"]);
    assert_eq!(dues(&given), [("resolve_due", day(10))]);
    let given = given.when(report(Some("nothing to do"))).then_not_allowed();
    let given = given.when(close(Ground::Accepted)).then_not_allowed();
    let given = given.when(start()).then_names(&["investigation_started"]);
    assert_eq!(given.state().investigator, Some(actor("ivy")));
    given.when(close(Ground::Accepted)).then_not_allowed();
}

#[test]
fn something_is_done_about_it_or_it_is_said_why_not() {
    let given = investigating(lodge()).when(report(None));
    let given = given.then_rejected(&Rejection::ActionNotAgreed);
    given.when(report(Some("it was ours to do so"))).then_names(&["reported"]);
    let given = acting().when(report(Some("nothing to do")));
    let given = given.then_rejected(&Rejection::ActionIsAgreed);
    let given = given.when(report(None)).then_names(&["reported"]);
    assert_eq!(dues(&given), []);
}

#[test]
fn the_customer_takes_it_higher_when_the_normal_way_fails_and_says_why() {
    let given = acknowledged(lodge()).by(caller("cus")).when(fail());
    given.then_rejected(&Rejection::NormalWayNotTried);
    let given = investigating(lodge()).by(caller("cus"));
    let given = given.when(late(Rule::NormalWayFailed)).then_rejected(&Rejection::ReasonMissing);
    let given = given.when(fail()).then_names(&["escalated"]);
    assert_eq!((given.state().phase, dues(&given)), (Phase::Escalated, vec![]));
    let given = given.by(caller("bea")).when(report(None)).then_not_allowed();
    let given = given.by(caller("sue")).when(decide(0));
    let given = given.then_rejected(&Rejection::Over { at: day(0) });
    let given = given.when(decide(5)).then_names(&["escalated_action_agreed"]);
    assert_eq!((given.state().phase, dues(&given)), (Phase::Acting, vec![("resolve_due", day(5))]));
    // He may again.
    given.by(caller("cus")).when(fail()).then_names(&["escalated"]);
}

#[test]
fn who_has_dealt_with_it_does_not_decide_higher_nor_whom_it_is_about() {
    let dealt = "has dealt with it so far";
    // Sam answers customers as well, and has found out what happened.
    let mut world = world();
    world.give("ada", "sam", BUSINESS_RELATIONSHIP_MANAGER);
    let by_sam = StartInvestigation { investigator: Some(actor("sam")) };
    let given = acknowledged(lodge()).facts(world.facts).when(by_sam);
    let given = given.then_names(&["investigation_started"]);
    let given = given.by(caller("cus")).when(fail()).then_names(&["escalated"]);
    let given = given.by(caller("sam")).when(decide(5)).then_rejected(&apart("sam", "sam", dealt));
    let given = given.facts(delegated("sam", "dee", SERVICE_MANAGER).facts).by(caller("dee"));
    let given = given.when(decide(5)).then_rejected(&apart("dee", "sam", dealt));
    given.by(caller("sue")).when(decide(5)).then_names(&["escalated_action_agreed"]);
    let about_sue = Lodge { about: [actor("sue")].into(), ..lodge() };
    let given = investigating(about_sue).by(caller("cus")).when(fail());
    let given = given.then_names(&["escalated"]).by(caller("sue")).when(decide(5));
    given.then_rejected(&apart("sue", "sue", "is one of those whom it is about"));
}

#[test]
fn what_is_late_escalates_once_for_each_time_and_not_before() {
    let not = |rule, due| Rejection::NotLate { rule, due };
    let (ack, answer) = (Rule::AcknowledgementOverdue, Rule::AnswerOverdue);
    let given = recorded(lodge()).by(rules()).when(late(ack));
    let given = given.then_rejected(&not(ack, Some(day(1))));
    let given = given.when(late(answer)).then_rejected(&not(answer, None));
    let given = given.at(day(1)).when(late(ack)).then_names(&["escalated"]);
    assert_eq!((given.state().phase, dues(&given)), (Phase::Recorded, vec![]));
    let given = given.when(late(ack)).then_nothing();
    let given = given.by(caller("bea")).when(acknowledge()).then_names(&["acknowledged"]);
    assert_eq!(dues(&given), [("resolve_due", day(11))]);
    // The customer may say so before a timer does.
    let given = given.at(day(12)).by(caller("cus")).when(late(answer)).then_names(&["escalated"]);
    assert_eq!((given.state().phase, dues(&given)), (Phase::Acknowledged, vec![]));
    let given = given.by(caller("bea")).when(start()).then_names(&["investigation_started"]);
    assert_eq!(dues(&given), []);
    let given = acting().at(day(10)).by(rules()).when(late(answer)).then_names(&["escalated"]);
    assert_eq!(given.state().phase, Phase::Escalated);
    // Somebody higher says by when, and then it is late anew.
    let given = given.by(caller("sue")).when(decide(12)).then_names(&["escalated_action_agreed"]);
    let given = given.at(day(12)).by(rules()).when(late(answer));
    given.then_names(&["escalated"]);
}

#[test]
fn it_ends_when_the_customer_accepts_or_has_had_time_to_object() {
    reported().when(close(Ground::Accepted)).then_names(&["closed"]);
    let given = reported().when(close(final_answer()));
    let given = given.then_rejected(&Rejection::MayStillObject { until: day(10) });
    let given = given.at(day(10)).when(close(final_answer())).then_names(&["closed"]);
    assert_eq!(given.state().satisfaction, Some(Satisfaction::Neutral));
    // Once somebody higher has decided, there is nobody left to ask.
    let given = acting().by(caller("cus")).when(fail()).then_names(&["escalated"]);
    let given = given.by(caller("sue")).when(decide(5)).then_names(&["escalated_action_agreed"]);
    let given = given.by(caller("bea")).when(report(None)).then_names(&["reported"]);
    given.when(close(final_answer())).then_names(&["closed"]);
}

#[test]
fn the_customer_objects_and_is_answered_again() {
    let object = || Reopen { reason: text("that is not what happened") };
    let given = reported().at(day(3)).by(caller("cus")).when(object()).then_names(&["reopened"]);
    assert_eq!((given.state().phase, given.state().reopenings), (Phase::Investigating, 1));
    assert_eq!(dues(&given), [("resolve_due", day(13))]);
    // What was decided higher was not the end of it.
    let given = acting().by(caller("cus")).when(fail()).then_names(&["escalated"]);
    let given = given.by(caller("sue")).when(decide(5)).then_names(&["escalated_action_agreed"]);
    let given = given.by(caller("bea")).when(report(None)).then_names(&["reported"]);
    let given = given.by(caller("cus")).when(object()).then_names(&["reopened"]);
    let given = given.by(caller("bea")).when(report(Some("as before"))).then_names(&["reported"]);
    let given = given.when(close(final_answer()));
    given.then_rejected(&Rejection::MayStillObject { until: day(10) });
}

#[test]
fn the_customer_takes_it_back_until_he_is_answered() {
    let given = acting().by(caller("cus")).when(Withdraw::default()).then_names(&["withdrawn"]);
    assert!(given.state().phase.is_over());
    reported().by(caller("cus")).when(Withdraw::default()).then_not_allowed();
}
