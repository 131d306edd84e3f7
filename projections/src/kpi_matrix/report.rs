//! The matrix: every indicator, month by month.

use super::reckon::{Asked as Of, Sample, Tally};
use super::{Entry, KpiMatrix};
use crate::availability;
use engine::{Actor, Key, Position, Span, Timestamp};
use processes::facts::IndicatorInForce;
use processes::kpi::{Better, Definition, Figure, Measure, Month};
use processes::limits::Percent;
use processes::risk::Dimension;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The most months that a series goes back.
pub const MONTHS_MAX: u16 = 60;

/// What ought to move in the same direction (INT-000-03).
const TOGETHER: [Measure; 3] =
    [Measure::Availability, Measure::ComplaintRate, Measure::SecurityIncidents];

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// This indicator alone.
    pub name: Option<Key>,
    /// So many months, the one of the question among them; 1 to [`MONTHS_MAX`].
    pub months: u16,
}

/// All indicators side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Matrix {
    /// What is true at this time.
    pub now: Timestamp,
    /// By what suffers where they are missed, then by name.
    pub rows: Vec<Row>,
    /// The months in which what ought to move together did not, the oldest first.
    pub apart: Vec<Apart>,
}

/// An indicator.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Its name.
    pub name: Key,
    /// What is measured.
    pub measure: Measure,
    /// How that is reckoned.
    pub meaning: &'static str,
    /// What suffers where it is missed.
    pub dimension: Dimension,
    /// Which of two figures is better.
    pub better: Better,
    /// The version of the definition in force; 0 is the default, which nobody has approved.
    pub version: u64,
    /// Whether somebody has approved it.
    pub approved: bool,
    /// Whether it is not measured for a time.
    pub paused: bool,
    /// What is aimed at.
    pub target: Figure,
    /// Of which services; of all, where none is named.
    pub services: Vec<Key>,
    /// Who answers for it.
    pub owner: Option<Actor>,
    /// Whether it is counted from what who asks may not see.
    pub withheld: bool,
    /// The months, the oldest first; none where it is withheld.
    pub series: Vec<Value>,
}

/// An indicator in a month.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Value {
    /// Which month, in UTC.
    pub month: Month,
    /// Whether it is over: until then the value is that of the month so far.
    pub is_over: bool,
    /// By which version of the definition; none where there was none.
    pub version: Option<u64>,
    /// What was aimed at by that.
    pub target: Option<Figure>,
    /// What was reached; none where there was nothing to measure.
    pub value: Option<Figure>,
    /// The share that was within the target, where each is to be.
    pub within: Option<Percent>,
    /// What was reached with all time counted, where something may be exempt.
    pub with_exemptions: Option<Figure>,
    /// The share that was within the target with all time counted, where each is to be.
    pub within_with_exemptions: Option<Percent>,
    /// Whether the target was reached; none where there was nothing to measure.
    pub reached: Option<bool>,
    /// How many records are counted.
    pub included: u64,
    /// How many would be, and are not.
    pub excluded: u64,
    /// What was put on record for it.
    pub recorded: Option<Recorded>,
    /// How it compares with the month before.
    pub trend: Option<Trend>,
}

/// A value on record.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Recorded {
    /// What was reached.
    pub value: Option<Figure>,
    /// The share that was within the target.
    pub within: Option<Percent>,
    /// Up to which position of the log it was computed.
    pub position: Position,
    /// The record that says so.
    pub by: Position,
    /// How many records were counted.
    pub included: u64,
    /// How many were not.
    pub excluded: u64,
    /// Whether it is the value by what is known now.
    pub agrees: bool,
}

/// How a value compares with that of the month before.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// It is better.
    Better,
    /// It is the same.
    Same,
    /// It is worse.
    Worse,
}

/// A month in which what ought to move together moved apart.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Apart {
    /// Which month.
    pub month: Month,
    /// What was better than in the month before.
    pub better: Vec<Key>,
    /// What was worse.
    pub worse: Vec<Key>,
}

