use super::*;

const FOR_HIM: &str = "asks for it, has logged it, or gets it";

#[test]
fn whom_it_is_for_does_not_approve_it_nor_his_deputy() {
    let approve = Approve::default;
    let by_sue = Log { requester: Some(actor("sue")), ..log("advice") };
    let given = awaiting(by_sue.clone()).by(caller("sue")).when(approve());
    let given = given.then_rejected(&apart("sue", "sue", FOR_HIM));
    given.by(caller("sam")).when(approve()).then_names(&["approved"]);
    let for_sue = Log { for_whom: Some(actor("sue")), ..log("advice") };
    let given = awaiting(for_sue).by(caller("sue")).when(approve());
    given.then_rejected(&apart("sue", "sue", FOR_HIM));
    // Nor does who has written it down.
    let mut world = world();
    world.give("ada", "dan", SERVICE_MANAGER);
    let given = awaiting(log("advice")).facts(world.facts).when(approve());
    given.then_rejected(&apart("dan", "dan", FOR_HIM));
    let deputy = delegated("sue", "dee", SERVICE_MANAGER).facts;
    let given = awaiting(by_sue).facts(deputy).by(caller("dee")).when(approve());
    given.then_rejected(&apart("dee", "sue", FOR_HIM));
}

#[test]
fn the_item_says_who_approves() {
    let other = |role| Rejection::OtherApprover { role };
    let given = awaiting(log("letter")).by(caller("sue")).when(Approve::default());
    let given = given.then_rejected(&other(CUSTOMER_REPRESENTATIVE));
    let question = || Return { question: text("to whom?") };
    let given = given.when(question()).then_rejected(&other(CUSTOMER_REPRESENTATIVE));
    given.by(caller("cara")).when(Approve::default()).then_names(&["approved"]);
    let given = awaiting(log("advice")).by(caller("cara")).when(Approve::default());
    given.then_rejected(&other(SERVICE_MANAGER));
}

#[test]
fn somebody_is_there_who_can_approve_it() {
    let by_cara = Log { requester: Some(actor("cara")), ..log("letter") };
    let given = none().when(by_cara).then_names(&ASKS[..3]);
    let nobody = Rejection::NoApprover { role: CUSTOMER_REPRESENTATIVE };
    let given = given.when(AskApproval {}).then_rejected(&nobody);
    let mut world = world();
    world.give("ada", "carl", CUSTOMER_REPRESENTATIVE);
    let given = given.facts(world.facts).when(AskApproval {});
    given.then_names(&["approval_requested"]);
}

#[test]
fn an_answer_to_a_question_asks_for_approval_again() {
    let note = |answers| Update { note: text("for a guest"), answers };
    let given = awaiting(log("advice")).when(note(true)).then_rejected(&Rejection::NoQuestion);
    let given = given.when(note(false)).then_names(&["updated"]);
    let given = given.by(caller("sue")).when(Return { question: text("for whom?") });
    let given = given.then_names(&["returned_to_requester"]);
    assert_eq!(given.state().phase, Phase::Validated);
    let given = given.by(caller("eve")).when(note(true));
    let given = given.then_names(&["updated", "approval_requested"]);
    given.when(note(true)).then_rejected(&Rejection::NoQuestion);
}

#[test]
fn who_may_approve_may_refuse_and_says_why() {
    let reject = Reject { reason: text("too dear"), told: text("by mail") };
    let given = awaiting(log("advice")).by(caller("sue")).when(reject).then_names(&["rejected"]);
    assert!(given.state().phase.is_over());
}

#[test]
fn an_approval_that_is_late_calls_others_in_once_for_each_time_it_is_asked_for() {
    let late = || Escalate { rule: Rule::ApprovalOverdue, ..Escalate::default() };
    let given = awaiting(log("advice"));
    assert_eq!(due(&given, "approval_reminder"), Some(hour(72)));
    let given = given.by(rules()).when(late());
    let given = given.then_rejected(&Rejection::EscalationRuleNotMatched(Rule::ApprovalOverdue));
    let given = given.at(hour(72)).when(late()).then_names(&["escalated"]);
    assert_eq!(due(&given, "approval_reminder"), None);
    let given = given.by(caller("sue")).when(Return { question: text("for whom?") });
    let given = given.then_names(&["returned_to_requester"]).when(AskApproval {});
    let given = given.then_names(&["approval_requested"]);
    assert_eq!(due(&given, "approval_reminder"), Some(hour(144)));
}

#[test]
fn the_group_of_the_item_has_it_once_it_is_approved() {
    let mut world = world();
    let of_group = Item { group: Some(label("writers")), ..item(BY_SUE) };
    let body = json(&DraftItem { item: of_group });
    world.send("slm", NAME, "essay", "draft_item", &body).unwrap();
    world.send("sue", NAME, "essay", "approve_item", "{}").unwrap();
    let given = none().facts(world.facts).when(log("essay")).then_names(ASKS);
    let given = given.by(caller("sue")).when(Approve::default());
    let given = given.then_names(&["approved", "assigned"]);
    assert_eq!(given.state().group, Some(label("writers")));
}
