//! What is true of a calendar now.

use super::{
    Closed, Command, Defined, Event, LIFECYCLE, Opened, Rejection, Restored, Retired, Revised,
};
use crate::clock::{self, ServiceHours};
use crate::facts::Agreements;
use engine::{Context, Decider, Lifecycle, NewFact, Span, Stamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is true of a calendar now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Calendar {
    /// When it is open, once that is laid down.
    pub hours: Option<ServiceHours>,
    /// How many versions it has.
    pub version: u64,
    /// Whether no new agreement may name it.
    pub retired: bool,
}

/// Where a calendar is in its life.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Phase {
    /// Nobody has laid down its hours.
    #[default]
    Undefined,
    /// Agreements may name it.
    InUse,
    /// No new agreement may.
    Retired,
}

impl Decider for Calendar {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn facts() -> Vec<NewFact> {
        vec![NewFact::of::<Agreements>()]
    }

    fn phase(&self) -> Phase {
        match self {
            Self { retired: true, .. } => Phase::Retired,
            Self { hours: None, .. } => Phase::Undefined,
            Self { hours: Some(_), .. } => Phase::InUse,
        }
    }

    fn decide(&self, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let event: Event = match command.clone() {
            Command::Define(define) => Defined { hours: define.hours }.into(),
            Command::Revise(revise) => {
                Revised { hours: revise.hours, reason: revise.reason }.into()
            }
            Command::Close(close) => Closed { dates: close.dates, reason: close.reason }.into(),
            Command::Open(open) => {
                Opened { date: open.date, shifts: open.shifts, reason: open.reason }.into()
            }
            Command::Restore(restore) => {
                Restored { dates: restore.dates, reason: restore.reason }.into()
            }
            Command::Retire(retire) => {
                let agreements = context.facts.get::<Agreements>();
                let agreements = agreements.all_in_force(context.recorded_now);
                let naming = agreements.filter(|known| &known.terms.calendar == context.key);
                let agreements: Vec<_> = naming.map(|known| known.key.clone()).collect();
                if !agreements.is_empty() {
                    return Err(Rejection::InUse { agreements });
                }
                Retired { reason: retire.reason }.into()
            }
        };
        let hours = event.hours(self.hours.as_ref());
        if let Some(hours) = &hours {
            let calendar = clock::Calendar::new(hours)?;
            if calendar.due(context.recorded_now, Span::from_nanos(1)).is_none() {
                return Err(Rejection::NeverOpen);
            }
        }
        // Hours that stay as they are make no version.
        Ok(if hours.is_some() && hours == self.hours { vec![] } else { vec![event] })
    }

    fn evolve(&mut self, event: &Event, _: &Stamp<'_>) {
        if let Some(hours) = event.hours(self.hours.as_ref()) {
            self.hours = Some(hours);
            self.version += 1;
        }
        self.retired = matches!(event, Event::Retired(_));
    }
}
