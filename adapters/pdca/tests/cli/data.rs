//! Backups, restores, damage, settings.

use super::{Place, code, first_in, segments, text};
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
fn a_restore_that_is_refused_leaves_nothing_and_one_that_was_cut_off_says_so() {
    let place = Place::founded();
    let sorted = r#"{"summary":"x","service":"mail","category":"software","impact":"high","urgency":"high"}"#;
    place.ok(&["do", "incident", "new", "log", sorted]);
    let backup = place.dir.path().join("backup");
    let backup = backup.to_str().unwrap();
    place.ok(&["backup", backup]);
    let restored = Place::empty();
    // The records of one command belong together.
    let until = (place.head() - 1).to_string();
    let inside = restored.run(&["restore", backup, "--until", &until]);
    assert_eq!(code(&inside), 1, "{}", text(&inside.stderr));
    assert!(text(&inside.stderr).contains("restore until"), "{}", text(&inside.stderr));
    assert_eq!(restored.refused(&["restore", backup, "--until", "99999"]), "restore_failed");
    assert_eq!(std::fs::read_dir(restored.dir.path()).unwrap().count(), 0);

    let log = restored.path().join("log");
    std::fs::create_dir_all(&log).unwrap();
    for name in ["lock", "restoring"] {
        std::fs::write(log.join(name), "").unwrap();
    }
    for args in [&["stats"][..], &["fsck"], &["log", "--read-only"], &["init", "--owner", "bo"]] {
        let output = restored.run(args);
        let said = text(&output.stderr);
        assert_eq!(code(&output), 1, "{said}");
        assert!(said.contains("was cut off; run pdca restore again"), "{args:?}: {said}");
    }
    restored.ok(&["restore", backup]);
    assert_eq!(restored.head(), place.head());
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
    assert!(said.contains("offset") && !said.contains("run pdca fsck"), "{said}");
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
fn what_is_derived_may_be_no_directory() {
    let place = Place::founded();
    let key = place.incident();
    let derived = place.path().join("derived");
    std::fs::remove_dir_all(&derived).unwrap();
    std::fs::write(&derived, b"not a directory").unwrap();
    assert_eq!(place.json(&["show", "incident", &key])["version"], 1);
    assert!(derived.is_dir());
}

#[test]
fn a_backup_goes_to_a_place_of_its_own() {
    let place = Place::founded();
    let taken = place.dir.path().join("taken");
    std::fs::create_dir(&taken).unwrap();
    std::fs::write(taken.join("thesis.txt"), b"mine").unwrap();
    assert_eq!(place.refused(&["backup", taken.to_str().unwrap()]), "backup_failed");
    assert_eq!(std::fs::read_dir(&taken).unwrap().count(), 1);
    for inside in ["", "log", "backup", "a/b"] {
        let inside = place.path().join(inside);
        let before = std::fs::read_dir(place.path()).unwrap().count();
        assert_eq!(place.refused(&["backup", inside.to_str().unwrap()]), "backup_inside");
        assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), before);
    }
    let file = place.file("file", "mine");
    assert_eq!(place.refused(&["backup", file.to_str().unwrap()]), "backup_failed");
}

#[test]
fn what_is_kept_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::founded();
    let (backup, restored) = (place.dir.path().join("backup"), Place::empty());
    place.ok(&["backup", backup.to_str().unwrap()]);
    restored.ok(&["restore", backup.to_str().unwrap()]);
    restored.head();
    let data = |place: &Place| ["", "log", "derived"].map(|name| place.path().join(name));
    for dir in data(&place).iter().chain(&data(&restored)).chain([&backup]) {
        let mode = std::fs::metadata(dir).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{}", dir.display());
    }
}

