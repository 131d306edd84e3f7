//! Security incidents: contained, eradicated, recovered and learnt from, in this order.

use super::failure::Stopped;
use super::people::{RELATIONS, SECURITY};
use super::random::Random;
use super::script::{Script, Then};
use super::world::World;
use engine::{Key, Span};
use serde_json::json;

/// One that an incident has opened, by its name.
pub(super) fn taken_up(_: &mut World, key: Key, random: Random) -> Script {
    let mut script = Script::about("security_incident", key, random);
    script.around(8).look(triage);
    script
}

fn triage(world: &mut World, script: &mut Script) -> Result<(), Stopped> {
    let Some(key) = script.key.clone() else { return Ok(()) };
    let officer = script.random.pick(SECURITY);
    let state = world.view("incident", &key)?.state.to_json();
    let major = state.pointer("/major/phase").and_then(|phase| phase.as_str());
    let is_major = major.is_some_and(|phase| phase != "undeclared");
    let decided = if let Some("declared" | "managed" | "restoring") = major {
        json!("declared")
    } else {
        json!({ "no": "it is over already" })
    };
    let notify_by = world.now() + Span::from_days(3);
    let body = if is_major {
        json!({
            "grades": { "security": "high", "business": "medium", "priority": "P1" },
            "leaked": true, "major": decided,
            "duties": [{ "obligation": "privacy law", "notify_by": notify_by.to_string() }],
        })
    } else {
        json!({ "grades": { "security": "medium", "business": "low", "priority": "P2" },
                "leaked": true })
    };
    script.send(officer, "triage", body);
    script.around(20).send(officer, "start_containment", json!({ "action": "nobody gets in" }));
    let evidence = json!({
        "what": "a disk", "kept_at": "safe 2",
        "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    });
    script.around(60).send(officer, "preserve_evidence", json!({ "evidence": evidence }));
    let body = json!({ "done": "nobody gets in", "not_quarantined": "it is needed" });
    script.around(60).send(officer, "contain", body);
    let body = json!({ "done": "another password", "weakness": { "none": "a guess" } });
    script.around(300).send(officer, "eradicate", body);
    let body = json!({
        "service_verified": { "statement": "it answers" },
        "controls_verified": { "statement": "nobody gets in" },
    });
    script.around(200).send(officer, "recover", body);
    if is_major {
        let body = json!({
            "obligation": "privacy law", "authority": "the commissioner", "reference": "letter 9",
        });
        script.around(300).send(officer, "notify_authority", body);
    }
    let body = json!({ "customer": "acme", "message": "choose a new password" });
    script.working(200).send(RELATIONS, "notify_customer", body);
    let findings = json!({
        "kind": "theft of passwords", "volume": "the first", "impact": "all had to choose new ones",
        "cause": "one factor",
    });
    let body = json!({ "findings": findings, "improvements": ["two factors everywhere"] });
    script.working(2_000).send(officer, "review", body);
    let body = json!({ "to": ["acme", "top management"], "message": "what happened" });
    script.working(200).send(officer, "report", body);
    script.working(100).send(officer, "close", json!({ "lesson": "two factors" }));
    // Its trace back may have to name it first.
    script.may(&["quality_trace_missing", "trace_not_linked"], Then::Again(Span::from_days(7), 10));
    Ok(())
}
