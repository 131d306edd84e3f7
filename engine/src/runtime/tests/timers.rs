use super::harness::{Held, World, ask, hand_over, task, through};
use super::sample::{Close, Event, Note, Open, Reminded};
use crate::process::AnyCommand;
use crate::runtime::timers::Timers;
use crate::runtime::{Engine, Request, wait};
use crate::system::import::{Begin, End, ImportRun};
use crate::testing::{NOW, caller};
use crate::{Door, EventSet as _, Key, Origin, Position, RecordRef, Span, Timestamp, Version};
use proptest::prelude::*;

fn minutes(minutes: i64) -> Timestamp {
    NOW + Span::from_minutes(minutes)
}

fn remind(at: i64, every: i64) -> Open {
    let (remind_at, every) = (Some(minutes(at)), Span::from_minutes(every));
    Open { remind_at, every, ..Open::default() }
}

#[test]
fn a_timer_fires_when_it_is_due_and_says_so() {
    let world = World::new();
    let engine = world.open();
    engine.execute_blocking(ask("A", "A", remind(10, 5))).unwrap();
    engine.execute_blocking(ask("B", "B", remind(3, 0))).unwrap();
    let close = Open { expire_at: Some(minutes(12)), ..Open::default() };
    engine.execute_blocking(ask("C", "C", close)).unwrap();
    assert_eq!((engine.fire_due().unwrap(), engine.stats().timers), (0, 3));
    assert!(engine.stats().timers_late_seconds <= 0.0);
    world.clock.set(minutes(27));
    assert!((engine.stats().timers_late_seconds - 24.0 * 60.0).abs() < 1e-9);
    assert_eq!(engine.fire_due().unwrap(), 3);
    let fired = world.records().split_off(3);
    let order: Vec<_> = fired.iter().map(|fired| fired.stream().key.to_string()).collect();
    assert_eq!(order, ["B", "A", "C"], "the longest overdue first");
    let reminded = Event::decode("reminded", 1, fired[1].as_ref().payload).unwrap();
    assert_eq!(reminded, Event::Reminded(Reminded { missed: 3 }));
    for (fired, (due, cause)) in fired.iter().zip([(3, 2), (10, 1), (12, 3)]) {
        let fired = fired.as_ref().metadata;
        assert_eq!((fired.occurred_at, fired.recorded_at), (minutes(due), minutes(27)));
        assert_eq!((fired.door, fired.depth), (Door::Timer, 0));
        assert_eq!(fired.causation, Some(Position(cause)));
        let cause = world.record(Position(cause));
        assert_eq!(fired.correlation, Some(cause.as_ref().metadata.command_id));
    }
    // The next one keeps the beat.
    assert_eq!((engine.fire_due().unwrap(), engine.stats().timers), (0, 1));
    world.clock.set(minutes(30));
    assert_eq!(engine.fire_due().unwrap(), 1);
    // Whoever is closed is not reminded.
    engine.execute_blocking(ask("close", "A", Close {})).unwrap();
    assert_eq!(engine.stats().timers, 0);
}

/// From a snapshot and from nothing, the timers are those of the engine that went on.
fn same_timers(world: &World, engine: &Engine) {
    let timers = |engine: &Engine| engine.timers().lock().to_snapshot();
    let from_nothing = world.open_from_nothing();
    assert_eq!(timers(&from_nothing), timers(engine));
    assert_eq!(Timers::restore(timers(engine)).next(), engine.timers().lock().next());
    assert_eq!(from_nothing.timers().lock().next(), engine.timers().lock().next());
}

#[test]
fn a_refused_timer_is_recorded_tried_again_and_given_up() {
    let world = World::new();
    let engine = world.open();
    let stubborn = || Open { stubborn: true, ..remind(1, 60) };
    engine.execute_blocking(ask("A", "A", stubborn())).unwrap();
    engine.execute_blocking(ask("B", "B", stubborn())).unwrap();
    world.clock.set(minutes(1));
    assert_eq!(engine.fire_due().unwrap(), 2);
    assert_eq!(engine.fire_due().unwrap(), 0, "not again at once");
    same_timers(&world, &engine);
    engine.close();
    let mut engine = world.open();
    let mut tries = 2;
    for second in 1..3_000 {
        world.clock.set(minutes(1) + Span::from_seconds(second));
        if second == 20 {
            let text = "yield".into();
            engine.execute_blocking(ask("note", "B", Note { text })).unwrap();
        }
        if second == 100 {
            engine.close();
            engine = world.open();
        }
        tries += engine.fire_due().unwrap();
    }
    let records = world.records();
    let refused = records.iter().filter(|record| record.as_ref().event == "refused").count();
    // Nine times A; B until it gave in, after 0, 2, 6 and 14 seconds.
    assert_eq!((tries, refused), (9 + 5, 9 + 4));
    assert_eq!(world.events("B"), ["opened", "noted", "reminded"]);
    let given_up = engine.timers_given_up();
    assert_eq!(given_up.len(), 1);
    assert_eq!((&given_up[0].stream, &*given_up[0].name), (&task("A"), "remind"));
    assert_eq!((engine.stats().timers, engine.stats().timers_given_up), (1, 1));
    same_timers(&world, &engine);
}

