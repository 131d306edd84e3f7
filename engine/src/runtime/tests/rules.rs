use super::harness::{World, ask, begin_freeze, code, queue, through};
use super::sample::{Expire, Note, Open, Slots};
use crate::runtime::{AHEAD_MAX, BACK_MAX, Cause, Request};
use crate::testing::{NOW, caller};
use crate::{Caller, CommandId, Door, Origin, Position, Record, Span};

fn note(text: &str) -> Note {
    Note { text: text.into() }
}

#[test]
fn only_the_engine_has_the_role_of_the_engine() {
    let engine = World::new().open();
    engine.execute_blocking(ask("open", "A", Open::default())).unwrap();
    for door in [Door::Library, Door::CommandLine, Door::Import, Door::Request] {
        let caller = Caller { door, ..Caller::system(door) };
        let expire = through(caller, "expire", "A", Expire {});
        assert_eq!(code(&engine.execute_blocking(expire)), "not_authorised");
    }
    // And it has no other.
    let open = through(Caller::system(Door::Policy), "open", "B", Open::default());
    assert_eq!(code(&engine.execute_blocking(open)), "not_authorised");
    let expire = through(Caller::system(Door::Timer), "expire", "A", Expire {});
    assert_eq!(code(&engine.execute_blocking(expire)), "accepted");
}

#[test]
fn what_happened_may_be_told_late_but_not_beforehand() {
    let engine = World::new().open();
    let tell = |by: &str, sent_as: &str, to: &str, at| {
        let request = through(caller(by), sent_as, to, note("n")).occurred_at(Some(at));
        engine.execute_blocking(request)
    };
    let open = |to, at| {
        engine.execute_blocking(
            through(caller("rita"), &format!("open {to}"), to, Open::default()).occurred_at(at),
        )
    };
    let before = Span::from_nanos(1);
    open("OLD", Some(NOW - Span::from_days(900))).unwrap();
    open("A", Some(NOW - Span::from_hours(1))).unwrap();
    assert_eq!(code(&tell("ada", "1", "A", NOW + AHEAD_MAX)), "accepted");
    assert_eq!(code(&tell("ada", "2", "A", NOW + AHEAD_MAX + before)), "in_the_future");
    assert_eq!(code(&tell("ada", "3", "A", NOW - Span::from_hours(1))), "accepted");
    assert_eq!(code(&tell("rita", "4", "A", NOW - Span::from_hours(2))), "before_the_first");
    assert_eq!(code(&tell("ada", "5", "OLD", NOW - BACK_MAX)), "accepted");
    assert_eq!(code(&tell("ada", "6", "OLD", NOW - BACK_MAX - before)), "too_long_ago");
    assert_eq!(code(&tell("rita", "7", "OLD", NOW - BACK_MAX - before)), "accepted");
    let policy = through(Caller::system(Door::Policy), "8", "A", note("n"));
    let long_ago = policy.occurred_at(Some(NOW - Span::from_days(1)));
    assert_eq!(code(&engine.execute_blocking(long_ago)), "accepted");
    // What is to happen in a minute cannot have been followed already.
    open("SOON", Some(NOW + Span::from_minutes(1))).unwrap();
    engine.execute_blocking(ask("9", "SOON", note("n"))).unwrap();
    let records = engine.store().read(Position(0)).collect().unwrap();
    let metadata: Vec<_> = records.iter().rev().map(|record| record.as_ref().metadata).collect();
    assert_eq!(metadata[0].occurred_at, NOW + Span::from_minutes(1));
    assert_eq!(metadata[2].occurred_at, NOW - Span::from_hours(1));
    assert!(metadata.iter().all(|metadata| metadata.recorded_at == NOW));
}

#[test]
fn the_time_of_record_never_goes_back() {
    let world = World::new();
    let engine = world.open();
    engine.execute_blocking(ask("1", "A", Open::default())).unwrap();
    world.clock.set(NOW - Span::from_days(3));
    engine.execute_blocking(ask("2", "A", note("n"))).unwrap();
    engine.close();
    for from_nothing in [true, false] {
        let engine = if from_nothing { world.open_from_nothing() } else { world.open() };
        let sent_as = format!("from {}", engine.head());
        engine.execute_blocking(through(queue(), &sent_as, "A", note("bad"))).unwrap_err();
        engine.execute_blocking(ask(&sent_as, "A", note("n"))).unwrap();
        engine.close();
    }
    world.clock.set(NOW + Span::from_days(3));
    world.open().execute_blocking(ask("3", "A", note("n"))).unwrap();
    let recorded_at = |record: &Record| record.as_ref().metadata.recorded_at;
    let times: Vec<_> = world.records().iter().map(recorded_at).collect();
    assert_eq!(times[..6], [NOW; 6]);
    assert_eq!(times[6], NOW + Span::from_days(3));
}

