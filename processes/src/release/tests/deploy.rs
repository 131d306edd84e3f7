use super::*;

/// Puts on record that a service suffers when an item fails.
fn serves(world: &mut World, item: &str, service: &str) {
    let rule = configuration_item::RelationRule {
        impact: configuration_item::Impact::ToTarget,
        ..configuration_item::RelationRule::default()
    };
    let definition = configuration_item::Definition {
        description: text("a machine"),
        attributes: [].into(),
        relations: [(label("part_of"), rule)].into(),
        control: configuration_item::Control { by_change: true, reason: text("felt at once") },
        idle_after: configuration_item::IDLE_AFTER,
    };
    let identified =
        configuration_item::Identified { item_type: key("server"), name: label("a server") };
    let related = configuration_item::Related {
        relation: label("part_of"),
        to: configuration_item::End::Service(key(service)),
        exists: None,
        cover: None,
    };
    let of_type: [configuration_item::Event; 2] = [
        configuration_item::TypeDrafted { definition }.into(),
        configuration_item::TypePublished { version: 1 }.into(),
    ];
    let registered = configuration_item::Registered {
        description: text("serves all"),
        location: label("room 1"),
        owner: actor("ada"),
        attributes: [].into(),
        no_relations: None,
        source: None,
        idle_after: configuration_item::IDLE_AFTER,
    };
    let of_item: [configuration_item::Event; 3] =
        [identified.into(), registered.into(), related.into()];
    for event in &of_type {
        world.record(configuration_item::NAME, "server", event);
    }
    for event in &of_item {
        world.record(configuration_item::NAME, item, event);
    }
}

