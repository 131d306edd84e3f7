//! What a security incident does, rule by rule, and exhaustively.

use super::*;
use crate::agreement::Priority;
use crate::attest::Attestation;
use crate::change::Origin;
use crate::digest::Digest;
use crate::facts::SecurityIncidents;
use crate::incident::Grade;
use crate::limits::{List, label, text};
use crate::roles::{
    BUSINESS_RELATIONSHIP_MANAGER, EMPLOYEE, INCIDENT_MANAGER, MONITORING, SERVICE_DESK,
    SERVICE_MANAGER, SYSTEM,
};
use crate::testing::{World, actor, key};
use crate::vulnerability;
use engine::testing::{Explorer, Given, NOW, caller, durable, given};
use engine::{Decider as _, Span, Timestamp};

mod learn;
mod open;
mod respond;

/// After all that the facts hold.
fn hour(number: i64) -> Timestamp {
    NOW + Span::from_hours(2) + Span::from_hours(number)
}

fn log(world: &mut World, name: &str, impact: &str, more: &str) {
    let body = format!(
        r#"{{"summary": "odd mails", "service": "mail", "category": "security", "impact": "{impact}",
            "urgency": "high" {more}}}"#
    );
    world.send("ada", "incident", name, "log", &body).unwrap();
}

/// Sid is the security officer, sue manages services, ben the relationship to customers, ada is top
/// management. INC1 is of priority 1, concerns srv-1 and is declared major; so is INC2, by which data
/// leaked, and of which SEC-2 is, as grave as can be; INC3 is of priority 3. SEC-3 is merged into SEC-1. NCR1 is about a
/// leak and traces back SEC-1, which it names; NCR2 is not about one, NCR3 is, and NCR4 traces back
/// SEC-2. VUL1 is on record; RSK1 is open.
pub(crate) fn world() -> World {
    let mut world = vulnerability::tests::world();
    for (person, role) in [
        ("sue", SERVICE_MANAGER),
        ("ben", BUSINESS_RELATIONSHIP_MANAGER),
        ("ada", SERVICE_DESK),
        ("ada", INCIDENT_MANAGER),
    ] {
        world.give("ada", person, role);
    }
    log(&mut world, "INC1", "high", r#", "configuration_item": "srv-1""#);
    log(&mut world, "INC2", "high", "");
    log(&mut world, "INC3", "low", "");
    world.send("ada", "incident", "INC2", "report_leak", "{}").unwrap();
    for incident in ["INC1", "INC2"] {
        world.send("ada", "incident", incident, "declare_major", "{}").unwrap();
    }
    let body = r#"{"weakness": "CVE-2026-1", "configuration_items": ["srv-1"],
        "source": {"report": "a customer"}}"#;
    world.send("sid", vulnerability::NAME, "VUL1", "register", body).unwrap();
    for (name, leaked) in [("NCR1", true), ("NCR2", false), ("NCR3", true), ("NCR4", true)] {
        let body = format!(
            r#"{{"summary": "a leak", "statement": "so", "source": {{"observation": "{name}"}},
                "criteria": [{{"rule": "nothing leaks"}}], "leaked": {leaked}}}"#
        );
        world.send("sue", "nonconformity", name, "raise", &body).unwrap();
    }
    let open = Open { incident: Some(key("INC2")), ..open() };
    let body = serde_json::to_string(&open).unwrap();
    world.send("eve", NAME, "SEC-2", "open", &body).unwrap();
    let trace = |nonconformity: &str| format!(r#"{{"nonconformity": "{nonconformity}"}}"#);
    world.send("sue", NAME, "SEC-2", "trace_quality", &trace("NCR4")).unwrap();
    let worst = Grades { business: Grade::High, ..grades(Grade::High, Priority::P1) };
    let triaged = Triaged {
        grades: worst,
        leaked: true,
        compromised: [key("srv-1"), key("srv-2")].into(),
        duties: List::empty(),
        major: Some(Major::Declared),
    };
    world.record::<Event>(NAME, "SEC-2", &triaged.into());
    let merged = merged_into("SEC-1");
    for event in &merged {
        world.record(NAME, "SEC-3", event);
    }
    world
}

