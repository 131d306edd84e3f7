//! Asking who held which role.

use super::{End, Interval, RolesHeld};
use crate::page::Page;
use engine::{Actor, Position, Timestamp};
use processes::limits::Label;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The longest page, in rows.
pub const PAGE_MAX: usize = 1_000;

/// What is asked for: all that is given must be so.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    /// By this person.
    pub actor: Option<Actor>,
    /// This role.
    pub role: Option<Label>,
    /// Also what is over.
    pub history: bool,
}

/// That somebody holds or held a role.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The role.
    pub role: String,
    /// Who.
    pub person: Actor,
    /// The holder that he acts for, if he is a deputy.
    pub deputy_of: Option<Actor>,
    /// Who gave it to him: who offered it, or who delegated it.
    pub by: Option<Actor>,
    /// From when on.
    pub since: Timestamp,
    /// The record that says so.
    pub position: Position,
    /// Until when, exclusive; a delegation ends then by itself.
    pub until: Option<Timestamp>,
    /// How it ended, if that was somebody's doing.
    pub ended: Option<End>,
    /// Whether it is so at the time that was asked for.
    pub held: bool,
}

impl RolesHeld {
    /// Whether a role was defined.
    #[must_use]
    pub fn is_defined(&self, role: &str) -> bool {
        self.roles.contains_key(role)
    }

    /// Who holds which role at `now`, or ever held it, by role and then in the order in
    /// which it began: at most [`PAGE_MAX`] rows.
    #[must_use]
    pub fn report(&self, filter: &Filter, now: Timestamp) -> Page<Row> {
        let roles = self
            .roles
            .iter()
            .filter(|(role, _)| filter.role.as_ref().is_none_or(|asked| **asked == **role));
        let mut rows: Vec<_> = roles
            .flat_map(|(role, history)| history.intervals.iter().map(|it| row(role, it, now)))
            .filter(|row| filter.actor.as_ref().is_none_or(|asked| *asked == row.person))
            .filter(|row| filter.history || row.held)
            .collect();
        let total = rows.len();
        rows.truncate(PAGE_MAX);
        Page { rows, total }
    }
}

fn row(role: &str, interval: &Interval, now: Timestamp) -> Row {
    let Interval { person, deputy_of, by, since, position, until, ended } = interval.clone();
    let until = ended.as_ref().map(|end| end.at).or(until);
    Row {
        role: role.to_owned(),
        person,
        deputy_of,
        by,
        since,
        position,
        until,
        ended,
        held: since <= now && until.is_none_or(|until| now < until),
    }
}
