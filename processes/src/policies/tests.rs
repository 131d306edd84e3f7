use super::all;
use crate::facts::OpenIncidents;
use crate::incident::{self, Incident};
use crate::limits::text;
use crate::{calendar, role};
use engine::{
    CommandId, Decider, Dispatch, Door, EventSet, Facts, Key, Metadata, NewFact, Origin, Position,
    RecordRef, Timestamp, Version,
};
use std::collections::BTreeSet;

/// All policies, and the facts they look up, record after record.
struct Listening {
    facts: Facts,
    position: u64,
}

impl Listening {
    fn new() -> Self {
        let needed: Vec<NewFact> = all().iter().flat_map(|policy| policy.facts()).collect();
        Self { facts: Facts::new(needed), position: 0 }
    }

    /// What the policies send when they hear the event.
    fn hear<E: EventSet>(
        &mut self,
        process: &str,
        key: &str,
        event: impl Into<E>,
    ) -> Vec<Dispatch> {
        let event = event.into();
        self.position += 1;
        let payload = event.encode();
        let record = RecordRef {
            position: Position(self.position),
            process,
            key,
            version: Version(1),
            event: event.name(),
            schema: event.schema(),
            metadata: Metadata {
                command_id: CommandId(u128::from(self.position)),
                content: 0,
                correlation: None,
                causation: None,
                depth: 0,
                recorded_at: Timestamp::from_seconds(0),
                occurred_at: Timestamp::from_seconds(0),
                basis: Position(self.position - 1),
                door: Door::Library,
                principal: "",
                actor: "ada",
                origin: Origin::Live,
            },
            payload: &payload,
        };
        self.facts.apply(&record).unwrap();
        let mut sent = Vec::new();
        for policy in all().into_iter().filter(|policy| policy.processes().contains(&process)) {
            sent.extend(policy.react(&record, &self.facts).unwrap());
        }
        sent
    }

    fn incident(&mut self, key: &str, event: impl Into<incident::Event>) -> Vec<String> {
        let sent = self.hear::<incident::Event>(Incident::NAME, key, event);
        sent.into_iter().map(|it| format!("{}: {:?}", it.key.unwrap(), it.command)).collect()
    }

    /// Takes an incident as far as its clocks run.
    fn running(&mut self, key: &str) {
        for event in incident::examples::prioritised() {
            assert_eq!(self.incident(key, event), [""; 0]);
        }
    }
}

#[test]
fn every_policy_is_a_sentence_of_its_own_and_hears_what_there_is() {
    let names: BTreeSet<_> = all().iter().map(|policy| policy.name()).collect();
    assert_eq!(names.len(), all().len());
    let known: Vec<_> = crate::processes().iter().map(|process| process.name()).collect();
    for policy in all() {
        assert!(policy.name().chars().all(|c| c.is_ascii_lowercase() || c == '-'));
        assert!(policy.processes().iter().all(|process| known.contains(process)));
    }
}

#[test]
fn a_missed_target_escalates_while_it_matters() {
    let mut listening = Listening::new();
    listening.running("INC1");
    let sent = listening.incident("INC1", incident::examples::missed());
    assert_eq!(sent.len(), 1);
    assert!(sent[0].contains("incident.escalate") && sent[0].contains("resolution_missed"));
    let sent = listening.incident("INC1", incident::examples::at_risk());
    assert!(sent[0].contains("target_at_risk"), "{sent:?}");

    listening.incident("INC1", incident::examples::resolved());
    assert!(listening.incident("INC1", incident::examples::missed()).is_empty());
}

#[test]
fn a_major_incident_is_told_to_top_management() {
    let sent = Listening::new().incident("INC1", incident::examples::declared_major());
    assert_eq!(sent.len(), 1);
    assert!(sent[0].starts_with("INC1: incident.notify_top_management"), "{sent:?}");
}

#[test]
fn revised_hours_retime_the_clocks_that_run_by_them_and_no_other() {
    let mut listening = Listening::new();
    listening.running("INC1");
    listening.running("INC2");
    listening.incident("INC2", incident::examples::resolved());
    let revised =
        || calendar::Revised { hours: crate::clock::ServiceHours::always(), reason: None };
    let sent = listening.hear::<calendar::Event>(calendar::NAME, "always", revised());
    assert_eq!(sent.iter().map(|it| it.key.clone()).collect::<Vec<_>>(), [Key::new("INC1").ok()]);
    assert_eq!(sent[0].command.name(), "retime");
    assert!(listening.hear::<calendar::Event>(calendar::NAME, "office", revised()).is_empty());
}

#[test]
fn merged_incidents_follow_their_parent_and_are_followed_in_turn() {
    let mut listening = Listening::new();
    for key in ["INC1", "INC2", "INC3"] {
        listening.running(key);
    }
    assert!(listening.incident("INC3", incident::examples::merged_into("INC2")).is_empty());
    assert!(listening.incident("INC2", incident::examples::merged_into("INC1")).is_empty());
    let sent = listening.incident("INC1", incident::examples::resolved());
    assert_eq!(sent.len(), 1);
    assert!(sent[0].starts_with("INC2: incident.follow_parent"), "{sent:?}");
    let sent = listening.incident("INC2", incident::examples::followed("INC1"));
    assert!(sent[0].starts_with("INC3: incident.follow_parent"), "{sent:?}");
    let open = listening.facts.get::<OpenIncidents>();
    assert!(!open.is_unresolved(&Key::new("INC3").unwrap()));
}

#[test]
fn what_is_over_takes_no_memory() {
    let mut listening = Listening::new();
    listening.running("INC1");
    listening.running("INC2");
    listening.incident("INC2", incident::examples::merged_into("INC1"));
    listening.incident("INC1", incident::examples::resolved());
    listening.incident("INC1", incident::examples::closed());
    assert_eq!(engine::Fact::bytes(listening.facts.get::<OpenIncidents>()), 0);
}

#[test]
fn who_takes_a_role_is_made_known() {
    let assigned = role::Assigned { person: engine::Actor::new("bo").unwrap() };
    let sent = Listening::new().hear::<role::Event>(role::NAME, "service_desk", assigned);
    assert_eq!(sent.len(), 1);
    assert_eq!((sent[0].command.process(), sent[0].command.name()), ("role", "communicate"));
    let revoked = role::Revoked { person: engine::Actor::new("bo").unwrap(), reason: text("left") };
    assert!(Listening::new().hear::<role::Event>(role::NAME, "service_desk", revoked).is_empty());
}
