//! Schemas and scenarios: neither needs a directory.

use super::{Place, code, text};
use engine::testing::golden;
use serde_json::Value;

#[test]
fn schemas_are_listed_and_written() {
    let place = Place::empty();
    let names = place.ok(&["schema", "calendar"]);
    assert!(names.contains("command  define") && names.contains("event    defined"), "{names}");
    assert!(names.lines().all(|line| line.chars().count() <= 80), "{names}");
    let listed = place.ok(&["schema", "calendar", "--json"]);
    assert_eq!(listed.lines().count(), names.lines().count() - 2, "{listed}");
    assert_eq!(place.json(&["schema", "calendar"])["name"], "define");
    assert_eq!(place.json(&["schema", "incident", "log"])["title"], "Log");
    assert!(place.ok(&["schema", "incident", "logged"]).contains("\"summary\""));
    assert_eq!(place.refused(&["schema", "incidnt"]), "unknown_process");
    let unknown = place.run(&["schema", "incident", "lgo"]);
    let said = text(&unknown.stderr);
    assert_eq!(code(&unknown), 1, "{said}");
    assert!(said.contains("commands: log, classify") && said.contains("events: logged"), "{said}");
}

#[test]
fn a_body_that_does_not_fit_is_told_where_the_schema_is() {
    let place = Place::founded();
    let refused = place.run(&["do", "incident", "new", "log", r#"{"summary":["mail is down"]}"#]);
    let said = text(&refused.stderr);
    assert!(said.contains("what it takes: pdca schema incident log"), "{said}");
    assert_eq!(place.json(&["schema", "incident", "log"])["type"], "object");
}

#[test]
fn what_a_scenario_expects_is_reported_one_by_one() {
    let place = Place::empty();
    let output = place.run(&["scenario", "fixtures/scenario.toml"]);
    golden("fixtures/scenario.txt", &text(&output.stdout));
    assert_eq!(code(&output), 1);
    let said = text(&output.stderr);
    assert!(said.contains("6 of 9 expectations failed"), "{said}");
    let output = place.run(&["scenario", "fixtures/scenario.toml", "--json"]);
    let played: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&played["expectations"], &played["failed"]), (&9.into(), &6.into()));
    let problem: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(problem["code"], "expectation_failed");
}

#[test]
fn a_scenario_that_cannot_be_read_is_not_played() {
    let place = Place::empty();
    let file = place.file("a.toml", "title = \"a\"\nstart = \"2026-11-23T09:00:00Z\"\nsteps = 1\n");
    let output = place.run(&["scenario", "fixtures/scenario.toml", file.to_str().unwrap()]);
    let said = text(&output.stderr);
    assert_eq!((code(&output), text(&output.stdout)), (1, String::new()));
    assert!(said.contains("a.toml, line 3: unknown field `steps`"), "{said}");
    let gone = place.dir.path().join("gone.toml");
    assert_eq!(place.refused(&["scenario", gone.to_str().unwrap()]), "bad_scenario");
    assert_eq!(code(&place.run(&["scenario"])), 2);
}

#[test]
fn what_was_played_is_kept_in_a_new_directory_only() {
    const FILE: &str = "../../processes/scenarios/incident.toml";
    let place = Place::empty();
    assert_eq!(place.refused(&["scenario", "--keep", FILE, FILE]), "too_many_files");
    assert!(!place.path().exists());
    let played = place.ok(&["scenario", "--keep", FILE]);
    assert!(played.contains("all hold"), "{played}");
    let trail = place.json(&["log", "--process", "incident"]);
    assert_eq!((&trail["event"], &trail["actor"]), (&"logged".into(), &"bo".into()));
    assert_eq!(trail["recorded_at"], "2026-11-23T09:00:00Z");
    assert!(place.ok(&["fsck"]).contains("no problems found"));
    let head = place.head();
    assert_eq!(place.refused(&["scenario", "--keep", FILE]), "cannot_open");
    assert_eq!(place.head(), head);
    let other = Place::empty();
    std::fs::create_dir(other.path()).unwrap();
    other.file("data/letter.txt", "dear customer");
    assert_eq!(other.refused(&["scenario", "--keep", FILE]), "occupied");
}
