use super::{
    Assign, Cancel, Command, Complete, ESCALATE_EVERY, Escalate, Open, Phase, Rejection, Release,
    Reschedule, Subject, Task, cause,
};
use crate::incident;
use crate::limits::{List, label, text};
use crate::roles::{MANAGEMENT_REPRESENTATIVE, SERVICE_DESK, TOP_MANAGEMENT};
use crate::testing::{World, actor, founded, key};
use engine::testing::{Explorer, Given, NOW, caller, durable, given};
use engine::{Caller, Decider as _, Door, Span, Timestamp};

/// Ada is top management and its representative, bo and cy are the service desk; there is an incident.
fn world() -> World {
    let mut world = founded("ada");
    let logged = incident::examples::prioritised().remove(0);
    world.record(incident::NAME, "INC0000001", &logged);
    world.give("ada", "bo", SERVICE_DESK);
    world.give("ada", "cy", SERVICE_DESK);
    world
}

fn about(process: &str) -> Subject {
    Subject { process: label(process), key: key("INC0000001") }
}

fn due() -> Timestamp {
    NOW + Span::from_hours(4)
}

fn open() -> Open {
    Open {
        about: about("incident"),
        ask: text("call the customer back"),
        command: None,
        role: label(SERVICE_DESK),
        due: due(),
        assignee: None,
        escalate_to: None,
        escalate_every: None,
    }
}

fn unopened() -> Given<Task> {
    let given = given::<Task>([]).of("TSK0000001").facts(world().facts);
    given.at(NOW + Span::from_minutes(1)).by(caller("dan"))
}

/// Opened by dan, for the service desk.
fn opened() -> Given<Task> {
    unopened().when(open()).then_names(&["opened"])
}

fn not_in(person: &str, roles: &[&str], holders: &[&str]) -> Rejection {
    let roles = roles.iter().map(|role| label(role)).collect();
    let holders = holders.iter().map(|holder| actor(holder)).collect();
    Rejection::NotInRole { person: actor(person), roles, holders }
}

const WORKERS: [&str; 3] = [SERVICE_DESK, MANAGEMENT_REPRESENTATIVE, TOP_MANAGEMENT];
const OVERSEERS: [&str; 2] = [MANAGEMENT_REPRESENTATIVE, TOP_MANAGEMENT];

fn done() -> Complete {
    Complete { note: Some(text("he knows now")), reference: None }
}

#[test]
fn only_a_rule_gives_one_another_name_than_a_number() {
    let cause = "incident-INC0000001-resolve";
    for name in [cause, "TSK", "TSK-1", "TSK1x"] {
        let refused = Rejection::NameOfRule { key: key(name) };
        unopened().of(name).when(open()).then_rejected(&refused);
    }
    let rule = engine::Caller::system(engine::Door::Policy);
    unopened().of(cause).by(rule).when(open()).then_names(&["opened"]);
}

#[test]
fn it_is_about_something_that_can_be_on_record() {
    let refused = unopened().when(Open { about: about("wish"), ..open() }).decided().unwrap_err();
    assert!(refused.to_string().contains("there is no process wish"), "{refused}");
    assert!(refused.to_string().contains("incident"), "{refused}");
}

#[test]
fn it_is_about_something_that_is_on_record() {
    let unknown = || Subject { key: key("INC0000009"), ..about("incident") };
    let rejection = Rejection::NotOnRecord { process: label("incident"), key: key("INC0000009") };
    unopened().when(Open { about: unknown(), ..open() }).then_rejected(&rejection);
    // The number of one process is not that of another.
    let rejection = Rejection::NotOnRecord { process: label("problem"), key: key("INC0000001") };
    unopened().when(Open { about: about("problem"), ..open() }).then_rejected(&rejection);
    // A rule may ask about what it could not make.
    let rule = unopened().by(Caller::system(Door::Policy));
    rule.when(Open { about: unknown(), ..open() }).then_names(&["opened"]);
}

#[test]
fn it_names_roles_that_there_are() {
    let role = label("wizard");
    let rejection = Rejection::UnknownRole { role: role.clone() };
    unopened().when(Open { role: role.clone(), ..open() }).then_rejected(&rejection);
    let to = Some([role].into());
    unopened().when(Open { escalate_to: to, ..open() }).then_rejected(&rejection);
    unopened().when(Open { role: label("employee"), ..open() }).then_names(&["opened"]);
}

