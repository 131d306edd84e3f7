//! Complaints: acknowledged, looked into, answered; some taken higher, some taken back.

use super::failure::Stopped;
use super::founding::{CUSTOMERS, OFFERED};
use super::people::{CUSTOMER, RELATIONS, SERVICES};
use super::random::Random;
use super::script::{Script, Then};
use super::world::World;
use engine::{Key, Span};
use serde_json::json;

/// Somebody is not content.
pub(super) fn begin(world: &mut World, random: Random) -> Script {
    let mut script = Script::new("complaint", random);
    let index = usize::try_from(script.random.below(OFFERED.len() as u64)).unwrap_or_default();
    let service = OFFERED.get(index).map(|service| service.name).unwrap_or_default();
    let customer = script.random.pick(CUSTOMERS);
    let body = json!({
        "summary": format!("{service} again"), "statement": "the third time this month",
        "customer": customer, "service": service,
    });
    script.send(CUSTOMER, "record", body);
    let parent = world.complained.get(service).cloned();
    script.look(move |world, script| {
        let known = script.key.clone();
        world.complained.extend(known.map(|key| (service, key)));
        Ok(())
    });
    script.working(120).send(RELATIONS, "acknowledge", json!({ "told": "by letter" }));
    if let (Some(parent), true) = (parent, script.random.percent(12)) {
        let body = json!({ "parent": parent.to_string(), "told": "by letter" });
        // The other one may be over, or of somebody else.
        script.working(60).send(RELATIONS, "merge", body);
        script.may(&["parent_not_open", "other_customer"], Then::GoOn);
    }
    script.working(120).look(go_on);
    script
}

/// What is done next, by how it stands.
fn go_on(world: &mut World, script: &mut Script) -> Result<(), Stopped> {
    let Some(key) = script.key.clone() else { return Ok(()) };
    match world.phase("complaint", &key)? {
        "acknowledged" => {
            script.send(RELATIONS, "start_investigation", json!({}));
            if script.random.percent(6) {
                script.working(200).send(CUSTOMER, "withdraw", json!({ "reason": "it is well" }));
            } else if script.random.percent(10) {
                let body = json!({ "reason": "it takes too long" });
                script.working(600).send(CUSTOMER, "escalate", body);
            }
        }
        "investigating" if script.random.percent(60) => {
            let mut body = json!({ "action": "tell the customer within an hour" });
            if script.random.percent(15) {
                let deviation = json!({ "rule": "a customer is told of every outage" });
                super::incident::merge(&mut body, &json!({ "deviation": deviation }));
            }
            script.working(600).send(RELATIONS, "agree_action", body);
            script.may(&["not_allowed"], Then::GoOn);
        }
        "investigating" => {
            let body = json!({
                "outcome": "it was as agreed", "told": "by letter",
                "no_action_reason": "it was as agreed",
            });
            script.working(300).send(RELATIONS, "report", body).may(&["not_allowed"], Then::GoOn);
        }
        "acting" => {
            let body = json!({ "outcome": "notices come within an hour", "told": "by letter" });
            script.working(900).send(RELATIONS, "report", body).may(&["not_allowed"], Then::GoOn);
        }
        "escalated" => {
            let manager = script.random.pick(SERVICES);
            let by = world.now() + Span::from_days(4);
            let body = json!({ "decision": "a month is paid back", "answer_by": by.to_string() });
            script.working(300).send(manager, "take_escalated_action", body);
        }
        "reported" if script.random.percent(8) => {
            let body = json!({ "reason": "nothing has become better" });
            script.working(600).send(CUSTOMER, "reopen", body);
        }
        "reported" => {
            let satisfaction = script.random.pick(&["satisfied", "satisfied", "neutral"]);
            let body = json!({ "ground": "accepted", "satisfaction": satisfaction });
            script.working(900).send(RELATIONS, "close", body);
        }
        _ => return Ok(()),
    }
    script.working(60).look(go_on);
    Ok(())
}

/// The last complaint about each service.
pub(super) type Complained = std::collections::BTreeMap<&'static str, Key>;
