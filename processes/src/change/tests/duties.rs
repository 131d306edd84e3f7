//! Who requests, decides, carries out and reviews are different people, across delegations.

use super::*;
use crate::attest::Attestation;
use crate::change::{CompleteImplementation, Event, Hand, NAME, Phase, StartBackout};
use crate::limits::{List, text};
use crate::release;
use crate::roles::{
    CHANGE_ADVISORY_BOARD, CHANGE_IMPLEMENTER, CHANGE_MANAGER, CHANGE_REQUESTER, TESTER,
};
use crate::testing::actor;
use serde_json::json;

const CAB: &str = CHANGE_ADVISORY_BOARD;

#[test]
fn who_requests_does_not_decide_and_his_seat_is_not_counted() {
    let mut staff = Staff::new();
    staff.0.give("ada", "bo", CAB);
    staff.submitted("CHG1", "high");
    let refused = staff.refused("bo", "CHG1", "vote", &staff.approval("CHG1"));
    says(&refused, &["bo", "has requested or written it"]);
    for member in ["cy", "di"] {
        assert_eq!(staff.vote(member, "CHG1"), ["voted"]);
    }
    assert_eq!(staff.vote("ed", "CHG1"), ["voted", "approved"], "all three of four");
}

#[test]
fn nor_who_has_written_at_it() {
    let mut staff = Staff::new();
    staff.0.give("ada", "cy", CHANGE_MANAGER);
    staff.classified("CHG1", "normal", "low");
    let mut other = content("low");
    other["expected"] = json!("mail is much faster");
    staff.does("cy", "CHG1", "revise", &json!({"content": other, "reason": "clearer"}));
    staff.does("ada", "CHG1", "start_assessment", &json!({}));
    staff.plan_backout("CHG1");
    staff.does("ada", "CHG1", "submit_for_approval", &json!({}));
    says(&staff.refused("cy", "CHG1", "vote", &staff.approval("CHG1")), &["cy has requested"]);
}

#[test]
fn nor_his_deputy_nor_who_had_him_ask() {
    // Lee acts for bo, who requested.
    let mut staff = Staff::new();
    staff.0.give("ada", "bo", CAB);
    staff.delegate("bo", "lee", CAB);
    staff.submitted("CHG1", "medium");
    says(&staff.refused("lee", "CHG1", "vote", &staff.approval("CHG1")), &["lee cannot: bo"]);
    // Lee asked for cy, who votes.
    let mut staff = Staff::new();
    staff.0.give("ada", "cy", CHANGE_REQUESTER);
    staff.delegate("cy", "lee", CHANGE_REQUESTER);
    staff.does("lee", "CHG1", "request", &request("low"));
    staff.does("ada", "CHG1", "classify", &json!({"class": "normal", "policy": word()}));
    staff.does("ada", "CHG1", "start_assessment", &json!({}));
    staff.plan_backout("CHG1");
    staff.does("ada", "CHG1", "submit_for_approval", &json!({}));
    says(&staff.refused("cy", "CHG1", "vote", &staff.approval("CHG1")), &["cy has requested"]);
    assert_eq!(staff.vote("di", "CHG1"), ["voted", "approved"]);
}

/// In its time, with nobody at it yet.
fn scheduled() -> Staff {
    let mut staff = Staff::new();
    staff.ready("CHG1");
    staff.schedule("CHG1", slot(1, 10, 14));
    staff.baseline("web-1", "CHG1");
    staff.0.now = at(1, 10);
    staff
}

#[test]
fn who_requests_or_decides_does_not_carry_out() {
    let mut staff = scheduled();
    for (person, has) in [("bo", "has requested"), ("cy", "has approved")] {
        staff.0.give("ada", person, CHANGE_IMPLEMENTER);
        let refused = staff.refused("ada", "CHG1", "hold", &json!({}));
        assert!(!refused.is_empty());
        says(&staff.refused(person, "CHG1", "start_implementation", &json!({})), &[has]);
    }
    // Nor his deputy.
    staff.delegate("cy", "lee", CHANGE_IMPLEMENTER);
    let refused = staff.refused("lee", "CHG1", "start_implementation", &json!({}));
    says(&refused, &["lee cannot: cy has approved"]);
    // Who votes against it has not approved it, and who has no say may.
    staff.does("fay", "CHG1", "start_implementation", &json!({}));
    let done = json!({"checks": word()});
    says(&staff.refused("cy", "CHG1", "complete_implementation", &done), &["cy has approved"]);
}

