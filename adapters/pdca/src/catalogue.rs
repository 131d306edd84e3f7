//! Everything that runs here.

use engine::Catalogue;

/// The processes, the policies and the authority.
#[must_use]
pub fn catalogue() -> Catalogue {
    Catalogue::new(processes::processes(), policies(), processes::RoleAuthority)
}

fn policies() -> Vec<Box<dyn engine::Policy>> {
    Vec::new()
}