/// What has happened to another one that is part of this one.
fn merged_into(parent: &str) -> Vec<Event> {
    vec![
        Opened {
            summary: label("odd mails, too"),
            description: None,
            source: Source::Monitor(label("probe")),
            incident: Some(key("INC9")),
            triage_due: NOW,
        }
        .into(),
        ComplaintLinked { complaint: key("CPL9") }.into(),
        Merged { parent: key(parent) }.into(),
    ]
}

/// The same world, where NCR1 traces back SEC-1 and names it.
fn traced() -> World {
    let mut world = world();
    let trace = QualityTraceStarted { nonconformity: key("NCR1") };
    world.record(NAME, "SEC-1", &Event::from(trace));
    let link = r#"{"security_incident": "SEC-1"}"#;
    world.send("sid", "nonconformity", "NCR1", "link_security_incident", link).unwrap();
    world
}

fn word() -> Attestation {
    Attestation::that(text("it is so"))
}

fn open() -> Open {
    Open {
        summary: label("odd mails"),
        description: None,
        source: Source::Stated(text("a mail that I have not written")),
        incident: None,
        configuration_items: List::empty(),
    }
}

fn grades(security: Grade, priority: Priority) -> Grades {
    Grades { security, business: Grade::Low, priority }
}

fn triage(grades: Grades) -> Triage {
    Triage {
        grades,
        incident: None,
        leaked: false,
        compromised: List::empty(),
        duties: List::empty(),
        major: None,
    }
}

fn grave() -> Triage {
    let duty = Duty { obligation: label("privacy law"), notify_by: hour(72) };
    Triage {
        leaked: true,
        compromised: [key("srv-2")].into(),
        duties: [duty].into(),
        major: Some(Major::Declared),
        ..triage(grades(Grade::High, Priority::P1))
    }
}

fn regrade(grades: Grades) -> Regrade {
    Regrade {
        grades,
        leaked: false,
        compromised: List::empty(),
        duties: List::empty(),
        major: None,
        reason: text("looked closer"),
    }
}

fn evidence() -> PreserveEvidence {
    let digest = Digest::of(&7_u8);
    PreserveEvidence {
        evidence: Evidence { what: label("a disk"), digest, kept_at: label("safe 2") },
    }
}

fn contain() -> Contain {
    Contain { done: text("cut off"), no_evidence: None, not_quarantined: None }
}

fn eradicate() -> Eradicate {
    Eradicate { done: text("removed"), weakness: Weakness::Used([key("VUL1")].into()) }
}

fn recover() -> Recover {
    Recover { service_verified: word(), controls_verified: word() }
}

fn review() -> Review {
    let findings = Findings {
        kind: label("theft of passwords"),
        volume: text("the third this year, 900 addresses"),
        impact: text("customers had to choose new ones"),
        cause: text("one factor only"),
    };
    Review { findings, improvements: [text("two factors")].into(), no_improvement: None }
}

fn report() -> Report {
    Report { to: [label("acme")].into(), message: text("what happened, and what we do") }
}

fn close() -> Close {
    Close { lesson: text("two factors") }
}

fn late(limit: Limit) -> Escalate {
    Escalate { because: Because::Late(limit) }
}

fn notify() -> NotifyAuthority {
    NotifyAuthority {
        obligation: label("privacy law"),
        authority: label("the commissioner"),
        reference: label("letter 9"),
    }
}

fn trace(nonconformity: &str) -> TraceQuality {
    TraceQuality { nonconformity: key(nonconformity) }
}

fn none() -> Given<SecurityIncident> {
    given::<SecurityIncident>([]).facts(world().facts).at(hour(0)).by(caller("sid")).of("SEC-1")
}

fn opened() -> Given<SecurityIncident> {
    let open = Open { incident: Some(key("INC1")), ..open() };
    none().when(open).then_names(&["opened", "cis_linked", "team_notified"])
}

fn triaged() -> Given<SecurityIncident> {
    opened().when(triage(grades(Grade::Medium, Priority::P2))).then_names(&["triaged"])
}

