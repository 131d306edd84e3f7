//! The table of obligations (`obligations/README.md`) against what there is.

use crate::{policies, processes};
use engine::AnyProcess;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Standard {
    origin: String,
    obligations: Vec<Obligation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Obligation {
    id: String,
    kind: String,
    evidence: Vec<String>,
}

/// What the requirements call an event, and what it is called here: a machine that is a facet here
/// gives its events to another process, and some of them another name.
fn here(evidence: &str) -> Option<String> {
    let (machine, event) = evidence.split_once('.')?;
    let (process, event) = match (machine, event) {
        ("major_incident", "declared") => ("incident", "declared_major"),
        ("major_incident", event) => ("incident", event),
        ("supplier_score", event) => return Some(format!("supplier.score_{event}")),
        ("dispute", event) => return Some(format!("supplier.dispute_{event}")),
        ("sla" | "ola" | "definition", event) => ("agreement", event),
        ("change", event)
            if event.ends_with("_assessed") && event != "retrospectively_assessed" =>
        {
            ("change", "assessed")
        }
        ("change_calendar", event) => ("calendar", event),
        ("availability_plan", "unplanned_outage_recorded") => ("service", "outage_began"),
        ("availability_plan", "outage_investigated") => ("service", "outage_investigated"),
        ("cmdb_audit", event) => ("configuration_audit", event),
        ("joint_audit", event) => ("audit", event),
        ("request", event) => ("service_request", event),
        ("ci", event) => ("configuration_item", event),
        ("ci_type", event) => return Some(format!("configuration_item.type_{event}")),
        ("catalogue" | "new_service", event)
        | ("service_removal", event @ ("transfer_started" | "data_disposed")) => ("service", event),
        ("requirement", event) => return Some(format!("service.requirement_{event}")),
        ("service_removal", event) => return Some(format!("service.removal_{event}")),
        (process, event) => (process, event),
    };
    processes().iter().any(|known| known.name() == process).then(|| format!("{process}.{event}"))
}

/// A row of the table: the kind, and by what.
struct Row {
    kind: String,
    by: Vec<(String, String)>,
}

fn table() -> BTreeMap<String, Row> {
    let text = std::fs::read_to_string("obligations/README.md").unwrap();
    let mut table = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("| ")).skip(2) {
        let mut cells = line.trim_matches('|').split('|').map(str::trim);
        let mut cell = || cells.next().unwrap_or_else(|| panic!("{line}")).to_owned();
        let (id, kind, by) = (cell(), cell(), cell());
        let named = |by: &str| {
            let (what, name) = by.split_once(' ').unwrap_or_else(|| panic!("{by} in {line}"));
            (what.to_owned(), name.trim_matches('`').to_owned())
        };
        let by = by.split(", ").map(named).collect();
        assert!(table.insert(id, Row { kind, by }).is_none(), "twice: {line}");
    }
    table
}

fn standard() -> Standard {
    let text = std::fs::read_to_string("obligations/iso20000_1.json").unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Guards and timers have their names in the sources only.
fn source_of(process: &str) -> String {
    let mut source = String::new();
    let mut folders = vec![Path::new("src").join(process)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.file_name().is_some_and(|name| name == "tests" || name == "tests.rs") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                source += &std::fs::read_to_string(path).unwrap();
            }
        }
    }
    source
}

pub(crate) fn is_there(what: &str, name: &str) -> bool {
    if what == "policy" {
        return policies::all().iter().any(|policy| policy.name() == name);
    }
    let Some((process, name)) = name.split_once('.') else { return false };
    let Some(known) = processes().into_iter().find(|known| known.name() == process) else {
        return false;
    };
    let known: &dyn AnyProcess = known;
    match what {
        "row" => known.table().rows().iter().any(|row| row.command == name),
        "event" => known.event_kinds().contains(&name),
        "attested" => known.table().attested().iter().any(|guard| guard.command == name),
        "guard" => source_of(process).contains(&format!("= \"{name}\"")),
        "timer" => {
            let source: String = source_of(process).split_whitespace().collect();
            [format!("(\"{name}\","), format!("name:\"{name}\",")]
                .iter()
                .any(|at| source.contains(at))
        }
        _ => false,
    }
}

#[test]
fn every_name_in_the_table_is_that_of_something() {
    let table = table();
    assert!(!table.is_empty());
    for (id, row) in &table {
        for (what, name) in &row.by {
            assert!(is_there(what, name), "{id}: there is no {what} {name}");
        }
    }
    assert!(!is_there("event", "incident.lgoged") && !is_there("timer", "incident.lunch"));
}

#[test]
fn every_obligation_whose_events_are_here_is_in_the_table() {
    let (table, standard) = (table(), standard());
    assert!(standard.origin.contains("ISO/IEC 20000-1"));
    let mut listed = BTreeSet::new();
    for Obligation { id, kind, evidence } in &standard.obligations {
        let events: Vec<_> = evidence.iter().filter_map(|evidence| here(evidence)).collect();
        assert!(!events.is_empty(), "{id} is about nothing that is here");
        let row = table.get(id).unwrap_or_else(|| panic!("{id} is not in the table: {events:?}"));
        assert_eq!(row.kind, *kind, "{id}");
        for event in events {
            let by = row.by.iter().any(|(what, name)| what == "event" && *name == event);
            assert!(by, "{id} asks for {event}");
        }
        listed.insert(id);
    }
    let unknown: Vec<_> = table.keys().filter(|id| !listed.contains(id)).collect();
    assert!(unknown.is_empty(), "no obligation: {unknown:?}");
}
