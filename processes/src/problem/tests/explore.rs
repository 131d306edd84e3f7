use super::*;
use engine::testing::{Explorer, durable};

#[test]
fn does_what_the_table_says_and_reads_what_it_ever_wrote() {
    let pattern = Pattern { configuration_item: key("srv-1"), category: label("software") };
    let (count, rule, policy) = (3, Policy::default().repeat, 0);
    let repeat = Repeat { pattern, count, rule, policy };
    let samples: Vec<Command> = vec![
        identify().into(),
        Identify { source: Source::Repeat(repeat), ..complete() }.into(),
        Record { description: text("it fills up"), services: [key("mail")].into() }.into(),
        Classify { category: Some(label("software")) }.into(),
        Prioritise { grading: grading() }.into(),
        Reclassify { category: label("network"), reason: text("it is the network") }.into(),
        Reprioritise {
            grading: Grading { priority: Priority::P1, ..grading() },
            reason: text("worse"),
        }
        .into(),
        LinkIncidents { exists: Some(word()), ..link("INC9") }.into(),
        link("INC3").into(),
        UnlinkIncident { incident: key("INC9"), reason: text("another cause") }.into(),
        Escalate { reason: Some(text("help")), ..Escalate::by(EscalationRule::Judgement) }.into(),
        analyst().into(),
        Reassign { analyst: actor("bo"), reason: text("she is away") }.into(),
        Update { note: Some(text("looked")), configuration_items: List::empty() }.into(),
        Defer { reason: text("no time"), review_at: day(5_000) }.into(),
        EndDeferral {}.into(),
        Resume { note: None }.into(),
        cause(CauseKind::Configuration).into(),
        withdraw().into(),
        RecordWorkaround { workaround: text("restart it") }.into(),
        known_error().into(),
        Mitigate { mitigation: text("restarted each night") }.into(),
        RaiseChange { change: None, need: Some(text("another limit")) }.into(),
        NameChange { change: key("CHG1") }.into(),
        NoteChangeFailed { change: None, end: ChangeEnd::Rejected }.into(),
        hardening(9_000).into(),
        ConfirmHardening { done: word() }.into(),
        Resolve { change_successful: Some(word()), ..resolve() }.into(),
        PublishResolution { solution: text("better said") }.into(),
        StartMonitoring { period: None }.into(),
        EndEffectPeriod {}.into(),
        review(true).into(),
        review(false).into(),
        Reopen { incident: Some(key("INC3")), reason: Some(text("again")) }.into(),
        Close {}.into(),
        CloseWithoutCause { reason: text("rare"), watch_until: day(9_000) }.into(),
        Accept { risk_accepted: word() }.into(),
        Cancel { reason: text("no problem") }.into(),
        Merge { parent: key("PRB-2") }.into(),
        SetPolicy { policy: Policy::default(), document: label("POL-7") }.into(),
    ];
    let shape = |problem: &Problem| {
        let known = problem.known_error.as_ref().map(|known| known.mitigation_due.is_some());
        let observed = problem.observation.as_ref().map(|it| (it.ended, it.review));
        let linked = ["INC3", "INC9"].map(|name| problem.incidents.contains_key(&key(name)));
        let cause = (problem.cause.is_some(), problem.workaround.is_some());
        let deferred = problem.deferred_until.is_some();
        let Problem { phase, hardening, recurrences, .. } = problem;
        let recurrences = (*recurrences).min(1);
        format!(
            "{phase:?} {known:?} {observed:?} {linked:?} {cause:?} {deferred} {hardening:?} {recurrences}"
        )
    };
    let mut world = world();
    world.give("ada", "bo", PROBLEM_ANALYST);
    world.now = day(8_000);
    log(&mut world, "INC3", "srv-1", "software");
    let explored = Explorer::<Problem>::new(samples, shape)
        .facts(world.facts)
        .callers(vec![caller("ada"), caller("bo")])
        .explore();
    durable("src/problem/fixtures", &explored.events);
}
