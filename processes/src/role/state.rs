//! What is true of a role now.

use super::{
    Accept, Assigned, Command, Communicate, Communicated, Confirmed, ConflictDetected, Declined,
    Define, Defined, Delegate, Delegated, Event, LIFECYCLE, Offer, Offered, RecordConflict,
    RecordVacancy, Rejection, ReportedToTopManagement, Retired, ReviewStarted, Revoke, Revoked,
    VACANCY_LIMIT, VacancyOverdue,
};
use crate::facts::{Delegation, Roles, ServiceRequests};
use crate::limits::{Label, List, text};
use crate::roles::{
    DICTIONARY, EVERYBODY, MANAGEMENT_REPRESENTATIVE, PROCESS_OWNER, SYSTEM, TOP_MANAGEMENT,
    purpose,
};
use engine::{
    Actor, Context, Deadline, Decider, Door, Effect, Lifecycle, NewFact, Stamp, Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The most holders, offers and delegations a role can have, each.
pub const PEOPLE_MAX: usize = 1_000;

/// What is true of a role now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Role {
    /// What it is for, once that is laid down.
    pub definition: Option<Defined>,
    /// Whom it is offered to, and since when.
    pub offers: BTreeMap<Actor, Timestamp>,
    /// Who holds it, and since when.
    pub holders: BTreeMap<Actor, Timestamp>,
    /// The deputies; those whose time is over go with the next delegation.
    pub delegations: Vec<Delegation>,
    /// The conflicts recorded of those who hold it.
    pub conflicts: BTreeSet<(Actor, Label)>,
    /// Whether it was ever offered.
    pub touched: bool,
    /// Whether it is examined how it is held.
    pub under_review: bool,
    /// That nobody holds it that somebody held.
    pub vacancy: Option<Vacancy>,
    /// Whether it is given up.
    pub retired: bool,
}

/// That nobody holds a role.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Vacancy {
    /// Since when.
    pub since: Timestamp,
    /// Whether it was recorded as overdue.
    pub overdue: bool,
}

/// Where a role is in its life.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Phase {
    /// Nobody has laid down what it is for.
    #[default]
    Undefined,
    /// It was never offered.
    Defined,
    /// Nobody holds it, somebody may accept it.
    Offered,
    /// Somebody holds it.
    Assigned,
    /// It is examined how it is held.
    UnderReview,
    /// Nobody holds it, nobody has an offer.
    Vacant,
    /// No process needs it.
    Retired,
}

impl Decider for Role {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn facts() -> Vec<NewFact> {
        vec![NewFact::of::<Roles>(), NewFact::of::<ServiceRequests>()]
    }

    fn phase(&self) -> Phase {
        match self {
            _ if self.retired => Phase::Retired,
            Self { definition: None, .. } => Phase::Undefined,
            _ if !self.holders.is_empty() && self.under_review => Phase::UnderReview,
            _ if !self.holders.is_empty() => Phase::Assigned,
            _ if !self.offers.is_empty() => Phase::Offered,
            _ if self.touched => Phase::Vacant,
            _ => Phase::Defined,
        }
    }

