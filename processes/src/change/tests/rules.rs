//! What follows from a change, and what changes follow from, by policies.

use super::*;
use crate::change::{Change, CompleteImplementation, Event, NAME, Phase, Rejection, Slot};
use crate::change_model::{self, ChangeModel};
use crate::configuration_item::ConfigurationItem;
use crate::incident::Incident;
use crate::roles::{RESOLVER, SERVICE_DESK};
use crate::task::{self, Task};
use crate::testing::{actor, key};
use crate::window::Window;
use engine::Span;
use engine::testing::{NOW, caller, given};
use serde_json::json;

#[test]
fn what_takes_a_service_away_is_carried_out_when_that_is_gone_and_backed_out_when_it_is_back() {
    let mut staff = Staff::new();
    staff.implementing("CHG1");
    let of_mail = |staff: &mut Staff, event: crate::service::Event| {
        staff.0.record(crate::service::NAME, "mail", &event);
    };
    let said = crate::attest::Attestation::on_record;
    let reason = || crate::limits::text("nobody writes");
    let proposed =
        crate::service::RemovalProposed { reason: reason(), change: key("CHG1"), major: said() };
    of_mail(&mut staff, proposed.into());
    let checked = json!({"checks": word()});
    let refused = staff.refused("fay", "CHG1", "complete_implementation", &checked);
    says(&refused, &["mail", "to be taken away"]);
    of_mail(&mut staff, crate::service::RemovalStarted {}.into());
    let mut fails = staff.clone();
    fails.does("fay", "CHG1", "fail", &json!({"symptom": "they write"}));
    fails.does("fay", "CHG1", "start_backout", &json!({}));
    let back = json!({"restored": word()});
    says(&fails.refused("fay", "CHG1", "back_out", &back), &["mail", "take that back first"]);
    let restored = crate::service::RemovalBackedOut { reason: reason(), restored: said() };
    of_mail(&mut fails, restored.into());
    fails.does("fay", "CHG1", "back_out", &back);
    of_mail(&mut staff, crate::service::Removed { access: said() }.into());
    staff.does("fay", "CHG1", "complete_implementation", &checked);
}

#[test]
fn what_the_catalogue_offers_still_is_not_taken_away() {
    let mut staff = Staff::new();
    let slot = Slot { from: NOW, to: NOW + Span::from_days(3_000) };
    let mut events = crate::release::tests::change_events(slot, true);
    let Event::Requested(requested) = &mut events[0] else { panic!() };
    requested.content.service_effect = crate::change::ServiceEffect::Removed;
    let of_mail = |staff: &mut Staff, event: crate::service::Event| {
        staff.0.record(crate::service::NAME, "mail", &event);
    };
    let said = crate::attest::Attestation::on_record;
    let reason = || crate::limits::text("nobody writes");
    let propose =
        || crate::service::RemovalProposed { reason: reason(), change: key("CHG1"), major: said() };
    of_mail(&mut staff, crate::service::Agreed { draft: 1, sla_plan: None }.into());
    of_mail(&mut staff, propose().into());
    of_mail(&mut staff, crate::service::RemovalCancelled { reason: reason() }.into());
    let completes = |staff: &Staff| {
        let body = json!({"checks": word()});
        let complete: CompleteImplementation = serde_json::from_value(body).unwrap();
        let given = given::<Change>(events.clone()).facts(staff.0.facts.clone()).of("CHG1");
        given.at(NOW + Span::from_days(1)).by(caller("fay")).when(complete)
    };
    let there = Rejection::ServicesThere { services: vec![key("mail")] };
    completes(&staff).then_rejected(&there);
    of_mail(&mut staff, propose().into());
    of_mail(&mut staff, crate::service::Removed { access: said() }.into());
    completes(&staff).then_names(&["implemented"]);
}

fn calm() -> Staff {
    let mut staff = Staff::new();
    staff.0.calm();
    staff
}

