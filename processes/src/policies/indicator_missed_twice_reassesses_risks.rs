use crate::change::Origin;
use crate::facts::{OpenRisk, Risks};
use crate::kpi::{self, Breached, Event};
use crate::limits::label;
use crate::risk::{self, Reassess, Risk, Trigger};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};

/// From how many months one after the other on a miss is a trend.
const IN_A_ROW: u32 = 2;

/// Whenever the target of an indicator is missed two months in a row, the risks to what it measures
/// are assessed anew where it was decided what becomes of them: those about its services, or about any
/// service where it is of all.
#[derive(Clone, Copy, Debug)]
pub struct IndicatorMissedTwiceReassessesRisks;

impl Policy for IndicatorMissedTwiceReassessesRisks {
    fn name(&self) -> &'static str {
        "indicator-missed-twice-reassesses-risks"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) = ((kpi::NAME, "breached"), (risk::NAME, "reassess"));
        vec![Edge::when(heard, "two months in a row, and risks are about the same", sent)]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Risks>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Breached(breached) = event else { return Ok(Vec::new()) };
        if breached.in_a_row < IN_A_ROW {
            return Ok(Vec::new());
        }
        let concerned = |known: &OpenRisk| known.is_decided() && concerns(&breached, known);
        let risks = facts.get::<Risks>().all().filter(|(_, known)| concerned(known));
        let reassess = |risk: &Key| {
            let origin = Origin { process: label(kpi::NAME), key: key.clone() };
            Dispatch::to::<Risk>(risk.clone(), Reassess { trigger: Trigger::Trend(origin) })
        };
        Ok(risks.map(|(risk, _)| reassess(risk)).collect())
    }
}

fn concerns(breached: &Breached, risk: &OpenRisk) -> bool {
    let of_all = breached.services.is_empty() && !risk.services.is_empty();
    let same = || risk.services.iter().any(|service| breached.services.contains(service));
    risk.dimension == breached.measure.dimension() && (of_all || same())
}