    fn decide(&self, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let actor = &context.caller.actor;
        let event = match command {
            Command::Define(define) => return self.define(define, context),
            Command::Offer(offer) => return self.offer(offer, context),
            Command::Accept(Accept {}) if self.holders.contains_key(actor) => return Ok(vec![]),
            Command::Accept(Accept {}) => {
                self.has_offer(actor)?;
                separate(actor, context)?;
                Assigned { person: actor.clone() }.into()
            }
            Command::Decline(decline) => {
                self.has_offer(actor)?;
                Declined { person: actor.clone(), reason: decline.reason.clone() }.into()
            }
            Command::Delegate(delegate) => return self.delegate(delegate, context),
            Command::Communicate(Communicate { to, .. }) if to.is_empty() => {
                return Err(Rejection::NobodyTold);
            }
            Command::Communicate(Communicate { to, how }) => {
                Communicated { to: to.clone(), how: how.clone() }.into()
            }
            Command::ReportToTopManagement(report) => ReportedToTopManagement {
                performance: report.performance.clone(),
                improvements: report.improvements.clone(),
            }
            .into(),
            Command::StartReview(_) => ReviewStarted {}.into(),
            Command::Confirm(confirm) => Confirmed { finding: confirm.finding.clone() }.into(),
            Command::RecordConflict(RecordConflict { person, rule }) => {
                self.is_held_by(person)?;
                if self.conflicts.contains(&(person.clone(), rule.clone())) {
                    return Ok(vec![]);
                }
                ConflictDetected { person: person.clone(), rule: rule.clone() }.into()
            }
            Command::Revoke(revoke) => return self.revoke(revoke, context),
            Command::RecordVacancy(RecordVacancy {}) => {
                let overdue = self.overdue().filter(|overdue| overdue.due <= context.recorded_now);
                let due = self.overdue().map(|overdue| overdue.due);
                overdue.ok_or(Rejection::NotOverdue { due })?.into()
            }
            Command::Retire(retire) => {
                let needed_by = needed_by(&context.key.to_string());
                if !needed_by.is_empty() {
                    return Err(Rejection::Needed { needed_by });
                }
                Retired { reason: retire.reason.clone() }.into()
            }
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &Event, stamp: &Stamp<'_>) {
        let at = stamp.recorded_at;
        match event {
            Event::Defined(defined) => self.definition = Some(defined.clone()),
            Event::Offered(offered) => {
                self.touched = true;
                self.offers.entry(offered.person.clone()).or_insert(at);
            }
            Event::Assigned(assigned) => {
                self.touched = true;
                self.offers.remove(&assigned.person);
                self.holders.entry(assigned.person.clone()).or_insert(at);
                self.delegations.retain(|known| known.to != assigned.person);
                self.vacancy = None;
            }
            Event::Declined(declined) => {
                self.offers.remove(&declined.person);
            }
            Event::Delegated(Delegated { from, to, since, until, .. }) => {
                self.delegations.retain(|known| known.until > at);
                self.delegations.retain(|known| (&known.from, &known.to) != (from, to));
                let (from, to) = (from.clone(), to.clone());
                let (since, until, position) = (since.unwrap_or(at), *until, stamp.position);
                self.delegations.push(Delegation { from, to, since, until, position });
            }
            Event::ReviewStarted(_) => self.under_review = true,
            Event::Confirmed(_) => self.under_review = false,
            Event::ConflictDetected(ConflictDetected { person, rule }) => {
                self.conflicts.insert((person.clone(), rule.clone()));
            }
            Event::Revoked(Revoked { person, .. }) => {
                let held = self.holders.remove(person).is_some();
                self.delegations.retain(|known| &known.from != person && &known.to != person);
                self.conflicts.retain(|(known, _)| known != person);
                if held && self.holders.is_empty() {
                    self.under_review = false;
                    self.vacancy = Some(Vacancy { since: at, overdue: false });
                }
            }
            Event::VacancyOverdue(_) => {
                self.vacancy.iter_mut().for_each(|vacancy| vacancy.overdue = true);
            }
            Event::Retired(_) => self.retired = true,
            Event::Communicated(_) | Event::ReportedToTopManagement(_) => {}
        }
    }

    fn deadlines(&self) -> Vec<Deadline<Command>> {
        let vacancy = self.overdue().map(|overdue| Deadline {
            name: "vacancy",
            at: overdue.due,
            command: || RecordVacancy {}.into(),
            effect: Effect::Records,
        });
        vacancy.into_iter().collect()
    }
}

impl Role {
    fn define(&self, define: &Define, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        can_be_given(&context.key.to_string())?;
        if define.authorities.is_empty() || define.responsibilities.is_empty() {
            return Err(Rejection::NothingListed);
        }
        if define.vacancy_limit <= engine::Span::ZERO {
            return Err(Rejection::NoVacancyLimit);
        }
        let defined = Defined {
            purpose: define.purpose.clone(),
            authorities: define.authorities.clone(),
            responsibilities: define.responsibilities.clone(),
            excludes: define.excludes.clone(),
            vacancy_limit: define.vacancy_limit,
        };
        let roles = context.facts.get::<Roles>();
        let unknown = |role: &&Label| purpose(role).is_none() && !roles.is_defined(role);
        if let Some(role) = defined.excludes.iter().find(unknown) {
            return Err(not_in_dictionary(role));
        }
        if self.definition.as_ref() == Some(&defined) {
            return Ok(vec![]);
        }
        // Whoever holds both from here on is in conflict at once.
        let now = context.recorded_now;
        let conflicts = self.holders.keys().flat_map(|person| {
            let held = defined.excludes.iter().filter(|role| roles.holds(person, role, now));
            held.map(|rule| ConflictDetected { person: person.clone(), rule: rule.clone() })
        });
        let known = |conflict: &ConflictDetected| {
            self.conflicts.contains(&(conflict.person.clone(), conflict.rule.clone()))
        };
        let conflicts: Vec<_> =
            conflicts.filter(|conflict| !known(conflict)).map(Event::from).collect();
        Ok(std::iter::once(defined.into()).chain(conflicts).collect())
    }

