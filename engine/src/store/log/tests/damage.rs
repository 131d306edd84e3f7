//! Bytes that are not what was written.

use super::{
    append, corrupt_at, crashed, everything, files, filled, flip, last_segment, open, same, tiny,
    used,
};
use crate::Position;
use crate::store::contract::Appender;
use crate::store::log::format::SegmentHeader;
use crate::store::log::frame::{AtGroup, Group, GroupWriter};
use crate::store::log::{LogStore, fsck, is_of_index, restore};
use crate::store::{EventStore, StoreError};
use std::fs;

#[test]
fn damage_before_what_is_known_durable_is_refused_with_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = open(dir.path());
    let mut appender = Appender::default();
    append(&store, appender.batch(&[(1, b"a"), (1, b"b")]));
    let end = used(&last_segment(dir.path()));
    append(&store, appender.batch(&[(1, b"c")]));
    let image = crashed(dir.path());
    let path = last_segment(image.path());
    let whole = fs::read(&path).unwrap();
    for offset in 4096..end {
        flip(&path, offset);
        let (named, at) = corrupt_at(LogStore::open(image.path(), tiny()));
        assert_eq!(named, path);
        assert!((4096..=offset as u64).contains(&at), "{at} for {offset}");
        let report = fsck(image.path(), None, true).unwrap();
        assert!(!report.problems.is_empty(), "{offset}");
        fs::write(&path, &whole).unwrap();
    }
    // In the last group it is a torn write, unless the log was closed.
    flip(&path, end + 70);
    assert!(LogStore::open(image.path(), tiny()).unwrap().1.cut.is_some());
    drop(store);
    let path = last_segment(dir.path());
    flip(&path, end + 70);
    assert_eq!(corrupt_at(LogStore::open(dir.path(), tiny())).0, path);
}

#[test]
fn a_damaged_header_of_any_segment_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    drop(filled(dir.path()));
    for path in files(dir.path(), "log") {
        let whole = fs::read(&path).unwrap();
        for offset in [0, 9, 17, 41, 50, 60, 80, 300, 4_090, 4_095] {
            flip(&path, offset);
            assert_eq!(corrupt_at(LogStore::open(dir.path(), tiny())), (path.clone(), 0));
            assert!(LogStore::open_read_only(dir.path(), None).is_err());
            fs::write(&path, &whole).unwrap();
        }
    }
    open(dir.path());
}

#[test]
fn damage_in_an_old_segment_is_found_by_whoever_reads_it_and_by_fsck() {
    let dir = tempfile::tempdir().unwrap();
    let (store, expected) = filled(dir.path());
    drop(store);
    let path = files(dir.path(), "log").remove(1);
    let whole = fs::read(&path).unwrap();
    for offset in (4_096..whole.len()).step_by(211) {
        flip(&path, offset);
        let (store, _) = open(dir.path());
        let mut reading = store.read(Position(0));
        let error = loop {
            match reading.next_blocking() {
                Ok(chunk) => assert!(chunk.is_some(), "nothing found at {offset}"),
                Err(error) => break error,
            }
        };
        let StoreError::Corrupt { path: named, offset: at, .. } = error else { panic!("{error}") };
        assert_eq!(named, path);
        assert!(at <= offset as u64 && at + 300 > offset as u64, "{at} for {offset}");
        drop(store);
        let report = fsck(dir.path(), None, true).unwrap();
        let named = |problem: &StoreError| {
            let StoreError::Corrupt { path: named, offset: at, .. } = problem else { return false };
            *named == path && at.abs_diff(offset as u64) < 300
        };
        assert!(report.problems.iter().any(named), "{offset}: {:?}", report.problems);
        fs::write(&path, &whole).unwrap();
    }
    let report = fsck(dir.path(), None, true).unwrap();
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    assert_eq!((report.records, report.head.0), (expected.len() as u64, expected.len() as u64));
    assert_eq!(report.segments, files(dir.path(), "log").len());
}

#[test]
fn a_sealed_segment_that_is_cut_off_or_swapped_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    drop(filled(dir.path()));
    let segments = files(dir.path(), "log");
    let whole = fs::read(&segments[1]).unwrap();
    fs::write(&segments[1], &whole[..whole.len() - 1]).unwrap();
    assert_eq!(corrupt_at(LogStore::open(dir.path(), tiny())).0, segments[1]);
    fs::copy(&segments[2], &segments[1]).unwrap();
    assert_eq!(corrupt_at(LogStore::open(dir.path(), tiny())).0, segments[1]);
    // The same position of another log.
    let other = tempfile::tempdir().unwrap();
    drop(filled(other.path()));
    fs::copy(&files(other.path(), "log")[1], &segments[1]).unwrap();
    corrupt_at(LogStore::open(dir.path(), tiny()));
    assert!(!fsck(dir.path(), None, true).unwrap().problems.is_empty());
}

