//! Rules about problems, heard as they would be: what is sent is not executed here.

use super::tests::Listening;
use crate::agreement::Priority;
use crate::change;
use crate::incident::{self, Cause};
use crate::limits::{List, label, text};
use crate::problem::{self, CauseKind};
use engine::{Key, Span, Timestamp};

fn key(name: &str) -> Key {
    Key::new(name).unwrap()
}

/// An incident of one kind, up to where its clocks run; what is sent when it is classified.
fn classified(listening: &mut Listening, name: &str, item: &str) -> Vec<String> {
    let mut sent = Vec::new();
    for event in incident::examples::prioritised() {
        let event = if let incident::Event::Logged(logged) = event {
            incident::Logged { configuration_item: Some(key(item)), ..logged }.into()
        } else {
            event
        };
        sent.extend(listening.incident(name, event));
    }
    sent
}

fn identified(incidents: &[&str]) -> problem::Identified {
    problem::Identified {
        source: problem::Source::Trend(label("T1")),
        summary: label("again"),
        category: Some(label("software")),
        configuration_items: [key("srv-1")].into(),
        incidents: List::new(incidents.iter().map(|it| key(it)).collect()).unwrap(),
        exists: None,
    }
}

fn published() -> problem::KnownErrorPublished {
    problem::KnownErrorPublished { symptom: text("full"), workaround: None }
}

fn resolved(cause: Cause) -> incident::Event {
    let incident::Event::Resolved(event) = incident::examples::resolved() else { panic!() };
    incident::Resolved { cause, ..event }.into()
}

fn found(kind: CauseKind) -> problem::RootCauseFound {
    let cause = problem::Cause { kind, statement: text("so") };
    problem::RootCauseFound { cause, method: text("five whys"), evidence: text("its log") }
}

#[test]
fn the_last_of_too_many_that_are_alike_opens_a_problem() {
    let mut listening = Listening::new();
    assert!(classified(&mut listening, "INC1", "srv-1").is_empty());
    assert!(classified(&mut listening, "INC2", "srv-2").is_empty(), "another item");
    assert!(classified(&mut listening, "INC3", "srv-1").is_empty());
    let sent = classified(&mut listening, "INC4", "srv-1");
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert!(sent[0].starts_with("new: problem.identify"), "{sent:?}");
    for expected in ["repeat", "srv-1", "software", "INC1", "INC3", "INC4"] {
        assert!(sent[0].contains(expected), "{expected}: {sent:?}");
    }
    assert!(!sent[0].contains("INC2"), "{sent:?}");
    // From then on each belongs to that.
    listening.problem("PRB1", identified(&["INC1", "INC3", "INC4"]));
    let sent = classified(&mut listening, "INC5", "srv-1");
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert!(sent[0].starts_with("PRB1: problem.link_incidents"), "{sent:?}");
}

#[test]
fn what_repeats_belongs_to_the_problem_that_has_what_came_before() {
    let mut listening = Listening::new();
    for name in ["INC1", "INC2"] {
        classified(&mut listening, name, "srv-1");
    }
    // Of another kind, or merged into one that is.
    let other = problem::Identified {
        category: Some(label("hardware")),
        configuration_items: [key("db-1")].into(),
        ..identified(&["INC1"])
    };
    listening.problem("PRB1", other);
    let sent = classified(&mut listening, "INC3", "srv-1");
    assert!(sent.len() == 1 && sent[0].starts_with("PRB1: problem.link_incidents"), "{sent:?}");
    // What it was said to be of is alike, whatever it turns out to be.
    let mut listening = Listening::new();
    listening.problem("PRB2", identified(&[]));
    let reason = text("it is the disk");
    listening.problem("PRB2", problem::Reclassified { category: label("hardware"), reason });
    let sent = classified(&mut listening, "INC4", "srv-1");
    assert!(sent.len() == 1 && sent[0].starts_with("PRB2: problem.link_incidents"), "{sent:?}");
}

