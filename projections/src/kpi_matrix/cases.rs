//! What indicators are counted from, each as far as they go by it.

use super::KpiMatrix;
use crate::names::Name;
use engine::{DecodeError, EventSet as _, Key, RecordRef, Span, Timestamp};
use processes::incident::Phase;
use processes::{change, complaint, incident, security_incident, service_request, vulnerability};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why something is not counted.
#[derive(
    Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Not {
    /// It is part of another one, which is.
    Merged,
    /// It became something else, which is.
    Converted,
    /// It was none, or was given up before anything came of it.
    Cancelled,
    /// It is none by what was agreed with the customer.
    NoComplaint,
    /// It turned out to be none.
    FalsePositive,
    /// It does no harm where it is, or what had it is gone.
    NotAffected,
    /// It is exempt.
    Exempt,
    /// It is of a service that the indicator is not about, or of none that is known.
    OtherService,
    /// It still has time.
    Open,
}

/// An incident, a request, a complaint, a security incident.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) struct Case {
    pub(super) service: Option<Name>,
    /// When it came in.
    pub(super) from: Timestamp,
    /// When it was resolved, if it is.
    pub(super) to: Option<Timestamp>,
    pub(super) not: Option<Not>,
}

impl Case {
    /// It is not counted, and what was restored is not, either.
    const fn is_none(&mut self, not: Not) {
        (self.to, self.not) = (None, Some(not));
    }
}

/// A change.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) struct Change {
    pub(super) services: Vec<Name>,
    pub(super) closed: Option<Timestamp>,
    /// Whether it ever was carried out.
    pub(super) implemented: bool,
    /// Whether it ever failed.
    pub(super) failed: bool,
    pub(super) not: Option<Not>,
}

/// A vulnerability, from when it was detected until it was fixed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) struct Fix {
    pub(super) from: Timestamp,
    /// When a fix was shown to work, and how long all that took, with the time that it was exempt.
    pub(super) fixed: Option<Fixed>,
    /// From when until when it was exempt, the earliest first; the last one perhaps still is.
    pub(super) exempt: Vec<(Timestamp, Option<Timestamp>)>,
    /// When what had it was gone: until then it was there.
    pub(super) gone: Option<Timestamp>,
    pub(super) not: Option<Not>,
}

/// That a vulnerability is fixed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) struct Fixed {
    pub(super) at: Timestamp,
    pub(super) took: Span,
    pub(super) exempt: Span,
}

impl Fix {
    pub(super) const fn detected(from: Timestamp) -> Self {
        Self { from, fixed: None, exempt: Vec::new(), gone: None, not: None }
    }

    /// How long it was exempt by then, while it is not fixed. What came later takes nothing from that.
    pub(super) fn exempt_by(&self, at: Timestamp) -> Span {
        let began = self.exempt.iter().take_while(|(since, _)| *since < at);
        began.fold(Span::ZERO, |sum, (since, until)| {
            sum + until.map_or(at, |until| until.min(at)).since(*since)
        })
    }

    /// Whether it is exempt then.
    pub(super) fn is_exempt(&self, at: Timestamp) -> bool {
        let last = self.exempt.iter().rev().find(|(since, _)| *since < at);
        last.is_some_and(|(_, until)| until.is_none_or(|until| until >= at))
    }
}

/// Whether an event says something that indicators go by.
pub(super) fn takes(process: &str, event: &str) -> bool {
    match process {
        incident::NAME => matches!(
            event,
            "logged"
                | "adopted"
                | "resolved"
                | "reopened"
                | "merged"
                | "cancelled"
                | "converted_to_request"
        ),
        service_request::NAME => matches!(event, "logged" | "converted"),
        complaint::NAME => matches!(event, "recorded" | "reclassified" | "merged"),
        security_incident::NAME => matches!(event, "opened" | "dismissed" | "merged"),
        change::NAME => matches!(
            event,
            "requested"
                | "revised"
                | "adopted"
                | "implemented"
                | "failed"
                | "outcome_corrected"
                | "backed_out"
                | "remedied"
                | "closed"
                | "merged"
        ),
        vulnerability::NAME => matches!(
            event,
            "registered"
                | "redetected"
                | "fix_verified"
                | "accepted"
                | "reopened"
                | "dismissed"
                | "merged"
                | "retired"
        ),
        _ => false,
    }
}

