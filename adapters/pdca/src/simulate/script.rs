//! What somebody is going to do about a case, step by step.

use super::failure::Stopped;
use super::hours;
use super::random::Random;
use super::world::World;
use engine::json::Value;
use engine::{Key, Span, Timestamp};
use std::collections::VecDeque;

/// A case and what will be done about it: an actor with an agenda.
pub(super) struct Script {
    /// The kind of process.
    pub(super) process: &'static str,
    /// Which one, once it is known.
    pub(super) key: Option<Key>,
    /// Chance, for this case alone.
    pub(super) random: Random,
    steps: VecDeque<Step>,
    wait: Wait,
}

pub(super) struct Step {
    pub(super) wait: Wait,
    pub(super) act: Act,
}

/// When a step is taken.
#[derive(Clone, Copy)]
pub(super) enum Wait {
    /// So long after the one before.
    After(Span),
    /// ... or as soon as people are at work again.
    Working(Span),
    /// Then, or as soon as the one before was taken.
    Until(Timestamp),
}

pub(super) enum Act {
    /// A command is sent.
    Send(Box<Order>),
    /// Somebody looks how things stand, and decides what to do.
    Look(Look),
}

type Look = Box<dyn FnOnce(&mut World, &mut Script) -> Result<(), Stopped>>;

/// A command that is going to be sent.
#[derive(Clone)]
pub(super) struct Order {
    pub(super) actor: String,
    pub(super) process: &'static str,
    /// Which one, if it is not the case's own.
    pub(super) key: Option<Key>,
    pub(super) command: &'static str,
    pub(super) body: Value,
    /// What it may be refused with, and what then.
    pub(super) may: &'static [&'static str],
    pub(super) then: Then,
}

/// What comes after a refusal that was reckoned with.
#[derive(Clone, Copy)]
pub(super) enum Then {
    /// The next step.
    GoOn,
    /// Nothing more.
    GiveUp,
    /// The same again, after so long, that many times more.
    Again(Span, u8),
}

impl Script {
    /// About a case that the first command makes.
    pub(super) fn new(process: &'static str, random: Random) -> Self {
        let (key, steps) = (None, VecDeque::new());
        Self { process, key, random, steps, wait: Wait::After(Span::from_seconds(0)) }
    }

    /// About one that is there.
    pub(super) fn about(process: &'static str, key: Key, random: Random) -> Self {
        Self { key: Some(key), ..Self::new(process, random) }
    }

    /// The next step is taken so long after the last one.
    pub(super) fn after(&mut self, span: Span) -> &mut Self {
        self.wait = Wait::After(span);
        self
    }

    /// ... or after around so many minutes.
    pub(super) fn around(&mut self, minutes: u32) -> &mut Self {
        let span = self.random.around(minutes);
        self.after(span)
    }

    /// ... in working time.
    pub(super) fn working(&mut self, minutes: u32) -> &mut Self {
        self.wait = Wait::Working(self.random.around(minutes));
        self
    }

    /// ... or then.
    pub(super) fn until(&mut self, at: Timestamp) -> &mut Self {
        self.wait = Wait::Until(at);
        self
    }

    /// A command to the case.
    pub(super) fn send(&mut self, actor: &str, command: &'static str, body: Value) -> &mut Self {
        self.order(self.process, None, actor, command, body)
    }

    /// A command to another one.
    pub(super) fn send_to(
        &mut self,
        process: &'static str,
        key: Key,
        actor: &str,
        command: &'static str,
        body: Value,
    ) -> &mut Self {
        self.order(process, Some(key), actor, command, body)
    }

    fn order(
        &mut self,
        process: &'static str,
        key: Option<Key>,
        actor: &str,
        command: &'static str,
        body: Value,
    ) -> &mut Self {
        let actor = actor.to_owned();
        let order = Order { actor, process, key, command, body, may: &[], then: Then::GoOn };
        self.push(Act::Send(Box::new(order)))
    }

    /// Somebody looks how things stand; what he adds comes before what is left.
    pub(super) fn look(
        &mut self,
        look: impl FnOnce(&mut World, &mut Script) -> Result<(), Stopped> + 'static,
    ) -> &mut Self {
        self.push(Act::Look(Box::new(look)))
    }

    /// Nothing is done for so long.
    pub(super) fn pause(&mut self, days: i64) -> &mut Self {
        self.after(Span::from_days(days)).look(|_, _| Ok(()))
    }

    /// The last command may be refused with one of these codes.
    pub(super) fn may(&mut self, may: &'static [&'static str], then: Then) -> &mut Self {
        if let Some(Step { act: Act::Send(order), .. }) = self.steps.back_mut() {
            (order.may, order.then) = (may, then);
        }
        self
    }

    fn push(&mut self, act: Act) -> &mut Self {
        let wait = std::mem::replace(&mut self.wait, Wait::After(Span::from_seconds(0)));
        self.steps.push_back(Step { wait, act });
        self
    }

    /// When the next step is taken, if there is one.
    pub(super) fn next_at(&self, now: Timestamp) -> Option<Timestamp> {
        let step = self.steps.front()?;
        Some(match step.wait {
            Wait::After(span) => now + span,
            Wait::Working(span) => hours::at_work(now + span),
            Wait::Until(at) => at.max(now),
        })
    }

    pub(super) fn next(&mut self) -> Option<Step> {
        self.steps.pop_front()
    }

    /// Takes a step again later.
    pub(super) fn again(&mut self, order: Order, after: Span) {
        let act = Act::Send(Box::new(order));
        self.steps.push_front(Step { wait: Wait::After(after), act });
    }

    /// Nothing more is done about it.
    pub(super) fn give_up(&mut self) {
        self.steps.clear();
    }

    /// Lets steps that are added come before those that are left.
    pub(super) fn interposed<T>(&mut self, add: impl FnOnce(&mut Self) -> T) -> T {
        let left = std::mem::take(&mut self.steps);
        let added = add(self);
        self.steps.extend(left);
        added
    }
}
