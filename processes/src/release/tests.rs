use super::{
    AbortCanary, Accept, AcceptWithDeviation, AgreeAcceptanceCriteria, AgreePlan, Analyse, Approve,
    AttributeIncident, AuthoriseEmergency, Canary, Cancel, CaptureBaseline, ChangeScope, Checksum,
    Close, Command, Criterion, CriterionKind, DecideRework, Deploy, Deviation, EndObservation,
    Event, Fail, FailAcceptance, FailRemedy, FailRollback, FailTest, Findings, Health, Hold,
    Investigate, InvestigateFailure, Outcome, PassTest, Phase, Plan, PlanRollback, Promote,
    PublishDates, PublishOutcome, RecordScan, Rejection, Release, ReleasePlan, Remedy, Replan,
    ReportHealth, Reschedule, Resume, RetryStep, ReturnToBuild, Review, RollBack, Rollback, Scan,
    ScanRule, Schedule, Stage, StartBuild, StartCanary, StartDeployment, StartInvestigation,
    StartRemedy, StartRollback, StartTest, TestRollback, Verified, VerifyIntegrity, Waiver,
    WidenCanary,
};
use crate::agreement::Level;
use crate::attest::Attestation;
use crate::change::{self, Hand, Slot};
use crate::change_model::Risk;
use crate::configuration_item::{self, BaselineCaptured, Occasion};
use crate::limits::{List, Percent, label, text};
use crate::problem::tests::log;
use crate::roles::{
    CHANGE_MANAGER, DEPLOYER, RELEASE_MANAGER, SERVICE_DESK, STEERING_COMMITTEE, TESTER,
};
use crate::testing::{World, actor, founded, key};
use engine::testing::{Explorer, Given, NOW, caller, durable, given};
use engine::{Decider as _, Span, Timestamp};

fn word() -> Attestation {
    Attestation::that(text("it is so"))
}

/// After all that the facts hold.
fn hour(number: i64) -> Timestamp {
    NOW + Span::from_hours(24 + number)
}

/// Ada does what is to be done but the building, which is bo's; an incident is on record.
pub(crate) fn world() -> World {
    let mut world = founded("ada");
    let offer = r#"{"person": "ada", "competence": {"statement": "fit"}}"#;
    for role in [RELEASE_MANAGER, TESTER, SERVICE_DESK, CHANGE_MANAGER, STEERING_COMMITTEE] {
        world.send("ada", "role", role, "offer", offer).unwrap();
    }
    world.give("ada", "bo", DEPLOYER);
    log(&mut world, "INC1", "srv-1", "software");
    change(&mut world, "CHG1", always(), true);
    world
}

/// There is a baseline of an item for a release.
fn capture(world: &mut World, release: &str, item: &str) {
    let occasion = Occasion::Release(key(release));
    let captured: configuration_item::Event =
        BaselineCaptured { name: label("before"), occasion }.into();
    world.record(configuration_item::NAME, item, &captured);
}

/// A change of the items, as far as its time, or as far as it is being carried out.
pub(crate) fn change_events(slot: Slot, begun: bool) -> Vec<change::Event> {
    let hand = || Hand { actor: actor("bo"), on_behalf: List::empty() };
    let content = change::Content {
        purpose: text("a new server"),
        services: [key("mail")].into(),
        configuration_items: [key("srv-1"), key("srv-2")].into(),
        service_effect: change::ServiceEffect::Changed,
        risk: Risk { level: Level::Low, statement: text("it may be slow") },
        expected: text("it is faster"),
        parties: List::empty(),
        retests_continuity: false,
    };
    let (title, requester) = (label("a new server"), hand());
    let mut events: Vec<change::Event> = vec![
        change::Requested { title, content, raised_from: None, requester }.into(),
        change::Scheduled { slot, excepted: List::empty() }.into(),
    ];
    if begun {
        events.push(change::ImplementationStarted { implementer: hand() }.into());
    }
    events
}

