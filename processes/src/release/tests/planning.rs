use super::*;

#[test]
fn a_plan_leaves_nothing_out() {
    let refused = |plan, rejection: Rejection| none().when(Plan { plan }).then_rejected(&rejection);
    let nothing = |what| Rejection::Nothing { what };
    refused(ReleasePlan { services: List::empty(), ..plan() }, nothing("service"));
    let items = ReleasePlan { configuration_items: List::empty(), ..plan() };
    refused(items, nothing("configuration item"));
    refused(ReleasePlan { changes: List::empty(), ..plan() }, nothing("change"));
    refused(ReleasePlan { deliverables: List::empty(), ..plan() }, nothing("deliverable"));
    let no_stage = ReleasePlan { canary: Canary::Stages(List::empty()), ..plan() };
    refused(no_stage, nothing("canary stage"));
    let rule = ScanRule { valid_for: Span::ZERO, ..ScanRule::default() };
    refused(ReleasePlan { scan: rule, ..plan() }, Rejection::NoTime { what: "a scan" });
    let problems = [key("PRB-9")].into();
    let unknown = Rejection::ProblemUnknown { problem: key("PRB-9") };
    refused(ReleasePlan { problems, ..plan() }, unknown);
    for (share, soak, what) in [
        (5, Span::ZERO, "takes no time; say how long it is watched"),
        (0, Span::from_hours(1), "reaches no more than the one before; name a larger share"),
    ] {
        let stage = Stage { cohort: label("all"), share: Percent::of_hundred(share), soak };
        let canary = Canary::Stages([stage].into());
        let bad = Rejection::BadStage { cohort: label("all"), what };
        refused(ReleasePlan { canary, ..plan() }, bad);
    }
}

#[test]
fn its_plan_is_agreed_and_who_is_concerned_is_told_what_becomes_other() {
    let nobody = AgreePlan { customer: None, standing: None };
    planned(plan()).when(nobody).then_rejected(&Rejection::NotAgreed);
    let other = |told: List<_>| ChangeScope { plan: waived(), reason: text("smaller"), told };
    let untold = Rejection::Nobody { what: "were told" };
    building(plan()).when(other(List::empty())).then_rejected(&untold);
    building(plan()).when(other([label("the customer")].into())).then_names(&["scope_changed"]);
    building(waived()).when(other(List::empty())).then_nothing();
}

#[test]
fn what_is_agreed_is_agreed_anew_when_it_becomes_other() {
    let rule = ObservationRule { incidents_max: 99, ..ObservationRule::default() };
    let looser = ReleasePlan { observation: rule, ..waived() };
    let change_scope = || {
        let told = [label("the customer")].into();
        ChangeScope { plan: looser.clone(), reason: text("in a hurry"), told }
    };
    let still = planned(plan()).when(change_scope()).then_names(&["scope_changed"]);
    assert_eq!(still.state().phase, Phase::Planned);
    let agree = || AgreePlan { customer: Some(word()), standing: None };
    let agreed = planned(plan()).when(agree()).then_names(&["plan_agreed"]);
    for given in [agreed, building(plan())] {
        let loosened = given.when(change_scope()).then_names(&["scope_changed"]);
        assert_eq!(loosened.state().phase, Phase::Planned);
        loosened.clone().when(StartBuild { changes_approved: word() }).then_not_allowed();
        loosened.clone().when(StartTest { environment: word() }).then_not_allowed();
        loosened.when(agree()).then_names(&["plan_agreed"]);
    }
}

#[test]
fn a_plan_is_agreed_for_a_date_in_the_time_of_its_changes() {
    let agree = || AgreePlan { customer: Some(word()), standing: None };
    let slot = Slot { from: hour(2), to: hour(23) };
    let outside = Rejection::DateOutsideChange {
        date: hour(24),
        change: key("CHG1"),
        from: slot.from,
        to: slot.to,
    };
    let moved = change::Rescheduled { slot, excepted: List::empty(), reason: text("a strike") };
    let given = planned(plan()).facts(after(moved).facts);
    given.clone().when(agree()).then_rejected(&outside);
    let told = [label("the customer")].into();
    let plan = ReleasePlan { date: hour(23), ..plan() };
    let earlier = ChangeScope { plan, reason: text("a strike"), told };
    let given = given.when(earlier).then_names(&["scope_changed"]);
    given.clone().at(hour(23)).when(agree()).then_rejected(&Rejection::Over { at: hour(23) });
    given.when(agree()).then_names(&["plan_agreed"]);
}

#[test]
fn a_standing_agreement_is_signed_and_in_force() {
    let by = |name| AgreePlan { customer: None, standing: Some(label(name)) };
    let none = |name| Rejection::NoStandingAgreement { agreement: label(name) };
    planned(plan()).when(by("gold")).then_rejected(&none("gold"));
    // That of the founding is nobody's word.
    planned(plan()).when(by("default")).then_rejected(&none("default"));
    let mut staff = crate::change::tests::world::Staff::new();
    staff.0.now = hour(0);
    for event in &change_events(always(), true) {
        staff.0.record(change::NAME, "CHG1", event);
    }
    planned(plan()).facts(staff.0.facts).when(by("gold")).then_names(&["plan_agreed"]);
}

#[test]
fn nothing_is_built_that_none_of_its_changes_is_about() {
    let configuration_items = [key("srv-1"), key("srv-9")].into();
    let given = planned(ReleasePlan { configuration_items, ..plan() });
    let agree = AgreePlan { customer: Some(word()), standing: None };
    let agreed = given.clone().when(agree).then_names(&["plan_agreed"]);
    let foreign = Rejection::NotOfItsChanges { items: vec![key("srv-9")] };
    agreed.when(StartBuild { changes_approved: word() }).then_rejected(&foreign);
    let (definition_matched, change_authorised) = (word(), word());
    let builder = actor("bo");
    let at_once = AuthoriseEmergency { definition_matched, change_authorised, builder };
    given.when(at_once).then_rejected(&foreign);
}

#[test]
fn criteria_of_both_kinds_are_agreed_before_the_test() {
    let mut one = criteria();
    one.criteria = [one.criteria[0].clone()].into();
    planned(plan()).when(one).then_rejected(&Rejection::CriteriaOneSided);
    let agree = AgreePlan { customer: Some(word()), standing: None };
    let given = planned(plan()).when(agree).then_names(&["plan_agreed"]);
    let given = given.when(StartBuild { changes_approved: word() }).then_names(&["build_started"]);
    given.when(StartTest { environment: word() }).then_rejected(&Rejection::NoCriteria);
    // Once it is tested, they stay as they are.
    testing(plan()).when(criteria()).then_not_allowed();
}

#[test]
fn what_leads_back_from_something_else_is_tried_again() {
    let tried = testing(plan());
    assert!(tried.state().rollback_tested);
    let given = building(plan());
    let trial = TestRollback { result: text("it works"), tested: true };
    let given = given.when(trial).then_names(&["rollback_tested"]);
    let told = [label("the customer")].into();
    let other = ChangeScope { plan: waived(), reason: text("smaller"), told };
    let given = given.when(other).then_names(&["scope_changed"]);
    assert!(!given.state().rollback_tested);
}
