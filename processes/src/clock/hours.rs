//! Service hours as they are agreed, written down and stored.

use super::{Date, HoursError, TimeOfDay};
use crate::clock::civil::DAY_MINUTES;
use jiff::civil::Weekday;
use schemars::JsonSchema;
use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The most shifts one day may have.
pub const MAX_SHIFTS_PER_DAY: usize = 16;
/// The most special dates, closed and open together, one calendar may have.
pub const MAX_SPECIAL_DATES: usize = 4_000;

/// When a service is attended: the value of a calendar, in events and in files.
///
/// It is plain data and need not make sense; [`Calendar::new`](super::Calendar::new) checks it, so
/// that what an older release accepted can always be read.
///
/// - A day that is not mentioned is closed.
/// - A shift whose end lies before its start goes past midnight. It belongs to the date it starts
///   on: a closed date does not cut the shift of the evening before.
/// - A date in `closed` has no shifts of its own.
/// - The shifts of a date in `open` replace those of its weekday.
///
/// ```
/// use processes::clock::{Calendar, ServiceHours};
/// let hours: ServiceHours = serde_json::from_str(r#"{
///     "timezone": "Europe/Berlin",
///     "hours": {"mon": [["09:00", "12:00"], ["13:00", "17:00"]], "fri": [["22:00", "06:00"]]},
///     "closed": ["2026-12-25"],
///     "open": {"2026-12-24": [["09:00", "12:00"]]}
/// }"#)?;
/// assert!(Calendar::new(&hours).is_ok());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceHours {
    /// The zone whose clocks on the wall count, by its IANA name, such as `Europe/Berlin`.
    pub timezone: SmolStr,
    /// The shifts of an ordinary week.
    pub hours: Week,
    /// Dates without shifts, such as holidays.
    #[serde(default, deserialize_with = "each_once")]
    #[schemars(extend("x-each-once" = true))]
    pub closed: BTreeSet<Date>,
    /// Dates with shifts of their own.
    #[serde(default, deserialize_with = "each_once_with_shifts")]
    pub open: BTreeMap<Date, Vec<Shift>>,
}

/// The shifts of each day of an ordinary week.
#[derive(Clone, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Week {
    /// Monday.
    pub mon: Vec<Shift>,
    /// Tuesday.
    pub tue: Vec<Shift>,
    /// Wednesday.
    pub wed: Vec<Shift>,
    /// Thursday.
    pub thu: Vec<Shift>,
    /// Friday.
    pub fri: Vec<Shift>,
    /// Saturday.
    pub sat: Vec<Shift>,
    /// Sunday.
    pub sun: Vec<Shift>,
}

/// From a time of day to another, half-open: at the end it is closed again.
///
/// In JSON `["09:00", "17:00"]`.
#[derive(
    Clone, Copy, Debug, Deserialize, Eq, Hash, JsonSchema, Ord, PartialEq, PartialOrd, Serialize,
)]
pub struct Shift(
    /// When it starts.
    pub TimeOfDay,
    /// When it ends; on the next day if that is before the start.
    pub TimeOfDay,
);

/// A day that shifts are written down for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Day {
    /// A day of the ordinary week.
    Every(Weekday),
    /// A special date.
    Only(Date),
}

impl ServiceHours {
    /// Round the clock, every day, in UTC.
    #[must_use]
    pub fn always() -> Self {
        let day = vec![Shift(TimeOfDay::START, TimeOfDay::END)];
        let [mon, tue, wed, thu, fri, sat, sun] = std::array::from_fn(|_| day.clone());
        Self {
            timezone: "UTC".into(),
            hours: Week { mon, tue, wed, thu, fri, sat, sun },
            closed: BTreeSet::new(),
            open: BTreeMap::new(),
        }
    }

    /// Whether the shifts and dates make sense; the zone is looked up by the calendar.
    pub(super) fn check(&self) -> Result<(), HoursError> {
        let dates = self.closed.len() + self.open.len();
        if dates > MAX_SPECIAL_DATES {
            return Err(HoursError::TooManyDates { found: dates });
        }
        if let Some(date) = self.open.keys().find(|date| self.closed.contains(date)) {
            return Err(HoursError::ClosedAndOpen { date: *date });
        }
        for (date, shifts) in &self.open {
            if shifts.is_empty() {
                return Err(HoursError::OpenWithoutShifts { date: *date });
            }
            check_day(Day::Only(*date), shifts)?;
        }
        self.hours.check()
    }
}

