//! What may have happened to a supplier: the durable contract.

mod admission;
mod contract;
mod dispute;
mod review;
mod score;

pub use admission::*;
pub use contract::*;
pub use dispute::*;
pub use review::*;
pub use score::*;

engine::events! {
    /// What may have happened to a supplier.
    pub enum Event {
        /// Somebody is needed.
        Proposed = "proposed", 1,
        /// It is looked at whether he passes the gates.
        AdmissionStarted = "admission_started", 1,
        /// It is known how often he has delivered on time.
        QualityGateChecked = "quality_gate_checked", 1,
        /// It is known whether he is qualified as to security.
        SecurityGateChecked = "security_gate_checked", 1,
        /// It is known whether tools and interfaces fit.
        CompatibilityGateChecked = "compatibility_gate_checked", 1,
        /// He has passed all gates.
        Admitted = "admitted", 1,
        /// He has not.
        Refused = "refused", 1,
        /// He was a supplier before anybody asked for gates.
        ExistingRegistered = "existing_registered", 1,
        /// We do without him.
        Withdrawn = "withdrawn", 1,
        /// These figures hold.
        PolicySet = "policy_set", 1,
        /// One person answers for the relation.
        OwnerAssigned = "owner_assigned", 1,
        /// There is a contract, with all that it has to state.
        ContractDrafted = "contract_drafted", 1,
        /// It is in force.
        ContractSigned = "contract_signed", 1,
        /// There is no contract.
        NegotiationBrokenOff = "negotiation_broken_off", 1,
        /// It is known who works for him.
        SubcontractorsMapped = "subcontractors_mapped", 1,
        /// He has those in hand who work for him.
        SubcontractorControlVerified = "subcontractor_control_verified", 1,
        /// One of his agreements promises less than what rests on it.
        SupportWeakened = "support_weakened", 1,
        /// It promises enough again.
        SupportRestored = "support_restored", 1,
        /// The contract has to change.
        ContractChangeProposed = "contract_change_proposed", 1,
        /// The contract is other; probation goes on.
        ContractChanged = "contract_changed", 1,
        /// The contract is as it was.
        ContractChangeDropped = "contract_change_dropped", 1,
        /// We leave him.
        ExitStarted = "exit_started", 1,
        /// Something that he did is done by another.
        ServiceTransferred = "service_transferred", 1,
        /// It is over with him.
        Ended = "ended", 1,
        /// We stay with him.
        ExitCancelled = "exit_cancelled", 1,
        /// It is known how something of his went.
        PerformanceRecorded = "performance_recorded", 1,
        /// He did not reach a target.
        TargetMissed = "target_missed", 1,
        /// It is time to say how things went.
        PerformanceFellDue = "performance_fell_due", 1,
        /// We claim what the contract allows.
        ClaimRaised = "claim_raised", 1,
        /// He is being reviewed.
        ReviewStarted = "review_started", 1,
        /// It is known what that has found.
        Reviewed = "reviewed", 1,
        /// We go on with him.
        Confirmed = "confirmed", 1,
        /// He is to mend what he does.
        ProbationBegun = "probation_begun", 1,
        /// He has.
        ProbationLifted = "probation_lifted", 1,
        /// He is being scored, by what is on record since the last time.
        ScoreOpened = "score_opened", 1,
        /// It is known how he delivers.
        QualityScored = "quality_scored", 1,
        /// It is known how he fixes what is weak.
        SecurityScored = "security_scored", 1,
        /// It is known how he keeps to targets.
        ServiceScored = "service_scored", 1,
        /// All parts are there.
        ScoreComputed = "score_computed", 1,
        /// The score is known.
        ScorePublished = "score_published", 1,
        /// He says that it is wrong.
        ScoreDisputed = "score_disputed", 1,
        /// That is answered.
        ScoreRescored = "score_rescored", 1,
        /// We do without it.
        ScoreVoided = "score_voided", 1,
        /// One side says that the other does not keep to the contract.
        DisputeRaised = "dispute_raised", 1,
        /// It is negotiated.
        DisputeNegotiationStarted = "dispute_negotiation_started", 1,
        /// Others decide.
        DisputeEscalated = "dispute_escalated", 1,
        /// It is ended.
        DisputeSettled = "dispute_settled", 1,
        /// What was settled is done.
        DisputeClosed = "dispute_closed", 1,
        /// Who raised it does not insist.
        DisputeWithdrawn = "dispute_withdrawn", 1,
    }
}
