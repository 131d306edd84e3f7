//! What becomes part of another change, and who then wants that one.

use super::*;
use crate::change::NAME;
use crate::roles::{CHANGE_ADVISORY_BOARD, CHANGE_REQUESTER};
use crate::testing::actor;
use serde_json::{Value, json};

fn into(parent: &str) -> Value {
    json!({"parent": parent, "told": word()})
}

#[test]
fn what_weighs_more_is_not_part_of_what_was_decided_for_less() {
    let mut staff = Staff::new();
    staff.submitted("CHG1", "medium");
    staff.vote("cy", "CHG1");
    staff.vote("di", "CHG1");
    let mut graver = request("high");
    graver["content"]["retests_continuity"] = json!(true);
    graver["content"]["service_effect"] = json!("changed");
    staff.does("bo", "CHG2", "request", &graver);
    staff.does("ada", "CHG2", "classify", &json!({"class": "normal", "policy": word()}));
    let refused = staff.refused("ada", "CHG2", "merge", &into("CHG1"));
    says(&refused, &["CHG1 asks for less", "risk, effect on services, retest of continuity"]);
    // What needs no more than that one was approved for was not shown to them, either.
    for risk in ["medium", "low"] {
        let mut staff = staff.clone();
        staff.does("bo", "CHG3", "request", &request(risk));
        let refused = staff.refused("ada", "CHG3", "merge", &into("CHG1"));
        says(&refused, &["CHG1 is decided on", "no part of it then"]);
    }
    // Nor is anything that is wanted once it is carried out, whoever wants it.
    let mut late = Staff::new();
    late.implementing("CHG1");
    late.does("bo", "CHG3", "request", &request("low"));
    says(&late.refused("ada", "CHG3", "merge", &into("CHG1")), &["CHG1 is carried out already"]);
    // Nor is it before anybody has decided: who looks at that one looks for less.
    staff.does("bo", "CHG4", "request", &request("low"));
    let refused = staff.refused("ada", "CHG2", "merge", &into("CHG4"));
    says(&refused, &["CHG4 asks for less"]);
    let mut as_grave = graver;
    as_grave["title"] = json!("the same");
    staff.does("bo", "CHG5", "request", &as_grave);
    staff.does("ada", "CHG2", "merge", &into("CHG5"));
}

#[test]
fn what_is_decided_on_is_not_part_of_what_a_model_or_an_emergency_has_decided() {
    let mut staff = Staff::new();
    let mut by_model = request("low");
    by_model["model"] = json!("restart");
    staff.does("bo", "CHG1", "request", &by_model);
    staff.authorised("CHG2");
    staff.does("bo", "CHG3", "request", &request("low"));
    for parent in ["CHG1", "CHG2"] {
        let refused = staff.refused("ada", "CHG3", "merge", &into(parent));
        says(&refused, &["asks for less", "class"]);
    }
    staff.does("ada", "CHG3", "classify", &json!({"class": "emergency", "policy": word()}));
    staff.does("ada", "CHG3", "merge", &into("CHG2"));
}

#[test]
fn two_reports_of_one_emergency_are_one() {
    let mut staff = Staff::new();
    for name in ["CHG1", "CHG2", "CHG3"] {
        staff.does("bo", name, "request", &request("low"));
    }
    let class = |class: &str| json!({"class": class, "policy": word()});
    staff.does("ada", "CHG2", "merge", &into("CHG1"));
    staff.clone().does("ada", "CHG1", "classify", &class("emergency"));
    // A model is not for what nobody has looked at.
    let by_model = json!({"class": "standard", "model": "restart"});
    let refused = staff.refused("ada", "CHG1", "classify", &by_model);
    says(&refused, &["CHG2", "class"]);
    // What was found to be a normal one is not carried out as an emergency as a part of another.
    staff.does("ada", "CHG3", "classify", &class("normal"));
    staff.does("ada", "CHG3", "merge", &into("CHG1"));
    let refused = staff.refused("ada", "CHG1", "classify", &class("emergency"));
    says(&refused, &["CHG3", "class"]);
}

#[test]
fn who_wanted_what_is_part_of_it_does_not_decide_on_it() {
    let mut staff = Staff::new();
    staff.0.give("ada", "cy", CHANGE_REQUESTER);
    staff.submitted("CHG1", "low");
    staff.does("cy", "CHG2", "request", &request("low"));
    let mut decided = staff.clone();
    assert_eq!(decided.vote("cy", "CHG1"), ["voted", "approved"]);
    let refused = decided.refused("ada", "CHG2", "merge", &into("CHG1"));
    says(&refused, &["cy wants it", "decided on it", "CHG1"]);
    staff.does("ada", "CHG2", "merge", &into("CHG1"));
    let refused = staff.refused("cy", "CHG1", "vote", &staff.approval("CHG1"));
    says(&refused, &["cy cannot: cy has requested"]);
    // Nor for one that is part of a part.
    let mut of_parts = Staff::new();
    of_parts.0.give("ada", "cy", CHANGE_REQUESTER);
    of_parts.does("cy", "CHG3", "request", &request("low"));
    of_parts.does("bo", "CHG2", "request", &request("low"));
    of_parts.submitted("CHG1", "low");
    of_parts.does("ada", "CHG3", "merge", &into("CHG2"));
    of_parts.does("ada", "CHG2", "merge", &into("CHG1"));
    let refused = of_parts.refused("cy", "CHG1", "vote", &of_parts.approval("CHG1"));
    says(&refused, &["cy cannot: cy has requested"]);
    assert_eq!(staff.vote("di", "CHG1"), ["voted", "approved"]);
}

