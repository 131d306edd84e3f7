//! Events: contracts and their end.

use super::super::terms::{BothSigned, Contract, Dues, Subcontractor};
use crate::attest::Attestation;
use crate::limits::{Label, List, Text};
use engine::{Actor, Key, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One person answers for the relation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OwnerAssigned {
    /// Who.
    pub owner: Actor,
}

/// There is a contract, with all that it has to state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContractDrafted {
    /// Which.
    pub contract: Contract,
}

/// It is in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContractSigned {
    /// That both have signed.
    pub signed: BothSigned,
    /// What falls due.
    pub dues: Dues,
}

/// There is no contract.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NegotiationBrokenOff {
    /// Why.
    pub reason: Text,
}

/// It is known who works for him.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SubcontractorsMapped {
    /// Who.
    pub subcontractors: List<Subcontractor>,
    /// What he leads himself.
    pub lead: Text,
}

/// He has those in hand who work for him.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SubcontractorControlVerified {
    /// What shows that.
    pub evidence: Attestation,
}

/// One of his agreements promises less than what rests on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SupportWeakened {
    /// Which.
    pub agreement: Key,
    /// What rests on it.
    pub rests: Key,
    /// In what it is less.
    pub what: Label,
}

/// It promises enough again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SupportRestored {
    /// Which.
    pub agreement: Key,
    /// What rests on it.
    pub rests: Key,
}

/// The contract has to change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContractChangeProposed {
    /// The change by which that is decided.
    pub change: Option<Key>,
    /// What is needed.
    pub need: Option<Text>,
}

/// The contract is other; probation goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContractChanged {
    /// By which change.
    pub change: Key,
    /// How it is now.
    pub contract: Contract,
    /// That both have signed.
    pub signed: BothSigned,
    /// When it is time to think about its end, where it has one.
    pub notice: Option<Timestamp>,
}

/// The contract is as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContractChangeDropped {
    /// The change that was turned down.
    pub change: Option<Key>,
    /// Why.
    pub reason: Text,
}

/// We leave him.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExitStarted {
    /// Why.
    pub reason: Text,
    /// That the contract's terms for its end are kept.
    pub terms_followed: Attestation,
    /// Who takes over.
    pub to: Option<Label>,
}

/// Something that he did is done by another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceTransferred {
    /// What.
    pub what: Label,
    /// By whom.
    pub to: Label,
    /// That he says so.
    pub confirmed: Attestation,
}

/// It is over with him.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ended {
    /// That he gets at nothing of ours.
    pub access_revoked: Attestation,
    /// That he has given back what is ours.
    pub assets_returned: Attestation,
    /// That nothing he did is needed.
    pub not_needed: Option<Attestation>,
}

/// We stay with him.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExitCancelled {
    /// That both want that.
    pub agreed: Attestation,
}
