use super::*;
use crate::facts::Nonconformities;
use crate::limits::LIST_MAX;
use engine::Fact as _;

#[test]
fn it_says_what_it_goes_against_of_as_many_standards_as_it_concerns() {
    let nothing = Raise { criteria: List::empty(), ..raise() };
    none().when(nothing).then_rejected(&Rejection::NothingReferenced);
    let given = raised(raise());
    assert_eq!(given.state().criteria.len(), 4);
    assert_eq!(dues(&given), [("assessment_due", day(5))]);
}

#[test]
fn what_is_open_from_the_same_source_is_not_raised_again() {
    let nonconformity = key("NCR-2");
    let same = || Raise { source: mail(), ..raise() };
    none().when(same()).then_rejected(&Rejection::AlreadyOpen { nonconformity });
    none().by(rules()).when(same()).then_nothing();
    // What two people see need not be the same.
    let mut world = world();
    let body = serde_json::to_string(&raise()).unwrap();
    for name in ["NCR-3", "NCR-4"] {
        world.send("eve", NAME, name, "raise", &body).unwrap();
    }
}

#[test]
fn what_was_merged_into_another_is_known_there_until_that_is_over() {
    let mut world = world();
    let body = serde_json::to_string(&raise()).unwrap();
    world.send("eve", NAME, "NCR-3", "raise", &body).unwrap();
    world.send("imp", NAME, "NCR-2", "merge", r#"{"parent": "NCR-3"}"#).unwrap();
    let known = |world: &World| {
        let known = world.facts.get::<Nonconformities>();
        (known.known_from(&mail()).cloned(), known.follow(&key("NCR-2")).clone())
    };
    assert_eq!(known(&world), (Some(key("NCR-3")), key("NCR-3")));
    world.send("imp", NAME, "NCR-3", "reject", r#"{"reason": "no door"}"#).unwrap();
    assert_eq!(known(&world), (None, key("NCR-3")));
    let facts = world.facts.get::<Nonconformities>();
    assert!(!facts.is_open(&key("NCR-3")) && facts.bytes() > 0);
}

#[test]
fn a_finding_of_an_audit_is_raised_by_the_audit_and_once() {
    let source = Source::Finding(Finding { audit: key("AUD1"), number: 1 });
    let found = || Raise { source: source.clone(), ..raise() };
    none().when(found()).then_rejected(&Rejection::FindingOfAudit);
    let given = none().by(rules()).when(found()).then_names(&["raised"]);
    let again = FindAgain { source: source.clone(), ..again(List::empty()) };
    given.by(caller("own")).when(again).then_rejected(&Rejection::FindingOfAudit);
    // Also when it is over.
    let mut world = world();
    let raised: Event = Raised {
        summary: label("a door"),
        statement: text("open"),
        kind: Kind::Actual,
        source: source.clone(),
        criteria: raise().criteria,
        services: List::empty(),
        configuration_items: List::empty(),
        leaked: false,
        assess_by: day(5),
    }
    .into();
    world.record(NAME, "NCR-5", &raised);
    world.record::<Event>(NAME, "NCR-5", &Closed { lesson: None }.into());
    none().facts(world.facts).by(rules()).when(found()).then_nothing();
}

#[test]
fn the_certification_body_gives_time_that_is_to_come() {
    let body = |fix_by| {
        let report = label("stage 2, finding 3");
        Raise { source: Source::CertificationBody(Body { report, fix_by }), ..raise() }
    };
    none().when(body(day(0))).then_rejected(&Rejection::Over { at: day(0) });
    let given = raised(body(day(60)));
    assert_eq!(dues(&given), [("assessment_due", day(5)), ("certification_fix", day(60))]);
}

#[test]
fn what_is_known_at_once_is_recorded_at_once_by_who_may() {
    let both = || Raise { assessment: Some(assess()), ..raise() };
    none().when(both()).then_names(&["raised", "assessed", "communicated"]);
    let may_not = Rejection::MayNotAssess { actor: actor("eve") };
    none().by(caller("eve")).when(both()).then_rejected(&may_not);
}

#[test]
fn its_owner_is_a_process_owner_and_is_told() {
    let eve = Assess { owner: actor("eve"), ..assess() };
    let not = Rejection::NotProcessOwner { owner: actor("eve") };
    let given = raised(raise()).when(eve).then_rejected(&not);
    let told = [actor("own"), actor("sue")].into();
    let (priority, owner) = (Priority::P2, actor("own"));
    let events: [Event; 2] =
        [Assessed { priority, owner }.into(), Communicated { to: told }.into()];
    given.when(assess()).then(events);
}

#[test]
fn its_owner_does_not_say_that_it_is_none_across_delegations() {
    let reject = || Reject { reason: text("it is a gate") };
    let apart = |who: &str| Rejection::NotApart {
        actor: actor(who),
        other: actor("imp"),
        did: "has to see to it",
    };
    let mut world = delegated("imp", "dee", IMPROVEMENT_MANAGER);
    world.give("ada", "imp", PROCESS_OWNER);
    let of_imp = Assess { owner: actor("imp"), ..assess() };
    let given = raised(raise()).facts(world.facts).when(of_imp);
    let given = given.then_names(&["assessed", "communicated"]);
    let given = given.by(caller("imp")).when(reject()).then_rejected(&apart("imp"));
    let given = given.by(caller("dee")).when(reject()).then_rejected(&apart("dee"));
    given.by(caller("ada")).when(reject()).then_names(&["rejected"]);
    raised(raise()).when(reject()).then_names(&["rejected"]);
}

#[test]
fn a_rule_ends_only_what_an_audit_has_taken_back() {
    let reject = || Reject { reason: text("the finding was withdrawn") };
    raised(raise()).by(rules()).when(reject()).then_rejected(&Rejection::NoFinding);
    let source = Source::Finding(Finding { audit: key("AUD1"), number: 1 });
    let found = none().by(rules()).when(Raise { source, ..raise() }).then_names(&["raised"]);
    let finding = Finding { audit: key("AUD1"), number: 1 };
    let stands = Rejection::FindingStands { finding };
    found.clone().by(caller("ada")).when(reject()).then_rejected(&stands);
    found.when(reject()).then_names(&["rejected"]);
}

#[test]
fn what_leaked_is_traced_back_until_that_is_over() {
    let reject = || Reject { reason: text("nothing leaked") };
    let raised = raised(Raise { leaked: true, ..raise() }).of("NCR-1");
    let raised = raised.when(reject()).then_rejected(&Rejection::SecurityIncidentMissing);
    let security_incident = key("SEC1");
    let mut world = world();
    let of_it = |world: &mut World, event: crate::security_incident::Event| {
        world.record(crate::security_incident::NAME, "SEC1", &event);
    };
    let opened = crate::security_incident::Opened {
        summary: label("odd mails"),
        description: None,
        source: crate::security_incident::Source::Monitor(label("probe")),
        incident: None,
        triage_due: day(1),
    };
    of_it(&mut world, opened.into());
    let nonconformity = key("NCR-1");
    of_it(&mut world, crate::security_incident::QualityTraceStarted { nonconformity }.into());
    let link = LinkSecurityIncident { security_incident: security_incident.clone() };
    let linked = raised.facts(world.facts.clone()).when(link);
    let linked = linked.then_names(&["security_incident_linked"]);
    let open = Rejection::SecurityIncidentOpen { security_incident };
    let linked = linked.when(reject()).then_rejected(&open);
    let evidence = crate::attest::Attestation::that(text("the tester says so"));
    let reason = text("a test");
    of_it(&mut world, crate::security_incident::Dismissed { reason, evidence }.into());
    linked.facts(world.facts).when(reject()).then_names(&["rejected"]);
}

#[test]
fn it_is_merged_into_another_that_is_open() {
    let merge = |parent| Merge { parent: key(parent) };
    let given = raised(raise()).of("NCR-1");
    let given = given.when(merge("NCR-1")).then_rejected(&Rejection::OwnParent);
    let closed = Rejection::ParentNotOpen { parent: key("NCR-9") };
    let given = given.when(merge("NCR-9")).then_rejected(&closed);
    given.when(merge("NCR-2")).then_names(&["merged"]);
    // What is done about that was not done about this one.
    let mut done = world();
    let by = crate::change::Hand { actor: actor("imp"), on_behalf: List::empty() };
    let (watch_until, check_due) = (day(9), day(10));
    let completed = CorrectiveActionCompleted {
        outcome: text("done"),
        evidence: None,
        watch_until,
        check_due,
        by,
    };
    done.record::<Event>(NAME, "NCR-2", &completed.into());
    let refused = Rejection::ParentDone { parent: key("NCR-2") };
    raised(raise()).of("NCR-1").facts(done.facts).when(merge("NCR-2")).then_rejected(&refused);
    // What leaked is traced back there, or not at all.
    let leak = || Raise { leaked: true, ..raise() };
    let without = Rejection::ParentWithoutLeak { parent: key("NCR-2") };
    let given = raised(leak()).when(merge("NCR-2")).then_rejected(&without);
    let mut world = world();
    let body = serde_json::to_string(&leak()).unwrap();
    world.send("eve", NAME, "NCR-3", "raise", &body).unwrap();
    given.facts(world.facts).when(merge("NCR-3")).then_names(&["merged"]);
}

#[test]
fn what_is_found_again_adds_what_is_new_within_a_bound() {
    let known = clause(Standard::Iso27001, "A.7.2");
    let new = clause(Standard::Iso27001, "A.7.4");
    let events = raised(raise()).when(again([known, new.clone()].into())).decided().unwrap();
    let [Event::FoundAgain(found)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((&*found.criteria, found.at), (&[new][..], day(0)));
    let many = (0..LIST_MAX).map(|it| Criterion::Rule(label(&format!("rule {it}")))).collect();
    let many = again(List::new(many).unwrap());
    raised(raise()).when(many).then_rejected(&Rejection::TooManyCriteria);
    let to_come = FindAgain { at: Some(day(1)), ..again(List::empty()) };
    raised(raise()).when(to_come).then_rejected(&Rejection::ToCome { at: day(1) });
}

#[test]
fn a_policy_document_takes_the_place_of_the_defaults() {
    let set = |policy| SetPolicy { policy, document: label("POL-9") };
    let (min, max) = (Policy::SPAN_MIN, Policy::SPAN_MAX);
    for (what, span) in [("assess_within", Span::ZERO), ("check_within", Span::from_days(367))] {
        let refused = Rejection::OutOfBounds { what, span, min, max };
        let figures = Policy::default();
        let figures = match what {
            "assess_within" => Policy { assess_within: span, ..figures },
            _ => Policy { check_within: span, ..figures },
        };
        none().when(set(figures)).then_rejected(&refused);
    }
    let mut world = world();
    let policy = Policy { assess_within: Span::from_days(1), ..Policy::default() };
    let body = serde_json::to_string(&set(policy)).unwrap();
    world.send("own", NAME, "figures", "set_policy", &body).unwrap();
    assert_eq!(world.facts.get::<Nonconformities>().policy(), (1, policy));
    let elsewhere = Rejection::PolicyElsewhere { key: key("figures") };
    let given = none().facts(world.facts).when(set(policy)).then_rejected(&elsewhere);
    let given = given.when(raise()).then_names(&["raised"]);
    assert_eq!(dues(&given), [("assessment_due", day(1))]);
}
