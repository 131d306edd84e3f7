//! What is wanted, which way it goes, and what it says.
#![expect(clippy::similar_names, reason = "the content and the context of a decision")]

use super::duties::{Duty, hand};
use super::state::REVIEW_DELAY;
use super::table::{ADOPTING, REQUESTING, REVISING};
use super::terms::{ByModel, Class, Content, Definition, EscalationRule, ServiceEffect};
use super::{
    Adopt, Adopted, Cancel, Cancelled, Change, Classified, Classify, Escalate, Escalated, Event,
    Merge, Merged, Phase, Reclassified, Reclassify, Reject, Rejected, Rejection, Request,
    Requested, Revise, Revised, Withdraw, Withdrawn,
};
use crate::attest::Attestation;
use crate::configuration_item::{End, Phase as CiPhase};
use crate::facts::{
    Agreements, ChangeHands, ChangeModels, Changes, Claim, ConfigurationItems, Course, Hands,
    ServiceWork, Services, Stage, Unusable,
};
use crate::limits::{List, label};
use crate::roles::{CHANGE_MANAGER, SERVICE_MANAGER};
use crate::window::Scope;
use engine::{Actor, Context, Decider as _, Key};
use std::collections::BTreeSet;

/// Which way a change is to go, as it is asked for.
struct Asked<'a> {
    class: Class,
    model: Option<&'a Key>,
    policy: Option<&'a Attestation>,
}

/// ... and as it is found right.
struct Way {
    model: Option<ByModel>,
    definitions: List<Definition>,
}

impl Change {
    pub(super) fn request(
        command: &Request,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let internal = context.caller.door.is_internal();
        let requester = match &command.requester {
            Some(requester) if internal => requester.clone(),
            Some(_) => return Err(Rejection::RequesterStated),
            None => hand(context, REQUESTING),
        };
        command.content.check(context)?;
        let wanted = Requested {
            title: command.title.clone(),
            content: command.content.clone(),
            raised_from: command.raised_from.clone(),
            requester,
        };
        let mut events: Vec<Event> = vec![wanted.into()];
        if let Some(model) = &command.model {
            let asked = Asked { class: Class::Standard, model: Some(model), policy: None };
            let Way { model, definitions } = asked.way(&command.content, context)?;
            let class = Class::Standard;
            events.push(Classified { class, model, policy: None, definitions }.into());
            events.extend(Self::after(&events, context).preapprove(context)?);
        }
        Ok(events)
    }

    /// What a new change would be after these events of one decision.
    fn after(events: &[Event], context: &Context<'_>) -> Self {
        let mut change = Self::default();
        change.apply(events, context);
        change
    }

    /// Takes in the events of one decision, to decide further on what they make of it.
    pub(super) fn apply(&mut self, events: &[Event], context: &Context<'_>) {
        for (index, event) in events.iter().enumerate() {
            self.evolve(event, &context.stamp(index));
        }
    }

    pub(super) fn classify(
        &self,
        command: &Classify,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Classify { class, model, policy } = command;
        let asked = Asked { class: *class, model: model.as_ref(), policy: policy.as_ref() };
        let Some(content) = &self.content else { return Ok(Vec::new()) };
        Self::weighs_as_its_parts_do(*class, context)?;
        let Way { model, definitions } = asked.way(content, context)?;
        let (class, policy) = (*class, policy.clone());
        self.goes_on(Classified { class, model, policy, definitions }.into(), context)
    }

    pub(super) fn reclassify(
        &self,
        command: &Reclassify,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Reclassify { class, model, policy, reason } = command;
        if *class != Class::Major {
            Self::nothing_is_designed(context)?;
        }
        let asked = Asked { class: *class, model: model.as_ref(), policy: policy.as_ref() };
        let Some(content) = &self.content else { return Ok(Vec::new()) };
        self.still_weighs_for_its_parts(content, Some(*class), context)?;
        let Way { model, definitions } = asked.way(content, context)?;
        let (class, policy, reason) = (*class, policy.clone(), reason.clone());
        let voided = self.voters();
        let event = Reclassified { class, model, policy, definitions, reason, voided };
        self.goes_on(event.into(), context)
    }

