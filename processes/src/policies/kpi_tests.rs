//! What comes of indicators.

use crate::kpi::tests::{approve, approved, availability, json, record, review, world};
use crate::kpi::{Definition, Figure, NAME, Retarget};
use crate::limits::{Percent, text};
use crate::risk::{self, Phase, Risk};
use crate::roles::{PROCESS_OWNER, RISK_MANAGER, RISK_OWNER};
use crate::task::{self, Task};
use crate::testing::{World, actor};
use engine::{Caller, Door, Span, Timestamp};

/// Of `mail` availability is measured from January on; it is the second of February.
fn running(definition: &Definition) -> World {
    let mut world = world();
    approved(&mut world, "mail", definition);
    world.calm();
    world.now = at("2026-02-02T00:00:00Z");
    world
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// What rules do when this is recorded of a month.
fn measured(world: &mut World, month: &str, percent: u8) -> Vec<String> {
    world.send("bot", NAME, "mail", "measure", &json(&record(month, percent))).unwrap();
    world.settle()
}

fn has(done: &[String], what: &str) -> bool {
    done.iter().any(|it| it.ends_with(what))
}

/// A risk that ola bears.
fn borne(world: &mut World, name: &str, dimension: &str, service: &str) {
    let body = format!(
        r#"{{"title": "a fear", "dimension": "{dimension}", "owner": "ola",
            "source": {{"stated": {{"statement": "so"}}}}, "services": ["{service}"]}}"#
    );
    world.send("rhea", risk::NAME, name, "identify", &body).unwrap();
    let body = r#"{"inherent": {"likelihood": "unlikely", "consequence": "moderate"},
        "statement": "so"}"#;
    let jointly = r#"{"inherent": {"likelihood": "unlikely", "consequence": "moderate"},
        "statement": "so", "jointly_with": ["RSK1"]}"#;
    let first = world.send("rhea", risk::NAME, name, "assess", body);
    first.or_else(|_| world.send("rhea", risk::NAME, name, "assess", jointly)).unwrap();
    let until = world.now + Span::from_days(200);
    let body = format!(r#"{{"until": "{until}", "reason": "so"}}"#);
    world.send("ola", risk::NAME, name, "accept", &body).unwrap();
}

fn phase(world: &World, name: &str) -> Phase {
    world.state::<Risk>(name).phase
}

/// With risks to the services mail and print, and to the quality of mail.
fn with_risks(definition: &Definition) -> World {
    let mut world = running(definition);
    world.give("ada", "rhea", RISK_MANAGER);
    world.give("ada", "ola", RISK_OWNER);
    borne(&mut world, "RSK1", "service", "mail");
    borne(&mut world, "RSK2", "service", "print");
    borne(&mut world, "RSK3", "quality", "mail");
    world.calm();
    world
}

#[test]
fn two_misses_in_a_row_reassess_the_risks_to_the_same() {
    let mut world = with_risks(&availability());
    let done = measured(&mut world, "2026-01", 9);
    assert!(!has(&done, "risk.reassess"), "{done:?}");
    world.now = at("2026-03-02T00:00:00Z");
    let done = measured(&mut world, "2026-02", 9);
    assert!(has(&done, "RSK1 risk.reassess"), "{done:?}");
    let phases = ["RSK1", "RSK2", "RSK3"].map(|name| phase(&world, name));
    assert_eq!(phases, [Phase::Identified, Phase::Accepted, Phase::Accepted]);
}

#[test]
fn those_to_any_service_where_it_is_of_all() {
    let of_all = Definition { services: crate::limits::List::empty(), ..availability() };
    let mut world = with_risks(&of_all);
    measured(&mut world, "2026-01", 9);
    world.now = at("2026-03-02T00:00:00Z");
    measured(&mut world, "2026-02", 9);
    let phases = ["RSK1", "RSK2", "RSK3"].map(|name| phase(&world, name));
    assert_eq!(phases, [Phase::Identified, Phase::Identified, Phase::Accepted]);
}

#[test]
fn a_missed_objective_is_a_nonconformity_once() {
    let mut world = running(&availability());
    let done = measured(&mut world, "2026-01", 9);
    assert!(has(&done, "nonconformity.raise"), "{done:?}");
    world.now = at("2026-03-02T00:00:00Z");
    let done = measured(&mut world, "2026-02", 9);
    assert!(has(&done, "nonconformity.find_again"), "{done:?}");
    let mut world = running(&Definition { objective: None, ..availability() });
    let done = measured(&mut world, "2026-01", 9);
    assert!(!has(&done, "nonconformity.raise"), "{done:?}");
}

