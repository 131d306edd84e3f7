//! What commands and events of changes are made of.

use crate::attest::Attestation;
use crate::change_model::{Aspect, Decision, Risk};
use crate::configuration_item::End;
use crate::digest::Digest;
use crate::limits::{Label, List, Percent, Text};
use crate::personal::Personal;
use crate::window;
use engine::{Actor, Key, Position, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which way a change goes (9.2.9).
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// By a change model, which is approved for all of its kind.
    Standard,
    /// Assessed and decided on its own.
    Normal,
    /// By the way of new or changed services: design first (clause 5).
    Major,
    /// At once, by the definition that is agreed with the customer.
    Emergency,
}

impl Class {
    /// Its name, as on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Normal => "normal",
            Self::Major => "major",
            Self::Emergency => "emergency",
        }
    }

    /// How much is asked for before it is carried out: more where this is greater.
    pub(super) const fn weight(self) -> u8 {
        match self {
            Self::Standard => 0,
            Self::Emergency => 1,
            Self::Normal => 2,
            Self::Major => 3,
        }
    }
}

/// What becomes of the services that a change concerns.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ServiceEffect {
    /// They are as before.
    #[default]
    Unchanged,
    /// They are there still, but other.
    Changed,
    /// There is a new one.
    Introduced,
    /// One is removed.
    Removed,
    /// One goes to another party.
    Transferred,
}

impl ServiceEffect {
    /// Whether a change that does so is major, whatever else it is (5.1.1, 9.2.2, 9.2.3).
    #[must_use]
    pub const fn is_major(self) -> bool {
        matches!(self, Self::Introduced) || self.takes_away()
    }

    /// Whether a service is no longer there, or no longer here, afterwards.
    #[must_use]
    pub const fn takes_away(self) -> bool {
        matches!(self, Self::Removed | Self::Transferred)
    }
}

/// What a change is: what is assessed, shown and decided on. To alter it is a material edit.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// What is done, and what for: its scope (9.2.8).
    pub purpose: Text,
    /// The services concerned.
    #[serde(default)]
    pub services: List<Key>,
    /// The configuration items that become other.
    #[serde(default)]
    pub configuration_items: List<Key>,
    /// What becomes of the services.
    #[serde(default)]
    pub service_effect: ServiceEffect,
    /// What may go wrong.
    pub risk: Risk,
    /// What it is to bring about; the review compares.
    pub expected: Text,
    /// Who is told when it is done, besides the service desk.
    #[serde(default)]
    pub parties: List<Label>,
    /// Whether it alters the service environment so much that continuity is tested anew (6.3.3).
    #[serde(default)]
    pub retests_continuity: bool,
}

/// What a change was raised from.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// Of which process, such as `incident`.
    pub process: Label,
    /// Which one.
    pub key: Key,
}

/// A change model as it was when a change was made by it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ByModel {
    /// Which.
    pub model: Key,
    /// Its version.
    pub version: u64,
}

/// An agreement that says what an emergency is.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Definition {
    /// Which.
    pub agreement: Key,
    /// Its version.
    pub version: u64,
    /// What it says.
    pub emergency: Text,
}

/// That somebody acts for another one: "A for B under delegation X".
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OnBehalf {
    /// For whom.
    pub of: Actor,
    /// In which role.
    pub role: Label,
    /// The delegation: the position of the record that says so.
    pub delegation: Position,
    /// Until when it holds.
    pub until: Timestamp,
}

/// Who did something, and for whom.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Hand {
    /// Who.
    pub actor: Actor,
    /// For whom, where he has the role only as a deputy.
    pub on_behalf: List<OnBehalf>,
}

impl Hand {
    /// All whose hand it is.
    pub fn actors(&self) -> impl Iterator<Item = &Actor> {
        std::iter::once(&self.actor).chain(self.on_behalf.iter().map(|behalf| &behalf.of))
    }
}

/// What is considered in an assessment, by aspect (9.2.12).
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Considered {
    /// What the CMDB says suffers; it is looked up and recorded with the assessment.
    Service {},
    /// What becomes of quality.
    Quality {
        /// The effect on availability.
        availability: Text,
        /// The effect on performance.
        performance: Text,
    },
    /// What becomes of security (6.6.3).
    Security {
        /// New or changed risks.
        risks: Text,
        /// The effect on the security policy and controls.
        policy_and_controls: Text,
    },
    /// What it costs.
    Cost {
        /// The budget data that was read.
        budget: Label,
    },
    /// What it does to customers.
    Customer {
        /// Those affected; nobody is an answer.
        affected: List<Label>,
    },
    /// What it does to the plans for continuity, availability and capacity.
    Plan {
        /// Those that were checked.
        checked: List<Label>,
    },
    /// How it fits releases.
    Release {
        /// The release calendar that was read.
        calendar: Label,
    },
}

