use super::*;
use crate::facts::Nonconformities;
use engine::{CommandSet as _, Named as _};

fn apart(who: &str, other: &str) -> Rejection {
    Rejection::NotApart { actor: actor(who), other: actor(other), did: "has a hand in the action" }
}

#[test]
fn it_is_watched_before_anybody_says_that_it_was_effective() {
    let given = implemented(raise());
    assert_eq!(dues(&given), [("check_due", day(38)), ("watch_end", day(31))]);
    let until = day(31);
    let given = given.by(caller("aud")).at(day(30)).when(verify(true));
    let given = given.then_rejected(&Rejection::StillWatched { until });
    let given = given.when(EndWatch {}).then_rejected(&Rejection::NotYet { until: Some(until) });
    let given = given.at(until).when(EndWatch {}).then_names(&["watch_ended"]);
    assert_eq!(dues(&given), [("check_due", day(38))]);
    let given = given.when(EndWatch {}).then_rejected(&Rejection::NotYet { until: None });
    let given = given.when(verify(true)).then_names(&["verified"]);
    given.when(verify(true)).then_nothing();
}

#[test]
fn the_plan_may_say_how_long_it_is_watched() {
    let given = assessed(raise()).when(cause()).then_names(&["cause_determined"]);
    let week = PlanAction { watch: Some(Span::from_days(7)), ..plan(10) };
    let given = given.when(week).then_names(&["action_planned"]).when(complete());
    let given = given.then_names(&["action_started", "corrective_action_completed"]);
    assert_eq!(dues(&given), [("check_due", day(14)), ("watch_end", day(7))]);
}

#[test]
fn who_has_a_hand_in_the_action_does_not_verify_it() {
    // Act owns it; own has planned it and said that it is done.
    for who in ["act", "own"] {
        watched().by(caller(who)).when(verify(true)).then_rejected(&apart(who, who));
    }
    watched().by(caller("ada")).when(verify(true)).then_names(&["verified"]);
    // That it was not effective, he may say.
    watched().by(caller("own")).when(verify(false)).then_names(&["verification_failed"]);
}

#[test]
fn nor_does_his_deputy_nor_whose_deputy_he_is() {
    // Sue owns the action, and dee manages services for her.
    let owned = |facts| {
        let given = assessed(raise()).facts(facts).when(cause()).then_names(&["cause_determined"]);
        let of_sue = PlanAction { owner: Some(actor("sue")), ..plan(10) };
        let given = given.when(of_sue).then_names(&["action_planned"]).when(complete());
        given.then_names(&["action_started", "corrective_action_completed"]).at(day(31))
    };
    let deputy = delegated("sue", "dee", SERVICE_MANAGER);
    owned(deputy.facts).by(caller("dee")).when(verify(true)).then_rejected(&apart("dee", "sue"));
    // Ted has carried it out, as a process owner in place of ada, who represents management.
    let mut world = world();
    world.give("ada", "ada", PROCESS_OWNER);
    let until = world.now + Span::from_days(300);
    let body =
        format!(r#"{{"to": "ted", "until": "{until}", "competence": {{"statement": "fit"}}}}"#);
    world.send("ada", "role", PROCESS_OWNER, "delegate", &body).unwrap();
    let given = planned(raise()).facts(world.facts).by(caller("ted")).when(complete());
    let given = given.then_names(&["action_started", "corrective_action_completed"]);
    let given = given.at(day(31)).by(caller("ada")).when(verify(true));
    given.then_rejected(&apart("ada", "ada"));
}

#[test]
fn hands_are_known_to_others_while_it_is_open() {
    let mut world = world();
    let bodies: [Command; 4] =
        [assess().into(), cause().into(), plan(10).into(), complete().into()];
    for (by, command) in ["imp", "own", "own", "own"].into_iter().zip(bodies) {
        let body = command.to_json().to_string();
        world.send(by, NAME, "NCR-2", command.name(), &body).unwrap();
    }
    let hands: Vec<_> = world.facts.get::<Nonconformities>().hands(&key("NCR-2")).collect();
    assert_eq!(hands, [&actor("act"), &actor("own")]);
}

#[test]
fn what_was_found_again_after_the_action_was_not_effective() {
    let given = implemented(raise()).at(day(2));
    // A breach of a time before the action says nothing against it.
    let earlier = FindAgain { at: Some(day(0)), ..again(List::empty()) };
    let given = given.when(earlier).then_names(&["found_again"]);
    let given = given.by(caller("aud")).at(day(40)).when(verify(true)).then_names(&["verified"]);
    let given = given.when(again(List::empty())).then_names(&["found_again"]);
    let at = day(40);
    let given = given.when(Close { lesson: None }).then_rejected(&Rejection::FoundAgain { at });
    given.when(verify(false)).then_names(&["verification_failed"]);
    let given = watched().when(again(List::empty())).then_names(&["found_again"]);
    let at = day(31);
    given.when(verify(true)).then_rejected(&Rejection::FoundAgain { at });
}

#[test]
fn what_was_not_effective_is_open_again_and_asks_for_another_cause() {
    let given = watched().when(verify(false)).then_names(&["verification_failed"]);
    assert_eq!((given.state().phase, given.state().failures), (Phase::Assessed, 1));
    assert_eq!(dues(&given), []);
    let given = given.by(caller("own")).when(plan(50)).then_rejected(&Rejection::CauseMissing);
    let given = given.when(cause()).then_names(&["cause_determined"]);
    given.when(plan(50)).then_names(&["action_planned"]);
}

#[test]
fn what_is_late_escalates_once_and_not_before() {
    let late = |limit| Escalate { limit };
    let assessment = Limit::Assessment;
    let not = |limit, due| Rejection::NotLate { limit, due };
    let given = raised(raise()).when(late(assessment));
    let given = given.then_rejected(&not(assessment, Some(day(5))));
    let given = given.when(late(Limit::Check)).then_rejected(&not(Limit::Check, None));
    let body = Source::CertificationBody(Body { report: label("3"), fix_by: day(60) });
    let body = raised(Raise { source: body, ..raise() }).at(day(61));
    let limit = Limit::CertificationBody;
    let body = body.when(late(limit)).then_names(&["escalated"]);
    assert_eq!(dues(&body), [("assessment_due", day(5))]);
    let given = given.at(day(5)).when(late(assessment)).then_names(&["escalated"]);
    assert_eq!(dues(&given), []);
    given.when(late(assessment)).then_nothing();
    let check = implemented(raise()).at(day(38)).when(late(Limit::Check));
    assert_eq!(dues(&check.then_names(&["escalated"])), [("watch_end", day(31))]);
}

#[test]
fn a_leak_of_data_is_not_over_before_its_security_incident_is_named() {
    let leak = || Raise { leaked: true, ..raise() };
    let link = || LinkSecurityIncident { security_incident: key("SEC1") };
    raised(raise()).when(link()).then_rejected(&Rejection::NothingLeaked);
    let given = implemented(leak()).at(day(31)).by(caller("aud"));
    let given = given.when(verify(true)).then_names(&["verified"]);
    let close = || Close { lesson: Some(text("springs break")) };
    let given = given.when(close()).then_rejected(&Rejection::SecurityIncidentMissing);
    // Whether there is another one is nobody's concern here.
    let other = LinkSecurityIncident { security_incident: key("SEC2") };
    let refused = Rejection::NotTracedBack { security_incident: key("SEC2") };
    let given = given.when(other).then_rejected(&refused);
    let given = given.when(link()).then_names(&["security_incident_linked"]);
    let given = given.when(link()).then_nothing();
    given.when(close()).then_names(&["closed"]);
}
