//! When a change is carried out: all that is in the way, and the next slot in which nothing is.

use super::*;
use crate::change::{Event, Phase, Schedule, Slot, SlotRefused};
use crate::configuration_item;
use crate::limits::text;
use crate::roles::EMERGENCY_CHANGE_BOARD;
use engine::Span;
use serde_json::json;

const ITEM: &str = "configuration_item";

fn refusal(staff: &Staff, name: &str, slot: Slot) -> SlotRefused {
    let decided = staff.decided("ada", name, Schedule { slot }).remove(0);
    let Event::SlotRefused(refused) = decided else { panic!("{decided:?}") };
    refused
}

fn ready() -> Staff {
    let mut staff = Staff::new();
    staff.ready("CHG1");
    staff
}

#[test]
fn nothing_is_scheduled_into_a_freeze_a_peak_or_an_audit() {
    for kind in ["freeze", "peak", "audit"] {
        let mut staff = ready();
        staff.window("year-end", kind, &json!("everything"), slot(2, 0, 24));
        assert_eq!(staff.schedule("CHG1", slot(2, 10, 14)), ["slot_refused"]);
        assert_eq!(staff.change("CHG1").phase, Phase::Ready);
        assert_eq!(staff.schedule("CHG1", slot(3, 10, 14)), ["scheduled", "schedule_published"]);
    }
}

#[test]
fn all_that_is_in_the_way_is_listed_with_the_next_free_slot() {
    let mut staff = ready();
    let mail = json!({"named": {"services": ["mail"]}});
    let web = json!({"named": {"configuration_items": ["web-1"]}});
    staff.window("year-end", "freeze", &json!("everything"), slot(2, 0, 12));
    staff.window("audit", "audit", &mail, slot(2, 11, 13));
    staff.window("night", "maintenance", &web, slot(2, 13, 23));
    // Agreed hours of the item: the clock shows 9:00 when a day of ours begins.
    let shift = json!([["23:00", "07:00"]]);
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let week: serde_json::Map<_, _> =
        days.iter().map(|day| ((*day).to_owned(), shift.clone())).collect();
    let hours = json!({"hours": {"timezone": "UTC", "hours": week}});
    staff.send("ada", ITEM, "web-1", "set_maintenance_windows", &hours);
    // Others have the host below it, and the item itself.
    let mut below = content("low");
    below["configuration_items"] = json!(["host-1"]);
    staff.does(
        "bo",
        "CHG3",
        "request",
        &json!({"title": "host", "content": below, "model": "restart"}),
    );
    let scheduled = staff.does("ada", "CHG3", "schedule", &json!({"slot": slot(2, 13, 15)}));
    assert_eq!(scheduled, ["scheduled", "schedule_published"]);

    let refused = refusal(&staff, "CHG1", slot(2, 10, 14));
    let found = &refused.obstacles;
    let blocked: Vec<_> =
        found.blocked.iter().map(|it| (it.window.to_string(), it.stretch)).collect();
    let expected = [("audit", slot(2, 11, 13)), ("year-end", slot(2, 10, 12))];
    assert_eq!(blocked, expected.map(|(name, slot)| (name.to_owned(), slot)));
    assert_eq!((found.outside.len(), found.outside[0].gap), (1, slot(2, 10, 13)));
    assert_eq!(found.maintenance.len(), 1);
    assert_eq!(found.changes.len(), 1);
    let collision = &found.changes[0];
    let names = [&collision.change, &collision.item, &collision.its_item].map(ToString::to_string);
    assert_eq!(names, ["CHG3", "web-1", "host-1"]);
    let next = slot(2, 15, 19);
    assert_eq!(refused.next_free, Some(next));
    assert_eq!(staff.schedule("CHG1", next), ["scheduled", "schedule_published"]);
}

