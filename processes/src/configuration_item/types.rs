//! Types of items: draft, approve, publish, examine, retire.

use super::value::{Cover, Definition, RULES_MAX};
use super::{
    Command, Event, Rejection, TypeApproved, TypeConfirmed, TypeDefinition, TypeDrafted,
    TypePublished, TypeRejected, TypeRetired, TypeReviewStarted, TypeRevised, TypeRevisionRejected,
};
use crate::change::{Origin, hand};
use crate::facts::{Changes, ConfigurationItems, Course, Principals};
use crate::roles::PROCESS_OWNER;
use engine::{Context, Key, Span};

impl TypeDefinition {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the table allows no other to a type")]
    pub(super) fn decide(
        &self,
        command: &Command,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let event: Event = match command {
            Command::ApproveType(_) => {
                self.not_by_author(context)?;
                TypeApproved {}.into()
            }
            // What is published stays so, for there may be items of it.
            Command::RejectType(reject) if self.version > 0 => {
                TypeRevisionRejected { reason: reject.reason.clone() }.into()
            }
            Command::RejectType(reject) => TypeRejected { reason: reject.reason.clone() }.into(),
            Command::PublishType(_) => {
                let among = if self.version == 0 { Among::InUse } else { Among::Published };
                agrees(&self.definition, among, context)?;
                TypePublished { version: self.version + 1 }.into()
            }
            Command::StartTypeReview(_) => TypeReviewStarted {}.into(),
            Command::ConfirmType(confirm) => {
                agrees(&self.definition, Among::Published, context)?;
                TypeConfirmed { reviewed: confirm.reviewed.clone() }.into()
            }
            Command::ReviseType(revise) => {
                check(&revise.definition, Among::Published, context)?;
                let Cover { change, approved } = revise.cover.clone();
                is_changed_by(&change, context)?;
                let definition = revise.definition.clone();
                TypeRevised { definition, approved, change: Some(change) }.into()
            }
            Command::RetireType(retire) => {
                let items = context.facts.get::<ConfigurationItems>().items_of(context.key);
                if items > 0 {
                    return Err(Rejection::TypeInUse { items });
                }
                TypeRetired { reason: retire.reason.clone() }.into()
            }
            _ => return Ok(Vec::new()),
        };
        Ok(vec![event])
    }

    /// Refuses who wrote it, who acts only for whoever did, and for whom it was written.
    fn not_by_author(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let hand = hand(context, &[PROCESS_OWNER]);
        let (wrote, here) = (["type_drafted", "type_revised"], (super::NAME, context.key));
        let (known, now) = (context.facts.get::<Principals>(), context.recorded_now);
        if known.is_work_of(&hand, &self.author, here, &wrote, now) {
            return Err(Rejection::ApproverIsAuthor { author: self.author.clone() });
        }
        Ok(())
    }
}

pub(super) fn draft(
    definition: &Definition,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    check(definition, Among::InUse, context)?;
    Ok(vec![TypeDrafted { definition: definition.clone() }.into()])
}

/// Which other types a type has to agree with.
#[derive(Clone, Copy)]
enum Among {
    /// All that say what is so of items, also while they are examined: no change covers what a new
    /// type would make of those.
    InUse,
    /// Those that nobody examines: types that are revised together, each under its change, may come
    /// to mean something else.
    Published,
}

fn check(definition: &Definition, among: Among, context: &Context<'_>) -> Result<(), Rejection> {
    let too_many = |what| Rejection::TooMany { what, max: RULES_MAX };
    if definition.attributes.len() > RULES_MAX {
        return Err(too_many("attributes"));
    }
    if definition.relations.len() > RULES_MAX {
        return Err(too_many("relation types"));
    }
    if definition.idle_after <= Span::ZERO {
        return Err(Rejection::NeverUsed);
    }
    agrees(definition, among, context)
}

/// Refuses a change that does not change the type now: it is approved and open, and about an item of
/// the type or raised from it.
fn is_changed_by(change: &Key, context: &Context<'_>) -> Result<(), Rejection> {
    let (changes, items) =
        (context.facts.get::<Changes>(), context.facts.get::<ConfigurationItems>());
    let is_of_type = |item: &Key| items.type_of(item) == Some(context.key);
    let is_type = |from: &Origin| *from.process == *super::NAME && from.key == *context.key;
    let about = changes.get(change).is_some_and(|claim| {
        claim.items.iter().any(is_of_type) || claim.raised_from.as_ref().is_some_and(is_type)
    });
    if about && changes.course(change).is_some_and(Course::is_approved) {
        return Ok(());
    }
    Err(Rejection::TypeNotCovered { change: change.clone() })
}

/// One name of a relation carries impact one way: as every other type says.
fn agrees(definition: &Definition, among: Among, context: &Context<'_>) -> Result<(), Rejection> {
    let facts = context.facts.get::<ConfigurationItems>();
    let counts = |key: &Key| match among {
        Among::InUse => true,
        Among::Published => facts.is_published(key),
    };
    let others = || facts.in_use().filter(|(key, _)| *key != context.key && counts(key));
    for (relation, rule) in &definition.relations {
        let differs = others().find(|(_, other)| {
            other.relations.get(relation).is_some_and(|known| known.impact != rule.impact)
        });
        if let Some((other, _)) = differs {
            let (relation, other) = (relation.clone(), other.clone());
            return Err(Rejection::ImpactDiffers { relation, other });
        }
    }
    Ok(())
}
