//! What comes of a complaint, and what one has to do with.

use super::tests::{Listening, told};
use crate::clock::AgreementVersion;
use crate::complaint::{self, Definition, Event, Handover, Instead, Recorded};
use crate::limits::{List, label, text};
use crate::nonconformity::{self, Criterion, Record};
use crate::testing::{actor, key};
use crate::{agreement, change, incident, security_incident};
use engine::{Span, Timestamp};

fn at(day: i64) -> Timestamp {
    Timestamp::from_seconds(day * 86_400)
}

impl Listening {
    fn complaint(&mut self, event: impl Into<Event>) -> Vec<String> {
        let sent = self.hear::<Event>(complaint::NAME, "CMP1", event);
        sent.into_iter().map(told).collect()
    }
}

fn definition() -> Definition {
    Definition { agreement: AgreementVersion { key: "gold".into(), version: 1 }, agreed: true }
}

fn recorded(day: i64) -> Recorded {
    Recorded {
        summary: label("slow"),
        statement: text("mail is slow"),
        customer: key("acme"),
        complainant: None,
        service: Some(key("mail")),
        about: List::empty(),
        at: at(day),
        definition: definition(),
        acknowledge_by: at(day + 1),
    }
}

fn by_bea() -> change::Hand {
    change::Hand { actor: actor("bea"), on_behalf: List::empty() }
}

fn action() -> complaint::ActionAgreed {
    let by = by_bea();
    let action = text("answer sooner");
    complaint::ActionAgreed { action, service_targets: None, deviation: None, by }
}

fn logged(service: &str, customer: Option<&str>) -> incident::Logged {
    let log = incident::Log::observed(label("down"), key(service), label("probe"));
    incident::Logged {
        summary: log.summary,
        description: None,
        caller: None,
        monitor: log.monitor,
        opened_by: None,
        service: log.service,
        customer: customer.map(key),
        configuration_item: None,
        details: log.details,
        triage: incident::Triage::default(),
        triage_due: at(9),
    }
}

/// What of it is about correlating.
fn correlated(sent: Vec<String>) -> Vec<String> {
    sent.into_iter().filter(|it| it.contains("complaint.correlate")).collect()
}

#[test]
fn a_complaint_knows_the_incidents_of_its_service_customer_and_time() {
    let mut listening = Listening::new();
    listening.at(at(1));
    listening.incident("INC-old", logged("mail", None));
    listening.at(at(20));
    listening.incident("INC-mail", logged("mail", None));
    listening.incident("INC-acme", logged("mail", Some("acme")));
    listening.incident("INC-other", logged("mail", Some("other")));
    listening.incident("INC-print", logged("print", Some("acme")));
    let sent = correlated(listening.complaint(recorded(20)));
    let [sent] = sent.as_slice() else { panic!("{sent:?}") };
    assert!(sent.contains("INC-mail") && sent.contains("INC-acme"), "{sent}");
    for other in ["INC-old", "INC-other", "INC-print"] {
        assert!(!sent.contains(other), "{sent}");
    }
    let nothing = Recorded { service: None, about: [actor("ben")].into(), ..recorded(20) };
    assert!(correlated(listening.complaint(nothing)).is_empty());
}

#[test]
fn an_incident_is_known_to_the_complaints_that_were_there_before() {
    let mut listening = Listening::new();
    listening.at(at(20));
    assert!(correlated(listening.complaint(recorded(20))).is_empty());
    let hear = |listening: &mut Listening, service: &str, customer| {
        let sent =
            listening.hear::<incident::Event>(incident::NAME, "INC1", logged(service, customer));
        correlated(sent.into_iter().map(told).collect())
    };
    let sent = hear(&mut listening, "mail", None);
    assert!(sent[0].starts_with("CMP1: complaint.correlate"), "{sent:?}");
    assert!(hear(&mut listening, "mail", Some("other")).is_empty());
    assert!(hear(&mut listening, "print", None).is_empty());
    listening.at(at(20) + Span::from_days(8));
    assert!(hear(&mut listening, "mail", None).is_empty(), "too late to be what it is about");
    listening.at(at(21));
    listening.complaint(complaint::Withdrawn { reason: None });
    assert!(hear(&mut listening, "mail", None).is_empty(), "it is over");
}

