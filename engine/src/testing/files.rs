use crate::EventSet;
use std::fmt::Write as _;
use std::path::Path;

/// Proves that every event ever recorded in `folder` can still be read and still means the same,
/// and that today's `events` are among them.
///
/// One file, `events.txt`, one event a line: name, schema, bytes in hex, meaning as JSON.
/// `UPDATE_GOLDEN=1 cargo test` adds what is missing; no line is ever changed.
///
/// # Panics
/// When one does not hold.
#[track_caller]
pub fn durable<E: EventSet>(folder: impl AsRef<Path>, events: &[E]) {
    let file = folder.as_ref().join("events.txt");
    let recorded = std::fs::read_to_string(&file).unwrap_or_default();
    for line in recorded.lines() {
        let mut parts = line.splitn(4, ' ');
        let mut part = || parts.next().expect("name, schema, hex, meaning");
        let (name, schema, bytes, meaning) = (part(), part(), part(), part());
        let schema = schema.parse().expect("a schema");
        let event = E::decode(name, schema, &unhex(bytes));
        let event = event.unwrap_or_else(|error| panic!("{line}: {error}"));
        let today = E::KINDS.contains(&(name, schema));
        if today {
            assert_eq!(event.to_json().to_string(), meaning, "the meaning of {name} changed");
        }
    }
    let mut today = recorded;
    for event in events {
        let mut line = format!("{} {} ", event.name(), event.schema());
        event.encode().iter().for_each(|byte| {
            let _ = write!(line, "{byte:02x}");
        });
        let _ = writeln!(line, " {}", event.to_json());
        if !today.contains(&line) {
            today.push_str(&line);
        }
    }
    golden(file, &today);
}

fn unhex(hex: &str) -> Vec<u8> {
    let digits: Vec<u32> = hex.chars().filter_map(|c| c.to_digit(16)).collect();
    let byte = |pair: &[u32]| pair.iter().fold(0, |byte, digit| byte << 4 | digit);
    digits.chunks(2).filter_map(|pair| u8::try_from(byte(pair)).ok()).collect()
}

/// Compares `actual` with a file; `UPDATE_GOLDEN=1 cargo test` writes it instead.
///
/// # Panics
/// When they differ.
#[track_caller]
pub fn golden(path: impl AsRef<Path>, actual: &str) {
    let path = path.as_ref();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).expect("writable");
        }
        std::fs::write(path, actual).expect("writable");
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(actual, expected, "{}: UPDATE_GOLDEN=1 writes it", path.display());
}
