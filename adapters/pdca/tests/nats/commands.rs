//! Commands as requests.

use crate::broker::Broker;
use crate::node::{INCIDENT, Place, ask, headers, json, on_nats, refused};
use crate::{eventually, next};
use futures_util::StreamExt as _;
use futures_util::future::join_all;
use serde_json::Value;
use std::sync::atomic::{AtomicU64, Ordering};

/// Logs incidents at the command line.
pub(crate) fn logged(place: &Place, count: usize) {
    for _ in 0..count {
        place.ok(&["do", "incident", "new", "log", INCIDENT]);
    }
}

#[tokio::test]
async fn a_command_is_answered_with_its_durable_outcome() {
    let (broker, place, node) = on_nats();
    let client = broker.client().await;
    let done = json(&ask(&client, "pdca.cmd.incident.new.log", INCIDENT).await);
    assert_eq!((&done["key"], &done["version"]), (&"INC0000001".into(), &1.into()));
    assert_eq!(done["events"][0]["event"], "logged");
    assert_eq!(done["events"][0]["door"], "request");
    assert_eq!(done["events"][0]["principal"], "nats");
    let update = r#"{"note":"the disk is full"}"#;
    let done = json(&ask(&client, "pdca.cmd.incident.INC0000001.update", update).await);
    assert_eq!(done["version"], 2);
    // Answered means durable.
    node.kill();
    assert_eq!(place.records("incident"), 2);
}

#[tokio::test]
async fn a_reply_and_the_event_bear_the_same_trace() {
    let (broker, _place, node) = on_nats();
    let client = broker.client().await;
    let mut events = client.subscribe("pdca.evt.incident.>").await.unwrap();
    client.flush().await.unwrap();
    let trace = |message: &async_nats::Message, name: &str| {
        message.headers.as_ref().unwrap().get(name).unwrap().to_string()
    };
    let reply = ask(&client, "pdca.cmd.incident.new.log", INCIDENT).await;
    let event = next(&mut events).await;
    assert_eq!(trace(&reply, "traceparent"), trace(&event, "ce-traceparent"));
    assert_eq!(&trace(&reply, "traceparent")[3..35], trace(&event, "ce-correlationid"));
    let refused = ask(&client, "pdca.cmd.incident.INC0000001.close", "{}").await;
    assert_ne!(trace(&refused, "traceparent"), trace(&reply, "traceparent"));
    // Not valid, and no reason to refuse anything.
    let headers = headers(&[("Pdca-Actor", "ada"), ("traceparent", "00-0-0-00")]);
    let update = client.request_with_headers(
        "pdca.cmd.incident.INC0000001.update",
        headers,
        r#"{"note":"the disk is full"}"#.into(),
    );
    assert_eq!(json(&update.await.unwrap())["version"], 2);
    node.stop();
}

