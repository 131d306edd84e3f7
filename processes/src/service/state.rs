//! What is true of a service now.

use super::{
    Catalogue, Command, Event, LIFECYCLE, OUTAGE, Outages, REMOVAL, REQUIREMENT,
    RecordNoticeElapsed, RecordOutageOverrun, RecordRevisionOverdue, Rejection, Removal,
    Requirements, TRANSITION, Transition, catalogue,
};
use crate::facts::{
    Agreements, Changes, ConfigurationItems, Principals, Problems, RepeatCounters, Roles, Services,
};
use engine::lifecycle::{Stage, Table as _, To};
use engine::{
    Context, Deadline, Decider, Effect, Lifecycle, Named as _, NewFact, Stamp, Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is true of a service now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Service {
    /// Where its entry of the catalogue is in its life.
    pub phase: Phase,
    /// What the catalogue says of it, and is to say.
    pub catalogue: Catalogue,
    /// What is needed of it.
    pub requirements: Requirements,
    /// Its design and transition, the last one if none is under way.
    pub transition: Transition,
    /// Its removal or transfer, the last one if none is under way.
    pub removal: Removal,
    /// Its outages that are planned, going on, or to be investigated.
    pub outages: Outages,
}

/// Where a service's entry of the catalogue is in its life.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// There is no such service.
    #[default]
    Unknown,
    /// Needed or proposed; the catalogue does not know it.
    InPipeline,
    /// Its entry waits for the customer.
    Drafted,
    /// Customers can see it.
    Published,
    /// Its entry is held against the agreements.
    Verifying,
    /// Customers can see it, and its entry is being revised.
    Revising,
    /// It is out of the catalogue.
    Retired,
}

impl Phase {
    /// Whether the catalogue offers it.
    #[must_use]
    pub const fn is_offered(self) -> bool {
        match self {
            Self::Published | Self::Verifying | Self::Revising => true,
            Self::Unknown | Self::InPipeline | Self::Drafted | Self::Retired => false,
        }
    }
}

/// Where an event leads by a table, if it is one of it.
pub(super) fn after<P: Copy>(table: &Lifecycle<P>, event: &str) -> Option<To<P>> {
    table.rows.iter().find(|row| row.event == event).map(|row| row.to)
}

impl Decider for Service {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    const FOLD: u16 = 2;
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn facets(&self) -> impl Iterator<Item = Stage> {
        [TRANSITION.stage(self.transition.phase), REMOVAL.stage(self.removal.phase)].into_iter()
    }

    fn facts() -> Vec<NewFact> {
        vec![
            NewFact::of::<Agreements>(),
            NewFact::of::<Changes>(),
            NewFact::of::<ConfigurationItems>(),
            NewFact::of::<Principals>(),
            NewFact::of::<Problems>(),
            NewFact::of::<RepeatCounters>(),
            NewFact::of::<Roles>(),
            NewFact::of::<Services>(),
        ]
    }

    fn phase(&self) -> Phase {
        self.phase
    }

    fn decide(&self, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let name = command.name();
        if TRANSITION.knows(name) {
            self.decide_transition(command.clone(), context)
        } else if REMOVAL.knows(name) {
            self.decide_removal(command.clone(), context)
        } else if REQUIREMENT.knows(name) {
            self.decide_requirement(command.clone(), context)
        } else if OUTAGE.knows(name) {
            self.decide_outage(command.clone(), context)
        } else {
            self.decide_catalogue(command.clone(), context)
        }
    }

    fn evolve(&mut self, event: &Event, stamp: &Stamp<'_>) {
        let name = event.name();
        if after(&TRANSITION, name).is_some() {
            self.transition.evolve(event, stamp, self.catalogue.version);
        } else if after(&REMOVAL, name).is_some() {
            self.removal.evolve(event);
        } else if after(&REQUIREMENT, name).is_some() {
            self.requirements.evolve(event, stamp);
        } else if after(&OUTAGE, name).is_some() {
            self.outages.evolve(event, stamp);
        } else {
            self.catalogue.evolve(event);
        }
        self.phase = catalogue::phase_after(self.phase, event, &self.catalogue);
    }

    fn deadlines(&self) -> Vec<Deadline<Command>> {
        let deadline = |name, at: Option<Timestamp>, command| {
            at.map(|at| Deadline { name, at, command, effect: Effect::Records })
        };
        let late = self.catalogue.overdue_at();
        let notice = self.removal.notice_runs_until();
        let overrun = self.outages.overrun_at();
        [
            deadline("catalogue_update", late, || RecordRevisionOverdue {}.into()),
            deadline("notice_period", notice, || RecordNoticeElapsed {}.into()),
            deadline("outage_plan", overrun, || RecordOutageOverrun {}.into()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