#[test]
fn a_write_that_did_not_end_is_told_once_and_is_no_problem() {
    let place = Place::small();
    let key = place.incident();
    let segment = place.path().join("log/00000000000000000001.log");
    let bytes = std::fs::read(&segment).unwrap();
    let end = bytes.iter().rposition(|byte| *byte != 0).unwrap() as u64 + 1;
    let file = std::fs::OpenOptions::new().write(true).open(&segment).unwrap();
    file.write_all_at(b"half a write", end).unwrap();
    let said = place.ok(&["fsck"]);
    assert!(said.contains("no problem, the next start cuts it off"), "{said}");
    assert!(said.contains("no problems found") && !said.contains("Cut {"), "{said}");
    assert!(place.json(&["fsck"])["unfinished"].as_str().unwrap().contains("12 bytes"));
    let started = place.run(&["show", "incident", &key]);
    let warned = text(&started.stderr);
    assert_eq!((code(&started), warned.lines().count()), (0, 1), "{warned}");
    assert!(warned.contains("12 bytes") && !warned.contains("Some("), "{warned}");
    assert_eq!(text(&place.run(&["show", "incident", &key]).stderr), "");
    // What it was stays to be looked at.
    let json = place.json(&["stats"]);
    let kept = json["cut_off"][0].as_str().unwrap();
    assert!(warned.contains(kept) && said.contains(kept), "{warned}{said}");
    assert_eq!(std::fs::read(kept).unwrap(), b"half a write");
    assert!(place.ok(&["fsck"]).contains(kept));
    assert!(place.ok(&["stats"]).contains("cut_off"));
    assert_eq!(place.json(&["fsck"])["cut_off"][0], kept);
}

#[test]
fn where_no_log_is_that_is_said_and_nothing_is_made() {
    let place = Place::empty();
    let missing = place.dir.path().join("missing");
    let missing = missing.to_str().unwrap();
    let says_so = |args: &[&str]| {
        let output = place.run(args);
        let error = text(&output.stderr);
        assert_eq!(code(&output), 1, "{args:?}");
        assert!(error.contains("holds no log") && !error.contains("corrupt"), "{error}");
    };
    says_so(&["fsck"]);
    says_so(&["fsck", "--read-only"]);
    says_so(&["fsck", "--read-only", missing]);
    says_so(&["log", "--read-only"]);
    says_so(&["show", "incident", "x", "--read-only"]);
    says_so(&["restore", missing]);
    says_so(&["stats"]);
    assert_eq!(std::fs::read_dir(place.dir.path()).unwrap().count(), 0);
}

