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
fn a_node_whose_socket_was_removed_stops_all_the_same() {
    let place = Place::founded();
    let node = place.serve();
    std::fs::remove_file(place.path().join("socket")).unwrap();
    assert_eq!(node.stop().0, 0);
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
    // When the node stops, so does whoever follows it, and is told where to go on.
    assert_eq!(node.stop().0, 0);
    let output = follower.wait_with_output().unwrap();
    assert_eq!(code(&output), 1);
    let next = place.head() + 1;
    let error = text(&output.stderr);
    assert!(error.contains(&format!("--from {next}")), "{error}");
}

#[test]
fn whoever_follows_a_node_that_dies_is_told_how_to_go_on() {
    let place = Place::founded();
    let node = place.serve();
    let mut follower = place.command(&["log", "--follow"]).spawn().unwrap();
    let mut lines = BufReader::new(follower.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().trim_start().starts_with('1'));
    node.kill();
    let output = follower.wait_with_output().unwrap();
    let error = text(&output.stderr);
    assert_eq!(code(&output), 1, "{error}");
    assert!(error.contains("--from") && !error.contains("--command-id"), "{error}");
}

#[test]
fn a_demo_that_is_stopped_leaves_nothing() {
    let place = Place::empty();
    let temporary = place.dir.path().join("tmp");
    std::fs::create_dir(&temporary).unwrap();
    let left = || std::fs::read_dir(&temporary).unwrap().count();
    for signal in ["-INT", "-TERM"] {
        let demo = place.command(&["demo"]).env("TMPDIR", &temporary).spawn().unwrap();
        while left() == 0 {
            std::thread::yield_now();
        }
        // As soon as its files are being written.
        let begun = |path: &std::path::Path| path.join("data/log").is_dir();
        while !std::fs::read_dir(&temporary).unwrap().any(|it| begun(&it.unwrap().path())) {
            std::thread::yield_now();
        }
        let pid = demo.id().to_string();
        assert!(
            std::process::Command::new("kill").args([signal, &pid]).status().unwrap().success()
        );
        let output = demo.wait_with_output().unwrap();
        assert!(!output.status.success());
        assert_eq!(left(), 0, "{}", text(&output.stderr));
    }
    let none = place.dir.path().join("none.csv");
    let output = place.run(&["demo", "--file", none.to_str().unwrap()]);
    assert_eq!((code(&output), text(&output.stdout).as_str()), (1, ""));
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
