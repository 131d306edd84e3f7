//! What may have happened to a service request, and to an item that may be requested: the durable
//! contract.

use super::terms::{Approver, Becomes, Item, ItemVersion, RightChange, Rule};
use crate::agreement::{Level, Priority};
use crate::change::Hand;
use crate::incident::{Addressee, By, Confirmation, Dues, ServiceLevel, Wait};
pub use crate::incident::{BreachSuperseded, Retimed, TargetAtRisk, TargetMissed};
use crate::limits::{Label, List, Text};
use crate::nonconformity::Record;
use crate::personal::Personal;
use engine::{Actor, Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Somebody asks for something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Logged {
    /// In a few words.
    pub summary: Label,
    /// At length.
    pub description: Option<Text>,
    /// Who asks.
    pub requester: Actor,
    /// For whom.
    pub for_whom: Actor,
    /// Who is told how it goes, where that is somebody else.
    pub contact: Option<Personal<Label>>,
    /// What, as the catalogue calls it.
    pub item: Option<Key>,
    /// The service that it is about.
    pub service: Option<Key>,
    /// Whose service it is.
    pub customer: Option<Key>,
    /// What it came of.
    pub origin: Option<Record>,
    /// Why it did not go on by itself, by the code of the refusal.
    pub hindrance: Option<Label>,
    /// By when somebody has to look at it.
    pub validate_by: Timestamp,
}

/// It is in the catalogue, and who asks is entitled to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Validated {
    /// Which version of which item it is for.
    pub item: ItemVersion,
    /// The service that the item is part of.
    pub service: Key,
    /// Whose service it is.
    pub customer: Option<Key>,
    /// What kind of request that makes.
    pub category: Option<Label>,
    /// Who asks.
    pub requester: Actor,
    /// For whom.
    pub for_whom: Actor,
}

/// It is of this kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Classified {
    /// Which.
    pub category: Label,
}

/// It was given a priority, and the clocks go by that (8.1.4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Prioritised {
    /// How bad it is to go without.
    pub impact: Level,
    /// How little it can wait.
    pub urgency: Level,
    /// What the agreement's matrix gives.
    pub matrix: Priority,
    /// The priority.
    pub priority: Priority,
    /// Why it is not the matrix's.
    pub override_reason: Option<Text>,
    /// Who says how bad and how urgent; a rule, where the item does.
    pub graded_by: By,
    /// What was agreed, and stays so for its clocks.
    pub service_level: ServiceLevel,
    /// When who asks hears next how it goes.
    pub notice_due: Timestamp,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// Somebody is to approve it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ApprovalRequested {
    /// Who.
    pub approver: Approver,
    /// When others are called in.
    pub remind_at: Timestamp,
    /// That it waits, and what that means.
    pub hold: Wait,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// It was approved with its item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AutoApproved {
    /// Which version of it.
    pub item: ItemVersion,
}

/// It was approved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Approved {
    /// Why, or how.
    pub note: Option<Text>,
    /// By whom.
    pub by: Hand,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// Who approves wants to know something first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReturnedToRequester {
    /// What.
    pub question: Text,
    /// Who.
    pub by: Hand,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// It is not going to be fulfilled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rejected {
    /// Why.
    pub reason: Text,
    /// What who asks was told, and how.
    pub told: Text,
    /// Who says so.
    pub by: Hand,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// Somebody is to fulfil it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assigned {
    /// Which group.
    pub group: Option<Label>,
    /// Who.
    pub assignee: Option<Actor>,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// Somebody else is to fulfil it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reassigned {
    /// Which group.
    pub group: Option<Label>,
    /// Who.
    pub assignee: Option<Actor>,
    /// Why.
    pub reason: Text,
    /// When the clocks have something to say: a hold ends.
    pub dues: Dues,
}

/// Somebody has begun.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FulfilmentStarted {
    /// Who.
    pub assignee: Actor,
}

/// It waits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Held {
    /// For what, and what that means.
    pub hold: Wait,
    /// What else there is to say.
    pub note: Option<Text>,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// It goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Resumed {
    /// What there is to say.
    pub note: Option<Text>,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// It did not work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Failed {
    /// Why.
    pub reason: Text,
}

/// It is tried again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Retried {
    /// What is done otherwise.
    pub note: Option<Text>,
}

/// A part of it is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PartDelivered {
    /// What is there.
    pub delivered: Text,
    /// What is not.
    pub open: List<Label>,
}

