//! Failing, making good, the CMDB, review and closure, and other ends.

use super::*;
use crate::change::{EscalationRule, NAME, Phase};
use crate::configuration_item;
use crate::limits::text;
use crate::testing::key;
use engine::{Decider as _, Span};
use serde_json::json;

fn fail() -> serde_json::Value {
    json!({"symptom": "mail does not start", "service_affected": true})
}

#[test]
fn what_failed_is_investigated_before_it_is_closed() {
    let mut staff = Staff::new();
    staff.implementing("CHG1");
    staff.does("fay", "CHG1", "fail", &fail());
    for command in ["close", "start_review"] {
        says(&staff.refused("ada", "CHG1", command, &json!({})), &["not possible while failed"]);
    }
    staff.does("fay", "CHG1", "start_backout", &json!({}));
    staff.does("fay", "CHG1", "back_out", &json!({"restored": word()}));
    says(&staff.refused("ada", "CHG1", "close", &json!({})), &["not possible while backed_out"]);
    staff.does("ada", "CHG1", "start_investigation", &json!({"investigator": "gus"}));
    says(&staff.refused("ada", "CHG1", "close", &json!({})), &["not possible while investigating"]);
    let found = json!({"cause": "wrong memory", "actions": ["buy other"], "agreed_with": []});
    says(&staff.refused("ada", "CHG1", "complete_investigation", &found), &["who took part"]);
    let found = json!({"cause": "wrong memory", "actions": ["buy other"], "agreed_with": ["acme"]});
    staff.does("ada", "CHG1", "complete_investigation", &found);
    staff.reviewed("ada", "CHG1");
    staff.does("ada", "CHG1", "close", &json!({}));
}

#[test]
fn what_was_backed_out_is_planned_anew_and_nothing_else_is() {
    let mut staff = Staff::new();
    staff.reviewing("CHG1");
    let replan = json!({"reason": "with other memory"});
    says(&staff.refused("ada", "CHG1", "replan", &replan), &["backed out"]);
    let mut staff = Staff::new();
    staff.implemented("CHG1");
    staff.update("web-1", "CHG1");
    staff.does("fay", "CHG1", "fail", &fail());
    staff.does("fay", "CHG1", "start_backout", &json!({}));
    let failed = json!({"incident": "INC1", "reason": "worse"});
    says(&staff.refused("fay", "CHG1", "fail_backout", &failed), &["no incident INC1"]);
    staff.incident("INC1", "mail");
    staff.does("fay", "CHG1", "fail_backout", &failed);
    assert_eq!(staff.change("CHG1").incident, Some(key("INC1")));
    staff.does("fay", "CHG1", "start_backout", &json!({}));
    staff.does("fay", "CHG1", "back_out", &json!({"restored": word()}));
    staff.does("ada", "CHG1", "start_investigation", &json!({"investigator": "gus"}));
    let found = json!({"cause": "wrong memory", "actions": [], "agreed_with": ["acme"]});
    staff.does("ada", "CHG1", "complete_investigation", &found);
    // What was put on record under it is to be put back.
    says(&staff.refused("ada", "CHG1", "replan", &replan), &["CMDB"]);
    let confirm = staff.clone().by_itself(NAME, "CHG1", "confirm_cmdb_update", &json!({}));
    says(&confirm.unwrap_err(), &["web-1"]);
    let back =
        json!({"changes": {"location": "room 1"}, "cover": {"change": "CHG1", "approved": word()}});
    staff.send("ada", "configuration_item", "web-1", "update", &back);
    staff.by_itself(NAME, "CHG1", "confirm_cmdb_update", &json!({})).unwrap();
    staff.does("ada", "CHG1", "replan", &replan);
    assert_eq!(staff.change("CHG1").phase, Phase::Classified);
    assert!(staff.change("CHG1").assessments.is_empty());
}

#[test]
fn what_failed_may_be_remedied() {
    let mut staff = Staff::new();
    staff.implementing("CHG1");
    staff.does("fay", "CHG1", "fail", &fail());
    let remedy = json!({"remedy": "swap the modules", "approved": word()});
    staff.does("ada", "CHG1", "start_remedy", &remedy);
    staff.does("fay", "CHG1", "fail_remedy", &json!({"reason": "no"}));
    staff.does("ada", "CHG1", "start_remedy", &remedy);
    staff.does("fay", "CHG1", "remedy", &json!({"checks": word()}));
    assert_eq!(staff.change("CHG1").phase, Phase::Remedied);
}

