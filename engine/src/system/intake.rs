//! That a message of another tool was taken in: it is known for ever by its source and the id that
//! this gave it, whatever commands came of it. One stream per message.

use crate::lifecycle::{Lifecycle, Pdca, SYSTEM, To, phase, row};
use crate::{Context, Decider, Stamp, commands, events};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::convert::Infallible;

/// Records that something that the message asks for is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Take {
    /// The process that its commands are sent to; of several, one that only some may see.
    pub process: SmolStr,
    /// A digest of what the message says, in hexadecimal, and nothing else of it: that may be for some
    /// only.
    pub content: SmolStr,
}

commands! {
    /// What the door for other tools' events says.
    pub enum Command {
        /// The message was taken in.
        Take = "take",
    }
}

/// The message was taken in.
pub type Taken = Take;

events! {
    /// What happened to a message.
    pub enum Event {
        /// It was taken in.
        Taken = "taken", 1,
    }
}

/// A message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Intake {
    phase: Phase,
    /// The digest of what it says, once it was.
    pub content: Option<SmolStr>,
}

/// Whether it was taken in.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Phase {
    /// Not yet.
    #[default]
    Open,
    /// It was.
    Taken,
}

/// Everything that may happen to a message.
#[rustfmt::skip]
pub const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: "intake",
    phases: &[
        phase(Phase::Open,  "open",  Pdca::Do),
        phase(Phase::Taken, "taken", Pdca::Check),
    ],
    rows: &[row(&[Phase::Open], "take", "taken", To::Phase(Phase::Taken), &[SYSTEM])],
    attested: &[],
};

impl Decider for Intake {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Infallible;

    fn phase(&self) -> Phase {
        self.phase
    }

    fn decide(&self, command: &Command, _: &Context<'_>) -> Result<Vec<Event>, Infallible> {
        let Command::Take(take) = command;
        Ok(vec![Event::Taken(take.clone())])
    }

    fn evolve(&mut self, event: &Event, _: &Stamp<'_>) {
        let Event::Taken(taken) = event;
        self.phase = Phase::Taken;
        self.content = Some(taken.content.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::{Intake, Take};
    use crate::testing::{Explorer, durable};

    #[test]
    fn does_what_the_table_says_and_reads_what_it_ever_wrote() {
        let take =
            Take { process: "incident".into(), content: "755e4016f740d7a07b042bec0135a80f".into() };
        let explored =
            Explorer::<Intake>::new(vec![take.into()], |one| format!("{one:?}")).explore();
        durable("src/system/fixtures/intake", &explored.events);
    }
}
