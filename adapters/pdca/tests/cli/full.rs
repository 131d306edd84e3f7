//! Disks without room.

use super::{INCIDENT, Place, code, command, text};
use engine::SystemClock;
use engine::testing::{Disk, say_aloud};
use pdca::Node;
use pdca::node::Settings;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Output;
use std::sync::Arc;

/// A disk of so many bytes; where there can be none, what is not tested is said aloud.
pub(super) fn disk(bytes: u64, what: &str) -> Option<Disk> {
    let made = Disk::in_memory(bytes);
    made.map_err(|reason| say_aloud(&format!("NOT RUN: {what} needs root: {reason}"))).ok()
}

pub(super) fn run(data: &Path, args: &[&str]) -> Output {
    command(data, args).output().unwrap()
}

/// The answer of what must work, of which a warning may be said, once.
#[track_caller]
pub(super) fn answer(data: &Path, args: &[&str]) -> String {
    let output = run(data, args);
    let said = text(&output.stderr);
    assert_eq!(code(&output), 0, "{args:?}: {said}");
    assert!(said.lines().count() <= 1, "{args:?}: {said}");
    text(&output.stdout)
}

#[test]
fn a_full_disk_is_read_and_refuses_to_be_written() {
    let Some(disk) = disk(12 << 20, "a full disk") else { return };
    let data = disk.path().join("data");
    let place = Place::empty();
    let config = place.file("small.toml", "segment_mib = 1\n");
    let config = config.to_str().unwrap();
    answer(&data, &["init", "--owner", "ada", "--config", config]);
    answer(&data, &["do", "incident", "new", "log", INCIDENT, "--config", config]);
    let derived = data.join("derived");
    assert!(derived.join("catalogue").is_dir());
    let filler = disk.fill();

    let trail = answer(&data, &["log"]);
    for _ in 0..3 {
        let shown = answer(&data, &["show", "incident", "INC0000001"]);
        assert!(shown.starts_with("incident INC0000001: logged\n"), "{shown}");
        assert_eq!(answer(&data, &["log"]), trail);
        let stats: Value = serde_json::from_str(&answer(&data, &["stats", "--json"])).unwrap();
        assert_eq!(stats["head"], trail.lines().count());
    }
    let warned = text(&run(&data, &["stats"]).stderr);
    assert!(warned.contains("no snapshots are kept"), "{warned}");
    // Nothing was wrong with it: it is still where it was.
    assert!(derived.join("catalogue").is_dir() && !derived.join("set-aside").exists());

    // The segment takes what fits; what does not is refused, and leaves nothing.
    // The node stops as soon as the next segment finds no room; the next one takes what is left.
    let settings = || Settings { data: data.clone(), segment_mib: 1, ..Settings::default() };
    let note = json!({ "note": "x".repeat(4_000) });
    let mut recorded = trail.lines().count();
    for opening in 0.. {
        let held = Node::open_with(settings(), Arc::new(SystemClock), &mut |_, _, _| {}).unwrap();
        let send = |number: usize| {
            let (sent_as, key) = (format!("note {number}"), Some("INC0000001"));
            held.execute("ada", &sent_as, "incident", key, "update", note.clone())
        };
        let before = recorded;
        while send(recorded).is_ok() {
            recorded += 1;
        }
        if recorded == before {
            break;
        }
        assert!(opening < 1_000 && recorded < 1_000, "the disk is not full");
    }
    let note = note.to_string();
    let update = ["do", "incident", "INC0000001", "update", &note, "--config", config, "--json"];
    let refused = run(&data, &update);
    assert_eq!(code(&refused), 1, "the disk is not full");
    let refused = text(&refused.stderr);
    let problem: Value = serde_json::from_str(refused.lines().last().unwrap()).unwrap();
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("is full; make room"), "{detail}");
    assert_eq!(answer(&data, &["log"]).lines().count(), recorded);
    assert!(answer(&data, &["fsck"]).contains("no problems found"));

    std::fs::remove_file(filler).unwrap();
    answer(&data, &update);
    assert_eq!(answer(&data, &["log"]).lines().count(), recorded + 1);
    assert_eq!(text(&run(&data, &["stats"]).stderr), "");
    assert!(!derived.join("set-aside").exists());
}

#[test]
fn a_rebuild_without_room_says_what_is_as_it_was() {
    let Some(disk) = disk(24 << 20, "a full disk") else { return };
    let data = disk.path().join("data");
    let settings = Settings { data: data.clone(), segment_mib: 1, ..Settings::default() };
    let ada = engine::Actor::new("ada").unwrap();
    let held = Node::create_with(settings, Arc::new(SystemClock), &ada).unwrap();
    let incident = serde_json::from_str(INCIDENT).unwrap();
    held.execute("ada", "1", "incident", None, "log", incident).unwrap();
    let note = json!({ "note": "x".repeat(4_000) });
    for number in 0..600 {
        let (sent_as, key) = (format!("note {number}"), Some("INC0000001"));
        held.execute("ada", &sent_as, "incident", key, "update", note.clone()).unwrap();
    }
    drop(held);
    let stats = || -> Value { serde_json::from_str(&answer(&data, &["stats", "--json"])).unwrap() };
    answer(&data, &["rebuild"]);
    let before = stats();
    assert!(before["index_files"].as_u64() > Some(0) && before["snapshots"].as_u64() > Some(0));
    let not_rebuilt = |said: &[&str]| {
        let output = run(&data, &["rebuild", "--json"]);
        let error = text(&output.stderr);
        let problem: Value = serde_json::from_str(error.lines().last().unwrap()).unwrap();
        assert_eq!((code(&output), &problem["code"]), (1, &"not_rebuilt".into()), "{problem}");
        let detail = problem["detail"].as_str().unwrap();
        assert!(said.iter().all(|part| detail.contains(part)), "{detail}");
    };
    let filler = disk.fill();
    not_rebuilt(&["is full; make room", "The index is as it was", "nothing else was rebuilt"]);
    let shown = answer(&data, &["show", "incident", "INC0000001", "--json"]);
    assert!(shown.contains("\"version\":601"), "{}", &shown[..200]);
    assert_eq!(stats()["index_files"], before["index_files"]);

    // Room for the index alone.
    let file = std::fs::OpenOptions::new().write(true).open(&filler).unwrap();
    file.set_len(file.metadata().unwrap().len() - (1 << 20)).unwrap();
    drop(file);
    not_rebuilt(&["the read models and their snapshots are not rebuilt, and as they were"]);

    std::fs::remove_file(filler).unwrap();
    let after = stats();
    assert!(after["snapshots"].as_u64() >= before["snapshots"].as_u64(), "{after}");
    assert_eq!(after["index_files"], before["index_files"]);
    answer(&data, &["rebuild"]);
    assert_eq!(text(&run(&data, &["stats"]).stderr), "");
}
