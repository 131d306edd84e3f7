use super::{
    Entities, Follower, Health, Projection, QueryError, Tells, as_of, happened_by, keys_after,
    of_one,
};
use crate::runtime::wait;
use crate::snapshot::{Folded, NoSnapshots, Snapshot, Snapshots, layout_of};
use crate::store::Batch;
use crate::testing::NOW;
use crate::{
    CommandId, DecodeError, Door, EventStore, Key, MemoryStore, Metadata, Origin, Position,
    RecordRef, Span, StreamId, Timestamp, Version,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Counts what it hears.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Count(u64);

impl Projection for Count {
    const NAME: &'static str = "count";
    const VERSION: u16 = 1;
    const PROCESSES: &'static [&'static str] = &["thing", "bad"];
    fn apply(&mut self, _: &RecordRef<'_>) -> Result<(), DecodeError> {
        self.0 += 1;
        Ok(())
    }
}

/// Cannot read what is bad, and notices only half-way.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Picky(u64);

impl Projection for Picky {
    const NAME: &'static str = "picky";
    const VERSION: u16 = 1;
    const PROCESSES: &'static [&'static str] = &["thing", "bad"];
    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        self.0 += 1;
        match record.process {
            "bad" => Err(DecodeError::Name(record.event.to_owned())),
            _ => Ok(()),
        }
    }
}

type Kept = (String, Folded, Snapshot);

#[derive(Default)]
struct Shelf(Mutex<Vec<Kept>>);

impl Snapshots for Shelf {
    fn load(&self, name: &str, folded: Folded, until: Position) -> Option<Snapshot> {
        let kept = self.0.lock().unwrap();
        let fits = |(of, by, at): &&Kept| of == name && *by == folded && at.position <= until;
        kept.iter().filter(fits).max_by_key(|(_, _, at)| at.position).map(|kept| kept.2.clone())
    }
    fn save(&self, name: &str, folded: Folded, snapshot: Snapshot) {
        self.0.lock().unwrap().push((name.to_owned(), folded, snapshot));
    }
}

fn append(store: &MemoryStore, process: &str, records: u64) {
    for _ in 0..records {
        append_one(store, process, "A", "happened");
    }
}

fn append_one(store: &MemoryStore, process: &str, key: &str, event: &str) {
    append_of(store, process, key, event, [NOW, NOW]);
}

/// A record that was made at a time, of what happened at another one.
fn append_of(
    store: &MemoryStore,
    process: &str,
    key: &str,
    event: &str,
    [recorded_at, occurred_at]: [Timestamp; 2],
) {
    let position = store.head().borrow().next();
    let mut batch = Batch::barrier();
    let metadata = Metadata {
        command_id: CommandId(position.0.into()),
        content: 0,
        correlation: None,
        causation: None,
        depth: 0,
        recorded_at,
        occurred_at,
        basis: Position(position.0 - 1),
        door: Door::Library,
        principal: "",
        actor: "ada",
        origin: Origin::Live,
    };
    let (version, schema) = (Version(1), 1);
    let payload = &[][..];
    let record = RecordRef { position, process, key, version, event, schema, metadata, payload };
    batch.push(&record).unwrap();
    store.append(batch).wait().unwrap();
}

fn follow(store: &Arc<MemoryStore>, shelf: &Arc<Shelf>) -> Follower {
    let builder = Follower::builder(store.clone(), shelf.clone());
    builder.with::<Count>().with::<Picky>().start(&mut |_| {}).unwrap()
}

#[test]
fn a_query_waits_for_what_it_asks_but_not_for_ever() {
    let (store, shelf) = (Arc::new(MemoryStore::default()), Arc::default());
    append(&store, "thing", 300);
    let follower = follow(&store, &shelf);
    assert_eq!(follower.query(Position(0), |count: &Count| count.0).unwrap().answer, 300);
    std::thread::scope(|scope| {
        let asked = scope.spawn(|| follower.query(Position(301), |count: &Count| count.0));
        append(&store, "thing", 1);
        append(&store, "other", 1);
        let asked = asked.join().unwrap().unwrap();
        assert_eq!(asked.answer, asked.position.0.min(301), "an answer says what it is true for");
    });
    let within = Duration::from_millis(1);
    let behind = follower.query_within(within, Position(303), |count: &Count| count.0);
    assert!(matches!(behind, Err(QueryError::Behind { at_least: Position(303), .. })));
    // What nobody hears moves it on as well.
    let moved = follower.query(Position(302), |count: &Count| count.0).unwrap();
    assert_eq!((moved.answer, moved.position), (301, Position(302)));
    assert!(follower.lags().iter().all(|lag| lag.behind == 0));
}

