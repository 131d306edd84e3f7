//! The board: who is counted, when it is decided, and on what.

use super::*;
use crate::change::{Event, Phase, Quorum, SubmitForApproval, Vote};
use crate::limits::Percent;
use crate::roles::{
    CHANGE_ADVISORY_BOARD, EMERGENCY_CHANGE_BOARD, FINANCIAL_MANAGER, SECURITY_OFFICER,
};
use crate::testing::actor;
use serde_json::{Value, json};

const CAB: &str = CHANGE_ADVISORY_BOARD;

/// Before a board of cy, di and ed that decides so.
fn before(board: &Value) -> Staff {
    before_of("medium", board)
}

fn before_of(risk: &str, board: &Value) -> Staff {
    let mut staff = Staff::new();
    for (person, role) in [("cy", SECURITY_OFFICER), ("di", SECURITY_OFFICER)] {
        staff.0.give("ada", person, role);
    }
    staff.classified("CHG1", "normal", risk);
    staff.does("ada", "CHG1", "start_assessment", &json!({}));
    staff.assess("CHG1");
    staff.plan_backout("CHG1");
    let mut submit = submission();
    submit["submission"]["board"] = board.clone();
    let refused = staff.refused("ada", "CHG1", "submit_for_approval", &submit);
    says(&refused, &["board_policy"]);
    submit["submission"]["board_policy"] = word();
    staff.does("ada", "CHG1", "submit_for_approval", &submit);
    staff
}

fn against(staff: &Staff, choice: &str) -> Value {
    json!({"shown": staff.change("CHG1").shown, "choice": {choice: "too risky"}})
}

const VOTED: [&str; 1] = ["voted"];
const APPROVED: [&str; 2] = ["voted", "approved"];

#[test]
fn the_first_decides() {
    let mut staff = before_of("low", &json!({"quorum": "first"}));
    assert_eq!(staff.clone().vote("di", "CHG1"), APPROVED);
    let reject = against(&staff, "reject");
    assert_eq!(staff.does("di", "CHG1", "vote", &reject), ["voted", "rejected"]);
}

#[test]
fn all_decide() {
    let mut staff = before(&json!({"quorum": "all"}));
    assert_eq!(staff.vote("cy", "CHG1"), VOTED);
    assert_eq!(staff.vote("di", "CHG1"), VOTED);
    let mut other = staff.clone();
    assert_eq!(staff.vote("ed", "CHG1"), APPROVED);
    let rework = against(&other, "return");
    assert_eq!(other.does("ed", "CHG1", "vote", &rework), ["voted", "returned_for_rework"]);
    assert_eq!(other.change("CHG1").phase, Phase::Assessing);
    assert!(other.change("CHG1").votes.is_empty());
}

#[test]
fn a_majority_decides() {
    let mut staff = before(&json!({"quorum": "majority"}));
    assert_eq!(staff.vote("cy", "CHG1"), VOTED);
    // Who votes again has changed his mind.
    let reject = against(&staff, "reject");
    assert_eq!(staff.does("cy", "CHG1", "vote", &reject), VOTED);
    assert_eq!(staff.vote("di", "CHG1"), VOTED);
    let mut other = staff.clone();
    assert_eq!(staff.vote("ed", "CHG1"), APPROVED);
    assert_eq!(other.does("ed", "CHG1", "vote", &reject), ["voted", "rejected"]);
}

#[test]
fn a_share_decides() {
    let mut staff = before(&json!({"quorum": {"percentage": 67}}));
    assert_eq!(staff.vote("cy", "CHG1"), VOTED);
    assert_eq!(staff.vote("di", "CHG1"), VOTED, "66.6 are not 67");
    assert_eq!(staff.vote("ed", "CHG1"), APPROVED);
    let share = |percent| Quorum::Percentage(Percent::of_hundred(percent));
    let needed = |quorum: Quorum| [1, 2, 3, 4, 10].map(|members| quorum.needed(members));
    assert_eq!(needed(share(50)), [1, 1, 2, 2, 5]);
    assert_eq!(needed(share(0)), [1, 1, 1, 1, 1]);
    assert_eq!(needed(share(100)), [1, 2, 3, 4, 10]);
    assert_eq!(needed(Quorum::Majority), [1, 2, 2, 3, 6]);
    assert_eq!(needed(Quorum::All), [1, 2, 3, 4, 10]);
    assert_eq!(needed(Quorum::First), [1; 5]);
    assert_eq!((share(100).needed(0), Quorum::All.needed(0)), (1, 1), "nobody approves nothing");
}

