//! Risks: identified, assessed, treated or borne for a time, looked at again.

use super::failure::Stopped;
use super::founding::{HOSTS, OFFERED, Service};
use super::people::{REQUESTERS, RISK_OWNERS, RISKS};
use super::random::Random;
use super::script::{Script, Then};
use super::world::World;
use engine::{Key, Span};
use serde_json::json;

/// What an acceptance is refused with, so that it is treated.
const NOT_BORNE: &[&str] = &["beyond_appetite", "scored_himself", "not_allowed"];

/// Somebody says that there may be one.
pub(super) fn begin(_: &mut World, random: Random) -> Script {
    let mut script = Script::new("risk", random);
    let what = script.random.pick(&["a badge is lent", "a key is lost", "a team is too small"]);
    let dimension = script.random.pick(&["quality", "security", "service"]);
    let owner = script.random.pick(RISK_OWNERS);
    let Service { name, items, .. } = script.random.pick(OFFERED);
    let about = [script.random.pick(items), script.random.pick(HOSTS)];
    let body = json!({
        "title": what, "dimension": dimension, "owner": owner,
        "services": [name], "configuration_items": about,
        "source": { "stated": { "statement": "seen on a walk" } },
    });
    script.send(owner, "identify", body);
    script.working(900).look(go_on);
    script
}

/// One that a rule has identified.
pub(super) fn taken_up(_: &mut World, key: Key, random: Random) -> Script {
    let mut script = Script::about("risk", key, random);
    script.working(1_200).look(go_on);
    script
}

/// What is done next, by how it stands.
fn go_on(world: &mut World, script: &mut Script) -> Result<(), Stopped> {
    let Some(key) = script.key.clone() else { return Ok(()) };
    let view = world.view("risk", &key)?;
    let state = view.state.to_json();
    let owner = state.pointer("/owner").and_then(|owner| owner.as_str()).map(str::to_owned);
    let known = owner.clone().unwrap_or_default();
    match view.state.phase() {
        "identified" => {
            let likelihood = script.random.pick(&["rare", "unlikely", "possible"]);
            let consequence = script.random.pick(&["minor", "moderate"]);
            let mut body = json!({
                "inherent": { "likelihood": likelihood, "consequence": consequence },
                "target": { "likelihood": "rare", "consequence": "minor" },
                "statement": "a walk",
            });
            if owner.is_none() {
                let owner = script.random.pick(RISK_OWNERS);
                super::incident::set(&mut body, "owner", owner);
            }
            // What is about the same is assessed together, by people who meet for that.
            script.send(RISKS, "assess", body).may(&["not_joint", "not_allowed"], Then::GiveUp);
        }
        "assessed" if script.random.percent(45) => {
            let until = world.now() + Span::from_days(180);
            let body = json!({ "until": until.to_string(), "reason": "little comes of it" });
            script.send(&known, "accept", body).may(NOT_BORNE, Then::GoOn);
        }
        "assessed" => {
            let due = world.now() + Span::from_days(40);
            let treatment = json!({
                "approach": "reduce", "measures": "somebody at the door", "controls": ["A.7.2"],
                "responsible": script.random.pick(REQUESTERS), "due": due.to_string(),
            });
            script.send(&known, "plan_treatment", json!({ "treatment": treatment }));
        }
        "treating" => {
            let body = json!({
                "residual": { "likelihood": "rare", "consequence": "minor" },
                "done": { "statement": "somebody is" },
            });
            script.after(Span::from_days(20)).send(&known, "complete_treatment", body);
            script.may(&["not_allowed"], Then::GoOn);
        }
        "monitored" => {
            let body = json!({
                "current": { "likelihood": "rare", "consequence": "minor" }, "finding": "it works",
            });
            script.after(Span::from_days(93)).send(RISKS, "review", body);
            script.may(&["not_allowed", "not_joint"], Then::GoOn);
            if script.random.percent(40) {
                let gone = json!({ "statement": "the door has another lock" });
                script.working(60).send(RISKS, "close", json!({ "cause_gone": gone }));
                script.may(&["not_allowed"], Then::GoOn);
            }
        }
        // When an acceptance ends it is assessed anew, and that is taken up.
        _ => return Ok(()),
    }
    script.working(600).look(go_on);
    Ok(())
}