    /// Refuses while services are designed or removed for it.
    fn nothing_is_designed(context: &Context<'_>) -> Result<(), Rejection> {
        let services = context.facts.get::<ServiceWork>().open_for(context.key);
        if services.is_empty() { Ok(()) } else { Err(Rejection::DesignUnderWay { services }) }
    }

    /// Refuses what would be about other services than those that are designed or removed for it, or
    /// take away what is designed, or leave what is removed.
    fn is_still_designed(&self, content: &Content, context: &Context<'_>) -> Result<(), Rejection> {
        let takes_away = |content: &Content| content.service_effect.takes_away();
        let turns = self.content.as_ref().is_some_and(|was| takes_away(was) != takes_away(content));
        let mut services = context.facts.get::<ServiceWork>().open_for(context.key);
        services.retain(|service| turns || !content.services.contains(service));
        if services.is_empty() { Ok(()) } else { Err(Rejection::DesignUnderWay { services }) }
    }

    /// A standard change is approved by its model at once.
    fn goes_on(&self, classified: Event, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let mut events = vec![classified];
        let mut change = self.clone();
        change.apply(&events, context);
        if change.class == Some(Class::Standard) {
            events.extend(change.preapprove(context)?);
        }
        Ok(events)
    }

    /// Whose votes are void when it is not any more what they voted on.
    pub(super) fn voters(&self) -> List<Actor> {
        super::bounded(self.votes.keys().cloned().collect())
    }

    pub(super) fn revise(
        &self,
        command: &Revise,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let title = command.title.as_ref().or(self.title.as_ref());
        let Some(title) = title.cloned() else { return Ok(Vec::new()) };
        let content = command.content.clone();
        let material = self.content.as_ref() != Some(&content);
        if !material && self.title.as_ref() == Some(&title) {
            return Ok(Vec::new());
        }
        content.check(context)?;
        self.still_weighs_for_its_parts(&content, self.class, context)?;
        self.is_still_designed(&content, context)?;
        if let Some(class) = self.class {
            content.may_be(class)?;
            if class == Class::Emergency {
                definitions(&content, context)?;
            }
        }
        // The title is not assessed, but it is shown.
        let voided = self.voters();
        let (author, reason) = (hand(context, REVISING), command.reason.clone());
        // He would want what he has had another part in: of an attempt before this one.
        let others = [Duty::Approve, Duty::Implement, Duty::Review];
        self.independent(&author, &others, context)?;
        Ok(vec![Revised { author, title, content, reason, material, voided }.into()])
    }

    pub(super) fn withdraw(
        &self,
        command: &Withdraw,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let hand = hand(context, REQUESTING);
        match &self.requester {
            Some(requester) if !hand.actors().any(|actor| actor == requester) => {
                Err(Rejection::NotRequester { requester: requester.clone() })
            }
            Some(_) | None => {
                let (reason, raised_from) = (command.reason.clone(), self.raised_from.clone());
                Ok(vec![Withdrawn { reason, raised_from }.into()])
            }
        }
    }

    pub(super) fn cancel(&self, command: &Cancel) -> Vec<Event> {
        let (reason, raised_from) = (command.reason.clone(), self.raised_from.clone());
        vec![Cancelled { reason, raised_from }.into()]
    }

    pub(super) fn reject(&self, command: &Reject) -> Vec<Event> {
        let (reason, told) = (command.ground.clone(), Some(command.told.clone()));
        let raised_from = self.raised_from.clone();
        vec![Rejected { reason, told, tally: None, raised_from }.into()]
    }

    pub(super) fn merge(
        &self,
        command: &Merge,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Merge { parent, told } = command.clone();
        let changes = context.facts.get::<Changes>();
        let Some(known) = changes.get(&parent).filter(|_| &parent != context.key) else {
            return Err(Rejection::ParentNotOpen { parent });
        };
        let (services, items) = self.touched();
        let services = services.iter().filter(|service| !known.services.contains(*service));
        let items = items.iter().filter(|item| !known.items.contains(*item));
        let missing: Vec<_> = services.chain(items).cloned().collect();
        if !missing.is_empty() {
            return Err(Rejection::ParentNotCovering { parent, missing });
        }
        if matches!(known.stage, Stage::Implementing | Stage::Failed | Stage::Done) {
            return Err(Rejection::ParentBegun { parent });
        }
        Self::nothing_is_designed(context)?;
        self.weighs_no_more_than(&parent, known, changes)?;
        self.wanted_by_none_who_judged(&parent, context)?;
        Ok(vec![Merged { parent, told }.into()])
    }

