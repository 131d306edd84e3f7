use super::*;
use crate::agreement::{Level, Priority};
use crate::incident::*;
use crate::personal::Personal;
use engine::testing::caller;
use engine::{Caller, Door, Span};

#[test]
fn what_is_known_at_once_is_recorded_at_once() {
    let events = unlogged().when(known_at_once(Level::High, Level::Medium)).decided().unwrap();
    let names: Vec<_> = events.iter().map(engine::Named::name).collect();
    assert_eq!(names, ["logged", "classified", "prioritised", "assigned"]);
    let Event::Classified(graded) = &events[1] else { panic!() };
    assert_eq!((graded.business_grade, graded.business_grade_by), (Grade::High, By::Rule));
    assert_eq!((graded.security_grade, graded.security_grade_by), (Grade::None, By::Rule));
    let Event::Prioritised(prioritised) = &events[2] else { panic!() };
    assert_eq!((prioritised.matrix, prioritised.priority), (Priority::P2, Priority::P2));
    assert_eq!(prioritised.service_level.agreement.key, "default");
    assert_eq!(prioritised.service_level.promise.response, Span::from_hours(1));
}

#[test]
fn it_goes_as_far_as_is_known_and_on_from_there() {
    unlogged()
        .when(Log { impact: Some(Level::Low), ..mail_is_down() })
        .then_names(&["logged"])
        .when(Classify { category: Some(label("software")), ..Classify::default() })
        .then_names(&["classified"])
        .when(Prioritise { urgency: Some(Level::Low), ..Prioritise::default() })
        .then_names(&["prioritised"])
        .when(Assign { group: Some(label("mail")), ..Assign::default() })
        .then_names(&["assigned"])
        .by(caller("bo"))
        .when(Respond {})
        .then_names(&["responded"]);
}

#[test]
fn what_a_user_wishes_waits_for_the_desk() {
    unlogged()
        .by(caller("a user"))
        .when(known_at_once(Level::High, Level::High))
        .then_names(&["logged"])
        .by(caller("ada"))
        .when(Classify::default())
        .then_names(&["classified", "prioritised", "assigned"]);
}

#[test]
fn it_says_what_is_missing() {
    let nobody = Log { caller: None, ..mail_is_down() };
    let engine = Caller::system(Door::Policy);
    unlogged().by(engine).when(nobody.clone()).then_rejected(&Rejection::ReporterMissing);
    let logged = unlogged().when(nobody.clone()).then_names(&["logged"]);
    assert_eq!(logged.state().caller, Some(Personal::Clear(label("ada"))));
    unlogged().when(Log { monitor: Some(label("ping")), ..nobody }).then_names(&["logged"]);
    let logged = unlogged().when(mail_is_down()).then_names(&["logged"]);
    let logged = logged.when(Classify::default()).then_rejected(&Rejection::CategoryMissing);
    let classify = Classify { category: Some(label("software")), ..Classify::default() };
    let classified = logged.when(classify).then_names(&["classified"]);
    classified
        .when(Prioritise { impact: Some(Level::Low), ..Prioritise::default() })
        .then_rejected(&Rejection::ImpactOrUrgencyMissing)
        .when(Prioritise {
            impact: Some(Level::Low),
            urgency: Some(Level::Low),
            ..Prioritise::default()
        })
        .then_names(&["prioritised"])
        .when(Assign::default())
        .then_rejected(&Rejection::NobodyNamed);
}

#[test]
fn a_priority_is_the_matrix_s_or_has_a_reason() {
    let other = Override { priority: Priority::P1, reason: text("the board is meeting") };
    let log = Log { priority: Some(other), ..known_at_once(Level::Low, Level::Low) };
    let events = unlogged().when(log).decided().unwrap();
    let Event::Prioritised(event) = &events[2] else { panic!() };
    assert_eq!((event.matrix, event.priority), (Priority::P4, Priority::P1));
    assert_eq!(event.override_reason, Some(text("the board is meeting")));

    let same = Override { priority: Priority::P4, reason: text("as it is") };
    let log = Log { priority: Some(same), ..known_at_once(Level::Low, Level::Low) };
    let events = unlogged().when(log).decided().unwrap();
    let Event::Prioritised(event) = &events[2] else { panic!() };
    assert_eq!(event.override_reason, None, "no override where there is none");
}

#[test]
fn what_touches_security_is_flagged_at_once_and_once() {
    let log = Log { security_grade: Some(Grade::Medium), ..mail_is_down() };
    let log = Log { category: Some(label("access")), ..log };
    let flagged = unlogged().when(log).then_names(&["logged", "classified", "security_flagged"]);
    flagged
        .when(FlagSecurity::default())
        .then_nothing()
        .when(Reclassify {
            reason: text("looked closer"),
            category: None,
            subcategory: None,
            business_grade: None,
            security_grade: Some(Grade::High),
        })
        .then_names(&["reclassified", "security_flagged"]);
    at_work().when(FlagSecurity::default()).then_rejected(&Rejection::SecurityGradeMissing);
}

#[test]
fn only_the_assignee_responds() {
    unlogged()
        .when(known_at_once(Level::Low, Level::Low))
        .then_names(&["logged", "classified", "prioritised", "assigned"])
        .by(caller("bo"))
        .when(Respond {})
        .then_rejected(&Rejection::NotTheAssignee { assignee: actor("ada") });
}

#[test]
fn what_is_not_triaged_in_time_escalates_once() {
    let logged = unlogged().when(mail_is_down()).then_names(&["logged"]);
    let [due] = engine::Decider::deadlines(logged.state()).try_into().unwrap();
    assert_eq!((due.name, due.at), ("triage_due", engine::testing::NOW + Span::from_minutes(15)));
    let escalated = logged
        .by(Caller::system(Door::Timer))
        .when((due.command)())
        .then_rejected(&Rejection::EscalationRuleNotMatched(EscalationRule::TriageOverdue))
        .at(due.at)
        .when((due.command)())
        .then_names(&["escalated"])
        .when((due.command)())
        .then_nothing();
    assert!(engine::Decider::deadlines(escalated.state()).is_empty());
}

#[test]
fn a_body_with_a_misspelt_field_is_an_error() {
    let body = serde_json::json!({"summary": "x", "service": "mail", "urgancy": "high"});
    let error = <Command as engine::CommandSet>::from_json("log", body).unwrap_err();
    assert!(error.to_string().contains("urgancy"), "{error}");
    let body = serde_json::json!({"summary": "mail is down", "service": "mail", "caller": "Bo",
        "impact": "high", "urgency": "low", "details": {"location": "Leipzig"}});
    assert!(<Command as engine::CommandSet>::from_json("log", body).is_ok());
}