#[test]
fn it_has_no_time_inside_what_blocks() {
    for slot in [Slot { to: hour(19), ..slot() }, Slot { from: hour(0), ..slot() }] {
        approved(plan()).when(Schedule { slot }).then_rejected(&Rejection::BadSlot);
    }
    let blocked = approved(plan()).facts(frozen(30, 50).facts);
    let blocked = blocked.when(Schedule { slot: slot() }).then_names(&["slot_refused"]);
    assert_eq!(blocked.state().phase, Phase::Approved);
    let earlier = Slot { to: hour(30), ..slot() };
    let given = blocked.when(Schedule { slot: earlier });
    let given = given.then_names(&["scheduled", "dates_published"]);
    let later = Reschedule { slot: slot(), reason: text("more time") };
    given.when(later.clone()).then_names(&["slot_refused"]);
    scheduled(plan()).when(later.clone()).then_rejected(&Rejection::BadSlot);
    scheduled(plan()).at(hour(1)).when(later).then_names(&["rescheduled", "dates_published"]);
    // What is done to an item is done to the service above it.
    let mut above = frozen_on(r#"{"named": {"services": ["post"]}}"#, 30, 50);
    let scheduled_so = |world: &World| scheduled(plan()).facts(world.facts.clone());
    scheduled_so(&above).when(StartCanary {}).then_names(&["canary_started"]);
    serves(&mut above, "srv-1", "post");
    let by_item = Rejection::Blocked { windows: vec![key("freeze")] };
    scheduled_so(&above).when(StartCanary {}).then_rejected(&by_item);
    // What blocks by the time it begins, blocks.
    let scheduled = scheduled(plan()).facts(frozen(30, 50).facts);
    let blocked = Rejection::Blocked { windows: vec![key("freeze")] };
    scheduled.when(StartCanary {}).then_rejected(&blocked);
    self::scheduled(plan())
        .at(hour(40))
        .when(StartCanary {})
        .then_rejected(&Rejection::OutsideSlot { from: hour(20), to: hour(40) });
}

#[test]
fn its_changes_are_open_have_its_time_and_are_being_carried_out() {
    let changes = [key("CHG9")].into();
    let unknown = Rejection::ChangeNotOpen { change: key("CHG9") };
    none().when(Plan { plan: ReleasePlan { changes, ..plan() } }).then_rejected(&unknown);
    let mut world = ready();
    let closed: change::Event =
        change::Cancelled { reason: text("no need"), raised_from: None }.into();
    world.record(change::NAME, "CHG1", &closed);
    let agree = AgreePlan { customer: Some(word()), standing: None };
    let agreed = planned(plan()).when(agree).then_names(&["plan_agreed"]).facts(world.facts);
    let over = Rejection::ChangeNotOpen { change: key("CHG1") };
    let build = || StartBuild { changes_approved: word() };
    agreed.clone().when(build()).then_rejected(&over);
    // Somebody's word does not stand against the record.
    let mut world = ready();
    world.record(change::NAME, "CHG1", &reclassified());
    let pending = Rejection::ChangeNotApproved { change: key("CHG1") };
    agreed.facts(world.facts).when(build()).then_rejected(&pending);
    let mut world = ready();
    change(&mut world, "CHG1", Slot { to: hour(39), ..always() }, false);
    let outside = Rejection::OutsideChange { change: key("CHG1") };
    let facts = world.facts.clone();
    approved(plan()).facts(facts).when(Schedule { slot: slot() }).then_rejected(&outside);
    let waiting = Rejection::ChangeNotImplementing { change: key("CHG1") };
    scheduled(plan()).facts(world.facts).when(StartCanary {}).then_rejected(&waiting);
}

#[test]
fn nobody_has_it_before_there_is_a_baseline_of_every_item() {
    let given = approved(plan()).when(Schedule { slot: slot() });
    let given = given.then_names(&["scheduled", "dates_published"]).at(hour(20));
    let items = vec![key("srv-1"), key("srv-2")];
    given.clone().when(StartCanary {}).then_rejected(&Rejection::NoBaseline { items });
    let mut world = world();
    let planned: Event = Planned { plan: plan() }.into();
    world.record(NAME, "REL-1", &planned);
    capture(&mut world, "REL-1", "srv-1");
    capture(&mut world, "REL-2", "srv-2");
    let missing = Rejection::NoBaseline { items: vec![key("srv-2")] };
    given.clone().facts(world.facts.clone()).when(CaptureBaseline {}).then_rejected(&missing);
    // One that was taken before it was built anew is of another build.
    let failed: Event = TestFailed { report: label("TEST-1") }.into();
    let mut rebuilt = ready();
    rebuilt.record(NAME, "REL-1", &failed);
    let items = vec![key("srv-1"), key("srv-2")];
    let missing = Rejection::NoBaseline { items };
    given.clone().facts(rebuilt.facts).when(CaptureBaseline {}).then_rejected(&missing);
    let captured = given.when(CaptureBaseline {}).then_names(&["baseline_captured"]);
    captured.when(CaptureBaseline {}).then_nothing();
}

#[test]
fn a_canary_is_waived_or_there_is_one() {
    scheduled(waived()).when(StartCanary {}).then_rejected(&Rejection::CanaryWaived);
    scheduled(plan()).when(StartDeployment {}).then_rejected(&Rejection::CanaryRequired);
    let deploying = scheduled(waived()).when(StartDeployment {});
    assert_eq!(deploying.then_names(&["deployment_started"]).state().phase, Phase::Deploying);
}

#[test]
fn a_stage_goes_on_when_it_passes_and_its_time_is_over() {
    assert_eq!(dues(&canary()), [("canary_soak", hour(22))]);
    let passes = canary().when(health(Health::Pass)).then_names(&["health_reported"]);
    let soaking = Rejection::StillSoaking { until: hour(22) };
    passes.clone().when(WidenCanary {}).then_rejected(&soaking);
    passes.clone().when(Promote {}).then_rejected(&Rejection::CanaryNotPassed);
    let second = passes.at(hour(22)).when(WidenCanary {}).then_names(&["canary_widened"]);
    let run = second.state().run.clone().unwrap();
    assert_eq!((run.stage, run.health), (1, None), "what was said of the first is not of this");
    assert_eq!(dues(&second), [("canary_soak", hour(24))]);
    proven().when(WidenCanary {}).then_rejected(&Rejection::CanaryPassed);
    assert_eq!(dues(&proven()), []);
}

#[test]
fn what_tells_nothing_waits() {
    let silent = canary().at(hour(22)).when(WidenCanary {}).then_names(&["canary_waits"]);
    assert_eq!(dues(&silent), [("canary_soak", hour(24))]);
    let unclear = canary().when(health(Health::Inconclusive)).then_names(&["health_reported"]);
    let waits = unclear.at(hour(22)).when(WidenCanary {}).then_names(&["canary_waits"]);
    waits.clone().when(Promote {}).then_rejected(&Rejection::CanaryNotPassed);
    let passes = waits.when(health(Health::Pass)).then_names(&["health_reported"]);
    passes.at(hour(24)).when(WidenCanary {}).then_names(&["canary_widened"]);
}

#[test]
fn what_fails_is_rolled_back_at_once() {
    let names = ["health_reported", "canary_aborted"];
    let aborted = canary().when(health(Health::Fail)).then_names(&names);
    assert_eq!(aborted.state().phase, Phase::RollingBack);
    assert_eq!(dues(&aborted), []);
    let abort = AbortCanary { symptom: text("users complain") };
    canary().when(abort).then_names(&["canary_aborted"]);
    let back = aborted.when(RollBack { restored: word() });
    let back = back.then_names(&["rolled_back", "outcome_published"]);
    assert_eq!(back.state().outcome, Some(Outcome::RolledBack));
    let nowhere = FailRollback { incident: key("INC9"), reason: text("a disk") };
    let rolling = canary().when(health(Health::Fail)).then_names(&names);
    let unknown = Rejection::IncidentUnknown { incident: key("INC9") };
    rolling.clone().when(nowhere).then_rejected(&unknown);
    let known = FailRollback { incident: key("INC1"), reason: text("a disk") };
    rolling.when(known).then_names(&["rollback_failed"]);
}

#[test]
fn a_step_is_done_again_while_there_is_time_to_go_back() {
    let again = || RetryStep { reason: text("a time-out") };
    deploying().at(hour(39)).when(again()).then_names(&["step_retried"]);
    let late = hour(39) + Span::from_minutes(1);
    let left = Rejection::NoTimeLeft { takes: Span::from_hours(1), until: hour(40) };
    deploying().at(late).when(again()).then_rejected(&left);
}

#[test]
fn what_is_deployed_is_what_was_built() {
    let deploy = || Deploy { checks: word() };
    deploying().when(deploy()).then_rejected(&Rejection::IntegrityNotVerified);
    let broken = Rejection::IntegrityBroken { components: vec![label("server")] };
    deploying().when(integrity("other")).then_rejected(&broken);
    let nothing = VerifyIntegrity { checksums: List::empty() };
    deploying().when(nothing).then_rejected(&Rejection::Nothing { what: "component" });
    assert_eq!(observing().state().outcome, Some(Outcome::Full));
}

#[test]
fn there_is_no_way_back_that_was_not_planned() {
    let mut failed = failed();
    failed = failed.when(StartRollback {}).then_names(&["rollback_started"]);
    assert_eq!(failed.state().phase, Phase::RollingBack);
    let events = [Event::from(Planned { plan: plan() }), fail_event()];
    none().and(events).when(StartRollback {}).then_rejected(&Rejection::NoRollback);
}

fn fail_event() -> Event {
    let Fail { symptom, service_affected, incident } = fail();
    DeploymentFailed { symptom, service_affected, incident }.into()
}

/// What may be asked while it is brought into use: of a stage, of all, and of what is deployed.
fn on_their_way() -> [(Given<Release>, Command); 3] {
    let verified = deploying().when(integrity("ab12")).then_names(&["integrity_verified"]);
    [
        (proven(), Promote {}.into()),
        (deploying(), RetryStep { reason: text("a time-out") }.into()),
        (verified, Deploy { checks: word() }.into()),
    ]
}

#[test]
fn nothing_goes_on_when_its_change_has_failed_or_is_over() {
    let waiting = Rejection::ChangeNotImplementing { change: key("CHG1") };
    let cancelled = change::Cancelled { reason: text("no need"), raised_from: None };
    for world in [after(change_failed()), after(cancelled)] {
        for (given, command) in on_their_way() {
            given.facts(world.facts.clone()).when(command).then_rejected(&waiting);
        }
    }
}

#[test]
fn nor_when_its_time_is_over() {
    let over = Rejection::OutsideSlot { from: hour(20), to: hour(40) };
    let [(proven, promote), (deploying, again), (verified, deploy)] = on_their_way();
    proven.at(hour(40)).when(promote).then_rejected(&over);
    let left = Rejection::NoTimeLeft { takes: Span::from_hours(1), until: hour(40) };
    deploying.at(hour(40)).when(again).then_rejected(&left);
    verified.at(hour(40)).when(deploy).then_rejected(&over);
}

#[test]
fn nor_when_something_has_come_in_the_way() {
    let blocked = Rejection::Blocked { windows: vec![key("freeze")] };
    for (given, command) in on_their_way() {
        given.facts(frozen(30, 50).facts).when(command).then_rejected(&blocked);
    }
}

#[test]
fn a_stage_that_has_passed_waits_while_the_next_may_not_begin() {
    let passes = canary().when(health(Health::Pass)).then_names(&["health_reported"]);
    let passes = passes.at(hour(22));
    for world in [after(change_failed()), frozen(23, 30)] {
        let stopped = passes.clone().facts(world.facts);
        let decided = stopped.when(WidenCanary {}).decided().unwrap();
        let [Event::CanaryWaits(waits)] = &decided[..] else { panic!("{decided:?}") };
        assert_eq!(waits.waiting, Waiting::Stopped);
    }
    let late = passes.at(hour(41)).when(WidenCanary {}).then_names(&["canary_waits"]);
    assert_eq!(dues(&late), [("canary_soak", hour(43))]);
}

#[test]
fn it_is_ended_whatever_has_become_of_its_change_and_its_time() {
    let mut world = frozen(30, 9_000);
    world.record(change::NAME, "CHG1", &change::Event::from(change_failed()));
    let late = |given: Given<Release>| given.facts(world.facts.clone()).at(hour(41));
    let names = ["health_reported", "canary_aborted"];
    late(canary()).when(health(Health::Fail)).then_names(&names);
    let abort = AbortCanary { symptom: text("users complain") };
    late(canary()).when(abort).then_names(&["canary_aborted"]);
    let failed = late(deploying()).when(fail()).then_names(&["deployment_failed"]);
    let back = failed.when(StartRollback {}).then_names(&["rollback_started"]);
    let back = back.when(RollBack { restored: word() });
    back.then_names(&["rolled_back", "outcome_published"]);
    late(scheduled(plan())).when(Cancel { reason: text("no") }).then_names(&["cancelled"]);
}

#[test]
fn what_had_a_time_and_waited_has_one_that_is_good_still() {
    let held = scheduled(plan()).at(hour(1)).when(Hold { reason: text("a strike") });
    let held = held.then_names(&["held"]);
    let resume = |slot| Resume { slot };
    held.clone().at(hour(21)).when(resume(None)).then_names(&["resumed"]);
    let over = Rejection::Over { at: hour(40) };
    held.clone().at(hour(40)).when(resume(None)).then_rejected(&over);
    let frozen = held.clone().facts(frozen(30, 50).facts).when(resume(None));
    let frozen = frozen.then_names(&["slot_refused"]);
    assert_eq!(frozen.state().phase, Phase::OnHold);
    let inside = Some(Slot { from: hour(44), to: hour(45) });
    frozen.clone().when(resume(inside)).then_names(&["slot_refused"]);
    let later = Slot { from: hour(60), to: hour(70) };
    let names = ["resumed", "rescheduled", "dates_published"];
    let moved = frozen.at(hour(50)).when(resume(Some(later))).then_names(&names);
    assert_eq!((moved.state().phase, moved.state().slot), (Phase::Scheduled, Some(later)));
    let cancelled = change::Cancelled { reason: text("no need"), raised_from: None };
    let outside = Rejection::OutsideChange { change: key("CHG1") };
    held.facts(after(cancelled).facts).when(resume(None)).then_rejected(&outside);
    // What has none asks for none.
    let held = approved(plan()).when(Hold { reason: text("a strike") }).then_names(&["held"]);
    held.at(hour(50)).when(resume(None)).then_names(&["resumed"]);
}

#[test]
fn what_is_said_of_the_last_stage_counts_until_all_have_it() {
    let unclear = proven().when(health(Health::Inconclusive)).then_names(&["health_reported"]);
    unclear.clone().when(Promote {}).then_rejected(&Rejection::CanaryNotPassed);
    let passes = unclear.when(health(Health::Pass)).then_names(&["health_reported"]);
    passes.when(Promote {}).then_names(&["promoted"]);
}

#[test]
fn what_is_done_again_is_compared_again() {
    let verified = deploying().when(integrity("ab12")).then_names(&["integrity_verified"]);
    let again = verified.when(RetryStep { reason: text("a time-out") });
    let again = again.then_names(&["step_retried"]);
    again.when(Deploy { checks: word() }).then_rejected(&Rejection::IntegrityNotVerified);
}

#[test]
fn it_is_remedied_under_a_change_and_while_nothing_blocks() {
    let remedy = || StartRemedy { remedy: text("a setting"), approved: word() };
    let blocked = Rejection::Blocked { windows: vec![key("freeze")] };
    failed().facts(frozen(24, 30).facts).when(remedy()).then_rejected(&blocked);
    let cancelled = change::Cancelled { reason: text("no need"), raised_from: None };
    let over = Rejection::ChangeNotOpen { change: key("CHG1") };
    failed().facts(after(cancelled).facts).when(remedy()).then_rejected(&over);
    let hand = Hand { actor: actor("bo"), on_behalf: List::empty() };
    let mut world = after(change_failed());
    let failed_already = failed().facts(world.facts.clone()).at(hour(41));
    let remedying = failed_already.when(remedy()).then_names(&["remedy_started"]);
    let back: change::Event = change::BackedOut {
        implementer: hand,
        restored: word(),
        altered: List::empty(),
        raised_from: None,
    }
    .into();
    world.record(change::NAME, "CHG1", &back);
    let gone = Rejection::ChangeNotImplementing { change: key("CHG1") };
    remedying.facts(world.facts).when(Remedy { checks: word() }).then_rejected(&gone);
}

#[test]
fn an_incident_that_is_named_is_about_it() {
    let fails = |name| Fail { incident: Some(key(name)), ..fail() };
    let unknown = Rejection::IncidentUnknown { incident: key("INC9") };
    deploying().when(fails("INC9")).then_rejected(&unknown);
    deploying().when(fails("INC1")).then_names(&["deployment_failed"]);
    let elsewhere = |at| {
        let mut world = ready();
        world.now = at;
        let body = r#"{"summary": "no fax", "service": "fax", "monitor": "probe"}"#;
        world.send("ada", "incident", "INC7", "log", body).unwrap();
        world.facts
    };
    let other = Rejection::IncidentElsewhere { incident: key("INC7") };
    deploying().facts(elsewhere(hour(19))).when(fails("INC7")).then_rejected(&other);
    let since = deploying().facts(elsewhere(hour(21)));
    since.when(fails("INC7")).then_names(&["deployment_failed"]);
    // A rule names what is logged in the same breath.
    let rule = engine::Caller::system(engine::Door::Policy);
    deploying().by(rule).when(fails("INC9")).then_names(&["deployment_failed"]);
}
