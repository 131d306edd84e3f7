//! What may be asked of a service request, and of an item that may be requested.

use super::terms::{Becomes, Item, Rule};
use crate::agreement::Level;
use crate::clock::Measure;
use crate::incident::{Addressee, Override};
use crate::limits::{Label, List, Text};
use crate::nonconformity::Record;
use crate::personal::Personal;
use engine::{Actor, Key};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Ask for something. With an item of the catalogue it goes on by itself as far as that is in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// In a few words.
    pub summary: Label,
    /// At length.
    #[serde(default)]
    pub description: Option<Text>,
    /// What, as the catalogue calls it.
    #[serde(default)]
    pub item: Option<Key>,
    /// The service that it is about; that of the item, if one is named.
    #[serde(default)]
    pub service: Option<Key>,
    /// Whose service it is.
    #[serde(default)]
    pub customer: Option<Key>,
    /// Who asks; whoever logs it, unless another one is named.
    #[serde(default)]
    pub requester: Option<Actor>,
    /// For whom; for who asks, unless said otherwise.
    #[serde(default)]
    pub for_whom: Option<Actor>,
    /// Who is told how it goes, where that is somebody else.
    #[serde(default)]
    pub contact: Option<Personal<Label>>,
    /// What it came of.
    #[serde(default)]
    pub origin: Option<Record>,
}

/// It is in the catalogue, and who asks is entitled to it. Goes on by itself as far as that is in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Validate {
    /// What, as the catalogue calls it, unless it was logged with it.
    pub item: Option<Key>,
    /// Who asks, if that was not right.
    pub requester: Option<Actor>,
    /// For whom, if that was not right.
    pub for_whom: Option<Actor>,
    /// Whose service it is, if that was not said.
    pub customer: Option<Key>,
}

/// It is of this kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Classify {
    /// Which.
    pub category: Label,
}

/// It comes this early (8.1.4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prioritise {
    /// How bad it is to go without.
    pub impact: Level,
    /// How little it can wait.
    pub urgency: Level,
    /// A priority other than the matrix gives.
    #[serde(default)]
    pub priority: Option<Override>,
}

/// Ask whom the item names for his approval.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskApproval {}

/// Let it be fulfilled. Not for who asks, nor for whom it is, nor their deputies.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Approve {
    /// Why, or how.
    pub note: Option<Text>,
}

/// Ask who asks something before it is decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Return {
    /// What.
    pub question: Text,
}

/// Let it not be fulfilled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reject {
    /// Why.
    pub reason: Text,
    /// What who asks was told, and how.
    pub told: Text,
}

/// Let these fulfil it. A group or a person is needed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Assign {
    /// Which group.
    pub group: Option<Label>,
    /// Who.
    pub assignee: Option<Actor>,
}

/// Let others fulfil it. A group or a person is needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reassign {
    /// Why.
    pub reason: Text,
    /// Which group.
    #[serde(default)]
    pub group: Option<Label>,
    /// Who.
    #[serde(default)]
    pub assignee: Option<Actor>,
}

/// I begin. Only for the assignee; what only has a group goes to whoever begins.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartFulfilment {}

/// It has to wait, for a reason that the agreement allows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// Which.
    pub reason: Label,
    /// What else there is to say.
    #[serde(default)]
    pub note: Option<Text>,
}

/// It goes on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Resume {
    /// What there is to say.
    pub note: Option<Text>,
}

/// It did not work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fail {
    /// Why.
    pub reason: Text,
}

/// Try it again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Retry {
    /// What is done otherwise.
    pub note: Option<Text>,
}

/// A part of it is there. The parts that are not are listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliverPart {
    /// What is there.
    pub delivered: Text,
    /// What is not.
    pub open: List<Label>,
}

/// It is there. Access is not given by who gets it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fulfil {
    /// What.
    pub delivered: Text,
    /// The parts that were open and are there now.
    #[serde(default)]
    pub parts: List<Label>,
}

/// It is not there after all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reopen {
    /// What is wrong.
    pub reason: Text,
}

/// It is over: who asked says so, or had time to say otherwise.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Close {
    /// Who says that it is there.
    pub confirmed_by: Option<Personal<Label>>,
}

/// Take it back. Only for who asks and for whom it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Withdraw {
    /// Why, if he says so.
    pub reason: Option<Text>,
}

/// Give it up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    /// Why.
    pub reason: Text,
}

