use super::harness::{Held, World, ask, begin_freeze, code, task};
use super::sample::{Close, Event, Note, Open};
use crate::process::AnyCommand;
use crate::runtime::{Engine, PolicyRunner};
use crate::system::policy::PolicyRun;
use crate::{
    Door, EventSet as _, Key, MemoryStore, Position, Record, RecordRef, StreamId, Version,
};
use std::sync::Arc;

fn tell(sent_as: &str, sibling: &str) -> crate::Request {
    ask(sent_as, "", Open { sibling: Some(sibling.into()), ..Open::default() })
}

fn run_of(world: &World, policy: &str) -> Vec<Record> {
    let stream = StreamId::new("policy", Key::new(policy).unwrap());
    world.store.read_stream(&stream, Version(0)).collect().unwrap()
}

fn names(records: &[Record]) -> Vec<&str> {
    records.iter().map(|record| record.as_ref().event).collect()
}

#[test]
fn a_policy_hears_what_comes_after_it_was_first_started() {
    let world = World::new();
    let engine = world.open();
    engine.execute_blocking(ask("open", "A", Open::default())).unwrap();
    engine.execute_blocking(tell("before", "A")).unwrap();
    let mut runner = PolicyRunner::start(&engine).unwrap();
    assert_eq!(runner.catch_up().unwrap(), 0);
    engine.execute_blocking(begin_freeze(5)).unwrap();
    engine.execute_blocking(tell("1", "A")).unwrap();
    engine.execute_blocking(begin_freeze(6)).unwrap();
    engine.execute_blocking(tell("2", "A")).unwrap();
    assert_eq!(runner.catch_up().unwrap(), 2);
    assert_eq!(runner.catch_up().unwrap(), 0);
    let records = world.store.read_stream(&task("A"), Version(0)).collect().unwrap();
    let notes: Vec<_> = records[1..]
        .iter()
        .map(|record| {
            let RecordRef { event, schema, metadata, payload, .. } = record.as_ref();
            let event = Event::decode(event, schema, payload).unwrap();
            let Event::Noted(Note { text }) = event else { panic!("{event:?}") };
            assert_eq!((metadata.door, metadata.depth), (Door::Policy, 1));
            let cause = world.record(metadata.causation.unwrap());
            assert_eq!(metadata.correlation, Some(cause.as_ref().metadata.command_id));
            text
        })
        .collect();
    assert_eq!(notes, ["1 slots at 6", "2 slots at 8"], "as of each record, exactly");
    assert_eq!(names(&run_of(&world, "tell-the-sibling")), ["enabled", "advanced"]);
    assert_eq!(names(&run_of(&world, "ping-pong")), ["enabled"]);
    // A cursor's own record calls for none.
    let head = engine.head();
    for _ in 0..3 {
        assert_eq!(runner.catch_up().unwrap(), 0);
    }
    assert_eq!((engine.head(), runner.position()), (head, head));
    // Another runner goes on from there.
    let mut runner = PolicyRunner::start(&engine).unwrap();
    assert_eq!(runner.catch_up().unwrap(), 0);
    assert_eq!(engine.head(), head);
}

#[test]
fn each_of_several_commands_to_one_stream_counts() {
    let world = World::new();
    let engine = world.open();
    engine.execute_blocking(ask("open", "A", Open::default())).unwrap();
    let mut runner = PolicyRunner::start(&engine).unwrap();
    engine.execute_blocking(tell("1", "A+A+A")).unwrap();
    assert_eq!(runner.catch_up().unwrap(), 3);
    // And each that is refused is noted.
    engine.execute_blocking(tell("2", "NONE+NONE")).unwrap();
    runner.catch_up().unwrap();
    let noted = || {
        let records = world.store.read_stream(&task("A"), Version(0)).collect().unwrap();
        let noted = run_of(&world, "tell-the-sibling");
        let refusals = names(&noted).iter().filter(|it| **it == "refusal_noted").count();
        (names(&records[1..]).len(), refusals)
    };
    assert_eq!(noted(), (3, 2));
    // Heard again, as after a crash, they are the same.
    drop(runner);
    let sent = |before| {
        let note = Note { text: "again".into() };
        let dispatch = crate::Dispatch::to::<super::sample::Task>(Key::new("A").unwrap(), note);
        dispatch.command_id("tell-the-sibling", Position(7), before)
    };
    assert_eq!(sent(1), sent(1));
    assert_ne!(sent(0), sent(1));
    assert_eq!(PolicyRunner::start(&engine).unwrap().catch_up().unwrap(), 0);
    assert_eq!(noted(), (3, 2));
}

