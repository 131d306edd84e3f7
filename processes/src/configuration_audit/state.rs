//! What is true of an audit now.

use super::{
    Action, ActionsReported, Cancelled, CleanReported, Closed, Command, Completed,
    CorrectionStarted, Coverage, Deficiency, DeficiencyFound, Event, Kind, LIFECYCLE,
    MatchRecorded, PlanNext, Planned, RecordDeficiencies, Rejection, Scope, Started,
};
use crate::change::hand;
use crate::configuration_item::{self, End};
use crate::facts::{Changes, ConfigurationItems, RecordKeepers, Roles};
use crate::interval::Interval;
use crate::limits::Label;
use crate::roles::AUDITOR;
use engine::{Context, Deadline, Decider, Effect, Key, Lifecycle, NewFact, Stamp, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The most deficiencies of one round.
pub const DEFICIENCIES_MAX: usize = 10_000;

/// What is true of an audit now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConfigurationAudit {
    /// Where it is in its life.
    pub phase: Phase,
    /// What it looks at.
    pub scope: Scope,
    /// How often, once it is planned.
    pub interval: Option<Interval>,
    /// Which time it is, from 1.
    pub round: u64,
    /// The items that were found as their records say.
    pub matched: BTreeSet<Key>,
    /// In what record and reality differ, by number.
    pub deficiencies: BTreeMap<u64, Open>,
    /// When it is planned again, if it waits for that.
    pub next: Option<Timestamp>,
}

/// A deficiency.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
pub struct Open {
    /// Of which item.
    pub item: Key,
    /// How it differs.
    pub kind: Kind,
    /// In what.
    pub what: Option<Label>,
}

/// Where an audit is in its life.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// There is none.
    #[default]
    Unplanned,
    /// It is to come.
    Planned,
    /// An auditor looks.
    Running,
    /// All was looked at.
    Compared,
    /// Deficiencies are seen to.
    Correcting,
    /// What is done is known.
    Reported,
    /// The round is over.
    Closed,
    /// The round was given up.
    Cancelled,
}

impl Open {
    fn of(deficiency: &Deficiency) -> Self {
        let (item, what) = (deficiency.item.clone(), deficiency.what.clone());
        Self { item, kind: deficiency.kind, what }
    }
}

impl Decider for ConfigurationAudit {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn facts() -> Vec<NewFact> {
        vec![
            NewFact::of::<Changes>(),
            NewFact::of::<ConfigurationItems>(),
            NewFact::of::<RecordKeepers>(),
            NewFact::of::<Roles>(),
        ]
    }

    fn phase(&self) -> Phase {
        self.phase
    }

