//! Logs that earlier releases wrote stay readable. Fixtures are only ever added.

use super::{append, everything, files, holds, open};
use crate::store::contract::Appender;
use crate::store::log::{LogOptions, LogStore, fsck, restore};
use crate::store::{EventStore, LogId};
use crate::testing::NOW;
use crate::{Position, Record, RecordRef};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/log")
}

fn told(records: &[Record]) -> String {
    let mut text = String::new();
    for record in records {
        let (stream, record) = (record.stream(), record.as_ref());
        let RecordRef { position, version, event, schema, metadata, payload, .. } = record;
        let (command_id, payload) = (metadata.command_id, String::from_utf8_lossy(payload));
        writeln!(text, "{position} {stream} {version} {event} {schema} {command_id} {payload}")
            .unwrap();
    }
    text
}

#[test]
fn every_format_there_ever_was_is_read() {
    let mut versions = 0;
    for entry in fs::read_dir(fixtures()).unwrap() {
        let fixture = entry.unwrap().path();
        let expected = fs::read_to_string(fixture.join("records.txt")).unwrap();
        let (reader, report) = LogStore::open_read_only(&fixture, None).unwrap();
        assert_eq!(report.cut, None);
        let records = everything(&reader);
        assert_eq!(told(&records), expected, "{}", fixture.display());
        holds(&reader, &records);
        // Where nothing tells where the log ends, that is all that is wrong.
        let problems = fsck(&fixture, None, true).unwrap().problems;
        let is_noted = fixture.join("newest").exists();
        assert_eq!(problems.len(), usize::from(!is_noted), "{problems:?}");
        assert!(problems.iter().all(|problem| problem.to_string().contains("newest")));

        let copy = tempfile::tempdir().unwrap();
        for path in files(&fixture, "log").iter().chain(&files(&fixture, "idx")) {
            fs::copy(path, copy.path().join(path.file_name().unwrap())).unwrap();
        }
        let (store, report) = open(copy.path());
        assert_eq!((report.unindexed, report.log_id), (0, reader.log_id()));
        holds(&store, &records);
        append(&store, Appender::after(&records).batch(&[(1, b"goes on")]));
        assert_eq!(*store.head().borrow(), Position(records.len() as u64 + 1));
        versions += 1;
    }
    assert!(versions > 0);
}

#[test]
fn events_keep_the_epoch_they_were_recorded_in() {
    let (reader, _) = LogStore::open_read_only(&fixtures().join("v1-restored"), None).unwrap();
    let log = LogStore::open_read_only(&fixtures().join("v1"), None).unwrap().0.log_id();
    let (old, new) = (Position(48), Position(49));
    assert_eq!(reader.event_id(old).unwrap(), log.event_id(old));
    let restored = LogId { epoch: NOW.as_nanos().try_into().unwrap(), ..log };
    assert_eq!(reader.event_id(new).unwrap(), restored.event_id(new));
}

#[test]
#[ignore = "writes the fixture of a new format; never run it for an old one"]
fn write_a_fixture() {
    let dir = fixtures().join("v1");
    let options = LogOptions { segment_bytes: 8 << 10, ..LogOptions::default() };
    let (store, _) = LogStore::open(&dir, options.clone()).unwrap();
    let mut appender = Appender::default();
    for number in 0..24_u64 {
        let payload = format!("what happened as number {number}, {}", "at length ".repeat(20));
        let events: Vec<_> = (0..=number % 3).map(|of| (of, payload.as_bytes())).collect();
        append(&store, appender.batch(&events));
    }
    let records = everything(&store);
    drop(store);
    // Once more, so that every sealed segment has its index.
    drop(LogStore::open(&dir, options).unwrap());
    fs::write(dir.join("records.txt"), told(&records)).unwrap();
    fs::remove_file(dir.join("lock")).unwrap();
}

#[test]
#[ignore = "writes the fixture of a new format; never run it for an old one"]
fn write_a_fixture_of_a_restored_log() {
    let dir = fixtures().join("v1-restored");
    let options = LogOptions { segment_bytes: 8 << 10, ..LogOptions::default() };
    restore(&fixtures().join("v1"), &dir, None, NOW, |_| {}).unwrap();
    let (store, _) = LogStore::open(&dir, options.clone()).unwrap();
    let mut appender = Appender::after(&everything(&store));
    append(&store, appender.batch(&[(1, b"in another epoch")]));
    fs::write(dir.join("records.txt"), told(&everything(&store))).unwrap();
    drop(store);
    drop(LogStore::open(&dir, options).unwrap());
    fs::remove_file(dir.join("lock")).unwrap();
}
