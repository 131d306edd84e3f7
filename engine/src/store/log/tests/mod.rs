//! Tests of the log on a disk, real and failing.

mod basic;

use super::{LogOptions, LogStore, OpenReport};
use crate::store::contract::{Appender, all};
use crate::store::{Batch, EventStore, StoreError};
use crate::{Position, Record};
use std::path::Path;

/// Segments so small that a few records fill one.
fn tiny() -> LogOptions {
    LogOptions { segment_bytes: 12 << 10, ..LogOptions::default() }
}

fn open(dir: &Path) -> (LogStore, OpenReport) {
    LogStore::open(dir, tiny()).unwrap()
}

fn append(store: &dyn EventStore, batch: Batch) -> Position {
    store.append(batch).wait().unwrap()
}

fn everything(store: &dyn EventStore) -> Vec<Record> {
    all(store.read(Position(0)))
}

/// Appends so many commands of one to three records each.
fn fill(store: &dyn EventStore, appender: &mut Appender, commands: u64) {
    let payload = [b'p'; 200];
    for number in 0..commands {
        let events: Vec<_> = (0..=number % 3).map(|of| (of * number % 11, &payload[..])).collect();
        append(store, appender.batch(&events));
    }
}

/// Asserts that `store` holds exactly `expected`, in every way of reading.
fn holds(store: &dyn EventStore, expected: &[Record]) {
    assert_eq!(everything(store), expected);
    assert_eq!(store.head().borrow().0, expected.len() as u64);
    let streams: std::collections::BTreeSet<_> = expected.iter().map(|it| &it.stream).collect();
    for stream in streams {
        let of: Vec<_> = expected.iter().filter(|it| it.stream == *stream).cloned().collect();
        assert_eq!(all(store.read_stream(stream, crate::Version(0))), of);
    }
    let commands: std::collections::BTreeSet<_> = expected.iter().map(|it| it.command_id).collect();
    for command in commands {
        let of: Vec<_> = expected.iter().filter(|it| it.command_id == command).cloned().collect();
        assert_eq!(all(store.read_command(command)), of);
    }
}