#[test]
fn an_absent_segment_is_named_and_is_a_failure() {
    let place = Place::of_segments(2);
    let [first, second] = &segments(&place.path().join("log"))[..] else { panic!() };
    let last = first_in(second);
    std::fs::rename(first, place.dir.path().join("moved.log")).unwrap();
    let output = place.run(&["fsck"]);
    let said = text(&output.stdout);
    assert_eq!(code(&output), 1, "{said}");
    assert!(said.contains(&format!("positions 1 to {} are absent", last - 1)), "{said}");
    let json = place.run(&["fsck", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["absent"], serde_json::json!([[1, last - 1]]));
    std::fs::rename(place.dir.path().join("moved.log"), first).unwrap();
    place.ok(&["fsck"]);
}

#[test]
fn whoever_reads_from_behind_the_head_is_told_where_it_is() {
    let place = Place::founded();
    let head = place.head();
    let (last, behind) = (head.to_string(), (head + 1).to_string());
    let says = format!("the log ends at position {head}");
    let node = place.serve();
    let through = place.run(&["log", "--from", &behind]);
    node.stop();
    for output in [
        through,
        place.run(&["log", "--from", &behind]),
        place.run(&["log", "--from", "999999", "--json"]),
        place.run(&["log", "--from", "2200-01-01T00:00:00Z"]),
        place.run(&["log", "--from", &behind, "--read-only"]),
    ] {
        let said = text(&output.stderr);
        assert_eq!((code(&output), text(&output.stdout)), (0, String::new()), "{said}");
        assert!(said.contains(&says) && said.lines().count() == 1, "{said}");
    }
    let there = place.run(&["log", "--from", &last]);
    assert_eq!((text(&there.stdout).lines().count(), text(&there.stderr)), (1, String::new()));
}

#[test]
fn settings_are_checked() {
    let place = Place::founded();
    assert!(place.ok(&["config", "check"]).contains("segment_mib = 64"));
    std::fs::write(place.path().join("pdca.toml"), "segment_mib = 8\n").unwrap();
    assert_eq!(place.json(&["config", "check"])["segment_mib"], 8);
    std::fs::write(place.path().join("pdca.toml"), "segment_mib = 0\n").unwrap();
    assert_eq!(place.refused(&["config", "check"]), "bad_configuration");
    std::fs::write(place.path().join("pdca.toml"), "log = \"verbose\"\n").unwrap();
    assert_eq!(place.refused(&["config", "check"]), "bad_configuration");
    for (settings, says) in [
        ("archive = \"/nowhere\"\n", "archive: /nowhere is not a directory; name the one"),
        ("[nats]\nurl = \"x\"\n", "nats.url: \"x\" is not the address of a server; write it like"),
    ] {
        std::fs::write(place.path().join("pdca.toml"), settings).unwrap();
        let output = place.run(&["config", "check"]);
        let said = text(&output.stderr);
        assert!(code(&output) == 1 && said.contains(says), "{said}");
    }
    let archive = format!("archive = {:?}\n", place.dir.path().to_str().unwrap());
    std::fs::write(place.path().join("pdca.toml"), archive).unwrap();
    place.ok(&["config", "check"]);
    std::fs::remove_file(place.path().join("pdca.toml")).unwrap();
    let mut bad = place.command(&["config", "check"]);
    let output = bad.env("PDCA_LOG", "pdca=loud").output().unwrap();
    assert_eq!(code(&output), 1);
    assert!(text(&output.stderr).contains("pdca=loud"), "{}", text(&output.stderr));
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
    let said = place.run(&["fsck"]);
    assert_eq!(
        (code(&said), text(&said.stdout).contains("but snapshots know")),
        (1, true),
        "{said:?}"
    );
    for entry in std::fs::read_dir(&log).unwrap() {
        std::fs::remove_file(entry.unwrap().path()).unwrap();
    }
    assert_eq!(place.refused(&["log"]), "cannot_open");
    assert_eq!(place.refused(&["stats"]), "cannot_open");
    assert_eq!(place.refused(&["init", "--owner", "ada"]), "cannot_open");
    std::fs::remove_dir(&log).unwrap();
    assert_eq!(place.refused(&["init", "--owner", "ada"]), "cannot_open");
    assert!(!log.exists(), "none is made beside what is left of one");
}

#[test]
fn what_snapshots_know_of_is_neither_cut_off_nor_lost_in_silence() {
    let place = Place::small();
    place.incident();
    let segment = place.path().join("log/00000000000000000001.log");
    let whole = std::fs::read(&segment).unwrap();
    place.incident();
    let head = place.head();
    let derived = place.path().join("derived");
    // The log of before, and behind its end what is no whole write.
    for torn in [&b""[..], b"half a write"] {
        let mut bytes = whole.clone();
        let end = bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1;
        bytes[end..end + torn.len()].copy_from_slice(torn);
        std::fs::write(&segment, &bytes).unwrap();
        for args in [&["fsck", "--read-only"][..], &["fsck"]] {
            let before = listing(&derived);
            let output = place.run(args);
            let said = text(&output.stdout);
            assert_eq!(code(&output), 1, "{said}");
            assert!(said.contains(&format!("but snapshots know {head}")), "{said}");
            assert!(said.contains("00000000000000000001.log at offset"), "{said}");
            assert!(!said.contains("the next start"), "{said}");
            if args.len() == 2 {
                assert_eq!(listing(&derived), before, "it only reads");
            }
        }
        let refused = place.run(&["stats"]);
        let said = text(&refused.stderr);
        assert_eq!(code(&refused), 1, "{said}");
        assert!(said.contains("00000000000000000001.log, but snapshots know"), "{said}");
        assert_eq!(std::fs::read(&segment).unwrap(), bytes, "nothing is cut off");
        let files = listing(&place.path().join("log"));
        assert!(!files.iter().any(|(path, ..)| path.extension().is_some_and(|it| it == "cut")));
    }
    // A copy of the log alone has nobody to ask.
    let log = place.path().join("log");
    place.ok(&["fsck", "--read-only", log.to_str().unwrap()]);
}

/// Names, lengths and times of all files.
fn listing(dir: &std::path::Path) -> Vec<(std::path::PathBuf, u64, std::time::SystemTime)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let (path, about) = {
            let entry = entry.unwrap();
            (entry.path(), entry.metadata().unwrap())
        };
        if about.is_dir() {
            found.extend(listing(&path));
        }
        found.push((path, about.len(), about.modified().unwrap()));
    }
    found.sort();
    found
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
