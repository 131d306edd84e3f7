//! The work queue.

use crate::broker::Broker;
use crate::identity::{connected, serving};
use crate::node::{INCIDENT, Place, ask, headers, json, on_nats};
use crate::{emptied, eventually, held};
use async_nats::Client;
use async_nats::jetstream::{self, Context, consumer, stream};
use futures_util::StreamExt as _;
use std::time::Duration;

const QUEUE: &str = "PDCA_COMMANDS";
const LOG: &str = "pdca.queue.incident.new.log";

/// Puts a command into the queue, for sure.
async fn put(jetstream: &Context, subject: &str, id: &str, body: &str) {
    let headers = headers(&[("Pdca-Actor", "ada"), ("Nats-Msg-Id", id)]);
    let body = body.to_owned();
    let put = jetstream.publish_with_headers(subject.to_owned(), headers, body.into()).await;
    put.unwrap().await.unwrap();
}

#[tokio::test]
async fn one_id_of_two_actors_is_two_commands() {
    let broker = Broker::sample();
    let (place, node) = serving(&broker);
    let (ada, bo) = (connected(&broker, "ada").await, connected(&broker, "bo").await);
    let sent = async |client: &Client, name: &str, id: Option<&str>, body: &str| {
        let subject = format!("pdca.as.{name}.queue.incident.new.log");
        let id: Vec<_> = id.into_iter().map(|id| ("Nats-Msg-Id", id)).collect();
        let queue = jetstream::new(client.clone());
        let put = queue.publish_with_headers(subject, headers(&id), body.to_owned().into()).await;
        put.unwrap().await.unwrap()
    };
    let body = r#"{"summary":"mail is down","service":"mail","command_id":"42"}"#;
    assert!(!sent(&bo, "bo", None, body).await.duplicate);
    assert!(!sent(&ada, "ada", None, body).await.duplicate);
    eventually("both", async || (place.records("incident") == 2).then_some(())).await;
    // What the server takes for the same, it says it has dropped, and not for long.
    assert!(!sent(&bo, "bo", Some("43"), INCIDENT).await.duplicate);
    eventually("it is taken", async || {
        (!sent(&ada, "ada", Some("43"), INCIDENT).await.duplicate).then_some(())
    })
    .await;
    eventually("both", async || (place.records("incident") == 4).then_some(())).await;
    let by_ada = place.ok(&["log", "--process", "incident", "--actor", "ada"]);
    assert_eq!(by_ada.lines().count(), 2);
    node.stop();
}

#[tokio::test]
async fn a_queue_that_would_drop_what_it_takes_for_the_same_is_changed() {
    let (broker, place) = (Broker::start(), Place::founded());
    let jetstream = broker.jetstream().await;
    let config = stream::Config {
        name: QUEUE.to_owned(),
        subjects: vec!["pdca.queue.*.*.*".to_owned()],
        retention: stream::RetentionPolicy::WorkQueue,
        ..stream::Config::default()
    };
    jetstream.create_stream(config).await.unwrap();
    let node = place.serve_on(&broker);
    let queue = jetstream.get_stream(QUEUE).await.unwrap();
    let window = queue.cached_info().config.duplicate_window;
    assert!(window <= Duration::from_millis(100), "{window:?}");
    node.stop();
}

#[tokio::test]
async fn what_was_asked_and_is_queued_too_is_done_once() {
    let (broker, place, node) = on_nats();
    let jetstream = broker.jetstream().await;
    let client = async_nats::connect(broker.url()).await.unwrap();
    let asked = headers(&[("Pdca-Actor", "ada"), ("Nats-Msg-Id", "once")]);
    let subject = "pdca.cmd.incident.new.log";
    let done = client.request_with_headers(subject, asked.clone(), INCIDENT.into()).await.unwrap();
    assert_eq!(json(&done)["repeated"], false);
    put(&jetstream, LOG, "once", INCIDENT).await;
    emptied(&jetstream, QUEUE).await;
    // And the other way round.
    put(&jetstream, LOG, "queued", INCIDENT).await;
    emptied(&jetstream, QUEUE).await;
    let asked = headers(&[("Pdca-Actor", "ada"), ("Nats-Msg-Id", "queued")]);
    let done = client.request_with_headers(subject, asked, INCIDENT.into()).await.unwrap();
    assert_eq!(json(&done)["repeated"], true);
    assert_eq!((place.records("incident"), held(&jetstream, "PDCA_DEAD").await), (2, 0));
    // Another content is another command, and the id is taken. The server may not see it, or it would
    // drop what comes so soon.
    let (subject, ada) =
        ("pdca.queue.incident.INC0000001.update", headers(&[("Pdca-Actor", "ada")]));
    let other = r#"{"note":"x","command_id":"once"}"#;
    let put = jetstream.publish_with_headers(subject, ada, other.into()).await.unwrap();
    put.await.unwrap();
    emptied(&jetstream, QUEUE).await;
    let dead = jetstream.get_stream("PDCA_DEAD").await.unwrap();
    let letter = dead.get_raw_message(1).await.unwrap();
    assert_eq!(letter.headers.get("Pdca-Code").unwrap().as_str(), "id_reused");
    node.stop();
}

