//! Tests of the log on a disk, real and failing.

mod archive;
mod backup;
mod basic;
mod crash;
mod damage;
mod faults;
mod fixture;
mod incomplete;
mod index;
mod model;
mod recovery;

use super::{LogOptions, LogStore, OpenReport};
use crate::store::contract::{Appender, all};
use crate::store::{Batch, EventStore, StoreError};
use crate::{Position, Record, RecordRef, Version};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

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

/// A log with several segments, and what is in it.
fn filled(dir: &Path) -> (LogStore, Vec<Record>) {
    let (store, _) = open(dir);
    fill(&store, &mut Appender::default(), 100);
    let expected = everything(&store);
    (store, expected)
}

/// Asserts that these are the same records, without telling all of them.
#[track_caller]
fn same(found: &[Record], expected: &[Record]) {
    let differ = found.iter().zip(expected).find(|(found, expected)| found != expected);
    assert_eq!(differ, None);
    assert_eq!(found.len(), expected.len());
}

/// Asserts that `store` holds exactly `expected`, in every way of reading.
#[track_caller]
fn holds(store: &dyn EventStore, expected: &[Record]) {
    same(&everything(store), expected);
    assert_eq!(store.head().borrow().0, expected.len() as u64);
    let having = |wanted: &dyn Fn(&RecordRef<'_>) -> bool| -> Vec<_> {
        expected.iter().filter(|it| wanted(&it.as_ref())).cloned().collect()
    };
    let streams: BTreeSet<_> = expected.iter().map(Record::stream).collect();
    for stream in streams {
        let of = having(&|it| it.is_of(&stream));
        same(&all(store.read_stream(&stream, Version(0))), &of);
    }
    let commands: BTreeSet<_> = expected.iter().map(|it| it.as_ref().metadata.command_id).collect();
    for command in commands {
        let of = having(&|it| it.metadata.command_id == command);
        same(&all(store.read_command(command)), &of);
    }
}

/// What a crash at this moment would leave of an open log: everything but the lock and what is not
/// finished.
fn crashed(dir: &Path) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    for path in files(dir, "log").into_iter().chain(files(dir, "idx")) {
        let copied = fs::copy(&path, copy.path().join(path.file_name().unwrap()));
        // An index file that has just been merged is gone.
        assert!(copied.is_ok() || !path.exists());
    }
    copy
}

/// The files with this extension, in order.
fn files(dir: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|found| found == extension)).collect();
    files.sort();
    files
}

fn last_segment(dir: &Path) -> PathBuf {
    files(dir, "log").pop().unwrap()
}

/// The length of a segment without the zeros at its end.
fn used(path: &Path) -> usize {
    super::recover::used(&fs::read(path).unwrap())
}

/// Changes one bit.
fn flip(path: &Path, offset: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[offset] ^= 1 << (offset % 8);
    fs::write(path, bytes).unwrap();
}

/// Small numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

fn corrupt_at(outcome: Result<(LogStore, OpenReport), StoreError>) -> (PathBuf, u64) {
    match outcome {
        Err(StoreError::Corrupt { path, offset, .. }) => (path, offset),
        other => panic!("{other:?}"),
    }
}
