//! What is true of a configuration item now, or of a type of items.

use super::value::{
    Changes, Content, Cover, Definition, Evidence, IDLE_AFTER, Master, Relation, RestoredTo,
};
use super::{Command, DiscrepancyFound, Event, FlagIdle, LIFECYCLE, RecordIdleOverdue, Rejection};
use crate::clock::ServiceHours;
use crate::facts::{
    AuditFindings, Changes as OpenChanges, ConfigurationItems, Principals, Roles, Services,
};
use crate::limits::{Label, Text};
use engine::lifecycle::To;
use engine::{
    Actor, Context, Deadline, Decider, Effect, Key, Lifecycle, Named as _, NewFact, Position, Span,
    Stamp, Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How long an owner may take to say whether an idle item is needed.
const IDLE_ANSWER: Span = Span::from_days(14);

/// A configuration item, or a type of items: whichever its first event made it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConfigurationItem {
    /// Where it is in its life.
    pub phase: Phase,
    /// Why it is there.
    pub since: Option<Since>,
    /// What it is, if it is a type.
    pub definition: Option<TypeDefinition>,
    /// What it is, if it is an item.
    pub item: Option<Box<Item>>,
}

/// Why something is where it is in its life.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Since {
    /// The event that led there.
    pub position: Position,
    /// When that was recorded.
    pub at: Timestamp,
    /// The change that covered it.
    pub change: Option<Key>,
}

/// A type of items.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TypeDefinition {
    /// What it says, published or to be.
    pub definition: Definition,
    /// What it said before, while that is to be something else.
    pub before: Option<Box<Definition>>,
    /// Who wrote that.
    pub author: Actor,
    /// How often it was published.
    pub version: u64,
}

/// An item.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Item {
    /// Its type.
    pub item_type: Option<Key>,
    /// The version of its record: every registration, update and correction makes the next.
    pub version: u64,
    /// What it is called.
    pub name: Option<Known<Label>>,
    /// What it is.
    pub description: Option<Known<Text>>,
    /// Where it is.
    pub location: Option<Known<Label>>,
    /// Who is accountable for it.
    pub owner: Option<Known<Actor>>,
    /// What its type asks for.
    pub attributes: BTreeMap<Label, Known<Content>>,
    /// To what it is related.
    pub relations: BTreeSet<Relation>,
    /// The last change that covered something done to it.
    pub last_change: Option<Key>,
    /// Its baseline taken last.
    pub baseline: Option<Baseline>,
    /// Where its master copies are, by what they are copies of: library and checksum.
    pub master_copies: BTreeMap<Master, (Label, Label)>,
    /// When it may be maintained.
    pub maintenance_windows: Option<ServiceHours>,
    /// Whether it ever went into service.
    pub activated: bool,
    /// When it was last found as its record says.
    pub verified_at: Option<Timestamp>,
    /// Whether it is used.
    pub idle: Idle,
    /// How many updates were refused because no change covered them.
    pub updates_refused: u64,
    /// The item that it is the same as.
    pub merged_into: Option<Key>,
    /// How it is not as its record says, until that is corrected.
    pub discrepancy: Option<Box<DiscrepancyFound>>,
    /// Whether it was kept apart, and nobody has found it clean since.
    pub quarantined: bool,
    /// Whether it was not to be found, and nobody has found it since.
    pub missing: bool,
}

/// A value, and why it is on record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Known<T> {
    /// The value.
    pub content: T,
    /// The event that says so.
    pub position: Position,
    /// When that was recorded.
    pub at: Timestamp,
    /// Where it was known from.
    pub source: Option<Label>,
    /// The change that covered it.
    pub change: Option<Key>,
}

/// How an item was at a position.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Baseline {
    /// Its name.
    pub name: Label,
    /// Where in the log: everything up to there belongs to it.
    pub position: Position,
}

/// Whether an item is used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Idle {
    /// How long it is unused until it is idle.
    pub after: Span,
    /// When it was last used, if that is measured.
    pub last_used: Option<Timestamp>,
    /// Since when it has been in service.
    pub in_service_since: Option<Timestamp>,
    /// Since when it has been on record as idle.
    pub flagged_at: Option<Timestamp>,
    /// Whether its owner is late to say whether it is needed.
    pub overdue: bool,
}

