use super::*;
use crate::window;

#[test]
fn only_who_is_assigned_audits() {
    let (actor, assigned) = (actor("bea"), vec![super::actor("aud")]);
    let not = Rejection::NotAssigned { actor, assigned };
    let given = announced().by(caller("bea")).when(Start {}).then_rejected(&not);
    let given = given.by(caller("aud")).when(Start {}).then_names(&["started"]);
    let given = given.by(caller("bea")).when(conforms([incidents()].into())).then_rejected(&not);
    let given = given.when(finding(NONCONFORMITY)).then_rejected(&not);
    let given = given.when(traces(&Standard::ALL)).then_rejected(&not);
    given
        .when(AssignAuditor { assignment: judges("bea", List::empty()) })
        .then_names(&["auditor_assigned"]);
}

#[test]
fn who_comes_to_work_in_what_he_audits_audits_no_more() {
    let mut world = world();
    world.give("ada", "aud", SERVICE_DESK);
    let incident = r#"{"summary": "mail is down", "service": "mail", "caller": "dee"}"#;
    world.send("aud", "incident", "INC2", "log", incident).unwrap();
    let given = running().facts(world.facts);
    let events = given.clone().when(assign("aud")).decided().unwrap();
    let [Event::AuditorRefused(refused)] = events.as_slice() else { panic!("{events:?}") };
    let worked = refused.worked.clone();
    let refused = Rejection::WorkedInScope { auditor: actor("aud"), worked };
    let given = given.when(finding(NONCONFORMITY)).then_rejected(&refused);
    // Whoever is refused later is not assigned any more.
    given
        .when(assign("aud"))
        .then_names(&["auditor_refused"])
        .when(conforms(List::empty()))
        .then_rejected(&Rejection::NotAssigned { actor: actor("aud"), assigned: Vec::new() });
}

#[test]
fn a_judgement_rests_on_records_or_on_what_was_seen() {
    let given = running().when(conforms(List::empty())).then_rejected(&Rejection::NoCriteria);
    let none = RecordConformity { evidence: Evidence::default(), ..conforms([incidents()].into()) };
    let given = given.when(none).then_rejected(&Rejection::NoEvidence);
    let head = Position(5);
    for position in [Position(0), Position(99)] {
        let evidence = Evidence { events: [position].into(), note: None };
        let missing = RecordConformity { evidence, ..conforms([incidents()].into()) };
        let expected = Rejection::NoSuchRecord { position, head };
        running().when(missing).then_rejected(&expected);
    }
    let given = given.when(conforms([incidents()].into()));
    given.then_names(&["evidence_collected", "conformity_recorded"]);
}

#[test]
fn a_finding_is_about_clauses_and_may_be_known_already() {
    let of_nothing = RecordFinding { clauses: List::empty(), ..finding(NONCONFORMITY) };
    let given = running().when(of_nothing).then_rejected(&Rejection::NoCriteria);
    let known = || RecordFinding { known_as: Some(key("NCR1")), ..finding(NONCONFORMITY) };
    let not_open = Rejection::NotOpen { nonconformity: key("NCR1") };
    let given = given.when(known()).then_rejected(&not_open);
    let given = given.facts(raised(&[]).facts).when(known()).then_names(&["finding_recorded"]);
    assert_eq!(given.state().findings.keys().collect::<Vec<_>>(), [&1]);
    given.when(finding(FindingKind::Concern)).then_names(&["finding_recorded"]);
}

#[test]
fn findings_have_a_bound() {
    let full = (0..FINDINGS_MAX).fold(running(), |given, _| {
        given.when(finding(FindingKind::Improvement)).then_names(&["finding_recorded"])
    });
    full.when(finding(FindingKind::Improvement)).then_rejected(&Rejection::TooManyFindings);
}

#[test]
fn a_finding_is_taken_back_once() {
    let gone = Rejection::NoSuchFinding { number: 1 };
    let given = running().when(withdraw()).then_rejected(&gone);
    let given = given.when(finding(NONCONFORMITY)).then_names(&["finding_recorded"]);
    let given = given.when(withdraw()).then_names(&["finding_withdrawn"]);
    given.when(withdraw()).then_rejected(&gone);
}

