//! What may be asked of a supplier.

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

engine::commands! {
    /// What may be asked of a supplier.
    pub enum Command {
        /// Say whom we need, and for what.
        Propose = "propose",
        /// Begin to look whether he passes the gates.
        StartAdmission = "start_admission",
        /// Say how often he has delivered on time.
        CheckQuality = "check_quality",
        /// Say what shows that he is qualified as to security.
        CheckSecurity = "check_security",
        /// Say whether tools and interfaces fit.
        CheckCompatibility = "check_compatibility",
        /// Admit him. All gates are passed; none makes up for another.
        Admit = "admit",
        /// Do without him, for he did not pass a gate.
        Refuse = "refuse",
        /// Let one person answer for the relation, the contract and what it brings.
        AssignOwner = "assign_owner",
        /// Write a contract: all of what it has to state.
        DraftContract = "draft_contract",
        /// Put it in force. It promises no less than what rests on it.
        SignContract = "sign_contract",
        /// Do without a contract.
        BreakOff = "break_off",
        /// Say who works for him, and as what; nobody is an answer, too.
        MapSubcontractors = "map_subcontractors",
        /// Record that he has those in hand who work for him.
        VerifySubcontractorControl = "verify_subcontractor_control",
        /// Put a supplier on record whose contract is older than this record.
        RegisterExisting = "register_existing",
        /// Record how something of his went.
        RecordPerformance = "record_performance",
        /// Note that it is time for that.
        NotePerformanceDue = "note_performance_due",
        /// Claim what the contract allows.
        Claim = "claim",
        /// Record that one of his agreements promises less than what rests on it.
        FlagSupport = "flag_support",
        /// Record that it promises enough again.
        ClearSupport = "clear_support",
        /// Begin to review him.
        StartReview = "start_review",
        /// Say what was found.
        Review = "review",
        /// Go on with him as before.
        Confirm = "confirm",
        /// Have him mend what he does, for his score is below what is asked for.
        PutOnProbation = "put_on_probation",
        /// He has.
        LiftProbation = "lift_probation",
        /// Say that the contract has to change.
        ProposeContractChange = "propose_contract_change",
        /// Put a contract in force that is other.
        ChangeContract = "change_contract",
        /// Leave it as it was.
        DropContractChange = "drop_contract_change",
        /// Begin to leave him.
        StartExit = "start_exit",
        /// Record that what he did is done by another.
        TransferService = "transfer_service",
        /// It is over with him.
        End = "end",
        /// Stay with him after all.
        CancelExit = "cancel_exit",
        /// Do without him.
        Withdraw = "withdraw",
        /// Begin to score him, by what is on record since the last time.
        OpenScore = "open_score",
        /// Say how he delivers, and how satisfied those are who use that.
        ScoreQuality = "score_quality",
        /// Have it looked up how he fixes what is weak.
        ScoreSecurity = "score_security",
        /// Have it looked up how he keeps to targets; say whether interfaces fit.
        ScoreService = "score_service",
        /// Let the score be known. He was heard before.
        PublishScore = "publish_score",
        /// Say that it is wrong.
        DisputeScore = "dispute_score",
        /// Answer that: as it was, or with other figures.
        Rescore = "rescore",
        /// Do without it.
        VoidScore = "void_score",
        /// Say that the other side does not keep to the contract.
        RaiseDispute = "raise_dispute",
        /// Begin to negotiate.
        NegotiateDispute = "negotiate_dispute",
        /// Have others decide.
        EscalateDispute = "escalate_dispute",
        /// End it by what both have signed, or by an award.
        SettleDispute = "settle_dispute",
        /// What was settled is done.
        CloseDispute = "close_dispute",
        /// Do not insist. Only who raised it.
        WithdrawDispute = "withdraw_dispute",
        /// State the figures of supplier management.
        SetPolicy = "set_policy",
    }
}
