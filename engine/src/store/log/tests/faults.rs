//! A disk that is full, or does not keep what it is given.

use super::{Appender, StoreError, append, crashed, everything, fill, holds, same, tiny};
use crate::Position;
use crate::store::log::{Disk, LogOptions, LogStore, RealDisk};
use crate::store::{Batch, EventStore};
use std::fs::File;
use std::io::{self, ErrorKind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

/// The real disk, until told otherwise.
#[derive(Default)]
struct Faulty {
    full_for_segments: AtomicBool,
    full_for_writes: AtomicBool,
    sync_fails: AtomicBool,
    syncs: AtomicUsize,
}

impl Disk for Faulty {
    fn prepare(&self, file: &File, from: u64, to: u64) -> io::Result<()> {
        if self.full_for_segments.load(Ordering::SeqCst) {
            // As far as it went.
            RealDisk.prepare(file, from, from + (to - from) / 2)?;
            return Err(ErrorKind::StorageFull.into());
        }
        RealDisk.prepare(file, from, to)
    }

    fn write(&self, file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
        if self.full_for_writes.load(Ordering::SeqCst) {
            RealDisk.write(file, &bytes[..bytes.len() / 2], offset)?;
            return Err(ErrorKind::StorageFull.into());
        }
        RealDisk.write(file, bytes, offset)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        self.syncs.fetch_add(1, Ordering::SeqCst);
        if self.sync_fails.load(Ordering::SeqCst) {
            return Err(io::Error::other("the disk is on fire"));
        }
        RealDisk.sync(file)
    }
}

fn faulty() -> (Arc<Faulty>, LogOptions) {
    let disk = Arc::new(Faulty::default());
    let options = LogOptions { disk: Arc::clone(&disk) as Arc<dyn Disk>, ..tiny() };
    (disk, options)
}

#[test]
fn a_disk_full_for_segments_refuses_writes_and_hurts_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (disk, options) = faulty();
    let (store, _) = LogStore::open(dir.path(), options).unwrap();
    let mut appender = Appender::default();
    fill(&store, &mut appender, 60);
    disk.full_for_segments.store(true, Ordering::SeqCst);
    let mut durable = everything(&store).len();
    let error = loop {
        match store.append(appender.batch(&[(1, &[7; 500])])).wait() {
            Ok(_) => durable += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(error, StoreError::Full { .. }), "{error}");
    let expected = everything(&store);
    assert_eq!(expected.len(), durable);
    let again = Appender::after(&expected).batch(&[(1, b"again")]);
    assert!(matches!(store.append(again).wait(), Err(StoreError::Full { .. })));
    holds(&store, &expected);
    drop(store);
    let (store, report) = LogStore::open(dir.path(), tiny()).unwrap();
    assert_eq!(report.cut, None);
    holds(&store, &expected);
    fill(&store, &mut Appender::after(&expected), 30);
}

#[test]
fn a_disk_full_for_a_new_log_leaves_none() {
    let dir = tempfile::tempdir().unwrap();
    let (disk, options) = faulty();
    disk.full_for_segments.store(true, Ordering::SeqCst);
    let refused = LogStore::open(dir.path(), options.clone());
    assert!(matches!(refused, Err(StoreError::Full { .. })));
    disk.full_for_segments.store(false, Ordering::SeqCst);
    assert!(LogStore::open(dir.path(), options).unwrap().1.created);
}

#[test]
fn a_disk_full_for_a_batch_larger_than_a_segment_hurts_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (disk, options) = faulty();
    let (store, _) = LogStore::open(dir.path(), options).unwrap();
    let mut appender = Appender::default();
    append(&store, appender.batch(&[(1, &vec![1; 100_000])]));
    disk.full_for_segments.store(true, Ordering::SeqCst);
    let large = store.append(appender.batch(&[(1, &vec![2; 100_000])])).wait();
    assert!(matches!(large, Err(StoreError::Full { .. })), "{large:?}");
    assert_eq!(everything(&store).len(), 1);
    drop(store);
    let (store, _) = LogStore::open(dir.path(), tiny()).unwrap();
    assert_eq!(everything(&store).len(), 1);
}

