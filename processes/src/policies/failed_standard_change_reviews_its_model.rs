use crate::change::{self, Event};
use crate::change_model::{self, ChangeModel, Occasion, StartReview};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Policy, RecordRef};

/// Whenever a change fails, or turns out to have failed, that was made by a change model, the model is examined, and no other
/// change is made by it until then.
#[derive(Clone, Copy, Debug)]
pub struct FailedStandardChangeReviewsItsModel;

impl Policy for FailedStandardChangeReviewsItsModel {
    fn name(&self) -> &'static str {
        "failed-standard-change-reviews-its-model"
    }

    fn edges(&self) -> Vec<Edge> {
        let sent = (change_model::NAME, "start_review");
        let edge = |event| Edge::when((change::NAME, event), "it was made by a change model", sent);
        vec![edge("failed"), edge("outcome_corrected")]
    }

    fn react(&self, record: &RecordRef<'_>, _: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        #[expect(clippy::wildcard_enum_match_arm, reason = "two of many events say so")]
        let model = match event {
            Event::Failed(failed) => failed.model,
            Event::OutcomeCorrected(corrected) => corrected.model,
            _ => None,
        };
        let review = StartReview { occasion: Occasion::Failed(record.stream()?.key) };
        let review = model.map(|model| Dispatch::to::<ChangeModel>(model, review));
        Ok(review.into_iter().collect())
    }
}
