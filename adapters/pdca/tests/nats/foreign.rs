//! What somebody else writes into a stream of events, by whatever way, is removed; what the node
//! sends goes to inboxes and nowhere else.

use crate::broker::Broker;
use crate::commands::logged;
use crate::events::{assert_same, published, read, stream, trail};
use crate::identity::{connected, serve_with_rules, serving};
use crate::node::{INCIDENT, Place, ask, headers, json, on_nats};
use crate::{eventually, shipped_rules};
use async_nats::jetstream::{self, stream::Stream};
use async_nats::{Client, HeaderMap};
use serde_json::Value;

/// Where answers must not go.
const ELSEWHERE: [&str; 10] = [
    "pdca.evt.incident.INC0000001.resolved",
    "pdca.restricted.incident.evt.incident.INC0000001.resolved",
    "pdca.queue.incident.new.log",
    "pdca.ingest.alertmanager",
    "pdca.dead.queue.incident.new.log",
    "$KV.pdca_incidents.INC0000001",
    "pdca.log",
    "$JS.API.STREAM.PURGE.PDCA_EVENTS",
    "$JS.API.STREAM.DELETE.PDCA_LOG",
    "$JS.API.CONSUMER.PAUSE.PDCA_COMMANDS.pdca",
];

pub(crate) fn removed(place: &Place) -> u64 {
    place.status()["parts"]["events"]["removed"].as_u64().unwrap_or_default()
}

/// How many messages the server holds in a stream, and the last sequence number that it gave.
pub(crate) async fn counted(stream: &Stream) -> (u64, u64) {
    let state = stream.get_info().await.unwrap().state;
    (state.messages, state.last_sequence)
}

pub(crate) async fn forge(client: &Client, subject: &str, headers: HeaderMap) {
    let jetstream = jetstream::new(client.clone());
    let forged =
        jetstream.publish_with_headers(subject.to_owned(), headers, "{}".into()).await.unwrap();
    forged.await.unwrap();
}

/// The subject of a record.
pub(crate) fn subject_of(record: &Value) -> String {
    let [process, key, event] =
        ["process", "key", "event"].map(|name| record[name].as_str().unwrap());
    format!("pdca.evt.{process}.{key}.{event}")
}

/// All that a record says as an event, as if it had this id.
pub(crate) fn claiming(record: &Value, id: &str) -> HeaderMap {
    let (log, position) = (id.split('-').next().unwrap(), id.rsplit('-').next().unwrap());
    let text = |name: &str| record[name].as_str().map_or(record[name].to_string(), str::to_owned);
    let kind = format!("pdca.{}.{}", text("process"), text("event"));
    let source = format!("urn:pdca:log:{log}");
    let mut all = headers(&[
        ("Nats-Msg-Id", id),
        ("Pdca-Position", position),
        ("ce-specversion", "1.0"),
        ("ce-id", id),
        ("ce-position", position),
        ("ce-source", &source),
        ("ce-type", &kind),
    ]);
    for (attribute, name) in [
        ("ce-subject", "key"),
        ("ce-time", "occurred_at"),
        ("ce-process", "process"),
        ("ce-version", "version"),
        ("ce-recordedat", "recorded_at"),
        ("ce-actor", "actor"),
        ("ce-door", "door"),
        ("ce-commandid", "command_id"),
        ("ce-correlationid", "correlation_id"),
        ("ce-basis", "basis"),
    ] {
        all.insert(attribute, text(name).as_str());
    }
    all
}

/// All that is in the stream is of the log, and all of the log is in it.
pub(crate) async fn assert_whole(broker: &Broker, place: &Place) {
    published(place).await;
    let (stream, expected) = (stream(broker).await, trail(place));
    let count = expected.len() as u64;
    let is_tidy = async || (counted(&stream).await.0 == count).then_some(());
    eventually("what others have written is removed", is_tidy).await;
    assert_same(&read(broker), &expected);
}

