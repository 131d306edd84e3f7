//! Messages that the node's client cannot read, over which it closes the connection: they are kept
//! with the reason, and what others send is done.

use crate::broker::Broker;
use crate::node::{INCIDENT, Place, headers, json, on_nats};
use crate::{emptied, eventually, held, shipped_rules};
use async_nats::jetstream::Context;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

const QUEUE: &str = "PDCA_COMMANDS";
const LOG: &str = "pdca.queue.incident.new.log";

/// A connection on which anything may be said.
struct Raw(TcpStream);

impl Raw {
    fn to(broker: &Broker) -> Self {
        let mut raw = Self(TcpStream::connect(("127.0.0.1", broker.port)).unwrap());
        raw.0.write_all(b"CONNECT {\"verbose\":false,\"headers\":true}\r\n").unwrap();
        raw.heard();
        raw
    }

    /// The server has heard all of it.
    fn heard(&mut self) {
        self.0.write_all(b"PING\r\n").unwrap();
        let (mut said, mut byte) = (Vec::new(), [0]);
        while !said.ends_with(b"PONG\r\n") {
            assert_eq!(self.0.read(&mut byte).unwrap(), 1, "{}", said.escape_ascii());
            said.push(byte[0]);
        }
    }

    /// Publishes a body of two bytes.
    fn publish(&mut self, subject: &[u8]) {
        self.0.write_all(&[b"PUB ", subject, b" 2\r\n{}\r\n"].concat()).unwrap();
        self.heard();
    }

    /// The same with headers.
    fn publish_with(&mut self, subject: &str, headers: &[u8]) {
        let lengths = format!("HPUB {subject} {} {}\r\n", headers.len(), headers.len() + 2);
        self.0.write_all(&[lengths.as_bytes(), headers, b"{}\r\n"].concat()).unwrap();
        self.heard();
    }
}

