use crate::facts::{OpenRisk, Risks};
use crate::risk::{self, Event, Phase, Reassess, Risk, Trigger};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever another matrix begins to hold, whatever was accepted and is more than may be accepted
/// now is assessed anew (6.6.1.c).
#[derive(Clone, Copy, Debug)]
pub struct LowerAppetiteReassessesWhatIsAccepted;

impl Policy for LowerAppetiteReassessesWhatIsAccepted {
    fn name(&self) -> &'static str {
        "lower-appetite-reassesses-what-is-accepted"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) = ((risk::NAME, "matrix_began"), (risk::NAME, "reassess"));
        vec![Edge::when(heard, "accepted risks are beyond the appetite", sent)]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Risks>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let risks = facts.get::<Risks>();
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::MatrixBegan(began) = event else { return Ok(Vec::new()) };
        let (_, matrix) = risks.matrix(record.metadata.recorded_at);
        let is_beyond = |known: &OpenRisk| {
            let beyond = |score| matrix.is_beyond(score, known.dimension);
            known.phase == Phase::Accepted && known.current.is_some_and(beyond)
        };
        let reassess = |risk: &Key| {
            let trigger = Trigger::Matrix(began.version);
            Dispatch::to::<Risk>(risk.clone(), Reassess { trigger })
        };
        let beyond = risks.all().filter(|(_, known)| is_beyond(known));
        Ok(beyond.map(|(risk, _)| reassess(risk)).collect())
    }
}
