//! What of other tools' events is not done: it is kept, it is on record, and it is tried again.

use crate::broker::Broker;
use crate::ingest::{
    SUBJECT, alert, cdevent, configure, dead, events, give, may_monitor, minutes_ago, notification,
    put, ready, taken_in,
};
use crate::node::{INCIDENT, Place, headers, values};
use crate::{emptied, eventually, shipped_rules};
use serde_json::{Value, json};
use std::collections::BTreeMap;

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_while_letters_are_tried_again_is_done_once() {
    const COUNT: usize = 60;
    let broker = Broker::start();
    let (place, node) = ready(&broker, &[&shipped_rules("cdevents.toml")]);
    let jetstream = broker.jetstream().await;
    let send = async |number: usize, predicate: &str| {
        let event = cdevent(&format!("k{number}"), "/m", predicate, &format!("i {number}"));
        put(&jetstream, "pdca.ingest.cdevents", &event).await;
    };
    for number in 0..COUNT {
        send(number, "resolved").await;
    }
    taken_in(&jetstream).await;
    assert_eq!(dead(&jetstream, "PDCA_DEAD").await.len(), COUNT);
    // What makes them possible bears their ids, so they are nothing of their own any more.
    let sending = async {
        for number in 0..COUNT {
            send(number, "detected").await;
        }
        taken_in(&jetstream).await;
    };
    let retry = || place.run(&["ingest", "retry", "--json"]);
    tokio::join!(sending, async {
        for _ in 0..3 {
            tokio::task::block_in_place(retry);
        }
    });
    let done = events(&place);
    assert_eq!(done.iter().filter(|event| *event == "logged").count(), COUNT);
    assert!(!done.contains(&"resolved".to_owned()));
    // Nothing is missing without a word: each letter says why it will never be done.
    let said = String::from_utf8(retry().stdout).unwrap();
    let letters = values(&said);
    assert_eq!(letters.len(), COUNT, "{said}");
    assert!(letters.iter().all(|letter| letter["problem"]["code"] == "superseded"), "{said}");
    assert!(place.health("ingest").contains("working"));
    node.stop();
}