#[test]
fn a_timer_that_was_set_by_what_is_not_yet_durable_is_not_lost() {
    let held = Held::over(std::sync::Arc::default(), 1);
    let world = World::over(held.clone());
    let engine = world.open();
    engine.execute_blocking(ask("A", "A", Open::default())).unwrap();
    let set = hand_over(&engine, ask("B", "B", remind(0, 60)));
    while engine.stats().timers == 0 {
        std::thread::yield_now();
    }
    std::thread::scope(|scope| {
        let fired = scope.spawn(|| engine.fire_due());
        // Its barrier.
        while held.waiting() < 2 {
            std::thread::yield_now();
        }
        held.open();
        assert_eq!(fired.join().unwrap().unwrap(), 1);
    });
    wait(set.outcome()).unwrap();
    assert_eq!(world.events("B"), ["opened", "reminded"]);
    same_timers(&world, &engine);
}

fn import(run: &str, sent_as: &str, command: impl Into<crate::system::import::Command>) -> Request {
    let command = AnyCommand::of::<ImportRun>(command.into());
    Request::new(caller("rita"), sent_as, Some(Key::new(run).unwrap()), command)
}

fn end() -> End {
    End { rows: 0, added: 0, known: 0, rejected: 0, last: None }
}

#[test]
fn imported_history_runs_on_its_own_clock_until_the_run_ends() {
    let world = World::new();
    let engine = world.open();
    let begin = Begin { source: "elsewhere".into(), digest: "00".into(), timezone: None };
    engine.execute_blocking(import("RUN0000001", "begin", begin)).unwrap();
    let origin = Origin::Imported { run: 1 };
    let row = |sent_as: &str, to: &str, at, command: super::sample::Command| Request {
        origin,
        ..through(caller("rita"), sent_as, to, command).occurred_at(Some(minutes(at)))
    };
    let open = Open { expire_at: Some(minutes(-60)), ..remind(-90, 20) };
    engine.execute_blocking(row("A", "A", -100, open.clone().into())).unwrap();
    engine.execute_blocking(row("B", "B", -100, open.into())).unwrap();
    assert_eq!(engine.fire_due().unwrap(), 0, "deaf to wall time");
    assert_eq!(engine.fire_due_in_run(1, minutes(-90)).unwrap(), 0);
    assert_eq!(engine.fire_due_in_run(2, minutes(-1)).unwrap(), 0);
    assert_eq!(engine.fire_due_in_run(1, minutes(-89)).unwrap(), 2);
    let last = world.records().pop().unwrap();
    let RecordRef { event, metadata, .. } = last.as_ref();
    let told = (event, metadata.occurred_at, metadata.origin);
    assert_eq!(told, ("reminded", minutes(-90), origin));
    // A person's word to it does not open its ears.
    engine.execute_blocking(ask("live", "A", Note { text: "n".into() })).unwrap();
    assert_eq!(engine.fire_due().unwrap(), 0);
    // Nothing happens before its time, however far the rows reach.
    assert_eq!(engine.fire_due_in_run(1, minutes(1_000)).unwrap(), 0);
    same_timers(&world, &engine);
    engine.execute_blocking(row("close", "B", -70, Close {}.into())).unwrap();
    let ahead = Open { expire_at: Some(minutes(40)), ..remind(-15, 20) };
    engine.execute_blocking(row("D", "D", -20, ahead.into())).unwrap();
    engine.execute_blocking(import("RUN0000001", "end", end())).unwrap();
    assert_eq!(engine.fire_due_in_run(1, minutes(1_000)).unwrap(), 0);
    assert_eq!(engine.fire_due().unwrap(), 1, "what records is made up for");
    assert_eq!(world.events("A"), ["opened", "reminded", "noted"], "the source let it pass");
    assert_eq!(world.events("D"), ["opened", "reminded"]);
    same_timers(&world, &engine);
    // What is told of the run after its end hears wall time at once.
    engine.execute_blocking(row("C", "C", -10, remind(-5, 0).into())).unwrap();
    same_timers(&world, &engine);
    assert_eq!(engine.fire_due().unwrap(), 1);
    world.clock.set(minutes(40));
    engine.fire_due().unwrap();
    assert_eq!(world.events("D").last().unwrap(), "expired", "what lay ahead moves");
    assert!(!world.events("A").contains(&"expired".to_owned()));
}

