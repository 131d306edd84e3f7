use super::{
    Approve, Aspect, Assess, BackOut, ChangeModel, Command, Confirm, Content, Decision, Discard,
    Draft, Expire, FAILURES_MAX, Finding, Occasion, Phase, Rejection, Retire, Return, Revise, Risk,
    StartReview, Step, Submit, Trial,
};
use crate::agreement::Level;
use crate::attest::Attestation;
use crate::change;
use crate::facts::ChangeModels;
use crate::interval::Interval;
use crate::limits::{List, label, text};
use crate::roles::{
    BUSINESS_RELATIONSHIP_MANAGER, CAPACITY_MANAGER, CHANGE_ADVISORY_BOARD, CHANGE_MANAGER,
    DOCUMENT_CONTROLLER, FINANCIAL_MANAGER, RELEASE_MANAGER, SECURITY_OFFICER, SERVICE_MANAGER,
};
use crate::testing::{World, actor, founded, key};
use crate::window::{Named, Scope};
use engine::testing::{Explorer, Given, NOW, caller, durable, given};
use engine::{Caller, Decider as _, Door, Span, Timestamp};

fn word() -> Attestation {
    Attestation::that(text("it is so"))
}

/// Ada manages changes and has every assessing role; bo and cy are the board.
pub(crate) fn world() -> World {
    let mut world = founded("ada");
    let offer = r#"{"person": "ada", "competence": {"statement": "fit"}}"#;
    for role in [
        CHANGE_MANAGER,
        SERVICE_MANAGER,
        SECURITY_OFFICER,
        FINANCIAL_MANAGER,
        BUSINESS_RELATIONSHIP_MANAGER,
        CAPACITY_MANAGER,
        RELEASE_MANAGER,
        DOCUMENT_CONTROLLER,
    ] {
        world.send("ada", "role", role, "offer", offer).unwrap();
    }
    world.give("ada", "bo", CHANGE_ADVISORY_BOARD);
    world.give("ada", "cy", CHANGE_ADVISORY_BOARD);
    world
}

