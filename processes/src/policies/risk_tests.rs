//! Rules about risks.

use super::tests::Listening;
use crate::attest::Attestation;
use crate::change::{self, Considered};
use crate::change_model::Finding;
use crate::limits::{List, label, text};
use crate::risk::tests::world;
use crate::risk::{self, Dimension, Matrix, Phase, Rating, Risk};
use crate::service;
use crate::testing::{World, actor, key};
use crate::{incident, problem};
use engine::{Dispatch, Span, Timestamp};

fn told(sent: &[Dispatch]) -> Vec<String> {
    sent.iter().map(|it| format!("{} {}", it.command.process(), it.command.name())).collect()
}

fn word() -> Attestation {
    Attestation::that(text("it is so"))
}

#[test]
fn what_is_unacceptable_as_to_security_is_a_risk_once() {
    let assessed = |finding| change::Assessed {
        considered: Considered::Security {
            risks: text("mail may be read"),
            policy_and_controls: text("none"),
        },
        finding,
        statement: text("so"),
        assessor: change::Assessor::Rule(label("low-risk"), 1),
        impact: None,
    };
    let mut listening = Listening::new();
    let mut hear = |finding| {
        let sent = listening.hear::<change::Event>(change::NAME, "CHG1", assessed(finding));
        let of_risks = |it: &Dispatch| it.command.process() == risk::NAME;
        told(&sent.into_iter().filter(of_risks).collect::<Vec<_>>())
    };
    assert!(hear(Finding::Acceptable).is_empty());
    assert_eq!(hear(Finding::Unacceptable), ["risk identify"]);
}

/// Rhea and ola with a risk of theirs about srv-1, which ola bears, from something on record.
fn borne() -> World {
    let mut world = world();
    let body = r#"{"title": "a fear", "dimension": "security", "owner": "ola",
        "source": {"record": {"process": "change", "key": "CHG2"}},
        "configuration_items": ["srv-1"], "services": ["mail"]}"#;
    world.send("rhea", risk::NAME, "RSK1", "identify", body).unwrap();
    assess(&mut world);
    let until = world.now + Span::from_days(30);
    let body = format!(r#"{{"until": "{until}", "reason": "so"}}"#);
    world.send("ola", risk::NAME, "RSK1", "accept", &body).unwrap();
    world.calm();
    world
}

fn assess(world: &mut World) {
    let body = r#"{"inherent": {"likelihood": "likely", "consequence": "severe"},
        "current": {"likelihood": "unlikely", "consequence": "moderate"}, "statement": "so"}"#;
    world.send("rhea", risk::NAME, "RSK1", "assess", body).unwrap();
}

fn phase(world: &World) -> Phase {
    world.state::<Risk>("RSK1").phase
}

#[test]
fn what_is_left_unsolved_or_cannot_be_done_is_a_risk() {
    let mut listening = Listening::new();
    let accepted = |reference| problem::AcceptedUnresolved {
        risk_accepted: Attestation { reference, ..word() },
    };
    let sent = listening.hear::<problem::Event>(problem::NAME, "PRB1", accepted(None));
    assert_eq!(told(&sent), ["risk identify"]);
    let identified = risk::Identified {
        title: label("it stays"),
        description: None,
        dimension: Dimension::Service,
        source: risk::Source::Stated(word()),
        services: List::empty(),
        configuration_items: List::empty(),
        assess_by: engine::Timestamp::from_seconds(60),
    };
    listening.hear::<risk::Event>(risk::NAME, "RSK7", identified);
    let named = accepted(Some(label("RSK7")));
    assert!(listening.hear::<problem::Event>(problem::NAME, "PRB2", named).is_empty());
    let assessed = |party, capable| service::PartyCapabilityAssessed {
        party: label(party),
        result: text("nobody at night"),
        capable,
        action: None,
    };
    let mut hear = |party, capable| {
        let event = assessed(party, capable);
        told(&listening.hear::<service::Event>(service::NAME, "mail", event))
    };
    assert!(hear("acme", true).is_empty());
    assert_eq!(hear("acme", false), ["risk identify"]);
    assert_eq!(hear("emca", false), ["risk identify"]);
}

