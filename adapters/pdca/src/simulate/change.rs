//! Changes: by a model, by a vote, in an emergency; some fail and are backed out or remedied.

use super::failure::Stopped;
use super::founding::items;
use super::hours;
use super::people::{
    ASSESSOR, BOARD, CHANGES, DOCUMENTS, EMERGENCY, IMPLEMENTERS, ITEMS, PROBE, RELEASES,
    REQUESTERS, TESTERS,
};
use super::random::Random;
use super::script::{Script, Then};
use super::world::World;
use engine::json::Value;
use engine::{Key, Span, Timestamp};
use serde_json::json;

/// The model that standard changes go by.
pub(super) const MODEL: &str = "restart";

/// Of the emergency board, who lets a test be made up for later.
const WAIVES: &str = "eddy";

/// What is going to become of one.
#[derive(Clone, Copy)]
struct Course {
    class: &'static str,
    /// It is not carried out as it was planned.
    fails: bool,
    /// ... and is then remedied, not backed out.
    remedied: bool,
}

/// By a model that is approved for all of its kind.
pub(super) fn standard(world: &mut World, random: Random) -> Result<Script, Stopped> {
    requested(world, random, "standard")
}

/// By a vote.
pub(super) fn normal(world: &mut World, random: Random) -> Result<Script, Stopped> {
    requested(world, random, "normal")
}

/// At once.
pub(super) fn emergency(world: &mut World, random: Random) -> Result<Script, Stopped> {
    requested(world, random, "emergency")
}

/// What a problem needs.
pub(super) fn for_problem(problem: &Key, random: Random) -> Script {
    let mut script = Script::new("change", random);
    let service = "mail";
    let mut body = request(service, None, "low");
    let raised_from = json!({ "process": "problem", "key": problem.to_string() });
    super::incident::merge(&mut body, &json!({ "raised_from": raised_from }));
    let requester = script.random.pick(REQUESTERS);
    script.working(300).send(requester, "request", body);
    let course = course(&mut script.random, "normal");
    script.working(200).look(move |world, script| go_on(world, script, course));
    script
}

/// One that a rule has requested.
pub(super) fn taken_up(_: &mut World, key: Key, random: Random) -> Result<Option<Script>, Stopped> {
    let mut script = Script::about("change", key, random);
    if script.random.percent(40) {
        let body =
            json!({ "ground": "there is another way", "told": { "statement": "by letter" } });
        script.working(600).send(CHANGES, "reject", body).may(&["not_allowed"], Then::GiveUp);
        return Ok(Some(script));
    }
    let course = course(&mut script.random, "normal");
    script.working(300).look(move |world, script| go_on(world, script, course));
    Ok(Some(script))
}

/// A model that is looked at again: after so long, or because a change failed by it.
pub(super) fn model_under_review(
    _: &mut World,
    key: Key,
    random: Random,
) -> Result<Option<Script>, Stopped> {
    let mut script = Script::about("change_model", key, random);
    script.working(600).send(DOCUMENTS, "confirm", json!({ "finding": "still right" }));
    // First it is investigated why.
    const MAY: &[&str] = &["not_investigated"];
    script.may(MAY, Then::Again(Span::from_days(2), 60));
    Ok(Some(script))
}

fn course(random: &mut Random, class: &'static str) -> Course {
    let fails = random.percent(if class == "emergency" { 12 } else { 6 });
    Course { class, fails, remedied: random.percent(40) }
}

fn requested(_: &mut World, random: Random, class: &'static str) -> Result<Script, Stopped> {
    let mut script = Script::new("change", random);
    let items: Vec<_> = items().collect();
    let (item, service) = script.random.pick(&items);
    let item = (class == "normal" && script.random.percent(50)).then_some(item);
    let level = if class == "emergency" { "high" } else { "low" };
    let mut body = request(service, item, level);
    if class == "standard" {
        super::incident::set(&mut body, "model", MODEL);
    }
    let requester = script.random.pick(REQUESTERS);
    script.send(requester, "request", body);
    if class == "standard" {
        // The model may be under review.
        script.may(&["model_unusable"], Then::GiveUp);
    }
    let course = course(&mut script.random, class);
    let minutes = if class == "emergency" { 5 } else { 200 };
    pace(&mut script, course, minutes).look(move |world, script| go_on(world, script, course));
    Ok(script)
}

