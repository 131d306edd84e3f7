//! What a release does, rule by rule, and exhaustively.

mod deploy;
mod duties;
mod evaluate;
mod explore;
mod planning;
mod prove;

use super::*;
use crate::agreement::Level;
use crate::attest::Attestation;
use crate::change::{self, Hand, Slot};
use crate::change_model::Risk;
use crate::configuration_item::{self, BaselineCaptured, Occasion};
use crate::digest::Digest;
use crate::limits::{List, Percent, label, text};
use crate::problem::tests::log;
use crate::roles::{
    CHANGE_MANAGER, DEPLOYER, RELEASE_MANAGER, SERVICE_DESK, STEERING_COMMITTEE, TESTER,
};
use crate::testing::{World, actor, founded, key};
use engine::testing::{Given, NOW, caller, given};
use engine::{Decider as _, Span, Timestamp};

fn word() -> Attestation {
    Attestation::that(text("it is so"))
}

/// After all that the facts hold.
fn hour(number: i64) -> Timestamp {
    NOW + Span::from_hours(24 + number)
}

/// Ada does what is to be done but building and deploying, which is bo's; an incident is on record.
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

/// It is no emergency after all, and nobody has decided on it.
fn reclassified() -> change::Event {
    change::Reclassified {
        class: change::Class::Normal,
        model: None,
        policy: None,
        definitions: List::empty(),
        reason: text("it can wait"),
        voided: List::empty(),
    }
    .into()
}

fn classified() -> change::Event {
    let (class, definitions) = (change::Class::Emergency, List::empty());
    change::Classified { class, model: None, policy: None, definitions }.into()
}

fn authorised() -> change::Event {
    let tally = change::Tally { members: 1, needed: 1, approve: 1, reject: 0, rework: 0 };
    change::EmergencyAuthorised {
        shown: Digest::of(&"what was shown"),
        tally,
        members: [actor("cy")].into(),
        retrospective_due: NOW,
    }
    .into()
}

/// An emergency that di requested and cy approved and that changes the items, as far as its time, or as far as it is being carried out.
pub(crate) fn change_events(slot: Slot, begun: bool) -> Vec<change::Event> {
    let hand = || Hand { actor: actor("kim"), on_behalf: List::empty() };
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
    let requester = Hand { actor: actor("di"), on_behalf: List::empty() };
    let title = label("a new server");
    let mut events: Vec<change::Event> = vec![
        change::Requested { title, content, raised_from: None, requester }.into(),
        classified(),
        authorised(),
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
    let planned: Event = Planned { plan: plan() }.into();
    world.record(NAME, "REL-1", &planned);
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
        observation: ObservationRule::default(),
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
    deviations(&["sends"], due)
}

fn deviations(names: &[&str], due: Timestamp) -> AcceptWithDeviation {
    let from = |name: &&str| Deviation { criterion: label(name), note: text("slowly"), due };
    AcceptWithDeviation {
        deviations: List::new(names.iter().map(from).collect()).unwrap(),
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
    let given = given.when(CaptureBaseline {}).then_names(&["baseline_captured"]);
    given.at(hour(20)).by(caller("bo"))
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

/// The same where something has become of its change.
fn after(event: impl Into<change::Event>) -> World {
    let mut world = ready();
    world.record(change::NAME, "CHG1", &event.into());
    world
}

fn change_failed() -> change::Failed {
    let symptom = text("it is down");
    change::Failed { symptom, service_affected: true, incident: None, model: None }
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

/// The same where a freeze holds for some hours.
fn frozen(from: i64, to: i64) -> World {
    frozen_on(r#""everything""#, from, to)
}

/// ... of these.
fn frozen_on(scope: &str, from: i64, to: i64) -> World {
    let mut world = ready();
    let body = format!(
        r#"{{"terms": {{"kind": "freeze", "scope": {scope}, "reason": "the year ends",
            "times": {{"from": "{}", "to": "{}"}}}}}}"#,
        hour(from),
        hour(to)
    );
    world.send("ada", "window", "freeze", "declare", &body).unwrap();
    let said = r#"{"consulted": {"statement": "so"}, "quorum": {"statement": "so"}}"#;
    world.send("ada", "window", "freeze", "approve", said).unwrap();
    world
}
