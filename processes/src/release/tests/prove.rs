use super::*;

#[test]
fn who_has_built_it_neither_tests_nor_approves_it() {
    let builder = || Rejection::Builder { builder: actor("bo") };
    let passes = || PassTest { report: label("TEST-1") };
    testing(plan()).by(caller("bo")).when(passes()).then_rejected(&builder());
    let accepted = awaiting_acceptance(plan()).when(verified(&["sends", "encrypts"]));
    let accepted = accepted.then_names(&["accepted"]);
    accepted.clone().by(caller("bo")).when(Approve {}).then_rejected(&builder());
    // Nor does his deputy, nor whoever he has built it for.
    let deputy = |from: &str, to: &str, role: &str| {
        let mut world = ready();
        let offer = format!(r#"{{"person": "{from}", "competence": {{"statement": "fit"}}}}"#);
        world.send("ada", "role", role, "offer", &offer).unwrap();
        let _ = world.send(from, "role", role, "accept", "{}");
        let until = world.now + Span::from_days(30);
        let body = format!(
            r#"{{"to": "{to}", "until": "{until}", "competence": {{"statement": "fit"}}}}"#
        );
        world.send(from, "role", role, "delegate", &body).unwrap();
        world.facts
    };
    let acts = |actor_name: &str| Rejection::ActsForBuilder {
        actor: actor(actor_name),
        builder: actor("bo"),
    };
    let facts = deputy("bo", "cy", TESTER);
    testing(plan()).facts(facts).by(caller("cy")).when(passes()).then_rejected(&acts("cy"));
    let mut world = founded("ada");
    world.give("ada", "di", RELEASE_MANAGER);
    world.give("ada", "di", DEPLOYER);
    let until = world.now + Span::from_days(30);
    let body =
        format!(r#"{{"to": "bo", "until": "{until}", "competence": {{"statement": "fit"}}}}"#);
    world.send("di", "role", DEPLOYER, "delegate", &body).unwrap();
    let accepted = accepted.facts(world.facts).by(caller("di"));
    accepted.when(Approve {}).then_rejected(&acts("di"));
}

#[test]
fn no_data_of_a_scan_is_no_pass() {
    let most = ScanRule::default().findings_max;
    let inconclusive = &["scan_inconclusive"][..];
    for (findings, baseline, expected) in [
        (None, None, inconclusive),
        (None, Some(true), inconclusive),
        (Some(most), None, inconclusive),
        (None, Some(false), &["scan_failed"]),
        (Some(most), Some(false), &["scan_failed"]),
        (Some(Findings { high: 1, ..most }), Some(true), &["scan_failed"]),
        (Some(most), Some(true), &["scan_passed"]),
    ] {
        scanning(plan()).when(scan(findings, baseline)).then_names(expected);
    }
    let waits = scanning(plan()).when(scan(None, None)).then_names(inconclusive);
    assert_eq!(waits.state().phase, Phase::Scanning);
    waits.when(verified(&["sends", "encrypts"])).then_not_allowed();
}

#[test]
fn a_scan_that_is_too_old_or_of_another_build_does_not_count() {
    let rule = ScanRule { valid_for: Span::from_hours(19), ..ScanRule::default() };
    let too_old = scheduled(ReleasePlan { scan: rule, ..plan() });
    too_old.clone().when(StartCanary {}).then_rejected(&Rejection::NotScanned);
    let again = too_old.when(clean()).then_names(&["scan_passed"]);
    again.when(StartCanary {}).then_names(&["canary_started"]);
    let told = [label("the desk")].into();
    let back = ReturnToBuild { reason: text("a typo"), told };
    let rebuilt = scheduled(plan()).when(back).then_names(&["returned_to_build"]);
    let test = || StartTest { environment: word() };
    rebuilt.clone().when(test()).then_rejected(&Rejection::NotBuiltAgain);
    // Who builds it again has built it.
    let built = rebuilt.clone().by(caller("cy")).when(StartBuild { changes_approved: word() });
    let tested = built.then_names(&["build_started"]).when(test()).then_names(&["test_started"]);
    let passes = PassTest { report: label("TEST-2") };
    let builder = Rejection::Builder { builder: actor("cy") };
    tested.by(caller("cy")).when(passes).then_rejected(&builder);
    let state = rebuilt.state();
    assert!(state.scanned_at.is_none() && state.baseline.is_empty() && state.slot.is_none());
    let untold = ReturnToBuild { reason: text("a typo"), told: List::empty() };
    let nobody = Rejection::Nobody { what: "were told" };
    scheduled(plan()).when(untold).then_rejected(&nobody);
}

#[test]
fn each_criterion_is_met_or_the_deviation_is_accepted() {
    let awaiting = || awaiting_acceptance(plan());
    let missing = Rejection::CriteriaMissing { criteria: vec![label("encrypts")] };
    awaiting().when(verified(&["sends"])).then_rejected(&missing);
    let unknown = Rejection::CriteriaUnknown { criteria: vec![label("shines")] };
    awaiting().when(verified(&["shines"])).then_rejected(&unknown);
    let fails = |failed: List<_>| FailAcceptance { failed, note: text("it is slow") };
    let nothing = Rejection::Nothing { what: "criterion that is not met" };
    awaiting().when(fails(List::empty())).then_rejected(&nothing);
    awaiting().when(fails([label("shines")].into())).then_rejected(&unknown);
    awaiting().when(deviation(hour(90))).then_rejected(&Rejection::NotEmergency);
    let failed = awaiting().when(fails([label("sends")].into()));
    let failed = failed.then_names(&["acceptance_failed"]);
    failed.clone().when(deviation(hour(0))).then_rejected(&Rejection::Over { at: hour(0) });
    let alone = AcceptWithDeviation { parties: List::empty(), ..deviation(hour(90)) };
    let nobody = Rejection::Nobody { what: "took part in the decision" };
    failed.clone().when(alone).then_rejected(&nobody);
    let none = AcceptWithDeviation { deviations: List::empty(), ..deviation(hour(90)) };
    failed.clone().when(none).then_rejected(&Rejection::Nothing { what: "deviation" });
    let alone = DecideRework { parties: List::empty(), reason: text("faster") };
    failed.clone().when(alone).then_rejected(&nobody);
    failed.when(deviation(hour(90))).then_names(&["deviation_accepted"]);
}

#[test]
fn an_emergency_is_built_at_once_and_deviates_by_its_board() {
    let authorise = AuthoriseEmergency {
        definition_matched: word(),
        change_authorised: word(),
        builder: actor("bo"),
    };
    let mut world = ready();
    world.record(change::NAME, "CHG1", &reclassified());
    let usual = Rejection::ChangeNotEmergency { change: key("CHG1") };
    let otherwise = world.facts;
    planned(plan()).facts(otherwise.clone()).when(authorise.clone()).then_rejected(&usual);
    let given = planned(plan()).when(authorise).then_names(&["emergency_authorised"]);
    let given = given.when(criteria()).then_names(&["acceptance_criteria_agreed"]);
    let given = given.when(rollback()).then_names(&["rollback_planned"]);
    let given = given.when(StartTest { environment: word() }).then_names(&["test_started"]);
    let given = given.when(PassTest { report: label("TEST-1") }).then_names(&["tested"]);
    let given = given.when(clean()).then_names(&["scan_passed"]);
    // Nobody has looked, so none of them is met.
    let missing = Rejection::CriteriaMissing { criteria: vec![label("encrypts")] };
    let given = given.when(deviation(hour(90))).then_rejected(&missing);
    let all = deviations(&["sends", "encrypts"], hour(90));
    // It is one for as long as its changes are.
    let now = given.clone().facts(otherwise.clone()).when(all.clone());
    now.then_rejected(&usual);
    let given = given.when(all).then_names(&["deviation_accepted"]);
    given.clone().facts(otherwise).when(Approve {}).then_rejected(&usual);
    given.when(Approve {}).then_names(&["approved"]);
}

#[test]
fn nothing_is_approved_without_a_way_back() {
    let none = PlanRollback { rollback: Rollback { steps: List::empty(), ..rollback().rollback } };
    planned(plan()).when(none).then_rejected(&Rejection::Nothing { what: "step back" });
    let idle = PlanRollback { rollback: Rollback { takes: Span::ZERO, ..rollback().rollback } };
    planned(plan()).when(idle).then_rejected(&Rejection::NoTime { what: "reversing it" });
    let given = planned(plan()).when(criteria()).then_names(&["acceptance_criteria_agreed"]);
    let agree = AgreePlan { customer: Some(word()), standing: None };
    let given = given.when(agree).then_names(&["plan_agreed"]).by(caller("bo"));
    let given = given.when(StartBuild { changes_approved: word() }).then_names(&["build_started"]);
    let tried = TestRollback { result: text("no"), tested: false };
    given.clone().when(tried).then_rejected(&Rejection::NoRollback);
    let accepted = |given: Given<Release>| {
        let given = given.by(caller("ada")).when(StartTest { environment: word() });
        let given = given.then_names(&["test_started"]);
        let given = given.when(PassTest { report: label("TEST-1") }).then_names(&["tested"]);
        let given = given.when(clean()).then_names(&["scan_passed"]);
        given.when(verified(&["sends", "encrypts"])).then_names(&["accepted"])
    };
    accepted(given.clone()).when(Approve {}).then_rejected(&Rejection::NoRollback);
    let planned = given.when(rollback()).then_names(&["rollback_planned"]);
    accepted(planned.clone()).when(Approve {}).then_rejected(&Rejection::RollbackNotTested);
    // What led back from another build does not from this one.
    let tried = TestRollback { result: text("took 9 minutes"), tested: true };
    let tried = planned.by(caller("ada")).when(tried).then_names(&["rollback_tested"]);
    accepted(tried.clone()).when(Approve {}).then_names(&["approved"]);
    let again = tried.by(caller("bo")).when(StartBuild { changes_approved: word() });
    let again = again.then_names(&["build_started"]);
    accepted(again).when(Approve {}).then_rejected(&Rejection::RollbackNotTested);
}

#[test]
fn a_deviation_is_from_each_criterion_that_is_not_met_and_from_no_other() {
    let fails = |failed| FailAcceptance { failed, note: text("in the clear") };
    let failed = |failed| awaiting_acceptance(plan()).when(fails(failed));
    let one = failed([label("encrypts")].into()).then_names(&["acceptance_failed"]);
    let met = Rejection::CriteriaMet { criteria: vec![label("sends")] };
    one.clone().when(deviation(hour(90))).then_rejected(&met);
    let both = deviations(&["sends", "encrypts"], hour(90));
    one.clone().when(both.clone()).then_rejected(&met);
    one.when(deviations(&["encrypts"], hour(90))).then_names(&["deviation_accepted"]);
    let two = failed([label("encrypts"), label("sends")].into());
    let two = two.then_names(&["acceptance_failed"]);
    let missing = Rejection::CriteriaMissing { criteria: vec![label("encrypts")] };
    two.clone().when(deviation(hour(90))).then_rejected(&missing);
    two.when(both).then_names(&["deviation_accepted"]);
    // Of another build nothing is known yet.
    let parties = || [label("the customer")].into();
    let rework = DecideRework { parties: parties(), reason: text("faster") };
    let again = failed([label("sends")].into()).then_names(&["acceptance_failed"]);
    let again = again.when(rework).then_names(&["rework_decided"]);
    assert!(again.state().unmet.is_empty());
}

/// What its change is about after it was revised, and approved anew.
fn revised(world: &mut World) {
    let hand = || Hand { actor: actor("bo"), on_behalf: List::empty() };
    let change::Event::Requested(requested) = change_events(always(), false).remove(0) else {
        panic!()
    };
    let content =
        change::Content { configuration_items: [key("srv-1")].into(), ..requested.content };
    let revised = change::Revised {
        author: hand(),
        title: requested.title,
        content,
        reason: text("the other one stays as it is"),
        material: true,
        voided: List::empty(),
    };
    let scheduled = change::Scheduled { slot: always(), excepted: List::empty() };
    let begun = change::ImplementationStarted { implementer: hand() };
    for event in
        [reclassified(), revised.into(), classified(), authorised(), scheduled.into(), begun.into()]
    {
        world.record(change::NAME, "CHG1", &event);
    }
}

#[test]
fn an_item_that_its_changes_are_about_no_more_is_neither_approved_nor_deployed() {
    let mut world = ready();
    revised(&mut world);
    let dropped = Rejection::NotOfItsChanges { items: vec![key("srv-2")] };
    let accepted = awaiting_acceptance(plan()).when(verified(&["sends", "encrypts"]));
    let accepted = accepted.then_names(&["accepted"]).facts(world.facts.clone());
    accepted.when(Approve {}).then_rejected(&dropped);
    let canary = scheduled(plan()).facts(world.facts.clone());
    canary.when(StartCanary {}).then_rejected(&dropped);
    let at_once = scheduled(waived()).facts(world.facts);
    at_once.when(StartDeployment {}).then_rejected(&dropped);
}

#[test]
fn what_a_deputy_did_is_his_principals_when_the_delegation_is_over() {
    let delegate = |world: &mut World, from: &str, role: &str| {
        world.give("ada", from, role);
        let until = world.now + Span::from_hours(1);
        let body =
            format!(r#"{{"to": "zed", "until": "{until}", "competence": {{"statement": "fit"}}}}"#);
        world.send(from, "role", role, "delegate", &body).unwrap();
    };
    // Zed builds it for di, who is to test it when that is over.
    let mut world = ready();
    delegate(&mut world, "di", DEPLOYER);
    let built = BuildStarted { builder: actor("zed"), changes_approved: word() };
    world.record_by::<Event>("zed", NAME, "REL-1", &built.clone().into());
    let test = TestStarted { environment: word() };
    let testing = planned(plan()).and([built.into(), test.into()]).facts(world.facts);
    let testing = testing.at(hour(1_000)).by(caller("di"));
    let acts = Rejection::ActsForBuilder { actor: actor("di"), builder: actor("zed") };
    testing.when(PassTest { report: label("TEST-1") }).then_rejected(&acts);
    // Zed approves it for rhea, who is to deploy it then.
    let mut world = ready();
    delegate(&mut world, "rhea", RELEASE_MANAGER);
    world.record_by::<Event>("zed", NAME, "REL-1", &Approved {}.into());
    let accepted = awaiting_acceptance(plan()).when(verified(&["sends", "encrypts"]));
    let accepted = accepted.then_names(&["accepted"]).by(caller("zed"));
    let approved = accepted.when(Approve {}).then_names(&["approved"]);
    let given = approved.when(Schedule { slot: slot() });
    let given = given.then_names(&["scheduled", "dates_published"]);
    let given = given.when(CaptureBaseline {}).then_names(&["baseline_captured"]);
    let given = given.facts(world.facts).at(hour(20)).by(caller("rhea"));
    given.when(StartCanary {}).then_rejected(&Rejection::NotIndependent {
        actor: actor("rhea"),
        other: actor("zed"),
        did: "has approved",
        what: key("REL-1"),
    });
}
