//! A last write of which not all arrived, under a whole node.

use super::whole::{check, damage_derived, is_set_aside};
use super::{Answer, create, incident, open, request};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};

const PAGE: usize = 4096;

/// A node's data, and its last segment before and after one more command whose batch takes several
/// pages.
struct Torn {
    home: tempfile::TempDir,
    answers: Vec<(u64, Answer)>,
    segment: PathBuf,
    before: Vec<u8>,
    after: Vec<u8>,
    records: usize,
}

impl Torn {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let data = home.path().join("data");
        let node = create(&data);
        // The last one is refused.
        let answer = |number| {
            let outcome = node.engine().execute_blocking(request(&node, number));
            (number, Answer::first(outcome).unwrap())
        };
        let answers: Vec<_> = (0..9).map(answer).collect();
        drop(node);
        let records = check(&data, &answers);
        copy(&data, &home.path().join("closed"));

        let node = open(&data);
        let log = fs::read_dir(data.join("log")).unwrap().map(|entry| entry.unwrap().path());
        let segment = log.filter(|path| path.extension().is_some_and(|it| it == "log")).max();
        let segment = segment.unwrap();
        let before = fs::read(&segment).unwrap();
        let mut large = incident();
        large["description"] = json!("x".repeat(4_000));
        node.execute("ada", "large", "incident", None, "log", large).unwrap();
        let after = fs::read(&segment).unwrap();
        let segment = segment.strip_prefix(&data).unwrap().to_owned();
        Self { home, answers, segment, before, after, records }
    }

    /// Checks a node whose last segment is `bytes`.
    #[track_caller]
    fn is_as_before(&self, bytes: &[u8], derived_is_damaged: bool) {
        let data = self.home.path().join("image");
        copy(&self.home.path().join("closed"), &data);
        fs::write(data.join(&self.segment), bytes).unwrap();
        if derived_is_damaged {
            damage_derived(&data);
        }
        assert_eq!(check(&data, &self.answers), self.records);
        assert_eq!(is_set_aside(&data), derived_is_damaged);
        fs::remove_dir_all(data).unwrap();
    }
}

/// Copies a directory, but for what is no plain file.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else if path.is_file() {
            fs::copy(&path, to).unwrap();
        }
    }
}

#[test]
fn whichever_pages_of_the_last_write_arrive_a_node_keeps_its_word() {
    let torn = Torn::new();
    let pages = (0..torn.after.len() / PAGE).map(|page| page * PAGE..(page + 1) * PAGE);
    let changed =
        |page: &std::ops::Range<usize>| torn.before[page.clone()] != torn.after[page.clone()];
    let pages: Vec<_> = pages.filter(changed).collect();
    assert!((2..=3).contains(&pages.len()), "{pages:?}");
    // Each page arrives or stays as it was, which is zero but for the first; all but the last arrive
    // also in the wrong order, with another page's bytes.
    let ways = 3_usize.pow(u32::try_from(pages.len()).unwrap());
    for way in 1..ways {
        let mut bytes = torn.after.clone();
        for (number, page) in pages.iter().enumerate() {
            match way / 3_usize.pow(u32::try_from(number).unwrap()) % 3 {
                0 => {}
                1 => bytes[page.clone()].copy_from_slice(&torn.before[page.clone()]),
                // What was durable in the first page stays.
                _ if number == 0 => {}
                _ => bytes[page.clone()].copy_from_slice(&torn.after[pages[number - 1].clone()]),
            }
        }
        if bytes != torn.after {
            torn.is_as_before(&bytes, way % 2 == 0);
        }
    }
}

#[test]
fn wherever_the_last_write_is_cut_off_a_node_keeps_its_word() {
    const STEP: usize = 293;
    let torn = Torn::new();
    let differs = |at: &usize| torn.before[*at] != torn.after[*at];
    let (from, to) = (0..torn.after.len())
        .filter(differs)
        .fold((torn.after.len(), 0), |(from, to), at| (from.min(at), to.max(at)));
    for (count, length) in (from..to).step_by(STEP).chain([to]).enumerate() {
        let mut bytes = torn.after[..length].to_vec();
        bytes.resize(torn.after.len(), 0);
        torn.is_as_before(&bytes, count % 2 == 0);
    }
}