#[test]
fn what_was_put_on_record_before_a_remedy_says_nothing_of_what_is_there_after_it() {
    let mut staff = Staff::new();
    staff.implementing("CHG1");
    staff.update("web-1", "CHG1");
    staff.does("fay", "CHG1", "complete_implementation", &json!({"checks": word()}));
    staff.does("fay", "CHG1", "fail", &fail());
    let remedy = json!({"remedy": "swap the modules", "approved": word()});
    staff.does("ada", "CHG1", "start_remedy", &remedy);
    staff.does("fay", "CHG1", "remedy", &json!({"checks": word()}));
    let confirm =
        |staff: &mut Staff| staff.refused("ada", "CHG1", "confirm_cmdb_update", &json!({}));
    says(&confirm(&mut staff), &["web-1"]);
    // It is recorded anew, or somebody has looked and it is as the record says.
    let mut looked = staff.clone();
    looked.send("ada", "configuration_item", "web-1", "verify", &json!({"source": "a look"}));
    looked.does("ada", "CHG1", "confirm_cmdb_update", &json!({}));
    let room = json!({"changes": {"location": "room 7"},
        "cover": {"change": "CHG1", "approved": word()}});
    staff.send("ada", "configuration_item", "web-1", "update", &room);
    staff.does("ada", "CHG1", "confirm_cmdb_update", &json!({}));
}

#[test]
fn it_is_closed_only_when_the_cmdb_is_right_and_it_was_reviewed() {
    let mut staff = Staff::new();
    staff.implemented("CHG1");
    staff.0.now = at(16, 0);
    says(&staff.refused("ada", "CHG1", "start_review", &json!({})), &["CMDB is not confirmed"]);
    says(&staff.refused("ada", "CHG1", "confirm_cmdb_update", &json!({})), &["updated", "web-1"]);
    let by_word = json!({"matches": word()});
    says(&staff.refused("ada", "CHG1", "confirm_cmdb_update", &by_word), &["unknown field"]);
    staff.update("web-1", "CHG1");
    staff.does("ada", "CHG1", "confirm_cmdb_update", &json!({}));
    let mut early = staff.clone();
    early.0.now = at(3, 0);
    says(&early.refused("ada", "CHG1", "start_review", &json!({})), &["from"]);
    staff.does("ada", "CHG1", "start_review", &json!({}));
    says(&staff.refused("ada", "CHG1", "close", &json!({})), &["it is not reviewed"]);
    let review = json!({"effectiveness": "faster", "as_expected": true});
    staff.does("ada", "CHG1", "review", &review);
    says(&staff.refused("ada", "CHG1", "close", &json!({})), &["not agreed what follows"]);
    let nothing = json!({"participants": ["acme"]});
    says(&staff.refused("ada", "CHG1", "agree_actions", &nothing), &["none_needed"]);
    let nobody = json!({"none_needed": "well", "participants": []});
    says(&staff.refused("ada", "CHG1", "agree_actions", &nobody), &["who took part"]);
    staff.does(
        "ada",
        "CHG1",
        "agree_actions",
        &json!({"actions": ["tell"], "participants": ["acme"]}),
    );
    staff.does("ada", "CHG1", "close", &json!({}));
    assert!(staff.0.facts.get::<crate::facts::Changes>().get(&key("CHG1")).is_none());
}

#[test]
fn of_what_another_change_has_retired_meanwhile_nothing_is_to_be_updated() {
    let mut staff = Staff::new();
    staff.implemented("CHG1");
    says(&staff.refused("ada", "CHG1", "confirm_cmdb_update", &json!({})), &["updated", "web-1"]);
    let retired = configuration_item::Retired { reason: text("it is old"), cover: None };
    let retired: configuration_item::Event = retired.into();
    staff.0.record(configuration_item::NAME, "web-1", &retired);
    staff.does("ada", "CHG1", "confirm_cmdb_update", &json!({}));
}

