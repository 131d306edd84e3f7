use super::all;
use crate::facts::{OpenIncidents, OpenMajors, OpenTasks};
use crate::incident::{self, Incident};
use crate::limits::{Percent, label, text};
use crate::problem::{self, Problem};
use crate::{
    agreement, calendar, configuration_audit, configuration_item, nonconformity, release, role,
    service, task,
};
use engine::system::policy::{self, NoteRefusal};
use engine::{
    CommandId, Decider, Dispatch, Door, EventSet, Facts, Key, Metadata, NewFact, Origin, Position,
    RecordRef, Timestamp, Version,
};
use std::collections::BTreeSet;

/// All policies, and the facts they look up, record after record.
#[derive(Clone)]
pub(super) struct Listening {
    facts: Facts,
    position: u64,
    now: Timestamp,
    door: Door,
}

impl Listening {
    pub(super) fn new() -> Self {
        let needed: Vec<NewFact> = all().iter().flat_map(|policy| policy.facts()).collect();
        Self {
            facts: Facts::new(needed),
            position: 0,
            now: Timestamp::from_seconds(0),
            door: Door::Library,
        }
    }

    /// Lets time pass.
    pub(super) fn at(&mut self, now: Timestamp) {
        self.now = now;
    }

    /// Lets all that follows come through another door.
    pub(super) fn through(mut self, door: Door) -> Self {
        self.door = door;
        self
    }

    /// What the policies send when they hear the event.
    pub(super) fn hear<E: EventSet>(
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
                recorded_at: self.now,
                occurred_at: self.now,
                basis: Position(self.position - 1),
                door: self.door,
                principal: "",
                actor: "ada",
                origin: Origin::Live,
            },
            payload: &payload,
        };
        self.facts.apply(&record).unwrap();
        let mut sent = Vec::new();
        for policy in all() {
            let edges: Vec<_> =
                policy.edges().into_iter().filter(|edge| edge.hears(&record)).collect();
            if edges.is_empty() {
                continue;
            }
            let reacted = policy.react(&record, &self.facts).unwrap();
            for Dispatch { command, .. } in &reacted {
                let sent = (command.process(), command.name());
                let name = policy.name();
                assert!(edges.iter().any(|edge| edge.sent == sent), "{name}: {sent:?}");
            }
            sent.extend(reacted);
        }
        sent
    }

    pub(super) fn incident(&mut self, key: &str, event: impl Into<incident::Event>) -> Vec<String> {
        let sent = self.hear::<incident::Event>(Incident::NAME, key, event);
        sent.into_iter().map(told).collect()
    }

    pub(super) fn problem(&mut self, key: &str, event: impl Into<problem::Event>) -> Vec<String> {
        let sent = self.hear::<problem::Event>(Problem::NAME, key, event);
        sent.into_iter().map(told).collect()
    }

    pub(super) fn release(&mut self, key: &str, event: impl Into<release::Event>) -> Vec<String> {
        let sent = self.hear::<release::Event>(release::NAME, key, event);
        sent.into_iter().map(told).collect()
    }

    /// Opens a task, as a policy has asked.
    pub(super) fn opened(&mut self, key: &str) {
        let opened = task::Opened {
            about: task::Subject { process: label("incident"), key: Key::new("INC1").unwrap() },
            ask: text("do it"),
            command: None,
            role: label("resolver"),
            due: Timestamp::from_seconds(60),
            escalate_to: [label("top_management")].into(),
            escalate_every: task::ESCALATE_EVERY,
        };
        assert!(self.hear::<task::Event>(task::NAME, key, opened).is_empty());
    }

    /// Takes an incident as far as its clocks run.
    pub(super) fn running(&mut self, key: &str) {
        for event in incident::examples::prioritised() {
            assert_eq!(self.incident(key, event), [""; 0]);
        }
    }
}

/// To whom a command goes, and what it says.
pub(super) fn told(sent: Dispatch) -> String {
    let key = sent.key.map_or_else(|| "new".to_owned(), |key| key.to_string());
    format!("{key}: {:?}", sent.command)
}

