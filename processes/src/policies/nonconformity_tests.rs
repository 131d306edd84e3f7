//! What comes of a nonconformity, and what one comes of.

use super::tests::{Listening, told};
use crate::agreement::{self, Measured, Period, Priority};
use crate::limits::{List, Percent, label, text};
use crate::nonconformity::{self, Event, Raised, Source};
use crate::testing::{actor, key};
use crate::{audit, configuration_item, role, service};
use engine::Timestamp;
use std::collections::BTreeMap;

fn at(day: i64) -> Timestamp {
    Timestamp::from_seconds(day * 86_400)
}

impl Listening {
    fn nonconformity(&mut self, event: impl Into<Event>) -> Vec<String> {
        let sent = self.hear::<Event>(nonconformity::NAME, "NCR1", event);
        sent.into_iter().map(told).collect()
    }

    fn agreement(&mut self, event: impl Into<agreement::Event>) -> Vec<String> {
        let sent = self.hear::<agreement::Event>(agreement::NAME, "gold", event);
        sent.into_iter().map(told).collect()
    }
}

fn raised(source: Source) -> Raised {
    Raised {
        summary: label("so"),
        statement: text("it is so"),
        kind: nonconformity::Kind::Actual,
        source,
        criteria: List::empty(),
        services: [key("mail")].into(),
        configuration_items: [key("srv-1")].into(),
        leaked: false,
        assess_by: at(5),
    }
}

/// The source of the nonconformity that something sends.
fn source_of(sent: &[engine::Dispatch]) -> Source {
    let body = sent[0].command.to_json();
    serde_json::from_value(body["source"].clone()).unwrap()
}

fn breached() -> agreement::Breached {
    agreement::Breached {
        target: Measured::Response(Priority::P1),
        period: Period { from: at(0), to: at(30) },
        reached: Percent::of_hundred(80),
        at_least: Percent::of_hundred(95),
    }
}

#[test]
fn a_missed_target_is_raised_once_and_then_found_again() {
    let mut listening = Listening::new();
    listening.at(at(31));
    let sent = listening.hear::<agreement::Event>(agreement::NAME, "gold", breached());
    let source = source_of(&sent);
    let sent = listening.agreement(breached());
    for expected in ["new: nonconformity.raise", "response P1", "80 % of 95 %", "gold"] {
        assert!(sent[0].contains(expected), "{expected}: {sent:?}");
    }
    listening.nonconformity(raised(source));
    let sent = listening.agreement(breached());
    assert!(sent[0].starts_with("NCR1: nonconformity.find_again"), "{sent:?}");
    assert!(sent[0].contains("1970-01-31"), "when the period was over: {sent:?}");
    let other = agreement::Breached { target: Measured::Service(label("up")), ..breached() };
    assert!(listening.agreement(other)[0].starts_with("new: nonconformity.raise"));
    listening.nonconformity(nonconformity::Closed { lesson: None });
    assert!(listening.agreement(breached())[0].starts_with("new: nonconformity.raise"));
}

#[test]
fn a_lapsed_agreement_is_one_only_where_its_service_is_offered_and_not_promised() {
    let sign = |terms: agreement::Terms| agreement::Agreed { terms, signatures: List::empty() };
    let terms = agreement::Terms { services: [key("mail")].into(), ..Default::default() };
    let mut lapsed = Listening::new();
    lapsed.at(at(1));
    lapsed.agreement(sign(terms.clone()));
    let mut unoffered = lapsed.clone();
    assert_eq!(unoffered.agreement(agreement::Expired {}), [""; 0]);
    lapsed.service("mail", service::Agreed { draft: 1, sla_plan: None });
    let mut promised = lapsed.clone();
    promised.hear::<agreement::Event>(agreement::NAME, "silver", sign(terms));
    assert_eq!(promised.agreement(agreement::Expired {}), [""; 0]);
    let sent = lapsed.agreement(agreement::Expired {});
    assert!(sent[0].starts_with("new: nonconformity.raise"), "{sent:?}");
    assert!(sent[0].contains("mail"), "{sent:?}");
}