/// An incident that waits for a change.
fn waiting(change: Option<&str>) -> Staff {
    let mut staff = Staff::new();
    staff.0.give("ada", "kim", SERVICE_DESK);
    staff.0.give("ada", "lee", RESOLVER);
    let log = json!({"summary": "mail is slow", "service": "mail", "monitor": "probe",
        "category": "software", "impact": "low", "urgency": "low", "assignee": "lee"});
    staff.send("kim", "incident", "INC1", "log", &log);
    staff.send("lee", "incident", "INC1", "respond", &json!({}));
    if let Some(change) = change {
        staff.does("bo", change, "request", &request("low"));
    }
    staff.0.calm();
    let raise = json!({"change": change, "need": "more memory"});
    staff.send("lee", "incident", "INC1", "raise_change", &raise);
    staff
}

#[test]
fn what_an_incident_needs_is_requested_in_the_name_of_who_needs_it() {
    let mut staff = waiting(None);
    assert_eq!(staff.0.settle(), ["NEW0 change.request"]);
    let change = staff.change("NEW0");
    assert_eq!(change.requester, Some(actor("lee")));
    assert_eq!(change.raised_from.as_ref().map(|origin| origin.key.clone()), Some(key("INC1")));
    assert_eq!(change.touched().0, [key("mail")]);
    assert!(waiting(Some("CHG1")).0.settle().is_empty(), "it is named already");
    // Whatever becomes of it, the incident goes on.
    for (command, body) in [
        ("cancel", json!({"reason": "never"})),
        ("reject", json!({"ground": "no scope", "told": word()})),
    ] {
        let mut staff = staff.clone();
        staff.does("ada", "NEW0", command, &body);
        assert_eq!(staff.0.settle(), ["INC1 incident.note_change_done"]);
        let incident: &Incident = staff.0.state("INC1");
        assert_eq!(incident.phase, crate::incident::Phase::InProgress);
    }
}

#[test]
fn an_incident_that_names_a_change_goes_on_with_it_and_with_what_that_became_part_of() {
    let done = |staff: &mut Staff, change: &str| -> Vec<String> {
        staff.0.calm();
        staff.does("ada", change, "cancel", &json!({"reason": "never"}));
        staff.0.settle()
    };
    let told = ["INC1 incident.note_change_done"];
    assert_eq!(done(&mut waiting(Some("CHG1")), "CHG1"), told);
    let mut merged = waiting(Some("CHG1"));
    merged.does("bo", "CHG2", "request", &request("low"));
    let into = json!({"parent": "CHG2", "told": word()});
    merged.does("ada", "CHG1", "merge", &into);
    assert_eq!(done(&mut merged, "CHG2"), told);
    // ... and with what it was raised from.
    let mut raised = waiting(None);
    raised.0.settle();
    let mut as_grave = request("high");
    as_grave["content"]["configuration_items"] = json!([]);
    raised.does("bo", "CHG2", "request", &as_grave);
    raised.does("ada", "NEW0", "merge", &into);
    assert_eq!(done(&mut raised, "CHG2"), told);
}

#[test]
fn neither_a_deputy_who_needs_it_nor_for_whom_he_does_decides_on_it() {
    let mut staff = Staff::new();
    staff.0.give("ada", "kim", SERVICE_DESK);
    staff.0.give("ada", "cy", RESOLVER);
    staff.delegate("cy", "zed", RESOLVER);
    let log = json!({"summary": "mail is slow", "service": "mail", "monitor": "probe",
        "category": "software", "impact": "low", "urgency": "low", "assignee": "zed"});
    staff.send("kim", "incident", "INC1", "log", &log);
    staff.send("zed", "incident", "INC1", "respond", &json!({}));
    staff.0.calm();
    staff.send("zed", "incident", "INC1", "raise_change", &json!({"need": "more memory"}));
    // What was done for somebody is his, whatever becomes of the delegation.
    staff.revoke("zed", RESOLVER);
    assert!(staff.0.settle().contains(&"NEW0 change.request".to_owned()));
    let requesters = &staff.change("NEW0").duties.requesters;
    assert_eq!(*requesters, ["cy", "zed"].map(actor).into());
    let revise = json!({"content": content("low"), "reason": "it is known now"});
    staff.does("ada", "NEW0", "revise", &revise);
    let classify = json!({"class": "normal", "policy": word()});
    staff.does("jo", "NEW0", "classify", &classify);
    staff.does("jo", "NEW0", "start_assessment", &json!({}));
    staff.plan_backout("NEW0");
    staff.does("jo", "NEW0", "submit_for_approval", &submission());
    let refused = staff.refused("cy", "NEW0", "vote", &staff.approval("NEW0"));
    says(&refused, &["cy cannot: cy has requested"]);
}

