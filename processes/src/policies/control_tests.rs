//! Rules about changes, windows and items, heard as they would be: what is sent is not executed here.

use super::tests::{Listening, told};
use crate::attest::Attestation;
use crate::change::{self, ServiceEffect, Slot};
use crate::limits::{List, label, text};
use crate::release::tests::{change_events, plan};
use crate::{agreement, configuration_item, incident, problem, release, service, window};
use engine::{Key, Span, Timestamp};

pub(super) fn key(name: &str) -> Key {
    Key::new(name).unwrap()
}

pub(super) fn word() -> Attestation {
    Attestation::that(text("it is so"))
}

pub(super) fn days(from: i64, to: i64) -> Slot {
    let begin = Timestamp::from_seconds(0);
    Slot { from: begin + Span::from_days(from), to: begin + Span::from_days(to) }
}

pub(super) fn hand() -> change::Hand {
    change::Hand { actor: engine::Actor::new("bo").unwrap(), on_behalf: List::empty() }
}

impl Listening {
    pub(super) fn change(&mut self, event: impl Into<change::Event>) -> Vec<String> {
        let sent = self.hear::<change::Event>(change::NAME, "CHG1", event);
        sent.into_iter().map(told).collect()
    }

    pub(super) fn service(&mut self, name: &str, event: impl Into<service::Event>) -> Vec<String> {
        let sent = self.hear::<service::Event>(service::NAME, name, event);
        sent.into_iter().map(told).collect()
    }

    fn window(&mut self, name: &str, event: impl Into<window::Event>) -> Vec<String> {
        let sent = self.hear::<window::Event>(window::NAME, name, event);
        sent.into_iter().map(told).collect()
    }

    pub(super) fn item(&mut self, event: impl Into<configuration_item::Event>) -> Vec<String> {
        let sent = self.hear::<configuration_item::Event>(configuration_item::NAME, "srv-1", event);
        sent.into_iter().map(told).collect()
    }
}

/// What is wanted of the service mail and two servers.
pub(super) fn requested(service_effect: ServiceEffect) -> change::Requested {
    let change::Event::Requested(event) = change_events(days(0, 1), false).remove(0) else {
        panic!()
    };
    let content = change::Content { service_effect, ..event.content };
    change::Requested { content, ..event }
}

/// A change like that, and no more.
pub(super) fn wanted(service_effect: ServiceEffect) -> Listening {
    let mut listening = Listening::new();
    assert!(listening.change(requested(service_effect)).is_empty());
    listening
}

/// A change that is being carried out.
fn under_way() -> Listening {
    let mut listening = Listening::new();
    for event in change_events(days(0, 1), true) {
        listening.change(event);
    }
    listening
}

pub(super) fn approved() -> change::Event {
    change_events(days(0, 1), false).remove(2)
}

pub(super) fn implemented(altered: &[&str]) -> change::Implemented {
    change::Implemented {
        implementer: hand(),
        checks: word(),
        open_parts: List::empty(),
        altered: List::new(altered.iter().map(|it| key(it)).collect()).unwrap(),
        unaltered: None,
        review_at: days(0, 1).to,
        raised_from: None,
    }
}

fn failed() -> change::Failed {
    let symptom = text("no mail is sent");
    change::Failed { symptom, service_affected: true, incident: Some(key("INC1")), model: None }
}

pub(super) fn closed() -> change::Closed {
    change::Closed { retest_planned: None, service_reported: None }
}

pub(super) fn begins<'a>(sent: &'a [String], with: &str) -> Option<&'a String> {
    sent.iter().find(|it| it.starts_with(with))
}

#[test]
fn a_change_that_failed_for_a_systemic_reason_is_a_problem() {
    let investigated = |systemic| change::Investigated {
        cause: text("the disk was full"),
        systemic,
        actions: List::empty(),
        agreed_with: List::empty(),
    };
    assert!(under_way().change(investigated(false)).is_empty());
    let sent = under_way().change(investigated(true));
    for expected in ["new: problem.identify", "CHG1", "srv-2", "mail", "the disk was full"] {
        assert!(sent[0].contains(expected), "{expected}: {sent:?}");
    }
}

