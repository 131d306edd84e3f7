//! What only some may see, tried through every door.

use crate::broker::Broker;
use crate::eventually;
use crate::identity::connected;
use crate::node::{INCIDENT, json, refused};
use crate::secret::Secret;
use async_nats::jetstream;
use async_nats::{Client, Message};
use engine::{Actor, Catalogue, SystemClock};
use futures_util::StreamExt as _;
use nats::{Adapter, Ingest, Tls};
use pdca::Node;
use pdca::node::Settings;
use std::sync::Arc;
use tokio::task::block_in_place;

const WORDS: &str = "the vault stands open";
/// A tool in the name of bo.
const RULES: &str = r#"
source = "alertmanager"
actor = "bo"
[[rule]]
name = "end"
process = "secret"
command = "end"
key = "{{ data.key }}"
"#;

/// A node with one process more, in this very test: ada holds top management.
fn serving(broker: &Broker, dir: &tempfile::TempDir) -> (Arc<Node>, Adapter) {
    let (settings, clock) = (Settings::of(&dir.path().join("data")), Arc::new(SystemClock));
    let ada = Actor::new("ada").unwrap();
    drop(Node::create_with(settings.clone(), Arc::clone(&clock) as _, &ada).unwrap());
    let processes = processes::processes().into_iter();
    let catalogue = Catalogue::new(
        processes.chain([engine::process::process::<Secret>()]),
        processes::policies::all(),
        processes::RoleAuthority,
    );
    let node = Node::open_of(catalogue, settings, clock, &mut |_, _, _| {}).unwrap();
    let password = dir.path().join("password");
    std::fs::write(&password, "node").unwrap();
    let rules = dir.path().join("rules.toml");
    std::fs::write(&rules, RULES).unwrap();
    let settings = nats::Settings {
        actor_in_subject: true,
        ingest: Ingest { rules: vec![rules] },
        user: Some("node".to_owned()),
        password_file: Some(password),
        tls: Tls { ca_file: Some(broker.dir.path().join("ca.pem")), ..Tls::default() },
        ..nats::Settings::default()
    };
    let node = Arc::new(node);
    let questions = Arc::new(pdca::operation::Questions::of(&node));
    let (engine, url) = (node.engine().clone(), broker.tls_url());
    let adapter = Adapter::start(engine, questions, &url, &settings).unwrap();
    (node, adapter)
}

async fn ask(client: &Client, subject: &str, body: &str) -> Message {
    client.request(subject.to_owned(), body.to_owned().into()).await.unwrap()
}

/// All that a replay sends, as text.
async fn replayed(client: &Client, actor: &str, request: &str) -> Vec<String> {
    let inbox = client.new_inbox();
    let mut messages = client.subscribe(inbox.clone()).await.unwrap();
    let subject = format!("pdca.as.{actor}.replay");
    client.publish_with_reply(subject, inbox, request.to_owned().into()).await.unwrap();
    let mut events = Vec::new();
    loop {
        let message =
            tokio::time::timeout(crate::PATIENCE, messages.next()).await.unwrap().unwrap();
        if message.headers.as_ref().unwrap().get("Pdca-Replay").is_some() {
            assert_eq!(json(&message)["count"], events.len());
            return events;
        }
        events.push(format!("{message:?}"));
        if let Some(reply) = message.reply {
            client.publish(reply, "".into()).await.unwrap();
        }
    }
}

/// All that a stream holds, as text.
async fn held(client: &Client, stream: &str) -> Vec<String> {
    let stream = jetstream::new(client.clone()).get_stream(stream).await.unwrap();
    let info = stream.get_info().await.unwrap();
    let mut held = Vec::new();
    for sequence in info.state.first_sequence.max(1)..=info.state.last_sequence {
        held.push(format!("{:?}", stream.get_raw_message(sequence).await.unwrap()));
    }
    held
}

