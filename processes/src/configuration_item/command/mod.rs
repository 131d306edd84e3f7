//! What may be asked of a configuration item, or of a type of items. In each body, what may be left
//! out is filled in by a rule or is not known.

mod record;
mod service;
mod types;

pub use record::*;
pub use service::*;
pub use types::*;

engine::commands! {
    /// What may be asked of a configuration item, or of a type of items.
    pub enum Command {
        /// Lay down what a type of items is (9.1.1).
        DraftType = "draft_type",
        /// The type is fit. Not for its author.
        ApproveType = "approve_type",
        /// The type is not fit.
        RejectType = "reject_type",
        /// From now on items may be of the type.
        PublishType = "publish_type",
        /// Examine whether the type still fits. No new items until that is done.
        StartTypeReview = "start_type_review",
        /// It still fits.
        ConfirmType = "confirm_type",
        /// Give it another definition, to be approved and published again.
        ReviseType = "revise_type",
        /// Let there be no items of the type.
        RetireType = "retire_type",
        /// There is an item of this type. With what its registration asks for it is registered at once.
        Identify = "identify",
        /// Put on record what is to be known of it (9.1.a to 9.1.f).
        Register = "register",
        /// Something of it is other than on record. Under change control, a covering change is needed.
        Update = "update",
        /// It is related to something.
        Relate = "relate",
        /// It is related to something no longer. Under change control, a covering change is needed.
        Unrelate = "unrelate",
        /// Its master copy is in a library (9.1.13).
        StoreMasterCopy = "store_master_copy",
        /// Keep how it is at this position, under a name.
        CaptureBaseline = "capture_baseline",
        /// The item is as its record says.
        Verify = "verify",
        /// Say when it may be maintained.
        SetMaintenanceWindows = "set_maintenance_windows",
        /// Put it into service. Under change control, a covering change is needed.
        Activate = "activate",
        /// It was used.
        RecordUse = "record_use",
        /// Nobody uses it.
        FlagIdle = "flag_idle",
        /// Its owner has not said in time whether an idle item is needed.
        RecordIdleOverdue = "record_idle_overdue",
        /// It is needed. Only for its owner.
        Reinstate = "reinstate",
        /// Work on it begins. Only for its owner; under change control, a covering change is needed.
        StartMaintenance = "start_maintenance",
        /// Work on it is over. Only for its owner.
        EndMaintenance = "end_maintenance",
        /// Keep it apart, for it may be compromised.
        Quarantine = "quarantine",
        /// It is clean.
        ReleaseFromQuarantine = "release_from_quarantine",
        /// It is not as its record says.
        FlagDiscrepancy = "flag_discrepancy",
        /// Its record is right again.
        Correct = "correct",
        /// It is not to be found. Only for its owner.
        ReportMissing = "report_missing",
        /// It is there again. Only for its owner.
        Find = "find",
        /// Take it out of service for good. Under change control, a covering change is needed.
        Retire = "retire",
        /// It is there after all, as it was before it was retired: such as when the change that retired it
        /// is backed out. Under change control, a covering change is needed.
        Restore = "restore",
        /// It is gone. Only for its owner.
        Dispose = "dispose",
        /// It is the same as another item, which stays.
        Merge = "merge",
        /// It is no item after all.
        Reject = "reject",
    }
}
