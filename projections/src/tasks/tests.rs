use super::{Filter, Tasks, Which};
use crate::testing::{World, at, fold, golden_snapshot, key, take_in};
use engine::projection::Tells as _;
use engine::testing::golden;
use engine::{Key, Span, StreamId, codec};
use processes::limits::Label;

/// A task's stream.
fn task_of(name: &str) -> StreamId {
    StreamId::new("task", key(name))
}

fn task(world: &mut World, about: &str, role: &str, hours: i64) -> Key {
    let due = world.now() + Span::from_hours(hours);
    let body = format!(
        r#"{{"about": {{"process": "incident", "key": "{about}"}}, "ask": "look at {about}",
            "role": "{role}", "due": "{due}"}}"#
    );
    world.send("task", "new", "open", &body)
}

/// Four tasks: late and escalated, in somebody's hands, done, and cancelled.
fn worked() -> World {
    let mut world = World::new();
    for incident in ["INC1", "INC2", "INC3"] {
        world.send("incident", incident, "log", r#"{"summary": "it is down", "service": "mail"}"#);
    }
    task(&mut world, "INC1", "service_desk", 2);
    let two = task(&mut world, "INC2", "resolver", 40);
    world.send("task", &two.to_string(), "assign", "{}");
    let three = task(&mut world, "INC1", "resolver", 8);
    let done = r#"{"note": "looked", "reference": "CALL-7"}"#;
    world.send("task", &three.to_string(), "complete", done);
    let four = task(&mut world, "INC3", "service_desk", 8);
    world.send("task", &four.to_string(), "cancel", r#"{"reason": "it was a test"}"#);
    world.pass(Span::from_hours(30));
    world
}

fn listed(world: &World, filter: &Filter) -> Vec<String> {
    let page = world.model::<Tasks>().page(filter, 0, 10, world.now());
    assert_eq!(page.total, page.rows.len());
    page.rows.into_iter().map(|row| row.task.task.to_string()).collect()
}

#[test]
fn the_list_has_what_is_left_to_do_first_due_first() {
    let world = worked();
    assert_eq!(listed(&world, &Filter::default()), ["TSK0000001", "TSK0000002"]);
    let all = Filter { which: Which::All, ..Filter::default() };
    assert_eq!(listed(&world, &all), ["TSK0000001", "TSK0000003", "TSK0000004", "TSK0000002"]);
    let page = world.model::<Tasks>().page(&all, 1, 2, world.now());
    assert_eq!((page.rows.len(), page.total), (2, 4));
}

#[test]
fn the_list_can_be_narrowed() {
    let world = worked();
    let overdue = Filter { which: Which::Overdue, ..Filter::default() };
    assert_eq!(listed(&world, &overdue), ["TSK0000001"]);
    let role = Some(Label::new("resolver").unwrap());
    assert_eq!(listed(&world, &Filter { role, ..Filter::default() }), ["TSK0000002"]);
    let about = Filter { which: Which::All, key: Some(key("INC1")), ..Filter::default() };
    assert_eq!(listed(&world, &about), ["TSK0000001", "TSK0000003"]);
    let process = Some(Label::new("calendar").unwrap());
    assert!(listed(&world, &Filter { process, ..Filter::default() }).is_empty());
    let assignee = Some(engine::testing::caller("ada").actor);
    assert_eq!(listed(&world, &Filter { assignee, ..Filter::default() }), ["TSK0000002"]);
}

#[test]
fn a_task_is_late_from_when_it_is_due() {
    let world = worked();
    let model: Tasks = world.model();
    let due = at("2026-01-05T11:00:00Z");
    let late = |now| model.page(&Filter::default(), 0, 1, now).rows[0].late_by;
    let (one, due) = (model.entity(&task_of("TSK0000001")).unwrap(), due + Span::from_seconds(0));
    assert_eq!(one.due, Some(due));
    assert_eq!(late(due - Span::from_nanos(1)), None);
    assert_eq!(late(due + Span::from_hours(1)), Some(Span::from_hours(1)));
    assert_eq!(one.escalated_to.len(), 2);
}

#[test]
fn what_was_over_and_is_asked_for_again_is_in_the_list_again() {
    let mut world = worked();
    let again = format!(
        r#"{{"about": {{"process": "incident", "key": "INC1"}}, "ask": "look again",
            "role": "resolver", "due": "{}"}}"#,
        world.now() + Span::from_hours(1)
    );
    world.send("task", "TSK0000003", "open", &again);
    assert_eq!(listed(&world, &Filter::default()).len(), 3);
    assert!(world.model::<Tasks>().entity(&task_of("TSK0000003")).unwrap().outcome.is_none());
}

#[test]
fn what_is_told_of_each_task_is_the_one_recorded() {
    let model: Tasks = worked().model();
    let told = model.streams_after(None, 10).into_iter().map(|stream| {
        let entity = model.entity(&stream).unwrap();
        format!("{}\n{:#}\n", stream.key, engine::json::of(&entity))
    });
    golden("fixtures/tasks.txt", &told.collect::<String>());
    assert_eq!(
        model.streams_after(Some(&task_of("TSK0000001")), 2),
        ["TSK0000002", "TSK0000003"].map(task_of)
    );
}

#[test]
fn it_goes_on_from_a_snapshot_wherever_that_was_taken() {
    let records = worked().records();
    let whole = codec::to_bytes(&fold::<Tasks>(&records));
    for at in 0..records.len() {
        let kept = codec::to_bytes(&fold::<Tasks>(&records[..at]));
        let mut restored: Tasks = codec::from_bytes(&kept).unwrap();
        take_in(&mut restored, &records[at..]);
        assert!(codec::to_bytes(&restored) == whole, "restored at {at}");
    }
}

#[test]
fn the_snapshot_of_this_version_is_the_one_recorded() {
    golden_snapshot(&fold::<Tasks>(&crate::testing::sample_of("tasks", || worked().records())));
}
