use crate::lifecycle::{Row, To};
use crate::{
    Caller, CommandSet as _, Context, Decider, EventSet as _, Facts, Key, Named, Position, Span,
    Timestamp, Version, decide,
};
use std::collections::{BTreeSet, HashSet, VecDeque};

/// Sends every sample command to every state they can lead to, and proves that
///
/// - the process does exactly what its lifecycle table says, and every row of it happens;
/// - every event can be written and read back, and applies to every state;
/// - every deadline is accepted when it falls due, and is then no longer the deadline.
///
/// A command that causes several events walks a row for each: the first row is its own, the others
/// are those of the steps it takes at once.
#[derive(Debug)]
pub struct Explorer<P: Decider> {
    samples: Vec<P::Command>,
    facts: Facts,
    callers: Vec<Caller>,
    key: Key,
    shape: fn(&P) -> String,
}

/// All that can be reached with the samples.
#[derive(Debug)]
pub struct Explored<P: Decider> {
    /// One state of every shape.
    pub states: Vec<P>,
    /// Every kind of event, with up to eight different contents.
    pub events: Vec<P::Event>,
}

struct Reached<P> {
    state: P,
    version: u64,
    now: Timestamp,
}

const STATES_MAX: usize = 100_000;

/// How many contents of an event are kept. Times alone make thousands, which would all be applied
/// to every state.
const CONTENTS_MAX: usize = 8;

impl<P: Decider> Explorer<P> {
    /// With these sample commands. `shape` says which states are alike: what a rule asks for must
    /// be in it, what only grows (times, counts) must not.
    ///
    /// # Panics
    /// Never: the key is one.
    #[must_use]
    pub fn new(samples: Vec<P::Command>, shape: fn(&P) -> String) -> Self {
        let (facts, callers) = (Facts::new(P::facts()), vec![super::caller("ada")]);
        let key = Key::new("TEST-1").expect("a key");
        Self { samples, facts, callers, key, shape }
    }

    /// Of this one, where a rule depends on which it is.
    ///
    /// # Panics
    /// If `key` cannot be one.
    #[must_use]
    pub fn of(mut self, key: &str) -> Self {
        self.key = Key::new(key).expect("a key");
        self
    }

    /// Where these facts hold.
    #[must_use]
    pub fn facts(mut self, facts: Facts) -> Self {
        self.facts = facts;
        self
    }

    /// Each command asked by each of these.
    #[must_use]
    pub fn callers(mut self, callers: Vec<Caller>) -> Self {
        self.callers = callers;
        self
    }

    fn decide(
        &self,
        reached: &Reached<P>,
        command: &P::Command,
        caller: &Caller,
        now: Timestamp,
    ) -> Option<(P, Vec<P::Event>)> {
        // What the tables refuse is refused below too, but with a list of all that is possible.
        let (state, name) = (&reached.state, command.name());
        P::LIFECYCLE.row_of(state.phase(), name)?;
        if state.facets().any(|facet| facet.forbids(name)) {
            return None;
        }
        let context = Context {
            recorded_now: now,
            occurred_at: now,
            caller,
            key: &self.key,
            version: Version(reached.version),
            head: Position(reached.version),
            facts: &self.facts,
        };
        let events = decide(&reached.state, command, &context).ok()?;
        let mut state = reached.state.clone();
        for (index, event) in events.iter().enumerate() {
            let from = state.phase();
            let due = |state: &P| -> Vec<_> {
                state.deadlines().iter().map(|due| (due.name, due.at, due.effect)).collect()
            };
            let kept = P::keeps_deadlines(event).then(|| due(&state));
            state.evolve(event, &context.stamp(index));
            assert!(kept.is_none_or(|kept| kept == due(&state)), "{event:?} moves a deadline");
            let own = (index == 0).then(|| command.name());
            assert!(
                rows::<P>(from, own, event.name(), state.phase()).next().is_some(),
                "{from:?} --{}/{}--> {:?} is not in the table",
                command.name(),
                event.name(),
                state.phase(),
            );
        }
        Some((state, events))
    }

