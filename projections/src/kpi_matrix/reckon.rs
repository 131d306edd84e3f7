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
    /// How long it has taken, and is exempt, so that it counts only where all time does.
    Exempt(Span),
    /// One of those that there are so many of.
    One,
    /// One of those that they are so many to.
    Base,
    /// How much of how much.
    Part(Span, Span),
    /// Nothing.
    Not(Not),
}

impl Amount {
    /// Whether the value is made of it.
    const fn is_counted(self) -> bool {
        !matches!(self, Self::Not(_) | Self::Exempt(_))
    }
}

/// What a definition is asked for: a month up to now.
pub(super) struct Asked<'a> {
    definition: &'a Definition,
    month: Month,
    /// The month as far as it is over, with what happens now.
    time: Range<Timestamp>,
    /// Its end, or now.
    at_end: Timestamp,
    /// Of availability: the figures of all services and months.
    availability: &'a [Row],
}

impl<'a> Asked<'a> {
    pub(super) fn new(
        definition: &'a Definition,
        month: Month,
        now: Timestamp,
        availability: &'a [Row],
    ) -> Self {
        let time = month.start()..month.end().min(now + Span::from_nanos(1));
        Self { definition, month, time, at_end: month.end().min(now), availability }
    }

    /// The twelve months that end with this one.
    fn year(&self) -> Range<Timestamp> {
        self.month.before(11).start()..self.time.end
    }

    /// How long each may take, where the target is a time.
    pub(super) const fn limit(&self) -> Option<Span> {
        match self.definition.target {
            Figure::Time(limit) => Some(limit),
            Figure::Share(_) | Figure::Rate(_) | Figure::Count(_) => None,
        }
    }

    /// What something adds that is of these services: nothing, where others are asked for.
    fn of(&self, all: &KpiMatrix, services: &[Name], amount: Amount) -> Amount {
        let asked = &self.definition.services;
        let is_asked =
            |name: &Name| asked.iter().any(|it| it.as_escaped() == all.names.text(*name));
        let is_of = asked.is_empty() || services.iter().any(is_asked);
        if is_of { amount } else { Amount::Not(Not::OtherService) }
    }

    /// What a case adds: nothing, where it is none.
    fn of_case(&self, all: &KpiMatrix, case: &Case, amount: Amount) -> Amount {
        let of = || self.of(all, case.service.as_slice(), amount);
        case.not.map_or_else(of, Amount::Not)
    }
}

/// That of these months in which it happened, with its number.
fn month_of<'a, 'b>(asked: &'b [Asked<'a>], at: Timestamp) -> Option<(usize, &'b Asked<'a>)> {
    let number = asked.partition_point(|it| it.time.end <= at);
    asked.get(number).filter(|it| it.time.contains(&at)).map(|it| (number, it))
}

/// Hears of each record, and to which of the months it belongs.
type Tell<'a> = dyn FnMut(usize, Sample<'_>) + 'a;

