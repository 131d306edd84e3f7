//! What others look up about changes.

use super::*;
use crate::facts::{Changes, Stage};
use crate::testing::key;
use engine::{Fact as _, codec};
use serde_json::json;

fn changes(staff: &Staff) -> &Changes {
    staff.0.facts.get()
}

#[test]
fn what_is_over_takes_no_memory() {
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
    assert_eq!(changes(&staff).bytes(), 0);
    assert_eq!(changes(&staff), &Changes::default());
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