#[test]
fn it_escalates_to_somebody_after_some_time() {
    let nobody = Open { escalate_to: Some(List::empty()), ..open() };
    unopened().when(nobody).then_rejected(&Rejection::NobodyToEscalateTo);
    let at_once = Open { escalate_every: Some(Span::ZERO), ..open() };
    unopened().when(at_once).then_rejected(&Rejection::NoEscalationStep);
}

#[test]
fn it_is_due_later_unless_a_rule_asks_late() {
    let late = Open { due: NOW, ..open() };
    unopened().when(late.clone()).then_rejected(&Rejection::DuePassed { due: NOW });
    unopened().by(Caller::system(Door::Policy)).when(late).then_names(&["opened"]);
    let put_off = Reschedule { due: NOW, reason: text("I would rather not") };
    opened().when(put_off).then_rejected(&Rejection::DuePassed { due: NOW });
}

#[test]
fn what_is_open_is_asked_for_again_and_not_twice() {
    let earlier = due() - Span::from_hours(1);
    let again = opened().when(Open { due: earlier, ..open() }).then_names(&["asked_again"]);
    assert_eq!((again.state().due, again.state().asked_again), (Some(earlier), 1));
    let later = Open { due: due() + Span::from_hours(1), ..open() };
    let again = again.when(later).then_names(&["asked_again"]);
    assert_eq!(again.state().due, Some(earlier));
    let over = again.by(caller("bo")).when(done()).then_names(&["completed"]);
    let anew = over.when(open()).then_names(&["opened"]);
    assert_eq!((anew.state().due, anew.state().asked_again), (Some(due()), 0));
}

#[test]
fn somebody_of_its_role_takes_it_and_gives_it_back() {
    let refused = not_in("dan", &WORKERS, &["bo", "cy", "ada"]);
    opened().when(Assign::default()).then_rejected(&refused);
    let to_dan = Assign { person: Some(actor("dan")) };
    opened().by(caller("bo")).when(to_dan.clone()).then_rejected(&refused);
    let bo = opened().by(caller("bo")).when(Assign::default()).then_names(&["assigned"]);
    assert_eq!(bo.state().assignee, Some(actor("bo")));
    let bo = bo.when(Assign::default()).then_nothing();
    bo.clone().by(caller("dan")).when(Release::default()).then_rejected(&refused);
    let to_cy = Assign { person: Some(actor("cy")) };
    let cy = bo.when(to_cy).then_names(&["assigned"]);
    let free = cy.when(Release::default()).then_names(&["released"]);
    assert_eq!((free.state().phase, &free.state().assignee), (Phase::Open, &None));
    unopened().when(Open { assignee: Some(actor("dan")), ..open() }).then_rejected(&refused);
    let known = Open { assignee: Some(actor("bo")), ..open() };
    unopened().when(known).then_names(&["opened", "assigned"]);
}

#[test]
fn a_refusal_says_which_role_is_missing_and_who_has_it() {
    let refused = opened().when(done()).decided().unwrap_err().to_string();
    assert_eq!(
        refused,
        "dan may not: it needs service_desk or management_representative or top_management, which \
         bo, cy, ada hold now"
    );
}

#[test]
fn whoever_has_its_role_when_he_does_it_completes_it_and_shows_what_was_done() {
    let refused = not_in("dan", &WORKERS, &["bo", "cy", "ada"]);
    opened().when(done()).then_rejected(&refused);
    let bo = || opened().by(caller("bo"));
    bo().when(Complete::default()).then_rejected(&Rejection::NothingToShow);
    let shown = Complete { reference: Some(label("CALL-7")), note: None };
    let over = bo().when(shown).then_names(&["completed"]);
    let outcome = over.state().outcome.clone().unwrap();
    assert_eq!((outcome.by, outcome.reference), (Some(actor("bo")), Some(label("CALL-7"))));
    opened().by(Caller::system(Door::Policy)).when(done()).then_names(&["completed"]);
    let mut world = world();
    let leaves = r#"{"person": "bo", "reason": "left"}"#;
    world.send("ada", "role", SERVICE_DESK, "revoke", leaves).unwrap();
    let refused = not_in("bo", &WORKERS, &["cy", "ada"]);
    bo().facts(world.facts).when(done()).then_rejected(&refused);
}

