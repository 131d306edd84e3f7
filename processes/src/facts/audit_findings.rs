//! What audits of the CMDB have found, as far as a correction may rest on it.

use super::ENTRY_BYTES;
use crate::configuration_audit::{self, Event};
use crate::configuration_item::{self, Event as Item};
use crate::limits::{Label, Text};
use engine::{DecodeError, EventSet as _, Fact, Key, RecordRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What each audit has found in its round, by item, until that is over or the item's record became
/// other in that.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AuditFindings {
    found: BTreeMap<Key, BTreeMap<Key, Vec<Finding>>>,
    bytes: u64,
}

/// Something in which an item and its record differ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// In what, such as `location` or `attribute os`.
    pub what: Option<Label>,
    /// What is so, if that was said.
    pub found: Option<Text>,
    /// Whether no change covers that.
    pub unauthorised: bool,
}

impl Finding {
    /// Whether this is what was found; nothing, where that is none.
    #[must_use]
    pub fn says(&self, now: Option<&str>) -> bool {
        self.found.as_deref() == now
    }

    fn bytes(&self) -> usize {
        let what = self.what.as_ref().map_or(0, |what| what.len());
        let found = self.found.as_ref().map_or(0, |found| found.len());
        size_of::<Self>() + what + found
    }
}

impl AuditFindings {
    /// What an audit has found at an item in its last round.
    #[must_use]
    pub fn at(&self, audit: &Key, item: &Key) -> &[Finding] {
        let found = self.found.get(audit).and_then(|found| found.get(item));
        found.map(Vec::as_slice).unwrap_or_default()
    }

    /// What audits have found at an item that nothing was done about yet: by which one, and what.
    pub fn left_at(&self, item: &Key) -> impl Iterator<Item = (&Key, &[Finding])> {
        let left = self.found.iter().map(|(audit, found)| (audit, found.get(item)));
        left.filter_map(|(audit, found)| Some((audit, found?.as_slice())))
    }

    /// What was found is used up when the record says so, and out of date when it says something else.
    fn hear_of_item(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        if self.found.is_empty() || !["updated", "corrected"].contains(&record.event) {
            return Ok(());
        }
        let event = Item::decode(record.event, record.schema, record.payload)?;
        #[expect(clippy::wildcard_enum_match_arm, reason = "hears two of many events")]
        let changes = match &event {
            Item::Updated(updated) => &updated.changes,
            Item::Corrected(corrected) => &corrected.changes,
            _ => return Ok(()),
        };
        let (item, told) = (record.stream()?.key, changes.told());
        // Where nothing of the record was wrong, the item was put right.
        let is_told = |it: &Finding| {
            let mut named = told.iter().map(|(what, _)| Some(what.as_str()));
            told.is_empty() || named.any(|what| it.what.as_deref() == what)
        };
        for found in self.found.values_mut() {
            let Some(findings) = found.get_mut(&item) else { continue };
            let used: usize = findings.iter().filter(|it| is_told(it)).map(Finding::bytes).sum();
            self.bytes -= used as u64;
            findings.retain(|it| !is_told(it));
            if findings.is_empty() {
                found.remove(&item);
                self.bytes -= entry(&item) as u64;
            }
        }
        Ok(())
    }

    fn forget(&mut self, audit: &Key) {
        for (item, findings) in self.found.remove(audit).unwrap_or_default() {
            let bytes: usize = findings.iter().map(Finding::bytes).sum();
            self.bytes -= (entry(&item) + bytes) as u64;
        }
    }
}

fn entry(item: &Key) -> usize {
    ENTRY_BYTES + item.as_escaped().len()
}

impl Fact for AuditFindings {
    const NAME: &'static str = "audit_findings";
    const BYTES_MAX: usize = 64 * 1024 * 1024;
    const VERSION: u16 = 3;
    const PROCESSES: &'static [&'static str] =
        &[configuration_audit::NAME, configuration_item::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        if record.process == configuration_item::NAME {
            return self.hear_of_item(record);
        }
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let audit = record.stream()?.key;
        if matches!(event, Event::Planned(_) | Event::Closed(_) | Event::Cancelled(_)) {
            self.forget(&audit);
        }
        let Event::DeficiencyFound(it) = event else { return Ok(()) };
        let (item, what, found) = (it.deficiency.item, it.deficiency.what, it.deficiency.found);
        let finding = Finding { what, found, unauthorised: it.unauthorised };
        let new = entry(&item);
        let findings = self.found.entry(audit).or_default().entry(item).or_default();
        let entry = if findings.is_empty() { new } else { 0 };
        self.bytes += (entry + finding.bytes()) as u64;
        findings.push(finding);
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }
}
