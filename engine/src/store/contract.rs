//! What every store must do, as tests that any store can be put to.
//!
//! ```
//! use engine::{MemoryStore, store::contract};
//! for (_, check) in contract::ALL {
//!     check(&MemoryStore::default());
//! }
//! ```

use super::{
    Appending, Batch, Chunk, EventStore, PAYLOAD_BYTES_MAX, ReadError, Reading, StoreError,
};
use crate::{
    CommandId, Door, Key, Metadata, Origin, Position, Record, RecordRef, StreamId, Subscription,
    Timestamp, Version,
};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

/// A named check, for a store that holds nothing yet.
pub type Check = (&'static str, fn(&dyn EventStore));

/// Every check. Each wants a new store.
pub const ALL: &[Check] = &[
    ("an_empty_log_has_nothing", an_empty_log_has_nothing),
    ("positions_are_gapless_and_in_order", positions_are_gapless_and_in_order),
    ("a_batch_is_whole", a_batch_is_whole),
    ("a_barrier_waits_and_writes_nothing", a_barrier_waits_and_writes_nothing),
    ("several_batches_are_one_wait", several_batches_are_one_wait),
    ("a_batch_out_of_order_is_refused", a_batch_out_of_order_is_refused),
    ("reads_begin_behind_a_position", reads_begin_behind_a_position),
    ("streams_are_kept_apart", streams_are_kept_apart),
    ("commands_are_found_for_ever", commands_are_found_for_ever),
    ("the_head_follows", the_head_follows),
    ("a_reading_goes_on_when_the_log_has_grown", a_reading_goes_on_when_the_log_has_grown),
    ("a_subscription_sees_everything_once", a_subscription_sees_everything_once),
    ("the_largest_batch_and_record_fit", the_largest_batch_and_record_fit),
    ("records_of_all_sizes_cross_chunks", records_of_all_sizes_cross_chunks),
    ("many_batches_in_flight_complete_in_order", many_batches_in_flight_complete_in_order),
];

/// Appends records to a store, giving positions and versions as a sequencer would.
#[derive(Debug, Default)]
pub struct Appender {
    head: u64,
    versions: BTreeMap<StreamId, u64>,
    commands: u64,
}

/// The stream `number` of the contract.
///
/// # Panics
/// Never.
#[must_use]
pub fn stream(number: u64) -> StreamId {
    StreamId::new("contract", Key::new(&format!("C/{number}")).expect("a short name"))
}

/// The command `number` of the contract.
#[must_use]
pub fn command(number: u64) -> CommandId {
    CommandId::derive(Door::Library, "contract", &number.to_string())
}

impl Appender {
    /// Goes on behind `records`, which are all there are.
    #[must_use]
    pub fn after(records: &[Record]) -> Self {
        let mut appender = Self::default();
        for record in records {
            appender.head = record.position().0;
            appender.versions.insert(record.stream(), record.as_ref().version.0);
            appender.commands += 1;
        }
        appender
    }

    /// Goes on behind `records`, which are all there are; commands are counted on.
    pub fn rewind(&mut self, records: &[Record]) {
        *self = Self { commands: self.commands, ..Self::after(records) };
    }

    /// The last position given.
    #[must_use]
    pub fn head(&self) -> Position {
        Position(self.head)
    }

    /// A batch of one new command: a payload for each stream named.
    ///
    /// # Panics
    /// When a record or the batch is too large.
    pub fn batch(&mut self, events: &[(u64, &[u8])]) -> Batch {
        self.commands += 1;
        let command = command(self.commands);
        self.batch_of(command, events)
    }

    /// A batch of a given command.
    ///
    /// # Panics
    /// When a record or the batch is too large.
    pub fn batch_of(&mut self, command_id: CommandId, events: &[(u64, &[u8])]) -> Batch {
        let mut batch = Batch::default();
        for (number, payload) in events {
            let stream = stream(*number);
            self.head += 1;
            let version = self.versions.entry(stream.clone()).or_default();
            *version += 1;
            let record = RecordRef {
                position: Position(self.head),
                process: &stream.process,
                key: stream.key.as_escaped(),
                version: Version(*version),
                event: "happened",
                schema: 1,
                metadata: Metadata {
                    command_id,
                    content: self.head,
                    correlation: None,
                    causation: None,
                    depth: 0,
                    recorded_at: Timestamp::from_seconds(1_700_000_000),
                    occurred_at: Timestamp::from_seconds(1_700_000_000),
                    basis: Position(self.head - 1),
                    door: Door::Library,
                    principal: "contract",
                    actor: "contract",
                    origin: Origin::Live,
                },
                payload,
            };
            batch.push(&record).expect("within bounds");
        }
        batch
    }
}

/// Everything a reading has.
///
/// # Panics
/// When it fails.
#[must_use]
pub fn all(reading: Reading) -> Vec<Record> {
    reading.collect().expect("readable")
}

/// Drives a future on this thread.
pub fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = std::pin::pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

fn head(store: &dyn EventStore) -> Position {
    *store.head().borrow()
}

fn append(store: &dyn EventStore, batch: Batch) -> Position {
    store.append(batch).wait().expect("durable")
}

fn positions(records: &[Record]) -> Vec<u64> {
    records.iter().map(|record| record.position().0).collect()
}

fn an_empty_log_has_nothing(store: &dyn EventStore) {
    assert_eq!(head(store), Position(0));
    assert_eq!(all(store.read(Position(0))), []);
    assert_eq!(all(store.read(Position(9))), []);
    assert_eq!(all(store.read_stream(&stream(1), Version(0))), []);
    assert_eq!(all(store.read_command(command(1))), []);
    assert_eq!(append(store, Batch::barrier()), Position(0));
}

fn positions_are_gapless_and_in_order(store: &dyn EventStore) {
    let mut appender = Appender::default();
    for number in 1..=40_u64 {
        let batch = appender.batch(&[(number % 3, &number.to_le_bytes())]);
        assert_eq!(append(store, batch), Position(number));
    }
    let records = all(store.read(Position(0)));
    assert_eq!(positions(&records), (1..=40).collect::<Vec<_>>());
    for record in records {
        assert_eq!(record.as_ref().payload, record.position().0.to_le_bytes());
    }
}

fn a_batch_is_whole(store: &dyn EventStore) {
    let mut appender = Appender::default();
    append(store, appender.batch(&[(1, b"a"), (2, b"b"), (1, b"c")]));
    assert_eq!(append(store, appender.batch(&[(1, b"d")])), Position(4));
    let records = all(store.read(Position(0)));
    assert_eq!(positions(&records), [1, 2, 3, 4]);
    let versions: Vec<_> = records.iter().map(|record| record.as_ref().version.0).collect();
    assert_eq!(versions, [1, 1, 2, 3]);
}

fn a_barrier_waits_and_writes_nothing(store: &dyn EventStore) {
    let mut appender = Appender::default();
    let appending = store.append(appender.batch(&[(1, b"a"), (1, b"b")]));
    let barrier = store.append(Batch::barrier());
    assert_eq!(barrier.wait().expect("durable"), Position(2));
    assert_eq!(head(store), Position(2));
    assert_eq!(appending.wait().expect("durable"), Position(2));
    assert_eq!(all(store.read(Position(0))).len(), 2);
}

fn several_batches_are_one_wait(store: &dyn EventStore) {
    const BATCHES: u64 = 300;
    let mut appender = Appender::default();
    let mut batches = || (0..BATCHES).map(|_| appender.batch(&[(1, b"a"), (2, b"b")])).collect();
    let durable = store.append_all(batches()).wait();
    assert_eq!(durable.expect("durable"), Position(2 * BATCHES));
    assert_eq!(head(store), Position(2 * BATCHES));
    // Behind each other, without a wait between.
    let more = [store.append_all(batches()), store.append_all(batches())];
    let barrier = store.append_all(Vec::new());
    assert_eq!(barrier.wait().expect("durable"), Position(6 * BATCHES));
    for (one, times) in more.into_iter().zip([4, 6]) {
        assert_eq!(one.wait().expect("durable"), Position(times * BATCHES));
    }
    let records = all(store.read(Position(0)));
    assert_eq!(positions(&records), (1..=6 * BATCHES).collect::<Vec<_>>());
}

fn a_batch_out_of_order_is_refused(store: &dyn EventStore) {
    let mut ahead = Appender::default();
    let first = ahead.batch(&[(1, b"first")]);
    let second = ahead.batch(&[(1, b"second")]);
    let refused = store.append(second).wait();
    assert!(matches!(
        refused,
        Err(StoreError::OutOfOrder { expected: Position(1), found: Position(2) })
    ));
    assert_eq!(append(store, first), Position(1));
    let again = Appender::default().batch(&[(1, b"again")]);
    let refused = store.append(again).wait();
    assert!(matches!(refused, Err(StoreError::OutOfOrder { expected: Position(2), .. })));
    assert_eq!(all(store.read(Position(0))).len(), 1);
}

fn reads_begin_behind_a_position(store: &dyn EventStore) {
    let mut appender = Appender::default();
    for number in 0..30_u64 {
        let events: Vec<_> = (0..=number % 4).map(|of| (of, &b"x"[..])).collect();
        append(store, appender.batch(&events));
    }
    let last = appender.head().0;
    for after in 0..=last + 1 {
        let read = positions(&all(store.read(Position(after))));
        assert_eq!(read, (after + 1..=last).collect::<Vec<_>>());
    }
}

fn streams_are_kept_apart(store: &dyn EventStore) {
    let mut appender = Appender::default();
    for number in 0..60_u64 {
        append(store, appender.batch(&[(number % 7, b"x"), (number % 2, b"y")]));
    }
    let records = all(store.read(Position(0)));
    for number in 0..9 {
        let of = |record: &&Record| record.as_ref().is_of(&stream(number));
        let expected: Vec<_> = records.iter().filter(of).cloned().collect();
        let whole = all(store.read_stream(&stream(number), Version(0)));
        assert_eq!(whole, expected);
        for after in [1, 5, expected.len(), 1_000] {
            let rest = all(store.read_stream(&stream(number), Version(after as u64)));
            assert_eq!(rest, expected.iter().skip(after).cloned().collect::<Vec<_>>());
        }
    }
}

fn commands_are_found_for_ever(store: &dyn EventStore) {
    let mut appender = Appender::default();
    append(store, appender.batch_of(command(100), &[(1, b"a"), (2, b"b")]));
    append(store, appender.batch_of(command(101), &[(1, b"c")]));
    // An outcome recorded later bears the same id.
    append(store, appender.batch_of(command(100), &[(3, b"d")]));
    assert_eq!(positions(&all(store.read_command(command(100)))), [1, 2, 4]);
    assert_eq!(positions(&all(store.read_command(command(101)))), [3]);
    assert_eq!(positions(&all(store.read_command(command(102)))), [] as [u64; 0]);
    // Ids that differ in their high half only.
    append(store, appender.batch_of(CommandId(1 << 100), &[(3, b"e")]));
    append(store, appender.batch_of(CommandId(2 << 100), &[(3, b"f")]));
    assert_eq!(positions(&all(store.read_command(CommandId(1 << 100)))), [5]);
}

fn the_head_follows(store: &dyn EventStore) {
    let watch = store.head();
    let mut appender = Appender::default();
    append(store, appender.batch(&[(1, b"a")]));
    assert_eq!(*watch.borrow(), Position(1));
    append(store, appender.batch(&[(1, b"b"), (1, b"c")]));
    assert_eq!(*watch.borrow(), Position(3));
    assert!(watch.has_changed().expect("open"));
}

fn a_reading_goes_on_when_the_log_has_grown(store: &dyn EventStore) {
    let mut appender = Appender::default();
    append(store, appender.batch(&[(1, b"a")]));
    let mut reading = store.read(Position(0));
    assert_eq!(next(&mut reading), [1]);
    assert_eq!(next(&mut reading), [] as [u64; 0]);
    append(store, appender.batch(&[(2, b"b"), (1, b"c")]));
    assert_eq!(next(&mut reading), [2, 3]);
    assert_eq!(next(&mut reading), [] as [u64; 0]);
}

fn next(reading: &mut Reading) -> Vec<u64> {
    let chunk = reading.next_blocking().expect("readable");
    let stored = chunk.into_iter().flat_map(Chunk::stored);
    stored.map(|(position, _)| position.0).collect()
}

fn a_subscription_sees_everything_once(store: &dyn EventStore) {
    let mut appender = Appender::default();
    append(store, appender.batch(&[(1, b"a"), (1, b"b")]));
    let mut subscription = Subscription::new(store, Position(1));
    let batches: Vec<_> = (0..200).map(|_| appender.batch(&[(1, b"x"), (2, b"y")])).collect();
    let seen = thread::scope(|scope| {
        let follower = scope.spawn(move || {
            let mut seen = vec![];
            while seen.last() != Some(&Position(402)) {
                let chunk = block_on(subscription.next()).expect("readable").expect("open");
                seen.extend(chunk.stored().map(|(position, _)| position));
            }
            seen
        });
        for batch in batches {
            append(store, batch);
        }
        follower.join().expect("no panic")
    });
    assert_eq!(seen, (2..=402).map(Position).collect::<Vec<_>>());
}

fn the_largest_batch_and_record_fit(store: &dyn EventStore) {
    let mut appender = Appender::default();
    let large = vec![7; PAYLOAD_BYTES_MAX];
    append(store, appender.batch(&[(1, b"small")]));
    append(store, appender.batch(&[(2, &large[..]); 8]));
    append(store, appender.batch(&vec![(3, &b"x"[..]); 3_000]));
    let records = all(store.read(Position(0)));
    assert_eq!(records.len(), 3_009);
    let mut second = records.iter().map(Record::as_ref).filter(|of| of.is_of(&stream(2)));
    assert!(second.all(|of| of.payload == large));
    assert_eq!(all(store.read_stream(&stream(2), Version(0))).len(), 8);
    assert_eq!(all(store.read_command(command(3))).len(), 3_000);
}

fn records_of_all_sizes_cross_chunks(store: &dyn EventStore) {
    let mut appender = Appender::default();
    let bytes: Vec<u8> = (0..=u8::MAX).cycle().take(PAYLOAD_BYTES_MAX).collect();
    let payload = |number: usize| {
        let length = (number * number * 977) % PAYLOAD_BYTES_MAX;
        bytes.get(..length).unwrap_or_default()
    };
    for number in 0..60 {
        append(store, appender.batch(&[(1, payload(number)), (2, b"")]));
    }
    let mut expected = (0..60).map(|number| payload(number).to_vec());
    let outcome = store.read(Position(0)).for_each(|record| {
        if record.position.0 % 2 == 1 {
            assert_eq!(Some(record.payload), expected.next().as_deref());
        }
        Ok::<_, ReadError>(())
    });
    outcome.expect("readable");
    assert_eq!(expected.next(), None);
    assert_eq!(all(store.read_stream(&stream(1), Version(57))).len(), 3);
}

fn many_batches_in_flight_complete_in_order(store: &dyn EventStore) {
    let mut appender = Appender::default();
    let appending: Vec<Appending> =
        (0..2_000_u64).map(|number| store.append(appender.batch(&[(number % 50, b"x")]))).collect();
    for (number, appending) in (1..).zip(appending) {
        assert_eq!(block_on(appending).expect("durable"), Position(number));
    }
    assert_eq!(head(store), Position(2_000));
}