#[tokio::test]
async fn what_others_write_behind_the_events_is_removed() {
    let (broker, place, node) = on_nats();
    published(&place).await;
    let client = broker.client().await;
    let subject = "pdca.evt.incident.INC1.resolved";
    // With nothing, with half of what an event says, and with what contradicts itself.
    let claims: [&[(&str, &str)]; 4] = [
        &[],
        &[("Pdca-Position", "3")],
        &[("Nats-Msg-Id", "somebody")],
        &[("Pdca-Position", "3"), ("Nats-Msg-Id", "7f-1-4")],
    ];
    for claim in claims {
        forge(&client, subject, headers(claim)).await;
    }
    // Nothing has to happen for that.
    eventually("they are removed", async || (removed(&place) == 4).then_some(())).await;
    assert_whole(&broker, &place).await;
    logged(&place, 2);
    assert_whole(&broker, &place).await;
    // While the node was away, more than is looked at in one go, and then a gap.
    node.stop();
    for _ in 0..700 {
        forge(&client, subject, HeaderMap::new()).await;
    }
    logged(&place, 1);
    let node = place.serve_on(&broker);
    assert_whole(&broker, &place).await;
    assert_eq!(removed(&place), 700);
    node.stop();
    let node = place.serve_on(&broker);
    forge(&client, subject, HeaderMap::new()).await;
    logged(&place, 1);
    assert_whole(&broker, &place).await;
    node.stop();
    // Before anything was published, into a stream that the node has made.
    stream(&broker).await.purge().await.unwrap();
    forge(&client, subject, HeaderMap::new()).await;
    let node = place.serve_on(&broker);
    assert_whole(&broker, &place).await;
    node.stop();
}

#[tokio::test]
async fn a_stream_of_others_is_said_and_left_alone() {
    let (broker, place) = (Broker::start(), Place::founded());
    let client = broker.client().await;
    let jetstream = jetstream::new(client.clone());
    let config = jetstream::stream::Config {
        name: "PDCA_EVENTS".into(),
        subjects: vec!["pdca.evt.>".into()],
        allow_atomic_publish: true,
        ..jetstream::stream::Config::default()
    };
    jetstream.create_stream(config).await.unwrap();
    for _ in 0..5 {
        forge(&client, "pdca.evt.what.ever.else", HeaderMap::new()).await;
    }
    let node = place.serve_on(&broker);
    let said = async |word: &str| {
        eventually("it is said", async || {
            Some(place.health("events")).filter(|health| health.contains(word))
        })
        .await
    };
    assert!(said("waiting").await.contains("somebody else writes to it"));
    // Another log's.
    let others = Place::founded();
    let event = trail(&others).remove(2);
    let (id, subject) = (event["event_id"].as_str().unwrap(), subject_of(&event));
    forge(&client, &subject, claiming(&event, id)).await;
    forge(&client, "pdca.evt.what.ever.else", HeaderMap::new()).await;
    said(id).await;
    assert_eq!(counted(&stream(&broker).await).await, (7, 7));
    node.stop();
}

/// With the permissions of the sample, somebody who may speak for himself alone.
#[tokio::test]
async fn acknowledgements_that_are_sent_into_the_events_are_removed() {
    let broker = Broker::sample();
    let place = Place::founded();
    let node = serve_with_rules(&place, &broker, &[shipped_rules("alertmanager.toml")]);
    let (bo, tool) = (connected(&broker, "bo").await, connected(&broker, "alertmanager").await);
    published(&place).await;
    let trusted = jetstream::new(connected(&broker, "node").await);
    let events = trusted.get_stream("PDCA_EVENTS").await.unwrap();
    let (_, before) = counted(&events).await;
    let forged = "pdca.evt.incident.INC0000001.resolved";
    for (client, subject) in [
        (&bo, "pdca.as.bo.queue.incident.new.log"),
        (&bo, "pdca.as.bo.queue.no.such.command"),
        (&tool, "pdca.ingest.alertmanager"),
    ] {
        client.publish_with_reply(subject, forged, INCIDENT.into()).await.unwrap();
    }
    eventually("they are removed", async || (removed(&place) == 3).then_some(())).await;
    bo.request("pdca.as.bo.cmd.incident.new.log", INCIDENT.into()).await.unwrap();
    published(&place).await;
    let (held, last) = counted(&events).await;
    // What no process is known for may be about what only some may see: its refusal is among that.
    let restricted = trusted.get_stream("PDCA_RESTRICTED_SECURITY_INCIDENT").await.unwrap();
    let (hidden, _) = counted(&restricted).await;
    assert_eq!((held + hidden, hidden), (trail(&place).len() as u64, 1));
    assert_eq!(last - before, held - before + 3);
    node.stop();
}