#[test]
fn a_failed_standard_change_puts_its_model_under_review_and_logs_an_incident() {
    let mut staff = Staff::new();
    let mut by_model = request("low");
    by_model["model"] = json!("restart");
    staff.does("bo", "CHG1", "request", &by_model);
    staff.schedule("CHG1", slot(1, 10, 14));
    staff.baseline("web-1", "CHG1");
    staff.0.now = at(1, 10);
    staff.does("fay", "CHG1", "start_implementation", &json!({}));
    staff.0.calm();
    let other = staff.clone();
    let failed = json!({"symptom": "mail is down", "service_affected": true});
    staff.does("fay", "CHG1", "fail", &failed);
    let done = staff.0.settle();
    assert_eq!(done, ["NEW0 incident.log", "restart change_model.start_review"]);
    let model: &ChangeModel = staff.0.state("restart");
    assert_eq!(model.phase, change_model::Phase::UnderReview);
    assert!(model.failures.contains(&key("CHG1")));
    let incident: &Incident = staff.0.state("NEW0");
    assert_eq!(incident.service, Some(key("mail")));
    let mut other = other;
    other.incident("INC1", "mail");
    other.0.calm();
    // One that is linked, or a failure that nobody feels, needs no incident.
    for failed in [
        json!({"symptom": "mail is down", "service_affected": true, "incident": "INC1"}),
        json!({"symptom": "the test failed"}),
    ] {
        let mut other = other.clone();
        other.does("fay", "CHG1", "fail", &failed);
        assert_eq!(other.0.settle(), ["restart change_model.start_review"]);
    }
    let mut normal = Staff::new();
    normal.implementing("CHG2");
    normal.0.calm();
    normal.does("fay", "CHG2", "fail", &json!({"symptom": "no"}));
    assert!(normal.0.settle().is_empty(), "it was made by no model");
}

/// A server whose failure the mail service feels.
fn serving(staff: &mut Staff) {
    let definition = json!({"definition": {
        "description": "a disk", "relations": {"serves": {"impact": "to_target"}},
        "control": {"by_change": true, "reason": "customers feel it"},
    }});
    let ci = "configuration_item";
    staff.send("ada", ci, "disk", "draft_type", &definition);
    staff.send("bo", ci, "disk", "approve_type", &json!({}));
    staff.send("ada", ci, "disk", "publish_type", &json!({}));
    let register = json!({"description": "holds mail", "location": "room 1", "owner": "ada",
        "relations": [{"relation": "serves", "to": {"service": "mail"}, "exists": word()}]});
    let identify = json!({"item_type": "disk", "name": "disk-1", "register": register});
    staff.send("ada", ci, "disk-1", "identify", &identify);
}

