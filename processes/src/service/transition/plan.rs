//! Proposal, plan and design (5.2, 5.3).

use super::super::linked;
use super::super::{
    AcceptDesign, AcceptanceCriteriaAgreed, Command, DesignAccepted, DesignRejected,
    DesignReopened, DesignSubmitted, Event, ImpactConsidered, PartyCapabilityAssessed,
    PlanAccepted, PlanRejected, PlanSubmitted, ProposalRejected, ProposalWithdrawn, Proposed,
    Rejection, RequirementPhase, RequirementsIdentified, SatisfactionSurveyPlanned,
    SecurityControlsDesignedIn, Service, SubmitPlan,
};
use crate::limits::Label;
use engine::Context;

impl Service {
    /// The event of a command up to the design; none if it is one of what comes later.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others come later")]
    pub(super) fn plan_and_design(
        &self,
        command: Command,
        context: &Context<'_>,
    ) -> Result<Option<Event>, Rejection> {
        Ok(Some(match command {
            Command::Propose(it) => {
                if self.removal.is_open() {
                    return Err(Rejection::RemovalOpen);
                }
                linked::major(&it.change, context)?;
                Proposed { what: it.what, change: it.change, major: it.major }.into()
            }
            Command::IdentifyRequirements(it) => {
                self.can_be_met(&it.requirements)?;
                let (requirements, consulted) = (it.requirements, it.consulted);
                RequirementsIdentified { requirements, consulted }.into()
            }
            Command::AssessImpact(it) => ImpactConsidered { impact: it.impact }.into(),
            Command::AssessParty(it) => {
                if !it.capable && it.action.is_none() {
                    return Err(Rejection::NoActionOnGap { party: it.party });
                }
                let (party, result, capable) = (it.party, it.result, it.capable);
                PartyCapabilityAssessed { party, result, capable, action: it.action }.into()
            }
            Command::AgreeAcceptanceCriteria(it) => {
                if it.criteria.is_empty() {
                    return Err(Rejection::NoCriteria);
                }
                AcceptanceCriteriaAgreed { criteria: it.criteria, agreed: it.agreed }.into()
            }
            Command::SubmitPlan(it) => {
                self.is_planned(&it)?;
                PlanSubmitted { plan: it.plan, consistent: it.consistent }.into()
            }
            Command::AcceptPlan(it) => PlanAccepted { reviewed: it.reviewed }.into(),
            Command::RejectPlan(it) => PlanRejected { reason: it.reason }.into(),
            Command::PlaceSecurityControls(it) => {
                let (classification, encryption) = (it.classification, it.encryption);
                SecurityControlsDesignedIn { classification, encryption, controls: it.controls }
                    .into()
            }
            Command::PlanSatisfactionSurvey(it) => {
                if it.at <= context.recorded_now {
                    return Err(Rejection::NotToCome { at: it.at });
                }
                SatisfactionSurveyPlanned { at: it.at, how: it.how }.into()
            }
            Command::SubmitDesign(it) => DesignSubmitted { design: it.design }.into(),
            Command::RejectDesign(it) => DesignRejected { reason: it.reason }.into(),
            Command::ReopenDesign(it) => DesignReopened { reason: it.reason, told: it.told }.into(),
            Command::Reject(it) => ProposalRejected { reason: it.reason }.into(),
            Command::Withdraw(_) => {
                let requester = self.transition.requester.clone();
                if requester.as_ref() != Some(&context.caller.actor) {
                    return Err(Rejection::NotItsRequester { requester });
                }
                ProposalWithdrawn {}.into()
            }
            _ => return Ok(None),
        }))
    }

    /// Refuses requirements that nobody has stated, or that are at their end.
    fn can_be_met(&self, requirements: &[Label]) -> Result<(), Rejection> {
        if requirements.is_empty() {
            return Err(Rejection::NoRequirements);
        }
        let is_over = |requirement: &&Label| match self.requirements.phase_of(requirement) {
            RequirementPhase::Unknown
            | RequirementPhase::Rejected
            | RequirementPhase::Retired
            | RequirementPhase::Withdrawn => true,
            RequirementPhase::Captured
            | RequirementPhase::Analysed
            | RequirementPhase::Proposed
            | RequirementPhase::Agreed
            | RequirementPhase::UnderReview
            | RequirementPhase::ChangePending => false,
        };
        let over: Vec<_> = requirements.iter().filter(is_over).cloned().collect();
        if over.is_empty() { Ok(()) } else { Err(Rejection::NoSuchRequirement(over)) }
    }

    /// Refuses a plan for what was not considered, agreed and assessed before.
    fn is_planned(&self, submit: &SubmitPlan) -> Result<(), Rejection> {
        if !self.transition.impact_considered {
            return Err(Rejection::ImpactNotConsidered);
        }
        if self.transition.criteria.is_empty() {
            return Err(Rejection::NoCriteria);
        }
        let parties = submit.plan.parties.iter();
        let missing = parties.filter(|party| !self.transition.parties.contains_key(*party));
        let missing: Vec<_> = missing.cloned().collect();
        if missing.is_empty() { Ok(()) } else { Err(Rejection::PartiesNotAssessed(missing)) }
    }

    /// Only with its requirements agreed and its security controls placed; what the catalogue says
    /// already is revised from then on.
    pub(super) fn accept_design(
        &self,
        accept: AcceptDesign,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let agreed = |it: &Label| self.requirements.phase_of(it) == RequirementPhase::Agreed;
        let open: Vec<_> =
            self.transition.requirements.iter().filter(|it| !agreed(it)).cloned().collect();
        if !open.is_empty() {
            return Err(Rejection::RequirementsNotAgreed(open));
        }
        if !self.transition.controls_placed {
            return Err(Rejection::NoSecurityControls);
        }
        linked::goes_on(self.transition.change.as_ref(), context)?;
        let accepted: Event = DesignAccepted { meets: accept.meets }.into();
        let revision = self.revision_by_design(context.recorded_now).map(Event::from);
        Ok(std::iter::once(accepted).chain(revision).collect())
    }
}
