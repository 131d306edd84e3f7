//! Problems: what repeats or what nobody can explain, until it is known, mended and quiet.

use super::change;
use super::failure::Stopped;
use super::founding::items;
use super::people::{ANALYSTS, PROBLEMS, SECURITY, SERVICES};
use super::random::Random;
use super::script::{Script, Then};
use super::world::World;
use engine::json::Value;
use engine::{Key, Span};
use serde_json::json;

/// What the causes are like, by how often.
const KINDS: &[(u32, &str)] = &[
    (20, "configuration"),
    (8, "access"),
    (10, "capacity"),
    (5, "weakness"),
    (10, "supplier"),
    (17, "procedure"),
    (30, "other"),
];

/// What it is refused with until its change is over.
const CHANGE_OPEN: &[&str] = &["change_not_successful", "change_not_done", "not_allowed"];

/// Somebody sees one before anything has happened.
pub(super) fn begin(_: &mut World, random: Random) -> Script {
    let mut script = Script::new("problem", random);
    let items: Vec<_> = items().collect();
    let (item, service) = script.random.pick(&items);
    let body = json!({
        "summary": format!("{item} is getting slower"), "source": { "trend": "its graph of a month" },
        "services": [service], "configuration_items": [item],
    });
    script.send(PROBLEMS, "identify", body);
    script.working(200).look(go_on);
    script
}

/// One that a rule has opened.
pub(super) fn taken_up(_: &mut World, key: Key, random: Random) -> Script {
    let mut script = Script::about("problem", key, random);
    script.working(240).look(go_on);
    script
}

/// What is done next, by how it stands.
fn go_on(world: &mut World, script: &mut Script) -> Result<(), Stopped> {
    let Some(key) = script.key.clone() else { return Ok(()) };
    let view = world.view("problem", &key)?;
    let analyst = script.random.pick(ANALYSTS);
    match view.state.phase() {
        "identified" => {
            let state = view.state.to_json();
            let known = state.get("services").and_then(|services| services.as_array());
            let services = match known {
                Some(services) if !services.is_empty() => json!(services),
                _ => json!(["mail"]),
            };
            let body = json!({ "description": "as it was seen", "services": services });
            script.send(PROBLEMS, "record", body);
        }
        "recorded" => drop(script.send(PROBLEMS, "classify", json!({ "category": "software" }))),
        "classified" => {
            let (impact, priority) =
                script.random.pick(&[("high", "P2"), ("medium", "P3"), ("low", "P4")]);
            let grading = json!({
                "impact": impact, "frequency": "medium", "risk": "medium", "priority": priority,
            });
            script.send(PROBLEMS, "prioritise", json!({ "grading": grading }));
        }
        "prioritised" => {
            script.send(PROBLEMS, "start_investigation", json!({ "analyst": analyst }));
        }
        "investigating" => investigate(script, analyst),
        "root_cause_found" | "known_error" => decide(world, script, &key, view.state.phase()),
        "awaiting_change" if view.state.to_json().get("change").is_none_or(Value::is_null) => {
            script.pause(7);
        }
        "awaiting_change" => {
            let body = json!({
                "solution": "it was changed", "change_successful": { "statement": "by its review" },
            });
            // Until the change is over.
            script.send(PROBLEMS, "resolve", body).may(CHANGE_OPEN, Then::GoOn);
            script.pause(7);
        }
        "resolved" => {
            // Who took up a recurrence may have done so.
            script.send(PROBLEMS, "start_monitoring", json!({})).may(&["not_allowed"], Then::GoOn);
        }
        "monitoring_effect" => return watch(world, script, &key),
        _ => return Ok(()),
    }
    script.working(400).look(go_on);
    Ok(())
}

fn investigate(script: &mut Script, analyst: &str) {
    if script.random.percent(6) {
        let body = json!({ "reason": "it does not happen any more" });
        // What is open to all is not given up for that: it is looked into after all.
        script.send(PROBLEMS, "cancel", body);
        script.may(&["not_allowed", "not_hardened"], Then::GoOn);
        return;
    }
    if script.random.percent(50) {
        let body = json!({ "symptom": "the queue grows", "workaround": "restart the queue" });
        script.working(300).send(analyst, "record_known_error", body);
        script.may(&["not_allowed"], Then::GoOn);
    }
    let cause = json!({ "kind": script.random.weighted(KINDS), "statement": "found by looking" });
    let body = json!({ "method": "measured for a day", "evidence": "a graph", "cause": cause });
    script.working(900).send(analyst, "find_root_cause", body).may(&["not_allowed"], Then::GoOn);
}

fn decide(world: &mut World, script: &mut Script, key: &Key, phase: &str) {
    let chance = script.random.between(1, 100);
    if phase == "known_error" && chance <= 30 {
        let analyst = script.random.pick(ANALYSTS);
        script.send(analyst, "raise_change", json!({ "need": "another version" }));
        script.may(&["not_allowed"], Then::GoOn);
        let random = world.random.fork();
        let wanted = change::for_problem(key, random);
        script.look(move |world, script| {
            let Some(key) = script.key.clone() else { return Ok(()) };
            if world.phase("problem", &key)? == "awaiting_change" {
                world.begin(wanted);
            }
            Ok(())
        });
    } else if phase == "known_error" && chance <= 36 {
        let manager = script.random.pick(SERVICES);
        let accepted = json!({ "statement": "it costs more than it does harm" });
        let body = json!({ "risk_accepted": accepted });
        // What is open to all is not left so.
        script.send(manager, "accept", body).may(&["not_hardened"], Then::GoOn);
    } else {
        let body = json!({
            "solution": "it is set right", "no_change_reason": "restored to what was approved",
            "observe_for": "P7D",
        });
        script.send(PROBLEMS, "resolve", body).may(&["no_cause", "not_allowed"], Then::GoOn);
    }
}

/// Whether it is quiet.
fn watch(world: &mut World, script: &mut Script, key: &Key) -> Result<(), Stopped> {
    let state = world.view("problem", key)?.state.to_json();
    let kind = state.pointer("/cause/kind").and_then(|kind| kind.as_str()).unwrap_or_default();
    if let "configuration" | "access" = kind {
        let officer = script.random.pick(SECURITY);
        let due = world.now() + Span::from_days(14);
        let body = json!({
            "measures": "only the desk may set it", "control": "A.8.9", "due": due.to_string(),
        });
        script
            .send(officer, "plan_hardening", body)
            .may(&["nothing_to_harden", "not_allowed"], Then::GoOn);
        let done = json!({ "statement": "tried it as somebody else", "reference": "TEST-9" });
        script.working(600).send(officer, "confirm_hardening", json!({ "done": done }));
        script.may(&["nothing_to_harden", "hardening_not_planned", "not_allowed"], Then::GoOn);
    }
    script.pause(8).look(judge);
    Ok(())
}

/// What is quiet for long enough is closed.
fn judge(world: &mut World, script: &mut Script) -> Result<(), Stopped> {
    let Some(key) = script.key.clone() else { return Ok(()) };
    if world.phase("problem", &key)? != "monitoring_effect" {
        // It has come back, and somebody has taken that up.
        return Ok(());
    }
    let body = json!({ "effective": true, "finding": "no case since" });
    script.send(PROBLEMS, "review_effectiveness", body).may(&["still_observed"], Then::GoOn);
    script.send(PROBLEMS, "close", json!({}));
    // What is open to all is hardened first, when it is looked at again.
    script.may(&["not_reviewed", "not_hardened"], Then::GoOn);
    script.working(600).look(go_on);
    Ok(())
}
