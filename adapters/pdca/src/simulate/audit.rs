//! Audits for all three standards: planned, kept clear, carried out, followed up.

use super::failure::Stopped;
use super::hours;
use super::people::{AUDIT_LEAD, AUDITORS, STEERING};
use super::random::Random;
use super::script::{Script, Then};
use super::world::World;
use engine::{Key, Span};
use serde_json::{Value, json};

const STANDARDS: [(&str, &str); 3] =
    [("iso_20000_1", "8.1"), ("iso_27001", "A.5.24"), ("iso_9001", "9.1.2")];

/// It is time for one.
pub(super) fn begin(_: &mut World, random: Random) -> Script {
    let mut script = Script::new("audit", random);
    let criteria: Vec<_> =
        STANDARDS.iter().map(|(standard, clause)| clause_of(standard, clause)).collect();
    let programme = json!({
        "objectives": "whether incidents are dealt with as agreed", "criteria": criteria,
        "scope": { "processes": ["incident"] }, "method": "records and talks",
        "weighing": "it is much of the work", "joint": true,
    });
    script.send(AUDIT_LEAD, "set_programme", json!({ "programme": programme }));
    script.working(900).look(plan);
    script
}

/// One that fell due.
pub(super) fn taken_up(_: &mut World, key: Key, random: Random) -> Script {
    let mut script = Script::about("audit", key, random);
    script.working(900).look(plan);
    script
}

fn clause_of(standard: &str, clause: &str) -> Value {
    json!({ "standard": standard, "clause": clause })
}

fn plan(world: &mut World, script: &mut Script) -> Result<(), Stopped> {
    let Some(key) = script.key.clone() else { return Ok(()) };
    let auditor = script.random.pick(AUDITORS);
    let from = hours::working_days_later(world.now(), 21, 9);
    let to = from + Span::from_days(3);
    let since = world.options.start();
    let standards: Vec<_> = STANDARDS.iter().map(|(standard, _)| *standard).collect();
    let assigned = json!({
        "auditor": auditor, "standards": standards, "competence": { "statement": "trained" },
    });
    let body = json!({
        "dates": { "from": from.to_string(), "to": to.to_string() },
        "period": { "from": since.to_string(), "to": to.to_string() }, "auditors": [assigned],
    });
    script.send(AUDIT_LEAD, "plan", body);
    let sample = world.recent.back().map(|(_, incident)| incident.to_string());
    let item = sample.map(|incident| json!({ "process": "incident", "key": incident }));
    let items: Vec<_> = item.iter().cloned().collect();
    script.working(200).send(AUDIT_LEAD, "draw_sample", json!({ "items": items }));
    script.working(200).send(AUDIT_LEAD, "announce", json!({ "told": ["the desk"] }));
    let window = world.key(&format!("audit-{key}-window"))?;
    let body = json!({
        "consulted": { "statement": "they agree" }, "quorum": { "statement": "all were there" },
    });
    script.working(600).send_to("window", window, STEERING, "approve", body);
    script.until(from + Span::from_hours(1)).send(auditor, "start", json!({}));
    let finds = script.random.percent(60);
    for (standard, clause) in STANDARDS {
        let evidence = json!({ "note": "ten records" });
        let body = json!({ "clauses": [clause_of(standard, clause)], "evidence": evidence });
        if !finds || standard == "iso_9001" {
            script.working(120).send(auditor, "record_conformity", body);
        }
    }
    let results: Vec<_> = STANDARDS
        .iter()
        .map(|(standard, _)| json!({ "standard": standard, "result": "in time" }))
        .collect();
    let body = json!({
        "item": item, "results": results, "evidence": { "note": "asked the caller" },
    });
    script.working(60).send(auditor, "trace_item", body);
    if finds {
        let clauses = [clause_of("iso_20000_1", "8.1"), clause_of("iso_27001", "A.5.24")];
        let body = json!({
            "kind": { "nonconformity": "actual" }, "clauses": clauses,
            "summary": "priorities are guessed", "services": ["mail"],
            "statement": "three of ten have another than the matrix says",
            "evidence": { "note": "ten records" },
        });
        script.working(60).send(auditor, "record_finding", body);
    }
    script.working(200).send(AUDIT_LEAD, "finish", json!({}));
    let measures = json!({ "service_levels": "96 %", "fix_time": "3 h", "satisfaction": "95 %" });
    let body = json!({
        "conclusion": "objectives can be reached", "addressed": ["top management"],
        "measures": measures,
    });
    script.working(600).send(AUDIT_LEAD, "report", body);
    if finds {
        let body = json!({ "number": 1, "result": "ten of ten", "addressed": ["top management"] });
        // When its nonconformity is verified.
        script.after(Span::from_days(45)).send(auditor, "verify_action", body);
        script.may(&["not_verified"], Then::Again(Span::from_days(7), 30));
    }
    script.working(300).send(AUDIT_LEAD, "close", json!({}));
    script.may(&["findings_open"], Then::Again(Span::from_days(7), 30));
    Ok(())
}
