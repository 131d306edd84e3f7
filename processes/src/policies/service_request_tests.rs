//! What comes of a service request, and what becomes one.

use super::tests::{Listening, told};
use crate::clock::{AgreementVersion, Measure};
use crate::limits::{List, label, text};
use crate::personal::Personal;
use crate::service_request::{self, Approver, Becomes, Event, NAME};
use crate::testing::{actor, key};
use crate::{calendar, change, complaint, incident};
use engine::Timestamp;

fn at(day: i64) -> Timestamp {
    Timestamp::from_seconds(day * 86_400)
}

impl Listening {
    fn request(&mut self, event: impl Into<Event>) -> Vec<String> {
        let sent = self.hear::<Event>(NAME, "REQ1", event);
        sent.into_iter().map(told).collect()
    }
}

fn logged() -> service_request::Logged {
    service_request::Logged {
        summary: label("a guest"),
        description: None,
        requester: actor("eve"),
        for_whom: actor("eve"),
        contact: None,
        item: None,
        service: Some(key("mail")),
        customer: None,
        origin: None,
        hindrance: None,
        validate_by: at(1),
    }
}

fn prioritised() -> service_request::Prioritised {
    let level = incident::ServiceLevel {
        agreement: AgreementVersion { key: "gold".into(), version: 1 },
        calendar: incident::CalendarVersionRef { key: key("always"), version: 1 },
        promise: (&crate::agreement::Terms::default().targets.p3).into(),
    };
    service_request::Prioritised {
        impact: crate::agreement::Level::Low,
        urgency: crate::agreement::Level::Low,
        matrix: crate::agreement::Priority::P4,
        priority: crate::agreement::Priority::P4,
        override_reason: None,
        graded_by: incident::By::Rule,
        service_level: level,
        notice_due: at(1),
        dues: incident::Dues::default(),
    }
}

fn fulfilled() -> service_request::Fulfilled {
    service_request::Fulfilled {
        delivered: text("it"),
        parts: List::empty(),
        right: None,
        by: hand("rex"),
        closes_at: at(3),
        reopen_until: at(3),
        dues: incident::Dues::default(),
    }
}

fn hand(name: &str) -> change::Hand {
    change::Hand { actor: actor(name), on_behalf: List::empty() }
}

#[test]
fn a_late_request_escalates_while_it_matters() {
    let agreement = || AgreementVersion { key: "gold".into(), version: 1 };
    let missed = || service_request::TargetMissed {
        measure: Measure::Resolution,
        due: at(1),
        agreement: agreement(),
    };
    let (measure, due) = (Measure::Resolution, at(1));
    let at_risk = service_request::TargetAtRisk { measure, due, agreement: agreement() };
    let mut listening = Listening::new();
    listening.request(logged());
    let sent = listening.request(at_risk);
    assert!(
        sent[0].contains("service_request.escalate") && sent[0].contains("at_risk"),
        "{sent:?}"
    );
    let sent = listening.request(missed());
    assert!(sent[0].contains("fulfilment_missed"), "{sent:?}");
    listening.request(fulfilled());
    assert_eq!(listening.request(missed()), [""; 0]);
}

#[test]
fn whom_the_item_names_is_asked_to_approve() {
    let asked = |approver| service_request::ApprovalRequested {
        approver,
        remind_at: at(3),
        hold: incident::Wait { reason: label("awaiting_approval"), pauses: true, limit_at: at(5) },
        dues: incident::Dues::default(),
    };
    let mut listening = Listening::new();
    for (approver, role) in [
        (Approver::ServiceManager, "service_manager"),
        (Approver::CustomerRepresentative, "customer_representative"),
    ] {
        let sent = listening.request(asked(approver));
        assert!(sent[0].starts_with("service_request-REQ1-approve: task.open"), "{sent:?}");
        assert!(sent[0].contains(role), "{sent:?}");
    }
    listening.opened("service_request-REQ1-approve");
    let (reason, dues) = (None, incident::Dues::default());
    let mut withdrawn = listening.clone();
    let sent = withdrawn.request(service_request::Withdrawn { reason, dues });
    assert!(sent[0].starts_with("service_request-REQ1-approve: task.cancel"), "{sent:?}");
    let approved = service_request::Approved { note: None, by: hand("sue"), dues };
    let sent = listening.request(approved);
    assert!(sent[0].starts_with("service_request-REQ1-approve: task.complete"), "{sent:?}");
}

#[test]
fn what_is_converted_is_logged_or_requested_in_the_name_of_who_asked() {
    let converted = |becomes| service_request::Converted {
        becomes,
        note: text("it is broken"),
        summary: label("no mail"),
        requester: actor("eve"),
        service: Some(key("mail")),
        customer: Some(key("acme")),
        dues: incident::Dues::default(),
    };
    let mut listening = Listening::new();
    let sent = listening.request(converted(Becomes::Incident));
    for expected in ["new: incident.log", "no mail", "eve", "acme", "service request REQ1"] {
        assert!(sent[0].contains(expected), "{expected}: {sent:?}");
    }
    let sent = listening.request(converted(Becomes::Change));
    for expected in ["new: change.request", "no mail", "mail", "REQ1"] {
        assert!(sent[0].contains(expected), "{expected}: {sent:?}");
    }
}

#[test]
fn an_incident_and_a_complaint_may_be_requests() {
    let mut listening = Listening::new();
    let (item, dues) = (Some(key("account")), incident::Dues::default());
    let note = text("nothing is broken");
    let sent = listening.incident("INC1", incident::ConvertedToRequest { item, note, dues });
    for expected in ["new: service_request.log", "INC1", "account", "ada", "nothing is broken"] {
        assert!(sent[0].contains(expected), "{expected}: {sent:?}");
    }
    let reclassified = complaint::Reclassified {
        reason: text("she wants an account"),
        definition: complaint::Definition {
            agreement: AgreementVersion { key: "gold".into(), version: 1 },
            agreed: true,
        },
        statement: text("a letter"),
        instead: complaint::Instead::ServiceRequest,
        handover: Some(complaint::Handover {
            summary: label("no account"),
            customer: key("acme"),
            complainant: Some(Personal::Clear(label("Ann"))),
            service: None,
        }),
        told: text("by telephone"),
        by: hand("bea"),
    };
    let sent = listening.hear::<complaint::Event>(complaint::NAME, "CMP1", reclassified);
    let sent: Vec<_> = sent.into_iter().map(told).collect();
    for expected in ["new: service_request.log", "no account", "Ann", "acme", "CMP1"] {
        assert!(sent[0].contains(expected), "{expected}: {sent:?}");
    }
}

#[test]
fn revised_hours_retime_the_clocks_of_requests() {
    let mut listening = Listening::new();
    listening.request(logged());
    listening.request(prioritised());
    let closed = |listening: &mut Listening| {
        let closed = calendar::Closed { dates: List::empty(), reason: None };
        let sent = listening.hear::<calendar::Event>(calendar::NAME, "always", closed);
        sent.into_iter().map(told).collect::<Vec<_>>()
    };
    let sent = closed(&mut listening);
    assert!(sent[0].starts_with("REQ1: service_request.retime"), "{sent:?}");
    listening.request(fulfilled());
    assert_eq!(closed(&mut listening), [""; 0]);
}
