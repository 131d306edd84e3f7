//! Processes that are killed and power that is cut, in the middle of heavy writing.

use super::{Dice, everything};
use crate::Position;
use crate::store::contract::Appender;
use crate::store::log::{LogOptions, LogStore, fsck};
use crate::store::{EventStore, StoreError};
use crate::testing::{Disk, say_aloud};
use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Says to the test below that it is the child, and where the log is.
const DIR: &str = "PDCA_LOG_CRASH_DIR";

fn options() -> LogOptions {
    LogOptions { segment_bytes: 256 << 10, ..LogOptions::default() }
}

fn payload(position: u64) -> Vec<u8> {
    let length = usize::try_from(position * 7_919 % 900).unwrap();
    position.to_le_bytes().into_iter().cycle().take(length).collect()
}

/// Not a test of its own: what the child of the others runs. Writes until it is killed, and says which
/// positions are durable.
#[test]
fn writes_until_it_is_killed() {
    let Ok(dir) = std::env::var(DIR) else { return };
    let (store, _) = LogStore::open(Path::new(&dir), options()).unwrap();
    let mut appender = Appender::after(&everything(&store));
    let mut flying = VecDeque::new();
    let mut out = std::io::stdout().lock();
    writeln!(out, "\nbegun").unwrap();
    loop {
        while flying.len() < 64 {
            let next = appender.head().0 + 1;
            let payloads: Vec<_> = (next..=next + next % 4).map(payload).collect();
            let events: Vec<_> =
                (next..).map(|of| of % 13).zip(payloads.iter().map(Vec::as_slice)).collect();
            flying.push_back(store.append(appender.batch(&events)));
        }
        match flying.pop_front().map(crate::store::Appending::wait) {
            Some(Ok(position)) => writeln!(out, "durable {position}").unwrap(),
            // The power was cut.
            Some(Err(_)) | None => std::process::exit(0),
        }
    }
}

fn start(dir: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--nocapture", "store::log::tests::crash::writes_until_it_is_killed"])
        .env(DIR, dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Reads what the child says until it is gone; calls `end` once it has said so many things.
fn last_durable(child: &mut Child, acknowledged: u64, mut end: impl FnMut(&mut Child)) -> u64 {
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (mut last, mut count) = (0, 0);
    while let Some(Ok(line)) = lines.next() {
        let Some(position) = line.strip_prefix("durable ") else { continue };
        // The last line may be cut off; a shorter number is no claim too many.
        last = position.parse().unwrap_or(0).max(last);
        count += 1;
        if count == acknowledged {
            end(child);
        }
    }
    child.wait().unwrap();
    last
}

/// Nothing that was acknowledged is missing, and nothing is there that was not written.
fn is_whole(dir: &Path, acknowledged: u64) -> Position {
    let report = fsck(dir, None, true).unwrap();
    let torn = report.problems.iter().filter(|problem| !problem.to_string().contains("index"));
    assert_eq!(torn.count(), 0, "{:?}", report.problems);
    let (store, report) = LogStore::open(dir, options()).unwrap();
    assert!(report.head.0 >= acknowledged, "{} of {acknowledged}", report.head);
    for record in everything(&store) {
        assert_eq!(record.as_ref().payload, payload(record.position().0));
    }
    report.head
}

#[test]
fn a_killed_process_loses_nothing_it_had_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    let mut dice = Dice(9);
    let (mut rounds, mut untold) = (0, 0);
    while rounds < 40 && begun.elapsed() < Duration::from_secs(8) {
        let mut child = start(dir.path());
        let acknowledged =
            last_durable(&mut child, 1 + dice.roll(700), |child| child.kill().unwrap());
        assert!(acknowledged > 0);
        untold += is_whole(dir.path(), acknowledged).0 - acknowledged;
        rounds += 1;
    }
    assert!(rounds > 2);
    assert!(untold > 0, "never killed between a write and its acknowledgement");
    let report = fsck(dir.path(), None, true).unwrap();
    println!("killed {rounds} times, {} records in {} segments", report.records, report.segments);
}

#[test]
fn a_power_cut_loses_nothing_that_was_acknowledged() {
    let disk = match Disk::new(96 << 20) {
        Ok(disk) => disk,
        Err(reason) => {
            say_aloud(&format!(
                "NOT RUN: a power cut needs root, loop devices and mkfs.ext4: {reason}"
            ));
            return;
        }
    };
    if let Err(reason) = disk.cut_power() {
        say_aloud(&format!("NOT RUN: a power cut needs python3 and FS_IOC_SHUTDOWN: {reason}"));
        return;
    }
    disk.restart().unwrap();
    let dir = disk.path().join("log");
    let begun = Instant::now();
    let mut dice = Dice(4);
    let (mut rounds, mut told) = (0, 0);
    while rounds < 12 && begun.elapsed() < Duration::from_secs(10) {
        let mut child = start(&dir);
        let acknowledged =
            last_durable(&mut child, 1 + dice.roll(400), |_| disk.cut_power().unwrap());
        disk.restart().unwrap();
        if acknowledged > 0 || dir.exists() {
            is_whole(&dir, acknowledged);
        }
        rounds += 1;
        told += usize::from(acknowledged > 0);
    }
    assert!(rounds > 2);
    assert!(told > 2, "{told} of {rounds} times, something had been acknowledged");
    let report = fsck(&dir, None, true).unwrap();
    println!("cut {rounds} times, {} records in {} segments", report.records, report.segments);
}

#[test]
fn a_disk_that_is_really_full_is_found_before_the_log_is_hurt() {
    let disk = match Disk::new(12 << 20) {
        Ok(disk) => disk,
        Err(reason) => {
            say_aloud(&format!(
                "NOT RUN: a full disk needs root, loop devices and mkfs.ext4: {reason}"
            ));
            return;
        }
    };
    let dir = disk.path().join("log");
    let options = || LogOptions { segment_bytes: 1 << 20, ..LogOptions::default() };
    let mut expected = 0;
    let mut log_id = None;
    for _ in 0..3 {
        let (store, report) = LogStore::open(&dir, options()).unwrap();
        assert_eq!((report.head.0, report.cut), (expected, None));
        assert_eq!(*log_id.get_or_insert(report.log_id), report.log_id);
        let mut appender = Appender::after(&everything(&store));
        let bytes = [1; 4_000];
        let error = loop {
            match store.append(appender.batch(&[(1, &bytes[..]), (2, &bytes)])).wait() {
                Ok(position) => expected = position.0,
                Err(error) => break error,
            }
        };
        assert!(matches!(error, StoreError::Full { .. }), "{error}");
        assert_eq!(everything(&store).len() as u64, expected);
    }
    assert!(expected > 500);
    assert!(fsck(&dir, None, true).unwrap().problems.is_empty());
}
