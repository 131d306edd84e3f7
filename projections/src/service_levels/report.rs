//! Compliance in figures.

use super::case::Case;
use super::{CaseId, Kind, MEASURES, ServiceLevels};
use crate::mean::mean;
use engine::{Key, Span, Timestamp};
use processes::agreement::Priority;
use processes::clock::{Measure, State, Timeline, read};
use processes::kpi;
use processes::limits::Percent;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What compliance figures are grouped by.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Grouping {
    /// The priority that holds at the time of the report.
    Priority,
    /// The service.
    Service,
    /// The customer.
    Customer,
    /// The agreement, and the version that the clocks started under.
    Agreement,
    /// The supplier who runs its items; all of them, where several do. A service request is about no
    /// configuration item.
    Supplier,
    /// The month in which the case was logged, in the zone of the calendar of its clocks; in UTC,
    /// where it has none.
    Month,
}

/// Compliance figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Grouped by what.
    pub by: Grouping,
    /// What is true at this time.
    pub now: Timestamp,
    /// For each group, in the order of their names, incidents before service requests, response before
    /// resolution.
    pub rows: Vec<Row>,
    /// All groups together, incidents before service requests, response before resolution; the group
    /// is `all`. Where nothing is on record of service requests and they were not asked for, there is
    /// nothing of them.
    pub totals: Vec<Row>,
}

/// The figures of one clock of one process in one group. Each case counts once, by what it shows now:
/// it is met, breached, running, at risk or not measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Of which priority, service, customer, agreement or month; `none` where a case has none.
    pub group: String,
    /// Of incidents, or of service requests.
    pub process: Kind,
    /// Of which clock.
    pub measure: Measure,
    /// How many cases.
    pub cases: u64,
    /// How many stopped in time.
    pub met: u64,
    /// How many are past due, stopped or not.
    pub breached: u64,
    /// How many still have time, paused ones among them, but not those at risk.
    pub running: u64,
    /// How many have time, but no longer much: the warning share of the agreement is used.
    pub at_risk: u64,
    /// How many have no clock: no priority yet, or cancelled in time.
    pub not_measured: u64,
    /// Met, of met and breached; none where there is neither.
    pub attained: Option<Percent>,
    /// What the agreements ask for.
    pub target: Option<Shares>,
    /// How many misses were recorded as facts.
    pub misses_recorded: u64,
    /// How many of those were overturned by what was recorded later.
    pub misses_superseded: u64,
    /// Of the clocks that have stopped, the open time that one needed on average: the mean time to
    /// acknowledge (MTTA) or to restore (MTTR).
    pub mean: Option<Span>,
    /// Of the clocks that have stopped, the open time that half of them needed at most.
    pub median: Option<Span>,
    /// Of the clocks that have stopped, the open time that nine in ten needed at most.
    pub p90: Option<Span>,
}

/// From the least to the most that the agreements of several cases ask for.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Shares {
    /// The least.
    pub least: Percent,
    /// The most.
    pub most: Percent,
}

/// Whether a case has kept its targets.
pub(crate) struct Judged {
    pub(crate) id: CaseId,
    /// By which agreement.
    pub(crate) agreement: Box<str>,
    pub(crate) logged_at: Timestamp,
    pub(crate) priority: Option<Priority>,
    /// Of response and resolution; none where a clock runs and has time, or there is none.
    kept: [Option<bool>; 2],
}

impl Judged {
    pub(crate) const fn kept(&self, measure: Measure) -> Option<bool> {
        let [response, resolution] = self.kept;
        match measure {
            Measure::Response => response,
            Measure::Resolution => resolution,
        }
    }
}

/// Where a clock counts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Counts {
    Met,
    Breached,
    Running,
    AtRisk,
    NotMeasured,
}

#[derive(Default)]
struct Tally {
    counts: [u64; 5],
    recorded: u64,
    superseded: u64,
    shares: Option<Shares>,
    /// Of the clocks that stopped.
    elapsed: Vec<Span>,
}

