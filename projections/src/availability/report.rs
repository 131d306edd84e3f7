//! Availability in figures, each with the outages behind it.

use super::outage::Outage;
use super::reckon::{Sums, share, sum};
use super::{Availability, Known};
use crate::mean::mean;
use engine::{Key, Span, Timestamp};
use processes::agreement::{AVAILABILITY, Kind, Terms};
use processes::clock::{self, AgreementVersion, Calendars};
use processes::limits::Percent;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The most months that a report goes back.
pub const MONTHS_MAX: u16 = 120;

/// What a report is to be about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// This service alone.
    pub service: Option<Key>,
    /// So many months, the one of the question among them; 1 to [`MONTHS_MAX`].
    pub months: u16,
}

/// How much of the agreed time services worked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// What is true at this time.
    pub now: Timestamp,
    /// By service, agreement and month, in this order.
    pub rows: Vec<Row>,
}

/// A service in a month, as it was agreed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Which service.
    pub service: Key,
    /// By which version of which agreement.
    pub agreement: AgreementVersion,
    /// With whom; none: with any customer.
    pub customer: Option<Key>,
    /// Which month: `2026-11`.
    pub month: String,
    /// Since when it counts: service and agreement there.
    pub from: Timestamp,
    /// Until when, exclusive: the end of the month, of the agreement or of the service, or now.
    pub to: Timestamp,
    /// What came of it.
    pub figures: Figures,
    /// What is to be reached, if that is agreed.
    pub target: Option<Percent>,
    /// Whether it was reached; none while the month goes on, or where nothing is agreed.
    pub kept: Option<bool>,
    /// The outages that took some of it, by number.
    pub outages: Vec<Part>,
}

/// Figures of a service in a time; [the model](Availability) says what each means.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Figures {
    /// Agreed time.
    pub agreed: Span,
    /// What planned outages used as planned, which is not agreed time.
    pub planned: Span,
    /// Lost time.
    pub lost: Span,
    /// The share of agreed time that was not lost; none where no time was agreed.
    pub availability: Option<Percent>,
    /// How many failures there were.
    pub failures: u64,
    /// How long one took to restore, on average.
    pub time_to_restore: Option<Span>,
    /// How long it worked from one to the next, on average.
    pub time_between_failures: Option<Span>,
    /// Users that felt it, times minutes, as far as anybody said how many.
    pub user_minutes: u64,
    /// Of the time in which something was lost, that of which nobody said how many felt it.
    pub users_unknown: Span,
}

/// What one outage took.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// Its number.
    pub outage: u64,
    /// When it began.
    pub from: Timestamp,
    /// Whether it is over.
    pub is_over: bool,
    /// How much open time it took that counts, before it is weighed and held against others.
    pub counted: Span,
    /// How much it took as planned, which does not count.
    pub planned: Span,
    /// The incident that is about it.
    pub incident: Option<Key>,
}

/// A month in which an agreement was in force.
pub(crate) struct Month<'a> {
    /// Which agreement.
    pub(crate) key: &'a Key,
    /// Which month: `2026-11`.
    pub(crate) name: String,
    /// From when until when, on the wall of the agreement's zone.
    pub(crate) range: Range<Timestamp>,
    /// Whether it is over, or the agreement is.
    pub(crate) is_over: bool,
    /// The version of the agreement by which it is measured.
    pub(crate) version: AgreementVersion,
    /// What that says.
    pub(crate) terms: &'a Terms,
}

impl Availability {
    /// How much of the agreed time services worked, at `now`, with all that the model knows: what
    /// happened later is left out.
    #[must_use]
    pub fn report(&self, asked: &Asked, now: Timestamp) -> Report {
        let services = self.services.iter().filter(|(service, known)| {
            known.since < now && asked.service.as_ref().is_none_or(|only| only == *service)
        });
        let months = asked.months.clamp(1, MONTHS_MAX);
        let rows = services.flat_map(|(service, known)| self.rows(service, known, months, now));
        Report { now, rows: rows.collect() }
    }

