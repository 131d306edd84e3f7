//! How a complaint comes in, by which words it is one, and how it ends as none of its own.

use super::table::ANSWERING;
use super::{
    Acknowledge, Acknowledged, Complaint, Definition, Event, Handover, Instead, Lodge, Merge,
    Merged, Policy, PolicySet, Reclassified, Reclassify, Recorded, Rejection, SetPolicy,
};
use crate::change::{Hand, hand};
use crate::clock::AgreementVersion;
use crate::facts::{Agreements, Complaints};
use crate::limits::{Label, Text};
use crate::personal::Personal;
use engine::{Context, Key, Span, Timestamp};

/// The name of the default agreement where none is recorded, not even the founding's.
const UNRECORDED: &str = "default";

/// The figures in force.
pub(super) fn policy(context: &Context<'_>) -> Policy {
    context.facts.get::<Complaints>().policy().1
}

impl Definition {
    /// The words that hold now between the provider and a customer, about a service.
    fn now(service: Option<&Key>, customer: Option<&Key>, context: &Context<'_>) -> Self {
        let agreements = context.facts.get::<Agreements>();
        let found = agreements.applicable(service, customer, context.recorded_now);
        let none = || AgreementVersion { key: UNRECORDED.into(), version: 0 };
        Self {
            agreement: found.as_ref().map_or_else(none, crate::facts::Applicable::for_clock),
            agreed: found.is_some_and(|found| found.agreed),
        }
    }

    /// What they say.
    fn statement(&self, context: &Context<'_>) -> Option<Text> {
        let key = Key::new(&self.agreement.key).ok()?;
        let terms = context.facts.get::<Agreements>().get(&key, self.agreement.version)?;
        Some(terms.definitions.complaint.clone())
    }
}

/// Whoever records it complains, unless another one is named. The engine does not.
fn complainant(command: &Lodge, context: &Context<'_>) -> Option<Personal<Label>> {
    let himself = || {
        let name = context.caller.actor.to_string();
        let says_so = !context.caller.door.is_internal();
        says_so.then(|| Label::new(&name).ok()).flatten().map(Personal::Clear)
    };
    command.complainant.clone().or_else(himself)
}

impl Complaint {
    /// Whether or not it is one by the agreed definition: that is looked into later, and by another.
    pub(super) fn record(command: Lodge, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        if command.service.is_none() && command.about.is_empty() {
            return Err(Rejection::SubjectMissing);
        }
        let at = command.at.unwrap_or(context.occurred_at);
        if at > context.recorded_now {
            return Err(Rejection::ToCome { at });
        }
        let (service, customer) = (command.service.as_ref(), Some(&command.customer));
        let definition = Definition::now(service, customer, context);
        let acknowledge_by = context.recorded_now + policy(context).acknowledge_within;
        let complainant = complainant(&command, context);
        let Lodge { summary, statement, customer, service, about, .. } = command;
        Ok(vec![
            Recorded {
                summary,
                statement,
                customer,
                complainant,
                service,
                about,
                at,
                definition,
                acknowledge_by,
            }
            .into(),
        ])
    }

    pub(super) fn acknowledge(
        &self,
        command: Acknowledge,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let by = self.hand(context)?;
        let answer_by = context.recorded_now + policy(context).answer_within;
        Ok(vec![Acknowledged { told: command.told, answer_by, by }.into()])
    }

    pub(super) fn reclassify(
        &self,
        command: Reclassify,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Reclassify { reason, instead, told } = command;
        let by = self.hand(context)?;
        let (service, customer) = (self.service.as_ref(), self.customer.as_ref());
        let of_then = self.definition.clone().filter(|known| known.agreed);
        let definition = of_then.unwrap_or_else(|| Definition::now(service, customer, context));
        let statement = definition.statement(context).filter(|_| definition.agreed);
        let statement = statement.ok_or(Rejection::DefinitionNotAgreed)?;
        if instead == Instead::Incident && self.service.is_none() {
            return Err(Rejection::ServiceMissing);
        }
        let handover = self.handover().filter(|_| instead != Instead::Neither);
        Ok(vec![Reclassified { reason, definition, statement, instead, handover, told, by }.into()])
    }

    fn handover(&self) -> Option<Handover> {
        Some(Handover {
            summary: self.summary.clone()?,
            customer: self.customer.clone()?,
            complainant: self.complainant.clone(),
            service: self.service.clone(),
        })
    }

    pub(super) fn merge(
        &self,
        command: Merge,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Merge { parent, told } = command;
        let by = self.hand(context)?;
        if parent == *context.key {
            return Err(Rejection::OwnParent);
        }
        let Some(known) = context.facts.get::<Complaints>().get(&parent) else {
            return Err(Rejection::ParentNotOpen { parent });
        };
        if self.customer.as_ref().is_some_and(|customer| *customer != known.customer) {
            let customer = known.customer.clone();
            return Err(Rejection::OtherCustomers { parent, customer });
        }
        // Whoever it is about answers neither.
        if let Some(person) = self.about.difference(&known.about).next().cloned() {
            return Err(Rejection::ParentAboutOthers { parent, person });
        }
        Ok(vec![Merged { parent, told, by }.into()])
    }

    /// Whose hand answers the customer; refuses whom it is about, and who acts only for one of them.
    pub(super) fn hand(&self, context: &Context<'_>) -> Result<Hand, Rejection> {
        let by = hand(context, ANSWERING);
        self.not_about(&by)?;
        Ok(by)
    }

    pub(super) fn not_about(&self, by: &Hand) -> Result<(), Rejection> {
        apart(by, "is one of those whom it is about", |actor| self.about.contains(actor))
    }

    pub(super) fn set_policy(
        command: SetPolicy,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let SetPolicy { policy, document } = command;
        let held_by = context.facts.get::<Complaints>().policy_key();
        if let Some(key) = held_by.filter(|key| *key != context.key) {
            return Err(Rejection::PolicyElsewhere { key: key.clone() });
        }
        let Policy { acknowledge_within, answer_within, object_within, correlate_within } = policy;
        let (min, max) = (Policy::SPAN_MIN, Policy::SPAN_MAX);
        for (what, span) in [
            ("acknowledge_within", acknowledge_within),
            ("answer_within", answer_within),
            ("object_within", object_within),
            ("correlate_within", correlate_within),
        ] {
            if !(min..=max).contains(&span) {
                return Err(Rejection::OutOfBounds { what, span, min, max });
            }
        }
        Ok(vec![PolicySet { policy, document }.into()])
    }
}

impl Policy {
    /// The shortest time that a figure may be: what comes sooner is a load and no plan.
    pub const SPAN_MIN: Span = Span::from_hours(1);
    /// The longest.
    pub const SPAN_MAX: Span = Span::from_days(366);
}

/// Refuses a hand of which somebody is one that must not.
pub(super) fn apart(
    by: &Hand,
    did: &'static str,
    must_not: impl Fn(&engine::Actor) -> bool,
) -> Result<(), Rejection> {
    let Some(other) = by.actors().find(|actor| must_not(actor)) else { return Ok(()) };
    let (actor, other) = (by.actor.clone(), other.clone());
    Err(Rejection::NotApart { actor, other, did })
}

pub(super) fn to_come(at: Timestamp, now: Timestamp) -> Result<(), Rejection> {
    if at <= now { Err(Rejection::Over { at }) } else { Ok(()) }
}
