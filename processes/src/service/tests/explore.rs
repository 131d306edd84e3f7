use super::*;
use engine::lifecycle::{Lifecycle, Table, To};
use engine::testing::{Explorer, caller, durable, golden};
use engine::{Context, Decider as _, Named as _, Position, Version};
use std::collections::{BTreeSet, HashSet};

fn catalogue() -> Vec<Command> {
    let start = |name: &str, change: Option<&str>| StartRevision {
        revision: label(name),
        change: change.map(key),
        need: Some(text("better words")),
        within: None,
    };
    let publish = |name: &str| PublishRevision {
        revision: label(name),
        entry: Entry { customers: List::empty(), ..entry() },
        change: word(),
        sla_plan: Some(word()),
    };
    let abandon = |name: &str| AbandonRevision { revision: label(name), change: word() };
    vec![
        Draft { entry: entry() }.into(),
        agree(1).into(),
        Agree { sla_plan: Some(word()), ..agree(1) }.into(),
        start("words", Some("CHG1")).into(),
        start("price", None).into(),
        publish("words").into(),
        publish("price").into(),
        publish("design CHG1").into(),
        abandon("words").into(),
        abandon("price").into(),
        RecordRevisionOverdue {}.into(),
        Verify {}.into(),
        Retire { reason: text("old"), successor: Some(key("web")) }.into(),
        Retire { reason: text("removed"), successor: None }.into(),
    ]
}

fn requirements() -> Vec<Command> {
    let requirement = || label("speed");
    vec![
        capture("speed").into(),
        analyse("speed").into(),
        ProposeRequirement { requirement: requirement() }.into(),
        AgreeRequirement { requirement: requirement() }.into(),
        RejectRequirement { requirement: requirement(), reason: text("too dear") }.into(),
        ReviewRequirement { requirement: requirement() }.into(),
        ConfirmRequirement { requirement: requirement() }.into(),
        ProposeRequirementChange {
            requirement: requirement(),
            measure: text("within a second"),
            change: None,
            need: Some(text("faster")),
        }
        .into(),
        AgreeRequirementChange {
            requirement: requirement(),
            change: word(),
            affects_service_level: true,
        }
        .into(),
        DropRequirementChange { requirement: requirement(), change: word() }.into(),
        RetireRequirement { requirement: requirement(), gone: Some(word()) }.into(),
        WithdrawRequirement { requirement: requirement() }.into(),
    ]
}

fn transitions() -> Vec<Command> {
    let reason = || text("too dear");
    vec![
        transition::propose().into(),
        transition::identify().into(),
        transition::impact().into(),
        transition::party(true, None).into(),
        transition::party(false, Some("another one")).into(),
        transition::criteria().into(),
        SubmitPlan {
            plan: Plan { parties: List::empty(), ..transition::submit_plan().plan },
            consistent: word(),
        }
        .into(),
        AcceptPlan { reviewed: word() }.into(),
        RejectPlan { reason: reason() }.into(),
        transition::controls().into(),
        PlanSatisfactionSurvey { at: day(2), how: text("by letter") }.into(),
        transition::submit_design().into(),
        AcceptDesign { meets: word() }.into(),
        RejectDesign { reason: reason() }.into(),
        transition::develop().into(),
        FailTest { report: word() }.into(),
        PassTest { covers: word() }.into(),
        transition::accept(&["fast", "safe"]).into(),
        FailAcceptance { failed: [label("safe")].into() }.into(),
        DecideRework { decision: text("a lock"), took_part: word() }.into(),
        AcceptWithDeviation { took_part: word(), risk: word() }.into(),
        CompleteTransition { deployed: word() }.into(),
        BackOut { reason: reason(), rolled_back: word() }.into(),
        transition::report(&["acme"]).into(),
        CloseTransition {
            open_points: [OpenPoint { what: text("a manual"), owner: crate::testing::actor("bo") }]
                .into(),
            change: word(),
        }
        .into(),
        Hold { reason: reason() }.into(),
        Resume {}.into(),
        Reject { reason: reason() }.into(),
        Withdraw {}.into(),
        Cancel { reason: reason(), told: word() }.into(),
        ReopenDesign { reason: reason(), told: word() }.into(),
    ]
}

