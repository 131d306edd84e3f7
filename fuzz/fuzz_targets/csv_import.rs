//! Whatever stands in a line of an incident log: a row or a reason, never a crash. A row that could
//! be read leads to commands; the same line is the same row.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pdca::import::commands::plan;
use pdca::import::row::{Columns, parse};
use pdca::import::times::Zone;

const HEAD: &[u8] = b"number,incident_state,reassignment_count,reopen_count,made_sla,caller_id,\
opened_by,opened_at,sys_updated_by,sys_updated_at,location,category,subcategory,impact,urgency,\
priority,assignment_group,assigned_to,resolved_at,closed_at";

fuzz_target!(|bytes: &[u8]| {
    // The first line as a header, and every line as a row under a good one.
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let own = lines.next().and_then(|line| Columns::of(line).ok());
    let columns = own.unwrap_or_else(|| Columns::of(HEAD).expect("a header"));
    for (number, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let number = number as u64;
        if let Ok(row) = parse(&columns, number, line, &Zone::UTC) {
            assert_eq!(parse(&columns, number, line, &Zone::UTC).as_ref(), Ok(&row));
            let _ = plan(&row, None, None);
        }
    }
});
