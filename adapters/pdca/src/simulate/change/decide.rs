//! Until a change is ready: classified, assessed, voted on, built, tested, given a time.

use super::{Course, Next};
use crate::simulate::hours;
use crate::simulate::people::{ASSESSOR, BOARD, CHANGES, EMERGENCY, IMPLEMENTERS, TESTERS};
use crate::simulate::release;
use crate::simulate::script::{Script, Then};
use crate::simulate::world::World;
use engine::json::Value;
use engine::{Span, Timestamp};
use serde_json::json;

/// Of the emergency board, who lets a test be made up for later.
const WAIVES: &str = "eddy";

/// What is done next, if it is not carried out yet.
pub(super) fn next(
    world: &mut World,
    script: &mut Script,
    course: Course,
    (phase, state): (&str, &Value),
) -> Option<Next> {
    let is_emergency = course.class == "emergency";
    let implementer = script.random.pick(IMPLEMENTERS);
    let tester = script.random.pick(TESTERS);
    match phase {
        "requested" => {
            let policy = json!({ "statement": "by the change policy", "reference": "CP-1" });
            let class = if course.class == "standard" { "normal" } else { course.class };
            script.send(CHANGES, "classify", json!({ "class": class, "policy": policy }));
        }
        "classified" if is_emergency => authorise(script, state),
        "classified" => drop(script.send(CHANGES, "start_assessment", json!({}))),
        "assessing" => submit(script, state, implementer),
        "awaiting_approval" => vote(script, state),
        "approved" if course.release => {
            let change = script.key.clone();
            let random = world.random.fork();
            world.begin(release::of(change, state, random));
            return Some(Next::Over);
        }
        "approved" => drop(script.send(implementer, "start_build", json!({}))),
        "emergency_authorised" => {
            let body = json!({ "plan": "the version before", "takes": "PT15M" });
            script.send(implementer, "plan_backout", body);
            let trial = json!({ "not_tested": "there is no time" });
            script.send(tester, "test_backout", json!({ "trial": trial }));
            script.send(implementer, "start_build", json!({}));
        }
        "building" if is_emergency => {
            let due = world.now() + Span::from_days(2);
            let body = json!({ "reason": "it is down", "retest_due": due.to_string() });
            script.send(WAIVES, "waive_test", body);
        }
        "building" => {
            let body = json!({ "artifact": "a build" });
            script.working(300).send(implementer, "complete_build", body);
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
            return Some(Next::Soon);
        }
        _ => return None,
    }
    Some(Next::Paced)
}

fn authorise(script: &mut Script, state: &Value) {
    for member in EMERGENCY {
        let matches = json!({ "statement": "to restore a service" });
        let body = json!({ "shown": state.get("shown"), "matches": matches });
        // The majority may have decided.
        script.send(member, "authorise_emergency", body).may(&["not_allowed"], Then::GoOn);
    }
}

fn submit(script: &mut Script, state: &Value, implementer: &str) {
    assess(script, state);
    let body = json!({ "plan": "install the last one", "takes": "PT1H" });
    script.working(60).send(implementer, "plan_backout", body);
    let submission = json!({
        "security_check_off": { "statement": "it is not switched on" },
        "residual_risk": { "statement": "accepted by the owner" },
    });
    let body = json!({ "submission": submission });
    script.working(200).send(CHANGES, "submit_for_approval", body);
}

/// The assessments that are still missing.
pub(super) fn assess(script: &mut Script, state: &Value) {
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