#[tokio::test]
async fn what_is_no_letter_is_in_the_way_of_none() {
    const FORGED: usize = 30;
    let broker = Broker::start();
    let (place, node) = ready(&broker, &[&shipped_rules("alertmanager.toml")]);
    let jetstream = broker.jetstream().await;
    // The server's acknowledgements, sent to where letters lie.
    let (queue, forged) = ("pdca.queue.incident.new.log", "pdca.dead.ingest.forged");
    let client = broker.client().await;
    for _ in 0..FORGED {
        client.publish_with_reply(queue, forged, "{}".into()).await.unwrap();
    }
    client.flush().await.unwrap();
    let stream = jetstream.get_stream("PDCA_DEAD").await.unwrap();
    let lie = async || {
        let info = stream.get_info().await.unwrap();
        // Each was refused as well, for it says nothing: that is a letter, and none of a rule's.
        (info.state.messages == 2 * FORGED as u64).then_some(())
    };
    eventually("they lie there", lie).await;
    put(&jetstream, "pdca.ingest.nobody", "{}").await;
    taken_in(&jetstream).await;
    let output = place.run(&["ingest", "retry", "--json", "--limit", "1"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(values(&said)[0]["problem"]["code"], "no_rule_fits", "{said}");
    assert!(stream.get_last_raw_message_by_subject(forged).await.is_err());
    node.stop();
}

#[tokio::test]
async fn what_is_refused_is_kept_and_tried_again_when_told_to() {
    let broker = Broker::start();
    let place = Place::founded();
    let rules = place
        .file("rules.toml", &std::fs::read_to_string(shipped_rules("alertmanager.toml")).unwrap());
    configure(&place, &[rules.to_str().unwrap()]);
    may_monitor(&place, "alertmanager");
    let node = place.serve_on(&broker);
    let jetstream = broker.jetstream().await;
    let begun = minutes_ago(30 * 60);
    let mut unknown = alert("cc", "firing", begun);
    unknown["labels"] = json!({ "alertname": "Down" });
    let mixed =
        notification(&[alert("aa", "firing", begun), unknown, alert("dd", "pending", begun)]);
    put(&jetstream, SUBJECT, &mixed.to_string()).await;
    put(&jetstream, SUBJECT, &notification(&[alert("aa", "resolved", begun)]).to_string()).await;
    put(&jetstream, "pdca.ingest.nobody", "{}").await;
    taken_in(&jetstream).await;
    // Nobody has given the tool the role that what is so long ago needs.
    let letters = dead(&jetstream, "PDCA_DEAD").await;
    let codes: Vec<_> = letters.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(codes, ["rule_failed", "not_made"]);
    // What nobody knows may be about what only some may see.
    let restricted = dead(&jetstream, "PDCA_DEAD_RESTRICTED").await;
    assert_eq!(restricted.len(), 1);
    assert_eq!(restricted[0].0, "no_rule_fits");
    let (_, detail) = &letters[0];
    assert!(detail.starts_with("3 of 3 parts: rule firing, /alerts/1, body.service: "), "{detail}");
    assert!(detail.contains("/alerts/2: it fits no rule"), "{detail}");
    assert!(
        detail.contains("rule firing, /alerts/0: ") && detail.contains("only the role recorder"),
        "{detail}"
    );
    assert!(place.records("incident") == 0);

    give(&place, "recorder", "alertmanager");
    let retry = |args: &[&str]| {
        let output = place.run(&[&["ingest", "retry"], args].concat());
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    // One at a time, the oldest first.
    let (code, said) = retry(&["--limit", "1"]);
    assert_eq!(code, 1);
    assert!(
        said.contains("pdca.ingest.alertmanager: 1 done, 0 done before; still dead: 2 of 3 parts"),
        "{said}"
    );
    assert_eq!(place.ok(&["log", "--process", "incident"]).matches(" logged ").count(), 1);
    let (_, said) = retry(&["--json"]);
    let retried = values(&said);
    assert_eq!(retried.len(), 3, "{said}");
    assert_eq!((&retried[0]["done"], &retried[0]["problem"]), (&1.into(), &Value::Null));
    assert_eq!(retried[1]["repeated"], 1);
    assert_eq!(events(&place).iter().filter(|event| *event == "resolved").count(), 1);

    // With better rules, what was missing is done, and only that.
    node.stop();
    let better = std::fs::read_to_string(&rules)
        .unwrap()
        .replace("default(item.labels.job)", "default('all')");
    let pending = "\n[[rule]]\nname = \"pending\"\neach = \"/alerts/*\"\nwhen = \"item.status == 'pending'\"\nignore = true\n";
    std::fs::write(&rules, better + pending).unwrap();
    let node = place.serve_on(&broker);
    let (code, said) = retry(&[]);
    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("1 done, 1 done before\n")
            && said.contains("letters: 2, of these still dead: 1"),
        "{said}"
    );
    assert_eq!(events(&place).iter().filter(|event| *event == "logged").count(), 2);
    assert_eq!(dead(&jetstream, "PDCA_DEAD").await, []);
    let letters = dead(&jetstream, "PDCA_DEAD_RESTRICTED").await;
    assert_eq!(letters.len(), 1);
    assert!(
        letters[0].1.contains("no rule file takes what comes by pdca.ingest.nobody"),
        "{letters:?}"
    );
    // What was refused and then done is not done again when it comes again.
    put(&jetstream, SUBJECT, &mixed.to_string()).await;
    taken_in(&jetstream).await;
    assert_eq!(events(&place).iter().filter(|event| *event == "logged").count(), 2);
    node.stop();
    assert!(place.run(&["ingest", "retry"]).status.code() == Some(1));
}

#[tokio::test]
async fn a_refusal_is_on_record_when_its_letter_is_gone() {
    let broker = Broker::start();
    let (place, node) = ready(&broker, &[&shipped_rules("alertmanager.toml")]);
    let jetstream = broker.jetstream().await;
    put(&jetstream, "pdca.ingest.nobody", "lost?").await;
    put(&jetstream, SUBJECT, "{").await;
    put(&jetstream, "pdca.queue.incident.new.log", "no JSON").await;
    taken_in(&jetstream).await;
    emptied(&jetstream, "PDCA_COMMANDS").await;
    // As a flood of others' letters does it.
    jetstream.get_stream("PDCA_DEAD").await.unwrap().purge().await.unwrap();
    let refused = |place: &Place| -> BTreeMap<String, (String, u64)> {
        let told = place.trail("intake").into_iter().map(|record| {
            assert_eq!(record["event"], "refused");
            let payload = &record["payload"];
            let text = |name: &str| payload[name].as_str().unwrap().to_owned();
            (text("subject"), (text("code"), payload["bytes"].as_u64().unwrap()))
        });
        told.collect()
    };
    let expected = [
        ("pdca.ingest.alertmanager", ("bad_json", 1)),
        ("pdca.ingest.nobody", ("no_rule_fits", 5)),
        ("pdca.queue.incident.new.log", ("bad_json", 7)),
    ];
    let found = refused(&place);
    let found: Vec<_> = found
        .iter()
        .map(|(subject, (code, bytes))| (subject.as_str(), (code.as_str(), *bytes)))
        .collect();
    assert_eq!(found, expected);
    let records = place.trail("intake");
    let digest = "sha256:021fb596db81e6d02bf3d2586ee3981fe519f275c0ac9ca76bbcf2ebb4097d96";
    assert!(records.iter().any(|record| record["payload"]["content"] == digest), "of one brace");
    node.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_letters_are_tried_again_each_message_is_one() {
    const COUNT: usize = 120;
    let broker = Broker::start();
    let (place, node) = ready(&broker, &[&shipped_rules("cdevents.toml")]);
    let jetstream = broker.jetstream().await;
    let send = async |id: &str, predicate: &str| {
        for number in 0..COUNT {
            let event = cdevent(&format!("{id}{number}"), "/m", predicate, &format!("i {number}"));
            put(&jetstream, "pdca.ingest.cdevents", &event).await;
        }
        taken_in(&jetstream).await;
    };
    // Before there is anything to report.
    send("told ", "reported").await;
    send("found ", "detected").await;
    assert_eq!(dead(&jetstream, "PDCA_DEAD").await.len(), COUNT);
    let updated = || events(&place).iter().filter(|event| *event == "updated").count();
    std::thread::scope(|threads| {
        let retry = threads.spawn(|| place.run(&["ingest", "retry"]));
        while updated() < COUNT / 4 && !retry.is_finished() {}
        node.kill();
    });
    assert!(updated() < COUNT, "it was cut off");
    let node = place.serve_on(&broker);
    // What bears their ids is nothing of its own.
    send("told ", "resolved").await;
    for _ in 0..2 {
        place.run(&["ingest", "retry"]);
    }
    let mut done = BTreeMap::<String, Vec<Value>>::new();
    for record in place.trail("incident") {
        if record["event"] == "updated" || record["event"] == "resolved" {
            let key = record["key"].as_str().unwrap().to_owned();
            done.entry(key).or_default().push(record["event"].clone());
        }
    }
    assert_eq!(done.len(), COUNT);
    assert!(done.values().all(|events| events.len() == 1), "{done:?}");
    let letters = dead(&jetstream, "PDCA_DEAD").await;
    assert!(letters.iter().all(|(code, _)| code == "superseded"), "{letters:?}");
    node.stop();
}

#[tokio::test]
async fn a_letter_is_as_large_as_the_server_takes_it() {
    const PAYLOAD_MAX: usize = 64 * 1024;
    let broker = Broker::with("max_payload: 64KB");
    let (place, node) = ready(&broker, &[&shipped_rules("alertmanager.toml")]);
    let jetstream = broker.jetstream().await;
    let (queue, long) = ("pdca.queue.incident.new.log", "x".repeat(16 * 1024));
    for body in [PAYLOAD_MAX, PAYLOAD_MAX - 100].map(|bytes| "x".repeat(bytes)) {
        put(&jetstream, queue, &body).await;
        put(&jetstream, SUBJECT, &body).await;
    }
    let mut headers = headers(&[("Kept", &long[..1_000]), ("Nats-Msg-Id", &long)]);
    headers.insert("Long", format!("{long}{long}").as_str());
    jetstream.publish_with_headers(queue, headers, "{".into()).await.unwrap().await.unwrap();
    // What lies behind them is done.
    let by_ada = crate::node::headers(&[("Pdca-Actor", "ada")]);
    let behind = jetstream.publish_with_headers(queue, by_ada, INCIDENT.into()).await.unwrap();
    behind.await.unwrap();
    emptied(&jetstream, "PDCA_COMMANDS").await;
    taken_in(&jetstream).await;
    assert_eq!(events(&place), ["logged"]);
    let dead = jetstream.get_stream("PDCA_DEAD").await.unwrap();
    let mut kept = Vec::new();
    for sequence in 1..=5 {
        let letter = dead.get_raw_message(sequence).await.unwrap();
        let bytes = letter.headers.get("Pdca-Bytes").unwrap().as_str().parse::<usize>().unwrap();
        assert!(bytes >= letter.payload.len(), "{bytes}");
        kept.push((bytes, letter.payload.len() > PAYLOAD_MAX - 8 * 1024));
        if bytes == 1 {
            assert_eq!(letter.headers.get("Kept").unwrap().as_str().len(), 1_000);
            assert!(letter.headers.get("Long").is_none());
        }
    }
    kept.sort_unstable();
    let [small, large] = [PAYLOAD_MAX - 100, PAYLOAD_MAX];
    let expected = [(1, false), (small, true), (small, true), (large, true), (large, true)];
    assert_eq!(kept, expected);
    node.stop();
}

#[tokio::test]
async fn a_letter_that_cannot_be_kept_holds_up_nothing() {
    let broker = Broker::start();
    let (place, node) = ready(&broker, &[&shipped_rules("alertmanager.toml")]);
    let jetstream = broker.jetstream().await;
    put(&jetstream, SUBJECT, "{}").await;
    taken_in(&jetstream).await;
    let stream = jetstream.get_stream("PDCA_DEAD").await.unwrap();
    let limited = async |limit: i32| {
        let mut config = stream.get_info().await.unwrap().config;
        config.max_message_size = limit;
        jetstream.update_stream(config).await.unwrap();
    };
    limited(16).await;
    put(&jetstream, "pdca.queue.incident.new.log", "no JSON").await;
    put(&jetstream, SUBJECT, "[]").await;
    put(&jetstream, SUBJECT, "[1]").await;
    emptied(&jetstream, "PDCA_COMMANDS").await;
    taken_in(&jetstream).await;
    // It is said, and each refusal is on record.
    let parts = place.status()["parts"].take();
    assert_eq!((&parts["queue"]["unkept"], &parts["ingest"]["unkept"]), (&1.into(), &2.into()));
    assert_eq!(place.trail("intake").len(), 4);
    // What is tried again in vain is not lost for that.
    let retry = || place.run(&["ingest", "retry"]);
    assert_eq!(retry().status.code(), Some(1));
    assert_eq!(dead(&jetstream, "PDCA_DEAD").await.len(), 1);
    assert!(stream.get_raw_message(1).await.is_ok());
    limited(-1).await;
    assert_eq!(retry().status.code(), Some(1));
    assert_eq!(dead(&jetstream, "PDCA_DEAD").await.len(), 1);
    assert!(stream.get_raw_message(2).await.is_ok());
    let said = node.stop();
    assert!(said.contains("a dead letter cannot be kept"), "{said}");
}

#[tokio::test]
async fn who_retries_on_a_node_that_is_not_on_nats_yet_is_told_to_wait() {
    // It takes connections, and says nothing.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("nats://{}", silent.local_addr().unwrap());
    let place = Place::founded();
    let mut starting = place.command(&["serve", "--nats", &url]).spawn().unwrap();
    let told = eventually("it is said", async || {
        let said = String::from_utf8(place.run(&["ingest", "retry"]).stderr).unwrap();
        said.contains("is starting").then_some(said)
    });
    assert!(told.await.contains("try again"));
    starting.kill().unwrap();
    starting.wait().unwrap();
}