#[test]
fn whose_deputy_decided_does_not_carry_out() {
    let mut staff = Staff::new();
    staff.0.give("ada", "cy", CHANGE_IMPLEMENTER);
    staff.delegate("cy", "lee", CAB);
    staff.submitted("CHG1", "low");
    staff.vote("lee", "CHG1");
    staff.does("fay", "CHG1", "start_build", &json!({}));
    staff.does("fay", "CHG1", "complete_build", &json!({"artifact": "image 7"}));
    staff.does("gus", "CHG1", "pass_test", &json!({"report": "all green"}));
    staff.does("gus", "CHG1", "test_backout", &json!({"trial": {"not_tested": "no spare"}}));
    staff.schedule("CHG1", slot(1, 10, 14));
    staff.baseline("web-1", "CHG1");
    staff.0.now = at(1, 10);
    let refused = staff.refused("cy", "CHG1", "start_implementation", &json!({}));
    says(&refused, &["cy has approved"]);
}

#[test]
fn who_requests_decides_or_carries_out_does_not_review() {
    let mut staff = Staff::new();
    staff.reviewing("CHG1");
    let review = json!({"effectiveness": "as it should", "as_expected": true});
    for (person, has) in
        [("bo", "has requested"), ("cy", "has approved"), ("fay", "has carried it out")]
    {
        staff.0.give("ada", person, CHANGE_MANAGER);
        says(&staff.refused(person, "CHG1", "review", &review), &[person, has]);
    }
    staff.delegate("fay", "lee", CHANGE_MANAGER);
    says(&staff.refused("lee", "CHG1", "review", &review), &["lee cannot: fay has carried"]);
    staff.does("jo", "CHG1", "review", &review);
}

#[test]
fn who_builds_does_not_test() {
    let mut staff = Staff::new();
    staff.approved("CHG1");
    staff.does("fay", "CHG1", "start_build", &json!({}));
    staff.does("fay", "CHG1", "complete_build", &json!({"artifact": "image 7"}));
    staff.0.give("ada", "fay", TESTER);
    let pass = json!({"report": "all green"});
    says(&staff.refused("fay", "CHG1", "pass_test", &pass), &["fay has built it"]);
    staff.delegate("fay", "lee", TESTER);
    says(&staff.refused("lee", "CHG1", "pass_test", &pass), &["lee cannot: fay"]);
}

#[test]
fn only_who_requested_it_or_his_deputy_takes_it_back() {
    let mut staff = Staff::new();
    staff.0.give("ada", "kim", CHANGE_REQUESTER);
    staff.delegate("bo", "lee", CHANGE_REQUESTER);
    staff.does("bo", "CHG1", "request", &request("low"));
    says(&staff.refused("kim", "CHG1", "withdraw", &json!({})), &["that was bo"]);
    staff.clone().does("bo", "CHG1", "withdraw", &json!({}));
    staff.does("lee", "CHG1", "withdraw", &json!({"reason": "bo is away"}));
}

#[test]
fn who_deploys_its_release_carries_it_out_and_does_not_review_it() {
    let mut staff = Staff::new();
    staff.implementing("CHG1");
    let rule = engine::Caller::system(engine::Door::Policy);
    let done = |person: &str| {
        let by = Some(Hand { actor: actor(person), on_behalf: List::empty() });
        let checks = Attestation::that(text("it is so"));
        let (open_parts, altered, review_at) = (List::empty(), None, None);
        CompleteImplementation { checks, open_parts, altered, unaltered: None, review_at, by }
    };
    for (person, has) in [("bo", "has requested"), ("cy", "has approved")] {
        says(&staff.decides(&rule, "CHG1", done(person)).unwrap_err(), &[person, has]);
    }
    let decided = staff.decides(&rule, "CHG1", done("dan")).unwrap();
    let [Event::Implemented(implemented)] = &decided[..] else { panic!("{decided:?}") };
    assert_eq!(implemented.implementer.actor, actor("dan"));
    // Nobody else says whose hand it was.
    let other = json!({"checks": word(), "by": {"actor": "dan", "on_behalf": []}});
    says(&staff.refused("fay", "CHG1", "complete_implementation", &other), &["by"]);
    // Whoever rolls it back has done so already.
    staff.does("fay", "CHG1", "fail", &json!({"symptom": "it is down"}));
    let by = Some(Hand { actor: actor("bo"), on_behalf: List::empty() });
    let decided = staff.decides(&rule, "CHG1", StartBackout { by }).unwrap();
    let [Event::BackoutStarted(started)] = &decided[..] else { panic!("{decided:?}") };
    assert_eq!(started.implementer.actor, actor("bo"));
}

