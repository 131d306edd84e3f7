//! A history that chance wrote, in memory or kept.

use super::{Place, code, text};
use engine::testing::golden;
use serde_json::Value;
use std::process::{Command, Output};

/// Without a data directory on the line; the environment names one.
fn run(place: &Place, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pdca"));
    command.args(args).env("PDCA_DATA", place.path()).env_remove("PDCA_LOG").output().unwrap()
}

/// What lies where the data directory is to be.
fn beside(place: &Place) -> Vec<std::ffi::OsString> {
    let entries = std::fs::read_dir(place.dir.path()).unwrap();
    entries.map(|entry| entry.unwrap().file_name()).collect()
}

/// The same text without the times that the machine took.
fn masked(text: &str) -> String {
    let mask = |line: &str| match line.split_once(" timers; ") {
        Some((counts, _)) => format!("{counts} timers; TIMES\n"),
        None => format!("{line}\n"),
    };
    text.lines().map(mask).collect()
}

#[test]
fn a_simulation_is_told_in_tables_and_nothing_is_left_of_it() {
    let place = Place::empty();
    let output = run(&place, &["simulate", "--days", "3", "--seed", "7", "--scale", "0.05"]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    golden("fixtures/simulate.txt", &masked(&text(&output.stdout)));
    assert!(beside(&place).is_empty());
}

#[test]
fn a_simulation_is_kept_where_the_line_says_so_and_can_be_asked_about() {
    let place = Place::empty();
    let args = ["simulate", "--days", "2", "--seed", "7", "--scale", "0.05"];
    let in_memory = run(&place, &[&args[..], &["--json"]].concat());
    let in_memory: Value = serde_json::from_slice(&in_memory.stdout).unwrap();
    let kept = place.json(&args);
    assert_eq!((&kept["seed"], &kept["scale"]), (&7.into(), &"0.05".into()));
    assert_eq!(kept["digest"], in_memory["digest"]);
    assert_eq!(beside(&place), ["data"]);
    let fsck = place.ok(&["fsck"]);
    assert!(fsck.starts_with(&format!("{} records", kept["events"])), "{fsck}");
    assert!(fsck.contains("no problems found"), "{fsck}");
    assert!(place.ok(&["sla", "report", "--by", "priority"]).contains("Resolution"));
    assert_eq!(place.refused(&args), "occupied");
}

#[test]
fn what_is_stopped_half_way_leaves_nothing() {
    let place = Place::empty();
    let mut child = place.command(&["simulate", "--days", "3650"]).spawn().unwrap();
    while beside(&place).is_empty() {
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        std::thread::yield_now();
    }
    // Signals are seen to from then on.
    let dir = place.dir.path().join(beside(&place).first().unwrap());
    while !dir.join("data").exists() {
        std::thread::yield_now();
    }
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    assert!(!child.wait().unwrap().success());
    assert_eq!(beside(&place), Vec::<std::ffi::OsString>::new());
}

#[test]
fn bounds_are_refused_with_what_would_be_right() {
    let place = Place::empty();
    let bounds =
        [("--days", ["0", "3651"], "1 to 3650"), ("--scale", ["0.001", "101"], "0.01 to 100")];
    for (flag, values, right) in bounds {
        for value in values {
            let output = run(&place, &["simulate", flag, value]);
            let said = text(&output.stderr);
            assert!(code(&output) == 2 && said.contains(right), "{said}");
        }
    }
}
