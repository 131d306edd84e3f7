use super::*;
use engine::testing::{Explorer, durable};

fn samples() -> Vec<Command> {
    let told = || List::from([label("the desk")]);
    let failing = scan(Some(Findings { critical: 1, ..Findings::default() }), Some(true));
    vec![
        Plan { plan: plan() }.into(),
        Plan { plan: waived() }.into(),
        ChangeScope {
            plan: ReleasePlan { title: label("mail 8"), ..plan() },
            reason: text("more"),
            told: told(),
        }
        .into(),
        AgreePlan { customer: Some(word()), standing: None }.into(),
        AuthoriseEmergency {
            definition_matched: word(),
            change_authorised: word(),
            builder: actor("bo"),
        }
        .into(),
        rollback().into(),
        criteria().into(),
        StartBuild { changes_approved: word() }.into(),
        StartTest { environment: word() }.into(),
        TestRollback { result: text("it works"), tested: true }.into(),
        FailTest { report: label("TEST-1") }.into(),
        PassTest { report: label("TEST-1") }.into(),
        clean().into(),
        failing.into(),
        scan(None, None).into(),
        verified(&["sends", "encrypts"]).into(),
        FailAcceptance { failed: [label("sends")].into(), note: text("slow") }.into(),
        DecideRework { parties: told(), reason: text("faster") }.into(),
        deviation(hour(9_000)).into(),
        deviations(&["sends", "encrypts"], hour(9_000)).into(),
        Approve {}.into(),
        ReturnToBuild { reason: text("a typo"), told: told() }.into(),
        Schedule { slot: explored() }.into(),
        Schedule { slot: Slot { from: hour(40_000), to: hour(40_001) } }.into(),
        Reschedule { slot: explored(), reason: text("later") }.into(),
        Reschedule { slot: Slot { from: hour(40_000), to: hour(40_001) }, reason: text("later") }
            .into(),
        PublishDates { addressed: told() }.into(),
        Hold { reason: text("a strike") }.into(),
        Resume { slot: None }.into(),
        Resume { slot: Some(Slot { from: hour(40_000), to: hour(40_001) }) }.into(),
        CaptureBaseline {}.into(),
        StartCanary {}.into(),
        health(Health::Pass).into(),
        health(Health::Inconclusive).into(),
        health(Health::Fail).into(),
        WidenCanary {}.into(),
        AbortCanary { symptom: text("users complain") }.into(),
        Promote {}.into(),
        StartDeployment {}.into(),
        RetryStep { reason: text("a time-out") }.into(),
        integrity("ab12").into(),
        Deploy { checks: word() }.into(),
        fail().into(),
        StartRollback {}.into(),
        RollBack { restored: word() }.into(),
        FailRollback { incident: key("INC1"), reason: text("a disk") }.into(),
        StartRemedy { remedy: text("a setting"), approved: word() }.into(),
        Remedy { checks: word() }.into(),
        FailRemedy { reason: text("no") }.into(),
        AttributeIncident { incident: key("INC3") }.into(),
        EndObservation {}.into(),
        InvestigateFailure { cause: text("a disk"), actions: [text("watch")].into() }.into(),
        StartInvestigation { investigator: actor("bo") }.into(),
        Investigate { cause: text("a disk"), actions: [text("watch it")].into() }.into(),
        analyse().into(),
        PublishOutcome { outcome: Outcome::RolledBack, note: None }.into(),
        PublishOutcome { outcome: Outcome::Partial, note: Some(text("one server")) }.into(),
        review().into(),
        Close {}.into(),
        Replan { reason: text("smaller"), changes_replanned: word() }.into(),
        Cancel { reason: text("no need") }.into(),
    ]
}

/// It begins as soon as one that goes straight on could begin.
fn explored() -> Slot {
    Slot { from: NOW + Span::from_minutes(14), to: hour(30_000) }
}

#[test]
fn does_what_the_table_says_and_reads_what_it_ever_wrote() {
    let shape = |release: &Release| {
        let run = release.run.as_ref().map(|run| (run.stage, run.health, run.completed));
        let waived = release.plan.as_ref().map(|plan| matches!(plan.canary, Canary::Waived(_)));
        let observed = release.observation.as_ref().map(|observed| observed.ended);
        let Release { phase, held_in, emergency, rollback, rollback_tested, .. } = release;
        let Release { criteria, scanned_at, slot, baseline, integrity_verified, .. } = release;
        let Release { incidents, remedied, failure_investigated, rolled_back, .. } = release;
        let known = (rollback.is_some(), rollback_tested, criteria.len(), scanned_at.is_some());
        let ready = (slot.is_some(), baseline.len(), integrity_verified, incidents.len());
        let after = (remedied, failure_investigated, rolled_back, release.reviewed);
        let outcome = release.outcome.is_some();
        format!(
            "{phase:?} {held_in:?} {emergency} {run:?} {waived:?} {observed:?} {known:?} {ready:?} \
             {after:?} {outcome}"
        )
    };
    let mut world = frozen(39_000, 41_000);
    world.now = NOW + Span::from_days(1);
    log(&mut world, "INC3", "srv-1", "software");
    let captured: Event = Planned { plan: plan() }.into();
    world.record(NAME, "TEST-1", &captured);
    capture(&mut world, "TEST-1", "srv-1");
    capture(&mut world, "TEST-1", "srv-2");
    let explored = Explorer::<Release>::new(samples(), shape)
        .facts(world.facts)
        .callers(vec![caller("ada"), caller("bo")])
        .explore();
    assert!(explored.states.len() < 20_000, "{}", explored.states.len());
    durable("src/release/fixtures", &explored.events);
}
