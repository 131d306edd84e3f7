use super::harness::{World, ask, task};
use super::sample::{Note, Open, Task};
use crate::runtime::{AsOf, wait};
use crate::testing::{NOW, caller};
use crate::{Position, Span, Timestamp, Version};
use std::future::poll_fn;
use std::task::Poll;

fn seconds(seconds: i64) -> Timestamp {
    NOW + Span::from_seconds(seconds)
}

#[test]
fn the_position_at_a_time_is_the_last_one_recorded_by_then() {
    let world = World::new();
    let engine = world.open();
    assert_eq!(engine.position_at(Timestamp::MAX).unwrap(), Position(0));
    engine.execute_blocking(ask("open", "A", Open::default())).unwrap();
    // Two records a second, and a gap.
    for n in 0..600_i64 {
        world.clock.set(seconds(n / 2 + if n >= 300 { 1_000 } else { 0 }));
        engine.execute_blocking(ask(&n.to_string(), "A", Note { text: "n".into() })).unwrap();
    }
    assert_eq!(engine.position_at(NOW - Span::from_nanos(1)).unwrap(), Position(0));
    assert_eq!(engine.position_at(Timestamp::MIN).unwrap(), Position(0));
    assert_eq!(engine.position_at(Timestamp::MAX).unwrap(), Position(601));
    for second in 0..1_400 {
        let by = |record: &&crate::Record| record.as_ref().metadata.recorded_at <= seconds(second);
        let expected = world.records().iter().take_while(by).count() as u64;
        if second % 97 == 0 || (145..155).contains(&second) || (1_145..1_155).contains(&second) {
            assert_eq!(engine.position_at(seconds(second)).unwrap(), Position(expected));
        }
    }
}

#[test]
fn a_thing_can_be_seen_as_it_was() {
    let world = World::new();
    let engine = world.open();
    let rita = |n: i64, at: i64| {
        let text = n.to_string();
        super::harness::through(caller("rita"), &n.to_string(), "A", Note { text })
            .occurred_at(Some(seconds(at)))
    };
    let open = ask("open", "A", Open::default()).occurred_at(Some(seconds(-1_000)));
    engine.execute_blocking(open).unwrap();
    for (n, at) in [(1, -10), (2, -500), (3, -100)] {
        world.clock.set(seconds(n));
        engine.execute_blocking(rita(n, at)).unwrap();
    }
    let see = |as_of| {
        let view = engine.view(&task("A"), as_of).unwrap()?;
        let notes = view.state.as_any().downcast_ref::<Task>().unwrap().notes.join(" ");
        Some((notes, view.version, view.position))
    };
    let seen = |notes: &str, version, position| {
        Some((notes.to_owned(), Version(version), Position(position)))
    };
    assert_eq!(see(AsOf::Head), seen("1 2 3", 4, 4));
    assert_eq!(see(AsOf::At(Position(3))), seen("1 2", 3, 3));
    assert_eq!(see(AsOf::At(Position(0))), None);
    assert_eq!(see(AsOf::At(Position(99))), seen("1 2 3", 4, 4));
    assert_eq!(see(AsOf::KnownAt(seconds(2))), seen("1 2", 3, 3));
    assert_eq!(see(AsOf::KnownAt(seconds(-1))), None);
    assert_eq!(see(AsOf::HappenedBy(seconds(-100))), seen("2 3", 3, 4));
    assert_eq!(see(AsOf::HappenedBy(seconds(-2_000))), None);
    assert!(engine.view(&task("B"), AsOf::Head).unwrap().is_none());
    let unknown = crate::StreamId::new("unknown", task("A").key);
    assert!(engine.view(&unknown, AsOf::Head).unwrap().is_none());
}

#[test]
fn waiting_needs_no_runtime() {
    // Woken before it sleeps, from elsewhere, and for nothing.
    let mut polls = 0;
    let woken = poll_fn(|context| {
        polls += 1;
        match polls {
            1 => context.waker().wake_by_ref(),
            2 => {
                let waker = context.waker().clone();
                std::thread::spawn(move || waker.wake());
            }
            _ => return Poll::Ready(polls),
        }
        Poll::Pending
    });
    assert_eq!(wait(woken), 3);
    assert_eq!(wait(async { wait(async { 7 }) }), 7);
}
