use super::harness::{Held, World, ask, begin_freeze, code, hand_over, queue, task, through};
use super::sample::{Close, Note, Open, Slots, Touch};
use crate::outside::Sent;
use crate::runtime::{AsOf, Engine, ExecuteError, Outcomes, wait};
use crate::testing::NOW;
use crate::{MemoryStore, Position, Span, Version};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::{Arc, Barrier};
use std::task::{Context, Waker};

fn note(text: &str) -> Note {
    Note { text: text.into() }
}

/// Whether a future has its answer yet.
fn is_ready<T>(future: std::pin::Pin<&mut impl Future<Output = T>>) -> bool {
    future.poll(&mut Context::from_waker(Waker::noop())).is_ready()
}

#[test]
fn nothing_is_answered_before_it_is_durable() {
    let held = Held::over(Arc::default(), 0);
    let engine = World::over(held.clone()).open();
    let first = ask("accepted", "", Open { slot: Some(1), ..Open::default() });
    let mut first = Box::pin(hand_over(&engine, first).outcome());
    while held.records() < 1 {
        std::thread::yield_now();
    }
    let requests = [
        ask("rejected", "", Open { slot: Some(1), ..Open::default() }),
        ask("accepted", "", Open { slot: Some(1), ..Open::default() }),
        ask("accepted", "", Open { slot: Some(2), ..Open::default() }),
        ask("satisfied", "TSK0000001", Touch {}),
        through(queue(), "refused", "TSK0000001", note("bad")),
    ];
    let mut answers: Vec<_> =
        requests.map(|request| Box::pin(hand_over(&engine, request).outcome())).into();
    let facts = engine.facts(|facts| facts.get::<Slots>().taken.len());
    let mut facts = pin!(facts);
    assert!(!is_ready(facts.as_mut()));
    while held.records() < 3 {
        std::thread::yield_now();
    }
    assert!(!is_ready(first.as_mut()));
    for answer in &mut answers {
        assert!(!is_ready(answer.as_mut()));
    }
    assert_eq!(engine.head(), Position(0));
    held.release(1);
    assert!(!wait(first).unwrap().repeated);
    // Whether it causes no event of its own or not: it was computed from what is not durable.
    for answer in &mut answers {
        assert!(!is_ready(answer.as_mut()));
    }
    assert!(!is_ready(facts.as_mut()));
    held.open();
    let answers: Vec<_> = answers.into_iter().map(wait).collect();
    let codes: Vec<_> = answers.iter().map(code).collect();
    assert_eq!(codes, ["taken", "accepted", "id_reused", "accepted", "stubborn"]);
    let stats = engine.stats();
    let expected = Outcomes { accepted: 2, repeated: 1, refused: 3, failed: 0 };
    assert_eq!((stats.commands["task"], stats.command_duration.count), (expected, 6));
    assert!(answers[1].as_ref().unwrap().repeated);
    assert_eq!(wait(facts).unwrap(), 1);
}

#[test]
fn the_events_of_an_outcome_are_those_of_the_log() {
    let world = World::new();
    let engine = world.open();
    let done = || {
        let sent = Sent {
            caller: ask("open", "", Touch {}).caller,
            sent_as: "open".to_owned(),
            process: "task".to_owned(),
            key: None,
            command: "open".to_owned(),
            body: crate::json::of(&Open { lines: 3, ..Open::default() }),
            occurred_at: Some(NOW - Span::from_minutes(5)),
        };
        wait(async { engine.hand_over(sent).await?.done().await }).unwrap()
    };
    let (fresh, read) = (done(), done());
    assert_eq!((fresh.repeated, read.repeated, fresh.events.len()), (false, true, 4));
    assert_eq!(fresh.events, read.events);
}