    /// Refuses to be part of what those who want it, or what has become part of it, have assessed,
    /// decided on, carried out or reviewed; and of what is decided on, for it was not shown to those who
    /// did. Two reports of one emergency are one, where nobody else wants it by that: it is assessed
    /// afterwards, with both.
    fn wanted_by_none_who_judged(
        &self,
        parent: &Key,
        context: &Context<'_>,
    ) -> Result<(), Rejection> {
        let hands = context.facts.get::<ChangeHands>();
        let of_parts = hands.get(context.key).map(|hands| &hands.requesters);
        let requesters: BTreeSet<_> =
            self.duties.requesters.iter().chain(of_parts.into_iter().flatten()).collect();
        let (hands, parent) = (hands.get(parent), parent.clone());
        let others = hands.map(|hands| {
            let Hands { assessors, approvers, deployers, reviewers, excepted_by, .. } = hands;
            [assessors, approvers, deployers, reviewers, excepted_by]
        });
        let mut others = others.into_iter().flatten().flatten();
        if let Some(requester) = others.find(|other| requesters.contains(other)).cloned() {
            return Err(Rejection::ParentByRequester { parent, requester });
        }
        let course = context.facts.get::<Changes>().course(&parent);
        let is_decided = course.is_some_and(Course::is_approved);
        let is_emergency = course.is_some_and(|course| course.class == Some(Class::Emergency));
        let wanted = |who: &Actor| hands.is_some_and(|hands| hands.requesters.contains(who));
        if is_decided && !(is_emergency && requesters.into_iter().all(wanted)) {
            return Err(Rejection::ParentDecided { parent });
        }
        Ok(())
    }

    /// Refuses a class that asks for fewer decisions than that of what has become part of it before it
    /// had one.
    fn weighs_as_its_parts_do(class: Class, context: &Context<'_>) -> Result<(), Rejection> {
        let changes = context.facts.get::<Changes>();
        // What nobody has looked at is an emergency where this is one; a model is not for it.
        let asks_for_more = |part: &Key| match changes.own_class(part) {
            Some(of_part) => class.weight() < of_part.weight(),
            None => class == Class::Standard,
        };
        let parts = changes.parts_of(context.key).into_iter().map(|(part, _)| part.clone());
        let parts: Vec<_> = parts.filter(asks_for_more).collect();
        if parts.is_empty() {
            return Ok(());
        }
        Err(Rejection::PartsNeedAsMuch { parts, lacks: vec!["class"] })
    }

    /// Refuses to become less than what has become part of it was weighed against: fewer services or
    /// items, a lesser risk, effect or class, no retest.
    fn still_weighs_for_its_parts(
        &self,
        content: &Content,
        class: Option<Class>,
        context: &Context<'_>,
    ) -> Result<(), Rejection> {
        let parts = context.facts.get::<Changes>().parts_of(context.key);
        let Some(was) = self.content.as_ref().filter(|_| !parts.is_empty()) else { return Ok(()) };
        let drops = |was: &[Key], is: &[Key]| was.iter().any(|one| !is.contains(one));
        let weight = |class: Option<Class>| class.map_or(u8::MAX, Class::weight);
        let (effect, now) = (was.service_effect, content.service_effect);
        let lesser = (effect.is_major() && now != effect)
            || (effect != ServiceEffect::Unchanged && now == ServiceEffect::Unchanged);
        let regards = [
            ("services", drops(&was.services, &content.services)),
            ("items", drops(&was.configuration_items, &content.configuration_items)),
            ("risk", content.risk.level > was.risk.level),
            ("effect on services", lesser),
            ("retest of continuity", was.retests_continuity && !content.retests_continuity),
            ("class", weight(class) < weight(self.class)),
        ];
        let lacks: Vec<_> =
            regards.into_iter().filter(|(_, less)| *less).map(|(it, _)| it).collect();
        if lacks.is_empty() {
            return Ok(());
        }
        let parts = parts.into_iter().map(|(part, _)| part.clone()).collect();
        Err(Rejection::PartsNeedAsMuch { parts, lacks })
    }

