//! What may have happened to a configuration item, or to a type of items: the durable contract.

use super::value::{
    Changes, Content, Cover, Definition, End, Evidence, Master, Occasion, RestoredTo,
};
use crate::attest::Attestation;
use crate::clock::ServiceHours;
use crate::limits::{Label, Text};
use engine::{Actor, Key, Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A type of items was laid down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TypeDrafted {
    /// What it is.
    pub definition: Definition,
}

/// The type was found fit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TypeApproved {}

/// The type was found unfit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TypeRejected {
    /// Why.
    pub reason: Text,
}

/// What a type was to say from now on was found unfit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TypeRevisionRejected {
    /// Why.
    pub reason: Text,
}

/// Items may be of the type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TypePublished {
    /// Which version of it this is, from 1.
    pub version: u64,
}

/// It is examined whether the type still fits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TypeReviewStarted {}

/// It still fits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TypeConfirmed {
    /// What was looked at.
    pub reviewed: Text,
}

/// It has another definition, once that is published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TypeRevised {
    /// What it is to be.
    pub definition: Definition,
    /// That the change of the type is approved.
    pub approved: Attestation,
    /// Which change that is.
    pub change: Option<Key>,
}

/// As it was before it said which change that is.
#[derive(Serialize, Deserialize)]
pub(crate) struct TypeRevised1 {
    definition: Definition,
    approved: Attestation,
}

impl From<TypeRevised1> for TypeRevised {
    fn from(old: TypeRevised1) -> Self {
        let TypeRevised1 { definition, approved } = old;
        Self { definition, approved, change: None }
    }
}

/// There are no items of the type, and will not be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TypeRetired {
    /// Why.
    pub reason: Text,
}

/// There is an item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Identified {
    /// Of which type.
    pub item_type: Key,
    /// What it is called.
    pub name: Label,
}

/// What is to be known of it is on record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Registered {
    /// What it is.
    pub description: Text,
    /// Where it is.
    pub location: Label,
    /// Who is accountable for it.
    pub owner: Actor,
    /// What its type asks for.
    pub attributes: BTreeMap<Label, Content>,
    /// Why it is related to nothing, if so.
    pub no_relations: Option<Text>,
    /// Where that is known from.
    pub source: Option<Label>,
    /// How long it is unused until it is idle.
    pub idle_after: Span,
}

/// Its record says something else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Updated {
    /// The version that this made.
    pub version: u64,
    /// What.
    pub changes: Changes,
    /// Where that is known from.
    pub source: Option<Label>,
    /// The change that covers it.
    pub cover: Option<Cover>,
}

/// Somebody wanted its record to say something else, and no change covered that: perhaps the item was altered without one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UpdateRefused {
    /// What.
    pub changes: Changes,
    /// Where that was known from.
    pub source: Option<Label>,
    /// The change that was named and does not cover it.
    pub change: Option<Key>,
}

/// As it was before it said which change was named.
#[derive(Serialize, Deserialize)]
pub(crate) struct UpdateRefused1 {
    changes: Changes,
    source: Option<Label>,
}

impl From<UpdateRefused1> for UpdateRefused {
    fn from(old: UpdateRefused1) -> Self {
        let UpdateRefused1 { changes, source } = old;
        Self { changes, source, change: None }
    }
}

/// It is related to something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Related {
    /// How.
    pub relation: Label,
    /// To what.
    pub to: End,
    /// That there is such a component or service.
    pub exists: Option<Attestation>,
    /// The change that covers it.
    pub cover: Option<Cover>,
}

/// As it was before a change covered it.
#[derive(Serialize, Deserialize)]
pub(crate) struct Related1 {
    relation: Label,
    to: End,
    exists: Option<Attestation>,
}

impl From<Related1> for Related {
    fn from(old: Related1) -> Self {
        let Related1 { relation, to, exists } = old;
        Self { relation, to, exists, cover: None }
    }
}

/// It is related to something no longer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Unrelated {
    /// How it was.
    pub relation: Label,
    /// To what.
    pub to: End,
    /// The change that covers it.
    pub cover: Option<Cover>,
}

/// Its master copy is in a library.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MasterCopyStored {
    /// What it is a copy of.
    pub of: Master,
    /// Which library.
    pub library: Label,
    /// By what the copy is told from others.
    pub checksum: Label,
    /// That the library is secure.
    pub secure: Attestation,
}