#[test]
fn what_failed_under_investigation_is_not_closed_before_the_cmdb_is_right() {
    let mut staff = Staff::new();
    staff.implemented("CHG1");
    staff.does("fay", "CHG1", "fail", &fail());
    staff.does("ada", "CHG1", "start_remedy", &json!({"remedy": "swap", "approved": word()}));
    staff.does("fay", "CHG1", "remedy", &json!({"checks": word()}));
    staff.does("ada", "CHG1", "start_investigation", &json!({"investigator": "gus"}));
    let found = json!({"cause": "wrong memory", "actions": [], "agreed_with": ["acme"]});
    staff.does("ada", "CHG1", "complete_investigation", &found);
    staff.reviewed("ada", "CHG1");
    says(&staff.refused("ada", "CHG1", "close", &json!({})), &["CMDB is not confirmed"]);
}

#[test]
fn only_its_own_items_become_other() {
    let mut staff = Staff::new();
    staff.implementing("CHG1");
    let done = json!({"checks": word(), "altered": ["web-1", "db-1"]});
    let refused = staff.refused("fay", "CHG1", "complete_implementation", &done);
    says(&refused, &["not of the change: db-1"]);
}

#[test]
fn what_has_not_become_other_has_a_reason_and_no_update() {
    let mut staff = Staff::new();
    staff.implementing("CHG1");
    let mut failed = staff.clone();
    failed.does("fay", "CHG1", "fail", &fail());
    failed.does("ada", "CHG1", "start_remedy", &json!({"remedy": "swap", "approved": word()}));
    let nothing = json!({"checks": word(), "altered": []});
    let mut with_reason = nothing.clone();
    with_reason["unaltered"] = json!("it was restarted");
    for (staff, command) in [(staff, "complete_implementation"), (failed, "remedy")] {
        let mut updated = staff.clone();
        updated.update("web-1", "CHG1");
        says(&updated.refused("fay", "CHG1", command, &with_reason), &["updated", "web-1"]);
        updated.does("fay", "CHG1", command, &json!({"checks": word()}));
        says(&staff.refused("fay", "CHG1", command, &nothing), &["(unaltered): web-1"]);
        let mut staff = staff;
        staff.does("fay", "CHG1", command, &with_reason);
        assert!(staff.change("CHG1").cmdb_updated, "there is nothing to update");
    }
}

#[test]
fn an_emergency_is_not_closed_before_it_is_assessed_afterwards() {
    let mut staff = Staff::new();
    staff.authorised("CHG1");
    staff.plan_backout("CHG1");
    staff.does("gus", "CHG1", "test_backout", &json!({"trial": {"not_tested": "no time"}}));
    staff.does("fay", "CHG1", "start_build", &json!({}));
    says(&staff.refused("hal", "CHG1", "waive_test", &json!({"reason": "down"})), &["by when"]);
    let waive = json!({"reason": "down", "retest_due": at(3, 0)});
    staff.does("hal", "CHG1", "waive_test", &waive);
    staff.schedule("CHG1", slot(0, 2, 6));
    staff.baseline("web-1", "CHG1");
    staff.does("fay", "CHG1", "start_implementation", &json!({}));
    staff.does("fay", "CHG1", "complete_implementation", &json!({"checks": word()}));
    staff.update("web-1", "CHG1");
    staff.does("ada", "CHG1", "confirm_cmdb_update", &json!({}));
    let afterwards = json!({"statement": "it was right"});
    says(&staff.refused("ada", "CHG1", "assess_retrospectively", &afterwards), &["not assessed"]);
    staff.0.now = at(16, 0);
    staff.does("ada", "CHG1", "start_review", &json!({}));
    staff.reviewed("ada", "CHG1");
    says(&staff.refused("ada", "CHG1", "close", &json!({})), &["not assessed afterwards"]);
    staff.assess("CHG1");
    staff.does("ada", "CHG1", "assess_retrospectively", &afterwards);
    staff.does("ada", "CHG1", "close", &json!({}));
    // What was decided beforehand is not assessed afterwards.
    let mut staff = Staff::new();
    staff.reviewing("CHG2");
    let assess = json!({"considered": {"service": {}}, "finding": "acceptable", "statement": "ok"});
    says(&staff.refused("ada", "CHG2", "assess", &assess), &["emergency"]);
    says(&staff.refused("ada", "CHG2", "assess_retrospectively", &afterwards), &["emergency"]);
}

