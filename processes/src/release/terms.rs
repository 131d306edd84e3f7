//! What the events and commands of a release are made of. Durable: a layout here is versioned with
//! every event that uses it.

use crate::limits::{Label, List, Percent, Text};
use engine::{Key, Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a release is (9.3.2 to 9.3.4).
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleasePlan {
    /// In a few words.
    pub title: Label,
    /// The services that become other; at least one.
    pub services: List<Key>,
    /// The items that become other; at least one.
    pub configuration_items: List<Key>,
    /// The changes that it carries out; at least one.
    pub changes: List<Key>,
    /// The problems that it closes, known errors among them.
    #[serde(default)]
    pub problems: List<Key>,
    /// What is delivered; at least one thing.
    pub deliverables: List<Text>,
    /// How it is deployed.
    pub method: Text,
    /// When it is to be there.
    pub date: Timestamp,
    /// Who gets it before all others.
    pub canary: Canary,
    /// What a scan must show.
    #[serde(default)]
    pub scan: ScanRule,
    /// How it is observed afterwards.
    #[serde(default)]
    pub observation: ObservationRule,
}

/// Who gets it before all others.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Canary {
    /// These, one after the other; then all.
    Stages(List<Stage>),
    /// Nobody, for the release policy exempts its type.
    Waived(Waiver),
}

/// Some who get it before others.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Who.
    pub cohort: Label,
    /// How many of all, they and those before.
    pub share: Percent,
    /// How long it is watched with them.
    pub soak: Span,
}

/// Why there is no canary.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The rule of the release policy that exempts it.
    pub rule: Label,
    /// Why.
    pub reason: Text,
}

/// What a scan must show.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ScanRule {
    /// How long a scan counts.
    pub valid_for: Span,
    /// How many open findings there may be.
    pub findings_max: Findings,
}

/// Examples, for the requirements give no figures.
impl Default for ScanRule {
    fn default() -> Self {
        let findings_max = Findings { critical: 0, high: 0, medium: 10, low: 100 };
        Self { valid_for: Span::from_days(7), findings_max }
    }
}

/// Open findings of a scan, by how severe they are.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Findings {
    /// Critical ones.
    pub critical: u32,
    /// High ones.
    pub high: u32,
    /// Medium ones.
    pub medium: u32,
    /// Low ones.
    pub low: u32,
}

impl Findings {
    /// Whether there are no more than that, of no severity.
    #[must_use]
    pub const fn within(self, most: Self) -> bool {
        self.critical <= most.critical
            && self.high <= most.high
            && self.medium <= most.medium
            && self.low <= most.low
    }
}

/// How it is observed afterwards.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ObservationRule {
    /// How long.
    pub period: Span,
    /// How many incidents on its items are no problem yet.
    pub incidents_max: u32,
}

/// The period is that of the requirements' example; the limit is an assumption.
impl Default for ObservationRule {
    fn default() -> Self {
        Self { period: Span::from_days(14), incidents_max: 3 }
    }
}

/// How a deployment that fails is reversed or remedied (9.3.13).
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rollback {
    /// Step by step; at least one.
    pub steps: List<Text>,
    /// How long that takes at most.
    pub takes: Span,
}

/// What kind of criterion.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum CriterionKind {
    /// It does what it should.
    Functional,
    /// It is as safe as it should be.
    Security,
}

/// Something that must be so before it is deployed (9.3.9).
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// What it is called.
    pub name: Label,
    /// What kind it is.
    pub kind: CriterionKind,
    /// What must be so.
    pub statement: Text,
}

/// That a criterion is met, and what shows it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verified {
    /// Which.
    pub criterion: Label,
    /// What shows it.
    pub evidence: Text,
}

/// That a criterion is not met, and what follows from that (9.3.11).
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deviation {
    /// Which.
    pub criterion: Label,
    /// What is done instead.
    pub note: Text,
    /// By when it is met.
    pub due: Timestamp,
}

/// What a scan has shown. What it does not say, it has not shown.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scan {
    /// What scanned.
    pub scanner: Label,
    /// Where its report is.
    pub report: Label,
    /// What it found open; nothing said is no data.
    #[serde(default)]
    pub findings: Option<Findings>,
    /// Whether the security baseline is met; nothing said is no data.
    #[serde(default)]
    pub baseline_met: Option<bool>,
}

/// What a scan comes to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum ScanVerdict {
    Passed,
    Failed,
    NoData,
}

impl Scan {
    /// No data is not a pass.
    pub(super) fn verdict(&self, rule: &ScanRule) -> ScanVerdict {
        let within = self.findings.map(|findings| findings.within(rule.findings_max));
        match (within, self.baseline_met) {
            (Some(true), Some(true)) => ScanVerdict::Passed,
            (Some(false), _) | (_, Some(false)) => ScanVerdict::Failed,
            (None, _) | (_, None) => ScanVerdict::NoData,
        }
    }
}

/// How a stage does.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// Within its limits.
    Pass,
    /// Outside.
    Fail,
    /// Nobody can say.
    Inconclusive,
}

/// Why a stage is not over though its time is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Waiting {
    /// Nobody has said how it does.
    NoData,
    /// What was said tells nothing.
    Inconclusive,
    /// It has passed, but its time is over, a change of it is not being carried out, or something
    /// blocks.
    Stopped,
}

/// What was compared with its master copy.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Checksum {
    /// Which component.
    pub component: Label,
    /// What its master copy has.
    pub master: Label,
    /// What was deployed.
    pub deployed: Label,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// All of it is there and works.
    Full,
    /// Some of it.
    Partial,
    /// It failed.
    Failed,
    /// All is as before.
    RolledBack,
}