#[test]
fn a_command_is_decided_once_for_ever() {
    let world = World::new();
    let engine = world.open();
    let open = || ask("open", "", Open { lines: 3, ..Open::default() });
    let first = engine.execute_blocking(open()).unwrap();
    assert_eq!((first.version, first.position, first.events.len()), (Version(4), Position(4), 4));
    assert_eq!(first.stream, task("TSK0000001"));
    let same = |again: &crate::runtime::Accepted| {
        assert!(again.repeated);
        assert_eq!(&crate::runtime::Accepted { repeated: false, ..again.clone() }, &*first);
    };
    same(&engine.execute_blocking(open()).unwrap());
    let refused = || through(queue(), "bad", "TSK0000001", note("bad"));
    let touched = || ask("touch", "TSK0000001", Touch {});
    assert_eq!(code(&engine.execute_blocking(refused())), "stubborn");
    assert_eq!(code(&engine.execute_blocking(refused())), "refused_before");
    let touch = engine.execute_blocking(touched()).unwrap();
    assert_eq!((touch.position, touch.events.len()), (Position(6), 0));
    // A refused request is no outcome: it is decided afresh.
    assert_eq!(code(&engine.execute_blocking(ask("req", "TSK0000001", note("bad")))), "stubborn");
    assert_eq!(code(&engine.execute_blocking(ask("req", "TSK0000001", note("ok")))), "accepted");

    drop(engine);
    let engine = world.open();
    same(&engine.execute_blocking(open()).unwrap());
    assert_eq!(code(&engine.execute_blocking(refused())), "refused_before");
    let again = engine.execute_blocking(touched()).unwrap();
    assert!(again.repeated);
    assert_eq!(
        (&again.stream, again.version, again.position),
        (&touch.stream, Version(4), Position(6))
    );
    let other = engine.execute_blocking(ask("open", "", Open::default()));
    assert!(matches!(other, Err(ExecuteError::IdReused { position: Position(4) })));
    assert_eq!(engine.head(), Position(7));
}

#[test]
fn an_outcome_that_is_no_longer_remembered_is_found_in_the_log() {
    let world = World::new();
    let engine = world.open();
    engine.execute_blocking(ask("open", "A", Open::default())).unwrap();
    let requests = (0..20_000).map(|n| hand_over(&engine, ask(&n.to_string(), "A", note("n"))));
    let answers: Vec<_> = requests.collect();
    let positions: Vec<_> =
        answers.into_iter().map(|answer| wait(answer.outcome()).unwrap().position).collect();
    for n in [0, 1, 3_000, 19_999] {
        let again = engine.execute_blocking(ask(&n.to_string(), "A", note("n"))).unwrap();
        assert!(again.repeated);
        assert_eq!(again.position, positions[n]);
    }
    assert_eq!(engine.head(), Position(20_001));
}

#[test]
fn whoever_looked_too_early_is_answered_from_the_log() {
    // The first command is sent twice before anything is durable, and then forgotten.
    let held = Held::over(Arc::default(), 1);
    let engine = World::over(held.clone()).open();
    engine.execute_blocking(ask("open", "A", Open::default())).unwrap();
    let first = hand_over(&engine, ask("first", "A", note("1")));
    let again = hand_over(&engine, ask("first", "A", note("1")));
    held.open();
    assert!(!wait(first.outcome()).unwrap().repeated);
    assert!(wait(again.outcome()).unwrap().repeated);
    assert_eq!(engine.head(), Position(2));
}

#[test]
fn whoever_looked_long_ago_is_answered_from_the_log() {
    for (other, expected) in [("1", "accepted"), ("2", "id_reused")] {
        let held = Held::over(Arc::default(), usize::MAX);
        let engine = World::over(held.clone()).open();
        engine.execute_blocking(ask("open", "A", Open::default())).unwrap();
        let (go_on, stall) = std::sync::mpsc::channel();
        *held.stall.lock().unwrap() = Some(stall);
        std::thread::scope(|scope| {
            let late = scope.spawn(|| engine.execute_blocking(ask("late", "A", note("1"))));
            while held.stall.lock().unwrap().is_some() {
                std::thread::yield_now();
            }
            // Decided through another caller, and forgotten since.
            engine.execute_blocking(ask("late", "A", note(other))).unwrap();
            for n in 0..=2 * crate::runtime::QUEUE_MAX {
                drop(hand_over(&engine, ask(&n.to_string(), "A", note("n"))));
            }
            go_on.send(()).unwrap();
            let late = late.join().unwrap();
            assert_eq!(code(&late), expected);
            assert!(late.is_err() || late.is_ok_and(|late| late.position == Position(2)));
        });
    }
}

