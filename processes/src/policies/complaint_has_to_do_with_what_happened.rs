use super::nonconforming::on_record;
use crate::complaint::{self, Complaint, Correlate, Event, Recorded};
use crate::facts::{Changes, Complaints, ServiceIncidents};
use crate::limits::List;
use crate::nonconformity::Record;
use crate::{change, incident};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever something happens to a service and somebody complains of it at about the same time, the
/// complaint says so, whichever was there first (7.1).
///
/// Incidents of the service, and changes of it that were carried out; of the same customer, where it
/// is known whose an incident is. What only some may see is named by one of them.
#[derive(Clone, Copy, Debug)]
pub struct ComplaintHasToDoWithWhatHappened;

/// How many incidents, how many changes, and how many complaints at most: the others a person names.
const EACH_MAX: usize = 50;

impl Policy for ComplaintHasToDoWithWhatHappened {
    fn name(&self) -> &'static str {
        "complaint-has-to-do-with-what-happened"
    }

    fn edges(&self) -> Vec<Edge> {
        let sent = (complaint::NAME, "correlate");
        let happened = "an incident or a change touches the same customer, service and time";
        let complained = "one is open about the service at that time";
        vec![
            Edge::when((complaint::NAME, "recorded"), happened, sent),
            Edge::when((incident::NAME, "logged"), complained, sent),
        ]
    }

    fn facts(&self) -> Vec<NewFact> {
        let (changes, incidents) = (NewFact::of::<Changes>(), NewFact::of::<ServiceIncidents>());
        vec![changes, NewFact::of::<Complaints>(), incidents]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        if record.process == incident::NAME {
            return complained_of(record, &key, facts);
        }
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Recorded(recorded) = event else { return Ok(Vec::new()) };
        let records = happened(&recorded, facts);
        let correlate = || Dispatch::to::<Complaint>(key, Correlate { records: records.clone() });
        Ok((!records.is_empty()).then(correlate).into_iter().collect())
    }
}

/// What happened to the service of a complaint at about its time.
fn happened(recorded: &Recorded, facts: &Facts) -> List<Record> {
    let Some(service) = &recorded.service else { return List::empty() };
    let within = facts.get::<Complaints>().policy().1.correlate_within;
    let (from, to) = (recorded.at - within, recorded.at + within);
    let incidents = facts.get::<ServiceIncidents>();
    let incidents = incidents.between(service, Some(&recorded.customer), (from, to));
    let incidents = incidents.take(EACH_MAX).map(|key| on_record(incident::NAME, key));
    let changes = facts.get::<Changes>().open().filter(|(_, claim)| {
        let begun = claim.carried_out_from();
        claim.services.contains(service) && begun.is_some_and(|at| from <= at && at <= to)
    });
    let changes = changes.take(EACH_MAX).map(|(key, _)| on_record(change::NAME, key));
    List::new(incidents.chain(changes).collect()).unwrap_or_default()
}

/// Tells the complaints about the service of an incident of it.
fn complained_of(
    record: &RecordRef<'_>,
    key: &Key,
    facts: &Facts,
) -> Result<Vec<Dispatch>, DecodeError> {
    let event = incident::Event::decode(record.event, record.schema, record.payload)?;
    let incident::Event::Logged(logged) = event else { return Ok(Vec::new()) };
    let (complaints, at) = (facts.get::<Complaints>(), record.metadata.occurred_at);
    let about = complaints.around(&logged.service, logged.customer.as_ref(), at).take(EACH_MAX);
    let incident = on_record(incident::NAME, key);
    let correlate = |complaint: &Key| {
        let records = [incident.clone()].into();
        Dispatch::to::<Complaint>(complaint.clone(), Correlate { records })
    };
    Ok(about.map(correlate).collect())
}
