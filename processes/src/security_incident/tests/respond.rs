use super::*;
use crate::configuration_item;

#[test]
fn contained_eradicated_recovered_and_learnt_from_in_this_order() {
    let next: [Command; 6] = [
        contain().into(),
        eradicate().into(),
        recover().into(),
        review().into(),
        report().into(),
        close().into(),
    ];
    let steps = [containing(), eradicating(), recovering(), lessons(), reviewed(), reported()];
    for (step, given) in steps.into_iter().enumerate() {
        for (other, command) in next.iter().enumerate() {
            // What was looked back at is reported as often as one likes, and closed when it was.
            let possible = other == step || (step >= 4 && other >= 4);
            if !possible {
                given.clone().when(command.clone()).then_not_allowed();
            }
        }
    }
    reported().when(close()).then_names(&["closed"]);
}

#[test]
fn evidence_is_kept_or_somebody_says_why_not() {
    let given = containing().when(contain()).then_rejected(&Rejection::EvidenceMissing);
    let reason = Contain { no_evidence: Some(text("it was gone")), ..contain() };
    given.clone().when(reason).then_names(&["contained"]);
    let given = given.when(evidence()).then_names(&["evidence_preserved"]);
    let given = given.when(evidence()).then_nothing();
    given.when(contain()).then_names(&["contained"]);
}

/// srv-2 is not to be trusted.
fn compromised() -> Given<SecurityIncident> {
    let given = opened().when(grave()).then_names(&["triaged", "cis_linked"]);
    let given = given.when(evidence()).then_names(&["evidence_preserved"]);
    let start = StartContainment { action: text("cut it off") };
    given.when(start).then_names(&["containment_started"])
}

#[test]
fn what_is_not_to_be_trusted_is_quarantined_or_somebody_says_why_not() {
    let refused = Rejection::NotQuarantined { items: vec![key("srv-2")] };
    let given = compromised().when(contain()).then_rejected(&refused);
    let reason = Contain { not_quarantined: Some(text("mail needs it")), ..contain() };
    given.when(reason).then_names(&["contained"]);
    let mut world = world();
    let away = configuration_item::Quarantined { security_incident: key("INC1"), exists: word() };
    world.record(configuration_item::NAME, "srv-2", &configuration_item::Event::from(away));
    compromised().facts(world.facts).when(contain()).then_names(&["contained"]);
}

#[test]
fn what_was_made_use_of_is_on_record() {
    let used = |names: &[&str]| {
        let names = names.iter().map(|name| key(name)).collect();
        Eradicate { weakness: Weakness::Used(List::new(names).unwrap()), ..eradicate() }
    };
    let given = eradicating().when(used(&[])).then_rejected(&Rejection::NoVulnerability);
    let unknown = Rejection::UnknownVulnerability { vulnerability: key("VUL9") };
    let given = given.when(used(&["VUL1", "VUL9"])).then_rejected(&unknown);
    let given = given.when(used(&["VUL1"])).then_names(&["eradicated"]);
    assert!(given.state().vulnerabilities.contains(&key("VUL1")));
    let none = Eradicate { weakness: Weakness::None(text("a thief")), ..eradicate() };
    eradicating().when(none).then_names(&["eradicated"]);
}

#[test]
fn what_is_there_again_is_contained_again() {
    let relapse = || Relapse { symptom: text("odd mails again") };
    for given in [recovering(), lessons(), reviewed(), reported()] {
        let given = given.when(relapse()).then_names(&["relapsed"]);
        assert_eq!((given.state().phase, given.state().reported), (Phase::Containing, false));
        assert_eq!(dues(&given), []);
    }
}

#[test]
fn only_what_affected_nothing_is_resolved_at_once() {
    let minor = || ResolveMinor { done: text("told him"), unaffected: word() };
    let low = grades(Grade::Low, Priority::P3);
    let given = opened().when(triage(low)).then_names(&["triaged"]);
    given.when(minor()).then_names(&["minor_resolved"]);
    triaged().when(minor()).then_rejected(&Rejection::NotMinor);
    let leaked = Triage { leaked: true, ..triage(low) };
    let given = opened().when(leaked).then_names(&["triaged"]);
    given.when(minor()).then_rejected(&Rejection::NotMinor);
    // What leaked comes to be known later, and nothing is learnt of it before it is contained.
    let given = opened().when(triage(low)).then_names(&["triaged"]);
    let mut leaking = world();
    leaking.send("ada", "incident", "INC1", "report_leak", "{}").unwrap();
    let given = given.when(minor()).then_names(&["minor_resolved"]).facts(leaking.facts);
    let given = given.when(review()).then_rejected(&Rejection::LeakedAfterAll);
    let given = given.when(Relapse { symptom: text("data is for sale") }).then_names(&["relapsed"]);
    assert_eq!((given.state().phase, given.state().minor), (Phase::Containing, false));
    let compromised = Triage { compromised: [key("srv-1")].into(), ..triage(low) };
    let given = opened().when(compromised).then_names(&["triaged"]);
    given.when(minor()).then_rejected(&Rejection::NotMinor);
}
