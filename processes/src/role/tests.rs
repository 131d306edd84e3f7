use super::{
    Accept, Command, Communicate, Confirm, Decline, Define, Delegate, Offer, RecordConflict,
    RecordVacancy, Rejection, ReportToTopManagement, Retire, Revoke, Role, StartReview,
    VACANCY_LIMIT,
};
use crate::attest::Attestation;
use crate::facts::Roles;
use crate::limits::{List, label, text};
use crate::roles::{AUDITOR, DICTIONARY, HR_MANAGER, PROCESS_OWNER, SERVICE_DESK, TOP_MANAGEMENT};
use crate::testing::{actor, founded};
use engine::testing::{Explorer, Given, NOW, caller, durable, given};
use engine::{Decider as _, Span};

fn fit() -> Attestation {
    Attestation::that(text("has done it for years"))
}

fn offer(person: &str) -> Offer {
    Offer { person: actor(person), competence: fit() }
}

fn revoke(person: &str) -> Revoke {
    Revoke { person: actor(person), reason: text("left the company") }
}

fn delegate(to: &str, until: engine::Timestamp) -> Delegate {
    Delegate { to: actor(to), since: None, until, competence: fit() }
}

fn define() -> Define {
    Define {
        purpose: text("first contact"),
        authorities: [text("logs incidents")].into(),
        responsibilities: [text("answers within a minute")].into(),
        excludes: [label(AUDITOR)].into(),
        vacancy_limit: VACANCY_LIMIT,
    }
}

/// The service desk, asked by ada of top management.
fn desk() -> Given<Role> {
    given::<Role>([]).of(SERVICE_DESK).facts(founded("ada").facts)
}

/// Held by bo.
fn held() -> Given<Role> {
    desk()
        .when(offer("bo"))
        .then_names(&["defined", "offered"])
        .by(caller("bo"))
        .when(Accept {})
        .then_names(&["assigned"])
        .by(caller("ada"))
}

#[test]
fn a_role_is_authority_and_responsibility() {
    let nothing = Define { authorities: List::empty(), ..define() };
    desk().when(nothing).then_rejected(&Rejection::NothingListed);
    let at_once = Define { vacancy_limit: Span::ZERO, ..define() };
    desk().when(at_once).then_rejected(&Rejection::NoVacancyLimit);
    desk().when(define()).then_names(&["defined"]).when(define()).then_nothing();
    let role = "employee".to_owned();
    desk().of("employee").when(define()).then_rejected(&Rejection::HeldByNature { role });
}

#[test]
fn a_role_of_the_dictionary_needs_no_definition_first() {
    let role = "wizard".to_owned();
    let known = DICTIONARY.iter().map(|(known, _)| *known).collect();
    let rejection = Rejection::NotInDictionary { role, known };
    desk().of("wizard").when(offer("bo")).then_rejected(&rejection);
    desk().when(offer("bo")).then_names(&["defined", "offered"]).when(offer("bo")).then_nothing();
}

#[test]
fn the_engine_is_given_no_role() {
    let person = engine::Actor::system();
    let rejection = Rejection::NotAPerson { person };
    desk().when(offer("system")).then_rejected(&rejection);
    let later = NOW + Span::from_days(7);
    held().by(caller("bo")).when(delegate("system", later)).then_rejected(&rejection);
}

#[test]
fn only_whom_it_is_offered_to_accepts() {
    let offered = desk().when(offer("bo")).then_names(&["defined", "offered"]);
    let rejection = Rejection::NotOffered { person: actor("ada"), offered_to: vec![actor("bo")] };
    offered.clone().when(Accept {}).then_rejected(&rejection);
    offered.clone().when(Decline { reason: None }).then_rejected(&rejection);
    let accepted = offered.by(caller("bo")).when(Accept {}).then_names(&["assigned"]);
    accepted.when(Accept {}).then_nothing();
}

#[test]
fn a_desk_has_many_members() {
    let two = held()
        .when(offer("cy"))
        .then_names(&["offered"])
        .by(caller("cy"))
        .when(Accept {})
        .then_names(&["assigned"])
        .by(caller("ada"));
    assert_eq!(two.state().holders.len(), 2);
    let one = two.when(revoke("bo")).then_names(&["revoked"]);
    assert_eq!(one.state().phase(), super::Phase::Assigned);
    let none = one.when(revoke("cy")).then_names(&["revoked"]);
    assert_eq!(none.state().phase(), super::Phase::Vacant);
}

