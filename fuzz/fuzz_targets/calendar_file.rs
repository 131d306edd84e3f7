//! Whatever stands in a calendar file: hours or a reason, never a crash and never a loop. What is
//! due is due after its start, and the open time up to there is the target.
#![no_main]

use engine::{Span, Timestamp};
use libfuzzer_sys::fuzz_target;
use processes::clock::{Calendar, ServiceHours};

fuzz_target!(|bytes: &[u8]| {
    // Eight bytes of a start, four of minutes, then the file.
    let Some((start, rest)) = bytes.split_first_chunk::<8>() else { return };
    let Some((minutes, file)) = rest.split_first_chunk::<4>() else { return };
    let Ok(hours) = serde_json::from_slice::<ServiceHours>(file) else { return };
    let Ok(calendar) = Calendar::new(&hours) else { return };
    // 1900 to 2200.
    let seconds = i64::from_be_bytes(*start).rem_euclid(9_500_000_000) - 2_200_000_000;
    let start = Timestamp::from_seconds(seconds);
    let target = Span::from_minutes(i64::from(u32::from_be_bytes(*minutes) % 1_000_000));
    if let Some(due) = calendar.due(start, target) {
        assert!(due >= start, "{due} is before {start}");
        assert_eq!(calendar.between(start, due), target);
    }
});
