//! Rules about releases, heard as they would be: what is sent is not executed here.

use super::tests::Listening;
use crate::configuration_item::{self, BaselineCaptured, Occasion};
use crate::limits::{List, label, text};
use crate::release::tests::plan;
use crate::release::{self, Health};
use crate::testing::actor;
use crate::{change, incident, problem, window};
use engine::{Key, Span, Timestamp};

fn key(name: &str) -> Key {
    Key::new(name).unwrap()
}

fn begin() -> Timestamp {
    Timestamp::from_seconds(0)
}

fn slot() -> change::Slot {
    change::Slot { from: begin(), to: begin() + Span::from_days(1) }
}

fn word() -> crate::attest::Attestation {
    crate::attest::Attestation::that(text("it is so"))
}

/// A release is planned, and its change is being carried out.
fn listening() -> Listening {
    let mut listening = Listening::new();
    change_of(&mut listening);
    assert!(listening.release("REL1", release::Planned { plan: plan() }).is_empty());
    listening
}

fn change_of(listening: &mut Listening) {
    for event in release::tests::change_events(slot(), true) {
        listening.hear::<change::Event>(change::NAME, "CHG1", event);
    }
}

fn observed(listening: &mut Listening) {
    let until = begin() + Span::from_days(14);
    listening.release("REL1", release::ObservationStarted { until });
}

/// What is sent when an incident on an item is logged.
fn logged(listening: &mut Listening, name: &str, item: &str) -> Vec<String> {
    let event = incident::examples::prioritised().remove(0);
    let incident::Event::Logged(event) = event else { panic!() };
    listening.incident(name, incident::Logged { configuration_item: Some(key(item)), ..event })
}

#[test]
fn a_scheduled_release_has_a_baseline_of_each_item_taken_and_then_has_its_own() {
    let mut listening = listening();
    let sent = listening.release("REL1", release::Scheduled { slot: slot() });
    assert_eq!(sent.len(), 2, "{sent:?}");
    for (sent, item) in sent.iter().zip(["srv-1", "srv-2"]) {
        let expected = format!("{item}: configuration_item.capture_baseline");
        assert!(sent.starts_with(&expected), "{sent}");
        assert!(sent.contains("before REL1") && sent.contains("release"), "{sent}");
    }
    let mut captured = |item: &str| {
        let (name, occasion) = (label("before REL1"), Occasion::Release(key("REL1")));
        let event = BaselineCaptured { name, occasion };
        let sent =
            listening.hear::<configuration_item::Event>(configuration_item::NAME, item, event);
        sent.into_iter().map(super::tests::told).collect::<Vec<_>>()
    };
    assert!(captured("srv-1").is_empty());
    let sent = captured("srv-2");
    assert!(sent[0].starts_with("REL1: release.capture_baseline"), "{sent:?}");
    assert!(listening.release("REL1", release::Scheduled { slot: slot() }).is_empty());
}

#[test]
fn an_incident_on_an_item_of_an_observed_release_is_attributed_to_it() {
    let mut listening = listening();
    assert!(logged(&mut listening, "INC0", "srv-1").is_empty(), "it is not there yet");
    observed(&mut listening);
    let sent = logged(&mut listening, "INC1", "srv-1");
    assert!(sent[0].starts_with("REL1: release.attribute_incident"), "{sent:?}");
    assert!(logged(&mut listening, "INC2", "srv-9").is_empty(), "another item");
    let linked = incident::CiLinked { configuration_item: key("srv-2"), exists: None };
    let sent = listening.incident("INC2", linked);
    assert!(sent[0].starts_with("REL1: release.attribute_incident"), "{sent:?}");
    listening.at(begin() + Span::from_days(14));
    assert!(logged(&mut listening, "INC3", "srv-1").is_empty(), "it is no longer observed");
}

#[test]
fn more_incidents_than_its_limit_are_a_problem() {
    let mut listening = listening();
    let attributed = |name: &str, above_limit| release::IncidentAttributed {
        incident: key(name),
        count: 4,
        above_limit,
    };
    logged(&mut listening, "INC1", "srv-9");
    logged(&mut listening, "INC2", "srv-9");
    assert!(listening.release("REL1", attributed("INC-OF-LONG-AGO", false)).is_empty());
    assert!(listening.release("REL1", attributed("INC1", false)).is_empty());
    let sent = listening.release("REL1", attributed("INC2", true));
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert!(!sent[0].contains("INC-OF-LONG-AGO"), "nobody knows it but the release: {sent:?}");
    for expected in ["new: problem.identify", "REL1", "INC1", "INC2", "srv-2", "mail"] {
        assert!(sent[0].contains(expected), "{expected}: {sent:?}");
    }
    let opened = problem::Identified {
        source: problem::Source::Release(key("REL1")),
        summary: label("incidents"),
        category: None,
        configuration_items: List::empty(),
        incidents: ["INC1", "INC2"].map(key).into(),
        exists: None,
    };
    listening.problem("PRB1", opened);
    let sent = listening.release("REL1", attributed("INC3", true));
    assert!(sent[0].starts_with("PRB1: problem.link_incidents"), "{sent:?}");
}