impl KpiMatrix {
    /// Takes in a record that it [takes](takes).
    pub(super) fn take_in(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let (event, schema, payload) = (record.event, record.schema, record.payload);
        let (key, at) = (record.stream()?.key, record.metadata.occurred_at);
        match record.process {
            incident::NAME => {
                self.of_incident(key, incident::Event::decode(event, schema, payload)?, at);
            }
            service_request::NAME => {
                self.of_request(key, service_request::Event::decode(event, schema, payload)?, at);
            }
            complaint::NAME => {
                self.of_complaint(key, complaint::Event::decode(event, schema, payload)?, at);
            }
            security_incident::NAME => {
                let event = security_incident::Event::decode(event, schema, payload)?;
                self.of_security_incident(key, &event, at);
            }
            vulnerability::NAME => {
                let event = vulnerability::Event::decode(event, schema, payload)?;
                self.of_vulnerability(key, &event, at);
            }
            _ => self.of_change(key, change::Event::decode(event, schema, payload)?, at),
        }
        Ok(())
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events, see `takes`")]
    fn of_incident(&mut self, key: Key, event: incident::Event, at: Timestamp) {
        use incident::Event as Of;
        let case = self.incidents.entry(key).or_insert(Case { from: at, ..Case::default() });
        match event {
            Of::Logged(event) => {
                case.service = Some(self.names.number(event.service.as_escaped()));
            }
            // What another system knows of it.
            Of::Adopted(event) => {
                if let Some(opened) = event.opened_at {
                    case.from = opened;
                }
                if let Some(service) = event.service {
                    case.service = Some(self.names.number(service.as_escaped()));
                }
                match event.to {
                    Phase::Resolved | Phase::Closed => {
                        (case.to, case.not) = (case.to.or(Some(at)), None);
                    }
                    Phase::Cancelled => case.is_none(Not::Cancelled),
                    Phase::Converted => case.is_none(Not::Converted),
                    Phase::Merged => case.is_none(Not::Merged),
                    Phase::Unlogged
                    | Phase::Logged
                    | Phase::Classified
                    | Phase::Prioritised
                    | Phase::Assigned
                    | Phase::InProgress
                    | Phase::OnHold
                    | Phase::AwaitingChange => (case.to, case.not) = (None, None),
                }
            }
            Of::Resolved(_) => case.to = Some(at),
            Of::Reopened(_) => case.to = None,
            Of::Merged(_) => case.is_none(Not::Merged),
            Of::Cancelled(_) => case.is_none(Not::Cancelled),
            Of::ConvertedToRequest(_) => case.is_none(Not::Converted),
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events, see `takes`")]
    fn of_request(&mut self, key: Key, event: service_request::Event, at: Timestamp) {
        use service_request::Event as Of;
        let case = self.requests.entry(key).or_insert(Case { from: at, ..Case::default() });
        match event {
            Of::Logged(event) => {
                let service = event.service.map(|service| self.names.number(service.as_escaped()));
                case.service = service;
            }
            Of::Converted(_) => case.not = Some(Not::Converted),
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events, see `takes`")]
    fn of_complaint(&mut self, key: Key, event: complaint::Event, at: Timestamp) {
        use complaint::Event as Of;
        let case = self.complaints.entry(key).or_insert(Case { from: at, ..Case::default() });
        match event {
            Of::Recorded(event) => {
                let service = event.service.map(|service| self.names.number(service.as_escaped()));
                case.service = service;
            }
            Of::Reclassified(_) => case.not = Some(Not::NoComplaint),
            Of::Merged(_) => case.not = Some(Not::Merged),
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events, see `takes`")]
    fn of_security_incident(&mut self, key: Key, event: &security_incident::Event, at: Timestamp) {
        use security_incident::Event as Of;
        let new = Case { from: at, ..Case::default() };
        let case = self.security_incidents.entry(key).or_insert(new);
        match event {
            Of::Dismissed(_) => case.not = Some(Not::FalsePositive),
            Of::Merged(_) => case.not = Some(Not::Merged),
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events, see `takes`")]
    fn of_change(&mut self, key: Key, event: change::Event, at: Timestamp) {
        use change::Event as Of;
        let change = self.changes.entry(key).or_default();
        let content = match event {
            Of::Requested(event) => event.content,
            Of::Revised(event) => event.content,
            Of::Adopted(event) => {
                change.implemented = true;
                event.content
            }
            Of::Implemented(_) => return change.implemented = true,
            Of::Failed(_) | Of::OutcomeCorrected(_) | Of::BackedOut(_) | Of::Remedied(_) => {
                (change.implemented, change.failed) = (true, true);
                return;
            }
            Of::Closed(_) => return change.closed = Some(at),
            Of::Merged(_) => return change.not = Some(Not::Merged),
            _ => return,
        };
        let names = &mut self.names;
        let services = content.services.iter();
        change.services = services.map(|service| names.number(service.as_escaped())).collect();
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events, see `takes`")]
    fn of_vulnerability(&mut self, key: Key, event: &vulnerability::Event, at: Timestamp) {
        use vulnerability::Event as Of;
        let times = self.vulnerabilities.entry(key).or_default();
        match event {
            Of::Registered(event) => return times.push(Fix::detected(event.detected_at)),
            Of::Redetected(event) => return times.push(Fix::detected(event.detected_at)),
            _ => {}
        }
        let Some(fix) = times.last_mut() else { return };
        match event {
            Of::FixVerified(event) => {
                let (took, exempt) = (event.figures.took, event.figures.exempt);
                fix.fixed = Some(Fixed { at, took, exempt });
            }
            Of::Accepted(_) => fix.exempt.push((at, None)),
            Of::Reopened(_) => {
                if let Some((_, until @ None)) = fix.exempt.last_mut() {
                    *until = Some(at);
                }
            }
            Of::Retired(_) => fix.gone = Some(at),
            Of::Dismissed(_) => fix.not = Some(Not::NotAffected),
            Of::Merged(_) => fix.not = Some(Not::Merged),
            _ => {}
        }
    }
}
