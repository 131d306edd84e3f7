//! Who reads buckets, within the permissions of the sample: with the client's own KV, and what he
//! must not.

use crate::broker::Broker;
use crate::eventually;
use crate::identity::{connected, serving};
use crate::node::{INCIDENT, json, python_as, values};
use async_nats::{Client, jetstream};
use futures_util::future::join_all;
use futures_util::{FutureExt as _, StreamExt as _};
use serde_json::{Value, json};

const BUCKET: &str = "pdca_incidents";
/// Where bo would like to write.
const FORGED: &str = "$KV.pdca_incidents.INC0000001";

/// What a client of another language is told in somebody's name.
#[track_caller]
pub(crate) fn told(broker: &Broker, name: &str, bucket: &str, questions: &[&str]) -> Vec<Value> {
    let (url, prefix) = (broker.tls_url(), format!("pdca.as.{name}.js"));
    let printed =
        python_as(name, broker, "kv.py", &[&[&*url, &prefix, bucket], questions].concat());
    values(&printed)
}

#[tokio::test]
async fn a_bucket_is_read_and_watched_within_the_permissions() {
    let broker = Broker::sample();
    let (_place, node) = serving(&broker);
    let ada = connected(&broker, "ada").await;
    for _ in 0..6 {
        let one = |_| ada.request("pdca.as.ada.cmd.incident.new.log", INCIDENT.into());
        join_all((0..100).map(one)).await.into_iter().for_each(|done| assert!(done.is_ok()));
    }
    eventually("they are there", async || {
        (told(&broker, "bo", BUCKET, &["count"]) == [json!(600)]).then_some(())
    })
    .await;
    let log = format!("follow=pdca.as.bo.cmd.incident.new.log {INCIDENT}");
    let answers = told(&broker, "bo", BUCKET, &["get=INC0000001", "get=INC7", &log]);
    assert_eq!(answers[0]["value"]["phase"], "logged");
    assert_eq!((&answers[1], &answers[2]["before"]), (&Value::Null, &600.into()));
    assert_eq!(answers[2]["update"]["key"], "INC0000601");
    let missing = told(&broker, "bo", "pdca_nothing", &["keys"]);
    assert_eq!(missing, ["no such bucket"]);
    node.stop();
}

