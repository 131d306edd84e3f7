//! From records to values.

use super::KpiMatrix;
use super::cases::{Case, Fix, Not};
use crate::availability::{self, Row};
use crate::mean::mean;
use crate::names::Name;
use engine::{Key, Span, Timestamp};
use processes::kpi::{Definition, Figure, Measure, Month, Rate};
use processes::limits::Percent;
use processes::{
    change, complaint, incident, security_incident, service, service_request, vulnerability,
};
use std::collections::BTreeMap;
use std::ops::Range;

/// A record that a value is made of, or would be.
pub(super) struct Sample<'a> {
    pub(super) process: &'static str,
    pub(super) key: &'a Key,
    /// When what counts happened.
    pub(super) at: Timestamp,
    pub(super) amount: Amount,
}

/// What a record adds to a value.
#[derive(Clone, Copy)]
pub(super) enum Amount {
    /// Whether it came to what it was to.
    Success(bool),
    /// How long it took, and how long of that it was exempt.
    Took(Span, Span),
    /// One of those that there are so many of.
    One,
    /// One of those that they are so many to.
    Base,
    /// How much of how much.
    Part(Span, Span),
    /// Nothing.
    Not(Not),
}

/// What a definition is asked for: a month up to now.
pub(super) struct Asked<'a> {
    pub(super) definition: &'a Definition,
    pub(super) month: Month,
    pub(super) now: Timestamp,
    /// Of availability: the figures of all services and months.
    pub(super) availability: &'a [Row],
}

impl Asked<'_> {
    /// The end of the month, or behind what happens now.
    fn end(&self) -> Timestamp {
        self.month.end().min(self.now + Span::from_nanos(1))
    }

    /// The twelve months that end with this one.
    fn year(&self) -> Range<Timestamp> {
        self.month.before(11).start()..self.end()
    }
}

impl KpiMatrix {
    /// Tells of all records that a value is made of, or would be.
    pub(super) fn samples(&self, asked: &Asked<'_>, tell: &mut dyn FnMut(Sample<'_>)) {
        let services: Vec<_> = asked.definition.services.iter().map(Key::as_escaped).collect();
        let is_of = |names: &[Name]| {
            services.is_empty()
                || names.iter().any(|name| services.contains(&self.names.text(*name)))
        };
        let month = asked.month.start()..asked.end();
        match asked.definition.measure {
            // Whom to ask only people know.
            Measure::Satisfaction => {}
            Measure::VulnerabilityFix => self.fixes(asked, services.is_empty(), tell),
            Measure::ChangeSuccess => {
                for (key, change) in &self.changes {
                    let Some(at) = change.closed.filter(|at| month.contains(at)) else { continue };
                    let amount = match change.not {
                        Some(not) => Amount::Not(not),
                        None if !is_of(&change.services) => Amount::Not(Not::OtherService),
                        None if !change.implemented => Amount::Not(Not::Cancelled),
                        None => Amount::Success(!change.failed),
                    };
                    tell(Sample { process: change::NAME, key, at, amount });
                }
            }
            Measure::Availability => {
                let of_month = |row: &&Row| row.month == asked.month.to_string();
                for row in asked.availability.iter().filter(of_month) {
                    let availability::Figures { agreed, lost, .. } = row.figures;
                    let is_asked =
                        services.is_empty() || services.contains(&row.service.as_escaped());
                    let part = Amount::Part(agreed - lost, agreed);
                    let amount = if is_asked { part } else { Amount::Not(Not::OtherService) };
                    let (process, key, at) = (service::NAME, &row.service, row.from);
                    tell(Sample { process, key, at, amount });
                }
            }
            Measure::ComplaintRate => {
                let mut all = |process, cases, amount| {
                    came_in(process, cases, &month, amount, &is_of, tell);
                };
                all(complaint::NAME, &self.complaints, Amount::One);
                all(incident::NAME, &self.incidents, Amount::Base);
                all(service_request::NAME, &self.requests, Amount::Base);
            }
            Measure::SecurityIncidents => {
                let (process, cases) = (security_incident::NAME, &self.security_incidents);
                came_in(process, cases, &asked.year(), Amount::One, &is_of, tell);
            }
            Measure::TimeToRestore => {
                for (key, case) in &self.incidents {
                    let Some(at) = case.to.filter(|at| month.contains(at)) else { continue };
                    let took = Amount::Took(at.since(case.from), Span::ZERO);
                    let amount = case.amount(took, &is_of);
                    tell(Sample { process: incident::NAME, key, at, amount });
                }
            }
        }
    }

    /// The fixes of the month, and what was not fixed by its end.
    fn fixes(&self, asked: &Asked<'_>, is_of_all: bool, tell: &mut dyn FnMut(Sample<'_>)) {
        let limit = match asked.definition.target {
            Figure::Time(limit) => limit,
            Figure::Share(_) | Figure::Rate(_) | Figure::Count(_) => Span::ZERO,
        };
        let (month, at_end) = (asked.month.start()..asked.end(), asked.month.end().min(asked.now));
        for (key, times) in &self.vulnerabilities {
            for fix in times.iter().filter(|fix| fix.from < month.end) {
                let Some((at, amount)) = fix.by(&month, at_end, limit) else { continue };
                let is_other = !is_of_all && !matches!(amount, Amount::Not(_));
                let amount = if is_other { Amount::Not(Not::OtherService) } else { amount };
                tell(Sample { process: vulnerability::NAME, key, at, amount });
            }
        }
    }
}