#[test]
fn every_policy_is_a_sentence_of_its_own() {
    let names: BTreeSet<_> = all().iter().map(|policy| policy.name()).collect();
    assert_eq!(names.len(), all().len());
    for policy in all() {
        assert!(policy.name().chars().all(|c| c.is_ascii_lowercase() || c == '-'));
        assert!(!policy.edges().is_empty(), "{} declares nothing", policy.name());
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

#[test]
fn a_resolved_incident_that_is_still_a_major_one_is_to_be_restored() {
    let mut listening = Listening::new();
    listening.running("INC1");
    assert!(listening.incident("INC1", incident::examples::resolved()).is_empty());
    listening.running("INC2");
    listening.incident("INC2", incident::examples::declared_major());
    let sent = listening.incident("INC2", incident::examples::resolved());
    assert_eq!(sent.len(), 1);
    assert!(sent[0].starts_with("incident-INC2-restore: task.open"), "{sent:?}");
    assert!(sent[0].contains("major_incident_manager") && sent[0].contains("incident.restore"));
}

#[test]
fn a_task_that_a_policy_opened_ends_by_itself_and_no_other_does() {
    let mut listening = Listening::new();
    listening.running("INC1");
    listening.incident("INC1", incident::examples::declared_major());
    // Why it happened is being looked for already.
    let problem = Key::new("PRB1").unwrap();
    listening.incident("INC1", incident::ProblemLinked { problem, exists: None });
    let restored = incident::examples::restored;
    assert!(listening.clone().incident("INC1", restored()).is_empty(), "nothing was asked for");
    listening.opened("incident-INC1-restore");
    let sent = listening.clone().incident("INC1", restored());
    assert_eq!(sent.len(), 1);
    assert!(sent[0].starts_with("incident-INC1-restore: task.complete"), "{sent:?}");
    assert!(sent[0].contains("incident.restored, position"), "{sent:?}");
    let sent = listening.clone().incident("INC1", incident::examples::reopened());
    assert!(sent[0].starts_with("incident-INC1-restore: task.cancel"), "{sent:?}");
    listening.incident("INC1", restored());
    let done = task::Completed { note: Some(text("done")), reference: None };
    listening.hear::<task::Event>(task::NAME, "incident-INC1-restore", done);
    assert!(listening.incident("INC1", restored()).is_empty());
    assert_eq!(engine::Fact::bytes(listening.facts.get::<OpenTasks>()), 0);
    assert_eq!(engine::Fact::bytes(listening.facts.get::<OpenMajors>()), 0);
}

#[test]
fn continuity_that_is_requested_is_to_be_invoked() {
    let mut listening = Listening::new();
    let requested = incident::examples::continuity_requested();
    let sent = listening.incident("INC1", requested);
    assert!(sent[0].starts_with("incident-INC1-invoke: task.open"), "{sent:?}");
    assert!(sent[0].contains("continuity_manager"), "{sent:?}");
}

#[test]
fn a_role_that_is_vacant_for_too_long_is_to_be_offered_until_somebody_has_it() {
    let mut listening = Listening::new();
    let at = Timestamp::from_seconds(0);
    let overdue = role::VacancyOverdue { since: at, due: at };
    let sent = listening.hear::<role::Event>(role::NAME, "service_desk", overdue);
    assert_eq!((sent[0].command.process(), sent[0].command.name()), ("task", "open"));
    let name = task::cause(role::NAME, &Key::new("service_desk").unwrap(), "offer");
    assert_eq!(
        (sent[0].key.as_ref(), name.to_string()),
        (Some(&name), "role-service_desk-offer".to_owned())
    );
    listening.opened("role-service_desk-offer");
    let assigned = role::Assigned { person: engine::Actor::new("bo").unwrap() };
    let sent = listening.hear::<role::Event>(role::NAME, "service_desk", assigned);
    let sent: Vec<_> = sent.iter().map(|it| it.command.name()).collect();
    assert_eq!(sent, ["communicate", "complete"]);
}

/// What a policy asks for when it hears that its command was refused.
fn refused(process: &str, command: &str, code: &str) -> Vec<Dispatch> {
    refused_at(1, process, "INC1", command, code)
}

fn refused_at(heard: u64, process: &str, key: &str, command: &str, code: &str) -> Vec<Dispatch> {
    let refusal = NoteRefusal {
        heard: Position(heard),
        process: process.into(),
        key: key.into(),
        command: command.into(),
        code: code.into(),
        detail: "the rule does not apply now".into(),
    };
    let event = policy::Event::RefusalNoted(refusal);
    Listening::new().hear::<policy::Event>("policy", "missed-target-escalates", event)
}

#[test]
fn what_a_guard_refuses_a_rule_is_for_a_person() {
    let sent = refused("incident", "escalate", "escalation_rule_not_matched");
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].key, Key::new("incident-INC1-escalate").ok());
    let body = sent[0].command.to_json();
    assert_eq!(body["command"], "incident.escalate");
    assert_ne!(body["role"], "system");
    let ask = body["ask"].as_str().unwrap();
    assert!(ask.contains("missed-target-escalates") && ask.contains("does not apply"), "{ask}");
    let only_the_engine = refused("incident", "record_target_miss", "some_guard");
    assert_eq!(only_the_engine[0].command.to_json()["role"], "management_representative");
}

