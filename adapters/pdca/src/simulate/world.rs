//! What a simulation runs in: a node without threads, an agenda, and what is counted.

use super::agenda::{Agenda, Item};
use super::complaint::Complained;
use super::failure::{RefusedCommand, Stopped};
use super::hours;
use super::kinds::{KINDS, taken_up};
use super::options::Options;
use super::random::Random;
use super::script::{Act, Order, Script, Step, Then};
use super::tally::Tally;
use crate::stage::Stage;
use engine::json::Value;
use engine::outside::{Done, Problem};
use engine::runtime::StreamView;
use engine::{Actor, Door, EventStore, Key, RecordRef, Span, Timestamp};
use std::collections::VecDeque;
use std::sync::Arc;

/// Whose log it is.
pub(super) const OWNER: &str = "olga";
/// How often timers fire at most on a day with the cases of scale 1: what goes on for ever is cut
/// off.
const FIRINGS_A_DAY: usize = 20_000;

/// What a simulation runs in.
pub(super) struct World {
    stage: Stage,
    agenda: Agenda,
    pub(super) tally: Tally,
    pub(super) random: Random,
    pub(super) options: Options,
    /// Incidents that were not over when they were last heard of, the latest last, by their service.
    pub(super) recent: VecDeque<(String, Key)>,
    pub(super) complained: Complained,
}

impl World {
    pub(super) fn new(options: Options, store: Arc<dyn EventStore>) -> Result<Self, Stopped> {
        let at = options.start();
        let failed = |problem| Stopped::Failed { at, problem: Box::new(problem) };
        let bad_name = |error: engine::NameError| Problem::bad_input("bad_owner", &error);
        let owner = Actor::new(OWNER).map_err(|error| failed(bad_name(error)))?;
        let days = usize::try_from(options.days.get()).unwrap_or(usize::MAX);
        let scale = usize::try_from(options.scale.hundredths() / 100).unwrap_or_default() + 1;
        let most = FIRINGS_A_DAY.saturating_mul(days).saturating_mul(scale);
        let stage = Stage::new(store, at, &owner, most).map_err(failed)?;
        let (agenda, tally) = (Agenda::default(), Tally::default());
        let random = Random::new(options.seed);
        let (recent, complained) = (VecDeque::new(), Complained::new());
        let mut world = Self { stage, agenda, tally, random, options, recent, complained };
        world.look()?;
        Ok(world)
    }

    pub(super) fn now(&self) -> Timestamp {
        self.stage.now()
    }

    pub(super) fn stage(&self) -> &Stage {
        &self.stage
    }

    /// Sends a command that is not refused; the key of what it was about.
    pub(super) fn send(
        &mut self,
        actor: &str,
        process: &'static str,
        key: &str,
        command: &'static str,
        body: Value,
    ) -> Result<Key, Stopped> {
        let key = (key != "new").then(|| self.key(key)).transpose()?;
        let actor = actor.to_owned();
        let (may, then): (&[&str], _) = (&[], Then::GoOn);
        let order = Order { actor, process, key, command, body, may, then };
        let done = match self.try_order(&order)? {
            Ok(done) => done,
            Err(problem) => return Err(self.refused(&order, problem)),
        };
        self.key(&done.key)
    }

    /// A key by its name.
    pub(super) fn key(&self, name: &str) -> Result<Key, Stopped> {
        Key::new(name).map_err(|error| self.unexpected(&error.to_string()))
    }

    /// One thing as it is now.
    pub(super) fn view(&mut self, process: &str, key: &Key) -> Result<StreamView, Stopped> {
        let at = self.now();
        let view = self.stage.view(process, key);
        let view = view.map_err(|problem| Stopped::Failed { at, problem: Box::new(problem) })?;
        let view = view.map(|(view, _)| view);
        view.ok_or_else(|| self.unexpected(&format!("there is no {process} {key}")))
    }