#[test]
fn nobody_has_to_wait_for_what_was_handed_over() {
    for cache_bytes_max in [1, 1 << 20] {
        let world = World { cache_bytes_max, ..World::new() };
        let engine = world.open();
        for n in 0..50 {
            let to = format!("K{}", n % 7);
            drop(wait(engine.submit(ask(&format!("open {n}"), &to, Open::default()))));
            drop(wait(engine.submit(ask(&format!("note {n}"), &to, note("1")))));
        }
        engine.close();
        assert_eq!(engine.head(), Position(57));
    }
}

#[test]
fn a_state_weighs_what_it_holds_not_all_that_it_took_in() {
    let engine = World::new().open();
    engine.execute_blocking(ask("open", "A", Open::default())).unwrap();
    let text = "x".repeat(1_000);
    for n in 0..100 {
        engine.execute_blocking(ask(&format!("note {n}"), "A", note(&text))).unwrap();
    }
    let bytes = engine.stats().state_bytes;
    assert!((384..10_000).contains(&bytes), "{bytes}");
}

#[test]
fn a_full_queue_makes_callers_wait() {
    let held = Held::over(Arc::default(), 1);
    let engine = World::over(held.clone()).open();
    engine.execute_blocking(ask("open", "A", Open::default())).unwrap();
    let max = crate::runtime::QUEUE_MAX;
    let sent: Vec<_> =
        (0..max).map(|n| hand_over(&engine, ask(&n.to_string(), "A", note("n")))).collect();
    assert_eq!(engine.stats().queue_free, 0);
    let one_more = engine.submit(ask("one more", "A", note("n")));
    let mut one_more = pin!(one_more);
    assert!(!is_ready(one_more.as_mut()));
    held.open();
    let submitted = wait(one_more).unwrap();
    assert_eq!(wait(submitted.outcome()).unwrap().position, Position(max as u64 + 2));
    drop(sent);
    assert_eq!(engine.stats().queue_free, max);
}

#[test]
fn a_failed_store_stops_everybody_but_readers() {
    let held = Held::over(Arc::default(), 2);
    let world = World::over(held.clone());
    let engine = world.open();
    engine.execute_blocking(ask("open", "A", Open::default())).unwrap();
    engine.execute_blocking(ask("note", "A", note("1"))).unwrap();
    assert!(engine.failure().is_none());
    let caught = hand_over(&engine, ask("caught", "A", note("2")));
    held.fail();
    assert_eq!(code(&wait(caught.outcome())), "store_failed");
    for request in [ask("caught", "A", note("2")), ask("later", "A", note("3"))] {
        assert_eq!(code(&engine.execute_blocking(request)), "store_failed");
    }
    assert!(matches!(wait(engine.facts(|_| ())), Err(ExecuteError::Store(_))));
    assert!(matches!(engine.failure(), Some(ExecuteError::Store(_))));
    assert!(engine.execute_blocking(ask("note", "A", note("1"))).unwrap().repeated);
    let counted = engine.stats().commands["task"];
    let expected = Outcomes { accepted: 2, repeated: 1, refused: 0, failed: 3 };
    assert_eq!(counted, expected);
    assert_eq!(engine.view(&task("A"), AsOf::Head).unwrap().unwrap().version, Version(2));
    engine.close();
    assert_eq!(code(&engine.execute_blocking(ask("after", "A", note("4")))), "stopped");
    assert!(world.shelf.positions("sequencer").is_empty());
}

