//! The one list of all processes.

use engine::process::process;
use engine::{AnyProcess, Role};

/// All processes: a line each.
#[must_use]
pub fn processes() -> Vec<&'static dyn AnyProcess> {
    vec![
        process::<crate::agreement::Agreement>(),
        process::<crate::audit::Audit>(),
        process::<crate::calendar::Calendar>(),
        process::<crate::change::Change>(),
        process::<crate::change_model::ChangeModel>(),
        process::<crate::complaint::Complaint>(),
        process::<crate::configuration_audit::ConfigurationAudit>(),
        process::<crate::configuration_item::ConfigurationItem>(),
        process::<crate::incident::Incident>(),
        process::<crate::kpi::Kpi>(),
        process::<crate::nonconformity::Nonconformity>(),
        process::<crate::problem::Problem>(),
        process::<crate::release::Release>(),
        process::<crate::risk::Risk>(),
        process::<crate::role::Role>(),
        process::<crate::security_incident::SecurityIncident>(),
        process::<crate::service::Service>(),
        process::<crate::service_request::ServiceRequest>(),
        process::<crate::supplier::Supplier>(),
        process::<crate::task::Task>(),
        process::<crate::vulnerability::Vulnerability>(),
        process::<crate::window::Window>(),
    ]
}

/// Who may see the records of a process; nobody in particular, where all may.
pub(crate) fn visible_to(process: &str) -> &'static [Role] {
    let known = processes().into_iter().find(|known| known.name() == process);
    known.map_or(&[], |known| known.visible_to())
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

    /// What would change the layout behind a reader's back, cannot be read back from bytes, or takes
    /// as much memory as a damaged length says.
    #[test]
    fn durable_types_are_plain_data() {
        const FORBIDDEN: [&str; 8] = [
            "flatten",
            "untagged",
            "tag =",
            "skip_serializing_if",
            "Value",
            "Vec<u8>",
            ": String",
            "<String",
        ];
        let mut folders = vec![Path::new("src").to_owned()];
        let mut read = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if is_durable(&path) {
                    let source = std::fs::read_to_string(&path).unwrap();
                    for word in FORBIDDEN {
                        assert!(!source.contains(word), "{word} in {}", path.display());
                    }
                    read += 1;
                }
            }
        }
        assert!(read >= processes().len());
    }

    /// Whether it declares what is recorded: events, in a file or a folder, or what they are made of.
    fn is_durable(path: &Path) -> bool {
        let of_folder = path.parent().is_some_and(|folder| folder.ends_with("event"));
        of_folder || path.ends_with("event.rs") || path.ends_with("terms.rs")
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