impl ServiceLevels {
    /// Compliance figures of everything that is known, at `now`: of incidents or of service requests,
    /// or of both.
    ///
    /// Where `now` lies before the last record, see [`as_of_known_now`](Self::as_of_known_now).
    #[must_use]
    pub fn report(&self, by: Grouping, of: Option<Kind>, now: Timestamp) -> Report {
        let mut groups: BTreeMap<(String, Kind), [Tally; 2]> = BTreeMap::new();
        let mut totals: BTreeMap<(String, Kind), [Tally; 2]> = BTreeMap::new();
        let total = |kind| ("all".to_owned(), kind);
        totals.entry(total(of.unwrap_or(Kind::Incident))).or_default();
        let reckoner = Reckoner { model: self, now };
        let cases = self.cases.some(of);
        for (kind, _, case) in cases.filter(|(.., case)| case.logged_at.is_none_or(|at| at <= now))
        {
            let group = groups.entry((self.group(&case, by, now), kind)).or_default();
            let all = totals.entry(total(kind)).or_default();
            for (measure, (one, all)) in MEASURES.into_iter().zip(group.iter_mut().zip(all)) {
                reckoner.count(&case, measure, [one, all]);
            }
        }
        let rows = |((group, kind), tallies): ((String, Kind), [Tally; 2])| {
            let rows = MEASURES.into_iter().zip(tallies);
            rows.map(move |(measure, tally)| tally.row(&group, kind, measure)).collect::<Vec<_>>()
        };
        let [rows, totals] = [groups, totals].map(|all| all.into_iter().flat_map(rows).collect());
        Report { by, now, rows, totals }
    }

    /// Compliance figures at an earlier time with all that is known now: what happened by `at`,
    /// whenever it was recorded. What was known then is the model as of the position of that time.
    #[must_use]
    pub fn as_of_known_now(&self, by: Grouping, at: Timestamp) -> Report {
        self.report(by, None, at)
    }

    /// Whether the cases that were logged by `now` and have a service level have kept their targets.
    pub(crate) fn judged(&self, now: Timestamp) -> impl Iterator<Item = Judged> {
        let reckoner = Reckoner { model: self, now };
        self.cases.all().filter_map(move |(kind, key, case)| {
            let logged_at = case.logged_at.filter(|at| *at <= now)?;
            let kept = MEASURES.map(|measure| match reckoner.shows(&case, measure).0 {
                Counts::Met => Some(true),
                Counts::Breached => Some(false),
                Counts::Running | Counts::AtRisk | Counts::NotMeasured => None,
            });
            Some(Judged {
                id: CaseId::new(kind, key),
                agreement: self.names.text(case.level?.agreement).into(),
                logged_at,
                priority: case.priority(now),
                kept,
            })
        })
    }

    fn group(&self, case: &Case, by: Grouping, now: Timestamp) -> String {
        let none = || "none".to_owned();
        let key = |name| Some(self.names.key(name)?.to_string());
        match by {
            Grouping::Priority => {
                case.priority(now).map_or_else(none, |priority| format!("{priority:?}"))
            }
            Grouping::Service => case.service.and_then(key).unwrap_or_else(none),
            Grouping::Customer => case.customer.and_then(key).unwrap_or_else(none),
            Grouping::Agreement => case.level.map_or_else(none, |level| {
                format!("{} v{}", self.names.text(level.agreement), level.version)
            }),
            Grouping::Supplier => self.suppliers_of(case).unwrap_or_else(none),
            Grouping::Month => case.logged_at.map_or_else(none, |at| self.month(case, at)),
        }
    }
}

impl ServiceLevels {
    fn suppliers_of(&self, case: &Case) -> Option<String> {
        let items: Vec<_> = case.items.iter().filter_map(|name| self.names.key(*name)).collect();
        let names = self.suppliers.of_items(&items).into_iter().map(ToString::to_string);
        let names: Vec<_> = names.collect();
        (!names.is_empty()).then(|| names.join(", "))
    }

    fn month(&self, case: &Case, at: Timestamp) -> String {
        let calendar = case.level.and_then(|level| self.names.key(level.calendar));
        let calendar = calendar.and_then(|key| self.availability.calendars.clock(&key));
        let month = calendar.and_then(|calendar| calendar.months(1, at).pop());
        month.map_or_else(|| kpi::Month::of(at).to_string(), |month| month.to_string())
    }
}

/// Reads clocks at one time.
struct Reckoner<'a> {
    model: &'a ServiceLevels,
    now: Timestamp,
}