#[test]
fn an_emergency_that_nobody_authorised_is_on_record_with_its_deviation() {
    let mut staff = Staff::new();
    let adopt = |when| {
        json!({"title": "memory", "content": content("high"), "carried_out_at": when,
        "implementer": "fay", "deviation": "nobody was asked", "result": "mail works", "matches": word()})
    };
    says(&staff.refused("ada", "CHG1", "adopt", &adopt(at(9, 0))), &["still to come"]);
    // It is one by the same rule as if it had been asked for.
    let mut of_web = adopt(at(0, 0));
    of_web["content"]["services"] = json!(["mail", "web"]);
    says(&staff.refused("ada", "CHG1", "adopt", &of_web), &["no agreement", "for web"]);
    of_web["content"]["services"] = json!([]);
    says(&staff.refused("ada", "CHG1", "adopt", &of_web), &["names the services"]);
    let mut beside = staff.clone();
    let part_of_web = json!({"relation": "part_of", "to": {"service": "web"}, "exists": word()});
    beside.identify("app-9", &[part_of_web]);
    let mut of_mail = adopt(at(0, 0));
    of_mail["content"]["configuration_items"] = json!(["web-1", "app-9"]);
    says(&beside.refused("ada", "CHG1", "adopt", &of_mail), &["no agreement", "for web"]);
    let recorded = serde_json::from_value::<crate::change::Adopt>(adopt(at(0, 0))).unwrap();
    let crate::change::Event::Adopted(adopted) = staff.decided("ada", "CHG1", recorded).remove(0)
    else {
        panic!()
    };
    assert_eq!(adopted.definitions[0].agreement, key("gold"));
    staff.does("ada", "CHG1", "adopt", &adopt(at(0, 0)));
    let change = staff.change("CHG1");
    assert_eq!(change.phase, Phase::Implemented);
    assert!(change.deviation.is_some() && change.retrospective_due.is_some());
    assert_eq!(staff.update("web-1", "CHG1"), ["updated"]);
    staff.does("ada", "CHG1", "confirm_cmdb_update", &json!({}));
    staff.0.now = at(16, 0);
    staff.does("jo", "CHG1", "start_review", &json!({}));
    let review = json!({"effectiveness": "faster", "as_expected": true});
    says(&staff.refused("ada", "CHG1", "review", &review), &["ada has requested"]);
    staff.reviewed("jo", "CHG1");
    says(&staff.refused("jo", "CHG1", "close", &json!({})), &["not assessed afterwards"]);
}

#[test]
fn a_change_of_the_environment_and_a_major_one_say_more_when_they_are_closed() {
    let mut staff = Staff::new();
    let mut of_environment = request("low");
    of_environment["content"]["retests_continuity"] = json!(true);
    of_environment["content"]["configuration_items"] = json!([]);
    of_environment["model"] = json!("restart");
    staff.does("bo", "CHG1", "request", &of_environment);
    staff.schedule("CHG1", slot(1, 10, 14));
    staff.0.now = at(1, 10);
    staff.does("fay", "CHG1", "start_implementation", &json!({}));
    staff.does("fay", "CHG1", "complete_implementation", &json!({"checks": word()}));
    staff.0.now = at(16, 0);
    staff.does("ada", "CHG1", "start_review", &json!({}));
    staff.reviewed("ada", "CHG1");
    says(&staff.refused("ada", "CHG1", "close", &json!({})), &["retest_planned"]);
    staff.does("ada", "CHG1", "close", &json!({"retest_planned": word()}));

    staff.classified("CHG2", "major", "low");
    staff.does("ada", "CHG2", "route_to_design", &json!({}));
    staff.assess("CHG2");
    staff.plan_backout("CHG2");
    staff.designed("CHG2");
    staff.does("ada", "CHG2", "accept_design", &json!({}));
    for member in ["cy", "di", "ed"] {
        staff.vote(member, "CHG2");
    }
    staff.does("fay", "CHG2", "start_build", &json!({}));
    staff.does("fay", "CHG2", "complete_build", &json!({"artifact": "image 7"}));
    staff.does("gus", "CHG2", "pass_test", &json!({"report": "all green"}));
    staff.does("gus", "CHG2", "test_backout", &json!({"trial": {"not_tested": "no spare"}}));
    staff.schedule("CHG2", slot(17, 10, 14));
    staff.baseline("web-1", "CHG2");
    staff.0.now = at(17, 10);
    staff.does("fay", "CHG2", "start_implementation", &json!({}));
    let done = json!({"checks": word(), "altered": [], "unaltered": "only restarted"});
    staff.does("fay", "CHG2", "complete_implementation", &done);
    staff.0.now = at(40, 0);
    staff.does("ada", "CHG2", "start_review", &json!({}));
    staff.reviewed("ada", "CHG2");
    // The service says whether it is reported, whatever somebody says; or nothing came of it.
    let said = json!({"service_reported": word()});
    says(&staff.refused("ada", "CHG2", "close", &said), &["not reported or closed of mail"]);
    let mut given_up = staff.clone();
    staff.reported();
    staff.does("ada", "CHG2", "close", &json!({}));
    let cancelled = crate::service::ProposalWithdrawn {};
    given_up.0.record::<crate::service::Event>("service", "mail", &cancelled.into());
    says(&given_up.refused("ada", "CHG2", "close", &json!({})), &["service_reported"]);
    given_up.does("ada", "CHG2", "close", &said);
}

