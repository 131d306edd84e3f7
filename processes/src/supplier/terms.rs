//! What the events and commands of a supplier are made of. Durable: a layout here is versioned with
//! every event that uses it.

use crate::agreement::{Period, Priority};
use crate::attest::Attestation;
use crate::interval::Interval;
use crate::limits::{Label, List, Percent, Text};
use engine::{Key, Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a supplier has to pass before he is admitted; none makes up for another.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// He delivers on time.
    Quality,
    /// He is qualified as to security.
    Security,
    /// His tools and interfaces fit.
    Compatibility,
}

impl Gate {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Quality, Self::Security, Self::Compatibility];

    /// Its name, as on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Quality => "quality",
            Self::Security => "security",
            Self::Compatibility => "compatibility",
        }
    }
}

/// What shows that somebody is qualified as to security.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Qualification {
    /// A certificate, such as one of ISO/IEC 27001.
    Certificate(Certificate),
    /// We have looked ourselves, and that holds until then.
    Assessment(Assessment),
    /// Nothing does.
    None(Text),
}

/// A certificate.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// Which.
    pub id: Label,
    /// Who has given it.
    pub body: Label,
    /// Until when it is valid.
    pub valid_until: Timestamp,
}

/// An assessment of ours.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// What was seen.
    pub seen: Attestation,
    /// Until when that holds.
    pub valid_until: Timestamp,
}

impl Qualification {
    /// Until when it is valid.
    #[must_use]
    pub const fn valid_until(&self) -> Option<Timestamp> {
        match self {
            Self::Certificate(certificate) => Some(certificate.valid_until),
            Self::Assessment(assessment) => Some(assessment.valid_until),
            Self::None(_) => None,
        }
    }
}

/// What a contract states (7.2 a to l): each of them, in words or by where it stands there.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Items {
    /// a: what is delivered.
    pub scope: Option<Text>,
    /// b: how services, processes and parties depend on each other.
    pub dependencies: Option<Text>,
    /// c: the requirements that the supplier has to meet.
    pub requirements: Option<Text>,
    /// d: the agreements of the kind `contract` that hold the targets.
    pub targets: List<Key>,
    /// e: where processes of the supplier and of others meet.
    pub interfaces: Option<Text>,
    /// f: how what the supplier does fits into the system.
    pub integration: Option<Text>,
    /// g: for how much work.
    pub workload: Option<Text>,
    /// h: what is excepted, and what becomes of that.
    pub exceptions: Option<Text>,
    /// i: who may decide what, and who has to do what.
    pub authorities: Option<Text>,
    /// j: what the supplier reports and tells.
    pub reporting: Option<Text>,
    /// k: what is paid for what.
    pub charging: Option<Text>,
    /// l: what is done at its end, expected or not, and when another takes over.
    pub ending: Option<Text>,
}

impl Items {
    /// Those that are not there, by their letters and names.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        let items = [
            ("a scope", self.scope.is_none()),
            ("b dependencies", self.dependencies.is_none()),
            ("c requirements", self.requirements.is_none()),
            ("d targets", self.targets.is_empty()),
            ("e interfaces", self.interfaces.is_none()),
            ("f integration", self.integration.is_none()),
            ("g workload", self.workload.is_none()),
            ("h exceptions", self.exceptions.is_none()),
            ("i authorities", self.authorities.is_none()),
            ("j reporting", self.reporting.is_none()),
            ("k charging", self.charging.is_none()),
            ("l ending", self.ending.is_none()),
        ];
        items.into_iter().filter_map(|(name, missing)| missing.then_some(name)).collect()
    }
}

/// A contract.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// Where it is kept.
    pub reference: Label,
    /// What it states.
    #[serde(default)]
    pub items: Items,
    /// The items of ours that the supplier runs.
    #[serde(default)]
    pub configuration_items: List<Key>,
    /// Until when it is in force; with no end in sight if it is not given.
    #[serde(default)]
    pub until: Option<Timestamp>,
}

/// That both parties have signed.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BothSigned {
    /// For us.
    pub provider: Attestation,
    /// For the supplier.
    pub supplier: Attestation,
}

/// Whom a supplier has work for him.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subcontractor {
    /// Who.
    pub name: Label,
    /// What for.
    pub role: Text,
}

/// What was reached of a target.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reached {
    /// Of which, as the agreement calls it.
    pub target: Label,
    /// How much.
    pub reached: Percent,
}

/// How something of a supplier's went.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Performance {
    /// Targets of an agreement in a period.
    Measured(Measured),
    /// An incident of an item that he runs was resolved.
    Incident(Case),
    /// A vulnerability of such an item was shown to be fixed.
    Fixed(Fix),
    /// One was not fixed in time.
    FixMissed(Key),
    /// An incident of such an item goes on, and is to be resolved by now.
    IncidentMissed(Case),
}

/// What was reached in a period.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// Which agreement promises it.
    pub agreement: Key,
    /// When.
    pub period: Period,
    /// What was reached.
    pub values: List<Reached>,
}

/// An incident that was resolved, or goes on.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Which.
    pub incident: Key,
    /// How early it came.
    pub priority: Option<Priority>,
    /// How long it took from when it was logged, or has taken up to now.
    pub took: Span,
}

