use crate::change::{self, Event};
use crate::change_model::{self, ChangeModel, Occasion, StartReview};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Policy, RecordRef};

/// Whenever a change fails that was made by a change model, the model is examined, and no other
/// change is made by it until then.
#[derive(Clone, Copy, Debug)]
pub struct FailedStandardChangeReviewsItsModel;

impl Policy for FailedStandardChangeReviewsItsModel {
    fn name(&self) -> &'static str {
        "failed-standard-change-reviews-its-model"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) = ((change::NAME, "failed"), (change_model::NAME, "start_review"));
        vec![Edge::when(heard, "it was made by a change model", sent)]
    }

    fn react(&self, record: &RecordRef<'_>, _: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Failed(failed) = event else { return Ok(Vec::new()) };
        let review = StartReview { occasion: Occasion::Failed(record.stream()?.key) };
        let review = failed.model.map(|model| Dispatch::to::<ChangeModel>(model, review));
        Ok(review.into_iter().collect())
    }
}
