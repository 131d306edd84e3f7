//! What somebody forges so that it looks like the node's own, or like the server's answer to it.

use crate::broker::Broker;
use crate::commands::logged;
use crate::events::published;
use crate::foreign::{assert_whole, claiming, counted, forge, removed, subject_of};
use crate::identity::{connected, serving};
use crate::kv::{self, kept, value};
use crate::node::{INCIDENT, Place, ask, headers, json};
use crate::{events, eventually};
use async_nats::jetstream::message::StreamMessage;
use async_nats::{Client, HeaderMap, Subject, jetstream};
use bytes::Bytes;
use futures_util::StreamExt as _;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

/// With the permissions of the sample, who follows the events sees where the server is to say that
/// it has taken them.
#[tokio::test]
async fn nobody_answers_the_node_in_the_place_of_the_server() {
    const COUNT: usize = 30;
    let broker = Broker::sample();
    let (place, node) = serving(&broker);
    published(&place).await;
    let (ada, bo) = (connected(&broker, "ada").await, connected(&broker, "bo").await);
    let mut events = bo.subscribe("pdca.evt.>").await.unwrap();
    bo.flush().await.unwrap();
    let forging = tokio::spawn(async move {
        let mut seen = 0;
        while let Some(event) = events.next().await {
            let Some(reply) = event.reply else { continue };
            assert!(reply.starts_with("_INBOX_pdca."), "{reply}");
            seen += 1;
            for answer in [
                r#"{"error":{"code":400,"err_code":1,"description":"forged"}}"#,
                r#"{"stream":"PDCA_EVENTS","seq":99999999}"#,
            ] {
                bo.publish(reply.clone(), answer.into()).await.unwrap();
            }
            // Nor has he the server, or the node, say something there.
            let subject = "pdca.as.bo.queue.incident.INC0000001.update";
            let wrong = headers(&[("Nats-Expected-Last-Sequence", "1")]);
            let body = r#"{"note":"forged"}"#;
            bo.publish_with_reply(subject, reply.clone(), body.into()).await.unwrap();
            let asking =
                bo.publish_with_reply_and_headers(subject, reply.clone(), wrong, body.into());
            asking.await.unwrap();
            for subject in ["pdca.as.bo.cmd.incident.new.log", "$SRV.PING", "pdca.as.bo.replay"] {
                bo.publish_with_reply(subject, reply.clone(), "{}".into()).await.unwrap();
            }
            bo.flush().await.unwrap();
            if seen == COUNT {
                break;
            }
        }
    });
    for _ in 0..COUNT {
        ada.request("pdca.as.ada.cmd.incident.new.log", INCIDENT.into()).await.unwrap();
    }
    forging.await.unwrap();
    published(&place).await;
    let trusted = jetstream::new(connected(&broker, "node").await);
    let stream = trusted.get_stream(events::STREAM).await.unwrap();
    let (held, last) = counted(&stream).await;
    // Everything is there, and was put there once.
    assert_eq!((held, last), (events::trail(&place).len() as u64, held));
    let said = node.stop();
    assert!(!said.contains("will be tried again"), "{said}");
}

/// The server takes no second message of a name within its window, and says that it is there.
#[tokio::test]
async fn what_bears_the_name_of_an_event_to_come_hides_none() {
    let (broker, place) = (Broker::start(), Place::founded());
    let node = place.serve(&["--nats", &broker.url()]);
    logged(&place, 1);
    published(&place).await;
    let client = broker.client().await;
    let log = place.json(&["stats"])["log"].as_str().unwrap().to_owned();
    let update = r#"{"note":"the disk is full"}"#;
    for ahead in [1, 2] {
        let next = events::trail(&place).len() + ahead;
        let name = format!("{log}-{next}");
        forge(&client, "pdca.evt.foreign.x.y", headers(&[("Nats-Msg-Id", &name)])).await;
        for _ in 0..3 {
            ask(&client, "pdca.cmd.incident.INC0000001.update", update).await;
        }
        assert_whole(&broker, &place).await;
    }
    node.stop();
}

