//! Report, follow-up, and the ends.

use super::table::AUDITING;
use super::{
    ActionVerified, Audit, Cancel, Cancelled, Closed, Event, FellDue, FollowUpStarted, Found,
    Rejection, Report, Reported, VerificationReported, VerifyAction,
};
use crate::change::hand;
use crate::facts::{Audits, Nonconformities};
use crate::limits::List;
use crate::nonconformity::{Finding, Phase as State, Source};
use engine::{Context, Key};

impl Audit {
    /// Where something is open, following it up begins at once.
    pub(super) fn report(
        &self,
        command: Report,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Report { conclusion, addressed, measures } = command;
        if addressed.is_empty() {
            return Err(Rejection::NobodyTold);
        }
        let programme = self.programme.as_ref();
        if self.is_joint() && measures.is_none() {
            return Err(Rejection::MeasuresMissing);
        }
        let now = context.recorded_now;
        let next = programme.map_or(now, |programme| programme.interval.after(now, 1));
        let mut events: Vec<Event> =
            vec![Reported { conclusion, addressed, measures, next }.into()];
        events.extend(self.follow_up(context).map(Event::from));
        Ok(events)
    }

    pub(super) fn follow_up(&self, context: &Context<'_>) -> Result<FollowUpStarted, Rejection> {
        let was_none = |phase| phase == Some(State::Rejected);
        let open = self.nonconformities(context).filter(|(_, phase)| !was_none(*phase));
        let open: Vec<u64> = open.map(|(number, _)| number).collect();
        if open.is_empty() {
            return Err(Rejection::NothingOpen);
        }
        Ok(FollowUpStarted { open: List::new(open).unwrap_or_default() })
    }

    pub(super) fn verify_action(
        &self,
        command: VerifyAction,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let VerifyAction { number, result, addressed } = command;
        self.may_audit(context)?;
        if !self.finding(number)?.kind.is_nonconformity() {
            return Err(Rejection::NotANonconformity { number });
        }
        if addressed.is_empty() {
            return Err(Rejection::NobodyTold);
        }
        let known = context.facts.get::<Nonconformities>();
        let Some(nonconformity) = led_to(number, context).cloned() else {
            return Err(Rejection::NotRaised { number });
        };
        if context.facts.get::<Audits>().is_verified(&finding(number, context)) {
            return Ok(Vec::new());
        }
        if !matches!(known.phase(&nonconformity), Some(State::Verified | State::Closed)) {
            return Err(Rejection::NotVerified { nonconformity });
        }
        let by = hand(context, AUDITING);
        let other = known.hands(&nonconformity).find(|hand| by.actors().any(|it| it == *hand));
        if let Some(other) = other.cloned() {
            return Err(Rejection::NotApart { actor: by.actor, other });
        }
        let verified = ActionVerified { number, nonconformity, result, by };
        let reported = VerificationReported { number, addressed };
        Ok(vec![verified.into(), reported.into()])
    }

    pub(super) fn close(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        self.nothing_open(context)?;
        Ok(vec![Closed {}.into()])
    }

    pub(super) fn cancel(
        &self,
        command: Cancel,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Cancel { reason, replacement } = command;
        if replacement <= context.recorded_now {
            return Err(Rejection::NotToCome { at: replacement });
        }
        self.nothing_open(context)?;
        Ok(vec![Cancelled { reason, replacement }.into()])
    }

    pub(super) fn fall_due(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let due = self.next;
        match (&self.programme, due) {
            (Some(programme), Some(due)) if due <= context.recorded_now => {
                Ok(vec![FellDue { programme: programme.clone() }.into()])
            }
            _ => Err(Rejection::NotDue { due }),
        }
    }

    fn nothing_open(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let open = self.open(context);
        if open.is_empty() { Ok(()) } else { Err(Rejection::FindingsOpen(open)) }
    }

    /// The findings whose nonconformity is not over, or not there yet.
    fn open(&self, context: &Context<'_>) -> Vec<u64> {
        let open = self.nonconformities(context).filter(|(_, it)| !it.is_some_and(State::is_over));
        open.map(|(number, _)| number).collect()
    }

    /// The findings that are nonconformities and hold, and where each of these is, if it is there.
    fn nonconformities(&self, context: &Context<'_>) -> impl Iterator<Item = (u64, Option<State>)> {
        let known = context.facts.get::<Nonconformities>();
        let holds = |found: &Found| found.kind.is_nonconformity() && !found.withdrawn;
        let holding = self.findings.iter().filter(move |(_, found)| holds(found));
        holding.map(move |(number, _)| {
            (*number, led_to(*number, context).and_then(|it| known.phase(it)))
        })
    }
}

fn finding(number: u64, context: &Context<'_>) -> Finding {
    Finding { audit: context.key.clone(), number }
}

/// The nonconformity that a finding is, or what that was merged into.
fn led_to<'a>(number: u64, context: &Context<'a>) -> Option<&'a Key> {
    let known = context.facts.get::<Nonconformities>();
    let raised = known.known_from(&Source::Finding(finding(number, context)))?;
    Some(known.follow(raised))
}
