//! What is true of a window now.

use super::{
    Activity, ActivityRefused, Approve, Approved, Command, Course, Declare, Declared, End, Ended,
    Event, Extend, Extended, Kind, LIFECYCLE, RefuseActivity, Rejected, Rejection, Reviewed,
    Revise, Revised, Revoked, Scope, Start, Started, Terms,
};
use crate::authority::RoleAuthority;
use crate::facts::{ChangeHands, Changes, Releases, Roles, Windows};
use engine::{
    Authority as _, Context, Deadline, Decider, Effect, Lifecycle, NewFact, Stamp, Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most exceptions one window can have.
pub const EXCEPTIONS_MAX: usize = 1_000;

/// What is true of a window now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Window {
    /// Where it is in its life.
    pub phase: Phase,
    /// What it says, once it is declared.
    pub terms: Option<Terms>,
    /// What was granted to be done although it blocks, in that order, since it has these times.
    pub exceptions: Vec<Activity>,
    /// How often something was refused because of it.
    pub refusals: u64,
}

/// Where a window is in its life.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// There is nothing.
    #[default]
    Undeclared,
    /// Somebody wants it.
    Declared,
    /// It will hold when its time comes.
    Approved,
    /// Its time has come.
    InForce,
    /// It was examined; it still holds.
    Reviewed,
    /// Its time is over.
    Ended,
    /// It was lifted.
    Revoked,
    /// It did not come to be.
    Rejected,
}

impl Decider for Window {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    /// What other processes ask of windows is folded from the first one on, whoever asks.
    fn facts() -> Vec<NewFact> {
        vec![
            NewFact::of::<Changes>(),
            NewFact::of::<ChangeHands>(),
            NewFact::of::<Releases>(),
            NewFact::of::<Roles>(),
            NewFact::of::<Windows>(),
        ]
    }

    fn phase(&self) -> Phase {
        self.phase
    }