impl Reckoner<'_> {
    fn count(&self, case: &Case, measure: Measure, tallies: [&mut Tally; 2]) {
        let (counts, elapsed) = self.shows(case, measure);
        let elapsed = elapsed.filter(|_| !case.clock(measure).was_given_up(self.now));
        let share = self.share(case, measure);
        let recorded = case.breaches.iter().filter(|breach| breach.measure == measure);
        let recorded = recorded.filter(|breach| breach.recorded.occurred_at <= self.now);
        let superseded = recorded.clone().filter(|breach| {
            let superseded = breach.superseded.as_ref();
            superseded.is_some_and(|it| it.recorded.occurred_at <= self.now)
        });
        let (recorded, superseded) = (recorded.count() as u64, superseded.count() as u64);
        for tally in tallies {
            tally.add(counts);
            tally.elapsed.extend(elapsed);
            tally.recorded += recorded;
            tally.superseded += superseded;
            tally.shares = match (tally.shares, share) {
                (None, share) => share.map(|share| Shares { least: share, most: share }),
                (known, None) => known,
                (Some(Shares { least, most }), Some(share)) => {
                    Some(Shares { least: least.min(share), most: most.max(share) })
                }
            };
        }
    }

    /// Where a clock counts, and what it used if it has stopped.
    fn shows(&self, case: &Case, measure: Measure) -> (Counts, Option<Span>) {
        let clock = case.clock(measure);
        let settled = clock.last_at().is_some_and(|last| last <= self.now);
        if let Some(verdict) = clock.verdict.filter(|_| settled) {
            return ended(verdict.state, verdict.elapsed);
        }
        let Some(mut timeline) = self.model.timeline(case, measure) else {
            return (Counts::NotMeasured, None);
        };
        timeline.facts.retain(|fact| fact.at <= self.now);
        let warning = self.warning(case);
        let calendars = self.model.calendars_of(case);
        let Some(reading) = read(&timeline, &calendars, self.now) else {
            return (Counts::NotMeasured, None);
        };
        if reading.stopped.is_some() {
            return ended(reading.state, reading.elapsed);
        }
        let late =
            |line: &Timeline| line.at_share(&calendars, warning).is_some_and(|at| at <= self.now);
        let counts = match reading.state {
            State::Breached => Counts::Breached,
            _ if late(&timeline) => Counts::AtRisk,
            State::Running
            | State::Paused
            | State::OutsideHours
            | State::Met
            | State::Cancelled => Counts::Running,
        };
        (counts, None)
    }

    /// The share of the target, in percent, from which on it is at risk.
    fn warning(&self, case: &Case) -> u16 {
        const NEVER: u16 = u16::MAX;
        let terms = self.terms(case);
        let share = terms.map(|terms| terms.warning_share.parts_per_million() / 10_000);
        share.and_then(|share| u16::try_from(share).ok()).unwrap_or(NEVER)
    }

    /// The share of cases that must keep the target.
    fn share(&self, case: &Case, measure: Measure) -> Option<Percent> {
        let targets = self.terms(case)?.targets(case.priority(self.now)?);
        Some(match measure {
            Measure::Response => targets.response_share,
            Measure::Resolution => targets.resolution_share,
        })
    }

    fn terms(&self, case: &Case) -> Option<&processes::agreement::Terms> {
        let level = case.level?;
        let key = Key::new(self.model.names.text(level.agreement)).ok()?;
        self.model.availability.agreements.get(&key, level.version)
    }
}

/// Where a clock that has ended counts, and what it used.
fn ended(state: State, elapsed: Span) -> (Counts, Option<Span>) {
    match state {
        State::Met => (Counts::Met, Some(elapsed)),
        State::Breached => (Counts::Breached, Some(elapsed)),
        State::Cancelled | State::Running | State::Paused | State::OutsideHours => {
            (Counts::NotMeasured, None)
        }
    }
}

impl Tally {
    fn add(&mut self, counts: Counts) {
        if let Some(count) = self.counts.get_mut(counts as usize) {
            *count += 1;
        }
    }

    fn row(mut self, group: &str, process: Kind, measure: Measure) -> Row {
        self.elapsed.sort_unstable();
        let [met, breached, running, at_risk, not_measured] = self.counts;
        Row {
            group: group.to_owned(),
            process,
            measure,
            cases: self.counts.iter().sum(),
            met,
            breached,
            running,
            at_risk,
            not_measured,
            attained: (met + breached > 0).then(|| Percent::share(met, met + breached)),
            target: self.shares,
            misses_recorded: self.recorded,
            misses_superseded: self.superseded,
            mean: mean(
                self.elapsed.iter().map(|one| i128::from(one.as_nanos())).sum(),
                self.elapsed.len() as u64,
            ),
            median: rank(&self.elapsed, 50),
            p90: rank(&self.elapsed, 90),
        }
    }
}

/// The least value that so many percent of the sorted values do not exceed.
fn rank(sorted: &[Span], percent: usize) -> Option<Span> {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.checked_sub(1)?).copied()
}