    /// Explores.
    ///
    /// # Panics
    /// When one of the above does not hold, naming the state and the command.
    #[must_use]
    pub fn explore(self) -> Explored<P> {
        let named: BTreeSet<_> = self.samples.iter().map(Named::name).collect();
        let listed: BTreeSet<_> = P::LIFECYCLE.rows.iter().map(|row| row.command).collect();
        assert_eq!(named, listed, "the samples, and the commands in the table");
        let known: BTreeSet<_> = P::Command::NAMES.iter().copied().collect();
        assert_eq!(known, listed, "the commands there are, and those in the table");

        let mut happened = HashSet::new();
        let mut events: Vec<P::Event> = Vec::new();
        let mut states = vec![P::default()];
        let mut seen = HashSet::from([(self.shape)(&P::default())]);
        let mut queue =
            VecDeque::from([Reached { state: P::default(), version: 0, now: super::NOW }]);
        while let Some(reached) = queue.pop_front() {
            let mut found = Vec::new();
            for command in &self.samples {
                for caller in &self.callers {
                    let now = reached.now + Span::from_minutes(1);
                    found.extend(
                        self.decide(&reached, command, caller, now)
                            .map(|(state, events)| (command.name(), state, events, now)),
                    );
                }
            }
            for deadline in reached.state.deadlines() {
                let command = (deadline.command)();
                let now = deadline.at.max(reached.now);
                let system = Caller::system(crate::Door::Timer);
                let fired = self.decide(&reached, &command, &system, now);
                let (next, events) = fired.unwrap_or_else(|| {
                    panic!("{deadline:?} is refused when due, by {:?}", reached.state)
                });
                let again = |next: &crate::Deadline<_>| {
                    next.name == deadline.name && next.at == deadline.at
                };
                assert!(!next.deadlines().iter().any(again), "{deadline:?} stays due for ever");
                found.push((command.name(), next, events, now));
            }
            for (command, state, caused, now) in found {
                let mut walked = reached.state.clone();
                for (index, event) in caused.iter().enumerate() {
                    let from = walked.phase();
                    let stamp = crate::Stamp {
                        position: Position(reached.version + index as u64 + 1),
                        version: Version(reached.version + index as u64 + 1),
                        recorded_at: now,
                        occurred_at: now,
                        actor: "ada",
                    };
                    walked.evolve(event, &stamp);
                    let own = (index == 0).then_some(command);
                    for row in rows::<P>(from, own, event.name(), walked.phase()) {
                        happened.insert((format!("{from:?}"), row.command, row.event));
                    }
                    let read = P::Event::decode(event.name(), event.schema(), &event.encode());
                    assert_eq!(read.as_ref(), Ok(event), "written and read back");
                    let alike = events.iter().filter(|known| known.name() == event.name());
                    if alike.clone().count() < CONTENTS_MAX && !alike.clone().any(|it| it == event)
                    {
                        events.push(event.clone());
                    }
                }
                if seen.insert((self.shape)(&state)) {
                    assert!(seen.len() <= STATES_MAX, "more than {STATES_MAX} states");
                    states.push(state.clone());
                    let version = reached.version + caused.len() as u64;
                    queue.push_back(Reached { state, version, now });
                }
            }
        }
        for row in P::LIFECYCLE.rows {
            for from in row.from {
                let name = (format!("{from:?}"), row.command, row.event);
                assert!(happened.contains(&name), "{name:?} never happens");
            }
        }
        for (name, _) in P::Event::KINDS {
            assert!(events.iter().any(|event| event.name() == *name), "{name} never happens");
        }
        let stamp = crate::Stamp {
            position: Position(1),
            version: Version(1),
            recorded_at: super::NOW,
            occurred_at: super::NOW,
            actor: "ada",
        };
        for state in &states {
            for event in &events {
                state.clone().evolve(event, &stamp);
            }
        }
        Explored { states, events }
    }
}

/// The rows that allow a step; its own command's only, or any command's.
fn rows<P: Decider>(
    from: P::Phase,
    command: Option<&'static str>,
    event: &'static str,
    to: P::Phase,
) -> impl Iterator<Item = &'static Row<P::Phase>> {
    let leads = move |row: &&Row<P::Phase>| match row.to {
        To::Same => to == from,
        To::Phase(phase) => to == phase,
        To::Stated | To::Resumed => true,
    };
    P::LIFECYCLE
        .rows
        .iter()
        .filter(move |row| row.from.contains(&from) && row.event == event)
        .filter(move |row| command.is_none_or(|command| row.command == command))
        .filter(leads)
}
