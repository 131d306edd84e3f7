//! The four ways that a change goes.

use super::*;
use crate::change::{Assessor, Class, NAME, Phase};
use crate::change_model::Aspect;
use crate::limits::text;
use crate::service;
use crate::testing::actor;
use serde_json::json;

#[test]
fn a_standard_change_is_approved_by_its_model_at_once() {
    let mut staff = Staff::new();
    let mut by_model = request("low");
    by_model["model"] = json!("restart");
    let done = staff.does("bo", "CHG1", "request", &by_model);
    assert_eq!(done, ["requested", "classified", "preapproved", "test_waived"]);
    assert_eq!(staff.change("CHG1").phase, Phase::Ready);
    // What is built is tested, model or not.
    staff.model("upgrade", true);
    by_model["model"] = json!("upgrade");
    let done = staff.does("bo", "CHG2", "request", &by_model);
    assert_eq!(done, ["requested", "classified", "preapproved"]);
    let refused = staff.refused("ada", "CHG2", "waive_test", &json!({}));
    says(&refused, &["build and test it"]);
}

#[test]
fn a_standard_change_is_for_what_its_model_is_for_and_while_that_is_approved() {
    let mut staff = Staff::new();
    let mut by_model = request("low");
    by_model["model"] = json!("restart");
    let mut wide = by_model.clone();
    wide["content"]["services"] = json!(["mail", "web"]);
    says(&staff.refused("bo", "CHG1", "request", &wide), &["restart", "not for web"]);
    // Nor more risk than it is for.
    let mut risky = by_model.clone();
    risky["content"]["risk"]["level"] = json!("medium");
    says(&staff.refused("bo", "CHG1", "request", &risky), &["risk is medium", "low at most"]);
    let unknown = json!({"class": "standard", "model": "restrat"});
    staff.does("bo", "CHG1", "request", &request("low"));
    says(&staff.refused("ada", "CHG1", "classify", &unknown), &["no such change model"]);
    let none = json!({"class": "standard"});
    says(&staff.refused("ada", "CHG1", "classify", &none), &["names its change model"]);
    // One that was ready is not begun while its model is examined.
    staff.does("bo", "CHG2", "request", &by_model);
    staff.schedule("CHG2", slot(1, 10, 14));
    staff.baseline("web-1", "CHG2");
    staff.send("ada", "change_model", "restart", "start_review", &json!({}));
    staff.0.now = at(1, 11);
    let refused = staff.refused("fay", "CHG2", "start_implementation", &json!({}));
    says(&refused, &["under review"]);
    says(&staff.refused("bo", "CHG3", "request", &by_model), &["under review"]);
}

#[test]
fn a_model_of_a_service_is_for_items_that_only_this_service_rests_on() {
    let mut staff = Staff::new();
    staff.mail_rests_on("app-1");
    staff.identify("app-2", &[]);
    let mut of_items = request("low");
    of_items["model"] = json!("restart");
    of_items["content"]["services"] = json!([]);
    for (items, outside) in
        [(json!(["web-1", "app-1"]), None), (json!(["app-1", "app-2"]), Some("app-2"))]
    {
        of_items["content"]["configuration_items"] = items;
        match outside {
            None => drop(staff.does("bo", "CHG1", "request", &of_items)),
            Some(it) => says(&staff.refused("bo", "CHG2", "request", &of_items), &[it]),
        }
    }
    // What another service rests on as well is for that one, too.
    let web = json!({"relation": "part_of", "to": {"service": "web"}, "exists": word()});
    let app = json!({"relation": "runs_on", "to": {"item": "app-2"}});
    staff.identify("app-3", &[web, app]);
    staff.identify("app-4", &[mail_of(), json!({"relation": "runs_on", "to": {"item": "app-2"}})]);
    of_items["content"]["configuration_items"] = json!(["app-2"]);
    says(&staff.refused("bo", "CHG2", "request", &of_items), &["restart", "not for app-2"]);
}

