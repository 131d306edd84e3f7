//! What a crash in the middle of a write may leave.

use super::{
    Dice, append, crashed, everything, files, fill, flip, holds, last_segment, open, same, tiny,
    used,
};
use crate::store::StoreError;
use crate::store::contract::{Appender, all};
use crate::store::log::{Disk, LogOptions, LogStore, RealDisk, fsck};
use crate::{EventStore, Position};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

/// Everything in one segment.
fn roomy() -> LogOptions {
    LogOptions { segment_bytes: 64 << 10, ..LogOptions::default() }
}

#[test]
fn a_last_write_cut_off_at_any_byte_is_as_if_it_had_never_been() {
    let dir = tempfile::tempdir().unwrap();
    let open = |dir: &Path| LogStore::open(dir, roomy()).unwrap();
    let (store, _) = open(dir.path());
    let mut appender = Appender::default();
    fill(&store, &mut appender, 20);
    // Ends of the last groups, and the head at each.
    let mut ends = vec![];
    for events in [&[(1, &b"a"[..])][..], &[(1, b"b"), (2, b"c"), (1, b"d")], &[(3, b"e")]] {
        ends.push((used(&last_segment(dir.path())), appender.head()));
        append(&store, appender.batch(events));
    }
    let expected = everything(&store);
    let path = last_segment(dir.path());
    let whole = fs::read(&path).unwrap();
    ends.push((used(&path), appender.head()));
    assert!(ends.windows(2).all(|pair| pair[0] < pair[1]), "one segment: {ends:?}");

    let image = crashed(dir.path());
    let path = last_segment(image.path());
    for length in ends[0].0..=whole.len().min(ends[3].0 + 9) {
        for zeroed in [true, false] {
            let mut bytes = whole[..length].to_vec();
            if zeroed {
                bytes.resize(whole.len(), 0);
            }
            // A file without room behind its end has been followed by another one.
            let later = files(image.path(), "log").into_iter().chain(files(image.path(), "idx"));
            later.for_each(|path| fs::remove_file(path).unwrap());
            let _ = fs::remove_file(image.path().join("newest"));
            fs::write(&path, &bytes).unwrap();
            let (_, head) = ends.iter().rfind(|(end, _)| *end <= length).unwrap();
            let (reader, report) = LogStore::open_read_only(image.path(), None).unwrap();
            let records = usize::try_from(report.head.0).unwrap();
            assert_eq!(report.head, *head, "{length}: {report:?}");
            same(&everything(&reader), &expected[..records]);
            assert_eq!(fs::read(&path).unwrap(), bytes, "reading changes nothing");
            if length % 7 == 0 || ends.iter().any(|(end, _)| *end == length) {
                let (store, again) = open(image.path());
                assert_eq!((again.head, &again.cut), (report.head, &report.cut));
                append(&store, Appender::after(&expected[..records]).batch(&[(9, b"on")]));
                assert_eq!(everything(&store).len(), records + 1);
                drop(store);
                let (store, report) = open(image.path());
                assert_eq!((report.head.0, report.cut), (records as u64 + 1, None));
                same(&everything(&store)[..records], &expected[..records]);
            }
        }
    }
}

