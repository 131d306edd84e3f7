//! The index: never wrong, whatever happens to its files.

use super::{Appender, Dice, crashed, everything, files, fill, filled, flip, holds, open, tiny};
use crate::Version;
use crate::store::EventStore;
use crate::store::contract::{all, command, stream};
use crate::store::log::{LogOptions, LogStore, fsck, rebuild_index};
use std::fs;

#[test]
fn few_files_cover_many_segments() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = open(dir.path());
    let mut appender = Appender::default();
    fill(&store, &mut appender, 700);
    let expected = everything(&store);
    drop(store);
    let (store, report) = open(dir.path());
    assert!(report.segments > 20, "{report:?}");
    assert!((2..=7).contains(&store.index_files()), "{}", store.index_files());
    assert_eq!(files(dir.path(), "idx").len(), store.index_files());
    holds(&store, &expected);
    assert_eq!(all(store.read_stream(&stream(77), Version(0))), []);
    assert_eq!(all(store.read_command(command(1 << 40))), []);
    drop(store);
    let (_, report) = open(dir.path());
    assert_eq!(report.indexed, 0);
}

#[test]
fn files_that_are_gone_are_built_again() {
    let dir = tempfile::tempdir().unwrap();
    let (store, expected) = filled(dir.path());
    drop(store);
    for path in files(dir.path(), "idx") {
        fs::remove_file(path).unwrap();
    }
    let (reader, _) = LogStore::open_read_only(dir.path(), None).unwrap();
    holds(&reader, &expected);
    assert_eq!(files(dir.path(), "idx").len(), 0, "reading writes nothing");
    let (store, report) = open(dir.path());
    assert!(report.indexed > 2, "{report:?}");
    holds(&store, &expected);
    assert_eq!(files(dir.path(), "idx").len(), store.index_files());
    drop(store);
    assert_eq!(rebuild_index(dir.path(), None).unwrap(), files(dir.path(), "idx").len());
    assert!(fsck(dir.path(), None, true).unwrap().problems.is_empty());
}

#[test]
fn files_that_are_damaged_give_no_wrong_answer() {
    let dir = tempfile::tempdir().unwrap();
    let (store, expected) = filled(dir.path());
    drop(store);
    drop(open(dir.path()));
    let mut dice = Dice(7);
    for round in 0..24 {
        let image = crashed(dir.path());
        for path in files(image.path(), "idx") {
            let length = fs::metadata(&path).unwrap().len();
            match round {
                // Cut off, and empty.
                0 => fs::write(&path, b"").unwrap(),
                1 => fs::write(&path, &fs::read(&path).unwrap()[..200]).unwrap(),
                _ => flip(&path, usize::try_from(dice.roll(length)).unwrap()),
            }
        }
        let problems = fsck(image.path(), None, true).unwrap().problems;
        assert!(!problems.is_empty(), "round {round}");
        let (reader, _) = LogStore::open_read_only(image.path(), None).unwrap();
        holds(&reader, &expected);
        if round % 2 == 0 {
            let (store, _) = open(image.path());
            holds(&store, &expected);
            fill(&store, &mut Appender::after(&expected), 30);
        } else {
            let report = fsck(image.path(), None, false).unwrap();
            assert!(report.problems.is_empty(), "{:?}", report.problems);
            holds(&open(image.path()).0, &expected);
        }
    }
}

#[test]
fn the_index_of_another_log_is_not_believed() {
    let dir = tempfile::tempdir().unwrap();
    let (store, expected) = filled(dir.path());
    drop(store);
    let other = tempfile::tempdir().unwrap();
    let (store, _) = open(other.path());
    let mut appender = Appender::default();
    // As many positions, in other streams.
    for record in &expected {
        let number = record.position.0 % 3 + 50;
        super::append(&store, appender.batch(&[(number, &record.payload)]));
    }
    drop(store);
    for path in files(other.path(), "idx") {
        fs::copy(&path, dir.path().join(path.file_name().unwrap())).unwrap();
    }
    holds(&open(dir.path()).0, &expected);
}

#[test]
fn look_ups_see_what_was_appended_before() {
    let dir = tempfile::tempdir().unwrap();
    let options = LogOptions { index_files: 2, ..tiny() };
    let (store, _) = LogStore::open(dir.path(), options).unwrap();
    let mut appender = Appender::default();
    for number in 1..=300 {
        super::append(&store, appender.batch(&[(number % 5, &[1; 90]), (7, &[2; 90])]));
        assert_eq!(all(store.read_command(command(number))).len(), 2);
        let newest = all(store.read_stream(&stream(7), Version(number - 1)));
        assert_eq!(newest.len(), 1);
        assert_eq!(newest[0].position.0, number * 2);
    }
}