impl Considered {
    /// In which respect.
    #[must_use]
    pub const fn aspect(&self) -> Aspect {
        match self {
            Self::Service {} => Aspect::Service,
            Self::Quality { .. } => Aspect::Quality,
            Self::Security { .. } => Aspect::Security,
            Self::Cost { .. } => Aspect::Cost,
            Self::Customer { .. } => Aspect::Customer,
            Self::Plan { .. } => Aspect::Plan,
            Self::Release { .. } => Aspect::Release,
        }
    }
}

/// Who assesses.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Assessor {
    /// A person.
    Person(Hand),
    /// A rule, by name and version.
    Rule(Label, u16),
}

/// What the CMDB said suffers from a change.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImpactView {
    /// Up to which position of the log.
    pub position: Position,
    /// How many items, components and services.
    pub reached: u64,
    /// The services among them; no more than fit.
    pub services: List<Key>,
}

/// Who decides on a change, and when that is decided.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Board {
    /// How many must agree.
    pub quorum: Quorum,
    /// Only members who also hold one of these roles are counted; all, where it names none.
    #[serde(default)]
    pub required: List<Label>,
}

/// How many of the members who are counted must agree.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Quorum {
    /// The first who votes decides.
    First,
    /// Each of them.
    All,
    /// More than half.
    Majority,
    /// At least this share.
    Percentage(Percent),
}

/// How somebody votes.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// For it.
    Approve(Approval),
    /// Against it, for this reason.
    Reject(Text),
    /// Let it be reworked, for this reason.
    Return(Text),
}

/// What an approval rests on.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// What was weighed (9.2.14).
    pub decision: Decision,
    /// The interested parties that took part; at least one (9.2.13).
    pub participants: List<Personal<Label>>,
}

/// How votes stand against the board as it is at that moment.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tally {
    /// How many members are counted.
    pub members: u32,
    /// How many must agree.
    pub needed: u32,
    /// How many are for it.
    pub approve: u32,
    /// How many are against it.
    pub reject: u32,
    /// How many want it reworked.
    pub rework: u32,
}

/// What goes before the board besides the change.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Submission {
    /// Who decides, where a policy says otherwise than by risk.
    pub board: Option<Board>,
    /// That the change policy says so; needed with a board.
    pub board_policy: Option<Attestation>,
    /// That the security check by threat model and scan is not switched on; needed from medium risk
    /// on where they are missing.
    pub security_check_off: Option<Attestation>,
    /// That the risk that is left is within the criteria or accepted; needed from medium risk on.
    pub residual_risk: Option<Attestation>,
}

/// A service that is designed or removed for a change.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
pub struct Designed {
    /// Which.
    pub service: Key,
    /// Of its design or of the plan of its removal.
    pub says: Digest,
}

/// From when until when.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// From when on.
    pub from: Timestamp,
    /// Until when, exclusive: backed out, if need be.
    pub to: Timestamp,
}

impl Slot {
    /// Whether two have an instant in common.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.from < other.to && other.from < self.to
    }
}

/// All that is in the way of a slot, each up to as many as a list holds.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Obstacles {
    /// Freezes, peaks and audits.
    pub blocked: List<Blocked>,
    /// What may be changed in some windows only.
    pub outside: List<OutsideWindows>,
    /// Items that are not to be maintained then.
    pub maintenance: List<NotMaintained>,
    /// Other changes of the same items, of what they rest on and of what rests on them.
    pub changes: List<Collision>,
}

impl Obstacles {
    /// Whether nothing is in the way.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A window that blocks.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Blocked {
    /// Which.
    pub window: Key,
    /// Of which kind.
    pub kind: window::Kind,
    /// The first stretch of it in the slot.
    pub stretch: Slot,
}

/// Something outside its windows.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutsideWindows {
    /// What; anything, where it is not said.
    pub what: Option<End>,
    /// The windows it may be changed in.
    pub windows: List<Key>,
    /// The first gap between them in the slot.
    pub gap: Slot,
}

/// An item outside the hours in which it may be maintained.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NotMaintained {
    /// Which.
    pub item: Key,
    /// The first stretch of the slot in which it may not.
    pub gap: Slot,
}

/// Another change at the same time.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
pub struct Collision {
    /// Which.
    pub change: Key,
    /// The item of ours.
    pub item: Key,
    /// The item of the other one: the same, or one that is related to it.
    pub its_item: Key,
    /// From when on it is scheduled.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
}

/// Why a test was not made.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Waiver {
    /// The model was tested, and nothing is built.
    TestedModel,
    /// It cannot wait.
    Emergency(Text),
}

/// Why others are called in.
#[derive(
    Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum EscalationRule {
    /// Somebody thinks so.
    #[default]
    Judgement,
    /// The assessment takes too long.
    AssessmentOverdue,
    /// An emergency is not assessed afterwards.
    RetrospectiveOverdue,
    /// Its time has passed, and nobody has begun.
    WindowMissed,
    /// It is to be reviewed, and the CMDB is not right.
    CmdbOverdue,
}
