//! How it ends: resolved and closed, or otherwise.

use super::service_level::clock;
use super::value::{By, Cause, Confirmation, Dues};
use super::{
    Cancel, Cancelled, Close, Closed, Convert, ConvertedToRequest, Event, FollowParent, Incident,
    MAJOR, Merge, Merged, ParentFollowed, Rejection, Reopen, Reopened, Resolve, Resolved,
};
use crate::facts::OpenIncidents;
use engine::{Context, Timestamp};

impl Incident {
    pub(super) fn resolve(
        &self,
        command: &Resolve,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if self.configuration_items.is_empty() && command.no_item_reason.is_none() {
            return Err(Rejection::ItemOrReasonMissing);
        }
        let terms = self.agreed(context).terms;
        let now = clock(context);
        Ok(vec![
            Resolved {
                code: command.code.clone(),
                cause: command.cause.clone(),
                workaround: command.workaround.clone(),
                note: command.note.clone(),
                no_item_reason: command.no_item_reason.clone(),
                closes_at: now + terms.confirmation_period,
                reopen_until: now + terms.reopen_window,
                dues: Dues::default(),
            }
            .into(),
        ])
    }

    pub(super) fn reopen(
        &self,
        command: &Reopen,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let until = self.outcome.as_ref().map_or(Timestamp::MAX, |outcome| outcome.reopen_until);
        if clock(context) > until {
            return Err(Rejection::ReopenWindowOver { until });
        }
        let interval = self.service_level.as_ref().map(|level| level.promise.notice_interval);
        Ok(vec![
            Reopened {
                reason: command.reason.clone(),
                count: self.reopenings.saturating_add(1),
                notice_due: interval.map(|interval| clock(context) + interval),
                dues: Dues::default(),
            }
            .into(),
        ])
    }

    pub(super) fn close(
        &self,
        command: &Close,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        self.not_major()?;
        let until = self.outcome.as_ref().map_or(Timestamp::MIN, |outcome| outcome.closes_at);
        let confirmation = match &command.confirmed_by {
            Some(_) => Confirmation::User,
            None if clock(context) >= until => Confirmation::PeriodElapsed,
            None => return Err(Rejection::ConfirmationPending { until }),
        };
        let by_rule = context.caller.door.is_internal() && self.triage.category.is_some();
        let classification_by = match command.classification_verified {
            true => By::Sender,
            false if by_rule => By::Rule,
            false => return Err(Rejection::ClassificationNotVerified),
        };
        let confirmed_by = command.confirmed_by.clone();
        Ok(vec![Closed { confirmation, confirmed_by, classification_by }.into()])
    }

    pub(super) fn cancel(&self, command: &Cancel) -> Result<Vec<Event>, Rejection> {
        self.not_major()?;
        let (reason, note) = (command.reason, command.note.clone());
        Ok(vec![Cancelled { reason, note, dues: Dues::default() }.into()])
    }

    pub(super) fn merge(
        &self,
        command: &Merge,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        self.not_major()?;
        if &command.parent == context.key {
            return Err(Rejection::OwnParent);
        }
        if !context.facts.get::<OpenIncidents>().is_unresolved(&command.parent) {
            return Err(Rejection::ParentNotOpen { parent: command.parent.clone() });
        }
        Ok(vec![Merged { parent: command.parent.clone(), dues: Dues::default() }.into()])
    }

    pub(super) fn follow_parent(&self, command: &FollowParent) -> Result<Vec<Event>, Rejection> {
        match &self.parent {
            Some(parent) if *parent == command.parent => {}
            Some(parent) => return Err(Rejection::NotTheParent { parent: parent.clone() }),
            // Another system merged it, into one that it did not name.
            None => {}
        }
        if self.parent_works == command.works {
            return Ok(Vec::new());
        }
        let (parent, works) = (command.parent.clone(), command.works);
        Ok(vec![ParentFollowed { parent, works, dues: Dues::default() }.into()])
    }

    pub(super) fn convert(&self, command: &Convert) -> Result<Vec<Event>, Rejection> {
        self.not_major()?;
        let (item, note) = (command.item.clone(), command.note.clone());
        Ok(vec![ConvertedToRequest { item, note, dues: Dues::default() }.into()])
    }

    /// No end as long as the major incident goes on.
    pub(super) fn not_major(&self) -> Result<(), Rejection> {
        if self.major.is_open() {
            return Err(Rejection::MajorStillOpen { phase: MAJOR.name_of(self.major.phase) });
        }
        Ok(())
    }

    /// Whether it was resolved without anybody knowing why it broke: a candidate for a problem.
    #[must_use]
    pub fn is_cause_unknown(&self) -> bool {
        let unknown = |outcome: &super::Outcome| outcome.cause == Cause::Unknown;
        self.outcome.as_ref().is_some_and(unknown) && self.known_errors.is_empty()
    }
}