impl Week {
    /// The days in order, Monday first.
    #[must_use]
    pub fn days(&self) -> [(Weekday, &[Shift]); 7] {
        [
            (Weekday::Monday, &self.mon),
            (Weekday::Tuesday, &self.tue),
            (Weekday::Wednesday, &self.wed),
            (Weekday::Thursday, &self.thu),
            (Weekday::Friday, &self.fri),
            (Weekday::Saturday, &self.sat),
            (Weekday::Sunday, &self.sun),
        ]
    }

    fn check(&self) -> Result<(), HoursError> {
        let days = self.days();
        for (day, shifts) in days {
            check_day(Day::Every(day), shifts)?;
        }
        // The night shift of one day must be over before the next day's first shift starts.
        for ((day, shifts), (_, next)) in days.iter().zip(days.iter().cycle().skip(1)) {
            let last = shifts.iter().max_by_key(|shift| shift.window().1);
            let first = next.iter().min_by_key(|shift| shift.window().0);
            if let (Some(last), Some(first)) = (last, first)
                && last.window().1 > first.window().0 + DAY_MINUTES
            {
                let day = Day::Every(*day);
                return Err(HoursError::Overlap { day, earlier: *last, later: *first });
            }
        }
        Ok(())
    }
}

impl Shift {
    /// Start and end in minutes after the midnight its date starts with; the end may lie on the
    /// next day and so beyond 1,440.
    pub(super) const fn window(self) -> (u16, u16) {
        let (start, end) = (self.0.minutes(), self.1.minutes());
        (start, if end < start { end + DAY_MINUTES } else { end })
    }
}

fn check_day(day: Day, shifts: &[Shift]) -> Result<(), HoursError> {
    if shifts.len() > MAX_SHIFTS_PER_DAY {
        return Err(HoursError::TooManyShifts { day, found: shifts.len() });
    }
    if let Some(shift) = shifts.iter().find(|shift| shift.0 == TimeOfDay::END) {
        return Err(HoursError::StartsAtEnd { day, shift: *shift });
    }
    if let Some(shift) = shifts.iter().find(|shift| shift.0 == shift.1) {
        return Err(HoursError::EmptyShift { day, shift: *shift });
    }
    let mut sorted = shifts.to_vec();
    sorted.sort_unstable();
    for (earlier, later) in sorted.iter().zip(sorted.iter().skip(1)) {
        if earlier.window().1 > later.window().0 {
            return Err(HoursError::Overlap { day, earlier: *earlier, later: *later });
        }
    }
    Ok(())
}

/// A list in which a date that is written twice is an error: it may stand where another was meant.
fn each_once<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeSet<Date>, D::Error> {
    struct Dates;
    impl<'de> Visitor<'de> for Dates {
        type Value = BTreeSet<Date>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of dates")
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut dates = BTreeSet::new();
            while let Some(date) = list.next_element()? {
                if !dates.insert(date) {
                    let twice = format!("{date} is there twice; write each date once");
                    return Err(A::Error::custom(twice));
                }
            }
            Ok(dates)
        }
    }
    deserializer.deserialize_seq(Dates)
}

/// A map in which a date that is written twice is an error and not the last one's.
fn each_once_with_shifts<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<Date, Vec<Shift>>, D::Error> {
    struct Dates;
    impl<'de> Visitor<'de> for Dates {
        type Value = BTreeMap<Date, Vec<Shift>>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("dates with their shifts")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut dates = BTreeMap::new();
            while let Some((date, shifts)) = map.next_entry()? {
                if dates.insert(date, shifts).is_some() {
                    let twice = format!("{date} is there twice; write all its shifts once");
                    return Err(A::Error::custom(twice));
                }
            }
            Ok(dates)
        }
    }
    deserializer.deserialize_map(Dates)
}

impl fmt::Display for Shift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}–{}", self.0, self.1)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Every(Weekday::Monday) => f.write_str("mon"),
            Self::Every(Weekday::Tuesday) => f.write_str("tue"),
            Self::Every(Weekday::Wednesday) => f.write_str("wed"),
            Self::Every(Weekday::Thursday) => f.write_str("thu"),
            Self::Every(Weekday::Friday) => f.write_str("fri"),
            Self::Every(Weekday::Saturday) => f.write_str("sat"),
            Self::Every(Weekday::Sunday) => f.write_str("sun"),
            Self::Only(date) => date.fmt(f),
        }
    }
}
