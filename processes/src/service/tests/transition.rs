use super::*;
use crate::testing::actor;
use engine::testing::caller;

pub(super) fn propose() -> Propose {
    Propose { what: text("a faster one"), change: key("CHG1"), major: word() }
}

pub(super) fn identify() -> IdentifyRequirements {
    IdentifyRequirements { requirements: [label("speed")].into(), consulted: word() }
}

pub(super) fn impact() -> AssessImpact {
    let said = || text("hardly any");
    AssessImpact {
        impact: Impact {
            financial: said(),
            organisational: said(),
            technical: said(),
            management_system: said(),
        },
    }
}

pub(super) fn party(capable: bool, action: Option<&str>) -> AssessParty {
    let (party, result) = (label("carrier"), text("has lorries"));
    AssessParty { party, result, capable, action: action.map(text) }
}

pub(super) fn criteria() -> AgreeAcceptanceCriteria {
    let criterion = |name: &str| Criterion { name: label(name), statement: text("it is") };
    AgreeAcceptanceCriteria {
        criteria: [criterion("fast"), criterion("safe")].into(),
        agreed: word(),
    }
}

pub(super) fn submit_plan() -> SubmitPlan {
    let said = || text("as always");
    let plan = Plan {
        responsibilities: said(),
        activities: said(),
        communication: said(),
        resources: said(),
        time_scales: said(),
        risks: said(),
        dependencies: said(),
        parties: [label("carrier")].into(),
        tests: said(),
        expected_outcomes: text("nine in ten within a minute"),
    };
    SubmitPlan { plan, consistent: word() }
}

pub(super) fn controls() -> PlaceSecurityControls {
    PlaceSecurityControls {
        classification: label("secret"),
        encryption: text("all of it"),
        controls: [text("a lock")].into(),
    }
}

pub(super) fn submit_design() -> SubmitDesign {
    let said = || text("as always");
    let design = Design {
        responsibilities: said(),
        activities: said(),
        people: said(),
        money: said(),
        technology: said(),
        plans: said(),
        agreements: said(),
        management_system: said(),
        service_levels: said(),
        catalogue: said(),
        procedures: said(),
    };
    SubmitDesign { design }
}

pub(super) fn develop() -> CompleteDevelopment {
    CompleteDevelopment { to_design: word(), change: word(), items: [key("db1")].into() }
}

pub(super) fn accept(criteria: &[&str]) -> Accept {
    let verified = |name: &&str| Verified { criterion: label(name), evidence: text("measured") };
    Accept { verified: List::new(criteria.iter().map(verified).collect()).unwrap() }
}

pub(super) fn report(told: &[&str]) -> ReportOutcome {
    ReportOutcome {
        expected: text("nine in ten"),
        actual: text("eight in ten"),
        as_expected: false,
        told: List::new(told.iter().map(|name| label(name)).collect()).unwrap(),
    }
}

fn planning_of(given: Given<Service>) -> Given<Service> {
    let given = with_speed(given).when(propose()).then_names(&["proposed"]);
    given.when(identify()).then_names(&["requirements_identified"])
}

fn planned(given: Given<Service>) -> Given<Service> {
    planning_of(given)
        .when(impact())
        .then_names(&["impact_considered"])
        .when(party(true, None))
        .then_names(&["party_capability_assessed"])
        .when(criteria())
        .then_names(&["acceptance_criteria_agreed"])
        .when(submit_plan())
        .then_names(&["plan_submitted"])
}

fn designing(given: Given<Service>) -> Given<Service> {
    planned(given).when(AcceptPlan { reviewed: word() }).then_names(&["plan_accepted"])
}

pub(super) fn designed(given: Given<Service>) -> Given<Service> {
    let given = designing(given).when(controls()).then_names(&["security_controls_designed_in"]);
    given.when(submit_design()).then_names(&["design_submitted"])
}

pub(super) fn developing(given: Given<Service>) -> Given<Service> {
    let given = designed(given).when(AcceptDesign { meets: word() });
    given.then_names(&["design_accepted"])
}

