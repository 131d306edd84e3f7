//! When things happen: days, weekdays and hours, all in UTC.

use super::random::Random;
use engine::{Span, Timestamp};

const DAY: i64 = 86_400;
/// People work from eight to five.
const FROM: i64 = 8 * 3_600;
const UNTIL: i64 = 17 * 3_600;

/// How many of a hundred cases come up in each hour of a working day.
const WEIGHTS: [(u32, i64); 24] = [
    (1, 0),
    (1, 1),
    (1, 2),
    (1, 3),
    (1, 4),
    (1, 5),
    (2, 6),
    (5, 7),
    (9, 8),
    (12, 9),
    (11, 10),
    (9, 11),
    (6, 12),
    (8, 13),
    (9, 14),
    (8, 15),
    (6, 16),
    (3, 17),
    (2, 18),
    (1, 19),
    (1, 20),
    (1, 21),
    (1, 22),
    (1, 23),
];

fn seconds(at: Timestamp) -> i64 {
    at.as_nanos().div_euclid(1_000_000_000)
}

/// The days since 1970.
fn day(at: Timestamp) -> i64 {
    seconds(at).div_euclid(DAY)
}

/// Whether it is on a Monday to Friday; the first of 1970 was a Thursday.
pub(super) fn is_working_day(at: Timestamp) -> bool {
    (day(at) + 3).rem_euclid(7) < 5
}

/// Whether people are at work.
pub(super) fn is_working_time(at: Timestamp) -> bool {
    is_working_day(at) && (FROM..UNTIL).contains(&seconds(at).rem_euclid(DAY))
}

/// A moment of a day, as cases come up on it.
pub(super) fn moment(midnight: Timestamp, random: &mut Random) -> Timestamp {
    let hour = random.weighted(&WEIGHTS);
    midnight + Span::from_seconds(hour * 3_600 + i64::from(random.between(0, 3_599)))
}

/// The same time if people are at work then, or else when they are again.
pub(super) fn at_work(at: Timestamp) -> Timestamp {
    let mut at = at;
    while !is_working_time(at) {
        let midnight = day(at) * DAY;
        let before = is_working_day(at) && seconds(at) - midnight < FROM;
        let begin = if before { midnight + FROM } else { midnight + DAY + FROM };
        // Not all of them at the same second: what was due at night is spread over an hour.
        at = Timestamp::from_nanos((begin + seconds(at).rem_euclid(3_600)) * 1_000_000_000);
    }
    at
}

/// That many days later, at that hour.
pub(super) fn days_later(at: Timestamp, days: u32, hour: u32) -> Timestamp {
    let seconds = (day(at) + i64::from(days)) * DAY + i64::from(hour) * 3_600;
    Timestamp::from_nanos(seconds * 1_000_000_000)
}

/// ... or on the first working day from then on.
pub(super) fn working_days_later(at: Timestamp, days: u32, hour: u32) -> Timestamp {
    let mut then = days_later(at, days, hour);
    while !is_working_day(then) {
        then = then + Span::from_days(1);
    }
    then
}

#[cfg(test)]
mod tests {
    use super::{at_work, is_working_time};

    #[test]
    fn what_is_due_at_night_is_done_in_the_morning() {
        for (at, done) in [
            ("2025-01-03T10:00:00Z", "2025-01-03T10:00:00Z"),
            ("2025-01-03T07:10:00Z", "2025-01-03T08:10:00Z"),
            ("2025-01-03T17:00:00Z", "2025-01-06T08:00:00Z"),
            ("2025-01-04T12:30:00Z", "2025-01-06T08:30:00Z"),
        ] {
            let found = at_work(at.parse().unwrap());
            assert_eq!(found.to_string(), done);
            assert!(is_working_time(found));
        }
    }
}
