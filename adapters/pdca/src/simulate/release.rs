//! Releases: built, tested, scanned, accepted, put to use step by step, observed; some rolled back.

use super::change;
use super::failure::Stopped;
use super::hours;
use super::people::{CHANGES, CUSTOMER, IMPLEMENTERS, ITEMS, PROBE, RELEASES, SECURITY, TESTERS};
use super::random::Random;
use super::script::{Script, Then};
use super::world::World;
use engine::json::Value;
use engine::{Key, Span, Timestamp};
use serde_json::json;

/// How many days are tried for it.
const TRIES: u8 = 20;

/// What it is of, and what becomes of it.
#[derive(Clone)]
struct Course {
    change: Key,
    item: String,
    canary: bool,
    fails: bool,
}

/// The release of a change that is approved.
pub(super) fn of(change: Option<Key>, state: &Value, random: Random) -> Script {
    let mut script = Script::new("release", random);
    let named = |pointer| state.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let service = named("/content/services/0");
    let item = named("/content/configuration_items/0");
    let (Some(change), Some(service), Some(item)) = (change, service, item) else { return script };
    let (canary, fails) = (script.random.percent(60), script.random.percent(12));
    let course = Course { change, item, canary, fails };
    script.working(200).look(move |world, script| {
        plan(world, script, &course, &service);
        prove(script);
        script.working(300).look(move |world, script| schedule(world, script, course, TRIES));
        Ok(())
    });
    script
}

fn plan(world: &World, script: &mut Script, course: &Course, service: &str) {
    let canary = if course.canary {
        json!({ "stages": [{ "cohort": "our own people", "share": 5, "soak": "PT2H" }] })
    } else {
        json!({ "waived": { "rule": "RP-3", "reason": "one server only" } })
    };
    let date = hours::working_days_later(world.now(), 21, 18);
    let plan = json!({
        "title": format!("{service}, another version"), "services": [service],
        "configuration_items": [course.item], "changes": [course.change.to_string()],
        "deliverables": ["another version"], "method": "one after the other",
        "date": date.to_string(), "canary": canary,
        "observation": { "period": "P7D", "incidents_max": 20 },
    });
    script.send(RELEASES, "plan", json!({ "plan": plan }));
    let criteria = json!([
        { "name": "answers", "kind": "functional", "statement": "within a minute" },
        { "name": "encrypts", "kind": "security", "statement": "nothing goes out in the clear" },
    ]);
    let body = json!({ "criteria": criteria, "agreed": { "statement": "acme agrees" } });
    script.working(200).send(RELEASES, "agree_acceptance_criteria", body);
    let rollback = json!({ "steps": ["install the last one"], "takes": "PT1H" });
    script.send(RELEASES, "plan_rollback", json!({ "rollback": rollback }));
    let body = json!({ "customer": { "statement": "acme agrees" } });
    script.working(300).send(CUSTOMER, "agree_plan", body);
}

/// That it is what it has to be.
fn prove(script: &mut Script) {
    let (deployer, tester) = (script.random.pick(IMPLEMENTERS), script.random.pick(TESTERS));
    let officer = script.random.pick(SECURITY);
    build(script.working(100), deployer);
    test(script, tester);
    script.working(300).send(tester, "pass_test", json!({ "report": "TEST-7" }));
    if script.random.percent(15) {
        script.working(100);
        scan(script, officer, 1);
        build(script.working(300), deployer);
        test(script, tester);
        script.working(300).send(tester, "pass_test", json!({ "report": "TEST-8" }));
    }
    script.working(100);
    scan(script, officer, 0);
    let verified = json!([
        { "criterion": "answers", "evidence": "seen" },
        { "criterion": "encrypts", "evidence": "TEST-7, page 4" },
    ]);
    script.working(300).send(CUSTOMER, "accept", json!({ "verified": verified }));
    script.working(100).send(RELEASES, "approve", json!({}));
}

fn build(script: &mut Script, deployer: &str) {
    let body = json!({ "changes_approved": { "statement": "by the board" } });
    script.send(deployer, "start_build", body);
}

fn test(script: &mut Script, tester: &str) {
    let body = json!({ "environment": { "statement": "in the acceptance environment" } });
    script.working(600).send(tester, "start_test", body);
    let body = json!({ "result": "took 40 minutes", "tested": true });
    script.send(tester, "test_rollback", body);
}

fn scan(script: &mut Script, officer: &str, critical: u32) {
    let findings = json!({ "critical": critical, "high": 0, "medium": 2, "low": 9 });
    let scan = json!({
        "scanner": "scanner 3", "report": "SCAN-7", "findings": findings, "baseline_met": true,
    });
    script.send(officer, "record_scan", json!({ "scan": scan }));
}