#[test]
fn what_was_not_made_is_asked_for_once_for_each_event_that_called_for_it() {
    let cause = |heard| {
        let sent = refused_at(heard, "vulnerability", "", "register", "no_item");
        let ask = sent[0].command.to_json()["ask"].clone();
        assert!(ask.as_str().unwrap().contains(&format!("at position {heard}")), "{ask}");
        sent[0].key.clone().unwrap()
    };
    assert_eq!(cause(7).as_escaped(), "vulnerability-new-7-register");
    assert_eq!(cause(8).as_escaped(), "vulnerability-new-8-register");
}

#[test]
fn what_is_not_possible_any_more_and_what_is_about_a_task_is_for_nobody() {
    assert!(refused("incident", "escalate", "not_allowed").is_empty());
    assert!(refused("task", "open", "unknown_role").is_empty());
    assert!(refused("wish", "grant", "some_guard").is_empty());
}

/// What is sent when a service's event is heard.
fn service(listening: &mut Listening, event: impl Into<service::Event>) -> Vec<String> {
    let sent = listening.hear::<service::Event>(service::NAME, "mail", event);
    let told = |it: &Dispatch| format!("{} {}", it.command.process(), it.command.name());
    sent.iter().map(told).collect()
}

fn loss() -> service::Loss {
    service::Loss { part: None, weight: Percent::ALL, affected_users: None }
}

fn began(planned: bool, incident: Option<&str>) -> service::OutageBegan {
    let incident = incident.map(|key| Key::new(key).unwrap());
    service::OutageBegan { outage: 1, planned, loss: loss(), incident, note: None }
}

#[test]
fn an_outage_that_nobody_had_planned_is_logged_once() {
    let mut listening = Listening::new();
    assert_eq!(service(&mut listening, began(false, None)), ["incident log"]);
    assert!(service(&mut listening, began(true, None)).is_empty());
    assert!(service(&mut listening, began(false, Some("INC1"))).is_empty());
    let overran = |incident: Option<&str>| {
        let incident = incident.map(|key| Key::new(key).unwrap());
        service::OutageOverran { outage: 1, loss: loss(), incident }
    };
    assert_eq!(service(&mut listening, overran(None)), ["incident log"]);
    assert!(service(&mut listening, overran(Some("INC1"))).is_empty());
}

#[test]
fn an_outage_out_of_its_plan_is_to_be_investigated_and_each_by_itself() {
    let mut listening = Listening::new();
    let ended = |outage, seconds| service::OutageEnded {
        outage,
        unplanned: engine::Span::from_seconds(seconds),
    };
    assert!(service(&mut listening, ended(1, 0)).is_empty());
    let sent = listening.hear::<service::Event>(service::NAME, "mail", ended(2, 9));
    let task = "service-mail-investigate_outage-2";
    assert_eq!((sent[0].key.clone(), sent[0].command.name()), (Key::new(task).ok(), "open"));
    listening.opened(task);
    let investigated = |outage| service::OutageInvestigated {
        outage,
        cause: text("a full disk"),
        action: text("a larger one"),
        problem: None,
    };
    assert!(service(&mut listening, investigated(1)).is_empty());
    assert_eq!(service(&mut listening, investigated(2)), ["task complete"]);
    let cancelled = service::OutageCancelled { outage: 2, reason: text("a false alarm") };
    assert_eq!(service(&mut listening, cancelled), ["task cancel"]);
}

