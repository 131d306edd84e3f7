//! What may happen in a state: the tables of all lifecycles that its process has.

use crate::Decider;
use crate::lifecycle::{NotAllowed, Possible, Role, Row, Stage};

/// The row that lets `command` happen now, or where the table is that does not.
fn ask<P: Decider>(state: &P, command: &str) -> Result<&'static Row<P::Phase>, Stage> {
    let (own, phase) = (P::LIFECYCLE, state.phase());
    let row = own.row_of(phase, command).ok_or_else(|| own.stage(phase))?;
    match state.facets().find(|facet| facet.forbids(command)) {
        Some(facet) => Err(facet),
        None => Ok(row),
    }
}

/// The word of the lifecycle tables that a command may happen in a state as it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Permit {
    command: &'static str,
    roles: &'static [Role],
}

impl Permit {
    /// The command.
    #[must_use]
    pub fn command(self) -> &'static str {
        self.command
    }

    /// Who may issue it; any one of these.
    #[must_use]
    pub fn roles(self) -> &'static [Role] {
        self.roles
    }
}

/// Lets `command` happen now, by the first row of the process that does.
///
/// # Errors
/// [`NotAllowed`], when its lifecycle or that of a facet does not.
pub(crate) fn permit<P: Decider>(state: &P, command: &'static str) -> Result<Permit, NotAllowed> {
    let asked = ask(state, command).map(|row| Permit { command, roles: row.roles });
    asked.map_err(|stage| NotAllowed {
        process: stage.process(),
        phase: stage.phase(),
        command,
        possible: possible(state).into_iter().map(|possible| possible.command).collect(),
    })
}

/// The commands that may happen now, each once, in the table's order, and by whom.
#[must_use]
pub fn possible<P: Decider>(state: &P) -> Vec<Possible> {
    let mut possible: Vec<Possible> = Vec::new();
    for row in P::LIFECYCLE.rows {
        let is_known = possible.iter().any(|known| known.command == row.command);
        if let (false, Ok(row)) = (is_known, ask(state, row.command)) {
            possible.push(Possible { command: row.command, roles: row.roles });
        }
    }
    possible
}
