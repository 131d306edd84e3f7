//! From its time on: carried out, failed and mended, looked back at.

use super::decide::assess;
use super::{Course, Next, go_on};
use crate::simulate::failure::Stopped;
use crate::simulate::people::{CHANGES, IMPLEMENTERS, ITEMS, PROBE, RELEASES};
use crate::simulate::script::{Script, Then};
use crate::simulate::world::World;
use engine::json::Value;
use engine::{Key, Timestamp};
use serde_json::json;

/// What is done next.
pub(super) fn next(
    world: &mut World,
    script: &mut Script,
    course: Course,
    (key, phase, state): (&Key, &str, &Value),
) -> Result<Next, Stopped> {
    let implementer = script.random.pick(IMPLEMENTERS);
    match phase {
        "scheduled" => {
            let from = state.pointer("/slot/from").and_then(Value::as_str);
            let from: Option<Timestamp> = from.and_then(|from| from.parse().ok());
            let from =
                from.ok_or_else(|| world.unexpected(&format!("{key} has no time: {state}")))?;
            script.until(from).send(implementer, "start_implementation", json!({}));
            script.may(&["model_unusable"], Then::GoOn);
            script.around(20).look(move |world, script| carry_out(world, script, course));
            return Ok(Next::Over);
        }
        // The review begins by itself.
        "implemented" => {
            if course.class == "emergency" {
                assess(script, state);
            }
            return Ok(Next::Days(15));
        }
        "failed" => drop(fix(script, course, implementer)),
        "backing_out" => {
            let restored = json!({ "statement": "the last one serves" });
            script.around(40).send(implementer, "back_out", json!({ "restored": restored }));
        }
        "remedying" => {
            let checks = json!({ "statement": "it answers" });
            script.around(60).send(implementer, "remedy", json!({ "checks": checks }));
        }
        "backed_out" | "remedied" => {
            let body = json!({ "investigator": RELEASES });
            script.working(300).send(CHANGES, "start_investigation", body);
        }
        "investigating" => {
            let body = json!({
                "cause": "the wrong part was replaced", "actions": ["say which"],
                "agreed_with": ["acme"],
            });
            script.working(600).send(CHANGES, "complete_investigation", body);
        }
        "reviewing" => {
            review(world, script, course, (key, state))?;
            return Ok(Next::Over);
        }
        _ => return Ok(Next::Over),
    }
    Ok(Next::Paced)
}

/// In its time.
fn carry_out(world: &mut World, script: &mut Script, course: Course) -> Result<(), Stopped> {
    let Some(key) = script.key.clone() else { return Ok(()) };
    let implementer = script.random.pick(IMPLEMENTERS);
    let view = world.view("change", &key)?;
    if view.state.phase() == "scheduled" {
        script.send(CHANGES, "cancel", json!({ "reason": "its model is under review" }));
        return Ok(());
    }
    if view.state.phase() == "implementing" {
        let state = view.state.to_json();
        let items = state.pointer("/content/configuration_items").and_then(Value::as_array);
        let items: Vec<_> = items.into_iter().flatten().filter_map(Value::as_str).collect();
        // What alters an item on record is done by those who do it well.
        if course.fails && items.is_empty() {
            let body = json!({ "symptom": "it does not start again" });
            let by = script.random.pick(&[implementer, PROBE]);
            script.send(by, "fail", body).may(&["not_allowed"], Then::GoOn);
        } else {
            for item in items {
                update(script, &key, world.key(item)?);
            }
            let body = json!({ "checks": { "statement": "it answers" } });
            // When there is only time left to back it out, it has failed by itself.
            script.around(20).send(implementer, "complete_implementation", body);
            script.may(&["not_allowed"], Then::GoOn);
        }
    }
    script.around(10).look(move |world, script| go_on(world, script, course));
    Ok(())
}

/// The record of an item says what is there now, under the change.
pub(super) fn update(script: &mut Script, change: &Key, item: Key) {
    let version = script.random.between(2, 99).to_string();
    let changes = json!({ "attributes": { "version": version } });
    let body = json!({ "changes": changes, "cover": { "change": change.to_string() } });
    script.send_to("configuration_item", item, ITEMS, "update", body);
}

fn fix<'a>(script: &'a mut Script, course: Course, implementer: &str) -> &'a mut Script {
    if course.remedied {
        let approved = json!({ "statement": "by telephone" });
        let body = json!({ "remedy": "another part", "approved": approved });
        return script.around(20).send(CHANGES, "start_remedy", body);
    }
    script.around(10).send(implementer, "start_backout", json!({}))
}

fn review(
    world: &World,
    script: &mut Script,
    course: Course,
    (key, state): (&Key, &Value),
) -> Result<(), Stopped> {
    if course.class == "emergency" {
        assess(script, state);
        let body = json!({ "statement": "it was right" });
        script.send(CHANGES, "assess_retrospectively", body).may(&["not_allowed"], Then::GoOn);
    }
    if state.get("cmdb_updated") == Some(&json!(false)) {
        // What was put on record is put back.
        let altered = state.get("altered").and_then(Value::as_array).into_iter().flatten();
        for item in altered.filter_map(Value::as_str) {
            update(script, key, world.key(item)?);
        }
    }
    script.send(ITEMS, "confirm_cmdb_update", json!({}));
    script.may(&["not_allowed", "items_not_updated"], Then::GoOn);
    let body = json!({ "effectiveness": "it is faster", "as_expected": true });
    script.working(200).send(CHANGES, "review", body);
    let body = json!({ "none_needed": "all is well", "participants": ["acme"] });
    script.send(CHANGES, "agree_actions", body);
    // What was altered and then failed may not be on record as it is: then it stays open.
    script.send(CHANGES, "close", json!({})).may(&["cmdb_not_updated"], Then::GiveUp);
    Ok(())
}