impl KpiMatrix {
    /// The indicators in force at `now`, with the months up to then. What is counted from a `hidden`
    /// process is withheld.
    #[must_use]
    pub fn matrix(&self, asked: &Asked, now: Timestamp, hidden: &[&str]) -> Matrix {
        let months = asked.months.clamp(1, MONTHS_MAX);
        let availability = self.availability_of(months + 1, now);
        let last = Month::of(now);
        let mut rows: Vec<_> = self
            .indicators
            .in_force(now)
            .into_iter()
            .filter(|known| asked.name.as_ref().is_none_or(|name| name == known.name))
            .map(|known| {
                let withheld = is_withheld(known.definition.measure, hidden);
                let range = (last.before(u32::from(months)), last);
                let series = || self.series(known.name, range, &availability, now);
                row(&known, withheld, if withheld { Vec::new() } else { series() })
            })
            .collect();
        rows.sort_by(|one, other| (one.dimension, &one.name).cmp(&(other.dimension, &other.name)));
        let apart = apart(&rows);
        Matrix { now, rows, apart }
    }

    pub(super) fn availability_of(&self, months: u16, now: Timestamp) -> Vec<availability::Row> {
        let asked = availability::Asked { service: None, months };
        self.availability.report(&asked, now).rows
    }

    /// The months after the first up to the last, each compared with the one before.
    fn series(
        &self,
        name: &Key,
        (first, last): (Month, Month),
        availability: &[availability::Row],
        now: Timestamp,
    ) -> Vec<Value> {
        let months = std::iter::successors(Some(first), |month| {
            let next = month.next();
            (*month < last && next > *month).then_some(next)
        });
        let months: Vec<_> = months.collect();
        let mut values = self.values(name, &months, availability, now);
        let before: Vec<_> = values.iter().map(|value| value.value).collect();
        for (value, before) in values.iter_mut().skip(1).zip(before) {
            let measure = self.version_at(name, value.month, now).map(|it| it.definition.measure);
            value.trend = measure
                .zip(value.value.zip(before))
                .and_then(|(measure, (it, before))| trend(it, before, measure.better()));
        }
        values.split_off(1)
    }

    /// The version that a month goes by: the one in force at its end, or now.
    pub(super) fn version_at(
        &self,
        name: &Key,
        month: Month,
        now: Timestamp,
    ) -> Option<IndicatorInForce<'_>> {
        let end = (month.end() - Span::from_nanos(1)).min(now);
        self.indicators.in_force(end).into_iter().find(|known| known.name == name)
    }

    /// An indicator in some months, which are in order.
    pub(super) fn values(
        &self,
        name: &Key,
        months: &[Month],
        availability: &[availability::Row],
        now: Timestamp,
    ) -> Vec<Value> {
        let of = |month: &Month| (*month, self.version_at(name, *month, now));
        let months: Vec<_> = months.iter().map(of).collect();
        let measured = months.iter().filter_map(|(month, known)| {
            let known = known.as_ref().filter(|known| !known.paused)?;
            Some(Of::new(known.definition, *month, now, availability))
        });
        let measured: Vec<_> = measured.collect();
        let mut tallies = self.tallies(&measured).into_iter();
        let mut value = |(month, known): (Month, Option<IndicatorInForce<'_>>)| {
            let is_over = month.end() <= now;
            let Some(known) = known else { return Value::nothing(month, is_over) };
            let tally = if known.paused { None } else { tallies.next() };
            self.value(month, is_over, &known, tally)
        };
        months.into_iter().map(&mut value).collect()
    }

    /// What was counted of an indicator in a month, if it was measured then.
    fn value(
        &self,
        month: Month,
        is_over: bool,
        known: &IndicatorInForce<'_>,
        tally: Option<Tally>,
    ) -> Value {
        let (version, definition) = (known.version, known.definition);
        let (measure, target) = (definition.measure, definition.target);
        let entry = self.recorded.get(known.name).and_then(|all| all.get(&(month, version)));
        let asked = entry.filter(|_| measure.is_asked());
        let value = tally.as_ref().and_then(|tally| tally.value(measure));
        let value = asked.map_or(value, |entry| entry.value);
        let tally = tally.unwrap_or_default();
        let (within, with) = tally.within(measure);
        Value {
            version: Some(version),
            target: Some(target),
            value,
            within,
            with_exemptions: tally.with_exemptions(measure),
            within_with_exemptions: with,
            reached: value.and_then(|value| definition.reached(value, within)),
            included: asked.map_or(tally.included, |entry| entry.included),
            excluded: asked.map_or(tally.excluded, |entry| entry.excluded),
            recorded: entry.map(|entry| entry.told(value, within)),
            ..Value::nothing(month, is_over)
        }
    }

    fn tallies(&self, months: &[Of<'_>]) -> Vec<Tally> {
        let mut tallies = vec![Tally::default(); months.len()];
        self.samples(months, &mut |number, Sample { amount, .. }| {
            if let Some((tally, month)) = tallies.get_mut(number).zip(months.get(number)) {
                tally.add(amount, month.limit());
            }
        });
        tallies
    }
}