#[tokio::test]
async fn what_cannot_be_done_is_a_problem_document() {
    let (broker, place, node) = on_nats();
    let client = broker.client().await;
    let long_id = format!(r#"{{"command_id":"{}"}}"#, "x".repeat(10_000));
    for (subject, body, code) in [
        ("pdca.cmd.incident.INC0000001.close", "{}", "not_allowed"),
        ("pdca.cmd.incident.new.log", "{", "bad_json"),
        ("pdca.cmd.incident.new.log", r#"{"summary":"x","summary":"y"}"#, "bad_json"),
        ("pdca.cmd.incident.new.log", r#"{"command_id":""}"#, "bad_command_id"),
        ("pdca.cmd.incident.new.log", &long_id, "bad_command_id"),
        ("pdca.cmd.incident.new.log", r#"{"summery":"x"}"#, "bad_body"),
        ("pdca.cmd.incident.new.explode", "{}", "unknown_command"),
        ("pdca.cmd.incubus.new.log", "{}", "unknown_process"),
        ("pdca.cmd.incident.a=2.log", "{}", "bad_key"),
        ("pdca.schema.incident.explode", "", "unknown_schema"),
    ] {
        assert_eq!(refused(&ask(&client, subject, body).await), code, "{subject} {body}");
    }
    let nobody = client.request("pdca.cmd.incident.new.log", INCIDENT.into()).await.unwrap();
    assert_eq!(refused(&nobody), "no_actor");
    let large = format!(r#"{{"summary":"{}"}}"#, "x".repeat(600 * 1024));
    assert_eq!(refused(&ask(&client, "pdca.cmd.incident.new.log", &large).await), "body_too_large");
    let possible = json(&ask(&client, "pdca.cmd.incident.INC0000001.close", "{}").await);
    assert!(possible["possible"].as_array().unwrap().contains(&"log".into()), "{possible}");
    assert_eq!(place.records("incident"), 0);
    node.stop();
}

#[tokio::test]
async fn the_same_id_is_the_same_command() {
    let (broker, place, node) = on_nats();
    let client = broker.client().await;
    let send = async |id: &str, body: &str| {
        let headers = headers(&[("Pdca-Actor", "ada"), ("Nats-Msg-Id", id)]);
        let subject = "pdca.cmd.incident.new.log";
        client.request_with_headers(subject, headers, body.to_owned().into()).await.unwrap()
    };
    let first = json(&send("one", INCIDENT).await);
    let again = json(&send("one", INCIDENT).await);
    assert_eq!((&first["repeated"], &again["repeated"]), (&false.into(), &true.into()));
    assert_eq!(first["events"], again["events"]);
    let other = INCIDENT.replace("mail", "web");
    assert_eq!(refused(&send("one", &other).await), "id_reused");
    // In the body, where a client has no headers; still the same after a restart of everything.
    let body = INCIDENT.replacen('{', r#"{"command_id":"one","#, 1);
    assert_eq!(json(&ask(&client, "pdca.cmd.incident.new.log", &body).await)["repeated"], true);
    node.stop();
    let node = place.serve_on(&broker);
    assert_eq!(json(&send("one", INCIDENT).await)["events"], first["events"]);
    assert_eq!(place.records("incident"), 1);
    node.stop();
}

#[tokio::test]
async fn the_service_says_what_it_offers_and_what_it_has_done() {
    let (broker, _place, node) = on_nats();
    let client = broker.client().await;
    ask(&client, "pdca.cmd.incident.new.log", INCIDENT).await;
    ask(&client, "pdca.cmd.incident.INC0000001.close", "{}").await;
    let srv =
        async |subject: &str| json(&client.request(subject.to_owned(), "".into()).await.unwrap());
    let ping = srv("$SRV.PING").await;
    assert_eq!(ping["type"], "io.nats.micro.v1.ping_response");
    assert_eq!(ping["name"], "pdca");
    let info = srv(&format!("$SRV.INFO.pdca.{}", ping["id"].as_str().unwrap())).await;
    let endpoint = |of: &Value, name: &str| {
        let endpoints = of["endpoints"].as_array().unwrap();
        endpoints.iter().find(|one| one["name"] == name).unwrap().clone()
    };
    assert_eq!(endpoint(&info, "command")["subject"], "pdca.cmd.*.*.*");
    assert_eq!(endpoint(&info, "command")["queue_group"], "pdca");
    let stats = endpoint(&srv("$SRV.STATS.pdca").await, "command");
    assert_eq!((&stats["num_requests"], &stats["num_errors"]), (&2.into(), &1.into()));
    assert_eq!(stats["last_error"], "409:not_allowed");
    let schema = json(&ask(&client, "pdca.schema.incident.log", "").await);
    assert!(schema["properties"]["summary"].is_object(), "{schema}");
    node.stop();
}

#[tokio::test]
async fn a_flood_is_answered_one_by_one_or_told_to_come_again() {
    let (broker, place) = (Broker::start(), Place::founded());
    place.configure("[nats]\nin_flight_max = 4\n");
    let node = place.serve_on(&broker);
    let client = broker.client().await;
    let replies = (0..500).map(|_| ask(&client, "pdca.cmd.incident.new.log", INCIDENT));
    let (mut done, mut busy) = (0, 0);
    for reply in join_all(replies).await {
        if json(&reply)["code"] == "busy" {
            assert_eq!(json(&reply)["status"], 503);
            busy += 1;
        } else {
            assert_eq!(json(&reply)["version"], 1);
            done += 1;
        }
    }
    assert_eq!(done + busy, 500);
    assert!(done > 0);
    // What was answered is there, and nothing else.
    assert_eq!(place.records("incident"), done);
    node.stop();
}

#[tokio::test]
async fn of_a_flood_that_is_not_taken_in_it_is_counted_that_it_was_not() {
    const COUNT: u64 = 40_000;
    let (broker, place, node) = on_nats();
    let client = broker.client().await;
    let by_ada = headers(&[("Pdca-Actor", "ada")]);
    let inbox = client.new_inbox();
    let replies = client.subscribe(inbox.clone()).await.unwrap();
    let answered = AtomicU64::new(0);
    let hearing = replies.for_each(async |_| {
        answered.fetch_add(1, Ordering::Relaxed);
    });
    let flooding = async {
        for _ in 0..COUNT {
            // There is no such incident, and nothing is written.
            let (subject, body) = ("pdca.cmd.incident.INC7.update", r#"{"note":"x"}"#);
            let (inbox, headers) = (inbox.clone(), by_ada.clone());
            let sent = client.publish_with_reply_and_headers(subject, inbox, headers, body.into());
            sent.await.unwrap();
        }
        client.flush().await.unwrap();
        eventually("all are answered, or it is said that some were dropped", async || {
            let overruns = place.status()["overruns"].as_u64().unwrap();
            (answered.load(Ordering::Relaxed) == COUNT || overruns > 0).then_some(())
        })
        .await;
    };
    tokio::select! {
        () = hearing => {}
        () = flooding => {}
    }
    node.stop();
}

#[tokio::test]
async fn a_reply_never_goes_where_it_could_be_taken_for_more() {
    let (broker, place, node) = on_nats();
    let client = broker.client().await;
    let mut spy = client.subscribe("pdca.cmd.incident.new.spied").await.unwrap();
    client.flush().await.unwrap();
    let headers = headers(&[("Pdca-Actor", "ada")]);
    let published = client.publish_with_reply_and_headers(
        "pdca.cmd.incident.new.log",
        "pdca.cmd.incident.new.spied",
        headers,
        INCIDENT.into(),
    );
    published.await.unwrap();
    // It is no command at all. What comes behind it is.
    ask(&client, "pdca.cmd.incident.new.log", INCIDENT).await;
    assert_eq!(place.records("incident"), 1);
    node.stop();
    let heard = futures_util::FutureExt::now_or_never(futures_util::StreamExt::next(&mut spy));
    assert!(heard.is_none(), "{heard:?}");
}

#[tokio::test]
async fn requests_sent_again_after_a_crash_are_done_once() {
    const COUNT: usize = 200;
    let (broker, place, node) = on_nats();
    let client = broker.client().await;
    let send = async |number: usize| {
        let id = format!("incident {number}");
        let headers = headers(&[("Pdca-Actor", "ada"), ("Nats-Msg-Id", &id)]);
        let request = async_nats::Request::new().headers(headers).payload(INCIDENT.into());
        let request = request.timeout(Some(std::time::Duration::from_secs(2)));
        let reply = client.send_request("pdca.cmd.incident.new.log", request).await.ok()?;
        Some(json(&reply)["key"].as_str()?.to_owned())
    };
    let sending = join_all((0..COUNT).map(send));
    let killing = async {
        let some = async || (place.records("incident") > 10).then_some(());
        crate::eventually("some are done", some).await;
        node.kill();
    };
    let (first, ()) = tokio::join!(sending, killing);
    let node = place.serve_on(&broker);
    let again = join_all((0..COUNT).map(send)).await;
    for (first, again) in first.iter().zip(&again) {
        // What was answered is answered in the same way.
        assert!(again.is_some() && (first.is_none() || first == again), "{first:?} {again:?}");
    }
    assert_eq!(place.records("incident"), COUNT);
    node.stop();
}
