use super::*;

#[test]
fn deliveries_are_on_time_as_often_as_the_figures_ask_for() {
    let passed = |deliveries, on_time| {
        let check = CheckQuality { deliveries, on_time, ..quality(0) };
        let events = assessing().when(check).decided().unwrap();
        let [Event::QualityGateChecked(checked)] = &*events else { panic!("{events:?}") };
        checked.passed
    };
    assert!(passed(100, 95) && !passed(100, 94) && !passed(1_000, 949));
    let none = CheckQuality { deliveries: 0, ..quality(0) };
    let given = assessing().when(none).then_rejected(&Rejection::NoDeliveries);
    given.when(quality(101)).then_rejected(&Rejection::NoDeliveries);
}

#[test]
fn what_shows_that_he_is_qualified_is_valid() {
    let passed = |check: CheckSecurity| {
        let events = assessing().when(check).decided().unwrap();
        let [Event::SecurityGateChecked(checked)] = &*events else { panic!("{events:?}") };
        checked.passed
    };
    assert!(passed(certificate(day(1))) && !passed(certificate(day(0))));
    let assessment = Assessment { seen: word(), valid_until: day(1) };
    assert!(passed(CheckSecurity { qualification: Qualification::Assessment(assessment) }));
    assert!(!passed(CheckSecurity { qualification: Qualification::None(text("so")) }));
}

/// With each gate passed or not, or not looked at.
fn looked(on_time: Option<u64>, until: Option<Timestamp>, fit: Option<bool>) -> Given<Supplier> {
    let mut given = assessing();
    if let Some(on_time) = on_time {
        given = given.when(quality(on_time)).then_names(&["quality_gate_checked"]);
    }
    if let Some(until) = until {
        given = given.when(certificate(until)).then_names(&["security_gate_checked"]);
    }
    if let Some(fit) = fit {
        given = given.when(fits(fit)).then_names(&["compatibility_gate_checked"]);
    }
    given
}

#[test]
fn no_gate_makes_up_for_another() {
    use Gate::{Compatibility, Quality, Security};
    let refused = |given: Given<Supplier>, gates: &[Gate]| {
        given.when(Admit {}).then_rejected(&Rejection::GatesNotPassed { gates: gates.to_vec() });
    };
    let valid = Some(day(9));
    refused(assessing(), &Gate::ALL);
    refused(looked(Some(100), valid, None), &[Compatibility]);
    refused(looked(Some(100), valid, Some(false)), &[Compatibility]);
    refused(looked(Some(94), valid, Some(true)), &[Quality]);
    refused(looked(Some(100), Some(day(0)), Some(true)), &[Security]);
    refused(looked(Some(94), None, Some(true)), &[Quality, Security]);
    // What was valid then is not valid now.
    refused(looked(Some(100), valid, Some(true)).at(day(9)), &[Security]);
    looked(Some(95), valid, Some(true)).when(Admit {}).then_names(&["admitted"]);
}

#[test]
fn who_is_refused_did_not_pass_a_gate() {
    let refuse = |gate| Refuse { gate, reason: text("too late") };
    let given = looked(Some(94), Some(day(9)), None);
    let given = [Gate::Security, Gate::Compatibility].into_iter().fold(given, |given, gate| {
        given.when(refuse(gate)).then_rejected(&Rejection::GateNotFailed { gate })
    });
    given.when(refuse(Gate::Quality)).then_names(&["refused"]);
}

#[test]
fn who_was_one_before_is_held_to_the_gates_later() {
    let past = RegisterExisting { gap_check_by: day(0), ..existing() };
    let given = none().when(past).then_rejected(&Rejection::Over { at: day(0) });
    let nobody = RegisterExisting { owner: actor("eve"), ..existing() };
    let not = Rejection::NotSupplierManager { owner: actor("eve") };
    let given = given.when(nobody).then_rejected(&not);
    let over = Contract { until: Some(day(0)), ..contract() };
    let ended = Rejection::ContractEnded { until: day(0) };
    let given = given.when(RegisterExisting { contract: over, ..existing() }).then_rejected(&ended);
    let given = given.when(existing()).then_names(&["existing_registered"]);
    assert_eq!(due(&given, "admission_gap"), Some(day(100)));
    let gap = || StartReview { because: Because::AdmissionGap };
    let early = Rejection::NotDue { due: Some(day(100)) };
    let given = given.when(gap()).then_rejected(&early);
    let given = given.at(day(100)).when(gap()).then_names(&["review_started"]);
    let given = given.when(review()).then_names(&["reviewed", "score_opened"]);
    given.when(Confirm { unqualified: None }).then_rejected(&Rejection::NotQualified);
}

#[test]
fn one_stream_holds_the_figures_within_bounds() {
    let set = |policy| SetPolicy { policy, document: label("POL-7") };
    let short = Policy { notice: Span::ZERO, ..Policy::default() };
    let wrong = Rejection::Figure { what: "notice", bounds: "PT1H to P3660D" };
    none().by(caller("ada")).when(set(short)).then_rejected(&wrong);
    let rare = crate::interval::Interval::Months(121);
    let rare = Policy { review_interval: rare, ..Policy::default() };
    let wrong = Rejection::Figure { what: "review_interval", bounds: "PT1H to P120M" };
    none().by(caller("ada")).when(set(rare)).then_rejected(&wrong);
    let mut world = world();
    let lax = Policy { on_time: percent(90), ..Policy::default() };
    let body = serde_json::to_string(&set(lax)).unwrap();
    world.send("ada", NAME, "figures", "set_policy", &body).unwrap();
    assert_eq!(world.facts.get::<Suppliers>().policy(), (1, lax));
    let elsewhere = Rejection::PolicyElsewhere { key: key("figures") };
    let given = none().facts(world.facts).when(set(lax)).then_rejected(&elsewhere);
    // They replace the example.
    let given = given.when(propose()).then_names(&["proposed"]);
    let given = given.when(StartAdmission {}).then_names(&["admission_started"]);
    let given = given.when(quality(90)).then_names(&["quality_gate_checked"]);
    assert_eq!(given.state().gates.get(&Gate::Quality), Some(&true));
}
