use crate::change::Origin;
use crate::facts::{OpenRisk, Risks};
use crate::limits::{Label, List, Text, label, label_or};
use crate::risk::{self, Dimension, Identify, Reassess, Record, Risk, Source, Trigger};
use engine::{DecodeError, Dispatch, Edge, Facts, Key, NewFact, Policy, RecordRef};

/// A rule that says that there may be a risk: once for each source. What is open from that already is
/// assessed anew, where it was decided what becomes of it; else it is going to be assessed as it is.
///
/// Outward: it asks people to work.
#[derive(Clone, Copy, Debug)]
pub struct FearedRisk {
    /// A sentence, in kebab case.
    pub name: &'static str,
    /// The process and the event that may show it; the risk comes of the event's stream.
    pub whenever: (&'static str, &'static str),
    /// When there is one, in words.
    pub only_if: &'static str,
    /// When one is assessed anew, in words.
    pub again: &'static str,
    /// What is looked up, besides risks.
    pub fact: Option<fn() -> NewFact>,
    /// What there may be by an event of a stream.
    pub feared: fn(&RecordRef<'_>, &Key, &Facts) -> Result<Option<Feared>, DecodeError>,
}

/// What a rule knows of a risk that there may be.
#[derive(Debug)]
pub struct Feared {
    /// What it is called.
    pub title: String,
    /// At length.
    pub description: Option<Text>,
    /// What suffers.
    pub dimension: Dimension,
    /// What about its source, where one may lead to several.
    pub what: Option<Label>,
    /// The services concerned.
    pub services: List<Key>,
    /// The items concerned.
    pub items: List<Key>,
}

impl Policy for FearedRisk {
    fn name(&self) -> &'static str {
        self.name
    }

    fn edges(&self) -> Vec<Edge> {
        vec![
            Edge::when(self.whenever, self.only_if, (risk::NAME, "identify")),
            Edge::when(self.whenever, self.again, (risk::NAME, "reassess")),
        ]
    }

    fn facts(&self) -> Vec<NewFact> {
        std::iter::once(NewFact::of::<Risks>()).chain(self.fact.map(|fact| fact())).collect()
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let feared = (self.feared)(record, &key, facts)?;
        Ok(feared.and_then(|feared| feared.identify(record, &key, facts)).into_iter().collect())
    }
}

impl Feared {
    fn identify(self, record: &RecordRef<'_>, key: &Key, facts: &Facts) -> Option<Dispatch> {
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
            services: self.services,
            configuration_items: self.items,
            owner: None,
        }))
    }
}
