//! How rules say that there may be a risk: once for each source.

use crate::change::Origin;
use crate::facts::{OpenRisk, Risks};
use crate::limits::{Label, List, Text, label, label_or};
use crate::risk::{Dimension, Identify, Reassess, Record, Risk, Source, Trigger};
use engine::{Dispatch, Facts, Key, RecordRef};

/// What a rule knows of a risk that there may be.
pub(super) struct Feared<'a> {
    /// What it is called.
    pub(super) title: String,
    /// At length.
    pub(super) description: Option<Text>,
    /// What suffers.
    pub(super) dimension: Dimension,
    /// What about its source, where one may lead to several.
    pub(super) what: Option<Label>,
    /// The services concerned.
    pub(super) services: &'a [Key],
    /// The items concerned.
    pub(super) items: &'a [Key],
}

impl Feared<'_> {
    /// Identifies it from what the record is about. What is open from that already is assessed anew,
    /// where it was decided what becomes of it; else it is going to be assessed as it is.
    pub(super) fn identify(
        self,
        record: &RecordRef<'_>,
        key: &Key,
        facts: &Facts,
    ) -> Option<Dispatch> {
        let (process, risks) = (label(record.process), facts.get::<Risks>());
        let source = Record { process: process.clone(), key: key.clone(), what: self.what };
        if let Some(risk) = risks.open_from(&source) {
            let decided = risks.get(risk).is_some_and(OpenRisk::is_decided);
            let trigger = Trigger::Event(Origin { process, key: key.clone() });
            let reassess = || Dispatch::to::<Risk>(risk.clone(), Reassess { trigger });
            return decided.then(reassess);
        }
        Some(Dispatch::new::<Risk>(Identify {
            title: label_or(&self.title, "a risk"),
            description: self.description,
            dimension: self.dimension,
            source: Source::Record(source),
            services: List::new(self.services.to_vec()).unwrap_or_default(),
            configuration_items: List::new(self.items.to_vec()).unwrap_or_default(),
            owner: None,
        }))
    }
}
