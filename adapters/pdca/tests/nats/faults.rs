//! What goes wrong while there is work: nothing acknowledged is lost, nothing is done twice.

use crate::broker::Broker;
use crate::events::{assert_same, published, read, trail};
use crate::kv::kept;
use crate::node::{INCIDENT, Place, ask, headers, on_nats};
use crate::shutdown::{incident, recorded};
use crate::{emptied, eventually};
use async_nats::{Client, Request, jetstream};
use futures_util::future::join_all;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Where commands go: to be answered, and to be kept until they are done.
const DOORS: [&str; 2] = ["cmd", "queue"];
const SENDERS: usize = 8;
const EACH: usize = 40;
/// How many are done before something goes wrong.
const SOME: usize = 50;

/// A line to a server, which can be cut.
struct Line {
    port: u16,
    is_cut: watch::Sender<bool>,
}

impl Line {
    async fn to(broker: &Broker) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (port, far) = (listener.local_addr().unwrap().port(), broker.port);
        let (is_cut, cut) = watch::channel(false);
        tokio::spawn(async move {
            loop {
                let (near, _) = listener.accept().await.unwrap();
                tokio::spawn(carry(near, far, cut.clone()));
            }
        });
        Self { port, is_cut }
    }

    fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }
}

/// Carries everything both ways until the line is cut.
async fn carry(mut near: TcpStream, far: u16, mut cut: watch::Receiver<bool>) {
    if *cut.borrow() {
        return;
    }
    let mut far = TcpStream::connect(("127.0.0.1", far)).await.unwrap();
    tokio::select! {
        // Whichever end went first, the other one sees it.
        _ = copy_bidirectional(&mut near, &mut far) => {}
        _ = cut.wait_for(|is_cut| *is_cut) => {}
    }
}

/// Sends a command until somebody has taken it: the node, or the queue. Its id is where the server
/// does not look, so only the node can know it again.
async fn sent(client: &Client, subject: &str, id: &str, body: &str) {
    let body = body.replacen('{', &format!(r#"{{"command_id":"{id}","#), 1);
    eventually("it is taken", async || {
        let by_ada = headers(&[("Pdca-Actor", "ada")]);
        let request = Request::new().headers(by_ada).payload(body.clone().into());
        let request = request.timeout(Some(Duration::from_secs(2)));
        let reply = client.send_request(subject.to_owned(), request).await.ok()?;
        let reply: Value = serde_json::from_slice(&reply.payload).unwrap();
        (reply["process"] == "incident" || reply["seq"].is_u64()).then_some(())
    })
    .await;
}

/// Senders at both doors, and something that goes wrong while they are at it; how far they have come
/// is told to that. All that they sent is done once, and told to whoever follows.
async fn under_load(
    broker: &mut Broker,
    place: &Place,
    fault: impl AsyncFnOnce(&mut Broker, &AtomicUsize),
) {
    let (taken, client) = (AtomicUsize::new(0), broker.client().await);
    let (taken, client) = (&taken, &client);
    let sending = join_all((0..SENDERS).map(|sender| async move {
        let door = DOORS[sender % DOORS.len()];
        for number in 0..EACH {
            let id = format!("{door} {sender} {number}");
            let subject = format!("pdca.{door}.incident.new.log");
            sent(client, &subject, &id, &incident(&id)).await;
            taken.fetch_add(1, Ordering::SeqCst);
        }
    }));
    let failing = async {
        at_least(taken, SOME).await;
        fault(broker, taken).await;
    };
    tokio::join!(sending, failing);
    let done = eventually("all is done", async || {
        let mut recorded = recorded(place);
        recorded.retain(|summary| DOORS.iter().any(|door| summary.starts_with(door)));
        (recorded.len() >= SENDERS * EACH).then_some(recorded)
    });
    let done = done.await;
    let each: BTreeSet<_> = done.iter().collect();
    assert_eq!((each.len(), done.len()), (SENDERS * EACH, SENDERS * EACH));
    published(place).await;
    assert_same(&read(broker), &trail(place));
    kept(place).await;
}

async fn at_least(taken: &AtomicUsize, count: usize) {
    let enough = async || (taken.load(Ordering::SeqCst) >= count).then_some(());
    eventually("enough are taken", enough).await;
}

#[tokio::test]
async fn a_broker_is_killed_while_commands_come_by_both_doors() {
    let (mut broker, place, node) = on_nats();
    let kill = async |broker: &mut Broker, taken: &AtomicUsize| {
        for _ in 0..2 {
            broker.kill();
            broker.restart();
            let before = taken.load(Ordering::SeqCst);
            at_least(taken, before + SOME).await;
        }
    };
    under_load(&mut broker, &place, kill).await;
    node.stop();
}

#[tokio::test]
async fn the_nodes_connection_is_cut_for_a_while() {
    let (mut broker, place) = (Broker::start(), Place::founded());
    let line = Line::to(&broker).await;
    let node = place.serve(&["--nats", &line.url()]);
    let cut = async |_: &mut Broker, taken: &AtomicUsize| {
        line.is_cut.send_replace(true);
        let noticed = async || place.status()["server"].is_null().then_some(());
        eventually("the node notices", noticed).await;
        // The queue takes on, and somebody at the node works on.
        let before = taken.load(Ordering::SeqCst);
        at_least(taken, (before + SOME).min(SENDERS * EACH / DOORS.len())).await;
        place.ok(&["do", "incident", "new", "log", INCIDENT]);
        assert!(place.status()["parts"]["events"]["behind"].as_u64() > Some(0));
        line.is_cut.send_replace(false);
    };
    under_load(&mut broker, &place, cut).await;
    node.stop();
}

#[tokio::test]
async fn what_comes_twice_and_in_another_order_is_done_once() {
    const NOTES: usize = 40;
    const COPIES: usize = 3;
    let (broker, place, node) = on_nats();
    let client = broker.client().await;
    ask(&client, "pdca.cmd.incident.new.log", INCIDENT).await;
    let client = &client;
    // By both doors and all at once, each time in another order.
    let copies = (0..COPIES * NOTES).map(|index| async move {
        let number = (index * 17 + index / NOTES) % NOTES;
        let door = DOORS[number % DOORS.len()];
        let subject = format!("pdca.{door}.incident.INC0000001.update");
        let body = format!(r#"{{"note":"note {number}"}}"#);
        sent(client, &subject, &format!("note {number}"), &body).await;
    });
    join_all(copies).await;
    emptied(&jetstream::new(client.clone()), "PDCA_COMMANDS").await;
    let trail = place.trail("incident");
    let notes = trail.iter().filter_map(|record| record["payload"]["note"].as_str());
    let mut notes: Vec<_> = notes.collect();
    notes.sort_unstable();
    let mut expected: Vec<_> = (0..NOTES).map(|number| format!("note {number}")).collect();
    expected.sort_unstable();
    assert_eq!(notes, expected);
    assert_eq!(place.records("outcome"), 0);
    node.stop();
}
