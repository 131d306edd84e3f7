//! Events out.

use crate::broker::{Broker, copy};
use crate::foreign::{counted, forge};
use crate::node::{INCIDENT, Place, on_nats, python, values};
use crate::{commands::logged, eventually};
use async_nats::HeaderMap;
use async_nats::jetstream::stream::Stream;
use serde_json::Value;
use std::io::{BufRead as _, BufReader};

pub(crate) const STREAM: &str = "PDCA_EVENTS";

pub(crate) async fn stream(broker: &Broker) -> Stream {
    let jetstream = broker.jetstream().await;
    eventually("the stream", async || jetstream.get_stream(STREAM).await.ok()).await
}

/// Waits until everything is published.
pub(crate) async fn published(place: &Place) {
    eventually("everything is published", async || {
        let status = place.status();
        let events = &status["parts"]["events"];
        (events["behind"] == 0 && events["health"] == "working").then_some(())
    })
    .await;
}

/// All that the stream holds, as a client of another language reads it.
pub(crate) fn read(broker: &Broker) -> Vec<Value> {
    values(&python("events.py", &[&broker.url(), STREAM, "pdca.evt.>"]))
}

/// All that the log holds.
pub(crate) fn trail(place: &Place) -> Vec<Value> {
    values(&place.ok(&["log", "--json"]))
}

/// The stream holds the log, record by record, in its order.
#[track_caller]
pub(crate) fn assert_same(events: &[Value], trail: &[Value]) {
    assert_eq!(events.len(), trail.len());
    for (event, record) in events.iter().zip(trail) {
        let text = |name: &str| record[name].as_str().unwrap().to_owned();
        assert_eq!(event["id"], record["event_id"]);
        assert_eq!(event["position"], record["position"]);
        assert_eq!(event["type"], format!("pdca.{}.{}", text("process"), text("event")));
        assert_eq!((&event["subject"], &event["actor"]), (&record["key"], &record["actor"]));
        assert_eq!(event["data"], record["payload"]);
        let (trace, command) = (text("correlation_id"), text("command_id"));
        assert_eq!(event["traceparent"], format!("00-{trace}-{}-01", &command[16..]));
    }
}

#[tokio::test]
async fn the_stream_holds_the_log_in_both_modes() {
    for mode in ["binary", "structured"] {
        let (broker, place) = (Broker::start(), Place::founded());
        place.configure(&format!("[nats]\nevents = \"{mode}\"\n"));
        let node = place.serve_on(&broker);
        let summary = INCIDENT.replace("mail is down", "Der Büro-Server \\\"A/1\\\" 100% voll");
        place.ok(&["do", "incident", "Büro/1", "log", &summary, "--actor", "zoë"]);
        published(&place).await;
        let events = read(&broker);
        assert_same(&events, &trail(&place));
        assert_eq!(
            events.last().unwrap()["nats_subject"],
            "pdca.evt.incident.B=C3=BCro=2F1.logged"
        );
        node.stop();
    }
}

#[tokio::test]
async fn it_goes_on_where_the_stream_ends_whoever_was_away() {
    let (mut broker, place, node) = on_nats();
    published(&place).await;
    node.kill();
    logged(&place, 3);
    let node = place.serve_on(&broker);
    published(&place).await;
    // The broker is away: nobody waits for it, and the lag is seen.
    broker.kill();
    logged(&place, 3);
    assert_eq!(place.status()["parts"]["events"]["behind"], 3);
    broker.restart();
    published(&place).await;
    assert_same(&read(&broker), &trail(&place));
    // It has lost everything.
    broker.kill();
    broker.lose_store();
    logged(&place, 1);
    broker.restart();
    published(&place).await;
    assert_same(&read(&broker), &trail(&place));
    // Somebody has removed everything.
    stream(&broker).await.purge().await.unwrap();
    node.stop();
    let node = place.serve_on(&broker);
    published(&place).await;
    assert_same(&read(&broker), &trail(&place));
    node.stop();
}

/// The first rows of a real incident log.
pub(crate) fn some_rows(count: usize) -> String {
    let log = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/servicenow_incident_log.csv.gz");
    let log = flate2::read::GzDecoder::new(std::fs::File::open(log).unwrap());
    let lines = BufReader::new(log).lines().take(1 + count);
    lines.map(|line| line.unwrap() + "\n").collect()
}