/// A vulnerability that was fixed.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fix {
    /// Which.
    pub vulnerability: Key,
    /// How long it took from when it was detected.
    pub took: Span,
    /// Whether that was in time.
    pub in_time: bool,
}

/// Why a supplier is reviewed.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Because {
    /// It is time.
    Interval,
    /// What shows that he is qualified as to security is valid no more.
    CertificateLapsed,
    /// The contract ends before long.
    ContractEnds,
    /// He was a supplier before anybody asked for gates, and is held to them now.
    AdmissionGap,
    /// For a reason of somebody's.
    Stated(Text),
}

/// Whose word something is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// Ours.
    Provider,
    /// The supplier's.
    Supplier,
}

/// What a part of the joint score is made of; what nothing is known of counts as all of it.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Parts {
    /// Deliveries on time, and satisfaction.
    pub quality: Option<QualityPart>,
    /// Fixes in time, and whether he is qualified.
    pub security: Option<SecurityPart>,
    /// Targets met, incidents resolved in time, and whether interfaces fit.
    pub service: Option<ServicePart>,
}

/// Quality.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QualityPart {
    /// The share of deliveries on time.
    pub on_time: Percent,
    /// How satisfied those are who use what he delivers.
    pub satisfaction: Percent,
}

/// Security.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SecurityPart {
    /// How many vulnerabilities were fixed, or not in time.
    pub fixes: u64,
    /// The share that was fixed in time.
    pub in_time: Percent,
    /// Whether he is qualified.
    pub qualified: bool,
}

/// Service.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServicePart {
    /// The share of targets and periods in which what was promised was reached.
    pub attained: Percent,
    /// How many incidents his items had.
    pub incidents: u64,
    /// The share that was resolved in time.
    pub in_time: Percent,
    /// Whether tools and interfaces fit.
    pub interfaces_fit: bool,
}

impl QualityPart {
    /// What it comes to.
    #[must_use]
    pub fn score(&self) -> Percent {
        Percent::mean(&[self.on_time, self.satisfaction])
    }
}

impl SecurityPart {
    /// What it comes to.
    #[must_use]
    pub fn score(&self) -> Percent {
        Percent::mean(&[self.in_time, all_or_nothing(self.qualified)])
    }
}

impl ServicePart {
    /// What it comes to.
    #[must_use]
    pub fn score(&self) -> Percent {
        Percent::mean(&[self.attained, self.in_time, all_or_nothing(self.interfaces_fit)])
    }
}

const fn all_or_nothing(is: bool) -> Percent {
    if is { Percent::ALL } else { Percent::of_hundred(0) }
}

impl Parts {
    /// What they come to together, once all are there: each counts as much as another.
    #[must_use]
    pub fn joint(&self) -> Option<Percent> {
        let (quality, security) = (self.quality?.score(), self.security?.score());
        Some(Percent::mean(&[quality, security, self.service?.score()]))
    }

    /// The gates that they would not pass.
    #[must_use]
    pub fn below(&self, policy: &Policy) -> List<Gate> {
        let late = self.quality.is_some_and(|part| part.on_time < policy.on_time);
        let unqualified = self.security.is_some_and(|part| !part.qualified);
        let unfit = self.service.is_some_and(|part| !part.interfaces_fit);
        let gates = Gate::ALL.into_iter().zip([late, unqualified, unfit]);
        let below = gates.filter_map(|(gate, is_below)| is_below.then_some(gate)).collect();
        List::new(below).unwrap_or_default()
    }
}

/// The figures of supplier management, and the model of the joint score.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// The least share of deliveries on time that passes the gate of quality.
    pub on_time: Percent,
    /// The joint score below which a supplier is on probation.
    pub threshold: Percent,
    /// How often performance is recorded.
    pub performance_interval: Interval,
    /// How often a supplier is reviewed.
    pub review_interval: Interval,
    /// How often he is scored.
    pub scoring_interval: Interval,
    /// How long before a contract ends its supplier is reviewed.
    pub notice: Span,
    /// How long a dispute is negotiated before it escalates.
    pub negotiation: Span,
}

/// The share of deliveries on time and the month are those of the requirements, the quarter, the
/// notice and the negotiation their assumptions; threshold and review are our own.
impl Default for Policy {
    fn default() -> Self {
        Self {
            on_time: Percent::of_hundred(95),
            threshold: Percent::of_hundred(80),
            performance_interval: Interval::Months(1),
            review_interval: Interval::Months(12),
            scoring_interval: Interval::Months(3),
            notice: Span::from_days(90),
            negotiation: Span::from_days(30),
        }
    }
}

impl Policy {
    /// The shortest that a time may be.
    pub const SPAN_MIN: Span = Span::from_hours(1);
    /// The longest.
    pub const SPAN_MAX: Span = Span::from_days(3_660);
}

/// When it is time for what repeats.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Dues {
    /// To say how things went.
    pub performance: Timestamp,
    /// To review him.
    pub review: Timestamp,
    /// To score him.
    pub score: Timestamp,
    /// To think about the end of the contract, where it has one.
    pub notice: Option<Timestamp>,
}
