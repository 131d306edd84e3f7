//! What a change would do, and how it would be reversed.

use super::duties::{Duty, hand};
use super::state::BackoutPlan;
use super::terms::{Assessor, Class, Considered, ImpactView, ServiceEffect};
use super::{
    AskInformation, Assess, Assessed, AssessmentStarted, BackoutPlanned, BackoutTested, Change,
    Event, InformationProvided, InformationRequested, ModelThreats, Phase, PlanBackout,
    ProvideInformation, Rejection, RoutedToDesign, ScanVulnerabilities, TestBackout,
    ThreatModelled, VulnerabilityScanned,
};
use crate::agreement::Level;
use crate::authority;
use crate::change_model::{Aspect, Finding};
use crate::configuration_item::End;
use crate::facts::{Bounds, ConfigurationItems, Direction, Nothing, Roles};
use crate::limits::{List, label, text};
use engine::{Context, Key, Span};
use std::collections::BTreeSet;

/// The rule that assesses what is of low risk and low impact, and its version.
const LOW_RISK: (&str, u16) = ("low-risk-and-impact", 2);

fn services_of(ends: &BTreeSet<End>) -> Vec<Key> {
    let service = |end: &End| match end {
        End::Service(service) => Some(service.clone()),
        End::Item(_) | End::Component(_) => None,
    };
    ends.iter().filter_map(service).collect()
}

impl Change {
    pub(super) fn start_assessment(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        self.is_of(&[Class::Normal])?;
        let mut events = vec![AssessmentStarted {}.into()];
        if self.is_small(context) {
            events.extend(Aspect::ALL.map(|aspect| self.by_rule(aspect, context)));
        }
        Ok(events)
    }

    /// Whether a rule may assess it: its risk is low, and so is its impact. That is, it leaves
    /// services as they are, and the CMDB knows that no service suffers from it but one that it
    /// names; an assumption until the policy is a document. From there on, people assess.
    fn is_small(&self, context: &Context<'_>) -> bool {
        let Some(wanted) = &self.content else { return false };
        let (suffering, is_known) = self.suffering(context);
        let services = services_of(&suffering);
        wanted.risk.level == Level::Low
            && wanted.service_effect == ServiceEffect::Unchanged
            && !wanted.retests_continuity
            && is_known
            && services.len() <= 1
            && services.iter().all(|service| wanted.services.contains(service))
    }

    fn by_rule(&self, aspect: Aspect, context: &Context<'_>) -> Event {
        let nothing = || text("nothing that its low risk and impact let expect");
        let considered = match aspect {
            Aspect::Service => Considered::Service {},
            Aspect::Quality => {
                Considered::Quality { availability: nothing(), performance: nothing() }
            }
            Aspect::Security => {
                Considered::Security { risks: nothing(), policy_and_controls: nothing() }
            }
            Aspect::Cost => Considered::Cost { budget: label("none") },
            Aspect::Customer => Considered::Customer { affected: List::empty() },
            Aspect::Plan => Considered::Plan { checked: List::empty() },
            Aspect::Release => Considered::Release { calendar: label("none") },
        };
        let (name, version) = LOW_RISK;
        Assessed {
            impact: self.impact(&considered, context),
            considered,
            finding: Finding::Acceptable,
            statement: text("by rule, for its risk is low and so is its impact"),
            assessor: Assessor::Rule(label(name), version),
        }
        .into()
    }

    pub(super) fn route_to_design(&self) -> Result<Vec<Event>, Rejection> {
        self.is_of(&[Class::Major])?;
        Ok(vec![RoutedToDesign {}.into()])
    }

    pub(super) fn assess(
        &self,
        command: &Assess,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let is_done =
            matches!(self.phase, Phase::Implemented | Phase::Investigating | Phase::Reviewing);
        if is_done {
            self.is_of(&[Class::Emergency])?;
        }
        let Assess { considered, finding, statement } = command.clone();
        let (aspect, internal) = (considered.aspect(), context.caller.door.is_internal());
        let roles = aspect.roles();
        let (held, actor) = (context.facts.get::<Roles>(), &context.caller.actor);
        let may = |role: &&str| authority::holds(held, actor, role, context.recorded_now);
        // Of these no rule knows enough (DESIGN: people give them).
        let is_for_people = matches!(aspect, Aspect::Service | Aspect::Quality | Aspect::Security);
        if (!internal || is_for_people) && !roles.iter().any(may) {
            return Err(Rejection::NotAssessor { aspect, roles });
        }
        let hand = hand(context, roles);
        self.independent(&hand, &[Duty::Request], context)?;
        if is_done {
            self.looks_back(&hand, context)?;
        }
        let impact = self.impact(&considered, context);
        let assessor = Assessor::Person(hand);
        Ok(vec![Assessed { considered, finding, statement, assessor, impact }.into()])
    }