#[test]
fn a_write_that_fails_stops_the_log_and_not_the_reading() {
    let dir = tempfile::tempdir().unwrap();
    let (disk, options) = faulty();
    let (store, _) = LogStore::open(dir.path(), options).unwrap();
    let mut appender = Appender::default();
    fill(&store, &mut appender, 20);
    let expected = everything(&store);
    disk.full_for_writes.store(true, Ordering::SeqCst);
    let failed = store.append(appender.batch(&[(1, &[3; 900]), (2, &[4; 900])])).wait();
    assert!(matches!(failed, Err(StoreError::Full { .. })), "{failed:?}");
    disk.full_for_writes.store(false, Ordering::SeqCst);
    let next = store.append(appender.batch(&[(1, b"next")])).wait();
    assert!(matches!(next, Err(StoreError::Stopped(_))), "{next:?}");
    assert!(store.append(Batch::barrier()).wait().is_err());
    holds(&store, &expected);
    drop(store);
    let (store, report) = LogStore::open(dir.path(), tiny()).unwrap();
    assert!(report.cut.is_some());
    holds(&store, &expected);
}

#[test]
fn a_sync_that_fails_stops_the_log_and_nobody_sees_what_it_was_for() {
    let dir = tempfile::tempdir().unwrap();
    let (disk, options) = faulty();
    let (store, _) = LogStore::open(dir.path(), options.clone()).unwrap();
    let mut appender = Appender::default();
    fill(&store, &mut appender, 20);
    let expected = everything(&store);
    let mut following = store.read(Position(expected.len() as u64));
    disk.sync_fails.store(true, Ordering::SeqCst);
    let failed = store.append(appender.batch(&[(1, b"unsure")])).wait();
    assert!(matches!(failed, Err(StoreError::Io { action: "sync", .. })), "{failed:?}");
    disk.sync_fails.store(false, Ordering::SeqCst);
    let next = store.append(appender.batch(&[(1, b"next")])).wait();
    assert!(matches!(next, Err(StoreError::Stopped(_))), "{next:?}");
    assert!(following.next_blocking().unwrap().is_none());
    holds(&store, &expected);
    drop(store);

    // The bytes can be read. They are shown again only once they have been synced.
    disk.sync_fails.store(true, Ordering::SeqCst);
    assert!(LogStore::open(dir.path(), options.clone()).is_err());
    disk.sync_fails.store(false, Ordering::SeqCst);
    let before = disk.syncs.load(Ordering::SeqCst);
    let (store, _) = LogStore::open(dir.path(), options).unwrap();
    assert!(disk.syncs.load(Ordering::SeqCst) > before);
    let found = everything(&store);
    same(&found[..expected.len()], &expected);
    assert_eq!(found.len(), expected.len() + 1);
}

#[test]
fn a_callback_that_panics_stops_the_log_and_nobody_waits_for_ever() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = LogStore::open(dir.path(), tiny()).unwrap();
    let mut appender = Appender::default();
    let (entered, held) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    store.append(appender.batch(&[(1, b"a")])).then(move |_| {
        entered.send(()).unwrap();
        // Until more is queued.
        let _ = released.recv();
        panic!("as it was told to");
    });
    held.recv().unwrap();
    let waiting = store.append(appender.batch(&[(1, b"b")]));
    drop(release);
    assert!(matches!(waiting.wait(), Err(StoreError::Stopped(_))));
    assert!(store.append(appender.batch(&[(1, b"c")])).wait().is_err());
    assert_eq!(everything(&store).len(), 1);
}

#[test]
fn a_full_queue_blocks_whoever_appends() {
    let dir = tempfile::tempdir().unwrap();
    let options = LogOptions { queue_bytes: 2_000, queue_batches: 4, ..tiny() };
    let (store, _) = LogStore::open(dir.path(), options).unwrap();
    let mut appender = Appender::default();
    let appending: Vec<_> =
        (0..500).map(|_| store.append(appender.batch(&[(1, &[5; 300])]))).collect();
    for appending in appending {
        appending.wait().unwrap();
    }
    assert_eq!(everything(&store).len(), 500);
    let image = crashed(dir.path());
    assert_eq!(everything(&LogStore::open(image.path(), tiny()).unwrap().0).len(), 500);
}
