//! The document of all subjects: valid, complete, and true of what is really sent.

use crate::broker::Broker;
use crate::node::{INCIDENT, Place, ask, beside, headers, holding, printed, python_with_input};
use crate::replay::{replay, whole};
use crate::{asyncapi_parser, next, shipped_rules};
use async_nats::Message;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::process::Command;

fn document(place: &Place) -> Value {
    serde_json::from_str(&place.ok(&["asyncapi"])).unwrap()
}

/// What the parser of its makers says of a document.
fn parsed(document: &Value) -> Value {
    let mut node = Command::new("node");
    node.arg(beside("asyncapi.js")).arg(asyncapi_parser()).stdin(holding(&document.to_string()));
    serde_json::from_str(&printed(&mut node)).unwrap()
}

#[test]
fn the_parser_of_its_makers_finds_nothing_wrong() {
    let place = Place::founded();
    for settings in ["", "[nats]\nactor_in_subject = true\nevents = \"structured\"\n"] {
        place.configure(settings);
        let document = document(&place);
        let told = parsed(&document);
        assert_eq!(told["wrong"], json!([]), "{told:#}");
        let channels = document["channels"].as_object().unwrap().len();
        assert_eq!(told["channels"], channels);
        assert!(channels > 100, "{channels}");
    }
    let wrong = json!({ "asyncapi": "3.0.0", "info": { "title": "no version" } });
    assert_ne!(parsed(&wrong)["wrong"], json!([]));
}

#[test]
fn all_that_the_catalogue_has_is_in_it() {
    let document = document(&Place::founded());
    for process in pdca::catalogue().processes() {
        let name = process.name();
        for (command, _) in process.command_schemas() {
            for kind in ["cmd", "queue"] {
                let channel = &document["channels"][format!("{kind}.{name}.{command}")];
                let address = format!("pdca.{kind}.{name}.{{key}}.{command}");
                assert_eq!(channel["address"], address);
            }
        }
        let root = if process.visible_to().is_empty() {
            "evt".to_owned()
        } else {
            format!("restricted.{name}.evt")
        };
        for event in process.event_kinds() {
            let channel = &document["channels"][format!("{root}.{name}.{event}")];
            assert_eq!(channel["address"], format!("pdca.{root}.{name}.{{key}}.{event}"));
        }
    }
    for question in pdca::operation::questions() {
        let nats::Question { model, name, .. } = question;
        assert!(document["channels"][format!("query.{model}.{name}")].is_object());
    }
    for subject in [
        "$KV.pdca_incidents.{key}",
        "$KV.pdca_service_levels.{key}",
        "$KV.pdca_service_levels.service_request.{key}",
    ] {
        let mut channels = document["channels"].as_object().unwrap().values();
        assert!(channels.any(|channel| channel["address"] == subject), "{subject}");
    }
}

