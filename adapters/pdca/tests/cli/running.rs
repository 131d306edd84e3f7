//! Two processes on one directory: the second works through the first.

use super::{Place, code, text};
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;

#[test]
fn everything_works_on_a_running_node_as_on_a_directory() {
    let place = Place::founded();
    let node = place.serve();
    let socket = place.path().join("socket");
    assert_eq!(std::fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o600);

    let key = place.incident();
    place.ok(&["do", "incident", &key, "update", r#"{"note":"the disk is full"}"#]);
    assert_eq!(place.json(&["show", "incident", &key])["version"], 2);
    assert_eq!(place.refused(&["do", "incident", &key, "close", "{}"]), "not_allowed");
    assert_eq!(place.ok(&["log", "--process", "incident"]).lines().count(), 2);
    place.ok(&["sla", "report"]);
    place.ok(&["rebuild"]);
    place.ok(&["fsck"]);
    let backup = place.dir.path().join("backup");
    place.ok(&["backup", backup.to_str().unwrap()]);

    let (code, said) = node.stop();
    assert_eq!(code, 0);
    assert!(said.contains("stopped"), "{said}");
    assert!(!socket.exists());
    assert_eq!(place.json(&["show", "incident", &key])["version"], 2);
}

#[test]
fn the_trail_is_followed_as_it_grows() {
    let place = Place::founded();
    let node = place.serve();
    let mut follower =
        place.command(&["log", "--follow", "--process", "incident"]).spawn().unwrap();
    let mut lines = BufReader::new(follower.stdout.take().unwrap()).lines();
    let key = place.incident();
    let line = lines.next().unwrap().unwrap();
    assert!(line.contains(&key) && line.contains("logged"), "{line}");
    place.ok(&["do", "incident", &key, "update", r#"{"note":"the disk is full"}"#]);
    assert!(lines.next().unwrap().unwrap().contains("updated"));
    // When the node stops, so does whoever follows it.
    assert_eq!(node.stop().0, 0);
    assert_eq!(follower.wait().unwrap().code(), Some(0));
}

#[test]
fn many_at_once_take_turns() {
    let place = Place::founded();
    let children: Vec<_> = (0..12)
        .map(|_| place.command(&["do", "incident", "new", "log", super::INCIDENT]).spawn().unwrap())
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    }
    let trail = place.ok(&["log", "--process", "incident"]);
    assert_eq!(trail.lines().count(), 12);
    assert!(trail.contains("INC0000012"));
}

#[test]
fn a_node_that_was_killed_leaves_everything_acknowledged() {
    let place = Place::founded();
    let mut acknowledged = 0;
    for _ in 0..3 {
        let node = place.serve();
        for _ in 0..3 {
            place.incident();
            acknowledged += 1;
        }
        node.kill();
        assert_eq!(place.ok(&["log", "--process", "incident"]).lines().count(), acknowledged);
        assert!(place.ok(&["fsck"]).contains("no problems found"));
    }
}