fn removals() -> Vec<Command> {
    let reason = || text("too dear");
    vec![
        removal::propose().into(),
        removal::propose_transfer().into(),
        removal::plan(&[("db1", Fate::Keep), ("old1", Fate::Retire)]).into(),
        ApproveRemoval { told: word(), change: word() }.into(),
        RejectRemoval { reason: reason() }.into(),
        ReturnRemovalPlan { reason: reason() }.into(),
        removal::notify(day(4)).into(),
        RecordNoticeElapsed {}.into(),
        StartRemoval {}.into(),
        removal::transfer().into(),
        removal::dispose().into(),
        CompleteRemoval { access: word() }.into(),
        CompleteTransfer { confirmed: word() }.into(),
        CloseRemoval {}.into(),
        CancelRemoval { reason: reason() }.into(),
        BackOutRemoval { reason: reason(), restored: word() }.into(),
    ]
}

fn outages() -> Vec<Command> {
    // Planned as soon as the service is offered or revised, it is to come; a bit later it is there.
    let from = NOW + Span::from_minutes(4) + Span::from_seconds(30);
    let period = Period { from, to: from + Span::from_hours(2) };
    let weigh = |outage| WeighOutage { outage, loss: outage::loss(None, 30) };
    vec![
        outage::planned(period).into(),
        outage::begin(Some(1), None).into(),
        BeginOutage {
            incident: Some(key("INC1")),
            note: Some(text("no letters")),
            ..outage::begin(None, Some(outage::loss(None, 100)))
        }
        .into(),
        weigh(1).into(),
        RecordOutageOverrun {}.into(),
        EndOutage { outage: 1 }.into(),
        CancelOutage { outage: 1, reason: text("a false alarm") }.into(),
        InvestigateOutage {
            outage: 1,
            cause: text("a full disk"),
            action: text("a larger one"),
            problem: Some(key("PRB1")),
        }
        .into(),
    ]
}

fn samples() -> Vec<Command> {
    [catalogue(), requirements(), transitions(), removals(), outages()].concat()
}

/// What rules ask for. The facets have little to do with each other: beside a transition or a
/// removal only that matters of the rest which they ask for.
fn shape(service: &Service) -> String {
    let Service { phase, catalogue, requirements, transition, removal, outages } = service;
    let requirement = requirements.phase_of(&label("speed"));
    let agreed = requirement == RequirementPhase::Agreed;
    let revisions: BTreeSet<_> = catalogue.revisions.keys().collect();
    let late = catalogue.revisions.values().any(|revision| revision.overdue);
    let behind = transition.entry_at_design.is_none_or(|before| catalogue.version <= before);
    let is_quiet =
        transition.phase == TransitionPhase::NotBegun && removal.phase == RemovalPhase::NotBegun;
    let own = if is_quiet {
        let open = outages.open.iter().filter(|(number, _)| **number == 1);
        let open: Vec<_> =
            open.map(|(_, outage)| (outage.phase, outage.planned, outage.within_plan)).collect();
        if open.is_empty() {
            format!("{requirement:?} {revisions:?} {late}")
        } else {
            format!("{open:?} {} {late}", !revisions.is_empty())
        }
    } else if transition.is_open() {
        let Transition { held_from, impact_considered, criteria, controls_placed, .. } = transition;
        let (held, criteria) = (held_from, criteria.is_empty());
        let is_his = transition.requester == Some(crate::testing::actor("ada"));
        let built = transition.builders.contains(&crate::testing::actor("ada"));
        let early =
            matches!(transition.phase, TransitionPhase::Proposed | TransitionPhase::Planning);
        let (is_his, built) = (early && is_his, !early && built);
        format!(
            "{held:?} {impact_considered} {criteria} {controls_placed} {behind} {is_his} {built} {agreed}"
        )
    } else {
        let Removal { change, notice_elapsed, data_disposed, .. } = removal;
        format!("{change:?} {notice_elapsed} {data_disposed} {agreed} {late}")
    };
    format!("{phase:?} {:?} {:?} {own}", transition.phase, removal.phase)
}