fn testing(given: Given<Service>) -> Given<Service> {
    developing(given).when(develop()).then_names(&["developed"])
}

pub(super) fn acceptance(given: Given<Service>) -> Given<Service> {
    let pass = PassTest { covers: word() };
    testing(given).by(caller("bo")).when(pass).then_names(&["tested"])
}

fn transitioning(given: Given<Service>) -> Given<Service> {
    acceptance(given).when(accept(&["fast", "safe"])).then_names(&["accepted"])
}

/// It can go live.
pub(super) fn listed(given: Given<Service>) -> Given<Service> {
    let given = transitioning(given).when(Draft { entry: entry() }).then_names(&["drafted"]);
    given.when(agree(1)).then_names(&["agreed"])
}

/// It is live, and what came of it is known.
pub(super) fn reported(given: Given<Service>) -> Given<Service> {
    listed(given)
        .when(CompleteTransition { deployed: word() })
        .then_names(&["transitioned"])
        .when(report(&["acme"]))
        .then_names(&["outcome_reported"])
}

#[test]
fn a_new_service_goes_from_a_need_to_a_report() {
    let behind = Rejection::CatalogueNotRevised { version: 0 };
    let complete = || CompleteTransition { deployed: word() };
    let given = transitioning(none());
    // The catalogue does not know it: not possible at all.
    let given = given.when(complete()).then_not_allowed();
    let given = given.when(Draft { entry: entry() }).then_names(&["drafted"]);
    let given = given.when(agree(1)).then_names(&["agreed"]);
    let given = given.when(complete()).then_names(&["transitioned"]);
    let given = given.when(report(&[])).then_rejected(&Rejection::NobodyTold);
    let given = given.when(report(&["acme"])).then_names(&["outcome_reported"]);
    let open_points = [OpenPoint { what: text("a manual"), owner: actor("bo") }].into();
    let close = CloseTransition { open_points, change: word() };
    let closed = given.when(close).then_names(&["transition_closed"]);
    assert!(!closed.state().transition.is_open());
    closed.when(propose()).then_names(&["proposed"]);
    assert!(behind.to_string().contains("version 0"));
}

#[test]
fn an_accepted_design_revises_what_the_catalogue_says() {
    let given = designed(published()).when(AcceptDesign { meets: word() });
    let given = given.then_names(&["design_accepted", "revision_started"]);
    let given = given.when(develop()).then_names(&["developed"]);
    let given = given.by(caller("bo")).when(PassTest { covers: word() }).then_names(&["tested"]);
    let given = given.when(accept(&["fast", "safe"])).then_names(&["accepted"]);
    let complete = || CompleteTransition { deployed: word() };
    let behind = Rejection::CatalogueNotRevised { version: 1 };
    let given = given.when(complete()).then_rejected(&behind);
    let revision = label("design CHG1");
    let publish = PublishRevision { revision, entry: entry(), change: word(), sla_plan: None };
    let given = given.when(publish).then_names(&["revised"]);
    let unpromised = Rejection::NoAgreementInForce;
    let given = given.at(day(4)).when(complete()).then_rejected(&unpromised);
    given.at(day(0)).when(complete()).then_names(&["transitioned"]);
}

#[test]
fn it_meets_requirements_that_there_are() {
    let of = |names: &[&str]| IdentifyRequirements {
        requirements: List::new(names.iter().map(|name| label(name)).collect()).unwrap(),
        consulted: word(),
    };
    let given = with_speed(none()).when(propose()).then_names(&["proposed"]);
    let given = given.when(of(&[])).then_rejected(&Rejection::NoRequirements);
    let unknown = Rejection::NoSuchRequirement(vec![label("size")]);
    let given = given.when(of(&["speed", "size"])).then_rejected(&unknown);
    let gone = RetireRequirement { requirement: label("speed"), gone: Some(word()) };
    let given = given.when(gone).then_names(&["requirement_retired"]);
    given.when(of(&["speed"])).then_rejected(&Rejection::NoSuchRequirement(vec![label("speed")]));
}