/// It is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Fulfilled {
    /// What.
    pub delivered: Text,
    /// The parts that were open and are there now.
    pub parts: List<Label>,
    /// Whose access is otherwise now.
    pub right: Option<RightChange>,
    /// Who has fulfilled it.
    pub by: Hand,
    /// When silence becomes consent.
    pub closes_at: Timestamp,
    /// Until when it may be reopened.
    pub reopen_until: Timestamp,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// It is not there after all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reopened {
    /// What is wrong.
    pub reason: Text,
    /// When who asks hears next how it goes.
    pub notice_due: Option<Timestamp>,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// It is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Closed {
    /// On what ground.
    pub confirmation: Confirmation,
    /// Who says that it is there.
    pub confirmed_by: Option<Personal<Label>>,
}

/// Who asks takes it back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Withdrawn {
    /// Why, if he says so.
    pub reason: Option<Text>,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// It is given up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cancelled {
    /// Why.
    pub reason: Text,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// It is no request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Converted {
    /// What it is.
    pub becomes: Becomes,
    /// Why.
    pub note: Text,
    /// In a few words, for whoever takes it up.
    pub summary: Label,
    /// Who asks.
    pub requester: Actor,
    /// The service that it is about.
    pub service: Option<Key>,
    /// Whose service it is.
    pub customer: Option<Key>,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// More is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Updated {
    /// What.
    pub note: Text,
    /// Whether it answers a question of who approves.
    pub answers: bool,
}

/// Who asks was told how it goes (8.1.7).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProgressNotified {
    /// What he was told.
    pub message: Option<Text>,
    /// How many notices were skipped.
    pub skipped: u32,
    /// When he hears next.
    pub next_due: Option<Timestamp>,
}

/// Others are called in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Escalated {
    /// Why, by rule.
    pub rule: Rule,
    /// Whom.
    pub to: Addressee,
    /// Why, in words.
    pub reason: Option<Text>,
}

/// It is written what may be asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ItemDrafted {
    /// What.
    pub item: Item,
    /// Who has written it.
    pub by: Hand,
}

/// It may be asked for as it is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ItemApproved {
    /// Which version that is.
    pub version: u64,
    /// Who says so.
    pub by: Hand,
}

/// It may not be asked for any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ItemWithdrawn {
    /// Why.
    pub reason: Text,
}

engine::events! {
    /// What may have happened to a service request, and to an item that may be requested.
    pub enum Event {
        /// Somebody asks for something.
        Logged = "logged", 1,
        /// It is in the catalogue, and who asks is entitled to it.
        Validated = "validated", 1,
        /// It is of this kind.
        Classified = "classified", 1,
        /// It was given a priority, and the clocks go by that (8.1.4).
        Prioritised = "prioritised", 1,
        /// Somebody is to approve it.
        ApprovalRequested = "approval_requested", 1,
        /// It was approved with its item.
        AutoApproved = "auto_approved", 1,
        /// It was approved.
        Approved = "approved", 1,
        /// Who approves wants to know something first.
        ReturnedToRequester = "returned_to_requester", 1,
        /// It is not going to be fulfilled.
        Rejected = "rejected", 1,
        /// Somebody is to fulfil it.
        Assigned = "assigned", 1,
        /// Somebody else is to fulfil it.
        Reassigned = "reassigned", 1,
        /// Somebody has begun.
        FulfilmentStarted = "fulfilment_started", 1,
        /// It waits.
        Held = "held", 1,
        /// It goes on.
        Resumed = "resumed", 1,
        /// It did not work.
        Failed = "failed", 1,
        /// It is tried again.
        Retried = "retried", 1,
        /// A part of it is there.
        PartDelivered = "part_delivered", 1,
        /// It is there.
        Fulfilled = "fulfilled", 1,
        /// It is not there after all.
        Reopened = "reopened", 1,
        /// It is over.
        Closed = "closed", 1,
        /// Who asks takes it back.
        Withdrawn = "withdrawn", 1,
        /// It is given up.
        Cancelled = "cancelled", 1,
        /// It is no request.
        Converted = "converted", 1,
        /// More is known.
        Updated = "updated", 1,
        /// Who asks was told how it goes (8.1.7).
        ProgressNotified = "progress_notified", 1,
        /// Others are called in.
        Escalated = "escalated", 1,
        /// Most of the time for it is used (8.1.8).
        TargetAtRisk = "target_at_risk", 1,
        /// A target is missed (8.1.8). Equals the clock's reading at this record.
        TargetMissed = "target_missed", 1,
        /// What was recorded later overturns a missed target.
        BreachSuperseded = "breach_superseded", 1,
        /// Its service hours were revised; what is still ahead is reckoned anew.
        Retimed = "retimed", 1,
        /// It is written what may be asked for.
        ItemDrafted = "item_drafted", 1,
        /// It may be asked for as it is written.
        ItemApproved = "item_approved", 1,
        /// It may not be asked for any more.
        ItemWithdrawn = "item_withdrawn", 1,
    }
}