#[test]
fn an_item_or_a_category_that_is_found_later_counts_as_well() {
    let mut listening = Listening::new();
    classified(&mut listening, "INC1", "srv-1");
    classified(&mut listening, "INC2", "srv-1");
    listening.running("INC3");
    let linked = incident::CiLinked { configuration_item: key("srv-1"), exists: None };
    let sent = listening.incident("INC3", linked);
    assert!(sent[0].starts_with("new: problem.identify"), "{sent:?}");
}

#[test]
fn the_policy_says_how_many_are_too_many_and_within_how_long() {
    let mut listening = Listening::new();
    let repeat = problem::RepeatRule { count: 2, within: Span::from_days(7) };
    let policy = problem::Policy { repeat, ..problem::Policy::default() };
    listening.problem("policy", problem::PolicySet { policy, document: label("POL-7") });
    classified(&mut listening, "INC1", "srv-1");
    let mut late = listening.clone();
    late.at(Timestamp::from_seconds(0) + Span::from_days(7));
    assert!(classified(&mut late, "INC2", "srv-1").is_empty(), "the first is too long ago");
    let sent = classified(&mut listening, "INC2", "srv-1");
    assert!(sent[0].starts_with("new: problem.identify"), "{sent:?}");
}

#[test]
fn what_is_recorded_last_need_not_have_happened_last() {
    let mut listening = Listening::new();
    let hours = |hours| Timestamp::from_seconds(0) + Span::from_hours(hours);
    listening.at(hours(2));
    assert!(classified(&mut listening, "INC1", "srv-1").is_empty());
    assert!(classified(&mut listening, "INC2", "srv-1").is_empty());
    listening.at(hours(0));
    let sent = classified(&mut listening, "INC3", "srv-1");
    assert!(sent[0].starts_with("new: problem.identify"), "{sent:?}");
    assert!(["INC1", "INC2", "INC3"].iter().all(|name| sent[0].contains(name)), "{sent:?}");
}

#[test]
fn an_incident_that_is_there_again_reopens_its_problem_if_that_was_solved() {
    let mut listening = Listening::new();
    listening.running("INC1");
    listening.problem("PRB1", identified(&["INC1"]));
    let reopened = || {
        let (reason, dues) = (text("slow again"), incident::Dues::default());
        incident::Reopened { reason, count: 1, notice_due: None, dues }
    };
    let mut unsolved = listening.clone();
    unsolved.incident("INC1", resolved(Cause::Unknown));
    let sent = unsolved.incident("INC1", reopened());
    assert!(!sent.iter().any(|sent| sent.starts_with("PRB1")), "{sent:?}");
    let (solution, no_change_reason) = (text("a larger disk"), Some(text("by hand")));
    let solved = problem::Resolved { solution, change_successful: None, no_change_reason };
    listening.problem("PRB1", solved);
    listening.incident("INC1", resolved(Cause::Unknown));
    let sent = listening.incident("INC1", reopened());
    assert!(sent.iter().any(|it| it.starts_with("PRB1: problem.link_incidents")), "{sent:?}");
}

#[test]
fn while_what_was_given_up_is_watched_one_more_is_a_problem() {
    let mut listening = Listening::new();
    listening.problem("PRB1", identified(&[]));
    let watch_until = Timestamp::from_seconds(60);
    let reason = text("rare");
    listening.problem("PRB1", problem::ClosedWithoutCause { reason, watch_until });
    let sent = classified(&mut listening.clone(), "INC1", "srv-1");
    assert!(sent[0].starts_with("new: problem.identify"), "{sent:?}");
    listening.at(watch_until);
    assert!(classified(&mut listening, "INC1", "srv-1").is_empty());
}