#[test]
fn a_change_is_carried_out_once_the_release_that_carries_it_is_approved() {
    let mut staff = scheduled();
    let release = |staff: &mut Staff, event: release::Event| {
        staff.0.record(release::NAME, "REL1", &event);
    };
    release(&mut staff, release::Planned { plan: release::tests::plan() }.into());
    let begins = |staff: &Staff| {
        staff.clone().try_send("fay", NAME, "CHG1", "start_implementation", &json!({}))
    };
    says(&begins(&staff).unwrap_err(), &["REL1", "not approved"]);
    release(&mut staff, release::Approved {}.into());
    begins(&staff).unwrap();
    let (reason, told) = (text("a typo"), List::empty());
    release(&mut staff, release::ReturnedToBuild { reason: reason.clone(), told }.into());
    says(&begins(&staff).unwrap_err(), &["REL1"]);
    release(&mut staff, release::Cancelled { reason }.into());
    begins(&staff).unwrap();
}

#[test]
fn what_a_release_carries_out_is_not_done_by_hand_before_that_is_deployed() {
    let mut staff = scheduled();
    let release = |staff: &mut Staff, event: release::Event| {
        staff.0.record(release::NAME, "REL1", &event);
    };
    release(&mut staff, release::Planned { plan: release::tests::plan() }.into());
    release(&mut staff, release::Approved {}.into());
    staff.does("fay", "CHG1", "start_implementation", &json!({}));
    let done = json!({"checks": word()});
    let refused = staff.refused("fay", "CHG1", "complete_implementation", &done);
    says(&refused, &["REL1 carries it out and has not yet"]);
    staff.clone().by_itself(NAME, "CHG1", "complete_implementation", &done).unwrap();
    release(&mut staff, release::ObservationStarted { until: at(9, 0) }.into());
    staff.does("fay", "CHG1", "complete_implementation", &done);
}

#[test]
fn who_deployed_a_part_of_its_release_does_not_review_it() {
    let mut staff = Staff::new();
    staff.reviewing("CHG1");
    let mut release = |by: &str, event: release::Event| {
        staff.0.record_by(by, release::NAME, "REL1", &event);
    };
    release("ada", release::Planned { plan: release::tests::plan() }.into());
    release("jo", release::DeploymentStarted {}.into());
    let review = json!({"effectiveness": "as it should", "as_expected": true});
    says(&staff.refused("jo", "CHG1", "review", &review), &["jo has carried it out"]);
    staff.delegate("jo", "lee", CHANGE_MANAGER);
    says(&staff.refused("lee", "CHG1", "review", &review), &["lee cannot: jo"]);
    staff.does("ada", "CHG1", "review", &review);
}

#[test]
fn who_does_a_step_again_carries_it_out() {
    let mut staff = Staff::new();
    staff.implementing("CHG1");
    let retry = json!({"step": "restart", "reason": "it hung"});
    for (person, has) in [("bo", "has requested"), ("cy", "has approved")] {
        staff.0.give("ada", person, CHANGE_IMPLEMENTER);
        says(&staff.refused(person, "CHG1", "retry_step", &retry), &[person, has]);
    }
    staff.0.give("ada", "jo", CHANGE_IMPLEMENTER);
    staff.does("jo", "CHG1", "retry_step", &retry);
    staff.does("fay", "CHG1", "complete_implementation", &json!({"checks": word()}));
    staff.update("web-1", "CHG1");
    staff.by_itself(NAME, "CHG1", "confirm_cmdb_update", &json!({})).unwrap();
    staff.0.now = at(16, 0);
    staff.does("ada", "CHG1", "start_review", &json!({}));
    let review = json!({"effectiveness": "as it should", "as_expected": true});
    says(&staff.refused("jo", "CHG1", "review", &review), &["jo has carried it out"]);
    staff.does("ada", "CHG1", "review", &review);
}

