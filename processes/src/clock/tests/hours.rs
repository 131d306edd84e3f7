//! Service hours as files and events hold them.

use crate::clock::{Calendar, HoursError, MAX_SHIFTS_PER_DAY, MAX_SPECIAL_DATES, ServiceHours};
use engine::codec;
use serde_json::{Value, json};

fn parse(value: &Value) -> Result<ServiceHours, String> {
    serde_json::from_str(&value.to_string()).map_err(|error| error.to_string())
}

fn refused(value: &Value) -> HoursError {
    Calendar::new(&parse(value).unwrap()).unwrap_err()
}

fn full() -> Value {
    json!({
        "timezone": "Europe/Berlin",
        "hours": {
            "mon": [["09:00", "17:00"]], "tue": [["13:00", "17:00"], ["09:00", "12:00"]],
            "wed": [], "thu": [["22:00", "06:00"]], "fri": [], "sat": [], "sun": [["00:00", "24:00"]]
        },
        "closed": ["2026-12-25"],
        "open": {"2026-12-24": [["09:00", "12:00"]]}
    })
}

#[test]
fn files_and_logs_hold_the_same_hours() {
    let hours = parse(&full()).unwrap();
    assert_eq!(serde_json::to_value(&hours).unwrap(), full());
    let bytes = codec::to_bytes(&hours);
    assert_eq!(codec::from_bytes::<ServiceHours>(&bytes).unwrap(), hours);
    assert!(bytes.len() < 80, "{}", bytes.len());
    Calendar::new(&hours).unwrap();
}

#[test]
fn always_is_always() {
    let hours = ServiceHours::always();
    let calendar = Calendar::new(&hours).unwrap();
    let (from, to) =
        ("2016-12-31T12:00:00Z".parse().unwrap(), "2026-12-31T12:00:00Z".parse().unwrap());
    let intervals: Vec<_> = calendar.open_intervals(from, to).collect();
    assert_eq!(intervals, [from..to], "one piece");
    assert_eq!(codec::from_bytes::<ServiceHours>(&codec::to_bytes(&hours)).unwrap(), hours);
}

#[test]
fn missing_days_are_closed_and_unknown_ones_are_errors() {
    let hours = parse(&json!({"timezone": "UTC", "hours": {}})).unwrap();
    assert!(hours.hours.days().iter().all(|(_, shifts)| shifts.is_empty()));
    let error = parse(&json!({"timezone": "UTC", "hours": {"monday": []}})).unwrap_err();
    assert!(error.contains("unknown field `monday`, expected one of `mon`"), "{error}");
    assert!(parse(&json!({"timezone": "UTC", "hours": {}, "holidays": []})).is_err());
    assert!(parse(&json!({"timezone": "UTC"})).is_err(), "hours are stated, be they none");
}

#[test]
fn times_and_dates_that_are_none_say_what_would_be() {
    for time in ["9:00", "09:60", "24:01", "25:00", "09:00:00", "+9:00", "", "0900", "nine"] {
        let text = json!({"timezone": "UTC", "hours": {"mon": [[time, "17:00"]]}});
        let error = parse(&text).unwrap_err();
        assert!(error.contains("write HH:MM from 00:00 to 24:00"), "{error}");
    }
    for date in ["2026-02-29", "20261225", "2026-12-25T00:00", "Christmas", "2026-1-1"] {
        let error = parse(&json!({"timezone": "UTC", "hours": {}, "closed": [date]})).unwrap_err();
        assert!(error.contains("write YYYY-MM-DD"), "{error}");
    }
}

#[test]
fn an_unknown_zone_says_what_may_be_meant() {
    for (zone, like) in [("Berlin", "Europe/Berlin"), ("new york", "America/New_York")] {
        let error = refused(&json!({"timezone": zone, "hours": {}}));
        assert!(error.to_string().contains(like), "{error}");
    }
    for zone in ["", "Middle-earth/Shire", "Etc/Unknown", "CET-1CEST"] {
        let error = refused(&json!({"timezone": zone, "hours": {}}));
        assert!(matches!(error, HoursError::UnknownZone { .. }), "{error}");
    }
}

