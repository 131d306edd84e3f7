use super::harness::{World, ask, begin_freeze, hand_over};
use super::sample::{Close, Note, Open, Slots, Task};
use crate::runtime::{Engine, wait};
use crate::{Position, Span};

fn busy(world: &World, engine: &Engine, round: u64) {
    for n in 0..20 {
        let slot = Some(round * 100 + n);
        let (remind_at, every) = (Some(world.clock_now() + Span::from_hours(1)), Span::ZERO);
        let open = Open { slot, remind_at, every, lines: 2, ..Open::default() };
        engine.execute_blocking(ask(&format!("{round} open {n}"), "", open)).unwrap();
    }
    let close = ask(&format!("{round} close"), &format!("TSK{:07}", 20 * round + 1), Close {});
    engine.execute_blocking(close).unwrap();
    engine.execute_blocking(begin_freeze(round * 100 + 50)).unwrap();
}

impl World {
    fn clock_now(&self) -> crate::Timestamp {
        use crate::Clock as _;
        self.clock.now()
    }
}

/// All that decisions look at: facts, numbers, timers, time.
fn looks(engine: &Engine, sent_as: &str) -> (String, String, String) {
    let facts = wait(engine.facts(|facts| format!("{:?}", facts.get::<Slots>()))).unwrap();
    let timers = format!("{:?}", engine.timers().lock().to_snapshot());
    let next = engine.execute_blocking(ask(sent_as, "", Open::default())).unwrap();
    engine.close();
    (facts, timers, next.stream.to_string())
}

#[test]
fn from_a_snapshot_is_the_same_as_from_nothing() {
    let world = World::new();
    for round in 0..3 {
        let engine = world.open();
        busy(&world, &engine, round);
        engine.close();
    }
    assert_eq!(world.shelf.positions("sequencer").len(), 3);
    let (facts, timers, next) = looks(&world.open_from_nothing(), "1");
    assert_eq!(next, "task TSK0000061");
    // Read on behind the last snapshot, too.
    let same = |next: &str| (facts.clone(), timers.clone(), next.to_owned());
    assert!(looks(&world.open(), "2") == same("task TSK0000062"));
    world.shelf.grow_stale();
    assert!(looks(&world.open(), "3") == same("task TSK0000063"));
}

#[test]
fn a_long_stream_keeps_its_state() {
    let world = World { cache_bytes_max: 1, ..World::new() };
    let engine = world.open();
    engine.execute_blocking(ask("open", "A", Open::default())).unwrap();
    let note = |n: u64| ask(&n.to_string(), "A", Note { text: n.to_string() });
    engine.execute_blocking(ask("other", "B", Open::default())).unwrap();
    for n in (0..3_500).step_by(700) {
        let answers: Vec<_> = (n..n + 700).map(|n| hand_over(&engine, note(n))).collect();
        for answer in answers {
            wait(answer.outcome()).unwrap();
        }
        // There is room for one state only: this one takes the place of the other.
        let other = Note { text: String::new() };
        engine.execute_blocking(ask(&format!("other {n}"), "B", other)).unwrap();
    }
    let kept = world.shelf.positions("state-task-A");
    assert!(!kept.is_empty() && kept.len() <= 3, "{kept:?}");
    let count = |engine: &Engine| {
        let live = wait(engine.load(&super::harness::task("A"))).unwrap();
        let task: Task = live.state.as_any().downcast_ref::<Task>().unwrap().clone();
        (task.count, task.notes, live.version, live.first, live.last)
    };
    assert_eq!(count(&engine), count(&world.open_from_nothing()));
    assert_eq!(count(&engine).0, 3_500);
    engine.close();
    world.shelf.grow_stale();
    let engine = world.open();
    engine.execute_blocking(note(9_999)).unwrap();
    assert_eq!(count(&engine).0, 3_501);
}

#[test]
fn an_empty_log_keeps_nothing() {
    let world = World::new();
    world.open().close();
    assert!(world.shelf.positions("sequencer").is_empty());
    let engine = world.open();
    assert_eq!(wait(engine.facts(|facts| facts.get::<Slots>().taken.len())).unwrap(), 0);
    assert_eq!(engine.head(), Position(0));
}
