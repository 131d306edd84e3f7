use super::{Filter, Incidents, NOT_SHOWN, Sort, Which, timeline};
use crate::PAGE_MAX;
use crate::testing::{World, at, golden_snapshot, key, sample};
use engine::testing::golden;
use engine::{EventSet as _, Record, Span};
use processes::agreement::Priority;
use processes::clock::{Measure, State};
use processes::incident::Event;

const RESOLVED: &str =
    r#"{"code": "restarted", "cause": "unknown", "no_item_reason": "not in the CMDB"}"#;

fn numbers(world: &World, filter: &Filter, sort: Sort) -> Vec<String> {
    let model: Incidents = world.model();
    let page = model.page(filter, sort, 0, PAGE_MAX, world.now());
    page.rows.into_iter().map(|row| row.incident.number.to_string()).collect()
}

#[test]
fn what_is_due_next_comes_first_and_what_is_never_due_last() {
    let mut world = World::with_gold();
    let low = world.log("low");
    let unsorted = r#"{"summary": "odd", "service": "mail", "monitor": "x"}"#;
    world.send("incident", "new", "log", unsorted);
    let high = world.log("high");
    world.incident(&high, "respond", "{}");
    let held = world.log("high");
    world.incident(&held, "respond", "{}");
    world.incident(&held, "hold", r#"{"reason": "awaiting_customer"}"#);
    let urgent = world.log("high");
    let order = ["INC0000005", "INC0000003", "INC0000001", "INC0000004", "INC0000002"];
    assert_eq!(numbers(&world, &Filter::default(), Sort::Urgency), order);
    let mut sorted = order;
    sorted.sort_unstable();
    assert_eq!(numbers(&world, &Filter::default(), Sort::Number), sorted);

    let model: Incidents = world.model();
    let row = |number| model.one(number, world.now()).unwrap();
    let next = row(&urgent).next.unwrap();
    assert_eq!((next.measure, next.due), (Measure::Response, world.now() + Span::from_minutes(15)));
    assert_eq!(row(&high).next.unwrap().measure, Measure::Resolution);
    assert_eq!((row(&held).next, row(&held).clock), (None, Some(State::Paused)));
    assert_eq!(row(&held).incident.hold.as_deref(), Some("awaiting_customer"));
    assert_eq!(
        (row(&low).clock, row(&low).incident.priority),
        (Some(State::Running), Some(Priority::P4))
    );

    world.minutes(60 * 12);
    let model: Incidents = world.model();
    let row = |number| model.one(number, world.now()).unwrap();
    assert_eq!(row(&urgent).clock, Some(State::Breached));
    assert_eq!(row(&low).clock, Some(State::OutsideHours));
    assert_eq!(row(&low).age, Some(Span::from_hours(12)));
    let told = row(&urgent).incident;
    assert!(told.hierarchical_escalations + told.functional_escalations == 0);
    let page = model.page(&Filter::default(), Sort::Urgency, 1, 2, world.now());
    assert_eq!((page.rows.len(), page.total), (2, 5));
}

#[test]
fn what_is_over_leaves_the_list_and_can_still_be_found() {
    let mut world = World::with_gold();
    let one = world.log("high");
    world.minutes(5).incident(&one, "resolve", RESOLVED);
    let model: Incidents = world.model();
    assert_eq!(model.one(&one, world.now()).unwrap().clock, Some(State::Met));
    assert_eq!(numbers(&world, &Filter::default(), Sort::Urgency), ["INC0000001"]);
    world.incident(
        &one,
        "close",
        r#"{"confirmed_by": "Caller 7", "classification_verified": true}"#,
    );
    let two = world.log("low");
    let listed = |which| numbers(&world, &Filter { which, ..Filter::default() }, Sort::Number);
    assert_eq!(listed(Which::Open), [two.to_string()]);
    assert_eq!(listed(Which::All), [one.to_string(), two.to_string()]);
    let model: Incidents = world.model();
    let closed = model.one(&one, world.now()).unwrap();
    assert_eq!(
        (closed.incident.phase, closed.clock, closed.next),
        ("closed", Some(State::Met), None)
    );
    assert_eq!(closed.incident.summary.as_deref(), Some("mail is down"));
    let phases: Vec<_> = model.phases().iter().map(|(name, count)| (&**name, *count)).collect();
    assert_eq!(phases, [("assigned", 1), ("closed", 1)]);
    assert!(model.bytes_of_those_over() < 250, "{}", model.bytes_of_those_over());
}

#[test]
fn a_filter_asks_for_all_that_is_given() {
    let mut world = World::with_gold();
    world.log("high");
    world.log("low");
    let of = |change: &dyn Fn(&mut Filter)| {
        let mut filter = Filter::default();
        change(&mut filter);
        numbers(&world, &filter, Sort::Number).len()
    };
    assert_eq!(of(&|filter| filter.service = Some(key("mail"))), 2);
    assert_eq!(of(&|filter| filter.service = Some(key("print"))), 0);
    assert_eq!(of(&|filter| filter.customer = Some(key("acme"))), 2);
    assert_eq!(of(&|filter| filter.priority = Some(Priority::P1)), 1);
    let ada = engine::Actor::new("ada").unwrap();
    assert_eq!(of(&|filter| filter.assignee = Some(ada.clone())), 2);
    assert_eq!(
        of(&|filter| {
            filter.customer = Some(key("acme"));
            filter.priority = Some(Priority::P2);
        }),
        0
    );
}

#[test]
fn what_another_system_reopens_is_on_the_list_again() {
    let mut world = World::with_gold();
    let opened = Some(at("2016-02-29T09:00:00Z"));
    let body = r#"{"to": "in_progress", "service": "mail", "customer": "acme", "summary": "old",
        "triage": {"impact": "high", "urgency": "high", "category": "c"}}"#;
    world.send_at("incident", "OLD-1", "adopt", body, opened);
    world.send_at("incident", "OLD-1", "adopt", r#"{"to": "closed"}"#, opened);
    assert!(numbers(&world, &Filter::default(), Sort::Urgency).is_empty());
    world.send_at("incident", "OLD-1", "adopt", r#"{"to": "in_progress"}"#, opened);
    let model: Incidents = world.model();
    let row = model.one(&key("OLD-1"), world.now()).unwrap();
    assert_eq!(row.incident.summary.as_deref(), Some("old"));
    assert_eq!(row.next.map(|next| next.due), Some(at("2016-02-29T13:00:00Z")));
}

#[test]
fn the_timeline_reads_as_a_story() {
    let records = sample();
    let records = records.iter().map(Record::as_ref);
    let lines = timeline(records.filter(|record| record.key == "INC0000001")).unwrap();
    let text = lines.iter().map(|line| {
        format!("{} {} {}: {}", line.position, line.occurred_at, line.actor, line.text)
    });
    let text = text.collect::<Vec<_>>().join("\n") + "\n";
    golden("fixtures/timeline.txt", &text);
}

#[test]
fn every_event_that_is_skipped_is_one() {
    for skipped in NOT_SHOWN {
        assert!(Event::KINDS.iter().any(|(name, _)| name == skipped), "{skipped}");
    }
}

#[test]
fn the_snapshot_of_this_version_is_the_one_recorded() {
    golden_snapshot(&crate::testing::fold::<Incidents>(&sample()));
}