    fn offer(&self, offer: &Offer, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let role = context.key.to_string();
        can_be_given(&role)?;
        let person = &offer.person;
        is_person(person)?;
        let own = person == &context.caller.actor;
        let founding = context.caller.door == Door::Founding;
        let roles = context.facts.get::<Roles>();
        // A deputy acts for top management, but does not make himself part of it.
        let top = founding || roles.holds_himself(&context.caller.actor, TOP_MANAGEMENT);
        let reserved = [TOP_MANAGEMENT, MANAGEMENT_REPRESENTATIVE, PROCESS_OWNER];
        if !top && (own || reserved.contains(&&*role)) {
            return Err(Rejection::NotTopManagement { role, person: person.clone() });
        }
        if self.holders.contains_key(person) || self.offers.contains_key(person) {
            return Ok(vec![]);
        }
        separate(person, context)?;
        if self.holders.len() >= PEOPLE_MAX || self.offers.len() >= PEOPLE_MAX {
            return Err(Rejection::TooManyPeople);
        }
        let mut events = Vec::new();
        if self.definition.is_none() {
            events.push(by_dictionary(&role)?.into());
        }
        let competence = offer.competence.clone();
        events.push(Offered { person: person.clone(), competence }.into());
        if own || founding {
            events.push(Assigned { person: person.clone() }.into());
        }
        Ok(events)
    }

    fn delegate(
        &self,
        delegate: &Delegate,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let (from, to, until) = (&context.caller.actor, &delegate.to, delegate.until);
        self.is_held_by(from)?;
        is_person(to)?;
        if self.holders.contains_key(to) {
            return Err(Rejection::AlreadyHolder { person: to.clone() });
        }
        let since = delegate.since.filter(|since| *since > context.recorded_now);
        if until <= since.unwrap_or(context.recorded_now) {
            return Err(Rejection::EndPassed { until });
        }
        separate(to, context)?;
        let same = |known: &Delegation| {
            let begins = since.map_or(known.since <= context.recorded_now, |it| it == known.since);
            begins && (&known.from, &known.to, known.until) == (from, to, until)
        };
        if self.delegations.iter().any(same) {
            return Ok(vec![]);
        }
        if self.delegations.iter().filter(|d| d.until > context.recorded_now).count() >= PEOPLE_MAX
        {
            return Err(Rejection::TooManyPeople);
        }
        let (from, to) = (from.clone(), to.clone());
        let competence = delegate.competence.clone();
        Ok(vec![Delegated { from, to, since, until, competence }.into()])
    }

