//! An item in service, and its end.

use super::value::{Changes, Cover, End, Evidence, RestoredTo};
use super::{
    Activated, BaselineCaptured, Command, Correct, Corrected, DiscrepancyFound, Disposed, Event,
    FlagIdle, FlaggedIdle, Found, IdleOverdue, Item, Known, MaintenanceEnded, MaintenanceStarted,
    MaintenanceWindowsSet, MasterCopyStored, Merge, Merged, Quarantined, Reinstated, Rejected,
    Rejection, ReleasedFromQuarantine, ReportedMissing, Restore, Restored, Retire, Retired,
    UseRecorded, Verified, record,
};
use crate::change::hand_of_owner;
use crate::clock;
use crate::facts::{AuditFindings, Changes as OpenChanges, ConfigurationItems};
use crate::limits::Label;
use crate::roles::CI_OWNER;
use engine::{Context, Key};

/// How many of those that still need an item a refusal names.
const NAMED_MAX: usize = 10;

impl Item {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the table allows no other to an item")]
    pub(super) fn decide(
        &self,
        command: &Command,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let event: Event = match command.clone() {
            Command::Register(register) => return self.register(&register, context),
            Command::Update(update) => return self.update(&update, context),
            Command::Relate(relate) => return self.relate(&relate, context),
            Command::Unrelate(unrelate) => return self.unrelate(&unrelate, context),
            Command::StoreMasterCopy(store) => {
                let (of, library, checksum) = (store.of, store.library, store.checksum);
                MasterCopyStored { of, library, checksum, secure: store.secure }.into()
            }
            Command::CaptureBaseline(capture) => {
                BaselineCaptured { name: capture.name, occasion: capture.occasion }.into()
            }
            Command::Verify(verify) => Verified { source: verify.source }.into(),
            Command::SetMaintenanceWindows(set) => {
                if set.hours == self.maintenance_windows {
                    return Ok(Vec::new());
                }
                set.hours.as_ref().map(clock::Calendar::new).transpose()?;
                MaintenanceWindowsSet { hours: set.hours }.into()
            }
            Command::Activate(activate) => {
                self.covered(activate.cover.as_ref(), context)?;
                Activated { cover: activate.cover }.into()
            }
            Command::RecordUse(used) => UseRecorded { source: used.source }.into(),
            Command::FlagIdle(flag) => self.flag_idle(&flag, context)?,
            Command::RecordIdleOverdue(_) => self.idle_overdue(context)?,
            Command::Reinstate(reinstate) => {
                self.owned(context)?;
                Reinstated { need: reinstate.need }.into()
            }
            Command::StartMaintenance(start) => {
                self.owned(context)?;
                self.covered(start.cover.as_ref(), context)?;
                MaintenanceStarted { cover: start.cover, until: start.until }.into()
            }
            Command::EndMaintenance(end) => {
                self.owned(context)?;
                MaintenanceEnded { checks: end.checks }.into()
            }
            Command::Quarantine(quarantine) => {
                let (security_incident, exists) = (quarantine.security_incident, quarantine.exists);
                Quarantined { security_incident, exists }.into()
            }
            Command::ReleaseFromQuarantine(release) => {
                self.may_serve(context)?;
                let released = ReleasedFromQuarantine { eradicated: release.eradicated };
                return Ok(self.there_again(released.into()));
            }
            Command::FlagDiscrepancy(flag) => {
                record::bounded(&flag.differing)?;
                let (found, detail) = (flag.found, flag.detail);
                let (differing, unauthorised) = (flag.differing, flag.unauthorised);
                DiscrepancyFound { found, detail, differing, unauthorised }.into()
            }
            Command::Correct(correct) => self.correct(correct, context)?,
            Command::ReportMissing(report) => {
                self.owned(context)?;
                let (search, holds_information) = (report.search, report.holds_information);
                ReportedMissing { search, holds_information }.into()
            }
            Command::Find(find) => {
                self.owned(context)?;
                self.may_serve(context)?;
                return Ok(self.there_again(Found { integrity: find.integrity }.into()));
            }
            Command::Retire(retire) => self.retire(retire, context)?,
            Command::Restore(restore) => {
                self.covered(restore.cover.as_ref(), context)?;
                self.may_be_of_its_type(context)?;
                return Ok(self.restore(restore));
            }
            Command::Dispose(dispose) => {
                self.owned(context)?;
                let (information, licence) = (dispose.information, dispose.licence);
                Disposed { information, licence, finance: dispose.finance }.into()
            }
            Command::Merge(merge) => self.merge(merge, context)?,
            Command::Reject(reject) => {
                no_dependants(context)?;
                nothing_is_to_be_recorded(None, context)?;
                Rejected { reason: reject.reason }.into()
            }
            _ => return Ok(Vec::new()),
        };
        Ok(vec![event])
    }