/// A deputy for a day.
fn delegate(world: &mut World, from: &str, to: &str, role: &str) {
    let until = world.now + Span::from_days(1);
    let body =
        format!(r#"{{"to": "{to}", "until": "{until}", "competence": {{"statement": "fit"}}}}"#);
    world.send(from, "role", role, "delegate", &body).unwrap();
}

/// What a model says: a server is restarted within ten minutes.
pub(crate) fn content() -> Content {
    let step = |what: &str| Step {
        what: text(what),
        role: label("resolver"),
        takes: Span::from_minutes(5),
    };
    Content {
        title: label("restart"),
        purpose: text("a server that hangs is restarted"),
        scope: Scope::Named(Named { services: [key("mail")].into(), ..Named::default() }),
        steps: [step("drain it"), step("restart it")].into(),
        back_out: BackOut {
            plan: text("the other server takes over"),
            takes: Span::from_minutes(5),
            tested: Trial::NotTested(text("it happens every month")),
        },
        risk: Risk { level: Level::Low, statement: text("the other server is alone for a while") },
        tested: Trial::Tested(word()),
        needs_build: false,
        review_interval: Interval::Months(12),
        valid_until: None,
    }
}

/// Has a draft assessed, submitted and approved.
pub(crate) fn approve_in(world: &mut World, name: &str) {
    for aspect in Aspect::ALL {
        let assess = serde_json::to_string(&assess(aspect)).unwrap();
        world.send("ada", "change_model", name, "assess", &assess).unwrap();
    }
    world.send("ada", "change_model", name, "submit", "{}").unwrap();
    let approve = serde_json::to_string(&approve()).unwrap();
    world.send("bo", "change_model", name, "approve", &approve).unwrap();
}

/// After all that the facts hold.
fn day(number: i64) -> Timestamp {
    NOW + Span::from_hours(1) + Span::from_days(number)
}

fn assess(aspect: Aspect) -> Assess {
    let (finding, statement) = (Finding::Acceptable, text("nothing speaks against it"));
    Assess { version: 1, aspect, finding, statement }
}

fn approve() -> Approve {
    let said = || text("weighed");
    let decision = Decision {
        risk: said(),
        impact: said(),
        requirements: said(),
        benefit: said(),
        feasibility: said(),
        finance: said(),
    };
    let participants = [label("the customer").into()].into();
    Approve { version: 1, decision, participants, investigated: None }
}

fn revise() -> Revise {
    let content = Content { title: label("restart gently"), ..content() };
    Revise { content, reason: text("it was too rough") }
}

fn failed(change: &str) -> StartReview {
    StartReview { occasion: Occasion::Failed(key(change)) }
}

/// Changes that were made by it and failed, and whether it is known why.
fn failures(changes: &[&str], investigated: bool) -> World {
    let mut world = world();
    for name in changes {
        let (symptom, incident, model) = (text("mail is down"), None, Some(key("restart")));
        let failed = change::Failed { symptom, service_affected: false, incident, model };
        world.record::<change::Event>(change::NAME, name, &failed.into());
        if investigated {
            let found = change::Investigated {
                cause: text("a full disk"),
                systemic: false,
                actions: List::empty(),
                agreed_with: List::empty(),
            };
            world.record::<change::Event>(change::NAME, name, &found.into());
        }
    }
    world
}

fn confirm() -> Confirm {
    Confirm { finding: text("it is right"), investigated: None }
}

fn retire() -> Retire {
    Retire { successor: None, reason: Some(text("no server hangs any more")) }
}

fn none() -> Given<ChangeModel> {
    given::<ChangeModel>([]).facts(world().facts).at(day(0))
}

fn drafted(content: Content) -> Given<ChangeModel> {
    none().when(Draft { content }).then_names(&["drafted"])
}

fn assessed(content: Content) -> Given<ChangeModel> {
    Aspect::ALL.into_iter().fold(drafted(content), |given, aspect| {
        given.when(assess(aspect)).then_names(&["assessed"])
    })
}

/// Before the board, which asks.
fn submitted(content: Content) -> Given<ChangeModel> {
    assessed(content).when(Submit {}).then_names(&["submitted"]).by(caller("bo"))
}

fn approved(content: Content) -> Given<ChangeModel> {
    submitted(content).when(approve()).then_names(&["approved"]).by(caller("ada"))
}

#[test]
fn it_makes_sense() {
    let draft = |content| none().when(Draft { content });
    draft(Content { steps: List::empty(), ..content() }).then_rejected(&Rejection::NoSteps);
    let mut idle = content();
    idle.back_out.takes = Span::ZERO;
    draft(idle).then_rejected(&Rejection::NoTime { what: "backing out" });
    let step =
        Step { what: text("nothing"), role: label("resolver"), takes: Span::from_minutes(-1) };
    let steps = [step].into();
    draft(Content { steps, ..content() }).then_rejected(&Rejection::NoTime { what: "a step" });
    let scope = Scope::Named(Named::default());
    draft(Content { scope, ..content() }).then_rejected(&Rejection::NothingNamed);
    let valid_until = Some(day(0));
    let over = Rejection::Over { until: day(0) };
    draft(Content { valid_until, ..content() }).then_rejected(&over);
    let revise = Revise { content: Content { valid_until, ..content() }, ..revise() };
    drafted(content()).when(revise).then_rejected(&over);
}

#[test]
fn nothing_is_submitted_without_all_seven_assessments() {
    let [service, rest @ ..] = Aspect::ALL;
    let only_service = drafted(content()).when(assess(service)).then_names(&["assessed"]);
    let missing = Rejection::NotAssessed { aspects: rest.to_vec() };
    only_service.when(Submit {}).then_rejected(&missing);
    let against = Assess { finding: Finding::Unacceptable, ..assess(Aspect::Security) };
    let against = assessed(content()).when(against).then_names(&["assessed"]);
    let rejection = Rejection::Unacceptable { aspects: vec![Aspect::Security] };
    against.clone().when(Submit {}).then_rejected(&rejection);
    let anew = against.when(assess(Aspect::Security)).then_names(&["assessed"]);
    anew.when(Submit {}).then_names(&["submitted"]);
}

#[test]
fn each_aspect_is_for_those_whose_it_is() {
    let mut world = founded("ada");
    world.give("ada", "di", RELEASE_MANAGER);
    let di = given::<ChangeModel>([])
        .facts(world.facts)
        .at(day(0))
        .when(Draft { content: content() })
        .then_names(&["drafted"])
        .by(caller("di"));
    let di = di.when(assess(Aspect::Release)).then_names(&["assessed"]);
    for aspect in Aspect::ALL.into_iter().filter(|aspect| *aspect != Aspect::Release) {
        let roles = aspect.roles();
        di.clone().when(assess(aspect)).then_rejected(&Rejection::NotAssessor { aspect, roles });
    }
}

#[test]
fn what_was_said_of_another_version_does_not_count() {
    let revised = assessed(content()).when(revise()).then_names(&["revised"]);
    assert!(revised.state().assessments.is_empty());
    let other = Rejection::OtherVersion { named: 1, current: 2 };
    revised.when(assess(Aspect::Cost)).then_rejected(&other);
    let again = Approve { version: 2, ..approve() };
    let other = Rejection::OtherVersion { named: 2, current: 1 };
    submitted(content()).when(again).then_rejected(&other);
    let same = Revise { content: content(), reason: text("no reason") };
    assessed(content()).when(same).then_nothing();
}

#[test]
fn nobody_approves_what_he_has_written() {
    let ada = submitted(content()).by(caller("ada"));
    ada.when(approve()).then_rejected(&Rejection::ApproverIsAuthor { author: actor("ada") });
    let returned = submitted(content()).when(Return { reason: text("too rough") });
    let revised = returned.then_names(&["returned"]).when(revise()).then_names(&["revised"]);
    let authors: Vec<_> = revised.state().authors.iter().cloned().collect();
    assert_eq!(authors, [actor("ada"), actor("bo")]);
}

#[test]
fn nor_by_a_deputy() {
    let acts = |approver: &str| Rejection::ActsForAuthor {
        approver: actor(approver),
        author: actor("ada"),
    };
    // Di acts for ada, who has written it.
    let mut world = world();
    let offer = r#"{"person": "ada", "competence": {"statement": "fit"}}"#;
    world.send("ada", "role", CHANGE_ADVISORY_BOARD, "offer", offer).unwrap();
    delegate(&mut world, "ada", "di", CHANGE_ADVISORY_BOARD);
    let di = submitted(content()).facts(world.facts).by(caller("di"));
    di.when(approve()).then_rejected(&acts("di"));
    // Ada has written it for bo, who approves.
    let mut world = founded("top");
    world.give("top", "bo", CHANGE_MANAGER);
    world.give("top", "bo", CHANGE_ADVISORY_BOARD);
    delegate(&mut world, "bo", "ada", CHANGE_MANAGER);
    let bo = submitted(content()).facts(world.facts);
    bo.when(approve()).then_rejected(&acts("bo"));
    // A deputy of another member may.
    let mut world = self::world();
    delegate(&mut world, "cy", "di", CHANGE_ADVISORY_BOARD);
    let di = submitted(content()).facts(world.facts).by(caller("di"));
    di.when(approve()).then_names(&["approved"]);
}

#[test]
fn what_a_deputy_wrote_is_his_principals_when_the_delegation_is_over() {
    let mut world = founded("top");
    world.give("top", "bo", CHANGE_MANAGER);
    world.give("top", "bo", CHANGE_ADVISORY_BOARD);
    delegate(&mut world, "bo", "ada", CHANGE_MANAGER);
    let drafted: super::Event = super::Drafted { author: actor("ada"), content: content() }.into();
    world.record_by("ada", super::NAME, "restart", &drafted);
    let reason = r#"{"person": "ada", "reason": "over"}"#;
    world.send("top", "role", CHANGE_MANAGER, "revoke", reason).unwrap();
    let bo = submitted(content()).of("restart").facts(world.facts);
    let acts = Rejection::ActsForAuthor { approver: actor("bo"), author: actor("ada") };
    bo.when(approve()).then_rejected(&acts);
}

#[test]
fn a_decision_names_who_took_part() {
    let alone = Approve { participants: List::empty(), ..approve() };
    submitted(content()).when(alone).then_rejected(&Rejection::NobodyTookPart);
}

#[test]
fn a_failed_change_puts_it_under_review() {
    let both = ["CHG1", "CHG2"];
    let failing = approved(content()).of("restart").facts(failures(&both, false).facts);
    let failing = failing.when(failed("CHG1")).then_names(&["review_started"]);
    assert_eq!(failing.state().phase, Phase::UnderReview);
    let failing = failing.when(failed("CHG1")).then_nothing();
    let failing = failing.when(failed("CHG2")).then_names(&["review_started"]);
    let changes = vec![key("CHG1"), key("CHG2")];
    let rejection = Rejection::NotInvestigated { changes };
    // By the records of the changes, whatever somebody says.
    failing.clone().when(confirm()).then_rejected(&rejection);
    let said = Confirm { investigated: Some(word()), ..confirm() };
    failing.clone().when(said.clone()).then_rejected(&rejection);
    let investigated = || failures(&both, true).facts;
    let confirmed = failing.clone().facts(investigated()).when(confirm());
    assert!(confirmed.then_names(&["confirmed"]).state().failures.is_empty());
    // Of what is on no record, by somebody's word.
    let elsewhere = failing.clone().facts(world().facts);
    elsewhere.clone().when(confirm()).then_rejected(&rejection);
    elsewhere.when(said).then_names(&["confirmed"]);
    // What fails is not forgotten when the model is written anew.
    let revised = failing.when(revise()).then_names(&["revised"]);
    let revised = revised.when(StartReview::default()).then_nothing();
    let revised = Aspect::ALL.into_iter().fold(revised, |given, aspect| {
        given.when(Assess { version: 2, ..assess(aspect) }).then_names(&["assessed"])
    });
    let submitted = revised.when(Submit {}).then_names(&["submitted"]).by(caller("bo"));
    let second = || Approve { version: 2, ..approve() };
    submitted.clone().when(second()).then_rejected(&rejection);
    submitted.facts(investigated()).when(second()).then_names(&["approved"]);
}

#[test]
fn only_a_change_that_was_made_by_it_fails_by_it() {
    let refused = |change| Rejection::NotFailedByIt { change: key(change) };
    let given = approved(content()).facts(failures(&["CHG1"], false).facts);
    given.clone().of("restart").when(failed("CHG9")).then_rejected(&refused("CHG9"));
    given.of("other").when(failed("CHG1")).then_rejected(&refused("CHG1"));
}

#[test]
fn failures_without_end_are_no_model() {
    let names: Vec<_> = (0..FAILURES_MAX).map(|number| format!("CHG{number}")).collect();
    let known: Vec<&str> = names.iter().map(String::as_str).chain(["CHG"]).collect();
    let given = approved(content()).of("restart").facts(failures(&known, false).facts);
    let full = names
        .iter()
        .fold(given, |given, name| given.when(failed(name)).then_names(&["review_started"]));
    full.when(failed("CHG")).then_rejected(&Rejection::TooManyFailures);
}

#[test]
fn it_is_reviewed_and_ends_by_itself() {
    let valid_until = Some(day(400));
    let approved = approved(Content { valid_until, ..content() });
    let due: Vec<_> = approved.state().deadlines().iter().map(|due| (due.name, due.at)).collect();
    assert_eq!(due, [("review_interval", day(365)), ("end_of_validity", day(400))]);
    approved.clone().when(Expire {}).then_rejected(&Rejection::NotOver { until: valid_until });
    let planned = || StartReview { occasion: Occasion::Planned };
    let reviewing = approved.at(day(365)).when(planned()).then_names(&["review_started"]);
    let over = Rejection::Over { until: day(400) };
    reviewing.clone().at(day(400)).when(confirm()).then_rejected(&over);
    let confirmed = reviewing.when(confirm()).then_names(&["confirmed"]);
    assert_eq!(confirmed.state().deadlines()[0].at, day(730));
    confirmed.at(day(400)).when(Expire {}).then_names(&["expired"]);
    let late = submitted(Content { valid_until, ..content() }).at(day(400));
    late.when(approve()).then_rejected(&over);
    let endless = self::approved(content()).when(Expire {});
    endless.then_rejected(&Rejection::NotOver { until: None });
}

#[test]
fn what_is_retired_has_a_successor_or_a_reason() {
    let mut world = world();
    let draft = serde_json::to_string(&Draft { content: content() }).unwrap();
    for name in ["drafted", "approved"] {
        world.send("ada", "change_model", name, "draft", &draft).unwrap();
    }
    approve_in(&mut world, "approved");
    assert!(world.facts.get::<ChangeModels>().usable(&key("approved"), world.now).is_ok());
    let approved = || approved(content()).facts(world.facts.clone());
    let by = |name| Retire { successor: Some(key(name)), reason: None };
    approved().when(Retire { reason: None, ..retire() }).then_rejected(&Rejection::NoReason);
    for name in ["nowhere", "drafted"] {
        let rejection = Rejection::NoSuccessor { successor: key(name) };
        approved().when(by(name)).then_rejected(&rejection);
    }
    let rejection = Rejection::NoSuccessor { successor: key("approved") };
    approved().of("approved").when(by("approved")).then_rejected(&rejection);
    approved().when(by("approved")).then_names(&["retired"]);
}

#[test]
fn does_what_the_table_says_and_reads_what_it_ever_wrote() {
    let dated = Content { valid_until: Some(day(100)), needs_build: true, ..content() };
    let mut samples: Vec<Command> = vec![
        Draft { content: dated }.into(),
        revise().into(),
        Submit {}.into(),
        Return { reason: text("too rough") }.into(),
        Approve { investigated: Some(word()), ..approve() }.into(),
        StartReview::default().into(),
        StartReview { occasion: Occasion::Planned }.into(),
        failed("CHG1").into(),
        Confirm { investigated: Some(word()), ..confirm() }.into(),
        retire().into(),
        Expire {}.into(),
        Discard { reason: Some(text("no need")) }.into(),
        Assess { finding: Finding::Unacceptable, ..assess(Aspect::Cost) }.into(),
    ];
    samples.extend(Aspect::ALL.map(|aspect| Command::from(assess(aspect))));
    let shape = |model: &ChangeModel| {
        let until = model.content.as_ref().map(|content| content.valid_until);
        let ChangeModel { phase, version, assessments, failures, authors, .. } = model;
        let version = (*version).min(2);
        format!("{phase:?} {version} {until:?} {assessments:?} {failures:?} {authors:?}")
    };
    let explored = Explorer::<ChangeModel>::new(samples, shape)
        .facts(failures(&["CHG1"], true).facts)
        .of("restart")
        .callers(vec![caller("ada"), caller("bo"), Caller::system(Door::Timer)])
        .explore();
    durable("src/change_model/fixtures", &explored.events);
}