    fn decide(&self, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let now = context.recorded_now;
        if let Command::Declare(Declare { terms }) = command {
            terms.check(now)?;
            return Ok(vec![Declared { terms: terms.clone() }.into()]);
        }
        // The lifecycle lets nothing else happen before it is declared.
        let Some(terms) = &self.terms else { return Ok(vec![]) };
        let event: Event = match command.clone() {
            Command::Declare(_) => return Ok(vec![]),
            Command::Approve(Approve { consulted, quorum }) => {
                terms.kind.decided(context)?;
                terms.times.check(now)?;
                if terms.kind.blocks() && quorum.is_none() {
                    return Err(Rejection::QuorumMissing);
                }
                let approved = Approved { consulted, quorum }.into();
                return Ok(terms.started(now).into_iter().fold(vec![approved], and));
            }
            Command::Reject(reject) => {
                terms.kind.decided(context)?;
                Rejected { reason: reject.reason }.into()
            }
            Command::Revise(revise) => return self.revise(terms, revise, context),
            Command::Start(Start {}) => {
                let from = terms.times.from;
                terms.started(now).ok_or(Rejection::NotBegun { from })?
            }
            Command::GrantException(grant) => return self.grant(terms, grant, context),
            Command::RefuseActivity(refuse) => Self::refuse(terms, refuse, context)?.into(),
            Command::Review(review) => Reviewed { finding: review.finding }.into(),
            Command::Extend(Extend { to, reason, consulted }) => {
                terms.kind.decided(context)?;
                if terms.times.to.is_none_or(|end| to <= end) {
                    return Err(Rejection::NotLater { to: terms.times.to });
                }
                Extended { to, reason, consulted }.into()
            }
            Command::End(End {}) => {
                let to = terms.times.to;
                if to.is_none_or(|to| now < to) {
                    return Err(Rejection::NotOver { to });
                }
                Ended {}.into()
            }
            Command::Revoke(revoke) => {
                terms.kind.decided(context)?;
                Revoked { reason: revoke.reason }.into()
            }
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &Event, _: &Stamp<'_>) {
        match event {
            Event::Declared(Declared { terms }) => {
                self.terms = Some(terms.clone());
                self.phase = Phase::Declared;
            }
            Event::Approved(_) => self.phase = Phase::Approved,
            Event::Rejected(_) => self.phase = Phase::Rejected,
            Event::Revised(Revised { terms, .. }) => {
                self.terms = Some(terms.clone());
                self.exceptions.clear();
                if self.phase != Phase::Declared {
                    self.phase = Phase::Approved;
                }
            }
            Event::Started(_) => self.phase = Phase::InForce,
            Event::ExceptionVoted(_) => {}
            Event::ExceptionGranted(granted) if self.exceptions.contains(&granted.activity) => {}
            Event::ExceptionGranted(granted) => self.exceptions.push(granted.activity.clone()),
            Event::ActivityRefused(_) => self.refusals += 1,
            Event::Reviewed(_) => self.phase = Phase::Reviewed,
            Event::Extended(Extended { to, .. }) => {
                self.exceptions.clear();
                if let Some(terms) = &mut self.terms {
                    terms.times.to = Some(*to);
                }
                if self.phase == Phase::Reviewed {
                    self.phase = Phase::InForce;
                }
            }
            Event::Ended(_) => self.phase = Phase::Ended,
            Event::Revoked(_) => self.phase = Phase::Revoked,
        }
    }

    fn deadlines(&self) -> Vec<Deadline<Command>> {
        let Some(Terms { times, .. }) = &self.terms else { return vec![] };
        let effect = Effect::Moves;
        let deadline = match self.phase {
            Phase::Approved => Some(Deadline {
                name: "period_start",
                at: times.from,
                command: || Start {}.into(),
                effect,
            }),
            Phase::InForce | Phase::Reviewed => times.to.map(|at| Deadline {
                name: "period_end",
                at,
                command: || End {}.into(),
                effect,
            }),
            Phase::Undeclared
            | Phase::Declared
            | Phase::Ended
            | Phase::Revoked
            | Phase::Rejected => None,
        };
        deadline.into_iter().collect()
    }
}

fn and(mut events: Vec<Event>, event: Event) -> Vec<Event> {
    events.push(event);
    events
}

impl Window {
    fn revise(
        &self,
        terms: &Terms,
        revise: Revise,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Revise { terms: revised, reason, consulted } = revise;
        let now = context.recorded_now;
        if &revised == terms {
            return Ok(vec![]);
        }
        revised.check(now)?;
        let approved = self.phase != Phase::Declared;
        if approved {
            terms.kind.decided(context)?;
            revised.kind.decided(context)?;
            if consulted.is_none() {
                return Err(Rejection::CustomerNotConsulted);
            }
        }
        let started = revised.started(now).filter(|_| approved);
        let event = Revised { terms: revised, reason, consulted }.into();
        Ok(started.into_iter().fold(vec![event], and))
    }

    fn refuse(
        terms: &Terms,
        refuse: RefuseActivity,
        context: &Context<'_>,
    ) -> Result<ActivityRefused, Rejection> {
        let RefuseActivity { activity, from, to } = refuse;
        let inside = Course::new(&terms.times)?.first(from, to).is_some();
        let excepted = context.facts.get::<Windows>().excepts(context.key, &activity);
        if !terms.kind.blocks() || !inside || excepted {
            return Err(Rejection::NotInTheWay { activity, from, to });
        }
        Ok(ActivityRefused { activity, from, to })
    }
}

impl Terms {
    /// Whether they make sense and are not over.
    fn check(&self, now: Timestamp) -> Result<(), Rejection> {
        match &self.scope {
            Scope::Named(named)
                if named.services.is_empty() && named.configuration_items.is_empty() =>
            {
                return Err(Rejection::NothingNamed);
            }
            Scope::Named(named) if self.kind != Kind::Maintenance || named.services.is_empty() => {}
            Scope::Everything if self.kind != Kind::Maintenance => {}
            Scope::Named(_) | Scope::Everything => return Err(Rejection::NoItemNamed),
        }
        self.times.check(now)
    }

    /// That its time has come, if it has.
    fn started(&self, now: Timestamp) -> Option<Event> {
        (self.times.from <= now).then(|| Started {}.into())
    }
}

impl Kind {
    /// Refuses who may not decide on a window of this kind.
    fn decided(self, context: &Context<'_>) -> Result<(), Rejection> {
        let (facts, actor, at) = (context.facts, &context.caller.actor, context.recorded_now);
        let roles = self.deciding();
        if roles.iter().any(|role| RoleAuthority.holds(facts, actor, role, at)) {
            return Ok(());
        }
        Err(Rejection::NotDeciding { kind: self, roles })
    }
}