#[test]
fn a_changed_requirement_changes_service_levels_where_it_affects_them() {
    let word = || crate::attest::Attestation::that(text("it is approved"));
    let agreed = |affects_service_level| service::RequirementChangeAgreed {
        requirement: label("speed"),
        measure: text("within a second"),
        change: word(),
        affects_service_level,
    };
    assert_eq!(service(&mut Listening::new(), agreed(true)), ["task open"]);
    assert!(service(&mut Listening::new(), agreed(false)).is_empty());
}

/// To which services what is sent when the agreement gold's event is heard.
fn gold(listening: &mut Listening, event: impl Into<agreement::Event>) -> Vec<String> {
    let sent = listening.hear::<agreement::Event>(agreement::NAME, "gold", event);
    let told = |it: &Dispatch| {
        let key = it.key.as_ref().map_or("new", |key| key.as_escaped());
        format!("{key} {}", it.command.name())
    };
    sent.iter().map(told).collect()
}

#[test]
fn a_changed_agreement_revises_what_the_catalogue_offers() {
    let mut listening = Listening::new();
    let word = || crate::attest::Attestation::that(text("it is"));
    let terms = || agreement::Terms {
        services: [Key::new("mail").unwrap(), Key::new("fax").unwrap()].into(),
        ..agreement::Terms::default()
    };
    let signatures = crate::limits::List::empty;
    let agreed = agreement::Agreed { terms: terms(), signatures: signatures() };
    assert!(gold(&mut listening, agreed).is_empty());
    let proposed = || agreement::ChangeProposed { change: None, need: Some(text("more")) };
    assert_eq!(gold(&mut listening, proposed()), ["new request"]);
    let offered = service::Agreed { draft: 1, sla_plan: None };
    assert!(service(&mut listening, offered).is_empty());
    assert_eq!(gold(&mut listening, proposed()), ["mail start_revision", "new request"]);
    let (change, catalogue) = (word(), word());
    let changed =
        agreement::Changed { terms: terms(), change, signatures: signatures(), catalogue };
    assert_eq!(gold(&mut listening, changed), ["mail verify"]);
}

#[test]
fn what_is_left_of_a_removed_service_is_for_people() {
    let mut listening = Listening::new();
    let word = || crate::attest::Attestation::that(text("it is"));
    assert_eq!(service(&mut listening, service::NoticeElapsed {}), ["task open"]);
    assert_eq!(service(&mut listening, service::RemovalStarted {}), ["task open"]);
    let removed = service::Removed { access: word() };
    assert_eq!(service(&mut listening, removed), ["task open", "task open"]);
    let transferred = service::Transferred { confirmed: word() };
    assert_eq!(service(&mut listening, transferred), ["task open", "task open"]);
}

#[test]
fn what_is_designed_is_agreed_and_what_is_live_is_reported() {
    let mut listening = Listening::new();
    let word = || crate::attest::Attestation::that(text("it is"));
    let accepted = service::DesignAccepted { meets: word() };
    assert_eq!(service(&mut listening, accepted), ["task open"]);
    let live = service::Transitioned { deployed: word() };
    assert_eq!(service(&mut listening, live), ["task open"]);
    let late = service::RevisionOverdue { revisions: [label("words")].into() };
    assert_eq!(service(&mut listening, late), ["task open"]);
}

/// What is sent of items and tasks when an audit finds this of box1, and nobody knows why.
fn deficient(listening: &mut Listening, kind: configuration_audit::Kind) -> Vec<String> {
    let sent = found(listening, kind, true).into_iter();
    let told = |it: Dispatch| Some(format!("{} {}", it.key?, it.command.to_json()));
    sent.filter_map(told).collect()
}

/// What is sent when an audit finds this of box1.
fn found(
    listening: &mut Listening,
    kind: configuration_audit::Kind,
    unauthorised: bool,
) -> Vec<Dispatch> {
    let deficiency = configuration_audit::Deficiency {
        item: Key::new("box1").unwrap(),
        kind,
        what: Some(label("location")),
        recorded: Some(text("room 1")),
        found: Some(text("room 2")),
        change: None,
    };
    let evidence = crate::attest::Attestation::that(text("a walk"));
    let found =
        configuration_audit::DeficiencyFound { number: 1, deficiency, unauthorised, evidence };
    listening.hear::<configuration_audit::Event>(configuration_audit::NAME, "boxes", found)
}