#[test]
fn answers_are_true_for_their_position_while_it_moves() {
    let (store, shelf) = (Arc::new(MemoryStore::default()), Arc::default());
    let follower = follow(&store, &shelf);
    std::thread::scope(|scope| {
        scope.spawn(|| append(&store, "thing", 3_000));
        loop {
            let asked = follower.query(Position(0), |count: &Count| count.0).unwrap();
            assert_eq!(asked.answer, asked.position.0);
            if asked.position == Position(3_000) {
                break;
            }
        }
    });
}

#[test]
fn nobody_is_answered_by_a_model_that_begins_again() {
    let (store, shelf) = (Arc::new(MemoryStore::default()), Arc::default());
    append(&store, "thing", 100);
    let follower = follow(&store, &shelf);
    std::thread::scope(|scope| {
        let rebuilding = scope.spawn(|| (0..200).for_each(|_| follower.rebuild(&mut |_| {})));
        while !rebuilding.is_finished() {
            match follower.query(Position(100), |count: &Count| count.0) {
                Ok(asked) => assert_eq!((asked.answer, asked.position), (100, Position(100))),
                Err(error) => assert!(matches!(error, QueryError::Behind { .. }), "{error}"),
            }
        }
    });
}

#[test]
fn a_failed_model_stays_and_the_others_go_on() {
    let (store, shelf) = (Arc::new(MemoryStore::default()), Arc::<Shelf>::default());
    append(&store, "thing", 10);
    append(&store, "bad", 1);
    let follower = follow(&store, &shelf);
    append(&store, "thing", 10);
    assert_eq!(follower.query(Position(21), |count: &Count| count.0).unwrap().answer, 21);
    let failed = follower.query(Position(11), |picky: &Picky| picky.0);
    assert!(matches!(failed, Err(QueryError::Failed { at: Position(11), .. })));
    assert_eq!(follower.query(Position(10), |_: &Picky| ()).unwrap().position, Position(10));
    let lags = follower.lags();
    assert_eq!((lags[1].position, lags[1].behind), (Position(10), 11));
    assert!(matches!(lags[1].health, Health::Failed { at: Position(11), .. }));
    follower.close();
    follower.close();
    // Half of a record is in it: not worth keeping.
    let kept: Vec<_> = shelf.0.lock().unwrap().iter().map(|kept| kept.0.clone()).collect();
    assert_eq!(kept, ["count"]);
    // From the snapshot, which says that it has heard them all.
    drop(follower);
    let follower = follow(&store, &shelf);
    assert_eq!(follower.query(Position(21), |count: &Count| count.0).unwrap().answer, 21);
}

#[test]
fn when_all_have_failed_nobody_follows() {
    let (store, shelf) = (Arc::new(MemoryStore::default()), Arc::<Shelf>::default());
    let builder = Follower::builder(store.clone(), shelf);
    let follower = builder.with::<Picky>().start(&mut |_| {}).unwrap();
    append(&store, "bad", 1);
    let failed = follower.query(Position(1), |picky: &Picky| picky.0);
    assert!(matches!(failed, Err(QueryError::Failed { at: Position(1), .. })));
    assert!(matches!(follower.query(Position(0), |_: &Count| ()), Err(QueryError::Unknown(_))));
    follower.close();
}

#[test]
fn what_had_happened_by_then_is_the_same_from_any_snapshot() {
    let store = MemoryStore::default();
    let at = |minute: i64| NOW + Span::from_minutes(minute);
    // As it happened; told later; told by a clock that goes before ours.
    let occurred = |minute: i64| match minute % 7 {
        3 => minute - 20,
        5 => minute + 2,
        _ => minute,
    };
    let told: Vec<_> = (1..40).map(|minute| (minute, occurred(minute))).collect();
    for (recorded, occurred) in &told {
        append_of(&store, "thing", "A", "happened", [at(*recorded), at(*occurred)]);
    }
    let folded = Folded { version: Count::VERSION, layout: layout_of::<Count>() };
    for kept in 0..40 {
        let shelf = Shelf::default();
        let bytes = crate::codec::to_bytes(&Count(kept));
        shelf.save(Count::NAME, folded, Snapshot { position: Position(kept), bytes });
        for then in -25..45 {
            let expected = told.iter().filter(|(_, occurred)| *occurred <= then).count() as u64;
            for queried in [
                happened_by::<Count>(&store, &shelf, at(then)).unwrap(),
                happened_by::<Count>(&store, &NoSnapshots, at(then)).unwrap(),
            ] {
                assert_eq!((queried.answer.0, queried.position), (expected, Position(39)));
            }
        }
    }
}

