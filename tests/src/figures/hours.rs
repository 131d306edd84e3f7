//! Open time, minute by minute.

use super::told::History;
use jiff::tz::TimeZone;
use serde_json::Value;
use std::collections::BTreeMap;

const MINUTE: i64 = 60 * 1_000_000_000;
const WEEK: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The calendars of a history, each as it was defined first.
pub(super) struct Hours {
    first: i64,
    /// By calendar: its zone, and of each minute since the first whether it is open.
    calendars: BTreeMap<String, (TimeZone, Vec<bool>)>,
}

impl Hours {
    /// Those from the beginning of a history to its end.
    pub(super) fn of(history: &History) -> Self {
        let first = history.told.first().unwrap().at / MINUTE;
        let last = history.told.iter().map(|told| told.at).max().unwrap() / MINUTE + 1;
        let defined = history.told.iter().filter(|told| told.is("calendar", "defined"));
        let calendars = defined.map(|told| {
            let zone = TimeZone::get(told.text("/hours/timezone")).unwrap();
            let week = &told.says["hours"]["hours"];
            let open = (first..=last).map(|minute| is_open(week, &zone, minute)).collect();
            (told.key.clone(), (zone, open))
        });
        Self { first, calendars: calendars.collect() }
    }

    pub(super) fn zone(&self, calendar: &str) -> &TimeZone {
        &self.calendars[calendar].0
    }

    /// How much of a time is open.
    pub(super) fn between(&self, calendar: &str, from: i64, to: i64) -> i64 {
        let (_, open) = &self.calendars[calendar];
        let minutes = from.div_euclid(MINUTE)..=to.div_euclid(MINUTE);
        let part = |minute: i64| {
            let (begin, end) = (minute * MINUTE, (minute + 1) * MINUTE);
            let is_open = open[usize::try_from(minute - self.first).unwrap()];
            if is_open { (to.min(end) - from.max(begin)).max(0) } else { 0 }
        };
        if from < to { minutes.map(part).sum() } else { 0 }
    }
}

fn is_open(week: &Value, zone: &TimeZone, minute: i64) -> bool {
    let at = jiff::Timestamp::from_second(minute * 60).unwrap().to_zoned(zone.clone());
    let day = WEEK[usize::try_from(at.weekday().to_monday_zero_offset()).unwrap()];
    let now = format!("{:02}:{:02}", at.hour(), at.minute());
    let shifts = week[day].as_array().unwrap();
    shifts.iter().any(|shift| shift[0].as_str() <= Some(&now) && Some(&*now) < shift[1].as_str())
}
