//! Backups, restores, damage, settings.

use super::{Place, code, text};
use std::os::unix::fs::FileExt as _;

#[test]
fn a_backup_is_read_without_a_lock_and_restored_to_a_position() {
    let place = Place::founded();
    let before = place.head().to_string();
    let key = place.incident();
    let backup = place.dir.path().join("backup");
    let backup = backup.to_str().unwrap();
    let first = place.json(&["backup", backup]);
    assert_eq!(first["head"], place.head());
    assert_eq!(place.json(&["backup", backup])["copied"], 0);
    place.incident();
    assert_eq!(place.json(&["backup", backup])["copied"], 1);

    let copy = super::command(
        std::path::Path::new(backup),
        &["log", "--read-only", "--process", "incident"],
    );
    assert_eq!(text(&{ copy }.output().unwrap().stdout).lines().count(), 2);
    let copy =
        super::command(std::path::Path::new(backup), &["show", "incident", &key, "--read-only"]);
    assert_eq!(code(&{ copy }.output().unwrap()), 0);
    assert!(place.ok(&["fsck", "--read-only", backup]).contains("no problems found"));

    let restored = Place::empty();
    restored.ok(&["restore", backup]);
    assert_eq!(restored.head(), place.head());
    // Events to come get other ids than those that may have been lost.
    let id = |place: &Place| place.json(&["stats"])["log"].as_str().unwrap().to_owned();
    assert_ne!(id(&restored), id(&place));
    assert_eq!(restored.incident(), "INC0000003");
    assert!(restored.ok(&["fsck"]).contains("no problems found"));

    let earlier = Place::empty();
    earlier.ok(&["restore", backup, "--until", &before]);
    assert_eq!(earlier.refused(&["show", "incident", &key]), "not_found");
    assert_eq!(place.refused(&["restore", backup]), "restore_failed");
}

#[test]
fn a_flipped_bit_is_found_and_named() {
    let place = Place::founded();
    for _ in 0..3 {
        place.incident();
    }
    let segment = std::fs::read_dir(place.path().join("log"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|extension| extension == "log"))
        .unwrap();
    let file = std::fs::OpenOptions::new().read(true).write(true).open(&segment).unwrap();
    let mut byte = [0];
    file.read_exact_at(&mut byte, 600).unwrap();
    file.write_all_at(&[byte[0] ^ 0x10], 600).unwrap();
    let output = place.run(&["fsck"]);
    assert_eq!(code(&output), 1);
    let said = text(&output.stdout);
    assert!(said.contains(segment.file_name().unwrap().to_str().unwrap()), "{said}");
    assert!(said.contains("offset"), "{said}");
    assert_eq!(place.refused(&["stats"]), "cannot_open");
}

#[test]
fn what_is_derived_can_be_lost() {
    let place = Place::founded();
    let key = place.incident();
    std::fs::remove_dir_all(place.path().join("derived")).unwrap();
    assert_eq!(place.json(&["show", "incident", &key])["version"], 1);
    for entry in std::fs::read_dir(place.path().join("derived/catalogue")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            std::fs::write(path, vec![0xff; 8192]).unwrap();
        }
    }
    assert_eq!(place.json(&["show", "incident", &key])["version"], 1);
    assert_eq!(place.incident(), "INC0000002");
}

#[test]
fn settings_are_checked() {
    let place = Place::founded();
    assert!(place.ok(&["config", "check"]).contains("segment_mib = 64"));
    std::fs::write(place.path().join("pdca.toml"), "segment_mib = 8\n").unwrap();
    assert_eq!(place.json(&["config", "check"])["segment_mib"], 8);
    std::fs::write(place.path().join("pdca.toml"), "segment_mib = 0\n").unwrap();
    assert_eq!(place.refused(&["config", "check"]), "bad_configuration");
    let other = place.file("other.toml", "cache_mib = 7\n");
    let other = other.to_str().unwrap();
    assert_eq!(place.json(&["config", "check", "--config", other])["cache_mib"], 7);
}

#[test]
fn a_log_that_is_gone_or_shorter_is_not_made_anew() {
    let place = Place::founded();
    let log = place.path().join("log");
    let kept = place.dir.path().join("kept");
    std::fs::create_dir(&kept).unwrap();
    let copy = |from: &std::path::Path, to: &std::path::Path| {
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    };
    copy(&log, &kept);
    place.incident();
    // The files of before: the snapshots know better.
    copy(&kept, &log);
    assert_eq!(place.refused(&["stats"]), "cannot_open");
    for entry in std::fs::read_dir(&log).unwrap() {
        std::fs::remove_file(entry.unwrap().path()).unwrap();
    }
    assert_eq!(place.refused(&["log"]), "cannot_open");
    assert_eq!(place.refused(&["stats"]), "cannot_open");
}

#[test]
fn a_founding_that_was_cut_off_is_taken_up() {
    for wait in [0, 10, 20, 40, 80] {
        let place = Place::empty();
        let mut init = place.command(&["init", "--owner", "ada"]).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait));
        // How far it came is chance, which is the point; it may have ended by itself.
        let _ = init.kill();
        let done = init.wait().unwrap().success();
        assert_eq!(code(&place.run(&["init", "--owner", "ada"])), i32::from(done), "{wait} ms");
        place.incident();
        assert_eq!(place.refused(&["init", "--owner", "bo"]), "cannot_open");
    }
}
