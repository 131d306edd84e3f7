//! Nonconformities: assessed, their cause found, acted upon, verified by somebody else.

use super::failure::Stopped;
use super::people::{IMPROVEMENTS, PROCESSES, SERVICES, user};
use super::random::Random;
use super::script::{Script, Then};
use super::world::World;
use engine::{Key, Span};
use serde_json::json;

/// Anybody raises one.
pub(super) fn begin(_: &mut World, random: Random) -> Script {
    let mut script = Script::new("nonconformity", random);
    let who = user(&mut script.random);
    let clause = json!({ "clause": { "standard": "iso_20000_1", "clause": "6.3.3" } });
    let body = json!({
        "summary": "backups are not tried", "statement": "nobody has restored one for a year",
        "source": { "observation": "a walk" }, "criteria": [clause],
    });
    script.send(&who, "raise", body);
    script.working(600).look(go_on);
    script
}

/// One that a rule has raised.
pub(super) fn taken_up(_: &mut World, key: Key, random: Random) -> Script {
    let mut script = Script::about("nonconformity", key, random);
    script.working(600).look(go_on);
    script
}

/// What is done next, by how it stands.
fn go_on(world: &mut World, script: &mut Script) -> Result<(), Stopped> {
    let Some(key) = script.key.clone() else { return Ok(()) };
    match world.phase("nonconformity", &key)? {
        "raised" => {
            let priority = script.random.pick(&["P2", "P3", "P3", "P4"]);
            let body = json!({ "priority": priority, "owner": PROCESSES });
            script.send(IMPROVEMENTS, "assess", body);
        }
        "assessed" => {
            let body = json!({ "cause": "nothing reminds anybody", "method": "five whys" });
            script.working(600).send(PROCESSES, "determine_cause", body);
            script.may(&["not_allowed"], Then::GoOn);
            let due = world.now() + Span::from_days(30);
            let body = json!({ "action": "a date in the calendar", "due": due.to_string() });
            script.working(100).send(PROCESSES, "plan_action", body);
            script.may(&["not_allowed"], Then::GoOn);
        }
        "action_planned" | "acting" => {
            let body = json!({ "outcome": "it is in the calendar", "evidence": "the calendar" });
            script.working(4_000).send(PROCESSES, "complete_action", body);
            script.may(&["not_allowed"], Then::GoOn);
        }
        "implemented" => {
            let manager = script.random.pick(SERVICES);
            let effective = script.random.percent(90);
            let body = json!({ "effective": effective, "finding": "looked at the calendar" });
            // What was found again meanwhile was not mended, and is said to be so.
            script.after(Span::from_days(32)).send(manager, "verify", body);
            script.may(&["found_again", "still_watched"], Then::GoOn);
            script.look(|world, script| {
                let Some(key) = script.key.clone() else { return Ok(()) };
                if world.phase("nonconformity", &key)? == "implemented" {
                    let body = json!({ "effective": false, "finding": "it was there again" });
                    script.send(SERVICES.first().copied().unwrap_or_default(), "verify", body);
                }
                Ok(())
            });
        }
        "verified" => {
            // Its audit may have to report it first, or its security incident to be linked.
            const MAY: &[&str] =
                &["result_not_reported", "security_incident_not_linked", "not_allowed"];
            script.send(IMPROVEMENTS, "close", json!({ "lesson": "a calendar helps" }));
            script.may(MAY, Then::Again(Span::from_days(7), 30));
        }
        _ => return Ok(()),
    }
    script.working(120).look(go_on);
    Ok(())
}
