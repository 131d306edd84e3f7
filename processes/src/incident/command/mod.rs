//! What may be asked of an incident. In each body, what may be left out is filled in by a rule or
//! is not known.

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

engine::commands! {
    /// What may be asked of an incident.
    pub enum Command {
        /// Something is broken (8.1.a). With category, impact, urgency and assignee it is classified, prioritised and assigned at once.
        Log = "log",
        /// It is of this kind and this grave (8.1.c). Goes on by itself as far as triage is known.
        Classify = "classify",
        /// It comes this early (8.1.b, 8.1.4). Goes on by itself if group or assignee are known.
        Prioritise = "prioritise",
        /// Let these restore the service. A group or a person is needed.
        Assign = "assign",
        /// I begin. Only for the assignee; what only has a group goes to whoever responds.
        Respond = "respond",
        /// Let others restore the service. A group or a person is needed.
        Reassign = "reassign",
        /// More is known (8.1.d).
        Update = "update",
        /// It comes earlier or later than thought.
        Reprioritise = "reprioritise",
        /// Call others in (8.1.e). A judgement needs addressee and reason, a rule knows both.
        Escalate = "escalate",
        /// Tell the customer how it goes (8.1.7).
        NotifyProgress = "notify_progress",
        /// Most of the resolution target is used (8.1.8).
        WarnTarget = "warn_target",
        /// A target is missed (8.1.8).
        RecordTargetMiss = "record_target_miss",
        /// It touches information security (6.6.3).
        FlagSecurity = "flag_security",
        /// Data of customers leaked.
        ReportLeak = "report_leak",
        /// I have looked up what others know (8.1.5).
        ConsultInformation = "consult_information",
        /// It is a case of a known error.
        MatchKnownError = "match_known_error",
        /// A way round was taken. A matched known error or a note is needed.
        ApplyWorkaround = "apply_workaround",
        /// A configuration item is affected.
        LinkCi = "link_ci",
        /// A problem is behind it.
        LinkProblem = "link_problem",
        /// A change has to do with it.
        LinkChange = "link_change",
        /// A link is wrong.
        Unlink = "unlink",
        /// Work has to wait, for a reason that the agreement allows.
        Hold = "hold",
        /// Work goes on.
        Resume = "resume",
        /// A change has to mend it. Its key or the need is wanted.
        RaiseChange = "raise_change",
        /// The change waited for is done, refused or given up.
        NoteChangeDone = "note_change_done",
        /// It works again (8.1.f).
        Resolve = "resolve",
        /// It does not work after all.
        Reopen = "reopen",
        /// It is over (8.1.g).
        Close = "close",
        /// There is nothing to restore.
        Cancel = "cancel",
        /// It is the same as another one, which its reporter follows from now on.
        Merge = "merge",
        /// The incident it was merged into went on.
        FollowParent = "follow_parent",
        /// It is a service request.
        Convert = "convert",
        /// It is of another kind, or graver, or less grave, than thought (8.1.c).
        Reclassify = "reclassify",
        /// The service hours were revised: reckon anew what is still ahead.
        Retime = "retime",
        /// Another system says where it is, whatever our table says.
        Adopt = "adopt",
        /// Another system states attributes to be kept beside our own.
        StateAttributes = "state_attributes",
        /// Another system states how it stood before what is known of it already.
        StateLateRow = "state_late_row",
        /// It is a major incident, as agreed (8.1.10).
        DeclareMajor = "declare_major",
        /// Tell top management (8.1.12).
        NotifyTopManagement = "notify_top_management",
        /// One named person manages it (8.1.13).
        AssignManager = "assign_manager",
        /// Begin to restore service. Only for the named manager, and when top management knows.
        StartRestoration = "start_restoration",
        /// Tell customers and others concerned. Only for the named manager.
        IssueUpdate = "issue_update",
        /// Ask for the continuity plan, for restoration will take too long. Only for the named manager.
        RequestContinuity = "request_continuity",
        /// Another named person manages it.
        ReplaceManager = "replace_manager",
        /// Agreed service is back. Only for the named manager.
        Restore = "restore",
        /// The symptom is back.
        Relapse = "relapse",
        /// Examine what can be learnt (8.1.14).
        StartReview = "start_review",
        /// What can be learnt is this (8.1.14). Only for the named manager.
        Review = "review",
        /// The major incident is over. Only for the named manager.
        CloseMajor = "close_major",
        /// It is a major incident no longer.
        DowngradeMajor = "downgrade_major",
    }
}
