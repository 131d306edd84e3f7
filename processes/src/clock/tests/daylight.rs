//! Days on which the clocks on the wall jump.

use super::{at, calendar, daily, hours, intervals, minutes, there};
use engine::Timestamp;

/// The open hours of a date and of the night after it.
fn open_on(zone: &str, shifts: &[[&str; 2]], date: &str) -> (Timestamp, Timestamp) {
    let midnight = there(&format!("{date}T00:00[{zone}]"));
    let found = intervals(&daily(zone, shifts), midnight, midnight + hours(36));
    (found[0].start, found[0].end)
}

#[test]
fn a_day_of_25_hours_has_25_hours() {
    for (zone, date, open) in [
        ("Europe/Berlin", "2026-10-25", hours(25)),
        ("Europe/Berlin", "2026-03-29", hours(23)),
        ("America/New_York", "2026-11-01", hours(25)),
        ("America/New_York", "2026-03-08", hours(23)),
        ("Australia/Lord_Howe", "2026-04-05", minutes(24 * 60 + 30)),
        ("Australia/Lord_Howe", "2026-10-04", minutes(23 * 60 + 30)),
        ("UTC", "2026-10-25", hours(24)),
    ] {
        let always = daily(zone, &[["00:00", "24:00"]]);
        let midnight = there(&format!("{date}T00:00[{zone}]"));
        let next = always.due(midnight, open).unwrap();
        assert_eq!(next, midnight + open, "{zone} {date}");
        let zoned = jiff::Timestamp::from(next).in_tz(zone).unwrap();
        assert_eq!(zoned.time(), jiff::civil::time(0, 0, 0, 0), "{zone} {date}: a whole day");
        assert_eq!(always.between(midnight, next), open);
    }
}

#[test]
fn a_shift_over_the_jump_has_the_time_that_passes() {
    let night = [["22:00", "06:00"]];
    for (zone, date, open) in [
        ("Europe/Berlin", "2026-03-28", hours(7)),
        ("Europe/Berlin", "2026-10-24", hours(9)),
        ("America/New_York", "2026-03-07", hours(7)),
        ("America/New_York", "2026-10-31", hours(9)),
        ("Australia/Lord_Howe", "2026-04-04", minutes(8 * 60 + 30)),
        ("Australia/Lord_Howe", "2026-10-03", minutes(7 * 60 + 30)),
    ] {
        let noon = there(&format!("{date}T12:00[{zone}]"));
        let calendar = daily(zone, &night);
        assert_eq!(calendar.between(noon, noon + hours(24)), open, "{zone} {date}");
    }
}

#[test]
fn a_shift_that_starts_in_the_gap_starts_at_its_end() {
    let jump = at("2026-03-29T01:00:00Z");
    let berlin = "Europe/Berlin";
    assert_eq!(open_on(berlin, &[["02:30", "06:00"]], "2026-03-29"), (jump, jump + hours(3)));
    assert_eq!(open_on(berlin, &[["02:00", "06:00"]], "2026-03-29"), (jump, jump + hours(3)));
    assert_eq!(open_on(berlin, &[["03:00", "06:00"]], "2026-03-29"), (jump, jump + hours(3)));
    // One that ends in it ends at the jump; one within it is not at all.
    assert_eq!(open_on(berlin, &[["01:00", "02:30"]], "2026-03-29"), (jump - hours(1), jump));
    let within = daily(berlin, &[["02:10", "02:50"]]);
    assert_eq!(within.between(jump - hours(12), jump + hours(12)), minutes(0));
    // Half an hour is skipped: 02:00 to 02:30.
    let jump = there("2026-10-04T02:30[Australia/Lord_Howe]");
    let found = open_on("Australia/Lord_Howe", &[["02:15", "04:00"]], "2026-10-04");
    assert_eq!(found, (jump, jump + minutes(90)));
}

#[test]
fn a_time_that_is_shown_twice_is_the_first_one() {
    let berlin = "Europe/Berlin";
    let first_three = at("2026-10-25T01:00:00Z");
    let half_past_two = first_three - minutes(30);
    let six = there("2026-10-25T06:00[Europe/Berlin]");
    assert_eq!(open_on(berlin, &[["02:30", "06:00"]], "2026-10-25"), (half_past_two, six));
    assert_eq!(six.since(half_past_two), minutes(4 * 60 + 30));
    // What ends at half past two is over the first time it is shown ...
    let found = open_on(berlin, &[["01:00", "02:30"]], "2026-10-25");
    assert_eq!(found, (half_past_two - minutes(90), half_past_two));
    // ... so two shifts that meet on paper meet in time, and neither overlaps the other.
    let found = open_on(berlin, &[["01:00", "02:30"], ["02:30", "06:00"]], "2026-10-25");
    assert_eq!(found, (half_past_two - minutes(90), six));
    // Three o'clock is shown once: the repeated hour belongs to the shift that goes on to it.
    let found = open_on(berlin, &[["01:00", "03:00"]], "2026-10-25");
    assert_eq!(found, (first_three - hours(2), first_three + hours(1)));
}

#[test]
fn a_date_that_was_skipped_takes_no_time() {
    // Samoa went from Thursday the 29th to Saturday the 31st of December 2011.
    let apia = "Pacific/Apia";
    let skip = at("2011-12-30T10:00:00Z");
    let (from, to) = (skip - hours(24), skip + hours(24));
    assert_eq!(there("2011-12-31T00:00[Pacific/Apia]"), skip);
    assert_eq!(daily(apia, &[["00:00", "24:00"]]).between(from, to), hours(48));
    assert_eq!(
        intervals(&daily(apia, &[["09:00", "17:00"]]), from, to),
        [skip - hours(15)..skip - hours(7), skip + hours(9)..skip + hours(17),]
    );
    // The night shift of the 29th ends where the 30th would have been; the morning of the 31st is
    // in the hours of the night shift that would have started on the 30th.
    assert_eq!(
        intervals(&daily(apia, &[["22:00", "06:00"]]), from, to),
        [
            skip - hours(24)..skip - hours(18),
            skip - hours(2)..skip + hours(6),
            skip + hours(22)..skip + hours(24),
        ]
    );
    assert_eq!(
        daily(apia, &[["09:00", "17:00"]]).due(skip - hours(8), hours(2)),
        Some(skip + hours(10))
    );
}

#[test]
fn a_date_may_begin_twice() {
    // In St. John's, one minute after the midnight of 7 November 2010 it was 23:01 again.
    let midnight = at("2010-11-07T02:30:00Z");
    let sunday = calendar(&serde_json::json!({
        "timezone": "America/St_Johns", "hours": {"sun": [["00:00", "08:00"]]},
    }));
    let again_saturday = midnight + minutes(30);
    assert!(sunday.is_open(again_saturday));
    assert_eq!(sunday.between(midnight - hours(6), again_saturday), minutes(30));
    assert_eq!(sunday.due(again_saturday, hours(8)), Some(midnight + minutes(8 * 60 + 30)));
    assert_eq!(sunday.between(midnight, midnight + hours(24)), hours(9));
}
