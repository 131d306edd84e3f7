//! What is asked of the database by its door, on what a scenario has left.

use crate::catalogue;
use crate::node::{Node, Settings};
use crate::operation::Questions;
use crate::scenario::Scenario;
use engine::outside::Problem;
use nats::Questions as _;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

/// An incident, the problem behind it, a change, a release.
fn played(dir: &tempfile::TempDir) -> Arc<Node> {
    let file = Path::new("../../processes/scenarios/walk.toml");
    let data = dir.path().join("data");
    let scenario = Scenario::read(file, &catalogue()).unwrap();
    assert_eq!(scenario.keep(&Settings::of(&data)).unwrap().counts().1, 0);
    Arc::new(Node::open(&data).unwrap())
}

fn ask(node: &Arc<Node>, hidden: &[&'static str], asked: (&str, Value)) -> Result<Value, Problem> {
    let somebody = nats::Asker { actor: None, principal: "nats".to_owned(), is_proven: false };
    let answer = Questions::of(node).ask(&somebody, hidden, "cmdb", asked.0, asked.1)?;
    Ok(serde_json::from_str(&answer).unwrap())
}

#[test]
fn links_to_what_is_hidden_are_left_out() {
    let dir = tempfile::tempdir().unwrap();
    let node = played(&dir);
    let links = |hidden: &[&'static str]| {
        let shown = ask(&node, hidden, ("show", json!({ "key": "mail-1" }))).unwrap();
        let entry = &shown["entry"];
        ["changes", "incidents", "problems", "known_errors"].map(|link| entry[link].clone())
    };
    let (changes, nothing) = (json!(["CHG0000002"]), json!([]));
    let (incidents, problems) = (json!(["INC0000001", "INC0000002"]), json!(["PRB0000001"]));
    let [all, without_incidents, without_problems] =
        [&[][..], &["incident"], &["problem"]].map(links);
    assert_eq!(all, [&changes, &incidents, &problems, &problems].map(Clone::clone));
    assert_eq!(without_incidents, [&changes, &nothing, &problems, &problems].map(Clone::clone));
    assert_eq!(without_problems, [&changes, &incidents, &nothing, &nothing].map(Clone::clone));
    // Of what the database is about, nothing can be left out.
    assert_eq!(Questions::of(&node).tells_of("cmdb"), ["configuration_item"]);
}

#[test]
fn what_is_known_now_of_then_is_more_than_what_was_known_then() {
    let dir = tempfile::tempdir().unwrap();
    let node = played(&dir);
    let actor = |body: Value, command: &str, at: Option<&str>| {
        let sent = engine::outside::Sent {
            caller: engine::Caller {
                door: engine::Door::Library,
                principal: String::new(),
                actor: engine::Actor::new("ada").unwrap(),
            },
            sent_as: format!("{command} {at:?}"),
            process: "configuration_item".to_owned(),
            key: Some(engine::Key::new("mail-1").unwrap()),
            command: command.to_owned(),
            body,
            occurred_at: at.map(|at| at.parse().unwrap()),
        };
        let done =
            engine::runtime::wait(async { node.engine().hand_over(sent).await?.done().await });
        done.unwrap()
    };
    // It happened long ago, and is said only now.
    let then = "2025-03-27T00:00:00Z";
    let baseline = json!({ "name": "after the release", "occasion": { "release": "REL0000001" } });
    let done = actor(baseline, "capture_baseline", Some("2025-03-26T20:00:00Z"));
    let named = |known: &str| {
        let asked = json!({ "key": "mail-1", "as_of": then, "known": known });
        let shown = ask(&node, &[], ("show", asked)).unwrap();
        let baseline = shown["entry"]["item"]["baseline"]["name"].clone();
        (shown["axis"].clone(), shown["position"].clone(), baseline)
    };
    let (axis, position, name) = named("at");
    assert_eq!((&axis, &name), (&json!("recorded"), &json!("before REL0000001")));
    assert!(position.as_u64() < Some(done.position.0));
    let position = json!(node.engine().head());
    assert_eq!(named("now"), (json!("occurred"), position, json!("after the release")));
}
