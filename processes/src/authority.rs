//! Who holds which role, for the engine.

use crate::facts::Roles;
use crate::roles::{CUSTOMER, CUSTOMER_REPRESENTATIVE, EVERYBODY, SYSTEM};
use engine::{Actor, Authority, Facts, Role, Timestamp};
use std::collections::HashMap;
use std::sync::LazyLock;

/// By the roles that are recorded, and nothing else:
///
/// - everybody is `user` and `employee`;
/// - a `customer_representative` may act wherever `customer` is listed;
/// - a deputy holds a role until the end of his delegation, by recorded time.
#[derive(Clone, Copy, Debug, Default)]
pub struct RoleAuthority;

/// The roles that will do where `role` is listed.
fn sufficient(role: &str) -> impl Iterator<Item = &str> {
    let representative = (role == CUSTOMER).then_some(CUSTOMER_REPRESENTATIVE);
    std::iter::once(role).chain(representative)
}

/// The roles by which somebody may cause each event of each process, by the tables.
static CAUSING: LazyLock<HashMap<(&'static str, &'static str), Vec<Role>>> = LazyLock::new(|| {
    let mut causing: HashMap<_, Vec<Role>> = HashMap::new();
    for process in crate::processes() {
        for row in process.table().rows() {
            let roles = causing.entry((process.name(), row.event)).or_default();
            for role in
                row.roles.iter().copied().filter(|role| *role != SYSTEM).flat_map(sufficient)
            {
                if !roles.contains(&role) {
                    roles.push(role);
                }
            }
        }
    }
    causing
});

/// The roles by which somebody may cause an event of a process; the engine has none.
pub(crate) fn causing<'a>(process: &'a str, event: &'a str) -> &'a [Role] {
    CAUSING.get(&(process, event)).map_or(&[][..], Vec::as_slice)
}

/// Whether `actor` holds `role` at `at`, himself or as a deputy, or has it by nature.
pub(crate) fn holds(roles: &Roles, actor: &Actor, role: &str, at: Timestamp) -> bool {
    EVERYBODY.contains(&role) || sufficient(role).any(|role| roles.holds(actor, role, at))
}

/// Who holds `role` at `at`, deputies included, each once; nobody in particular where all have it.
pub(crate) fn holders(roles: &Roles, role: &str, at: Timestamp) -> Vec<Actor> {
    let mut holders: Vec<Actor> = Vec::new();
    for holder in sufficient(role).flat_map(|role| roles.holders(role, at)) {
        if !holders.contains(holder) {
            holders.push(holder.clone());
        }
    }
    holders
}

impl Authority for RoleAuthority {
    fn holds(&self, facts: &Facts, actor: &Actor, role: Role, at: Timestamp) -> bool {
        holds(facts.get::<Roles>(), actor, role, at)
    }

    fn holders(&self, facts: &Facts, role: Role, at: Timestamp) -> Vec<Actor> {
        holders(facts.get::<Roles>(), role, at)
    }
}

#[cfg(test)]
mod tests {
    use super::RoleAuthority;
    use crate::roles::{
        CUSTOMER, CUSTOMER_REPRESENTATIVE, EMPLOYEE, SERVICE_DESK, SERVICE_LEVEL_MANAGER,
        SERVICE_MANAGER, SYSTEM, TOP_MANAGEMENT, USER,
    };
    use crate::testing::{actor, founded};
    use engine::{Authority as _, Span};

    #[test]
    fn everybody_is_user_and_employee_and_nobody_is_the_engine() {
        let world = founded("ada");
        let holds = |who, role| RoleAuthority.holds(&world.facts, &actor(who), role, world.now);
        assert!(holds("stranger", USER) && holds("stranger", EMPLOYEE));
        assert!(!holds("ada", SYSTEM) && !holds("system", SYSTEM));
        assert!(!holds("stranger", TOP_MANAGEMENT));
    }

    #[test]
    fn a_representative_acts_for_the_customer_and_not_the_other_way_round() {
        let mut world = founded("ada");
        world.give("ada", "bo", CUSTOMER_REPRESENTATIVE);
        world.give("ada", "cy", CUSTOMER);
        let holds = |who, role| RoleAuthority.holds(&world.facts, &actor(who), role, world.now);
        assert!(holds("bo", CUSTOMER) && !holds("cy", CUSTOMER_REPRESENTATIVE));
        let holders = RoleAuthority.holders(&world.facts, CUSTOMER, world.now);
        assert_eq!(holders, [actor("cy"), actor("bo")]);
    }

    #[test]
    fn a_deputy_acts_until_his_time_is_over() {
        let mut world = founded("ada");
        world.give("ada", "bo", SERVICE_DESK);
        let until = world.now + Span::from_days(1);
        let body =
            format!(r#"{{"to": "cy", "until": "{until}", "competence": {{"statement": "fit"}}}}"#);
        world.send("bo", "role", SERVICE_DESK, "delegate", &body).unwrap();
        let holds = |at| RoleAuthority.holds(&world.facts, &actor("cy"), SERVICE_DESK, at);
        assert!(holds(world.now) && !holds(until));
    }

    #[test]
    fn a_refusal_names_the_roles_that_are_missing_and_each_holder_once() {
        let mut world = founded("ada");
        for role in [SERVICE_MANAGER, CUSTOMER_REPRESENTATIVE] {
            world.give("ada", "bo", role);
            world.give("ada", "cy", role);
        }
        let body = r#"{"reason": "too dear"}"#;
        let draft = r#"{"requirements": {"statement": "agreed"}, "terms": {"services": ["mail"]}}"#;
        world.give("ada", "dan", SERVICE_LEVEL_MANAGER);
        world.send("dan", "agreement", "gold", "draft", draft).unwrap();
        let refused = world.send("dan", "agreement", "gold", "reject", body).unwrap_err();
        assert_eq!(
            refused,
            "dan may not reject: it needs customer or service_manager, which bo, cy hold now"
        );
    }
}