#[tokio::test]
async fn what_claims_to_be_an_event_of_this_log_must_be_that_event() {
    let (broker, place) = (Broker::start(), Place::founded());
    let node = place.serve(&["--nats", &broker.url()]);
    logged(&place, 2);
    published(&place).await;
    let client = async_nats::connect(broker.url()).await.unwrap();
    let records = events::trail(&place);
    let log = place.json(&["stats"])["log"].as_str().unwrap().to_owned();
    let bare = |id: &str| {
        headers(&[("Nats-Msg-Id", id), ("Pdca-Position", id.rsplit('-').next().unwrap())])
    };
    // The server would take the same id for the same message, so each has one of its own.
    let put = async |from: usize| {
        let id = |position: usize| format!("{log}-{position}");
        let elsewhere = "pdca.evt.incident.INC0000001.resolved";
        let [one, other] = [&records[from + 1], &records[from + 2]];
        let forgeries = [
            // With its place in the log and nothing else; with all of it and another content; by
            // another subject; as what is not there yet.
            (elsewhere, bare(&id(from + 1))),
            (&*subject_of(one), claiming(one, &id(from + 2))),
            (elsewhere, claiming(other, &id(from + 3))),
            (elsewhere, bare(&id(from + 3_000))),
            (elsewhere, claiming(other, &id(from + 3_001))),
        ];
        let count = forgeries.len() as u64;
        for (subject, headers) in forgeries {
            forge(&client, subject, headers).await;
        }
        count
    };
    let undone = async |count: u64| {
        eventually("they are removed", async || (removed(&place) == count).then_some(())).await;
        assert_whole(&broker, &place).await;
    };
    // What the node has not written itself it does not believe, however well it is made.
    let beyond = format!("{log}-2000");
    forge(&client, &subject_of(&records[2]), claiming(&records[2], &beyond)).await;
    undone(1).await;
    let count = put(2).await;
    undone(1 + count).await;
    // Nor does one that begins, if it can tell.
    node.stop();
    let count = put(7).await;
    let node = place.serve(&["--nats", &broker.url()]);
    undone(count).await;
    logged(&place, 1);
    assert_whole(&broker, &place).await;
    node.stop();
}