#[test]
fn a_record_changed_with_its_checksums_breaks_the_chain() {
    let dir = tempfile::tempdir().unwrap();
    drop(filled(dir.path()));
    let segments = files(dir.path(), "log");
    // The first group again, with another byte in a payload and every checksum right.
    let mut bytes = fs::read(&segments[0]).unwrap();
    let header = SegmentHeader::decode(&bytes, &segments[0]).unwrap();
    let AtGroup::Group(group) = Group::at(&bytes, 0, 4_096, &header, Position(1)) else { panic!() };
    let mut writer = GroupWriter::new();
    for (_, frame) in group.frames() {
        let mut record = group.record(&frame).to_owned();
        *record.last_mut().unwrap() = b'q';
        writer.push(&record, frame.ends_batch);
    }
    let changed = writer.seal(&header, group.header.open, Position(1), 4_096).to_owned();
    bytes[4_096..4_096 + changed.len()].copy_from_slice(&changed);
    fs::write(&segments[0], &bytes).unwrap();
    for read_only in [true, false] {
        let problems = fsck(dir.path(), None, read_only).unwrap().problems;
        let [problem] = &problems[..] else { panic!("{problems:?}") };
        assert!(problem.to_string().contains("digest"), "{problem}");
    }
}

#[test]
fn fsck_names_every_damage_once_and_builds_nothing_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let (store, expected) = filled(dir.path());
    drop(store);
    let (segments, index) = (files(dir.path(), "log"), files(dir.path(), "idx"));
    let kept: Vec<_> = index.iter().map(|path| fs::read(path).unwrap()).collect();
    // Two places of one segment, one of another, in groups of their own, and one header.
    let places = [(0, 5_000), (0, 9_000), (2, 6_000), (4, 60)];
    for damaged in 1..=places.len() {
        let (number, offset) = places[damaged - 1];
        flip(&segments[number], offset);
        for read_only in [true, false] {
            let report = fsck(dir.path(), None, read_only).unwrap();
            assert_eq!(report.problems.len(), damaged, "{read_only}: {:?}", report.problems);
            for (problem, (number, offset)) in report.problems.iter().zip(places) {
                let StoreError::Corrupt { path, offset: at, .. } = problem else {
                    panic!("{problem}")
                };
                assert_eq!(*path, segments[number]);
                assert!(*at <= offset as u64 && at + 1_000 > offset as u64, "{at} for {offset}");
            }
            assert_eq!((&report.absent[..], report.head.0), (&[][..], expected.len() as u64));
        }
    }
    let same: Vec<_> = index.iter().map(|path| fs::read(path).unwrap()).collect();
    assert!(same == kept, "what tells of the damaged segments is kept");
    // A damaged index file is built again only where the segments are sound.
    flip(&segments[4], 60);
    flip(&index[0], 100);
    for read_only in [true, false] {
        let problems = fsck(dir.path(), None, read_only).unwrap().problems;
        assert_eq!(problems.iter().filter(|problem| is_of_index(problem)).count(), 1);
        assert_eq!(problems.len(), 4, "{problems:?}");
    }
    places[..3].iter().for_each(|(number, offset)| flip(&segments[*number], *offset));
    let problems = fsck(dir.path(), None, true).unwrap().problems;
    assert!(problems.len() == 1 && is_of_index(&problems[0]), "{problems:?}");
    for read_only in [false, true] {
        assert!(fsck(dir.path(), None, read_only).unwrap().problems.is_empty());
    }
}