#[test]
fn a_deputy_does_it_until_his_time_is_over() {
    let mut world = world();
    let until = world.now + Span::from_hours(1);
    let body =
        format!(r#"{{"to": "dan", "until": "{until}", "competence": {{"statement": "fit"}}}}"#);
    world.send("bo", "role", SERVICE_DESK, "delegate", &body).unwrap();
    let dan = || opened().facts(world.facts.clone());
    dan().at(world.now).when(done()).then_names(&["completed"]);
    let refused = not_in("dan", &WORKERS, &["bo", "cy", "ada"]);
    dan().at(until).when(done()).then_rejected(&refused);
}

#[test]
fn whoever_is_asked_does_not_put_it_off_himself() {
    let put_off = || Reschedule { due: due() + Span::from_hours(1), reason: text("ill") };
    let cancel = || Cancel { reason: text("too much work") };
    let refused = not_in("bo", &OVERSEERS, &["ada"]);
    let bo = || opened().by(caller("bo"));
    bo().when(put_off()).then_rejected(&refused);
    bo().when(cancel()).then_rejected(&refused);
    for overseer in ["dan", "ada"] {
        let by = || opened().by(caller(overseer));
        let later = by().when(put_off()).then_names(&["rescheduled"]);
        later.when(put_off()).then_nothing();
        by().when(cancel()).then_names(&["cancelled"]);
    }
    opened().by(Caller::system(Door::Policy)).when(cancel()).then_names(&["cancelled"]);
}

#[test]
fn what_is_late_escalates_step_by_step_and_then_no_further() {
    let timer = |at| opened().by(Caller::system(Door::Timer)).at(at);
    let early = Rejection::NotLate { next: Some(due()) };
    timer(due() - Span::from_nanos(1)).when(Escalate {}).then_rejected(&early);
    let one = timer(due()).when(Escalate {}).then_names(&["escalated"]);
    assert_eq!(one.state().escalated_to(), [label(MANAGEMENT_REPRESENTATIVE)]);
    let next = due() + ESCALATE_EVERY;
    assert_eq!(one.state().deadlines()[0].at, next);
    let two = one.at(next).when(Escalate {}).then_names(&["escalated"]);
    assert_eq!(two.state().escalated_to(), OVERSEERS.map(label));
    assert!(two.state().deadlines().is_empty());
    let two = two.when(Escalate {}).then_rejected(&Rejection::NotLate { next: None });
    // Another due time, and it begins anew.
    let later = next + Span::from_days(1);
    let put_off = Reschedule { due: later, reason: text("the customer is away") };
    let anew = two.by(caller("ada")).when(put_off).then_names(&["rescheduled"]);
    assert_eq!((anew.state().level, anew.state().deadlines()[0].at), (0, later));
    // What is over is not late.
    let over = anew.when(done()).then_names(&["completed"]);
    assert!(over.state().deadlines().is_empty());
}

#[test]
fn a_cause_has_one_name_that_people_can_read_or_else_its_digest() {
    let name = |of: &str| cause("incident", &key(of), "restore");
    assert_eq!(name("INC0000001").to_string(), "incident-INC0000001-restore");
    assert_eq!(name("a b").to_string(), "incident-a b-restore");
    let long = "x".repeat(120);
    assert_eq!(name(&long), name(&long));
    assert_ne!(name(&long), name(&"y".repeat(120)));
    assert_eq!(name(&long).as_escaped().len(), 32);
}

#[test]
fn does_what_the_table_says_and_reads_what_it_ever_wrote() {
    let every = Some(Span::from_hours(1));
    let samples: Vec<Command> = vec![
        open().into(),
        Open { assignee: Some(actor("bo")), escalate_every: every, ..open() }.into(),
        Open { command: Some(label("incident.update")), ..open() }.into(),
        Assign::default().into(),
        Assign { person: Some(actor("cy")) }.into(),
        Release { reason: Some(text("on leave")) }.into(),
        Reschedule { due: due() + Span::from_days(9), reason: text("he is away") }.into(),
        Escalate {}.into(),
        done().into(),
        Complete { note: None, reference: Some(label("CALL-7")) }.into(),
        Cancel { reason: text("he called himself") }.into(),
    ];
    let shape = |task: &Task| {
        let Task { phase, assignee, level, .. } = task;
        format!("{phase:?} {assignee:?} {level} {:?}", task.due)
    };
    let explored = Explorer::<Task>::new(samples, shape)
        .facts(world().facts)
        .callers(vec![caller("bo"), caller("ada")])
        .of("TSK0000001")
        .explore();
    durable("src/task/fixtures", &explored.events);
}
