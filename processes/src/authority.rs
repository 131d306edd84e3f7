//! Who holds which role, for the engine.

use crate::facts::Roles;
use crate::roles::{CUSTOMER, CUSTOMER_REPRESENTATIVE, EVERYBODY};
use engine::{Actor, Authority, Facts, Role, Timestamp};

/// By the roles that are recorded, and nothing else:
///
/// - everybody is `user` and `employee`;
/// - a `customer_representative` may act wherever `customer` is listed;
/// - a deputy holds a role until the end of his delegation, by recorded time.
#[derive(Clone, Copy, Debug, Default)]
pub struct RoleAuthority;

/// The roles that will do where `role` is listed.
fn sufficient(role: Role) -> impl Iterator<Item = Role> {
    let representative = (role == CUSTOMER).then_some(CUSTOMER_REPRESENTATIVE);
    std::iter::once(role).chain(representative)
}

impl Authority for RoleAuthority {
    fn holds(&self, facts: &Facts, actor: &Actor, role: Role, at: Timestamp) -> bool {
        let roles = facts.get::<Roles>();
        EVERYBODY.contains(&role) || sufficient(role).any(|role| roles.holds(actor, role, at))
    }

    fn holders(&self, facts: &Facts, role: Role, at: Timestamp) -> Vec<Actor> {
        let roles = facts.get::<Roles>();
        let mut holders: Vec<Actor> = Vec::new();
        for holder in sufficient(role).flat_map(|role| roles.holders(role, at)) {
            if !holders.contains(holder) {
                holders.push(holder.clone());
            }
        }
        holders
    }
}