#[tokio::test]
async fn what_comes_between_the_batches_holds_up_nothing_for_long() {
    const FORGED: u64 = 2_000;
    let (broker, place, node) = on_nats();
    published(&place).await;
    let attacker = broker.client().await;
    let client = broker.client().await;
    // What the queue refuses is answered as well, and costs its sender nothing.
    let forging = async {
        let refused = headers(&[("Nats-Expected-Stream", "ANOTHER")]);
        for _ in 0..FORGED {
            let (queue, forged, body) = ("pdca.queue.incident.new.log", ELSEWHERE[0], "{}".into());
            let forging =
                attacker.publish_with_reply_and_headers(queue, forged, refused.clone(), body);
            forging.await.unwrap();
            attacker.flush().await.unwrap();
        }
    };
    let working = async {
        for _ in 0..200 {
            let done = json(&ask(&client, "pdca.cmd.incident.new.log", INCIDENT).await);
            assert_eq!(done["version"], 1);
        }
    };
    tokio::join!(forging, working);
    eventually("all is removed", async || (removed(&place) == FORGED).then_some(())).await;
    assert_whole(&broker, &place).await;
    assert_eq!(place.records("incident"), 200);
    node.stop();
}

#[tokio::test]
async fn no_answer_goes_anywhere_but_to_an_inbox() {
    let (broker, sample) = (Broker::start(), Broker::sample());
    let place = Place::founded();
    let node = place.serve_on(&broker);
    published(&place).await;
    let open = broker.client().await;
    attack(&open, &open, "pdca").await;
    node.stop();
    let (sampled, node) = serving(&sample);
    published(&sampled).await;
    let (bo, all) = (connected(&sample, "bo").await, connected(&sample, "node").await);
    attack(&bo, &all, "pdca.as.bo").await;
    assert_eq!((place.records("incident"), sampled.records("incident")), (1, 1));
    node.stop();
}

/// Asks at every door for an answer that goes elsewhere; `all` sees every stream.
async fn attack(client: &Client, all: &Client, root: &str) {
    let by_ada = headers(&[("Pdca-Actor", "ada")]);
    let streams = ["PDCA_EVENTS", "PDCA_COMMANDS", "PDCA_DEAD", "KV_pdca_incidents"];
    let jetstream = jetstream::new(all.clone());
    let standing = async || {
        let mut counts = Vec::new();
        for name in streams {
            counts.push(counted(&jetstream.get_stream(name).await.unwrap()).await);
        }
        counts
    };
    let before = standing().await;
    let errors = async || {
        let stats = client.request("$SRV.STATS.pdca", "".into()).await.unwrap();
        let endpoints = json(&stats)["endpoints"].take();
        let endpoints = endpoints.as_array().unwrap().iter();
        endpoints.map(|one| one["num_errors"].as_u64().unwrap()).sum::<u64>()
    };
    let refused = errors().await;
    let doors = [
        ("cmd.incident.new.log", INCIDENT),
        ("cmd.incident.INC0000009.close", "{}"),
        ("schema.incident.log", ""),
        ("query.service_levels.report", "{}"),
        ("replay", "{}"),
        ("js.STREAM.INFO.KV_pdca_incidents", ""),
        ("js.STREAM.MSG.GET.KV_pdca_incidents", r#"{"seq":1}"#),
    ];
    for elsewhere in ELSEWHERE {
        for (door, body) in doors {
            let subject = format!("{root}.{door}");
            let asked = client.publish_with_reply_and_headers(
                subject,
                elsewhere,
                by_ada.clone(),
                body.into(),
            );
            asked.await.unwrap();
        }
        for verb in ["PING", "INFO", "STATS"] {
            let subject = format!("$SRV.{verb}");
            client.publish_with_reply(subject, elsewhere, "".into()).await.unwrap();
        }
    }
    let expected = refused + (ELSEWHERE.len() * doors.len()) as u64;
    eventually("each is refused", async || (errors().await == expected).then_some(())).await;
    assert_eq!(standing().await, before, "{root}");
    // All of it goes on, and what comes behind is done.
    let subject = format!("{root}.cmd.incident.new.log");
    let done = client.request_with_headers(subject, by_ada, INCIDENT.into()).await.unwrap();
    assert_eq!(json(&done)["key"], "INC0000001");
}
