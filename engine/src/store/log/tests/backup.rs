//! Backups and restores.

use super::{
    Appender, append, crashed, everything, files, fill, filled, flip, holds, open, same, tiny,
};
use crate::store::log::{BackupError, CopyProgress, LogStore, RestoreError, fsck, restore};
use crate::store::{EventStore, StoreError};
use crate::testing::NOW;
use crate::{Position, Span, Timestamp};
use std::fs;
use std::path::Path;

fn ignore(_: CopyProgress) {}

#[test]
fn a_backup_is_a_log_and_grows_by_what_is_new() {
    let dir = tempfile::tempdir().unwrap();
    let to = tempfile::tempdir().unwrap();
    let (store, expected) = filled(dir.path());
    let mut steps = vec![];
    let first = store.backup(to.path(), |progress| steps.push(progress)).unwrap();
    assert_eq!((first.head.0, first.kept), (expected.len() as u64, 0));
    assert_eq!(steps.len(), first.copied);
    assert_eq!(steps.last().map(|last| last.done), steps.last().map(|last| last.total));
    let (reader, _) = LogStore::open_read_only(to.path(), None).unwrap();
    holds(&reader, &expected);
    let again = store.backup(to.path(), ignore).unwrap();
    assert_eq!((again.copied, again.kept), (0, first.copied));

    fill(&store, &mut Appender::after(&expected), 40);
    let expected = everything(&store);
    let grown = store.backup(to.path(), ignore).unwrap();
    assert_eq!(grown.kept, first.copied - 1);
    let (reader, _) = LogStore::open_read_only(to.path(), None).unwrap();
    holds(&reader, &expected);
    assert!(fsck(to.path(), None, true).unwrap().problems.is_empty());

    // Damage in the backup is found and made good.
    let segments = files(to.path(), "log");
    flip(&segments[1], 5_000);
    flip(&segments[2], 20);
    let repaired = store.backup(to.path(), ignore).unwrap().repaired;
    assert_eq!(repaired, segments[1..3]);
    assert!(fsck(to.path(), None, true).unwrap().problems.is_empty());
    // Damage in the log is not copied.
    let segments = files(dir.path(), "log");
    flip(&segments[1], 5_000);
    let refused = store.backup(to.path(), ignore);
    assert!(matches!(refused, Err(BackupError::Store(StoreError::Corrupt { .. }))));
    holds(&LogStore::open_read_only(to.path(), None).unwrap().0, &expected);
}

#[test]
fn a_backup_does_not_overwrite_another_log() {
    let dir = tempfile::tempdir().unwrap();
    let to = tempfile::tempdir().unwrap();
    let (store, _) = filled(dir.path());
    let (other, _) = filled(to.path());
    drop(other);
    assert!(matches!(store.backup(to.path(), ignore), Err(BackupError::Foreign { .. })));
    // Nor one that has gone further from the same beginning.
    let further = crashed(dir.path());
    let (longer, _) = open(further.path());
    fill(&longer, &mut Appender::after(&everything(&longer)), 30);
    drop(longer);
    assert!(matches!(store.backup(further.path(), ignore), Err(BackupError::Foreign { .. })));
}

#[test]
fn a_restore_ends_where_it_is_told_and_begins_an_epoch() {
    let dir = tempfile::tempdir().unwrap();
    let (store, expected) = filled(dir.path());
    let old = store.log_id();
    drop(store);
    let head = expected.len() as u64;
    // The last position of every batch.
    let ends: Vec<_> = (1..=head)
        .filter(|at| {
            let of = |at: u64| {
                let record = expected.get(usize::try_from(at - 1).unwrap());
                record.map(|record| record.as_ref().metadata.command_id)
            };
            of(*at) != of(at + 1)
        })
        .collect();
    for until in 0..=head {
        let to = tempfile::tempdir().unwrap();
        let to = to.path().join("new/log");
        let outcome = restore(dir.path(), &to, Some(Position(until)), NOW, ignore);
        if until > 0 && !ends.contains(&until) {
            let Err(RestoreError::InsideBatch { before, end, .. }) = outcome else {
                panic!("{outcome:?}")
            };
            assert!(before.0 < until && until < end.0);
            assert!(!to.parent().unwrap().exists(), "a refusal leaves nothing");
            assert!(ends.contains(&end.0) && (before.0 == 0 || ends.contains(&before.0)));
            continue;
        }
        let report = outcome.unwrap();
        assert_eq!((report.head.0, report.log_id.id), (until, old.id));
        assert_ne!(report.log_id.epoch, old.epoch);
        if until % 4 == 0 {
            let kept = &expected[..usize::try_from(until).unwrap()];
            let (store, opened) = open(&to);
            assert_eq!((opened.log_id, opened.cut), (report.log_id, None));
            same(&everything(&store), kept);
            append(&store, Appender::after(kept).batch(&[(1, b"new")]));
            let new = until + 1;
            assert_eq!(
                store.event_id(Position(new)).unwrap(),
                report.log_id.event_id(Position(new))
            );
            if until > 0 {
                let id = old.event_id(Position(until));
                assert_eq!(store.event_id(Position(until)).unwrap(), id);
            }
            drop(store);
            assert_eq!(everything(&open(&to).0).len() as u64, new);
            assert!(fsck(&to, None, true).unwrap().problems.is_empty());
        }
    }
}

