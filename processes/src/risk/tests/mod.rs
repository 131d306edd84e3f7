use super::*;
use crate::attest::Attestation;
use crate::change::{self, Hand, Slot};
use crate::configuration_item;
use crate::facts::Risks;
use crate::limits::{List, label, text};
use crate::release::tests::change_events;
use crate::testing::{World, actor, founded, key};
use engine::testing::{Explorer, Given, NOW, caller, durable, given};
use engine::{Decider as _, Door, Fact as _, Key, Span, Timestamp};

mod assess;
mod matrix;
mod treat;

fn word() -> Attestation {
    Attestation::that(text("it is so"))
}

/// After all that the facts hold.
fn day(number: i64) -> Timestamp {
    NOW + Span::from_hours(1) + Span::from_days(number)
}

fn likelihood(weight: usize) -> Likelihood {
    Likelihood::ALL[weight - 1]
}

fn score(by: usize, with: usize) -> Score {
    Score { likelihood: likelihood(by), consequence: Consequence::ALL[with - 1] }
}

fn rated(by: usize, with: usize) -> Rated {
    Matrix::default().rate(score(by, with))
}

/// Rhea keeps the register; ola and otto own risks, and dan is the deputy of ola. CHG1 is carried
/// out, CHG2 is being, CHG3 was turned down; srv-1 is on record.
pub(crate) fn world() -> World {
    let mut world = founded("ada");
    world.give("ada", "rhea", RISK_MANAGER);
    for owner in ["ola", "otto"] {
        world.give("ada", owner, RISK_OWNER);
    }
    delegate(&mut world, "ola", "dan", RISK_OWNER);
    let (item_type, name) = (key("server"), label("srv-1"));
    let item: configuration_item::Event = configuration_item::Identified { item_type, name }.into();
    world.record(configuration_item::NAME, "srv-1", &item);
    let always = Slot { from: NOW, to: NOW + Span::from_days(3_000) };
    for name in ["CHG1", "CHG2", "CHG3"] {
        for event in change_events(always, true) {
            world.record(change::NAME, name, &event);
        }
    }
    let implemented = change::Implemented {
        implementer: Hand { actor: actor("bo"), on_behalf: List::empty() },
        checks: word(),
        open_parts: List::empty(),
        altered: [key("srv-1")].into(),
        unaltered: None,
        review_at: day(9),
        raised_from: None,
    };
    world.record(change::NAME, "CHG1", &change::Event::from(implemented));
    let withdrawn = change::Withdrawn { reason: None, raised_from: None };
    world.record(change::NAME, "CHG3", &change::Event::from(withdrawn));
    world
}