#[test]
fn a_majority_of_the_members_who_are_required_decides() {
    let board = json!({"quorum": "majority", "required": [SECURITY_OFFICER]});
    let mut staff = before(&board);
    let approval = staff.approval("CHG1");
    let refused = staff.refused("ed", "CHG1", "vote", &approval);
    says(&refused, &["ed is not counted", SECURITY_OFFICER]);
    assert_eq!(staff.vote("cy", "CHG1"), VOTED);
    assert_eq!(staff.vote("di", "CHG1"), APPROVED);
}

#[test]
fn nothing_is_decided_while_nobody_on_the_board_holds_a_role_that_is_required() {
    // Ada is financial manager, and has no seat.
    let mut staff = before(&json!({"quorum": "majority"}));
    let back = against(&staff, "return");
    staff.does("cy", "CHG1", "vote", &back);
    staff.does("di", "CHG1", "vote", &back);
    let required = json!([SECURITY_OFFICER, FINANCIAL_MANAGER]);
    let mut submit = submission();
    submit["submission"]["board"] = json!({"quorum": "majority", "required": required});
    submit["submission"]["board_policy"] = word();
    let refused = staff.refused("ada", "CHG1", "submit_for_approval", &submit);
    says(&refused, &["no member who is counted holds financial_manager;"]);
    staff.0.give("ada", "ed", FINANCIAL_MANAGER);
    staff.does("ada", "CHG1", "submit_for_approval", &submit);
    assert_eq!(staff.vote("cy", "CHG1"), VOTED);
    // As it is at the moment of each vote: without him the other two would be a majority.
    staff.revoke("ed", FINANCIAL_MANAGER);
    let refused = staff.refused("di", "CHG1", "vote", &staff.approval("CHG1"));
    says(&refused, &["cannot be decided", "financial_manager"]);
    staff.0.give("ada", "ed", FINANCIAL_MANAGER);
    assert_eq!(staff.vote("di", "CHG1"), APPROVED);
}

#[test]
fn a_policy_asks_for_no_less_than_the_risk_does() {
    let staff = |risk: &str| {
        let mut staff = Staff::new();
        for member in ["cy", "di"] {
            staff.0.give("ada", member, SECURITY_OFFICER);
        }
        staff.classified("CHG1", "normal", risk);
        staff.does("ada", "CHG1", "start_assessment", &json!({}));
        staff.assess("CHG1");
        staff.plan_backout("CHG1");
        staff
    };
    let submit = |board: Value| {
        let mut submit = submission();
        submit["submission"]["board"] = board;
        submit["submission"]["board_policy"] = word();
        submit
    };
    let security = json!([SECURITY_OFFICER]);
    let (medium, high) = (staff("medium"), staff("high"));
    for (staff, board, asks) in [
        (&medium, json!({"quorum": "first"}), "majority"),
        (&medium, json!({"quorum": {"percentage": 50}}), "majority"),
        (&high, json!({"quorum": "majority"}), "all"),
        (&high, json!({"quorum": {"percentage": 99}}), "all"),
        (&high, json!({"quorum": "all", "required": security}), "all"),
    ] {
        let refused = staff.refused("ada", "CHG1", "submit_for_approval", &submit(board));
        says(&refused, &["not for less", asks]);
    }
    for (staff, board) in [
        (&medium, json!({"quorum": {"percentage": 51}})),
        (&medium, json!({"quorum": "all", "required": security})),
        (&high, json!({"quorum": {"percentage": 100}})),
    ] {
        staff.clone().does("ada", "CHG1", "submit_for_approval", &submit(board));
    }
}

#[test]
fn the_membership_at_that_moment_is_counted() {
    // One who is a member no more is not counted, nor is his vote.
    let mut staff = before(&json!({"quorum": "majority"}));
    assert_eq!(staff.vote("cy", "CHG1"), VOTED);
    staff.revoke("cy", CAB);
    assert_eq!(staff.vote("di", "CHG1"), VOTED, "one of two");
    assert_eq!(staff.vote("ed", "CHG1"), APPROVED);
    assert!(!staff.change("CHG1").duties.approvers.contains(&actor("cy")));
    // With more members it takes more votes.
    let mut staff = before(&json!({"quorum": "majority"}));
    assert_eq!(staff.vote("cy", "CHG1"), VOTED);
    for person in ["kim", "lee"] {
        staff.0.give("ada", person, CAB);
    }
    assert_eq!(staff.vote("di", "CHG1"), VOTED, "two of five");
    assert_eq!(staff.vote("lee", "CHG1"), APPROVED);
    says(&staff.refused("cy", "CHG1", "vote", &staff.approval("CHG1")), &["not possible"]);
}

