//! Replay.

use crate::broker::Broker;
use crate::commands::logged;
use crate::events::some_rows;
use crate::node::{INCIDENT, Place, ask, json, python, refused};
use crate::{PATIENCE, eventually};
use async_nats::{Client, Message, Subscriber};
use futures_util::StreamExt as _;
use serde_json::Value;
use std::time::{Duration, Instant};

/// Asks for a replay; where it comes.
async fn replay(client: &Client, request: &str) -> Subscriber {
    let inbox = client.new_inbox();
    let events = client.subscribe(inbox.clone()).await.unwrap();
    let body = request.to_owned().into();
    client.publish_with_reply("pdca.replay", inbox, body).await.unwrap();
    events
}

async fn next(events: &mut Subscriber) -> Message {
    tokio::time::timeout(PATIENCE, events.next()).await.unwrap().unwrap()
}

fn header(message: &Message, name: &str) -> Option<String> {
    message.headers.as_ref()?.get(name).map(ToString::to_string)
}

/// Takes all of it in; how many there were, how it ended and what was said last.
async fn whole(client: &Client, events: &mut Subscriber) -> (u64, String, Value) {
    let mut count = 0;
    loop {
        let message = next(events).await;
        if let Some(how) = header(&message, "Pdca-Replay") {
            return (count, how, json(&message));
        }
        count += 1;
        assert_eq!(header(&message, "Pdca-Count").unwrap(), count.to_string());
        if let Some(reply) = message.reply {
            client.publish(reply, "".into()).await.unwrap();
        }
    }
}

/// What a replay in another language prints.
fn types(broker: &Broker, request: &str) -> Vec<String> {
    let printed = python("replay.py", &[&broker.url(), request]);
    printed.lines().map(|line| line.split(' ').nth(1).unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_part_that_is_asked_for_comes_whole_and_in_order() {
    let (broker, place) = (Broker::start(), Place::founded());
    let node = place.serve(&["--nats", &broker.url()]);
    logged(&place, 2);
    place.ok(&["do", "incident", "INC0000002", "update", r#"{"note":"still"}"#, "--actor", "bo"]);
    let all = types(&broker, "");
    assert_eq!(all.len(), place.ok(&["log"]).lines().count());
    for (request, expected) in [
        (r#"{"process":"incident"}"#, vec!["logged", "logged", "updated"]),
        (r#"{"process":"incident","key":"INC0000002"}"#, vec!["logged", "updated"]),
        (r#"{"actor":"bo"}"#, vec!["updated"]),
        (r#"{"events":["pdca.incident.updated","role.retired"]}"#, vec!["updated"]),
        (r#"{"process":"incident","key":"INC0000009"}"#, vec![]),
        (r#"{"process":"incident","until":1}"#, vec![]),
        (r#"{"from":"2200-01-01T00:00:00Z"}"#, vec![]),
    ] {
        let expected: Vec<_> =
            expected.into_iter().map(|event| format!("pdca.incident.{event}")).collect();
        assert_eq!(types(&broker, request), expected, "{request}");
    }
    assert_eq!(types(&broker, r#"{"from":3,"until":5}"#), all[2..5]);
    let last = place.json(&["log", "--actor", "bo"]);
    let request = format!(r#"{{"correlation":{}}}"#, last["correlation_id"]);
    assert_eq!(types(&broker, &request), ["pdca.incident.updated"]);
    node.stop();
}

#[tokio::test]
async fn what_cannot_be_asked_is_said() {
    let (broker, place) = (Broker::start(), Place::founded());
    let node = place.serve(&["--nats", &broker.url()]);
    let client = async_nats::connect(broker.url()).await.unwrap();
    for (request, code) in [
        (r#"{"proces":"incident"}"#, "bad_body"),
        (r#"{"process":"incident","process":"role"}"#, "bad_json"),
        (r#"{"process":"incubus"}"#, "unknown_process"),
        (r#"{"speed":-1}"#, "bad_speed"),
        (r#"{"correlation":"x"}"#, "bad_correlation"),
    ] {
        assert_eq!(refused(&ask(&client, "pdca.replay", request).await), code, "{request}");
    }
    node.stop();
}

#[tokio::test]
async fn events_come_as_far_apart_as_they_were() {
    let (broker, place) = (Broker::start(), Place::founded());
    let node = place.serve(&["--nats", &broker.url()]);
    logged(&place, 1);
    let pause = Duration::from_millis(400);
    tokio::time::sleep(pause).await;
    logged(&place, 1);
    let client = async_nats::connect(broker.url()).await.unwrap();
    let took = async |speed: &str| {
        let request = format!(r#"{{"process":"incident"{speed}}}"#);
        let began = Instant::now();
        let mut events = replay(&client, &request).await;
        assert_eq!(whole(&client, &mut events).await.0, 2);
        began.elapsed()
    };
    assert!(took(r#","speed":1"#).await >= pause);
    assert!(took(r#","speed":1000"#).await < pause);
    assert!(took("").await < pause);
    node.stop();
}

#[tokio::test]
async fn a_reader_that_does_not_read_holds_nobody_up() {
    let (broker, place) = (Broker::start(), Place::founded());
    let rows = place.file("log.csv", &some_rows(1_000));
    place.ok(&["import", "servicenow", rows.to_str().unwrap()]);
    place.configure("[nats]\nreplays_max = 3\n");
    let node = place.serve(&["--nats", &broker.url()]);
    let client = async_nats::connect(broker.url()).await.unwrap();
    let records = place.ok(&["log"]).lines().count() as u64;
    // It asks and says nothing more: it gets what two questions allow, and no more.
    let mut mute = replay(&client, "").await;
    let _another = replay(&client, "").await;
    for _ in 0..512 {
        next(&mut mute).await;
    }
    // Who reads is not held up by who does not.
    let mut reader = replay(&client, "").await;
    let (count, how, _) = whole(&client, &mut reader).await;
    assert_eq!((count, how.as_str()), (records, "end"));
    // Nor is who writes.
    let done = ask(&client, "pdca.cmd.incident.new.log", INCIDENT).await;
    assert_eq!(json(&done)["version"], 1);
    // More than may run are told to come again.
    let _third = replay(&client, "").await;
    let busy = eventually("there is no place", async || {
        let mut fourth = replay(&client, "").await;
        let first = next(&mut fourth).await;
        header(&first, "Nats-Service-Error")
    });
    assert_eq!(busy.await, "busy");
    // A node that stops says so to whoever waits.
    node.stop();
    let mut last = next(&mut mute).await;
    while header(&last, "Pdca-Replay").is_none() {
        last = next(&mut mute).await;
    }
    assert!(header(&last, "Pdca-Replay").unwrap().contains("the node stops"));
}