#[test]
fn what_nobody_authorised_is_approved_afterwards_by_who_had_no_part_in_it() {
    let mut staff = Staff::new();
    let adopt = json!({"title": "memory", "content": content("high"), "carried_out_at": at(0, 0),
        "implementer": "fay", "deviation": "nobody was asked", "result": "it works",
        "matches": word()});
    staff.0.give("ada", "rex", crate::roles::RECORDER);
    staff.does("rex", "CHG1", "adopt", &adopt);
    for person in ["rex", "fay", "kim"] {
        staff.0.give("ada", person, CHANGE_MANAGER);
    }
    staff.0.give("ada", "fay", crate::roles::RELEASE_MANAGER);
    let [.., release] = considered();
    let assess = json!({"considered": release, "finding": "acceptable", "statement": "ok"});
    says(&staff.refused("fay", "CHG1", "assess", &assess), &["fay has carried it out"]);
    staff.assess("CHG1");
    let approve = json!({"statement": "it was right"});
    staff.delegate("fay", "lee", CHANGE_MANAGER);
    for (person, has) in [
        ("rex", "rex has requested"),
        ("fay", "fay has carried it out"),
        ("lee", "lee cannot: fay"),
    ] {
        says(&staff.refused(person, "CHG1", "assess_retrospectively", &approve), &[has]);
    }
    staff.update("web-1", "CHG1");
    staff.by_itself(NAME, "CHG1", "confirm_cmdb_update", &json!({})).unwrap();
    staff.0.now = at(16, 0);
    staff.does("ada", "CHG1", "start_review", &json!({}));
    let mut before = staff.clone();
    staff.does("ada", "CHG1", "assess_retrospectively", &approve);
    let review = json!({"effectiveness": "as it should", "as_expected": true});
    says(&staff.refused("ada", "CHG1", "review", &review), &["ada has approved it"]);
    staff.reviewed("kim", "CHG1");
    staff.does("kim", "CHG1", "close", &json!({}));
    // Nor does who has reviewed it approve it.
    before.reviewed("kim", "CHG1");
    let refused = before.refused("kim", "CHG1", "assess_retrospectively", &approve);
    says(&refused, &["kim has reviewed it"]);
}

#[test]
fn who_carried_out_a_first_attempt_does_not_decide_on_the_next() {
    let mut staff = Staff::new();
    staff.implementing("CHG1");
    staff.does("fay", "CHG1", "fail", &json!({"symptom": "mail is down"}));
    staff.does("fay", "CHG1", "start_backout", &json!({}));
    staff.does("fay", "CHG1", "back_out", &json!({"restored": word()}));
    staff.does("ada", "CHG1", "start_investigation", &json!({"investigator": "gus"}));
    let found = json!({"cause": "wrong memory", "actions": [], "agreed_with": ["acme"]});
    staff.does("ada", "CHG1", "complete_investigation", &found);
    staff.reviewed("jo", "CHG1");
    staff.does("ada", "CHG1", "replan", &json!({"reason": "with other memory"}));
    let other = json!({"class": "normal", "policy": word(), "reason": "looked closer"});
    staff.does("ada", "CHG1", "reclassify", &other);
    staff.does("ada", "CHG1", "start_assessment", &json!({}));
    staff.assess("CHG1");
    staff.plan_backout("CHG1");
    staff.does("ada", "CHG1", "submit_for_approval", &submission());
    staff.0.give("ada", "fay", CAB);
    let refused = staff.refused("fay", "CHG1", "vote", &staff.approval("CHG1"));
    says(&refused, &["fay has carried it out"]);
    // Nor does who has reviewed it, and nobody waits for him.
    staff.0.give("ada", "jo", CAB);
    let refused = staff.refused("jo", "CHG1", "vote", &staff.approval("CHG1"));
    says(&refused, &["jo has reviewed it"]);
    assert_eq!(staff.vote("ed", "CHG1"), ["voted"]);
    assert_eq!(staff.vote("di", "CHG1"), ["voted", "approved"], "her seat is not counted");
    staff.0.give("ada", "cy", CHANGE_IMPLEMENTER);
    staff.does("fay", "CHG1", "start_build", &json!({}));
    assert!(staff.change("CHG1").duties.approvers.contains(&actor("cy")));
}