#[test]
fn a_last_write_of_which_only_some_pages_arrived_is_cut_off() {
    const PAGE: usize = 4096;
    let options = || LogOptions { segment_bytes: 256 << 10, ..LogOptions::default() };
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = LogStore::open(dir.path(), options()).unwrap();
    let mut appender = Appender::default();
    fill(&store, &mut appender, 10);
    let path = last_segment(dir.path());
    let before = fs::read(&path).unwrap();
    let expected = everything(&store);
    let large: Vec<u8> = (0..=u8::MAX).cycle().take(3_000).collect();
    append(&store, appender.batch(&[(1, &large[..]); 12]));
    let after = fs::read(&path).unwrap();
    let whole = everything(&store);
    let pages: Vec<_> =
        (0..after.len() / PAGE).map(|page| page * PAGE..(page + 1) * PAGE).collect();
    let changed: Vec<_> =
        pages.into_iter().filter(|page| before[page.clone()] != after[page.clone()]).collect();
    assert!(changed.len() > 8);

    let image = crashed(dir.path());
    let path = last_segment(image.path());
    let mut dice = Dice(20_261_121);
    for _ in 0..300 {
        let mut bytes = after.clone();
        let mut lost = 0;
        for (number, page) in changed.iter().enumerate() {
            match dice.roll(4) {
                0 => bytes[page.clone()].copy_from_slice(&before[page.clone()]),
                // What was durable in the first page stays: a disk writes the same bytes over it.
                1 if number > 0 => bytes[page.clone()].fill(0),
                2 if number > 0 => {
                    // Stale: another page of the same group, records with good checksums and all.
                    let other = changed[number - 1].clone();
                    bytes[page.clone()].copy_from_slice(&after[other]);
                }
                _ => continue,
            }
            lost += 1;
        }
        fs::write(&path, &bytes).unwrap();
        let (store, report) = LogStore::open(image.path(), options()).unwrap();
        let expected = if lost == 0 { &whole } else { &expected };
        same(&everything(&store), expected);
        assert_eq!(report.cut.is_some(), lost > 0 && bytes != before);
        drop(store);
        // Everything behind the end is zero again, or the mark of the clean close.
        let end = report.cut.map_or(used(&path), |cut| usize::try_from(cut.offset).unwrap() + 64);
        assert!(used(&path) <= end);
    }
}

#[test]
fn an_unfinished_write_is_never_found_again() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = open(dir.path());
    let mut appender = Appender::default();
    append(&store, appender.batch(&[(1, b"first")]));
    let start = used(&last_segment(dir.path()));
    append(&store, appender.batch(&[(1, b"lost"), (2, b"lost")]));
    let image = crashed(dir.path());
    let path = last_segment(image.path());
    // A hole where the group's header was; its records are all there.
    let mut bytes = fs::read(&path).unwrap();
    bytes[start..start + 64].fill(0);
    fs::write(&path, bytes).unwrap();
    let (store, report) = open(image.path());
    let cut = report.cut.unwrap();
    assert_eq!((cut.path, cut.offset), (path.clone(), start as u64));
    append(&store, Appender::after(&everything(&store)).batch(&[(7, b"kept")]));
    let image = crashed(image.path());
    let (store, report) = LogStore::open(image.path(), tiny()).unwrap();
    assert_eq!((report.head, report.cut), (Position(2), None));
    let records = everything(&store);
    let payloads: Vec<_> = records.iter().map(|it| it.as_ref().payload).collect();
    assert_eq!(payloads, [&b"first"[..], b"kept"]);
}

/// A log whose last write was torn: its directory, the segment, and the bytes that did not arrive whole.
fn torn() -> (tempfile::TempDir, PathBuf, Vec<u8>) {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = open(dir.path());
    let mut appender = Appender::default();
    append(&store, appender.batch(&[(1, b"first")]));
    let start = used(&last_segment(dir.path()));
    append(&store, appender.batch(&[(1, b"lost"), (2, b"lost")]));
    let image = crashed(dir.path());
    let path = last_segment(image.path());
    flip(&path, start + 70);
    let bytes = fs::read(&path).unwrap()[start..used(&path)].to_vec();
    (image, path, bytes)
}

#[test]
fn what_is_cut_off_is_kept_for_the_owner_alone() {
    let (dir, path, bytes) = torn();
    let cut = LogStore::open_read_only(dir.path(), None).unwrap().1.cut.unwrap();
    assert!(!cut.kept.exists(), "reading keeps nothing");
    let (store, report) = open(dir.path());
    let name =
        format!("00000000000000000001-{:010}-{:08x}.cut", cut.offset, crc32c::crc32c(&bytes));
    assert_eq!(cut.kept, path.with_file_name(name));
    assert_eq!((report.cut, &report.kept), (Some(cut.clone()), &vec![cut.kept.clone()]));
    assert_eq!(fs::read(&cut.kept).unwrap(), bytes);
    assert_eq!(fs::metadata(&cut.kept).unwrap().permissions().mode() & 0o777, 0o600);
    drop(store);
    let examined = fsck(dir.path(), None, false).unwrap();
    assert_eq!((examined.kept, examined.problems.len()), (vec![cut.kept], 0));
}

