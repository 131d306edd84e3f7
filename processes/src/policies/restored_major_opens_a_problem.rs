use super::identify;
use crate::{incident, problem};
use engine::{DecodeError, Dispatch, Edge, Facts, NewFact, Policy, RecordRef};

/// Whenever agreed service is back after a major incident, what was behind it is a problem (8.1.14,
/// 8.2.a).
///
/// Outward: a problem is work for people.
#[derive(Clone, Copy, Debug)]
pub struct RestoredMajorOpensAProblem;

impl Policy for RestoredMajorOpensAProblem {
    fn name(&self) -> &'static str {
        "restored-major-opens-a-problem"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) = ((incident::NAME, "restored"), (problem::NAME, "identify"));
        vec![Edge::when(heard, "no problem is known", sent)]
    }

    fn facts(&self) -> Vec<NewFact> {
        identify::facts()
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let seen = identify::unexplained(&key, facts);
        let open = |seen| identify::for_incident(&key, seen, "a major incident");
        Ok(seen.map(open).into_iter().collect())
    }
}
