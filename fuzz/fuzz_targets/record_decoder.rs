//! Bytes of any kind are a record or an error, and a record is written and read back as itself. One that
//! is owned has names that can be read, and the very bytes it was made of.
#![no_main]

use engine::{Position, Record, RecordRef};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let decoded = RecordRef::decode(Position(1), bytes);
    let owned = Record::new(Position(1), bytes);
    let Ok(record) = decoded else { return assert!(owned.is_err()) };
    let mut again = Vec::new();
    record.encode(&mut again);
    assert_eq!(RecordRef::decode(Position(1), &again), Ok(record));
    let readable = record.stream().is_ok() && record.actor().is_ok();
    assert_eq!(owned.is_ok(), readable);
    if let Ok(owned) = owned {
        assert_eq!((owned.as_ref(), owned.stored()), (record, bytes));
        assert!(record.is_of(&owned.stream()));
        assert_eq!(owned.actor().as_escaped(), record.metadata.actor);
    }
});