    fn revoke(&self, revoke: &Revoke, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let person = &revoke.person;
        if !self.delegations.iter().any(|known| &known.to == person) {
            self.is_held_by(person)?;
        }
        let last = self.holders.len() == 1 && self.holders.contains_key(person);
        if last && context.key.to_string() == TOP_MANAGEMENT {
            return Err(Rejection::LastOfTopManagement { person: person.clone() });
        }
        Ok(vec![Revoked { person: person.clone(), reason: revoke.reason.clone() }.into()])
    }

    fn has_offer(&self, person: &Actor) -> Result<(), Rejection> {
        if self.offers.contains_key(person) {
            return Ok(());
        }
        let offered_to = self.offers.keys().cloned().collect();
        Err(Rejection::NotOffered { person: person.clone(), offered_to })
    }

    fn is_held_by(&self, person: &Actor) -> Result<(), Rejection> {
        if self.holders.contains_key(person) {
            return Ok(());
        }
        let holders = self.holders.keys().cloned().collect();
        Err(Rejection::NotHolder { person: person.clone(), holders })
    }

    /// The vacancy that is not recorded yet, due or not.
    fn overdue(&self) -> Option<VacancyOverdue> {
        let vacancy = self.vacancy.filter(|vacancy| !vacancy.overdue && !self.retired)?;
        let since = vacancy.since;
        let limit = self.definition.as_ref().map_or(VACANCY_LIMIT, |known| known.vacancy_limit);
        Some(VacancyOverdue { since, due: since + limit })
    }
}

fn can_be_given(role: &str) -> Result<(), Rejection> {
    if role == SYSTEM || EVERYBODY.contains(&role) {
        return Err(Rejection::HeldByNature { role: role.to_owned() });
    }
    Ok(())
}

/// Separation of duties, by what whoever it is holds now.
fn separate(person: &Actor, context: &Context<'_>) -> Result<(), Rejection> {
    let roles = context.facts.get::<Roles>();
    let role = context.key.to_string();
    if let Some(holds) = roles.conflict(person, &role, context.recorded_now) {
        let (person, holds) = (person.clone(), holds.to_owned());
        return Err(Rejection::ConflictingRole { person, holds });
    }
    let known = context.facts.get::<ServiceRequests>();
    match known.right_against(person, &role).cloned() {
        Some(right) => Err(Rejection::ConflictingRight { person: person.clone(), right }),
        None => Ok(()),
    }
}

fn is_person(person: &Actor) -> Result<(), Rejection> {
    if *person == Actor::system() {
        return Err(Rejection::NotAPerson { person: person.clone() });
    }
    Ok(())
}

fn not_in_dictionary(role: &str) -> Rejection {
    let known = DICTIONARY.iter().map(|(known, _)| *known).collect();
    Rejection::NotInDictionary { role: role.to_owned(), known }
}

fn by_dictionary(role: &str) -> Result<Defined, Rejection> {
    let purpose = purpose(role).map(text).ok_or_else(|| not_in_dictionary(role))?;
    let authority = format!("every command that names {role} in the lifecycle of its process");
    Ok(Defined {
        responsibilities: [purpose.clone()].into(),
        authorities: [text(&authority)].into(),
        purpose,
        excludes: List::empty(),
        vacancy_limit: VACANCY_LIMIT,
    })
}

/// The commands of all processes that the role may issue.
fn needed_by(role: &str) -> Vec<String> {
    let mut commands = Vec::new();
    for process in crate::catalog::processes() {
        for row in process.table().rows().iter().filter(|row| row.roles.contains(&role)) {
            let command = format!("{}.{}", process.name(), row.command);
            if !commands.contains(&command) {
                commands.push(command);
            }
        }
    }
    commands
}