    /// The last months in which each agreement was in force, the one of `now` among them.
    pub(crate) fn agreed_months(&self, months: u16, now: Timestamp) -> Vec<Month<'_>> {
        let agreed = |(key, month): (_, clock::Month)| {
            let time = month.range.start..month.range.end.min(now);
            let (version, time) = self.agreements.over(key, &time)?;
            Some(Month {
                key,
                name: month.to_string(),
                is_over: month.range.end <= now || time.end < now,
                range: month.range,
                version: version.for_clock(),
                terms: version.terms,
            })
        };
        self.months(months, now).filter_map(agreed).collect()
    }

    /// The last months of each agreement that ever was in force.
    fn months(&self, months: u16, now: Timestamp) -> impl Iterator<Item = (&Key, clock::Month)> {
        let of = move |key| {
            // The zone is that of the calendar which the agreement names last.
            let all = Timestamp::MIN..now;
            let (latest, _) = self.agreements.over(key, &all)?;
            let latest = self.agreements.in_force(key, now).unwrap_or(latest);
            let calendar = self.calendars.clock(&latest.terms.calendar)?;
            Some((key, calendar.months(months, now - Span::from_nanos(1))))
        };
        let all = self.agreements.names().filter_map(of);
        all.flat_map(|(key, months)| months.into_iter().map(move |month| (key, month)))
    }

    fn rows(&self, service: &Key, known: &Known, months: u16, now: Timestamp) -> Vec<Row> {
        let rows = self.months(months, now).filter_map(|(agreement, month)| {
            let time = month.range.start.max(known.since)..month.range.end.min(now);
            let time = time.start..known.retired.map_or(time.end, |at| time.end.min(at));
            if !self.covers(agreement, service, &time) {
                return None;
            }
            let (version, time) = self.agreements.over(agreement, &time)?;
            let calendar = self.calendars.clock(&version.terms.calendar)?;
            let figures = figures(known, calendar, &time, now);
            let target = target(version.terms);
            let is_over = month.range.end <= now || time.end < now;
            let reached = figures.availability.zip(target).map(|(share, least)| share >= least);
            Some(Row {
                service: service.clone(),
                agreement: version.for_clock(),
                customer: version.terms.party.clone(),
                month: month.to_string(),
                from: time.start,
                to: time.end,
                figures,
                target,
                kept: reached.filter(|_| is_over),
                outages: parts(known, calendar, &time, now),
            })
        });
        rows.collect()
    }

    /// Whether a service is measured by an agreement over a time: one that names it; where none
    /// does, one with a customer for all services; where there is none, the one for everybody.
    fn covers(&self, agreement: &Key, service: &Key, time: &Range<Timestamp>) -> bool {
        let rank = |key: &Key| {
            let (version, _) = self.agreements.over(key, time)?;
            let Terms { kind: Kind::Sla, services, party, .. } = version.terms else { return None };
            match () {
                () if services.contains(service) => Some(2),
                () if !services.is_empty() => None,
                () => Some(i32::from(party.is_some())),
            }
        };
        let best = self.agreements.names().filter_map(rank).max();
        best.is_some() && rank(agreement) == best
    }
}

fn target(terms: &Terms) -> Option<Percent> {
    let target = terms.service_targets.iter().find(|target| *target.name == *AVAILABILITY);
    target.map(|target| target.at_least)
}

fn figures(
    known: &Known,
    calendar: &Calendars,
    time: &Range<Timestamp>,
    now: Timestamp,
) -> Figures {
    let pieces: Vec<_> = known
        .outages
        .values()
        .flat_map(|outage| outage.pieces(now))
        .filter(|piece| piece.from < time.end && piece.to > time.start)
        .collect();
    let Sums { open, planned, lost, user_minutes, users_unknown } = sum(&pieces, calendar, time);
    let agreed = open - planned;
    let began = |outage: &&Outage| outage.from().is_some_and(|from| time.contains(&from));
    let cost = |outage: &Outage| share(outage, calendar, &(time.start..now), now).1;
    let failed = known.outages.values().filter(began).map(|outage| (outage, cost(outage)));
    let failed: Vec<_> = failed.filter(|(_, cost)| *cost > Span::ZERO).collect();
    let restored = failed.iter().filter(|(outage, _)| outage.is_over(now)).map(|(_, cost)| *cost);
    let restored: Vec<Span> = restored.collect();
    Figures {
        agreed,
        planned,
        lost,
        availability: (agreed > Span::ZERO).then(|| kept_share(agreed, lost)),
        failures: failed.len() as u64,
        time_to_restore: mean(
            restored.iter().map(|one| i128::from(one.as_nanos())).sum(),
            restored.len() as u64,
        ),
        time_between_failures: mean((agreed - lost).as_nanos().into(), failed.len() as u64),
        user_minutes,
        users_unknown,
    }
}

fn parts(
    known: &Known,
    calendar: &Calendars,
    time: &Range<Timestamp>,
    now: Timestamp,
) -> Vec<Part> {
    let parts = known.outages.iter().filter_map(|(number, outage)| {
        let (planned, counted) = share(outage, calendar, time, now);
        let (from, is_over, incident) =
            (outage.from()?, outage.is_over(now), outage.incident.clone());
        let part = Part { outage: *number, from, is_over, counted, planned, incident };
        (planned + counted > Span::ZERO).then_some(part)
    });
    parts.collect()
}

fn kept_share(agreed: Span, lost: Span) -> Percent {
    let nanos = |span: Span| u64::try_from(span.as_nanos()).unwrap_or_default();
    Percent::share(nanos(agreed - lost), nanos(agreed))
}