fn change(world: &mut World, name: &str, slot: Slot, begun: bool) {
    let events = change_events(slot, begun);
    for event in &events {
        world.record(change::NAME, name, event);
    }
}

/// From the beginning until long after all that happens here.
fn always() -> Slot {
    Slot { from: NOW, to: NOW + Span::from_days(3_000) }
}

/// The same world where the release under test is on record, with baselines.
pub(crate) fn ready() -> World {
    let mut world = world();
    let planned: Event = super::Planned { plan: plan() }.into();
    world.record(super::NAME, "REL-1", &planned);
    capture(&mut world, "REL-1", "srv-1");
    capture(&mut world, "REL-1", "srv-2");
    world
}

pub(crate) fn plan() -> ReleasePlan {
    let stage = |cohort: &str, share: u8| Stage {
        cohort: label(cohort),
        share: Percent::of_hundred(share),
        soak: Span::from_hours(2),
    };
    ReleasePlan {
        title: label("mail 7"),
        services: [key("mail")].into(),
        configuration_items: [key("srv-1"), key("srv-2")].into(),
        changes: [key("CHG1")].into(),
        problems: List::empty(),
        deliverables: [text("the server")].into(),
        method: text("one server after the other"),
        date: hour(24),
        canary: Canary::Stages([stage("our own", 5), stage("the north", 30)].into()),
        scan: ScanRule::default(),
        observation: super::ObservationRule::default(),
    }
}

/// For which there is no canary.
fn waived() -> ReleasePlan {
    let waiver = Waiver { rule: label("POL-8, 3"), reason: text("one server only") };
    ReleasePlan { canary: Canary::Waived(waiver), ..plan() }
}

fn criteria() -> AgreeAcceptanceCriteria {
    let criterion = |name: &str, kind| Criterion {
        name: label(name),
        kind,
        statement: text("it is as it should be"),
    };
    let functional = criterion("sends", CriterionKind::Functional);
    let criteria = [functional, criterion("encrypts", CriterionKind::Security)].into();
    AgreeAcceptanceCriteria { criteria, agreed: word() }
}

fn rollback() -> PlanRollback {
    let (steps, takes) = ([text("install the last one")].into(), Span::from_hours(1));
    PlanRollback { rollback: Rollback { steps, takes } }
}

fn scan(findings: Option<Findings>, baseline_met: Option<bool>) -> RecordScan {
    let (scanner, report) = (label("scanner 3"), label("SCAN-1"));
    RecordScan { scan: Scan { scanner, report, findings, baseline_met } }
}

fn clean() -> RecordScan {
    scan(Some(Findings::default()), Some(true))
}

fn verified(names: &[&str]) -> Accept {
    let verified =
        names.iter().map(|name| Verified { criterion: label(name), evidence: text("seen") });
    Accept { verified: List::new(verified.collect()).unwrap() }
}

fn deviation(due: Timestamp) -> AcceptWithDeviation {
    AcceptWithDeviation {
        deviations: [Deviation { criterion: label("sends"), note: text("slowly"), due }].into(),
        parties: [label("the customer")].into(),
        risk_accepted: word(),
    }
}

fn slot() -> Slot {
    Slot { from: hour(20), to: hour(40) }
}

fn health(health: Health) -> ReportHealth {
    ReportHealth { health, measures: text("errors per minute") }
}

fn integrity(deployed: &str) -> VerifyIntegrity {
    let (component, master, deployed) = (label("server"), label("ab12"), label(deployed));
    VerifyIntegrity { checksums: [Checksum { component, master, deployed }].into() }
}

fn fail() -> Fail {
    Fail { symptom: text("no mail is sent"), service_affected: true, incident: None }
}

fn none() -> Given<Release> {
    given::<Release>([]).of("REL-1").facts(ready().facts).at(hour(0)).by(caller("ada"))
}

fn planned(plan: ReleasePlan) -> Given<Release> {
    none().when(Plan { plan }).then_names(&["planned"])
}