#[test]
fn a_grave_incident_that_nobody_can_explain_is_a_problem() {
    let mut listening = Listening::new();
    listening.running("INC1");
    let known = resolved(Cause::Known(label("a broken disk")));
    assert!(listening.clone().incident("INC1", known).is_empty());
    let sent = listening.clone().incident("INC1", resolved(Cause::Unknown));
    assert!(sent[0].starts_with("new: problem.identify"), "{sent:?}");
    let mut matched = listening.clone();
    let known_error = key("PRB9");
    matched.incident("INC1", incident::KnownErrorMatched { known_error, published: None });
    assert!(matched.incident("INC1", resolved(Cause::Unknown)).is_empty());
    let mut linked = listening.clone();
    linked.incident("INC1", incident::ProblemLinked { problem: key("PRB9"), exists: None });
    assert!(linked.incident("INC1", resolved(Cause::Unknown)).is_empty());
    for event in incident::examples::prioritised() {
        let event = if let incident::Event::Prioritised(event) = event {
            incident::Prioritised { priority: Priority::P3, ..event }.into()
        } else {
            event
        };
        listening.incident("INC2", event);
    }
    assert!(listening.incident("INC2", resolved(Cause::Unknown)).is_empty());
}

#[test]
fn what_is_reopened_twice_and_what_was_a_major_incident_is_a_problem() {
    let mut listening = Listening::new();
    listening.running("INC1");
    let reopened = |count| -> incident::Event {
        let incident::Event::Reopened(event) = incident::examples::reopened() else { panic!() };
        incident::Reopened { count, ..event }.into()
    };
    assert!(listening.incident("INC1", reopened(1)).is_empty());
    let sent = listening.clone().incident("INC1", reopened(2));
    assert!(sent[0].starts_with("new: problem.identify"), "{sent:?}");
    let sent = listening.clone().incident("INC1", incident::examples::restored());
    assert!(sent[0].starts_with("new: problem.identify"), "{sent:?}");
    listening.problem("PRB1", identified(&["INC1"]));
    assert!(listening.incident("INC1", reopened(2)).is_empty());
    assert!(listening.incident("INC1", incident::examples::restored()).is_empty());
}

#[test]
fn incident_and_problem_know_each_other_and_gather_what_is_alike() {
    let mut listening = Listening::new();
    classified(&mut listening, "INC1", "srv-1");
    classified(&mut listening, "INC2", "srv-1");
    let sent = listening.problem("PRB1", identified(&["INC1"]));
    assert_eq!(sent.len(), 2, "{sent:?}");
    assert!(sent[0].starts_with("PRB1: problem.link_incidents") && sent[0].contains("INC2"));
    assert!(sent[1].starts_with("INC1: incident.link_problem"), "{sent:?}");
    let linked = |name| problem::IncidentLinked { incident: key(name), exists: None };
    let sent = listening.problem("PRB1", linked("INC2"));
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert!(sent[0].starts_with("INC2: incident.link_problem"), "{sent:?}");
    let told = || incident::ProblemLinked { problem: key("PRB1"), exists: None };
    assert!(listening.incident("INC2", told()).is_empty(), "it knows");
    classified(&mut listening, "INC3", "srv-3");
    let sent = listening.incident("INC3", told());
    assert!(sent[0].starts_with("PRB1: problem.link_incidents"), "{sent:?}");
}

#[test]
fn a_published_known_error_reaches_those_who_work_on_its_incidents() {
    let mut listening = Listening::new();
    classified(&mut listening, "INC1", "srv-1");
    classified(&mut listening, "INC2", "srv-1");
    listening.problem("PRB1", identified(&["INC1", "INC2"]));
    listening.incident("INC2", resolved(Cause::Unknown));
    let sent = listening.problem("PRB1", published());
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert!(sent[0].starts_with("INC1: incident.match_known_error"), "{sent:?}");
    classified(&mut listening, "INC3", "srv-1");
    let linked = problem::IncidentLinked { incident: key("INC3"), exists: None };
    let sent = listening.problem("PRB1", linked);
    let sent: Vec<_> = sent.iter().map(|it| it.split(' ').take(2).collect::<String>()).collect();
    assert_eq!(sent.len(), 2, "{sent:?}");
    assert!(sent.iter().any(|it| it.starts_with("INC3:incident.match_known_error")), "{sent:?}");
}

#[test]
fn the_incidents_of_a_merged_problem_belong_to_the_other_one() {
    let mut listening = Listening::new();
    classified(&mut listening, "INC1", "srv-1");
    let incidents = ["INC1", "INC9"].map(key).into();
    let merged = problem::Merged { parent: key("PRB2"), incidents };
    let sent = listening.problem("PRB1", merged);
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert!(sent[0].starts_with("PRB2: problem.link_incidents"), "{sent:?}");
    assert!(!sent[0].contains("INC9"), "of which there is no record: {sent:?}");
}

