use crate::configuration_audit::{self, Deficiency, DeficiencyFound, Event, Kind};
use crate::configuration_item::{self, ConfigurationItem, FlagDiscrepancy, Phase};
use crate::facts::{AuditFindings, ConfigurationItems, Finding};
use crate::limits::{Label, label, label_or, text};
use crate::roles::CONFIGURATION_MANAGER;
use crate::task::{self, Open, Subject, Task};
use engine::{
    DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef, Span,
};

/// Whenever an audit finds a deficiency, its item is flagged; of what is not on record, the
/// configuration manager is asked to find out what it is, and of what cannot be flagged as it stands,
/// to see to it (9.1.9). Within five days: an assumption.
#[derive(Clone, Copy, Debug)]
pub struct DeficientItemsAreFlagged;

/// The events of an item after which what was left of its deficiencies can be flagged.
const LOOKED_AT_AGAIN: [&str; 3] = ["corrected", "released_from_quarantine", "found"];
/// Where an item can be flagged.
const CAN_BE: [Phase; 4] =
    [Phase::InService, Phase::Registered, Phase::Idle, Phase::UnderMaintenance];

impl Policy for DeficientItemsAreFlagged {
    fn name(&self) -> &'static str {
        "deficient-items-are-flagged"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = (configuration_audit::NAME, "deficiency_found");
        let flagged = (configuration_item::NAME, "flag_discrepancy");
        let again = LOOKED_AT_AGAIN.map(|event| {
            let heard = (configuration_item::NAME, event);
            Edge::when(heard, "an audit has found more at it", flagged)
        });
        let found = [
            Edge::when(heard, "the item is on record and not flagged", flagged),
            Edge::when(heard, "the item is not on record", (task::NAME, "open")),
            Edge::when(heard, "the item cannot be flagged as it stands", (task::NAME, "open")),
        ];
        found.into_iter().chain(again).collect()
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<AuditFindings>(), NewFact::of::<ConfigurationItems>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        if record.process == configuration_item::NAME {
            let item = key;
            let phase = facts.get::<ConfigurationItems>().phase_of(&item);
            let can_be = phase.is_some_and(|phase| CAN_BE.contains(&phase));
            let again = can_be.then(|| flag_again(item, facts.get())).flatten();
            return Ok(again.into_iter().collect());
        }
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::DeficiencyFound(found) = event else { return Ok(Vec::new()) };
        if found.deficiency.kind == Kind::Unknown {
            return Ok(vec![identify(&found.deficiency.item, record)]);
        }
        let phase = facts.get::<ConfigurationItems>().phase_of(&found.deficiency.item);
        let waits = [Phase::Quarantined, Phase::Missing, Phase::Identified];
        Ok(match phase {
            Some(phase) if CAN_BE.contains(&phase) => vec![flag(&key, found)],
            Some(phase) if waits.contains(&phase) => vec![see_to(&found.deficiency, record)],
            // Flagged already, or nothing any more that a record is kept of.
            Some(_) | None => Vec::new(),
        })
    }
}

fn flag(audit: &Key, found: DeficiencyFound) -> Dispatch {
    let DeficiencyFound { deficiency, unauthorised, .. } = found;
    let detail = text(&told(&deficiency));
    let (found, differing) = (audit_of(audit), [].into());
    let flag = FlagDiscrepancy { found, detail, differing, unauthorised };
    Dispatch::to::<ConfigurationItem>(deficiency.item, flag)
}

/// Of several differences, each is to be corrected.
fn flag_again(item: Key, findings: &AuditFindings) -> Option<Dispatch> {
    let (audit, left) = findings.left_at(&item).next()?;
    let part = |it: &Finding| {
        let cut = |text: &str| text.chars().take(200).collect::<String>();
        let what = it.what.as_deref().map_or_else(|| "something".to_owned(), cut);
        let found = it.found.as_deref().map(|found| format!(" (found: {})", cut(found)));
        format!("{what}{}", found.unwrap_or_default())
    };
    let parts: Vec<_> = left.iter().take(5).map(part).collect();
    let detail = text(&format!("also differing, in: {}", parts.join(", ")));
    let found = audit_of(audit);
    let unauthorised = left.iter().any(|it| it.unauthorised);
    let flag = FlagDiscrepancy { found, detail, differing: [].into(), unauthorised };
    Some(Dispatch::to::<ConfigurationItem>(item, flag))
}

/// What an audit is called where it has found something.
pub(super) fn audit_of(audit: &Key) -> Label {
    label_or(&format!("audit {audit}"), "an audit")
}

/// In words; each part at its most is cut short, for the whole is at its most no longer than one.
pub(super) fn told(deficiency: &Deficiency) -> String {
    let cut = |text: &str| text.chars().take(500).collect::<String>();
    let part = |name: &str, of: Option<&str>| of.map(|it| format!(", {name}: {}", cut(it)));
    let parts = [
        part("in", deficiency.what.as_deref()),
        part("recorded", deficiency.recorded.as_deref()),
        part("found", deficiency.found.as_deref()),
    ];
    let parts: String = parts.into_iter().flatten().collect();
    format!("{}{parts}", deficiency.kind.name())
}

/// What is quarantined, missing or not registered yet has no record that could be corrected now.
fn see_to(deficiency: &Deficiency, record: &RecordRef<'_>) -> Dispatch {
    let (process, item) = (configuration_item::NAME, &deficiency.item);
    let about = Subject::of(process, item.clone());
    let ask = text(&format!(
        "see to what an audit has found at this item, which cannot be flagged as it stands: {}",
        told(deficiency)
    ));
    let command = label("configuration_item.update");
    let due = record.metadata.recorded_at + Span::from_days(5);
    let open = Open::for_role(CONFIGURATION_MANAGER, about, ask, command, due);
    Dispatch::to::<Task>(task::cause(process, item, "deficiency"), open)
}

fn identify(item: &Key, record: &RecordRef<'_>) -> Dispatch {
    let process = configuration_item::NAME;
    let about = Subject::of(process, item.clone());
    let ask = text("find out what this is: an audit has found it, and it is not on record");
    let command = label("configuration_item.identify");
    let due = record.metadata.recorded_at + Span::from_days(5);
    let open = Open::for_role(CONFIGURATION_MANAGER, about, ask, command, due);
    Dispatch::to::<Task>(task::cause(process, item, "identify"), open)
}
