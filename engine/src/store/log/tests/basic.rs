use super::{StoreError, append, everything, fill, holds, open, tiny};
use crate::store::contract::{self, Appender};
use crate::store::log::{LogOptions, LogStore};
use crate::store::{Batch, EventStore};
use crate::{Position, Version};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

#[test]
fn keeps_the_contract() {
    for (name, check) in contract::ALL {
        println!("{name}");
        let dir = tempfile::tempdir().unwrap();
        check(&open(dir.path()).0);
    }
}

#[test]
fn keeps_the_contract_in_one_segment() {
    for (name, check) in contract::ALL {
        println!("{name}");
        let dir = tempfile::tempdir().unwrap();
        let options = LogOptions { segment_bytes: 8 << 20, ..LogOptions::default() };
        check(&LogStore::open(dir.path(), options).unwrap().0);
    }
}

#[test]
fn a_log_is_as_it_was_when_opened_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut appender = Appender::default();
    let mut expected = vec![];
    let mut id = None;
    for round in 0..5 {
        let (store, report) = open(dir.path());
        assert_eq!(report.created, round == 0);
        assert_eq!(report.cut, None);
        assert_eq!(*id.get_or_insert(report.log_id), report.log_id);
        holds(&store, &expected);
        fill(&store, &mut appender, 40);
        expected = everything(&store);
        holds(&store, &expected);
    }
    let (reader, report) = LogStore::open_read_only(dir.path(), None).unwrap();
    assert!(report.segments > 5, "{report:?}");
    holds(&reader, &expected);
    assert!(reader.append(Batch::barrier()).wait().is_err());
}

#[test]
fn one_opens_it_at_a_time() {
    let dir = tempfile::tempdir().unwrap();
    let (first, _) = open(dir.path());
    assert!(matches!(LogStore::open(dir.path(), tiny()), Err(StoreError::Locked { .. })));
    drop(first);
    open(dir.path());
}

#[test]
fn a_closed_log_is_read_but_not_written() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = open(dir.path());
    let mut appender = Appender::default();
    append(&store, appender.batch(&[(1, b"a")]));
    let mut subscription = crate::Subscription::new(&store, Position(1));
    store.close();
    assert!(contract::block_on(subscription.next()).unwrap().is_none());
    let refused = store.append(appender.batch(&[(1, b"b")])).wait();
    assert!(matches!(refused, Err(StoreError::Stopped(_))));
    assert_eq!(everything(&store).len(), 1);
    open(dir.path());
}

#[test]
fn a_log_that_is_being_written_can_be_opened_for_reading() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = open(dir.path());
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            fill(&store, &mut Appender::default(), 900);
            done.store(true, Ordering::SeqCst);
        });
        let mut last = 0;
        while !done.load(Ordering::SeqCst) {
            let known = store.head().borrow().0;
            let (reader, report) = LogStore::open_read_only(dir.path(), None).unwrap();
            assert!(report.head.0 >= known.max(last));
            last = report.head.0;
            let records = everything(&reader);
            assert_eq!(records.len() as u64, last);
            let stream = contract::stream(2);
            let of = records.iter().filter(|record| record.as_ref().is_of(&stream)).count();
            assert_eq!(contract::all(reader.read_stream(&stream, Version(0))).len(), of);
        }
    });
}

#[test]
fn several_batches_go_through_a_queue_that_holds_few() {
    let dir = tempfile::tempdir().unwrap();
    let options = LogOptions { queue_bytes: 2_000, queue_batches: 4, ..tiny() };
    let (store, _) = LogStore::open(dir.path(), options).unwrap();
    let mut appender = Appender::default();
    let mut batches = |count| (0..count).map(|_| appender.batch(&[(1, &[5; 300])])).collect();
    for _ in 0..5 {
        store.append_all(batches(100)).wait().unwrap();
    }
    assert_eq!(everything(&store).len(), 500);
    let last = store.append_all(batches(200));
    store.close();
    last.wait().unwrap();
    assert_eq!(everything(&store).len(), 700);
}
