//! Outcomes that leave no event of their own: a command that was already satisfied, and a refusal
//! that nobody waits for. One stream per command, written by the sequencer alone.

use crate::lifecycle::{Lifecycle, Pdca, phase};
use crate::{Context, Decider, Stamp, events};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::convert::Infallible;

/// The command was accepted and had nothing left to change.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Satisfied {
    /// The process it was sent to.
    pub process: SmolStr,
    /// Which one, as people see it.
    pub key: SmolStr,
    /// The command's name.
    pub command: SmolStr,
    /// How many events that one had.
    pub version: u64,
}

/// The command was refused, through a door at which nobody waits.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Refusal {
    /// The process it was sent to.
    pub process: SmolStr,
    /// Which one, as people see it; empty if it was to be a new one.
    pub key: SmolStr,
    /// The command's name.
    pub command: SmolStr,
    /// Why, for programs.
    pub code: SmolStr,
    /// Why, for people.
    pub detail: SmolStr,
}

type Refused = Refusal;

events! {
    /// How a command ended.
    pub enum Event {
        /// It had nothing left to change.
        Satisfied = "satisfied", 1,
        /// It was refused.
        Refused = "refused", 1,
    }
}

/// No command of a client or of the engine leads here.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub enum Command {}

impl crate::Named for Command {
    fn name(&self) -> &'static str {
        match *self {}
    }
}

impl crate::CommandSet for Command {
    const NAMES: &'static [&'static str] = &[];

    fn from_json(name: &str, _: crate::json::Value) -> Result<Self, crate::CommandError> {
        Err(crate::CommandError::UnknownCommand { name: name.to_owned(), known: Vec::new() })
    }

    fn to_json(&self) -> crate::json::Value {
        match *self {}
    }

    fn schemas() -> Vec<(&'static str, crate::json::Schema)> {
        Vec::new()
    }
}

/// How one command ended.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CommandOutcome {
    phase: Phase,
    refusal: Option<Refusal>,
}

/// How it ended.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Phase {
    /// Not known.
    #[default]
    Open,
    /// With nothing left to change.
    Satisfied,
    /// Refused.
    Refused,
}

/// Written by the sequencer alone: no rows.
pub const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: "outcome",
    phases: &[
        phase(Phase::Open, "open", Pdca::Do),
        phase(Phase::Satisfied, "satisfied", Pdca::Check),
        phase(Phase::Refused, "refused", Pdca::Check),
    ],
    rows: &[],
    attested: &[],
};

impl Decider for CommandOutcome {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Infallible;

    fn phase(&self) -> Phase {
        self.phase
    }

    fn decide(&self, command: &Command, _: &Context<'_>) -> Result<Vec<Event>, Infallible> {
        match *command {}
    }

    fn evolve(&mut self, event: &Event, _: &Stamp<'_>) {
        match event {
            Event::Satisfied(_) => self.phase = Phase::Satisfied,
            Event::Refused(refusal) => {
                self.phase = Phase::Refused;
                self.refusal = Some(refusal.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Event, Refusal, Satisfied};
    use crate::testing::durable;

    #[test]
    fn reads_what_it_ever_wrote() {
        let (process, key) = ("incident".into(), "INC0000001".into());
        let satisfied = Satisfied { process, key, command: "respond".into(), version: 7 };
        let refusal = Refusal {
            process: "incident".into(),
            key: "INC0000001".into(),
            command: "close".into(),
            code: "not_allowed".into(),
            detail: "close is not possible while assigned".into(),
        };
        durable(
            "src/system/fixtures/outcome",
            &[Event::Satisfied(satisfied), Event::Refused(refusal)],
        );
    }
}
