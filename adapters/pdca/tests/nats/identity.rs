//! Who speaks as whom: the sample configuration, and attempts to break it.

use crate::broker::Broker;
use crate::events::published;
use crate::kv::kept;
use crate::node::{INCIDENT, Place, Serving, headers, json, refused};
use crate::replay::{replay, whole};
use crate::{eventually, next};
use async_nats::jetstream;
use async_nats::{Client, ConnectOptions};
use futures_util::{FutureExt as _, StreamExt as _};
use std::time::Duration;

/// A connection in somebody's name.
pub(crate) async fn connected(broker: &Broker, name: &str) -> Client {
    let inboxes = if name == "node" { "_INBOX_pdca".to_owned() } else { format!("_INBOX.{name}") };
    let options = ConnectOptions::with_user_and_password(name.to_owned(), name.to_owned())
        .add_root_certificates(broker.dir.path().join("ca.pem"))
        .custom_inbox_prefix(inboxes)
        .request_timeout(Some(Duration::from_secs(2)));
    options.connect(broker.tls_url()).await.unwrap()
}

/// A node that listens only where the subject says who speaks.
pub(crate) fn serving(broker: &Broker) -> (Place, Serving) {
    let place = Place::founded();
    let node = serve_with_rules(&place, broker, &[]);
    (place, node)
}

/// The same on what is there already, with these rule files.
pub(crate) fn serve_with_rules(place: &Place, broker: &Broker, rules: &[String]) -> Serving {
    let password = place.file("password", "node");
    place.configure(&format!(
        "[nats]\nurl = \"{}\"\nactor_in_subject = true\nuser = \"node\"\npassword_file = '{}'\n\
         [nats.tls]\nrequired = true\nca_file = '{}'\n[nats.ingest]\nrules = {rules:?}\n",
        broker.tls_url(),
        password.display(),
        broker.dir.path().join("ca.pem").display(),
    ));
    place.serve(&[])
}