impl Default for Idle {
    fn default() -> Self {
        let (after, last_used) = (IDLE_AFTER, None);
        Self { after, last_used, in_service_since: None, flagged_at: None, overdue: false }
    }
}

impl Idle {
    /// Until when its owner may say whether it is needed.
    pub(super) fn answer_due(&self) -> Option<Timestamp> {
        self.flagged_at.map(|flagged| flagged + IDLE_ANSWER)
    }
}

/// Where something is in its life.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Neither an item nor a type.
    #[default]
    Unknown,
    /// A type that waits for approval.
    TypeDrafted,
    /// A type that waits for publication.
    TypeApproved,
    /// A type that items may have.
    TypePublished,
    /// A type that is examined.
    TypeUnderReview,
    /// A type that no item may have.
    TypeRetired,
    /// An item of which little is known.
    Identified,
    /// An item on record.
    Registered,
    /// An item in service.
    InService,
    /// An item that nobody uses.
    Idle,
    /// An item that is worked on.
    UnderMaintenance,
    /// An item that is kept apart.
    Quarantined,
    /// An item that is not as its record says.
    Discrepant,
    /// An item that is not to be found.
    Missing,
    /// An item out of service for good.
    Retired,
    /// An item that is gone.
    Disposed,
    /// An item that is the same as another.
    Merged,
    /// An item that was none.
    Rejected,
}

impl Phase {
    /// Whether it is an item that is on record and not at its end: one that can fail others.
    #[must_use]
    pub const fn is_live(self) -> bool {
        match self {
            Self::Registered
            | Self::InService
            | Self::Idle
            | Self::UnderMaintenance
            | Self::Quarantined
            | Self::Discrepant
            | Self::Missing => true,
            Self::Unknown
            | Self::TypeDrafted
            | Self::TypeApproved
            | Self::TypePublished
            | Self::TypeUnderReview
            | Self::TypeRetired
            | Self::Identified
            | Self::Retired
            | Self::Disposed
            | Self::Merged
            | Self::Rejected => false,
        }
    }

    /// Whether it is an item at its end: one that nobody has any more.
    #[must_use]
    pub const fn is_gone(self) -> bool {
        matches!(self, Self::Retired | Self::Disposed | Self::Merged | Self::Rejected)
    }

    /// Where an event leads: as its row in the table says, whatever was before.
    #[must_use]
    pub fn after(event: &Event) -> Option<Self> {
        if let Event::Corrected(corrected) = event {
            return Some(if corrected.active { Self::InService } else { Self::Registered });
        }
        if let Event::Restored(restored) = event {
            return Some(match restored.to {
                RestoredTo::Registered => Self::Registered,
                RestoredTo::InService => Self::InService,
                RestoredTo::Quarantined => Self::Quarantined,
                RestoredTo::Missing => Self::Missing,
            });
        }
        Self::after_any(event.name())
    }

    /// Where any event of that name leads; nowhere, where the event itself says where.
    pub(crate) fn after_any(event: &str) -> Option<Self> {
        let row = LIFECYCLE.rows.iter().find(|row| row.event == event)?;
        match row.to {
            To::Phase(phase) => Some(phase),
            To::Same | To::Stated | To::Resumed => None,
        }
    }
}

/// Whether a command is about what is away: what it leads back to service may be flagged in the same
/// batch, for which the table lets it begin there.
const fn leads_back(command: &Command) -> bool {
    matches!(command, Command::ReleaseFromQuarantine(_) | Command::Find(_) | Command::Restore(_))
}

impl Decider for ConfigurationItem {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    const FOLD: u16 = 2;
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn facts() -> Vec<NewFact> {
        vec![
            NewFact::of::<AuditFindings>(),
            NewFact::of::<ConfigurationItems>(),
            NewFact::of::<OpenChanges>(),
            NewFact::of::<Principals>(),
            NewFact::of::<Roles>(),
            NewFact::of::<Services>(),
        ]
    }

    fn phase(&self) -> Phase {
        self.phase
    }

