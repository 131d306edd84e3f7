//! A run that brings in another system's history, on the clock of its rows.
//!
//! As long as a run is open, what it imported is deaf to wall time: the source decides its own
//! lifecycle. When it ends, wall time goes on: what only records is made up for, what moves and
//! fell due before is not.

use crate::lifecycle::{Lifecycle, Pdca, SYSTEM, To, phase, row};
use crate::{Context, Decider, Stamp, Timestamp, commands, events, named};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// Begins a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Begin {
    /// The system that the history comes from.
    pub source: SmolStr,
    /// A digest of what is read, in hexadecimal.
    pub digest: SmolStr,
    /// The time zone that its times are read in, if it was said.
    #[serde(default)]
    pub timezone: Option<SmolStr>,
}

/// Ends a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// How many rows were read.
    pub rows: u64,
    /// How many of them were new.
    pub added: u64,
    /// How many were in the log already.
    pub known: u64,
    /// How many could not be read.
    pub rejected: u64,
    /// The time of the last row.
    pub last: Option<Timestamp>,
}

commands! {
    /// What an importer says.
    pub enum Command {
        /// It begins.
        Begin = "begin",
        /// It is done.
        End = "end",
    }
}

/// A run began.
pub type Begun = Begin;
/// A run ended.
pub type Ended = End;

/// [`Begun`] as it was before the time zone was recorded.
#[derive(Deserialize)]
#[serde(rename = "Begin")]
struct Begun1 {
    source: SmolStr,
    digest: SmolStr,
}

impl From<Begun1> for Begun {
    fn from(Begun1 { source, digest }: Begun1) -> Self {
        Self { source, digest, timezone: None }
    }
}

events! {
    /// What happened to a run.
    pub enum Event {
        /// It began.
        Begun = "begun", 2, { 1 => Begun1 },
        /// It ended.
        Ended = "ended", 1,
    }
}

/// A run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImportRun {
    phase: Phase,
    /// The system that the history comes from.
    pub source: SmolStr,
    /// The time zone that its times were read in, if it is known.
    pub timezone: Option<SmolStr>,
    /// What came of it, once it has ended.
    pub summary: Option<End>,
}

/// Whether it is going on.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Phase {
    /// Not yet.
    #[default]
    Planned,
    /// Going on.
    Running,
    /// Over.
    Done,
}

/// Everything that may happen to a run.
#[rustfmt::skip]
pub const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: "import",
    phases: &[
        phase(Phase::Planned, "planned", Pdca::Plan),
        phase(Phase::Running, "running", Pdca::Do),
        phase(Phase::Done,    "done",    Pdca::Check),
    ],
    rows: &[
        row(&[Phase::Planned], "begin", "begun", To::Phase(Phase::Running), &[SYSTEM, crate::runtime::RECORDER]),
        row(&[Phase::Running], "end",   "ended", To::Phase(Phase::Done),    &[SYSTEM, crate::runtime::RECORDER]),
    ],
    attested: &[],
};

/// Why a run was refused.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// The counts contradict each other.
    #[error("{rows} rows are not {added} added, {known} known and {rejected} rejected")]
    DoesNotAddUp {
        /// Read.
        rows: u64,
        /// New.
        added: u64,
        /// In the log already.
        known: u64,
        /// Unreadable.
        rejected: u64,
    },
}

named! { Rejection { DoesNotAddUp = "does_not_add_up" } }

impl Decider for ImportRun {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    const NUMBERS: Option<&'static str> = Some("RUN");
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn phase(&self) -> Phase {
        self.phase
    }

    fn decide(&self, command: &Command, _: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let event = match command {
            Command::Begin(begin) => Event::Begun(begin.clone()),
            &Command::End(End { rows, added, known, rejected, .. })
                if rows != added + known + rejected =>
            {
                return Err(Rejection::DoesNotAddUp { rows, added, known, rejected });
            }
            Command::End(end) => Event::Ended(end.clone()),
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &Event, _: &Stamp<'_>) {
        match event {
            Event::Begun(begun) => {
                self.phase = Phase::Running;
                self.source.clone_from(&begun.source);
                self.timezone.clone_from(&begun.timezone);
            }
            Event::Ended(ended) => {
                self.phase = Phase::Done;
                self.summary = Some(ended.clone());
            }
        }
    }
}

/// The run that a record ends, if it does.
pub(crate) fn ended_run(record: &crate::RecordRef<'_>) -> Option<u64> {
    let ended = record.process == LIFECYCLE.process && record.event == "ended";
    if ended { run_of(record.key) } else { None }
}

/// The number of the run that is called `key`.
#[must_use]
pub fn run_of(key: &str) -> Option<u64> {
    key.strip_prefix(ImportRun::NUMBERS?)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Begin, End, ImportRun, Rejection};
    use crate::Timestamp;
    use crate::testing::{Explorer, durable, given};

    fn begin() -> Begin {
        let timezone = Some("UTC".into());
        Begin { source: "servicenow".into(), digest: "00".into(), timezone }
    }

    #[test]
    fn the_sums_add_up() {
        let end = End { rows: 5, added: 3, known: 1, rejected: 0, last: None };
        let (rows, added, known, rejected) = (5, 3, 1, 0);
        given::<ImportRun>([begin().into()]).when(end).then_rejected(&Rejection::DoesNotAddUp {
            rows,
            added,
            known,
            rejected,
        });
    }

    #[test]
    fn does_what_the_table_says_and_reads_what_it_ever_wrote() {
        let last = Some(Timestamp::from_seconds(1));
        let end = End { rows: 5, added: 3, known: 1, rejected: 1, last };
        let samples = vec![begin().into(), end.into()];
        let explored = Explorer::<ImportRun>::new(samples, |run| format!("{run:?}")).explore();
        durable("src/system/fixtures/import", &explored.events);
    }
}