#[test]
fn a_mismatch_and_a_conflict_of_roles_are_nonconformities() {
    let mut listening = Listening::new();
    let mismatch = || service::MismatchFound {
        revision: label("words"),
        differences: List::empty(),
        due: at(9),
    };
    let raise = "nonconformity.raise";
    assert!(listening.service("mail", mismatch()).iter().any(|it| it.contains(raise)));
    let conflict = role::ConflictDetected { person: actor("bo"), rule: label("tester, builder") };
    let sent = listening.hear::<role::Event>(role::NAME, "tester", conflict.clone());
    let source = source_of(&sent);
    assert!(told(sent[0].clone()).contains("tester, builder"));
    listening.nonconformity(raised(source));
    let sent = listening.hear::<role::Event>(role::NAME, "tester", conflict);
    assert!(told(sent[0].clone()).starts_with("NCR1: nonconformity.find_again"));
}

#[test]
fn what_nobody_may_have_altered_is_one_for_each_audit() {
    let found = |unauthorised| configuration_item::DiscrepancyFound {
        found: label("audit boxes"),
        detail: text("it is gone"),
        differing: BTreeMap::new(),
        unauthorised,
    };
    let mut listening = Listening::new();
    let raises = |sent: Vec<String>| sent.iter().any(|it| it.contains("nonconformity.raise"));
    assert!(!raises(listening.item(found(false))));
    assert!(raises(listening.item(found(true))));
    listening.nonconformity(raised(Source::Comparison(label("audit boxes"))));
    assert!(!raises(listening.item(found(true))), "one is open for what this audit finds");
}

#[test]
fn a_cause_that_needs_a_change_requests_it() {
    let cause = |need: Option<&str>| nonconformity::CauseDetermined {
        cause: text("it is old"),
        method: text("looked"),
        systemic: false,
        need: need.map(text),
    };
    let mut listening = Listening::new();
    let sent = listening.nonconformity(raised(Source::Observation(label("a walk"))));
    assert!(sent[0].starts_with("nonconformity-NCR1-assess: task.open"), "{sent:?}");
    assert_eq!(listening.nonconformity(cause(None)), [""; 0]);
    let sent = listening.nonconformity(cause(Some("a new one")));
    for expected in ["new: change.request", "a new one", "mail", "NCR1", "ada"] {
        assert!(sent[0].contains(expected), "{expected}: {sent:?}");
    }
    assert!(!sent[0].contains("srv-1"), "it is not on record: {sent:?}");
    let identified =
        configuration_item::Identified { item_type: key("server"), name: label("a server") };
    listening.item(identified);
    let cover = None;
    listening.item(configuration_item::Activated { cover });
    let sent = listening.nonconformity(cause(Some("a new one")));
    assert!(sent[0].contains("srv-1"), "{sent:?}");
}

#[test]
fn what_is_watched_is_to_be_verified_and_what_is_late_seen_to() {
    let mut listening = Listening::new();
    let sent = listening.nonconformity(nonconformity::WatchEnded {});
    assert!(sent[0].starts_with("nonconformity-NCR1-verify: task.open"), "{sent:?}");
    assert!(sent[0].contains("improvement_manager"), "{sent:?}");
    let late = nonconformity::Escalated {
        limit: nonconformity::Limit::Action,
        due: at(1),
        to: label("management_representative"),
    };
    let sent = listening.nonconformity(late);
    assert!(sent[0].starts_with("nonconformity-NCR1-extend: task.open"), "{sent:?}");
    assert!(sent[0].contains("management_representative"), "{sent:?}");
}

#[test]
fn a_concern_of_an_audit_may_be_a_risk() {
    let mut listening = Listening::new();
    let mut found = |kind: serde_json::Value, standard: &str| {
        let found = serde_json::json!({
            "number": 2, "kind": kind, "clauses": [{"standard": standard, "clause": "8.1"}],
            "summary": "one person knows it", "statement": "and he is often ill",
            "evidence": {"note": "the roster"}, "services": ["mail"],
            "configuration_items": ["srv-1"], "known_as": null,
        });
        let found: audit::FindingRecorded = serde_json::from_value(found).unwrap();
        let sent = listening.hear::<audit::Event>(audit::NAME, "AUD1", found);
        sent.into_iter().map(told).collect::<Vec<_>>()
    };
    let sent = found("concern".into(), "iso_27001");
    assert!(sent[0].starts_with("new: risk.identify"), "{sent:?}");
    assert!(["security", "mail", "srv-1"].iter().all(|said| sent[0].contains(said)), "{sent:?}");
    assert!(found("concern".into(), "iso_9001")[0].contains("quality"));
    assert!(found("improvement".into(), "iso_9001").is_empty());
}
