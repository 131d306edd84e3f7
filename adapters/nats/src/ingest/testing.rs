//! The real processes, for tests.

use engine::Catalogue;

pub(crate) fn catalogue() -> Catalogue {
    Catalogue::new(processes::processes(), [], processes::RoleAuthority)
}