#[test]
fn parents_and_children_collide_and_siblings_do_not() {
    let mut staff = Staff::new();
    let of = |item: &str| {
        let mut content = content("low");
        content["configuration_items"] = json!([item]);
        json!({"title": item, "content": content, "model": "restart"})
    };
    for (name, item) in [("CHG1", "web-1"), ("CHG2", "host-1"), ("CHG3", "db-1"), ("CHG4", "web-1")]
    {
        staff.does("bo", name, "request", &of(item));
    }
    staff.schedule("CHG1", slot(1, 10, 12));
    let with = |staff: &Staff, name| {
        let refused = refusal(staff, name, slot(1, 11, 13));
        assert_eq!(refused.next_free, Some(slot(1, 12, 14)));
        let changes = refused.obstacles.changes.iter();
        changes.map(|it| format!("{} {} {}", it.change, it.item, it.its_item)).collect::<Vec<_>>()
    };
    assert_eq!(with(&staff, "CHG2"), ["CHG1 host-1 web-1"], "what runs on it");
    assert_eq!(with(&staff, "CHG4"), ["CHG1 web-1 web-1"], "the same");
    assert_eq!(staff.schedule("CHG3", slot(1, 11, 13)), ["scheduled", "schedule_published"]);
    // Now the host is the parent of two.
    let mut both = staff.clone();
    both.0.now = at(1, 0);
    let refused = refusal(&both, "CHG2", slot(1, 11, 12));
    assert_eq!(refused.obstacles.changes.len(), 2);
    // Next to one another they do not.
    assert_eq!(staff.schedule("CHG4", slot(1, 12, 13)), ["scheduled", "schedule_published"]);
    // One that is held or given up needs nothing.
    staff.does("ada", "CHG3", "hold", &json!({"reason": "later"}));
    staff.does("ada", "CHG4", "cancel", &json!({"reason": "never"}));
    staff.does("ada", "CHG1", "cancel", &json!({"reason": "never"}));
    assert_eq!(staff.schedule("CHG2", slot(1, 11, 13)), ["scheduled", "schedule_published"]);
    // What was held comes back only if its time is free still.
    assert_eq!(staff.does("ada", "CHG3", "resume", &json!({})), ["slot_refused"]);
    assert_eq!(staff.change("CHG3").phase, Phase::OnHold);
    let other = json!({"slot": slot(1, 14, 16)});
    let done = staff.does("ada", "CHG3", "resume", &other);
    assert_eq!(done, ["resumed", "rescheduled", "schedule_published"]);
    assert_eq!(staff.change("CHG3").slot, Some(slot(1, 14, 16)));
}

