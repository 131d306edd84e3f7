//! Random sequences: deadlines agree with what the clocks show.

use super::*;
use crate::clock::{Measure, State, read};
use crate::incident::*;
use engine::{Caller, Context, Decider as _, Door, Position, Span, Timestamp, Version};
use proptest::prelude::*;

struct Run {
    state: Incident,
    facts: engine::Facts,
    now: Timestamp,
    version: u64,
}

impl Run {
    fn send(&mut self, command: &Command, caller: &Caller, back: Span) {
        let key = key("TEST-1");
        let context = Context {
            recorded_now: self.now,
            occurred_at: self.now - back,
            caller,
            key: &key,
            version: Version(self.version),
            head: Position(self.version),
            facts: &self.facts,
        };
        let Ok(events) = engine::decide(&self.state, command, &context) else { return };
        for (index, event) in events.iter().enumerate() {
            self.state.evolve(event, &context.stamp(index));
        }
        self.version += events.len() as u64;
        self.check();
    }

    /// What the state says about its clocks is what they show.
    fn check(&self) {
        let calendars = self.state.calendars(self.facts.get());
        for (measure, due) in [
            (Measure::Response, self.state.dues.response),
            (Measure::Resolution, self.state.dues.resolution),
        ] {
            let Some(line) = self.state.timeline(measure) else { continue };
            let state_at = |at| read(line, &calendars, at).map(|reading| reading.state);
            if let Some(due) = due {
                assert_eq!(
                    state_at(due.max(self.now)),
                    Some(State::Breached),
                    "{measure:?} {line:?}"
                );
                let before = due - Span::from_nanos(1);
                if before >= self.now {
                    assert_ne!(state_at(before), Some(State::Breached), "{measure:?} {line:?}");
                }
            } else {
                assert_ne!(state_at(self.now), Some(State::Breached), "{measure:?} {line:?}");
                let never = self.now + Span::from_days(1_000);
                assert_ne!(state_at(never), Some(State::Breached), "{measure:?} {line:?}");
            }
            // A recorded miss stands as long as the clock shows it.
            if self.state.missed.get(measure).is_some() {
                assert_eq!(state_at(self.now), Some(State::Breached), "{measure:?} {line:?}");
            }
        }
    }

    /// All that falls due up to `now`.
    fn fire(&mut self) {
        for _ in 0..100 {
            let due = self.state.deadlines().into_iter().filter(|it| it.at <= self.now);
            let Some(deadline) = due.min_by_key(|deadline| deadline.at) else { return };
            let before = self.version;
            self.send(&(deadline.command)(), &Caller::system(Door::Timer), Span::ZERO);
            assert!(self.version > before, "{} is refused: {:?}", deadline.name, self.state);
        }
        panic!("deadlines without end: {:?}", self.state.deadlines());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn deadlines_agree_with_the_clocks(
        steps in proptest::collection::vec((any::<prop::sample::Index>(), 0..400_i64, 0..300_i64, any::<bool>()), 1..40),
    ) {
        let samples = explore::samples();
        let mut run = Run {
            state: Incident::default(),
            facts: World::staffed().facts,
            now: engine::testing::NOW,
            version: 0,
        };
        let ada = engine::testing::caller("ada");
        run.send(&samples[0], &ada, Span::ZERO);
        for (sample, minutes, back, timers) in steps {
            run.now = run.now + Span::from_minutes(minutes);
            if timers {
                run.fire();
            }
            let started = run.now.since(engine::testing::NOW);
            let back = Span::from_minutes(back).min(started);
            run.send(sample.get(&samples), &ada, back);
        }
    }
}