#[tokio::test]
async fn many_events_arrive_in_whole_batches() {
    let (broker, place) = (Broker::start(), Place::founded());
    let rows = place.file("log.csv", &some_rows(1_000));
    place.ok(&["import", "servicenow", rows.to_str().unwrap()]);
    place.configure("[nats]\npublish_imported = true\n");
    let node = place.serve_on(&broker);
    published(&place).await;
    assert!(trail(&place).len() > 2_000);
    assert_same(&read(&broker), &trail(&place));
    node.kill();
    // Imported history is published by choice only.
    let broker = Broker::start();
    place.configure("");
    let node = place.serve_on(&broker);
    published(&place).await;
    let live: Vec<_> = trail(&place).into_iter().filter(|one| one["origin"] == "live").collect();
    assert!(live.len() < 1_000, "{}", live.len());
    assert_same(&read(&broker), &live);
    node.stop();
}

#[tokio::test]
async fn a_stream_that_is_ahead_of_the_log_is_said_and_left_alone() {
    let (broker, place, node) = on_nats();
    let backup = place.path("backup");
    place.ok(&["backup", backup.to_str().unwrap()]);
    let founded = trail(&place).len();
    logged(&place, 2);
    published(&place).await;
    node.stop();
    let before = read(&broker);

    let restored = Place::restored(&backup);
    let node = restored.serve_on(&broker);
    let said = eventually("it is said", async || {
        Some(restored.health("events")).filter(|health| health.contains("waiting"))
    });
    let said = said.await;
    assert!(said.contains("restored") && said.contains("PDCA_EVENTS"), "{said}");
    // The founding is in both; what came after it is in one of them.
    let events = restored.status()["parts"]["events"].take();
    assert_eq!((&events["position"], &events["behind"]), (&founded.into(), &0.into()));
    // Also once the log has grown past it, with other events in the same places.
    logged(&restored, 5);
    assert_eq!(read(&broker), before);
    eventually("what is missing is counted", async || {
        (restored.status()["parts"]["events"]["behind"] == 5).then_some(())
    })
    .await;
    // The operator moves it away, and it is made again.
    let jetstream = broker.jetstream().await;
    jetstream.delete_stream(STREAM).await.unwrap();
    published(&restored).await;
    assert_same(&read(&broker), &trail(&restored));
    node.stop();
}

/// Not by a restore, which the log would know of.
#[tokio::test]
async fn a_stream_of_another_history_of_the_same_log_is_left_alone_for_good() {
    let (broker, place, node) = on_nats();
    logged(&place, 1);
    node.stop();
    let (data, kept) = (place.path("data"), place.path("kept"));
    copy(&data, &kept);
    let shared = trail(&place).len();
    let node = place.serve_on(&broker);
    logged(&place, 3);
    published(&place).await;
    node.stop();
    let before = read(&broker);
    std::fs::remove_dir_all(&data).unwrap();
    copy(&kept, &data);

    let said = async |what: &str| {
        eventually("it is said", async || {
            Some(place.health("events")).filter(|health| health.contains(what))
        })
        .await
    };
    let node = place.serve_on(&broker);
    let missing = said("restored").await;
    assert!(missing.contains("PDCA_EVENTS") && missing.contains("not there"), "{missing}");
    let events = place.status()["parts"]["events"].take();
    assert_eq!((&events["position"], &events["behind"]), (&shared.into(), &0.into()));
    // Others get the same ids, and then more than there are in the stream.
    logged(&place, 3);
    said("another event of that id").await;
    logged(&place, 3);
    // What is no event may lie behind it.
    forge(&broker.client().await, "pdca.evt.what.ever.else", HeaderMap::new()).await;
    node.stop();
    let node = place.serve_on(&broker);
    said("another event of that id").await;
    assert_eq!(place.status()["parts"]["events"]["behind"], 6);
    let stream = stream(&broker).await;
    let (held, last) = counted(&stream).await;
    assert_eq!((held, stream.delete_message(last).await.unwrap()), (before.len() as u64 + 1, true));
    assert_eq!(read(&broker), before);
    // The operator moves it away.
    broker.jetstream().await.delete_stream(STREAM).await.unwrap();
    published(&place).await;
    assert_same(&read(&broker), &trail(&place));
    node.stop();
}

#[tokio::test]
async fn what_is_not_published_is_counted_before_the_broker_was_ever_there() {
    let place = Place::founded();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("nats://{}", free.local_addr().unwrap());
    drop(free);
    let node = place.serve(&["--nats", &url]);
    let (head, parts) = (trail(&place).len(), place.status()["parts"].take());
    let followers = ["events", "kv incidents"];
    for part in followers.map(|name| &parts[name]) {
        assert_eq!((&part["position"], &part["behind"]), (&Value::Null, &head.into()), "{parts}");
    }
    assert_eq!(parts["command"]["behind"], Value::Null);
    node.stop();
}