    /// The phase that it is in.
    pub(super) fn phase(&mut self, process: &str, key: &Key) -> Result<&'static str, Stopped> {
        Ok(self.view(process, key)?.state.phase())
    }

    pub(super) fn unexpected(&self, what: &str) -> Stopped {
        Stopped::Unexpected { at: self.now(), what: what.to_owned() }
    }

    /// Puts what somebody is going to do on the agenda.
    pub(super) fn begin(&mut self, script: Script) {
        if let Some(at) = script.next_at(self.now()) {
            self.agenda.put(at, Item::Script(Box::new(script)));
        }
    }

    /// Lets everything happen until the end.
    pub(super) fn run(&mut self, progress: &mut dyn FnMut(u64, u64)) -> Result<(), Stopped> {
        let (start, end) = (self.options.start(), self.options.end());
        let days = u64::from(self.options.days.get());
        self.agenda.put(start, Item::Day);
        loop {
            let next = self.agenda.next_at().filter(|next| *next < end);
            let until = next.unwrap_or(end);
            // Timers one by one: what one of them opens may be seen to before the next one.
            while let Some(due) = self.stage.engine().next_due().filter(|due| *due <= until) {
                self.pass(due)?;
                if self.agenda.next_at().is_some_and(|next| next < due) {
                    break;
                }
            }
            let Some(at) = self.agenda.next_at().filter(|next| *next < end) else { break };
            self.pass(at)?;
            match self.agenda.take() {
                Some(Item::Day) => {
                    let passed = at.since(start).as_seconds() / 86_400;
                    progress(u64::try_from(passed).unwrap_or_default(), days);
                    self.plan_day();
                }
                Some(Item::Arrival(kind)) => self.arrive(kind)?,
                Some(Item::Script(script)) => self.go_on(*script)?,
                None => {}
            }
        }
        self.pass(end)?;
        progress(days, days);
        Ok(())
    }

    /// Draws what comes up on a day.
    fn plan_day(&mut self) {
        let midnight = self.now();
        let (of, scale) = (10_000_000, u64::from(self.options.scale.hundredths()));
        for (index, kind) in KINDS.iter().enumerate() {
            let share = if hours::is_working_day(midnight) { 100 } else { kind.weekend };
            for _ in 0..self.random.times(kind.rate * scale * share, of) {
                let at = hours::moment(midnight, &mut self.random);
                self.agenda.put(at, Item::Arrival(index));
            }
        }
        self.agenda.put(midnight + Span::from_days(1), Item::Day);
    }

    fn arrive(&mut self, kind: usize) -> Result<(), Stopped> {
        let Some(kind) = KINDS.get(kind) else { return Ok(()) };
        let random = self.random.fork();
        let script = (kind.begin)(self, random);
        self.go_on(script)
    }

    /// Takes the next step of a case, and the ones that come at once after it.
    fn go_on(&mut self, mut script: Script) -> Result<(), Stopped> {
        loop {
            let Some(Step { act, .. }) = script.next() else { return Ok(()) };
            match act {
                Act::Send(order) => self.take(&mut script, *order)?,
                Act::Look(look) => script.interposed(|script| look(self, script))?,
            }
            match script.next_at(self.now()) {
                Some(at) if at > self.now() => {
                    self.agenda.put(at, Item::Script(Box::new(script)));
                    return Ok(());
                }
                Some(_) => {}
                None => return Ok(()),
            }
        }
    }

    fn take(&mut self, script: &mut Script, mut order: Order) -> Result<(), Stopped> {
        let is_own = order.key.is_none() && order.process == script.process;
        if is_own {
            order.key.clone_from(&script.key);
        }
        match self.try_order(&order)? {
            Ok(done) if is_own && script.key.is_none() => {
                script.key = Some(self.key(&done.key)?);
            }
            Ok(_) => {}
            Err(problem) if order.may.contains(&problem.code.as_str()) => {
                self.tally.refused(order.process, order.command, &problem.code);
                match order.then {
                    Then::GoOn => {}
                    Then::GiveUp | Then::Again(_, 0) => script.give_up(),
                    Then::Again(after, times) => {
                        order.then = Then::Again(after, times - 1);
                        script.again(order, after);
                    }
                }
            }
            Err(problem) => return Err(self.refused(&order, problem)),
        }
        Ok(())
    }

    /// Sends a command; policies have reacted when this returns.
    fn try_order(&mut self, order: &Order) -> Result<Result<Done, Problem>, Stopped> {
        let Order { actor, process, key, command, body, .. } = order;
        let actor = Actor::new(actor).map_err(|error| self.unexpected(&error.to_string()))?;
        let sent = self.stage.send(&actor, process, key.as_ref(), command, body.clone(), None);
        if let Err(problem) = &sent
            && !problem.is_refusal()
        {
            let problem = Box::new(problem.clone());
            return Err(Stopped::Failed { at: self.now(), problem });
        }
        self.settle()?;
        Ok(sent)
    }

    fn refused(&self, order: &Order, problem: Problem) -> Stopped {
        let Order { actor, process, key, command, body, .. } = order;
        Stopped::Refused(Box::new(RefusedCommand {
            at: self.now(),
            actor: actor.clone(),
            process: (*process).to_owned(),
            key: key.as_ref().map_or_else(|| "new".to_owned(), ToString::to_string),
            command: (*command).to_owned(),
            body: body.to_string(),
            problem,
        }))
    }

    fn pass(&mut self, until: Timestamp) -> Result<(), Stopped> {
        let at = self.now();
        let passed = self.stage.pass(until);
        passed.map_err(|problem| Stopped::Failed { at, problem: Box::new(problem) })?;
        self.look()
    }

    fn settle(&mut self) -> Result<(), Stopped> {
        let at = self.now();
        let settled = self.stage.settle();
        settled.map_err(|problem| Stopped::Failed { at, problem: Box::new(problem) })?;
        self.look()
    }

    fn note_refusal(&mut self, record: &RecordRef<'_>) -> Result<(), Problem> {
        let process = self.stage.engine().catalogue().process(record.process)?;
        let noted = process.event_json(record)?;
        self.tally.policy_refused(record.stream()?.key.to_string(), &noted);
        Ok(())
    }

    /// Takes in what was recorded since the last look: counts it, and sees to what opened by itself.
    fn look(&mut self) -> Result<(), Stopped> {
        let at = self.stage.now();
        let failed = |problem| Stopped::Failed { at, problem: Box::new(problem) };
        let store = Arc::clone(self.stage.engine().store());
        let mut reading = store.read(self.tally.position);
        let mut opened = Vec::new();
        loop {
            let chunk = reading.next_blocking().map_err(|error| failed(error.into()))?;
            let Some(chunk) = chunk else { break };
            for (record, (_, stored)) in chunk.records().zip(chunk.stored()) {
                let record = record.map_err(|error| failed(error.into()))?;
                self.tally.take(&record, stored);
                if (record.process, record.event) == ("policy", "refusal_noted") {
                    self.note_refusal(&record).map_err(failed)?;
                }
                if matches!(record.metadata.door, Door::Policy | Door::Timer)
                    && let Some(see_to) = taken_up(record.process, record.event)
                {
                    let stream = record.stream().map_err(|error| failed(error.into()))?;
                    opened.push((see_to, stream.key));
                }
            }
        }
        for (see_to, key) in opened {
            let random = self.random.fork();
            let script = see_to(self, key, random);
            self.begin(script);
        }
        Ok(())
    }
}
