//! From where a policy was enabled and how far it has come: its cursor is in the log like
//! everything else, and so is every refusal of a command that it sent.

use crate::lifecycle::{Lifecycle, Pdca, SYSTEM, To, phase, row};
use crate::{Context, Decider, Position, Stamp, commands, events, named};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// Starts the policy behind a position.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Enable {
    /// The last position that it does not hear.
    pub after: Position,
}

/// Everything up to a position has been heard, and the commands it called for have their outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Advance {
    /// The last position heard.
    pub to: Position,
}

/// A command that the policy sent was refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteRefusal {
    /// The record that called for it.
    pub heard: Position,
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

commands! {
    /// What the runner of policies says.
    pub enum Command {
        /// It starts.
        Enable = "enable",
        /// It has come so far.
        Advance = "advance",
        /// It was refused something.
        NoteRefusal = "note_refusal",
    }
}

/// The policy hears what comes behind this position.
pub type Enabled = Enable;
/// The policy has heard all up to this position.
pub type Advanced = Advance;
/// A command that the policy sent was refused.
pub type RefusalNoted = NoteRefusal;

events! {
    /// What happened to a policy.
    pub enum Event {
        /// It started.
        Enabled = "enabled", 1,
        /// It has come so far.
        Advanced = "advanced", 1,
        /// It was refused something.
        RefusalNoted = "refusal_noted", 1,
    }
}

/// A policy's place in the log.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PolicyRun {
    phase: Phase,
    /// The last position heard.
    pub cursor: Position,
    /// How many of its commands were refused.
    pub refusals: u64,
}

/// Whether it runs.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Phase {
    /// Never started.
    #[default]
    Disabled,
    /// Running.
    Enabled,
}

/// Everything that may happen to a policy.
#[rustfmt::skip]
pub const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: "policy",
    phases: &[
        phase(Phase::Disabled, "disabled", Pdca::Plan),
        phase(Phase::Enabled, "enabled", Pdca::Do),
    ],
    rows: &[
        row(&[Phase::Disabled], "enable",       "enabled",       To::Phase(Phase::Enabled), &[SYSTEM]),
        row(&[Phase::Enabled],  "advance",      "advanced",      To::Same, &[SYSTEM]),
        row(&[Phase::Enabled],  "note_refusal", "refusal_noted", To::Same, &[SYSTEM]),
    ],
    attested: &[],
};

/// Why the engine's own record was refused: a defect.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Rejection {
    /// A cursor never goes back.
    #[error("the cursor stands at {0} already")]
    Backwards(Position),
}

named! { Rejection { Backwards = "backwards" } }

impl Decider for PolicyRun {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn phase(&self) -> Phase {
        self.phase
    }

    fn decide(&self, command: &Command, _: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let event = match command {
            Command::Enable(enable) => enable.clone().into(),
            Command::Advance(advance) if advance.to < self.cursor => {
                return Err(Rejection::Backwards(self.cursor));
            }
            Command::Advance(advance) => Event::Advanced(advance.clone()),
            Command::NoteRefusal(refusal) => Event::RefusalNoted(refusal.clone()),
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &Event, _: &Stamp<'_>) {
        match event {
            Event::Enabled(enabled) => {
                self.phase = Phase::Enabled;
                self.cursor = enabled.after;
            }
            Event::Advanced(advanced) => self.cursor = advanced.to,
            Event::RefusalNoted(_) => self.refusals += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Advance, Enable, Event, NoteRefusal, PolicyRun, Rejection};
    use crate::Position;
    use crate::testing::{Explorer, caller, durable, given};

    #[test]
    fn a_cursor_never_goes_back() {
        given::<PolicyRun>([Event::Enabled(Enable { after: Position(7) })])
            .when(Advance { to: Position(3) })
            .then_rejected(&Rejection::Backwards(Position(7)));
    }

    #[test]
    fn does_what_the_table_says_and_reads_what_it_ever_wrote() {
        let refusal = NoteRefusal {
            heard: Position(8),
            process: "incident".into(),
            key: "INC0000001".into(),
            command: "escalate".into(),
            code: "not_allowed".into(),
            detail: "closed".into(),
        };
        let samples = vec![
            Enable { after: Position(7) }.into(),
            Advance { to: Position(8) }.into(),
            refusal.into(),
        ];
        let explored = Explorer::<PolicyRun>::new(samples, |run| format!("{:?}", run.cursor))
            .callers(vec![caller("system")])
            .explore();
        durable("src/system/fixtures/policy", &explored.events);
    }
}