#[test]
fn a_standard_change_is_carried_out_by_the_version_that_it_is_approved_by() {
    let mut staff = Staff::new();
    let mut by_model = request("low");
    by_model["model"] = json!("restart");
    staff.does("bo", "CHG1", "request", &by_model);
    staff.schedule("CHG1", slot(1, 10, 14));
    staff.baseline("web-1", "CHG1");
    staff.revise_model("restart");
    staff.0.now = at(1, 10);
    let refused = staff.refused("fay", "CHG1", "start_implementation", &json!({}));
    says(&refused, &["version 1 of the model restart", "at 2 now"]);
    staff.does("bo", "CHG2", "request", &by_model);
}

#[test]
fn a_standard_change_has_the_time_that_its_model_takes() {
    let mut staff = Staff::new();
    let mut by_model = request("low");
    by_model["model"] = json!("restart");
    staff.does("bo", "CHG1", "request", &by_model);
    let of = |minutes| {
        let from = at(1, 10);
        json!({"slot": {"from": from, "to": from + engine::Span::from_minutes(minutes)}})
    };
    says(&staff.refused("ada", "CHG1", "schedule", &of(15)), &["PT15M"]);
    staff.does("ada", "CHG1", "schedule", &of(16));
}

#[test]
fn it_names_what_it_changes_and_that_is_there() {
    let staff = Staff::new();
    let mut nothing = request("low");
    nothing["content"]["services"] = json!([]);
    nothing["content"]["configuration_items"] = json!([]);
    says(&staff.refused("bo", "CHG1", "request", &nothing), &["names no service"]);
    let mut unknown = request("low");
    unknown["content"]["configuration_items"] = json!(["web-1", "ship"]);
    let refused = staff.refused("bo", "CHG1", "request", &unknown);
    says(&refused, &["not in the CMDB", "ship"]);
    assert!(!refused.contains("web-1"));
}

#[test]
fn only_a_rule_asks_in_the_name_of_another() {
    let mut staff = Staff::new();
    let mut for_another = request("low");
    for_another["requester"] = json!({"actor": "cy", "on_behalf": []});
    says(&staff.refused("bo", "CHG1", "request", &for_another), &["his own name"]);
    staff.by_itself(NAME, "CHG1", "request", &for_another).unwrap();
    assert_eq!(staff.change("CHG1").requester, Some(actor("cy")));
}

#[test]
fn a_new_service_and_the_removal_and_the_transfer_of_one_are_always_major() {
    let mut staff = Staff::new();
    for effect in ["introduced", "removed", "transferred"] {
        let mut removal = request("low");
        removal["content"]["service_effect"] = json!(effect);
        staff.does("bo", effect, "request", &removal);
        for class in ["normal", "emergency"] {
            let classify = json!({"class": class, "policy": word()});
            says(&staff.refused("ada", effect, "classify", &classify), &[effect, "always major"]);
        }
        let by_model = json!({"class": "standard", "model": "restart"});
        says(&staff.refused("ada", effect, "classify", &by_model), &["always major"]);
        removal["model"] = json!("restart");
        says(&staff.refused("bo", "CHG9", "request", &removal), &["always major"]);
        staff.does("ada", effect, "classify", &json!({"class": "major", "policy": word()}));
        let down = json!({"class": "normal", "policy": word(), "reason": "quicker"});
        says(&staff.refused("ada", effect, "reclassify", &down), &["always major"]);
    }
    // Nor does one become a removal later.
    staff.classified("CHG1", "normal", "low");
    let mut removal = content("low");
    removal["service_effect"] = json!("removed");
    let revise = json!({"content": removal, "reason": "nobody uses it"});
    says(&staff.refused("bo", "CHG1", "revise", &revise), &["always major"]);
}

#[test]
fn a_class_needs_the_word_of_the_policy() {
    let mut staff = Staff::new();
    staff.does("bo", "CHG1", "request", &request("low"));
    let refused = staff.refused("ada", "CHG1", "classify", &json!({"class": "normal"}));
    says(&refused, &["change policy"]);
}