#[test]
fn the_risk_says_who_decides_where_no_policy_does() {
    let mut staff = Staff::new();
    let quorum = |staff: &Staff| staff.change("CHG1").board.as_ref().unwrap().quorum;
    for (risk, expected) in
        [("low", Quorum::First), ("medium", Quorum::Majority), ("high", Quorum::All)]
    {
        let mut staff = staff.clone();
        staff.submitted("CHG1", risk);
        assert_eq!(quorum(&staff), expected);
        // The change manager alone, where the risk is low; another one than who wants it.
        let approval = staff.approval("CHG1");
        if risk == "low" {
            assert_eq!(staff.does("jo", "CHG1", "vote", &approval), APPROVED);
        } else {
            says(&staff.refused("jo", "CHG1", "vote", &approval), &["jo has no seat", CAB]);
        }
    }
    staff.classified("CHG1", "major", "low");
    staff.does("ada", "CHG1", "route_to_design", &json!({}));
    staff.assess("CHG1");
    staff.plan_backout("CHG1");
    staff.designed("CHG1");
    staff.does("ada", "CHG1", "accept_design", &json!({}));
    assert_eq!(quorum(&staff), Quorum::All);
    says(&staff.refused("jo", "CHG1", "vote", &staff.approval("CHG1")), &["no seat"]);
    // Back to design it goes, and not to where normal changes are assessed.
    let rework = json!({"shown": staff.change("CHG1").shown, "choice": {"return": "unclear"}});
    staff.does("cy", "CHG1", "vote", &rework);
    assert_eq!(staff.change("CHG1").phase, Phase::UnderServiceDesign);
}

#[test]
fn a_vote_is_on_what_was_shown_and_an_edit_voids_it() {
    let mut staff = Staff::new();
    staff.submitted("CHG1", "medium");
    let (shown, stale) = (staff.change("CHG1").shown, staff.approval("CHG1"));
    staff.vote("cy", "CHG1");
    // A new name is shown, though nothing is to be assessed anew.
    let title =
        json!({"title": "much more memory", "content": content("medium"), "reason": "clearer"});
    staff.does("bo", "CHG1", "revise", &title);
    assert!(staff.change("CHG1").votes.is_empty() && staff.change("CHG1").shown != shown);
    assert_eq!(staff.change("CHG1").assessments.len(), 7);
    says(&staff.refused("di", "CHG1", "vote", &stale), &["look at what it says now"]);
    staff.vote("cy", "CHG1");
    let mut other = content("medium");
    other["purpose"] = json!("more processors for mail");
    let edit = json!({"content": other, "reason": "memory is dear"});
    let command = serde_json::from_value::<crate::change::Revise>(edit.clone()).unwrap();
    let Event::Revised(revised) = staff.decided("bo", "CHG1", command).remove(0) else { panic!() };
    assert_eq!((revised.material, &*revised.voided), (true, &[actor("cy")][..]));
    staff.does("bo", "CHG1", "revise", &edit);
    let change = staff.change("CHG1");
    assert!(change.votes.is_empty() && change.assessments.is_empty());
    assert_eq!(change.phase, Phase::Assessing);
    // Before the board again, the old vote is on something else.
    staff.assess("CHG1");
    staff.does("ada", "CHG1", "submit_for_approval", &submission());
    says(&staff.refused("di", "CHG1", "vote", &stale), &["look at what it says now"]);
    assert_eq!(staff.vote("di", "CHG1"), VOTED);
}

