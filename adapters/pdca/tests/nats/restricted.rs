//! What only some may see, tried through every door.

use crate::broker::Broker;
use crate::identity::connected;
use crate::node::{INCIDENT, json, refused};
use crate::replay::{replay, whole};
use crate::secret::{Secret, Secrets};
use crate::watching::told;
use crate::{eventually, next};
use ::http::Observed as _;
use async_nats::jetstream;
use async_nats::{Client, Message};
use engine::Projection as _;
use engine::outside::Problem;
use engine::projection::FollowerBuilder;
use engine::{Actor, Catalogue, SystemClock};
use futures_util::{FutureExt as _, StreamExt as _};
use nats::{Adapter, Ingest, Tls};
use pdca::Node;
use pdca::monitor::Monitor;
use pdca::node::Settings;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::task::block_in_place;

const WORDS: &str = "the vault stands open";
const BEGIN: &str = r#"{"words":"the vault stands open"}"#;

/// What is kept of it in KV.
const BUCKET: &str = "pdca_restricted_secret_secrets";

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

/// A question to the read model of it.
struct Asking(Arc<Node>);

impl nats::Questions for Asking {
    fn tells_of(&self, model: &str) -> &'static [&'static str] {
        if model == Secrets::NAME { Secrets::PROCESSES } else { &[] }
    }

    fn ask(
        &self,
        _: &nats::Asker,
        hidden: &[&'static str],
        model: &str,
        _: &str,
        _: Value,
    ) -> Result<String, Problem> {
        if model != Secrets::NAME {
            return Ok(json!(hidden).to_string());
        }
        let told = self.0.query(self.0.engine().head(), |secrets: &Secrets| json!(secrets));
        Ok(told.unwrap().answer.to_string())
    }
}

/// A node with one process more, in this very test: ada holds top management.
fn opened(dir: &tempfile::TempDir) -> Arc<Node> {
    let (settings, clock) = (Settings::of(&dir.path().join("data")), Arc::new(SystemClock));
    let ada = Actor::new("ada").unwrap();
    drop(Node::create_with(settings.clone(), Arc::clone(&clock) as _, &ada).unwrap());
    let processes = processes::processes().into_iter();
    let catalogue = Catalogue::new(
        processes.chain([engine::process::process::<Secret>()]),
        processes::policies::all(),
        processes::RoleAuthority,
    );
    let models = |builder: FollowerBuilder| pdca::read_models(builder).with::<Secrets>();
    Arc::new(Node::open_of(catalogue, models, settings, clock, &mut |_, _, _| {}).unwrap())
}

fn on_nats(node: &Arc<Node>, url: &str, settings: &nats::Settings) -> Adapter {
    let (engine, questions) = (node.engine().clone(), Arc::new(Asking(Arc::clone(node))));
    Adapter::start(engine, questions, node.read_models(), url, settings).unwrap()
}

fn serving(broker: &Broker, dir: &tempfile::TempDir) -> (Arc<Node>, Adapter) {
    let node = opened(dir);
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
    let adapter = on_nats(&node, &broker.tls_url(), &settings);
    node.joined_nats(adapter.observer(), adapter.retry());
    (node, adapter)
}

async fn ask(client: &Client, subject: &str, body: &str) -> Message {
    client.request(subject.to_owned(), body.to_owned().into()).await.unwrap()
}

/// What the read model of it answers.
async fn question(client: &Client, who: &str) -> Message {
    ask(client, &format!("pdca.as.{who}.query.secrets.all"), "{}").await
}