#[test]
fn a_security_incident_names_the_complaints_about_it_whichever_was_first() {
    let mut listening = Listening::new();
    listening.at(at(20));
    listening.complaint(recorded(20));
    let linked = |sent: Vec<String>| -> Vec<String> {
        sent.into_iter().filter(|it| it.contains("security_incident.link_complaint")).collect()
    };
    let with = |process: &str, name: &str| {
        let record = Record { process: label(process), key: key(name) };
        complaint::Correlated { records: [record].into() }
    };
    assert!(linked(listening.complaint(with(incident::NAME, "INC1"))).is_empty());
    let opened = security_incident::Opened {
        summary: label("odd mails"),
        description: None,
        source: security_incident::Source::Monitor(label("probe")),
        incident: Some(key("INC1")),
        triage_due: at(21),
    };
    let hear = |listening: &mut Listening, event: security_incident::Event| {
        let sent = listening.hear::<security_incident::Event>("security_incident", "SEC1", event);
        linked(sent.into_iter().map(told).collect())
    };
    let sent = hear(&mut listening, opened.into());
    assert!(sent.len() == 1 && sent[0].starts_with("SEC1") && sent[0].contains("CMP1"), "{sent:?}");
    let other = security_incident::IncidentLinked { incident: key("INC2") };
    assert!(hear(&mut listening, other.into()).is_empty(), "nobody complains of that");
    for (process, name) in [(incident::NAME, "INC2"), ("security_incident", "SEC1")] {
        let sent = linked(listening.complaint(with(process, name)));
        assert!(sent.len() == 1 && sent[0].starts_with("SEC1"), "{process}: {sent:?}");
    }
}

#[test]
fn what_is_merged_keeps_what_complaints_have_to_do_with() {
    let mut listening = Listening::new();
    listening.at(at(20));
    listening.complaint(recorded(20));
    listening.hear::<Event>(complaint::NAME, "CMP2", recorded(20));
    let with = |name: &str| {
        let record = Record { process: label(incident::NAME), key: key(name) };
        complaint::Correlated { records: [record].into() }
    };
    listening.complaint(with("INC1"));
    listening.hear::<Event>(complaint::NAME, "CMP2", with("INC2"));
    let into_other = incident::Merged { parent: key("INC9"), dues: incident::Dues::default() };
    let sent = listening.hear::<incident::Event>(incident::NAME, "INC1", into_other);
    let sent = correlated(sent.into_iter().map(told).collect());
    assert!(sent.len() == 1 && sent[0].starts_with("CMP1") && sent[0].contains("INC9"), "{sent:?}");
    let merged = || complaint::Merged { parent: key("CMP2"), told: text("so"), by: by_bea() };
    let sent = correlated(listening.complaint(merged()));
    let [sent] = sent.as_slice() else { panic!("{sent:?}") };
    assert!(sent.starts_with("CMP2") && sent.contains("INC1") && !sent.contains("INC2"), "{sent}");
    // What it says itself is handed on no more.
    listening.hear::<Event>(complaint::NAME, "CMP2", with("INC1"));
    listening.complaint(recorded(20));
    listening.complaint(with("INC1"));
    assert!(correlated(listening.complaint(merged())).is_empty());
}

#[test]
fn a_complaint_knows_the_changes_of_its_service_that_were_carried_out() {
    let mut listening = Listening::new();
    listening.at(at(20));
    let word = || text("more memory");
    let content = serde_json::json!({
        "purpose": "more memory", "services": ["mail"], "expected": "fast",
        "risk": { "level": "low", "statement": "hardly any" },
    });
    let adopted = change::Adopted {
        title: label("more memory"),
        content: serde_json::from_value(content).unwrap(),
        carried_out_at: at(19),
        recorder: by_bea(),
        implementer: actor("bea"),
        deviation: word(),
        result: word(),
        matches: crate::attest::Attestation::that(word()),
        definitions: List::empty(),
        review_at: at(30),
    };
    listening.hear::<change::Event>(change::NAME, "CHG1", adopted);
    let sent = correlated(listening.complaint(recorded(20)));
    assert!(sent[0].contains("CHG1"), "{sent:?}");
    assert!(correlated(listening.complaint(recorded(60))).is_empty());
}