#[test]
fn what_is_rolled_back_fails_its_change_and_logs_an_incident_that_the_change_names() {
    let aborted = release::CanaryAborted { stage: 0, symptom: text("no mail is sent") };
    let sent = listening().release("REL1", aborted);
    let names: Vec<_> = sent.iter().map(|it| it.split('{').next().unwrap().trim()).collect();
    assert!(names.contains(&"CHG1: change.fail"), "{sent:?}");
    let log = sent.iter().find(|it| it.contains("incident.log")).unwrap();
    let incident = log.split(':').next().unwrap();
    assert!(incident.starts_with("REL1-failed-"), "{sent:?}");
    let fail = sent.iter().find(|it| it.contains("change.fail")).unwrap();
    assert!(fail.contains(incident), "{sent:?}");
    let incident = Some(key("INC1"));
    let symptom = text("no mail is sent");
    let failed = release::DeploymentFailed { symptom, service_affected: true, incident };
    let sent = listening().release("REL1", failed);
    assert_eq!(sent.len(), 1, "an incident is named: {sent:?}");
    assert!(sent[0].starts_with("CHG1: change.fail") && sent[0].contains("INC1"), "{sent:?}");
}

#[test]
fn a_late_failure_fails_what_is_reviewed_and_corrects_what_is_closed() {
    let failed = || {
        let symptom = text("no mail is sent");
        release::DeploymentFailed { symptom, service_affected: true, incident: None }
    };
    let sent_of_change = |listening: &mut Listening| {
        let sent = listening.release("REL1", failed());
        let sent: Vec<_> = sent.into_iter().filter(|it| it.contains("change.")).collect();
        let [sent] = &sent[..] else { return sent.len().to_string() };
        assert!(sent.contains("REL1-failed-"), "it names the incident: {sent}");
        sent.split('{').next().unwrap().trim().to_owned()
    };
    let hand = || change::Hand { actor: actor("bo"), on_behalf: List::empty() };
    let implemented = || change::Implemented {
        implementer: hand(),
        checks: word(),
        open_parts: List::empty(),
        altered: List::empty(),
        unaltered: None,
        review_at: begin(),
        raised_from: None,
    };
    let reviewed = || {
        let (reviewer, effectiveness) = (hand(), text("as it should be"));
        change::Reviewed { reviewer, effectiveness, as_expected: true }
    };
    let mut reviewing = listening();
    let hear = |listening: &mut Listening, event: change::Event| {
        listening.hear::<change::Event>(change::NAME, "CHG1", event);
    };
    hear(&mut reviewing, implemented().into());
    hear(&mut reviewing, reviewed().into());
    let mut closed = reviewing.clone();
    assert_eq!(sent_of_change(&mut reviewing), "CHG1: change.fail");
    hear(&mut closed, change::Closed { retest_planned: None, service_reported: None }.into());
    assert_eq!(sent_of_change(&mut closed), "CHG1: change.correct_outcome");
    let mut gone = listening();
    let (altered, raised_from) = (List::empty(), None);
    let back = change::BackedOut { implementer: hand(), restored: word(), altered, raised_from };
    hear(&mut gone, back.into());
    assert_eq!(sent_of_change(&mut gone), "0", "nothing of it is left that could fail");
}

#[test]
fn changes_follow_their_release_where_they_are_as_far() {
    let deployed = || release::Deployed { checks: word() };
    let sent = listening().release("REL1", deployed());
    assert!(sent[0].starts_with("CHG1: change.complete_implementation"), "{sent:?}");
    let sent = listening().release("REL1", release::RolledBack { restored: word() });
    assert!(sent[0].starts_with("CHG1: change.back_out"), "{sent:?}");
    let sent = listening().release("REL1", release::Remedied { checks: word() });
    assert!(sent[0].starts_with("CHG1: change.remedy"), "{sent:?}");
    let accepted = || release::Accepted { verified: List::empty() };
    assert!(listening().release("REL1", accepted()).is_empty(), "it is beyond its test");
    let mut waiting = Listening::new();
    let requested = release::tests::change_events(slot(), false).remove(0);
    waiting.hear::<change::Event>(change::NAME, "CHG1", requested);
    waiting.release("REL1", release::Planned { plan: plan() });
    let sent = waiting.release("REL1", accepted());
    assert!(sent[0].starts_with("CHG1: change.pass_test"), "{sent:?}");
    assert!(waiting.release("REL1", deployed()).is_empty());
}

