//! Bytes of any kind are a record or an error, and a record is written and read back as itself.
#![no_main]

use engine::{Position, RecordRef};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(record) = RecordRef::decode(Position(1), bytes) else { return };
    let mut again = Vec::new();
    record.encode(&mut again);
    assert_eq!(RecordRef::decode(Position(1), &again), Ok(record));
});
