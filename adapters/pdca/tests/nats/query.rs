//! Questions to read models.

use crate::node::{INCIDENT, ask, json, on_nats, refused};
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
