//! What a log begins with.

use crate::agreement::{self, Agreement, Terms};
use crate::attest::Attestation;
use crate::calendar::{self, Calendar};
use crate::clock::ServiceHours;
use crate::limits::text;
use crate::role::{self, Role};
use crate::roles::{MANAGEMENT_REPRESENTATIVE, RECORDER, TOP_MANAGEMENT};
use engine::{Actor, AnyCommand, Decider, Key, StreamId};

/// The name of the agreement that catches what no other one covers.
pub const DEFAULT_AGREEMENT: &str = "default";

/// A command that is executed when a log is made, through [`Door::Founding`](engine::Door).
#[derive(Clone, Debug)]
pub struct Founding {
    /// The stream it is for.
    pub stream: StreamId,
    /// The command.
    pub command: AnyCommand,
}

/// What `pdca init --owner A` records, in this order; always the same for the same owner.
///
/// - The owner is `top_management` and `management_representative`, by `appointment` or else by
///   the founding itself, and `recorder`, so that he can bring in the history there was before the
///   log. He can offer every other role, to himself too, and needs none to log an incident, for
///   everybody is `user`.
/// - The calendar `always`: round the clock, UTC.
/// - The agreement `default`: the defaults, marked as not yet agreed.
#[must_use]
pub fn founding(owner: &Actor, appointment: Option<&Attestation>) -> Vec<Founding> {
    let by_founding = || Attestation::that(text("appointed by whoever made this log"));
    let competence = appointment.cloned().unwrap_or_else(by_founding);
    let roles = [TOP_MANAGEMENT, MANAGEMENT_REPRESENTATIVE, RECORDER].map(|name| {
        let (person, competence) = (owner.clone(), competence.clone());
        step::<Role>(name, role::Offer { person, competence })
    });
    let hours = ServiceHours::always();
    let defaults = [
        step::<Calendar>(agreement::terms::ALWAYS, calendar::Define { hours }),
        step::<Agreement>(DEFAULT_AGREEMENT, agreement::AdoptDefaults { terms: Terms::default() }),
    ];
    roles.into_iter().chain(defaults).collect()
}

fn step<P: Decider>(key: &str, command: impl Into<P::Command>) -> Founding {
    // Our own names are keys.
    let key = Key::new(key).unwrap_or_else(|_| unreachable!());
    let stream = StreamId::new(P::NAME, key);
    Founding { stream, command: AnyCommand::of::<P>(command.into()) }
}

#[cfg(test)]
mod tests {
    use super::DEFAULT_AGREEMENT;
    use crate::RoleAuthority;
    use crate::facts::{Agreements, Calendars, Roles};
    use crate::roles::{MANAGEMENT_REPRESENTATIVE, RECORDER, SERVICE_DESK, TOP_MANAGEMENT, USER};
    use crate::testing::{World, actor, founded, key};
    use engine::testing::NOW;
    use engine::{Authority as _, Key};

    #[test]
    fn the_owner_can_begin_at_once_and_alone() {
        let mut world = founded("ada");
        let ada = actor("ada");
        for role in [TOP_MANAGEMENT, MANAGEMENT_REPRESENTATIVE, RECORDER, USER] {
            assert!(RoleAuthority.holds(&world.facts, &ada, role, NOW), "{role}");
        }
        assert!(!RoleAuthority.holds(&world.facts, &ada, SERVICE_DESK, NOW));
        let offer = r#"{"person": "ada", "competence": {"statement": "has done it for years"}}"#;
        let events = world.send("ada", "role", SERVICE_DESK, "offer", offer).unwrap();
        assert_eq!(events, ["defined", "offered", "assigned"]);
        assert!(RoleAuthority.holds(&world.facts, &ada, SERVICE_DESK, world.now));
    }

    #[test]
    fn what_nothing_else_covers_has_defaults_that_nobody_agreed() {
        let world = founded("ada");
        let agreements = world.facts.get::<Agreements>();
        let (mail, acme) = (key("mail"), key("acme"));
        let found = agreements.applicable(Some(&mail), Some(&acme), world.now).unwrap();
        assert_eq!((found.key, found.version, found.agreed), (&key(DEFAULT_AGREEMENT), 1, false));
        let calendars = world.facts.get::<Calendars>();
        assert_eq!(calendars.versions(&found.terms.calendar).len(), 1);
        assert_eq!(calendars.names().collect::<Vec<&Key>>(), [&key("always")]);
    }

    #[test]
    fn founding_twice_changes_nothing_for_the_owner() {
        let mut world = founded("ada");
        let before = world.facts.get::<Roles>().clone();
        let refused = world.found("ada");
        assert_eq!(&before, world.facts.get::<Roles>());
        assert!(refused.is_err(), "the calendar is there");
    }

    #[test]
    fn nobody_else_can_give_himself_anything() {
        let mut world: World = founded("ada");
        let offer = r#"{"person": "bo", "competence": {"statement": "says so himself"}}"#;
        let refused = world.send("bo", "role", TOP_MANAGEMENT, "offer", offer).unwrap_err();
        assert!(refused.contains("ada holds now"), "{refused}");
    }
}