#[test]
fn who_has_assessed_a_change_wants_no_part_of_it() {
    let mut staff = Staff::new();
    staff.0.give("ada", "ada", CHANGE_REQUESTER);
    staff.submitted("CHG1", "medium");
    staff.does("ada", "CHG2", "request", &request("low"));
    says(&staff.refused("ada", "CHG2", "merge", &into("CHG1")), &["ada wants it", "CHG1"]);
}

#[test]
fn a_seat_of_who_wanted_a_part_is_not_counted() {
    let mut staff = Staff::new();
    staff.0.give("ada", "cy", CHANGE_REQUESTER);
    staff.delegate("di", "lee", CHANGE_ADVISORY_BOARD);
    staff.submitted("CHG1", "high");
    staff.does("cy", "CHG2", "request", &request("high"));
    assert_eq!(staff.vote("cy", "CHG1"), ["voted"]);
    staff.does("ada", "CHG2", "merge", &into("CHG1"));
    assert_eq!(staff.vote("lee", "CHG1"), ["voted"]);
    assert_eq!(staff.vote("ed", "CHG1"), ["voted", "approved"], "the other two are all");
    assert!(staff.change("CHG1").duties.approvers.contains(&actor("lee")));
    let known = crate::testing::key("CHG1");
    let hands = staff.0.facts.get::<crate::facts::ChangeHands>().get(&known).unwrap();
    assert!(hands.requesters.contains(&actor("cy")), "{NAME}");
}

#[test]
fn what_is_decided_on_takes_in_nothing_that_others_want() {
    let mut staff = Staff::new();
    staff.0.give("ada", "cy", CHANGE_REQUESTER);
    staff.0.give("ada", "fay", CHANGE_REQUESTER);
    staff.submitted("CHG1", "low");
    assert_eq!(staff.vote("cy", "CHG1"), ["voted", "approved"]);
    staff.does("fay", "CHG2", "request", &request("low"));
    let refused = staff.refused("ada", "CHG2", "merge", &into("CHG1"));
    says(&refused, &["CHG1 is decided on", "no part of it then"]);
    // Nor by way of another one of somebody who did.
    staff.does("cy", "CHG3", "request", &request("low"));
    staff.does("bo", "CHG4", "request", &request("low"));
    staff.does("ada", "CHG3", "merge", &into("CHG4"));
    let refused = staff.refused("ada", "CHG4", "merge", &into("CHG1"));
    says(&refused, &["cy wants it", "decided on it", "CHG1"]);
    // Nor of who did: nobody was shown it.
    staff.does("bo", "CHG5", "request", &request("low"));
    let refused = staff.refused("ada", "CHG5", "merge", &into("CHG1"));
    says(&refused, &["CHG1 is decided on", "no part of it then"]);
}

#[test]
fn what_took_in_another_one_stays_as_much_as_it_was() {
    let mut staff = Staff::new();
    let mut grave = request("high");
    grave["content"]["retests_continuity"] = json!(true);
    staff.does("bo", "CHG1", "request", &grave);
    staff.does("ada", "CHG1", "classify", &json!({"class": "normal", "policy": word()}));
    let lesser = json!({"content": request("low")["content"], "reason": "less"});
    assert_eq!(staff.clone().does("bo", "CHG1", "revise", &lesser)[0], "revised");
    staff.does("bo", "CHG2", "request", &grave);
    staff.does("ada", "CHG2", "merge", &into("CHG1"));
    let refused = staff.refused("bo", "CHG1", "revise", &lesser);
    says(&refused, &["CHG2 became part of it", "risk, retest of continuity"]);
    let class = json!({"class": "emergency", "policy": word(), "reason": "less"});
    let refused = staff.refused("ada", "CHG1", "reclassify", &class);
    says(&refused, &["CHG2 became part of it", "class"]);
}

#[test]
fn what_has_no_class_yet_gets_none_that_asks_for_less_than_its_parts_did() {
    let mut staff = Staff::new();
    staff.does("bo", "CHG1", "request", &request("low"));
    staff.does("bo", "CHG2", "request", &request("low"));
    staff.does("ada", "CHG2", "classify", &json!({"class": "normal", "policy": word()}));
    staff.does("ada", "CHG2", "merge", &into("CHG1"));
    let emergency = json!({"class": "emergency", "policy": word()});
    let refused = staff.refused("ada", "CHG1", "classify", &emergency);
    says(&refused, &["CHG2 became part of it", "class"]);
    staff.does("ada", "CHG1", "classify", &json!({"class": "normal", "policy": word()}));
}

#[test]
fn who_granted_an_exception_for_it_does_not_come_to_want_it() {
    use crate::window::{self, Activity, ExceptionVoted, Ground};
    let mut staff = Staff::new();
    staff.0.give("ada", "hal", CHANGE_REQUESTER);
    staff.does("bo", "CHG1", "request", &request("low"));
    let voted: window::Event = ExceptionVoted {
        activity: Activity {
            process: crate::limits::label(NAME),
            key: crate::testing::key("CHG1"),
        },
        ground: Ground::CustomerConsented,
        basis: crate::attest::Attestation::that(crate::limits::text("they agree")),
        reason: crate::limits::text("it cannot wait"),
        board: crate::limits::label("emergency_change_board"),
        seat: actor("hal"),
        by: crate::change::Hand { actor: actor("hal"), on_behalf: [].into() },
    }
    .into();
    staff.0.record(window::NAME, "freeze", &voted);
    staff.does("hal", "CHG2", "request", &request("low"));
    let refused = staff.refused("ada", "CHG2", "merge", &into("CHG1"));
    says(&refused, &["hal"]);
}
