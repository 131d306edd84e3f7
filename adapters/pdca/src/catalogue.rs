//! Everything that runs here.

use engine::Catalogue;

/// The processes, the policies and the authority.
#[must_use]
pub fn catalogue() -> Catalogue {
    Catalogue::new(processes::processes(), processes::policies::all(), processes::RoleAuthority)
}