#[test]
fn what_cannot_be_kept_is_not_cut_off() {
    let (dir, path, _) = torn();
    let before = fs::read(&path).unwrap();
    for disk in [Failing::Write, Failing::Sync] {
        let options = LogOptions { disk: Arc::new(disk), ..tiny() };
        LogStore::open(dir.path(), options).unwrap_err();
        assert_eq!(fs::read(&path).unwrap(), before);
        assert_eq!(files(dir.path(), "cut").len(), 0);
    }
    assert!(open(dir.path()).1.cut.is_some());
}

#[test]
fn what_is_known_to_have_been_durable_is_not_cut_off() {
    let (dir, path, _) = torn();
    let before = fs::read(&path).unwrap();
    let knowing =
        |known| LogOptions { reached: Arc::new(move |_| Some(Position(known))), ..tiny() };
    let refused = LogStore::open(dir.path(), knowing(3)).unwrap_err();
    assert!(
        matches!(&refused, StoreError::Shorter { path: of, head: Position(1), known: Position(3) } if *of == path),
        "{refused}"
    );
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(LogStore::open(dir.path(), knowing(1)).unwrap().1.head, Position(1));
}

#[test]
fn the_latest_that_were_cut_off_are_kept() {
    let (dir, _, _) = torn();
    let names: Vec<_> = (1..=9).map(|of| format!("{of:020}-0000000000-00000000.cut")).collect();
    for name in &names {
        fs::write(dir.path().join(name), b"x").unwrap();
    }
    let report = open(dir.path()).1;
    // The one of now stays, though it is of an earlier place.
    let mut expected = vec![report.cut.unwrap().kept];
    expected.extend(names[2..].iter().map(|name| dir.path().join(name)));
    assert_eq!(report.kept, expected);
}

/// A disk that takes no new bytes, or does not keep them.
enum Failing {
    Write,
    Sync,
}

impl Disk for Failing {
    fn prepare(&self, file: &fs::File, from: u64, to: u64) -> io::Result<()> {
        RealDisk.prepare(file, from, to)
    }

    fn write(&self, file: &fs::File, bytes: &[u8], offset: u64) -> io::Result<()> {
        match self {
            Self::Write => Err(io::ErrorKind::StorageFull.into()),
            Self::Sync => RealDisk.write(file, bytes, offset),
        }
    }

    fn sync(&self, _: &fs::File) -> io::Result<()> {
        Err(io::Error::other("the disk is on fire"))
    }
}

#[test]
fn a_crash_while_a_segment_is_begun_leaves_a_log() {
    let dir = tempfile::tempdir().unwrap();
    let (store, expected) = super::filled(dir.path());
    // A prepared file, with and without its header; an index that was not finished.
    let image = crashed(dir.path());
    let segment = fs::read(last_segment(image.path())).unwrap();
    fs::write(image.path().join("prepared.tmp"), &segment[..4096]).unwrap();
    fs::write(image.path().join("0-1.idx.tmp"), b"half").unwrap();
    drop(store);
    let (store, _) = open(image.path());
    holds(&store, &expected);
    drop(store);
    assert_eq!(super::files(image.path(), "tmp").len(), 0);
}

#[test]
fn a_new_log_that_was_not_finished_is_begun_again() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("lock"), b"").unwrap();
    fs::write(dir.path().join("prepared.tmp"), [0; 5_000]).unwrap();
    let (store, report) = open(dir.path());
    assert!(report.created);
    append(&store, Appender::default().batch(&[(1, b"a")]));
    assert_eq!(all(store.read(Position(0))).len(), 1);
}
