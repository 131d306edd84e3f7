//! Replay.

use crate::broker::Broker;
use crate::commands::logged;
use crate::events::some_rows;
use crate::node::{INCIDENT, Place, ask, headers, json, on_nats, python, refused};
use crate::{eventually, next};
use async_nats::{Client, Message, Subscriber};
use std::time::{Duration, Instant};

const REPLAY: &str = "pdca.replay";

/// Asks for a replay by a subject; where it comes.
pub(crate) async fn replay(client: &Client, subject: &str, request: &str) -> Subscriber {
    let inbox = client.new_inbox();
    let events = client.subscribe(inbox.clone()).await.unwrap();
    let body = request.to_owned().into();
    client.publish_with_reply(subject.to_owned(), inbox, body).await.unwrap();
    events
}

fn header(message: &Message, name: &str) -> Option<String> {
    message.headers.as_ref()?.get(name).map(ToString::to_string)
}

/// Takes all of it in: the events, and what is said last.
pub(crate) async fn whole(client: &Client, events: &mut Subscriber) -> (Vec<Message>, Message) {
    let mut taken = Vec::new();
    loop {
        let message = next(events).await;
        if header(&message, "Pdca-Replay").is_some() {
            assert_eq!(json(&message)["count"], taken.len());
            return (taken, message);
        }
        if let Some(reply) = &message.reply {
            client.publish(reply.clone(), "".into()).await.unwrap();
        }
        taken.push(message);
        assert_eq!(header(taken.last().unwrap(), "Pdca-Count").unwrap(), taken.len().to_string());
    }
}

/// The same in somebody's name, as somebody says who does not have to prove it.
async fn replay_as(client: &Client, name: &str, request: &str) -> Subscriber {
    let inbox = client.new_inbox();
    let events = client.subscribe(inbox.clone()).await.unwrap();
    let (headers, body) = (headers(&[("Pdca-Actor", name)]), request.to_owned().into());
    let asked = client.publish_with_reply_and_headers(REPLAY, inbox, headers, body);
    asked.await.unwrap();
    events
}

/// What a replay in another language prints.
fn types(broker: &Broker, request: &str) -> Vec<String> {
    let printed = python("replay.py", &[&broker.url(), request]);
    printed.lines().map(|line| line.split(' ').nth(1).unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_part_that_is_asked_for_comes_whole_and_in_order() {
    let (broker, place, node) = on_nats();
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
    let (broker, _place, node) = on_nats();
    let client = broker.client().await;
    for (request, code) in [
        (r#"{"proces":"incident"}"#, "bad_body"),
        (r#"{"process":"incident","process":"role"}"#, "bad_json"),
        (r#"{"process":"incubus"}"#, "unknown_process"),
        (r#"{"speed":-1}"#, "bad_speed"),
        (r#"{"correlation":"x"}"#, "bad_correlation"),
        (r#"{"until":"9999-01-01T00:00:00Z"}"#, "bad_time"),
        (r#"{"events":["logged","nope"]}"#, "unknown_event"),
        (r#"{"process":"incident","events":["role.retired"]}"#, "unknown_event"),
        (r#"{"events":["incident.nope"]}"#, "unknown_event"),
    ] {
        assert_eq!(refused(&ask(&client, "pdca.replay", request).await), code, "{request}");
    }
    node.stop();
}

#[tokio::test]
async fn events_come_as_far_apart_as_they_were() {
    let (broker, place, node) = on_nats();
    logged(&place, 1);
    let pause = Duration::from_millis(400);
    // What is measured is how far apart they come, so they have to be apart.
    tokio::time::sleep(pause).await;
    logged(&place, 1);
    let client = broker.client().await;
    let took = async |speed: &str| {
        let request = format!(r#"{{"process":"incident"{speed}}}"#);
        let began = Instant::now();
        let mut events = replay(&client, REPLAY, &request).await;
        assert_eq!(whole(&client, &mut events).await.0.len(), 2);
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
    let node = place.serve_on(&broker);
    let client = broker.client().await;
    let records = place.ok(&["log"]).lines().count();
    // It asks and says nothing more: it gets what two questions allow, and no more.
    let mut mute = replay(&client, REPLAY, "").await;
    let _another = replay(&client, REPLAY, "").await;
    for _ in 0..512 {
        next(&mut mute).await;
    }
    // Who reads is not held up by who does not.
    let mut reader = replay(&client, REPLAY, "").await;
    let (events, last) = whole(&client, &mut reader).await;
    assert_eq!((events.len(), header(&last, "Pdca-Replay").unwrap()), (records, "end".into()));
    // Nor is who writes.
    let done = ask(&client, "pdca.cmd.incident.new.log", INCIDENT).await;
    assert_eq!(json(&done)["version"], 1);
    // More than may run are told to come again.
    let _third = replay(&client, REPLAY, "").await;
    let busy = eventually("there is no place", async || {
        let mut fourth = replay(&client, REPLAY, "").await;
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

#[tokio::test]
async fn nobody_has_all_replays_to_himself() {
    let (broker, place) = (Broker::start(), Place::founded());
    place.configure("[nats]\nreplays_max = 3\nreplays_per_actor_max = 2\n");
    let node = place.serve_on(&broker);
    logged(&place, 1);
    let client = broker.client().await;
    // Days apart, at this speed.
    let (mut going, mut first) = (Vec::new(), Vec::new());
    for _ in 0..2 {
        let mut events = replay_as(&client, "ada", r#"{"speed":0.001}"#).await;
        first.push(next(&mut events).await);
        going.push(events);
    }
    let mut refusal = replay_as(&client, "ada", "").await;
    let refusal = next(&mut refusal).await;
    assert_eq!(refused(&refusal), "busy");
    assert!(json(&refusal)["detail"].as_str().unwrap().contains("in this name"));
    let mut events = replay_as(&client, "bo", "").await;
    whole(&client, &mut events).await;
    node.stop();
}

#[tokio::test]
async fn a_replay_that_waits_notices_that_nobody_is_there() {
    let (broker, place) = (Broker::start(), Place::founded());
    place.configure("[nats]\nreplays_max = 1\n");
    let node = place.serve_on(&broker);
    logged(&place, 1);
    let client = broker.client().await;
    let mut slow = replay(&client, REPLAY, r#"{"speed":0.001}"#).await;
    let wait = loop {
        let message = next(&mut slow).await;
        client.publish(message.reply.clone().unwrap_or("nobody".into()), "".into()).await.unwrap();
        if header(&message, "Pdca-Wait").is_some() {
            break message;
        }
    };
    // It is no event, and says for how long there will be none.
    assert!(header(&wait, "Pdca-Count").is_none() && wait.payload.is_empty());
    assert!(header(&wait, "Pdca-Wait").unwrap().starts_with("PT"));
    drop(slow);
    eventually("the place is free", async || {
        let mut events = replay(&client, REPLAY, r#"{"until":1}"#).await;
        header(&next(&mut events).await, "Pdca-Count")
    })
    .await;
    node.stop();
}