fn building(plan: ReleasePlan) -> Given<Release> {
    let given = planned(plan).when(criteria()).then_names(&["acceptance_criteria_agreed"]);
    let given = given.when(rollback()).then_names(&["rollback_planned"]);
    let agree = AgreePlan { customer: Some(word()), standing: None };
    let given = given.when(agree).then_names(&["plan_agreed"]).by(caller("bo"));
    let build = StartBuild { changes_approved: word() };
    given.when(build).then_names(&["build_started"]).by(caller("ada"))
}

fn testing(plan: ReleasePlan) -> Given<Release> {
    let given = building(plan).when(StartTest { environment: word() });
    let given = given.then_names(&["test_started"]);
    let tried = TestRollback { result: text("it works"), tested: true };
    given.when(tried).then_names(&["rollback_tested"])
}

fn scanning(plan: ReleasePlan) -> Given<Release> {
    testing(plan).when(PassTest { report: label("TEST-1") }).then_names(&["tested"])
}

fn awaiting_acceptance(plan: ReleasePlan) -> Given<Release> {
    scanning(plan).when(clean()).then_names(&["scan_passed"])
}

fn approved(plan: ReleasePlan) -> Given<Release> {
    let accepted = awaiting_acceptance(plan).when(verified(&["sends", "encrypts"]));
    accepted.then_names(&["accepted"]).when(Approve {}).then_names(&["approved"])
}

fn scheduled(plan: ReleasePlan) -> Given<Release> {
    let given = approved(plan).when(Schedule { slot: slot() });
    let given = given.then_names(&["scheduled", "dates_published"]);
    given.when(CaptureBaseline {}).then_names(&["baseline_captured"]).at(hour(20))
}

fn canary() -> Given<Release> {
    scheduled(plan()).when(StartCanary {}).then_names(&["canary_started"])
}

/// All stages have passed.
fn proven() -> Given<Release> {
    let first = canary().when(health(Health::Pass)).then_names(&["health_reported"]);
    let second = first.at(hour(22)).when(WidenCanary {}).then_names(&["canary_widened"]);
    let second = second.when(health(Health::Pass)).then_names(&["health_reported"]);
    second.at(hour(24)).when(WidenCanary {}).then_names(&["canary_completed"])
}

fn deploying() -> Given<Release> {
    proven().when(Promote {}).then_names(&["promoted"])
}

const THERE: [&str; 3] = ["deployed", "observation_started", "outcome_published"];

fn observing() -> Given<Release> {
    let given = deploying().when(integrity("ab12")).then_names(&["integrity_verified"]);
    given.when(Deploy { checks: word() }).then_names(&THERE)
}

fn failed() -> Given<Release> {
    deploying().when(fail()).then_names(&["deployment_failed"])
}

fn remedied() -> Given<Release> {
    let remedy = StartRemedy { remedy: text("a setting"), approved: word() };
    let given = failed().when(remedy).then_names(&["remedy_started"]);
    let names = ["remedied", "observation_started", "outcome_published"];
    given.when(Remedy { checks: word() }).then_names(&names)
}

fn analyse() -> Analyse {
    Analyse { customer_impact: text("none"), finding: text("all is well") }
}

fn review() -> Review {
    Review { improvements: List::empty(), no_improvement_reason: Some(text("it went well")) }
}

fn dues(given: &Given<Release>) -> Vec<(&'static str, Timestamp)> {
    given.state().deadlines().iter().map(|due| (due.name, due.at)).collect()
}

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
    let given = planned(plan()).when(authorise).then_names(&["emergency_authorised"]);
    let given = given.when(criteria()).then_names(&["acceptance_criteria_agreed"]);
    let given = given.when(rollback()).then_names(&["rollback_planned"]);
    let given = given.when(StartTest { environment: word() }).then_names(&["test_started"]);
    let given = given.when(PassTest { report: label("TEST-1") }).then_names(&["tested"]);
    let given = given.when(clean()).then_names(&["scan_passed"]);
    let given = given.when(deviation(hour(90))).then_names(&["deviation_accepted"]);
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
    accepted(planned).when(Approve {}).then_rejected(&Rejection::RollbackNotTested);
}