#[test]
fn what_nobody_has_authorised_is_a_nonconformity_whatever_else_is_flagged() {
    use configuration_audit::Kind;
    let raised = |sent: &[Dispatch]| {
        let of_it = |it: &&Dispatch| it.command.process() == nonconformity::NAME;
        sent.iter().filter(of_it).count()
    };
    let mut listening = Listening::new();
    let identified = configuration_item::Identified {
        item_type: Key::new("box").unwrap(),
        name: label("one of them"),
    };
    let name = configuration_item::NAME;
    listening.hear::<configuration_item::Event>(name, "box1", identified);
    assert_eq!(raised(&found(&mut listening, Kind::Stale, false)), 0);
    let flagged = configuration_item::DiscrepancyFound {
        found: label("audit boxes"),
        detail: text("stale"),
        differing: [].into(),
        unauthorised: false,
    };
    listening.hear::<configuration_item::Event>(name, "box1", flagged);
    let sent = found(&mut listening, Kind::Differing, true);
    assert_eq!(raised(&sent), 1, "flagged it was, and for something else");
    let raise = sent.iter().find(|it| it.command.process() == nonconformity::NAME).unwrap();
    assert_eq!(raise.command.to_json()["source"], serde_json::json!({"comparison": "audit boxes"}));
    // It is of no item that is on record where there is none.
    let sent = found(&mut Listening::new(), Kind::Unknown, true);
    let raise = sent.iter().find(|it| it.command.process() == nonconformity::NAME).unwrap();
    assert_eq!(raise.command.to_json()["configuration_items"], serde_json::json!([]));
}

#[test]
fn what_an_audit_finds_is_flagged_once_and_becomes_a_task() {
    use configuration_audit::Kind;
    let mut listening = Listening::new();
    let sent = deficient(&mut listening, Kind::Unknown);
    assert!(sent[0].starts_with("configuration_item-box1-identify "), "{sent:?}");
    assert!(deficient(&mut listening, Kind::Missing).is_empty());
    let identified = configuration_item::Identified {
        item_type: Key::new("box").unwrap(),
        name: label("one of them"),
    };
    let name = configuration_item::NAME;
    listening.hear::<configuration_item::Event>(name, "box1", identified);
    let cover = None;
    listening.hear::<configuration_item::Event>(
        name,
        "box1",
        configuration_item::Activated { cover },
    );
    let sent = deficient(&mut listening, Kind::Differing);
    let detail = "differing, in: location, recorded: room 1, found: room 2";
    assert!(sent[0].starts_with("box1 ") && sent[0].contains(detail), "{sent:?}");
    let flagged = configuration_item::DiscrepancyFound {
        found: label("audit boxes"),
        detail: text(detail),
        differing: [].into(),
        unauthorised: true,
    };
    let sent = listening.hear::<configuration_item::Event>(name, "box1", flagged);
    let opened = |name| sent.iter().any(|sent| sent.key == Key::new(name).ok());
    assert!(opened("configuration_item-box1-correct"));
    assert!(deficient(&mut listening, Kind::Stale).is_empty());
    // Of two differences one is corrected: the other is flagged for itself.
    let corrected = |changes| configuration_item::Corrected {
        version: 2,
        cause: text("typed wrong"),
        evidence: configuration_item::Evidence::Audit(label("boxes")),
        changes,
        active: true,
    };
    let owner = configuration_item::Changes {
        owner: Some(crate::testing::actor("bo")),
        ..Default::default()
    };
    let sent = listening.hear::<configuration_item::Event>(name, "box1", corrected(owner));
    let flags = |sent: &[Dispatch]| {
        sent.iter().filter(|it| it.command.name() == "flag_discrepancy").count()
    };
    assert_eq!(flags(&sent), 1);
    // What needs no other record has been put right itself.
    let none = configuration_item::Changes::default();
    let sent = listening.hear::<configuration_item::Event>(name, "box1", corrected(none));
    assert_eq!(flags(&sent), 0);
    let quarantined = configuration_item::Quarantined {
        security_incident: Key::new("SEC1").unwrap(),
        exists: crate::attest::Attestation::that(text("it is")),
    };
    listening.hear::<configuration_item::Event>(name, "box1", quarantined);
    let sent = deficient(&mut listening, Kind::Differing);
    assert!(sent[0].starts_with("configuration_item-box1-deficiency "), "{sent:?}");
    assert!(sent[0].contains("recorded: room 1, found: room 2"), "{sent:?}");
}