/// Tells of those that came in within a time.
fn came_in(
    process: &'static str,
    cases: &BTreeMap<Key, Case>,
    time: &Range<Timestamp>,
    amount: Amount,
    is_of: &dyn Fn(&[Name]) -> bool,
    tell: &mut dyn FnMut(Sample<'_>),
) {
    for (key, case) in cases.iter().filter(|(_, case)| time.contains(&case.from)) {
        tell(Sample { process, key, at: case.from, amount: case.amount(amount, is_of) });
    }
}

impl Case {
    fn amount(&self, amount: Amount, is_of: &dyn Fn(&[Name]) -> bool) -> Amount {
        match self.not {
            Some(not) => Amount::Not(not),
            None if !is_of(self.service.as_slice()) => Amount::Not(Not::OtherService),
            None => amount,
        }
    }
}

impl Fix {
    /// What it adds to a month: fixed within it, or not fixed by its end for longer than the limit.
    fn by(
        &self,
        month: &Range<Timestamp>,
        at_end: Timestamp,
        limit: Span,
    ) -> Option<(Timestamp, Amount)> {
        if let Some(not) = self.not {
            return month.contains(&self.from).then_some((self.from, Amount::Not(not)));
        }
        if let Some(fixed) = self.fixed.filter(|fixed| fixed.at < month.end) {
            let took = Amount::Took(fixed.took, fixed.exempt);
            return (fixed.at >= month.start).then_some((fixed.at, took));
        }
        let (age, exempt) = (at_end.since(self.from), self.exempt_by(at_end));
        if self.exempt_since.is_some_and(|since| since < month.end) {
            return Some((self.from, Amount::Not(Not::Exempt)));
        }
        let is_late = age - exempt > limit;
        let amount = if is_late { Amount::Took(age, exempt) } else { Amount::Not(Not::Open) };
        Some((self.from, amount))
    }
}

/// Sums.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) included: u64,
    pub(super) excluded: u64,
    good: u64,
    ones: u64,
    base: u64,
    parts: (i128, i128),
    /// Without the time that was exempt, and with it.
    took: (i128, i128),
    within: (u64, u64),
    times: u64,
}

impl Tally {
    /// Counts a record, of which each is to be within `limit`, if there is one.
    pub(super) fn add(&mut self, amount: Amount, limit: Option<Span>) {
        if let Amount::Not(_) = amount {
            self.excluded += 1;
            return;
        }
        self.included += 1;
        match amount {
            Amount::Success(good) => self.good += u64::from(good),
            Amount::Took(took, exempt) => {
                let (all, rest) = (took.as_nanos(), (took - exempt).as_nanos());
                self.took = (self.took.0 + i128::from(rest), self.took.1 + i128::from(all));
                let within = |nanos: i64| limit.is_none_or(|limit| nanos <= limit.as_nanos());
                self.within.0 += u64::from(within(rest));
                self.within.1 += u64::from(within(all));
                self.times += 1;
            }
            Amount::One => self.ones += 1,
            Amount::Base => self.base += 1,
            Amount::Part(part, all) => {
                let (part, all) = (i128::from(part.as_nanos()), i128::from(all.as_nanos()));
                self.parts = (self.parts.0 + part, self.parts.1 + all);
            }
            Amount::Not(_) => {}
        }
    }

    /// The value, without the time that was exempt.
    pub(super) fn value(&self, measure: Measure) -> Option<Figure> {
        match measure {
            Measure::Satisfaction => None,
            Measure::ChangeSuccess => {
                (self.included > 0).then(|| Figure::Share(Percent::share(self.good, self.included)))
            }
            Measure::Availability => {
                let nanos = |sum: i128| u64::try_from(sum).unwrap_or(u64::MAX);
                let (part, all) = (nanos(self.parts.0), nanos(self.parts.1));
                (all > 0).then(|| Figure::Share(Percent::share(part, all)))
            }
            Measure::ComplaintRate => Rate::of(self.ones, self.base).map(Figure::Rate),
            Measure::SecurityIncidents => Some(Figure::Count(self.ones)),
            Measure::VulnerabilityFix | Measure::TimeToRestore => self.mean(self.took.0),
        }
    }

    /// The value with the time that was exempt, where that plays a part.
    pub(super) fn with_exemptions(&self, measure: Measure) -> Option<Figure> {
        self.mean(self.took.1).filter(|_| measure == Measure::VulnerabilityFix)
    }

    /// The share that is within the limit, where each is to be; without the time that was exempt, and
    /// with it.
    pub(super) fn within(&self, measure: Measure) -> Option<(Percent, Percent)> {
        let share = |count| Percent::share(count, self.times);
        let shares = || (share(self.within.0), share(self.within.1));
        (measure.holds_each() && self.times > 0).then(shares)
    }

    fn mean(&self, sum: i128) -> Option<Figure> {
        mean(sum, self.times).map(Figure::Time)
    }
}
