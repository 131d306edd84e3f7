use crate::calendar;
use crate::facts::OpenIncidents;
use crate::incident::{self, Incident, Retime};
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
        let sent = (incident::NAME, "retime");
        let edge = |heard| Edge::when((calendar::NAME, heard), "a clock runs by it", sent);
        ["revised", "closed", "opened", "restored"].map(edge).into()
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<OpenIncidents>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let calendar = record.stream()?.key;
        let running = facts.get::<OpenIncidents>().running_by(&calendar).cloned();
        let retime = |key| Dispatch::to::<Incident>(key, Retime { calendar: calendar.clone() });
        Ok(running.map(retime).collect())
    }
}
