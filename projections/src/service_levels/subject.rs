//! What a case is folded from: its process's own state, as far as its clocks depend on it.

use super::kind::Kind;
use engine::{Decider as _, DecodeError, EventSet, Key, RecordRef, Stamp, Timestamp};
use processes::agreement::{Level, Priority};
use processes::clock::{Calendars, Measure, Timeline};
use processes::facts;
use processes::incident::{self, BreachSuperseded, Incident, ServiceLevel, TargetMissed, Wait};
use processes::service_request::{self, ServiceRequest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Where a case is in its life, as far as its clocks depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) enum Stage {
    Incident { phase: incident::Phase, parent_works: bool },
    Request { phase: service_request::Phase },
}

/// An incident, or a service request.
#[expect(clippy::large_enum_variant, reason = "few are out at a time")]
pub(super) enum Subject {
    Incident(Incident),
    Request {
        state: ServiceRequest,
        /// How bad and how urgent it was held to be when it last got a priority.
        graded: Option<(Level, Level)>,
    },
}

/// What is kept of either.
pub(super) struct Known<'a> {
    pub(super) stage: Stage,
    pub(super) responded: bool,
    pub(super) hold: Option<&'a Wait>,
    pub(super) logged_at: Option<Timestamp>,
    pub(super) service: Option<&'a Key>,
    pub(super) customer: Option<&'a Key>,
    pub(super) items: Option<&'a BTreeSet<Key>>,
    pub(super) level: Option<&'a ServiceLevel>,
    pub(super) priority: Option<Priority>,
    pub(super) impact: Option<Level>,
    pub(super) urgency: Option<Level>,
}

/// An event of either.
#[expect(clippy::large_enum_variant, reason = "there is one at a time")]
pub(super) enum Event {
    Incident(incident::Event),
    Request(service_request::Event),
}

impl Subject {
    /// Nothing has happened yet.
    pub(super) fn new(kind: Kind) -> Self {
        match kind {
            Kind::Incident => Self::Incident(Incident::default()),
            Kind::ServiceRequest => {
                Self::Request { state: ServiceRequest::default(), graded: None }
            }
        }
    }

    pub(super) const fn kind(&self) -> Kind {
        match self {
            Self::Incident(_) => Kind::Incident,
            Self::Request { .. } => Kind::ServiceRequest,
        }
    }

    /// Takes an event of it in; one of the other kind is none of its.
    pub(super) fn take_in(&mut self, event: &Event, stamp: &Stamp<'_>) {
        match (self, event) {
            (Self::Incident(state), Event::Incident(event)) => state.evolve(event, stamp),
            (Self::Request { state, graded }, Event::Request(event)) => {
                if let service_request::Event::Prioritised(given) = event {
                    *graded = Some((given.impact, given.urgency));
                }
                state.evolve(event, stamp);
            }
            (Self::Incident(_), Event::Request(_)) | (Self::Request { .. }, Event::Incident(_)) => {
            }
        }
    }

    pub(super) fn known(&self) -> Known<'_> {
        match self {
            Self::Incident(state) => Known {
                stage: Stage::Incident { phase: state.phase, parent_works: state.parent_works },
                responded: state.responded,
                hold: state.hold.as_ref(),
                logged_at: state.logged_at,
                service: state.service.as_ref(),
                customer: state.customer.as_ref(),
                items: Some(&state.configuration_items),
                level: state.service_level.as_ref(),
                priority: state.priority,
                impact: state.triage.impact,
                urgency: state.triage.urgency,
            },
            Self::Request { state, graded } => Known {
                stage: Stage::Request { phase: state.phase },
                responded: state.responded,
                hold: state.hold.as_ref(),
                logged_at: state.logged_at,
                service: state.service.as_ref(),
                customer: state.customer.as_ref(),
                items: None,
                level: state.service_level.as_ref(),
                priority: state.priority,
                impact: graded.map(|(impact, _)| impact),
                urgency: graded.map(|(_, urgency)| urgency),
            },
        }
    }

    /// The time line of a clock, once it has started.
    pub(super) fn timeline(&self, measure: Measure) -> Option<&Timeline> {
        match self {
            Self::Incident(state) => state.timeline(measure),
            Self::Request { state, .. } => state.timeline(measure),
        }
    }

    /// All versions of the calendar that its clocks go by.
    pub(super) fn calendars(&self, known: &facts::Calendars) -> Calendars {
        match self {
            Self::Incident(state) => state.calendars(known),
            Self::Request { state, .. } => state.calendars(known),
        }
    }
}

impl Event {
    pub(super) fn decode(kind: Kind, record: &RecordRef<'_>) -> Result<Self, DecodeError> {
        let &RecordRef { event, schema, payload, .. } = record;
        Ok(match kind {
            Kind::Incident => Self::Incident(EventSet::decode(event, schema, payload)?),
            Kind::ServiceRequest => Self::Request(EventSet::decode(event, schema, payload)?),
        })
    }

    /// The miss that it records, if it does.
    pub(super) const fn missed(&self) -> Option<&TargetMissed> {
        match self {
            Self::Incident(incident::Event::TargetMissed(missed))
            | Self::Request(service_request::Event::TargetMissed(missed)) => Some(missed),
            Self::Incident(_) | Self::Request(_) => None,
        }
    }

    /// The incident that this one becomes part of, if it does.
    pub(super) const fn merged_into(&self) -> Option<&Key> {
        match self {
            Self::Incident(incident::Event::Merged(merged)) => Some(&merged.parent),
            Self::Incident(_) | Self::Request(_) => None,
        }
    }

    /// That a miss is overturned, if it says so.
    pub(super) const fn superseded(&self) -> Option<&BreachSuperseded> {
        match self {
            Self::Incident(incident::Event::BreachSuperseded(superseded))
            | Self::Request(service_request::Event::BreachSuperseded(superseded)) => {
                Some(superseded)
            }
            Self::Incident(_) | Self::Request(_) => None,
        }
    }
}

impl Default for Stage {
    fn default() -> Self {
        Self::Incident { phase: incident::Phase::default(), parent_works: false }
    }
}