impl KpiMatrix {
    /// Tells of all records that the values of some months of one indicator are made of, or would be.
    /// The months are in order. There may be millions of records and sixty months: each record is
    /// looked at once.
    pub(super) fn samples(&self, asked: &[Asked<'_>], tell: &mut Tell<'_>) {
        let Some(measure) = asked.first().map(|first| first.definition.measure) else { return };
        match measure {
            // Whom to ask only people know.
            Measure::Satisfaction => {}
            Measure::VulnerabilityFix => self.fixes(asked, tell),
            Measure::ChangeSuccess => {
                for (key, change) in &self.changes {
                    let Some(at) = change.closed else { continue };
                    let Some((number, month)) = month_of(asked, at) else { continue };
                    let success = if change.implemented {
                        Amount::Success(!change.failed)
                    } else {
                        Amount::Not(Not::Cancelled)
                    };
                    let of = || month.of(self, &change.services, success);
                    let amount = change.not.map_or_else(of, Amount::Not);
                    tell(number, Sample { process: change::NAME, key, at, amount });
                }
            }
            Measure::Availability => {
                for (number, month) in asked.iter().enumerate() {
                    month.parts(|sample| tell(number, sample));
                }
            }
            Measure::ComplaintRate => {
                let mut all = |process, cases, amount| {
                    self.came_in(process, cases, asked, amount, tell);
                };
                all(complaint::NAME, &self.complaints, Amount::One);
                all(incident::NAME, &self.incidents, Amount::Base);
                all(service_request::NAME, &self.requests, Amount::Base);
            }
            Measure::SecurityIncidents => {
                for (number, month) in asked.iter().enumerate() {
                    let year = month.year();
                    let in_year = |(_, case): &(_, &Case)| year.contains(&case.from);
                    for (key, case) in self.security_incidents.iter().filter(in_year) {
                        let amount = month.of_case(self, case, Amount::One);
                        let process = security_incident::NAME;
                        tell(number, Sample { process, key, at: case.from, amount });
                    }
                }
            }
            Measure::TimeToRestore => {
                for (key, case) in &self.incidents {
                    let Some(at) = case.to else { continue };
                    let Some((number, month)) = month_of(asked, at) else { continue };
                    let took = Amount::Took(at.since(case.from), Span::ZERO);
                    let amount = month.of_case(self, case, took);
                    tell(number, Sample { process: incident::NAME, key, at, amount });
                }
            }
        }
    }

    /// Tells of those that came in within the months.
    fn came_in(
        &self,
        process: &'static str,
        cases: &BTreeMap<Key, Case>,
        asked: &[Asked<'_>],
        amount: Amount,
        tell: &mut Tell<'_>,
    ) {
        for (key, case) in cases {
            let Some((number, month)) = month_of(asked, case.from) else { continue };
            let amount = month.of_case(self, case, amount);
            tell(number, Sample { process, key, at: case.from, amount });
        }
    }

    /// The fixes of each month, and what was not fixed by its end.
    fn fixes(&self, asked: &[Asked<'_>], tell: &mut Tell<'_>) {
        for (key, times) in &self.vulnerabilities {
            for (number, month) in asked.iter().enumerate() {
                for fix in times.iter().filter(|fix| fix.from < month.time.end) {
                    let Some((at, amount)) = fix.by(month) else { continue };
                    // A vulnerability is of no service.
                    let is_counted = amount.is_counted();
                    let amount = if is_counted { month.of(self, &[], amount) } else { amount };
                    tell(number, Sample { process: vulnerability::NAME, key, at, amount });
                }
            }
        }
    }
}

impl Asked<'_> {
    /// Tells of the availability of each service.
    fn parts(&self, mut tell: impl FnMut(Sample<'_>)) {
        let asked = &self.definition.services;
        let month = self.month.to_string();
        for row in self.availability.iter().filter(|row| row.month == month) {
            let availability::Figures { agreed, lost, .. } = row.figures;
            let is_asked = asked.is_empty() || asked.contains(&row.service);
            let part = Amount::Part(agreed - lost, agreed);
            let amount = if is_asked { part } else { Amount::Not(Not::OtherService) };
            tell(Sample { process: service::NAME, key: &row.service, at: row.from, amount });
        }
    }
}

impl Fix {
    /// What it adds to a month: fixed within it, or not fixed for longer than the limit, by its end or
    /// until what had it was gone.
    pub(super) fn by(&self, asked: &Asked<'_>) -> Option<(Timestamp, Amount)> {
        let month = &asked.time;
        if let Some(not) = self.not {
            return month.contains(&self.from).then_some((self.from, Amount::Not(not)));
        }
        if let Some(fixed) = self.fixed.filter(|fixed| fixed.at < month.end) {
            let took = Amount::Took(fixed.took, fixed.exempt);
            return (fixed.at >= month.start).then_some((fixed.at, took));
        }
        let gone = self.gone.filter(|gone| *gone < month.end);
        if gone.is_some_and(|gone| gone < month.start) {
            return None;
        }
        let by = gone.unwrap_or(asked.at_end);
        let (age, exempt) = (by.since(self.from), self.exempt_by(by));
        let is_late = |age| age > asked.limit().unwrap_or(Span::ZERO);
        let amount = match self.is_exempt(by) {
            true if is_late(age) => Amount::Exempt(age),
            true => Amount::Not(Not::Exempt),
            false if is_late(age - exempt) => Amount::Took(age, exempt),
            false => Amount::Not(gone.map_or(Not::Open, |_| Not::NotAffected)),
        };
        Some((self.from, amount))
    }
}

/// Sums.
#[derive(Clone, Default)]
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
    times: (u64, u64),
}

impl Tally {
    /// Counts a record, of which each is to be within `limit`, if there is one.
    pub(super) fn add(&mut self, amount: Amount, limit: Option<Span>) {
        let within = |nanos: i64| limit.is_none_or(|limit| nanos <= limit.as_nanos());
        let counted = u64::from(amount.is_counted());
        (self.included, self.excluded) = (self.included + counted, self.excluded + 1 - counted);
        match amount {
            Amount::Success(good) => self.good += u64::from(good),
            Amount::Took(took, exempt) => {
                let (all, rest) = (took.as_nanos(), (took - exempt).as_nanos());
                self.took = (self.took.0 + i128::from(rest), self.took.1 + i128::from(all));
                self.within.0 += u64::from(within(rest));
                self.within.1 += u64::from(within(all));
                self.times = (self.times.0 + 1, self.times.1 + 1);
            }
            Amount::Exempt(all) => {
                self.took.1 += i128::from(all.as_nanos());
                self.within.1 += u64::from(within(all.as_nanos()));
                self.times.1 += 1;
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
            Measure::VulnerabilityFix | Measure::TimeToRestore => {
                mean_of(self.took.0, self.times.0)
            }
        }
    }

    /// The value with the time that was exempt, where that plays a part.
    pub(super) fn with_exemptions(&self, measure: Measure) -> Option<Figure> {
        mean_of(self.took.1, self.times.1).filter(|_| measure == Measure::VulnerabilityFix)
    }

    /// The share that is within the limit, where each is to be; without the time that was exempt, and
    /// with it.
    pub(super) fn within(&self, measure: Measure) -> (Option<Percent>, Option<Percent>) {
        let share = |count, times| {
            (measure.holds_each() && times > 0).then(|| Percent::share(count, times))
        };
        (share(self.within.0, self.times.0), share(self.within.1, self.times.1))
    }
}

fn mean_of(sum: i128, times: u64) -> Option<Figure> {
    mean(sum, times).map(Figure::Time)
}
