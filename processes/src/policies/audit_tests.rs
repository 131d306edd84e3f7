//! What comes of an audit.

use super::tests::{Listening, told};
use crate::agreement::Period;
use crate::audit::{self, Event, FindingKind, FindingRecorded};
use crate::change::Hand;
use crate::limits::{List, label, text};
use crate::nonconformity::{self, Clause, Finding, Source, Standard};
use crate::testing::{actor, key};
use engine::Timestamp;

fn at(day: i64) -> Timestamp {
    Timestamp::from_seconds(day * 86_400)
}

fn days(from: i64, to: i64) -> Period {
    Period { from: at(from), to: at(to) }
}

fn hand() -> Hand {
    Hand { actor: actor("aud"), on_behalf: List::empty() }
}

impl Listening {
    fn audit(&mut self, event: impl Into<Event>) -> Vec<String> {
        let sent = self.hear::<Event>(audit::NAME, "AUD1", event);
        sent.into_iter().map(told).collect()
    }

    fn found(&mut self, event: impl Into<nonconformity::Event>) -> Vec<String> {
        let sent = self.hear::<nonconformity::Event>(nonconformity::NAME, "NCR1", event);
        sent.into_iter().map(told).collect()
    }
}

const NONCONFORMITY: FindingKind = FindingKind::Nonconformity(nonconformity::Kind::Potential);

fn finding(kind: FindingKind) -> FindingRecorded {
    let clause = |standard, clause| Clause { standard, clause: label(clause) };
    FindingRecorded {
        number: 1,
        kind,
        clauses: [clause(Standard::Iso20000, "8.1"), clause(Standard::Iso27001, "A.5.24")].into(),
        summary: label("priorities are guessed"),
        statement: text("three of ten"),
        evidence: audit::Evidence { events: List::empty(), note: Some(text("asked")) },
        services: [key("mail")].into(),
        configuration_items: List::empty(),
        known_as: None,
    }
}

fn raised() -> nonconformity::Raised {
    nonconformity::Raised {
        summary: label("so"),
        statement: text("so"),
        kind: nonconformity::Kind::Actual,
        source: Source::Finding(Finding { audit: key("AUD1"), number: 1 }),
        criteria: List::empty(),
        services: List::empty(),
        configuration_items: List::empty(),
        leaked: false,
        assess_by: at(5),
    }
}

#[test]
fn a_nonconformity_is_raised_once_for_all_its_clauses() {
    let mut listening = Listening::new();
    for other in [FindingKind::Concern, FindingKind::Improvement] {
        let sent = listening.clone().audit(finding(other));
        assert!(!sent.iter().any(|sent| sent.contains("nonconformity")), "{sent:?}");
    }
    let sent = listening.audit(finding(NONCONFORMITY));
    assert_eq!(sent.len(), 1, "{sent:?}");
    for expected in ["new: nonconformity.raise", "8.1", "A.5.24", "AUD1", "potential", "mail"] {
        assert!(sent[0].contains(expected), "{expected}: {sent:?}");
    }
    let known = FindingRecorded { known_as: Some(key("NCR7")), ..finding(NONCONFORMITY) };
    let sent = listening.audit(known);
    assert!(sent[0].starts_with("NCR7: nonconformity.find_again"), "{sent:?}");
}

#[test]
fn a_finding_that_is_taken_back_is_no_nonconformity_while_nothing_is_done() {
    let withdrawn = || audit::FindingWithdrawn {
        number: 1,
        reason: text("misread"),
        reviewed: text("the matrix"),
    };
    let mut listening = Listening::new();
    assert_eq!(listening.audit(withdrawn()), [""; 0]);
    listening.found(raised());
    let sent = listening.clone().audit(withdrawn());
    assert!(sent[0].starts_with("NCR1: nonconformity.reject"), "{sent:?}");
    let mut others = listening.clone();
    others.found(nonconformity::FoundAgain {
        source: Source::Finding(Finding { audit: key("AUD2"), number: 4 }),
        criteria: List::empty(),
        note: text("here too"),
        at: at(1),
    });
    assert_eq!(others.audit(withdrawn()), [""; 0], "another audit has found it, too");
    listening.found(nonconformity::ActionStarted { by: hand() });
    assert_eq!(listening.audit(withdrawn()), [""; 0]);
}

#[test]
fn an_auditor_verifies_what_is_verified_and_was_found_by_an_audit() {
    let verified = || nonconformity::Verified { finding: text("so"), by: hand() };
    let mut listening = Listening::new();
    listening.audit(finding(NONCONFORMITY));
    listening.found(raised());
    let sent = listening.found(verified());
    let asked = "audit-AUD1-verify_action-1: task.open";
    assert!(sent[0].starts_with(asked) && sent[0].contains("auditor"), "{sent:?}");
    listening.opened("audit-AUD1-verify_action-1");
    let failed = nonconformity::VerificationFailed { reason: text("no"), by: hand() };
    let sent = listening.clone().found(failed);
    assert!(sent.iter().any(|it| it.starts_with("audit-AUD1-verify_action-1: task.cancel")));
    let done = audit::ActionVerified {
        number: 1,
        nonconformity: key("NCR1"),
        result: text("so"),
        by: hand(),
    };
    let sent = listening.audit(done);
    assert!(sent[0].starts_with("audit-AUD1-verify_action-1: task.complete"), "{sent:?}");
    assert_eq!(listening.found(verified()), [""; 0], "it is verified there");
}

#[test]
fn a_joint_audit_is_kept_clear_and_moves_its_window() {
    let planned = |joint| audit::Planned { dates: days(30, 33), period: days(0, 30), joint };
    let mut listening = Listening::new();
    assert_eq!(listening.audit(planned(false)), [""; 0]);
    let sent = listening.audit(planned(true));
    assert!(sent[0].starts_with("audit-AUD1-window: window.declare"), "{sent:?}");
    let moved = |joint| audit::Rescheduled { dates: days(40, 43), reason: text("ill"), joint };
    assert_eq!(listening.audit(moved(false)), [""; 0]);
    let sent = listening.audit(moved(true));
    assert!(sent[0].starts_with("audit-AUD1-revise: task.open"), "{sent:?}");
}

#[test]
fn the_next_audit_is_programmed_planned_and_reported() {
    let programme = audit::Programme {
        objectives: text("so"),
        criteria: List::empty(),
        scope: audit::Scope::default(),
        method: text("talks"),
        weighing: text("none"),
        interval: crate::interval::Interval::Months(12),
        joint: false,
    };
    let mut listening = Listening::new();
    let sent = listening.audit(audit::FellDue { programme: programme.clone() });
    assert!(sent[0].starts_with("new: audit.set_programme"), "{sent:?}");
    assert!(sent[0].contains("AUD1"), "it follows that: {sent:?}");
    let sent = listening.audit(audit::ProgrammeSet { programme, earlier: None });
    assert!(sent[0].starts_with("audit-AUD1-plan: task.open"), "{sent:?}");
    let reported = audit::Reported {
        conclusion: text("well"),
        addressed: [label("management")].into(),
        measures: None,
        next: at(400),
    };
    let sent = listening.audit(reported);
    assert!(sent[0].starts_with("audit-AUD1-tell: task.open"), "{sent:?}");
}