fn delegate(world: &mut World, from: &str, to: &str, role: &str) {
    let until = world.now + Span::from_days(4_000);
    let body =
        format!(r#"{{"to": "{to}", "until": "{until}", "competence": {{"statement": "fit"}}}}"#);
    world.send(from, "role", role, "delegate", &body).unwrap();
}

fn identify() -> Identify {
    Identify {
        title: label("mail may be read by others"),
        description: None,
        dimension: Dimension::Security,
        source: Source::Stated(word()),
        services: List::empty(),
        configuration_items: [key("srv-1")].into(),
        owner: Some(actor("ola")),
    }
}

fn assess(current: Score) -> Assess {
    Assess {
        inherent: score(5, 5),
        current: Some(current),
        target: Some(score(1, 1)),
        statement: text("a workshop"),
        jointly_with: List::empty(),
        owner: None,
    }
}

fn treatment() -> Treatment {
    Treatment {
        approach: Approach::Reduce,
        measures: text("encrypt it"),
        controls: [label("A.8.24")].into(),
        responsible: actor("bo"),
        due: day(6_000),
        configuration_items: List::empty(),
        change: None,
    }
}

fn treat() -> PlanTreatment {
    PlanTreatment { treatment: treatment() }
}

fn complete(residual: Score) -> CompleteTreatment {
    CompleteTreatment { residual, done: word(), change: None }
}

fn accept() -> Accept {
    Accept { until: day(30), reason: text("it costs more than it is worth") }
}

fn none() -> Given<Risk> {
    given::<Risk>([]).facts(world().facts).at(day(0)).by(caller("rhea")).of("RSK-1")
}

fn identified() -> Given<Risk> {
    none().when(identify()).then_names(&["identified", "owner_assigned"])
}

fn assessed(current: Score) -> Given<Risk> {
    identified().when(assess(current)).then_names(&["assessed", "prioritised"])
}

fn treating() -> Given<Risk> {
    assessed(score(3, 4)).by(caller("ola")).when(treat()).then_names(&["treatment_planned"])
}

fn monitored(residual: Score) -> Given<Risk> {
    treating().when(complete(residual)).then_names(&["treated", "prioritised"])
}

fn accepted() -> Given<Risk> {
    assessed(score(2, 3)).by(caller("ola")).when(accept()).then_names(&["accepted"])
}

fn dues(given: &Given<Risk>) -> Vec<(&'static str, Timestamp)> {
    given.state().deadlines().iter().map(|due| (due.name, due.at)).collect()
}

/// The same world where a risk of another dimension is open, about the same item.
fn joined(dimension: &str) -> World {
    let mut world = world();
    let body = format!(
        r#"{{"title": "mail may be slow", "dimension": "{dimension}", "owner": "otto",
            "source": {{"stated": {{"statement": "so"}}}}, "configuration_items": ["srv-1"]}}"#
    );
    world.send("rhea", NAME, "RSK-2", "identify", &body).unwrap();
    world
}

fn ask(why: &str) -> Reassess {
    Reassess { trigger: Trigger::Asked(text(why)) }
}

#[test]
fn does_what_the_table_says_and_reads_what_it_ever_wrote() {
    let from_change = Record { process: label(change::NAME), key: key("CHG1"), what: None };
    let samples: Vec<Command> = vec![
        identify().into(),
        Identify { source: Source::Record(from_change), owner: None, ..identify() }.into(),
        AssignOwner { owner: actor("otto") }.into(),
        assess(score(3, 4)).into(),
        Assess {
            owner: Some(actor("ola")),
            jointly_with: [key("RSK-2")].into(),
            ..assess(score(2, 2))
        }
        .into(),
        Prioritise {}.into(),
        treat().into(),
        complete(score(1, 2)).into(),
        CompleteTreatment { change: Some(key("CHG1")), ..complete(score(2, 2)) }.into(),
        Accept { until: day(90), ..accept() }.into(),
        ask("another law").into(),
        NoteReviewDue {}.into(),
        Review { current: score(2, 2), finding: text("the controls work") }.into(),
        Close { cause_gone: word() }.into(),
        Merge { parent: key("RSK-2") }.into(),
        Reject { reason: text("a rumour") }.into(),
        Escalate {}.into(),
        SetMatrix { matrix: Matrix::default(), from: None, document: label("POL-9") }.into(),
        SetMatrix { matrix: Matrix::default(), from: Some(day(400)), document: label("POL-9") }
            .into(),
        BeginMatrix {}.into(),
    ];
    let shape = |risk: &Risk| {
        let limit = risk.limit.map(|limit| limit.rule);
        let rating = risk.current.map(|current| current.rating);
        let (due, planned) = (risk.review_at.is_some(), risk.planned.is_some());
        let aged = (risk.accepted_until.is_some(), risk.reassess_at.is_some());
        let Risk { phase, owner, scored_by, .. } = risk;
        format!("{phase:?} {owner:?} {limit:?} {rating:?} {due} {planned} {aged:?} {scored_by:?}")
    };
    let explored = Explorer::<Risk>::new(samples, shape)
        .of("RSK-1")
        .facts(joined("security").facts)
        .callers(vec![caller("rhea"), caller("ola")])
        .explore();
    durable("src/risk/fixtures", &explored.events);
}