#[test]
fn a_command_and_an_event_read_like_this() {
    let document = document(&Place::founded());
    let part = json!({
        "channels": {
            "cmd.incident.hold": document["channels"]["cmd.incident.hold"],
            "evt.incident.held": document["channels"]["evt.incident.held"],
        },
        "operations": { "cmd.incident.hold": document["operations"]["cmd.incident.hold"] },
        "messages": {
            "incident.hold": document["components"]["messages"]["incident.hold"],
            "evt.incident.held": document["components"]["messages"]["evt.incident.held"],
        },
        "schemas": { "incident.hold": document["components"]["schemas"]["incident.hold"] },
    });
    let text = format!("{part:#}\n");
    let path = beside("asyncapi.golden.json");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

/// A message as it was sent, which is to be such a message of a channel.
fn told(channel: &str, name: &str, message: &Message) -> String {
    let mut headers = Map::new();
    for (name, values) in message.headers.iter().flat_map(async_nats::HeaderMap::iter) {
        headers.insert(name.to_string(), values[0].as_str().into());
    }
    let payload: Value = if message.payload.is_empty() {
        Value::Null
    } else {
        serde_json::from_slice(&message.payload).unwrap()
    };
    json!({ "channel": channel, "message": name, "headers": headers, "payload": payload })
        .to_string()
}

/// The read models that a running node keeps buckets of.
fn parts_of_kv(place: &Place) -> BTreeSet<String> {
    let parts = place.status()["parts"].take();
    let names = parts.as_object().unwrap().keys();
    names.filter_map(|name| name.strip_prefix("kv ").map(str::to_owned)).collect()
}

/// The channel of an event's subject.
fn channel_of(subject: &str) -> String {
    let mut tokens: Vec<_> = subject.trim_start_matches("pdca.").split('.').collect();
    tokens.remove(tokens.len() - 2);
    tokens.join(".")
}

#[tokio::test]
async fn what_is_really_sent_fits_its_schemas() {
    let (broker, place) = (Broker::start(), Place::founded());
    for format in ["binary", "structured"] {
        let rules = shipped_rules("alertmanager.toml");
        place.configure(&format!(
            "[nats]\nevents = \"{format}\"\n[nats.ingest]\nrules = ['{rules}']\n"
        ));
        let mut messages = vec![document(&place).to_string()];
        let client = broker.client().await;
        let mut events = client.subscribe("pdca.evt.>").await.unwrap();
        let mut dead = client.subscribe("pdca.dead.>").await.unwrap();
        let mut taken = client.subscribe("pdca.cmd.>").await.unwrap();
        let mut ingested = client.subscribe("pdca.ingest.>").await.unwrap();
        let mut kept = client.subscribe("$KV.>").await.unwrap();
        let node = place.serve_on(&broker);
        let done = ask(&client, "pdca.cmd.incident.new.log", INCIDENT).await;
        messages.push(told("inbox", "done", &done));
        let key = serde_json::from_slice::<Value>(&done.payload).unwrap()["key"].clone();
        let key = key.as_str().unwrap();
        let late = r#"{"note":"the disk is full","occurred_at":"2199-01-01T00:00:00Z"}"#;
        let refused = ask(&client, &format!("pdca.cmd.incident.{key}.update"), late).await;
        messages.push(told("inbox", "problem", &refused));
        for (channel, name) in
            [("cmd.incident.log", "incident.log"), ("cmd.incident.update", "incident.update")]
        {
            messages.push(told(channel, name, &next(&mut taken).await));
        }
        let schema = ask(&client, "pdca.schema.incident.log", "").await;
        messages.push(told("inbox", "schema", &schema));
        for (subject, body) in [
            ("pdca.query.service_levels.report", r#"{"by":"month"}"#.to_owned()),
            (
                "pdca.query.service_levels.explain",
                json!({ "process": "incident", "key": key }).to_string(),
            ),
        ] {
            messages.push(told("inbox", "answer", &ask(&client, subject, &body).await));
        }
        for verb in ["PING", "INFO", "STATS"] {
            let answer = ask(&client, &format!("$SRV.{verb}.pdca"), "").await;
            messages.push(told("inbox", &format!("service_{verb}"), &answer));
        }
        let mut trail = replay(&client, "pdca.replay", "{}").await;
        let (replayed, last) = whole(&client, &mut trail).await;
        messages.extend(replayed.iter().map(|event| told("inbox", "replayed", event)));
        messages.push(told("inbox", "replay_end", &last));
        let by_ada = headers(&[("Pdca-Actor", "ada")]);
        let subject = format!("pdca.queue.incident.{key}.close");
        client.publish_with_headers(subject, by_ada, "{}".into()).await.unwrap();
        let buried = next(&mut dead).await;
        messages.push(told("dead", "dead", &buried));
        client.publish("pdca.ingest.alertmanager", r#"{"alerts":7}"#.into()).await.unwrap();
        let ingested = next(&mut ingested).await;
        messages.push(told("ingest", "ingest", &ingested));
        let buried = next(&mut dead).await;
        assert_eq!(buried.subject.as_str(), "pdca.dead.ingest.alertmanager");
        messages.push(told("dead.ingest", "dead", &buried));
        // What each read model tells of the incident.
        let models = pdca::entity_sets().into_iter().map(|set| set.model);
        let mut models: BTreeSet<_> = models.map(str::to_owned).collect();
        assert_eq!(parts_of_kv(&place), models);
        // Nobody is asked to do anything here.
        assert!(models.remove("tasks"));
        while !models.is_empty() {
            let value = next(&mut kept).await;
            let bucket = value.subject.split('.').nth(1).unwrap();
            let model = bucket.trim_start_matches("pdca_");
            models.remove(model);
            let channel = format!("kv.{model}");
            messages.push(told(&channel, &channel, &value));
            let ask_for = format!("pdca.js.STREAM.INFO.KV_{bucket}");
            messages.push(told("inbox", "js", &ask(&client, &ask_for, "").await));
        }
        // The founding, the incident, and the refusal of the queue are all events.
        let mut kinds = Vec::new();
        while !kinds.contains(&"evt.outcome.refused".to_owned()) {
            let event = next(&mut events).await;
            let channel = channel_of(&event.subject);
            messages.push(told(&channel, &channel, &event));
            kinds.push(channel);
        }
        assert!(kinds.contains(&"evt.incident.logged".to_owned()), "{kinds:?}");
        let count = messages.len() - 1;
        assert_eq!(
            python_with_input("asyncapi.py", &[], &messages.join("\n")).lines().count(),
            count
        );
        node.stop();
    }
}