#[test]
fn a_major_change_goes_through_design_and_no_other_does() {
    let mut staff = Staff::new();
    staff.classified("CHG1", "major", "low");
    let refused = staff.refused("ada", "CHG1", "start_assessment", &json!({}));
    says(&refused, &["major", "normal"]);
    staff.does("ada", "CHG1", "route_to_design", &json!({}));
    let accept = json!({"accepted": word()});
    says(&staff.refused("ada", "CHG1", "accept_design", &accept), &["not assessed"]);
    staff.assess("CHG1");
    staff.plan_backout("CHG1");
    // By the records of the services, and not by anybody's word.
    says(&staff.refused("ada", "CHG1", "accept_design", &accept), &["no service is designed"]);
    staff.design("CHG1");
    says(&staff.refused("ada", "CHG1", "accept_design", &accept), &["not accepted of mail"]);
    let normal = json!({"class": "normal", "policy": word(), "reason": "smaller than thought"});
    says(&staff.refused("ada", "CHG1", "reclassify", &normal), &["mail is designed"]);
    staff.designed("CHG1");
    staff.does("ada", "CHG1", "accept_design", &json!({}));
    assert_eq!(staff.change("CHG1").phase, Phase::AwaitingApproval);
    staff.classified("CHG2", "normal", "low");
    says(&staff.refused("ada", "CHG2", "route_to_design", &json!({})), &["normal"]);
}

#[test]
fn an_emergency_is_one_by_the_definition_that_is_agreed_with_the_customer() {
    let mut staff = Staff::new();
    let classify = json!({"class": "emergency", "policy": word()});
    let mut of_web = request("high");
    of_web["content"]["services"] = json!(["mail", "web"]);
    staff.does("bo", "CHG1", "request", &of_web);
    let refused = staff.refused("ada", "CHG1", "classify", &classify);
    says(&refused, &["no agreement with a customer", "for web"]);
    of_web["content"]["services"] = json!([]);
    staff.does("bo", "CHG2", "request", &of_web);
    says(&staff.refused("ada", "CHG2", "classify", &classify), &["names the services"]);
    // Of items, the services that rest on them are asked.
    staff.mail_rests_on("app-1");
    of_web["content"]["configuration_items"] = json!(["app-1"]);
    staff.does("bo", "CHG5", "request", &of_web);
    staff.does("ada", "CHG5", "classify", &classify);
    // Also beside those that are named.
    staff.identify(
        "app-9",
        &[json!({"relation": "part_of", "to": {"service": "web"}, "exists": word()})],
    );
    let mut of_mail = request("high");
    of_mail["content"]["configuration_items"] = json!(["web-1", "app-9"]);
    staff.does("bo", "CHG9", "request", &of_mail);
    let refused = staff.refused("ada", "CHG9", "classify", &classify);
    says(&refused, &["no agreement with a customer", "for web"]);
    // Nobody has a service any more that has left the catalogue.
    let retired = service::Retired { reason: text("too dear"), successor: None };
    let mut without = staff.clone();
    without.0.record::<service::Event>(service::NAME, "web", &retired.into());
    without.does("ada", "CHG9", "classify", &classify);
    staff.classified("CHG3", "emergency", "high");
    // Nor does it come to be about another service.
    let mut other = content("high");
    other["services"] = json!(["web"]);
    let revise = json!({"content": other, "reason": "it is there"});
    says(&staff.refused("bo", "CHG3", "revise", &revise), &["no agreement"]);
    let missing = json!({"shown": staff.change("CHG3").shown});
    says(&staff.refused("hal", "CHG3", "authorise_emergency", &missing), &["matches"]);
    // Nor is it authorised when what was agreed has ended.
    let authorise = staff.emergency("CHG3");
    let mut ended = staff.clone();
    ended.end_agreement();
    says(&ended.refused("hal", "CHG3", "authorise_emergency", &authorise), &["no agreement"]);
    let normal = json!({"shown": staff.change("CHG3").shown, "matches": word()});
    staff.classified("CHG4", "normal", "high");
    says(&staff.refused("hal", "CHG4", "authorise_emergency", &normal), &["normal"]);
}