#[test]
fn top_management_alone_gives_itself_something() {
    desk().when(offer("ada")).then_names(&["defined", "offered", "assigned"]);
    let mut world = founded("ada");
    world.give("ada", "bo", PROCESS_OWNER);
    let owner = || desk().facts(world.facts.clone()).at(world.now).by(caller("bo"));
    owner().when(offer("cy")).then_names(&["defined", "offered"]);
    let (role, person) = (SERVICE_DESK.to_owned(), actor("bo"));
    owner().when(offer("bo")).then_rejected(&Rejection::NotTopManagement { role, person });
    let (role, person) = (TOP_MANAGEMENT.to_owned(), actor("cy"));
    let rejection = Rejection::NotTopManagement { role, person };
    owner().of(TOP_MANAGEMENT).when(offer("cy")).then_rejected(&rejection);
}

#[test]
fn duties_are_separate_whichever_role_says_so() {
    let mut world = founded("ada");
    let excludes = r#"{"purpose": "examines", "authorities": ["reads everything"],
        "responsibilities": ["reports what is found"], "excludes": ["service_desk"]}"#;
    world.send("ada", "role", AUDITOR, "define", excludes).unwrap();
    world.give("ada", "bo", AUDITOR);
    let rejection = Rejection::ConflictingRole { person: actor("bo"), holds: AUDITOR.to_owned() };
    let desk = || desk().facts(world.facts.clone()).at(world.now);
    desk().when(offer("bo")).then_rejected(&rejection);
    let ada = desk().when(offer("ada")).then_names(&["defined", "offered", "assigned"]);
    ada.when(delegate("bo", world.now + Span::from_days(1))).then_rejected(&rejection);
}

#[test]
fn a_rule_names_roles_that_there_are_and_finds_those_who_break_it() {
    let typo = Define { excludes: [label("auditer")].into(), ..define() };
    let refused = desk().when(typo).decided().unwrap_err();
    assert!(refused.to_string().contains("auditer"), "{refused}");
    let mut world = founded("ada");
    world.give("ada", "bo", AUDITOR);
    world.give("ada", "bo", SERVICE_DESK);
    let define = serde_json::to_string(&define()).unwrap();
    let events = world.send("ada", "role", SERVICE_DESK, "define", &define).unwrap();
    assert_eq!(events, ["defined", "conflict_detected"]);
}