#[test]
fn a_vote_is_on_the_board_and_on_what_was_said_of_the_risk_as_well() {
    let board = |board: Value, residual: &str| {
        let mut staff = Staff::new();
        staff.classified("CHG1", "normal", "medium");
        staff.does("ada", "CHG1", "start_assessment", &json!({}));
        staff.assess("CHG1");
        staff.plan_backout("CHG1");
        let mut submit = submission();
        submit["submission"]["board"] = board;
        submit["submission"]["board_policy"] = word();
        submit["submission"]["residual_risk"] = json!({"statement": residual});
        staff.does("ada", "CHG1", "submit_for_approval", &submit);
        staff.change("CHG1").shown.unwrap()
    };
    let shown = board(json!({"quorum": "majority"}), "accepted");
    assert_eq!(board(json!({"quorum": "majority"}), "accepted"), shown);
    assert_ne!(board(json!({"quorum": "all"}), "accepted"), shown);
    assert_ne!(board(json!({"quorum": "majority"}), "none is left"), shown);
    // What the record of the submission says was shown is what is voted on.
    let mut staff = Staff::new();
    staff.classified("CHG1", "normal", "medium");
    staff.does("ada", "CHG1", "start_assessment", &json!({}));
    staff.assess("CHG1");
    staff.plan_backout("CHG1");
    let submit = serde_json::from_value::<SubmitForApproval>(submission()).unwrap();
    let Event::SubmittedForApproval(submitted) = staff.decided("ada", "CHG1", submit).remove(0)
    else {
        panic!()
    };
    staff.does("ada", "CHG1", "submit_for_approval", &submission());
    assert_eq!(staff.change("CHG1").shown, Some(submitted.shown));
}

#[test]
fn another_way_back_voids_votes_too() {
    let mut staff = Staff::new();
    staff.submitted("CHG1", "medium");
    staff.vote("cy", "CHG1");
    let stale = staff.approval("CHG1");
    let plan = json!({"plan": "restore the image", "takes": "PT1H"});
    staff.does("fay", "CHG1", "plan_backout", &plan);
    assert!(staff.change("CHG1").votes.is_empty());
    says(&staff.refused("di", "CHG1", "vote", &stale), &["look at what it says now"]);
    staff.vote("cy", "CHG1");
    assert_eq!(staff.vote("di", "CHG1"), APPROVED);
    // What is decided is not altered behind the board's back.
    let plan = json!({"plan": "hope", "takes": "PT1M"});
    says(&staff.refused("fay", "CHG1", "plan_backout", &plan), &["not possible"]);
    staff.does("fay", "CHG1", "start_build", &json!({}));
    says(&staff.refused("fay", "CHG1", "plan_backout", &plan), &["part of what was approved"]);
}

#[test]
fn an_approval_says_what_was_weighed_and_who_took_part() {
    let mut staff = Staff::new();
    staff.submitted("CHG1", "medium");
    let mut alone = staff.approval("CHG1");
    alone["choice"]["approve"]["participants"] = json!([]);
    says(&staff.refused("cy", "CHG1", "vote", &alone), &["name who took part"]);
    let mut blind = staff.approval("CHG1");
    blind["choice"]["approve"]["decision"] = json!({"risk": "weighed"});
    says(&staff.refused("cy", "CHG1", "vote", &blind), &["missing field"]);
}

#[test]
fn a_deputy_votes_for_a_member_under_his_delegation() {
    let mut staff = Staff::new();
    staff.submitted("CHG1", "medium");
    staff.delegate("cy", "lee", CAB);
    let vote = serde_json::from_value::<Vote>(staff.approval("CHG1")).unwrap();
    let Event::Voted(voted) = staff.decided("lee", "CHG1", vote).remove(0) else { panic!() };
    let [behalf] = &*voted.by.on_behalf else { panic!("{voted:?}") };
    assert_eq!((&voted.seat, &voted.by.actor), (&actor("cy"), &actor("lee")));
    assert_eq!((&behalf.of, &*behalf.role), (&actor("cy"), CAB));
    let roles = staff.0.facts.get::<crate::facts::Roles>();
    let lee = actor("lee");
    let known = roles.delegations_to(&lee, CAB, staff.0.now).next().unwrap();
    assert_eq!((behalf.delegation, behalf.until), (known.position, known.until));
    assert!(behalf.delegation > engine::Position(0));
    // A deputy of two says for whom, and one person votes once.
    staff.delegate("di", "lee", CAB);
    let mut approval = staff.approval("CHG1");
    says(&staff.refused("lee", "CHG1", "vote", &approval), &["whose seat", "cy", "di"]);
    approval["seat"] = json!("cy");
    staff.does("lee", "CHG1", "vote", &approval);
    approval["seat"] = json!("di");
    says(&staff.refused("lee", "CHG1", "vote", &approval), &["lee has voted for cy"]);
    approval["seat"] = json!("ed");
    says(&staff.refused("lee", "CHG1", "vote", &approval), &["no seat"]);
    // The member himself may take it back.
    assert_eq!(staff.vote("cy", "CHG1"), VOTED);
    assert_eq!(staff.vote("di", "CHG1"), APPROVED);
}