/// The same where a freeze holds for some hours.
fn frozen(from: i64, to: i64) -> World {
    let mut world = ready();
    let body = format!(
        r#"{{"terms": {{"kind": "freeze", "scope": "everything", "reason": "the year ends",
            "times": {{"from": "{}", "to": "{}"}}}}}}"#,
        hour(from),
        hour(to)
    );
    world.send("ada", "window", "freeze", "declare", &body).unwrap();
    let said = r#"{"consulted": {"statement": "so"}, "quorum": {"statement": "so"}}"#;
    world.send("ada", "window", "freeze", "approve", said).unwrap();
    world
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
    agreed.when(StartBuild { changes_approved: word() }).then_rejected(&over);
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
    let planned: Event = super::Planned { plan: plan() }.into();
    world.record(super::NAME, "REL-1", &planned);
    capture(&mut world, "REL-1", "srv-1");
    capture(&mut world, "REL-2", "srv-2");
    let missing = Rejection::NoBaseline { items: vec![key("srv-2")] };
    given.clone().facts(world.facts.clone()).when(CaptureBaseline {}).then_rejected(&missing);
    // One that was taken before it was built anew is of another build.
    let failed: Event = super::TestFailed { report: label("TEST-1") }.into();
    let mut rebuilt = ready();
    rebuilt.record(super::NAME, "REL-1", &failed);
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
    let events = [Event::from(super::Planned { plan: plan() }), fail_event()];
    none().and(events).when(StartRollback {}).then_rejected(&Rejection::NoRollback);
}

fn fail_event() -> Event {
    let Fail { symptom, service_affected, incident } = fail();
    super::DeploymentFailed { symptom, service_affected, incident }.into()
}

/// An incident of an hour.
fn incident_at(number: i64) -> World {
    let mut world = ready();
    world.now = hour(number);
    log(&mut world, "INC3", "srv-1", "software");
    world
}

#[test]
fn incidents_while_it_is_observed_are_its() {
    let attribute = |name| AttributeIncident { incident: key(name) };
    let unknown = Rejection::IncidentUnknown { incident: key("INC9") };
    observing().when(attribute("INC9")).then_rejected(&unknown);
    let outside = Rejection::OutsideObservation { incident: key("INC1") };
    observing().when(attribute("INC1")).then_rejected(&outside);
    let late = incident_at(24 + 14 * 24).facts;
    let outside = Rejection::OutsideObservation { incident: key("INC3") };
    observing().facts(late).when(attribute("INC3")).then_rejected(&outside);
    let inside = observing().facts(incident_at(30).facts);
    let attributed = inside.when(attribute("INC3")).then_names(&["incident_attributed"]);
    attributed.when(attribute("INC3")).then_nothing();
}

#[test]
fn more_incidents_than_its_plan_takes_for_granted_are_said_to_be() {
    let event = |number: u32| super::IncidentAttributed {
        incident: key(&format!("INC-{number}")),
        count: number,
        above_limit: false,
    };
    let attribute = || AttributeIncident { incident: key("INC3") };
    let above = |given: Given<Release>| {
        let decided = given.facts(incident_at(30).facts).when(attribute()).decided().unwrap();
        let Event::IncidentAttributed(attributed) = &decided[0] else { panic!("{decided:?}") };
        (attributed.count, attributed.above_limit)
    };
    let some = |count: u32| observing().and((0..count).map(|number| event(number).into()));
    assert_eq!((above(some(2)), above(some(3))), ((3, false), (4, true)));
    let full = some(u32::try_from(super::INCIDENTS_MAX).unwrap());
    full.when(attribute()).then_rejected(&Rejection::TooManyIncidents);
}

