use super::nonconforming::on_record;
use crate::complaint::{self, Complaint, Correlate};
use crate::facts::Complaints;
use crate::incident;
use crate::limits::List;
use crate::nonconformity::Record;
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever a complaint is merged into another one, that has to do with what it had to do with; and
/// whenever an incident is, the complaints that had to do with it have to do with that one, too
/// (7.1).
#[derive(Clone, Copy, Debug)]
pub struct MergingKeepsWhatComplaintsHaveToDoWith;

/// How many complaints at most: the others a person names.
const COMPLAINTS_MAX: usize = 50;

impl Policy for MergingKeepsWhatComplaintsHaveToDoWith {
    fn name(&self) -> &'static str {
        "merging-keeps-what-complaints-have-to-do-with"
    }

    fn edges(&self) -> Vec<Edge> {
        let sent = (complaint::NAME, "correlate");
        let had = "it had to do with something that the other one has not";
        let with = "an open complaint has to do with it";
        vec![
            Edge::when((complaint::NAME, "merged"), had, sent),
            Edge::when((incident::NAME, "merged"), with, sent),
        ]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Complaints>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let (key, complaints) = (record.stream()?.key, facts.get::<Complaints>());
        if record.process == complaint::NAME {
            let event = complaint::Event::decode(record.event, record.schema, record.payload)?;
            let complaint::Event::Merged(merged) = event else { return Ok(Vec::new()) };
            let handed_on = complaints.get(&merged.parent).map(|known| &known.handed_on);
            let records: Vec<Record> = handed_on.into_iter().flatten().cloned().collect();
            return Ok(correlate(&merged.parent, records).into_iter().collect());
        }
        let event = incident::Event::decode(record.event, record.schema, record.payload)?;
        let incident::Event::Merged(merged) = event else { return Ok(Vec::new()) };
        let parent = || vec![on_record(incident::NAME, &merged.parent)];
        let about = complaints.with(&on_record(incident::NAME, &key)).take(COMPLAINTS_MAX);
        Ok(about.filter_map(|complaint| correlate(complaint, parent())).collect())
    }
}

fn correlate(complaint: &Key, records: Vec<Record>) -> Option<Dispatch> {
    let records = List::new(records).ok().filter(|records| !records.is_empty())?;
    Some(Dispatch::to::<Complaint>(complaint.clone(), Correlate { records }))
}
