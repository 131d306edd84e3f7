use super::Ask;
use crate::role;
use crate::roles::TOP_MANAGEMENT;
use engine::Span;

/// Whenever nobody has held a role for too long, top management is asked to offer it (4.1.3).
///
/// The limit itself is in the role's definition. Within seven days: an assumption.
pub const VACANT_ROLE_IS_TO_BE_OFFERED: Ask = Ask {
    name: "vacant-role-is-to-be-offered",
    whenever: (role::NAME, "vacancy_overdue"),
    only_if: None,
    role: TOP_MANAGEMENT,
    ask: "offer this role to somebody: nobody has held it for longer than its definition allows",
    command: (role::NAME, "offer"),
    within: Span::from_days(7),
    done_by: &["assigned"],
    moot_by: &["retired"],
};
