//! Incidents: logged, graded, passed on, held, mended, back again; some major.

use super::founding::{CUSTOMERS, OFFERED};
use super::hours;
use super::major;
use super::people::{DESK, PROBE, RESOLVERS, user};
use super::random::Random;
use super::script::{Script, Then};
use super::world::World;
use engine::Key;
use engine::json::Value;
use serde_json::json;

const SYMPTOMS: &[&str] = &["is down", "is slow", "shows an error", "loses data", "asks twice"];
const CATEGORIES: &[&str] = &["software", "hardware", "network", "use", "speed", "data"];
const CODES: &[&str] = &["restarted", "replaced", "explained", "set right", "repaired"];
const CAUSES: &[&str] = &["a full disk", "a broken part", "a wrong setting", "an old version"];
/// How many incidents are remembered, for others to be merged into.
const RECENT: usize = 200;

/// How bad it is and how little it can wait, by how often that is so.
const BY_DAY: &[(u32, (&str, &str))] = &[
    (1, ("high", "high")),
    (4, ("high", "medium")),
    (6, ("medium", "high")),
    (35, ("medium", "medium")),
    (14, ("low", "high")),
    (40, ("low", "low")),
];
/// At night and at the weekend: what is not grave waits for the morning.
const BY_NIGHT: &[(u32, (&str, &str))] = &[
    (4, ("high", "high")),
    (16, ("high", "medium")),
    (20, ("medium", "high")),
    (40, ("medium", "medium")),
    (20, ("low", "low")),
];

/// What is to be done about one, as far as it is known when it is logged.
struct Course {
    priority: u8,
    assignee: &'static str,
    item: bool,
}

/// Somebody tells of one, or a probe sees it.
pub(super) fn begin(world: &mut World, random: Random) -> Script {
    let mut script = Script::new("incident", random);
    let random = &mut script.random;
    let by_day = hours::is_working_time(world.now());
    let (impact, urgency) = random.weighted(if by_day { BY_DAY } else { BY_NIGHT });
    let index = usize::try_from(random.below(OFFERED.len() as u64)).unwrap_or_default();
    let Some(service) = OFFERED.get(index) else { return script };
    let (desk, assignee) = (random.pick(DESK), random.pick(RESOLVERS));
    let seen_by_probe = random.percent(if by_day { 15 } else { 70 });
    let mut body = json!({
        "summary": format!("{} {}", service.name, random.pick(SYMPTOMS)),
        "service": service.name,
        "customer": random.pick(CUSTOMERS),
    });
    let by = if seen_by_probe { PROBE } else { desk };
    let caller = user(random);
    if seen_by_probe {
        set(&mut body, "monitor", "probe 7");
    } else {
        set(&mut body, "caller", &caller);
    }
    let item = random.percent(60);
    if item {
        set(&mut body, "configuration_item", random.pick(service.items));
    }
    let triage = json!({
        "category": random.pick(CATEGORIES), "impact": impact, "urgency": urgency,
        "assignee": assignee,
    });
    let at_once = by == desk && random.percent(80);
    if at_once {
        merge(&mut body, &triage);
    }
    script.send(by, "log", body);
    let name = service.name;
    script.look(move |world, script| {
        remember(world, name, script.key.as_ref());
        Ok(())
    });
    if !at_once {
        script.around(6).send(desk, "classify", triage);
    }
    let priority = match (impact, urgency) {
        ("high", "high") => 1,
        ("high", "medium") | ("medium", "high") => 2,
        ("low", "low") => 4,
        _ => 3,
    };
    work(&mut script, world, &Course { priority, assignee, item }, name);
    script
}

/// One that was logged by a policy.
pub(super) fn taken_up(world: &mut World, key: Key, random: Random) -> Script {
    let mut script = Script::about("incident", key, random);
    let (desk, assignee) = (script.random.pick(DESK), script.random.pick(RESOLVERS));
    let triage = json!({
        "category": "software", "impact": "medium", "urgency": "high", "assignee": assignee,
    });
    script.around(5).send(desk, "classify", triage).may(&["not_allowed"], Then::GoOn);
    work(&mut script, world, &Course { priority: 2, assignee, item: false }, "");
    script
}

/// What becomes of it.
fn work(script: &mut Script, world: &World, course: &Course, service: &'static str) {
    let desk = script.random.pick(DESK);
    if course.priority > 1 {
        match script.random.between(1, 100) {
            1..=3 => {
                let body = json!({ "reason": "false_alarm" });
                script.around(20).send(desk, "cancel", body);
                return;
            }
            4..=8 if merged(script, world, course, service) => return,
            9 => {
                let body = json!({ "note": "nothing is broken", "item": "question" });
                script.around(15).send(desk, "convert", body);
                return;
            }
            _ => {}
        }
    }
    mend(script, course, desk);
}

