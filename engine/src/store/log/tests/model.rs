//! Any sequence of commands, compared with a list of records.

use super::{crashed, files, holds, last_segment, same, used};
use crate::store::EventStore;
use crate::store::contract::{Appender, all};
use crate::store::log::{LogOptions, LogStore, fsck};
use crate::{Position, Record};
use proptest::prelude::*;
use std::fs;
use tempfile::TempDir;

#[derive(Clone, Debug)]
enum Step {
    /// Streams and lengths of payloads.
    Append(Vec<(u64, usize)>),
    /// So many of them at once.
    Burst(Vec<(u64, usize)>, usize),
    Reopen,
    /// A crash while one more batch is written, of which this share, in thousandths, arrives.
    Crash(Vec<(u64, usize)>, usize),
    /// A crash with nothing on its way.
    Halt,
    DropIndex,
    ReadAfter(u64),
}

fn events() -> impl Strategy<Value = Vec<(u64, usize)>> {
    prop::collection::vec((0..6_u64, 1..700_usize), 1..6)
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => events().prop_map(Step::Append),
        3 => (events(), 1..40_usize).prop_map(|(events, count)| Step::Burst(events, count)),
        2 => Just(Step::Reopen),
        3 => (events(), 0..1_000_usize).prop_map(|(events, share)| Step::Crash(events, share)),
        1 => Just(Step::Halt),
        1 => Just(Step::DropIndex),
        2 => (0..200_u64).prop_map(Step::ReadAfter),
    ]
}

struct Run {
    dir: TempDir,
    /// `None` only between two openings.
    store: Option<LogStore>,
    expected: Vec<Record>,
    appender: Appender,
}

fn options() -> LogOptions {
    LogOptions { segment_bytes: 10_000, index_files: 2, ..LogOptions::default() }
}

impl Run {
    fn store(&self) -> &LogStore {
        self.store.as_ref().unwrap()
    }

    fn open(&mut self) {
        self.store = None;
        self.store = Some(LogStore::open(self.dir.path(), options()).unwrap().0);
        // Commands are counted on, so that no id is used twice.
        self.appender.rewind(&self.expected);
        holds(self.store(), &self.expected);
    }

    fn append(&mut self, events: &[(u64, usize)], count: usize) {
        let appending: Vec<_> = (0..count)
            .map(|_| {
                let bytes = vec![1; 700];
                let events: Vec<_> =
                    events.iter().map(|(stream, length)| (*stream, &bytes[..*length])).collect();
                self.store.as_ref().unwrap().append(self.appender.batch(&events))
            })
            .collect();
        for appending in appending {
            appending.wait().unwrap();
        }
        let new = all(self.store().read(Position(self.expected.len() as u64)));
        assert_eq!(new.len(), events.len() * count);
        self.expected.extend(new);
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Append(events) => self.append(&events, 1),
            Step::Burst(events, count) => self.append(&events, count),
            Step::Reopen => self.open(),
            Step::Halt => {
                self.dir = crashed(self.dir.path());
                self.open();
            }
            Step::Crash(events, share) => {
                let path = last_segment(self.dir.path());
                let before = used(&path);
                let known = self.expected.len();
                self.append(&events, 1);
                self.expected.truncate(known);
                self.dir = crashed(self.dir.path());
                let torn = last_segment(self.dir.path());
                let start = if torn.file_name() == path.file_name() { before } else { 4_096 };
                let kept = start + (used(&torn) - start) * share / 1_000;
                let mut bytes = fs::read(&torn).unwrap();
                bytes[kept..].fill(0);
                fs::write(&torn, bytes).unwrap();
                self.open();
            }
            Step::DropIndex => {
                self.store = None;
                for path in files(self.dir.path(), "idx") {
                    fs::remove_file(path).unwrap();
                }
                self.open();
            }
            Step::ReadAfter(after) => {
                let rest = self.expected.iter().filter(|record| record.position().0 > after);
                let rest: Vec<_> = rest.cloned().collect();
                same(&all(self.store().read(Position(after))), &rest);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn behaves_as_a_list_of_records(steps in prop::collection::vec(step(), 1..25)) {
        let dir = tempfile::tempdir().unwrap();
        let store = Some(LogStore::open(dir.path(), options()).unwrap().0);
        let mut run = Run { dir, store, expected: vec![], appender: Appender::default() };
        for step in steps {
            run.step(step);
        }
        holds(run.store(), &run.expected);
        run.store = None;
        let problems = fsck(run.dir.path(), None, true).unwrap().problems;
        prop_assert!(problems.is_empty(), "{problems:?}");
    }
}