impl Value {
    /// Of a month without a version.
    const fn nothing(month: Month, is_over: bool) -> Self {
        Self {
            month,
            is_over,
            version: None,
            target: None,
            value: None,
            within: None,
            with_exemptions: None,
            within_with_exemptions: None,
            reached: None,
            included: 0,
            excluded: 0,
            recorded: None,
            trend: None,
        }
    }
}

impl Entry {
    fn told(&self, value: Option<Figure>, within: Option<Percent>) -> Recorded {
        let &Self { value: was, within: was_within, position, by, included, excluded } = self;
        let agrees = (was, was_within) == (value, within);
        Recorded { value: was, within: was_within, position, by, included, excluded, agrees }
    }
}

/// Whether a measure is counted from what is hidden.
pub(super) fn is_withheld(measure: Measure, hidden: &[&str]) -> bool {
    measure.sources().iter().any(|source| hidden.contains(&source.process))
}

pub(super) fn row(known: &IndicatorInForce<'_>, withheld: bool, series: Vec<Value>) -> Row {
    let Definition { measure, target, services, owner, .. } = known.definition;
    Row {
        name: known.name.clone(),
        measure: *measure,
        meaning: measure.meaning(),
        dimension: measure.dimension(),
        better: measure.better(),
        version: known.version,
        approved: known.is_approved(),
        paused: known.paused,
        target: *target,
        services: services.to_vec(),
        owner: owner.clone(),
        withheld,
        series,
    }
}

fn trend(it: Figure, before: Figure, better: Better) -> Option<Trend> {
    let no_worse = it.reaches(before, better)?;
    let no_better = before.reaches(it, better)?;
    Some(match (no_worse, no_better) {
        (true, true) => Trend::Same,
        (true, false) => Trend::Better,
        (false, _) => Trend::Worse,
    })
}

/// The months in which some of what ought to move together was better and some was worse.
fn apart(rows: &[Row]) -> Vec<Apart> {
    let mut months: BTreeMap<Month, (BTreeSet<&Key>, BTreeSet<&Key>)> = BTreeMap::new();
    for row in rows.iter().filter(|row| TOGETHER.contains(&row.measure)) {
        for value in row.series.iter().filter(|value| value.is_over) {
            let (better, worse) = months.entry(value.month).or_default();
            match value.trend {
                Some(Trend::Better) => _ = better.insert(&row.name),
                Some(Trend::Worse) => _ = worse.insert(&row.name),
                Some(Trend::Same) | None => {}
            }
        }
    }
    let names = |all: BTreeSet<&Key>| all.into_iter().cloned().collect();
    let both =
        months.into_iter().filter(|(_, (better, worse))| !better.is_empty() && !worse.is_empty());
    both.map(|(month, (better, worse))| Apart { month, better: names(better), worse: names(worse) })
        .collect()
}
