//! What a change model says, and what is said of it.

use crate::agreement::Level;
use crate::attest::Attestation;
use crate::interval::Interval;
use crate::limits::{Label, List, Text};
use crate::roles::{
    BUSINESS_RELATIONSHIP_MANAGER, CAPACITY_MANAGER, CHANGE_MANAGER, CONTINUITY_MANAGER,
    FINANCIAL_MANAGER, RELEASE_MANAGER, SECURITY_OFFICER, SERVICE_MANAGER,
};
use crate::window::Scope;
use engine::{Key, Role, Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const fn yearly() -> Interval {
    Interval::Months(12)
}

/// What a change model says.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// What a change by it is called.
    pub title: Label,
    /// What it changes, and when it may be used.
    pub purpose: Text,
    /// The services and items that it may be used for.
    pub scope: Scope,
    /// What is done, in order; at least one.
    pub steps: List<Step>,
    /// How it is reversed or remedied.
    pub back_out: BackOut,
    /// What may go wrong.
    pub risk: Risk,
    /// Whether the steps as a whole were tested.
    pub tested: Trial,
    /// Whether each change by it builds something, which must then be tested on its own.
    #[serde(default)]
    pub needs_build: bool,
    /// How often it is reviewed; a year unless said otherwise, an assumption.
    #[serde(default = "yearly")]
    pub review_interval: Interval,
    /// Until when changes may name it, exclusive.
    #[serde(default)]
    pub valid_until: Option<Timestamp>,
}

/// Something that is done.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What.
    pub what: Text,
    /// In which role.
    pub role: Label,
    /// How long it takes at most.
    pub takes: Span,
}

/// How a change is reversed or remedied (9.2).
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BackOut {
    /// What is done.
    pub plan: Text,
    /// How long that takes at most.
    pub takes: Span,
    /// Whether it was tested.
    pub tested: Trial,
}

/// Whether something was tested.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trial {
    /// It was, and it works.
    Tested(Attestation),
    /// It was not, for this reason.
    NotTested(Text),
}

/// What may go wrong.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Risk {
    /// How bad that is.
    pub level: Level,
    /// What it is.
    pub statement: Text,
}

/// In which respect something is assessed (9.2).
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// What it does to services.
    Service,
    /// What it does to availability and performance.
    Quality,
    /// What it does to risks, security policy and controls.
    Security,
    /// What it costs.
    Cost,
    /// What it does to customers.
    Customer,
    /// What it does to continuity, availability and capacity plans.
    Plan,
    /// How it fits releases.
    Release,
}

impl Aspect {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Service,
        Self::Quality,
        Self::Security,
        Self::Cost,
        Self::Customer,
        Self::Plan,
        Self::Release,
    ];

    /// Its name, as on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Quality => "quality",
            Self::Security => "security",
            Self::Cost => "cost",
            Self::Customer => "customer",
            Self::Plan => "plan",
            Self::Release => "release",
        }
    }

    /// The roles that assess it.
    #[must_use]
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Self::Service => &[CHANGE_MANAGER, SERVICE_MANAGER],
            Self::Quality => &[SERVICE_MANAGER],
            Self::Security => &[SECURITY_OFFICER],
            Self::Cost => &[FINANCIAL_MANAGER],
            Self::Customer => &[BUSINESS_RELATIONSHIP_MANAGER],
            Self::Plan => &[CONTINUITY_MANAGER, CAPACITY_MANAGER],
            Self::Release => &[RELEASE_MANAGER],
        }
    }
}

/// What an assessment comes to.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// Nothing speaks against it.
    Acceptable,
    /// Something does.
    Unacceptable,
}

/// What was weighed in a decision (9.2).
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The risks.
    pub risk: Text,
    /// The impact on services and customers.
    pub impact: Text,
    /// The service requirements.
    pub requirements: Text,
    /// The benefit for the business.
    pub benefit: Text,
    /// Whether it can be done technically.
    pub feasibility: Text,
    /// The money.
    pub finance: Text,
}

/// Why a review begins.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// Somebody asked for it.
    #[default]
    Asked,
    /// It is time.
    Planned,
    /// This change by it failed.
    Failed(Key),
}