#[test]
fn it_is_observed_for_its_period_before_it_is_analysed() {
    let until = hour(24) + Span::from_days(14);
    assert_eq!(dues(&observing()), [("observation_period", until)]);
    let still = Rejection::StillObserved { until };
    observing().when(analyse()).then_rejected(&still);
    observing().when(EndObservation {}).then_rejected(&still);
    let ended = observing().at(until).when(EndObservation {}).then_names(&["observation_ended"]);
    assert_eq!(dues(&ended), []);
    let ended = ended.when(EndObservation {}).then_nothing();
    let analysed = ended.when(analyse()).then_names(&["analysed"]);
    analysed.clone().when(Close {}).then_rejected(&Rejection::NotReviewed);
    let nothing = Review { no_improvement_reason: None, ..review() };
    analysed.clone().when(nothing).then_rejected(&Rejection::ImprovementsNotConsidered);
    let reviewed = analysed.when(review()).then_names(&["analysis_reviewed"]);
    reviewed.when(Close {}).then_names(&["closed"]);
    let unheard = given::<Release>([
        Event::from(super::Investigated { cause: text("a disk"), actions: List::empty() }),
        super::AnalysisReviewed { improvements: List::empty(), no_improvement_reason: None }.into(),
    ]);
    unheard.facts(ready().facts).when(Close {}).then_rejected(&Rejection::OutcomeNotPublished);
}

#[test]
fn what_failed_is_investigated() {
    let cause = || text("a disk was full");
    let actions = || List::from([text("watch the disk")]);
    let until = hour(24) + Span::from_days(14);
    let investigate = |actions| InvestigateFailure { cause: cause(), actions };
    observing().when(investigate(actions())).then_rejected(&Rejection::NothingToInvestigate);
    let remedied = remedied().at(until);
    remedied.clone().when(analyse()).then_rejected(&Rejection::FailureNotInvestigated);
    let nothing = Rejection::Nothing { what: "action" };
    remedied.clone().when(investigate(List::empty())).then_rejected(&nothing);
    let known = remedied.when(investigate(actions())).then_names(&["failure_investigated"]);
    let known = known.when(analyse()).then_names(&["analysed"]);
    let replan = || Replan { reason: text("smaller"), changes_replanned: word() };
    known.when(replan()).then_rejected(&Rejection::NotRolledBack);
    let back = failed().when(StartRollback {}).then_names(&["rollback_started"]);
    let back = back.when(RollBack { restored: word() });
    let back = back.then_names(&["rolled_back", "outcome_published"]);
    let start = StartInvestigation { investigator: actor("bo") };
    let looking = back.when(start).then_names(&["investigation_started"]);
    let nothing_follows = Investigate { cause: cause(), actions: List::empty() };
    looking.clone().when(nothing_follows).then_rejected(&nothing);
    let known = Investigate { cause: cause(), actions: actions() };
    let known = looking.when(known).then_names(&["investigated"]);
    let again = known.when(replan()).then_names(&["replanned"]);
    assert_eq!(again.state().phase, Phase::Building);
}