#[test]
fn a_newer_format_is_told_from_damage() {
    let dir = tempfile::tempdir().unwrap();
    drop(filled(dir.path()));
    let path = last_segment(dir.path());
    let mut bytes = fs::read(&path).unwrap();
    bytes[10..12].copy_from_slice(&7_u16.to_le_bytes());
    let crc = crc32c::crc32c(&bytes[..4_092]).to_le_bytes();
    bytes[4_092..4_096].copy_from_slice(&crc);
    fs::write(&path, bytes).unwrap();
    match LogStore::open(dir.path(), tiny()) {
        Err(StoreError::TooNew { needed, .. }) => assert_eq!(needed, "7.1.0"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn fsck_reads_a_log_that_is_being_written() {
    let dir = tempfile::tempdir().unwrap();
    let (store, expected) = filled(dir.path());
    assert!(matches!(fsck(dir.path(), None, false), Err(StoreError::Locked { .. })));
    let report = fsck(dir.path(), None, true).unwrap();
    assert_eq!(report.head.0, expected.len() as u64);
    same(&everything(&store), &expected);
}

#[test]
fn a_log_whose_last_segments_are_gone_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (store, expected) = filled(dir.path());
    drop(store);
    let segments = files(dir.path(), "log");
    let index = files(dir.path(), "idx");
    assert!(segments.len() > 4 && !index.is_empty());
    // With the note alone, with the index files alone, and with both.
    for (without_note, without_index) in [(false, true), (true, false), (false, false)] {
        for lost in 1..=segments.len() {
            let image = crashed(dir.path());
            fs::copy(dir.path().join("newest"), image.path().join("newest")).unwrap();
            for path in &segments[segments.len() - lost..] {
                fs::remove_file(image.path().join(path.file_name().unwrap())).unwrap();
            }
            if without_note {
                fs::remove_file(image.path().join("newest")).unwrap();
            }
            let indexed = files(image.path(), "idx");
            indexed
                .iter()
                .filter(|_| without_index)
                .for_each(|path| fs::remove_file(path).unwrap());
            let named = image.path().join(segments.last().unwrap().file_name().unwrap());
            let before: Vec<_> =
                fs::read_dir(image.path()).unwrap().map(|it| it.unwrap().path()).collect();
            let (path, _) = corrupt_at(LogStore::open(image.path(), tiny()));
            // A log of which nothing is left has no segment to name.
            let whole = if lost == segments.len() { image.path() } else { &named };
            assert_eq!(path, whole);
            let (path, _) = corrupt_at(LogStore::open_read_only(image.path(), None));
            assert_eq!(path, whole);
            let problems = fsck(image.path(), None, true).unwrap().problems;
            let told = |problem: &StoreError| matches!(problem, StoreError::Corrupt { path, .. } if path == whole);
            assert!(problems.iter().any(told), "{problems:?}");
            assert!(before.iter().all(|path| path.exists()), "what tells is kept");
            // Brought back, it is the log that it was.
            for path in &segments {
                fs::copy(path, image.path().join(path.file_name().unwrap())).unwrap();
            }
            same(&everything(&open(image.path()).0), &expected);
        }
    }
}

#[test]
fn a_note_of_the_newest_segment_that_was_not_finished_tells_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (store, expected) = filled(dir.path());
    drop(store);
    let path = dir.path().join("newest");
    let whole = fs::read(&path).unwrap();
    for length in 0..whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        same(&everything(&open(dir.path()).0), &expected);
        assert_eq!(fs::read(&path).unwrap(), whole, "written again");
    }
}

#[test]
fn a_gap_between_segments_ends_a_reading() {
    let dir = tempfile::tempdir().unwrap();
    let (store, expected) = filled(dir.path());
    drop(store);
    let copy = tempfile::tempdir().unwrap();
    restore(dir.path(), copy.path(), None, crate::testing::NOW, |_| {}).unwrap();
    // The new epoch's segment, which is empty, says that it begins one position later.
    let path = last_segment(copy.path());
    let mut page = fs::read(&path).unwrap();
    let first = expected.len() as u64 + 2;
    page[40..48].copy_from_slice(&first.to_le_bytes());
    let crc = crc32c::crc32c(&page[..4_092]).to_le_bytes();
    page[4_092..].copy_from_slice(&crc);
    fs::remove_file(path).unwrap();
    fs::write(copy.path().join(format!("{first:020}.log")), page).unwrap();
    let segments = files(copy.path(), "log");
    let (store, _) = LogStore::open_read_only(copy.path(), None).unwrap();
    let mut reading = store.read(Position(0));
    let error = loop {
        match reading.next_blocking() {
            Ok(chunk) => assert!(chunk.is_some(), "nothing found"),
            Err(error) => break error,
        }
    };
    let StoreError::Corrupt { path, .. } = error else { panic!("{error}") };
    assert_eq!(path, segments[segments.len() - 2]);
    assert!(!fsck(copy.path(), None, true).unwrap().problems.is_empty());
}

#[test]
fn a_segment_of_impossible_length_is_refused_before_it_is_read() {
    let dir = tempfile::tempdir().unwrap();
    drop(filled(dir.path()));
    let path = last_segment(dir.path());
    fs::File::options().write(true).open(&path).unwrap().set_len(1 << 40).unwrap();
    assert_eq!(corrupt_at(LogStore::open(dir.path(), tiny())), (path.clone(), 1 << 30));
    assert_eq!(corrupt_at(LogStore::open_read_only(dir.path(), None)).0, path);
    assert!(!fsck(dir.path(), None, true).unwrap().problems.is_empty());
}