/// All events that a replay sends, as text.
async fn replayed(client: &Client, actor: &str, request: &str) -> Vec<String> {
    let mut messages = replay(client, &format!("pdca.as.{actor}.replay"), request).await;
    let (events, _) = whole(client, &mut messages).await;
    events.iter().map(|event| format!("{event:?}")).collect()
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
    let done = json(&ask(&bo, "pdca.as.bo.cmd.secret.KEY_OF_IT.begin", BEGIN).await);
    assert_eq!(done["events"][0]["payload"]["words"], WORDS);
    // Commands: what is there and what is not looks the same to him.
    let mut refusals = Vec::new();
    for key in ["KEY_OF_IT", "KEY_OF_NONE"] {
        let refusal = ask(&bo, &format!("pdca.as.bo.cmd.secret.{key}.end"), "{}").await;
        assert_eq!(refused(&refusal), "not_authorised");
        refusals.push(json(&refusal));
    }
    assert_eq!(refusals[0], refusals[1]);
    assert_eq!(refusals[0]["possible"], json!([]));
    let again = ask(&bo, "pdca.as.bo.cmd.secret.KEY_OF_IT.begin", BEGIN).await;
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
    another_tool_learns_nothing(&broker, &trusted).await;
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
    // Queries: a read model that tells of it answers nobody else.
    let hidden = question(&bo, "bo").await;
    assert_eq!(refused(&hidden), "not_authorised");
    assert!(!says(&[format!("{hidden:?}")], "KEY_OF_IT"));
    assert_eq!(json(&question(&ada, "ada").await), json!({ "KEY_OF_IT": WORDS }));
    what_is_to_be_left_out_is_said(&ada, &bo).await;
    metrics_do_not_name_it(&node);
    // KV: a bucket of its own, which is not there for him.
    let kv = |who: &str, bucket: &str, questions: &[&str]| {
        block_in_place(|| told(&broker, who, bucket, questions))
    };
    let one = eventually("it is in KV", async || {
        let one = kv("ada", BUCKET, &["keys", "get=KEY_OF_IT"]);
        (one.len() == 2 && one[0] != json!([])).then_some(one)
    });
    let one = one.await;
    assert_eq!((&one[0], &one[1]["value"]["words"]), (&json!(["KEY_OF_IT"]), &WORDS.into()));
    let (hidden, missing) = (kv("bo", BUCKET, &["keys"]), kv("bo", "pdca_nothing", &["keys"]));
    assert_eq!((&hidden, &hidden[0]), (&missing, &"no such bucket".into()));
    for api in ["STREAM.INFO", "STREAM.MSG.GET", "CONSUMER.CREATE"] {
        let watch = r#"{"config":{"deliver_subject":"_INBOX.bo.x"},"seq":1}"#;
        let asked = async |bucket: &str| {
            let subject = format!("pdca.as.bo.js.{api}.KV_{bucket}");
            ask(&bo, &subject, watch).await.payload
        };
        assert_eq!(asked(BUCKET).await, asked("pdca_nothing").await);
    }
    for bucket in ["KV_pdca_incidents", "KV_pdca_service_levels"] {
        let open = held(&trusted, bucket).await;
        assert!(!says(&open, "KEY_OF_IT") && !says(&open, WORDS), "{bucket}");
    }
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
    assert_eq!(json(&question(&bo, "bo").await), json!({ "KEY_OF_IT": WORDS }));
    // What ends is gone from the bucket, and who watches is told.
    let end = "follow=pdca.as.bo.cmd.secret.KEY_OF_IT.end {}";
    let ended = kv("bo", BUCKET, &["keys", end, "keys", "get=KEY_OF_IT"]);
    assert_eq!((&ended[0], &ended[2], &ended[3]), (&one[0], &json!([]), &json!(null)));
    let update = &ended[1]["update"];
    assert_eq!((&update["operation"], &update["key"]), (&"DEL".into(), &"KEY_OF_IT".into()));
    who_loses_the_role_hears_no_more(&broker, [&ada, &bo, &trusted]).await;
    block_in_place(|| {
        adapter.stop();
        drop(node);
    });
}

/// A read model that only has links to it.
async fn what_is_to_be_left_out_is_said(ada: &Client, bo: &Client) {
    let restricted = json!(["security_incident", "secret"]);
    for (client, who, hidden) in [(bo, "bo", restricted), (ada, "ada", json!([]))] {
        let told = ask(client, &format!("pdca.as.{who}.query.others.all"), "{}").await;
        assert_eq!(json(&told), hidden);
    }
}