#[test]
fn a_closed_change_that_failed_after_all_is_to_be_investigated() {
    let mut listening = under_way();
    listening.change(implemented(&[]));
    listening.change(closed());
    let corrected = || change::OutcomeCorrected {
        symptom: text("no mail is sent"),
        service_affected: false,
        incident: None,
        model: Some(key("restart")),
        services: List::empty(),
        configuration_items: List::empty(),
        raised_from: None,
    };
    let sent = listening.change(corrected());
    let task = "change-CHG1-complete_investigation: task.open";
    let asked = begins(&sent, task).unwrap_or_else(|| panic!("{sent:?}"));
    assert!(asked.contains("change_manager"), "{asked}");
    let found = |systemic| change::Investigated {
        cause: text("the disk was full"),
        systemic,
        actions: List::empty(),
        agreed_with: List::empty(),
    };
    assert!(begins(&listening.clone().change(found(false)), "new").is_none());
    let sent = listening.change(found(true));
    assert!(begins(&sent, "new: problem.identify").is_some(), "{sent:?}");
}

#[test]
fn a_failed_change_fails_the_release_that_deploys_it_and_no_other() {
    let mut listening = under_way();
    listening.release("REL1", release::Planned { plan: plan() });
    assert!(begins(&listening.clone().change(failed()), "REL1").is_none(), "it is not begun");
    listening.release("REL1", release::DeploymentStarted {});
    let sent = listening.clone().change(failed());
    let fail = begins(&sent, "REL1: release.fail").unwrap();
    assert!(fail.contains("no mail is sent") && fail.contains("INC1"), "{sent:?}");
    // What the release says itself is not said to it again.
    let symptom = text("no mail is sent");
    let said = release::DeploymentFailed { symptom, service_affected: true, incident: None };
    listening.release("REL1", said);
    assert!(begins(&listening.change(failed()), "REL1").is_none());
}

#[test]
fn an_approved_change_is_to_be_released_unless_a_release_carries_it() {
    let mut listening = wanted(ServiceEffect::Changed);
    let task = "change-CHG1-plan_release: task.";
    let sent = listening.change(approved());
    assert!(begins(&sent, &format!("{task}open")).unwrap().contains("release_manager"), "{sent:?}");
    listening.opened("change-CHG1-plan_release");
    let mut without = listening.clone();
    let begun = without.change(change::ImplementationStarted { implementer: hand() });
    assert!(begins(&begun, &format!("{task}cancel")).is_some(), "{begun:?}");
    let sent = listening.release("REL1", release::Planned { plan: plan() });
    assert!(begins(&sent, &format!("{task}complete")).is_some(), "{sent:?}");
    assert!(listening.change(approved()).is_empty(), "a release carries it");
    let mut of_no_item = Listening::new();
    let event = requested(ServiceEffect::Changed);
    let content = change::Content { configuration_items: List::empty(), ..event.content };
    of_no_item.change(change::Requested { content, ..event });
    assert!(of_no_item.change(approved()).is_empty());
}

#[test]
fn what_a_change_has_made_of_its_items_is_to_be_recorded() {
    let task = "change-CHG1-update: task.";
    let sent = under_way().change(implemented(&["srv-1"]));
    let asked = begins(&sent, &format!("{task}open")).unwrap();
    assert!(asked.contains("configuration_manager"), "{asked}");
    assert!(under_way().change(implemented(&[])).is_empty());
    let mut listening = under_way();
    listening.opened("change-CHG1-update");
    let back = change::BackedOut {
        implementer: hand(),
        restored: word(),
        altered: [key("srv-1")].into(),
        raised_from: None,
    };
    let sent = listening.change(back);
    assert!(begins(&sent, &format!("{task}open")).is_some(), "{sent:?}");
    let updated = change::CmdbUpdated { items: [key("srv-1")].into(), matches: None };
    let sent = listening.change(updated);
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert!(sent[0].starts_with(&format!("{task}complete")), "{sent:?}");
}

#[test]
fn an_idle_item_that_nobody_speaks_for_is_to_be_reclaimed() {
    let sent = Listening::new().item(configuration_item::IdleOverdue { due: days(0, 1).from });
    assert!(sent[0].starts_with("new: change.request") && sent[0].contains("srv-1"), "{sent:?}");
}

#[test]
fn a_failed_backout_is_declared_major_where_it_may_be_one() {
    let failed = || change::BackoutFailed { incident: key("INC1"), reason: text("no backup") };
    let mut listening = Listening::new();
    assert!(listening.change(failed()).is_empty(), "there is no such incident");
    listening.running("INC1");
    let sent = listening.clone().change(failed());
    assert!(sent[0].starts_with("INC1: incident.declare_major"), "{sent:?}");
    listening.incident("INC1", incident::examples::declared_major());
    assert!(listening.change(failed()).is_empty());
}