#[tokio::test]
async fn a_value_with_the_marks_of_the_node_is_undone_if_it_is_not_the_nodes() {
    const BUCKET: &str = "pdca_incidents";
    let (broker, place) = (Broker::start(), Place::founded());
    let node = place.serve(&["--nats", &broker.url()]);
    logged(&place, 3);
    kept(&place).await;
    let client = async_nats::connect(broker.url()).await.unwrap();
    let stream = kv::stream(&broker, BUCKET).await;
    let last = stream.get_last_raw_message_by_subject(">").await.unwrap();
    assert!(last.headers.get("Pdca-Fold").is_some());
    let forged = async || {
        for key in ["INC0000001", "MADE_UP", "INC0000003"] {
            let (subject, body) = (format!("$KV.{BUCKET}.{key}"), r#"{"forged":true}"#);
            client.request_with_headers(subject, last.headers.clone(), body.into()).await.unwrap();
        }
    };
    let undone = async || {
        eventually("it is undone", async || {
            let mut values = Vec::new();
            for key in ["INC0000001", "INC0000002", "INC0000003", "MADE_UP"] {
                values.push(value(&stream, BUCKET, key).await);
            }
            let made_up = values.pop().unwrap();
            let are_right = values.iter().flatten().filter(|one| one["phase"] == "logged").count();
            (made_up.is_none() && are_right == 3).then_some(())
        })
        .await;
        kept(&place).await;
    };
    // While the node looks, and while it does not.
    forged().await;
    undone().await;
    node.stop();
    forged().await;
    let node = place.serve(&["--nats", &broker.url()]);
    undone().await;
    // A key that is no text is not taken for another that is one.
    let mut raw = TcpStream::connect(("127.0.0.1", broker.port)).unwrap();
    let put =
        [b"CONNECT {}\r\nPUB $KV.pdca_incidents.\xff 2\r\n{}\r\nPING\r\n".as_slice()].concat();
    raw.write_all(&put).unwrap();
    let mut said = Vec::new();
    while !said.ends_with(b"PONG\r\n") {
        let mut byte = [0];
        raw.read_exact(&mut byte).unwrap();
        said.extend(byte);
    }
    logged(&place, 1);
    kept(&place).await;
    let lossy = stream.get_last_raw_message_by_subject("$KV.pdca_incidents.\u{fffd}").await;
    assert!(lossy.is_err(), "{lossy:?}");
    node.stop();
}

type Put = (Subject, HeaderMap, Bytes);

/// A message as it was put there, though not as a part of a batch.
fn as_it_was(event: &StreamMessage) -> Put {
    let own = event.headers.iter().filter(|(name, _)| {
        let name: &str = name.as_ref();
        !name.starts_with("Nats-") || name == "Nats-Msg-Id"
    });
    let own = own.map(|(name, values)| (name.clone(), values[0].clone())).collect();
    (event.subject.clone(), own, event.payload.clone())
}

/// Puts messages into a stream in one batch.
async fn put_at_once(client: &Client, messages: &[Put]) {
    let id = client.new_inbox();
    for (index, (subject, headers, body)) in messages.iter().enumerate() {
        let (mut headers, sequence) = (headers.clone(), (index + 1).to_string());
        headers.insert("Nats-Batch-Id", id.rsplit('.').next().unwrap());
        headers.insert("Nats-Batch-Sequence", sequence.as_str());
        if index + 1 < messages.len() {
            client.publish_with_headers(subject.clone(), headers, body.clone()).await.unwrap();
            continue;
        }
        headers.insert("Nats-Batch-Commit", "1");
        let put = client.request_with_headers(subject.clone(), headers, body.clone()).await;
        assert_eq!(json(&put.unwrap())["count"], messages.len());
    }
}

#[tokio::test]
async fn what_was_left_long_before_the_end_of_the_events_is_removed_too() {
    const FORGED: u64 = 31;
    let (broker, place) = (Broker::start(), Place::founded());
    let rows = place.file("log.csv", &events::some_rows(1_200));
    place.ok(&["import", "servicenow", rows.to_str().unwrap()]);
    place.configure("[nats]\npublish_imported = true\n");
    let node = place.serve_on(&broker);
    published(&place).await;
    let (client, stream) = (broker.client().await, events::stream(&broker).await);
    let (count, _) = counted(&stream).await;
    assert!(count > 2_500, "{count}");
    node.stop();
    // As a node leaves it that is killed in a flood.
    let mut genuine = Vec::new();
    for sequence in 1..=count {
        genuine.push(stream.get_raw_message(sequence).await.unwrap());
    }
    stream.purge().await.unwrap();
    let (copied, mut left) = (&genuine[50], Vec::new());
    for (number, event) in genuine.iter().enumerate() {
        if number < 10 || (300..320).contains(&number) {
            left.push((
                "pdca.evt.incident.INC0000001.resolved".into(),
                HeaderMap::new(),
                "{}".into(),
            ));
        }
        left.push(as_it_was(event));
    }
    let (before, behind) = left.split_at(100);
    put_at_once(&client, before).await;
    // A copy of what lies before it, once the server takes that for something else.
    let jetstream = jetstream::new(client.clone());
    let is_taken = async || {
        let (subject, headers, body) = as_it_was(copied);
        let put = jetstream.publish_with_headers(subject, headers, body).await.unwrap();
        (!put.await.unwrap().duplicate).then_some(())
    };
    eventually("a copy is taken", is_taken).await;
    for batch in behind.chunks(500) {
        put_at_once(&client, batch).await;
    }
    assert_eq!(counted(&stream).await.0, count + FORGED);
    let node = place.serve_on(&broker);
    eventually("they are removed", async || (removed(&place) == FORGED).then_some(())).await;
    assert_whole(&broker, &place).await;
    // From then on it is known again how much there is to be.
    let (_, last) = counted(&stream).await;
    stream.delete_message(last - 1_000).await.unwrap();
    let is_there_again = async || {
        let (held, now) = counted(&stream).await;
        (held == count && now > last).then_some(())
    };
    eventually("all is published again", is_there_again).await;
    assert_whole(&broker, &place).await;
    node.stop();
}
