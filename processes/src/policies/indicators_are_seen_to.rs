use super::{Ask, task_of_cause};
use crate::facts::{Indicators, OpenTasks, Roles};
use crate::kpi::{self, Event};
use crate::limits::{label, text};
use crate::roles::{PROCESS_OWNER, STEERING_COMMITTEE};
use crate::task::{self, Open, Subject, Task};
use engine::{
    DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef, Span,
    Timestamp,
};

/// A rule that asks whoever answers for an indicator, as data; all process owners, where he is none
/// any more.
///
/// The task bears the name of its cause, as that of an [`Ask`] does. Outward: it reaches people.
#[derive(Clone, Copy, Debug)]
pub struct AskOwner {
    /// A sentence, in kebab case.
    pub name: &'static str,
    /// The event that calls for it.
    pub whenever: &'static str,
    /// What is to be done.
    pub ask: &'static str,
    /// The command that does it.
    pub command: &'static str,
    /// By when; none where the event does not call for it.
    pub due: fn(&Event, Timestamp) -> Option<Timestamp>,
    /// The events that show that it is done.
    pub done_by: &'static [&'static str],
    /// The events after which nobody need do it.
    pub moot_by: &'static [&'static str],
    /// Whether one of those says that it is over.
    pub ends: fn(&Event) -> bool,
}

/// Whenever the figure of a month is due and nobody has recorded it, whoever answers for the indicator
/// is asked for it (4.5.3.f). Within two days: an assumption.
pub const FIGURE_OF_AN_INDICATOR_IS_TO_BE_RECORDED: AskOwner = AskOwner {
    name: "figure-of-an-indicator-is-to-be-recorded",
    whenever: "measurement_fell_due",
    ask: "record what this indicator came to in the months that are over",
    command: "measure",
    due: |_, now| Some(now + Span::from_days(2)),
    done_by: &["measured"],
    moot_by: &["paused", "retired"],
    ends: |_| true,
};

/// Whenever a target is missed, whoever answers for the indicator is asked why, and what he does about
/// it, as soon as the policy says (4.5.4.1).
pub const MISSED_INDICATOR_IS_TO_BE_REVIEWED: AskOwner = AskOwner {
    name: "missed-indicator-is-to-be-reviewed",
    whenever: "breached",
    ask: "say why this indicator missed its target, and what is done about it",
    command: "review",
    due: |event, _| {
        if let Event::Breached(breached) = event { Some(breached.review_by) } else { None }
    },
    done_by: &["reviewed"],
    moot_by: &["breach_lifted"],
    ends: |event| !matches!(event, Event::BreachLifted(lifted) if lifted.waiting),
};

/// Whenever it is said what an indicator is to be, the steering committee is asked to decide on it
/// (4.1.2). Within ten days: an assumption.
pub const DEFINED_INDICATOR_IS_TO_BE_APPROVED: Ask = Ask {
    name: "defined-indicator-is-to-be-approved",
    whenever: (kpi::NAME, "defined"),
    only_if: None,
    role: STEERING_COMMITTEE,
    ask: "decide whether this indicator is right: what is measured, and what is aimed at",
    command: (kpi::NAME, "approve"),
    within: Span::from_days(10),
    done_by: &["approved"],
    moot_by: &["retired"],
};

/// The same of another version of one. It is the same task, which the rule above ends.
pub const RETARGETED_INDICATOR_IS_TO_BE_APPROVED: Ask = Ask {
    name: "retargeted-indicator-is-to-be-approved",
    whenever: (kpi::NAME, "retarget_proposed"),
    done_by: &[],
    moot_by: &[],
    ..DEFINED_INDICATOR_IS_TO_BE_APPROVED
};

impl Policy for AskOwner {
    fn name(&self) -> &'static str {
        self.name
    }

    fn edges(&self) -> Vec<Edge> {
        let asks = Edge::always((kpi::NAME, self.whenever), (task::NAME, "open"));
        let ends = |events: &'static [&'static str], command| {
            let edge = move |event: &&'static str| {
                Edge::when((kpi::NAME, *event), "its task is open", (task::NAME, command))
            };
            events.iter().map(edge)
        };
        let ends = ends(self.done_by, "complete").chain(ends(self.moot_by, "cancel"));
        std::iter::once(asks).chain(ends).collect()
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Indicators>(), NewFact::of::<OpenTasks>(), NewFact::of::<Roles>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let cause = task::cause(kpi::NAME, &key, self.command);
        let event = Event::decode(record.event, record.schema, record.payload)?;
        if record.event == self.whenever {
            let due = (self.due)(&event, record.metadata.recorded_at);
            let open = due.map(|due| self.open(key, due, record.metadata.recorded_at, facts));
            return Ok(open.map(|open| Dispatch::to::<Task>(cause, open)).into_iter().collect());
        }
        if !(self.ends)(&event) {
            return Ok(Vec::new());
        }
        let done = self.done_by.contains(&record.event);
        let end = if done { task_of_cause::done_by } else { task_of_cause::moot_by };
        Ok(end(record, cause, facts).into_iter().collect())
    }
}

impl AskOwner {
    fn open(&self, key: Key, due: Timestamp, now: Timestamp, facts: &Facts) -> Open {
        let owner = facts.get::<Indicators>().owner(&key);
        let roles = facts.get::<Roles>();
        let assignee = owner.filter(|owner| roles.holds(owner, PROCESS_OWNER, now)).cloned();
        let command = label(&format!("{}.{}", kpi::NAME, self.command));
        let (about, ask) = (Subject::of(kpi::NAME, key), text(self.ask));
        Open { assignee, ..Open::for_role(PROCESS_OWNER, about, ask, command, due) }
    }
}
