use super::deficient_items_are_flagged::{audit_of, told};
use super::nonconforming::{Nonconforming, clause};
use crate::configuration_audit;
use crate::configuration_item;
use crate::facts::{ConfigurationItems, Nonconformities};
use crate::limits::{Label, text_or};
use crate::nonconformity::{self, Source};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever an item was altered and no change explains it, that is a nonconformity: one for each
/// audit or discovery, however many items it flags, and whether or not they are flagged already (9.1.9).
///
/// Outward: it is work for people.
#[derive(Clone, Copy, Debug)]
pub struct UnexplainedDiscrepancyIsANonconformity;

impl Policy for UnexplainedDiscrepancyIsANonconformity {
    fn name(&self) -> &'static str {
        "unexplained-discrepancy-is-a-nonconformity"
    }

    fn edges(&self) -> Vec<Edge> {
        let only_if = "no change explains it, and none is open for what found it";
        let edge = |heard| Edge::when(heard, only_if, (nonconformity::NAME, "raise"));
        vec![
            edge((configuration_audit::NAME, "deficiency_found")),
            edge((configuration_item::NAME, "discrepancy_found")),
        ]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<ConfigurationItems>(), NewFact::of::<Nonconformities>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let Some(Altered { by, item, detail }) = altered(record)? else { return Ok(Vec::new()) };
        let source = Source::Comparison(by.clone());
        if facts.get::<Nonconformities>().known_from(&source).is_some() {
            return Ok(Vec::new());
        }
        let told = format!("{by} has found that {item} was altered: {detail}");
        let is_known = facts.get::<ConfigurationItems>().phase_of(&item).is_some();
        let nonconforming = Nonconforming {
            source,
            criterion: clause("9.1"),
            summary: format!("{item} was altered, and no change explains it"),
            statement: text_or(&told, "an item was altered, and no change explains it"),
            services: &[],
            items: if is_known { std::slice::from_ref(&item) } else { &[] },
            at: record.metadata.recorded_at,
        };
        Ok(vec![nonconforming.tell(facts)])
    }
}

/// That an item was altered, and no change explains it.
struct Altered {
    /// What has found that.
    by: Label,
    item: Key,
    detail: String,
}

#[expect(clippy::wildcard_enum_match_arm, reason = "no other is heard")]
fn altered(record: &RecordRef<'_>) -> Result<Option<Altered>, DecodeError> {
    let key = record.stream()?.key;
    if record.process == configuration_audit::NAME {
        let event =
            configuration_audit::Event::decode(record.event, record.schema, record.payload)?;
        return Ok(match event {
            configuration_audit::Event::DeficiencyFound(found) if found.unauthorised => {
                let detail = told(&found.deficiency);
                Some(Altered { by: audit_of(&key), item: found.deficiency.item, detail })
            }
            _ => None,
        });
    }
    let event = configuration_item::Event::decode(record.event, record.schema, record.payload)?;
    Ok(match event {
        configuration_item::Event::DiscrepancyFound(found) if found.unauthorised => {
            Some(Altered { by: found.found, item: key, detail: found.detail.to_string() })
        }
        _ => None,
    })
}
