//! A history as whoever audits it reads it: events with what they say, and nothing of ours.

use engine::outside::PublicRecord;
use engine::{EventStore, MemoryStore, Position, Projection, Record, Timestamp};
use pdca::simulate::{Days, Options, run};
use serde_json::Value;
use std::sync::Arc;

/// An event.
pub(super) struct Told {
    pub(super) process: String,
    pub(super) key: String,
    pub(super) event: String,
    /// Where it is in the log, and the event that it came of, if it did of one.
    pub(super) position: u64,
    pub(super) because: Option<u64>,
    /// When it happened, in nanoseconds since 1970.
    pub(super) at: i64,
    pub(super) says: Value,
}

impl Told {
    pub(super) fn is(&self, process: &str, event: &str) -> bool {
        self.process == process && self.event == event
    }

    pub(super) fn text(&self, pointer: &str) -> &str {
        self.says.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }
}

/// What happened.
pub(super) struct History {
    records: Vec<Record>,
    pub(super) told: Vec<Told>,
}

impl History {
    /// A simulated one.
    pub(super) fn simulated(seed: u64, days: u32, scale: &str) -> Self {
        let store = Arc::new(MemoryStore::default());
        let (days, scale) = (Days::new(days).unwrap(), scale.parse().unwrap());
        let options = Options { days, seed, scale };
        let summary = run(options, Arc::clone(&store) as _, &mut |_, _| {});
        let summary = summary.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        assert!(summary.holds(), "seed {seed}: {:#?}", summary.checks);
        let records = store.read(Position(0)).collect().unwrap();
        let catalogue = pdca::catalogue();
        let public = |record: &Record| {
            let record = record.as_ref();
            let public = PublicRecord::of(&catalogue, &*store, &record).unwrap();
            let PublicRecord { process, key, event, position, causation, .. } = public;
            Told {
                process,
                key,
                event,
                position: position.0,
                because: causation.map(|it| it.0),
                at: nanos(&public.occurred_at.to_string()),
                says: public.payload,
            }
        };
        Self { told: records.iter().map(public).collect(), records }
    }

    /// When it ends.
    pub(super) fn now(&self) -> Timestamp {
        self.records.last().unwrap().as_ref().metadata.recorded_at
    }

    /// A read model of it.
    pub(super) fn model<P: Projection>(&self) -> P {
        let mut model = P::default();
        for record in self.records.iter().map(Record::as_ref) {
            if P::PROCESSES.contains(&record.process) && P::takes(record.process, record.event) {
                model.apply(&record).unwrap();
            }
        }
        model
    }

    /// Those of a kind of process, one after the other, in the order of their names.
    pub(super) fn cases(&self, process: &str) -> Vec<Vec<&Told>> {
        let mut cases = std::collections::BTreeMap::<_, Vec<_>>::new();
        for told in self.told.iter().filter(|told| told.process == process) {
            cases.entry(&told.key).or_default().push(told);
        }
        cases.into_values().collect()
    }
}

/// An instant, in nanoseconds since 1970.
pub(super) fn nanos(text: &str) -> i64 {
    let at: jiff::Timestamp = text.parse().unwrap();
    i64::try_from(at.as_nanosecond()).unwrap()
}

/// How long, in nanoseconds.
pub(super) fn length(text: &str) -> i64 {
    let span: jiff::SignedDuration = text.parse().unwrap();
    i64::try_from(span.as_nanos()).unwrap()
}