    fn decide(&self, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let items = context.facts.get::<ConfigurationItems>();
        let event: Event = match command.clone() {
            Command::Plan(plan) => {
                plan.scope.check(items)?;
                let round = self.round + 1;
                Planned { scope: plan.scope, interval: plan.interval, round }.into()
            }
            Command::PlanNext(_) => self.plan_next(context.recorded_now)?.into(),
            Command::Start(_) => {
                is_independent(context)?;
                Started {}.into()
            }
            Command::RecordMatch(found) => {
                is_independent(context)?;
                if found.items.is_empty() {
                    return Err(Rejection::NothingNamed);
                }
                let unknown = found.items.iter().find(|item| !is_live(items, item));
                if let Some(item) = unknown.cloned() {
                    return Err(Rejection::UnknownItem { item });
                }
                MatchRecorded { items: found.items, evidence: found.evidence }.into()
            }
            Command::RecordDeficiencies(found) => return self.found(found, context),
            Command::Complete(complete) => {
                is_independent(context)?;
                self.covers(&complete.coverage, items)?;
                Completed { coverage: complete.coverage }.into()
            }
            Command::StartCorrection(_) if self.deficiencies.is_empty() => {
                return Err(Rejection::NoDeficiency);
            }
            Command::StartCorrection(_) => CorrectionStarted {}.into(),
            Command::ReportActions(report) => {
                self.acts_on_each(&report.actions)?;
                ActionsReported { actions: report.actions }.into()
            }
            Command::ReportClean(_) if self.deficiencies.is_empty() => CleanReported {}.into(),
            Command::ReportClean(_) => {
                return Err(Rejection::Deficient { count: self.deficiencies.len() });
            }
            Command::Close(close) => {
                self.is_corrected(items)?;
                Closed { done: close.done }.into()
            }
            Command::Cancel(cancel) => {
                let (reason, replacement) = (cancel.reason, cancel.replacement);
                if replacement <= context.recorded_now {
                    return Err(Rejection::NotToCome { at: replacement });
                }
                Cancelled { reason, replacement }.into()
            }
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &Event, stamp: &Stamp<'_>) {
        match event {
            Event::Planned(planned) => {
                *self = Self {
                    phase: Phase::Planned,
                    scope: planned.scope.clone(),
                    interval: Some(planned.interval),
                    round: planned.round,
                    ..Self::default()
                };
            }
            Event::Started(_) => self.phase = Phase::Running,
            Event::MatchRecorded(found) => self.matched.extend(found.items.iter().cloned()),
            Event::DeficiencyFound(found) => {
                self.deficiencies.insert(found.number, Open::of(&found.deficiency));
            }
            Event::Completed(_) => self.phase = Phase::Compared,
            Event::CorrectionStarted(_) => self.phase = Phase::Correcting,
            Event::ActionsReported(_) | Event::CleanReported(_) => self.phase = Phase::Reported,
            Event::Closed(_) => {
                self.phase = Phase::Closed;
                self.next = self.interval.map(|interval| interval.after(stamp.recorded_at, 1));
            }
            Event::Cancelled(cancelled) => {
                self.phase = Phase::Cancelled;
                self.next = Some(cancelled.replacement);
            }
        }
    }

    fn deadlines(&self) -> Vec<Deadline<Command>> {
        let deadline = self.next.map(|at| Deadline {
            name: "audit_interval",
            at,
            command: || PlanNext {}.into(),
            effect: Effect::Moves,
        });
        deadline.into_iter().collect()
    }
}

fn is_live(items: &ConfigurationItems, item: &Key) -> bool {
    items.is_live(&End::Item(item.clone()))
}

/// Refuses who keeps records of items or has them kept, or acts for somebody who does.
fn is_independent(context: &Context<'_>) -> Result<(), Rejection> {
    let (auditor, keepers) = (hand(context, &[AUDITOR]), context.facts.get::<RecordKeepers>());
    match auditor.actors().find(|actor| keepers.is_one(actor)) {
        Some(keeper) => Err(Rejection::AuditorKeepsRecords { keeper: keeper.clone() }),
        None => Ok(()),
    }
}

impl Scope {
    fn check(&self, items: &ConfigurationItems) -> Result<(), Rejection> {
        if let Some(item_type) = self.types.iter().find(|it| !items.is_published(it)).cloned() {
            return Err(Rejection::UnknownType { item_type });
        }
        match self.items.iter().find(|item| !is_live(items, item)).cloned() {
            Some(item) => Err(Rejection::UnknownItem { item }),
            None => Ok(()),
        }
    }

    /// How many items it is about.
    fn size(&self, items: &ConfigurationItems) -> u64 {
        if self.types.is_empty() && self.items.is_empty() {
            return items.in_use().map(|(item_type, _)| items.items_of(item_type)).sum();
        }
        let types: BTreeSet<&Key> = self.types.iter().collect();
        let of_types: u64 = types.into_iter().map(|item_type| items.items_of(item_type)).sum();
        // What is gone since is none of those that there are, as it is not where it was looked at.
        let is_one = |item: &&Key| is_live(items, item) && !self.is_of_types(item, items);
        let others: BTreeSet<&Key> = self.items.iter().filter(is_one).collect();
        of_types + others.len() as u64
    }

    fn is_of_types(&self, item: &Key, items: &ConfigurationItems) -> bool {
        items.type_of(item).is_some_and(|item_type| self.types.contains(item_type))
    }

    fn contains(&self, item: &Key, items: &ConfigurationItems) -> bool {
        let everything = self.types.is_empty() && self.items.is_empty();
        everything || self.items.contains(item) || self.is_of_types(item, items)
    }
}

impl ConfigurationAudit {
    fn plan_next(&self, now: Timestamp) -> Result<Planned, Rejection> {
        let due = self.next.filter(|due| *due <= now);
        match (due, self.interval) {
            (Some(_), Some(interval)) => {
                Ok(Planned { scope: self.scope.clone(), interval, round: self.round + 1 })
            }
            (Some(_) | None, _) => Err(Rejection::NotDue { due: self.next }),
        }
    }

