//! What the README shows is what is printed.

use super::text;
use std::process::Command;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
const DEMO: &str = "## What the demo prints";

/// Without what differs from run to run: times, and the id of a log.
fn steady(text: &str) -> String {
    let in_word = |next: char| next.is_ascii_alphanumeric() || "-:.".contains(next);
    let pieces = text.split_inclusive(|next| !in_word(next)).map(|piece| {
        let word = piece.trim_end_matches(|next| !in_word(next));
        let is_time = word.parse::<engine::Timestamp>().is_ok();
        let is_log = word.bytes().take_while(u8::is_ascii_hexdigit).count() == 32;
        let steady = if is_time || is_log { "?" } else { word };
        steady.to_owned() + &piece[word.len()..]
    });
    pieces.collect()
}

/// The text before a section's first block, the block, and what is behind it.
fn block_of<'a>(readme: &'a str, section: &str) -> (&'a str, &'a str, &'a str) {
    let open = readme.find(section).unwrap();
    let begin = open + readme[open..].find("```\n").unwrap() + 4;
    let end = begin + readme[begin..].find("```\n").unwrap();
    (&readme[..begin], &readme[begin..end], &readme[end..])
}

/// The text before a section, the section, and what is behind it.
fn section_of<'a>(readme: &'a str, section: &str) -> (&'a str, &'a str, &'a str) {
    let begin = readme.find(section).unwrap();
    let end = readme[begin + 1..].find("\n## ").unwrap() + begin + 1;
    (&readme[..begin], &readme[begin..end], &readme[end..])
}

/// A section as it should be: the commands of all its blocks are run as they stand there, one after
/// the other.
fn play(section: &str, data: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let processes = concat!(env!("CARGO_MANIFEST_DIR"), "/../../processes");
    std::os::unix::fs::symlink(processes, dir.path().join("processes")).unwrap();
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_pdca"));
    let path =
        format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let run = |command: &str| {
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("{command} 2>&1")]).current_dir(&dir).env("PATH", &path);
        shell.env("PDCA_DATA", data).env("PDCA_ACTOR", "ada").env_remove("PDCA_LOG");
        format!("$ {command}\n{}", text(&shell.output().unwrap().stdout))
    };
    let parts = section.split("```\n").enumerate().map(|(number, part)| {
        // Every other part is a block.
        if number % 2 == 0 {
            return part.to_owned();
        }
        part.lines().filter_map(|line| line.strip_prefix("$ ")).map(run).collect()
    });
    parts.collect::<Vec<_>>().join("```\n")
}

fn is_as_shown(name: &str, data: &str) {
    let readme = std::fs::read_to_string(README).unwrap();
    let (before, section, behind) = section_of(&readme, name);
    let played = play(section, data);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(README, format!("{before}{played}{behind}")).unwrap();
        return;
    }
    assert_eq!(steady(section), steady(&played), "UPDATE_GOLDEN=1 writes the README anew");
}

#[test]
fn the_first_quarter_of_an_hour_is_as_shown() {
    is_as_shown("## A first quarter of an hour", "data");
}

#[test]
fn the_walk_from_an_incident_to_an_audit_is_as_shown() {
    is_as_shown("## From an incident to an audit", "walk");
}

#[test]
fn the_demo_needs_nothing_that_only_tests_need() {
    let needed = |target: &str| {
        let mut make = Command::new("make");
        let root = std::path::Path::new(README).parent().unwrap();
        let planned = make.args(["--dry-run", target]).current_dir(root).output().unwrap();
        assert!(planned.status.success(), "{}", text(&planned.stderr));
        ["gcc", "e2fsprogs", "nodejs", "python3-venv"]
            .map(|package| text(&planned.stdout).contains(package))
    };
    assert_eq!(needed("demo"), [true, false, false, false]);
    assert_eq!(needed("test-packages"), [true; 4]);
}

#[test]
fn the_demo_prints_what_is_shown() {
    let readme = std::fs::read_to_string(README).unwrap();
    let (_, block, _) = block_of(&readme, DEMO);
    let printed = super::Place::empty().ok(&["demo"]);
    let but_seconds = |text: &str| {
        let is_time = |line: &str| {
            line.ends_with("seconds, every event on disk") || line.ends_with("all in memory")
        };
        let lines = text.lines().filter(|line| !is_time(line));
        steady(&lines.collect::<Vec<_>>().join("\n"))
    };
    assert_eq!(but_seconds(block), but_seconds(&printed), "make demo prints it anew");
}