/// Headers that cannot be read, and what is said of each.
const HEADERS: [(&[u8], &str); 5] = [
    (b"NATS/1.0\r\nX-Name: J\xfcrg\r\n\r\n", r#""X-Name: J\xfcrg" is not UTF-8"#),
    (b"NATS/1.0\r\nX\xff: x\r\n\r\n", "is not UTF-8"),
    (b"NATS/1.0\r\nfoo\r\n\r\n", r#"the header "foo" has no colon"#),
    (b"NATS/1.0\r\na b: c\r\n\r\n", r#""a b: c" has a name that is none"#),
    (b"HELLO\r\n\r\n", r#"begin with "HELLO", not with NATS/1.0"#),
];

/// The code and the reason of each dead letter.
async fn dead_letters(jetstream: &Context) -> Vec<(String, String)> {
    let dead = jetstream.get_stream("PDCA_DEAD").await.unwrap();
    let mut letters = Vec::new();
    for sequence in 1..=held(jetstream, "PDCA_DEAD").await {
        let letter = dead.get_raw_message(sequence).await.unwrap();
        let header = |name: &str| letter.headers.get(name).unwrap().as_str().to_owned();
        letters.push((header("Pdca-Code"), header("Pdca-Detail")));
    }
    letters
}

fn reconnections(place: &Place) -> u64 {
    place.status()["reconnections"].as_u64().unwrap()
}

#[tokio::test]
async fn what_cannot_be_read_is_kept_and_what_is_behind_it_is_done() {
    let (broker, place, node) = on_nats();
    let jetstream = broker.jetstream().await;
    let mut raw = Raw::to(&broker);
    for (headers, _) in HEADERS {
        raw.publish_with(LOG, headers);
    }
    raw.publish(b"pdca.queue.incident.\xff.update");
    raw.publish(&[b"pdca.queue.incident.", &[b'a'; 4000][..], b".update"].concat());
    let headers = headers(&[("Pdca-Actor", "ada")]);
    let behind = jetstream.publish_with_headers(LOG, headers, INCIDENT.into()).await.unwrap();
    behind.await.unwrap();
    emptied(&jetstream, QUEUE).await;
    assert_eq!(place.records("incident"), 1);
    let letters = dead_letters(&jetstream).await;
    for ((code, detail), (_, why)) in letters.iter().zip(HEADERS) {
        assert_eq!(code, "unreadable_message");
        assert!(detail.contains(why), "{detail}");
    }
    let [.., (code, detail), (long, _)] = &letters[..] else { panic!("{letters:?}") };
    assert_eq!((code.as_str(), long.as_str()), ("unreadable_message", "bad_subject"));
    assert!(detail.contains("subject is not UTF-8"), "{detail}");
    assert_eq!(letters.len(), HEADERS.len() + 2);
    // Each cuts a connection once at most, and that is not the one by which the node speaks.
    assert!(reconnections(&place) <= letters.len() as u64, "{}", place.status());
    assert!(!node.stop().contains("connection=\"own\""));
}

#[tokio::test]
async fn what_looks_like_a_word_of_the_servers_is_found() {
    let (broker, place, node) = on_nats();
    let jetstream = broker.jetstream().await;
    let mut raw = Raw::to(&broker);
    // With other ends of lines than the server knows, or it would take the status away.
    raw.publish_with(LOG, b"NATS/1.0 408 Request Timeout\n\n");
    raw.publish_with(LOG, b"NATS/1.0 100\n\n");
    emptied(&jetstream, QUEUE).await;
    let letters = dead_letters(&jetstream).await;
    assert_eq!(letters.len(), 2);
    assert!(letters.iter().all(|(code, _)| code == "unreadable_message"), "{letters:?}");
    assert!(place.health("queue").contains("working"));
    node.stop();
}

#[tokio::test]
async fn a_node_that_comes_back_to_what_it_cannot_read_goes_on() {
    let (broker, place, node) = on_nats();
    let jetstream = broker.jetstream().await;
    node.kill();
    let (headers, _) = HEADERS[0];
    Raw::to(&broker).publish_with(LOG, headers);
    let node = place.serve_on(&broker);
    emptied(&jetstream, QUEUE).await;
    assert_eq!(dead_letters(&jetstream).await.len(), 1);
    node.stop();
}

#[tokio::test]
async fn another_tools_event_that_cannot_be_read_is_kept() {
    let (broker, place) = (Broker::start(), Place::founded());
    let rules = shipped_rules("alertmanager.toml");
    place.configure(&format!("[nats.ingest]\nrules = ['{rules}']\n"));
    let node = place.serve_on(&broker);
    let jetstream = broker.jetstream().await;
    let mut raw = Raw::to(&broker);
    for (headers, _) in HEADERS {
        raw.publish_with("pdca.ingest.alertmanager", headers);
    }
    raw.publish(b"pdca.ingest.alertmanager.\xff");
    let behind = jetstream.publish("pdca.ingest.alertmanager", "{}".into()).await;
    behind.unwrap().await.unwrap();
    emptied(&jetstream, "PDCA_INGEST").await;
    let letters = dead_letters(&jetstream).await;
    let unreadable = |letters: &[(String, String)]| {
        letters.iter().filter(|(code, _)| code == "unreadable_message").count()
    };
    assert_eq!(unreadable(&letters), HEADERS.len() + 1, "{letters:?}");
    let (behind, _) = letters.last().unwrap();
    assert_eq!((letters.len(), behind.as_str()), (HEADERS.len() + 2, "no_rule_fits"));
    // Trying again cannot help, and loses nothing.
    let again = place.run(&["ingest", "retry", "--json"]);
    let said = String::from_utf8(again.stdout).unwrap();
    assert_eq!(said.matches(r#""code":"unreadable_message""#).count(), HEADERS.len() + 1, "{said}");
    assert_eq!(held(&jetstream, "PDCA_DEAD").await, letters.len() as u64);
    node.stop();
}

#[tokio::test]
async fn requests_that_cannot_be_read_cost_others_a_second_attempt_at_most() {
    let (broker, place, node) = on_nats();
    let client = async_nats::ConnectOptions::new()
        .request_timeout(Some(Duration::from_secs(1)))
        .connect(broker.url())
        .await
        .unwrap();
    let mut raw = Raw::to(&broker);
    let (mut answered, mut attempts) = (0, 0);
    for number in 0..20 {
        raw.publish(b"pdca.cmd.incident.\xff.update");
        raw.publish_with("pdca.cmd.incident.new.log", HEADERS[0].0);
        let id = format!("incident {number}");
        eventually("an answer", async || {
            attempts += 1;
            let headers = headers(&[("Pdca-Actor", "ada"), ("Nats-Msg-Id", &id)]);
            let asked =
                client.request_with_headers("pdca.cmd.incident.new.log", headers, INCIDENT.into());
            let done = asked.await.ok().map(|reply| json(&reply));
            done.filter(|done| done["version"] == 1)
        })
        .await;
        answered += 1;
    }
    assert_eq!((answered, place.records("incident")), (20, 20));
    assert!(attempts <= 40, "{attempts}");
    let reconnected = reconnections(&place);
    assert!((1..=40).contains(&reconnected), "{reconnected}");
    // The connection by which the node speaks is whole, and its log is not filled.
    let said = node.stop();
    assert!(!said.contains("connection=\"own\""), "{said}");
    assert!(said.matches("is gone").count() <= 4, "{said}");
}

#[tokio::test]
async fn subjects_that_no_reply_could_go_to_cut_nothing() {
    let (broker, place, node) = on_nats();
    let mut raw = Raw::to(&broker);
    let long = [b'a'; 4000];
    for subject in ["pdca.replay", "pdca.cmd.incident.new.log", "$SRV.PING"] {
        raw.publish(&[subject.as_bytes(), b" _INBOX.", &long[..]].concat());
    }
    raw.publish(
        &[b"pdca.js.CONSUMER.CREATE.KV_pdca_incidents.", &long[..3900], b" _INBOX.x"].concat(),
    );
    let client = async_nats::connect(broker.url()).await.unwrap();
    let done = crate::node::ask(&client, "pdca.cmd.incident.new.log", INCIDENT).await;
    assert_eq!(json(&done)["version"], 1);
    assert_eq!(reconnections(&place), 0);
    node.stop();
}
