use super::*;
use engine::testing::{Explorer, durable};

#[test]
fn does_what_the_table_says_and_reads_what_it_ever_wrote() {
    let from = |source| Raise { source, ..raise() };
    let fix_by = day(9_000);
    let body = Source::CertificationBody(Body { report: label("stage 2"), fix_by });
    let agreed = Criterion::Agreed(Record { process: label("agreement"), key: key("gold") });
    let trend = Raise {
        kind: Kind::Potential,
        leaked: true,
        criteria: [agreed].into(),
        ..from(Source::Trend(label("doors")))
    };
    let occasion = Occasion {
        record: Record { process: label("agreement"), key: key("gold") },
        what: Some(label("response P1")),
    };
    let samples: Vec<Command> = vec![
        raise().into(),
        trend.into(),
        from(body).into(),
        from(Source::Finding(Finding { audit: key("AUD1"), number: 1 })).into(),
        from(Source::Record(occasion)).into(),
        from(Source::Comparison(label("audit doors"))).into(),
        again([clause(Standard::Iso9001, "8.7")].into()).into(),
        assess().into(),
        Reject { reason: text("it is a gate") }.into(),
        Correct { correction: text("shut it") }.into(),
        cause().into(),
        DetermineCause { systemic: true, need: Some(text("other springs")), ..cause() }.into(),
        plan(9_000).into(),
        StartAction {}.into(),
        Hold { reason: text("no springs") }.into(),
        Resume {}.into(),
        complete().into(),
        Extend { due: day(20_000), reason: text("no springs") }.into(),
        EndWatch {}.into(),
        verify(true).into(),
        verify(false).into(),
        Escalate { limit: Limit::Assessment }.into(),
        Escalate { limit: Limit::Action }.into(),
        LinkSecurityIncident { security_incident: key("SEC1") }.into(),
        Close { lesson: Some(text("springs break")) }.into(),
        Merge { parent: key("NCR-2") }.into(),
        SetPolicy { policy: Policy::default(), document: label("POL-9") }.into(),
    ];
    let shape = |it: &Nonconformity| {
        let body = matches!(it.source, Some(Source::CertificationBody(_)));
        let found = it.source.as_ref().is_some_and(|source| source.finding().is_some());
        let watch = it.watch.as_ref().map(|watch| (watch.ended, watch.found_again.is_some()));
        let linked = it.security_incident.is_some();
        let Nonconformity { phase, kind, cause_known, escalated, .. } = it;
        format!("{phase:?} {kind:?} {body} {found} {watch:?} {linked} {cause_known} {escalated:?}")
    };
    let explored = Explorer::<Nonconformity>::new(samples, shape)
        .facts(world().facts)
        .callers(vec![caller("own"), caller("imp"), rules()])
        .explore();
    durable("src/nonconformity/fixtures", &explored.events);
}
