use super::*;
use crate::agreement::Level;
use crate::incident::*;
use crate::limits::List;
use engine::lifecycle::To;
use engine::testing::{Given, NOW, caller};
use engine::{Caller, Context, Decider as _, Door, Named as _, Position, Span, Version};
use std::collections::{BTreeSet, HashSet};

fn declared() -> Given<Incident> {
    at_work().when(DeclareMajor::default()).then_names(&["declared_major"])
}

fn manager(name: &str) -> AssignManager {
    AssignManager { manager: actor(name), named_by: attested("by the board") }
}

fn restored() -> Given<Incident> {
    declared()
        .when(NotifyTopManagement::default())
        .then_names(&["top_management_notified"])
        .when(manager("ada"))
        .then_names(&["manager_assigned"])
        .when(StartRestoration::default())
        .then_names(&["restoration_started"])
        .when(Restore { verified: attested("sent a mail") })
        .then_names(&["restored"])
}

fn review() -> Review {
    Review {
        findings: text("no memory left"),
        improvements: [text("watch the memory")].into(),
        no_improvement_reason: None,
        parties: BTreeSet::from([Party::Customers]),
    }
}

fn deadlines(given: &Given<Incident>) -> Vec<&'static str> {
    let major = |name: &&str| name.starts_with("major");
    given.state().deadlines().into_iter().map(|deadline| deadline.name).filter(major).collect()
}

#[test]
fn only_what_matches_the_agreed_definition_is_major() {
    let log = known_at_once(Level::Medium, Level::Medium);
    let given = unlogged().when(log);
    let given = given.then_names(&["logged", "classified", "prioritised", "assigned"]);
    let statement = text("an incident of priority 1");
    given
        .when(DeclareMajor { matches: Some(attested("I think so")) })
        .then_rejected(&Rejection::DefinitionNotMatched { statement: statement.clone() });

    // Without a priority no rule can tell, so somebody must.
    let log = Log { category: Some(label("software")), ..mail_is_down() };
    let given = unlogged().when(log).then_names(&["logged", "classified"]);
    let given = given.when(DeclareMajor::default());
    let given = given.then_rejected(&Rejection::DefinitionNotMatched { statement });
    given
        .when(DeclareMajor { matches: Some(attested("all mail is down")) })
        .then_names(&["declared_major"]);
}

#[test]
fn what_is_possible_is_said_by_its_own_table() {
    let refused = declared().when(Restore { verified: attested("it works") }).decided();
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains("restore is not possible while declared"), "{refused}");
    assert!(refused.contains("assign_manager"), "{refused}");
    for impossible in ["restore,", "relapse", "close_major", "declare_major"] {
        assert!(!refused.contains(impossible), "{refused}");
    }
    assert!(declared().when(DeclareMajor::default()).decided().is_err(), "not twice");
}

#[test]
fn restoration_needs_a_named_manager_and_top_management_that_knows() {
    let given = declared().when(manager("bo")).then_names(&["manager_assigned"]);
    let start = StartRestoration::default();
    let given = given
        .when(start.clone())
        .then_rejected(&Rejection::NotTheMajorManager { manager: actor("bo") })
        .by(caller("bo"))
        .when(start.clone())
        .then_rejected(&Rejection::TopManagementNotNotified);
    let bo = List::from([actor("bo")]);
    given
        .when(NotifyTopManagement { recipients: bo, message: None })
        .then_rejected(&Rejection::TopManagementMissing { holders: vec![actor("ada")] })
        .when(NotifyTopManagement::default())
        .then_names(&["top_management_notified"])
        .when(start)
        .then_names(&["restoration_started"]);
}

#[test]
fn that_there_is_no_top_management_is_recorded_and_does_not_count_as_told() {
    let given = declared().facts(World::new().facts).by(Caller::system(Door::Timer));
    let given = given.when(NotifyTopManagement::default()).then_names(&["top_management_notified"]);
    assert!(!given.state().major.top_management_knows);
    assert_eq!(deadlines(&given), ["major_manager"]);
}

#[test]
fn it_has_deadlines_of_its_own() {
    let given = declared();
    assert_eq!(deadlines(&given), ["major_notice", "major_manager"]);
    let rule = EscalationRule::ManagerNotNamed;
    let escalate = Escalate { rule, ..Escalate::default() };
    let given = given.at(NOW + Span::from_minutes(29)).by(Caller::system(Door::Timer));
    let given = given.when(escalate.clone());
    let given = given.then_rejected(&Rejection::EscalationRuleNotMatched(rule));
    let given = given.at(NOW + Span::from_minutes(30)).when(escalate);
    let events = given.decided().unwrap();
    let Event::Escalated(escalated) = &events[0] else { panic!() };
    assert_eq!(escalated.to, Addressee::Role(label("top_management")));

    let given = restored();
    assert_eq!(deadlines(&given), ["major_review"]);
    let late = given.at(NOW + Span::from_days(6)).when(StartReview {}).decided().unwrap();
    let Event::ReviewStarted(started) = &late[0] else { panic!() };
    assert_eq!(started.late_by, Some(Span::from_days(1)));
}

