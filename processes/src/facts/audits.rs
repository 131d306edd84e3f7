//! Which findings of audits are to be verified there.

use super::ENTRY_BYTES;
use crate::audit::{self, Event};
use crate::nonconformity::{self, Clause, Finding};
use engine::{DecodeError, EventSet as _, Fact, Key, RecordRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The nonconformities that audits found which are not over, and whether an auditor has verified and
/// reported that each is mended. What turns out not to be effective after all is to be verified anew.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Audits {
    verified: BTreeMap<Finding, bool>,
    /// The findings that were verified of a nonconformity.
    of: BTreeMap<Key, BTreeSet<Finding>>,
    /// What each audit whose work on site is not over will look at.
    ahead: BTreeMap<Key, BTreeSet<Clause>>,
    bytes: u64,
}

impl Audits {
    /// Whether it is still to be verified and reported that a finding is mended.
    #[must_use]
    pub fn owes(&self, finding: &Finding) -> bool {
        self.verified.get(finding) == Some(&false)
    }

    /// Whether that was done.
    #[must_use]
    pub fn is_verified(&self, finding: &Finding) -> bool {
        self.verified.get(finding) == Some(&true)
    }

    /// Whether an audit will look at a clause yet.
    #[must_use]
    pub fn will_look_at(&self, audit: &Key, clause: &Clause) -> bool {
        self.ahead.get(audit).is_some_and(|clauses| clauses.contains(clause))
    }

    fn set_ahead(&mut self, audit: &Key, clauses: Option<BTreeSet<Clause>>) {
        let bytes = |clauses: &BTreeSet<Clause>| {
            let each: usize =
                clauses.iter().map(|it| it.clause.len() + size_of::<Clause>() + ENTRY_BYTES).sum();
            (each + audit.as_escaped().len() + ENTRY_BYTES) as u64
        };
        self.bytes -= self.ahead.remove(audit).map_or(0, |before| bytes(&before));
        if let Some(clauses) = clauses {
            self.bytes += bytes(&clauses);
            self.ahead.insert(audit.clone(), clauses);
        }
    }

    fn forget(&mut self, finding: &Finding) {
        if self.verified.remove(finding).is_some() {
            self.bytes -= bytes_of(finding);
        }
        self.of.retain(|_, findings| {
            findings.remove(finding);
            !findings.is_empty()
        });
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events")]
    fn hear(&mut self, audit: &Key, event: Event) {
        let finding = |number| Finding { audit: audit.clone(), number };
        match event {
            Event::FindingRecorded(found) if found.kind.is_nonconformity() => {
                let finding = finding(found.number);
                self.bytes += bytes_of(&finding);
                self.verified.insert(finding, false);
            }
            Event::FindingWithdrawn(withdrawn) => self.forget(&finding(withdrawn.number)),
            Event::ActionVerified(verified) => {
                let finding = finding(verified.number);
                self.verified.insert(finding.clone(), true);
                self.of.entry(verified.nonconformity).or_default().insert(finding);
            }
            Event::ProgrammeSet(set) => {
                self.set_ahead(audit, Some(set.programme.criteria.iter().cloned().collect()));
            }
            Event::FieldworkFinished(_) => self.set_ahead(audit, None),
            Event::Closed(_) | Event::Cancelled(_) => {
                self.set_ahead(audit, None);
                let of_it = finding(0)..=finding(u64::MAX);
                let findings: Vec<_> =
                    self.verified.range(of_it).map(|(it, _)| it.clone()).collect();
                for finding in findings {
                    self.forget(&finding);
                }
            }
            _ => {}
        }
    }
}

/// At most twice in a map: it, and what it is of.
fn bytes_of(finding: &Finding) -> u64 {
    (2 * (ENTRY_BYTES + size_of::<Finding>() + finding.audit.as_escaped().len())) as u64
}

impl Fact for Audits {
    const NAME: &'static str = "audits";
    const VERSION: u16 = 2;
    const BYTES_MAX: usize = 64 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[audit::NAME, nonconformity::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let key = record.stream()?.key;
        if record.process == audit::NAME {
            let event = Event::decode(record.event, record.schema, record.payload)?;
            self.hear(&key, event);
        } else if record.event == "verification_failed" {
            for finding in self.of.remove(&key).unwrap_or_default() {
                self.verified.insert(finding, false);
            }
        }
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }
}