#[test]
fn every_clause_is_covered_or_moved_to_another_audit() {
    let finish = |moved| Finish { moved };
    let open = Rejection::NotCovered(vec![incidents()]);
    let given = running().when(finish(List::empty())).then_rejected(&open);
    let moved = |name| Moved { clause: incidents(), audit: key(name) };
    let unknown = Rejection::UnknownAudit { audit: key("AUD9") };
    let given = given.when(finish([moved("AUD9")].into())).then_rejected(&unknown);
    given.clone().when(finish([moved("AUD0")].into())).then_names(&["fieldwork_finished"]);
    // One that has moved it on, or is done with it, looks at it no more.
    let mut over = world();
    let finished = FieldworkFinished { moved: List::empty() };
    over.record::<Event>(NAME, "AUD0", &finished.into());
    let refused = Rejection::NotThere { audit: key("AUD0"), clause: incidents() };
    let late = given.clone().facts(over.facts);
    late.when(finish([moved("AUD0")].into())).then_rejected(&refused);
    let given = given.when(conforms([incidents()].into()));
    let given = given.then_names(&["evidence_collected", "conformity_recorded"]);
    given.when(finish(List::empty())).then_names(&["fieldwork_finished"]);
}

/// The world, where a window keeps changes away at the time of the audit.
fn kept_clear() -> World {
    let mut world = world();
    let terms = window::Terms {
        kind: window::Kind::Audit,
        scope: window::Scope::Everything,
        times: window::Times { from: day(30), to: Some(day(33)), hours: None },
        reason: text("an audit"),
    };
    let attested = || Attestation::that(text("so"));
    let declared = window::Declared { terms };
    let approved = window::Approved { consulted: attested(), quorum: Some(attested()) };
    world.record::<window::Event>(window::NAME, "audit", &declared.into());
    world.record::<window::Event>(window::NAME, "audit", &approved.into());
    world
}

#[test]
fn a_joint_audit_has_auditors_of_all_standards_a_sample_and_a_window() {
    let begun = |assignment, drawn: bool, world: World| {
        let given = none().when(set(joint())).then_names(&["programme_set"]);
        let given = given.when(plan([assignment].into()));
        let given = given.then_names(&["planned", "auditor_assigned"]);
        let given = if drawn { given.when(sample()).then_names(&["sample_drawn"]) } else { given };
        let given = given.when(announce()).then_names(&["announced"]);
        given.facts(world.facts).at(day(31)).when(Start {})
    };
    let missing = Rejection::StandardsMissing(vec![Standard::Iso27001, Standard::Iso9001]);
    let one = judges("aud", [Standard::Iso20000].into());
    begun(one, true, kept_clear()).then_rejected(&missing);
    begun(aud(), false, kept_clear()).then_rejected(&Rejection::NoSample);
    begun(aud(), true, world()).then_rejected(&Rejection::NotKeptClear);
    let given = begun(aud(), true, kept_clear()).then_names(&["started"]);
    // Each thing of the sample is traced through all three.
    let two = [Standard::Iso20000, Standard::Iso9001];
    let missing = Rejection::StandardsMissing(vec![Standard::Iso27001]);
    let given = given.when(traces(&two)).then_rejected(&missing);
    let other = TraceItem { item: item("incident", "INC2"), ..traces(&Standard::ALL) };
    let not = Rejection::NotInSample { item: item("incident", "INC2") };
    let given = given.when(other).then_rejected(&not);
    let given = given.when(conforms(joint().criteria));
    let given = given.then_names(&["evidence_collected", "conformity_recorded"]);
    let open = Rejection::NotTraced(vec![item("incident", "INC1")]);
    let given = given.when(Finish { moved: List::empty() }).then_rejected(&open);
    let given = given.when(traces(&Standard::ALL));
    let given = given.then_names(&["evidence_collected", "item_traced"]);
    let given = given.when(Finish { moved: List::empty() }).then_names(&["fieldwork_finished"]);
    // And it says how things get better.
    let given = given.when(report()).then_rejected(&Rejection::MeasuresMissing);
    let measures = Measures {
        service_levels: text("95 %"),
        fix_time: text("3 h"),
        satisfaction: text("96 %"),
    };
    given.when(Report { measures: Some(measures), ..report() }).then_names(&["reported"]);
}
