use super::*;

#[test]
fn a_programme_says_against_what_and_what_is_looked_at() {
    let refused = |programme, expected: &Rejection| {
        none().when(set(programme)).then_rejected(expected);
    };
    refused(Programme { criteria: List::empty(), ..programme() }, &Rejection::NoCriteria);
    refused(Programme { scope: Scope::default(), ..programme() }, &Rejection::EmptyScope);
    let scope = Scope { processes: [process("lunch")].into(), areas: List::empty() };
    let unknown = Rejection::UnknownProcess { process: process("lunch") };
    refused(Programme { scope, ..programme() }, &unknown);
    let scope = Scope { processes: List::empty(), areas: [label("lunch")].into() };
    none().when(set(Programme { scope, ..programme() })).then_names(&["programme_set"]);
    let scope = Scope { processes: List::empty(), areas: [label("incident")].into() };
    let on_record = Rejection::AreaOnRecord { process: label("incident") };
    refused(Programme { scope, ..programme() }, &on_record);
    let missing = Rejection::StandardsMissing(vec![Standard::Iso27001, Standard::Iso9001]);
    refused(Programme { joint: true, ..programme() }, &missing);
    none().when(set(joint())).then_names(&["programme_set"]);
}

#[test]
fn what_it_follows_is_another_audit_on_record() {
    let after = |name| SetProgramme { earlier: Some(key(name)), ..set(programme()) };
    for name in ["AUD9", "AUD0"] {
        let unknown = Rejection::UnknownAudit { audit: key(name) };
        none().of("AUD0").when(after(name)).then_rejected(&unknown);
    }
    none().when(after("AUD0")).then_names(&["programme_set"]);
}

#[test]
fn dates_and_times_make_sense_and_somebody_is_named() {
    let given = || none().when(set(programme())).then_names(&["programme_set"]);
    let plan = |dates, period| Plan { dates, period, auditors: [aud()].into() };
    let what = "its dates";
    given().when(plan(days(33, 30), days(0, 30))).then_rejected(&Rejection::NoTime { what });
    let over = Rejection::NotToCome { at: day(19) };
    given().when(plan(days(18, 19), days(0, 30))).then_rejected(&over);
    let what = "the days that are looked at";
    given().when(plan(days(30, 33), days(30, 30))).then_rejected(&Rejection::NoTime { what });
    let nobody = super::plan(List::empty());
    given().when(nobody).then_rejected(&Rejection::NobodyNamed);
    let eve = super::plan([judges("eve", List::empty())].into());
    given().when(eve).then_rejected(&Rejection::NotAuditor { auditor: actor("eve") });
    let moved = |dates| Reschedule { dates, reason: text("the auditor is ill") };
    let given = planned(programme());
    let given = given.when(moved(days(18, 19))).then_rejected(&over);
    let given = given.when(moved(days(40, 41))).then_names(&["rescheduled"]);
    assert_eq!(given.state().dates, Some(days(40, 41)));
}

#[test]
fn whoever_has_worked_in_what_is_audited_is_refused_and_that_is_on_record() {
    let given = planned(programme()).when(assign("dan"));
    let events = given.decided().unwrap();
    let [Event::AuditorRefused(refused)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(refused.worked.actor, actor("dan"));
    assert_eq!(refused.worked.process, process("incident"));
    let during = refused.worked.during;
    assert!(during.from <= day(10) && day(10) < during.to, "{during:?}");
    // He is refused where several are named, too, and nobody is left.
    let given = none().when(set(programme())).then_names(&["programme_set"]);
    let only = plan([judges("dan", List::empty())].into());
    let given = given.when(only).then_names(&["planned", "auditor_refused"]);
    given.when(announce()).then_rejected(&Rejection::NoAuditor);
}

#[test]
fn what_was_done_elsewhere_or_at_another_time_is_no_matter() {
    let scope = Scope { processes: [process("problem")].into(), areas: List::empty() };
    let elsewhere = planned(Programme { scope, ..programme() });
    elsewhere.when(assign("dan")).then_names(&["auditor_assigned"]);
    let later = Plan { period: days(12, 30), ..plan([aud()].into()) };
    let given = none().when(set(programme())).then_names(&["programme_set"]);
    let given = given.when(later).then_names(&["planned", "auditor_assigned"]);
    given.when(assign("dan")).then_names(&["auditor_assigned"]);
}

#[test]
fn nor_does_anybody_audit_for_one_who_has_worked_there() {
    let mut world = world();
    let until = world.now + Span::from_days(300);
    let body =
        format!(r#"{{"to": "fay", "until": "{until}", "competence": {{"statement": "fit"}}}}"#);
    world.send("dan", "role", AUDITOR, "delegate", &body).unwrap();
    let events = planned(programme()).facts(world.facts).when(assign("fay")).decided().unwrap();
    let [Event::AuditorRefused(refused)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((&refused.auditor, &refused.worked.actor), (&actor("fay"), &actor("dan")));
}

#[test]
fn nor_one_for_whom_a_deputy_has_worked_there() {
    let mut world = world();
    world.give("ada", "bea", SERVICE_DESK);
    let until = world.now + Span::from_days(300);
    let body =
        format!(r#"{{"to": "gus", "until": "{until}", "competence": {{"statement": "fit"}}}}"#);
    world.send("bea", "role", SERVICE_DESK, "delegate", &body).unwrap();
    let given = || planned(programme()).facts(world.facts.clone());
    given().when(assign("bea")).then_names(&["auditor_assigned"]);
    log(&mut world, "INC2", "srv-1", "software");
    let incident = r#"{"summary": "mail is down", "service": "mail", "caller": "dee"}"#;
    world.send("gus", "incident", "INC3", "log", incident).unwrap();
    let given = planned(programme()).facts(world.facts);
    given.when(assign("bea")).then_names(&["auditor_refused"]);
}

#[test]
fn a_sample_is_of_what_is_on_record_as_it_stands() {
    let given = planned(joint());
    let given = given.when(DrawSample { items: List::empty() });
    let given = given.then_rejected(&Rejection::NoSample);
    let other = item("incident", "INC9");
    let given = given.when(DrawSample { items: [other.clone()].into() });
    let given = given.then_rejected(&Rejection::UnknownItem { item: other });
    let (mut narrow, item) = (joint(), item("incident", "INC1"));
    narrow.scope.processes = [label("change")].into();
    let outside = Rejection::OutOfScope { item };
    planned(narrow).when(sample()).then_rejected(&outside);
    let given = given.when(sample()).then_names(&["sample_drawn"]);
    assert_eq!(given.state().as_of, Some(Position(3)));
}

#[test]
fn who_is_announced_to_is_named() {
    let nobody = Announce { told: List::empty() };
    planned(programme()).when(nobody).then_rejected(&Rejection::NobodyTold);
}