#[test]
fn a_change_that_fails_before_its_release_or_with_it_is_backed_out_with_it() {
    let fails = || -> change::Event {
        let symptom = text("it is down");
        change::Failed { symptom, service_affected: false, incident: None, model: None }.into()
    };
    let hand = || change::Hand { actor: actor("bo"), on_behalf: List::empty() };
    let aborted = || release::CanaryAborted { stage: 0, symptom: text("no mail is sent") };
    let commands = |sent: Vec<String>| -> Vec<String> {
        let name = |it: &String| it.split('{').next().unwrap().trim().to_owned();
        let of_change = sent.iter().map(name).filter(|it| it.starts_with("CHG1"));
        of_change.collect()
    };
    let hears = |listening: &mut Listening, event: change::Event| -> Vec<String> {
        let sent = listening.hear::<change::Event>(change::NAME, "CHG1", event);
        commands(sent.into_iter().map(super::tests::told).collect())
    };
    // It fails while its release is rolled back.
    let mut with_it = listening();
    assert_eq!(commands(with_it.release("REL1", aborted())), ["CHG1: change.fail"]);
    assert_eq!(hears(&mut with_it, fails()), ["CHG1: change.start_backout"]);
    // It has failed, by time or by hand; then its release is rolled back.
    let mut before = listening();
    assert!(hears(&mut before, fails()).is_empty(), "the release goes on");
    let mut late = before.clone();
    assert_eq!(commands(before.release("REL1", aborted())), ["CHG1: change.start_backout"]);
    hears(&mut before, change::BackoutStarted { implementer: hand() }.into());
    let back = || release::RolledBack { restored: word() };
    assert_eq!(commands(before.release("REL1", back())), ["CHG1: change.back_out"]);
    // ... of which nobody has heard until it was over.
    let both = ["CHG1: change.start_backout", "CHG1: change.back_out"];
    assert_eq!(commands(late.release("REL1", back())), both);
}

#[test]
fn what_waits_is_for_people() {
    let mut listening = listening();
    let waits = release::CanaryWaits {
        stage: 0,
        waiting: release::Waiting::NoData,
        until: begin() + Span::from_hours(2),
    };
    let sent = listening.release("REL1", waits);
    assert!(sent[0].starts_with("release-REL1-report_health: task.open"), "{sent:?}");
    listening.opened("release-REL1-report_health");
    let reported = release::HealthReported {
        stage: 0,
        health: Health::Inconclusive,
        measures: text("few users"),
    };
    let sent = listening.release("REL1", reported);
    assert!(sent[0].starts_with("release-REL1-report_health: task.complete"), "{sent:?}");
    let sent = listening.release("REL1", release::CanaryCompleted {});
    assert!(sent[0].starts_with("release-REL1-promote: task.open"), "{sent:?}");
    let sent = listening.release("REL1", release::ObservationEnded {});
    assert!(sent[0].starts_with("release-REL1-analyse: task.open"), "{sent:?}");
}

#[test]
fn a_refused_time_is_on_record_at_what_blocks() {
    let windows = ["freeze", "audit"].map(key).into();
    let refused = release::SlotRefused { slot: slot(), windows };
    let sent = listening().release("REL1", refused);
    assert_eq!(sent.len(), 2, "{sent:?}");
    assert!(sent[0].starts_with("freeze: window.refuse_activity"), "{sent:?}");
}

#[test]
fn a_window_that_comes_to_stand_asks_to_reschedule_the_releases_inside() {
    let mut listening = listening();
    listening.release("REL1", release::Scheduled { slot: slot() });
    let declared = |scope: &str| {
        let terms = format!(
            r#"{{"kind": "freeze", "scope": {scope}, "reason": "the year ends",
                "times": {{"from": "1970-01-01T12:00:00Z", "to": "1970-01-03T00:00:00Z"}}}}"#
        );
        window::Declared { terms: serde_json::from_str(&terms).unwrap() }
    };
    let approved = || window::Approved { consulted: word(), quorum: Some(word()) };
    let elsewhere = r#"{"named": {"services": ["fax"]}}"#;
    listening.hear::<window::Event>(window::NAME, "fax", declared(elsewhere));
    let sent = listening.hear::<window::Event>(window::NAME, "fax", approved());
    assert!(sent.iter().all(|it| it.key != Some(key("release-REL1-reschedule"))), "{sent:?}");
    listening.hear::<window::Event>(window::NAME, "freeze", declared(r#""everything""#));
    let sent = listening.hear::<window::Event>(window::NAME, "freeze", approved());
    let sent: Vec<_> = sent.into_iter().map(super::tests::told).collect();
    let release = sent.iter().find(|it| it.starts_with("release-REL1-reschedule: task.open"));
    assert!(release.is_some_and(|it| it.contains("release_manager")), "{sent:?}");
    listening.opened("release-REL1-reschedule");
    let moved = release::Rescheduled { slot: slot(), reason: text("a freeze") };
    let sent = listening.release("REL1", moved);
    assert!(sent[0].starts_with("release-REL1-reschedule: task.complete"), "{sent:?}");
}
