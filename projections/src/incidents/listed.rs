//! An incident, as far as the list goes.

use crate::names::{Name, Names};
use engine::{Actor, Decider as _, Key, Span, Stamp, Timestamp};
use processes::agreement::Priority;
use processes::clock::AgreementVersion;
use processes::incident::{
    CalendarVersionRef, Dues, Event, Incident, Major, Phase, Promise, ServiceLevel, Triage, Wait,
};
use processes::limits::Label;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the list shows of an incident, and what that depends on.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub(super) struct Listed {
    pub(super) phase: Phase,
    pub(super) summary: Option<Label>,
    pub(super) service: Option<Name>,
    pub(super) customer: Option<Name>,
    pub(super) group: Option<Label>,
    pub(super) assignee: Option<Name>,
    pub(super) priority: Option<Priority>,
    pub(super) logged_at: Option<Timestamp>,
    /// The calendar of its clocks, once they have started.
    pub(super) calendar: Option<Name>,
    pub(super) dues: Dues,
    pub(super) responded: bool,
    pub(super) hold: Option<Wait>,
    parent_works: bool,
    pub(super) functional_escalations: u16,
    pub(super) hierarchical_escalations: u16,
    pub(super) major: Major,
    /// Whether its clock was cancelled while it ran: what another system reopens then has none.
    cancelled: bool,
}

/// How a resolution clock has ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Ended {
    Stopped,
    Cancelled,
}

/// An incident taken out of the list: as far as what is listed depends on it. No time lines: when a
/// clock is due stands in the events.
#[derive(Default)]
pub(super) struct Out {
    incident: Incident,
    service: Option<Name>,
    customer: Option<Name>,
    assignee: Option<Name>,
    calendar: Option<Name>,
    cancelled: bool,
}

impl Out {
    pub(super) fn phase(&self) -> Phase {
        self.incident.phase
    }

    /// Takes an event in: what the incident's own fold makes of it.
    pub(super) fn take_in(&mut self, event: &Event, stamp: &Stamp<'_>, names: &mut Names) {
        let stopped = self.ended() == Some(Ended::Stopped);
        let incident = &mut self.incident;
        incident.evolve(event, stamp);
        let cancels = matches!(incident.phase, Phase::Cancelled | Phase::Converted);
        self.cancelled |= incident.service_level.is_some() && cancels && !stopped;
        let calendar = incident.service_level.as_ref().map(|level| level.calendar.key.as_escaped());
        let assignee = incident.triage.assignee.as_ref().map(Actor::as_escaped);
        self.service = names.again(self.service, incident.service.as_ref().map(Key::as_escaped));
        self.customer = names.again(self.customer, incident.customer.as_ref().map(Key::as_escaped));
        self.assignee = names.again(self.assignee, assignee);
        self.calendar = names.again(self.calendar, calendar);
    }

    fn ended(&self) -> Option<Ended> {
        let Incident { phase, parent_works, service_level, .. } = &self.incident;
        ended(service_level.is_some(), self.cancelled, *phase, *parent_works)
    }

    /// To be put back.
    pub(super) fn back(self) -> Listed {
        let Self { incident, service, customer, assignee, calendar, cancelled } = self;
        Listed {
            phase: incident.phase,
            service,
            customer,
            group: incident.triage.group,
            assignee,
            calendar,
            summary: incident.summary,
            priority: incident.priority,
            logged_at: incident.logged_at,
            dues: incident.dues,
            responded: incident.responded,
            hold: incident.hold,
            parent_works: incident.parent_works,
            functional_escalations: incident.functional_escalations,
            hierarchical_escalations: incident.hierarchical_escalations,
            major: incident.major,
            cancelled,
        }
    }
}

/// How a resolution clock has ended, if there is one and it has.
fn ended(measured: bool, cancelled: bool, phase: Phase, parent_works: bool) -> Option<Ended> {
    match phase {
        _ if !measured => None,
        _ if cancelled => Some(Ended::Cancelled),
        Phase::Merged if !parent_works => None,
        Phase::Resolved | Phase::Closed | Phase::Merged | Phase::Cancelled | Phase::Converted => {
            Some(Ended::Stopped)
        }
        Phase::Unlogged
        | Phase::Logged
        | Phase::Classified
        | Phase::Prioritised
        | Phase::Assigned
        | Phase::InProgress
        | Phase::OnHold
        | Phase::AwaitingChange => None,
    }
}

impl Listed {
    /// Taken out, for events to come.
    pub(super) fn out(self, names: &Names) -> Out {
        let &Self { service, customer, assignee, calendar, cancelled, .. } = &self;
        let incident = self.into_incident(names);
        Out { incident, service, customer, assignee, calendar, cancelled }
    }

    fn into_incident(self, names: &Names) -> Incident {
        let key = |name: Option<Name>| name.and_then(|name| names.key(name));
        Incident {
            phase: self.phase,
            summary: self.summary,
            service: key(self.service),
            customer: key(self.customer),
            triage: Triage {
                group: self.group,
                assignee: self.assignee.and_then(|name| names.actor(name)),
                ..Triage::default()
            },
            priority: self.priority,
            logged_at: self.logged_at,
            service_level: key(self.calendar).map(|key| ServiceLevel {
                agreement: AgreementVersion { key: "".into(), version: 0 },
                calendar: CalendarVersionRef { key, version: 0 },
                promise: Promise {
                    response: Span::ZERO,
                    resolution: Span::ZERO,
                    notice_interval: Span::ZERO,
                },
            }),
            dues: self.dues,
            responded: self.responded,
            hold: self.hold,
            parent_works: self.parent_works,
            functional_escalations: self.functional_escalations,
            hierarchical_escalations: self.hierarchical_escalations,
            major: self.major,
            ..Incident::default()
        }
    }

    /// How the resolution clock has ended, if it has.
    pub(super) fn ended(&self) -> Option<Ended> {
        ended(self.calendar.is_some(), self.cancelled, self.phase, self.parent_works)
    }
}
