//! Other tools' events.

use crate::broker::Broker;
use crate::identity::{connected, serve_with_rules};
use crate::node::{Place, Serving, headers, python_with_input};
use crate::{emptied, eventually, shipped_rules};
use async_nats::HeaderMap;
use async_nats::jetstream::stream::Config;
use async_nats::jetstream::{self, Context};
use engine::{Clock as _, Span, SystemClock, Timestamp};
use serde_json::{Value, json};
use std::fmt::Write as _;

pub(crate) const SUBJECT: &str = "pdca.ingest.alertmanager";

/// A node with these rule files, whose actors may log and resolve.
pub(crate) fn ready(broker: &Broker, rules: &[&str]) -> (Place, Serving) {
    let place = Place::founded();
    for actor in ["alertmanager", "cdevents"] {
        may_monitor(&place, actor);
    }
    configure(&place, rules);
    let node = place.serve_on(broker);
    (place, node)
}

pub(crate) fn may_monitor(place: &Place, actor: &str) {
    give(place, "monitoring", actor);
}

pub(crate) fn give(place: &Place, role: &str, actor: &str) {
    let offer = format!(r#"{{"person":"{actor}","competence":{{"statement":"it is tested"}}}}"#);
    place.ok(&["do", "role", role, "offer", &offer]);
    place.ok(&["do", "role", role, "accept", "{}", "--actor", actor]);
}

pub(crate) fn configure(place: &Place, rules: &[&str]) {
    place.configure(&format!("[nats.ingest]\nrules = {rules:?}\n"));
}

pub(crate) fn minutes_ago(minutes: i64) -> Timestamp {
    SystemClock.now() - Span::from_minutes(minutes)
}

/// An alert as Alertmanager writes it, that began so many minutes ago.
pub(crate) fn alert(fingerprint: &str, status: &str, begun: Timestamp) -> Value {
    let ended = if status == "resolved" {
        minutes_ago(0).to_string()
    } else {
        "0001-01-01T00:00:00Z".into()
    };
    json!({
        "status": status,
        "labels": { "alertname": "Down", "job": "probe", "service": "mail", "severity": "critical" },
        "annotations": { "summary": format!("probe {fingerprint} fails") },
        "startsAt": begun.to_string(),
        "endsAt": ended,
        "generatorURL": "https://prometheus.example.org/graph",
        "fingerprint": fingerprint,
    })
}

pub(crate) fn notification(alerts: &[Value]) -> Value {
    json!({
        "version": "4", "groupKey": "{}:{}", "truncatedAlerts": 0, "status": "firing",
        "receiver": "pdca", "groupLabels": {}, "commonLabels": {}, "commonAnnotations": {},
        "externalURL": "https://alertmanager.example.org", "alerts": alerts,
    })
}

pub(crate) async fn put(jetstream: &Context, subject: &str, body: &str) {
    let put = jetstream.publish(subject.to_owned(), body.to_owned().into()).await;
    put.unwrap().await.unwrap();
}

pub(crate) async fn taken_in(jetstream: &Context) {
    emptied(jetstream, "PDCA_INGEST").await;
}

pub(crate) fn events(place: &Place) -> Vec<String> {
    place
        .trail("incident")
        .iter()
        .map(|record| record["event"].as_str().unwrap().to_owned())
        .collect()
}

/// The code and the detail of each dead letter of a stream.
pub(crate) async fn dead(jetstream: &Context, stream: &str) -> Vec<(String, String)> {
    let stream = jetstream.get_stream(stream).await.unwrap();
    let state = stream.get_info().await.unwrap().state;
    let mut letters = Vec::new();
    for sequence in state.first_sequence.max(1)..=state.last_sequence {
        let Ok(letter) = stream.get_raw_message(sequence).await else { continue };
        let header = |name: &str| letter.headers.get(name).unwrap().as_str().to_owned();
        letters.push((header("Pdca-Code"), header("Pdca-Detail")));
    }
    letters
}

fn published(broker: &Broker, messages: &[Value]) {
    let mut lines = String::new();
    for message in messages {
        writeln!(lines, "{message}").unwrap();
    }
    python_with_input("ingest.py", &[&broker.url()], &lines);
}

#[tokio::test]
async fn alerts_and_incidents_of_other_tools_become_ours() {
    let broker = Broker::start();
    let rules = [shipped_rules("alertmanager.toml"), shipped_rules("cdevents.toml")];
    let (place, node) = ready(&broker, &[&rules[0], &rules[1]]);
    let begun = minutes_ago(30);
    let firing = notification(&[alert("aa", "firing", begun), alert("bb", "firing", begun)]);
    let raw = |body: &Value| json!({ "subject": SUBJECT, "mode": "raw", "body": body });
    let cdevent = |mode: &str, predicate: &str, id: &str| {
        let kind = format!("dev.cdevents.incident.{predicate}.0.2.0");
        let about = json!({
            "description": format!("it is {predicate}"), "environment": { "id": "prod" },
            "service": { "id": "shop" }, "ticketURI": "https://tickets.example.org/7",
        });
        let context = json!({ "id": id, "source": "/monitoring", "type": kind, "timestamp": minutes_ago(5).to_string() });
        let body = json!({ "context": context, "subject": { "id": "i 7", "content": about } });
        json!({ "subject": "pdca.ingest.cdevents.prod", "mode": mode, "id": id, "source": "/monitoring", "type": kind, "body": body })
    };
    published(
        &broker,
        &[
            raw(&firing),
            cdevent("binary", "detected", "1"),
            cdevent("structured", "reported", "2"),
            raw(&notification(&[alert("aa", "resolved", begun)])),
            cdevent("raw", "resolved", "3"),
        ],
    );
    let jetstream = broker.jetstream().await;
    taken_in(&jetstream).await;
    assert_eq!(dead(&jetstream, "PDCA_DEAD").await, []);
    let trail = place.trail("incident");
    let logged: Vec<_> = trail.iter().filter(|record| record["event"] == "logged").collect();
    assert_eq!(logged.len(), 3);
    assert_eq!(
        (&logged[0]["door"], &logged[0]["actor"], &logged[0]["principal"]),
        (&"ingest".into(), &"alertmanager".into(), &"nats ingest alertmanager".into())
    );
    assert_eq!(logged[0]["occurred_at"], begun.to_string());
    let of = |key: &str, event: &str| {
        trail.iter().filter(|one| one["key"] == key && one["event"] == event).count()
    };
    // Each is resolved by what was told of it, and no other.
    let key = |place: usize| logged[place]["key"].as_str().unwrap();
    assert_eq!((of(key(0), "resolved"), of(key(1), "resolved"), of(key(2), "resolved")), (1, 0, 1));
    assert_eq!(of(key(2), "updated"), 1);
    let rules = &place.status()["parts"]["ingest"]["rules"];
    assert_eq!(
        rules["alertmanager.firing"],
        json!({ "done": 2, "repeated": 0, "ignored": 0, "failed": 0 })
    );
    assert_eq!(rules["cdevents.resolved"]["done"], 1);
    node.stop();
}

#[tokio::test]
async fn what_comes_again_does_nothing_again_for_ever() {
    let mut broker = Broker::start();
    let rules = shipped_rules("alertmanager.toml");
    let (place, node) = ready(&broker, &[&rules]);
    let begun = minutes_ago(30);
    let firing = notification(&[alert("aa", "firing", begun), alert("bb", "firing", begun)]);
    let stream = broker.jetstream().await;
    put(&stream, SUBJECT, &firing.to_string()).await;
    taken_in(&stream).await;
    let before = events(&place);
    // With other words in it, after a restart, and when the broker has forgotten everything.
    let repeated = firing.to_string().replace("fails", "still fails");
    put(&stream, SUBJECT, &repeated).await;
    taken_in(&stream).await;
    node.stop();
    broker.kill();
    broker.lose_store();
    broker.restart();
    let node = place.serve_on(&broker);
    let stream = broker.jetstream().await;
    for body in [&firing.to_string(), &repeated] {
        put(&stream, "pdca.ingest.alertmanager.again", body).await;
    }
    taken_in(&stream).await;
    assert_eq!(events(&place), before);
    assert_eq!(place.status()["parts"]["ingest"]["rules"]["alertmanager.firing"]["repeated"], 4);
    assert_eq!(dead(&stream, "PDCA_DEAD").await, []);
    node.stop();
}

/// What another tool's incident comes to, as plain JSON.
pub(crate) fn cdevent(id: &str, source: &str, predicate: &str, incident: &str) -> String {
    let kind = format!("dev.cdevents.incident.{predicate}.0.2.0");
    let time = minutes_ago(5).to_string();
    let context = json!({ "id": id, "source": source, "type": kind, "timestamp": time });
    let about = json!({ "environment": { "id": "prod" }, "service": { "id": "shop" } });
    let subject = json!({ "id": incident, "content": about });
    json!({ "context": context, "subject": subject }).to_string()
}

#[tokio::test]
async fn what_a_source_calls_the_same_is_done_once_whatever_it_says() {
    let broker = Broker::start();
    let rules = [shipped_rules("cdevents.toml"), shipped_rules("alertmanager.toml")];
    let (place, node) = ready(&broker, &[&rules[0], &rules[1]]);
    let stream = broker.jetstream().await;
    let event = |source: &str, predicate: &str, about: &str| cdevent("1", source, predicate, about);
    let subject = "pdca.ingest.cdevents";
    put(&stream, subject, &event("/monitoring", "detected", "i 7")).await;
    // About something else, of another type, and what fits no rule: it has come before.
    for other in ["detected", "resolved", "vanished"] {
        put(&stream, subject, &event("/monitoring", other, "i 8")).await;
    }
    taken_in(&stream).await;
    assert_eq!(events(&place).iter().filter(|event| *event == "logged").count(), 1);
    let rules = &place.status()["parts"]["ingest"]["rules"];
    assert_eq!(rules["cdevents.detected"]["repeated"], 1);
    assert_eq!(rules["cdevents.resolved"]["repeated"], 1);
    assert_eq!(rules["cdevents.no rule"]["repeated"], 1);
    // Of another source, it is another one.
    put(&stream, subject, &event("/probes", "detected", "i 8")).await;
    // Nothing to do is counted as that.
    put(&stream, SUBJECT, &notification(&[]).to_string()).await;
    taken_in(&stream).await;
    assert_eq!(events(&place).iter().filter(|event| *event == "logged").count(), 2);
    let rules = &place.status()["parts"]["ingest"]["rules"];
    assert_eq!(rules["alertmanager.firing"]["ignored"], 1);
    assert_eq!(dead(&stream, "PDCA_DEAD").await, []);
    assert_eq!(place.trail("intake").len(), 2);
    node.stop();
}

#[tokio::test]
async fn a_hostile_message_hurts_nobody() {
    let broker = Broker::start();
    let rules = shipped_rules("alertmanager.toml");
    let (place, node) = ready(&broker, &[&rules]);
    let jetstream = broker.jetstream().await;
    let begun = minutes_ago(30);
    let many: Vec<_> =
        (0..1_001).map(|number| json!({ "status": "firing", "n": number })).collect();
    let mut long = alert("bb", "firing", begun);
    long["annotations"]["summary"] = "{{ data }} ".repeat(20_000).into();
    long["annotations"]["description"] = "\u{0}{% for x in y %}".into();
    for body in [
        "[".repeat(200_000),
        format!("{{{}", "\"a\":{".repeat(50_000)),
        json!({ "alerts": many }).to_string(),
        json!({ "alerts": "aa", "alerts ": [] }).to_string(),
        r#"{"alerts":[],"alerts":[{}]}"#.to_owned(),
        String::new(),
    ] {
        put(&jetstream, SUBJECT, &body).await;
    }
    let too_large = jetstream.publish(SUBJECT, vec![b' '; 700 * 1024].into()).await.unwrap().await;
    assert!(too_large.unwrap_err().to_string().contains("size"));
    put(&jetstream, SUBJECT, &notification(&[long, alert("aa", "firing", begun)]).to_string())
        .await;
    taken_in(&jetstream).await;
    let codes: Vec<_> =
        dead(&jetstream, "PDCA_DEAD").await.into_iter().map(|(code, _)| code).collect();
    assert_eq!(
        codes,
        ["bad_json", "bad_json", "too_many_items", "no_rule_fits", "bad_json", "bad_json"]
    );
    let trail = place.trail("incident");
    let logged: Vec<_> = trail.iter().filter(|record| record["event"] == "logged").collect();
    assert_eq!(logged.len(), 2);
    let summary = logged[0]["payload"]["summary"].as_str().unwrap();
    assert!(summary.starts_with("{{ data }} {{ data }}") && summary.len() <= 128, "{summary}");
    assert!(place.health("ingest").contains("working"));
    node.stop();
}

#[tokio::test]
async fn killed_under_load_nothing_is_lost_and_nothing_done_twice() {
    let mut broker = Broker::start();
    let rules = shipped_rules("alertmanager.toml");
    let (place, node) = ready(&broker, &[&rules]);
    let begun = minutes_ago(30);
    let message = |number: u32, status: &str| {
        let alerts: Vec<_> =
            (0..3).map(|one| alert(&format!("{number}-{one}"), status, begun)).collect();
        notification(&alerts).to_string()
    };
    let stream = broker.jetstream().await;
    for number in 0..30 {
        put(&stream, SUBJECT, &message(number, "firing")).await;
    }
    node.kill();
    let node = place.serve_on(&broker);
    broker.kill();
    broker.restart();
    let stream = broker.jetstream().await;
    // Sent again by somebody who does not know whether it arrived.
    for number in 20..40 {
        put(&stream, SUBJECT, &message(number, "firing")).await;
    }
    for number in 0..40 {
        put(&stream, SUBJECT, &message(number, "resolved")).await;
    }
    taken_in(&stream).await;
    let events = events(&place);
    for event in ["logged", "resolved"] {
        assert_eq!(events.iter().filter(|one| *one == event).count(), 120, "{event}");
    }
    assert_eq!(dead(&stream, "PDCA_DEAD").await, []);
    node.stop();
}

#[tokio::test]
async fn a_tool_speaks_for_its_own_source_only() {
    let broker = Broker::sample();
    let place = Place::founded();
    may_monitor(&place, "alertmanager");
    let rules = [shipped_rules("alertmanager.toml"), shipped_rules("cdevents.toml")];
    let node = serve_with_rules(&place, &broker, &rules);
    let tool = connected(&broker, "alertmanager").await;
    let firing = notification(&[alert("aa", "firing", minutes_ago(3))]).to_string();
    let sent = jetstream::new(tool.clone()).publish(SUBJECT, firing.clone().into()).await.unwrap();
    sent.await.unwrap();
    eventually("the incident", async || (place.records("incident") > 0).then_some(())).await;
    let before = events(&place);
    for subject in
        ["pdca.ingest.cdevents", "pdca.as.alertmanager.cmd.incident.new.log", "pdca.dead.x"]
    {
        assert!(tool.request(subject, firing.clone().into()).await.is_err(), "{subject}");
    }
    let ada = connected(&broker, "ada").await;
    assert!(ada.request(SUBJECT, firing.into()).await.is_err());
    assert_eq!(events(&place), before);
    node.stop();
}

#[tokio::test]
async fn rules_may_listen_where_other_tools_speak_already() {
    let broker = Broker::start();
    let place = Place::founded();
    may_monitor(&place, "alertmanager");
    let shipped = std::fs::read_to_string(shipped_rules("alertmanager.toml")).unwrap();
    let rules = place.file(
        "rules.toml",
        &shipped.replace("actor = ", "subjects = [\"alerts.*.prod\"]\nactor = "),
    );
    configure(&place, &[]);
    let node = place.serve_on(&broker);
    assert!(place.status()["parts"]["ingest"].is_null());
    node.stop();
    // Another stream is in the way: it is said, until it is gone.
    let jetstream = broker.jetstream().await;
    let subjects = vec!["alerts.>".to_owned()];
    let theirs = Config { name: "THEIRS".to_owned(), subjects, ..Config::default() };
    jetstream.create_stream(theirs).await.unwrap();
    configure(&place, &[rules.to_str().unwrap()]);
    let node = place.serve_on(&broker);
    let said = place.health("ingest");
    assert!(said.contains("waiting") && said.contains("overlap"), "{said}");
    jetstream.delete_stream("THEIRS").await.unwrap();
    eventually("it works", async || place.health("ingest").contains("working").then_some(())).await;
    let firing = notification(&[alert("aa", "firing", minutes_ago(3))]).to_string();
    put(&jetstream, "alerts.eu.prod", &firing).await;
    put(&jetstream, "alerts.eu.prod", "{").await;
    taken_in(&jetstream).await;
    assert_eq!(events(&place).iter().filter(|event| *event == "logged").count(), 1);
    let stream = jetstream.get_stream("PDCA_DEAD").await.unwrap();
    let letter = stream.get_last_raw_message_by_subject("pdca.dead.ingest.alerts.eu.prod").await;
    assert_eq!(letter.unwrap().headers.get("Pdca-Subject").unwrap().as_str(), "alerts.eu.prod");
    node.stop();
}

#[tokio::test]
async fn a_stream_of_others_is_left_as_it_is() {
    let broker = Broker::start();
    let jetstream = broker.jetstream().await;
    // Under our name, and no queue.
    let subjects = vec!["theirs.>".to_owned()];
    let theirs = Config { name: "PDCA_INGEST".to_owned(), subjects, ..Config::default() };
    jetstream.create_stream(theirs).await.unwrap();
    let (place, node) = ready(&broker, &[&shipped_rules("alertmanager.toml")]);
    let said = place.health("ingest");
    assert!(said.contains("waiting") && said.contains("retention"), "{said}");
    let stream = jetstream.get_stream("PDCA_INGEST").await.unwrap();
    assert_eq!(stream.cached_info().config.subjects, ["theirs.>"]);
    node.stop();
}

#[tokio::test]
async fn rules_that_cannot_be_used_stop_the_start() {
    let place = Place::founded();
    let shipped = std::fs::read_to_string(shipped_rules("cdevents.toml")).unwrap();
    let rules =
        place.file("rules.toml", &shipped.replace("command = \"update\"", "command = \"updat\""));
    configure(&place, &[rules.to_str().unwrap()]);
    let broker = Broker::start();
    let said = place.serve_fails(&["--nats", &broker.url()]);
    assert!(
        said.contains("rules.toml: rule reported, command: incident has no command \"updat\""),
        "{said}"
    );
    let checked = place.run(&["config", "check"]);
    assert!(!checked.status.success());
    assert!(String::from_utf8(checked.stderr).unwrap().contains("rule reported, command"));
    let good = shipped_rules("cdevents.toml");
    configure(&place, &[&good, &good]);
    let said = place.serve_fails(&["--nats", &broker.url()]);
    assert!(said.contains("source: "), "{said}");
}

#[tokio::test]
async fn an_acknowledgement_that_is_sent_to_a_source_is_not_its_event() {
    let broker = Broker::start();
    let place = Place::founded();
    let body = r#"{ summary = "it rang", service = "door", monitor = "bell" }"#;
    let rules = place.file(
        "doorbell.toml",
        &format!("source = 'doorbell'\nactor = 'ada'\n[[rule]]\nname = 'rung'\nprocess = 'incident'\ncommand = 'log'\nbody = {body}\n"),
    );
    configure(&place, &[rules.to_str().unwrap()]);
    let node = place.serve_on(&broker);
    let (client, jetstream) = (broker.client().await, broker.jetstream().await);
    // What the queue takes, and what it refuses.
    let wrong = headers(&[("Nats-Expected-Stream", "ANOTHER")]);
    for headers in [HeaderMap::new(), wrong] {
        let (queue, source) = ("pdca.queue.incident.new.log", "pdca.ingest.doorbell");
        let sent = client.publish_with_reply_and_headers(queue, source, headers, "{}".into());
        sent.await.unwrap();
    }
    client.flush().await.unwrap();
    let codes = async || {
        let letters = dead(&jetstream, "PDCA_DEAD").await;
        letters.into_iter().filter(|(code, _)| code == "acknowledgement").count()
    };
    eventually("both are refused", async || (codes().await == 2).then_some(())).await;
    put(&jetstream, "pdca.ingest.doorbell", r#"{"rung":1}"#).await;
    taken_in(&jetstream).await;
    assert_eq!(place.records("incident"), 1);
    node.stop();
}
