//! Commands: contracts and their end.

use super::super::terms::{BothSigned, Contract, Subcontractor};
use crate::attest::Attestation;
use crate::limits::{Label, List, Text};
use engine::{Actor, Key};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Let one person answer for the relation, the contract and what it brings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignOwner {
    /// Who.
    pub owner: Actor,
}

/// Write a contract: all of what it has to state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftContract {
    /// Which.
    pub contract: Contract,
}

/// Put it in force. It promises no less than what rests on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignContract {
    /// That both have signed.
    pub signed: BothSigned,
}

/// Do without a contract.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BreakOff {
    /// Why.
    pub reason: Text,
}

/// Say who works for him, and as what; nobody is an answer, too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MapSubcontractors {
    /// Who.
    pub subcontractors: List<Subcontractor>,
    /// What he leads himself.
    pub lead: Text,
}

/// Record that he has those in hand who work for him.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifySubcontractorControl {
    /// What shows that.
    pub evidence: Attestation,
}

/// Record that one of his agreements promises less than what rests on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlagSupport {
    /// Which.
    pub agreement: Key,
    /// What rests on it.
    pub rests: Key,
    /// In what it is less.
    pub what: Label,
}

/// Record that it promises enough again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClearSupport {
    /// Which.
    pub agreement: Key,
    /// What rests on it.
    pub rests: Key,
}

/// Say that the contract has to change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeContractChange {
    /// The change by which that is decided, if there is one already.
    #[serde(default)]
    pub change: Option<Key>,
    /// What is needed, where none is.
    #[serde(default)]
    pub need: Option<Text>,
}

/// Put a contract in force that is other. The change is approved, and both have signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeContract {
    /// By which change.
    pub change: Key,
    /// How it is now.
    pub contract: Contract,
    /// That both have signed.
    pub signed: BothSigned,
}

/// Leave it as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DropContractChange {
    /// The change that was turned down, or why there is none.
    pub reason: Text,
    /// Which change was.
    #[serde(default)]
    pub change: Option<Key>,
}

/// Begin to leave him.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartExit {
    /// Why.
    pub reason: Text,
    /// That the contract's terms for its end are kept.
    pub terms_followed: Attestation,
    /// Who takes over, where somebody does.
    #[serde(default)]
    pub to: Option<Label>,
}

/// Record that what he did is done by another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferService {
    /// What.
    pub what: Label,
    /// By whom.
    pub to: Label,
    /// That he says so.
    pub confirmed: Attestation,
}

/// It is over with him.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// That he gets at nothing of ours any more.
    pub access_revoked: Attestation,
    /// That he has given back what is ours.
    pub assets_returned: Attestation,
    /// That nothing he did is needed, where nobody took over.
    #[serde(default)]
    pub not_needed: Option<Attestation>,
}

/// Stay with him after all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelExit {
    /// That both want that.
    pub agreed: Attestation,
}
