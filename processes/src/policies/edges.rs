//! What policies declare that they may do: that it is real, and that no chain of them goes round
//! for ever.

use super::all;
use engine::{AnyProcess, Edge};
use std::collections::BTreeSet;

type Of = (&'static str, &'static str);

/// The processes, the engine's own included.
fn processes() -> Vec<&'static dyn AnyProcess> {
    crate::processes().into_iter().chain(engine::system::processes()).collect()
}

fn process(name: &str) -> &'static dyn AnyProcess {
    let found = processes().into_iter().find(|process| process.name() == name);
    found.unwrap_or_else(|| panic!("there is no process {name}"))
}

/// The events that a command of a process may cause, by its table.
fn caused_by((name, command): Of) -> BTreeSet<&'static str> {
    let rows = process(name).table().rows();
    rows.into_iter().filter(|row| row.command == command).map(|row| row.event).collect()
}

/// A chain of edges without a condition that comes back to where it began.
fn unconditional_loop(edges: &[Edge]) -> Option<Vec<Edge>> {
    let always: Vec<_> = edges.iter().filter(|edge| edge.only_if.is_none()).collect();
    let mut chains: Vec<Vec<Edge>> = always.iter().map(|edge| vec![**edge]).collect();
    while let Some(chain) = chains.pop() {
        let last = chain[chain.len() - 1];
        let caused = caused_by(last.sent);
        let follows = |edge: &&&Edge| edge.heard.0 == last.sent.0 && caused.contains(edge.heard.1);
        for next in always.iter().filter(follows) {
            let longer: Vec<_> = chain.iter().copied().chain([**next]).collect();
            if chain.contains(next) {
                return Some(longer);
            }
            chains.push(longer);
        }
    }
    None
}

fn edges() -> Vec<Edge> {
    all().iter().flat_map(|policy| policy.edges()).collect()
}

#[test]
fn every_edge_is_a_real_event_and_a_real_command_that_the_engine_may_send() {
    for policy in all() {
        let name = policy.name();
        for Edge { heard, sent, .. } in policy.edges() {
            let events = process(heard.0).event_kinds();
            assert!(events.contains(&heard.1), "{name}: there is no event {heard:?}");
            assert!(!caused_by(sent).is_empty(), "{name}: there is no command {sent:?}");
            let rows = process(sent.0).table().rows();
            let mut rows = rows.iter().filter(|row| row.command == sent.1);
            let may = rows.any(|row| row.roles.contains(&crate::roles::SYSTEM));
            assert!(may, "{name}: {sent:?} is for people only");
        }
    }
}

#[test]
fn what_only_some_may_see_leads_to_nothing_that_others_see() {
    for Edge { heard, sent, .. } in edges() {
        let few = process(heard.0).visible_to();
        assert!(few.is_empty() || few == process(sent.0).visible_to(), "{heard:?} to {sent:?}");
    }
}

#[test]
fn no_chain_of_policies_goes_round_without_a_condition() {
    assert_eq!(unconditional_loop(&edges()), None);
}

#[test]
fn a_loop_is_found_whatever_its_length_and_a_condition_breaks_it() {
    let there = Edge::always(("role", "assigned"), ("incident", "escalate"));
    let back = Edge::always(("incident", "escalated"), ("role", "accept"));
    assert_eq!(unconditional_loop(&[there]), None);
    assert_eq!(unconditional_loop(&[there, back]).map(|found| found.len()), Some(3));
    let asked = Edge { only_if: Some("somebody is left to ask"), ..back };
    assert_eq!(unconditional_loop(&[there, asked]), None);
    let own = Edge::always(("incident", "escalated"), ("incident", "escalate"));
    assert!(unconditional_loop(&[own]).is_some());
}
