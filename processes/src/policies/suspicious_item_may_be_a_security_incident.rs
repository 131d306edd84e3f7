use super::AskAbout;
use crate::configuration_item::{self, Event};
use crate::roles::SECURITY_OFFICER;
use crate::security_incident;
use engine::{DecodeError, EventSet as _, Facts, Key, RecordRef, Span};

/// Whenever an item was altered by somebody who must not, or so it seems, the security officer is
/// asked whether that is a security incident. Within an hour: an assumption.
pub const ALTERED_ITEM_MAY_BE_A_SECURITY_INCIDENT: AskAbout = AskAbout {
    name: "altered-item-may-be-a-security-incident",
    whenever: &[(configuration_item::NAME, "discrepancy_found")],
    only_if: Some("somebody may have altered it who must not"),
    facts: &[],
    about: configuration_item::NAME,
    which: |record, item, _: &Facts| suspected(record, item),
    role: SECURITY_OFFICER,
    ask: "say whether the alteration of this item is a security incident, and open one if it is",
    command: (security_incident::NAME, "open"),
    cause: "altered",
    within: Span::from_hours(1),
    done_by: &[],
    moot_by: &["merged", "rejected"],
};

/// Whenever an item that holds information is missing, the security officer is asked the same.
pub const MISSING_ITEM_MAY_BE_A_SECURITY_INCIDENT: AskAbout = AskAbout {
    name: "missing-item-may-be-a-security-incident",
    whenever: &[(configuration_item::NAME, "reported_missing")],
    only_if: Some("information is on it"),
    facts: &[],
    about: configuration_item::NAME,
    which: |record, item, _: &Facts| suspected(record, item),
    role: SECURITY_OFFICER,
    ask: "information is on this missing item: open a security incident, unless it is found unharmed",
    command: (security_incident::NAME, "open"),
    cause: "missing",
    within: Span::from_hours(1),
    done_by: &[],
    moot_by: &["found"],
};

#[expect(clippy::wildcard_enum_match_arm, reason = "two of many events show it")]
fn suspected(record: &RecordRef<'_>, item: &Key) -> Result<Vec<Key>, DecodeError> {
    let event = Event::decode(record.event, record.schema, record.payload)?;
    let is_suspicious = match event {
        Event::DiscrepancyFound(found) => found.unauthorised,
        Event::ReportedMissing(missing) => missing.holds_information,
        _ => false,
    };
    Ok(is_suspicious.then(|| item.clone()).into_iter().collect())
}