#[derive(Clone, Debug)]
enum Step {
    Open { to: u8, remind: i64, every: i64, expire: i64, stubborn: bool, imported: bool },
    Note { to: u8, yields: bool, imported: bool },
    Close(u8),
    Wait(i64),
    Fire,
    FireInRun(i64),
    EndRun,
    Restart,
    Crash,
}

fn step() -> impl Strategy<Value = Step> {
    let (to, flag) = (0..4_u8, any::<bool>());
    let open = (to.clone(), -30..60_i64, 0..9_i64, -10..90_i64, flag, flag).prop_map(
        |(to, remind, every, expire, stubborn, imported)| Step::Open {
            to,
            remind,
            every,
            expire,
            stubborn,
            imported,
        },
    );
    prop_oneof![
        4 => open,
        3 => (to.clone(), flag, flag)
            .prop_map(|(to, yields, imported)| Step::Note { to, yields, imported }),
        1 => to.prop_map(Step::Close),
        3 => (1..20_i64).prop_map(Step::Wait),
        4 => Just(Step::Fire),
        2 => (-30..10_i64).prop_map(Step::FireInRun),
        1 => Just(Step::EndRun),
        1 => Just(Step::Restart),
        1 => Just(Step::Crash),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn timers_are_a_fold_of_the_log(steps in prop::collection::vec(step(), 1..40)) {
        let world = World::new();
        let mut engine = world.open();
        let begin = Begin { source: "elsewhere".into(), digest: "00".into(), timezone: None };
        engine.execute_blocking(import("RUN0000001", "begin", begin)).unwrap();
        let mut now = 0;
        for (n, step) in steps.into_iter().enumerate() {
            let send = |to: u8, imported: bool, command: super::sample::Command| {
                let request = through(caller("rita"), &n.to_string(), &format!("K{to}"), command);
                let origin = if imported { Origin::Imported { run: 1 } } else { Origin::Live };
                // Whether it is accepted does not matter.
                let _ = engine.execute_blocking(Request { origin, ..request });
            };
            match step {
                Step::Open { to, remind: at, every, expire, stubborn, imported } => {
                    let expire_at = (expire > 0).then(|| minutes(expire));
                    let open = Open { expire_at, stubborn, lines: 1, ..remind(at, every) };
                    send(to, imported, open.into());
                }
                Step::Note { to, yields, imported } => {
                    let text = if yields { "yield" } else { "n" }.into();
                    send(to, imported, Note { text }.into());
                }
                Step::Close(to) => send(to, false, Close {}.into()),
                Step::Wait(more) => {
                    now += more;
                    world.clock.set(minutes(now));
                }
                Step::Fire => { engine.fire_due().unwrap(); }
                Step::FireInRun(until) => { engine.fire_due_in_run(1, minutes(until)).unwrap(); }
                Step::EndRun => {
                    let _ = engine.execute_blocking(import("RUN0000001", "end", end()));
                }
                Step::Restart => {
                    engine.close();
                    engine = world.open();
                }
                Step::Crash => engine = world.open_from_nothing(),
            }
            same_timers(&world, &engine);
        }
        let due = engine.fire_due().unwrap();
        prop_assert!(due <= 8, "and all is quiet");
        prop_assert_eq!(engine.fire_due().unwrap(), 0);
    }
}

#[test]
fn the_workers_let_time_pass_and_stop_when_told() {
    let world = World::new();
    let engine = world.open();
    let workers = crate::runtime::Workers::start(&engine).unwrap();
    engine.execute_blocking(ask("A", "A", remind(1, 0))).unwrap();
    let sibling = Some("A".to_owned());
    engine.execute_blocking(ask("B", "B", Open { sibling, ..Open::default() })).unwrap();
    world.clock.set(minutes(2));
    let mut head = engine.store().head();
    let is_done = || {
        let events = world.events("A");
        events.len() == 3 && workers.policies().iter().all(|policy| policy.refusals == 0)
    };
    while !is_done() {
        wait(head.changed()).unwrap();
    }
    drop(workers);
    assert_eq!(engine.load_version(&task("A")), Version(3));
}

impl Engine {
    fn load_version(&self, stream: &crate::StreamId) -> Version {
        wait(self.load(stream)).unwrap().version
    }
}