#[test]
fn a_failed_change_that_names_no_service_logs_an_incident_of_what_rests_on_its_items() {
    for (item, service) in [("disk-1", "mail"), ("db-1", "db-1")] {
        let mut staff = Staff::new();
        serving(&mut staff);
        let mut of_items = content("low");
        of_items["services"] = json!([]);
        of_items["configuration_items"] = json!([item]);
        staff.does("bo", "CHG1", "request", &json!({"title": "memory", "content": of_items}));
        staff.does("ada", "CHG1", "classify", &json!({"class": "normal", "policy": word()}));
        staff.does("ada", "CHG1", "start_assessment", &json!({}));
        staff.assess("CHG1");
        staff.plan_backout("CHG1");
        staff.does("ada", "CHG1", "submit_for_approval", &submission());
        staff.vote("cy", "CHG1");
        staff.does("fay", "CHG1", "start_build", &json!({}));
        staff.does("fay", "CHG1", "complete_build", &json!({"artifact": "image 7"}));
        staff.does("gus", "CHG1", "pass_test", &json!({"report": "all green"}));
        staff.does("gus", "CHG1", "test_backout", &json!({"trial": {"not_tested": "no spare"}}));
        staff.schedule("CHG1", slot(1, 10, 14));
        staff.baseline(item, "CHG1");
        staff.0.now = at(1, 10);
        staff.does("fay", "CHG1", "start_implementation", &json!({}));
        staff.0.calm();
        let failed = json!({"symptom": "it is down", "service_affected": true});
        staff.does("fay", "CHG1", "fail", &failed);
        assert_eq!(staff.0.settle(), ["NEW0 incident.log"]);
        let incident: &Incident = staff.0.state("NEW0");
        assert_eq!(incident.service, Some(key(service)));
        assert!(incident.configuration_items.contains(&key(item)));
    }
}

#[test]
fn a_scheduled_change_has_its_baselines_and_knows_when_its_items_are_right() {
    let mut staff = Staff::new();
    staff.ready("CHG1");
    staff.0.calm();
    staff.schedule("CHG1", slot(1, 10, 14));
    assert_eq!(staff.0.settle(), ["web-1 configuration_item.capture_baseline"]);
    let item: &ConfigurationItem = staff.0.state("web-1");
    let baseline = item.item.as_ref().unwrap().baseline.as_ref().unwrap();
    assert_eq!(&*baseline.name, "before CHG1");
    staff.0.now = at(1, 10);
    staff.does("fay", "CHG1", "start_implementation", &json!({}));
    let mut early = staff.clone();
    staff.does("fay", "CHG1", "complete_implementation", &json!({"checks": word()}));
    assert_eq!(staff.0.settle(), ["change-CHG1-update task.open"]);
    staff.update("web-1", "CHG1");
    let done = ["CHG1 change.confirm_cmdb_update", "change-CHG1-update task.complete"];
    assert_eq!(staff.0.settle(), done);
    assert!(staff.change("CHG1").cmdb_updated);
    // Nor is what was put on record before it was done forgotten.
    early.update("web-1", "CHG1");
    assert!(early.0.settle().is_empty());
    early.does("fay", "CHG1", "complete_implementation", &json!({"checks": word()}));
    assert_eq!(early.0.settle(), ["CHG1 change.confirm_cmdb_update"]);
}

#[test]
fn a_window_keeps_what_was_refused_because_of_it() {
    let mut staff = Staff::new();
    staff.ready("CHG1");
    staff.window("year-end", "freeze", &json!("everything"), slot(2, 0, 24));
    staff.0.calm();
    staff.schedule("CHG1", slot(2, 10, 14));
    assert_eq!(staff.0.settle(), ["year-end window.refuse_activity"]);
    assert_eq!(staff.0.state::<Window>("year-end").refusals, 1);
}