#[test]
fn it_becomes_part_of_another_open_change_that_covers_it() {
    let mut staff = Staff::new();
    staff.does("bo", "CHG1", "request", &request("low"));
    let mut wider = request("low");
    wider["content"]["configuration_items"] = json!(["web-1", "db-1"]);
    staff.does("bo", "CHG2", "request", &wider);
    let into = |parent| json!({"parent": parent, "told": word()});
    says(&staff.refused("ada", "CHG1", "merge", &into("CHG9")), &["no other open change"]);
    says(&staff.refused("ada", "CHG1", "merge", &into("CHG1")), &["no other open change"]);
    says(&staff.refused("ada", "CHG2", "merge", &into("CHG1")), &["does not cover db-1"]);
    staff.does("ada", "CHG1", "merge", &into("CHG2"));
}

#[test]
fn others_are_called_in_when_a_rule_or_a_judgement_says_so() {
    let mut staff = Staff::new();
    staff.classified("CHG1", "normal", "medium");
    staff.does("ada", "CHG1", "start_assessment", &json!({}));
    says(&staff.refused("ada", "CHG1", "escalate", &json!({})), &["says why"]);
    staff.does("ada", "CHG1", "escalate", &json!({"reason": "nobody answers"}));
    let late = json!({"rule": "assessment_overdue"});
    says(&staff.refused("ada", "CHG1", "escalate", &late), &["does not apply now"]);
    let due: Vec<_> = staff.change("CHG1").deadlines().iter().map(|it| it.name).collect();
    assert_eq!(due, ["assessment_due"]);
    staff.0.now = at(6, 0);
    assert_eq!(staff.by_itself(NAME, "CHG1", "escalate", &late).unwrap(), ["escalated"]);
    assert!(staff.by_itself(NAME, "CHG1", "escalate", &late).unwrap().is_empty());
}

#[test]
fn time_alone_fails_what_is_not_done_and_calls_in_who_missed_it() {
    let mut staff = Staff::new();
    staff.implementing("CHG1");
    let due = staff.change("CHG1").deadlines();
    assert_eq!((due[0].name, due[0].at), ("window_end", at(1, 14) + Span::from_minutes(-30)));
    let mut staff = Staff::new();
    staff.ready("CHG1");
    staff.schedule("CHG1", slot(1, 10, 14));
    let due = staff.change("CHG1").deadlines();
    assert_eq!((due[0].name, due[0].at), ("missed_window", at(1, 14)));
    staff.0.now = at(1, 14);
    let missed = json!({"rule": "window_missed"});
    staff.by_itself(NAME, "CHG1", "escalate", &missed).unwrap();
    assert!(staff.change("CHG1").escalated.contains(&EscalationRule::WindowMissed));
    let mut staff = Staff::new();
    staff.implemented("CHG1");
    let due = |staff: &Staff| {
        staff.change("CHG1").deadlines().iter().map(|it| it.name).collect::<Vec<_>>()
    };
    assert_eq!(due(&staff), ["cmdb_due"]);
    staff.update("web-1", "CHG1");
    staff.does("ada", "CHG1", "confirm_cmdb_update", &json!({}));
    assert_eq!(due(&staff), ["review_due"]);
    let mut staff = Staff::new();
    staff.authorised("CHG1");
    assert_eq!(due(&staff), ["emergency_retrospective_due"]);
}

