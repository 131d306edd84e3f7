//! Disks that cannot be written to.

use super::full::{answer, disk, run};
use super::{INCIDENT, Place, code, text};

#[test]
fn a_disk_that_cannot_be_written_to_is_read() {
    let Some(disk) = disk(100 << 20, "a read-only disk") else { return };
    let data = disk.path().join("data");
    answer(&data, &["init", "--owner", "ada"]);
    answer(&data, &["do", "incident", "new", "log", INCIDENT]);
    let trail = answer(&data, &["log"]);
    disk.make_read_only().unwrap();

    let shown = answer(&data, &["show", "incident", "INC0000001", "--read-only"]);
    assert!(shown.starts_with("incident INC0000001: logged\n"), "{shown}");
    assert_eq!(answer(&data, &["log", "--read-only"]), trail);
    assert!(answer(&data, &["fsck", "--read-only"]).contains("no problems found"));
    for writing in [&["log"][..], &["stats"], &["do", "incident", "new", "log", INCIDENT]] {
        let refused = run(&data, writing);
        assert_eq!(code(&refused), 1, "{writing:?}");
        let said = text(&refused.stderr);
        assert!(said.contains("Read-only file system") && said.contains("--read-only"), "{said}");
    }
}

#[test]
fn what_is_derived_need_not_be_writable() {
    let Some(disk) = disk(12 << 20, "a read-only disk") else { return };
    let place = Place::empty();
    let data = place.path();
    let derived = disk.path().join("derived");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::create_dir(&derived).unwrap();
    std::os::unix::fs::symlink(&derived, data.join("derived")).unwrap();
    answer(&data, &["init", "--owner", "ada"]);
    answer(&data, &["do", "incident", "new", "log", INCIDENT]);
    assert!(derived.join("catalogue").is_dir());
    disk.make_read_only().unwrap();

    let trail = answer(&data, &["log"]);
    let key = answer(&data, &["do", "incident", "new", "log", INCIDENT]);
    assert!(key.starts_with("incident INC0000002: logged\n"), "{key}");
    for (command, expected) in [
        (&["show", "incident", "INC0000002"][..], "incident INC0000002: logged\n"),
        (&["log"], &trail),
        (&["sla", "report"], "Service levels"),
        (&["sla", "explain", "incident", "INC0000001"], "incident INC0000001: logged"),
        (&["stats"], ""),
    ] {
        let output = run(&data, command);
        assert_eq!(code(&output), 0, "{command:?}");
        let (printed, said) = (text(&output.stdout), text(&output.stderr));
        assert!(printed.starts_with(expected), "{command:?}: {printed}");
        assert!(said.contains("no snapshots are kept"), "{command:?}: {said}");
    }
    assert!(answer(&data, &["fsck"]).contains("no problems found"));
    assert!(!data.join("derived.set-aside").exists());
}
