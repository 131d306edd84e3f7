//! What may have happened to an incident: the durable contract. A layout once recorded never
//! changes; another one is another schema, with the old one frozen beside it.

mod clock;
mod ends;
mod major;
mod triage;
mod work;

pub use clock::*;
pub use ends::*;
pub use major::*;
pub use triage::*;
pub use work::*;

use super::value::Dues;

engine::events! {
    /// What may have happened to an incident.
    pub enum Event {
        /// Someone or something says that a service is broken (8.1.a).
        Logged = "logged", 1,
        /// It was sorted and graded (8.1.c).
        Classified = "classified", 1,
        /// It was given a priority, and the clocks started (8.1.b, 8.1.4).
        Prioritised = "prioritised", 1,
        /// Someone is to restore the service.
        Assigned = "assigned", 1,
        /// Someone has begun.
        Responded = "responded", 1,
        /// Someone else is to restore the service.
        Reassigned = "reassigned", 1,
        /// More is known (8.1.d).
        Updated = "updated", 1,
        /// Its priority was judged anew; the targets apply from the start.
        Reprioritised = "reprioritised", 1,
        /// Others were called in (8.1.e, 8.1.9).
        Escalated = "escalated", 1,
        /// The customer was told how it goes (8.1.7).
        ProgressNotified = "progress_notified", 1,
        /// Most of a target is used (8.1.8).
        TargetAtRisk = "target_at_risk", 1,
        /// A target is missed (8.1.8). Equals the clock's reading at this record.
        TargetMissed = "target_missed", 1,
        /// What was recorded later overturns a missed target.
        BreachSuperseded = "breach_superseded", 1,
        /// It touches information security (6.6.3).
        SecurityFlagged = "security_flagged", 1,
        /// Data of customers leaked.
        DataLeaked = "data_leaked", 1,
        /// What others know was looked up (8.1.5, 8.1.6).
        InformationConsulted = "information_consulted", 1,
        /// It is a case of a known error.
        KnownErrorMatched = "known_error_matched", 2, { 1 => work::KnownErrorMatched1 },
        /// A way round was taken.
        WorkaroundApplied = "workaround_applied", 1,
        /// A configuration item is affected.
        CiLinked = "ci_linked", 1,
        /// A problem is behind it.
        ProblemLinked = "problem_linked", 1,
        /// A change has to do with it.
        ChangeLinked = "change_linked", 1,
        /// A link was wrong.
        Unlinked = "unlinked", 1,
        /// Work waits.
        Held = "held", 1,
        /// Work goes on.
        Resumed = "resumed", 1,
        /// A change has to mend it; work waits for that.
        ChangeRaised = "change_raised", 1,
        /// The change waited for is done, refused or given up.
        ChangeCompleted = "change_completed", 1,
        /// It works again (8.1.f).
        Resolved = "resolved", 1,
        /// It does not work after all.
        Reopened = "reopened", 1,
        /// It is over (8.1.g).
        Closed = "closed", 1,
        /// There is nothing to restore.
        Cancelled = "cancelled", 1,
        /// It is the same as another one, which its reporter now follows.
        Merged = "merged", 1,
        /// The incident it was merged into went on, and it with that.
        ParentFollowed = "parent_followed", 1,
        /// It is a service request.
        ConvertedToRequest = "converted_to_request", 1,
        /// It was sorted or graded anew (8.1.c).
        Reclassified = "reclassified", 1,
        /// Its service hours were revised; what is still ahead is reckoned anew.
        Retimed = "retimed", 1,
        /// Another system says where it is, whatever our table says.
        Adopted = "adopted", 2, { 1 => clock::Adopted1 },
        /// Another system states attributes that we keep beside our own.
        AttributesStated = "attributes_stated", 1,
        /// Another system states how it stood before what is known of it already.
        LateRowStated = "late_row_stated", 1,
        /// It is a major incident (8.1.10, 8.1.11).
        DeclaredMajor = "declared_major", 1,
        /// Top management was told (8.1.12).
        TopManagementNotified = "top_management_notified", 1,
        /// One named person manages it (8.1.13).
        ManagerAssigned = "manager_assigned", 1,
        /// Restoring service has begun under the named manager.
        RestorationStarted = "restoration_started", 1,
        /// Customers and others concerned were told.
        UpdateIssued = "update_issued", 1,
        /// The continuity plan is asked for.
        ContinuityRequested = "continuity_requested", 1,
        /// Another named person manages it.
        ManagerReplaced = "manager_replaced", 1,
        /// Agreed service is back.
        Restored = "restored", 1,
        /// The symptom is back.
        Relapsed = "relapsed", 1,
        /// What can be learnt is being examined (8.1.14).
        ReviewStarted = "review_started", 1,
        /// What can be learnt is known (8.1.14).
        Reviewed = "reviewed", 1,
        /// The major incident is over.
        MajorClosed = "major_closed", 1,
        /// It is a major incident no longer.
        MajorDowngraded = "major_downgraded", 1,
    }
}

/// The events that say when the clocks have something to say.
macro_rules! dues_of {
    ($event:expr) => {
        match $event {
            Event::Prioritised(Prioritised { dues, .. })
            | Event::Responded(Responded { dues, .. })
            | Event::Reassigned(Reassigned { dues, .. })
            | Event::Reprioritised(Reprioritised { dues, .. })
            | Event::Held(Held { dues, .. })
            | Event::Resumed(Resumed { dues, .. })
            | Event::ChangeRaised(ChangeRaised { dues, .. })
            | Event::ChangeCompleted(ChangeCompleted { dues, .. })
            | Event::Resolved(Resolved { dues, .. })
            | Event::Reopened(Reopened { dues, .. })
            | Event::Cancelled(Cancelled { dues, .. })
            | Event::Merged(Merged { dues, .. })
            | Event::ParentFollowed(ParentFollowed { dues, .. })
            | Event::ConvertedToRequest(ConvertedToRequest { dues, .. })
            | Event::Retimed(Retimed { dues, .. })
            | Event::Adopted(Adopted { dues, .. }) => Some(dues),
            Event::Logged(_)
            | Event::Classified(_)
            | Event::Assigned(_)
            | Event::Updated(_)
            | Event::Escalated(_)
            | Event::ProgressNotified(_)
            | Event::TargetAtRisk(_)
            | Event::TargetMissed(_)
            | Event::BreachSuperseded(_)
            | Event::SecurityFlagged(_)
            | Event::DataLeaked(_)
            | Event::InformationConsulted(_)
            | Event::KnownErrorMatched(_)
            | Event::WorkaroundApplied(_)
            | Event::CiLinked(_)
            | Event::ProblemLinked(_)
            | Event::ChangeLinked(_)
            | Event::Unlinked(_)
            | Event::Closed(_)
            | Event::Reclassified(_)
            | Event::AttributesStated(_)
            | Event::LateRowStated(_)
            | Event::DeclaredMajor(_)
            | Event::TopManagementNotified(_)
            | Event::ManagerAssigned(_)
            | Event::RestorationStarted(_)
            | Event::UpdateIssued(_)
            | Event::ContinuityRequested(_)
            | Event::ManagerReplaced(_)
            | Event::Restored(_)
            | Event::Relapsed(_)
            | Event::ReviewStarted(_)
            | Event::Reviewed(_)
            | Event::MajorClosed(_)
            | Event::MajorDowngraded(_) => None,
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
