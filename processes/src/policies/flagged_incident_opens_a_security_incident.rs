use crate::change::Origin;
use crate::facts::SecurityIncidents;
use crate::incident;
use crate::limits::{List, label, label_or};
use crate::security_incident::{self, Open, SecurityIncident, Source};
use engine::{DecodeError, Dispatch, Edge, Facts, NewFact, Policy, RecordRef};

/// Whenever an incident touches security, a security incident is opened for it (6.6.3), unless one that
/// is about it is open already. Leaked data of customers always does.
///
/// The first bears the name of the incident, so that each leads to the other, and only for whoever may
/// see it. Outward: it is work for people.
#[derive(Clone, Copy, Debug)]
pub struct FlaggedIncidentOpensASecurityIncident;

impl Policy for FlaggedIncidentOpensASecurityIncident {
    fn name(&self) -> &'static str {
        "flagged-incident-opens-a-security-incident"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) =
            ((incident::NAME, "security_flagged"), (security_incident::NAME, "open"));
        vec![Edge::when(heard, "none that is about it is open", sent)]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<SecurityIncidents>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let known = facts.get::<SecurityIncidents>();
        let before = known.of_incident(&key);
        if before.is_some_and(|before| known.is_open(before)) {
            return Ok(Vec::new());
        }
        let summary = format!("incident {key} touches security");
        let open = Open {
            summary: label_or(&summary, "an incident touches security"),
            description: None,
            source: Source::Record(Origin { process: label(incident::NAME), key: key.clone() }),
            incident: Some(key.clone()),
            configuration_items: List::empty(),
        };
        Ok(vec![match before {
            None => Dispatch::to::<SecurityIncident>(key, open),
            Some(_) => Dispatch::new::<SecurityIncident>(open),
        }])
    }
}
