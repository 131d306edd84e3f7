//! Restores that must not be, or not be taken for more than they are; damage; directories that are
//! somebody else's.

use super::{Place, code, command, first_in, segments, text};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::{FileExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;

fn entries(dir: &Path) -> usize {
    fs::read_dir(dir).unwrap().count()
}

/// A backup beside the data directory.
fn backup(place: &Place) -> String {
    let backup = place.dir.path().join("backup").to_str().unwrap().to_owned();
    place.ok(&["backup", &backup]);
    backup
}

#[test]
fn a_backup_that_lost_a_segment_is_not_restored() {
    let place = Place::of_segments(3);
    let backup = backup(&place);
    let head = place.head();
    let there = segments(Path::new(&backup));
    for lost in 0..there.len() {
        let (first, last) =
            (first_in(&there[lost]), there.get(lost + 1).map_or(head, |next| first_in(next) - 1));
        let kept = place.dir.path().join("kept");
        fs::rename(&there[lost], &kept).unwrap();
        let restored = Place::empty();
        let output = restored.run(&["restore", &backup]);
        let (printed, said) = (text(&output.stdout), text(&output.stderr));
        assert_eq!((code(&output), printed.as_str()), (1, ""), "{said}");
        assert!(said.contains(&format!("positions {first} to {last}")), "{said}");
        assert_eq!(restored.refused(&["restore", &backup]), "incomplete_backup");
        assert_eq!(entries(restored.dir.path()), 0, "nothing is half-written");
        let checked = place.run(&["fsck", "--read-only", &backup]);
        assert_eq!(code(&checked), 1, "{}", text(&checked.stdout));
        if first > 1 {
            let until = (first - 1).to_string();
            assert!(said.contains(&format!("restore until {until}")), "{said}");
            let part = restored.json(&["restore", &backup, "--until", &until]);
            assert_eq!((&part["head"], &part["absent"]), (&json!(first - 1), &json!([])));
        }
        fs::rename(&kept, &there[lost]).unwrap();
    }
    let restored = Place::empty();
    assert!(restored.ok(&["restore", &backup]).contains("is ready"));
    assert_eq!(restored.head(), head);
}

#[test]
fn what_was_archived_before_the_backup_is_said_to_be_missing() {
    let place = Place::of_segments(2);
    let sealed = segments(&place.path().join("log")).remove(0);
    let last = first_in(&segments(&place.path().join("log"))[1]) - 1;
    let archive = place.dir.path().join("archive");
    fs::create_dir(&archive).unwrap();
    fs::rename(&sealed, archive.join(sealed.file_name().unwrap())).unwrap();
    // The node that makes the backup reads the archive; the backup is of what is here.
    let restored = Place::empty();
    let log = place.path().join("log");
    assert_eq!(restored.refused(&["restore", log.to_str().unwrap()]), "incomplete_backup");
    let copy = place.dir.path().join("copy");
    let (store, _) = engine::store::log::LogStore::open_read_only(&log, None).unwrap();
    store.backup(&copy, |_| {}).unwrap();
    let copy = copy.to_str().unwrap();
    let output = restored.ok(&["restore", copy]);
    assert!(output.contains("is not ready yet"), "{output}");
    assert!(output.contains(&format!("positions 1 to {last} had been archived")), "{output}");
    let settings = format!("archive = {:?}\n", archive.to_str().unwrap());
    fs::write(restored.path().join("pdca.toml"), settings).unwrap();
    assert_eq!(restored.json(&["show", "incident", "INC0000001"])["key"], "INC0000001");
    let told = Place::empty().json(&["restore", copy]);
    assert_eq!((&told["absent"], &told["founded"]), (&json!([[1, last]]), &json!(true)));
}

#[track_caller]
fn refused_inside(data: &Path, backup: &str) {
    let output = command(data, &["restore", backup, "--json"]).output().unwrap();
    let problem: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!((code(&output), &problem["code"]), (1, &json!("restore_inside")));
}

#[test]
fn a_backup_is_not_restored_into_itself() {
    let place = Place::founded();
    let backup = backup(&place);
    let link = place.dir.path().join("link");
    std::os::unix::fs::symlink(&backup, &link).unwrap();
    let before = entries(Path::new(&backup));
    for data in [Path::new(&backup), &Path::new(&backup).join("a/b"), &link, &link.join("new")] {
        refused_inside(data, &backup);
        assert_eq!(entries(Path::new(&backup)), before, "{}", data.display());
    }
    // Nor a data directory, which may be restored from as well.
    let data = place.path();
    refused_inside(&data.join("restored"), data.to_str().unwrap());
    place.ok(&["backup", &backup]);
}

#[test]
fn a_backup_is_not_restored_among_somebodys_files() {
    let place = Place::founded();
    let backup = backup(&place);
    let taken = Place::empty();
    fs::create_dir(taken.path()).unwrap();
    let thesis = taken.path().join("thesis.txt");
    fs::write(&thesis, "mine").unwrap();
    let output = taken.run(&["restore", &backup]);
    let said = text(&output.stderr);
    assert_eq!(code(&output), 1, "{said}");
    assert!(said.contains(thesis.to_str().unwrap()) && said.contains("new directory"), "{said}");
    assert_eq!(taken.refused(&["restore", &backup]), "occupied");
    assert_eq!(entries(&taken.path()), 1);
    // Settings may be there before, and nothing at all.
    fs::rename(&thesis, taken.path().join("pdca.toml")).unwrap();
    fs::write(taken.path().join("pdca.toml"), "segment_mib = 1\n").unwrap();
    taken.ok(&["restore", &backup]);
    let empty = Place::empty();
    fs::create_dir(empty.path()).unwrap();
    empty.ok(&["restore", &backup]);
}

#[test]
fn two_restores_of_one_backup_call_their_events_differently() {
    let place = Place::founded();
    let backup = backup(&place);
    let ids: Vec<_> = (0..2)
        .map(|_| {
            let restored = Place::empty();
            restored.ok(&["restore", &backup]);
            let key = restored.incident();
            let shown = restored.json(&["show", "incident", &key]);
            shown["timeline"][0]["event_id"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_ne!(ids[0], ids[1]);
    let log = |id: &str| id.split('-').next().unwrap().to_owned();
    assert_eq!(log(&ids[0]), log(&ids[1]), "of one log");
}

#[test]
fn what_ends_before_the_founding_is_said_to() {
    let place = Place::founded();
    let backup = backup(&place);
    for until in ["0", "4", "12"] {
        let restored = Place::empty();
        let output = restored.run(&["restore", &backup, "--until", until]);
        if code(&output) == 1 {
            assert!(text(&output.stderr).contains("inside a batch"), "{}", text(&output.stderr));
            continue;
        }
        let said = text(&output.stdout);
        assert!(said.contains("is not ready yet") && said.contains("held by nobody"), "{said}");
        assert!(said.contains("init --owner"), "{said}");
        restored.ok(&["init", "--owner", "ada"]);
        restored.incident();
    }
    assert_eq!(Place::empty().json(&["restore", &backup, "--until", "0"])["founded"], false);
}

#[test]
fn every_damage_is_named_once_and_a_backup_advised() {
    let place = Place::of_segments(3);
    let log = place.path().join("log");
    for (segment, offset) in segments(&log).iter().zip([5_000, 700_001]) {
        let file = fs::File::options().read(true).write(true).open(segment).unwrap();
        let mut byte = [0];
        file.read_exact_at(&mut byte, offset).unwrap();
        file.write_all_at(&[byte[0] ^ 0x10], offset).unwrap();
    }
    for args in [&["fsck"][..], &["fsck", "--read-only"]] {
        let output = place.run(args);
        let (printed, said) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(code(&output), 1, "{printed}");
        let named = printed.lines().filter(|line| line.contains(" at offset ")).count();
        assert_eq!((named, printed.lines().count()), (2, 3), "{printed}");
        for segment in &segments(&log)[..2] {
            assert!(printed.contains(segment.to_str().unwrap()), "{printed}");
        }
        assert!(said.contains("restore a sound backup") && !said.contains("fsck"), "{said}");
        let report = place.run(&[args, &["--json"]].concat());
        let report: Value = serde_json::from_slice(&report.stdout).unwrap();
        assert_eq!(report["problems"].as_array().unwrap().len(), 2, "{report}");
    }
}

#[test]
fn what_may_not_be_read_is_not_said_to_be_absent() {
    let place = Place::founded();
    let is_root = rustix::process::getuid().is_root();
    fs::set_permissions(place.path(), fs::Permissions::from_mode(0o000)).unwrap();
    for args in [
        &["log"][..],
        &["do", "incident", "new", "log", super::INCIDENT],
        &["backup", "/nowhere"],
        &["fsck"],
        &["log", "--read-only"],
        &["init", "--owner", "bo"],
        &["restore", "/nowhere"],
    ] {
        let mut command = place.command(args);
        if is_root {
            command.uid(65_534).gid(65_534);
        }
        let output = match command.output() {
            Ok(output) => output,
            Err(error) => {
                engine::testing::say_aloud(&format!("NOT RUN: as another user: {error}"));
                break;
            }
        };
        let said = text(&output.stderr);
        assert_eq!(code(&output), 1, "{args:?}: {said}");
        assert!(said.contains("Permission denied") || said.contains("/nowhere holds"), "{said}");
        assert!(!said.contains("pdca --data") && !said.contains("gone"), "{args:?}: {said}");
    }
    fs::set_permissions(place.path(), fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn a_log_is_founded_where_nothing_else_lies_and_for_somebody() {
    let place = Place::empty();
    for owner in [" ", "\u{200b}", "-"] {
        assert_eq!(place.refused(&["init", "--owner", owner]), "bad_owner", "{owner:?}");
    }
    assert!(!place.path().exists());
    for taken in ["thesis.txt", "log/app.log", "log/notes.tmp"] {
        let place = Place::empty();
        let path = place.path().join(taken);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "mine").unwrap();
        let output = place.run(&["init", "--owner", "ada"]);
        let said = text(&output.stderr);
        assert_eq!(code(&output), 1, "{said}");
        assert!(said.contains(path.to_str().unwrap()) && said.contains("new directory"), "{said}");
        assert_eq!(place.refused(&["init", "--owner", "ada"]), "occupied");
        assert_eq!(entries(path.parent().unwrap()), 1);
    }
    // Settings may be there before, and what a file system brings along.
    fs::create_dir_all(place.path().join("lost+found")).unwrap();
    fs::write(place.path().join("pdca.toml"), "segment_mib = 1\n").unwrap();
    place.ok(&["init", "--owner", "ada"]);
}