/// How it was at this position is kept under a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BaselineCaptured {
    /// Which.
    pub name: Label,
    /// For what.
    pub occasion: Occasion,
}

/// The item was as its record said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Verified {
    /// By what that is known: a discovery, an audit, a look.
    pub source: Label,
}

/// When it may be maintained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MaintenanceWindowsSet {
    /// When; at no agreed time, if nothing.
    pub hours: Option<ServiceHours>,
}

/// It went into service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Activated {
    /// The change that covers it.
    pub cover: Option<Cover>,
}

/// It was used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UseRecorded {
    /// By what that is known.
    pub source: Label,
}

/// Nobody used it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FlaggedIdle {
    /// Since when.
    pub unused_since: Timestamp,
    /// By what that is known, if not by its uses on record.
    pub source: Option<Label>,
}

/// Its owner did not say in time whether it is needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IdleOverdue {
    /// Until when that was to be said.
    pub due: Timestamp,
}

/// Its owner said that it is needed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reinstated {
    /// What for.
    pub need: Text,
}

/// Work on it began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MaintenanceStarted {
    /// The change that covers it.
    pub cover: Option<Cover>,
    /// Until when, as far as was known.
    pub until: Option<Timestamp>,
}

/// Work on it is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MaintenanceEnded {
    /// That the checks passed.
    pub checks: Attestation,
}

/// It is kept apart, for it may be compromised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quarantined {
    /// In which security incident.
    pub security_incident: Key,
    /// That there is such an incident.
    pub exists: Attestation,
}

/// It was clean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReleasedFromQuarantine {
    /// That the cause is gone.
    pub eradicated: Attestation,
}

/// It was not as its record said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DiscrepancyFound {
    /// The audit or discovery that found it.
    pub found: Label,
    /// What differs.
    pub detail: Text,
    /// Which attributes say what in truth.
    pub differing: BTreeMap<Label, Content>,
    /// Whether somebody altered it who should not.
    pub unauthorised: bool,
}

/// Its record is right again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Corrected {
    /// The version that this made.
    pub version: u64,
    /// Why it was wrong.
    pub cause: Text,
    /// On what that rests.
    pub evidence: Evidence,
    /// What the record says now.
    pub changes: Changes,
    /// Whether it is back in service, where it was before.
    pub active: bool,
}

/// It was not to be found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReportedMissing {
    /// Where it was looked for.
    pub search: Text,
    /// Whether information is on it.
    pub holds_information: bool,
}

/// It was there again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Found {
    /// That it is unharmed.
    pub integrity: Attestation,
}

/// It is out of service for good.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Retired {
    /// Why.
    pub reason: Text,
    /// The change that covers it.
    pub cover: Option<Cover>,
}

/// It is there after all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Restored {
    /// Why.
    pub reason: Text,
    /// The change that covers it.
    pub cover: Option<Cover>,
    /// As what.
    pub to: RestoredTo,
}

/// It is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Disposed {
    /// That what was on it is destroyed or archived.
    pub information: Attestation,
    /// That licences are free again.
    pub licence: Attestation,
    /// That financial asset management knows (9.1.15).
    pub finance: Attestation,
}

/// It is the same as another item, which stays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Merged {
    /// That one.
    pub into: Key,
    /// The change that covers it.
    pub cover: Option<Cover>,
}

/// As it was before a change covered it.
#[derive(Serialize, Deserialize)]
pub(crate) struct Merged1 {
    into: Key,
}

impl From<Merged1> for Merged {
    fn from(old: Merged1) -> Self {
        Self { into: old.into, cover: None }
    }
}

/// It was no item after all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rejected {
    /// Why.
    pub reason: Text,
}

