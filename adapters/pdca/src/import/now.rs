//! What of an incident a row may change, and what it says otherwise.

use super::row::{Row, State};
use engine::Actor;
use processes::agreement::{Level, Priority};
use processes::incident::{Details, Incident, LIFECYCLE, Phase};
use processes::limits::Label;

/// What of an incident a row may change; followed through the commands of one row.
#[derive(Clone, Debug, Default)]
pub(super) struct Now {
    pub(super) phase: Phase,
    pub(super) hold: Option<Label>,
    pub(super) category: Option<Label>,
    pub(super) subcategory: Option<Label>,
    pub(super) impact: Option<Level>,
    pub(super) urgency: Option<Level>,
    pub(super) priority: Option<Priority>,
    pub(super) group: Option<Label>,
    pub(super) assignee: Option<Actor>,
    pub(super) details: Details,
    pub(super) reassignments: u32,
    pub(super) reopenings: u32,
}

/// What a row says otherwise.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Differing {
    pub(super) kind: bool,
    pub(super) grades: bool,
    pub(super) owner: bool,
    pub(super) details: Details,
    /// How often it was handed over since the last row, as far as no `reassign` of ours says so.
    pub(super) reassignments: u32,
}

impl Now {
    pub(super) fn of(known: &Incident) -> Self {
        let (triage, stated) = (&known.triage, &known.stated);
        Self {
            phase: known.phase,
            hold: known.hold.as_ref().map(|hold| hold.reason.clone()),
            category: triage.category.clone(),
            subcategory: triage.subcategory.clone(),
            impact: triage.impact,
            urgency: triage.urgency,
            priority: known.priority,
            group: triage.group.clone(),
            assignee: triage.assignee.clone(),
            details: known.details.clone(),
            reassignments: stated.reassignment_count.unwrap_or_default(),
            reopenings: stated.reopen_count.unwrap_or_default(),
        }
    }

    /// Whether this is where a row says it is.
    pub(super) fn is_in(&self, state: State) -> bool {
        match state {
            State::New => is_new(self.phase),
            State::Active => self.phase == Phase::InProgress,
            State::Awaiting(awaited) => {
                self.phase == Phase::OnHold && self.hold.as_deref() == Some(awaited.reason())
            }
            State::Resolved => self.phase == Phase::Resolved,
            State::Closed => self.phase == Phase::Closed,
        }
    }

    pub(super) fn differing(&self, row: &Row) -> Differing {
        Differing {
            kind: says_other(row.category.as_ref(), self.category.as_ref())
                || says_other(row.subcategory.as_ref(), self.subcategory.as_ref()),
            grades: says_other(row.impact.as_ref(), self.impact.as_ref())
                || says_other(row.urgency.as_ref(), self.urgency.as_ref())
                || says_other(row.priority.as_ref(), self.priority.as_ref())
                    && self.impact.or(row.impact).is_some()
                    && self.urgency.or(row.urgency).is_some(),
            owner: says_other(row.group.as_ref(), self.group.as_ref())
                || says_other(row.assignee.as_ref(), self.assignee.as_ref()),
            details: details_news(&row.details, &self.details),
            reassignments: 0,
        }
    }

    /// How often it was handed over since the last row.
    pub(super) fn handed_over(&self, row: &Row) -> u32 {
        row.reassignment_count.unwrap_or_default().saturating_sub(self.reassignments)
    }

    pub(super) fn allows(&self, command: &str) -> bool {
        LIFECYCLE.row_of(self.phase, command).is_some()
    }
}

pub(super) fn says_other<T: PartialEq>(said: Option<&T>, known: Option<&T>) -> bool {
    said.is_some() && said != known
}

/// Where an incident is that is `New`, in this order.
const NEW: [Phase; 4] = [Phase::Logged, Phase::Classified, Phase::Prioritised, Phase::Assigned];

pub(super) fn is_new(phase: Phase) -> bool {
    NEW.contains(&phase)
}

/// The further one of where an incident is that is `New`, and where what is known of it gets it.
fn furthest(phase: Phase, known: Phase) -> Phase {
    NEW.into_iter().rev().find(|new| *new == phase || *new == known).unwrap_or(phase)
}

/// How far an incident gets that is `New` and of which so much is known.
pub(super) const fn as_new(row: &Row) -> Phase {
    if row.group.is_some() || row.assignee.is_some() {
        Phase::Assigned
    } else if row.impact.is_some() && row.urgency.is_some() {
        Phase::Prioritised
    } else if row.category.is_some() {
        Phase::Classified
    } else {
        Phase::Logged
    }
}

/// Where a row says it is.
pub(super) fn target(row: &Row, phase: Phase) -> Phase {
    match row.state {
        State::New if is_new(phase) => furthest(phase, as_new(row)),
        State::New => as_new(row),
        State::Active => Phase::InProgress,
        State::Awaiting(_) => Phase::OnHold,
        State::Resolved => Phase::Resolved,
        State::Closed => Phase::Closed,
    }
}

/// What `said` has that `known` has not.
pub(super) fn details_news(said: &Details, known: &Details) -> Details {
    macro_rules! each {
        ($($field:ident),+) => {
            Details { $($field: said.$field.clone().filter(|_| said.$field != known.$field)),+ }
        };
    }
    each!(contact_type, location, symptom, vendor, knowledge)
}
