//! A log whose bytes were changed anywhere is read, refused or cut, and never a panic: what is read
//! is what was written, up to some position.
#![no_main]

use engine::store::EventStore;
use engine::store::log::{LogStore, fsck};
use engine::{Position, RecordRef};
use libfuzzer_sys::fuzz_target;
use std::path::Path;
use std::sync::OnceLock;

type Files = Vec<(String, Vec<u8>)>;

/// A small log as it was written, and its records.
fn original() -> &'static (Files, Vec<Vec<u8>>) {
    static ORIGINAL: OnceLock<(Files, Vec<Vec<u8>>)> = OnceLock::new();
    ORIGINAL.get_or_init(|| {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/fixtures/log/v1");
        let mut files = Files::new();
        for entry in std::fs::read_dir(&dir).expect("the fixture") {
            let path = entry.expect("the fixture").path();
            if path.extension().is_some_and(|extension| extension == "log") {
                let name = path.file_name().expect("a name").to_string_lossy().into_owned();
                files.push((name, std::fs::read(&path).expect("readable")));
            }
        }
        files.sort();
        let (store, _) = LogStore::open_read_only(&dir, None).expect("a good log");
        (files, stored(&store).expect("readable"))
    })
}

fn stored(store: &LogStore) -> Option<Vec<Vec<u8>>> {
    let mut records = Vec::new();
    let mut reading = store.read(Position(0));
    while let Some(chunk) = reading.next_blocking().ok()? {
        for (position, bytes) in chunk.stored() {
            RecordRef::decode(position, bytes).ok()?;
            records.push(bytes.to_owned());
        }
    }
    Some(records)
}

// Each change is four bytes of place and one of value.
fuzz_target!(|changes: &[u8]| {
    let (files, records) = original();
    let mut files = files.clone();
    let total: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    for change in changes.chunks_exact(5) {
        let place = u32::from_le_bytes([change[0], change[1], change[2], change[3]]);
        let mut place = place as usize % total;
        for (_, bytes) in &mut files {
            if place < bytes.len() {
                bytes[place] = change[4];
                break;
            }
            place -= bytes.len();
        }
    }
    let dir = tempfile::tempdir().expect("a directory");
    for (name, bytes) in &files {
        std::fs::write(dir.path().join(name), bytes).expect("writable");
    }
    // What it reports does not matter here, only that it does.
    let _ = fsck(dir.path(), None, true);
    if let Ok((store, _)) = LogStore::open_read_only(dir.path(), None)
        && let Some(read) = stored(&store)
    {
        assert!(records.starts_with(&read), "read what was never written");
    }
});
