use crate::context::Context;
use crate::error::Error;
use crate::stream::Needed;
use async_nats::jetstream::stream::{Config, DiscardPolicy, Stream};
use engine::store::LogId;
use engine::system::intake::Intake;
use engine::system::outcome::CommandOutcome;
use engine::system::policy::PolicyRun;
use engine::{Catalogue, Decider as _, DecodeError, RecordRef, Timestamp};

/// What a stream is marked with that was made for a log: the log's id.
const LOG: &str = "pdca-log";

/// A stream of events, and which records go there.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Target {
    /// The process that only some may see; `None` for what everybody may see.
    restricted: Option<&'static str>,
}

impl Target {
    /// All that a catalogue calls for.
    pub(crate) fn all(catalogue: &Catalogue) -> Vec<Self> {
        let restricted = catalogue.processes().iter().filter(|one| !one.visible_to().is_empty());
        let restricted = restricted.map(|process| Self { restricted: Some(process.name()) });
        std::iter::once(Self { restricted: None }).chain(restricted).collect()
    }

    /// Whether only some may see what goes there.
    pub(super) fn is_restricted(&self) -> bool {
        self.restricted.is_some()
    }

    /// The name of the part that fills it.
    pub(crate) fn part(&self) -> String {
        self.restricted.map_or_else(|| "events".to_owned(), |process| format!("events {process}"))
    }

    /// The stream.
    pub(crate) fn stream(&self) -> Needed {
        let (name, subject) = match self.restricted {
            None => ("PDCA_EVENTS".to_owned(), "pdca.evt.>".to_owned()),
            Some(process) => {
                let name = format!("PDCA_RESTRICTED_{}", process.to_ascii_uppercase());
                (name, format!("{}.>", root(Some(process))))
            }
        };
        let about = "The events of the log, in its order";
        Needed { name, about, subjects: vec![subject], is_queue: false, is_atomic: true }
    }

    /// The stream, made if it is missing, and marked then as made for this log.
    pub(crate) async fn get(&self, context: &Context) -> Result<Stream, Error> {
        let needed = self.stream();
        let mut config = needed.config();
        config.metadata.insert(LOG.to_owned(), mark(context.engine.store().log_id()));
        needed.get_as(context, config).await
    }

    /// Whether a stream was made for a log.
    pub(crate) fn is_made_for(config: &Config, log: LogId) -> bool {
        config.metadata.get(LOG).is_some_and(|found| *found == mark(log))
    }

    /// Since when a stream holds what it was given, if it does not hold all of it: what is missing
    /// there has become too old or too much for it, by limits that the operator has set.
    pub(crate) fn oldest(config: &Config, now: Timestamp) -> Option<Timestamp> {
        let makes_room = config.discard == DiscardPolicy::Old
            && (config.max_messages > 0 || config.max_bytes > 0);
        if !config.max_age.is_zero() {
            let age = i64::try_from(config.max_age.as_nanos()).unwrap_or(i64::MAX);
            return Some(Timestamp::from_nanos(now.as_nanos().saturating_sub(age)));
        }
        let is_short = makes_room || config.max_messages_per_subject > 0;
        is_short.then(|| Timestamp::from_nanos(0))
    }

    /// Whether records of a process can go there. What the engine records about commands goes where
    /// the process goes that they were sent to.
    pub(crate) fn may_take(&self, catalogue: &Catalogue, process: &str) -> bool {
        let tells_of_others =
            [CommandOutcome::NAME, Intake::NAME, PolicyRun::NAME].contains(&process);
        match self.restricted {
            Some(restricted) => process == restricted || tells_of_others,
            None => catalogue.visible_to(process).is_empty(),
        }
    }

    /// Whether a record goes there.
    pub(crate) fn takes(
        &self,
        catalogue: &Catalogue,
        record: &RecordRef<'_>,
    ) -> Result<bool, DecodeError> {
        let process = catalogue.subject_of(record)?;
        Ok(match self.restricted {
            Some(restricted) => process == restricted,
            None => catalogue.visible_to(&process).is_empty(),
        })
    }

    /// The subject of an event that goes there.
    pub(crate) fn subject(&self, process: &str, key: &str, event: &str) -> String {
        format!("{}.{process}.{key}.{event}", root(self.restricted))
    }
}

/// What it is marked with: the same whenever the log was restored.
fn mark(log: LogId) -> String {
    format!("{:032x}", log.id)
}

/// What the subjects of events begin with.
fn root(restricted: Option<&str>) -> String {
    restricted
        .map_or_else(|| "pdca.evt".to_owned(), |process| format!("pdca.restricted.{process}.evt"))
}
