//! What is on record, counted, and its digest.

use engine::json::Value;
use engine::{Position, RecordRef};
use serde::Serialize;
use std::collections::BTreeMap;

/// What there is of a kind of process.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Counted {
    /// How many things.
    pub cases: u64,
    /// How many events they have.
    pub events: u64,
}

/// Counts what it is shown, and digests it.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) processes: BTreeMap<String, Counted>,
    pub(super) refusals: BTreeMap<Refused, u64>,
    /// What policies were refused, by their names.
    pub(super) policy_refusals: BTreeMap<(String, Refused), u64>,
    pub(super) position: Position,
    digest: u128,
}

/// A command that was refused as was reckoned with.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Refused {
    /// The kind of process.
    pub process: String,
    /// The command.
    pub command: String,
    /// The code.
    pub code: String,
}

impl Tally {
    /// Takes a record in, with the bytes that are stored of it.
    pub(super) fn take(&mut self, record: &RecordRef<'_>, stored: &[u8]) {
        self.position = record.position;
        let (before, position) = (self.digest.to_be_bytes(), record.position.0.to_be_bytes());
        self.digest = engine::digest(&[&before, &position, stored]);
        if !self.processes.contains_key(record.process) {
            self.processes.insert(record.process.to_owned(), Counted::default());
        }
        if let Some(counted) = self.processes.get_mut(record.process) {
            counted.events += 1;
            counted.cases += u64::from(record.version.0 == 1);
        }
    }

    pub(super) fn refused(&mut self, process: &str, command: &str, code: &str) {
        let (process, command) = (process.to_owned(), command.to_owned());
        *self.refusals.entry(Refused { process, command, code: code.to_owned() }).or_default() += 1;
    }

    /// What a policy noted of a refusal.
    pub(super) fn policy_refused(&mut self, policy: String, noted: &Value) {
        let text = |field| noted.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (process, command, code) = (text("process"), text("command"), text("code"));
        let refused = (policy, Refused { process, command, code });
        *self.policy_refusals.entry(refused).or_default() += 1;
    }

    pub(super) fn digest(&self) -> String {
        format!("{:032x}", self.digest)
    }
}