#[test]
fn the_emergency_board_authorises_on_what_it_was_shown() {
    let mut staff = Staff::new();
    staff.classified("CHG1", "emergency", "high");
    let stale = staff.emergency("CHG1");
    assert_eq!(staff.does("hal", "CHG1", "authorise_emergency", &stale), ["emergency_voted"]);
    let mut other = content("high");
    other["purpose"] = json!("another server");
    staff.does("bo", "CHG1", "revise", &json!({"content": other, "reason": "quicker"}));
    assert!(staff.change("CHG1").votes.is_empty());
    let refused = staff.refused("ivy", "CHG1", "authorise_emergency", &stale);
    says(&refused, &["look at what it says now"]);
    let now = staff.emergency("CHG1");
    staff.does("hal", "CHG1", "authorise_emergency", &now);
    let done = staff.does("ivy", "CHG1", "authorise_emergency", &now);
    assert_eq!(done, ["emergency_voted", "emergency_authorised"]);
    staff.0.give("ada", "kim", EMERGENCY_CHANGE_BOARD);
    assert_eq!(staff.change("CHG1").phase, Phase::EmergencyAuthorised);
}

/// A design of mail, and that it is accepted.
fn designs(staff: &mut Staff, what: &str) {
    use crate::service::{self, Design, DesignAccepted, DesignSubmitted, Event};
    let design: Design = serde_json::from_value(json!({
        "responsibilities": what, "activities": "as always", "people": "as always",
        "money": "as always", "technology": "as always", "plans": "as always",
        "agreements": "as always", "management_system": "as always",
        "service_levels": "as always", "catalogue": "as always", "procedures": "as always",
    }))
    .unwrap();
    let accepted = DesignAccepted { meets: crate::attest::Attestation::on_record() };
    for event in [Event::from(DesignSubmitted { design }), accepted.into()] {
        staff.0.record::<Event>(service::NAME, "mail", &event);
    }
}

#[test]
fn a_vote_is_on_the_design_as_it_is() {
    let mut staff = Staff::new();
    staff.classified("CHG1", "major", "medium");
    staff.does("ada", "CHG1", "route_to_design", &json!({}));
    staff.assess("CHG1");
    staff.plan_backout("CHG1");
    staff.design("CHG1");
    designs(&mut staff, "ours");
    staff.does("ada", "CHG1", "accept_design", &submission());
    staff.vote("cy", "CHG1");
    let before = staff.approval("CHG1");
    assert!(staff.does("ada", "CHG1", "accept_design", &json!({})).is_empty(), "it is the same");
    // Another one, which nobody has accepted, and then somebody has.
    let (reason, told) = (crate::limits::text("cheaper"), crate::attest::Attestation::on_record());
    let reopened = crate::service::DesignReopened { reason, told };
    staff.0.record::<crate::service::Event>("service", "mail", &reopened.into());
    says(&staff.refused("di", "CHG1", "vote", &before), &["not accepted of mail"]);
    designs(&mut staff, "a supplier's");
    says(&staff.refused("di", "CHG1", "vote", &before), &["other than what the board was shown"]);
    let back = json!({"shown": before["shown"], "choice": {"return": "unclear"}});
    staff.clone().does("di", "CHG1", "vote", &back);
    // What was said of the risk stands, and the votes do not.
    assert_eq!(staff.does("ada", "CHG1", "accept_design", &json!({})), ["design_accepted"]);
    assert!(staff.change("CHG1").votes.is_empty());
    says(&staff.refused("di", "CHG1", "vote", &before), &["look at what it says now"]);
    for member in ["cy", "di"] {
        assert_eq!(staff.vote(member, "CHG1"), VOTED);
    }
    assert_eq!(staff.vote("ed", "CHG1"), APPROVED);
    // Nor is another one built.
    designs(&mut staff, "nobody's");
    says(&staff.refused("fay", "CHG1", "start_build", &json!({})), &["mail", "decided on anew"]);
    let anew = json!({"class": "major", "policy": word(), "reason": "it is designed anew"});
    staff.does("ada", "CHG1", "reclassify", &anew);
}

