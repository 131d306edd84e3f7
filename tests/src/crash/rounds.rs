//! Killed, or without power, many times over.

use super::whole::{check, damage_derived, is_set_aside};
use super::{Answer, BATCH, child, create};
use engine::testing::{Disk, say_aloud};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;

type Answers = Vec<(u64, Answer)>;

/// Has a node work in `data` and end after so many answers, again and again, and checks after each time
/// that it kept its word; every other time what is derived is damaged, too. How many records nobody
/// had been told of.
fn rounds(data: &Path, answers: &[u64], mut work: impl FnMut(u64) -> Answers) -> usize {
    let (mut told, mut untold) = (Answers::new(), 0);
    let mut records = check(data, &told);
    for (round, answers) in answers.iter().enumerate() {
        let new = work(*answers);
        let recorded: usize = new.iter().map(|(_, answer)| answer.records()).sum();
        told.extend(new);
        let derived_is_damaged = round % 2 == 1;
        if derived_is_damaged {
            damage_derived(data);
        }
        let found = check(data, &told);
        assert!(!derived_is_damaged || is_set_aside(data), "built on what was damaged");
        untold += found - records - recorded;
        records = found;
    }
    untold
}

impl Answer {
    /// How many records it left.
    fn records(&self) -> usize {
        match self {
            Self::Accepted(_) => BATCH.len(),
            Self::Refused { .. } => 1,
        }
    }
}

#[test]
fn a_node_that_is_killed_keeps_its_word() {
    const SIGKILL: i32 = 9;
    let home = tempfile::tempdir().unwrap();
    let data = home.path().join("data");
    drop(create(&data));
    let untold = rounds(&data, &[1, 90, 400, 7, 230, 33, 150, 310], |answers| {
        let (told, status) = child::work(&data, answers, |child| child.kill().unwrap());
        assert_eq!(status.signal(), Some(SIGKILL), "it ended by itself: {status}");
        told
    });
    assert!(untold > 0, "never killed between a write and its answer");
}

#[test]
fn a_node_whose_power_is_cut_keeps_its_word() {
    let disk = match Disk::new(64 << 20) {
        Ok(disk) => disk,
        Err(reason) => {
            return say_aloud(&format!(
                "NOT RUN: a power cut under a node needs root, loop devices and mkfs.ext4: {reason}"
            ));
        }
    };
    if let Err(reason) = disk.cut_power() {
        return say_aloud(&format!(
            "NOT RUN: a power cut under a node needs python3 and FS_IOC_SHUTDOWN: {reason}"
        ));
    }
    disk.restart().unwrap();
    let data = disk.path().join("data");
    drop(create(&data));
    rounds(&data, &[1, 120, 300, 40, 210], |answers| {
        let (told, status) = child::work(&data, answers, |_| disk.cut_power().unwrap());
        assert_eq!(
            status.code(),
            Some(0),
            "it did not stop while writing, for want of its disk: {status}"
        );
        disk.restart().unwrap();
        told
    });
}
