//! What must hold of a node's data, whatever has happened to it.

use super::{Answer, BATCH, open};
use engine::projection::Projection;
use engine::runtime::wait;
use engine::{EventStore as _, Facts, Position, Record, codec};
use pdca::Node;
use projections::{Incidents, ServiceLevels};
use std::path::Path;

/// Opens the node and checks that everything it ever answered is there and nothing is there in part;
/// how many records there are.
#[track_caller]
pub(super) fn check(data: &Path, answers: &[(u64, Answer)]) -> usize {
    let node = open(data);
    let records = node.store().read(Position(0)).collect().unwrap();
    for (expected, record) in (1..).zip(&records) {
        assert_eq!(record.position(), Position(expected));
    }
    assert_eq!(node.engine().head().0, records.len() as u64);
    batches_are_whole(&records);
    is_derived_from_the_log(&node, data);
    for (number, answer) in answers {
        assert_eq!(Answer::again(&node, *number), *answer, "{number}");
    }
    assert_eq!(node.engine().head().0, records.len() as u64, "nothing was decided anew");
    records.len()
}

/// All records of a command, or none of them. The incidents are numbered without a gap.
fn batches_are_whole(records: &[Record]) {
    let mut incidents = 0;
    for batch in records.chunk_by(|one, other| {
        one.as_ref().metadata.command_id == other.as_ref().metadata.command_id
    }) {
        let first = batch[0].as_ref();
        let events: Vec<_> = batch.iter().map(|record| record.as_ref().event).collect();
        if first.process == "incident" {
            incidents += 1;
            assert_eq!(first.key, format!("INC{incidents:07}"));
            assert_eq!(events, BATCH, "before position {}", first.position);
        } else if first.metadata.principal == "crash" {
            assert_eq!(events, ["refused"], "before position {}", first.position);
        }
    }
}

/// What the node came to with whatever derived state it found is what another one comes to with the
/// log alone.
fn is_derived_from_the_log(node: &Node, data: &Path) {
    let place = tempfile::tempdir().unwrap();
    std::fs::create_dir(place.path().join("log")).unwrap();
    for entry in std::fs::read_dir(data.join("log")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "log") {
            std::fs::copy(&path, place.path().join("log").join(path.file_name().unwrap())).unwrap();
        }
    }
    let fresh = open(place.path());
    assert_eq!(node.engine().head(), fresh.engine().head());
    let facts = |node: &Node| wait(node.engine().facts(Facts::to_bytes)).unwrap();
    assert!(facts(node) == facts(&fresh), "the facts differ");
    assert_eq!(node.engine().stats().timers, fresh.engine().stats().timers);
    assert!(model::<Incidents>(node) == model::<Incidents>(&fresh), "the incidents differ");
    assert!(model::<ServiceLevels>(node) == model::<ServiceLevels>(&fresh), "the levels differ");
}

fn model<P: Projection>(node: &Node) -> Vec<u8> {
    let head = node.engine().head();
    let queried = node.query(head, |model: &P| codec::to_bytes(model)).unwrap();
    assert_eq!(queried.position, head);
    queried.answer
}

/// Damages what is derived: it is to be set aside and built again.
pub(super) fn damage_derived(data: &Path) {
    // There is none before the first time.
    let _ = std::fs::remove_dir_all(data.join("derived/set-aside"));
    let mut damaged = 0;
    for entry in std::fs::read_dir(data.join("derived/catalogue")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            std::fs::write(path, vec![0xff; 4096]).unwrap();
            damaged += 1;
        }
    }
    assert!(damaged > 0);
}

/// Whether derived state was set aside.
pub(super) fn is_set_aside(data: &Path) -> bool {
    data.join("derived/set-aside").is_dir() && data.join("derived/catalogue").is_dir()
}
