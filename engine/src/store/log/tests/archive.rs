//! Sealed segments that were moved away.

use super::{everything, files, fill, filled, holds, same, tiny};
use crate::store::contract::{Appender, all};
use crate::store::log::{LogOptions, LogStore, fsck};
use crate::store::{EventStore, StoreError};
use crate::{Position, Record, Version};
use std::fs;

#[test]
fn archived_segments_are_read_where_they_are() {
    let dir = tempfile::tempdir().unwrap();
    let archive = tempfile::tempdir().unwrap();
    let (store, expected) = filled(dir.path());
    drop(store);
    for path in files(dir.path(), "log").iter().take(3) {
        fs::rename(path, archive.path().join(path.file_name().unwrap())).unwrap();
    }
    let with_archive = LogOptions { archive: Some(archive.path().to_owned()), ..tiny() };
    let (store, report) = LogStore::open(dir.path(), with_archive.clone()).unwrap();
    assert_eq!(report.absent, []);
    holds(&store, &expected);
    fill(&store, &mut Appender::after(&expected), 20);
    let expected = everything(&store);
    drop(store);
    // The index goes too: it is built from the archive.
    for path in files(dir.path(), "idx") {
        fs::remove_file(path).unwrap();
    }
    let (store, _) = LogStore::open(dir.path(), with_archive).unwrap();
    holds(&store, &expected);
    assert!(fsck(dir.path(), Some(archive.path()), true).unwrap().problems.is_empty());
}

#[test]
fn an_absent_segment_is_named() {
    for absent in [vec![0], vec![1], vec![0, 1], vec![1, 2], vec![1, 3]] {
        let dir = tempfile::tempdir().unwrap();
        let (store, expected) = filled(dir.path());
        drop(store);
        let segments = files(dir.path(), "log");
        let first = |number: usize| -> u64 {
            segments[number].file_stem().unwrap().to_str().unwrap().parse().unwrap()
        };
        for number in &absent {
            fs::remove_file(&segments[*number]).unwrap();
        }
        let (store, report) = LogStore::open(dir.path(), tiny()).unwrap();
        assert_eq!(report.absent[0].0, Position(first(absent[0])));
        assert_eq!(report.segments, segments.len() - absent.len());
        let gap = first(absent[0]);
        let mut reading = store.read(Position(gap - 1));
        match reading.next_blocking() {
            Err(StoreError::Archived { name, first: from, .. }) => {
                assert_eq!((name, from.0), (format!("{gap:020}.log"), gap));
            }
            other => panic!("{other:?}"),
        }
        // Behind it, everything can be read.
        let end = first(absent[absent.len() - 1] + 1);
        let from = usize::try_from(end - 1).unwrap();
        same(&all(store.read(Position(end - 1))), &expected[from..]);
        let stream = expected[from].stream();
        let of = |it: &&Record| it.as_ref().is_of(&stream);
        let known = expected[..from].iter().rfind(of).map(|it| it.as_ref().version);
        let rest: Vec<_> = expected[from..].iter().filter(of).cloned().collect();
        same(&all(store.read_stream(&stream, known.unwrap_or(Version(0)))), &rest);
        let report = fsck(dir.path(), None, true).unwrap();
        assert!(report.problems.is_empty(), "{:?}", report.problems);
        assert_eq!(report.absent[0].0, Position(gap));
        drop(store);
        // Without an index nobody knows what the absent segment holds.
        for path in files(dir.path(), "idx") {
            fs::remove_file(path).unwrap();
        }
        let (store, _) = LogStore::open(dir.path(), tiny()).unwrap();
        let unknown = store.read_stream(&stream, Version(0)).next_blocking().map(|_| ());
        assert!(matches!(unknown, Err(StoreError::Archived { .. })), "{unknown:?}");
    }
}