#[test]
fn too_little_that_is_promised_is_to_be_proposed_otherwise() {
    let mut listening = Listening::new();
    let terms = agreement::Terms { services: [key("mail")].into(), ..Default::default() };
    let signed = agreement::Agreed { terms, signatures: List::empty() };
    listening.hear::<agreement::Event>(agreement::NAME, "gold", signed);
    listening.complaint(recorded(0));
    assert_eq!(listening.complaint(action()), [""; 0]);
    let targets = || complaint::ActionAgreed { service_targets: Some(text("an hour")), ..action() };
    let sent = listening.complaint(targets());
    assert!(sent[0].starts_with("agreement-gold-propose_targets: task.open"), "{sent:?}");
    assert!(sent[0].contains("service_level_manager"), "{sent:?}");
    // Without any agreement there is nothing to propose a change of.
    let mut nothing = Listening::new();
    nothing.complaint(recorded(0));
    assert_eq!(nothing.complaint(targets()), [""; 0]);
}

#[test]
fn what_is_not_as_it_has_to_be_is_a_nonconformity_once() {
    let mut listening = Listening::new();
    listening.complaint(recorded(0));
    let rule = Criterion::Rule(label("answer within a day"));
    let deviates = || complaint::ActionAgreed { deviation: Some(rule.clone()), ..action() };
    let sent = listening.complaint(deviates());
    for expected in ["new: nonconformity.raise", "CMP1", "answer within a day", "mail"] {
        assert!(sent[0].contains(expected), "{expected}: {sent:?}");
    }
    let record = Record { process: label(complaint::NAME), key: key("CMP1") };
    let source = nonconformity::Source::Record(nonconformity::Occasion { record, what: None });
    let raised = nonconformity::Raised {
        summary: label("so"),
        statement: text("it is so"),
        kind: nonconformity::Kind::Actual,
        source,
        criteria: List::empty(),
        services: List::empty(),
        configuration_items: List::empty(),
        leaked: false,
        assess_by: at(5),
    };
    listening.hear::<nonconformity::Event>(nonconformity::NAME, "NCR1", raised);
    let sent = listening.complaint(deviates());
    assert!(sent[0].starts_with("NCR1: nonconformity.find_again"), "{sent:?}");
}

#[test]
fn what_is_broken_is_logged_in_the_name_of_who_complained() {
    let reclassified = |instead, handover| complaint::Reclassified {
        reason: text("it does not work at all"),
        definition: definition(),
        statement: text("a letter"),
        instead,
        handover,
        told: text("by telephone"),
        by: by_bea(),
    };
    let handover = || Handover {
        summary: label("no mail"),
        customer: key("acme"),
        complainant: Some(label("Ann").into()),
        service: Some(key("mail")),
    };
    let mut listening = Listening::new();
    let sent = listening.complaint(reclassified(Instead::Incident, Some(handover())));
    for expected in ["new: incident.log", "no mail", "acme", "Ann", "complaint CMP1"] {
        assert!(sent[0].contains(expected), "{expected}: {sent:?}");
    }
    assert_eq!(listening.complaint(reclassified(Instead::Neither, None)), [""; 0]);
}

#[test]
fn somebody_is_asked_to_acknowledge_to_decide_and_to_close() {
    let mut listening = Listening::new();
    let sent = listening.complaint(recorded(0));
    assert!(sent[0].starts_with("complaint-CMP1-acknowledge: task.open"), "{sent:?}");
    assert!(sent[0].contains("business_relationship_manager"), "{sent:?}");
    let escalated = complaint::Escalated {
        rule: complaint::Rule::AnswerOverdue,
        due: Some(at(1)),
        reason: None,
        to: label("service_manager"),
    };
    let sent = listening.complaint(escalated);
    assert!(sent[0].starts_with("complaint-CMP1-take_escalated_action: task.open"), "{sent:?}");
    assert!(sent[0].contains("service_manager"), "{sent:?}");
    let reported = complaint::Reported {
        outcome: text("done"),
        told: text("by letter"),
        no_action_reason: None,
        object_until: at(9),
        by: by_bea(),
    };
    let sent = listening.complaint(reported);
    assert!(sent[0].starts_with("complaint-CMP1-close: task.open"), "{sent:?}");
}
