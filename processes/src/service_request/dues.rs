//! Which events say when the clocks have something to say.

use super::{
    ApprovalRequested, Approved, Assigned, Cancelled, Converted, Event, Fulfilled, Held,
    Prioritised, Reassigned, Rejected, Reopened, Resumed, Retimed, ReturnedToRequester, Withdrawn,
};
use crate::incident::Dues;

/// The events that say when the clocks have something to say.
macro_rules! dues_of {
    ($event:expr) => {
        match $event {
            Event::Prioritised(Prioritised { dues, .. })
            | Event::ApprovalRequested(ApprovalRequested { dues, .. })
            | Event::Approved(Approved { dues, .. })
            | Event::ReturnedToRequester(ReturnedToRequester { dues, .. })
            | Event::Rejected(Rejected { dues, .. })
            | Event::Assigned(Assigned { dues, .. })
            | Event::Reassigned(Reassigned { dues, .. })
            | Event::Held(Held { dues, .. })
            | Event::Resumed(Resumed { dues, .. })
            | Event::Fulfilled(Fulfilled { dues, .. })
            | Event::Reopened(Reopened { dues, .. })
            | Event::Withdrawn(Withdrawn { dues, .. })
            | Event::Cancelled(Cancelled { dues, .. })
            | Event::Converted(Converted { dues, .. })
            | Event::Retimed(Retimed { dues, .. }) => Some(dues),
            Event::Logged(_)
            | Event::Validated(_)
            | Event::Classified(_)
            | Event::AutoApproved(_)
            | Event::FulfilmentStarted(_)
            | Event::Failed(_)
            | Event::Retried(_)
            | Event::PartDelivered(_)
            | Event::Closed(_)
            | Event::Updated(_)
            | Event::ProgressNotified(_)
            | Event::Escalated(_)
            | Event::ItemDrafted(_)
            | Event::ItemApproved(_)
            | Event::ItemWithdrawn(_)
            | Event::TargetAtRisk(_)
            | Event::TargetMissed(_)
            | Event::BreachSuperseded(_) => None,
        }
    };
}

impl Event {
    /// When the clocks have something to say, if it says so.
    pub(super) const fn dues(&self) -> Option<&Dues> {
        dues_of!(self)
    }

    /// The same, to be filled in.
    pub(super) const fn dues_mut(&mut self) -> Option<&mut Dues> {
        dues_of!(self)
    }
}
