//! Read models in KV.

use crate::broker::Broker;
use crate::commands::logged;
use crate::eventually;
use crate::node::{INCIDENT, Place, ask, headers, on_nats, python, values};
use async_nats::jetstream::{self, stream::Stream};
use futures_util::TryStreamExt as _;
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Instant;

const BUCKET: &str = "pdca_incidents";
const BUCKETS: [&str; 2] = [BUCKET, "pdca_service_levels"];
const API: &str = "$JS.API";
const CANCEL: &str = r#"{"reason":"false_alarm"}"#;

/// What a client of another language is told.
#[track_caller]
fn told(broker: &Broker, bucket: &str, questions: &[&str]) -> Vec<Value> {
    let printed = python("kv.py", &[&[&*broker.url(), API, bucket], questions].concat());
    values(&printed)
}

/// A data directory whose owner works on incidents too.
fn desk() -> Place {
    let place = Place::founded();
    for role in ["service_desk", "resolver"] {
        let offer = r#"{"person":"ada","competence":{"statement":"fit"}}"#;
        place.ok(&["do", "role", role, "offer", offer]);
    }
    place
}

/// What a bucket holds of a key, if anything.
pub(crate) async fn value(stream: &Stream, bucket: &str, key: &str) -> Option<Value> {
    let message = stream.get_last_raw_message_by_subject(&format!("$KV.{bucket}.{key}")).await;
    let message = message.ok().filter(|one| one.headers.get("KV-Operation").is_none())?;
    Some(serde_json::from_slice(&message.payload).unwrap())
}

/// Waits until the buckets are as the log is.
pub(crate) async fn kept(place: &Place) {
    eventually("the buckets are kept", async || {
        let parts = place.status()["parts"].take();
        let is_kept = |part: &str| parts[part]["behind"] == 0 && parts[part]["health"] == "working";
        (is_kept("kv incidents") && is_kept("kv service_levels")).then_some(())
    })
    .await;
}

/// The stream below a bucket.
pub(crate) async fn stream(broker: &Broker, bucket: &str) -> Stream {
    let jetstream = broker.jetstream().await;
    jetstream.get_stream(format!("KV_{bucket}")).await.unwrap()
}

/// How many messages a bucket has ever taken.
async fn written(broker: &Broker, bucket: &str) -> u64 {
    stream(broker, bucket).await.get_info().await.unwrap().state.last_sequence
}

/// All that a bucket holds, without the positions.
async fn held(broker: &Broker, bucket: &str) -> BTreeMap<String, Value> {
    let stream = stream(broker, bucket).await;
    let subjects: Vec<_> =
        stream.info_with_subjects(">").await.unwrap().try_collect().await.unwrap();
    let mut held = BTreeMap::new();
    for (subject, _) in subjects {
        let message = stream.get_last_raw_message_by_subject(&subject).await.unwrap();
        if message.headers.get("KV-Operation").is_some() {
            continue;
        }
        let mut value: Value = serde_json::from_slice(&message.payload).unwrap();
        assert!(value["position"].take().is_u64());
        held.insert(subject.rsplit('.').next().unwrap().to_owned(), value);
    }
    held
}

/// All buckets hold what a bucket would that were made now.
async fn assert_right(broker: &Broker, place: &Place) {
    kept(place).await;
    let mut found = Vec::new();
    for bucket in BUCKETS {
        found.push(held(broker, bucket).await);
    }
    place.ok(&["rebuild"]);
    for (bucket, found) in BUCKETS.into_iter().zip(found) {
        eventually("it is made anew", async || (held(broker, bucket).await == found).then_some(()))
            .await;
    }
    kept(place).await;
}