#[test]
fn what_is_removed_or_designed_for_it_stays_what_it_is_about() {
    let mut staff = Staff::new();
    staff.classified("CHG1", "major", "medium");
    staff.does("ada", "CHG1", "route_to_design", &json!({}));
    staff.design("CHG1");
    let revise = |effect: &str, service: &str| {
        let mut other = content("medium");
        other["service_effect"] = json!(effect);
        other["services"] = json!([service]);
        json!({"content": other, "reason": "it is other than it seemed"})
    };
    for other in [revise("removed", "mail"), revise("changed", "web")] {
        says(&staff.refused("bo", "CHG1", "revise", &other), &["mail is designed or removed"]);
    }
    staff.does("bo", "CHG1", "revise", &revise("changed", "mail"));
}

#[test]
fn a_board_of_few_takes_as_many_votes_as_all_of_it_would() {
    let mut staff = before(&json!({"quorum": "majority", "required": [SECURITY_OFFICER]}));
    for member in ["kim", "lee"] {
        staff.0.give("ada", member, CAB);
    }
    // Two of the five are counted, and a majority of the five are three.
    let refused = staff.refused("cy", "CHG1", "vote", &staff.approval("CHG1"));
    says(&refused, &["not for less", "a majority decides"]);
    staff.0.give("ada", "kim", SECURITY_OFFICER);
    for member in ["cy", "di"] {
        assert_eq!(staff.vote(member, "CHG1"), VOTED);
    }
    assert_eq!(staff.vote("kim", "CHG1"), APPROVED);
    // Nor does one that is too small get it at all.
    let mut staff = Staff::new();
    staff.0.give("ada", "cy", SECURITY_OFFICER);
    staff.classified("CHG1", "normal", "medium");
    staff.does("ada", "CHG1", "start_assessment", &json!({}));
    staff.assess("CHG1");
    staff.plan_backout("CHG1");
    let mut submit = submission();
    submit["submission"]["board"] = json!({"quorum": "majority", "required": [SECURITY_OFFICER]});
    submit["submission"]["board_policy"] = word();
    says(&staff.refused("ada", "CHG1", "submit_for_approval", &submit), &["not for less"]);
}

#[test]
fn a_vote_is_on_all_that_the_assessments_say() {
    let mut staff = Staff::new();
    staff.submitted("CHG1", "medium");
    let shown = staff.approval("CHG1");
    staff.does("cy", "CHG1", "vote", &against(&staff, "return"));
    staff.does("di", "CHG1", "vote", &against(&staff, "return"));
    let again = |staff: &mut Staff| staff.does("ada", "CHG1", "submit_for_approval", &submission());
    let mut same = staff.clone();
    same.assess("CHG1");
    again(&mut same);
    assert_eq!(same.approval("CHG1"), shown, "who says the same again shows the same");
    let other = |considered: Value, statement: &str| json!({"considered": considered, "finding": "acceptable", "statement": statement});
    for (command, body) in [
        ("assess", other(json!({"cost": {"budget": "nothing is left"}}), "fine")),
        ("assess", other(json!({"cost": {"budget": "2026"}}), "it ruins us")),
    ] {
        let mut staff = staff.clone();
        staff.does("ada", "CHG1", command, &body);
        again(&mut staff);
        says(&staff.refused("cy", "CHG1", "vote", &shown), &["look at what it says now"]);
    }
    let threats =
        |statement: &str| json!({"model": "TM-1", "finding": "acceptable", "statement": statement});
    let scanned = |report: &str| json!({"report": report, "finding": "acceptable"});
    let checked = |staff: &Staff, command: &str, body: &Value| {
        let mut staff = staff.clone();
        staff.does("ada", "CHG1", command, body);
        staff.change("CHG1").shown
    };
    let models = ["nobody would", "everybody could"].map(threats);
    let [one, another] = models.map(|body| checked(&staff, "model_threats", &body));
    assert_ne!(one, another);
    let [one, another] =
        ["SCAN-1", "SCAN-2"].map(|it| checked(&staff, "scan_vulnerabilities", &scanned(it)));
    assert_ne!(one, another);
}