/// Backed out, and under review.
fn backed_out(staff: &mut Staff) {
    staff.does("fay", "CHG1", "start_backout", &json!({}));
    staff.does("fay", "CHG1", "back_out", &json!({"restored": word()}));
    staff.does("ada", "CHG1", "start_investigation", &json!({"investigator": "gus"}));
    let found = json!({"cause": "wrong memory", "actions": [], "agreed_with": ["acme"]});
    staff.does("ada", "CHG1", "complete_investigation", &found);
}

#[test]
fn what_fails_while_it_is_reviewed_does_not_close_as_expected() {
    let mut staff = Staff::new();
    staff.reviewing("CHG1");
    staff.reviewed("ada", "CHG1");
    staff.does("fay", "CHG1", "fail", &fail());
    let change = staff.change("CHG1");
    assert_eq!((change.phase, change.as_expected), (Phase::Failed, None));
    backed_out(&mut staff);
    says(&staff.refused("ada", "CHG1", "close", &json!({})), &["it is not reviewed"]);
    // Nothing of it is left.
    says(&staff.refused("fay", "CHG1", "fail", &fail()), &["it was backed out"]);
    // What was remedied may fail as well.
    let mut staff = Staff::new();
    staff.implementing("CHG1");
    staff.does("fay", "CHG1", "fail", &fail());
    staff.does("ada", "CHG1", "start_remedy", &json!({"remedy": "swap", "approved": word()}));
    staff.does("fay", "CHG1", "remedy", &json!({"checks": word()}));
    staff.clone().does("fay", "CHG1", "fail", &fail());
    staff.does("ada", "CHG1", "start_investigation", &json!({"investigator": "gus"}));
    staff.does("fay", "CHG1", "fail", &fail());
}

#[test]
fn what_fails_after_it_is_closed_has_its_outcome_put_right() {
    let mut staff = Staff::new();
    staff.reviewing("CHG1");
    staff.reviewed("ada", "CHG1");
    says(&staff.refused("ada", "CHG1", "correct_outcome", &fail()), &["not possible while"]);
    staff.does("ada", "CHG1", "close", &json!({}));
    says(&staff.refused("fay", "CHG1", "fail", &fail()), &["not possible while closed"]);
    staff.0.calm();
    let corrected = staff.by_itself(NAME, "CHG1", "correct_outcome", &fail()).unwrap();
    assert_eq!(corrected, ["outcome_corrected"]);
    // What it has made of items is so no more, and it is closed.
    let follows = [
        "change-CHG1-complete_investigation task.open",
        "NEW1 incident.log",
        "change-CHG1-record_deficiencies task.open",
    ];
    assert_eq!(staff.0.settle(), follows);
    let change = staff.change("CHG1");
    assert_eq!((change.phase, change.as_expected), (Phase::Closed, Some(false)));
    let changes = staff.0.facts.get::<crate::facts::Changes>();
    assert!(changes.course(&key("CHG1")).unwrap().came_to_nothing());
    assert!(staff.by_itself(NAME, "CHG1", "correct_outcome", &fail()).unwrap().is_empty());
    // What was backed out is known to have failed.
    let mut staff = Staff::new();
    staff.implementing("CHG1");
    staff.does("fay", "CHG1", "fail", &fail());
    backed_out(&mut staff);
    staff.reviewed("ada", "CHG1");
    staff.does("ada", "CHG1", "close", &json!({}));
    assert!(staff.does("ada", "CHG1", "correct_outcome", &fail()).is_empty());
}

#[test]
fn an_incident_that_is_named_is_about_the_failure() {
    let mut staff = Staff::new();
    staff.0.now = at(1, 1);
    staff.incident("INC1", "fax");
    staff.incident("INC2", "mail");
    staff.implementing("CHG1");
    let fails = |incident| json!({"symptom": "mail is down", "service_affected": true, "incident": incident});
    says(&staff.refused("fay", "CHG1", "fail", &fails("INC9")), &["no incident INC9"]);
    says(&staff.refused("fay", "CHG1", "fail", &fails("INC1")), &["INC1 is about other items"]);
    staff.clone().does("fay", "CHG1", "fail", &fails("INC2"));
    staff.incident("INC3", "fax");
    staff.clone().does("fay", "CHG1", "fail", &fails("INC3"));
    // A rule names what is logged in the same breath.
    staff.by_itself(NAME, "CHG1", "fail", &fails("INC9")).unwrap();
}