#[test]
fn a_plan_knows_its_impact_its_criteria_and_its_parties() {
    let given = planning_of(none());
    let given = given.when(submit_plan()).then_rejected(&Rejection::ImpactNotConsidered);
    let given = given.when(impact()).then_names(&["impact_considered"]);
    let given = given.when(submit_plan()).then_rejected(&Rejection::NoCriteria);
    let none = AgreeAcceptanceCriteria { criteria: List::empty(), ..criteria() };
    let given = given.when(none).then_rejected(&Rejection::NoCriteria);
    let given = given.when(criteria()).then_names(&["acceptance_criteria_agreed"]);
    let carrier = Rejection::PartiesNotAssessed(vec![label("carrier")]);
    let given = given.when(submit_plan()).then_rejected(&carrier);
    let gap = Rejection::NoActionOnGap { party: label("carrier") };
    let given = given.when(party(false, None)).then_rejected(&gap);
    let given =
        given.when(party(false, Some("another one"))).then_names(&["party_capability_assessed"]);
    let given = given.when(submit_plan()).then_names(&["plan_submitted"]);
    let reject = RejectPlan { reason: text("too dear") };
    given
        .when(reject)
        .then_names(&["plan_rejected"])
        .when(submit_plan())
        .then_names(&["plan_submitted"]);
}

#[test]
fn a_design_has_security_controls_and_agreed_requirements() {
    let accept = || AcceptDesign { meets: word() };
    let bare = designing(none()).when(submit_design()).then_names(&["design_submitted"]);
    bare.when(accept()).then_rejected(&Rejection::NoSecurityControls);
    let review = ReviewRequirement { requirement: label("speed") };
    let reviewed = designed(none()).when(review).then_names(&["requirement_review_started"]);
    let open = Rejection::RequirementsNotAgreed(vec![label("speed")]);
    let reviewed = reviewed.when(accept()).then_rejected(&open);
    let reject = RejectDesign { reason: text("too dear") };
    reviewed.when(reject).then_names(&["design_rejected"]);
    let survey = |at| PlanSatisfactionSurvey { at, how: text("by letter") };
    let past = Rejection::NotToCome { at: day(0) };
    let given = designing(none()).when(survey(day(0))).then_rejected(&past);
    given.when(survey(day(30))).then_names(&["satisfaction_survey_planned"]);
}

#[test]
fn what_is_built_is_made_of_items_on_record() {
    let of = |items| CompleteDevelopment { items, ..develop() };
    let given = developing(none()).when(of(List::empty())).then_rejected(&Rejection::NoItems);
    let unknown = Rejection::UnknownItem { item: key("db9") };
    given.when(of([key("db9")].into())).then_rejected(&unknown);
}

