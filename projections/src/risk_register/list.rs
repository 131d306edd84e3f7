//! Asking for a page of the register.

use super::{Count, Kind, Known, RiskRegister};
use crate::page::Page;
use engine::{Actor, Key, Span, Timestamp};
use processes::limits::Label;
use processes::risk::{Dimension, LIFECYCLE, Matrix, Rated, Source};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How far back drivers are counted.
pub(super) const YEAR: Span = Span::from_days(365);

/// Which risks.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// Those that are not over.
    #[default]
    Open,
    /// Those of them that are more than may be accepted.
    BeyondAppetite,
    /// All there ever were.
    All,
}

/// What is asked for: all that is given must be so.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    /// Which.
    pub which: Which,
    /// Where this suffers.
    pub dimension: Option<Dimension>,
    /// About this service.
    pub service: Option<Key>,
    /// About this item.
    pub item: Option<Key>,
    /// For which this person answers.
    pub owner: Option<Actor>,
}

/// A risk in the register.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Its place among all that have one, whatever is asked for; none: it has no score, or is over.
    pub place: Option<usize>,
    /// Which.
    pub risk: Key,
    /// In a few words.
    pub title: Option<Label>,
    /// What suffers.
    pub dimension: Option<Dimension>,
    /// Where it is in its life.
    pub phase: &'static str,
    /// Who answers for it.
    pub owner: Option<Actor>,
    /// How grave it is with nothing done about it.
    pub inherent: Option<Rated>,
    /// How grave it is.
    pub current: Option<Rated>,
    /// How grave it is to be.
    pub target: Option<Rated>,
    /// Whether that is more than may be accepted; none while nobody knows how grave it is.
    pub beyond_appetite: Option<bool>,
    /// Until when it is borne as it is.
    pub accepted_until: Option<Timestamp>,
    /// When something is to be done about it next: assessed, decided, treated, looked at again.
    pub due: Option<Timestamp>,
    /// What made somebody think of it.
    pub source: Option<Source>,
    /// The services concerned.
    pub services: Vec<Key>,
    /// The items concerned.
    pub configuration_items: Vec<Key>,
    /// What speaks for it; without kinds that are not for the asker to see.
    pub drivers: Vec<Count>,
}

impl Filter {
    pub(super) fn fits(&self, known: &Known, matrix: &Matrix) -> bool {
        let risk = &known.risk;
        let is_of = |which| match which {
            Which::Open => !risk.phase.is_over(),
            Which::BeyondAppetite => {
                !risk.phase.is_over() && known.is_beyond_appetite(matrix) == Some(true)
            }
            Which::All => true,
        };
        is_of(self.which)
            && (self.dimension.is_none() || self.dimension == risk.dimension)
            && self.service.as_ref().is_none_or(|service| risk.services.contains(service))
            && self.item.as_ref().is_none_or(|item| risk.configuration_items.contains(item))
            && (self.owner.is_none() || self.owner == risk.owner)
    }
}

impl Known {
    fn is_beyond_appetite(&self, matrix: &Matrix) -> Option<bool> {
        let (current, dimension) = (self.risk.current?, self.risk.dimension?);
        Some(matrix.is_beyond(current.score, dimension))
    }
}

impl RiskRegister {
    /// A page of the register at `now`: at most `limit` rows (and at most
    /// [`PAGE_MAX`](crate::PAGE_MAX)) after the first `skip` ones. Those that have a place stand in
    /// that order; then those that wait for a score, the earliest first; then those that are over.
    /// Drivers of `hidden` processes are left out.
    #[must_use]
    pub fn page(
        &self,
        filter: &Filter,
        (skip, limit): (usize, usize),
        now: Timestamp,
        hidden: &[&str],
    ) -> Page<Row> {
        let standings = self.places.at(now);
        let in_order = standings.in_order();
        let places: BTreeMap<_, _> = in_order.into_iter().zip(1_usize..).collect();
        let chosen = self.known.iter().filter(|(_, known)| filter.fits(known, &standings.matrix));
        let found = chosen.map(|(key, known)| {
            let place = places.get(key).copied();
            let is_over = known.risk.phase.is_over();
            ((is_over, place.unwrap_or(usize::MAX), known.identified), key, place)
        });
        Page::sorted(found.collect(), skip, limit, |(_, key, place)| {
            let known = self.known.get(key)?;
            Some(self.row(key, known, place, &standings.matrix, now, hidden))
        })
    }

    pub(super) fn row(
        &self,
        key: &Key,
        known: &Known,
        place: Option<usize>,
        matrix: &Matrix,
        now: Timestamp,
        hidden: &[&str],
    ) -> Row {
        let risk = &known.risk;
        let rated = |stated: Option<Rated>| stated.map(|Rated { score, .. }| matrix.rate(score));
        let (items, services) = (&risk.configuration_items, &risk.services);
        let seen = Kind::ALL.into_iter().filter(|kind| !hidden.contains(&kind.process()));
        let count = |kind| {
            let year = self.drivers.of(kind, (items, services), now - YEAR..=now);
            let since = known.scored_at.unwrap_or(Timestamp::MIN);
            let since_scored = year.iter().filter(|driver| driver.at > since).count();
            Count { kind, year: year.len(), since_scored }
        };
        let due = risk.limit.map(|limit| limit.at);
        Row {
            place,
            risk: key.clone(),
            title: risk.title.clone(),
            dimension: risk.dimension,
            phase: LIFECYCLE.name_of(risk.phase),
            owner: risk.owner.clone(),
            inherent: rated(risk.inherent),
            current: rated(risk.current),
            target: rated(risk.target),
            beyond_appetite: known.is_beyond_appetite(matrix),
            accepted_until: risk.accepted_until,
            due: due.or(risk.review_at).or(risk.accepted_until).or(risk.reassess_at),
            source: risk.source.clone(),
            services: services.to_vec(),
            configuration_items: items.to_vec(),
            drivers: seen.map(count).collect(),
        }
    }
}
