use super::identify;
use crate::facts::{Problems, RepeatCounters};
use crate::incident::{self, Incident, LinkProblem};
use crate::problem::{self, Event};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever an incident belongs to a problem, the record of each says so, whichever said it first.
#[derive(Clone, Copy, Debug)]
pub struct IncidentsKnowTheirProblem;

impl Policy for IncidentsKnowTheirProblem {
    fn name(&self) -> &'static str {
        "incidents-know-their-problem"
    }

    fn edges(&self) -> Vec<Edge> {
        let link_problem = |event| {
            let (heard, sent) = ((problem::NAME, event), (incident::NAME, "link_problem"));
            Edge::when(heard, "the incident is classified and not over", sent)
        };
        let heard = (incident::NAME, "problem_linked");
        let linked = Edge::when(
            heard,
            "the problem is open and does not know it",
            (problem::NAME, "link_incidents"),
        );
        vec![link_problem("identified"), link_problem("incident_linked"), linked]
    }

    fn facts(&self) -> Vec<NewFact> {
        identify::facts()
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        if record.process == incident::NAME {
            return problem_knows(record, &key, facts);
        }
        let counters = facts.get::<RepeatCounters>();
        let classified = |incident: &&Key| counters.is_classified(incident);
        let told = |incident: &Key| {
            Dispatch::to::<Incident>(incident.clone(), LinkProblem { problem: key.clone() })
        };
        let event = Event::decode(record.event, record.schema, record.payload)?;
        #[expect(clippy::wildcard_enum_match_arm, reason = "hears two of many events")]
        Ok(match &event {
            Event::Identified(it) => it.incidents.iter().filter(classified).map(told).collect(),
            Event::IncidentLinked(it) => {
                Some(&it.incident).filter(classified).map(told).into_iter().collect()
            }
            _ => Vec::new(),
        })
    }
}

/// Tells a problem that does not know it of an incident.
fn problem_knows(
    record: &RecordRef<'_>,
    incident: &Key,
    facts: &Facts,
) -> Result<Vec<Dispatch>, DecodeError> {
    let event = incident::Event::decode(record.event, record.schema, record.payload)?;
    let incident::Event::ProblemLinked(linked) = event else { return Ok(Vec::new()) };
    let (problems, problem) = (facts.get::<Problems>(), linked.problem);
    if !problems.is_open(&problem) || problems.of_incident(incident).any(|it| *it == problem) {
        return Ok(Vec::new());
    }
    Ok(identify::link(&problem, [incident.clone()]).into_iter().collect())
}
