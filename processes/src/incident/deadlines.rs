//! What time alone will do.

use super::value::EscalationRule;
use super::{
    Close, Command, Escalate, Incident, LIFECYCLE, MajorPhase, NotifyProgress, NotifyTopManagement,
    Phase, RecordTargetMiss, Resume, StartReview, WarnTarget,
};
use crate::clock::Measure;
use engine::{Deadline, Effect, Named as _, Timestamp};

impl Incident {
    /// The deadlines whose command is possible now.
    pub(super) fn pending(&self) -> Vec<Deadline<Command>> {
        use Effect::{Moves, Records};
        let triage: fn() -> Command =
            || Escalate { rule: EscalationRule::TriageOverdue, ..Escalate::default() }.into();
        let manager: fn() -> Command =
            || Escalate { rule: EscalationRule::ManagerNotNamed, ..Escalate::default() }.into();
        let unanswered =
            |at: Option<Timestamp>, measure| at.filter(|_| self.missed.get(measure).is_none());
        let not_escalated =
            |at: Option<Timestamp>, rule| at.filter(|_| !self.escalated.contains(&rule));
        let in_phase = |at: Option<Timestamp>, phase| at.filter(|_| self.phase == phase);
        let in_major = |at: Option<Timestamp>, phase| at.filter(|_| self.major.phase == phase);

        let triage_due = not_escalated(self.triage_due, EscalationRule::TriageOverdue);
        let notice = self.notice_due.filter(|_| self.has_contact());
        let notice = notice.filter(|_| self.phase != Phase::Resolved);
        let hold = self.hold.as_ref().map(|hold| hold.limit_at);
        let closes = self.outcome.as_ref().map(|outcome| outcome.closes_at);
        let closes = closes.filter(|_| !self.major.is_open() && self.triage.category.is_some());
        let manager_due = in_major(self.major.manager_due, MajorPhase::Declared);
        let review_due = in_major(self.major.review_due, MajorPhase::Restored);
        let all = [
            ("triage_due", triage_due, triage, Moves),
            (
                "response_due",
                unanswered(self.dues.response, Measure::Response),
                || RecordTargetMiss { measure: Measure::Response }.into(),
                Records,
            ),
            ("target_warning", self.warning_due(), || WarnTarget {}.into(), Records),
            (
                "resolution_due",
                unanswered(self.dues.resolution, Measure::Resolution),
                || RecordTargetMiss { measure: Measure::Resolution }.into(),
                Records,
            ),
            ("progress_notice", notice, || NotifyProgress::default().into(), Moves),
            ("hold_limit", in_phase(hold, Phase::OnHold), || Resume::default().into(), Moves),
            ("auto_close", in_phase(closes, Phase::Resolved), || Close::default().into(), Moves),
            (
                "major_notice",
                self.major.notice_due,
                || NotifyTopManagement::default().into(),
                Moves,
            ),
            (
                "major_manager",
                not_escalated(manager_due, EscalationRule::ManagerNotNamed),
                manager,
                Moves,
            ),
            ("major_review", review_due, || StartReview {}.into(), Moves),
        ];
        let due = all.into_iter().filter_map(|(name, at, command, effect)| {
            let at = at?;
            let possible = LIFECYCLE.row_of(self.phase, command().name()).is_some();
            possible.then_some(Deadline { name, at, command, effect })
        });
        due.collect()
    }
}
