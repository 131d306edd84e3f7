//! Whatever stands in an incident log, packed or plain: records, each with its line, that end; and in
//! each a row or a reason, never a crash. A row that could be read leads to commands; the same record is
//! the same row.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pdca::import::commands::plan;
use pdca::import::reading::Lines;
use pdca::import::records::{Record, Records};
use pdca::import::row::{Columns, parse};
use pdca::import::times::Zone;
use std::io::Write as _;
use std::path::Path;

const HEAD: &[u8] = b"number,incident_state,reassignment_count,reopen_count,made_sla,caller_id,\
opened_by,opened_at,sys_updated_by,sys_updated_at,location,category,subcategory,impact,urgency,\
priority,assignment_group,assigned_to,resolved_at,closed_at";

/// The records of a file, as far as it can be read, of so many values each but for the first.
fn records(bytes: &[u8], values: usize) -> Vec<Record> {
    let memory = Path::new("/dev/shm");
    let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    let mut file = tempfile::NamedTempFile::new_in(parent).expect("a file");
    file.write_all(bytes).expect("writable");
    let mut records = Records::new(Lines::open(&file.path().to_owned().into()).expect("a file"));
    let mut found: Vec<Record> = Vec::new();
    while let Ok(Some(record)) = records.next_record() {
        assert!(found.last().is_none_or(|last| last.line < record.line), "it goes on");
        found.push(record);
        records.expect(values);
    }
    found
}

fuzz_target!(|bytes: &[u8]| {
    let good = Columns::of(HEAD).expect("a header");
    let found = records(bytes, HEAD.split(|byte| *byte == b',').count());
    // The first record as a header, and every record as a row under a good one.
    let own = found.first().and_then(|first| Columns::of(&first.bytes).ok());
    let columns = own.unwrap_or(good);
    for record in &found {
        let read = || parse(&columns, record.line, &record.bytes, &Zone::UTC);
        if let Ok(row) = read() {
            assert_eq!(read().as_ref(), Ok(&row));
            let _ = plan(&row, None, None);
        }
    }
});
