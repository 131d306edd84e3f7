//! What others look up about changes.

use super::*;
use crate::facts::{Changes, Course, Stage};
use crate::testing::key;
use engine::{Fact as _, Key, codec};
use serde_json::json;

fn changes(staff: &Staff) -> &Changes {
    staff.0.facts.get()
}

#[test]
fn of_what_is_over_only_the_course_is_kept() {
    let mut staff = Staff::new();
    staff.implemented("CHG1");
    staff.ready("CHG2");
    staff.schedule("CHG2", slot(5, 10, 14));
    assert!(changes(&staff).bytes() > 0);
    let read: Changes = codec::from_bytes(&codec::to_bytes(changes(&staff))).unwrap();
    assert_eq!(&read, changes(&staff));
    staff.update("web-1", "CHG1");
    staff.does("ada", "CHG1", "confirm_cmdb_update", &json!({}));
    staff.0.now = at(16, 0);
    staff.does("ada", "CHG1", "start_review", &json!({}));
    staff.reviewed("ada", "CHG1");
    staff.does("ada", "CHG1", "close", &json!({}));
    staff.does("ada", "CHG2", "cancel", &json!({"reason": "never"}));
    let open = |key: &Key| changes(&staff).get(key).is_some();
    assert!(![key("CHG1"), key("CHG2")].iter().any(open));
    let of_each = size_of::<Course>() + "CHG1".len() + "web-1".len();
    let known: usize = 2 * (2 * 64 + of_each);
    assert_eq!(changes(&staff).bytes(), known);
    let course = |name| changes(&staff).course(&key(name)).unwrap();
    assert!(course("CHG1").is_approved() && course("CHG1").is_reviewed());
    assert!(course("CHG1").is_in_place() && !course("CHG1").came_to_nothing());
    assert!(course("CHG2").came_to_nothing() && !course("CHG2").is_approved());
    assert!(!changes(&staff).is_known(&key("CHG3")));
}

#[test]
fn a_change_covers_its_items_from_when_it_is_begun_until_the_cmdb_is_right() {
    let mut staff = Staff::new();
    staff.ready("CHG1");
    staff.schedule("CHG1", slot(1, 10, 14));
    let covers = |staff: &Staff, item| changes(staff).cover(&key("CHG1"), &key(item));
    assert!(!covers(&staff, "web-1"));
    staff.baseline("web-1", "CHG1");
    staff.baseline("db-1", "CHG1");
    staff.0.now = at(1, 10);
    staff.does("fay", "CHG1", "start_implementation", &json!({}));
    assert!(covers(&staff, "web-1") && !covers(&staff, "db-1"));
    staff.does("fay", "CHG1", "complete_implementation", &json!({"checks": word()}));
    assert!(covers(&staff, "web-1"));
    let claim = changes(&staff).get(&key("CHG1")).unwrap();
    assert_eq!((claim.stage, claim.not_updated()), (Stage::Done, vec![key("web-1")]));
    staff.update("web-1", "CHG1");
    assert!(changes(&staff).get(&key("CHG1")).unwrap().not_updated().is_empty());
    staff.does("ada", "CHG1", "confirm_cmdb_update", &json!({}));
    assert!(!covers(&staff, "web-1"));
}

#[test]
fn a_failed_change_covers_nothing_but_what_is_to_be_put_back() {
    let covers = |staff: &Staff, item| changes(staff).cover(&key("CHG1"), &key(item));
    let fail = json!({"symptom": "mail is down"});
    let back = |staff: &mut Staff| {
        staff.does("fay", "CHG1", "fail", &fail);
        assert!(!covers(staff, "web-1"), "it has failed");
        let claimed = changes(staff).get(&key("CHG1")).unwrap().claims();
        assert!(claimed.is_some(), "its items are not free yet");
        staff.does("fay", "CHG1", "start_backout", &json!({}));
        assert!(!covers(staff, "web-1"), "it is being backed out");
        staff.does("fay", "CHG1", "back_out", &json!({"restored": word()}));
    };
    let mut staff = Staff::new();
    staff.implementing("CHG1");
    let mut other = staff.clone();
    back(&mut staff);
    assert!(!covers(&staff, "web-1"), "nothing was put on record under it");
    other.update("web-1", "CHG1");
    back(&mut other);
    assert!(covers(&other, "web-1"), "the record is to be put back");
    let put_back =
        json!({"changes": {"location": "cellar"}, "cover": {"change": "CHG1", "approved": word()}});
    other.send("ada", "configuration_item", "web-1", "update", &put_back);
    other.does("ada", "CHG1", "start_investigation", &json!({"investigator": "ada"}));
    other.does("ada", "CHG1", "confirm_cmdb_update", &json!({}));
    assert!(!covers(&other, "web-1"), "it is");
}

#[test]
fn only_what_has_a_time_is_scheduled() {
    let mut staff = Staff::new();
    staff.ready("CHG1");
    let scheduled = |staff: &Staff| {
        changes(staff).scheduled().map(|(key, _, slot)| (key.to_string(), slot)).collect::<Vec<_>>()
    };
    assert_eq!(scheduled(&staff), []);
    staff.schedule("CHG1", slot(1, 10, 14));
    assert_eq!(scheduled(&staff), [("CHG1".to_owned(), slot(1, 10, 14))]);
    let other = json!({"slot": slot(2, 10, 14), "reason": "later"});
    staff.does("ada", "CHG1", "reschedule", &other);
    assert_eq!(scheduled(&staff), [("CHG1".to_owned(), slot(2, 10, 14))]);
    staff.does("ada", "CHG1", "hold", &json!({"reason": "later"}));
    assert_eq!(scheduled(&staff), []);
    staff.does("ada", "CHG1", "resume", &json!({}));
    assert_eq!(scheduled(&staff), [("CHG1".to_owned(), slot(2, 10, 14))]);
}