#[test]
fn what_bears_on_a_risk_that_was_decided_on_has_it_assessed_anew() {
    let mut world = borne();
    let assessed = change::Assessed {
        considered: Considered::Security {
            risks: text("mail may be read"),
            policy_and_controls: text("none"),
        },
        finding: Finding::Unacceptable,
        statement: text("so"),
        assessor: change::Assessor::Rule(label("low-risk"), 1),
        impact: None,
    };
    world.record(change::NAME, "CHG2", &change::Event::from(assessed.clone()));
    let mut listening = Listening::new();
    for event in [
        risk::Event::from(risk::Identified {
            title: label("a fear"),
            description: None,
            dimension: Dimension::Security,
            source: risk::Source::Record(risk::Record {
                process: label("change"),
                key: key("CHG2"),
                what: None,
            }),
            services: [key("mail")].into(),
            configuration_items: [key("srv-1")].into(),
            assess_by: engine::Timestamp::from_seconds(60),
        }),
        risk::Accepted {
            until: engine::Timestamp::from_seconds(600),
            current: Matrix::default().rate(risk::Score {
                likelihood: risk::Likelihood::Rare,
                consequence: risk::Consequence::Minor,
            }),
            matrix: 0,
            reason: text("so"),
            by: change::Hand { actor: actor("ola"), on_behalf: List::empty() },
        }
        .into(),
    ] {
        listening.hear::<risk::Event>(risk::NAME, "RSK1", event);
    }
    let sent = listening.hear::<change::Event>(change::NAME, "CHG2", assessed);
    assert!(told(&sent).contains(&"risk reassess".to_owned()));
    // So does what repeats.
    let trend = || problem::Source::Trend(label("analysis 7"));
    assert_eq!(reassessed(&mut listening, problem::Source::Incident(key("INC1")), "srv-1"), 0);
    assert_eq!(reassessed(&mut listening, trend(), "srv-1"), 1);
    // ... also where the risk is about the service that suffers.
    assert_eq!(reassessed(&mut listening, trend(), "srv-7"), 0);
    let mut events = incident::examples::prioritised();
    let incident::Event::Logged(logged) = &mut events[0] else { panic!() };
    logged.service = key("mail");
    listening.incident("INC1", events.remove(0));
    assert_eq!(reassessed(&mut listening, trend(), "srv-7"), 1);
}

#[test]
fn what_goes_on_repeating_has_its_risks_assessed_anew_once_more() {
    let mut listening = Listening::new();
    let at = |day: i64| Timestamp::from_seconds(day * 86_400);
    let rated = Matrix::default().rate(risk::Score {
        likelihood: risk::Likelihood::Rare,
        consequence: risk::Consequence::Minor,
    });
    let by = || change::Hand { actor: actor("ola"), on_behalf: List::empty() };
    let assessed = || risk::Assessed {
        inherent: rated,
        current: rated,
        target: rated,
        matrix: 0,
        beyond_appetite: false,
        statement: text("so"),
        jointly_with: List::empty(),
        by: by(),
        decide_by: at(300),
        reassess_at: at(400),
    };
    let accepted = || risk::Accepted {
        until: at(300),
        current: rated,
        matrix: 0,
        reason: text("so"),
        by: by(),
    };
    let judged = |listening: &mut Listening| {
        listening.hear::<risk::Event>(risk::NAME, "RSK1", assessed());
        listening.hear::<risk::Event>(risk::NAME, "RSK1", accepted());
    };
    let identified = risk::Identified {
        title: label("a fear"),
        description: None,
        dimension: Dimension::Service,
        source: risk::Source::Stated(word()),
        services: List::empty(),
        configuration_items: [key("srv-1")].into(),
        assess_by: at(60),
    };
    listening.hear::<risk::Event>(risk::NAME, "RSK1", identified);
    listening.at(at(20));
    judged(&mut listening);
    assert_eq!(reassessed(&mut listening, problem::Source::Trend(label("T1")), "srv-1"), 1);
    // Another incident of it each day, from a day on.
    let again = |listening: &mut Listening, from: i64| -> Vec<usize> {
        let each = |day: i64| {
            listening.at(at(day));
            let (incident, exists) = (key(&format!("INC-{day}")), None);
            let mut events = incident::examples::prioritised();
            listening.incident(incident.as_escaped(), events.remove(0));
            let linked = problem::IncidentLinked { incident, exists };
            let sent = listening.hear::<problem::Event>(problem::NAME, "PRB-srv-1", linked);
            sent.iter().filter(|it| it.command.process() == risk::NAME).count()
        };
        (from..from + 3).map(each).collect()
    };
    judged(&mut listening);
    assert_eq!(again(&mut listening, 21), [0, 0, 1]);
    // They were there when it was assessed.
    judged(&mut listening);
    assert_eq!(again(&mut listening, 24), [0, 0, 1]);
    // So many, but not within the time.
    judged(&mut listening);
    assert_eq!(again(&mut listening, 60), [0, 0, 1]);
    listening.at(at(63));
    judged(&mut listening);
    assert_eq!(again(&mut listening, 64)[..2], [0, 0]);
    listening.at(at(120));
    assert_eq!(again(&mut listening, 120)[..2], [0, 0]);
}