    /// Each deficiency that is not on record yet.
    fn found(
        &self,
        found: RecordDeficiencies,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let items = context.facts.get::<ConfigurationItems>();
        let RecordDeficiencies { deficiencies, evidence } = found;
        is_independent(context)?;
        if deficiencies.is_empty() {
            return Err(Rejection::NothingNamed);
        }
        let mut known: BTreeSet<Open> = self.deficiencies.values().cloned().collect();
        let (mut number, mut events) = (self.deficiencies.len() as u64, Vec::new());
        for deficiency in &deficiencies {
            let on_record = is_live(items, &deficiency.item);
            if on_record == (deficiency.kind == Kind::Unknown) {
                return Err(Rejection::OnRecord { item: deficiency.item.clone(), on_record });
            }
            if !known.insert(Open::of(deficiency)) {
                continue;
            }
            if known.len() > DEFICIENCIES_MAX {
                return Err(Rejection::TooManyDeficiencies);
            }
            number += 1;
            let unauthorised = is_unauthorised(deficiency, context);
            let (deficiency, evidence) = (deficiency.clone(), evidence.clone());
            events.push(DeficiencyFound { number, deficiency, unauthorised, evidence }.into());
        }
        Ok(events)
    }

    fn covers(&self, coverage: &Coverage, items: &ConfigurationItems) -> Result<(), Rejection> {
        let found = self.deficiencies.values().filter(|it| it.kind != Kind::Unknown);
        let looked_at: BTreeSet<&Key> = found.map(|it| &it.item).chain(&self.matched).collect();
        // What is gone since is none of those that there are.
        let is_counted = |item: &&Key| is_live(items, item) && self.scope.contains(item, items);
        let checked = looked_at.into_iter().filter(is_counted).count() as u64;
        let in_scope = self.scope.size(items);
        match coverage {
            Coverage::Full if checked < in_scope => {
                Err(Rejection::NotCovered { checked, items: in_scope })
            }
            Coverage::Full | Coverage::Sample(_) => Ok(()),
        }
    }

    fn acts_on_each(&self, actions: &[Action]) -> Result<(), Rejection> {
        let named: BTreeSet<u64> = actions.iter().map(|action| action.deficiency).collect();
        if let Some(unknown) = named.iter().find(|it| !self.deficiencies.contains_key(it)) {
            return Err(Rejection::NoSuchDeficiency(*unknown));
        }
        let missing = self.deficiencies.keys().filter(|number| !named.contains(number));
        let missing: Vec<_> = missing.copied().collect();
        if missing.is_empty() { Ok(()) } else { Err(Rejection::ActionsMissing(missing)) }
    }

    fn is_corrected(&self, items: &ConfigurationItems) -> Result<(), Rejection> {
        let discrepant = Some(configuration_item::Phase::Discrepant);
        let keys: BTreeSet<&Key> = self.deficiencies.values().map(|it| &it.item).collect();
        let left = keys.into_iter().filter(|item| items.phase_of(item) == discrepant);
        let left: Vec<_> = left.cloned().collect();
        if left.is_empty() { Ok(()) } else { Err(Rejection::StillDiscrepant(left)) }
    }
}

/// Whether something is gone, new or altered, under change control or on no record, and no change
/// covers that: the one that is named does so if its record says so.
fn is_unauthorised(deficiency: &Deficiency, context: &Context<'_>) -> bool {
    let items = context.facts.get::<ConfigurationItems>();
    let changes = context.facts.get::<Changes>();
    let covers = |change: &Key| changes.cover(change, &deficiency.item);
    let definition = items.type_of(&deficiency.item).and_then(|it| items.definition(it));
    matches!(deficiency.kind, Kind::Missing | Kind::Unknown | Kind::Differing)
        && !deficiency.change.as_ref().is_some_and(covers)
        && definition.is_none_or(|definition| definition.control.by_change)
}