/// A time for the change and, within it, for the release.
fn schedule(
    world: &mut World,
    script: &mut Script,
    course: Course,
    tries: u8,
) -> Result<(), Stopped> {
    let Some(key) = script.key.clone() else { return Ok(()) };
    let phases = (world.phase("release", &key)?, world.phase("change", &course.change)?);
    let day = |days, hour| hours::working_days_later(world.now(), days, hour);
    let days = script.random.between(2, 6);
    let slot = |from: Timestamp, to: Timestamp| json!({ "slot": { "from": from.to_string(), "to": to.to_string() } });
    let (begin, end) = (day(days, 6), day(days, 22));
    match phases {
        // There are more cases than days.
        ("approved", "ready" | "approved") if tries == 0 => {
            let body = json!({ "reason": "no time was free" });
            script.send(RELEASES, "cancel", body).may(&["not_allowed"], Then::GoOn);
        }
        // Something is in the way: another day is tried.
        ("approved", "ready" | "approved") => {
            let tester = script.random.pick(TESTERS);
            let trial = json!({ "trial": { "not_tested": "that of the release was" } });
            script.send_to("change", course.change.clone(), tester, "test_backout", trial);
            let (change, slot) = (course.change.clone(), slot(begin, end));
            script.send_to("change", change, CHANGES, "schedule", slot);
            script.look(move |world, script| schedule(world, script, course, tries - 1));
        }
        ("approved", "scheduled") => {
            let state = world.view("change", &course.change)?.state.to_json();
            let from = state.pointer("/slot/from").and_then(Value::as_str);
            let from: Option<Timestamp> = from.and_then(|from| from.parse().ok());
            let from = from.ok_or_else(|| world.unexpected("a change has no time"))?;
            let (from, to) = (from + Span::from_hours(1), from + Span::from_hours(15));
            script.send(RELEASES, "schedule", slot(from, to));
            script.until(from).look(move |world, script| begin_use(world, script, course));
        }
        _ => {}
    }
    Ok(())
}

/// In its time: to a few first, or at once.
fn begin_use(world: &mut World, script: &mut Script, course: Course) -> Result<(), Stopped> {
    let Some(key) = script.key.clone() else { return Ok(()) };
    if world.phase("release", &key)? != "scheduled" {
        // Its time was not free: it is given up, and the change with it.
        let body = json!({ "reason": "its time was not free" });
        script.send(RELEASES, "cancel", body).may(&["not_allowed"], Then::GoOn);
        return Ok(());
    }
    // The one before may be too old by now.
    let officer = script.random.pick(SECURITY);
    scan(script, officer, 0);
    let deployer = script.random.pick(IMPLEMENTERS);
    let change = course.change.clone();
    script.send_to("change", change, deployer, "start_implementation", json!({}));
    script.look(move |world, script| put_to_use(world, script, course));
    Ok(())
}

/// While its change is being carried out.
fn put_to_use(world: &mut World, script: &mut Script, course: Course) -> Result<(), Stopped> {
    if world.phase("change", &course.change)? != "implementing" {
        // The time of the change is not free any more.
        let body = json!({ "reason": "its time is not free any more" });
        script.send(RELEASES, "cancel", body);
        return Ok(());
    }
    let deployer = script.random.pick(IMPLEMENTERS);
    if course.canary {
        script.send(deployer, "start_canary", json!({}));
        let body = json!({ "health": "pass", "measures": "no error in 900" });
        script.around(20).send(PROBE, "report_health", body);
        script.after(Span::from_hours(3)).send(RELEASES, "promote", json!({}));
    } else {
        script.send(deployer, "start_deployment", json!({}));
    }
    let sums = json!([{ "component": "it", "master": "ab12", "deployed": "ab12" }]);
    script.around(20).send(deployer, "verify_integrity", json!({ "checksums": sums }));
    if course.fails {
        fail(script, deployer);
    } else {
        let version = script.random.between(100, 999).to_string();
        let body = json!({
            "changes": { "attributes": { "version": version } },
            "cover": { "change": course.change.to_string() },
        });
        let item = world.key(&course.item)?;
        script.send_to("configuration_item", item, ITEMS, "update", body);
        script.send(deployer, "deploy", json!({ "checks": { "statement": "it answers" } }));
        let body = json!({ "customer_impact": "none", "finding": "it is well" });
        script.after(Span::from_days(9)).send(RELEASES, "analyse", body);
    }
    let change = course.change;
    script.look(|world, _| {
        let random = world.random.fork();
        world.begin(change::released(change, random));
        Ok(())
    });
    let body = json!({ "improvements": ["measure more in the first stage"] });
    script.working(300).send(RELEASES, "review", body);
    script.working(100).send(RELEASES, "close", json!({}));
    Ok(())
}

/// It does not work, and what was there before is there again.
fn fail(script: &mut Script, deployer: &str) {
    script.send(PROBE, "fail", json!({ "symptom": "half of all is lost" }));
    script.around(10).send(deployer, "start_rollback", json!({}));
    let restored = json!({ "statement": "compared with the baseline" });
    script.around(40).send(deployer, "roll_back", json!({ "restored": restored }));
    let investigator = script.random.pick(TESTERS);
    let body = json!({ "investigator": investigator });
    script.working(300).send(RELEASES, "start_investigation", body);
    let body = json!({
        "cause": "a limit that the test did not have", "actions": ["test with that limit"],
    });
    script.working(600).send(RELEASES, "investigate", body);
}
