//! Changes: by a model, by a vote, in an emergency; some fail and are backed out or remedied.

mod carry_out;
mod decide;

use crate::simulate::failure::Stopped;
use crate::simulate::founding::items;
use crate::simulate::people::{CHANGES, DOCUMENTS, REQUESTERS};
use crate::simulate::random::Random;
use crate::simulate::script::{Script, Then};
use crate::simulate::world::World;
use engine::json::Value;
use engine::{Key, Span};
use serde_json::json;

/// The model that standard changes go by.
pub(in crate::simulate) const MODEL: &str = "restart";

/// What is going to become of one.
#[derive(Clone, Copy)]
struct Course {
    class: &'static str,
    /// It is not carried out as it was planned.
    fails: bool,
    /// ... and is then remedied, not backed out.
    remedied: bool,
    /// It goes by a release, from its approval on.
    release: bool,
}

/// When somebody looks again.
enum Next {
    /// Soon, whatever the time is.
    Soon,
    /// When the pace of such a change allows.
    Paced,
    /// So many days later.
    Days(i64),
    /// Not any more, or what was put on the agenda ends with a look.
    Over,
}

/// By a model that is approved for all of its kind.
pub(in crate::simulate) fn standard(world: &mut World, random: Random) -> Script {
    requested(world, random, "standard")
}

/// By a vote.
pub(in crate::simulate) fn normal(world: &mut World, random: Random) -> Script {
    requested(world, random, "normal")
}

/// By a vote, and then by a release.
pub(in crate::simulate) fn by_release(world: &mut World, random: Random) -> Script {
    requested(world, random, "release")
}

/// One that a release has carried out, until it is closed.
pub(in crate::simulate) fn released(key: Key, random: Random) -> Script {
    let mut script = Script::about("change", key, random);
    let course = Course { class: "normal", fails: false, remedied: false, release: true };
    script.working(300).look(move |world, script| go_on(world, script, course));
    script
}

/// At once.
pub(in crate::simulate) fn emergency(world: &mut World, random: Random) -> Script {
    requested(world, random, "emergency")
}

/// What a problem needs.
pub(in crate::simulate) fn for_problem(problem: &Key, random: Random) -> Script {
    let mut script = Script::new("change", random);
    let service = "mail";
    let mut body = request(service, None, "low");
    let raised_from = json!({ "process": "problem", "key": problem.to_string() });
    crate::simulate::incident::merge(&mut body, &json!({ "raised_from": raised_from }));
    let requester = script.random.pick(REQUESTERS);
    script.working(300).send(requester, "request", body);
    let course = course(&mut script.random, "normal");
    script.working(200).look(move |world, script| go_on(world, script, course));
    script
}

/// One that a rule has requested.
pub(in crate::simulate) fn taken_up(_: &mut World, key: Key, random: Random) -> Script {
    let mut script = Script::about("change", key, random);
    if script.random.percent(40) {
        let body =
            json!({ "ground": "there is another way", "told": { "statement": "by letter" } });
        script.working(600).send(CHANGES, "reject", body).may(&["not_allowed"], Then::GiveUp);
        return script;
    }
    let course = course(&mut script.random, "normal");
    script.working(300).look(move |world, script| go_on(world, script, course));
    script
}

/// A model that is looked at again: after so long, or because a change failed by it.
pub(in crate::simulate) fn model_under_review(_: &mut World, key: Key, random: Random) -> Script {
    let mut script = Script::about("change_model", key, random);
    script.working(600).look(confirm_model);
    script
}

fn confirm_model(world: &mut World, script: &mut Script) -> Result<(), Stopped> {
    let Some(key) = script.key.clone() else { return Ok(()) };
    if world.phase("change_model", &key)? == "under_review" {
        script.send(DOCUMENTS, "confirm", json!({ "finding": "still right" }));
        // First it is investigated why a change failed by it.
        script.may(&["not_investigated"], Then::GoOn);
        script.pause(2).look(confirm_model);
    }
    Ok(())
}

fn course(random: &mut Random, class: &'static str) -> Course {
    let fails = random.percent(if class == "emergency" { 12 } else { 6 });
    Course { class, fails, remedied: random.percent(40), release: false }
}

fn requested(_: &mut World, random: Random, class: &'static str) -> Script {
    let mut script = Script::new("change", random);
    let items: Vec<_> = items().collect();
    let (item, service) = script.random.pick(&items);
    let altered = class == "release" || (class == "normal" && script.random.percent(50));
    let item = altered.then_some(item);
    let level = if class == "emergency" { "high" } else { "low" };
    let mut body = request(service, item, level);
    if class == "standard" {
        crate::simulate::incident::set(&mut body, "model", MODEL);
    }
    let requester = script.random.pick(REQUESTERS);
    script.send(requester, "request", body);
    if class == "standard" {
        // The model may be under review.
        script.may(&["model_unusable"], Then::GiveUp);
    }
    let release = class == "release";
    let class = if release { "normal" } else { class };
    let course = Course { release, ..course(&mut script.random, class) };
    let minutes = if class == "emergency" { 5 } else { 200 };
    pace(&mut script, course, minutes).look(move |world, script| go_on(world, script, course));
    script
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
    let next = if let Some(next) = decide::next(world, script, course, (phase, &state)) {
        next
    } else {
        carry_out::next(world, script, course, (&key, phase, &state))?
    };
    match next {
        Next::Soon => script.around(5),
        Next::Paced => pace(script, course, 200),
        Next::Days(days) => script.after(Span::from_days(days)),
        Next::Over => return Ok(()),
    };
    script.look(move |world, script| go_on(world, script, course));
    Ok(())
}