#[test]
fn another_tests_than_built_across_delegations() {
    let pass = || PassTest { covers: word() };
    let own = Rejection::TesterIsBuilder { builder: actor("ada") };
    let given = testing(none()).when(pass()).then_rejected(&own);
    given.by(caller("bo")).when(pass()).then_names(&["tested"]);
    // Cy tests in the name of ada only.
    let mut world = world();
    let offer = r#"{"person": "ada", "competence": {"statement": "fit"}}"#;
    world.send("ada", "role", TESTER, "offer", offer).unwrap();
    let until = world.now + Span::from_days(1);
    let body =
        format!(r#"{{"to": "cy", "until": "{until}", "competence": {{"statement": "fit"}}}}"#);
    world.send("ada", "role", TESTER, "delegate", &body).unwrap();
    let given = testing(none()).facts(world.facts).by(caller("cy"));
    given.when(pass()).then_rejected(&own);
    // Ada has built it for dee, whose deputy she no longer is.
    let mut world = founded("top");
    world.give("top", "dee", PROJECT_MANAGER);
    let until = world.now + Span::from_hours(1);
    let body =
        format!(r#"{{"to": "ada", "until": "{until}", "competence": {{"statement": "fit"}}}}"#);
    world.send("dee", "role", PROJECT_MANAGER, "delegate", &body).unwrap();
    let developed: Event =
        Developed { to_design: word(), change: word(), items: [key("db1")].into() }.into();
    world.record_by("ada", NAME, "mail", &developed);
    let given = testing(none()).of("mail").facts(world.facts).at(until);
    given.by(caller("dee")).when(pass()).then_rejected(&own);
    // Who has built it before has his part in what another builds.
    let failed = FailTest { report: word() };
    let again = testing(none()).when(failed).then_names(&["test_failed"]);
    let again = again.by(caller("bo")).when(develop()).then_names(&["developed"]);
    let again = again.by(caller("ada")).when(pass()).then_rejected(&own);
    again.by(caller("cy")).when(pass()).then_names(&["tested"]);
}

#[test]
fn the_customer_accepts_by_every_criterion_agreed() {
    let given = acceptance(none());
    let open = Rejection::CriteriaNotVerified(vec![label("safe")]);
    let given = given.when(accept(&["fast"])).then_rejected(&open);
    let unknown = Rejection::NoSuchCriterion { criterion: label("cheap") };
    let given = given.when(accept(&["fast", "safe", "cheap"])).then_rejected(&unknown);
    let fail = |failed| FailAcceptance { failed };
    let given = given.when(fail(List::empty())).then_rejected(&Rejection::NoCriteria);
    let given = given.when(fail([label("cheap")].into())).then_rejected(&unknown);
    let failed = given.when(fail([label("safe")].into())).then_names(&["acceptance_failed"]);
    let rework = DecideRework { decision: text("a lock"), took_part: word() };
    failed.clone().when(rework).then_names(&["rework_decided"]);
    let deviate = AcceptWithDeviation { took_part: word(), risk: word() };
    let given = failed.when(deviate).then_names(&["deviation_accepted"]);
    let undone = BackOut { reason: text("slow"), rolled_back: word() };
    given.when(undone).then_names(&["backed_out"]);
}

#[test]
fn a_rest_skips_nothing() {
    let hold = || Hold { reason: text("a holiday") };
    let resting = testing(none()).when(hold()).then_names(&["held"]);
    assert_eq!(resting.state().transition.phase, TransitionPhase::OnHold);
    let resting = resting.when(accept(&["fast", "safe"])).then_not_allowed();
    let resumed = resting.when(Resume {}).then_names(&["resumed"]);
    assert_eq!(resumed.state().transition.phase, TransitionPhase::Testing);
    designed(none()).when(hold()).then_not_allowed();
}

#[test]
fn only_who_proposed_it_takes_that_back() {
    let given = with_speed(none()).when(propose()).then_names(&["proposed"]);
    let not_his = Rejection::NotItsRequester { requester: Some(actor("ada")) };
    let given = given.by(caller("bo")).when(Withdraw {}).then_rejected(&not_his);
    let given = given.by(caller("ada")).when(Withdraw {}).then_names(&["proposal_withdrawn"]);
    let given = given.when(propose()).then_names(&["proposed"]);
    given.when(Reject { reason: text("too dear") }).then_names(&["proposal_rejected"]);
}

#[test]
fn a_reopened_design_is_accepted_anew() {
    let reopen = ReopenDesign { reason: text("too slow"), told: word() };
    let given = testing(none()).when(reopen).then_names(&["design_reopened"]);
    assert_eq!(given.state().transition.entry_at_design, None);
    let cancel = Cancel { reason: text("too slow"), told: word() };
    given.when(cancel).then_names(&["transition_cancelled"]);
}

#[test]
fn what_is_being_removed_is_not_designed() {
    let going = published().when(removal::propose()).then_names(&["removal_proposed"]);
    going.when(propose()).then_rejected(&Rejection::RemovalOpen);
}