fn says(texts: &[String], word: &str) -> bool {
    texts.iter().any(|text| text.contains(word))
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_restricted_leaks_through_any_door() {
    let (broker, dir) = (Broker::sample(), tempfile::tempdir().unwrap());
    let (node, mut adapter) = block_in_place(|| serving(&broker, &dir));
    let (ada, bo) = (connected(&broker, "ada").await, connected(&broker, "bo").await);
    let trusted = connected(&broker, "node").await;

    // Everybody may begin one, and learns what came of that.
    let begin = format!(r#"{{"words":"{WORDS}"}}"#);
    let done = json(&ask(&bo, "pdca.as.bo.cmd.secret.KEY_OF_IT.begin", &begin).await);
    assert_eq!(done["events"][0]["payload"]["words"], WORDS);
    // Commands: what is there and what is not looks the same to him.
    let mut refusals = Vec::new();
    for key in ["KEY_OF_IT", "KEY_OF_NONE"] {
        let refusal = ask(&bo, &format!("pdca.as.bo.cmd.secret.{key}.end"), "{}").await;
        assert_eq!(refused(&refusal), "not_authorised");
        refusals.push(json(&refusal));
    }
    assert_eq!(refusals[0], refusals[1]);
    assert_eq!(refusals[0]["possible"], serde_json::json!([]));
    let again = ask(&bo, "pdca.as.bo.cmd.secret.KEY_OF_IT.begin", &begin).await;
    assert_eq!(refused(&again), "not_authorised");
    // The queue: refused, kept with the reason, recorded.
    let jetstream = jetstream::new(bo.clone());
    let put =
        jetstream.publish("pdca.as.bo.queue.secret.KEY_OF_IT.end", "{}".into()).await.unwrap();
    put.await.unwrap();
    let dead = eventually("the dead letter", async || {
        let dead = held(&trusted, "PDCA_DEAD_RESTRICTED").await;
        (!dead.is_empty()).then_some(dead)
    });
    assert!(says(&dead.await, "queue.secret.KEY_OF_IT.end"));
    assert!(held(&trusted, "PDCA_DEAD").await.is_empty());
    // Another tool's event: the same, whether there is one or not.
    let tool = jetstream::new(connected(&broker, "alertmanager").await);
    for key in ["KEY_OF_IT", "KEY_OF_NONE"] {
        let body = format!(r#"{{"key":"{key}"}}"#);
        let sent = tool.publish("pdca.ingest.alertmanager", body.into()).await.unwrap();
        sent.await.unwrap();
    }
    let letters = eventually("the dead letters", async || {
        let dead = held(&trusted, "PDCA_DEAD_RESTRICTED").await;
        (dead.len() == 3).then_some(dead)
    });
    assert!(says(&letters.await, "pdca.restricted.dead.ingest.alertmanager"));
    assert!(held(&trusted, "PDCA_DEAD").await.is_empty());
    // Events: each in its stream. The last is there, so all are.
    ask(&ada, "pdca.as.ada.cmd.incident.new.log", INCIDENT).await;
    let open = eventually("the events", async || {
        let events = held(&trusted, "PDCA_EVENTS").await;
        says(&events, "pdca.evt.incident.INC0000001.logged").then_some(events)
    });
    let open = open.await;
    let restricted = eventually("the restricted events", async || {
        let events = held(&trusted, "PDCA_RESTRICTED_SECRET").await;
        says(&events, ".refused").then_some(events)
    });
    let restricted = restricted.await;
    assert!(says(&restricted, "pdca.restricted.secret.evt.secret.KEY_OF_IT.begun"));
    for word in ["secret", "KEY_OF_IT", WORDS] {
        assert!(!says(&open, word), "{word}");
    }
    // Replay: as if there were none; neither outcomes nor correlations tell of it.
    for request in ["", r#"{"process":"secret"}"#, r#"{"process":"secret","key":"KEY_OF_IT"}"#] {
        let seen = replayed(&bo, "bo", request).await;
        for word in ["secret", "KEY_OF_IT", WORDS] {
            assert!(!says(&seen, word), "{request}: {word}");
        }
        assert!(says(&replayed(&ada, "ada", request).await, WORDS), "{request}");
    }
    assert!(replayed(&bo, "bo", r#"{"process":"outcome"}"#).await.is_empty());
    assert_eq!(replayed(&ada, "ada", r#"{"process":"outcome"}"#).await.len(), 3);
    // Who gets the role sees it from then on.
    for command in ["offer", "accept"] {
        let (client, who) = if command == "offer" { (&ada, "ada") } else { (&bo, "bo") };
        let subject = format!("pdca.as.{who}.cmd.role.top_management.{command}");
        let offer = r#"{"person":"bo","competence":{"statement":"fit"}}"#;
        let body = if command == "offer" { offer } else { "{}" };
        let done = json(&ask(client, &subject, body).await);
        assert!(done["events"].is_array(), "{done}");
    }
    assert!(says(&replayed(&bo, "bo", r#"{"process":"secret"}"#).await, WORDS));
    block_in_place(|| {
        adapter.stop();
        drop(node);
    });
}
