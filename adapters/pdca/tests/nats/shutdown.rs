//! A node that is told to stop loses nothing: not what was answered, not what was queued.

use crate::broker::Broker;
use crate::commands::logged;
use crate::http::{get, serve};
use crate::node::{INCIDENT, Place, ask, headers, json, on_nats, refused};
use crate::replay::replay;
use crate::{PATIENCE, emptied, eventually, next};
use async_nats::jetstream;
use std::collections::BTreeSet;
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const QUEUED: usize = 400;
const SENDERS: usize = 16;

pub(crate) fn incident(summary: &str) -> String {
    INCIDENT.replace("mail is down", summary)
}

/// What the incidents of the log are about.
pub(crate) fn recorded(place: &Place) -> Vec<String> {
    let records = place.trail("incident");
    let records = records.iter().filter(|record| record["event"] == "logged");
    records.map(|record| record["payload"]["summary"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_under_load() {
    let (broker, place, node) = on_nats();
    let client = broker.client().await;
    let queue = jetstream::new(client.clone());
    let answered = Arc::new(AtomicUsize::new(0));
    let senders = (0..SENDERS).map(|sender| {
        let (client, answered) = (client.clone(), Arc::clone(&answered));
        tokio::spawn(async move {
            let mut done = Vec::new();
            for number in 0.. {
                let summary = format!("asked {sender} {number}");
                let by_ada = headers(&[("Pdca-Actor", "ada")]);
                let body = incident(&summary).into();
                let request = async_nats::Request::new().headers(by_ada).payload(body);
                let request = request.timeout(Some(PATIENCE));
                // When the node is gone, nobody answers.
                let sent = client.send_request("pdca.cmd.incident.new.log", request).await;
                let Ok(reply) = sent else { break };
                assert_eq!(json(&reply)["process"], "incident", "{reply:?}");
                answered.fetch_add(1, Ordering::SeqCst);
                done.push(summary);
            }
            done
        })
    });
    let senders: Vec<_> = senders.collect();
    let mut queued = BTreeSet::new();
    for number in 0..QUEUED {
        let summary = format!("queued {number}");
        let by_ada = headers(&[("Pdca-Actor", "ada")]);
        let subject = "pdca.queue.incident.new.log";
        let body = incident(&summary).into();
        let kept = queue.publish_with_headers(subject, by_ada, body).await.unwrap();
        queued.insert(summary);
        kept.await.unwrap();
        if number == QUEUED / 2 {
            // In the middle of it all.
            let enough = async || (answered.load(Ordering::SeqCst) > 100).then_some(());
            eventually("answers", enough).await;
            node.signal("-TERM");
        }
    }
    node.stop();
    let mut acknowledged = BTreeSet::new();
    for sender in senders {
        acknowledged.extend(sender.await.unwrap());
    }
    let found: BTreeSet<_> = recorded(&place).into_iter().collect();
    assert!(acknowledged.is_subset(&found), "{:?}", acknowledged.difference(&found));
    assert!(place.ok(&["fsck"]).contains("no problems found"));
    // What was left in the queue is done by the next one, and nothing twice.
    let node = place.serve_on(&broker);
    emptied(&queue, "PDCA_COMMANDS").await;
    node.stop();
    let recorded = recorded(&place);
    let found: BTreeSet<_> = recorded.iter().cloned().collect();
    assert_eq!(found.len(), recorded.len(), "something was done twice");
    assert!(queued.is_subset(&found), "{:?}", queued.difference(&found));
    assert_eq!(recorded.len(), queued.len() + acknowledged.len());
}

#[tokio::test]
async fn whoever_watches_is_told_first() {
    let (broker, place) = (Broker::start(), Place::founded());
    let manager = UnixDatagram::bind(place.path("notify")).unwrap();
    manager.set_read_timeout(Some(PATIENCE)).unwrap();
    let told = || {
        let mut state = [0; 64];
        let length = manager.recv(&mut state).unwrap();
        String::from_utf8(state[..length].to_owned()).unwrap()
    };
    let (node, address) = serve(&place, &["--nats", &broker.url()]);
    assert_eq!(told(), "READY=1");
    let client = broker.client().await;
    let reply = ask(&client, "pdca.cmd.incident.new.log", INCIDENT).await;
    assert_eq!(json(&reply)["key"], "INC0000001");
    // Somebody who has begun to ask is waited for.
    let asker = UnixStream::connect(place.path("data").join("socket")).unwrap();
    assert_eq!(get(address, "/readyz").0, 200);
    node.signal("-TERM");
    assert_eq!(told(), "STOPPING=1");
    let (status, body) = get(address, "/readyz");
    assert!(status == 503 && body.contains("node: stopping"), "{status} {body}");
    assert_eq!(get(address, "/healthz").0, 200);
    drop(asker);
    node.stop();
}

#[tokio::test]
async fn who_waits_for_an_answer_when_the_node_stops_is_told_so() {
    let (broker, place, node) = on_nats();
    let client = broker.client().await;
    logged(&place, 1);
    // What lies between the founding and that takes minutes.
    let mut slow = replay(&client, "pdca.replay", r#"{"speed":0.001}"#).await;
    let first = next(&mut slow).await;
    let question = |body: &'static str| ask(&client, "pdca.query.service_levels.report", body);
    let stopping = async {
        // What was asked before is there once this is answered.
        assert!(json(&question("{}").await)["code"].is_null());
        tokio::task::spawn_blocking(|| node.stop()).await.unwrap()
    };
    let waiting = question(r#"{"at_least":1000000000}"#);
    let (answer, _) = tokio::join!(waiting, stopping);
    assert_eq!(refused(&answer), "stopped");
    assert!(first.headers.is_some_and(|headers| headers.get("Pdca-Replay").is_none()));
    let last = loop {
        let message = next(&mut slow).await;
        let end = message.headers.as_ref().and_then(|headers| headers.get("Pdca-Replay").cloned());
        if let Some(end) = end {
            assert!(json(&message)["count"].as_u64().unwrap() >= 1);
            break end;
        }
    };
    assert_eq!(last.as_str(), "abandoned: the node stops");
}