#[test]
fn nothing_is_decided_without_all_seven_assessments() {
    let mut staff = Staff::new();
    staff.classified("CHG1", "normal", "medium");
    staff.does("ada", "CHG1", "start_assessment", &json!({}));
    staff.plan_backout("CHG1");
    for (considered, left) in considered().into_iter().zip(1..) {
        let refused = staff.refused("ada", "CHG1", "submit_for_approval", &submission());
        let names: Vec<_> = Aspect::ALL.iter().skip(left - 1).map(|it| it.name()).collect();
        says(&refused, &[&format!("not assessed as to {}", names.join(", "))]);
        let assess = json!({"considered": considered, "finding": "acceptable", "statement": "ok"});
        staff.does("ada", "CHG1", "assess", &assess);
    }
    let against = json!({"considered": {"cost": {"budget": "2026"}}, "finding": "unacceptable", "statement": "dear"});
    staff.does("ada", "CHG1", "assess", &against);
    let refused = staff.refused("ada", "CHG1", "submit_for_approval", &submission());
    says(&refused, &["unacceptable as to cost"]);
}

#[test]
fn each_aspect_is_for_those_whose_it_is_and_not_for_who_requested_it() {
    let mut staff = Staff::new();
    staff.0.give("ada", "kim", crate::roles::RELEASE_MANAGER);
    staff.classified("CHG1", "normal", "medium");
    staff.does("ada", "CHG1", "start_assessment", &json!({}));
    for considered in considered() {
        let assess = json!({"considered": considered, "finding": "acceptable", "statement": "ok"});
        if considered.get("release").is_some() {
            staff.does("kim", "CHG1", "assess", &assess);
        } else {
            says(&staff.refused("kim", "CHG1", "assess", &assess), &["is assessed by"]);
        }
    }
    staff.0.give("ada", "bo", crate::roles::RELEASE_MANAGER);
    let [.., release] = considered();
    let assess = json!({"considered": release, "finding": "acceptable", "statement": "ok"});
    says(&staff.refused("bo", "CHG1", "assess", &assess), &["bo has requested"]);
}

#[test]
fn an_assessment_says_what_its_aspect_asks_for() {
    let mut staff = Staff::new();
    staff.classified("CHG1", "normal", "medium");
    staff.does("ada", "CHG1", "start_assessment", &json!({}));
    for considered in [
        json!({"quality": {"availability": "none"}}),
        json!({"security": {"risks": "none"}}),
        json!({"cost": {}}),
        json!({"customer": {}}),
        json!({"plan": {}}),
        json!({"release": {}}),
    ] {
        let assess = json!({"considered": considered, "finding": "acceptable", "statement": "ok"});
        says(&staff.refused("ada", "CHG1", "assess", &assess), &["missing field"]);
    }
}

#[test]
fn a_rule_assesses_what_is_of_low_risk_and_impact_and_nothing_else() {
    let mut staff = Staff::new();
    let by_rule =
        |by: &Assessor| matches!(by, Assessor::Rule(name, 2) if &**name == "low-risk-and-impact");
    let by_ada = |by: &Assessor| matches!(by, Assessor::Person(hand) if hand.actor == actor("ada"));
    staff.classified("CHG1", "normal", "low");
    let done = staff.does("ada", "CHG1", "start_assessment", &json!({}));
    assert_eq!((done.len(), done[0], done[7]), (8, "assessment_started", "assessed"));
    assert!(staff.change("CHG1").assessments.values().all(|it| by_rule(&it.by)));
    staff.assess("CHG1");
    assert!(staff.change("CHG1").assessments.values().all(|it| by_ada(&it.by)));
    staff.classified("CHG2", "normal", "medium");
    assert_eq!(staff.does("ada", "CHG2", "start_assessment", &json!({})), ["assessment_started"]);
    // Low risk is not enough: nor several services, one that it does not name, one that becomes
    // other, nor what nobody knows of.
    staff.mail_rests_on("app-1");
    let ship = json!({"item_type": "server", "name": "ship"});
    staff.send("ada", "configuration_item", "ship", "identify", &ship);
    let several = json!({"services": ["mail", "web"]});
    let unnamed = json!({"services": [], "configuration_items": ["app-1"]});
    let changed = json!({"service_effect": "changed"});
    let continuity = json!({"retests_continuity": true});
    let unknown = json!({"configuration_items": ["ship"]});
    let cases = [several, unnamed, changed, continuity, unknown].into_iter().zip(3..);
    for (other, number) in cases {
        let name = format!("CHG{number}");
        let mut wanted = request("low");
        for (field, value) in other.as_object().unwrap() {
            wanted["content"][field] = value.clone();
        }
        staff.does("bo", &name, "request", &wanted);
        staff.does("ada", &name, "classify", &json!({"class": "normal", "policy": word()}));
        let done = staff.does("ada", &name, "start_assessment", &json!({}));
        assert_eq!(done, ["assessment_started"], "{other}");
    }
    // Service, quality and security are for people, whatever rule there is.
    for (considered, number) in considered().into_iter().zip(0..) {
        let assess = json!({"considered": considered, "finding": "acceptable", "statement": "ok"});
        let assessed = staff.by_itself(NAME, "CHG2", "assess", &assess);
        assert_eq!(assessed.is_ok(), number > 2, "{considered}");
    }
}

