//! Who has worked in which process, and on which days.

use super::{ENTRY_BYTES, OnRecord, Roles};
use crate::agreement::Period;
use crate::change::hand_of;
use crate::limits::Label;
use crate::role;
use crate::roles::{AUDITOR, CHANGE_REQUESTER, EMPLOYEE, SYSTEM, USER};
use engine::{Actor, DecodeError, EventSet as _, Fact, Origin, RecordRef, Role, Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

/// Who has caused an event in a working role, by process, and on which days in UTC; for whom, where
/// he had the role only as a deputy. What the engine does, and what anybody may do, is not among it.
///
/// Of each person and process at most 520 stretches of days are kept: beyond that the
/// oldest two become one, with the days between them. So nobody is ever taken to have worked less
/// than he has.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Activity {
    /// By name, escaped, and by process.
    worked: BTreeMap<String, BTreeMap<String, Vec<Stretch>>>,
    /// Everybody who ever was a deputy.
    deputies: BTreeSet<String>,
    /// Who holds which role, when it is done.
    roles: Roles,
    bytes: u64,
}

/// Days one after the other: the first and the last of them, counted from 1970.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Stretch {
    first: i32,
    last: i32,
}

/// About ten years of working weeks.
const STRETCHES_MAX: usize = 520;

/// The roles in which one does nothing that an audit looks at: what everybody may do, and auditing.
const NO_WORK: [Role; 4] = [USER, EMPLOYEE, CHANGE_REQUESTER, AUDITOR];

const DAY: i64 = Span::from_days(1).as_nanos();

/// The working roles that may cause each event of each process, by the tables.
static WORK: LazyLock<HashMap<(&'static str, &'static str), Vec<Role>>> = LazyLock::new(|| {
    let mut work: HashMap<_, Vec<Role>> = HashMap::new();
    for process in crate::processes() {
        for row in process.table().rows() {
            let roles = work.entry((process.name(), row.event)).or_default();
            let works = |role: &&Role| **role != SYSTEM && !NO_WORK.contains(role);
            for role in row.roles.iter().filter(works) {
                if !roles.contains(role) {
                    roles.push(*role);
                }
            }
        }
    }
    work
});

impl Activity {
    /// In which of these processes somebody has worked within a time, and in which days last.
    #[must_use]
    pub fn last<'a>(
        &self,
        actor: &Actor,
        processes: &'a [Label],
        period: Period,
    ) -> Option<(&'a Label, Period)> {
        let worked = self.worked.get(actor.as_escaped())?;
        let (from, to) = (day(period.from), day(period.to - Span::from_nanos(1)));
        processes.iter().find_map(|process| {
            let stretches = worked.get(&**process)?;
            let within = |it: &&Stretch| it.first <= to && from <= it.last;
            let last = stretches.iter().rev().find(within)?;
            let (from, to) = (start_of(last.first), start_of(last.last.saturating_add(1)));
            Some((process, Period { from, to }))
        })
    }

    fn is_known(&self, actor: &str, process: &str, day: i32) -> bool {
        let known = self.worked.get(actor).and_then(|worked| worked.get(process));
        known.is_some_and(|stretches| {
            stretches.iter().rev().any(|it| it.first <= day && day <= it.last)
        })
    }

    /// That he worked on that day.
    fn add(&mut self, actor: &str, process: &str, day: i32) {
        let new = ENTRY_BYTES + process.len();
        let worked = self.worked.entry(actor.to_owned()).or_insert_with(|| {
            self.bytes += (ENTRY_BYTES + actor.len()) as u64;
            BTreeMap::new()
        });
        let stretches = worked.entry(process.to_owned()).or_insert_with(|| {
            self.bytes += new as u64;
            Vec::new()
        });
        let place = stretches.partition_point(|it| it.last.saturating_add(1) < day);
        match stretches.get_mut(place) {
            Some(next) if next.first <= day.saturating_add(1) => {
                (next.first, next.last) = (next.first.min(day), next.last.max(day));
            }
            Some(_) | None => {
                stretches.insert(place, Stretch { first: day, last: day });
                self.bytes += size_of::<Stretch>() as u64;
            }
        }
        // It may have closed the gap to the next.
        let ends = stretches.get(place).map(|it| it.last);
        let touches = |next: &Stretch| ends.is_some_and(|end| next.first <= end.saturating_add(1));
        if let Some(next) = stretches.get(place + 1).copied().filter(touches) {
            stretches.remove(place + 1);
            self.bytes -= size_of::<Stretch>() as u64;
            stretches.iter_mut().skip(place).take(1).for_each(|it| it.last = next.last);
        }
        if stretches.len() > STRETCHES_MAX {
            let oldest = stretches.remove(0);
            self.bytes -= size_of::<Stretch>() as u64;
            if let Some(next) = stretches.first_mut() {
                next.first = oldest.first;
            }
        }
    }
}

fn day(at: Timestamp) -> i32 {
    i32::try_from(at.as_nanos().div_euclid(DAY)).unwrap_or(i32::MAX)
}

fn start_of(day: i32) -> Timestamp {
    Timestamp::from_nanos(i64::from(day).saturating_mul(DAY))
}