#[test]
fn what_a_failed_change_left_in_doubt_is_in_the_way_until_it_is_made_good() {
    let mut staff = Staff::new();
    staff.implementing("CHG1");
    staff.does("fay", "CHG1", "fail", &json!({"symptom": "mail is down"}));
    staff.ready("CHG2");
    let later = slot(9, 10, 14);
    let found = |staff: &Staff| {
        let refused = refusal(staff, "CHG2", later);
        let changes = refused.obstacles.changes.iter();
        let changes: Vec<_> = changes.map(|it| (it.change.to_string(), it.from, it.to)).collect();
        (changes, refused.next_free)
    };
    let in_doubt = (vec![("CHG1".to_owned(), at(1, 10), at(1, 14))], None);
    assert_eq!(found(&staff), in_doubt, "its time is over, and nobody knows when it is made good");
    staff.does("fay", "CHG1", "start_backout", &json!({}));
    assert_eq!(found(&staff), in_doubt, "it is being backed out");
    staff.incident("INC1", "mail");
    let worse = json!({"incident": "INC1", "reason": "worse"});
    staff.does("fay", "CHG1", "fail_backout", &worse);
    assert_eq!(found(&staff), in_doubt, "that failed");
    staff.does("fay", "CHG1", "start_backout", &json!({}));
    staff.does("fay", "CHG1", "back_out", &json!({"restored": word()}));
    assert_eq!(staff.schedule("CHG2", later), ["scheduled", "schedule_published"]);
    // So is an emergency that goes on beyond its time.
    let mut beyond = staff.clone();
    beyond.authorised("CHG4");
    beyond.plan_backout("CHG4");
    beyond.does("gus", "CHG4", "test_backout", &json!({"trial": {"not_tested": "no time"}}));
    beyond.does("fay", "CHG4", "start_build", &json!({}));
    beyond.does("hal", "CHG4", "waive_test", &json!({"reason": "down", "retest_due": at(9, 0)}));
    beyond.schedule("CHG4", slot(2, 10, 14));
    beyond.baseline("web-1", "CHG4");
    beyond.does("fay", "CHG4", "start_implementation", &json!({}));
    let other = json!({"slot": slot(10, 10, 14), "reason": "later"});
    beyond.clone().does("ada", "CHG2", "reschedule", &other);
    beyond.0.now = at(2, 15);
    assert_eq!(beyond.does("ada", "CHG2", "reschedule", &other), ["slot_refused"]);
    // One that was carried out without a time is found as well.
    let adopt = json!({"title": "memory", "content": content("high"), "carried_out_at": at(0, 0),
        "implementer": "fay", "deviation": "nobody was asked", "result": "no", "matches": word()});
    staff.does("ada", "CHG3", "adopt", &adopt);
    staff.does("fay", "CHG3", "fail", &json!({"symptom": "mail is down"}));
    assert_eq!(staff.does("ada", "CHG2", "reschedule", &other), ["slot_refused"]);
}

#[test]
fn what_blocks_a_service_blocks_the_items_that_it_rests_on() {
    let mut staff = Staff::new();
    staff.mail_rests_on("app-1");
    staff.identify("ship", &[]);
    let mail = json!({"named": {"services": ["mail"]}});
    staff.window("sales", "freeze", &mail, slot(2, 0, 24));
    for (name, item, blocked) in [("CHG1", "app-1", 1), ("CHG2", "ship", 0)] {
        let mut of_item = request("medium");
        of_item["content"]["services"] = json!([]);
        of_item["content"]["configuration_items"] = json!([item]);
        staff.does("bo", name, "request", &of_item);
        staff.does("ada", name, "classify", &json!({"class": "normal", "policy": word()}));
        staff.does("ada", name, "start_assessment", &json!({}));
        staff.assess(name);
        staff.plan_backout(name);
        staff.does("ada", name, "submit_for_approval", &submission());
        staff.vote("cy", name);
        staff.vote("di", name);
        staff.does("fay", name, "start_build", &json!({}));
        staff.does("fay", name, "complete_build", &json!({"artifact": "image 7"}));
        staff.does("gus", name, "pass_test", &json!({"report": "all green"}));
        staff.does("gus", name, "test_backout", &json!({"trial": {"not_tested": "no spare"}}));
        let decided = staff.decided("ada", name, Schedule { slot: slot(2, 10, 14) }).remove(0);
        let found = if let Event::SlotRefused(refused) = &decided {
            refused.obstacles.blocked.len()
        } else {
            0
        };
        assert_eq!(found, blocked, "{decided:?}");
    }
}

#[test]
fn the_emergency_board_can_make_an_exception() {
    let mut staff = ready();
    staff.window("year-end", "freeze", &json!("everything"), slot(2, 0, 24));
    let grant = json!({
        "activity": {"process": "change", "key": "CHG1"}, "ground": "customer_consented",
        "basis": word(), "reason": "it cannot wait",
    });
    let refused = staff.clone().try_send("bo", "window", "year-end", "grant_exception", &grant);
    says(&refused.unwrap_err(), &["may not", EMERGENCY_CHANGE_BOARD]);
    for member in ["hal", "ivy"] {
        staff.send(member, "window", "year-end", "grant_exception", &grant);
    }
    let Event::Scheduled(scheduled) =
        staff.decided("ada", "CHG1", Schedule { slot: slot(2, 10, 14) }).remove(0)
    else {
        panic!()
    };
    assert_eq!(
        scheduled.excepted.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["year-end"]
    );
    // For that one only.
    staff.ready("CHG2");
    assert_eq!(staff.schedule("CHG2", slot(2, 10, 14)), ["slot_refused"]);
}