#[test]
fn who_writes_at_it_has_not_assessed_it() {
    let mut staff = Staff::new();
    staff.submitted("CHG1", "medium");
    staff.0.give("ada", "kim", crate::roles::RELEASE_MANAGER);
    let title =
        json!({"title": "much more memory", "content": content("medium"), "reason": "clearer"});
    let mut by_requester = staff.clone();
    by_requester.does("bo", "CHG1", "revise", &title);
    assert_eq!(by_requester.change("CHG1").assessments.len(), 7);
    staff.does("ada", "CHG1", "revise", &title);
    let change = staff.change("CHG1");
    assert_eq!((change.phase, change.assessments.len()), (Phase::Assessing, 0));
    let [.., release] = considered();
    let assess = json!({"considered": release, "finding": "acceptable", "statement": "ok"});
    says(&staff.refused("ada", "CHG1", "assess", &assess), &["ada has requested or written"]);
    staff.does("kim", "CHG1", "assess", &assess);
    says(&staff.refused("jo", "CHG1", "submit_for_approval", &submission()), &["not assessed"]);
}

#[test]
fn who_approved_a_model_neither_requests_by_it_nor_carries_out() {
    let mut staff = Staff::new();
    // Cy has approved the model.
    staff.0.give("ada", "cy", CHANGE_REQUESTER);
    staff.0.give("ada", "cy", CHANGE_IMPLEMENTER);
    staff.delegate("cy", "lee", CHANGE_REQUESTER);
    let mut by_model = request("low");
    by_model["model"] = json!("restart");
    for who in ["cy", "lee"] {
        let refused = staff.refused(who, "CHG1", "request", &by_model);
        says(&refused, &["cy has approved change model restart"]);
    }
    staff.does("cy", "CHG2", "request", &request("low"));
    let standard = json!({"class": "standard", "model": "restart"});
    says(&staff.refused("ada", "CHG2", "classify", &standard), &["has approved change model"]);
    staff.does("bo", "CHG1", "request", &by_model);
    staff.schedule("CHG1", slot(1, 10, 14));
    staff.baseline("web-1", "CHG1");
    staff.0.now = at(1, 10);
    let refused = staff.refused("cy", "CHG1", "start_implementation", &json!({}));
    says(&refused, &["cy cannot: cy has approved change model restart"]);
    staff.does("fay", "CHG1", "start_implementation", &json!({}));
    // It is approved by who approved the model then, whoever does so later.
    staff.0.give("ada", "di", CHANGE_IMPLEMENTER);
    staff.revise_model("restart");
    let refused = staff.refused(
        "cy",
        "CHG1",
        "retry_step",
        &json!({"step": "the restart", "reason": "a time-out"}),
    );
    says(&refused, &["cy has approved change model restart"]);
}

#[test]
fn nor_for_whom_a_deputy_approved_it() {
    let mut staff = Staff::new();
    staff.delegate("di", "lee", CAB);
    staff.0.give("ada", "di", CHANGE_REQUESTER);
    staff.model_by("reset", "lee");
    staff.revoke("lee", CAB);
    let mut by_model = request("low");
    by_model["model"] = json!("reset");
    let refused = staff.refused("di", "CHG1", "request", &by_model);
    says(&refused, &["di has approved change model reset"]);
}

#[test]
fn what_fails_after_it_was_assessed_is_assessed_again_and_not_undone_by_who_did() {
    let mut staff = Staff::new();
    staff.authorised("CHG1");
    staff.plan_backout("CHG1");
    staff.does("gus", "CHG1", "test_backout", &json!({"trial": {"not_tested": "no time"}}));
    staff.does("fay", "CHG1", "start_build", &json!({}));
    staff.does("hal", "CHG1", "waive_test", &json!({"reason": "down", "retest_due": at(3, 0)}));
    staff.schedule("CHG1", slot(0, 2, 6));
    staff.baseline("web-1", "CHG1");
    staff.does("fay", "CHG1", "start_implementation", &json!({}));
    staff.does("fay", "CHG1", "complete_implementation", &json!({"checks": word()}));
    staff.0.give("ada", "jo", CHANGE_IMPLEMENTER);
    staff.assess("CHG1");
    let afterwards = json!({"statement": "all fine"});
    staff.does("jo", "CHG1", "assess_retrospectively", &afterwards);
    assert!(staff.change("CHG1").assessed_afterwards);
    staff.does("fay", "CHG1", "fail", &json!({"symptom": "it lost data"}));
    let change = staff.change("CHG1");
    assert!(!change.assessed_afterwards, "what was said before it failed says nothing of that");
    assert!(change.retrospective_due.is_some_and(|due| due > staff.0.now));
    let refused = staff.refused("jo", "CHG1", "start_backout", &json!({}));
    says(&refused, &["jo has assessed it afterwards"]);
    staff.does("fay", "CHG1", "start_backout", &json!({}));
}