impl Fact for Activity {
    const NAME: &'static str = "activity";
    const VERSION: u16 = 3;
    const BYTES_MAX: usize = 64 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = OnRecord::PROCESSES;

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let (at, by) = (record.metadata.recorded_at, record.metadata.actor);
        // What is imported was done elsewhere, but for what happened the day before.
        let (today, then) = (day(at), day(record.metadata.occurred_at).min(day(at)));
        let then = match record.metadata.origin {
            Origin::Live => then,
            Origin::Imported { .. } => then.max(today - 1),
        };
        // Whoever never was a deputy has done it for himself: once a day is enough to know.
        let is_new = || {
            let is_known = |day| self.is_known(by, record.process, day);
            self.deputies.contains(by) || !(is_known(then) && is_known(today))
        };
        if !record.metadata.door.is_internal() && is_new() {
            let actor = Actor::from_escaped(by)
                .map_err(|error| DecodeError::Malformed(error.to_string()))?;
            let roles = WORK.get(&(record.process, record.event)).map_or(&[][..], Vec::as_slice);
            let held = |role: &&Role| self.roles.holds(&actor, role, at);
            if roles.iter().any(|role| held(&role)) {
                let hand = hand_of(&actor, roles, &self.roles, at);
                for actor in hand.actors() {
                    for day in [then, today] {
                        self.add(actor.as_escaped(), record.process, day);
                    }
                }
            }
        }
        if record.process == role::NAME {
            if record.event == "delegated"
                && let role::Event::Delegated(delegated) =
                    role::Event::decode(record.event, record.schema, record.payload)?
            {
                let deputy = delegated.to.as_escaped().to_owned();
                self.bytes += (ENTRY_BYTES + deputy.len()) as u64;
                self.deputies.insert(deputy);
            }
            self.roles.apply(record)?;
        }
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX).saturating_add(self.roles.bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::{Activity, STRETCHES_MAX};
    use crate::agreement::Period;
    use crate::limits::label;
    use crate::problem::tests::log;
    use crate::roles::{AUDITOR, PROBLEM_MANAGER, SERVICE_DESK};
    use crate::testing::{World, actor, founded};
    use engine::testing::NOW;
    use engine::{Fact as _, Span, Timestamp};

    const EVER: Period = Period { from: Timestamp::MIN, to: Timestamp::MAX };

    fn worked(world: &World, who: &str, process: &str, period: Period) -> bool {
        let processes = [label(process)];
        world.facts.get::<Activity>().last(&actor(who), &processes, period).is_some()
    }

    #[test]
    fn what_one_does_in_a_working_role_is_work_and_what_anybody_may_do_is_not() {
        let mut world = founded("ada");
        log(&mut world, "INC1", "srv-1", "software");
        assert!(!worked(&world, "ada", "incident", EVER), "as a user");
        world.give("ada", "ada", SERVICE_DESK);
        log(&mut world, "INC2", "srv-1", "software");
        assert!(worked(&world, "ada", "incident", EVER));
        assert!(!worked(&world, "ada", "problem", EVER));
        assert!(worked(&world, "ada", "role", EVER), "she has offered one");
        world.give("ada", "aud", AUDITOR);
        assert!(!worked(&world, "aud", "role", EVER), "he has only accepted one");
        assert!(!worked(&world, "system", "role", EVER), "nor does the engine work");
    }

    #[test]
    fn it_is_of_the_days_it_was_done() {
        let mut world = founded("ada");
        world.give("ada", "ada", SERVICE_DESK);
        world.now = NOW + Span::from_days(10);
        log(&mut world, "INC1", "srv-1", "software");
        let within = |from, to| {
            let period =
                Period { from: NOW + Span::from_days(from), to: NOW + Span::from_days(to) };
            worked(&world, "ada", "incident", period)
        };
        assert!(within(9, 11) && within(0, 30) && !within(0, 8) && !within(12, 30));
    }

    #[test]
    fn what_a_deputy_does_his_holder_does_too() {
        let mut world = founded("ada");
        world.give("ada", "bo", PROBLEM_MANAGER);
        let until = world.now + Span::from_days(2);
        let body =
            format!(r#"{{"to": "dee", "until": "{until}", "competence": {{"statement": "fit"}}}}"#);
        world.send("bo", "role", PROBLEM_MANAGER, "delegate", &body).unwrap();
        let identify = r#"{"source": {"trend": "more"}, "summary": "so"}"#;
        world.send("dee", "problem", "PRB1", "identify", identify).unwrap();
        assert!(worked(&world, "dee", "problem", EVER) && worked(&world, "bo", "problem", EVER));
    }

    #[test]
    fn it_is_bounded_and_then_errs_on_the_side_of_work() {
        let mut activity = Activity::default();
        for day in 0..=i32::try_from(STRETCHES_MAX).unwrap() {
            activity.add("ada", "incident", 2 * day);
        }
        let full = activity.bytes();
        let known = |day: i64| {
            let from = Timestamp::from_seconds(day * 86_400);
            let period = Period { from, to: from + Span::from_days(1) };
            activity.last(&actor("ada"), &[label("incident")], period).is_some()
        };
        assert!(known(0) && known(1) && known(2) && !known(3) && known(4));
        let mut more = activity.clone();
        more.add("ada", "incident", 5_000);
        assert_eq!(more.bytes(), full);
    }

    #[test]
    fn what_is_put_on_record_days_later_was_worked_on_then() {
        let mut activity = Activity::default();
        for day in [9, 4, 12, 11, 10, 5] {
            activity.add("eve", "incident", day);
        }
        let known = |day| activity.is_known("eve", "incident", day);
        assert_eq!((1..=13).filter(|day| known(*day)).collect::<Vec<_>>(), [4, 5, 9, 10, 11, 12]);
        let stretches = &activity.worked["eve"]["incident"];
        assert_eq!(
            stretches.iter().map(|it| (it.first, it.last)).collect::<Vec<_>>(),
            [(4, 5), (9, 12)]
        );
    }
}