#[test]
fn a_deputy_of_top_management_does_not_become_it() {
    let mut world = founded("ada");
    let until = world.now + Span::from_days(1);
    let body =
        format!(r#"{{"to": "bo", "until": "{until}", "competence": {{"statement": "fit"}}}}"#);
    world.send("ada", "role", TOP_MANAGEMENT, "delegate", &body).unwrap();
    let offer =
        |person| format!(r#"{{"person": "{person}", "competence": {{"statement": "fit"}}}}"#);
    world.send("bo", "role", SERVICE_DESK, "offer", &offer("cy")).unwrap();
    for role in [TOP_MANAGEMENT, SERVICE_DESK] {
        let refused = world.send("bo", "role", role, "offer", &offer("bo")).unwrap_err();
        assert!(refused.contains("himself"), "{refused}");
    }
}

#[test]
fn a_delegation_has_an_end_and_comes_from_a_holder() {
    let until = NOW + Span::from_days(7);
    let rejection = Rejection::NotHolder { person: actor("ada"), holders: vec![actor("bo")] };
    held().when(delegate("cy", until)).then_rejected(&rejection);
    let bo = held().by(caller("bo"));
    bo.clone().when(delegate("cy", NOW)).then_rejected(&Rejection::EndPassed { until: NOW });
    let itself = Rejection::AlreadyHolder { person: actor("bo") };
    bo.clone().when(delegate("bo", until)).then_rejected(&itself);
    let begins = Some(until);
    let ends_before = Delegate { since: begins, ..delegate("cy", until) };
    bo.clone().when(ends_before).then_rejected(&Rejection::EndPassed { until });
    let deputy = bo.when(delegate("cy", until)).then_names(&["delegated"]);
    deputy.clone().when(delegate("cy", until)).then_nothing();
    let further = Rejection::NotHolder { person: actor("cy"), holders: vec![actor("bo")] };
    deputy.clone().by(caller("cy")).when(delegate("di", until)).then_rejected(&further);
    let revoked = deputy.by(caller("ada")).when(revoke("cy")).then_names(&["revoked"]);
    assert!(revoked.state().delegations.is_empty() && revoked.state().holders.len() == 1);
}

#[test]
fn a_deputy_acts_until_the_end_and_as_long_as_the_holder() {
    let mut world = founded("ada");
    world.give("ada", "bo", SERVICE_DESK);
    let until = world.now + Span::from_days(7);
    let body = format!(
        r#"{{"to": "cy", "until": "{until}", "competence": {{"statement": "knows the desk"}}}}"#
    );
    world.send("bo", "role", SERVICE_DESK, "delegate", &body).unwrap();
    let holds = |world: &crate::testing::World, at| {
        world.facts.get::<Roles>().holds(&actor("cy"), SERVICE_DESK, at)
    };
    assert!(holds(&world, until - Span::from_nanos(1)) && !holds(&world, until));
    let holders = world.facts.get::<Roles>().holders(SERVICE_DESK, world.now);
    assert_eq!(holders, [&actor("bo"), &actor("cy")]);
    // From a time on that is to come, in the place of the one before.
    let since = world.now + Span::from_days(1);
    let later = format!(
        r#"{{"to": "cy", "since": "{since}", "until": "{until}", "competence": {{"statement": "so"}}}}"#
    );
    world.send("bo", "role", SERVICE_DESK, "delegate", &later).unwrap();
    assert!(!holds(&world, since - Span::from_nanos(1)) && holds(&world, since));
    world.send("bo", "role", SERVICE_DESK, "delegate", &body).unwrap();
    assert!(holds(&world, world.now));
    let body = r#"{"person": "bo", "reason": "left"}"#;
    world.send("ada", "role", SERVICE_DESK, "revoke", body).unwrap();
    assert!(!holds(&world, world.now), "the delegation ends with the holding");
}

#[test]
fn somebody_is_left_to_appoint() {
    let top = desk().of(TOP_MANAGEMENT).when(offer("ada"));
    let top = top.then_names(&["defined", "offered", "assigned"]);
    let rejection = Rejection::LastOfTopManagement { person: actor("ada") };
    top.when(revoke("ada")).then_rejected(&rejection);
}

#[test]
fn a_vacancy_is_noted_once_it_is_too_long() {
    let due = NOW + VACANCY_LIMIT;
    let vacant = held().when(revoke("bo")).then_names(&["revoked"]);
    let early = Rejection::NotOverdue { due: Some(due) };
    vacant.clone().when(RecordVacancy {}).then_rejected(&early);
    assert_eq!(vacant.state().deadlines().first().unwrap().at, due);
    let noted = vacant.at(due).when(RecordVacancy {}).then_names(&["vacancy_overdue"]);
    assert!(noted.state().deadlines().is_empty());
    noted.when(RecordVacancy {}).then_rejected(&Rejection::NotOverdue { due: None });
}

#[test]
fn a_role_that_a_process_needs_is_not_retired() {
    let defined = desk().of("service_level_manager").when(define()).then_names(&["defined"]);
    let refused = defined.when(Retire { reason: None }).decided().unwrap_err();
    assert!(refused.to_string().contains("agreement.draft"), "{refused}");
}

#[test]
fn what_is_made_known_is_made_known_to_somebody() {
    let to_nobody = Communicate { to: List::empty(), how: text("by letter") };
    held().when(to_nobody).then_rejected(&Rejection::NobodyTold);
}

#[test]
fn does_what_the_table_says_and_reads_what_it_ever_wrote() {
    let conflict = RecordConflict { person: actor("bo"), rule: label("auditor and service_desk") };
    let samples: Vec<Command> = vec![
        define().into(),
        Define { excludes: List::empty(), ..define() }.into(),
        offer("ada").into(),
        offer("bo").into(),
        offer("cy").into(),
        Accept {}.into(),
        Decline { reason: Some(text("no time")) }.into(),
        delegate("di", NOW + Span::from_days(1_000)).into(),
        Communicate { to: [label("everybody")].into(), how: text("by letter") }.into(),
        ReportToTopManagement { performance: text("good"), improvements: text("few") }.into(),
        StartReview {}.into(),
        Confirm { finding: Some(text("held well")) }.into(),
        conflict.into(),
        revoke("ada").into(),
        revoke("bo").into(),
        revoke("di").into(),
        RecordVacancy {}.into(),
        Retire { reason: Some(text("nothing left to do")) }.into(),
    ];
    let shape = |role: &Role| {
        let excludes = role.definition.as_ref().map(|known| known.excludes.len());
        let (offers, holders) = (role.offers.keys(), role.holders.keys());
        let overdue = role.vacancy.map(|vacancy| vacancy.overdue);
        let deputies: Vec<_> = role.delegations.iter().map(|d| (&d.from, &d.to)).collect();
        format!(
            "{excludes:?} {:?} {:?} {deputies:?} {} {overdue:?} {} {}",
            offers.collect::<Vec<_>>(),
            holders.collect::<Vec<_>>(),
            role.conflicts.len(),
            role.touched,
            role.phase() == super::Phase::UnderReview,
        ) + &format!("{:?}", role.phase())
    };
    // In the dictionary, so that it can be offered undefined, and in no table yet, so that it can be
    // retired.
    let world = founded("ada");
    let explored = Explorer::<Role>::new(samples, shape)
        .of(HR_MANAGER)
        .facts(world.facts)
        .callers(vec![caller("ada"), caller("bo")])
        .explore();
    durable("src/role/fixtures", &explored.events);
}
