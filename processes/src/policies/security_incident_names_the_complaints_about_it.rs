use super::nonconforming::on_record;
use crate::facts::{Complaints, OpenIncidents, SecurityIncidents};
use crate::security_incident::{self, Event, LinkComplaint, SecurityIncident};
use crate::{complaint, incident};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};
use std::collections::BTreeSet;

/// Whenever a complaint has to do with a security incident, or with an incident by which others know
/// of one, the security incident names the complaint, whichever was there first (7.1, 6.6.3).
///
/// The complaint names the incident: what only some may see is not named where more people look.
#[derive(Clone, Copy, Debug)]
pub struct SecurityIncidentNamesTheComplaintsAboutIt;

/// How many complaints at most: the others a person names.
const COMPLAINTS_MAX: usize = 50;

impl Policy for SecurityIncidentNamesTheComplaintsAboutIt {
    fn name(&self) -> &'static str {
        "security-incident-names-the-complaints-about-it"
    }

    fn edges(&self) -> Vec<Edge> {
        let sent = (security_incident::NAME, "link_complaint");
        let with = "with an open security incident, or an incident by which others know of one";
        let about = "an open complaint has to do with the incident by which others know of it";
        vec![
            Edge::when((complaint::NAME, "correlated"), with, sent),
            Edge::when((security_incident::NAME, "opened"), about, sent),
            Edge::when((security_incident::NAME, "incident_linked"), about, sent),
        ]
    }

    fn facts(&self) -> Vec<NewFact> {
        let incidents = NewFact::of::<OpenIncidents>();
        vec![NewFact::of::<Complaints>(), incidents, NewFact::of::<SecurityIncidents>()]
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "hears two of many events")]
    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        if record.process == complaint::NAME {
            let security_incidents = correlated(record, facts)?;
            return Ok(security_incidents.into_iter().map(|it| link(it, &key)).collect());
        }
        let incident = match Event::decode(record.event, record.schema, record.payload)? {
            Event::Opened(opened) => opened.incident,
            Event::IncidentLinked(linked) => Some(linked.incident),
            _ => None,
        };
        let Some(incident) = incident else { return Ok(Vec::new()) };
        // Also with one that is part of it.
        let followers = facts.get::<OpenIncidents>().followers_of(&incident);
        let about = followers.chain([&incident]).map(|it| on_record(incident::NAME, it));
        let complaints: BTreeSet<&Key> =
            about.flat_map(|it| facts.get::<Complaints>().with(&it)).collect();
        Ok(complaints.into_iter().take(COMPLAINTS_MAX).map(|it| link(key.clone(), it)).collect())
    }
}

fn link(security_incident: Key, complaint: &Key) -> Dispatch {
    let complaint = complaint.clone();
    Dispatch::to::<SecurityIncident>(security_incident, LinkComplaint { complaint })
}

/// The open security incidents that a complaint has to do with.
fn correlated(record: &RecordRef<'_>, facts: &Facts) -> Result<BTreeSet<Key>, DecodeError> {
    let event = complaint::Event::decode(record.event, record.schema, record.payload)?;
    let complaint::Event::Correlated(correlated) = event else { return Ok(BTreeSet::new()) };
    let known = facts.get::<SecurityIncidents>();
    let about = correlated.records.iter().filter_map(|record| match &*record.process {
        security_incident::NAME => Some(&record.key),
        incident::NAME => known.of_incident(&record.key),
        _ => None,
    });
    Ok(about.filter(|it| known.is_open(it)).cloned().collect())
}
