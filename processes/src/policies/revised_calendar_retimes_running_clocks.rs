use crate::calendar;
use crate::facts::{OpenIncidents, ServiceRequests};
use crate::incident::{self, Incident};
use crate::service_request::{self, ServiceRequest};
use engine::{DecodeError, Dispatch, Edge, Facts, NewFact, Policy, RecordRef};

/// Whenever service hours are revised, the clocks that run by them are reckoned anew: what is still
/// ahead, never what has elapsed.
#[derive(Clone, Copy, Debug)]
pub struct RevisedCalendarRetimesRunningClocks;

impl Policy for RevisedCalendarRetimesRunningClocks {
    fn name(&self) -> &'static str {
        "revised-calendar-retimes-running-clocks"
    }

    fn edges(&self) -> Vec<Edge> {
        let edge = |heard, process| {
            Edge::when((calendar::NAME, heard), "a clock runs by it", (process, "retime"))
        };
        let both = |heard| [edge(heard, incident::NAME), edge(heard, service_request::NAME)];
        ["revised", "closed", "opened", "restored"].into_iter().flat_map(both).collect()
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<OpenIncidents>(), NewFact::of::<ServiceRequests>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let calendar = record.stream()?.key;
        let incidents = facts.get::<OpenIncidents>().running_by(&calendar).cloned();
        let incidents = incidents.map(|key| {
            let retime = incident::Retime { calendar: calendar.clone() };
            Dispatch::to::<Incident>(key, retime)
        });
        let requests = facts.get::<ServiceRequests>().running_by(&calendar).cloned();
        let requests = requests.map(|key| {
            let retime = service_request::Retime { calendar: calendar.clone() };
            Dispatch::to::<ServiceRequest>(key, retime)
        });
        Ok(incidents.chain(requests).collect())
    }
}
