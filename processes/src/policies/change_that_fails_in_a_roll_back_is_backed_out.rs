use crate::change::{self, Change, StartBackout};
use crate::facts::Releases;
use engine::{DecodeError, Dispatch, Edge, Facts, NewFact, Policy, RecordRef};

/// Whenever a change fails while a release that carries it out is being rolled back, the change is
/// being backed out (9.3.15).
#[derive(Clone, Copy, Debug)]
pub struct ChangeThatFailsInARollBackIsBackedOut;

impl Policy for ChangeThatFailsInARollBackIsBackedOut {
    fn name(&self) -> &'static str {
        "change-that-fails-in-a-roll-back-is-backed-out"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) = ((change::NAME, "failed"), (change::NAME, "start_backout"));
        vec![Edge::when(heard, "a release that carries it out is being rolled back", sent)]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Releases>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let carrying = || facts.get::<Releases>().carrying(&key);
        let is_rolled_back = carrying().any(|(_, known)| known.rolling_back);
        // Nobody has rolled anything back yet.
        let back_out = Dispatch::to::<Change>(key, StartBackout { by: None });
        Ok(is_rolled_back.then_some(back_out).into_iter().collect())
    }
}