    /// The services that it names and what the CMDB says suffers, and whether that is all of it.
    fn suffering(&self, context: &Context<'_>) -> (BTreeSet<End>, bool) {
        let cmdb = context.facts.get::<ConfigurationItems>();
        let (services, items) = self.touched();
        let mut reached: BTreeSet<End> = services.iter().cloned().map(End::Service).collect();
        let mut is_known = true;
        for item in items {
            let reach = cmdb.impact(&End::Item(item.clone()), Direction::Up, Bounds::default());
            let nothing = reach.nothing.is_none_or(|why| why == Nothing::NothingDepends);
            is_known &= nothing && reach.truncated.is_none();
            reached.extend(reach.reached.into_iter().map(|reached| reached.end));
        }
        (reached, is_known)
    }

    /// What the CMDB says suffers, for the aspect service (9.1.10).
    fn impact(&self, considered: &Considered, context: &Context<'_>) -> Option<ImpactView> {
        let (reached, _) = self.suffering(context);
        let services = services_of(&reached);
        (considered.aspect() == Aspect::Service).then(|| ImpactView {
            position: context.head,
            reached: reached.len() as u64,
            services: super::bounded(services),
        })
    }

    pub(super) fn model_threats(command: &ModelThreats) -> Vec<Event> {
        let ModelThreats { model, finding, statement } = command.clone();
        vec![ThreatModelled { model, finding, statement }.into()]
    }

    pub(super) fn scan(command: &ScanVulnerabilities) -> Vec<Event> {
        let ScanVulnerabilities { report, finding } = command.clone();
        vec![VulnerabilityScanned { report, finding }.into()]
    }

    pub(super) fn ask_information(command: &AskInformation) -> Vec<Event> {
        vec![InformationRequested { question: command.question.clone() }.into()]
    }

    pub(super) fn provide_information(command: &ProvideInformation) -> Vec<Event> {
        vec![InformationProvided { answer: command.answer.clone() }.into()]
    }

    pub(super) fn plan_backout(&self, command: &PlanBackout) -> Result<Vec<Event>, Rejection> {
        let PlanBackout { plan, takes } = command.clone();
        if takes <= Span::ZERO {
            return Err(Rejection::NoTime);
        }
        let decided = matches!(self.phase, Phase::Building | Phase::Testing | Phase::Ready);
        if decided && self.class != Some(Class::Emergency) {
            return Err(Rejection::BackoutDecided);
        }
        let same = |known: &BackoutPlan| known.plan.as_ref() == Some(&plan) && known.takes == takes;
        if self.backout.as_ref().is_some_and(same) {
            return Ok(Vec::new());
        }
        Ok(vec![BackoutPlanned { plan, takes, voided: self.voters() }.into()])
    }

    pub(super) fn test_backout(&self, command: &TestBackout) -> Result<Vec<Event>, Rejection> {
        if self.backout.is_none() {
            return Err(Rejection::BackoutNotPlanned);
        }
        Ok(vec![BackoutTested { trial: command.trial.clone() }.into()])
    }

    /// Whether it is assessed in every respect.
    pub(super) fn assessed(&self) -> Result<(), Rejection> {
        let missing = |aspect: &Aspect| !self.assessments.contains_key(aspect);
        let aspects: Vec<_> = Aspect::ALL.into_iter().filter(missing).collect();
        if aspects.is_empty() { Ok(()) } else { Err(Rejection::NotAssessed { aspects }) }
    }

    /// ... and nothing speaks against it.
    pub(super) fn acceptable(&self) -> Result<(), Rejection> {
        let against = self.assessments.iter();
        let against = against.filter(|(_, known)| known.finding != Finding::Acceptable);
        let aspects: Vec<_> = against.map(|(aspect, _)| *aspect).collect();
        if aspects.is_empty() { Ok(()) } else { Err(Rejection::Unacceptable { aspects }) }
    }
}