    fn decide(&self, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        match (&self.definition, &self.item) {
            (Some(definition), _) => definition.decide(command, context),
            (None, Some(_)) if self.is_there() && leads_back(command) => Err(Rejection::NotAway),
            (None, Some(item)) => item.decide(command, context),
            (None, None) => Self::begin(command, context),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "what is not about a type is about an item")]
    fn evolve(&mut self, event: &Event, stamp: &Stamp<'_>) {
        let was_in_service = self.phase == Phase::InService;
        if let Some(phase) = Phase::after(event).filter(|phase| *phase != self.phase) {
            let change = event.cover().map(|cover| cover.change.clone());
            let (position, at) = (stamp.position, stamp.recorded_at);
            (self.phase, self.since) = (phase, Some(Since { position, at, change }));
        }
        match event {
            Event::TypeDrafted(drafted) => self.define(&drafted.definition, stamp),
            Event::TypeRevised(revised) => self.define(&revised.definition, stamp),
            Event::TypePublished(published) => {
                if let Some(known) = &mut self.definition {
                    (known.version, known.before) = (published.version, None);
                }
            }
            Event::TypeRevisionRejected(_) => {
                if let Some(known) = &mut self.definition
                    && let Some(before) = known.before.take()
                {
                    known.definition = *before;
                }
            }
            Event::Identified(_) => self.item.get_or_insert_default().evolve(event, stamp),
            _ => self.item.iter_mut().for_each(|item| item.evolve(event, stamp)),
        }
        // Idleness is measured from there on.
        if self.phase == Phase::InService && !was_in_service {
            let item = self.item.iter_mut();
            item.for_each(|item| item.idle.in_service_since = Some(stamp.occurred_at));
        }
    }

    fn deadlines(&self) -> Vec<Deadline<Command>> {
        let Some(idle) = self.item.as_ref().map(|item| &item.idle) else { return Vec::new() };
        let unused = || {
            idle.in_service_since.max(idle.last_used).map(|since| Deadline {
                name: "idle",
                at: since + idle.after,
                command: || FlagIdle::default().into(),
                effect: Effect::Moves,
            })
        };
        let unanswered = || {
            idle.answer_due().filter(|_| !idle.overdue).map(|at| Deadline {
                name: "idle_answer",
                at,
                command: || RecordIdleOverdue {}.into(),
                effect: Effect::Records,
            })
        };
        let unused = if self.phase == Phase::InService { unused() } else { None };
        let unanswered = if self.phase == Phase::Idle { unanswered() } else { None };
        unused.into_iter().chain(unanswered).collect()
    }
}

impl ConfigurationItem {
    /// Whether what leads back has nothing to lead back from.
    const fn is_there(&self) -> bool {
        matches!(self.phase, Phase::InService | Phase::Registered)
    }

    fn define(&mut self, definition: &Definition, stamp: &Stamp<'_>) {
        let Ok(author) = Actor::from_escaped(stamp.actor) else { return };
        let known = self.definition.take();
        let version = known.as_ref().map(|known| known.version).unwrap_or_default();
        let before = known.map(|known| Box::new(known.definition));
        let definition = definition.clone();
        self.definition = Some(TypeDefinition { definition, before, author, version });
    }
}

/// Why something is on record from an event on.
struct Because<'a> {
    stamp: &'a Stamp<'a>,
    source: Option<&'a Label>,
    change: Option<&'a Key>,
}

impl Because<'_> {
    fn known<T>(&self, content: T) -> Known<T> {
        Known {
            content,
            position: self.stamp.position,
            at: self.stamp.recorded_at,
            source: self.source.cloned(),
            change: self.change.cloned(),
        }
    }
}

