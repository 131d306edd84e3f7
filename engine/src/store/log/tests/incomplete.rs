//! Backups of which parts are gone.

use super::{append, files, filled, holds, last_segment, open, tiny};
use crate::Position;
use crate::store::contract::Appender;
use crate::store::log::{
    CopyProgress, LogOptions, LogStore, RestoreError, RestoreReport, fsck, restore,
};
use crate::testing::NOW;
use std::fs;
use std::path::Path;

fn ignore(_: CopyProgress) {}

/// The stretches of positions that a restore misses.
fn missing(outcome: Result<RestoreReport, RestoreError>) -> Vec<(u64, u64)> {
    match outcome {
        Err(RestoreError::Incomplete { absent, .. }) => {
            absent.into_iter().map(|(first, last)| (first.0, last.0)).collect()
        }
        other => panic!("{other:?}"),
    }
}

fn first_in(path: &Path) -> u64 {
    path.file_stem().unwrap().to_str().unwrap().parse().unwrap()
}

#[test]
fn what_a_backup_has_lost_is_named_and_not_restored() {
    let dir = tempfile::tempdir().unwrap();
    let (store, expected) = filled(dir.path());
    let head = expected.len() as u64;
    let whole = tempfile::tempdir().unwrap();
    store.backup(whole.path(), ignore).unwrap();
    let count = files(whole.path(), "log").len();
    let above = tempfile::tempdir().unwrap();
    let to = above.path().join("log");
    for lost in [vec![0], vec![2], vec![1, 2], vec![1, 3], vec![count - 1], vec![2, count - 1]] {
        let backup = tempfile::tempdir().unwrap();
        store.backup(backup.path(), ignore).unwrap();
        let segments = files(backup.path(), "log");
        for number in &lost {
            fs::remove_file(&segments[*number]).unwrap();
        }
        let last = |number: usize| segments.get(number + 1).map_or(head, |next| first_in(next) - 1);
        let mut stretches: Vec<(u64, u64)> = vec![];
        for (first, last) in lost.iter().map(|number| (first_in(&segments[*number]), last(*number)))
        {
            match stretches.last_mut() {
                Some(before) if before.1 + 1 == first => before.1 = last,
                _ => stretches.push((first, last)),
            }
        }
        assert_eq!(missing(restore(backup.path(), &to, None, NOW, ignore)), stretches);
        assert_eq!(fs::read_dir(above.path()).unwrap().count(), 0, "nothing is made");
        // What is there up to the first gap can be had.
        let before = stretches[0].0 - 1;
        if before > 0 {
            restore(backup.path(), &to, Some(Position(before)), NOW, ignore).unwrap();
            holds(&open(&to).0, &expected[..usize::try_from(before).unwrap()]);
            fs::remove_dir_all(&to).unwrap();
        }
        let report = fsck(backup.path(), None, true).unwrap();
        assert!(!report.problems.is_empty() || !report.absent.is_empty(), "{lost:?}");
        // The next backup makes it good.
        store.backup(backup.path(), ignore).unwrap();
        restore(backup.path(), &to, None, NOW, ignore).unwrap();
        holds(&open(&to).0, &expected);
        fs::remove_dir_all(&to).unwrap();
    }
}

#[test]
fn a_backup_whose_last_segment_is_an_earlier_one_is_not_whole() {
    let dir = tempfile::tempdir().unwrap();
    let (store, expected) = filled(dir.path());
    let backup = tempfile::tempdir().unwrap();
    store.backup(backup.path(), ignore).unwrap();
    let segment = last_segment(backup.path());
    let earlier = fs::read(&segment).unwrap();
    let next = expected.len() as u64 + 1;
    append(&store, Appender::after(&expected).batch(&[(1, b"new")]));
    store.backup(backup.path(), ignore).unwrap();
    assert_eq!(last_segment(backup.path()), segment);
    fs::write(&segment, earlier).unwrap();
    let to = tempfile::tempdir().unwrap();
    let outcome = restore(backup.path(), to.path(), None, NOW, ignore);
    let said = outcome.as_ref().unwrap_err().to_string();
    assert_eq!(missing(outcome), [(next, next)]);
    let name = segment.file_name().unwrap().to_str().unwrap();
    assert!(said.contains(&format!("positions {next} to {next} (the end of {name})")), "{said}");
    assert!(LogStore::open_read_only(backup.path(), None).is_err());
    let problems = fsck(backup.path(), None, true).unwrap().problems;
    assert!(problems.len() == 1 && problems[0].to_string().contains("tells of"), "{problems:?}");
    // An earlier release noted the segment alone.
    let note = backup.path().join("newest");
    let mut old = fs::read(&note).unwrap()[..16].to_vec();
    old.extend(crc32c::crc32c(&old).to_le_bytes());
    fs::write(&note, old).unwrap();
    restore(backup.path(), to.path(), None, NOW, ignore).unwrap();
    holds(&open(to.path()).0, &expected);
}

#[test]
fn what_was_archived_before_the_backup_is_not_lost() {
    let dir = tempfile::tempdir().unwrap();
    let archive = tempfile::tempdir().unwrap();
    let (store, expected) = filled(dir.path());
    drop(store);
    let segments = files(dir.path(), "log");
    for segment in &segments[..2] {
        fs::rename(segment, archive.path().join(segment.file_name().unwrap())).unwrap();
    }
    let (store, _) = open(dir.path());
    let backup = tempfile::tempdir().unwrap();
    let archived = (Position(1), Position(first_in(&segments[2]) - 1));
    assert_eq!(store.backup(backup.path(), ignore).unwrap().absent, [archived]);
    let to = tempfile::tempdir().unwrap();
    let report = restore(backup.path(), to.path(), None, NOW, ignore).unwrap();
    assert_eq!(report.absent, [archived]);
    let options = LogOptions { archive: Some(archive.path().to_owned()), ..tiny() };
    holds(&LogStore::open(to.path(), options).unwrap().0, &expected);
    // What was not is.
    fs::remove_file(backup.path().join(segments[2].file_name().unwrap())).unwrap();
    let lost = (first_in(&segments[2]), first_in(&segments[3]) - 1);
    let to = tempfile::tempdir().unwrap();
    assert_eq!(missing(restore(backup.path(), to.path(), None, NOW, ignore)), [lost]);
}

#[test]
fn a_backup_that_was_not_copied_to_its_end_is_not_restored() {
    let dir = tempfile::tempdir().unwrap();
    let (store, expected) = filled(dir.path());
    let backup = tempfile::tempdir().unwrap();
    store.backup(backup.path(), ignore).unwrap();
    // By name, the last file comes last.
    fs::remove_file(backup.path().join("newest")).unwrap();
    let segment = last_segment(backup.path());
    let file = fs::OpenOptions::new().write(true).open(&segment).unwrap();
    file.set_len(file.metadata().unwrap().len() - 10).unwrap();
    let to = tempfile::tempdir().unwrap();
    let refused = restore(backup.path(), to.path(), None, NOW, ignore);
    assert!(matches!(refused, Err(RestoreError::Unfinished { .. })), "{refused:?}");
    assert_ne!(fsck(backup.path(), None, true).unwrap().problems.len(), 0);
    let known = first_in(&segment) - 1;
    restore(backup.path(), to.path(), Some(Position(known)), NOW, ignore).unwrap();
    holds(&open(to.path()).0, &expected[..usize::try_from(known).unwrap()]);
}
