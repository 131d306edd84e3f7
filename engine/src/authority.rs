//! Who may do what, now.

use crate::lifecycle::{Role, SYSTEM};
use crate::{Actor, Caller, Facts, Permit, Timestamp};

/// Who holds which role, by the facts. The processes say how; the engine asks.
pub trait Authority: Send + Sync {
    /// Whether `actor` holds `role` at `at`, himself or as a deputy.
    fn holds(&self, facts: &Facts, actor: &Actor, role: Role, at: Timestamp) -> bool;

    /// Who holds `role` at `at`, deputies included: for people who look for someone who may.
    fn holders(&self, facts: &Facts, role: Role, at: Timestamp) -> Vec<Actor>;
}

/// The actor holds none of the roles that the command needs.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{actor} may not {command}: it needs {}{}", roles.join(" or "), hint(holders))]
pub struct NotAuthorised {
    /// Who asked.
    pub actor: Actor,
    /// For what.
    pub command: &'static str,
    /// The roles that would do, any one of them.
    pub roles: &'static [Role],
    /// Some of those who hold one.
    pub holders: Vec<Actor>,
}

fn hint(holders: &[Actor]) -> String {
    if holders.is_empty() {
        return ", which nobody holds now".to_owned();
    }
    let names: Vec<_> = holders.iter().map(ToString::to_string).collect();
    format!(
        ", which {} now",
        match names.as_slice() {
            [one] => format!("{one} holds"),
            several => format!("{} hold", several.join(", ")),
        }
    )
}

/// Lets the caller through, or not.
///
/// The engine's own doors have the role `system` and no other; no other door has it, whatever the
/// actor is called.
///
/// # Errors
/// [`NotAuthorised`], naming the roles that would do.
pub fn authorise(
    authority: &dyn Authority,
    facts: &Facts,
    caller: &Caller,
    permit: Permit,
    at: Timestamp,
) -> Result<(), NotAuthorised> {
    const HOLDERS_SHOWN: usize = 3;
    let (command, roles) = (permit.command(), permit.roles());
    let may = if caller.door.is_internal() {
        roles.contains(&SYSTEM)
    } else {
        // Nobody else may even look like the engine in the trail.
        let holds = |role| role != SYSTEM && authority.holds(facts, &caller.actor, role, at);
        caller.actor != Actor::system() && roles.iter().any(|role| holds(*role))
    };
    if may {
        return Ok(());
    }
    let mut holders: Vec<Actor> = Vec::new();
    for holder in roles.iter().flat_map(|role| authority.holders(facts, role, at)) {
        if holders.len() < HOLDERS_SHOWN && !holders.contains(&holder) {
            holders.push(holder);
        }
    }
    Err(NotAuthorised { actor: caller.actor.clone(), command, roles, holders })
}