    /// It is there again, and as little as its record says as it was before.
    fn there_again(&self, event: Event) -> Vec<Event> {
        // Whether that was authorised was said when it was found.
        let known = self.discrepancy.as_deref().cloned();
        let again = known.map(|found| DiscrepancyFound { unauthorised: false, ..found }.into());
        std::iter::once(event).chain(again).collect()
    }

    /// Whether it is the owner who asks, or his deputy.
    fn owned(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let Some(Known { content: owner, .. }) = &self.owner else { return Ok(()) };
        let by = hand_of_owner(owner, CI_OWNER, context);
        by.map(|_| ()).ok_or_else(|| Rejection::NotTheOwner { owner: owner.clone() })
    }

    fn flag_idle(&self, command: &FlagIdle, context: &Context<'_>) -> Result<Event, Rejection> {
        let begun = command.unused_since.or(self.idle.in_service_since);
        let unused_since = begun.max(self.idle.last_used).unwrap_or(context.recorded_now);
        let from = unused_since + self.idle.after;
        if from > context.recorded_now {
            return Err(Rejection::NotIdleYet { from });
        }
        Ok(FlaggedIdle { unused_since, source: command.source.clone() }.into())
    }

    fn idle_overdue(&self, context: &Context<'_>) -> Result<Event, Rejection> {
        let due = self.idle.answer_due().unwrap_or(context.recorded_now);
        if self.idle.overdue || due > context.recorded_now {
            return Err(Rejection::AnswerNotOverdue { until: due });
        }
        Ok(IdleOverdue { due }.into())
    }

    /// What was in service leaves the record under a change only; of what was not, a change that is
    /// named must cover it all the same, for it is kept as the reason.
    fn merge(&self, command: Merge, context: &Context<'_>) -> Result<Event, Rejection> {
        let Merge { into, cover } = command;
        if &into == context.key {
            return Err(Rejection::Itself);
        }
        let facts = context.facts.get::<ConfigurationItems>();
        let to = End::Item(into.clone());
        if !facts.is_live(&to) {
            return Err(Rejection::EndUnknown { to });
        }
        if facts.type_of(&into) != self.item_type.as_ref() {
            return Err(Rejection::OtherType { into });
        }
        let here = End::Item(context.key.clone());
        let relations = facts.relations_from(&here).count() + facts.relations_to(&here).count();
        if relations > 0 {
            return Err(Rejection::RelationsLeft { relations });
        }
        if self.activated || cover.is_some() {
            self.covered(cover.as_ref(), context)?;
        }
        is_not_backed_out(cover.as_ref(), context)?;
        nothing_is_to_be_recorded(cover.as_ref(), context)?;
        Ok(Merged { into, cover }.into())
    }

    fn correct(&self, command: Correct, context: &Context<'_>) -> Result<Event, Rejection> {
        self.allows(&command.changes, context)?;
        let changes = self.changed_by(&command.changes);
        match &command.evidence {
            Evidence::Change(cover) => self.covered(Some(cover), context)?,
            Evidence::Audit(audit) => found_by(audit, &changes, context)?,
        }
        Ok(Corrected {
            version: self.version + 1,
            cause: command.cause,
            evidence: command.evidence,
            changes,
            active: self.activated,
        }
        .into())
    }