fn request(service: &str, item: Option<&str>, level: &str) -> Value {
    let items: Vec<_> = item.into_iter().collect();
    json!({
        "title": format!("{service} becomes better"),
        "content": {
            "purpose": "a new version", "services": [service], "configuration_items": items,
            "risk": { "level": level, "statement": "a restart" }, "expected": "it is faster",
            "parties": ["acme"],
        },
    })
}

/// An emergency does not wait for the morning.
fn pace(script: &mut Script, course: Course, minutes: u32) -> &mut Script {
    if course.class == "emergency" {
        script.around(minutes / 10 + 3)
    } else {
        script.working(minutes)
    }
}

/// What is done next, by how it stands.
fn go_on(world: &mut World, script: &mut Script, course: Course) -> Result<(), Stopped> {
    let Some(key) = script.key.clone() else { return Ok(()) };
    let view = world.view("change", &key)?;
    let (phase, state) = (view.state.phase(), view.state.to_json());
    let implementer = script.random.pick(IMPLEMENTERS);
    let tester = script.random.pick(TESTERS);
    match phase {
        "requested" => {
            let policy = json!({ "statement": "by the change policy", "reference": "CP-1" });
            let class = if course.class == "standard" { "normal" } else { course.class };
            script.send(CHANGES, "classify", json!({ "class": class, "policy": policy }));
        }
        "classified" if course.class == "emergency" => {
            for member in EMERGENCY {
                let matches = json!({ "statement": "to restore a service" });
                let body = json!({ "shown": state.get("shown"), "matches": matches });
                script.send(member, "authorise_emergency", body).may(&["not_allowed"], Then::GoOn);
            }
        }
        "classified" => drop(script.send(CHANGES, "start_assessment", json!({}))),
        "assessing" => {
            assess(script, &state);
            let body = json!({ "plan": "install the last one", "takes": "PT1H" });
            script.working(60).send(implementer, "plan_backout", body);
            let submission = json!({
                "security_check_off": { "statement": "it is not switched on" },
                "residual_risk": { "statement": "accepted by the owner" },
            });
            let body = json!({ "submission": submission });
            script.working(200).send(CHANGES, "submit_for_approval", body);
        }
        "awaiting_approval" => vote(script, &state),
        "approved" => drop(script.send(implementer, "start_build", json!({}))),
        "emergency_authorised" => {
            let body = json!({ "plan": "the version before", "takes": "PT15M" });
            script.send(implementer, "plan_backout", body);
            let trial = json!({ "not_tested": "there is no time" });
            script.send(tester, "test_backout", json!({ "trial": trial }));
            script.send(implementer, "start_build", json!({}));
        }
        "building" if course.class == "emergency" => {
            let due = world.now() + Span::from_days(2);
            let body = json!({ "reason": "it is down", "retest_due": due.to_string() });
            script.send(WAIVES, "waive_test", body);
        }
        "building" => {
            script.working(300).send(
                implementer,
                "complete_build",
                json!({ "artifact": "a build" }),
            );
        }
        "testing" if script.random.percent(8) => {
            script.send(tester, "fail_test", json!({ "report": "TEST-1" }));
        }
        "testing" => {
            script.send(tester, "pass_test", json!({ "report": "TEST-2" }));
            let trial = json!({ "not_tested": "there is no second one" });
            script.send(tester, "test_backout", json!({ "trial": trial }));
            script.may(&["already_tested"], Then::GoOn);
        }
        "ready" => {
            let slot = slot(world.now(), script, course);
            // Where it is not free the change stays ready, and gets another time.
            script.send(CHANGES, "schedule", json!({ "slot": slot }));
            // Its model may be under review until it is known why another change failed.
            script.may(&["model_unusable"], Then::Again(Span::from_days(1), 60));
            script.around(5).look(move |world, script| go_on(world, script, course));
            return Ok(());
        }
        "scheduled" => {
            let from = state.pointer("/slot/from").and_then(Value::as_str);
            let from: Option<Timestamp> = from.and_then(|from| from.parse().ok());
            let from =
                from.ok_or_else(|| world.unexpected(&format!("{key} has no time: {state}")))?;
            script.until(from).send(implementer, "start_implementation", json!({}));
            script.may(&["model_unusable"], Then::GoOn);
            script.around(20).look(move |world, script| carry_out(world, script, course));
            return Ok(());
        }
        "implemented" | "remedied" if course.class == "emergency" => assess(script, &state),
        "implemented" => {}
        "failed" => drop(fix(script, course, implementer)),
        "backing_out" => {
            let restored = json!({ "statement": "the last one serves" });
            script.around(40).send(implementer, "back_out", json!({ "restored": restored }));
        }
        "remedying" => {
            let checks = json!({ "statement": "it answers" });
            script.around(60).send(implementer, "remedy", json!({ "checks": checks }));
        }
        "backed_out" => {
            let body = json!({ "investigator": RELEASES });
            script.working(300).send(CHANGES, "start_investigation", body);
        }
        "remedied" => {
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
        "reviewing" => return review(world, script, course, (&key, &state)),
        _ => return Ok(()),
    }
    if let "implemented" | "remedied" = phase {
        // The review begins by itself.
        script.after(Span::from_days(15));
    } else {
        pace(script, course, 200);
    }
    script.look(move |world, script| go_on(world, script, course));
    Ok(())
}

/// The assessments that are still missing.
fn assess(script: &mut Script, state: &Value) {
    let all = [
        ("service", json!({})),
        ("quality", json!({ "availability": "none", "performance": "better" })),
        ("security", json!({ "risks": "none", "policy_and_controls": "none" })),
        ("cost", json!({ "budget": "that of the year" })),
        ("customer", json!({ "affected": ["acme"] })),
        ("plan", json!({ "checked": ["continuity"] })),
        ("release", json!({ "calendar": "that of the year" })),
    ];
    for (aspect, considered) in all {
        if state.get("assessments").is_some_and(|known| known.get(aspect).is_some()) {
            continue;
        }
        let body = json!({
            "considered": { aspect: considered }, "finding": "acceptable",
            "statement": "nothing speaks against it",
        });
        script.send(ASSESSOR, "assess", body);
    }
}

fn vote(script: &mut Script, state: &Value) {
    let rejects = script.random.percent(7);
    for member in BOARD {
        let choice = if rejects {
            json!({ "reject": "it is not worth it" })
        } else {
            let decision = json!({
                "risk": "a restart", "impact": "a minute", "requirements": "kept",
                "benefit": "speed", "feasibility": "done before", "finance": "in the budget",
            });
            json!({ "approve": { "participants": ["acme"], "decision": decision } })
        };
        let body = json!({ "shown": state.get("shown"), "choice": choice });
        // The majority may have decided.
        script.working(60).send(member, "vote", body).may(&["not_allowed"], Then::GoOn);
    }
}

fn slot(now: Timestamp, script: &mut Script, course: Course) -> Value {
    let from = if course.class == "emergency" {
        now + Span::from_minutes(15)
    } else {
        let days = script.random.between(1, 6);
        let hour = script.random.pick(&[6, 18, 20]);
        hours::working_days_later(now, days, hour)
    };
    let to = from + Span::from_hours(2);
    json!({ "from": from.to_string(), "to": to.to_string() })
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

fn fix<'a>(script: &'a mut Script, course: Course, implementer: &str) -> &'a mut Script {
    if course.remedied {
        let approved = json!({ "statement": "by telephone" });
        let body = json!({ "remedy": "another part", "approved": approved });
        return script.around(20).send(CHANGES, "start_remedy", body);
    }
    script.around(10).send(implementer, "start_backout", json!({}))
}

/// The record of an item says what is there now, under the change.
fn update(script: &mut Script, change: &Key, item: Key) {
    let version = script.random.between(2, 99).to_string();
    let changes = json!({ "attributes": { "version": version } });
    let body = json!({ "changes": changes, "cover": { "change": change.to_string() } });
    script.send_to("configuration_item", item, ITEMS, "update", body);
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
    script.send(CHANGES, "close", json!({}));
    Ok(())
}