#[test]
fn a_change_that_is_moved_or_given_up_takes_its_release_along() {
    let mut listening = under_way();
    listening.release("REL1", release::Planned { plan: plan() });
    listening.release("REL1", release::Scheduled { slot: days(0, 1) });
    let moved = |slot| change::Rescheduled { slot, excepted: List::empty(), reason: text("late") };
    assert!(listening.clone().change(moved(days(0, 2))).is_empty(), "it is inside still");
    let sent = listening.clone().change(moved(days(2, 3)));
    assert!(begins(&sent, "release-REL1-follow_change: task.open").is_some(), "{sent:?}");
    let mut asked = listening.clone();
    asked.opened("release-REL1-follow_change");
    let sent = asked.release("REL1", release::Rescheduled { slot: days(2, 3), reason: text("so") });
    assert!(begins(&sent, "release-REL1-follow_change: task.complete").is_some(), "{sent:?}");
    let cancelled = || change::Cancelled { reason: text("no"), raised_from: None };
    let sent = listening.clone().change(cancelled());
    assert!(begins(&sent, "release-REL1-cancel: task.open").is_some(), "{sent:?}");
    let both = release::ReleasePlan { changes: ["CHG1", "CHG2"].map(key).into(), ..plan() };
    let changed = release::ScopeChanged { plan: both, reason: text("so"), told: List::empty() };
    listening.release("REL1", changed);
    assert!(listening.change(cancelled()).is_empty(), "it carries another one");
}

#[test]
fn a_problem_is_to_be_resolved_once_its_change_has_succeeded() {
    let mut listening = wanted(ServiceEffect::Unchanged);
    let change = Some(key("CHG1"));
    listening.problem("PRB1", problem::ChangeRaised { change, need: None });
    assert!(listening.clone().change(closed()).is_empty(), "nothing came of it");
    listening.change(implemented(&[]));
    let sent = listening.clone().change(closed());
    assert!(begins(&sent, "problem-PRB1-resolve: task.open").is_some(), "{sent:?}");
    let (change, end) = (Some(key("CHG1")), problem::ChangeEnd::BackedOut);
    listening.problem("PRB1", problem::ChangeUnsuccessful { change, end });
    assert!(listening.change(closed()).is_empty(), "it does not wait any more");
}

#[test]
fn a_problem_is_a_known_error_again_when_its_change_brings_less_than_was_expected() {
    let mut listening = wanted(ServiceEffect::Unchanged);
    listening.problem("PRB1", problem::ChangeRaised { change: Some(key("CHG1")), need: None });
    listening.change(implemented(&[]));
    let effectiveness = text("it is as slow");
    listening.change(change::Reviewed { reviewer: hand(), effectiveness, as_expected: false });
    let sent = listening.change(closed());
    assert!(begins(&sent, "PRB1: problem.note_change_failed").is_some(), "{sent:?}");
}

#[test]
fn a_problem_is_to_be_resolved_when_what_is_named_has_succeeded_already() {
    let raised = || problem::ChangeRaised { change: Some(key("CHG1")), need: None };
    let mut listening = wanted(ServiceEffect::Unchanged);
    listening.change(implemented(&[]));
    let sent = listening.clone().problem("PRB1", raised());
    assert!(begins(&sent, "problem-PRB1-resolve").is_none(), "it is not closed: {sent:?}");
    listening.change(closed());
    let sent = listening.clone().problem("PRB1", raised());
    assert!(begins(&sent, "problem-PRB1-resolve: task.open").is_some(), "{sent:?}");
    let need = Some(text("a larger disk"));
    listening.problem("PRB1", problem::ChangeRaised { change: None, need });
    let sent = listening.problem("PRB1", problem::ChangeNamed { change: key("CHG1") });
    assert!(begins(&sent, "problem-PRB1-resolve: task.open").is_some(), "{sent:?}");
}

#[test]
fn the_changes_of_a_release_that_is_built_again_are_to_be_held() {
    let mut listening = Listening::new();
    for event in change_events(days(0, 1), false) {
        listening.change(event);
    }
    listening.release("REL1", release::Planned { plan: plan() });
    let returned = || release::ReturnedToBuild { reason: text("it is slow"), told: List::empty() };
    let sent = listening.clone().release("REL1", returned());
    assert!(begins(&sent, "change-CHG1-hold: task.open").is_some(), "{sent:?}");
    listening.change(change::ImplementationStarted { implementer: hand() });
    assert!(begins(&listening.release("REL1", returned()), "change-CHG1").is_none());
}

#[test]
fn a_breach_is_looked_for_in_what_it_was_laid_to() {
    let found = |cause| {
        let found = agreement::BreachCauseIdentified {
            target: agreement::Measured::Service(label("availability")),
            period: agreement::Period { from: days(0, 1).from, to: days(0, 1).to },
            cause,
            statement: text("the line was down"),
        };
        let sent = Listening::new().hear::<agreement::Event>(agreement::NAME, "gold", found);
        sent.into_iter().map(told).collect::<Vec<_>>()
    };
    let sent = found(agreement::Cause::Supporting(key("line")));
    assert!(begins(&sent, "agreement-line-measure: task.open").is_some(), "{sent:?}");
    assert!(found(agreement::Cause::Own).is_empty());
}

