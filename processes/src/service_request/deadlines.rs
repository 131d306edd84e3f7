//! What time alone will do.

use super::terms::Rule;
use super::{
    Close, Command, Escalate, LIFECYCLE, NotifyProgress, Phase, RecordTargetMiss, ServiceRequest,
    WarnTarget,
};
use crate::clock::Measure;
use engine::{Deadline, Effect, Named as _, Timestamp};

impl ServiceRequest {
    /// The deadlines whose command is possible now.
    pub(super) fn pending(&self) -> Vec<Deadline<Command>> {
        use Effect::{Moves, Records};
        let unanswered =
            |at: Option<Timestamp>, measure| at.filter(|_| self.missed.get(measure).is_none());
        let not_escalated =
            |at: Option<Timestamp>, rule| at.filter(|_| !self.escalated.contains(&rule));
        let in_phase = |at: Option<Timestamp>, phase| at.filter(|_| self.phase == phase);
        let validation: fn() -> Command = || escalate(Rule::ValidationOverdue);
        let approval = self.approver.map(|(_, remind_at)| remind_at);
        let notice = self.notice_due.filter(|_| self.phase != Phase::Fulfilled);
        let closes = self.outcome.map(|(closes_at, _)| closes_at);
        let all = [
            (
                "validation_due",
                not_escalated(in_phase(self.validate_by, Phase::Logged), Rule::ValidationOverdue),
                validation,
                Moves,
            ),
            (
                "response_due",
                unanswered(self.dues.response, Measure::Response),
                || RecordTargetMiss { measure: Measure::Response }.into(),
                Records,
            ),
            ("target_warning", self.warning_due(), || WarnTarget {}.into(), Records),
            (
                "fulfilment_due",
                unanswered(self.dues.resolution, Measure::Resolution),
                || RecordTargetMiss { measure: Measure::Resolution }.into(),
                Records,
            ),
            ("progress_notice", notice, || NotifyProgress::default().into(), Moves),
            (
                "approval_reminder",
                not_escalated(in_phase(approval, Phase::AwaitingApproval), Rule::ApprovalOverdue),
                || escalate(Rule::ApprovalOverdue),
                Moves,
            ),
            ("auto_close", in_phase(closes, Phase::Fulfilled), || Close::default().into(), Moves),
        ];
        let due = all.into_iter().filter_map(|(name, at, command, effect)| {
            let at = at?;
            let possible = LIFECYCLE.row_of(self.phase, command().name()).is_some();
            possible.then_some(Deadline { name, at, command, effect })
        });
        due.collect()
    }
}

fn escalate(rule: Rule) -> Command {
    Escalate { rule, ..Escalate::default() }.into()
}