#[test]
fn what_was_closed_and_failed_after_all_is_investigated() {
    let mut staff = Staff::new();
    let mut by_model = request("low");
    by_model["model"] = json!("restart");
    by_model["content"]["configuration_items"] = json!([]);
    staff.does("bo", "CHG1", "request", &by_model);
    staff.schedule("CHG1", slot(1, 10, 14));
    staff.0.now = at(1, 10);
    staff.does("fay", "CHG1", "start_implementation", &json!({}));
    staff.does("fay", "CHG1", "complete_implementation", &json!({"checks": word()}));
    staff.0.now = at(16, 0);
    staff.does("ada", "CHG1", "start_review", &json!({}));
    staff.reviewed("ada", "CHG1");
    staff.does("ada", "CHG1", "close", &json!({}));
    let start = json!({"investigator": "gus"});
    let nothing = "nothing to investigate";
    says(&staff.refused("ada", "CHG1", "start_investigation", &start), &[nothing]);
    staff.0.calm();
    staff.does("ada", "CHG1", "correct_outcome", &json!({"symptom": "it hangs again"}));
    staff.0.settle();
    // Its model waits for the cause.
    let confirm = json!({"finding": "right"});
    let model = "change_model";
    let refused = staff.clone().try_send("jo", model, "restart", "confirm", &confirm);
    says(&refused.unwrap_err(), &["CHG1"]);
    staff.does("ada", "CHG1", "start_investigation", &start);
    let found = json!({"cause": "a leak", "actions": [], "agreed_with": ["acme"]});
    staff.does("ada", "CHG1", "complete_investigation", &found);
    assert_eq!(staff.change("CHG1").phase, Phase::Closed, "it stays so");
    says(&staff.refused("ada", "CHG1", "complete_investigation", &found), &[nothing]);
    staff.send("jo", model, "restart", "confirm", &confirm);
}

#[test]
fn what_brought_less_than_expected_is_no_success_and_is_closed_once_it_is_known_why() {
    let mut staff = Staff::new();
    staff.reviewing("CHG1");
    let start = json!({"investigator": "gus"});
    let refused = staff.refused("ada", "CHG1", "start_investigation", &start);
    says(&refused, &["nothing to investigate"]);
    let review = json!({"effectiveness": "mail is as slow", "as_expected": false});
    staff.does("ada", "CHG1", "review", &review);
    let agreed = json!({"none_needed": "it does no harm", "participants": ["acme"]});
    staff.does("ada", "CHG1", "agree_actions", &agreed);
    let course = |staff: &Staff| {
        let changes = staff.0.facts.get::<crate::facts::Changes>();
        changes.course(&key("CHG1")).unwrap().clone()
    };
    assert!(course(&staff).is_in_place() && !course(&staff).has_succeeded());
    says(&staff.refused("ada", "CHG1", "close", &json!({})), &["find out why"]);
    staff.does("ada", "CHG1", "start_investigation", &start);
    let found = json!({"cause": "it is the disk", "actions": [], "agreed_with": ["acme"]});
    staff.does("ada", "CHG1", "complete_investigation", &found);
    staff.does("ada", "CHG1", "close", &json!({}));
    assert!(!course(&staff).has_succeeded());
}

#[test]
fn what_asks_for_more_is_not_part_of_what_asks_for_less() {
    let mut staff = Staff::new();
    let of = |effect: &str| {
        let mut wanted = request("low");
        wanted["content"]["service_effect"] = json!(effect);
        wanted["content"]["configuration_items"] = json!([]);
        wanted
    };
    for (name, effect, class) in [
        ("CHG1", "removed", "major"),
        ("CHG2", "changed", "normal"),
        ("CHG3", "changed", "major"),
        ("CHG4", "removed", "major"),
        ("CHG5", "changed", "major"),
    ] {
        staff.does("bo", name, "request", &of(effect));
        staff.does("ada", name, "classify", &json!({"class": class, "policy": word()}));
    }
    staff.does("bo", "CHG6", "request", &of("removed"));
    let into = |parent| json!({"parent": parent, "told": word()});
    for parent in ["CHG2", "CHG3"] {
        for removes in ["CHG1", "CHG6"] {
            let refused = staff.refused("ada", removes, "merge", &into(parent));
            says(&refused, &["a service is removed", parent]);
        }
    }
    says(&staff.refused("ada", "CHG5", "merge", &into("CHG2")), &["it is major, and CHG2"]);
    let mut designed = staff.clone();
    designed.design("CHG5");
    let refused = designed.refused("ada", "CHG5", "merge", &into("CHG3"));
    says(&refused, &["mail is designed", "give that up"]);
    for (part, parent) in [("CHG1", "CHG4"), ("CHG5", "CHG3"), ("CHG2", "CHG3")] {
        staff.does("ada", part, "merge", &into(parent));
    }
}