#[test]
fn an_incident_does_not_end_while_it_is_major() {
    let given = restored().when(resolve()).then_names(&["resolved"]);
    let close = || Close { confirmed_by: Some(label("bo").into()), classification_verified: true };
    let given = given.when(close());
    let given = given.then_rejected(&Rejection::MajorStillOpen { phase: "restored" });
    assert!(!given.state().deadlines().iter().any(|deadline| deadline.name == "auto_close"));
    let given = given.when(StartReview {}).then_names(&["review_started"]);
    let given = given.when(CloseMajor {}).then_rejected(&Rejection::NotReviewed);
    let nothing = Review { improvements: List::empty(), ..review() };
    let given = given.when(nothing).then_rejected(&Rejection::ImprovementsNotConsidered);
    let nobody = Review { parties: BTreeSet::new(), ..review() };
    let given = given.when(nobody).then_rejected(&Rejection::NobodyTookPart);
    let given = given.when(review()).then_names(&["reviewed"]);
    let given = given.when(CloseMajor {}).then_names(&["major_closed"]);
    given.when(close()).then_names(&["closed"]);

    let cancel = Cancel { reason: CancelReason::FalseAlarm, note: None };
    declared().when(cancel).then_rejected(&Rejection::MajorStillOpen { phase: "declared" });
}

#[test]
fn what_relapses_is_reviewed_anew() {
    let given = restored().when(StartReview {}).then_names(&["review_started"]);
    let given = given.when(review()).then_names(&["reviewed"]);
    let given = given.when(Relapse { symptom: text("down again") }).then_names(&["relapsed"]);
    let given = given.when(Restore { verified: attested("it works") }).then_names(&["restored"]);
    let given = given.when(StartReview {}).then_names(&["review_started"]);
    given.when(CloseMajor {}).then_rejected(&Rejection::NotReviewed);
}

#[test]
fn it_is_downgraded_when_it_matches_no_longer() {
    let downgrade = || DowngradeMajor { reason: text("one mailbox") };
    let statement = text("an incident of priority 1");
    let given = declared().when(downgrade());
    let given = given.then_rejected(&Rejection::DefinitionStillMatched { statement });
    let lower = Reprioritise {
        reason: text("one mailbox"),
        impact: Some(Level::Low),
        urgency: None,
        priority: None,
    };
    let given = given.when(lower).then_names(&["reprioritised"]);
    let given = given.when(downgrade()).then_names(&["major_downgraded"]);
    assert!(deadlines(&given).is_empty());
}

#[test]
fn continuity_is_for_what_takes_too_long_and_updates_reach_all_concerned() {
    let given = declared().when(manager("ada")).then_names(&["manager_assigned"]);
    let (forecast, trigger) = (Span::from_hours(2), Span::from_hours(8));
    given
        .when(RequestContinuity { plan: key("mail"), forecast, trigger })
        .then_rejected(&Rejection::ForecastWithinTrigger { forecast, trigger })
        .when(IssueUpdate {
            message: text("we are at it"),
            addressed: BTreeSet::from([Party::Customers]),
        })
        .then_rejected(&Rejection::PartiesMissing(vec![Party::InterestedParties]));
}

/// What happens to a major incident anywhere is a row of its table, and every row happens.
pub(super) fn does_what_its_own_table_says(states: &[Incident]) {
    let facts = World::staffed().facts;
    let is_major = |command: &Command| MAJOR.rows.iter().any(|row| row.command == command.name());
    let samples: Vec<_> = explore::samples().into_iter().filter(is_major).collect();
    let key = key("TEST-1");
    let mut happened = HashSet::new();
    for state in states {
        for command in MAJOR.rows.iter().map(|row| row.command) {
            let told = engine::possible(state).iter().any(|possible| possible.command == command);
            let allowed = LIFECYCLE.row_of(state.phase, command).is_some()
                && MAJOR.row_of(state.major.phase, command).is_some();
            assert_eq!(told, allowed, "{command} while {:?}, {:?}", state.phase, state.major.phase);
        }
        for command in &samples {
            let context = Context {
                recorded_now: NOW + Span::from_days(1),
                occurred_at: NOW + Span::from_days(1),
                caller: &caller("ada"),
                key: &key,
                version: Version(9),
                head: Position(9),
                facts: &facts,
            };
            let mut after = state.clone();
            for (index, event) in
                engine::decide(state, command, &context).unwrap_or_default().iter().enumerate()
            {
                let from = after.major.phase;
                after.evolve(event, &context.stamp(index));
                let to = after.major.phase;
                let is_row = |row: &&engine::lifecycle::Row<MajorPhase>| {
                    let leads = match row.to {
                        To::Phase(phase) => phase == to,
                        To::Same | To::Stated | To::Resumed => from == to,
                    };
                    row.event == event.name() && row.from.contains(&from) && leads
                };
                let row = MAJOR.rows.iter().find(is_row);
                assert!(row.is_some() || from == to, "{from:?} --{}--> {to:?}", event.name());
                happened.extend(row.map(|row| (from, row.command)));
            }
        }
    }
    for row in MAJOR.rows {
        for from in row.from {
            assert!(happened.contains(&(*from, row.command)), "{from:?} {}", row.command);
        }
    }
}