#[test]
fn a_chain_ends_and_says_so() {
    let world = World::new();
    let engine = world.open();
    let mut runner = PolicyRunner::start(&engine).unwrap();
    engine.execute_blocking(ask("open", "", Open::default())).unwrap();
    let ping = Note { text: "ping".into() };
    engine.execute_blocking(ask("ping", "TSK0000001", ping)).unwrap();
    assert_eq!(runner.catch_up().unwrap(), 33);
    let records = world.records();
    let called = |name| -> Vec<_> {
        let records = records.iter().map(Record::as_ref);
        records.filter(|record| record.event == name).map(|record| record.metadata).collect()
    };
    let (pings, refused) = (called("noted"), called("refused"));
    assert_eq!((pings.len(), pings[32].depth), (33, 32));
    assert!(pings.iter().skip(1).all(|ping| ping.correlation == Some(pings[0].command_id)));
    assert_eq!((refused.len(), refused[0].depth), (1, 33));
    let noted = names(&run_of(&world, "ping-pong")).join(" ");
    assert_eq!(noted, "enabled refusal_noted advanced");
    assert_eq!(runner.status()[1].refusals, 1);
}

#[test]
fn a_policy_that_answers_its_own_refusals_ends_too() {
    let world = World::new();
    let engine = world.open();
    let mut runner = PolicyRunner::start(&engine).unwrap();
    engine.execute_blocking(ask("open", "", Open::default())).unwrap();
    engine.execute_blocking(ask("ping", "TSK0000001", Note { text: "ping".into() })).unwrap();
    engine.execute_blocking(ask("close", "TSK0000001", Close {})).unwrap();
    // Refused is answered, and noted is answered: two for one at each step were 2^32 without end.
    let outcome = runner.catch_up_while(|runner| runner.position() < Position(2_000));
    outcome.unwrap();
    let deepest =
        world.records().iter().map(|record| record.as_ref().metadata.depth).max().unwrap();
    assert!(deepest <= 33);
}

/// All that happened to tasks, and what was refused and noted, without positions.
fn story(world: &World) -> Vec<String> {
    let tell = |record: &Record| {
        let RecordRef { event, version, metadata, .. } = record.as_ref();
        match event {
            "advanced" => None,
            "refusal_noted" => Some(event.to_owned()),
            _ => Some(format!("{} {event} {version} {}", record.stream(), metadata.command_id)),
        }
    };
    let mut story: Vec<_> = world.records().iter().filter_map(tell).collect();
    story.sort();
    story
}

/// What people do, over as many restarts as it takes; the store fails after so many appends.
fn live(memory: &Arc<MemoryStore>, appends: usize) -> bool {
    let held = Held::over(Arc::clone(memory), appends);
    let mut world = World::over(held.clone());
    let act = |engine: &Engine| -> Result<(), Box<dyn std::error::Error>> {
        let mut runner = PolicyRunner::start(engine)?;
        for step in 0..4 {
            let sibling = if step == 2 { "NONE" } else { "A" };
            engine.execute_blocking(ask("open", "A", Open::default()))?;
            engine.execute_blocking(tell(&step.to_string(), sibling))?;
            runner.catch_up()?;
        }
        Ok(())
    };
    // Held back for ever is the same as lost: the plug is pulled at the first.
    let failing = held.clone();
    let done = std::thread::scope(|scope| {
        let engine = world.open();
        let acting = scope.spawn(move || act(&engine).is_ok());
        while !acting.is_finished() {
            if failing.waiting() > 0 {
                failing.fail();
            }
            std::thread::yield_now();
        }
        acting.join().unwrap()
    });
    world.store = memory.clone();
    done
}

#[test]
fn a_policy_acts_exactly_once_wherever_it_was_interrupted() {
    let whole = Arc::new(MemoryStore::default());
    assert!(live(&whole, usize::MAX));
    let expected = story(&World::over(whole));
    let noted = |line: &&String| line.as_str() == "refusal_noted";
    assert_eq!(expected.iter().filter(noted).count(), 3, "of NONE, and of two chains");
    for appends in (0..24).chain((24..120).step_by(7)) {
        let memory = Arc::new(MemoryStore::default());
        live(&memory, appends);
        // And once more, interrupted again.
        live(&memory, appends / 2);
        assert!(live(&memory, usize::MAX));
        let mut told = story(&World::over(memory.clone()));
        // Which head a policy was first started at depends on the interruption.
        let other = |line: &String| !line.contains("enabled");
        told.retain(other);
        let expected: Vec<_> = expected.iter().filter(|line| other(line)).cloned().collect();
        let without_positions = |story: &[String]| -> Vec<String> {
            let own = |line: &String| !line.contains("noted") && !line.contains("outcome");
            story.iter().filter(|line| own(line)).cloned().collect()
        };
        assert_eq!(without_positions(&told), without_positions(&expected), "{appends}");
        assert_eq!(told.len(), expected.len(), "{appends}");
    }
}

#[test]
fn a_cursor_cannot_be_set_by_a_client() {
    let world = World::new();
    let engine = world.open();
    drop(PolicyRunner::start(&engine).unwrap());
    let to = crate::system::policy::Advance { to: Position(99) };
    let command = AnyCommand::of::<PolicyRun>(to.into());
    let key = Key::new("ping-pong").unwrap();
    let caller = crate::testing::caller("system");
    let request = crate::Request::new(caller, "1", Some(key), command);
    assert_eq!(code(&engine.execute_blocking(request)), "not_authorised");
    assert_eq!(*world.store.head().borrow(), engine.head());
}
