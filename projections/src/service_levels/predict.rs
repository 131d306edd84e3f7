//! Which targets will be missed: how what runs compares with what has ended.
//!
//! No model but the record: of all clocks of the same kind and priority, of incidents or of service
//! requests alike, that had not stopped when they had used as much open time as this one has, how many went on to use more than this one may?

use super::case::Case;
use super::cases::CaseId;
use super::{Kind, MEASURES, ServiceLevels};
use engine::{Key, Span, Timestamp};
use processes::agreement::Priority;
use processes::clock::{Measure, State, read};
use processes::limits::Percent;
use serde::Serialize;
use std::collections::BTreeMap;

/// With fewer similar cases, nothing is said of how likely it is.
pub const SIMILAR_MIN: usize = 10;

/// What runs, and how it will end.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Prediction {
    /// What is true at this time.
    pub now: Timestamp,
    /// The clocks that run and have time, what is due first before the others; what is paused last.
    pub rows: Vec<Predicted>,
    /// How many there are.
    pub total: usize,
}

/// A clock that runs and has time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Predicted {
    /// The case.
    #[serde(flatten)]
    pub case: CaseId,
    /// Which clock.
    pub measure: Measure,
    /// Its priority.
    pub priority: Option<Priority>,
    /// The service.
    pub service: Option<Key>,
    /// The customer.
    pub customer: Option<Key>,
    /// Where it stands.
    pub state: State,
    /// The last instant at which it can stop and be met; none while it is paused.
    pub due: Option<Timestamp>,
    /// The open time that was promised.
    pub target: Span,
    /// The open time that was used.
    pub used: Span,
    /// How it went for those like it.
    pub chance: Chance,
}

/// How it went for clocks of the same kind and priority that had used as much.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Chance {
    /// How many there were.
    pub similar: usize,
    /// How many of them used more than this one may.
    pub longer: usize,
    /// That share; none where there are fewer than [`SIMILAR_MIN`].
    pub of_missing: Option<Percent>,
}

/// The open time that those used that have stopped, the shortest first.
type Used = BTreeMap<(Kind, u8, Option<Priority>), Vec<Span>>;

impl ServiceLevels {
    /// The clocks that run and have time at `now`, at most `limit` of them, and how likely it is
    /// that each is missed, by those that had stopped by then.
    #[must_use]
    pub fn predict(&self, limit: usize, now: Timestamp) -> Prediction {
        let (mut used, mut running) = (Used::new(), Vec::new());
        for (kind, key, case) in self.cases.all() {
            for measure in MEASURES {
                if let Some(elapsed) = stopped(&case, measure, now) {
                    let like = (kind, measure as u8, case.priority(now));
                    used.entry(like).or_default().push(elapsed);
                } else if let Some(clock) = self.running(key, &case, measure, now) {
                    running.push(clock);
                }
            }
        }
        for all in used.values_mut() {
            all.sort_unstable();
        }
        running.sort_by(|one, other| {
            let order = |it: &Predicted| (it.due.is_none(), it.due, it.target - it.used);
            order(one).cmp(&order(other)).then_with(|| one.case.cmp(&other.case))
        });
        let total = running.len();
        running.truncate(limit);
        for clock in &mut running {
            let like = used.get(&(clock.case.process, clock.measure as u8, clock.priority));
            clock.chance = Chance::of(like.map_or(&[], Vec::as_slice), clock.used, clock.target);
        }
        Prediction { now, rows: running, total }
    }

    fn running(
        &self,
        key: &Key,
        case: &Case,
        measure: Measure,
        now: Timestamp,
    ) -> Option<Predicted> {
        case.logged_at.filter(|at| *at <= now)?;
        let mut timeline = self.timeline(case, measure)?;
        timeline.facts.retain(|fact| fact.at <= now);
        let reading = read(&timeline, &self.calendars_of(case), now)?;
        let runs = matches!(reading.state, State::Running | State::OutsideHours | State::Paused);
        (runs && reading.stopped.is_none()).then(|| Predicted {
            case: CaseId::new(case.kind(), key),
            measure,
            priority: case.priority(now),
            service: case.service.and_then(|name| self.names.key(name)),
            customer: case.customer.and_then(|name| self.names.key(name)),
            state: reading.state,
            due: reading.due,
            target: reading.target.span,
            used: reading.elapsed,
            chance: Chance::of(&[], Span::ZERO, Span::ZERO),
        })
    }
}

impl Chance {
    /// Of what those like it used, the shortest first.
    fn of(sorted: &[Span], used: Span, target: Span) -> Self {
        let more_than = |span: Span| sorted.len() - sorted.partition_point(|it| *it <= span);
        let (similar, longer) = (more_than(used), more_than(target.max(used)));
        let share = || Percent::share(longer as u64, similar as u64);
        Self { similar, longer, of_missing: (similar >= SIMILAR_MIN).then(share) }
    }
}

/// The open time that a clock used that had stopped by `now`.
fn stopped(case: &Case, measure: Measure, now: Timestamp) -> Option<Span> {
    let clock = case.clock(measure);
    clock.last_at().filter(|last| *last <= now)?;
    let verdict = clock.verdict?;
    matches!(verdict.state, State::Met | State::Breached).then_some(verdict.elapsed)
}