#[test]
fn an_engine_may_be_closed_from_anywhere() {
    let engine = World::new().open();
    let clones: Vec<_> = (0..4).map(|_| engine.clone()).collect();
    std::thread::scope(|scope| {
        for clone in &clones {
            scope.spawn(|| clone.close());
        }
    });
    assert_eq!(code(&engine.execute_blocking(ask("1", "", Open::default()))), "stopped");

    // By the sequencer itself, explicitly and with the last one dropped.
    let world = World::new();
    let engine = world.open();
    let clone = engine.clone();
    let handed_over = wait(engine.facts(move |_| clone.close()));
    assert!(handed_over.is_ok());
    engine.close();
    let engine = world.open();
    let (clone, store) = (engine.clone(), Arc::clone(&world.store));
    let (told, tell) = std::sync::mpsc::channel();
    let (go, wait_for_it) = std::sync::mpsc::channel::<()>();
    let mut asked = Box::pin(engine.facts(move |_| {
        wait_for_it.recv().unwrap();
        drop(clone);
        told.send(()).unwrap();
    }));
    assert!(!is_ready(asked.as_mut()));
    drop(asked);
    let holder = std::thread::spawn(move || drop(engine));
    go.send(()).unwrap();
    tell.recv().unwrap();
    holder.join().unwrap();
    assert_eq!(*store.head().borrow(), Position(0));
}

/// Waits until all that was handed over is decided, and only then lets it become durable.
fn decide_then_release(engine: &Engine, held: &Held) {
    let (tell, decided) = std::sync::mpsc::channel();
    let mut durable = pin!(engine.facts(move |_| tell.send(()).unwrap()));
    assert!(!is_ready(durable.as_mut()));
    decided.recv().unwrap();
    while !is_ready(durable.as_mut()) {
        held.release(usize::MAX);
    }
}

#[test]
fn a_freeze_and_a_task_never_get_the_same_slot() {
    const ROUNDS: u64 = 100;
    const SLOTS: u64 = 100;
    let held = Held::over(Arc::default(), 0);
    let world = World::over(held.clone());
    let engine = world.open();
    // Else the engine, closing, would wait for what is held back.
    let _opened = held.opened_at_the_end();
    let (mut frozen, mut taken) = (0, 0);
    for round in 0..ROUNDS {
        let slots = round * SLOTS..(round + 1) * SLOTS;
        let start = Barrier::new(2);
        // Each sends one of the two for every slot, now the freeze and now the task.
        let race = |side: u64| {
            let send = |slot| {
                start.wait();
                if slot % 2 == side {
                    hand_over(&engine, begin_freeze(slot))
                } else {
                    let open = Open { slot: Some(slot), ..Open::default() };
                    hand_over(&engine, ask(&format!("open {slot}"), "", open))
                }
            };
            slots.clone().map(send).collect::<Vec<_>>()
        };
        let (ones, others) = std::thread::scope(|scope| {
            let ones = scope.spawn(|| race(0));
            let others = race(1);
            (ones.join().unwrap(), others)
        });
        // Each decision had only the other to go by, never the log.
        assert_eq!(engine.head(), Position(round * SLOTS));
        decide_then_release(&engine, &held);
        for (slot, (one, other)) in slots.zip(ones.into_iter().zip(others)) {
            let [one, other] = [one, other].map(|sent| wait(sent.outcome()).is_ok());
            assert_ne!(one, other, "slot {slot}");
            *(if one == (slot % 2 == 0) { &mut frozen } else { &mut taken }) += 1;
        }
    }
    assert_eq!(frozen + taken, ROUNDS * SLOTS);
    assert!(frozen > 0 && taken > 0, "no race: {frozen} frozen, {taken} taken");
    // The log says the same: one record per slot, each decided on all before it.
    let records = world.records();
    assert_eq!(records.len() as u64, ROUNDS * SLOTS);
    let basis = |record: &crate::Record| record.as_ref().metadata.basis;
    assert!(records.iter().all(|record| basis(record).next() == record.position()));
}

