//! What rules make of messages, without a server.

use super::{Place, code, text};
use engine::testing::golden;
use std::fmt::Write as _;
use std::path::PathBuf;

fn shipped(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../nats/rules").join(name)
}

fn example(name: &str) -> Vec<u8> {
    std::fs::read(shipped("examples").join(name)).unwrap()
}

/// What a test of a shipped rule file prints of an example, to both sides, and its exit code.
fn tested(rules: &str, message: &[u8], more: &[&str]) -> String {
    let place = Place::empty();
    let mut command = place.command(&[&["ingest", "test", rules], more].concat());
    command.current_dir(shipped(""));
    let output = super::with_input(command, message);
    format!("{}{}exit {}\n", text(&output.stdout), text(&output.stderr), code(&output))
}

#[test]
fn it_shows_what_the_shipped_rules_would_do() {
    let alerts = example("alertmanager.json");
    let broken = text(&alerts)
        .replace("\"service\": \"mail\",\n        \"severity\": \"warning\"", "\"x\": 1")
        .replace("resolved", "pending");
    let header = [
        "ce-specversion=1.0",
        "ce-id=1",
        "ce-source=/m",
        "ce-type=dev.cdevents.incident.detected.0.2.0",
    ];
    let headers: Vec<_> = header.iter().flat_map(|header| ["--header", header]).collect();
    let mut shown = String::new();
    for (title, rules, message, more) in [
        ("alerts", "alertmanager.toml", alerts.clone(), &[][..]),
        ("alerts, as JSON", "alertmanager.toml", alerts, &["--json"]),
        ("alerts, one of them unknown", "alertmanager.toml", broken.into_bytes(), &[]),
        ("an incident, reported", "cdevents.toml", example("cdevents_reported.json"), &[]),
        (
            "an incident, detected, binary",
            "cdevents.toml",
            example("cdevents_detected.json"),
            &headers,
        ),
        ("no JSON", "cdevents.toml", b"{".to_vec(), &[]),
        ("findings", "cdevents.toml", example("sarif.json"), &["--json"]),
    ] {
        writeln!(shown, "== {title}").unwrap();
        shown += &tested(rules, &message, more);
    }
    golden("fixtures/ingest_test.txt", &shown);
}

#[test]
fn what_cannot_be_tested_says_why() {
    let place = Place::empty();
    let wrong = place.file(
        "wrong.toml",
        "source = 'a'\nactor = 'a'\n[[rule]]\nname = 'b'\nprocess = 'incident'\ncommand = 'lgo'\n",
    );
    let args = ["ingest", "test", wrong.to_str().unwrap()];
    let output = place.with_input(&args, b"{}");
    let said = text(&output.stderr);
    assert!(
        said.contains("wrong.toml: rule b, command: incident has no command \"lgo\""),
        "{said}"
    );
    assert_eq!(place.refused(&["ingest", "test", "missing.toml"]), "bad_rules");
    let shipped = shipped("cdevents.toml");
    let other = ["ingest", "test", shipped.to_str().unwrap(), "--subject", "pdca.ingest.other"];
    assert_eq!(place.refused(&other), "bad_subject");
    let large = tested("cdevents.toml", &vec![b' '; 600 * 1024], &[]);
    assert!(large.contains("at most 524288 fit"), "{large}");
    // What the command itself would refuse is seen too.
    let long =
        text(&example("alertmanager.json")).replace("\"service\": \"mail\"", "\"service\": \"\"");
    let said = tested("alertmanager.toml", long.as_bytes(), &[]);
    assert!(
        said.contains("fails: the body of log does not fit: service") && said.ends_with("exit 1\n"),
        "{said}"
    );
}
