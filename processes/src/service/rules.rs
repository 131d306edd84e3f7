//! What entries must be like.

use super::{Difference, Entry, Rejection};
use crate::agreement::Kind;
use crate::configuration_item::End;
use crate::facts::{Agreements, Applicable, ConfigurationItems, Services};
use engine::{Context, Key};

/// Whether an entry lists what it must, and all of it is there.
pub(super) fn check(entry: &Entry, context: &Context<'_>) -> Result<(), Rejection> {
    let alone = entry.stands_alone.is_some();
    if !alone && entry.components.is_empty() {
        return Err(Rejection::NothingListed { what: "component" });
    }
    if !alone && entry.depends_on.is_empty() {
        return Err(Rejection::NothingListed { what: "service that it needs" });
    }
    are_live(&entry.components, context)?;
    let services = context.facts.get::<Services>();
    for needed in &entry.depends_on {
        if needed == context.key || services.needs(needed, context.key) {
            return Err(Rejection::NeedsItself { through: needed.clone() });
        }
        if !services.is_known(needed) {
            return Err(Rejection::UnknownService { service: needed.clone() });
        }
    }
    Ok(())
}

/// Refuses items that are not on record or at their end.
pub(super) fn are_live(items: &[Key], context: &Context<'_>) -> Result<(), Rejection> {
    let known = context.facts.get::<ConfigurationItems>();
    match items.iter().find(|item| !known.is_live(&End::Item((*item).clone()))) {
        Some(item) => Err(Rejection::UnknownItem { item: item.clone() }),
        None => Ok(()),
    }
}

/// The service level agreements in force that both parties signed and that name the service.
pub(super) fn agreements<'a>(context: &'a Context<'a>) -> impl Iterator<Item = Applicable<'a>> {
    let all = context.facts.get::<Agreements>().all_in_force(context.recorded_now);
    all.filter(|it| it.agreed && it.terms.kind == Kind::Sla)
        .filter(|it| it.terms.services.contains(context.key))
}

/// In what an entry and the agreements in force differ.
pub(super) fn differences(entry: &Entry, context: &Context<'_>) -> Vec<Difference> {
    let covers = |customer: &Key| {
        agreements(context).any(|it| it.terms.party.as_ref().is_none_or(|party| party == customer))
    };
    let mut differences = Vec::new();
    if entry.customers.is_empty() {
        if agreements(context).next().is_none() {
            differences.push(Difference::NoAgreement);
        }
        return differences;
    }
    let uncovered = entry.customers.iter().filter(|customer| !covers(customer));
    differences.extend(uncovered.cloned().map(Difference::NoAgreementFor));
    let unlisted = agreements(context)
        .filter(|it| it.terms.party.as_ref().is_some_and(|it| !entry.customers.contains(it)));
    differences.extend(unlisted.map(|it| Difference::CustomerNotListed(it.key.clone())));
    differences
}