/// What a task is like, without any of the machinery.
#[derive(Clone, Debug, Default, PartialEq)]
struct Model {
    version: u64,
    done: bool,
    notes: u64,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Open(u8),
    Note(u8),
    Bad(u8),
    Touch(u8),
    Close(u8),
    Again(u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let to = 0..6_u8;
    let step = prop_oneof![
        to.clone().prop_map(Step::Open),
        to.clone().prop_map(Step::Note),
        to.clone().prop_map(Step::Note),
        to.clone().prop_map(Step::Bad),
        to.clone().prop_map(Step::Touch),
        to.clone().prop_map(Step::Close),
        any::<u8>().prop_map(Step::Again),
    ];
    prop::collection::vec(step, 1..120)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// However small the cache, however late the disk: what is decided is what the model says.
    #[test]
    fn any_cache_decides_alike(
        steps in steps(),
        cache_bytes_max in prop_oneof![Just(1_usize), Just(700), Just(2_000), Just(1 << 20)],
        window in 1..40_usize,
        lazy in any::<bool>(),
    ) {
        let held = Held::over(Arc::new(MemoryStore::default()), usize::from(!lazy) * usize::MAX);
        let world = World { cache_bytes_max, ..World::over(held.clone()) };
        let engine = world.open();
        let (mut models, mut sent) = (BTreeMap::<u8, Model>::new(), Vec::new());
        let mut waiting = Vec::new();
        for (n, step) in steps.into_iter().enumerate() {
            let sent_as = n.to_string();
            let (Step::Open(to) | Step::Note(to) | Step::Bad(to) | Step::Touch(to) | Step::Close(to)
                | Step::Again(to)) = step;
            let name = format!("K{to}");
            let model = models.entry(to).or_default();
            let is_open = model.version > 0 && !model.done;
            let (request, expected) = match step {
                Step::Again(_) if sent.is_empty() => continue,
                Step::Again(which) => {
                    let (request, expected): &(_, &str) = &sent[usize::from(which) % sent.len()];
                    (crate::Request::clone(request), *expected)
                }
                Step::Open(_) if model.version == 0 => {
                    model.version = 3;
                    model.notes = 2;
                    (ask(&sent_as, &name, Open { lines: 2, ..Open::default() }), "accepted")
                }
                Step::Open(_) => (ask(&sent_as, &name, Open::default()), "not_allowed"),
                Step::Note(_) if is_open => {
                    (model.version, model.notes) = (model.version + 1, model.notes + 1);
                    (ask(&sent_as, &name, note("n")), "accepted")
                }
                Step::Note(_) => (ask(&sent_as, &name, note("n")), "not_allowed"),
                Step::Bad(_) => (through(queue(), &sent_as, &name, note("bad")), if is_open { "stubborn" } else { "not_allowed" }),
                Step::Touch(_) if is_open => (ask(&sent_as, &name, Touch {}), "accepted"),
                Step::Touch(_) => (ask(&sent_as, &name, Touch {}), "not_allowed"),
                Step::Close(_) if is_open => {
                    (model.version, model.done) = (model.version + 1, true);
                    (ask(&sent_as, &name, Close {}), "accepted")
                }
                Step::Close(_) => (ask(&sent_as, &name, Close {}), "not_allowed"),
            };
            if expected == "accepted" {
                // Only an outcome is the same for ever.
                sent.push((request.clone(), expected));
            }
            waiting.push((hand_over(&engine, request), expected));
            if waiting.len() >= window {
                held.release(window);
            }
            if waiting.len() >= 2 * window {
                held.release(usize::MAX);
            }
        }
        held.open();
        for (answer, expected) in waiting {
            prop_assert_eq!(code(&wait(answer.outcome())), expected);
        }
        for (to, model) in models {
            let view = engine.view(&task(&format!("K{to}")), AsOf::Head).unwrap();
            prop_assert_eq!(view.map_or(0, |view| view.version.0), model.version);
        }
    }
}

#[test]
fn nobody_waits_for_a_sequencer_that_panicked_and_everybody_is_told() {
    let engine = World::new().open();
    let (go, told) = std::sync::mpsc::channel::<()>();
    let mut asked = Box::pin(engine.facts(move |_| {
        told.recv().unwrap();
        panic!("as told");
    }));
    assert!(!is_ready(asked.as_mut()));
    let full = crate::runtime::QUEUE_MAX - 1;
    let sent: Vec<_> =
        (0..full).map(|n| hand_over(&engine, ask(&n.to_string(), "A", note("n")))).collect();
    assert_eq!(engine.stats().queue_free, 0);
    go.send(()).unwrap();
    for one in sent {
        assert_eq!(code(&wait(one.outcome())), "stopped");
    }
    assert_eq!(code(&engine.execute_blocking(ask("later", "A", note("n")))), "stopped");
    assert!(matches!(engine.failure(), Some(ExecuteError::Stopped)));
}