fn samples() -> Vec<Command> {
    let told = || List::from([label("the desk")]);
    let failing = scan(Some(Findings { critical: 1, ..Findings::default() }), Some(true));
    vec![
        Plan { plan: plan() }.into(),
        Plan { plan: waived() }.into(),
        ChangeScope {
            plan: ReleasePlan { title: label("mail 8"), ..plan() },
            reason: text("more"),
            told: told(),
        }
        .into(),
        AgreePlan { customer: Some(word()), standing: None }.into(),
        AuthoriseEmergency {
            definition_matched: word(),
            change_authorised: word(),
            builder: actor("bo"),
        }
        .into(),
        rollback().into(),
        criteria().into(),
        StartBuild { changes_approved: word() }.into(),
        StartTest { environment: word() }.into(),
        TestRollback { result: text("it works"), tested: true }.into(),
        FailTest { report: label("TEST-1") }.into(),
        PassTest { report: label("TEST-1") }.into(),
        clean().into(),
        failing.into(),
        scan(None, None).into(),
        verified(&["sends", "encrypts"]).into(),
        FailAcceptance { failed: [label("sends")].into(), note: text("slow") }.into(),
        DecideRework { parties: told(), reason: text("faster") }.into(),
        deviation(hour(9_000)).into(),
        Approve {}.into(),
        ReturnToBuild { reason: text("a typo"), told: told() }.into(),
        Schedule { slot: explored() }.into(),
        Schedule { slot: Slot { from: hour(40_000), to: hour(40_001) } }.into(),
        Reschedule { slot: explored(), reason: text("later") }.into(),
        Reschedule { slot: Slot { from: hour(40_000), to: hour(40_001) }, reason: text("later") }
            .into(),
        PublishDates { addressed: told() }.into(),
        Hold { reason: text("a strike") }.into(),
        Resume {}.into(),
        CaptureBaseline {}.into(),
        StartCanary {}.into(),
        health(Health::Pass).into(),
        health(Health::Inconclusive).into(),
        health(Health::Fail).into(),
        WidenCanary {}.into(),
        AbortCanary { symptom: text("users complain") }.into(),
        Promote {}.into(),
        StartDeployment {}.into(),
        RetryStep { reason: text("a time-out") }.into(),
        integrity("ab12").into(),
        Deploy { checks: word() }.into(),
        fail().into(),
        StartRollback {}.into(),
        RollBack { restored: word() }.into(),
        FailRollback { incident: key("INC1"), reason: text("a disk") }.into(),
        StartRemedy { remedy: text("a setting"), approved: word() }.into(),
        Remedy { checks: word() }.into(),
        FailRemedy { reason: text("no") }.into(),
        AttributeIncident { incident: key("INC3") }.into(),
        EndObservation {}.into(),
        InvestigateFailure { cause: text("a disk"), actions: [text("watch")].into() }.into(),
        StartInvestigation { investigator: actor("bo") }.into(),
        Investigate { cause: text("a disk"), actions: [text("watch it")].into() }.into(),
        analyse().into(),
        PublishOutcome { outcome: Outcome::Partial, note: Some(text("one server")) }.into(),
        review().into(),
        Close {}.into(),
        Replan { reason: text("smaller"), changes_replanned: word() }.into(),
        Cancel { reason: text("no need") }.into(),
    ]
}

/// It begins as soon as one that goes straight on could begin.
fn explored() -> Slot {
    Slot { from: NOW + Span::from_minutes(14), to: hour(30_000) }
}

#[test]
fn does_what_the_table_says_and_reads_what_it_ever_wrote() {
    let shape = |release: &Release| {
        let run = release.run.as_ref().map(|run| (run.stage, run.health, run.completed));
        let waived = release.plan.as_ref().map(|plan| matches!(plan.canary, Canary::Waived(_)));
        let observed = release.observation.as_ref().map(|observed| observed.ended);
        let Release { phase, held_in, emergency, rollback, rollback_tested, .. } = release;
        let Release { criteria, scanned_at, slot, baseline, integrity_verified, .. } = release;
        let Release { incidents, remedied, failure_investigated, rolled_back, .. } = release;
        let known = (rollback.is_some(), rollback_tested, criteria.len(), scanned_at.is_some());
        let ready = (slot.is_some(), baseline.len(), integrity_verified, incidents.len());
        let after = (remedied, failure_investigated, rolled_back, release.reviewed);
        let outcome = release.outcome.is_some();
        format!(
            "{phase:?} {held_in:?} {emergency} {run:?} {waived:?} {observed:?} {known:?} {ready:?} \
             {after:?} {outcome}"
        )
    };
    let mut world = frozen(39_000, 41_000);
    world.now = NOW + Span::from_days(1);
    log(&mut world, "INC3", "srv-1", "software");
    let captured: Event = super::Planned { plan: plan() }.into();
    world.record(super::NAME, "TEST-1", &captured);
    capture(&mut world, "TEST-1", "srv-1");
    capture(&mut world, "TEST-1", "srv-2");
    let explored = Explorer::<Release>::new(samples(), shape)
        .facts(world.facts)
        .callers(vec![caller("ada"), caller("bo")])
        .explore();
    assert!(explored.states.len() < 20_000, "{}", explored.states.len());
    durable("src/release/fixtures", &explored.events);
}
