use super::*;
use crate::facts::{Audits, Nonconformities};
use engine::Fact as _;
use engine::testing::{Explorer, durable};

#[test]
fn does_what_the_table_says_and_reads_what_it_ever_wrote() {
    let far = |plan: Plan| Plan { dates: days(8_000, 8_003), period: days(0, 9_000), ..plan };
    let scope = Scope { processes: [process("incident")].into(), areas: [label("cellar")].into() };
    let measures = Measures {
        service_levels: text("95 %"),
        fix_time: text("3 h"),
        satisfaction: text("96 %"),
    };
    let moved = Moved { clause: incidents(), audit: key("AUD0") };
    let samples: Vec<Command> = vec![
        set(programme()).into(),
        SetProgramme { earlier: Some(key("AUD0")), ..set(Programme { scope, ..joint() }) }.into(),
        far(plan([aud(), judges("dan", List::empty())].into())).into(),
        assign("bea").into(),
        assign("dan").into(),
        sample().into(),
        Reschedule { dates: days(8_500, 8_501), reason: text("ill") }.into(),
        announce().into(),
        Start {}.into(),
        Suspend { reason: text("a fire") }.into(),
        Resume {}.into(),
        conforms([incidents()].into()).into(),
        finding(NONCONFORMITY).into(),
        finding(FindingKind::Improvement).into(),
        RecordFinding {
            evidence: evidence(),
            known_as: Some(key("NCR2")),
            ..finding(FindingKind::Nonconformity(nonconformity::Kind::Potential))
        }
        .into(),
        traces(&Standard::ALL).into(),
        withdraw().into(),
        Finish { moved: [moved].into() }.into(),
        report().into(),
        Report { measures: Some(measures), ..report() }.into(),
        StartFollowUp {}.into(),
        verify().into(),
        Close {}.into(),
        Cancel { reason: text("moving house"), replacement: day(9_000) }.into(),
        FallDue {}.into(),
    ];
    let shape = |audit: &Audit| {
        let joint = audit.programme.as_ref().is_some_and(|programme| programme.joint);
        let auditors: Vec<_> = audit.auditors.keys().map(ToString::to_string).collect();
        let first = audit.findings.get(&1).map(|found| (found.kind, found.withdrawn));
        let findings = audit.findings.len().min(2);
        let drawn = (audit.sample.len(), audit.traced.len(), audit.next.is_some());
        format!("{:?} {joint} {auditors:?} {first:?} {findings} {drawn:?}", audit.phase)
    };
    let mut world = raised(&[closed()]);
    let raise = r#"{"summary": "so", "statement": "it is so", "source": {"trend": "so"},
        "criteria": [{"rule": "so"}]}"#;
    world.send("lea", nonconformity::NAME, "NCR2", "raise", raise).unwrap();
    let explored = Explorer::<Audit>::new(samples, shape)
        .facts(world.facts)
        .callers(vec![caller("aud")])
        .explore();
    durable("src/audit/fixtures", &explored.events);
}

#[test]
fn what_is_to_be_verified_is_known_until_the_audit_is_over() {
    let mut world = raised(&mended("own"));
    let finding = nonconformity::Finding { audit: key("TEST-1"), number: 1 };
    let hear = |world: &mut World, event: Event| world.record(NAME, "TEST-1", &event);
    let found = running().when(super::finding(NONCONFORMITY)).decided().unwrap().remove(0);
    hear(&mut world, found);
    let owes = |world: &World| world.facts.get::<Audits>().owes(&finding);
    assert!(owes(&world));
    let verified = ActionVerified {
        number: 1,
        nonconformity: key("NCR1"),
        result: text("so"),
        by: hand("aud"),
    };
    hear(&mut world, verified.into());
    assert!(!owes(&world) && world.facts.get::<Audits>().is_verified(&finding));
    // What was not effective after all is to be verified anew.
    let failed = nonconformity::VerificationFailed { reason: text("no"), by: hand("ada") };
    world.record::<nonconformity::Event>(nonconformity::NAME, "NCR1", &failed.into());
    assert!(owes(&world));
    assert!(world.facts.get::<Nonconformities>().is_open(&key("NCR1")));
    hear(&mut world, Closed {}.into());
    assert!(!owes(&world));
    let before = super::world().facts.get::<Audits>().bytes();
    assert_eq!(world.facts.get::<Audits>().bytes(), before, "nothing is left");
}
