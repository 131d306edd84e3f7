//! The one list of all processes.

use engine::AnyProcess;
use engine::process::process;

/// All processes: a line each.
#[must_use]
pub fn processes() -> Vec<&'static dyn AnyProcess> {
    vec![
        process::<crate::agreement::Agreement>(),
        process::<crate::calendar::Calendar>(),
        process::<crate::incident::Incident>(),
        process::<crate::role::Role>(),
    ]
}

#[cfg(test)]
mod tests {
    use super::processes;
    use engine::testing::golden;
    use std::path::Path;

    #[test]
    fn every_folder_with_a_lifecycle_is_in_the_catalogue() {
        let listed: Vec<_> = processes().iter().map(|process| process.name()).collect();
        for folder in std::fs::read_dir("src").unwrap() {
            let folder = folder.unwrap();
            let name = folder.file_name().into_string().unwrap();
            let module = std::fs::read_to_string(folder.path().join("mod.rs"));
            let has_table = module.is_ok_and(|module| module.contains("LIFECYCLE: Lifecycle<"));
            let has_page = folder.path().join("lifecycle.md").exists();
            if has_table || has_page {
                assert!(listed.contains(&&*name), "src/{name} is not in catalog.rs");
            }
        }
        for name in listed {
            assert!(Path::new("src").join(name).join("mod.rs").exists(), "src/{name} is missing");
        }
    }

    #[test]
    fn every_process_is_documented_as_it_is() {
        for process in processes() {
            let page = format!("src/{}/lifecycle.md", process.name());
            golden(page, &process.table().to_page());
        }
    }

    #[test]
    fn every_role_in_a_table_has_a_name_here() {
        for process in processes() {
            for row in process.table().rows() {
                for role in row.roles {
                    let known = crate::roles::purpose(role).is_some()
                        || crate::roles::EVERYBODY.contains(role)
                        || *role == crate::roles::SYSTEM;
                    assert!(known, "{role} of {}.{}", process.name(), row.command);
                }
            }
        }
    }
}
