//! What the events and commands of a service request are made of. Durable: a layout here is versioned
//! with every event that uses it.

use crate::agreement::Level;
use crate::limits::{Label, List, Text};
use crate::roles::{CUSTOMER_REPRESENTATIVE, SERVICE_MANAGER};
use engine::{Actor, Key, Role, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something that may be asked for.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// What it is called.
    pub name: Label,
    /// What one gets.
    pub description: Text,
    /// The service that it is part of.
    pub service: Key,
    /// What kind of request it makes.
    #[serde(default)]
    pub category: Option<Label>,
    /// Who has to approve a request for it, if anybody.
    pub approval: Approval,
    /// How bad it is to go without, unless somebody says otherwise.
    pub impact: Level,
    /// How little it can wait, unless somebody says otherwise.
    pub urgency: Level,
    /// Which group fulfils it.
    #[serde(default)]
    pub group: Option<Label>,
    /// Who may ask for it.
    #[serde(default)]
    pub entitled: Entitled,
    /// What access it gives or takes.
    #[serde(default)]
    pub access: Option<Access>,
    /// How soon it is there; as the agreement says for the priority, unless said otherwise.
    #[serde(default)]
    pub targets: Option<ItemTargets>,
    /// How long an approval may take before others are called in, in real time.
    #[serde(default = "approve_within")]
    pub approve_within: Span,
}

/// Three days: an assumption.
const fn approve_within() -> Span {
    Span::from_days(3)
}

/// Who has to approve a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Approval {
    /// Nobody: all of its kind are approved with the item.
    Preapproved,
    /// Somebody of these.
    By(Approver),
}

/// Who approves.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Approver {
    /// Whoever may approve for the customer.
    CustomerRepresentative,
    /// Whoever answers for the service.
    ServiceManager,
}

impl Approver {
    /// His role.
    #[must_use]
    pub const fn role(self) -> Role {
        match self {
            Self::CustomerRepresentative => CUSTOMER_REPRESENTATIVE,
            Self::ServiceManager => SERVICE_MANAGER,
        }
    }
}

/// Who may ask for something: all conditions that are given hold.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Entitled {
    /// Those of these customers; of all, where none is named.
    pub customers: List<Key>,
    /// Those who hold one of these roles; everybody, where none is named.
    pub roles: List<Label>,
}

/// What becomes of somebody's access.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// He gets a right.
    Grant(Grant),
    /// He has this right no more.
    Withdraw(Label),
}

/// A right, and who may have it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// Which.
    pub right: Label,
    /// Only who holds one of these roles may have it; everybody, where none is named.
    #[serde(default)]
    pub for_roles: List<Label>,
    /// The rights and roles that nobody may have together with it.
    #[serde(default)]
    pub excludes: List<Label>,
}

/// How soon an item is there, in open time of the agreement's calendar.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemTargets {
    /// Until somebody has it.
    pub response: Span,
    /// Until it is there.
    pub fulfilment: Span,
}

/// A version of an item.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemVersion {
    /// Which item.
    pub item: Key,
    /// Its version, from 1.
    pub version: u64,
}

/// That somebody's access is otherwise now.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RightChange {
    /// Whose.
    pub person: Actor,
    /// Which right.
    pub right: Label,
    /// Whether he has it now.
    pub granted: bool,
    /// By which version of which item.
    pub by: ItemVersion,
}

/// What it is, if it is no service request.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Becomes {
    /// Something is broken.
    Incident,
    /// Something has to become other.
    Change,
}

/// Why others are called in.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    Eq,
    Hash,
    Ord,
    PartialEq,
    PartialOrd,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// Somebody judges it necessary and says why.
    #[default]
    Judgement,
    /// Nobody has looked at it in time.
    ValidationOverdue,
    /// Nobody has approved it in time.
    ApprovalOverdue,
    /// Most of the time for it is used.
    TargetAtRisk,
    /// Nobody had it in time.
    ResponseMissed,
    /// It was not there in time.
    FulfilmentMissed,
}