#[test]
fn a_new_or_wider_window_asks_to_reschedule_what_is_inside() {
    let mut staff = Staff::new();
    for (name, day) in [("CHG1", 2), ("CHG2", 4)] {
        staff.ready(name);
        staff.schedule(name, slot(day, 10, 14));
    }
    staff.0.calm();
    staff.window("year-end", "freeze", &json!("everything"), slot(2, 0, 24));
    let told = "window-year-end-plan task.open";
    assert_eq!(staff.0.settle(), [told, "change-CHG1-reschedule task.open"]);
    let task: &Task = staff.0.state("change-CHG1-reschedule");
    assert_eq!(task.phase, task::Phase::Open);
    let extend = json!({"to": slot(4, 0, 12).to, "reason": "not done", "consulted": word()});
    let mut wider = staff.clone();
    wider.send("ada", "window", "year-end", "extend", &extend);
    let done = wider.0.settle();
    assert_eq!(done, ["change-CHG1-reschedule task.open", "change-CHG2-reschedule task.open"]);
    // It is done by itself when the change is moved, and moot when it is given up.
    let moved = json!({"slot": slot(3, 10, 14), "reason": "a freeze"});
    let mut given_up = staff.clone();
    staff.does("ada", "CHG1", "reschedule", &moved);
    assert_eq!(staff.0.settle(), ["change-CHG1-reschedule task.complete"]);
    given_up.does("ada", "CHG1", "cancel", &json!({"reason": "never"}));
    assert_eq!(given_up.0.settle(), ["change-CHG1-reschedule task.cancel"]);
    // A change of an item that mail rests on is inside what blocks mail.
    let mut staff = Staff::new();
    staff.mail_rests_on("app-1");
    let mut of_item = request("low");
    of_item["content"]["services"] = json!([]);
    of_item["content"]["configuration_items"] = json!(["app-1"]);
    of_item["model"] = json!("restart");
    staff.does("bo", "CHG1", "request", &of_item);
    staff.schedule("CHG1", slot(2, 10, 14));
    staff.0.calm();
    let mail = json!({"named": {"services": ["mail"]}});
    staff.window("sales", "peak", &mail, slot(2, 0, 24));
    assert_eq!(
        staff.0.settle(),
        ["window-sales-plan task.open", "change-CHG1-reschedule task.open"]
    );
    // What has an exception stays as long as the window is what it was.
    let mut staff = calm();
    staff.ready("CHG1");
    staff.schedule("CHG1", slot(2, 10, 14));
    let times = json!({"from": at(2, 0), "to": at(2, 5)});
    let terms = json!({"kind": "freeze", "scope": "everything", "times": times, "reason": "year"});
    staff.send("ada", "window", "night", "declare", &json!({ "terms": terms }));
    staff.send(
        "ada",
        "window",
        "night",
        "approve",
        &json!({"consulted": word(), "quorum": word()}),
    );
    let grant = json!({"activity": {"process": NAME, "key": "CHG1"}, "ground": "customer_consented",
        "basis": word(), "reason": "it cannot wait"});
    let grants = |staff: &mut Staff| {
        for member in ["hal", "ivy"] {
            staff.send(member, "window", "night", "grant_exception", &grant);
        }
    };
    grants(&mut staff);
    staff.0.calm();
    let extend = json!({"to": at(2, 20), "reason": "not done", "consulted": word()});
    staff.send("ada", "window", "night", "extend", &extend);
    assert_eq!(staff.0.settle(), ["change-CHG1-reschedule task.open"]);
    grants(&mut staff);
    assert_eq!(staff.0.settle(), ["change-CHG1-reschedule task.cancel"]);
}

#[test]
fn an_emergency_inside_a_freeze_asks_the_emergency_board() {
    let mut staff = Staff::new();
    staff.window("year-end", "freeze", &json!("everything"), slot(0, 0, 24));
    staff.0.calm();
    staff.authorised("CHG1");
    let released = "change-CHG1-plan_release task.open";
    assert_eq!(staff.0.settle(), [released, "change-CHG1-grant_exception task.open"]);
    let mut free = calm();
    free.authorised("CHG1");
    assert_eq!(free.0.settle(), [released]);
    assert_eq!(free.change("CHG1").phase, Phase::EmergencyAuthorised);
}

#[test]
fn an_update_that_no_change_covers_is_looked_into() {
    let mut staff = calm();
    let update = json!({"changes": {"location": "room 9"}});
    let done = staff.send("ada", "configuration_item", "web-1", "update", &update);
    assert_eq!(done, ["update_refused"]);
    assert_eq!(staff.0.settle(), ["configuration_item-web-1-flag_discrepancy task.open"]);
    let found = json!({"found": "T1", "detail": "somebody moved it", "unauthorised": true});
    staff.send("ada", "configuration_item", "web-1", "flag_discrepancy", &found);
    let done = staff.0.settle();
    let expected = [
        "configuration_item-web-1-altered task.open",
        "configuration_item-web-1-correct task.open",
        "configuration_item-web-1-flag_discrepancy task.complete",
        "NEW3 nonconformity.raise",
        "nonconformity-NEW3-assess task.open",
    ];
    assert_eq!(done, expected);
}