#[test]
fn a_review_is_not_put_off_for_ever() {
    let mut staff = Staff::new();
    staff.implementing("CHG1");
    let done = |when| json!({"checks": word(), "review_at": when});
    let refused = staff.refused("fay", "CHG1", "complete_implementation", &done(at(400, 0)));
    says(&refused, &["at the latest"]);
    staff.does("fay", "CHG1", "complete_implementation", &done(at(90, 0)));
}

#[test]
fn an_emergency_gets_its_way_back_planned_at_the_last() {
    let mut staff = Staff::new();
    staff.authorised("CHG1");
    staff.does("fay", "CHG1", "start_build", &json!({}));
    staff.does("fay", "CHG1", "complete_build", &json!({"artifact": "the memory"}));
    staff.does("gus", "CHG1", "pass_test", &json!({"report": "T"}));
    let schedule = json!({"slot": slot(1, 10, 14)});
    says(&staff.refused("ada", "CHG1", "schedule", &schedule), &["back-out plan"]);
    staff.does("fay", "CHG1", "plan_backout", &json!({"plan": "take it out", "takes": "PT1H"}));
    let untested = json!({"trial": {"not_tested": "no time"}});
    staff.does("gus", "CHG1", "test_backout", &untested);
    staff.does("ada", "CHG1", "schedule", &schedule);
}

#[test]
fn what_it_retired_before_it_was_backed_out_is_restored_or_disposed_of() {
    let mut staff = Staff::new();
    staff.implementing("CHG1");
    let item = "configuration_item";
    let cover = json!({"change": "CHG1", "approved": word()});
    staff.send("ada", item, "web-1", "retire", &json!({"reason": "old", "cover": cover}));
    staff.does("fay", "CHG1", "fail", &fail());
    backed_out(&mut staff);
    let confirm = json!({});
    says(&staff.refused("ada", "CHG1", "confirm_cmdb_update", &confirm), &["restore", "web-1"]);
    let mut gone = staff.clone();
    let over = json!({"information": word(), "licence": word(), "finance": word()});
    gone.send("ada", item, "web-1", "dispose", &over);
    assert_eq!(gone.does("ada", "CHG1", "confirm_cmdb_update", &confirm), ["cmdb_updated"]);
    let restore = json!({"reason": "it serves again", "cover": cover});
    staff.send("ada", item, "web-1", "restore", &restore);
    // Nothing ends under what is backed out.
    let retire = json!({"reason": "old", "cover": cover}).to_string();
    let refused = staff.0.send("ada", item, "web-1", "retire", &retire).unwrap_err();
    says(&refused, &["CHG1 is backed out"]);
    assert_eq!(staff.does("ada", "CHG1", "confirm_cmdb_update", &confirm), ["cmdb_updated"]);
}

#[test]
fn what_was_recorded_before_a_remedy_that_failed_is_put_back_too() {
    let mut staff = Staff::new();
    staff.implementing("CHG1");
    staff.update("web-1", "CHG1");
    staff.does("fay", "CHG1", "fail", &fail());
    staff.does("ada", "CHG1", "start_remedy", &json!({"remedy": "swap", "approved": word()}));
    // Nor does a remedy leave out what is on record as other already.
    let elsewhere = json!({"checks": word(), "altered": [], "unaltered": "the same"});
    says(&staff.refused("fay", "CHG1", "remedy", &elsewhere), &["web-1"]);
    staff.does("fay", "CHG1", "fail_remedy", &json!({"reason": "no memory"}));
    backed_out(&mut staff);
    let confirm = json!({});
    says(&staff.refused("ada", "CHG1", "confirm_cmdb_update", &confirm), &["web-1"]);
    let back =
        json!({"changes": {"location": "room 1"}, "cover": {"change": "CHG1", "approved": word()}});
    staff.send("ada", "configuration_item", "web-1", "update", &back);
    staff.does("ada", "CHG1", "confirm_cmdb_update", &confirm);
}