/// How many risks are assessed anew when INC1 turns out to be a problem of an item.
fn reassessed(listening: &mut Listening, source: problem::Source, item: &str) -> usize {
    let identified = problem::Identified {
        source,
        summary: label("again and again"),
        category: Some(label("software")),
        configuration_items: [key(item)].into(),
        incidents: [key("INC1")].into(),
        exists: None,
    };
    let problem = format!("PRB-{item}");
    let sent = listening.hear::<problem::Event>(problem::NAME, &problem, identified);
    sent.iter().filter(|it| it.command.process() == risk::NAME).count()
}

#[test]
fn when_less_is_borne_what_was_accepted_is_assessed_anew() {
    let mut world = borne();
    let mut matrix = Matrix::default();
    let set = |world: &mut World, matrix: Matrix| {
        let command = risk::SetMatrix { matrix, from: None, document: label("POL-9") };
        let body = serde_json::to_string(&command).unwrap();
        world.send("ada", risk::NAME, "matrix", "set_matrix", &body).unwrap();
        world.settle()
    };
    matrix.appetite.quality = Rating::Low;
    assert!(set(&mut world, matrix).is_empty());
    matrix.appetite.security = Rating::Low;
    assert_eq!(set(&mut world, matrix), ["RSK1 risk.reassess"]);
    assert_eq!(phase(&world), Phase::Identified);
}

#[test]
fn items_that_have_to_change_are_changed_by_a_change() {
    let mut world = borne();
    let trigger = r#"{"trigger": {"asked": "another law"}}"#;
    world.send("rhea", risk::NAME, "RSK1", "reassess", trigger).unwrap();
    assess(&mut world);
    let due = world.now + Span::from_days(30);
    let plan = |items: &str| {
        format!(
            r#"{{"treatment": {{"approach": "reduce", "measures": "encrypt", "controls": ["A.8.24"],
                "responsible": "bo", "due": "{due}", "configuration_items": [{items}]}}}}"#
        )
    };
    world.calm();
    let mut other = world.clone();
    other.send("ola", risk::NAME, "RSK1", "plan_treatment", &plan("")).unwrap();
    assert!(other.settle().is_empty());
    world.send("ola", risk::NAME, "RSK1", "plan_treatment", &plan(r#""srv-1""#)).unwrap();
    assert_eq!(world.settle(), ["NEW0 change.request"]);
}

#[test]
fn what_is_late_is_for_top_management_until_it_is_done() {
    let mut world = borne();
    let trigger = r#"{"trigger": {"asked": "another law"}}"#;
    world.send("rhea", risk::NAME, "RSK1", "reassess", trigger).unwrap();
    world.now = world.now + Span::from_days(11);
    world.send("rhea", risk::NAME, "RSK1", "escalate", "{}").unwrap();
    assert_eq!(world.settle(), ["risk-RSK1-overdue task.open"]);
    assess(&mut world);
    assert_eq!(world.settle(), ["risk-RSK1-overdue task.complete"]);
    world.now = world.now + Span::from_days(11);
    world.send("rhea", risk::NAME, "RSK1", "escalate", "{}").unwrap();
    assert_eq!(world.settle(), ["risk-RSK1-overdue task.open"]);
    world.send("rhea", risk::NAME, "RSK1", "reject", r#"{"reason": "a rumour"}"#).unwrap();
    assert_eq!(world.settle(), ["risk-RSK1-overdue task.cancel"]);
}
