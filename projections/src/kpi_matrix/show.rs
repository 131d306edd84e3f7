//! One indicator in a month, with every record behind its value.

use super::KpiMatrix;
use super::cases::Not;
use super::reckon::{Amount, Asked, Sample};
use super::report::{Row, is_withheld, row};
use crate::page::{PAGE_MAX, Page};
use engine::{Key, Span, Timestamp};
use processes::kpi::{Counted, Definition, Month};
use serde::Serialize;

/// An indicator in a month.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shown {
    /// The indicator, with that month alone.
    pub row: Row,
    /// The definition that the month goes by.
    pub definition: Definition,
    /// The events that it is counted from.
    pub sources: Vec<Source>,
    /// The records that the value is made of, the earliest first.
    pub counted: Page<Record>,
    /// Those that would be and are not, with why.
    pub not_counted: Page<Record>,
}

/// The events of a process that a value is counted from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Source {
    /// Which process.
    pub process: &'static str,
    /// Which of its events.
    pub events: &'static [&'static str],
}

impl Source {
    const fn of(counted: &Counted) -> Self {
        Self { process: counted.process, events: counted.events }
    }
}

/// A record behind a value.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Record {
    /// When what counts happened.
    pub at: Timestamp,
    /// Of which process.
    pub process: &'static str,
    /// Which one.
    pub key: Key,
    /// What it adds, or why it does not.
    pub adds: Adds,
}

/// What a record adds to a value.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Adds {
    /// It came to what it was to.
    Success,
    /// It did not.
    Failure,
    /// How long it took.
    Took {
        /// Without the time that it was exempt.
        time: Span,
        /// How long it was exempt.
        exempt: Span,
        /// Whether the time is within the target.
        within: Option<bool>,
    },
    /// One.
    One,
    /// One of those that it is so many to.
    Base,
    /// How much of the agreed time was not lost.
    Part {
        /// Not lost.
        kept: Span,
        /// Agreed.
        agreed: Span,
    },
    /// Nothing, because.
    Not(Not),
}

impl KpiMatrix {
    /// An indicator that was in force in a month, with what its value is counted from: so many records
    /// at most after some, of what is counted and of what is not. None of them where who asks may not
    /// see them, for they are of a `hidden` process.
    #[must_use]
    pub fn show(
        &self,
        name: &Key,
        month: Month,
        (skip, limit_rows): (usize, usize),
        now: Timestamp,
        hidden: &[&str],
    ) -> Option<Shown> {
        let known = self.version_at(name, month, now)?;
        let definition = known.definition;
        let withheld = is_withheld(definition.measure, hidden);
        let mut availability = Vec::new();
        if month <= Month::of(now) {
            let back = (0..).take(usize::from(super::MONTHS_MAX));
            let months = back.take_while(|back| Month::of(now).before(*back) > month).count();
            let months = u16::try_from(months).unwrap_or(super::MONTHS_MAX);
            availability = self.availability_of(months + 1, now);
        }
        let (mut counted, mut not_counted) = (Vec::new(), Vec::new());
        if !withheld && !known.paused {
            let asked = Asked::new(definition, month, now, &availability);
            let limit = asked.limit();
            self.samples(&[asked], &mut |_, Sample { process, key, at, amount }| {
                let adds = Adds::of(amount, limit);
                let record = Record { at, process, key: key.clone(), adds };
                let list =
                    if matches!(adds, Adds::Not(_)) { &mut not_counted } else { &mut counted };
                list.push(record);
            });
        }
        let limit_rows = limit_rows.min(PAGE_MAX);
        let page = |all| Page::sorted(all, skip, limit_rows, Some);
        let values = || self.values(name, &[month], &availability, now);
        Some(Shown {
            row: row(&known, withheld, if withheld { Vec::new() } else { values() }),
            definition: definition.clone(),
            sources: definition.measure.sources().iter().map(Source::of).collect(),
            counted: page(counted),
            not_counted: page(not_counted),
        })
    }
}

impl Adds {
    fn of(amount: Amount, limit: Option<Span>) -> Self {
        match amount {
            Amount::Success(true) => Self::Success,
            Amount::Success(false) => Self::Failure,
            Amount::Took(took, exempt) => {
                let time = took - exempt;
                Self::Took { time, exempt, within: limit.map(|limit| time <= limit) }
            }
            Amount::One => Self::One,
            Amount::Base => Self::Base,
            Amount::Part(kept, agreed) => Self::Part { kept, agreed },
            Amount::Exempt(_) => Self::Not(Not::Exempt),
            Amount::Not(not) => Self::Not(not),
        }
    }
}
