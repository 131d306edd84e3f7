//! Development, test, acceptance and transition (5.3, 5.4).

use super::super::linked;
use super::super::rules::{agreements, are_live};
use super::super::{
    AcceptanceFailed, Accepted, BackedOut, Command, Developed, DeviationAccepted, Event, Held,
    OutcomeReported, Rejection, Resumed, ReworkDecided, Service, TestFailed, Tested,
    TransitionCancelled, TransitionClosed, Transitioned, Verified,
};
use crate::change::hand;
use crate::facts::Principals;
use crate::limits::Label;
use crate::roles::TESTER;
use engine::{Actor, Context};

impl Service {
    /// The event of a command from development on.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others come earlier")]
    pub(super) fn build_and_hand_over(
        &self,
        command: Command,
        context: &Context<'_>,
    ) -> Result<Option<Event>, Rejection> {
        Ok(Some(match command {
            Command::CompleteDevelopment(it) => {
                if it.items.is_empty() {
                    return Err(Rejection::NoItems);
                }
                are_live(&it.items, context)?;
                linked::approved(self.transition.change.as_ref(), context)?;
                Developed { to_design: it.to_design, change: it.change, items: it.items }.into()
            }
            Command::FailTest(it) => TestFailed { report: it.report }.into(),
            Command::PassTest(it) => {
                self.is_tested_by_another(context)?;
                Tested { covers: it.covers }.into()
            }
            Command::Accept(it) => {
                self.still_comes(context)?;
                self.meets_all(&it.verified)?;
                Accepted { verified: it.verified }.into()
            }
            Command::FailAcceptance(it) => {
                if it.failed.is_empty() {
                    return Err(Rejection::NoCriteria);
                }
                self.are_criteria(it.failed.iter())?;
                AcceptanceFailed { failed: it.failed }.into()
            }
            Command::DecideRework(it) => {
                ReworkDecided { decision: it.decision, took_part: it.took_part }.into()
            }
            Command::AcceptWithDeviation(it) => {
                self.still_comes(context)?;
                DeviationAccepted { took_part: it.took_part, risk: it.risk }.into()
            }
            Command::CompleteTransition(it) => {
                linked::carried_out(self.transition.change.as_ref(), context)?;
                self.is_promised_and_listed(context)?;
                Transitioned { deployed: it.deployed }.into()
            }
            Command::BackOut(it) => {
                BackedOut { reason: it.reason, rolled_back: it.rolled_back }.into()
            }
            Command::ReportOutcome(it) => {
                if it.told.is_empty() {
                    return Err(Rejection::NobodyTold);
                }
                OutcomeReported {
                    expected: it.expected,
                    actual: it.actual,
                    as_expected: it.as_expected,
                    told: it.told,
                }
                .into()
            }
            Command::CloseTransition(it) => {
                linked::reviewed(self.transition.change.as_ref(), context)?;
                TransitionClosed { open_points: it.open_points, change: it.change }.into()
            }
            Command::Hold(it) => Held { reason: it.reason }.into(),
            Command::Resume(_) => Resumed {}.into(),
            Command::Cancel(it) => TransitionCancelled { reason: it.reason, told: it.told }.into(),
            _ => return Ok(None),
        }))
    }

    /// What is proved is approved, and nobody has given it up since.
    fn still_comes(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let change = self.transition.change.as_ref();
        linked::goes_on(change, context)?;
        linked::approved(change, context)
    }

    fn is_tested_by_another(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let (tester, known) = (hand(context, &[TESTER]), context.facts.get::<Principals>());
        let (here, at) = ((super::super::NAME, context.key), context.recorded_now);
        let is_his =
            |builder: &&Actor| known.is_work_of(&tester, builder, here, &["developed"], at);
        match self.transition.builders.iter().find(is_his).cloned() {
            Some(builder) => Err(Rejection::TesterIsBuilder { builder }),
            None => Ok(()),
        }
    }

    fn are_criteria<'a>(
        &self,
        mut named: impl Iterator<Item = &'a Label>,
    ) -> Result<(), Rejection> {
        match named.find(|name| !self.transition.criteria.contains(*name)) {
            Some(criterion) => Err(Rejection::NoSuchCriterion { criterion: criterion.clone() }),
            None => Ok(()),
        }
    }

    fn meets_all(&self, verified: &[Verified]) -> Result<(), Rejection> {
        self.are_criteria(verified.iter().map(|it| &it.criterion))?;
        let is_met = |name: &&Label| verified.iter().any(|it| it.criterion == **name);
        let open: Vec<_> =
            self.transition.criteria.iter().filter(|name| !is_met(name)).cloned().collect();
        if open.is_empty() { Ok(()) } else { Err(Rejection::CriteriaNotVerified(open)) }
    }

    /// Refuses what no agreement promises, or what the catalogue does not say yet.
    fn is_promised_and_listed(&self, context: &Context<'_>) -> Result<(), Rejection> {
        if agreements(context).next().is_none() {
            return Err(Rejection::NoAgreementInForce);
        }
        let before = self.transition.entry_at_design.unwrap_or_default();
        if self.catalogue.version <= before {
            return Err(Rejection::CatalogueNotRevised { version: before });
        }
        Ok(())
    }
}