    /// Refuses to be part of what asks for fewer decisions, or was assessed and decided for less: they
    /// are not got round. What is not classified yet may be of any class but a major one.
    fn weighs_no_more_than(
        &self,
        parent: &Key,
        known: &Claim,
        changes: &Changes,
    ) -> Result<(), Rejection> {
        let Some(content) = &self.content else { return Ok(()) };
        let effect = content.service_effect;
        let is_major = |class| class == Some(Class::Major);
        let parents = changes.course(parent).and_then(|course| course.class);
        let is_same = known.service_effect == effect || !effect.is_major();
        if (is_major(self.class) || effect.is_major()) && !(is_same && is_major(parents)) {
            return Err(Rejection::ParentLesser { parent: parent.clone(), effect });
        }
        let asks_for = self.class.unwrap_or(Class::Normal).weight();
        let changes_more =
            effect != ServiceEffect::Unchanged && known.service_effect == ServiceEffect::Unchanged;
        let regards = [
            ("class", parents.is_some_and(|class| class.weight() < asks_for)),
            ("risk", content.risk.level < known.risk),
            ("effect on services", changes_more),
            ("retest of continuity", content.retests_continuity && !known.retests_continuity),
        ];
        let lacks: Vec<_> =
            regards.into_iter().filter(|(_, less)| *less).map(|(it, _)| it).collect();
        if lacks.is_empty() {
            return Ok(());
        }
        Err(Rejection::ParentDecidedForLess { parent: parent.clone(), lacks })
    }

    pub(super) fn escalate(
        &self,
        command: &Escalate,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Escalate { rule, to, reason } = command.clone();
        let due = self.rule_due(rule).is_some_and(|due| due <= context.recorded_now);
        let to = match rule {
            EscalationRule::Judgement if reason.is_none() => return Err(Rejection::ReasonMissing),
            EscalationRule::Judgement => to.unwrap_or_else(|| label(SERVICE_MANAGER)),
            _ if self.escalated.contains(&rule) => return Ok(Vec::new()),
            _ if !due => return Err(Rejection::RuleNotMatched { rule }),
            EscalationRule::RetrospectiveOverdue => to.unwrap_or_else(|| label(SERVICE_MANAGER)),
            EscalationRule::AssessmentOverdue
            | EscalationRule::WindowMissed
            | EscalationRule::CmdbOverdue => to.unwrap_or_else(|| label(CHANGE_MANAGER)),
        };
        Ok(vec![Escalated { rule, to, reason }.into()])
    }

    pub(super) fn adopt(command: &Adopt, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        command.content.check(context)?;
        command.content.may_be(Class::Emergency)?;
        let definitions = definitions(&command.content, context)?;
        if command.carried_out_at > context.recorded_now {
            return Err(Rejection::StillToCome { at: command.carried_out_at });
        }
        let adopted = Adopted {
            title: command.title.clone(),
            content: command.content.clone(),
            carried_out_at: command.carried_out_at,
            recorder: hand(context, ADOPTING),
            implementer: command.implementer.as_ref().unwrap_or(&context.caller.actor).clone(),
            deviation: command.deviation.clone(),
            result: command.result.clone(),
            matches: command.matches.clone(),
            definitions,
            review_at: context.recorded_now + REVIEW_DELAY,
        };
        Ok(vec![adopted.into()])
    }

    /// The model it is made by, as it is now.
    ///
    /// # Errors
    /// [`Rejection::ModelUnusable`], and of what it is not for.
    pub(super) fn usable<'a>(
        model: &Key,
        content: &Content,
        context: &Context<'a>,
    ) -> Result<crate::facts::Usable<'a>, Rejection> {
        let models: &'a ChangeModels = context.facts.get();
        let unusable = |why: Unusable| Rejection::ModelUnusable { model: model.clone(), why };
        let usable = models.usable(model, context.recorded_now).map_err(unusable)?;
        let (limit, risk) = (usable.model.risk, content.risk.level);
        if risk < limit {
            return Err(Rejection::RiskierThanModel { model: model.clone(), limit, risk });
        }
        if let Scope::Named(named) = &usable.model.scope {
            let cmdb: &'a ConfigurationItems = context.facts.get();
            let is_named = |service: &Key| named.services.contains(service);
            // An item of services that the model is for, and of no other, needs no mention.
            let is_of_them = |item: &Key| {
                let services = cmdb.services_above(item);
                !services.is_empty() && services.iter().all(is_named)
            };
            let is_covered =
                |item: &Key| named.configuration_items.contains(item) || is_of_them(item);
            let services = content.services.iter().filter(|service| !is_named(service));
            let items = content.configuration_items.iter().filter(|item| !is_covered(item));
            let outside: Vec<_> = services.chain(items).cloned().collect();
            if !outside.is_empty() {
                return Err(Rejection::OutsideModel { model: model.clone(), outside });
            }
        }
        Ok(usable)
    }

    /// Whether it is at a place that `held` leads back to.
    pub(super) fn is_held_from(&self, phase: Phase) -> bool {
        self.held_from == Some(phase)
    }
}

