//! What became of messages of other tools. One that its source has named is known for ever by that
//! name, whatever commands came of it; one that was refused is on record, however long the letter
//! that holds it is kept. One stream per name, and one per refusal.

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

/// Records that what was refused is tried again: until that is over, no other message of that name is
/// done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// As of [`Take`].
    pub process: SmolStr,
    /// As of [`Take`].
    pub content: SmolStr,
}

/// Records that nothing came of a trial.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// As of [`Take`].
    pub process: SmolStr,
}

/// Records that a message was refused, all of it or a part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Refuse {
    /// The process that it is about; of several, or if nobody knows, one that only some may see.
    pub process: SmolStr,
    /// How it came: its subject.
    pub subject: SmolStr,
    /// How long it is, in bytes.
    pub bytes: u64,
    /// A digest of it, as SHA-256 in hexadecimal.
    pub content: SmolStr,
    /// Why, for programs.
    pub code: SmolStr,
    /// Why, for people.
    pub detail: SmolStr,
}

commands! {
    /// What the doors for other tools' messages say.
    pub enum Command {
        /// The message was taken in.
        Take = "take",
        /// It is tried again.
        Claim = "claim",
        /// Nothing came of that.
        Release = "release",
        /// It was refused.
        Refuse = "refuse",
    }
}

/// The message was taken in.
pub type Taken = Take;
/// It is tried again.
pub type Claimed = Claim;
/// Nothing came of that.
pub type Released = Release;
/// It was refused.
pub type Refused = Refuse;

events! {
    /// What happened to a message.
    pub enum Event {
        /// It was taken in.
        Taken = "taken", 1,
        /// It is tried again.
        Claimed = "claimed", 1,
        /// Nothing came of that.
        Released = "released", 1,
        /// It was refused.
        Refused = "refused", 1,
    }
}

impl Event {
    /// The process whose visibility it has.
    #[must_use]
    pub fn process(self) -> SmolStr {
        match self {
            Self::Taken(Taken { process, .. })
            | Self::Claimed(Claimed { process, .. })
            | Self::Released(Released { process })
            | Self::Refused(Refused { process, .. }) => process,
        }
    }
}

/// A message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Intake {
    phase: Phase,
    /// The digest of what it says, once it was.
    pub content: Option<SmolStr>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Phase {
    /// Nothing yet.
    #[default]
    Open,
    /// It is tried again.
    Claimed,
    /// It was taken in.
    Taken,
    /// It was refused.
    Refused,
}

/// Everything that may happen to a message.
#[rustfmt::skip]
pub const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: "intake",
    phases: &[
        phase(Phase::Open,    "open",    Pdca::Do),
        phase(Phase::Claimed, "claimed", Pdca::Do),
        phase(Phase::Taken,   "taken",   Pdca::Check),
        phase(Phase::Refused, "refused", Pdca::Check),
    ],
    rows: &[
        row(&[Phase::Open, Phase::Claimed], "take", "taken", To::Phase(Phase::Taken), &[SYSTEM]),
        row(&[Phase::Open],    "claim",   "claimed",  To::Phase(Phase::Claimed), &[SYSTEM]),
        row(&[Phase::Claimed], "release", "released", To::Phase(Phase::Open),    &[SYSTEM]),
        row(&[Phase::Open],    "refuse",  "refused",  To::Phase(Phase::Refused), &[SYSTEM]),
    ],
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
        Ok(vec![match command.clone() {
            Command::Take(take) => Event::Taken(take),
            Command::Claim(claim) => Event::Claimed(claim),
            Command::Release(release) => Event::Released(release),
            Command::Refuse(refuse) => Event::Refused(refuse),
        }])
    }

    fn evolve(&mut self, event: &Event, _: &Stamp<'_>) {
        match event {
            Event::Taken(Taken { content, .. }) => {
                self.phase = Phase::Taken;
                self.content = Some(content.clone());
            }
            Event::Claimed(Claimed { content, .. }) => {
                self.phase = Phase::Claimed;
                self.content = Some(content.clone());
            }
            Event::Released(_) => *self = Self::default(),
            Event::Refused(Refused { content, .. }) => {
                self.phase = Phase::Refused;
                self.content = Some(content.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Claim, Intake, Refuse, Release, Take};
    use crate::testing::{Explorer, durable};

    #[test]
    fn does_what_the_table_says_and_reads_what_it_ever_wrote() {
        let content = "755e4016f740d7a07b042bec0135a80f";
        let take = Take { process: "incident".into(), content: content.into() };
        let claim = Claim { process: "incident".into(), content: content.into() };
        let release = Release { process: "incident".into() };
        let refuse = Refuse {
            process: "incident".into(),
            subject: "pdca.ingest.monitoring".into(),
            bytes: 2,
            content: content.into(),
            code: "no_rule_fits".into(),
            detail: "no rule fits it".into(),
        };
        let commands = vec![take.into(), claim.into(), release.into(), refuse.into()];
        let explored = Explorer::<Intake>::new(commands, |one| format!("{one:?}")).explore();
        durable("src/system/fixtures/intake", &explored.events);
    }
}