#[test]
fn somebody_looks_whether_a_new_type_of_items_is_new_technology() {
    let sent = Listening::new().item(configuration_item::TypePublished { version: 1 });
    assert!(sent[0].starts_with("configuration_item-srv-1-propose_change: task.open"), "{sent:?}");
}

#[test]
fn what_was_let_through_untested_is_tested_by_the_time_that_was_set() {
    let waived = |retest_due| {
        let ground = change::Waiver::Emergency(text("mail is down"));
        change::TestWaived { ground, retest_due }
    };
    assert!(wanted(ServiceEffect::Unchanged).change(waived(None)).is_empty());
    let mut listening = wanted(ServiceEffect::Unchanged);
    let sent = listening.change(waived(Some(days(0, 3).to)));
    let asked = begins(&sent, "change-CHG1-retest: task.open").unwrap();
    assert!(asked.contains("tester") && asked.contains("1970-01-04"), "{asked}");
    listening.opened("change-CHG1-retest");
    let cancelled = change::Cancelled { reason: text("no"), raised_from: None };
    let sent = listening.change(cancelled);
    assert!(begins(&sent, "change-CHG1-retest: task.cancel").is_some(), "{sent:?}");
}

/// A change has a time, and two windows come to block it; its task is open.
fn blocked() -> Listening {
    let mut listening = Listening::new();
    for event in change_events(days(0, 1), false) {
        listening.change(event);
    }
    for name in ["freeze", "audit"] {
        let terms = r#"{"kind": "freeze", "scope": "everything", "reason": "the year ends",
            "times": {"from": "1970-01-01T12:00:00Z", "to": "1970-01-03T00:00:00Z"}}"#;
        let terms = serde_json::from_str(terms).unwrap();
        listening.window(name, window::Declared { terms });
        let approved = window::Approved { consulted: word(), quorum: Some(word()) };
        let sent = listening.window(name, approved);
        assert!(begins(&sent, "change-CHG1-reschedule: task.open").is_some(), "{sent:?}");
    }
    listening.opened("change-CHG1-reschedule");
    listening
}

#[test]
fn what_has_begun_is_not_to_be_moved() {
    let mut listening = blocked();
    listening.change(change::ImplementationStarted { implementer: hand() });
    let (to, reason) = (days(0, 4).to, text("the books are late"));
    let sent = listening.window("freeze", window::Extended { to, reason, consulted: word() });
    assert!(begins(&sent, "change-CHG1-reschedule: task.open").is_none(), "{sent:?}");
}

#[test]
fn nothing_is_to_be_moved_once_no_window_is_in_the_way() {
    let moot = "change-CHG1-reschedule: task.cancel";
    let revoked = || window::Revoked { reason: text("the books are closed") };
    let granted = |change: &str| window::ExceptionGranted {
        activity: window::Activity { process: label(change::NAME), key: key(change) },
        ground: window::Ground::CustomerConsented,
        basis: word(),
        reason: text("it cannot wait"),
    };
    let mut listening = blocked();
    assert!(listening.window("freeze", revoked()).is_empty(), "the other one blocks");
    assert!(listening.window("audit", granted("CHG2")).is_empty(), "it is for another one");
    let sent = listening.clone().window("audit", granted("CHG1"));
    assert!(begins(&sent, moot).is_some(), "{sent:?}");
    let sent = listening.window("audit", revoked());
    assert!(begins(&sent, moot).is_some(), "{sent:?}");
    assert!(blocked().window("fax", revoked()).is_empty());
}

#[test]
fn those_whom_it_concerns_are_told() {
    let approved = || window::Approved { consulted: word(), quorum: Some(word()) };
    let sent = Listening::new().window("freeze", approved());
    assert!(begins(&sent, "window-freeze-plan: task.open").is_some(), "{sent:?}");
    let sent = Listening::new().release("REL1", release::Cancelled { reason: text("no") });
    assert!(begins(&sent, "release-REL1-plan: task.open").is_some(), "{sent:?}");
    let refused =
        |told| change::Rejected { reason: text("too dear"), told, tally: None, raised_from: None };
    let sent = wanted(ServiceEffect::Unchanged).change(refused(None));
    assert!(begins(&sent, "change-CHG1-tell: task.open").is_some(), "{sent:?}");
    assert!(wanted(ServiceEffect::Unchanged).change(refused(Some(word()))).is_empty());
}