impl Asked<'_> {
    fn way(&self, content: &Content, context: &Context<'_>) -> Result<Way, Rejection> {
        content.may_be(self.class)?;
        if (self.class == Class::Standard) != self.model.is_some() {
            return Err(Rejection::ModelNotFitting);
        }
        if self.class != Class::Standard && self.policy.is_none() {
            return Err(Rejection::PolicyMissing);
        }
        let model = self.model.map(|model| {
            let usable = Change::usable(model, content, context)?;
            Ok(ByModel { model: model.clone(), version: usable.version })
        });
        let definitions = match self.class {
            Class::Emergency => definitions(content, context)?,
            Class::Standard | Class::Normal | Class::Major => List::empty(),
        };
        Ok(Way { model: model.transpose()?, definitions })
    }
}

impl Content {
    /// Whether it makes sense here and now.
    fn check(&self, context: &Context<'_>) -> Result<(), Rejection> {
        if self.services.is_empty() && self.configuration_items.is_empty() {
            return Err(Rejection::NothingTouched);
        }
        let known = context.facts.get::<ConfigurationItems>();
        let is_unknown = |item: &&Key| {
            let identified = known.phase_of(item).is_some_and(|phase| {
                phase.is_live() || matches!(phase, CiPhase::Identified | CiPhase::Retired)
            });
            !identified && !known.is_live(&End::Item((*item).clone()))
        };
        let items: Vec<_> = self.configuration_items.iter().filter(is_unknown).cloned().collect();
        if items.is_empty() { Ok(()) } else { Err(Rejection::UnknownItems { items }) }
    }

    /// Whether it may go that way (9.2.2, 9.2.3).
    fn may_be(&self, class: Class) -> Result<(), Rejection> {
        if self.service_effect.is_major() && class != Class::Major {
            return Err(Rejection::AlwaysMajor { effect: self.service_effect });
        }
        Ok(())
    }
}

/// What an emergency is, by the agreement of each service concerned: named, or such that it suffers
/// when one of the items fails; every one of them agreed (9.2.6).
pub(super) fn definitions(
    content: &Content,
    context: &Context<'_>,
) -> Result<List<Definition>, Rejection> {
    let cmdb = context.facts.get::<ConfigurationItems>();
    let known = context.facts.get::<Services>();
    // Nobody has a service any more that has left the catalogue.
    let is_there = |it: &Key| content.services.contains(it) || !known.is_retired(it);
    let mut concerned = cmdb.concerned(&content.services, &content.configuration_items);
    concerned.retain(is_there);
    if concerned.is_empty() {
        return Err(Rejection::NoServiceConcerned);
    }
    let (agreements, now) = (context.facts.get::<Agreements>(), context.recorded_now);
    let (mut definitions, mut services) = (Vec::new(), Vec::new());
    for service in &concerned {
        let applying = agreements.all_in_force(now).filter(|known| {
            known.agreed
                && known.terms.kind == crate::agreement::Kind::Sla
                && (known.terms.services.is_empty() || known.terms.services.contains(service))
        });
        let before = definitions.len();
        definitions.extend(applying.map(|known| Definition {
            agreement: known.key.clone(),
            version: known.version,
            emergency: known.terms.definitions.emergency_change.clone(),
        }));
        if definitions.len() == before {
            services.push(service.clone());
        }
    }
    if !services.is_empty() {
        return Err(Rejection::EmergencyNotAgreed { services });
    }
    definitions.dedup();
    Ok(super::bounded(definitions))
}

impl Escalate {
    /// By a rule, to whom the rule says.
    #[must_use]
    pub const fn by(rule: EscalationRule) -> Self {
        Self { rule, to: None, reason: None }
    }
}
