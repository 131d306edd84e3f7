//! Suppliers that are there: measured, scored, on probation at times.

use super::failure::Stopped;
use super::hours;
use super::people::{LEVELS, SECURITY, SERVICES, STEERING, SUPPLIERS};
use super::script::{Script, Then};
use super::world::World;
use engine::Span;
use serde_json::json;

/// Each with the items that it runs.
const NAMES: &[(&str, &[&str])] =
    &[("hosting", &["host-1", "host-2"]), ("lines", &["phone-1"]), ("paper", &[])];

/// They are on record from the start, and looked at every month.
pub(super) fn found(world: &mut World) -> Result<(), Stopped> {
    for (name, runs) in NAMES.iter().copied() {
        let agreement = format!("uc-{name}");
        let targets = json!([
            { "name": "availability", "at_least": 99.5, "statement": "of all time" },
        ]);
        let terms = json!({ "kind": "contract", "party": name, "services": ["mail"],
                            "service_targets": targets });
        let body = json!({ "requirements": { "statement": "known" }, "terms": terms });
        world.send(LEVELS, "agreement", &agreement, "draft", body)?;
        world.send(LEVELS, "agreement", &agreement, "offer", json!({}))?;
        let signatures = json!([
            { "party": "provider", "signed_by": STEERING, "reference": "page 12" },
            { "party": "other", "signed_by": name, "reference": "page 12" },
        ]);
        let body = json!({ "signatures": signatures });
        world.send(SUPPLIERS, "agreement", &agreement, "agree", body)?;
        let items = json!({
            "scope": "page 1", "dependencies": "page 2", "requirements": "page 3",
            "targets": [agreement], "interfaces": "page 4", "integration": "page 5",
            "workload": "page 6", "exceptions": "page 7", "authorities": "page 8",
            "reporting": "page 9", "charging": "page 10", "ending": "page 11",
        });
        let contract = json!({ "reference": "UC-7", "items": items, "configuration_items": runs });
        let by = world.now() + Span::from_days(60);
        let body = json!({
            "name": name, "contract": contract, "in_force": { "statement": "page 12" },
            "owner": SUPPLIERS, "gap_check_by": by.to_string(),
        });
        let key = world.send(SUPPLIERS, "supplier", name, "register_existing", body)?;
        let officer = SECURITY.first().copied().unwrap_or_default();
        let valid_until = world.options.end() + Span::from_days(365);
        let certificate = json!({
            "id": "IS 7", "body": "a body", "valid_until": valid_until.to_string(),
        });
        let body = json!({ "qualification": { "certificate": certificate } });
        world.send(officer, "supplier", name, "check_security", body)?;
        let random = world.random.fork();
        let mut script = Script::about("supplier", key, random);
        script
            .until(hours::working_days_later(world.now(), 31, 9))
            .look(|world, script| month(world, script, 1));
        world.begin(script);
    }
    Ok(())
}

/// A month is over.
fn month(world: &mut World, script: &mut Script, number: u32) -> Result<(), Stopped> {
    let Some(key) = script.key.clone() else { return Ok(()) };
    let phase = world.phase("supplier", &key)?;
    let to = hours::days_later(world.now(), 0, 0);
    let from = to - Span::from_days(30);
    let reached = script.random.pick(&[99.9, 99.8, 99.7, 99.6, 99.1]);
    let measured = json!({
        "agreement": format!("uc-{key}"), "period": { "from": from.to_string(), "to": to.to_string() },
        "values": [{ "target": "availability", "reached": reached }],
    });
    let body = json!({ "performance": { "measured": measured } });
    script.send(SUPPLIERS, "record_performance", body);
    if reached < 99.5 {
        let body = json!({ "clause": "page 10, 3", "statement": "a tenth of the month" });
        script.working(900).send(SUPPLIERS, "claim", body);
    }
    if phase == "under_review" {
        let evidence = json!({ "statement": "I have seen the reports" });
        script.send(SUPPLIERS, "verify_subcontractor_control", json!({ "evidence": evidence }));
        script.may(&["no_subcontractors", "nothing_to_verify"], Then::GoOn);
        let body = json!({
            "causes": "nobody thought of it", "improvements": ["a calendar"], "contract_fits": true,
        });
        script.working(600).send(SUPPLIERS, "review", body).may(&["not_allowed"], Then::GoOn);
        script.working(60).send(SUPPLIERS, "confirm", json!({})).may(&["not_allowed"], Then::GoOn);
    }
    if number.is_multiple_of(3) {
        score(script);
    }
    let next = hours::working_days_later(world.now(), 30, 9);
    script.until(next).look(move |world, script| month(world, script, number + 1));
    Ok(())
}

/// The joint score of a quarter, and what follows from it.
fn score(script: &mut Script) {
    let (manager, officer) = (script.random.pick(SERVICES), script.random.pick(SECURITY));
    let (on_time, satisfaction) = script.random.pick(&[(98, 95), (97, 90), (96, 92), (40, 20)]);
    // A review may have opened it.
    script.send(SUPPLIERS, "open_score", json!({})).may(&["not_allowed"], Then::GoOn);
    let body = json!({ "deliveries": 100, "on_time": on_time, "satisfaction": satisfaction });
    script.working(200).send(manager, "score_quality", body);
    script.working(200).send(officer, "score_security", json!({}));
    script.working(200).send(manager, "score_service", json!({ "interfaces_fit": true }));
    let heard = json!({ "statement": "he agrees" });
    script.working(900).send(SUPPLIERS, "publish_score", json!({ "heard": heard }));
    if on_time < 95 {
        let body = json!({ "asked": "deliveries on time" });
        script.working(300).send(SUPPLIERS, "put_on_probation", body);
        // The parts that are well may make up for it.
        script.may(&["not_allowed", "score_not_below"], Then::GoOn);
    } else {
        script.working(300).send(SUPPLIERS, "lift_probation", json!({}));
        script.may(&["not_allowed", "not_recovered"], Then::GoOn);
    }
}
