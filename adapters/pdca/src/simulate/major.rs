//! Major incidents: declared, managed by one person, reviewed.

use super::people::{DESK, INCIDENTS, MAJOR};
use super::script::{Script, Then};
use serde_json::json;

/// It is one, and somebody manages it.
pub(super) fn declare(script: &mut Script) {
    let desk = script.random.pick(DESK);
    script.around(3).send(desk, "declare_major", json!({}));
    let named = json!({ "statement": "top management named her by telephone" });
    let body = json!({ "manager": MAJOR, "named_by": named });
    script.around(5).send(INCIDENTS, "assign_manager", body);
}

/// It works again.
pub(super) fn restore(script: &mut Script) {
    script.around(3).send(MAJOR, "start_restoration", json!({}));
    let addressed = ["customers", "interested_parties"];
    let body = json!({ "message": "it is being restored", "addressed": addressed });
    script.around(15).send(MAJOR, "issue_update", body);
    let verified = json!({ "statement": "somebody has tried it" });
    script.around(90).send(MAJOR, "restore", json!({ "verified": verified }));
}

/// What can be learnt from it.
pub(super) fn review(script: &mut Script) {
    // When it is due the review begins by itself.
    script.working(1_500).send(MAJOR, "start_review", json!({}));
    script.may(&["not_allowed"], Then::GoOn);
    let body = json!({
        "findings": "one of them was not enough", "improvements": ["two of them"],
        "parties": ["customers", "top_management"],
    });
    script.working(120).send(MAJOR, "review", body);
    script.send(MAJOR, "close_major", json!({}));
}