#[tokio::test]
async fn nobody_takes_all_places() {
    const ASKED: usize = 200;
    let broker = Broker::sample();
    let (_place, node) = serving(&broker);
    let (ada, bo) = (connected(&broker, "ada").await, connected(&broker, "bo").await);
    // What nobody will ever know so soon: each waits as long as it may.
    let inbox = bo.new_inbox();
    let mut refusals = bo.subscribe(inbox.clone()).await.unwrap();
    for _ in 0..ASKED {
        let (subject, body) = ("pdca.as.bo.query.tasks.list", r#"{"at_least":99999999}"#);
        bo.publish_with_reply(subject, inbox.clone(), body.into()).await.unwrap();
    }
    bo.flush().await.unwrap();
    let busy = next(&mut refusals).await;
    let detail = json(&busy)["detail"].to_string();
    assert_eq!(refused(&busy), "busy");
    assert!(detail.contains("8 requests are worked on in this name"), "{detail}");
    let answer = json(&ada.request("pdca.as.ada.query.tasks.list", "{}".into()).await.unwrap());
    assert_eq!(answer["total"], 0);
    node.stop();
}

#[tokio::test]
async fn who_speaks_is_recorded_with_the_door() {
    let broker = Broker::sample();
    let (place, node) = serving(&broker);
    let ada = connected(&broker, "ada").await;
    let subject = "pdca.as.ada.cmd.incident.new.log";
    let done = json(&ada.request(subject, INCIDENT.into()).await.unwrap());
    let event = &done["events"][0];
    assert_eq!((&event["actor"], &event["principal"]), (&"ada".into(), &"nats ada".into()));
    // What a header claims counts for nothing.
    let claim = headers(&[("Pdca-Actor", "bo")]);
    let done = ada.request_with_headers(subject, claim, INCIDENT.into()).await.unwrap();
    assert_eq!(json(&done)["events"][0]["actor"], "ada");
    // Who may do what is asked of the facts, as through every other door.
    let offer = r#"{"person":"bo","competence":{"statement":"fit"}}"#;
    let bo = connected(&broker, "bo").await;
    let refusal = bo.request("pdca.as.bo.cmd.role.service_desk.offer", offer.into()).await;
    assert_eq!(refused(&refusal.unwrap()), "not_authorised");
    // Without an actor in the subject, nobody listens.
    let open = ada.request("pdca.cmd.incident.new.log", INCIDENT.into()).await;
    assert!(open.is_err());
    // The queue works in the same way.
    let jetstream = jetstream::new(ada.clone());
    let put = jetstream.publish("pdca.as.ada.queue.incident.new.log", INCIDENT.into()).await;
    put.unwrap().await.unwrap();
    eventually("the third", async || (place.records("incident") == 3).then_some(())).await;
    let last = place.ok(&["log", "--process", "incident", "--json"]);
    assert!(last.lines().last().unwrap().contains(r#""principal":"nats ada""#), "{last}");
    node.stop();
}

#[tokio::test]
async fn nobody_speaks_as_another() {
    let broker = Broker::sample();
    let (place, node) = serving(&broker);
    let bo = connected(&broker, "bo").await;
    for subject in [
        "pdca.as.ada.cmd.incident.new.log",
        "pdca.as.ada.queue.incident.new.log",
        "pdca.cmd.incident.new.log",
        "pdca.queue.incident.new.log",
    ] {
        assert!(bo.request(subject, INCIDENT.into()).await.is_err(), "{subject}");
    }
    // Nor has he others speak for him: the node, the service protocol, the server's acknowledgement.
    let victim = "pdca.as.ada.cmd.incident.new.log";
    for subject in [
        "pdca.as.bo.cmd.incident.new.log",
        "pdca.as.bo.schema.incident.log",
        "pdca.as.bo.replay",
        "pdca.as.bo.queue.incident.new.log",
        "$SRV.INFO",
    ] {
        bo.publish_with_reply(subject, victim, INCIDENT.into()).await.unwrap();
    }
    // The stream's interface would send anything anywhere.
    for subject in [
        "$JS.API.STREAM.INFO.PDCA_EVENTS",
        "$JS.API.CONSUMER.CREATE.PDCA_EVENTS.spy",
        "$JS.API.STREAM.MSG.GET.PDCA_COMMANDS",
        "$JS.API.DIRECT.GET.PDCA_EVENTS",
        "$JS.API.STREAM.DELETE.PDCA_EVENTS",
        "pdca.evt.incident.INC0000001.resolved",
    ] {
        assert!(bo.request(subject, "{}".into()).await.is_err(), "{subject}");
    }
    let done = bo.request("pdca.as.bo.cmd.incident.new.log", INCIDENT.into()).await.unwrap();
    assert_eq!(json(&done)["events"][0]["actor"], "bo");
    // What he put into the queue in his own name is done in his name; nothing is in ada's.
    eventually("his two", async || (place.records("incident") == 2).then_some(())).await;
    let by_ada = place.ok(&["log", "--process", "incident", "--actor", "ada"]);
    assert_eq!(by_ada, "");
    assert!(!place.ok(&["log", "--process", "outcome"]).contains("ada"));
    assert!(place.health("events").contains("working"), "{}", place.status());
    node.stop();
}

#[tokio::test]
async fn nobody_reads_what_is_not_his() {
    let broker = Broker::sample();
    let (place, node) = serving(&broker);
    let (ada, bo) = (connected(&broker, "ada").await, connected(&broker, "bo").await);
    let mut heard = Vec::new();
    for subject in [
        ">",
        "_INBOX.>",
        "_INBOX.ada.>",
        "pdca.as.>",
        "pdca.as.ada.cmd.*.*.*",
        "pdca.restricted.>",
        "pdca.dead.>",
        "$JS.>",
    ] {
        heard.push((subject, bo.subscribe(subject).await.unwrap()));
    }
    // What was there before is out by then.
    published(&place).await;
    let mut events = bo.subscribe("pdca.evt.>").await.unwrap();
    bo.flush().await.unwrap();
    ada.request("pdca.as.ada.cmd.incident.new.log", INCIDENT.into()).await.unwrap();
    let event = next(&mut events).await;
    assert_eq!(event.subject.as_str(), "pdca.evt.incident.INC0000001.logged");
    // All that comes of it has been sent, and this answer comes behind all that he is sent of it.
    published(&place).await;
    kept(&place).await;
    bo.request("$SRV.PING.pdca", "".into()).await.unwrap();
    for (subject, mut subscription) in heard {
        let message = subscription.next().now_or_never().flatten();
        assert!(message.is_none(), "{subject}: {message:?}");
    }
    node.stop();
}

#[tokio::test]
async fn nobody_gets_in_without_tls_or_with_a_wrong_password() {
    let broker = Broker::sample();
    let plain = ConnectOptions::with_user_and_password("ada".into(), "ada".into());
    assert!(plain.connect(broker.url()).await.is_err());
    let wrong = ConnectOptions::with_user_and_password("ada".into(), "bo".into())
        .add_root_certificates(broker.dir.path().join("ca.pem"));
    assert!(wrong.connect(broker.tls_url()).await.is_err());
    // Nor is another server taken for this one.
    let place = Place::founded();
    let password = place.file("password", "node");
    let password = password.display();
    place.configure(&format!("[nats]\nuser = \"node\"\npassword_file = '{password}'\n"));
    let said = place.serve_fails(&["--nats", &broker.tls_url()]);
    assert!(said.to_lowercase().contains("tls") || said.contains("certificate"), "{said}");
}

#[tokio::test]
async fn a_replay_asks_and_is_answered_within_the_permissions() {
    let broker = Broker::sample();
    let (place, node) = serving(&broker);
    let ada = connected(&broker, "ada").await;
    let mut events = replay(&ada, "pdca.as.ada.replay", "").await;
    let (events, _) = whole(&ada, &mut events).await;
    assert_eq!(events.len(), place.ok(&["log"]).lines().count());
    node.stop();
}
