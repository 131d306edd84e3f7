//! Terms, and the events that hold them, as they were before they said what is given back.

use super::credits::Credits;
use super::event::{Agreed, Changed, Defaulted, Drafted, Offered, Signature};
use super::terms::{
    ByPriority, Definitions, Exception, HoldRule, Kind, Matrix, ServiceTarget, Targets, Term, Terms,
};
use crate::attest::Attestation;
use crate::interval::Interval;
use crate::limits::{List, Percent, Text};
use engine::{Key, Span};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename = "Terms")]
struct Terms1 {
    kind: Kind,
    party: Option<Key>,
    services: List<Key>,
    activities: List<Text>,
    calendar: Key,
    priorities: Matrix,
    targets: ByPriority<Targets>,
    service_targets: List<ServiceTarget>,
    warning_share: Percent,
    holds: List<HoldRule>,
    triage_limit: Span,
    hold_limit: Span,
    confirmation_period: Span,
    reopen_window: Span,
    definitions: Definitions,
    workload: List<Text>,
    exceptions: List<Exception>,
    rests_on: List<Key>,
    term: Term,
    measurement_period: Interval,
    review_interval: Interval,
    renewal_notice: Span,
}

impl From<Terms1> for Terms {
    fn from(old: Terms1) -> Self {
        Self {
            kind: old.kind,
            party: old.party,
            services: old.services,
            activities: old.activities,
            calendar: old.calendar,
            priorities: old.priorities,
            targets: old.targets,
            service_targets: old.service_targets,
            warning_share: old.warning_share,
            holds: old.holds,
            triage_limit: old.triage_limit,
            hold_limit: old.hold_limit,
            confirmation_period: old.confirmation_period,
            reopen_window: old.reopen_window,
            definitions: old.definitions,
            workload: old.workload,
            exceptions: old.exceptions,
            rests_on: old.rests_on,
            term: old.term,
            measurement_period: old.measurement_period,
            review_interval: old.review_interval,
            renewal_notice: old.renewal_notice,
            credits: Credits::default(),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename = "Defaulted")]
pub(super) struct Defaulted1 {
    terms: Terms1,
}

impl From<Defaulted1> for Defaulted {
    fn from(old: Defaulted1) -> Self {
        Self { terms: old.terms.into() }
    }
}

#[derive(Deserialize)]
#[serde(rename = "Drafted")]
pub(super) struct Drafted1 {
    terms: Terms1,
    requirements: Attestation,
}

impl From<Drafted1> for Drafted {
    fn from(old: Drafted1) -> Self {
        Self { terms: old.terms.into(), requirements: old.requirements }
    }
}

#[derive(Deserialize)]
#[serde(rename = "Offered")]
pub(super) struct Offered1 {
    terms: Option<Terms1>,
}

impl From<Offered1> for Offered {
    fn from(old: Offered1) -> Self {
        Self { terms: old.terms.map(Terms::from) }
    }
}

#[derive(Deserialize)]
#[serde(rename = "Agreed")]
pub(super) struct Agreed1 {
    terms: Terms1,
    signatures: List<Signature>,
}

impl From<Agreed1> for Agreed {
    fn from(old: Agreed1) -> Self {
        Self { terms: old.terms.into(), signatures: old.signatures }
    }
}

#[derive(Deserialize)]
#[serde(rename = "Changed")]
pub(super) struct Changed1 {
    terms: Terms1,
    change: Attestation,
    signatures: List<Signature>,
    catalogue: Attestation,
}

impl From<Changed1> for Changed {
    fn from(old: Changed1) -> Self {
        let Changed1 { terms, change, signatures, catalogue } = old;
        Self { terms: terms.into(), change, signatures, catalogue }
    }
}