#[test]
fn a_restore_refuses_what_it_must() {
    let dir = tempfile::tempdir().unwrap();
    let (store, expected) = filled(dir.path());
    drop(store);
    let to = tempfile::tempdir().unwrap();
    fs::write(to.path().join("precious"), b"mine").unwrap();
    let occupied = restore(dir.path(), to.path(), None, NOW, ignore);
    assert!(matches!(occupied, Err(RestoreError::Occupied { .. })));
    let new = to.path().join("log");
    let beyond = restore(dir.path(), &new, Some(Position(expected.len() as u64 + 1)), NOW, ignore);
    assert!(matches!(beyond, Err(RestoreError::Beyond { .. })));
    assert!(!new.exists());
    // A damaged backup: of what was begun, nothing is left.
    flip(&files(dir.path(), "log")[2], 5_000);
    let damaged = restore(dir.path(), &new, None, NOW, ignore);
    assert!(matches!(damaged, Err(RestoreError::Store(StoreError::Corrupt { .. }))));
    assert!(!new.exists());
    let empty = tempfile::tempdir().unwrap();
    assert!(restore(dir.path(), empty.path(), None, NOW, ignore).is_err());
    assert_eq!(fs::read_dir(empty.path()).unwrap().count(), 0);
}

#[test]
fn a_restore_that_was_cut_off_is_recognised_and_can_be_repeated() {
    let dir = tempfile::tempdir().unwrap();
    let (store, expected) = filled(dir.path());
    drop(store);
    let to = tempfile::tempdir().unwrap();
    let to = to.path().join("log");
    fs::create_dir(&to).unwrap();
    fs::write(to.join("lock"), b"").unwrap();
    // As a crash leaves it: before anything was copied, and in the middle of it.
    for segments in [0, 2] {
        fs::write(to.join("restoring"), b"").unwrap();
        for segment in &files(dir.path(), "log")[..segments] {
            fs::copy(segment, to.join(segment.file_name().unwrap())).unwrap();
        }
        let outcomes = [
            LogStore::open(&to, tiny()).err(),
            LogStore::open_read_only(&to, None).err(),
            fsck(&to, None, true).err(),
        ];
        for refused in outcomes {
            assert!(matches!(refused, Some(StoreError::Unfinished { .. })), "{refused:?}");
        }
    }
    let from = tempfile::tempdir().unwrap();
    let refused = restore(&to, from.path(), None, NOW, ignore);
    assert!(matches!(refused, Err(RestoreError::Store(StoreError::Unfinished { .. }))));
    // What it wrote is not taken over: a segment of it may be half-written.
    fs::write(&files(&to, "log")[0], b"half").unwrap();
    restore(dir.path(), &to, None, NOW, ignore).unwrap();
    holds(&open(&to).0, &expected);
    // Once it is whole, it is a log like any other.
    let again = restore(dir.path(), &to, None, NOW, ignore);
    assert!(matches!(again, Err(RestoreError::Occupied { .. })));
}