#[test]
fn from_medium_risk_on_threats_are_checked_and_what_is_left_is_accepted() {
    let mut staff = Staff::new();
    staff.classified("CHG1", "normal", "medium");
    staff.does("ada", "CHG1", "start_assessment", &json!({}));
    staff.assess("CHG1");
    let submit = |staff: &Staff, body| staff.refused("ada", "CHG1", "submit_for_approval", &body);
    says(&submit(&staff, submission()), &["no back-out plan"]);
    staff.plan_backout("CHG1");
    let residual = json!({"submission": {"residual_risk": word()}});
    says(&submit(&staff, residual.clone()), &["threat model and a scan"]);
    let open = json!({"submission": {"security_check_off": word()}});
    says(&submit(&staff, open), &["residual_risk"]);
    let model = json!({"model": "T1", "finding": "acceptable", "statement": "none"});
    staff.does("ada", "CHG1", "model_threats", &model);
    says(&submit(&staff, residual.clone()), &["threat model and a scan"]);
    let found = json!({"report": "S1", "finding": "unacceptable"});
    staff.does("ada", "CHG1", "scan_vulnerabilities", &found);
    says(&submit(&staff, residual.clone()), &["speaks against it"]);
    let clean = json!({"report": "S2", "finding": "acceptable"});
    staff.does("ada", "CHG1", "scan_vulnerabilities", &clean);
    staff.does("ada", "CHG1", "submit_for_approval", &residual);
}

#[test]
fn another_class_voids_what_was_decided() {
    let mut staff = Staff::new();
    staff.approved("CHG1");
    let reclassify = json!({"class": "major", "policy": word(), "reason": "larger than thought"});
    staff.does("ada", "CHG1", "reclassify", &reclassify);
    let change = staff.change("CHG1");
    assert_eq!((change.phase, change.class), (Phase::Classified, Some(Class::Major)));
    assert!(change.assessments.is_empty() && change.votes.is_empty() && change.backout.is_none());
    assert!(change.duties.approvers.is_empty() && change.duties.requesters.contains(&actor("bo")));
}

#[test]
fn the_cmdb_is_read_for_what_suffers() {
    let mut staff = Staff::new();
    let mut of_host = request("medium");
    of_host["content"]["configuration_items"] = json!(["host-1"]);
    staff.does("bo", "CHG1", "request", &of_host);
    staff.does("ada", "CHG1", "classify", &json!({"class": "normal", "policy": word()}));
    staff.does("ada", "CHG1", "start_assessment", &json!({}));
    let body = json!({"considered": {"service": {}}, "finding": "acceptable", "statement": "ok"});
    let assess = serde_json::from_value::<crate::change::Assess>(body).unwrap();
    let decided = staff.decided("ada", "CHG1", assess);
    let crate::change::Event::Assessed(assessed) = &decided[0] else { panic!("{decided:?}") };
    let impact = assessed.impact.as_ref().unwrap();
    // The service that it names, and what runs on the host.
    assert_eq!((impact.reached, impact.services.len()), (3, 1));
}