#[test]
fn as_of_a_position_is_exact() {
    let (store, shelf) = (Arc::new(MemoryStore::default()), Arc::<Shelf>::default());
    append(&store, "thing", 700);
    let at = |until| {
        let queried = as_of::<Count>(&*store, &*shelf, Position(until)).unwrap();
        (queried.answer.0, queried.position.0)
    };
    for until in [0, 1, 255, 256, 257, 700] {
        assert_eq!(at(until), (until, until));
    }
    assert_eq!(at(9_999), (700, 700));
    // From the last snapshot before it, and never from one behind it.
    let folded = Folded { version: 1, layout: crate::snapshot::layout_of::<Count>() };
    for (position, count) in [(300, 1_000_u64), (600, 2_000)] {
        let bytes = crate::codec::to_bytes(&Count(count));
        shelf.save("count", folded, Snapshot { position: Position(position), bytes });
    }
    let stale = Folded { version: 2, ..folded };
    shelf.save("count", stale, Snapshot { position: Position(400), bytes: vec![] });
    assert_eq!(
        (at(299), at(301), at(600), at(601)),
        ((299, 299), (1_001, 301), (2_000, 600), (2_001, 601))
    );
    assert_eq!(wait(async { at(300) }), (1_000, 300));
}

/// What is there: with what happened last to each.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Present(BTreeMap<Key, String>);

impl Projection for Present {
    const NAME: &'static str = "present";
    const VERSION: u16 = 3;
    const PROCESSES: &'static [&'static str] = &["thing"];
    const ENTITIES: Option<Entities<Self>> = Some(Entities::told());
    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let key = record.stream()?.key;
        if record.event == "gone" {
            self.0.remove(&key);
        } else {
            self.0.insert(key, record.event.to_owned());
        }
        Ok(())
    }
}

impl Tells for Present {
    const PROCESS: &'static str = "thing";
    type Entity = String;
    const OTHERS: &'static [&'static str] = &["twin"];
    fn changes(_: &str, event: &str) -> bool {
        event != "noticed"
    }
    fn entity(&self, stream: &StreamId) -> Option<String> {
        self.0.get(&stream.key).filter(|_| stream.process == "thing").cloned()
    }
    fn streams_after(&self, after: Option<&StreamId>, most: usize) -> Vec<StreamId> {
        of_one::<Self>(after, |after| keys_after(&self.0, after, most))
    }
}

#[test]
fn what_a_model_tells_of_is_reached_one_by_one_by_its_name() {
    let (store, shelf) = (Arc::new(MemoryStore::default()), Arc::<Shelf>::default());
    for (key, event) in [("A", "came"), ("B", "came"), ("C", "came"), ("B", "gone"), ("A", "grew")]
    {
        append_one(&store, "thing", key, event);
    }
    let builder = Follower::builder(store.clone(), shelf);
    let follower = builder.with::<Count>().with::<Present>().start(&mut |_| {}).unwrap();
    let sets = follower.entity_sets();
    let [present] = &sets[..] else { panic!("{sets:?}") };
    assert_eq!((present.model, present.process), ("present", "thing"));
    assert!(present.processes().eq(["thing", "twin"]));
    let key = |name: &str| StreamId::new("thing", Key::new(name).unwrap());
    let keys = [key("A"), key("B"), key("C")];
    let told = follower.entities(present, Position(5), &keys).unwrap();
    assert_eq!(
        (told.answer, told.position),
        (vec![Some("grew".into()), None, Some("came".into())], Position(5))
    );
    let some =
        |after: Option<&StreamId>| follower.entity_streams(present, Position(5), after, 1).unwrap();
    assert_eq!(some(None).answer, [key("A")]);
    assert_eq!(some(Some(&key("A"))).answer, [key("C")]);
    assert!(some(Some(&key("C"))).answer.is_empty());
    // Which records matter, and under which name a copy is good.
    let mut reading = store.read(Position(0));
    let chunk = reading.next_blocking().unwrap().unwrap();
    let record = chunk.records().next().unwrap().unwrap();
    assert!(present.is_changed_by(&record));
    assert!(!present.is_changed_by(&RecordRef { event: "noticed", ..record }));
    assert!(present.is_changed_by(&RecordRef { process: "twin", ..record }));
    assert!(!present.is_changed_by(&RecordRef { process: "other", ..record }));
    assert!(present.fold().starts_with("3-"));
    // Who keeps a copy hears when all is built again.
    let rebuilds = follower.rebuilds();
    follower.rebuild(&mut |_| {});
    assert!(rebuilds.has_changed().unwrap());
    assert_eq!(follower.entities(present, Position(5), &keys[..1]).unwrap().position, Position(5));
}
