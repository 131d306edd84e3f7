//! What a model must be like, and who may say so.

use super::{Aspect, ChangeModel, Content, DECIDING, Finding, Rejection};
use crate::attest::Attestation;
use crate::authority::RoleAuthority;
use crate::change::hand;
use crate::facts::{Changes, Principals};
use crate::window::Scope;
use engine::{Actor, Authority as _, Context, Key, Span, Timestamp};

impl Content {
    /// Whether it makes sense here and now.
    pub(super) fn check(&self, now: Timestamp) -> Result<(), Rejection> {
        if self.steps.is_empty() {
            return Err(Rejection::NoSteps);
        }
        if self.steps.iter().any(|step| step.takes <= Span::ZERO) {
            return Err(Rejection::NoTime { what: "a step" });
        }
        if self.back_out.takes <= Span::ZERO {
            return Err(Rejection::NoTime { what: "backing out" });
        }
        if let Scope::Named(named) = &self.scope
            && named.services.is_empty()
            && named.configuration_items.is_empty()
        {
            return Err(Rejection::NothingNamed);
        }
        self.valid(now)
    }

    /// Whether changes may name it as to its time.
    pub(super) fn valid(&self, now: Timestamp) -> Result<(), Rejection> {
        match self.valid_until {
            Some(until) if until <= now => Err(Rejection::Over { until }),
            Some(_) | None => Ok(()),
        }
    }
}

/// Whether a change was made by a model, and failed.
pub(super) fn failed_by(model: &Key, change: &Key, context: &Context<'_>) -> bool {
    let course = context.facts.get::<Changes>().course(change);
    let failure = course.and_then(|course| course.failure.as_ref());
    failure.is_some_and(|failure| failure.model.as_ref() == Some(model))
}

impl Aspect {
    /// Refuses who may not assess it.
    pub(super) fn assessed_by(self, context: &Context<'_>) -> Result<(), Rejection> {
        let (facts, actor, at) = (context.facts, &context.caller.actor, context.recorded_now);
        let roles = self.roles();
        if roles.iter().any(|role| RoleAuthority.holds(facts, actor, role, at)) {
            return Ok(());
        }
        Err(Rejection::NotAssessor { aspect: self, roles })
    }
}

impl ChangeModel {
    /// Refuses what was said of another version.
    pub(super) fn is_at(&self, named: u64) -> Result<(), Rejection> {
        let current = self.version;
        if named == current { Ok(()) } else { Err(Rejection::OtherVersion { named, current }) }
    }

    /// Whether it is assessed in every respect, and nothing speaks against it.
    pub(super) fn assessed(&self) -> Result<(), Rejection> {
        let missing = |aspect: &Aspect| !self.assessments.contains_key(aspect);
        let aspects: Vec<_> = Aspect::ALL.into_iter().filter(missing).collect();
        if !aspects.is_empty() {
            return Err(Rejection::NotAssessed { aspects });
        }
        let against = |aspect: &Aspect| {
            self.assessments.get(aspect).is_some_and(|finding| *finding != Finding::Acceptable)
        };
        let aspects: Vec<_> = Aspect::ALL.into_iter().filter(against).collect();
        if aspects.is_empty() { Ok(()) } else { Err(Rejection::Unacceptable { aspects }) }
    }

    /// Whether what failed by it was looked into, by the records of the changes; where there is none,
    /// by somebody's word.
    pub(super) fn investigated(
        &self,
        word: Option<&Attestation>,
        context: &Context<'_>,
    ) -> Result<(), Rejection> {
        let changes = context.facts.get::<Changes>();
        let is_open = |change: &&Key| match changes.course(change) {
            Some(course) => !course.failure.as_ref().is_some_and(|failure| failure.investigated),
            None => word.is_none(),
        };
        let open: Vec<Key> = self.failures.iter().filter(is_open).cloned().collect();
        if open.is_empty() { Ok(()) } else { Err(Rejection::NotInvestigated { changes: open }) }
    }

    /// Whether whoever approves is independent of all who have written it, across delegations.
    pub(super) fn approved_by_another(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let (hand, known) = (hand(context, DECIDING), context.facts.get::<Principals>());
        let (here, wrote) = ((super::NAME, context.key), ["drafted", "revised"]);
        let is_his =
            |author: &&Actor| known.is_work_of(&hand, author, here, &wrote, context.recorded_now);
        match self.authors.iter().find(is_his).cloned() {
            None => Ok(()),
            Some(author) if author == hand.actor => Err(Rejection::ApproverIsAuthor { author }),
            Some(author) => Err(Rejection::ActsForAuthor { approver: hand.actor, author }),
        }
    }
}
