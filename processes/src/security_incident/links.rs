//! What a security incident is tied to.

use super::{
    CisLinked, ComplaintLinked, Event, IncidentLinked, LINKS_MAX, LinkCis, LinkComplaint,
    LinkIncident, LinkRisk, QualityTraceStarted, Rejection, RiskLinked, SecurityIncident,
    TraceQuality,
};
use crate::facts::{ConfigurationItems, Nonconformities, OnRecord, Risks, SecurityIncidents};
use crate::incident;
use crate::limits::List;
use engine::{Context, Key};
use std::collections::BTreeSet;

impl SecurityIncident {
    pub(super) fn link_cis(
        &self,
        LinkCis { configuration_items }: LinkCis,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if configuration_items.is_empty() {
            return Err(Rejection::NothingNamed);
        }
        let configuration_items = self.new_items(&configuration_items, context)?;
        if configuration_items.is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![CisLinked { configuration_items }.into()])
    }

    /// Those of the items that are not linked yet; all are on record.
    pub(super) fn new_items(
        &self,
        items: &[Key],
        context: &Context<'_>,
    ) -> Result<List<Key>, Rejection> {
        let on_record = context.facts.get::<ConfigurationItems>();
        if let Some(item) = items.iter().find(|item| on_record.phase_of(item).is_none()) {
            return Err(Rejection::UnknownItem { item: item.clone() });
        }
        let items: BTreeSet<Key> = items.iter().cloned().collect();
        let new: Vec<Key> = items.difference(&self.configuration_items).cloned().collect();
        if self.configuration_items.len() + new.len() > LINKS_MAX {
            return Err(Rejection::TooMany { what: "items", max: LINKS_MAX });
        }
        Ok(List::new(new).unwrap_or_default())
    }

    pub(super) fn link_incident(
        &self,
        LinkIncident { incident }: LinkIncident,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if !room(&self.incidents, &incident, "incidents")? {
            return Ok(Vec::new());
        }
        self.may_link_incident(&incident, context)?;
        Ok(vec![IncidentLinked { incident }.into()])
    }

    /// It is on record, and no other security incident is about it.
    pub(super) fn may_link_incident(
        &self,
        incident: &Key,
        context: &Context<'_>,
    ) -> Result<(), Rejection> {
        room(&self.incidents, incident, "incidents")?;
        if !context.facts.get::<OnRecord>().has(incident::NAME, incident) {
            return Err(Rejection::UnknownIncident { incident: incident.clone() });
        }
        let known = context.facts.get::<SecurityIncidents>();
        let other = known.of_incident(incident).filter(|other| *other != context.key);
        if let Some(other) = other.filter(|other| known.is_open(other)) {
            let (incident, security_incident) = (incident.clone(), other.clone());
            return Err(Rejection::SeenToElsewhere { incident, security_incident });
        }
        Ok(())
    }

    pub(super) fn link_complaint(
        &self,
        LinkComplaint { complaint }: LinkComplaint,
    ) -> Result<Vec<Event>, Rejection> {
        if !room(&self.complaints, &complaint, "complaints")? {
            return Ok(Vec::new());
        }
        Ok(vec![ComplaintLinked { complaint }.into()])
    }

    pub(super) fn link_risk(
        &self,
        LinkRisk { risk }: LinkRisk,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if !room(&self.risks, &risk, "risks")? {
            return Ok(Vec::new());
        }
        if !context.facts.get::<Risks>().is_open(&risk) {
            return Err(Rejection::RiskNotOpen { risk });
        }
        Ok(vec![RiskLinked { risk }.into()])
    }

    /// It is about leaked data of customers, and traces nothing else back.
    pub(super) fn trace_quality(
        &self,
        TraceQuality { nonconformity }: TraceQuality,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if !room(&self.traces, &nonconformity, "nonconformities")? {
            return Ok(Vec::new());
        }
        if !context.facts.get::<Nonconformities>().is_of_a_leak(&nonconformity) {
            return Err(Rejection::NoTrace { nonconformity });
        }
        let traced = context.facts.get::<SecurityIncidents>().traced_by(&nonconformity);
        if let Some(traced) = traced.filter(|traced| *traced != context.key) {
            let security_incident = traced.clone();
            return Err(Rejection::TracesAnother { nonconformity, security_incident });
        }
        Ok(vec![QualityTraceStarted { nonconformity }.into()])
    }
}

/// Whether another link makes a difference, and there is room for it.
fn room(known: &BTreeSet<Key>, key: &Key, what: &'static str) -> Result<bool, Rejection> {
    match known.len() {
        _ if known.contains(key) => Ok(false),
        LINKS_MAX.. => Err(Rejection::TooMany { what, max: LINKS_MAX }),
        _ => Ok(true),
    }
}