#[test]
fn a_backup_is_not_mixed_with_what_lies_there() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = filled(dir.path());
    let precious =
        ["notes.txt", "notes.tmp", "log", "00000000000000000001.log.bak", "pdca.toml", "restoring"];
    for name in precious {
        let to = tempfile::tempdir().unwrap();
        fs::write(to.path().join(name), b"mine").unwrap();
        match store.backup(to.path(), ignore) {
            Err(BackupError::Occupied { path }) => assert_eq!(path, to.path().join(name)),
            other => panic!("{other:?}"),
        }
        let names: Vec<_> =
            fs::read_dir(to.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
        assert_eq!(names, [name]);
    }
    // What an earlier backup left unfinished is no obstacle.
    let to = tempfile::tempdir().unwrap();
    fs::write(to.path().join("00000000000000000001.log.tmp"), b"half").unwrap();
    fs::write(to.path().join("lock"), b"").unwrap();
    store.backup(to.path(), ignore).unwrap();
    // Another log's backup stays as it is.
    let foreign = tempfile::tempdir().unwrap();
    let (other, _) = filled(foreign.path());
    drop(other);
    let path = foreign.path().join("00000000000000000001.log.tmp");
    fs::write(&path, b"theirs").unwrap();
    assert!(matches!(store.backup(foreign.path(), ignore), Err(BackupError::Foreign { .. })));
    assert!(path.exists());
}

#[test]
fn directories_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let above = tempfile::tempdir().unwrap();
    let [log, backup, restored] = ["a/log", "b/c/backup", "d/log"].map(|it| above.path().join(it));
    let (store, _) = filled(&log);
    store.backup(&backup, ignore).unwrap();
    restore(&backup, &restored, None, NOW, ignore).unwrap();
    for made in ["a", "a/log", "b", "b/c", "b/c/backup", "d", "d/log"] {
        let mode = fs::metadata(above.path().join(made)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{made}");
    }
}

#[test]
fn where_no_log_is_that_is_said_and_nothing_is_made() {
    let dir = tempfile::tempdir().unwrap();
    let [missing, to] = ["missing", "to"].map(|name| dir.path().join(name));
    for there in [missing.as_path(), dir.path()] {
        for read_only in [true, false] {
            assert!(matches!(fsck(there, None, read_only), Err(StoreError::NoLog { .. })));
        }
        assert!(matches!(LogStore::open_read_only(there, None), Err(StoreError::NoLog { .. })));
        let restored = restore(there, &to, None, NOW, ignore);
        assert!(matches!(restored, Err(RestoreError::Store(StoreError::NoLog { .. }))));
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_backup_of_a_restored_log_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = filled(dir.path());
    drop(store);
    let to = tempfile::tempdir().unwrap();
    let log = to.path().join("log");
    restore(dir.path(), &log, None, NOW, ignore).unwrap();
    let (store, _) = open(&log);
    fill(&store, &mut Appender::after(&everything(&store)), 30);
    let backup = to.path().join("backup");
    store.backup(&backup, ignore).unwrap();
    let expected = everything(&store);
    holds(&LogStore::open_read_only(&backup, None).unwrap().0, &expected);
    let twice = to.path().join("twice");
    restore(&backup, &twice, None, NOW, ignore).unwrap();
    holds(&open(&twice).0, &expected);
}

#[test]
fn no_two_restores_go_on_as_the_same_log() {
    let dir = tempfile::tempdir().unwrap();
    let to = tempfile::tempdir().unwrap();
    let (store, expected) = filled(dir.path());
    let old = store.log_id();
    drop(store);
    let restored = |from: &Path, name: &str, now| {
        restore(from, &to.path().join(name), None, now, ignore).unwrap().log_id
    };
    let one = restored(dir.path(), "one", NOW);
    let two = restored(dir.path(), "two", NOW + Span::from_nanos(1));
    assert_eq!((one.id, two.id), (old.id, old.id));
    assert!(one.epoch > old.epoch && one.epoch != two.epoch);
    // By a clock that stands still, and one that was never set.
    let three = restored(&to.path().join("one"), "three", NOW);
    let four = restored(&to.path().join("three"), "four", Timestamp::MIN);
    assert!(three.epoch > one.epoch && four.epoch > three.epoch);
    let (store, opened) = open(&to.path().join("four"));
    assert_eq!(opened.log_id, four);
    let position = append(&store, Appender::after(&expected).batch(&[(1, b"new")]));
    assert_eq!(store.event_id(position).unwrap(), four.event_id(position));
    let before = Position(position.0 - 1);
    assert_eq!(store.event_id(before).unwrap(), old.event_id(before));
}