/// How often something happens there says what happens.
fn metrics_do_not_name_it(node: &Arc<Node>) {
    let monitor = Monitor::opening(true);
    monitor.serving(Arc::downgrade(node));
    let metrics = monitor.metrics();
    assert!(metrics.contains(r#"process="restricted",outcome="accepted"} 1"#), "{metrics}");
    assert!(metrics.contains(r#"part="restricted""#), "{metrics}");
    assert!(metrics.contains(r#"pdca_fact_bytes{fact="restricted"}"#), "{metrics}");
    assert!(metrics.contains(r#"pdca_policy_refusals_total{policy="restricted"}"#), "{metrics}");
    for label in [r#""secret""#, "events secret", "kv secrets", "security_incident"] {
        assert!(!metrics.contains(label), "{label}: {metrics}");
    }
}

/// Another tool's event: the same, whether there is one or not.
async fn another_tool_learns_nothing(broker: &Broker, trusted: &Client) {
    let tool = jetstream::new(connected(broker, "alertmanager").await);
    for key in ["KEY_OF_IT", "KEY_OF_NONE"] {
        let body = format!(r#"{{"key":"{key}"}}"#);
        let sent = tool.publish("pdca.ingest.alertmanager", body.into()).await.unwrap();
        sent.await.unwrap();
    }
    let letters = eventually("the dead letters", async || {
        let dead = held(trusted, "PDCA_DEAD_RESTRICTED").await;
        (dead.len() == 3).then_some(dead)
    });
    assert!(says(&letters.await, "pdca.restricted.dead.ingest.alertmanager"));
    assert!(held(trusted, "PDCA_DEAD").await.is_empty());
}

/// A replay that takes its time, and has begun.
async fn slowly_replayed(bo: &Client) -> async_nats::Subscriber {
    let inbox = bo.new_inbox();
    let mut replayed = bo.subscribe(inbox.clone()).await.unwrap();
    let body = r#"{"process":"secret","speed":2}"#;
    bo.publish_with_reply("pdca.as.bo.replay", inbox, body.into()).await.unwrap();
    let first = next(&mut replayed).await;
    assert!(format!("{first:?}").contains("KEY_OF_IT"), "{first:?}");
    if let Some(reply) = first.reply {
        bo.publish(reply, "".into()).await.unwrap();
    }
    replayed
}

/// What somebody watches ends with his role.
async fn who_loses_the_role_hears_no_more(broker: &Broker, [ada, bo, trusted]: [&Client; 3]) {
    let inbox = bo.new_inbox();
    let mut watched = bo.subscribe(inbox.clone()).await.unwrap();
    let filter = format!("$KV.{BUCKET}.>");
    let watch = json!({ "config": {
        "name": "w", "deliver_subject": inbox, "deliver_policy": "new", "filter_subject": filter,
    } });
    let create = format!("pdca.as.bo.js.CONSUMER.CREATE.KV_{BUCKET}.w.{filter}");
    let created = json(&ask(bo, &create, &watch.to_string()).await);
    assert_eq!(created["name"], "w", "{created}");
    let begun = json(&ask(bo, "pdca.as.bo.cmd.secret.SECOND.begin", BEGIN).await);
    let heard = next(&mut watched).await;
    assert!(format!("{heard:?}").contains(WORDS));
    let mut replayed = slowly_replayed(bo).await;
    // What waits for what comes after that is told what he may see then.
    let later = json!({ "at_least": begun["position"].as_u64().unwrap() + 1 }).to_string();
    let revoke = r#"{"person":"bo","reason":"it was for a day"}"#;
    let (waited, done) = tokio::join!(
        ask(bo, "pdca.as.bo.query.secrets.all", &later),
        ask(ada, "pdca.as.ada.cmd.role.top_management.revoke", revoke),
    );
    let done = json(&done);
    assert!(done["events"].is_array(), "{done}");
    assert_eq!(refused(&waited), "not_authorised");
    // Nor does a replay that waits go on with it.
    loop {
        let told = next(&mut replayed).await;
        assert!(!format!("{told:?}").contains("SECOND"), "{told:?}");
        if let Some(reply) = told.reply.clone() {
            bo.publish(reply, "".into()).await.unwrap();
        }
        if told.headers.is_some_and(|headers| headers.get("Pdca-Replay").is_some()) {
            break;
        }
    }
    let stream = jetstream::new(trusted.clone()).get_stream(format!("KV_{BUCKET}")).await.unwrap();
    let ended = async || stream.consumer_info("w").await.is_err().then_some(());
    eventually("his watching ends", ended).await;
    ask(ada, "pdca.as.ada.cmd.secret.THIRD.begin", BEGIN).await;
    eventually("it is in KV", async || {
        let keys = block_in_place(|| told(broker, "ada", BUCKET, &["keys"]));
        (keys[0] == json!(["SECOND", "THIRD"])).then_some(())
    })
    .await;
    assert!(watched.next().now_or_never().flatten().is_none());
}

/// Where everybody may claim to be anybody, nobody sees more than everybody may see.
#[tokio::test(flavor = "multi_thread")]
async fn who_merely_claims_a_name_sees_what_everybody_sees() {
    let (broker, dir) = (Broker::start(), tempfile::tempdir().unwrap());
    let (node, mut adapter) = block_in_place(|| {
        let node = opened(&dir);
        let adapter = on_nats(&node, &broker.url(), &nats::Settings::default());
        (node, adapter)
    });
    let client = async_nats::connect(broker.url()).await.unwrap();
    let by_ada = async |subject: &str, body: &str| crate::node::ask(&client, subject, body).await;
    let done = json(&by_ada("pdca.cmd.secret.KEY_OF_IT.begin", BEGIN).await);
    assert_eq!(done["version"], 1);
    assert_eq!(refused(&by_ada("pdca.query.secrets.all", "{}").await), "not_authorised");
    for (api, body) in [("STREAM.INFO", ""), ("STREAM.MSG.GET", r#"{"seq":1}"#)] {
        let asked =
            async |bucket: &str| by_ada(&format!("pdca.js.{api}.KV_{bucket}"), body).await.payload;
        assert_eq!(asked(BUCKET).await, asked("pdca_nothing").await, "{api}");
    }
    let trail = json(&by_ada("pdca.replay", r#"{"process":"secret"}"#).await);
    assert_eq!(trail["count"], 0);
    block_in_place(|| {
        adapter.stop();
        drop(node);
    });
}
