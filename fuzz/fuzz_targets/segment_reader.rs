//! A log whose bytes were changed anywhere is read, refused or cut, and never a panic, a loop or an
//! allocation without bound. What is read is what was written, up to some position, unless the
//! checksums were made right again behind the change: then an answer may be wrong, but it ends.
#![no_main]

use engine::store::log::{LogStore, fsck};
use engine::store::{EventStore, Reading};
use engine::{CommandId, Position, Record, RecordRef, Version};
use libfuzzer_sys::fuzz_target;
use std::path::Path;
use std::sync::OnceLock;
use tempfile::TempDir;

type Files = Vec<(String, Vec<u8>)>;

/// The length of a segment's header, and of a group's.
const HEADER: usize = 4096;
const GROUP: usize = 64;

/// A small log as it was written, and its records.
fn original() -> &'static (Files, Vec<Record>) {
    static ORIGINAL: OnceLock<(Files, Vec<Record>)> = OnceLock::new();
    ORIGINAL.get_or_init(|| {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/fixtures/log/v1");
        let mut files = Files::new();
        for entry in std::fs::read_dir(&dir).expect("the fixture") {
            let path = entry.expect("the fixture").path();
            if path.extension().is_some_and(|extension| extension == "log" || extension == "idx") {
                let name = path.file_name().expect("a name").to_string_lossy().into_owned();
                files.push((name, std::fs::read(&path).expect("readable")));
            }
        }
        files.sort();
        let (store, _) = LogStore::open_read_only(&dir, None).expect("a good log");
        (files, store.read(Position(0)).collect().expect("readable"))
    })
}

/// A place for the files: in memory, where there is one.
fn place() -> TempDir {
    let memory = Path::new("/dev/shm");
    let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    tempfile::tempdir_in(parent).expect("a directory")
}

/// How many records a reading gives before it ends, or `None` if it fails.
fn length(mut reading: Reading) -> Option<usize> {
    let mut count = 0;
    while let Some(chunk) = reading.next_blocking().ok()? {
        for (position, bytes) in chunk.stored() {
            RecordRef::decode(position, bytes).ok()?;
            count += 1;
        }
    }
    Some(count)
}

fn put(bytes: &mut [u8], at: usize, crc: u32) {
    bytes[at..at + 4].copy_from_slice(&crc.to_le_bytes());
}

fn number(bytes: &[u8], at: usize) -> usize {
    let word = bytes[at..at + 4].try_into().expect("four bytes");
    u32::from_le_bytes(word) as usize
}

/// Makes the checksums of a segment right, as far as its lengths lead.
fn mend_segment(bytes: &mut [u8]) {
    if bytes.len() < HEADER {
        return;
    }
    let crc = crc32c::crc32c(&bytes[..HEADER - 4]);
    put(bytes, HEADER - 4, crc);
    let mut at = HEADER;
    while at + GROUP <= bytes.len() && bytes[at..at + GROUP] != [0; GROUP] {
        let (records, length) = (number(bytes, at + 28), number(bytes, at + 48));
        let (mut frame, mut all) = (at + GROUP, 0);
        for _ in 0..records {
            let Some(word) = bytes.get(frame..frame + 4).map(<[u8]>::to_vec) else { break };
            let end = frame + 8 + (number(bytes, frame) & 0xff_ffff);
            let Some(record) = bytes.get(frame + 8..end) else { break };
            let crc = crc32c::crc32c_append(crc32c::crc32c(&word), record);
            put(bytes, frame + 4, crc);
            all = crc32c::crc32c_append(all, &crc.to_le_bytes());
            frame = end;
        }
        put(bytes, at + 52, all);
        let crc = crc32c::crc32c(&bytes[at..at + GROUP - 4]);
        put(bytes, at + GROUP - 4, crc);
        at += GROUP + length;
    }
}

/// Makes the checksums of an index file right.
fn mend_index(bytes: &mut [u8]) {
    const BLOCK: usize = 4096;
    let blocks = number(bytes, 44).min(bytes.len() / BLOCK);
    for block in 0..blocks {
        let start = 128 + block * BLOCK;
        if start + BLOCK <= bytes.len() {
            let crc = crc32c::crc32c(&bytes[start..start + BLOCK - 4]);
            put(bytes, start + BLOCK - 4, crc);
        }
    }
    let tail = crc32c::crc32c(bytes.get(128 + blocks * BLOCK..).unwrap_or_default());
    put(bytes, 60, tail);
    let crc = crc32c::crc32c(&bytes[..124]);
    put(bytes, 124, crc);
}

// The first byte says whether checksums are made right; then each change is four bytes of place and
// one of value.
fuzz_target!(|input: &[u8]| {
    let Some((mode, changes)) = input.split_first() else { return };
    let mended = mode % 2 == 1;
    let (files, records) = original();
    let mut files = files.clone();
    let total: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    for change in changes.chunks_exact(5) {
        let mut place = number(change, 0) % total;
        for (_, bytes) in &mut files {
            if place < bytes.len() {
                bytes[place] = change[4];
                break;
            }
            place -= bytes.len();
        }
    }
    let place = place();
    let dir = place.path();
    for (name, bytes) in &mut files {
        match mended {
            true if name.ends_with(".log") => mend_segment(bytes),
            true => mend_index(bytes),
            false => {}
        }
        std::fs::write(dir.join(name), bytes).expect("writable");
    }
    // What it reports does not matter here, only that it does.
    let _ = fsck(dir, None, true);
    let Ok((store, _)) = LogStore::open_read_only(dir, None) else { return };
    let read = store.read(Position(0)).collect();
    if mended {
        let last = records.last().expect("records");
        let _ = length(store.read_stream(&last.stream(), Version(0)));
        let _ = length(store.read_command(last.as_ref().metadata.command_id));
    } else {
        assert!(read.is_err() || records.starts_with(&read.unwrap_or_default()));
        let stream = records.first().expect("records").stream();
        let of = records.iter().filter(|record| record.as_ref().is_of(&stream)).count();
        let found = length(store.read_stream(&stream, Version(0)));
        assert!(found.is_none_or(|found| found <= of), "more of a stream than was written");
        assert_ne!(length(store.read_command(CommandId(1))), Some(1), "nobody sent it");
    }
});
