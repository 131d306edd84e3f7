//! How rules raise a nonconformity, once for each source.

use crate::facts::Nonconformities;
use crate::limits::{List, Text, label, label_or};
use crate::nonconformity::{
    Clause, Criterion, FindAgain, Nonconformity, Occasion, Raise, Record, Source, Standard,
};
use engine::{Dispatch, Facts, Key, RecordRef, Timestamp};

/// What a rule knows of one.
pub(super) struct Nonconforming<'a> {
    /// How it came to light.
    pub(super) source: Source,
    /// What it goes against.
    pub(super) criterion: Criterion,
    /// In a few words; at most as long as a label with the key of a record in it.
    pub(super) summary: String,
    /// At length.
    pub(super) statement: Text,
    /// The services concerned.
    pub(super) services: &'a [Key],
    /// The items concerned.
    pub(super) items: &'a [Key],
    /// When it was so.
    pub(super) at: Timestamp,
}

impl Nonconforming<'_> {
    /// Raises it, or says of the one that is open from the same source that it was found again.
    pub(super) fn tell(self, facts: &Facts) -> Dispatch {
        if let Some(open) = facts.get::<Nonconformities>().known_from(&self.source) {
            let (source, note, at) = (self.source, self.statement, Some(self.at));
            let again = FindAgain { source, criteria: [self.criterion].into(), note, at };
            return Dispatch::to::<Nonconformity>(open.clone(), again);
        }
        let list = |keys: &[Key]| List::new(keys.to_vec()).unwrap_or_default();
        let summary = label_or(&self.summary, "not as it has to be");
        Dispatch::new::<Nonconformity>(Raise {
            services: list(self.services),
            configuration_items: list(self.items),
            ..Raise::actual(self.source, self.criterion, summary, self.statement)
        })
    }
}

/// What the record is about, in one respect.
pub(super) fn source(record: &RecordRef<'_>, key: &Key, what: Option<&str>) -> Source {
    let what = what.map(|what| label_or(what, "in some respect"));
    Source::Record(Occasion { record: on_record(record.process, key), what })
}

/// Something on record.
pub(super) fn on_record(process: &str, key: &Key) -> Record {
    Record { process: label(process), key: key.clone() }
}

/// A clause of ISO/IEC 20000-1.
pub(super) fn clause(clause: &str) -> Criterion {
    Criterion::Clause(Clause { standard: Standard::Iso20000, clause: label(clause) })
}