#[test]
fn a_way_back_is_tested_or_there_is_a_reason_why_not() {
    let mut staff = Staff::new();
    staff.approved("CHG1");
    staff.does("fay", "CHG1", "start_build", &json!({}));
    staff.does("fay", "CHG1", "complete_build", &json!({"artifact": "image 7"}));
    staff.does("gus", "CHG1", "pass_test", &json!({"report": "all green"}));
    let schedule = json!({"slot": slot(1, 10, 14)});
    says(&staff.refused("ada", "CHG1", "schedule", &schedule), &["tested, or why not"]);
    for trial in [json!({"tested": word()}), json!({"not_tested": "no spare"})] {
        let mut staff = staff.clone();
        staff.does("gus", "CHG1", "test_backout", &json!({ "trial": trial }));
        staff.does("ada", "CHG1", "schedule", &schedule);
    }
    // An emergency needs a way back as well.
    staff.authorised("CHG2");
    let trial = json!({"trial": {"not_tested": "no time"}});
    says(&staff.refused("gus", "CHG2", "test_backout", &trial), &["no back-out plan"]);
    staff.does("fay", "CHG2", "start_build", &json!({}));
    let waive = json!({"reason": "no time", "retest_due": at(3, 0)});
    staff.does("hal", "CHG2", "waive_test", &waive);
    says(&staff.refused("ada", "CHG2", "schedule", &schedule), &["no back-out plan"]);
}

#[test]
fn a_slot_makes_sense() {
    let staff = ready();
    let refused = |slot: Slot| staff.refused("ada", "CHG1", "schedule", &json!({ "slot": slot }));
    says(&refused(slot(1, 14, 10)), &["before it begins"]);
    says(&refused(slot(-1, 10, 14)), &["is over"]);
    let from = at(1, 10);
    says(&refused(Slot { from, to: from + Span::from_minutes(30) }), &["PT30M"]);
}

#[test]
fn it_is_carried_out_in_its_time_with_a_baseline_and_time_to_go_back() {
    let mut staff = ready();
    staff.schedule("CHG1", slot(1, 10, 14));
    let refused = |staff: &Staff| staff.refused("fay", "CHG1", "start_implementation", &json!({}));
    says(&refused(&staff), &["it is scheduled from"]);
    staff.0.now = at(1, 10);
    says(&refused(&staff), &["no baseline", "web-1"]);
    // Of what another change has retired meanwhile, none can be taken any more.
    let retired = configuration_item::Retired { reason: text("it is old"), cover: None };
    let mut gone = staff.clone();
    gone.0.record::<configuration_item::Event>(configuration_item::NAME, "web-1", &retired.into());
    gone.does("fay", "CHG1", "start_implementation", &json!({}));
    staff.baseline("web-1", "CHG1");
    staff.0.now = at(1, 14);
    says(&refused(&staff), &["it is scheduled from"]);
    staff.0.now = at(1, 13) + Span::from_minutes(40);
    says(&refused(&staff), &["no time left to back out"]);
    // What has come in the way since stops it as well.
    staff.0.now = at(1, 9);
    staff.window("sudden", "freeze", &json!("everything"), slot(1, 13, 20));
    staff.0.now = at(1, 11);
    let done = staff.does("fay", "CHG1", "start_implementation", &json!({}));
    assert_eq!((done, staff.change("CHG1").phase), (vec!["slot_refused"], Phase::Scheduled));
    let other = json!({"slot": slot(1, 11, 13), "reason": "a sudden freeze"});
    assert_eq!(
        staff.does("ada", "CHG1", "reschedule", &other),
        ["rescheduled", "schedule_published"]
    );
    staff.does("fay", "CHG1", "start_implementation", &json!({}));
    // No step is done again when there is no time left to go back.
    let retry = json!({"step": "restart", "reason": "it hung"});
    staff.clone().does("fay", "CHG1", "retry_step", &retry);
    staff.0.now = at(1, 12) + Span::from_minutes(31);
    says(&staff.refused("fay", "CHG1", "retry_step", &retry), &["no time left"]);
}

