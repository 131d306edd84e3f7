//! The ledger of links between processes (`links/README.md`) against what there is.

use crate::obligations::is_there;
use crate::{policies, processes};
use engine::{Edge, Policy};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ledger {
    origin: String,
    links: Vec<Link>,
    /// The policies that no link asks for, each with its reason.
    ours: BTreeMap<String, String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Link {
    from: String,
    to: String,
    /// What the requirements call it, where that differs.
    #[serde(rename = "link")]
    known_as: Option<String>,
    mode: Mode,
    #[serde(rename = "if")]
    condition: Option<String>,
    policy: Option<String>,
    #[serde(default)]
    other: Vec<String>,
    #[serde(default)]
    absent: Vec<String>,
    why: Option<String>,
}

#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Mode {
    Auto,
    Task,
}

fn ledger() -> Ledger {
    let text = std::fs::read_to_string("links/links.json").unwrap();
    serde_json::from_str(&text).unwrap()
}

fn is_here(process: &str) -> bool {
    processes().iter().any(|known| known.name() == process)
}

/// The process of an event or a command, and which of it.
fn parts(name: &str) -> (&str, &str) {
    name.split_once('.').unwrap_or_else(|| panic!("{name}: of which process?"))
}

fn is_event(name: &str) -> bool {
    let (process, event) = parts(name);
    processes().iter().any(|it| it.name() == process && it.event_kinds().contains(&event))
}

fn is_command(name: &str) -> bool {
    is_there("row", name)
}

/// What is wrong with an entry.
fn faults(link: &Link, policies: &[Box<dyn Policy>]) -> Vec<String> {
    let mut faults = Vec::new();
    for process in [parts(&link.from).0, parts(&link.to).0] {
        let said = link.absent.iter().any(|absent| absent == process);
        if is_here(process) == said {
            let is = if said { "is here now" } else { "is not here, and not said to be absent" };
            faults.push(format!("{process} {is}"));
        }
    }
    faults.extend(
        link.absent.iter().filter(|it| is_here(it)).map(|it| format!("{it} is here: see to it")),
    );
    if is_here(parts(&link.from).0) && is_here(parts(&link.to).0) {
        faults.extend((!is_event(&link.from)).then(|| format!("no event {}", link.from)));
        faults.extend((!is_command(&link.to)).then(|| format!("no command {}", link.to)));
    }
    if let Some(name) = &link.policy {
        faults.extend(undeclared(link, name, policies));
    }
    for other in &link.other {
        let (what, name) = other.split_once(' ').unwrap_or((other, ""));
        faults.extend((!is_there(what, name)).then(|| format!("there is no {other}")));
    }
    if link.policy.is_none() && link.other.is_empty() && link.absent.is_empty() {
        faults.push("nothing sees to it".to_owned());
    }
    faults
}

/// What is wrong with the policy of an entry: it hears the event, and sends the command or asks a
/// person, for which there is a reason where the requirements do not.
fn undeclared(link: &Link, name: &str, policies: &[Box<dyn Policy>]) -> Option<String> {
    let Some(policy) = policies.iter().find(|policy| policy.name() == name) else {
        return Some(format!("there is no policy {name}"));
    };
    let is = |of: (&str, &str), name: &str| of == parts(name);
    let edges = policy.edges();
    let heard: Vec<&Edge> = edges.iter().filter(|edge| is(edge.heard, &link.from)).collect();
    let sends = heard.iter().any(|edge| is(edge.sent, &link.to));
    let asks = heard.iter().any(|edge| is(edge.sent, "task.open"));
    match link.mode {
        _ if !sends && !asks => Some(format!("{name} does not do that")),
        Mode::Auto if !sends && link.why.is_none() => Some(format!("why is {name} a task?")),
        Mode::Auto | Mode::Task => None,
    }
}

#[test]
fn every_link_is_seen_to_by_what_it_says() {
    let policies = policies::all();
    let ledger = ledger();
    assert!(ledger.origin.contains("requirements") && ledger.links.len() > 200);
    let faults = ledger.links.iter().flat_map(|link| {
        let faults = faults(link, &policies).into_iter();
        faults.map(|fault| format!("{} > {}: {fault}", link.from, link.to))
    });
    assert_eq!(faults.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn every_link_is_listed_once() {
    let ledger = ledger();
    let ours = |link: &Link| format!("{} > {}", link.from, link.to);
    let ids = ledger.links.iter().map(|link| link.known_as.clone().unwrap_or_else(|| ours(link)));
    let once: BTreeSet<_> = ids.collect();
    assert_eq!(once.len(), ledger.links.len());
    let same = ledger.links.iter().find(|link| link.known_as.as_ref() == Some(&ours(link)));
    assert!(same.is_none_or(|link| panic!("{} is its own name", ours(link))));
    let blank = |text: &Option<String>| text.as_ref().is_some_and(|it| it.trim().is_empty());
    assert!(!ledger.links.iter().any(|link| blank(&link.condition) || blank(&link.why)));
}

#[test]
fn every_policy_is_asked_for_or_has_a_reason_of_its_own() {
    let ledger = ledger();
    let asked: BTreeSet<_> =
        ledger.links.iter().filter_map(|link| link.policy.as_deref()).collect();
    let names: BTreeSet<_> = policies::all().iter().map(|policy| policy.name()).collect();
    for name in &names {
        let is_ours = ledger.ours.contains_key(*name);
        assert!(asked.contains(name) != is_ours, "{name}: is it of a link, or ours?");
    }
    let unknown: Vec<_> = ledger.ours.keys().filter(|it| !names.contains(it.as_str())).collect();
    assert!(unknown.is_empty(), "no policy: {unknown:?}");
    assert!(ledger.ours.values().all(|reason| !reason.trim().is_empty()));
}

#[test]
fn what_is_wrong_with_a_link_is_found() {
    let policies = policies::all();
    let ledger = ledger();
    let find = |policy: &str| {
        let of_it = |link: &&Link| link.policy.as_deref() == Some(policy);
        ledger.links.iter().find(of_it).unwrap().clone()
    };
    let sends = || find("raised-change-is-requested");
    let fault = |link: Link| faults(&link, &policies).join(", ");
    let no_such = Link { policy: Some("wishes-come-true".to_owned()), ..sends() };
    assert!(fault(no_such).contains("there is no policy"));
    let elsewhere = Link { from: "incident.logged".to_owned(), ..sends() };
    assert!(fault(elsewhere).contains("does not do that"));
    let asks = Link { why: None, ..find("needed-change-is-to-be-requested") };
    assert!(fault(asks).contains("why is"));
    let nothing = Link { policy: None, ..sends() };
    assert!(fault(nothing).contains("nothing sees to it"));
    // A process that comes makes its links fail until they are seen to.
    let came = Link { policy: None, absent: vec!["change".to_owned()], ..sends() };
    assert!(fault(came).contains("change is here: see to it"));
    let absent = Link { to: "wish.grant".to_owned(), ..sends() };
    assert!(fault(absent).contains("wish is not here"));
    let mistyped = Link { to: "change.requset".to_owned(), ..sends() };
    assert!(fault(mistyped).contains("no command"));
    let other = Link { policy: None, other: vec!["row change.wish".to_owned()], ..sends() };
    assert!(fault(other).contains("there is no row"));
}
