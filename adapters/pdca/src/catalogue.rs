//! Everything that runs here.

use engine::Catalogue;
use engine::projection::{EntitySet, FollowerBuilder};
use projections::{
    Availability, Cmdb, Incidents, KpiMatrix, RiskRegister, RolesHeld, ServiceLevels, Tasks,
};

/// The processes, the policies and the authority.
#[must_use]
pub fn catalogue() -> Catalogue {
    Catalogue::new(processes::processes(), processes::policies::all(), processes::RoleAuthority)
}

/// The read models: a line each.
#[must_use]
pub fn read_models(builder: FollowerBuilder) -> FollowerBuilder {
    let builder = builder.with::<Incidents>().with::<ServiceLevels>();
    builder
        .with::<Availability>()
        .with::<RolesHeld>()
        .with::<Tasks>()
        .with::<Cmdb>()
        .with::<RiskRegister>()
        .with::<KpiMatrix>()
}

/// What the read models tell of one by one: a line each.
#[must_use]
pub fn entity_sets() -> Vec<EntitySet> {
    vec![EntitySet::of::<Incidents>(), EntitySet::of::<ServiceLevels>(), EntitySet::of::<Tasks>()]
}

#[cfg(test)]
mod tests {
    use super::{catalogue, entity_sets};

    /// A bucket is for whoever may see what is in it.
    #[test]
    fn what_one_read_model_tells_of_is_for_the_same_people() {
        let catalogue = catalogue();
        for set in entity_sets() {
            let seen_by = |process| catalogue.visible_to(process);
            assert!(set.processes().all(|one| seen_by(one) == seen_by(set.process)), "{set:?}");
        }
    }

    /// Somebody else's answer that goes astray is then no command.
    #[test]
    fn no_command_takes_members_that_it_does_not_know() {
        for process in catalogue().processes() {
            for (command, schema) in process.command_schemas() {
                let others =
                    schema.get("additionalProperties").and_then(engine::json::Value::as_bool);
                assert_eq!(others, Some(false), "{}.{command}", process.name());
            }
        }
    }

    #[test]
    fn no_command_has_a_member_that_is_about_the_command() {
        for process in catalogue().processes() {
            for (command, schema) in process.command_schemas() {
                let members = schema.get("properties").and_then(|members| members.as_object());
                for reserved in nats::RESERVED {
                    let taken = members.is_some_and(|members| members.contains_key(reserved));
                    assert!(!taken, "{}.{command} has a member {reserved}", process.name());
                }
            }
        }
    }
}
