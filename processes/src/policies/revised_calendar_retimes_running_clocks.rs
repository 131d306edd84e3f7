use crate::calendar;
use crate::facts::OpenIncidents;
use crate::incident::{Incident, Retime};
use engine::{DecodeError, Dispatch, Facts, NewFact, Policy, RecordRef};

/// Whenever service hours are revised, the clocks that run by them are reckoned anew: what is still
/// ahead, never what has elapsed.
#[derive(Clone, Copy, Debug)]
pub struct RevisedCalendarRetimesRunningClocks;

impl Policy for RevisedCalendarRetimesRunningClocks {
    fn name(&self) -> &'static str {
        "revised-calendar-retimes-running-clocks"
    }

    fn processes(&self) -> &'static [&'static str] {
        &[calendar::NAME]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<OpenIncidents>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        if !["revised", "closed", "opened", "restored"].contains(&record.event) {
            return Ok(Vec::new());
        }
        let calendar = record.stream()?.key;
        let running = facts.get::<OpenIncidents>().running_by(&calendar).cloned();
        let retime = |key| Dispatch::to::<Incident>(key, Retime { calendar: calendar.clone() });
        Ok(running.map(retime).collect())
    }
}
