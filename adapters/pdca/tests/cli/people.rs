//! Tasks and roles, asked of a directory and of whoever holds it.

use super::{Place, code};

/// Ada asks the management representative, who is herself, to read the incident by tomorrow.
fn asked(place: &Place) -> String {
    let key = place.incident();
    let due = "2199-01-01T00:00:00Z";
    let body = format!(
        r#"{{"about":{{"process":"incident","key":"{key}"}},"ask":"read it",
            "role":"management_representative","due":"{due}"}}"#
    );
    place.ok(&["do", "task", "new", "open", &body]);
    key
}

#[test]
fn a_task_is_on_the_work_list_until_it_is_done() {
    let place = Place::founded();
    let key = asked(&place);
    let before = place.head().to_string();
    let list = place.json(&["tasks", "--role", "management_representative"]);
    assert_eq!((&list["total"], &list["axis"]), (&1.into(), &"now".into()));
    assert_eq!(list["rows"][0]["task"], "TSK0000001");
    assert_eq!(list["rows"][0]["about"]["key"], key);
    assert!(place.ok(&["tasks"]).contains(&format!("incident {key}:")));
    assert_eq!(place.json(&["tasks", "--overdue"])["total"], 0);
    place.ok(&["do", "task", "TSK0000001", "assign"]);
    place.ok(&["do", "task", "TSK0000001", "complete", r#"{"note":"read"}"#]);
    assert!(place.ok(&["tasks"]).ends_with("nothing to do\n"));
    assert_eq!(place.json(&["tasks", "--all", "--process", "incident", "--key", &key])["total"], 1);
    assert_eq!(place.json(&["tasks", "--as-of", &before])["rows"][0]["phase"], "open");
    assert_eq!(place.refused(&["tasks", "--role", "wizard"]), "unknown_role");
    assert_eq!(code(&place.run(&["tasks", "--key", &key])), 2);
    assert_eq!(code(&place.run(&["tasks", "--all", "--overdue"])), 2);
}

#[test]
fn who_holds_which_role_is_told_by_a_directory_and_by_a_node_alike() {
    let place = Place::founded();
    let by_the_directory = place.json(&["roles", "--actor", "ada"]);
    let node = place.serve();
    let by_the_node = place.json(&["roles", "--actor", "ada"]);
    assert_eq!(by_the_directory["rows"], by_the_node["rows"]);
    let roles = by_the_node["rows"].as_array().unwrap();
    let roles: Vec<_> = roles.iter().map(|row| row["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["management_representative", "recorder", "top_management"]);
    assert_eq!(place.json(&["roles", "--role", "service_desk", "--history"])["total"], 0);
    assert_eq!(node.stop().0, 0);
}