#[tokio::test]
async fn a_plain_client_gets_lists_and_watches() {
    let (broker, place) = (Broker::start(), desk());
    let node = place.serve_on(&broker);
    place.ok(&["do", "incident", "Büro/1", "log", INCIDENT]);
    logged(&place, 1);
    kept(&place).await;
    let [one, missing, keys] =
        &told(&broker, BUCKET, &["get=B=C3=BCro=2F1", "get=INC7", "keys"])[..]
    else {
        panic!()
    };
    assert_eq!(one["value"]["number"], "Büro/1");
    assert_eq!(
        (&one["value"]["phase"], &one["value"]["service"]),
        (&"logged".into(), &"mail".into())
    );
    assert!(one["value"]["position"].is_u64());
    assert_eq!((missing, keys), (&Value::Null, &json!(["B=C3=BCro=2F1", "INC0000001"])));
    // What a command does is seen by who watches, and says that it knows of the command.
    let classify = r#"follow=pdca.cmd.incident.INC0000001.classify {"category":"software","impact":"high","urgency":"high"}"#;
    let [change] = &told(&broker, BUCKET, &[classify])[..] else { panic!() };
    assert_eq!((&change["before"], &change["update"]["key"]), (&2.into(), &"INC0000001".into()));
    let value = &change["update"]["value"];
    assert!(value["position"].as_u64() >= change["position"].as_u64());
    assert_eq!(value["priority"], "P1");
    let due = value["resolution_due"].as_str().unwrap();
    kept(&place).await;
    let [case] = &told(&broker, "pdca_service_levels", &["get=INC0000001"])[..] else { panic!() };
    assert_eq!(case["value"]["resolution"]["state"], "running");
    assert_eq!(case["value"]["resolution"]["due"], due);
    // A service request of the same key is told beside it.
    place.ok(&["do", "service_request", "INC0000001", "log", r#"{"summary":"a wish"}"#]);
    kept(&place).await;
    let names = ["get=service_request.INC0000001", "get=INC0000001"];
    let [request, incident] = &told(&broker, "pdca_service_levels", &names)[..] else { panic!() };
    assert_eq!(request["value"]["process"], "service_request");
    assert_eq!(incident["value"], case["value"]);
    node.stop();
}

#[tokio::test]
async fn a_bucket_goes_on_where_it_ends_whoever_was_away() {
    let (mut broker, place) = (Broker::start(), desk());
    let node = place.serve_on(&broker);
    logged(&place, 3);
    kept(&place).await;
    // Nothing has changed: nothing is written.
    let before = written(&broker, BUCKET).await;
    node.stop();
    let node = place.serve_on(&broker);
    kept(&place).await;
    assert_eq!(written(&broker, BUCKET).await, before);
    // One has changed: one is written.
    node.kill();
    place.ok(&["do", "incident", "INC0000002", "cancel", CANCEL]);
    let node = place.serve_on(&broker);
    kept(&place).await;
    assert_eq!(written(&broker, BUCKET).await, before + 1);
    assert_eq!(held(&broker, BUCKET).await["INC0000002"]["phase"], "cancelled");
    // The broker is away: nobody waits for it, and the lag is seen.
    broker.kill();
    logged(&place, 2);
    assert!(place.status()["parts"]["kv incidents"]["behind"].as_u64() >= Some(2));
    broker.restart();
    kept(&place).await;
    // What the server had taken and not acknowledged by then is written once more.
    let after = written(&broker, BUCKET).await;
    assert!((before + 3..=before + 5).contains(&after), "{before} {after}");
    // It has lost everything.
    broker.kill();
    broker.lose_store();
    logged(&place, 1);
    broker.restart();
    kept(&place).await;
    assert_eq!(held(&broker, BUCKET).await.len(), 6);
    // Somebody has removed the bucket.
    let jetstream = broker.jetstream().await;
    let name = format!("KV_{BUCKET}");
    jetstream.delete_stream(&name).await.unwrap();
    let again = async || jetstream.get_stream(&name).await.ok();
    eventually("the bucket is there again", again).await;
    assert_right(&broker, &place).await;
    assert_eq!(held(&broker, BUCKET).await.len(), 6);
    node.stop();
}

#[tokio::test]
async fn many_are_written_in_whole_batches() {
    const COUNT: usize = 2_500;
    let (broker, place, node) = on_nats();
    let client = broker.client().await;
    let one = || ask(&client, "pdca.cmd.incident.new.log", INCIDENT);
    for _ in 0..COUNT / 500 {
        join_all((0..500).map(|_| one())).await;
    }
    kept(&place).await;
    let before = held(&broker, BUCKET).await;
    assert_eq!(before.len(), COUNT);
    // From nothing, each is written once.
    jetstream::new(client).delete_stream(format!("KV_{BUCKET}")).await.unwrap();
    eventually("all are there again", async || {
        let [count] = &told(&broker, BUCKET, &["count"])[..] else { panic!() };
        (count == COUNT).then_some(())
    })
    .await;
    assert_eq!(written(&broker, BUCKET).await, COUNT as u64);
    assert_eq!(held(&broker, BUCKET).await, before);
    node.stop();
}

#[tokio::test]
async fn a_bucket_that_is_ahead_of_the_log_is_said_until_it_is_asked_for_anew() {
    let (broker, place) = (Broker::start(), desk());
    let node = place.serve_on(&broker);
    logged(&place, 1);
    let backup = place.path("backup");
    place.ok(&["backup", backup.to_str().unwrap()]);
    logged(&place, 2);
    kept(&place).await;
    node.stop();
    let before = held(&broker, BUCKET).await;

    let restored = Place::restored(&backup);
    let node = restored.serve_on(&broker);
    let said = eventually("it is said", async || {
        Some(restored.health("kv incidents")).filter(|health| health.contains("waiting"))
    });
    let said = said.await;
    assert!(said.contains("restored") && said.contains("pdca rebuild"), "{said}");
    assert!(restored.status()["parts"]["kv incidents"]["behind"].is_u64());
    // Also once the log has grown past it, with other events in the same places.
    restored.ok(&["do", "incident", "OTHER", "log", INCIDENT]);
    logged(&restored, 3);
    assert_eq!(held(&broker, BUCKET).await, before);
    restored.ok(&["rebuild"]);
    kept(&restored).await;
    let after = held(&broker, BUCKET).await;
    assert_eq!(after.len(), 5);
    assert!(after.contains_key("OTHER"));
    node.stop();
}

#[tokio::test]
async fn what_somebody_else_writes_into_a_bucket_is_undone() {
    let (broker, place) = (Broker::start(), desk());
    let node = place.serve_on(&broker);
    logged(&place, 5);
    kept(&place).await;
    let (before, count) = (held(&broker, BUCKET).await, written(&broker, BUCKET).await);
    let client = broker.client().await;
    for (key, header) in [
        ("INC0000001", ("X", "")),
        ("stray.key", ("X", "")),
        ("INC0000002", ("KV-Operation", "DEL")),
    ] {
        let subject = format!("$KV.{BUCKET}.{key}");
        client.request_with_headers(subject, headers(&[header]), "{}".into()).await.unwrap();
    }
    eventually("all is right again", async || {
        let questions = ["keys", "get=INC0000001", "get=INC0000002"];
        let [keys, one, two] = &told(&broker, BUCKET, &questions)[..] else { panic!() };
        let is_logged = |told: &Value| told["value"]["phase"] == "logged";
        let is_right = keys.as_array().is_some_and(|keys| keys.len() == 5);
        (is_right && is_logged(one) && is_logged(two)).then_some(())
    })
    .await;
    kept(&place).await;
    assert_eq!(held(&broker, BUCKET).await, before);
    // Each once by the other and once by the node; nothing else.
    assert_eq!(written(&broker, BUCKET).await, count + 6);
    // What comes afterwards is not in the way of that.
    ask(&client, "pdca.cmd.incident.INC0000001.cancel", CANCEL).await;
    kept(&place).await;
    assert_eq!(held(&broker, BUCKET).await["INC0000001"]["phase"], "cancelled");
    node.stop();
}

#[tokio::test]
async fn who_writes_into_a_bucket_all_the_time_holds_it_up_for_nobody() {
    const COUNT: usize = 100;
    /// How many commands are done between two strays, about: however slow the machine is.
    const BETWEEN: usize = 10;
    const STRAYS: [&str; 2] = ["one.stray", "another.stray"];
    let (broker, place) = (Broker::start(), desk());
    let node = place.serve_on(&broker);
    kept(&place).await;
    let (attacker, client) = (broker.client().await, broker.client().await);
    let stream = stream(&broker, BUCKET).await;
    let begun = Instant::now();
    for _ in 0..BETWEEN {
        ask(&client, "pdca.cmd.incident.new.log", INCIDENT).await;
    }
    let every = begun.elapsed();
    let attacking = async {
        for stray in STRAYS.iter().cycle() {
            let subject = format!("$KV.{BUCKET}.{stray}");
            attacker.publish(subject, "{}".into()).await.unwrap();
            attacker.flush().await.unwrap();
            tokio::time::sleep(every).await;
        }
    };
    let working = async {
        for _ in BETWEEN..COUNT {
            ask(&client, "pdca.cmd.incident.new.log", INCIDENT).await;
        }
        let last = format!("INC{COUNT:07}");
        eventually("the last one is there", async || value(&stream, BUCKET, &last).await).await;
    };
    tokio::select! {
        () = attacking => {}
        () = working => {}
    }
    for stray in STRAYS {
        let is_gone = async || value(&stream, BUCKET, stray).await.is_none().then_some(());
        eventually("what was written there is gone", is_gone).await;
    }
    assert_eq!(held(&broker, BUCKET).await.len(), COUNT);
    node.stop();
}