    fn retire(&self, command: Retire, context: &Context<'_>) -> Result<Event, Rejection> {
        self.covered(command.cover.as_ref(), context)?;
        is_not_backed_out(command.cover.as_ref(), context)?;
        no_dependants(context)?;
        Ok(Retired { reason: command.reason, cover: command.cover }.into())
    }

    /// Refuses to bring back what is of a type that is retired.
    fn may_be_of_its_type(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let Some(item_type) = &self.item_type else { return Ok(()) };
        let facts = context.facts.get::<ConfigurationItems>();
        if facts.in_use().any(|(known, _)| known == item_type) {
            return Ok(());
        }
        let published = facts.published().map(|(key, _)| key.clone()).collect();
        Err(Rejection::TypeNotPublished { item_type: item_type.clone(), published })
    }

    /// What was kept apart still is, and what was missing is: only who may says that it is clean, or
    /// that it is found.
    fn restore(&self, command: Restore) -> Vec<Event> {
        let Restore { reason, cover } = command;
        let to = match self {
            Self { quarantined: true, .. } => RestoredTo::Quarantined,
            Self { missing: true, .. } => RestoredTo::Missing,
            Self { activated: true, .. } => RestoredTo::InService,
            Self { .. } => RestoredTo::Registered,
        };
        let restored = Restored { reason, cover, to }.into();
        match to {
            RestoredTo::Quarantined | RestoredTo::Missing => vec![restored],
            RestoredTo::InService | RestoredTo::Registered => self.there_again(restored),
        }
    }
}

/// Refuses what an audit has not found at the item: what the record is to say is what it found.
fn found_by(audit: &Label, changes: &Changes, context: &Context<'_>) -> Result<(), Rejection> {
    let not_found =
        |what: &str| Rejection::NotFoundByAudit { audit: audit.clone(), what: what.into() };
    let findings = Key::new(audit).map_err(|_| not_found("anything"))?;
    let findings = context.facts.get::<AuditFindings>().at(&findings, context.key);
    if findings.is_empty() {
        return Err(not_found("anything"));
    }
    let told = changes.told();
    let new = told.iter().find(|(what, now)| {
        !findings.iter().any(|it| it.what.as_deref() == Some(what) && it.says(now.as_deref()))
    });
    new.map_or(Ok(()), |(what, _)| Err(not_found(what)))
}

/// Whether nothing that lives would fail without it.
fn no_dependants(context: &Context<'_>) -> Result<(), Rejection> {
    let facts = context.facts.get::<ConfigurationItems>();
    let dependants = facts.dependants(&End::Item(context.key.clone()), NAMED_MAX);
    if dependants.is_empty() { Ok(()) } else { Err(Rejection::StillNeeded { dependants }) }
}

/// Refuses what ends an item under a change that is backed out: what that did is put back, no more.
fn is_not_backed_out(cover: Option<&Cover>, context: &Context<'_>) -> Result<(), Rejection> {
    let Some(Cover { change, .. }) = cover else { return Ok(()) };
    let claim = context.facts.get::<OpenChanges>().get(change);
    if claim.is_some_and(|claim| claim.backed_out) {
        return Err(Rejection::BackedOut { change: change.clone() });
    }
    Ok(())
}

/// Refuses to let an item go of which a change that is carried out has still to record what became of
/// it.
fn nothing_is_to_be_recorded(
    cover: Option<&Cover>,
    context: &Context<'_>,
) -> Result<(), Rejection> {
    let changes = context.facts.get::<OpenChanges>();
    let covers = |change: &Key| cover.is_some_and(|cover| cover.change == *change);
    match changes.recording(context.key).find(|change| !covers(change)) {
        Some(change) => Err(Rejection::ToBeRecorded { change: change.clone() }),
        None => Ok(()),
    }
}
