//! Events: the clocks, and another system's history.

use super::super::Phase;
use super::super::value::{Details, Dues, ServiceLevel, Stated, Triage, Wait};
use crate::agreement::Priority;
use crate::clock::{AgreementVersion, Measure, State};
use crate::limits::{Label, List};
use crate::personal::Personal;
use engine::{Key, Timestamp, Version};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Most of a target is used (8.1.8).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TargetAtRisk {
    /// Which.
    pub measure: Measure,
    /// When it is due.
    pub due: Timestamp,
    /// The agreement that says so.
    pub agreement: AgreementVersion,
}

/// A target is missed (8.1.8). Equals the clock's reading at this record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TargetMissed {
    /// Which.
    pub measure: Measure,
    /// When it was due.
    pub due: Timestamp,
    /// The agreement that says so.
    pub agreement: AgreementVersion,
}

/// What was recorded later overturns a missed target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BreachSuperseded {
    /// Which.
    pub measure: Measure,
    /// When it was held to be due.
    pub due: Timestamp,
    /// When it is due by what is known now; not while it is paused.
    pub due_now: Option<Timestamp>,
    /// Where its clock stands by what is known now.
    pub state: State,
    /// The events of this incident that overturn it.
    pub by: List<Version>,
}

/// Its service hours were revised; what is still ahead is reckoned anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Retimed {
    /// The calendar.
    pub calendar: Key,
    /// Its version now.
    pub version: u64,
    /// When the clocks have something to say.
    pub dues: Dues,
}

/// Another system says where it is, whatever our table says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Adopted {
    /// Where it was.
    pub from: Phase,
    /// Where it is.
    pub to: Phase,
    /// The deviation: what our table would have required, in order: the commands, or `a new incident`
    /// where none leads there. Schema 1 named only what leads from phase to phase, and so nothing
    /// where the phase stayed.
    pub would_need: List<Label>,
    /// For what it waits, and what that means.
    pub hold: Option<Wait>,
    /// When it was opened, if that was not known.
    pub opened_at: Option<Timestamp>,
    /// In a few words.
    pub summary: Option<Label>,
    /// Who is affected.
    pub caller: Option<Personal<Label>>,
    /// The service concerned.
    pub service: Option<Key>,
    /// Whose service it is.
    pub customer: Option<Key>,
    /// What else is known.
    pub details: Details,
    /// What is known for triage.
    pub triage: Triage,
    /// The priority by our matrix, if impact and urgency are known.
    pub priority: Option<Priority>,
    /// What was agreed, if the clocks start now.
    pub service_level: Option<ServiceLevel>,
    /// When silence becomes consent, if it is resolved.
    pub closes_at: Option<Timestamp>,
    /// When the clocks have something to say.
    pub dues: Dues,
    /// How often the other system handed it over in this, which counts as being reassigned.
    pub reassignments: Option<u32>,
}

/// [`Adopted`] as it was before handing over was counted.
#[derive(Deserialize)]
#[serde(rename = "Adopted")]
pub(crate) struct Adopted1 {
    from: Phase,
    to: Phase,
    would_need: List<Label>,
    hold: Option<Wait>,
    opened_at: Option<Timestamp>,
    summary: Option<Label>,
    caller: Option<Personal<Label>>,
    service: Option<Key>,
    customer: Option<Key>,
    details: Details,
    triage: Triage,
    priority: Option<Priority>,
    service_level: Option<ServiceLevel>,
    closes_at: Option<Timestamp>,
    dues: Dues,
}

impl From<Adopted1> for Adopted {
    fn from(old: Adopted1) -> Self {
        Self {
            from: old.from,
            to: old.to,
            would_need: old.would_need,
            hold: old.hold,
            opened_at: old.opened_at,
            summary: old.summary,
            caller: old.caller,
            service: old.service,
            customer: old.customer,
            details: old.details,
            triage: old.triage,
            priority: old.priority,
            service_level: old.service_level,
            closes_at: old.closes_at,
            dues: old.dues,
            reassignments: None,
        }
    }
}

/// Another system states attributes that we keep beside our own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AttributesStated {
    /// What it says.
    pub stated: Stated,
}

/// Another system states how it stood before what is known of it already: a row of its history that
/// comes late. It is on record as it stands there, and moves neither the incident nor its clocks;
/// of [`Stated`] it fills in what nobody has stated since.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LateRowStated {
    /// When it stood so. The record's own time is the same, but never before the incident's first.
    pub at: Timestamp,
    /// Who is affected.
    pub caller: Option<Personal<Label>>,
    /// What else is known.
    pub details: Details,
    /// How it was sorted and graded, and who had it.
    pub triage: Triage,
    /// What else it says, its own name of the state among it.
    pub stated: Stated,
}