#[test]
fn shifts_that_make_no_sense_are_refused() {
    let mon = |shifts: Value| refused(&json!({"timezone": "UTC", "hours": {"mon": shifts}}));
    assert!(matches!(mon(json!([["09:00", "09:00"]])), HoursError::EmptyShift { .. }));
    assert!(matches!(mon(json!([["00:00", "00:00"]])), HoursError::EmptyShift { .. }));
    assert!(matches!(mon(json!([["24:00", "06:00"]])), HoursError::StartsAtEnd { .. }));
    let error = mon(json!([["12:00", "17:00"], ["09:00", "12:01"]]));
    assert!(error.to_string().starts_with("mon: 09:00–12:01 overlaps 12:00–17:00"), "{error}");
    assert!(matches!(
        mon(json!([["20:00", "04:00"], ["21:00", "22:00"]])),
        HoursError::Overlap { .. }
    ));
    let shifts: Vec<_> =
        (0..=MAX_SHIFTS_PER_DAY).map(|n| [format!("{n:02}:00"), format!("{n:02}:30")]).collect();
    assert!(matches!(mon(json!(shifts)), HoursError::TooManyShifts { found: 17, .. }));
    Calendar::new(&parse(&json!({"timezone": "UTC", "hours": {"mon": shifts[1..]}})).unwrap())
        .unwrap();
}

#[test]
fn a_night_shift_may_touch_the_next_morning_but_not_overlap_it() {
    let week = |end: &str| json!({"timezone": "UTC", "hours": {"sun": [["22:00", end]], "mon": [["06:00", "14:00"]]}});
    Calendar::new(&parse(&week("06:00")).unwrap()).unwrap();
    assert!(matches!(refused(&week("06:01")), HoursError::Overlap { .. }));
}

#[test]
fn special_dates_that_make_no_sense_are_refused() {
    let dates = |closed: Value, open: Value| {
        refused(&json!({"timezone": "UTC", "hours": {}, "closed": closed, "open": open}))
    };
    let shifts = json!([["09:00", "12:00"]]);
    let both = dates(json!(["2026-12-24"]), json!({"2026-12-24": shifts}));
    assert!(matches!(both, HoursError::ClosedAndOpen { .. }));
    let none = dates(json!([]), json!({"2026-12-24": []}));
    assert!(matches!(none, HoursError::OpenWithoutShifts { .. }));
    let first = jiff::civil::date(2026, 1, 1);
    let many: Vec<_> = (0..=i64::try_from(MAX_SPECIAL_DATES).unwrap())
        .map(|day| (first + jiff::Span::new().days(day)).to_string())
        .collect();
    assert_eq!(dates(json!(many), json!({})), HoursError::TooManyDates { found: 4_001 });
    let twice = r#"{"timezone": "UTC", "hours": {}, "open":
        {"2026-12-24": [["09:00", "12:00"]], "2026-12-24": [["13:00", "14:00"]]}}"#;
    let error = serde_json::from_str::<ServiceHours>(twice).unwrap_err().to_string();
    assert!(error.contains("2026-12-24 is there twice"), "{error}");
    let twice = r#"{"timezone": "UTC", "hours": {},
        "closed": ["2026-12-24", "2026-12-25", "2026-12-24"]}"#;
    let error = serde_json::from_str::<ServiceHours>(twice).unwrap_err().to_string();
    assert!(error.contains("2026-12-24 is there twice") && error.contains("line 2"), "{error}");
}

#[test]
fn the_schema_knows_its_shapes() {
    let schema = schemars::schema_for!(ServiceHours).to_value();
    assert_eq!(schema["additionalProperties"], json!(false));
    assert_eq!(schema["required"], json!(["timezone", "hours"]));
    assert_eq!(schema["$defs"]["Shift"]["minItems"], json!(2));
    assert_eq!(schema["$defs"]["TimeOfDay"]["type"], json!("string"));
    assert!(schema["properties"]["open"]["patternProperties"].is_object(), "{schema}");
}
