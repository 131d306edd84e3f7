//! The configuration management database, as somebody asks for it.

use super::Place;
use engine::testing::golden;
use std::fmt::Write as _;

const SERVER: &str = r#"{"definition": {"description": "a machine", "attributes": {"cpus": {"kind": "number"}},
    "relations": {"runs_on": {"impact": "to_source"}, "part_of": {"impact": "to_target"}, "beside": {}},
    "control": {"by_change": true, "reason": "customers feel it"}}}"#;
const COVER: &str = r#"{"change": "CHG1", "approved": {"statement": "it is"}}"#;
/// A change of the database that is carried out.
const ADOPTED: &str = r#"{"title": "memory", "carried_out_at": "2026-01-01T00:00:00Z",
    "deviation": "nobody was asked", "result": "it works", "matches": {"statement": "it is so"},
    "content": {"purpose": "more memory", "services": ["mail"], "configuration_items": ["db1"],
        "expected": "speed",
        "risk": {"level": "low", "statement": "none"}}}"#;

/// An agreement, which says what an emergency is: what was already carried out is taken over as one.
const GOLD: &str = r#"{"requirements": {"statement": "agreed"}, "terms": {
    "party": "acme", "services": ["mail"], "workload": ["50 a month"],
    "exceptions": [{"name": "flood", "statement": "the site is lost"}]}}"#;
const SIGNED: &str = r#"{"signatures": [
    {"party": "provider", "signed_by": "the head", "reference": "SLA-7"},
    {"party": "other", "signed_by": "the buyer", "reference": "SLA-7"}]}"#;

impl Place {
    fn item(&self, key: &str, command: &str, body: &str) {
        self.ok(&["do", "configuration_item", key, command, body, "--actor", "ada"]);
    }

    /// A host, a database on it, mail on that, and a printer beside all.
    fn with_items() -> Self {
        let place = Self::founded();
        for (role, person) in [
            ("configuration_manager", "ada"),
            ("ci_owner", "ada"),
            ("change_manager", "ada"),
            ("service_level_manager", "ada"),
            ("customer_representative", "ada"),
            ("process_owner", "bo"),
        ] {
            let offer =
                format!(r#"{{"person": "{person}", "competence": {{"statement": "fit"}}}}"#);
            place.ok(&["do", "role", role, "offer", &offer, "--actor", "ada"]);
        }
        place.ok(&["do", "role", "process_owner", "accept", "--actor", "bo"]);
        place.item("server", "draft_type", SERVER);
        place.ok(&["do", "configuration_item", "server", "approve_type", "--actor", "bo"]);
        place.item("server", "publish_type", "{}");
        for (key, relations) in [
            ("host1", ""),
            ("db1", r#"{"relation": "runs_on", "to": {"item": "host1"}}"#),
            (
                "mail1",
                r#"{"relation": "runs_on", "to": {"item": "db1"}}, {"relation": "part_of",
                    "to": {"service": "mail"}, "exists": {"statement": "it does"}}"#,
            ),
            ("printer1", r#"{"relation": "beside", "to": {"item": "host1"}}"#),
        ] {
            let body = format!(
                r#"{{"item_type": "server", "name": "the {key}", "register": {{"description": "serves",
                    "location": "room 1", "owner": "ada", "source": "invoice",
                    "relations": [{relations}], "no_relations": "the first"}}}}"#
            );
            place.item(key, "identify", &body);
        }
        for (command, body) in [("draft", GOLD), ("offer", "{}"), ("agree", SIGNED)] {
            place.ok(&["do", "agreement", "gold", command, body, "--actor", "ada"]);
        }
        place.ok(&["do", "change", "CHG1", "adopt", ADOPTED, "--actor", "ada"]);
        place.item(
            "db1",
            "capture_baseline",
            r#"{"name": "before CHG1", "occasion": {"change": "CHG1"}}"#,
        );
        let update = format!(
            r#"{{"changes": {{"location": "room 2", "attributes": {{"cpus": 8}}}}, "cover": {COVER}}}"#
        );
        place.item("db1", "update", &update);
        place.item("db1", "update", r#"{"changes": {"location": "room 3"}}"#);
        place
    }
}

