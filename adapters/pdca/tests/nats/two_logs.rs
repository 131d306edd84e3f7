//! Two logs and one account: one of them works there.

use crate::broker::Broker;
use crate::commands::logged;
use crate::events::published;
use crate::http;
use crate::node::{INCIDENT, Place, ask, headers, json};
use crate::{eventually, shipped_rules};
use async_nats::jetstream;

/// What a node says of its commands once it waits.
async fn waits(place: &Place) -> String {
    let parts = ["command", "queue", "events", "account"];
    eventually("it waits", async || {
        let all = parts.map(|part| place.health(part));
        all.iter().all(|health| health.contains("waiting")).then(|| all[3].clone())
    })
    .await
}

async fn works(place: &Place) {
    let working = async || {
        let parts = ["command", "queue", "events", "account"];
        parts.iter().all(|part| place.health(part).contains("working")).then_some(())
    };
    eventually("it works", working).await;
}

#[tokio::test]
async fn of_two_logs_one_works_and_the_other_says_why_not() {
    const COUNT: usize = 20;
    let broker = Broker::start();
    let (first, second) = (Place::founded(), Place::founded());
    let node = first.serve(&["--nats", &broker.url()]);
    works(&first).await;
    let rules = shipped_rules("alertmanager.toml");
    second.configure(&format!("[nats.ingest]\nrules = ['{rules}']\n"));
    let (other, address) = http::serve(&second, &["--nats", &broker.url()]);
    let said = waits(&second).await;
    let ids = [&first, &second].map(|place| place.json(&["stats"])["log"].clone());
    for id in &ids {
        assert!(said.contains(id.as_str().unwrap()), "{said}");
    }
    let (status, body) = http::get(address, "/readyz?verbose");
    assert!(status == 503 && body.contains("PDCA_LOG"), "{body}");
    // The other's dead letters are the other's.
    let refused = second.run(&["ingest", "retry"]);
    let why = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && why.contains("PDCA_LOG"), "{why}");
    let client = async_nats::connect(broker.url()).await.unwrap();
    let queue = jetstream::new(client.clone());
    for number in 0..COUNT {
        let done = json(&ask(&client, "pdca.cmd.incident.new.log", INCIDENT).await);
        assert_eq!(done["version"], 1, "{number}: {done}");
        let by_ada = headers(&[("Pdca-Actor", "ada")]);
        let subject = "pdca.queue.incident.new.log";
        queue.publish_with_headers(subject, by_ada, INCIDENT.into()).await.unwrap().await.unwrap();
    }
    eventually("all are done", async || (first.records("incident") == 2 * COUNT).then_some(()))
        .await;
    assert_eq!(second.records("incident"), 0);
    // It works by itself all the same, and the first one begins again as if nothing were.
    logged(&second, 1);
    node.stop();
    let node = first.serve(&["--nats", &broker.url()]);
    works(&first).await;
    published(&first).await;
    node.stop();
    // Once the operator says that the first is gone for good, the second one works.
    let jetstream = jetstream::new(client.clone());
    for stream in ["PDCA_LOG", "PDCA_EVENTS"] {
        jetstream.delete_stream(stream).await.unwrap();
    }
    works(&second).await;
    published(&second).await;
    let done = json(&ask(&client, "pdca.cmd.incident.new.log", INCIDENT).await);
    assert_eq!(done["key"], "INC0000002");
    other.stop();
}

#[tokio::test]
async fn no_message_says_for_which_log_the_account_works() {
    let broker = Broker::start();
    let (first, second) = (Place::founded(), Place::founded());
    let node = first.serve(&["--nats", &broker.url()]);
    works(&first).await;
    let other = second.serve(&["--nats", &broker.url()]);
    waits(&second).await;
    let client = async_nats::connect(broker.url()).await.unwrap();
    let attacker = async_nats::connect(broker.url()).await.unwrap();
    // What the server acknowledges with, had there by whoever may send anything to a queue, and that
    // without end; and what another log's node might have written.
    let attacking = async {
        let refused = headers(&[("Pdca-Actor", "ada"), ("Nats-Expected-Stream", "ANOTHER")]);
        let named = second.json(&["stats"])["log"].as_str().unwrap().to_owned();
        loop {
            let (queue, log) = ("pdca.queue.incident.new.log", "pdca.log");
            let forging =
                attacker.publish_with_reply_and_headers(queue, log, refused.clone(), "{}".into());
            forging.await.unwrap();
            attacker.publish(log, named.clone().into()).await.unwrap();
            attacker.flush().await.unwrap();
        }
    };
    let working = async {
        node.stop();
        let node = first.serve(&["--nats", &broker.url()]);
        works(&first).await;
        let done = json(&ask(&client, "pdca.cmd.incident.new.log", INCIDENT).await);
        assert_eq!((&done["version"], second.records("incident")), (&1.into(), 0));
        waits(&second).await;
        node.stop();
    };
    tokio::select! {
        () = attacking => {}
        () = working => {}
    }
    other.stop();
}

#[tokio::test]
async fn a_restored_log_takes_over_from_the_one_that_it_was_made_from() {
    let (broker, place) = (Broker::start(), Place::founded());
    let node = place.serve(&["--nats", &broker.url()]);
    let backup = place.path("backup");
    place.ok(&["backup", backup.to_str().unwrap()]);
    works(&place).await;
    let restored = Place::restored(&backup);
    let taking_over = restored.serve(&["--nats", &broker.url()]);
    waits(&place).await;
    works(&restored).await;
    let client = async_nats::connect(broker.url()).await.unwrap();
    for _ in 0..10 {
        ask(&client, "pdca.cmd.incident.new.log", INCIDENT).await;
    }
    assert_eq!((place.records("incident"), restored.records("incident")), (0, 10));
    taking_over.stop();
    node.stop();
}

#[tokio::test]
async fn a_stream_over_the_commands_is_said_while_the_node_runs() {
    let (broker, place) = (Broker::start(), Place::founded());
    let node = place.serve(&["--nats", &broker.url()]);
    works(&place).await;
    let jetstream = jetstream::new(async_nats::connect(broker.url()).await.unwrap());
    let config = jetstream::stream::Config {
        name: "GREEDY".into(),
        subjects: vec!["pdca.cmd.>".into()],
        ..jetstream::stream::Config::default()
    };
    jetstream.create_stream(config).await.unwrap();
    assert!(waits(&place).await.contains("GREEDY"));
    jetstream.delete_stream("GREEDY").await.unwrap();
    works(&place).await;
    node.stop();
}