/// The same as another one of that service, if there is one.
fn merged(script: &mut Script, world: &World, course: &Course, service: &str) -> bool {
    /// What the parent has become meanwhile, or this one.
    const MAY: &[&str] = &["parent_not_open", "not_allowed"];
    let mut open = world.recent.iter().rev().filter(|(name, _)| name == service);
    // The latest one is this one itself.
    let Some((_, parent)) = open.next() else { return false };
    let body = json!({ "parent": parent.to_string() });
    let (assignee, item, desk) = (course.assignee, course.item, script.random.pick(DESK));
    script.around(30).send(desk, "merge", body).may(MAY, Then::GoOn);
    script.look(move |world, script| {
        let Some(key) = script.key.clone() else { return Ok(()) };
        if world.phase("incident", &key)? != "merged" {
            mend(script, &Course { priority: 3, assignee, item }, desk);
        }
        Ok(())
    });
    true
}

/// Somebody mends it.
fn mend(script: &mut Script, course: &Course, desk: &'static str) {
    let (response, work) = match course.priority {
        1 => (8, 130),
        2 => (30, 280),
        3 => (90, 900),
        _ => (300, 1_500),
    };
    let mut assignee = course.assignee;
    if course.priority == 1 {
        major::declare(script);
    }
    pace(script, course, response).send(assignee, "respond", json!({}));
    let leaks = if course.priority == 1 { 10 } else { 0 };
    if script.random.percent(leaks) || (course.priority == 3 && script.random.below(400) == 0) {
        script.around(10).send(assignee, "report_leak", json!({}));
    }
    if course.priority == 1 {
        major::restore(script);
    }
    if script.random.percent(12) {
        let other = script.random.pick(RESOLVERS);
        if other != assignee {
            let body = json!({ "reason": "he knows it better", "assignee": other });
            pace(script, course, work / 4).send(assignee, "reassign", body);
            pace(script, course, response).send(other, "respond", json!({}));
            assignee = other;
        }
    }
    if script.random.percent(15) {
        let reason =
            script.random.pick(&["awaiting_customer", "awaiting_customer", "awaiting_supplier"]);
        pace(script, course, work / 4).send(assignee, "hold", json!({ "reason": reason }));
        // It may have gone on by itself.
        pace(script, course, work).send(assignee, "resume", json!({}));
        script.may(&["not_allowed"], Then::GoOn);
    }
    resolve(script, course, assignee, work);
    if script.random.percent(4) {
        let reason = json!({ "reason": "it is there again" });
        script.around(600).send(desk, "reopen", reason).may(&["not_allowed"], Then::GiveUp);
        resolve(script, course, assignee, work);
    }
    if course.priority == 1 {
        major::review(script);
    }
    if script.random.percent(40) {
        let body = json!({ "confirmed_by": "whoever called", "classification_verified": true });
        // Silence may have been consent by then.
        script.around(500).send(desk, "close", body).may(&["not_allowed"], Then::GoOn);
    }
}

fn resolve(script: &mut Script, course: &Course, assignee: &'static str, work: u32) {
    let mut body = json!({ "code": script.random.pick(CODES) });
    let cause = if script.random.percent(95) {
        json!({ "known": script.random.pick(CAUSES) })
    } else {
        json!("unknown")
    };
    merge(&mut body, &json!({ "cause": cause }));
    if !course.item {
        set(&mut body, "no_item_reason", "none is on record");
    }
    pace(script, course, work).send(assignee, "resolve", body);
}

/// What is grave is seen to at once, and all else in working time.
fn pace<'a>(script: &'a mut Script, course: &Course, minutes: u32) -> &'a mut Script {
    if course.priority <= 2 { script.around(minutes) } else { script.working(minutes) }
}

fn remember(world: &mut World, service: &str, key: Option<&Key>) {
    world.recent.extend(key.map(|key| (service.to_owned(), key.clone())));
    if world.recent.len() > RECENT {
        world.recent.pop_front();
    }
}

/// Sets a field of an object.
pub(super) fn set(body: &mut Value, field: &str, value: &str) {
    merge(body, &json!({ field: value }));
}

/// Takes over the fields of another object.
pub(super) fn merge(body: &mut Value, other: &Value) {
    if let (Some(body), Some(other)) = (body.as_object_mut(), other.as_object()) {
        body.extend(other.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
}
