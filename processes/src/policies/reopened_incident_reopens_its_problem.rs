use super::identify;
use crate::facts::Problems;
use crate::incident;
use crate::problem;
use engine::{DecodeError, Dispatch, Edge, Facts, NewFact, Policy, RecordRef};

/// Whenever an incident is there again that belongs to a problem which was solved, its solution does not
/// hold: the problem hears of it once more, and is open again.
#[derive(Clone, Copy, Debug)]
pub struct ReopenedIncidentReopensItsProblem;

impl Policy for ReopenedIncidentReopensItsProblem {
    fn name(&self) -> &'static str {
        "reopened-incident-reopens-its-problem"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) = ((incident::NAME, "reopened"), (problem::NAME, "link_incidents"));
        vec![Edge::when(heard, "it belongs to a problem that is solved", sent)]
    }

    fn facts(&self) -> Vec<NewFact> {
        identify::facts()
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let (incident, problems) = (record.stream()?.key, facts.get::<Problems>());
        let solved = problems.of_incident(&incident).filter(|problem| problems.is_solved(problem));
        Ok(solved.filter_map(|problem| identify::link(problem, [incident.clone()])).collect())
    }
}
