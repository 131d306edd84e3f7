//! What is printed for programs, and where it cannot be printed.

use super::{INCIDENT, Place, code, text};
use serde_json::Value;
use std::fs::OpenOptions;
use std::process::Stdio;

fn values(printed: &str) -> Vec<Value> {
    let read = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    printed.lines().map(read).collect()
}

#[test]
fn every_command_prints_lines_of_json() {
    let place = Place::empty();
    let calendar = place.file("calendar.json", r#"{"timezone":"UTC","hours":{}}"#);
    let rows = place.file("rows.csv", super::importing::rows(1));
    let [backup, restored] = ["backup", "restored"].map(|name| place.dir.path().join(name));
    let [backup, restored, calendar, rows] =
        [&backup, &restored, &calendar, &rows].map(|path| path.to_str().unwrap());
    let (start, end) = ("2026-12-21T15:00:00Z", "2026-12-22T15:00:00Z");
    let due = ["calendar", "due", "--calendar", calendar, "--start", start, "--minutes", "1"];
    let between = ["calendar", "between", "--calendar", calendar, "--start", start, "--end", end];
    let commands: &[(&[&str], usize)] = &[
        (&["init", "--owner", "ada"], 1),
        (&["do", "incident", "new", "log", INCIDENT], 1),
        (&["show", "incident", "INC0000001"], 1),
        (&["log", "--process", "incident"], 1),
        (&["import", "servicenow", rows], 1),
        (&["sla", "report"], 1),
        (&["sla", "explain", "incident", "INC0000001"], 1),
        (&due, 1),
        (&between, 1),
        (&["lifecycle", "incident"], 1),
        (&["lifecycle", "incident", "--mermaid"], 1),
        (&["schema", "incident", "log"], 1),
        (&["scenario", "../../processes/scenarios/incident.toml"], 1),
        (&["lifecycle", "role", "--attested"], 2),
        (&["stats"], 1),
        (&["fsck"], 1),
        (&["rebuild"], 2),
        (&["backup", backup], 1),
        (&["restore", backup, "--data", restored], 1),
        (&["config", "check"], 1),
        (&["asyncapi"], 1),
    ];
    for (args, count) in commands {
        let printed = place.ok(&[args, &["--json"][..]].concat());
        assert_eq!(values(&printed).len(), *count, "{args:?}: {printed}");
    }
    let (code, said) = place.serve_with(&["--json"]).stop();
    assert_eq!((code, values(&said)[0]["stopped"].is_string()), (0, true), "{said}");
}

/// Where nothing can be written.
fn full() -> Stdio {
    OpenOptions::new().write(true).open("/dev/full").unwrap().into()
}

#[test]
fn what_was_done_is_told_even_where_the_answer_cannot_be_written() {
    let place = Place::founded();
    for served in [false, true] {
        let node = served.then(|| place.serve());
        let head = place.head();
        let send = ["do", "incident", "new", "log", INCIDENT, "--command-id"];
        let id = format!("mine {served}");
        let output = place.command(&[&send[..], &[&id]].concat()).stdout(full()).output().unwrap();
        let said = text(&output.stderr);
        assert_eq!(code(&output), 1, "{said}");
        let position = head + 1;
        for part in ["incident INC", ": logged", &format!("position {position}"), &id, "No space"] {
            assert!(said.contains(part), "{part}: {said}");
        }
        let id = format!("mine too {served}");
        let send = [&send[..], &[&id, "--json"]].concat();
        let output = place.command(&send).stdout(full()).output().unwrap();
        let said = values(&text(&output.stderr));
        assert_eq!(said[0]["position"], position + 1);
        assert_eq!(said[1]["code"], "answer_unwritten");
        assert!(said[1]["detail"].as_str().unwrap().contains(&id), "{}", said[1]);
        assert_eq!((code(&output), place.head()), (1, position + 1));
        assert_eq!(node.map_or(0, |node| node.stop().0), 0);
    }
    // What only reads is not done all over again on the standard error.
    let output = place.command(&["log"]).stdout(full()).output().unwrap();
    let said = text(&output.stderr);
    assert_eq!((code(&output), said.lines().count()), (1, 1), "{said}");
    assert!(said.contains("the standard output does not take the answer"), "{said}");
    // And with nothing that takes anything, the exit code is left.
    let deaf = place.command(&["do", "incident", "new", "log", INCIDENT]);
    assert_eq!({ deaf }.stdout(full()).stderr(full()).status().unwrap().code(), Some(1));
    assert_eq!(
        { place.command(&["show", "incident", "x"]) }.stderr(full()).status().unwrap().code(),
        Some(1)
    );
}