fn containing() -> Given<SecurityIncident> {
    let start = StartContainment { action: text("cut it off") };
    triaged().when(start).then_names(&["containment_started"])
}

fn eradicating() -> Given<SecurityIncident> {
    let given = containing().when(evidence()).then_names(&["evidence_preserved"]);
    given.when(contain()).then_names(&["contained"])
}

fn recovering() -> Given<SecurityIncident> {
    eradicating().when(eradicate()).then_names(&["eradicated"])
}

fn lessons() -> Given<SecurityIncident> {
    recovering().when(recover()).then_names(&["recovered"])
}

fn reviewed() -> Given<SecurityIncident> {
    lessons().when(review()).then_names(&["reviewed"])
}

fn reported() -> Given<SecurityIncident> {
    reviewed().when(report()).then_names(&["reported"])
}

fn dues(given: &Given<SecurityIncident>) -> Vec<(&'static str, Timestamp)> {
    given.state().deadlines().iter().map(|due| (due.name, due.at)).collect()
}

#[test]
fn does_what_the_table_says_and_reads_what_it_ever_wrote() {
    let origin = Origin { process: label("incident"), key: key("INC1") };
    let far = Duty { obligation: label("privacy law"), notify_by: hour(90_000) };
    let low = grades(Grade::Low, Priority::P3);
    let of_inc1 = |grades| Triage { incident: Some(key("INC1")), ..triage(grades) };
    let samples: Vec<Command> = vec![
        Open {
            source: Source::Record(origin),
            incident: Some(key("INC1")),
            description: Some(text("at length")),
            ..open()
        }
        .into(),
        open().into(),
        NotifySecurityTeam {}.into(),
        LinkCis { configuration_items: [key("srv-1"), key("srv-2")].into() }.into(),
        LinkIncident { incident: key("INC3") }.into(),
        LinkComplaint { complaint: key("CPL1") }.into(),
        LinkRisk { risk: key("RSK2") }.into(),
        of_inc1(low).into(),
        Triage { duties: [far.clone()].into(), incident: Some(key("INC1")), ..grave() }.into(),
        Regrade { major: Some(Major::No(text("one mailbox"))), ..regrade(grave().grades) }.into(),
        Regrade { duties: [far].into(), leaked: true, ..regrade(low) }.into(),
        Dismiss { reason: text("a test"), evidence: word() }.into(),
        late(Limit::Triage).into(),
        late(Limit::Notice).into(),
        late(Limit::Review).into(),
        Escalate { because: Because::Stated(text("we need help")) }.into(),
        notify().into(),
        NotifyCustomer { customer: key("acme"), message: text("choose new ones") }.into(),
        trace("NCR1").into(),
        StartContainment { action: text("cut it off") }.into(),
        evidence().into(),
        Contain {
            no_evidence: Some(text("it was gone")),
            not_quarantined: Some(text("it is needed")),
            ..contain()
        }
        .into(),
        eradicate().into(),
        Eradicate { done: text("so"), weakness: Weakness::None(text("a thief")) }.into(),
        recover().into(),
        Relapse { symptom: text("odd mails again") }.into(),
        ResolveMinor { done: text("told him"), unaffected: word() }.into(),
        review().into(),
        Review { improvements: List::empty(), no_improvement: Some(text("so")), ..review() }.into(),
        report().into(),
        close().into(),
        Merge { parent: key("SEC-2") }.into(),
        TakeOver { child: key("SEC-3") }.into(),
        SetPolicy { policy: Policy::default(), document: label("POL-8") }.into(),
    ];
    let shape = |it: &SecurityIncident| {
        let due: Vec<_> = it.deadlines().into_iter().map(|deadline| deadline.name).collect();
        let risks = it.risks.is_empty();
        let grade = it.grades.map(|grades| grades.security);
        let SecurityIncident { phase, reported, leaked, .. } = it;
        format!("{phase:?} {grade:?} {leaked} {risks} {reported} {due:?}")
    };
    let explored = Explorer::<SecurityIncident>::new(samples, shape)
        .of("SEC-1")
        .facts(traced().facts)
        .callers(vec![caller("sid")])
        .explore();
    durable("src/security_incident/fixtures", &explored.events);
}
