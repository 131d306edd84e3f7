//! The index: never wrong, whatever happens to its files.

use super::{Appender, Dice, crashed, everything, files, fill, filled, flip, holds, open, tiny};
use crate::Version;
use crate::store::contract::{all, command, stream};
use crate::store::log::{LogOptions, LogStore, fsck, rebuild_index};
use crate::store::{EventStore, StoreError};
use std::fs;
use std::os::unix::fs::FileExt as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

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
    // Closing waits for the work in the background.
    store.close();
    assert!((2..=7).contains(&store.index_files()), "{}", store.index_files());
    assert_eq!(files(dir.path(), "idx").len(), store.index_files());
    holds(&store, &expected);
    assert_eq!(all(store.read_stream(&stream(77), Version(0))), []);
    assert_eq!(all(store.read_command(command(1 << 40))), []);
    drop(store);
    let (_, report) = open(dir.path());
    assert_eq!(report.unindexed, 0);
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
    assert!(report.unindexed > 2, "{report:?}");
    holds(&store, &expected);
    store.close();
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
        let number = record.position().0 % 3 + 50;
        super::append(&store, appender.batch(&[(number, record.as_ref().payload)]));
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
        assert_eq!(newest[0].position().0, number * 2);
    }
}

#[test]
fn a_file_found_damaged_is_built_again_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let (store, expected) = filled(dir.path());
    drop(store);
    let (store, _) = open(dir.path());
    let path = files(dir.path(), "idx").remove(0);
    let whole = fs::read(&path).unwrap();
    // Behind its header: only a look-up can find it.
    let file = fs::File::options().write(true).open(&path).unwrap();
    file.write_all_at(b"damage", 400).unwrap();
    holds(&store, &expected);
    store.close();
    assert!(fsck(dir.path(), None, true).unwrap().problems.is_empty());
    // The same again, unless it has been merged since.
    assert!(!path.exists() || fs::read(&path).unwrap() == whole);
}

#[test]
fn look_ups_are_right_while_files_are_written_merged_and_damaged() {
    const COMMANDS: u64 = 700;
    let dir = tempfile::tempdir().unwrap();
    let options = LogOptions { index_files: 2, ..tiny() };
    let (store, _) = LogStore::open(dir.path(), options).unwrap();
    let acknowledged = AtomicU64::new(0);
    thread::scope(|scope| {
        let (store, acknowledged, dir) = (&store, &acknowledged, dir.path());
        scope.spawn(move || {
            let mut appender = Appender::default();
            for number in 1..=COMMANDS {
                super::append(store, appender.batch(&[(number % 5, &[1; 90]), (7, &[2; 90])]));
                acknowledged.store(number, Ordering::SeqCst);
                if number % 40 == 0 {
                    // Whatever file is there now, if it is still there.
                    let path = files(dir, "idx").pop();
                    let file =
                        path.and_then(|path| fs::File::options().write(true).open(path).ok());
                    if let Some(file) = file {
                        file.write_all_at(b"damage", 400).unwrap();
                    }
                }
            }
        });
        for reader in 0..2 {
            scope.spawn(move || {
                let mut dice = Dice(reader + 1);
                while acknowledged.load(Ordering::SeqCst) < COMMANDS {
                    let known = acknowledged.load(Ordering::SeqCst);
                    let of = 1 + dice.roll(COMMANDS);
                    let found = all(store.read_command(command(of))).len();
                    assert!(found == 2 || found == 0 && of > known, "{found} for {of} of {known}");
                    let versions: Vec<_> = all(store.read_stream(&stream(7), Version(known / 2)))
                        .iter()
                        .map(|it| it.as_ref().version.0)
                        .collect();
                    assert!(versions.len() as u64 >= known - known / 2);
                    let gapless =
                        (known / 2 + 1..).zip(&versions).all(|(next, found)| next == *found);
                    assert!(gapless, "{versions:?}");
                }
            });
        }
    });
    holds(&store, &everything(&store));
}

#[test]
fn look_ups_wait_for_files_that_are_being_built_but_not_for_those_that_cannot_be() {
    let dir = tempfile::tempdir().unwrap();
    let (store, expected) = filled(dir.path());
    drop(store);
    for path in files(dir.path(), "idx") {
        fs::remove_file(path).unwrap();
    }
    let (store, report) = open(dir.path());
    // What is in the log or not is known from the first look-up on, whoever comes first.
    thread::scope(|scope| {
        for record in expected.iter().step_by(17) {
            let store = &store;
            let command = record.as_ref().metadata.command_id;
            scope.spawn(move || assert_ne!(all(store.read_command(command)), []));
        }
    });
    assert_eq!(all(store.read_command(command(1 << 40))), []);
    assert!(!files(dir.path(), "idx").is_empty(), "they waited: {report:?}");
    drop(store);

    // A file that cannot be built: nobody waits for ever, the damage is told with its place.
    for path in files(dir.path(), "idx") {
        fs::remove_file(path).unwrap();
    }
    let damaged = files(dir.path(), "log").remove(1);
    flip(&damaged, 4_300);
    let (store, _) = open(dir.path());
    for _ in 0..3 {
        let told = store.read_command(command(1 << 40)).next_blocking().map(|_| ());
        let Err(StoreError::Corrupt { path, .. }) = told else { panic!("{told:?}") };
        assert_eq!(path, damaged);
    }
}