#[test]
fn what_follows_from_a_cause_is_for_those_whose_it_is() {
    let asked = |kind| {
        let mut listening = Listening::new();
        listening.problem("PRB1", identified(&[]));
        listening.problem("PRB1", found(kind))
    };
    for kind in [CauseKind::Configuration, CauseKind::Access] {
        let sent = asked(kind);
        assert!(sent[0].starts_with("problem-PRB1-plan_hardening: task.open"), "{sent:?}");
        assert!(sent[0].contains("security_officer"), "{sent:?}");
    }
    let sent = asked(CauseKind::Capacity);
    assert!(sent[0].contains("capacity_manager"), "{sent:?}");
    assert!(asked(CauseKind::Other).is_empty());
    let planned = problem::HardeningPlanned {
        measures: text("only the desk"),
        control: None,
        due: Timestamp::from_seconds(60),
    };
    let sent = Listening::new().problem("PRB1", planned);
    assert!(sent[0].contains("security_control.propose_change"), "{sent:?}");
    // Where capacity is the cause as well, another role is asked by a task of its own.
    assert!(sent[0].contains("propose_hardening: task.open"), "{sent:?}");
}

#[test]
fn a_change_is_to_be_requested_unless_one_is_named() {
    let raised = |change: Option<&str>| problem::ChangeRaised {
        change: change.map(key),
        need: Some(text("another limit")),
    };
    let mut listening = Listening::new();
    listening.problem("PRB1", identified(&[]));
    let sent = listening.clone().problem("PRB1", raised(None));
    assert!(sent[0].starts_with("problem-PRB1-request: task.open"), "{sent:?}");
    assert!(listening.problem("PRB1", raised(Some("CHG1"))).is_empty());
}

#[test]
fn what_time_calls_for_is_a_task_of_the_problem_manager() {
    let mut listening = Listening::new();
    let sent = listening.problem("PRB1", problem::EffectPeriodEnded {});
    assert!(sent[0].starts_with("problem-PRB1-review_effectiveness: task.open"), "{sent:?}");
    let sent = listening.problem("PRB1", problem::DeferralEnded {});
    assert!(sent[0].starts_with("problem-PRB1-resume: task.open"), "{sent:?}");
}

#[test]
fn a_change_raised_from_a_problem_is_named_there_and_leads_back_when_it_fails() {
    let mut listening = Listening::new();
    listening.problem("PRB1", identified(&[]));
    let raised_from = || Some(change::Origin { process: label("problem"), key: key("PRB1") });
    let requested = || {
        let event = crate::release::tests::change_events(slot(), false).remove(0);
        let change::Event::Requested(event) = event else { panic!() };
        change::Requested { raised_from: raised_from(), ..event }
    };
    let mut hear = |event: change::Event| -> Vec<String> {
        let sent = listening.hear::<change::Event>(change::NAME, "CHG1", event);
        sent.into_iter().map(super::tests::told).collect()
    };
    let sent = hear(requested().into());
    assert!(sent[0].starts_with("PRB1: problem.name_change"), "{sent:?}");
    let cancelled = || change::Cancelled { reason: text("no"), raised_from: raised_from() };
    assert!(hear(cancelled().into()).is_empty(), "it does not wait for that one");
    listening.problem("PRB1", problem::ChangeNamed { change: key("CHG1") });
    let sent = listening.hear::<change::Event>(change::NAME, "CHG1", cancelled());
    let sent: Vec<_> = sent.into_iter().map(super::tests::told).collect();
    assert!(sent[0].starts_with("PRB1: problem.note_change_failed"), "{sent:?}");
    assert!(sent[0].contains("given_up"), "{sent:?}");
}

fn slot() -> change::Slot {
    let from = Timestamp::from_seconds(0);
    change::Slot { from, to: from + Span::from_days(1) }
}
