use super::*;

#[test]
fn no_action_before_its_cause_is_known() {
    let given = assessed(raise()).when(plan(10)).then_rejected(&Rejection::CauseMissing);
    let given = given.when(cause()).then_names(&["cause_determined"]);
    let over = Rejection::Over { at: day(0) };
    let given = given.when(plan(0)).then_rejected(&over);
    let span = Span::from_days(1_000);
    let (min, max) = (Policy::SPAN_MIN, Policy::SPAN_MAX);
    let long = PlanAction { watch: Some(span), ..plan(10) };
    let given = given.when(long);
    let given = given.then_rejected(&Rejection::OutOfBounds { what: "watch", span, min, max });
    let given = given.when(plan(10)).then_names(&["action_planned"]);
    assert_eq!(dues(&given), [("due_date", day(10))]);
}

#[test]
fn what_can_be_put_right_at_once_is_and_that_is_no_action() {
    let correct = || Correct { correction: text("shut it") };
    let given = raised(raise()).when(correct()).then_names(&["correction_made"]);
    let given = given.when(assess()).then_names(&["assessed", "communicated"]);
    let given = given.when(correct()).then_names(&["correction_made"]);
    given.when(plan(10)).then_rejected(&Rejection::CauseMissing);
}

#[test]
fn what_is_actual_is_corrected_and_what_is_potential_prevented() {
    let potential = || Raise { kind: Kind::Potential, ..raise() };
    let given = planned(potential());
    assert_eq!(dues(&given), [("preventive_due_date", day(10))]);
    let given = given.when(StartAction {}).then_names(&["action_started"]);
    given.when(complete()).then_names(&["preventive_action_completed"]);
    let given = planned(raise()).when(StartAction {}).then_names(&["action_started"]);
    given.when(complete()).then_names(&["corrective_action_completed"]);
}

#[test]
fn it_rests_and_stays_due() {
    let given = planned(raise()).when(StartAction {}).then_names(&["action_started"]);
    let given = given.when(Hold { reason: text("no springs") }).then_names(&["held"]);
    assert_eq!(dues(&given), [("due_date", day(10))]);
    let given = given.when(complete()).then_not_allowed();
    given.when(Resume {}).then_names(&["resumed"]);
}

#[test]
fn who_has_a_hand_in_the_action_gives_it_no_more_time() {
    let more = |due| Extend { due: day(due), reason: text("no springs") };
    let given = planned(raise());
    let given = given.by(caller("ada")).when(more(10));
    let given = given.then_rejected(&Rejection::NotLater { due: day(10) });
    let apart = Rejection::NotApart {
        actor: actor("act"),
        other: actor("act"),
        did: "has a hand in the action",
    };
    let given = given.by(caller("act")).when(more(20)).then_rejected(&apart);
    let given = given.by(caller("ada")).when(more(20)).then_names(&["extended"]);
    assert_eq!(dues(&given), [("due_date", day(20))]);
    let given = given.at(day(30)).when(more(29)).then_rejected(&Rejection::Over { at: day(29) });
    // Who is late gets no quiet from it; who was given more time is late anew.
    let late = given.when(Escalate { limit: Limit::Action }).then_names(&["escalated"]);
    assert_eq!(dues(&late), []);
    let late = late.when(more(40)).then_names(&["extended"]);
    assert_eq!(dues(&late), [("due_date", day(40))]);
}