#[tokio::test]
async fn commands_are_done_in_the_order_of_the_queue() {
    let (broker, place, node) = on_nats();
    let jetstream = broker.jetstream().await;
    put(&jetstream, LOG, "log", INCIDENT).await;
    for number in 0..50 {
        let body = format!(r#"{{"note":"note {number}"}}"#);
        put(&jetstream, "pdca.queue.incident.INC0000001.update", &format!("{number}"), &body).await;
    }
    emptied(&jetstream, QUEUE).await;
    let trail = place.ok(&["log", "--process", "incident", "--json"]);
    let notes: Vec<_> = trail.lines().filter_map(|line| line.split("note ").nth(1)).collect();
    let numbers: Vec<u32> =
        notes.iter().map(|note| note.split('"').next().unwrap().parse().unwrap()).collect();
    assert_eq!(numbers, (0..50).collect::<Vec<_>>());
    assert_eq!(held(&jetstream, "PDCA_DEAD").await, 0);
    node.stop();
}

#[tokio::test]
async fn what_is_refused_is_kept_with_the_reason() {
    let (broker, place, node) = on_nats();
    let jetstream = broker.jetstream().await;
    put(&jetstream, LOG, "log", INCIDENT).await;
    put(&jetstream, "pdca.queue.incident.INC0000001.close", "close", "{}").await;
    put(&jetstream, LOG, "broken", "{").await;
    emptied(&jetstream, QUEUE).await;
    let dead = jetstream.get_stream("PDCA_DEAD").await.unwrap();
    let last = |subject: &'static str| dead.get_last_raw_message_by_subject(subject);
    let close = last("pdca.dead.queue.incident.INC0000001.close").await.unwrap();
    let header = |name: &str| close.headers.get(name).unwrap().as_str().to_owned();
    assert_eq!(header("Pdca-Code"), "not_allowed");
    assert!(header("Pdca-Detail").contains("possible now"));
    assert_eq!(header("Pdca-Sent-As"), "close");
    assert_eq!(header("Pdca-Actor"), "ada");
    assert_eq!(header("Pdca-Subject"), "pdca.queue.incident.INC0000001.close");
    assert_eq!(&*close.payload, b"{}");
    let unreadable = last("pdca.dead.queue.incident.new.log").await.unwrap();
    assert_eq!(unreadable.headers.get("Pdca-Code").unwrap().as_str(), "bad_json");
    // In the trail, too.
    let outcomes = place.ok(&["log", "--process", "outcome"]);
    assert!(outcomes.contains("refused") && outcomes.contains("close"), "{outcomes}");
    node.stop();
}

#[tokio::test]
async fn what_is_too_large_or_no_command_leaves_a_trace() {
    let (broker, place, node) = on_nats();
    let jetstream = broker.jetstream().await;
    // The sender is told while he is there.
    let large = "x".repeat(700 * 1024);
    let refused = jetstream.publish(LOG, large.into()).await.unwrap().await;
    assert!(refused.unwrap_err().to_string().contains("size"));
    // What was said to the server is not said to it again, where it would not be true.
    let said = headers(&[("Pdca-Actor", "ada"), ("Nats-Expected-Stream", "PDCA_COMMANDS")]);
    for (subject, body) in [(LOG, "\u{0}"), (LOG, "[1]"), ("pdca.queue.x.new.y", "{}")] {
        let put = jetstream.publish_with_headers(subject, said.clone(), body.into()).await;
        put.unwrap().await.unwrap();
    }
    put(&jetstream, "pdca.queue.incident.not=a=key.log", "key", "{}").await;
    let nobody = jetstream.publish(LOG, INCIDENT.into()).await.unwrap();
    nobody.await.unwrap();
    emptied(&jetstream, QUEUE).await;
    assert_eq!(place.records("incident"), 0);
    let dead = jetstream.get_stream("PDCA_DEAD").await.unwrap();
    let mut codes = Vec::new();
    for sequence in 1..=held(&jetstream, "PDCA_DEAD").await {
        let letter = dead.get_raw_message(sequence).await.unwrap();
        codes.push(letter.headers.get("Pdca-Code").unwrap().as_str().to_owned());
    }
    codes.sort();
    assert_eq!(codes, ["bad_body", "bad_json", "bad_key", "no_actor"]);
    // What no process is known for may be about what only some may see.
    let restricted = jetstream.get_stream("PDCA_DEAD_RESTRICTED").await.unwrap();
    let letter = restricted.get_raw_message(1).await.unwrap();
    assert_eq!(letter.headers.get("Pdca-Code").unwrap().as_str(), "unknown_process");
    node.stop();
}

#[tokio::test]
async fn a_node_that_is_killed_loses_nothing_and_does_nothing_twice() {
    let (broker, place, node) = on_nats();
    let jetstream = broker.jetstream().await;
    let puts = (0..400).map(|number| {
        let (jetstream, id) = (jetstream.clone(), format!("incident {number}"));
        tokio::spawn(async move { put(&jetstream, LOG, &id, INCIDENT).await })
    });
    let puts: Vec<_> = puts.collect();
    eventually("some are done", async || (place.records("incident") > 20).then_some(())).await;
    node.kill();
    for put in puts {
        put.await.unwrap();
    }
    let node = place.serve_on(&broker);
    emptied(&jetstream, QUEUE).await;
    assert_eq!(place.records("incident"), 400);
    assert_eq!(held(&jetstream, "PDCA_DEAD").await, 0);
    node.stop();
}

#[tokio::test]
async fn a_broker_that_is_killed_under_load_loses_nothing() {
    let (mut broker, place, node) = on_nats();
    let queue = broker.jetstream().await;
    for number in 0..200 {
        put(&queue, LOG, &format!("incident {number}"), INCIDENT).await;
    }
    broker.kill();
    broker.restart();
    let queue = broker.jetstream().await;
    // Sent again by somebody who does not know whether it arrived.
    for number in 150..300 {
        put(&queue, LOG, &format!("incident {number}"), INCIDENT).await;
    }
    emptied(&queue, QUEUE).await;
    assert_eq!(place.records("incident"), 300);
    // And with everything it had stored lost, the queue is made again.
    broker.kill();
    broker.lose_store();
    broker.restart();
    let queue = broker.jetstream().await;
    eventually("the queue is there again", async || queue.get_stream(QUEUE).await.ok()).await;
    put(&queue, LOG, "incident 300", INCIDENT).await;
    emptied(&queue, QUEUE).await;
    assert_eq!(place.records("incident"), 301);
    node.stop();
}

/// Puts a command into the queue that has no id of its own; its place.
async fn put_nameless(jetstream: &Context, body: &str) -> u64 {
    let (by_ada, body) = (headers(&[("Pdca-Actor", "ada")]), body.to_owned().into());
    jetstream.publish_with_headers(LOG, by_ada, body).await.unwrap().await.unwrap().sequence
}

#[tokio::test]
async fn a_store_that_went_back_gives_the_same_places_to_other_messages() {
    let (mut broker, place, node) = on_nats();
    let jetstream = broker.jetstream().await;
    put_nameless(&jetstream, INCIDENT).await;
    emptied(&jetstream, QUEUE).await;
    broker.kill();
    broker.keep_store();
    broker.restart();
    let mut places = Vec::new();
    for _ in 0..2 {
        let jetstream = broker.jetstream().await;
        // One that says the same as the one that has its place, one that says something else, and two
        // that are refused.
        let other = INCIDENT.replace("mail is down", &format!("outage {}", places.len()));
        for body in [INCIDENT, &other, "no JSON", "none either"] {
            places.push(put_nameless(&jetstream, body).await);
        }
        emptied(&jetstream, QUEUE).await;
        broker.kill();
        broker.put_back_store();
        broker.restart();
    }
    assert_eq!(places[..4], places[4..]);
    assert_eq!(place.records("incident"), 1 + 2 * 2);
    let refused = place.trail("intake");
    assert_eq!(refused.len(), 2 * 2, "{refused:?}");
    assert!(refused.iter().all(|one| one["payload"]["code"] == "bad_json"), "{refused:?}");
    node.stop();
}

#[tokio::test]
async fn what_an_earlier_version_has_done_and_not_acknowledged_is_not_done_again() {
    let (broker, place, node) = on_nats();
    let (client, jetstream) = (broker.client().await, broker.jetstream().await);
    let first = put_nameless(&jetstream, INCIDENT).await;
    emptied(&jetstream, QUEUE).await;
    // The name that it would have given to the next one.
    let queue = jetstream.get_stream(QUEUE).await.unwrap();
    let created = queue.cached_info().created.unix_timestamp_nanos();
    let name = format!("{QUEUE} {created} {}", first + 1);
    let named = INCIDENT.replace('{', &format!(r#"{{"command_id":"{name}","#));
    assert_eq!(json(&ask(&client, "pdca.cmd.incident.new.log", &named).await)["version"], 1);
    node.stop();
    for _ in 0..2 {
        put_nameless(&jetstream, INCIDENT).await;
    }
    // Both are handed out, and nobody says that he has them.
    let handing: consumer::PullConsumer = queue.get_consumer("pdca").await.unwrap();
    let mut handed_out = handing.batch().max_messages(2).messages().await.unwrap();
    for _ in 0..2 {
        assert!(handed_out.next().await.unwrap().is_ok());
    }
    assert_eq!(place.records("incident"), 2);
    let node = place.serve_on(&broker);
    emptied(&jetstream, QUEUE).await;
    assert_eq!(place.records("incident"), 3);
    node.stop();
}