#[test]
fn a_record_says_where_it_comes_from() {
    let world = World::new();
    let engine = world.open();
    let origin = Origin::Imported { run: 2 };
    let first = Request { origin, ..ask("1", "A", Open { lines: 1, ..Open::default() }) };
    engine.execute_blocking(first).unwrap();
    let (correlation, command) = (CommandId(9), CommandId(8));
    let cause = Cause { position: Position(1), correlation, command, depth: 4 };
    let second = Request {
        cause: Some(cause),
        origin: Origin::Imported { run: 3 },
        ..through(caller("rita"), "2", "A", note("n"))
    };
    engine.execute_blocking(second.clone()).unwrap();
    let records = world.records();
    let [first, next, last] = [0, 1, 2].map(|index| records[index].as_ref().metadata);
    assert_eq!((first.basis, next.basis), (Position(0), Position(0)));
    assert_eq!((first.depth, first.correlation, first.causation), (0, None, None));
    assert_eq!((last.basis, last.depth, last.causation), (Position(2), 4, Some(Position(1))));
    assert_eq!((last.correlation, last.command_id), (Some(CommandId(9)), second.command_id));
    assert_eq!((last.door, last.origin), (Door::Library, Origin::Imported { run: 3 }));
    assert_eq!((last.actor, last.principal), ("rita", "test"));
}

#[test]
fn an_import_does_not_go_on_with_what_began_here() {
    let world = World::new();
    let engine = world.open();
    let origin = Origin::Imported { run: 1 };
    let open = || Open { lines: 1, ..Open::default() };
    engine.execute_blocking(ask("1", "A", open())).unwrap();
    engine.execute_blocking(Request { origin, ..ask("2", "B", open()) }).unwrap();
    drop(engine);
    // Whether it is known from the log or from memory.
    let engine = world.open();
    for sent_as in ["3", "4"] {
        let row = Request { origin, ..ask(sent_as, "A", note("n")) };
        let error = engine.execute_blocking(row).unwrap_err();
        assert_eq!((error.code(), error.is_refusal()), ("begun_here", true), "{error}");
        engine.execute_blocking(Request { origin, ..ask(sent_as, "B", note("n")) }).unwrap();
    }
    // What was imported may be gone on with here, and there again.
    engine.execute_blocking(ask("5", "B", note("n"))).unwrap();
    engine.execute_blocking(Request { origin, ..ask("6", "B", note("n")) }).unwrap();
}

#[test]
fn what_does_not_fit_is_refused_and_not_written() {
    let engine = World::new().open();
    engine.execute_blocking(ask("open", "A", Open::default())).unwrap();
    let large = note(&"n".repeat(300 * 1024));
    assert_eq!(code(&engine.execute_blocking(ask("large", "A", large))), "too_large");
    let many = Open { lines: 10_000, ..Open::default() };
    assert_eq!(code(&engine.execute_blocking(ask("many", "B", many))), "too_large");
    let principal = "p".repeat(300);
    let who = Caller { principal, ..caller("ada") };
    let outcome = engine.execute_blocking(through(who, "who", "A", note("n")));
    assert_eq!(code(&outcome), "principal_too_long");
    assert_eq!(engine.head(), Position(1));
    engine.execute_blocking(ask("note", "A", note("n"))).unwrap();
}

#[test]
fn a_full_fact_refuses_what_could_let_it_grow() {
    let world = World::new();
    let engine = world.open();
    engine.execute_blocking(begin_freeze(Slots::HEAVY)).unwrap();
    engine.close();
    let engine = world.open();
    assert_eq!(code(&engine.execute_blocking(begin_freeze(1))), "fact_full");
    assert_eq!(code(&engine.execute_blocking(ask("open", "A", Open::default()))), "fact_full");
    assert!(crate::runtime::PolicyRunner::start(&engine).is_ok(), "policies are not concerned");
    assert_eq!(engine.stats().facts[0].name, "slots");
}