#[test]
fn an_emergency_waits_for_no_window_but_for_what_blocks() {
    let mut staff = Staff::new();
    staff.authorised("CHG1");
    staff.plan_backout("CHG1");
    staff.does("gus", "CHG1", "test_backout", &json!({"trial": {"not_tested": "no time"}}));
    staff.does("fay", "CHG1", "start_build", &json!({}));
    staff.does("hal", "CHG1", "waive_test", &json!({"reason": "down", "retest_due": at(3, 0)}));
    let web = json!({"named": {"configuration_items": ["web-1"]}});
    staff.window("night", "maintenance", &web, slot(2, 20, 23));
    staff.window("year-end", "freeze", &json!("everything"), slot(3, 0, 24));
    assert_eq!(staff.clone().schedule("CHG1", slot(1, 10, 14)).len(), 2);
    let refused = refusal(&staff, "CHG1", slot(3, 10, 14));
    assert_eq!((refused.obstacles.blocked.len(), refused.obstacles.outside.len()), (1, 0));
    assert_eq!(refused.next_free, Some(slot(4, 0, 4)));
    // Nor for its own time.
    staff.schedule("CHG1", slot(1, 10, 14));
    staff.baseline("web-1", "CHG1");
    staff.does("fay", "CHG1", "start_implementation", &json!({}));
}

#[test]
fn others_are_told_when() {
    let mut staff = ready();
    let decided = staff.decided("ada", "CHG1", Schedule { slot: slot(1, 10, 14) });
    let Event::SchedulePublished(published) = &decided[1] else { panic!("{decided:?}") };
    assert_eq!(published.to.iter().map(|it| &**it).collect::<Vec<_>>(), ["service_desk", "acme"]);
    staff.schedule("CHG1", slot(1, 10, 14));
    says(&staff.refused("ada", "CHG1", "publish_schedule", &json!({"to": []})), &["who is told"]);
    staff.does("ada", "CHG1", "publish_schedule", &json!({"to": ["the press"]}));
}

#[test]
fn an_emergency_that_began_before_its_time_is_in_the_way_from_then_on() {
    let mut staff = ready();
    staff.authorised("CHG2");
    staff.plan_backout("CHG2");
    staff.does("gus", "CHG2", "test_backout", &json!({"trial": {"not_tested": "no time"}}));
    staff.does("fay", "CHG2", "start_build", &json!({}));
    staff.does("hal", "CHG2", "waive_test", &json!({"reason": "down", "retest_due": at(9, 0)}));
    staff.schedule("CHG2", slot(5, 10, 14));
    staff.baseline("web-1", "CHG2");
    staff.0.now = at(1, 9);
    assert_eq!(staff.clone().schedule("CHG1", slot(1, 10, 14)).len(), 2, "it has not begun");
    staff.does("fay", "CHG2", "start_implementation", &json!({}));
    let refused = refusal(&staff, "CHG1", slot(1, 10, 14));
    let found: Vec<_> = refused.obstacles.changes.iter().map(|it| (it.from, it.to)).collect();
    let begun = staff.change("CHG2").begun_at.unwrap();
    assert!(begun < at(1, 10));
    assert_eq!(found, [(begun, at(5, 14))]);
    assert_eq!(refused.next_free, Some(slot(5, 14, 18)));
}
