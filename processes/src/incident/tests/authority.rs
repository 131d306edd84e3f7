//! As the engine asks it: by JSON, with the authority and the facts of a log just made.

use crate::testing::founded;

const LOG: &str = r#"{"summary": "mail is down", "service": "mail", "caller": "Caller 2403",
    "category": "software", "impact": "high", "urgency": "high", "assignee": "di"}"#;

#[test]
fn a_new_log_takes_an_incident_from_its_log_to_its_end() {
    let mut world = founded("ada");
    world.give("ada", "bo", "service_desk");
    world.give("ada", "di", "resolver");
    let logged = world.send("bo", "incident", "INC1", "log", LOG).unwrap();
    assert_eq!(logged, ["logged", "classified", "prioritised", "assigned"]);
    let refused = world.send("bo", "incident", "INC1", "respond", "{}").unwrap_err();
    assert!(refused.contains("let di respond"), "{refused}");
    assert_eq!(world.send("di", "incident", "INC1", "respond", "{}").unwrap(), ["responded"]);
    let resolve = r#"{"code": "restarted", "cause": {"known": "no memory left"},
        "no_item_reason": "not in the CMDB"}"#;
    assert_eq!(world.send("di", "incident", "INC1", "resolve", resolve).unwrap(), ["resolved"]);
    let close = r#"{"confirmed_by": "Caller 2403", "classification_verified": true}"#;
    assert!(world.send("di", "incident", "INC1", "close", close).is_err(), "not by a resolver");
    assert_eq!(world.send("bo", "incident", "INC1", "close", close).unwrap(), ["closed"]);
}

#[test]
fn everybody_may_log_and_only_the_desk_triages() {
    let mut world = founded("ada");
    assert_eq!(world.send("cy", "incident", "INC1", "log", LOG).unwrap(), ["logged"]);
    let refused = world.send("cy", "incident", "INC1", "classify", "{}").unwrap_err();
    assert!(refused.contains("service_desk"), "{refused}");
    world.give("ada", "bo", "service_desk");
    let classified = world.send("bo", "incident", "INC1", "classify", "{}").unwrap();
    assert_eq!(classified, ["classified", "prioritised", "assigned"]);
}

#[test]
fn only_a_recorder_adopts() {
    let mut world = founded("ada");
    let adopt = r#"{"to": "on_hold", "hold_reason": "awaiting_evidence",
        "triage": {"category": "Category 55", "impact": "medium", "urgency": "medium"},
        "stated": {"state": "Awaiting Evidence", "reassignment_count": 3}}"#;
    assert!(world.send("bo", "incident", "INC1", "adopt", adopt).is_err());
    world.give("ada", "im", "recorder");
    let adopted = world.send("im", "incident", "INC1", "adopt", adopt).unwrap();
    assert_eq!(adopted, ["adopted", "attributes_stated"]);
}
