use crate::facts::SecurityIncidents;
use crate::incident;
use crate::nonconformity::{self, Event, LinkSecurityIncident, Nonconformity, Source};
use crate::security_incident::{self, SecurityIncident, TraceQuality};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, NewFact, Policy, RecordRef};

/// Whenever a nonconformity is raised for data of customers that leaked by an incident, it and the
/// security incident of that name each other. Where that bears the incident's name, as it does unless
/// somebody has opened another, this tells nobody more than that data leaked.
///
/// Outward: where one is refused, a person is asked.
#[derive(Clone, Copy, Debug)]
pub struct TraceBackAndSecurityIncidentNameEachOther;

impl Policy for TraceBackAndSecurityIncidentNameEachOther {
    fn name(&self) -> &'static str {
        "trace-back-and-security-incident-name-each-other"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = (nonconformity::NAME, "raised");
        let only_if = "data of customers leaked by an incident";
        vec![
            Edge::when(heard, only_if, (security_incident::NAME, "trace_quality")),
            Edge::when(heard, only_if, (nonconformity::NAME, "link_security_incident")),
        ]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<SecurityIncidents>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let nonconformity = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Raised(raised) = event else { return Ok(Vec::new()) };
        let Source::Record(occasion) = raised.source else { return Ok(Vec::new()) };
        if !raised.leaked || &*occasion.record.process != incident::NAME {
            return Ok(Vec::new());
        }
        // That of the same batch may be opened after this was heard; it bears that name.
        let incident = occasion.record.key;
        let facts = facts.get::<SecurityIncidents>();
        let known = facts.of_incident(&incident).filter(|known| facts.is_open(known)).cloned();
        let security_incident = known.unwrap_or(incident);
        let trace = TraceQuality { nonconformity: nonconformity.clone() };
        let link = LinkSecurityIncident { security_incident: security_incident.clone() };
        Ok(vec![
            Dispatch::to::<SecurityIncident>(security_incident, trace),
            Dispatch::to::<Nonconformity>(nonconformity, link),
        ])
    }
}