/// It is an incident or a change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Convert {
    /// Which.
    pub becomes: Becomes,
    /// Why it is no request.
    pub note: Text,
}

/// More is known. An answer to a question of who approves asks him again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Update {
    /// What.
    pub note: Text,
    /// Whether it answers the question.
    #[serde(default)]
    pub answers: bool,
}

/// Tell who asks how it goes (8.1.7).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NotifyProgress {
    /// What.
    pub message: Option<Text>,
}

/// Call others in. A judgement needs addressee and reason, a rule knows both.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Escalate {
    /// Why, by rule.
    pub rule: Rule,
    /// Whom.
    pub to: Option<Addressee>,
    /// Why, in words.
    pub reason: Option<Text>,
}

/// Most of the time for it is used (8.1.8).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarnTarget {}

/// A target is missed (8.1.8).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordTargetMiss {
    /// Which.
    pub measure: Measure,
}

/// The service hours were revised: reckon anew what is still ahead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retime {
    /// The calendar.
    pub calendar: Key,
}

/// Write what may be asked for, or write it otherwise; what is offered stays so until that is approved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftItem {
    /// What.
    pub item: Item,
}

/// From now on it may be asked for as it is written. Not for who wrote it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveItem {}

/// It may not be asked for any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawItem {
    /// Why.
    pub reason: Text,
}

engine::commands! {
    /// What may be asked of a service request, and of an item that may be requested.
    pub enum Command {
        /// Ask for something. With an item of the catalogue it goes on by itself as far as that is in order.
        Log = "log",
        /// It is in the catalogue, and who asks is entitled to it. Goes on by itself as far as that is in order.
        Validate = "validate",
        /// It is of this kind.
        Classify = "classify",
        /// It comes this early (8.1.4).
        Prioritise = "prioritise",
        /// Ask whom the item names for his approval.
        AskApproval = "ask_approval",
        /// Let it be fulfilled. Not for who asks, nor for whom it is, nor their deputies.
        Approve = "approve",
        /// Ask who asks something before it is decided.
        Return = "return",
        /// Let it not be fulfilled.
        Reject = "reject",
        /// Let these fulfil it. A group or a person is needed.
        Assign = "assign",
        /// Let others fulfil it. A group or a person is needed.
        Reassign = "reassign",
        /// I begin. Only for the assignee; what only has a group goes to whoever begins.
        StartFulfilment = "start_fulfilment",
        /// It has to wait, for a reason that the agreement allows.
        Hold = "hold",
        /// It goes on.
        Resume = "resume",
        /// It did not work.
        Fail = "fail",
        /// Try it again.
        Retry = "retry",
        /// A part of it is there. The parts that are not are listed.
        DeliverPart = "deliver_part",
        /// It is there. Access is not given by who gets it.
        Fulfil = "fulfil",
        /// It is not there after all.
        Reopen = "reopen",
        /// It is over: who asked says so, or had time to say otherwise.
        Close = "close",
        /// Take it back. Only for who asks and for whom it is.
        Withdraw = "withdraw",
        /// Give it up.
        Cancel = "cancel",
        /// It is an incident or a change.
        Convert = "convert",
        /// More is known. An answer to a question of who approves asks him again.
        Update = "update",
        /// Tell who asks how it goes (8.1.7).
        NotifyProgress = "notify_progress",
        /// Call others in. A judgement needs addressee and reason, a rule knows both.
        Escalate = "escalate",
        /// Most of the time for it is used (8.1.8).
        WarnTarget = "warn_target",
        /// A target is missed (8.1.8).
        RecordTargetMiss = "record_target_miss",
        /// The service hours were revised: reckon anew what is still ahead.
        Retime = "retime",
        /// Write what may be asked for, or write it otherwise; what is offered stays so until that is approved.
        DraftItem = "draft_item",
        /// From now on it may be asked for as it is written. Not for who wrote it.
        ApproveItem = "approve_item",
        /// It may not be asked for any more.
        WithdrawItem = "withdraw_item",
    }
}

impl Log {
    /// That somebody asks for this; nothing else is known.
    #[must_use]
    pub const fn of(summary: Label) -> Self {
        Self {
            summary,
            description: None,
            item: None,
            service: None,
            customer: None,
            requester: None,
            for_whom: None,
            contact: None,
            origin: None,
        }
    }
}