const REVIEW: &str = "kpi-mail-review";
const MEASURE: &str = "kpi-mail-measure";

#[test]
fn who_answers_for_it_is_asked_why_it_was_missed() {
    let mut world = running(&availability());
    let done = measured(&mut world, "2026-01", 9);
    assert!(done.contains(&format!("{REVIEW} task.open")), "{done:?}");
    let task = world.state::<Task>(REVIEW);
    assert_eq!(task.assignee, Some(actor("own")));
    assert_eq!(task.due, Some(at("2026-02-12T00:00:01Z")));
    world.send("own", NAME, "mail", "review", &json(&review())).unwrap();
    assert!(world.settle().contains(&format!("{REVIEW} task.complete")));
    // What was none after all need not be reviewed.
    world.now = at("2026-03-02T00:00:00Z");
    measured(&mut world, "2026-02", 9);
    let wrong = crate::kpi::Record { correction: Some(text("no")), ..record("2026-02", 100) };
    world.send("bot", NAME, "mail", "measure", &json(&wrong)).unwrap();
    assert!(world.settle().contains(&format!("{REVIEW} task.cancel")));
    // As long as another one was missed, that is to be reviewed.
    world.now = at("2026-05-02T00:00:00Z");
    measured(&mut world, "2026-03", 9);
    measured(&mut world, "2026-04", 9);
    let wrong = crate::kpi::Record { correction: Some(text("no")), ..record("2026-04", 100) };
    world.send("bot", NAME, "mail", "measure", &json(&wrong)).unwrap();
    assert_eq!(world.settle(), [""; 0]);
    assert!(world.state::<Task>(REVIEW).phase.is_open());
}

/// What rules do when it falls due.
fn fallen_due(world: &mut World) -> Vec<String> {
    let timer = Caller::system(Door::Timer);
    world.send_as(&timer, NAME, "mail", "note_measurement_due", "{}").unwrap();
    world.settle()
}

#[test]
fn who_answers_for_it_is_asked_for_a_figure_that_is_not_there() {
    let mut world = running(&availability());
    world.now = at("2026-02-06T00:00:00Z");
    assert_eq!(fallen_due(&mut world), [format!("{MEASURE} task.open")]);
    assert_eq!(world.state::<Task>(MEASURE).assignee, Some(actor("own")));
    assert_eq!(measured(&mut world, "2026-01", 99), [format!("{MEASURE} task.complete")]);
    // Where he is no process owner any more, all of them are.
    let left = r#"{"person": "own", "reason": "he has left"}"#;
    world.send("ada", "role", PROCESS_OWNER, "revoke", left).unwrap();
    world.calm();
    world.now = at("2026-03-06T00:00:00Z");
    assert_eq!(fallen_due(&mut world), [format!("{MEASURE} task.open")]);
    let task = world.state::<Task>(MEASURE);
    assert_eq!((&task.assignee, task.phase), (&None, task::Phase::Open));
    world.send("oda", NAME, "mail", "pause", r#"{"reason": "so"}"#).unwrap();
    assert_eq!(world.settle(), [format!("{MEASURE} task.cancel")]);
}

#[test]
fn the_committee_is_asked_to_decide() {
    let mut world = world();
    let asked = |world: &mut World, event: &str| {
        let done = world.settle();
        assert_eq!(done, [format!("kpi-mail-approve task.{event}")]);
    };
    let body = json(&crate::kpi::Define { definition: availability() });
    world.send("own", NAME, "mail", "define", &body).unwrap();
    asked(&mut world, "open");
    world.send("stu", NAME, "mail", "approve", &json(&approve(1))).unwrap();
    asked(&mut world, "complete");
    let target = Figure::Share(Percent::of_hundred(90));
    let definition = Definition { target, ..availability() };
    let retarget = json(&Retarget { definition, reason: text("so") });
    world.send("oda", NAME, "mail", "retarget", &retarget).unwrap();
    asked(&mut world, "open");
    world.send("stu", NAME, "mail", "approve", &json(&approve(2))).unwrap();
    asked(&mut world, "complete");
}