engine::events! {
    /// What may have happened to a configuration item, or to a type of items.
    pub enum Event {
        /// A type of items was laid down.
        TypeDrafted = "type_drafted", 1,
        /// The type was found fit.
        TypeApproved = "type_approved", 1,
        /// The type was found unfit.
        TypeRejected = "type_rejected", 1,
        /// What it was to say from now on was found unfit; it says what it did.
        TypeRevisionRejected = "type_revision_rejected", 1,
        /// Items may be of the type.
        TypePublished = "type_published", 1,
        /// It is examined whether the type still fits.
        TypeReviewStarted = "type_review_started", 1,
        /// It still fits.
        TypeConfirmed = "type_confirmed", 1,
        /// It has another definition, once that is published.
        TypeRevised = "type_revised", 2, { 1 => TypeRevised1 },
        /// There are no items of the type, and will not be.
        TypeRetired = "type_retired", 1,
        /// There is an item.
        Identified = "identified", 1,
        /// What is to be known of it is on record.
        Registered = "registered", 1,
        /// Its record says something else.
        Updated = "updated", 1,
        /// Somebody wanted its record to say something else, and no change covered that: perhaps the item was altered without one.
        UpdateRefused = "update_refused", 2, { 1 => UpdateRefused1 },
        /// It is related to something.
        Related = "related", 2, { 1 => Related1 },
        /// It is related to something no longer.
        Unrelated = "unrelated", 1,
        /// Its master copy is in a library.
        MasterCopyStored = "master_copy_stored", 1,
        /// How it was at this position is kept under a name.
        BaselineCaptured = "baseline_captured", 1,
        /// The item was as its record said.
        Verified = "verified", 1,
        /// When it may be maintained.
        MaintenanceWindowsSet = "maintenance_windows_set", 1,
        /// It went into service.
        Activated = "activated", 1,
        /// It was used.
        UseRecorded = "use_recorded", 1,
        /// Nobody used it.
        FlaggedIdle = "flagged_idle", 1,
        /// Its owner did not say in time whether it is needed.
        IdleOverdue = "idle_overdue", 1,
        /// Its owner said that it is needed.
        Reinstated = "reinstated", 1,
        /// Work on it began.
        MaintenanceStarted = "maintenance_started", 1,
        /// Work on it is over.
        MaintenanceEnded = "maintenance_ended", 1,
        /// It is kept apart, for it may be compromised.
        Quarantined = "quarantined", 1,
        /// It was clean.
        ReleasedFromQuarantine = "released_from_quarantine", 1,
        /// It was not as its record said.
        DiscrepancyFound = "discrepancy_found", 1,
        /// Its record is right again.
        Corrected = "corrected", 1,
        /// It was not to be found.
        ReportedMissing = "reported_missing", 1,
        /// It was there again.
        Found = "found", 1,
        /// It is out of service for good.
        Retired = "retired", 1,
        /// It is there after all.
        Restored = "restored", 1,
        /// It is gone.
        Disposed = "disposed", 1,
        /// It is the same as another item, which stays.
        Merged = "merged", 2, { 1 => Merged1 },
        /// It was no item after all.
        Rejected = "rejected", 1,
    }
}

impl Event {
    /// The change that it says it is covered by. Every event is named, so that none that is added goes
    /// without an answer.
    #[must_use]
    pub fn cover(&self) -> Option<&Cover> {
        match self {
            Self::Updated(updated) => updated.cover.as_ref(),
            Self::Related(related) => related.cover.as_ref(),
            Self::Unrelated(unrelated) => unrelated.cover.as_ref(),
            Self::Activated(activated) => activated.cover.as_ref(),
            Self::MaintenanceStarted(started) => started.cover.as_ref(),
            Self::Retired(retired) => retired.cover.as_ref(),
            Self::Restored(restored) => restored.cover.as_ref(),
            Self::Merged(merged) => merged.cover.as_ref(),
            Self::Corrected(corrected) => match &corrected.evidence {
                Evidence::Change(cover) => Some(cover),
                Evidence::Audit(_) => None,
            },
            // What is said of a type, and what is done to an item without a change.
            Self::TypeDrafted(_)
            | Self::TypeApproved(_)
            | Self::TypeRejected(_)
            | Self::TypePublished(_)
            | Self::TypeReviewStarted(_)
            | Self::TypeConfirmed(_)
            | Self::TypeRevised(_)
            | Self::TypeRevisionRejected(_)
            | Self::TypeRetired(_)
            | Self::Identified(_)
            | Self::Registered(_)
            | Self::UpdateRefused(_)
            | Self::MasterCopyStored(_)
            | Self::BaselineCaptured(_)
            | Self::Verified(_)
            | Self::MaintenanceWindowsSet(_)
            | Self::UseRecorded(_)
            | Self::FlaggedIdle(_)
            | Self::IdleOverdue(_)
            | Self::Reinstated(_)
            | Self::MaintenanceEnded(_)
            | Self::Quarantined(_)
            | Self::ReleasedFromQuarantine(_)
            | Self::DiscrepancyFound(_)
            | Self::ReportedMissing(_)
            | Self::Found(_)
            | Self::Disposed(_)
            | Self::Rejected(_) => None,
        }
    }
}
