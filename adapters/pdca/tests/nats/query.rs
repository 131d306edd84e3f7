//! Questions to read models.

use crate::broker::Broker;
use crate::node::{INCIDENT, Place, ask, json, on_nats, refused};
use serde_json::Value;

/// Without the time of the question.
fn steady(mut answer: Value) -> Value {
    let holder = if answer["report"].is_object() { &mut answer["report"] } else { &mut answer };
    assert!(holder["now"].take().is_string());
    answer
}

#[tokio::test]
async fn an_answer_is_that_of_the_command_line_and_knows_what_was_just_done() {
    let (broker, place, node) = on_nats();
    let client = broker.client().await;
    let done = json(&ask(&client, "pdca.cmd.incident.new.log", INCIDENT).await);
    let asked = format!(r#"{{"by":"service","at_least":{}}}"#, done["position"]);
    let report = json(&ask(&client, "pdca.query.service_levels.report", &asked).await);
    assert_eq!(report["position"], done["position"]);
    let by_hand = place.json(&["sla", "report", "--by", "service"]);
    assert_eq!(steady(report), steady(by_hand));
    // As of before there was anything.
    let asked = r#"{"by":"service","as_of":21}"#;
    let report = json(&ask(&client, "pdca.query.service_levels.report", asked).await);
    assert_eq!((&report["axis"], &report["position"]), (&"position".into(), &21.into()));
    let asked = r#"{"process":"incident","key":"INC0000001"}"#;
    let proof = json(&ask(&client, "pdca.query.service_levels.explain", asked).await);
    let by_hand = place.json(&["sla", "explain", "incident", "INC0000001"]);
    assert_eq!(steady(proof), steady(by_hand));
    node.stop();
}

#[tokio::test]
async fn what_cannot_be_asked_is_said() {
    let (broker, _place, node) = on_nats();
    let client = broker.client().await;
    for (question, arguments, code) in [
        ("service_levels.guess", "", "unknown_question"),
        ("incidents.report", "", "unknown_question"),
        ("service_levels.report", r#"{"by":"mood"}"#, "bad_body"),
        ("service_levels.report", r#"{"by":"month","by":"service"}"#, "bad_json"),
        ("service_levels.report", r#"{"at_least":"soon"}"#, "bad_body"),
        ("service_levels.report", r#"{"as_of":"yesterday"}"#, "bad_time"),
        ("service_levels.report", r#"{"as_of":1000000}"#, "beyond_the_head"),
        ("service_levels.report", r#"{"at_least":1000000}"#, "behind"),
    ] {
        let reply = ask(&client, &format!("pdca.query.{question}"), arguments).await;
        assert_eq!(refused(&reply), code, "{question} {arguments}");
    }
    node.stop();
}

#[tokio::test]
async fn the_cmdb_answers_as_the_command_line_does() {
    const THEN: &str = "2025-05-15T20:00:00Z";
    let (broker, place) = (Broker::start(), Place::played("walk"));
    let head = place.json(&["stats"])["head"].clone();
    let node = place.serve_on(&broker);
    let client = broker.client().await;
    let found = place.path("found.json");
    std::fs::write(&found, r#"{"items":[{"key":"host-1","location":"room 2"}]}"#).unwrap();
    let found = found.to_str().unwrap();
    let then = &["--as-of", THEN][..];
    for (question, arguments, by_hand) in [
        ("show", r#""key":"mail-1""#, &["show", "mail-1"][..]),
        ("list", r#""filter":{"item_type":"server"}"#, &["list", "--type", "server"]),
        ("relations", r#""of":{"service":"mail"}"#, &["relations", "mail", "--kind", "service"]),
        ("impact", r#""of":{"item":"host-1"}"#, &["impact", "host-1"]),
        (
            "audit",
            r#""discovered":{"items":[{"key":"host-1","location":"room 2"}]}"#,
            &["audit", found],
        ),
        ("idle", r#""limit":7"#, &["idle", "--limit", "7"]),
    ] {
        for known in ["at", "now"] {
            let asked = format!(r#"{{{arguments},"as_of":"{THEN}","known":"{known}"}}"#);
            let reply = ask(&client, &format!("pdca.query.cmdb.{question}"), &asked).await;
            let by_hand = [&["cmdb"], by_hand, then, &["--known", known]].concat();
            let [reply, by_hand] = [json(&reply), place.json(&by_hand)].map(|mut answer| {
                // What is known now goes on: time has passed since then.
                let position = answer["position"].take();
                assert!(position.is_u64() && (known == "now" || position == head), "{answer}");
                answer
            });
            assert_eq!(reply, by_hand, "{question}");
        }
    }
    let asked = format!(r#"{{"from":"2025-03-04T00:00:00Z","to":"{THEN}"}}"#);
    let reply = json(&ask(&client, "pdca.query.cmdb.diff", &asked).await);
    assert_eq!(reply, place.json(&["cmdb", "diff", "2025-03-04T00:00:00Z", THEN]));
    assert!(reply["from"].as_u64() < head.as_u64() && reply["diff"]["total"] != 0, "{reply}");
    let refusal = ask(&client, "pdca.query.cmdb.show", r#"{"key":"ship"}"#).await;
    assert_eq!(refused(&refusal), "not_found");
    node.stop();
}
