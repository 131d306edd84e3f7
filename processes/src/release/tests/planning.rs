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
fn criteria_of_both_kinds_are_agreed_before_the_test() {
    let mut one = criteria();
    one.criteria = [one.criteria[0].clone()].into();
    planned(plan()).when(one).then_rejected(&Rejection::CriteriaOneSided);
    let agree = AgreePlan { customer: None, standing: Some(label("AGR-1")) };
    let given = planned(plan()).when(agree).then_names(&["plan_agreed"]);
    let given = given.when(StartBuild { changes_approved: word() }).then_names(&["build_started"]);
    given.when(StartTest { environment: word() }).then_rejected(&Rejection::NoCriteria);
    // Once it is tested, they stay as they are.
    testing(plan()).when(criteria()).then_not_allowed();
}