#[test]
fn does_what_the_tables_say_and_reads_what_it_ever_wrote() {
    let explored = Explorer::new(samples(), shape)
        .facts(world().facts)
        .callers(vec![caller("ada"), caller("bo")])
        .of("TEST-1")
        .explore();
    assert!(explored.states.len() < 10_000, "{}", explored.states.len());
    durable("src/service/fixtures", &explored.events);
    every_row_happens(&TRANSITION, &explored.states, |it| it.transition.phase);
    every_row_happens(&REMOVAL, &explored.states, |it| it.removal.phase);
    every_row_happens(&REQUIREMENT, &explored.states, |it| {
        it.requirements.phase_of(&label("speed"))
    });
}

/// What happens to a facet anywhere is a row of its table, and every row happens.
fn every_row_happens<P: Copy + Eq + std::fmt::Debug + std::hash::Hash>(
    table: &'static Lifecycle<P>,
    states: &[Service],
    phase: fn(&Service) -> P,
) {
    let (facts, key) = (world().facts, key("TEST-1"));
    let mut happened = HashSet::new();
    for state in states {
        let is_of_it = |it: &Command| {
            LIFECYCLE.row_of(state.phase, it.name()).is_some()
                && table.row_of(phase(state), it.name()).is_some()
        };
        for command in samples().iter().filter(|it| is_of_it(it)) {
            for (by, now) in [("ada", day(0)), ("bo", day(0)), ("ada", day(5))] {
                let caller = caller(by);
                let context = Context {
                    recorded_now: now,
                    occurred_at: now,
                    caller: &caller,
                    key: &key,
                    version: Version(9),
                    head: Position(9),
                    facts: &facts,
                };
                let mut after = state.clone();
                let events = engine::decide(state, command, &context).unwrap_or_default();
                for (index, event) in events.iter().enumerate() {
                    let from = phase(&after);
                    after.evolve(event, &context.stamp(index));
                    let to = phase(&after);
                    let row = table.rows.iter().find(|row| {
                        let leads = match row.to {
                            To::Phase(phase) => phase == to,
                            To::Same => from == to,
                            To::Stated | To::Resumed => true,
                        };
                        row.event == event.name() && row.from.contains(&from) && leads
                    });
                    assert!(row.is_some() || from == to, "{from:?} --{}--> {to:?}", event.name());
                    happened.extend(row.map(|row| (from, row.command)));
                }
            }
        }
    }
    for row in table.rows {
        for from in row.from {
            assert!(happened.contains(&(*from, row.command)), "{from:?} {}", row.command);
        }
    }
}

/// The facets' rows are rows of the service, by the same roles, and their pages are as they are.
#[test]
fn the_facets_tables_agree_with_the_service_s() {
    fn agrees<P: Copy + std::fmt::Debug + Eq + Sync>(table: &'static Lifecycle<P>, page: &str) {
        for row in table.rows {
            let known = LIFECYCLE.rows.iter().find(|known| known.command == row.command).unwrap();
            assert_eq!((row.event, row.roles), (known.event, known.roles), "{}", row.command);
        }
        golden(format!("src/service/{page}.md"), &(table as &dyn Table).to_page());
    }
    agrees(&REQUIREMENT, "requirement");
    agrees(&TRANSITION, "transition");
    agrees(&REMOVAL, "removal");
    agrees(&OUTAGE, "outage");
}