#[test]
fn the_cmdb_answers_what_is_asked_of_it() {
    let place = Place::with_items();
    let asked: [&[&str]; 9] = [
        &["list"],
        &["list", "--type", "server", "--location", "room 2"],
        &["relations", "mail", "--kind", "service"],
        &["impact", "host1"],
        &["impact", "host1", "--hops", "1"],
        &["impact", "mail1"],
        &["impact", "printer1"],
        &["impact", "mail", "--kind", "service", "--down"],
        &["diff", "before CHG1"],
    ];
    let mut told = String::new();
    for args in asked {
        let answer = place.ok(&[&["cmdb"], args].concat());
        writeln!(told, "$ pdca cmdb {}\n{answer}", args.join(" ")).unwrap();
    }
    golden("fixtures/cmdb.txt", &told);

    let shown = place.json(&["cmdb", "show", "db1"]);
    let location = &shown["entry"]["item"]["location"];
    assert_eq!((&location["content"], &location["change"]), (&"room 2".into(), &"CHG1".into()));
    assert_eq!(shown["entry"]["item"]["updates_refused"], 1);
    assert_eq!(shown["position"], place.head());
    let text = place.ok(&["cmdb", "show", "db1"]);
    assert!(text.starts_with("db1: registered since ") && text.contains("CHG1"), "{text}");
    let then = (location["position"].as_u64().unwrap() - 1).to_string();
    let then = place.json(&["cmdb", "show", "db1", "--as-of", &then]);
    assert_eq!(then["entry"]["item"]["location"]["content"], "room 1");
    assert_eq!(then["axis"], "position");
    // A baseline is a position, whatever is asked.
    let then = place.json(&["cmdb", "show", "db1", "--as-of", "before CHG1"]);
    assert_eq!(then["entry"]["item"]["location"]["content"], "room 1");
    let position = then["position"].to_string();
    for asked in [&["list"][..], &["impact", "db1"], &["relations", "db1"], &["idle"]] {
        let asked = |as_of| place.json(&[&["cmdb"], asked, &["--as-of", as_of]].concat());
        assert_eq!(asked("before CHG1"), asked(&position));
    }
    assert_eq!(place.refused(&["cmdb", "list", "--as-of", "before CHG9"]), "unknown_baseline");
}

#[test]
fn records_are_held_against_what_was_found() {
    let place = Place::with_items();
    let found = place.path().join("found.json");
    std::fs::write(
        &found,
        r#"{"items": [
            {"key": "db1", "location": "room 2", "attributes": {"cpus": 8}},
            {"key": "mail1", "location": "room 9"},
            {"key": "host1", "location": "room 9", "change": "CHG2"},
            {"key": "ship", "name": "nobody knows"}]}"#,
    )
    .unwrap();
    let found = found.to_str().unwrap();
    let mut told = place.ok(&["cmdb", "audit", found]);
    told += &place.ok(&["cmdb", "idle"]);
    golden("fixtures/cmdb_audit.txt", &told);
    let answer = place.json(&["cmdb", "audit", found]);
    let (audit, deficiencies) = (&answer["audit"], &answer["audit"]["deficiencies"]);
    assert_eq!(audit["unauthorised"], serde_json::json!(["host1", "mail1", "printer1", "ship"]));
    // They are what an audit records.
    let offer = r#"{"person": "bo", "competence": {"statement": "fit"}}"#;
    place.ok(&["do", "role", "auditor", "offer", offer, "--actor", "ada"]);
    place.ok(&["do", "role", "auditor", "accept", "--actor", "bo"]);
    let send = |command: &str, body: &str, actor: &str| {
        place.ok(&["do", "configuration_audit", "servers", command, body, "--actor", actor]);
    };
    send("plan", r#"{"scope": {"types": ["server"]}, "interval": "P6M"}"#, "ada");
    send("start", "{}", "bo");
    let body =
        format!(r#"{{"deficiencies": {deficiencies}, "evidence": {{"statement": "scan 7"}}}}"#);
    send("record_deficiencies", &body, "bo");
    let shown = place.json(&["cmdb", "show", "mail1"]);
    assert_eq!(shown["entry"]["status"], "discrepant");
    let tasks = place.json(&["tasks"]).to_string();
    for task in ["configuration_item-mail1-correct", "configuration_item-ship-identify"] {
        assert!(tasks.contains(task), "{tasks}");
    }
    let before = place.json(&["cmdb", "audit", found, "--as-of", "1"]);
    assert_eq!((&before["audit"]["total"], &before["position"]), (&4.into(), &1.into()));
}

#[test]
fn what_the_cmdb_does_not_know_is_said() {
    let place = Place::founded();
    for asked in ["show", "relations", "impact"] {
        assert_eq!(place.refused(&["cmdb", asked, "ship"]), "not_found");
        let said = place.run(&["cmdb", asked, "ship"]);
        let said = super::text(&said.stderr);
        assert!(said.contains("there is no configuration item ship"), "{said}");
    }
    assert_eq!(place.refused(&["cmdb", "diff", "before CHG1"]), "unknown_baseline");
    assert_eq!(place.refused(&["cmdb", "list", "--as-of", "999999"]), "beyond_the_head");
}