impl Item {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others say nothing but the phase")]
    fn evolve(&mut self, event: &Event, stamp: &Stamp<'_>) {
        match event {
            Event::Identified(identified) => {
                let because = Because { stamp, source: None, change: None };
                self.item_type = Some(identified.item_type.clone());
                self.name = Some(because.known(identified.name.clone()));
            }
            Event::Registered(registered) => {
                let because = Because { stamp, source: registered.source.as_ref(), change: None };
                self.version = 1;
                self.description = Some(because.known(registered.description.clone()));
                self.location = Some(because.known(registered.location.clone()));
                self.owner = Some(because.known(registered.owner.clone()));
                let attributes = registered.attributes.iter();
                self.attributes = attributes
                    .map(|(name, content)| (name.clone(), because.known(content.clone())))
                    .collect();
                self.idle.after = registered.idle_after;
            }
            Event::Updated(updated) => {
                let change = self.cover(updated.cover.as_ref());
                let because =
                    Because { stamp, source: updated.source.as_ref(), change: change.as_ref() };
                self.version = updated.version;
                self.change(&updated.changes, &because);
            }
            Event::Corrected(corrected) => {
                let (source, change) = match &corrected.evidence {
                    Evidence::Change(cover) => (None, self.cover(Some(cover))),
                    Evidence::Audit(reference) => (Some(reference), None),
                };
                self.version = corrected.version;
                self.discrepancy = None;
                let because = Because { stamp, source, change: change.as_ref() };
                self.change(&corrected.changes, &because);
            }
            Event::UpdateRefused(_) => self.updates_refused += 1,
            Event::Related(related) => {
                let (relation, to) = (related.relation.clone(), related.to.clone());
                self.relations.insert(Relation { relation, to });
                self.cover(related.cover.as_ref());
            }
            Event::Unrelated(unrelated) => {
                let (relation, to) = (unrelated.relation.clone(), unrelated.to.clone());
                self.relations.remove(&Relation { relation, to });
                self.cover(unrelated.cover.as_ref());
            }
            Event::MasterCopyStored(stored) => {
                let copy = (stored.library.clone(), stored.checksum.clone());
                self.master_copies.insert(stored.of, copy);
            }
            Event::BaselineCaptured(captured) => {
                let (name, position) = (captured.name.clone(), stamp.position);
                self.baseline = Some(Baseline { name, position });
            }
            Event::Verified(_) => self.verified_at = Some(stamp.occurred_at),
            Event::MaintenanceWindowsSet(set) => {
                self.maintenance_windows.clone_from(&set.hours);
            }
            Event::Activated(activated) => {
                self.activated = true;
                self.cover(activated.cover.as_ref());
            }
            Event::UseRecorded(_) => {
                self.idle.last_used = self.idle.last_used.max(Some(stamp.occurred_at));
            }
            Event::FlaggedIdle(_) => self.idle.flagged_at = Some(stamp.recorded_at),
            Event::IdleOverdue(_) => self.idle.overdue = true,
            // That it is needed counts as a use: idleness is measured anew.
            Event::Reinstated(_) => {
                let last_used = self.idle.last_used.map(|used| used.max(stamp.recorded_at));
                self.idle = Idle { after: self.idle.after, last_used, ..Idle::default() };
            }
            Event::MaintenanceStarted(started) => {
                self.cover(started.cover.as_ref());
            }
            Event::Quarantined(_) => self.quarantined = true,
            Event::ReleasedFromQuarantine(_) => (self.activated, self.quarantined) = (true, false),
            Event::ReportedMissing(_) => self.missing = true,
            Event::Found(_) => (self.activated, self.missing) = (true, false),
            Event::DiscrepancyFound(found) => self.discrepancy = Some(Box::new(found.clone())),
            Event::Retired(retired) => {
                self.cover(retired.cover.as_ref());
            }
            Event::Restored(restored) => {
                self.cover(restored.cover.as_ref());
            }
            Event::Merged(merged) => self.merged_into = Some(merged.into.clone()),
            _ => {}
        }
    }

    fn cover(&mut self, cover: Option<&Cover>) -> Option<Key> {
        let change = cover.map(|cover| cover.change.clone());
        if change.is_some() {
            self.last_change.clone_from(&change);
        }
        change
    }

    fn change(&mut self, changes: &Changes, because: &Because<'_>) {
        fn set<T: Clone>(known: &mut Option<Known<T>>, to: Option<&T>, because: &Because<'_>) {
            if let Some(content) = to {
                *known = Some(because.known(content.clone()));
            }
        }
        set(&mut self.name, changes.name.as_ref(), because);
        set(&mut self.description, changes.description.as_ref(), because);
        set(&mut self.location, changes.location.as_ref(), because);
        set(&mut self.owner, changes.owner.as_ref(), because);
        for (name, content) in &changes.attributes {
            match content {
                Some(content) => {
                    self.attributes.insert(name.clone(), because.known(content.clone()));
                }
                None => {
                    self.attributes.remove(name);
                }
            }
        }
    }
}
