//! Service requests: what is approved for all, what somebody approves, what nobody gets.

use super::failure::Stopped;
use super::founding::CUSTOMERS;
use super::people::{CUSTOMER, DESK, RESOLVERS, SERVICES, user};
use super::random::Random;
use super::script::{Script, Then};
use super::world::World;
use engine::Key;
use serde_json::json;

/// What is asked for, by how often.
const ASKED: &[(u32, &str)] = &[
    (30, "account"),
    (25, "software"),
    (20, "question"),
    (9, "laptop"),
    (8, "space"),
    (4, "post"),
    (4, "pay"),
];

/// Somebody asks for something.
pub(super) fn begin(_: &mut World, random: Random) -> Script {
    let mut script = Script::new("service_request", random);
    let random = &mut script.random;
    let (item, who) = (random.weighted(ASKED), user(random));
    let body = json!({
        "summary": format!("{item} for {who}"), "item": item, "customer": random.pick(CUSTOMERS),
    });
    script.send(&who, "log", body);
    script.look(move |world, script| decide(world, script, item, &who));
    script
}

/// One that a policy has logged.
pub(super) fn taken_up(_: &mut World, key: Key, random: Random) -> Script {
    let mut script = Script::about("service_request", key, random);
    let (desk, who) = (script.random.pick(DESK), user(&mut script.random));
    let body = json!({ "item": "question", "requester": who });
    script.around(20).send(desk, "validate", body);
    script.look(move |world, script| decide(world, script, "question", &who));
    script
}

/// How it goes on, by what has become of it at once.
fn decide(world: &mut World, script: &mut Script, item: &str, who: &str) -> Result<(), Stopped> {
    let Some(key) = script.key.clone() else { return Ok(()) };
    let desk = script.random.pick(DESK);
    match world.phase("service_request", &key)? {
        "logged" => {
            let body = json!({ "reason": "these rights are kept apart", "told": "by letter" });
            script.working(30).send(desk, "reject", body);
        }
        "awaiting_approval" => approve(script, item, who),
        _ => fulfil(script, who),
    }
    Ok(())
}

fn approve(script: &mut Script, item: &str, who: &str) {
    let approver = if item == "space" { CUSTOMER } else { script.random.pick(SERVICES) };
    if script.random.percent(4) {
        script.working(120).send(who, "withdraw", json!({}));
        return;
    }
    if script.random.percent(15) {
        script.working(200).send(approver, "return", json!({ "question": "what for?" }));
        let answer = json!({ "note": "for the work of June", "answers": true });
        script.working(300).send(who, "update", answer);
    }
    if script.random.percent(10) {
        let body = json!({ "reason": "there is no need for it", "told": "by letter" });
        script.working(400).send(approver, "reject", body);
        return;
    }
    script.working(400).send(approver, "approve", json!({}));
    fulfil(script, who);
}

fn fulfil(script: &mut Script, who: &str) {
    let (desk, resolver) = (script.random.pick(DESK), script.random.pick(RESOLVERS));
    match script.random.between(1, 100) {
        1..=3 => {
            script.working(30).send(who, "withdraw", json!({ "reason": "not needed any more" }));
            return;
        }
        4 => {
            script.working(40).send(desk, "cancel", json!({ "reason": "nobody answers" }));
            return;
        }
        5 => {
            let becomes = script.random.pick(&["incident", "incident", "change"]);
            let body = json!({ "becomes": becomes, "note": "it is no request" });
            script.working(40).send(desk, "convert", body);
            return;
        }
        _ => {}
    }
    script.working(60).send(resolver, "start_fulfilment", json!({}));
    if script.random.percent(8) {
        script.working(60).send(resolver, "hold", json!({ "reason": "awaiting_customer" }));
        script.working(300).send(resolver, "resume", json!({}));
    }
    if script.random.percent(4) {
        script.working(60).send(resolver, "fail", json!({ "reason": "there is none left" }));
        script.working(300).send(resolver, "retry", json!({}));
    }
    let parts = script.random.percent(6);
    if parts {
        let body = json!({ "delivered": "the first part", "open": ["the second part"] });
        script.working(90).send(resolver, "deliver_part", body);
    }
    let mut body = json!({ "delivered": "it is there" });
    if parts {
        body = json!({ "delivered": "all of it", "parts": ["the second part"] });
    }
    script.working(150).send(resolver, "fulfil", body);
    if script.random.percent(3) {
        let reason = json!({ "reason": "it does not work" });
        // Silence may have been consent by then.
        script.working(300).send(who, "reopen", reason).may(&["not_allowed"], Then::GiveUp);
        script.working(200).send(resolver, "fulfil", json!({ "delivered": "another one" }));
    }
    if script.random.percent(30) {
        let confirmed = json!({ "confirmed_by": who });
        script.working(300).send(desk, "close", confirmed).may(&["not_allowed"], Then::GoOn);
    }
}