#[tokio::test]
async fn nobody_but_the_node_writes_into_a_bucket_or_reads_it_past_the_node() {
    let broker = Broker::sample();
    let (_place, node) = serving(&broker);
    let (ada, bo) = (connected(&broker, "ada").await, connected(&broker, "bo").await);
    ada.request("pdca.as.ada.cmd.incident.new.log", INCIDENT.into()).await.unwrap();
    let right = async || {
        let [one] = &told(&broker, "ada", BUCKET, &["get=INC0000001"])[..] else { panic!() };
        (one["value"]["phase"] == "logged").then_some(())
    };
    eventually("it is there", right).await;
    // Straight on.
    let [put] = &told(&broker, "bo", BUCKET, &["put=INC0000001"])[..] else { panic!() };
    assert!(put.is_string(), "{put}");
    for subject in [
        FORGED,
        "$JS.API.STREAM.INFO.KV_pdca_incidents",
        "$JS.API.STREAM.MSG.GET.KV_pdca_incidents",
        "$JS.API.CONSUMER.CREATE.KV_pdca_incidents.c.$KV.pdca_incidents.>",
        "pdca.as.ada.js.STREAM.INFO.KV_pdca_incidents",
        "pdca.js.STREAM.INFO.KV_pdca_incidents",
    ] {
        assert!(bo.request(subject, "{}".into()).await.is_err(), "{subject}");
    }
    let mut direct = bo.subscribe("$KV.>").await.unwrap();
    // Through the node: nothing but reading, of nothing but buckets, into nothing but inboxes.
    let refused = async |subject: &str, body: Value| {
        let subject = format!("pdca.as.bo.js.{subject}");
        let answer = bo.request(subject, body.to_string().into()).await.unwrap();
        json(&answer)["error"]["code"].as_u64()
    };
    for (subject, code) in [
        ("STREAM.DELETE.KV_pdca_incidents", 400),
        ("STREAM.PURGE.KV_pdca_incidents", 400),
        ("CONSUMER.DURABLE.CREATE.KV_pdca_incidents.c", 400),
        ("CONSUMER.MSG.NEXT.KV_pdca_incidents.c", 400),
        ("STREAM.INFO.PDCA_EVENTS", 404),
        ("STREAM.MSG.GET.PDCA_COMMANDS", 404),
    ] {
        assert_eq!(refused(subject, json!({})).await, Some(code), "{subject}");
    }
    for victim in
        [FORGED, "pdca.evt.incident.INC0000001.closed", "pdca.as.ada.cmd.incident.new.log"]
    {
        let watch = json!({ "config": { "name": "c", "deliver_subject": victim } });
        let create = "CONSUMER.CREATE.KV_pdca_incidents.c.$KV.pdca_incidents.>";
        assert_eq!(refused(create, watch).await, Some(400), "{victim}");
        for subject in ["STREAM.INFO.KV_pdca_incidents", "STREAM.MSG.GET.KV_pdca_incidents"] {
            let body = r#"{"last_by_subj":"$KV.pdca_incidents.INC0000001"}"#;
            let subject = format!("pdca.as.bo.js.{subject}");
            bo.publish_with_reply(subject, victim, body.into()).await.unwrap();
        }
    }
    // What came by the door before is done by now.
    assert_eq!(refused("INFO", json!({})).await, Some(400));
    assert!(right().await.is_some());
    assert!(direct.next().now_or_never().flatten().is_none());
    // The acknowledgement of the queue goes wherever its sender says: what that does is undone.
    let trusted = jetstream::new(connected(&broker, "node").await);
    let written = async || {
        let stream = trusted.get_stream(format!("KV_{BUCKET}")).await.unwrap();
        stream.get_info().await.unwrap().state.last_sequence
    };
    let before = written().await;
    let queue = "pdca.as.bo.queue.incident.new.log";
    bo.publish_with_reply(queue, FORGED, INCIDENT.into()).await.unwrap();
    eventually("it is done", async || {
        let [keys] = &told(&broker, "ada", BUCKET, &["keys"])[..] else { panic!() };
        (*keys == json!(["INC0000001", "INC0000002"])).then_some(())
    })
    .await;
    // The acknowledgement, and both.
    eventually("it is made anew", async || (written().await >= before + 3).then_some(())).await;
    eventually("it is right again", right).await;
    node.stop();
}

#[tokio::test]
async fn nobody_watches_without_bound_or_into_anothers_inbox() {
    let broker = Broker::sample();
    let (place, node) = serving(&broker);
    let (ada, bo) = (connected(&broker, "ada").await, connected(&broker, "bo").await);
    let create = async |client: &Client, name: &str, inbox: &str| {
        let subject = format!("pdca.as.{name}.js.CONSUMER.CREATE.KV_{BUCKET}");
        let config = json!({ "config": { "deliver_subject": inbox } }).to_string();
        json(&client.request(subject, config.into()).await.unwrap())
    };
    let others = create(&ada, "ada", "_INBOX.bo.known").await;
    let said = others["error"]["description"].as_str().unwrap();
    assert!(said.contains("one's own, _INBOX.ada."), "{said}");
    let mut made = 0;
    let refused = loop {
        let answer = create(&ada, "ada", &format!("_INBOX.ada.{made}")).await;
        if answer["error"].is_object() {
            break answer;
        }
        made += 1;
    };
    assert_eq!((made, &refused["error"]["err_code"]), (128, &10_026.into()), "{refused}");
    assert!(create(&bo, "bo", "_INBOX.bo.1").await["name"].is_string());
    // Nor is anything said to him in the node's name.
    let mut known = bo.subscribe("_INBOX.bo.known").await.unwrap();
    bo.flush().await.unwrap();
    let subject = "pdca.as.ada.cmd.incident.new.log";
    for subject in [subject, "pdca.as.ada.replay", "pdca.as.ada.schema.incident.log"] {
        ada.publish_with_reply(subject, "_INBOX.bo.known", INCIDENT.into()).await.unwrap();
    }
    ada.request(subject, INCIDENT.into()).await.unwrap();
    assert_eq!(place.records("incident"), 1);
    bo.request("pdca.as.bo.schema.incident.log", "".into()).await.unwrap();
    assert!(known.next().now_or_never().is_none());
    node.stop();
}
