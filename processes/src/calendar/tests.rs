use super::{
    Calendar, Close, Command, Define, Defined, Event, Open, Rejection, Restore, Retire, Revise,
};
use crate::clock::{Date, HoursError, ServiceHours, Shift, TimeOfDay};
use crate::limits::text;
use engine::testing::{Explorer, durable, given};

fn date(date: &str) -> Date {
    date.parse().unwrap()
}

fn morning() -> Shift {
    Shift("09:00".parse().unwrap(), "12:00".parse().unwrap())
}

fn office() -> ServiceHours {
    let week = r#"{"timezone": "Europe/Berlin", "hours": {"mon": [["09:00", "17:00"]]}}"#;
    serde_json::from_str(week).unwrap()
}

fn defined() -> Event {
    Defined { hours: office() }.into()
}

#[test]
fn hours_make_sense() {
    let hours = ServiceHours { timezone: "Mars".into(), ..office() };
    let refused = given::<Calendar>([]).when(Define { hours }).decided().unwrap_err();
    assert!(refused.to_string().contains("IANA"), "{refused}");
    let empty = Open { date: date("2026-12-24"), shifts: [].into(), reason: None };
    let error = HoursError::OpenWithoutShifts { date: date("2026-12-24") };
    given::<Calendar>([defined()]).when(empty).then_rejected(&Rejection::Hours(error));
    let shifts = [Shift(TimeOfDay::END, TimeOfDay::END)].into();
    let refused = given::<Calendar>([defined()]).when(Open {
        date: date("2026-12-24"),
        shifts,
        reason: None,
    });
    assert!(refused.decided().is_err());
}

#[test]
fn what_stays_as_it_is_makes_no_version() {
    given::<Calendar>([defined()]).when(Revise { hours: office(), reason: None }).then_nothing();
    given::<Calendar>([defined()])
        .when(Restore { dates: [date("2026-12-25")].into(), reason: None })
        .then_nothing();
}

#[test]
fn a_date_is_closed_then_open_then_as_any_other() {
    let eve = date("2026-12-24");
    let closed = given::<Calendar>([])
        .when(Define { hours: office() })
        .then([defined()])
        .when(Close { dates: [eve].into(), reason: None })
        .then_names(&["closed"]);
    assert!(closed.state().hours.as_ref().unwrap().closed.contains(&eve));
    let opened = closed
        .when(Open { date: eve, shifts: [morning()].into(), reason: None })
        .then_names(&["opened"]);
    let hours = opened.state().hours.as_ref().unwrap();
    assert!(hours.closed.is_empty() && hours.open.contains_key(&eve));
    let restored =
        opened.when(Restore { dates: [eve].into(), reason: None }).then_names(&["restored"]);
    assert_eq!(restored.state().hours, Some(office()));
    assert_eq!(restored.state().version, 4);
}

#[test]
fn a_calendar_opens_again_some_day() {
    let never = |open: &str| -> ServiceHours {
        serde_json::from_str(&format!(r#"{{"timezone": "UTC", "hours": {{}}, "open": {open}}}"#))
            .unwrap()
    };
    let always = || given::<Calendar>([Defined { hours: ServiceHours::always() }.into()]);
    // The tests' present is in January 2026.
    let past = r#"{"2025-12-24": [["09:00", "12:00"]]}"#;
    let coming = r#"{"2026-12-24": [["09:00", "12:00"]]}"#;
    for open in ["{}", past] {
        let revise = Revise { hours: never(open), reason: None };
        always().when(revise).then_rejected(&Rejection::NeverOpen);
        let define = Define { hours: never(open) };
        given::<Calendar>([]).when(define).then_rejected(&Rejection::NeverOpen);
    }
    let seasonal = always().when(Revise { hours: never(coming), reason: None });
    let seasonal = seasonal.then_names(&["revised"]);
    let eve = date("2026-12-24");
    let close = Close { dates: [eve].into(), reason: None };
    seasonal.when(close).then_rejected(&Rejection::NeverOpen);
}

#[test]
fn a_calendar_that_an_agreement_counts_by_stays() {
    let world = crate::testing::founded("ada");
    let always = given::<Calendar>([Defined { hours: ServiceHours::always() }.into()]).of("always");
    let agreements = vec!["default".parse().unwrap()];
    always
        .at(world.now)
        .facts(world.facts)
        .when(Retire { reason: None })
        .then_rejected(&Rejection::InUse { agreements });
}

#[test]
fn does_what_the_table_says_and_reads_what_it_ever_wrote() {
    let dates = || [date("2026-12-25")].into();
    let reason = || Some(text("Christmas"));
    let samples: Vec<Command> = vec![
        Define { hours: office() }.into(),
        Revise { hours: ServiceHours::always(), reason: reason() }.into(),
        Revise { hours: office(), reason: None }.into(),
        Close { dates: dates(), reason: reason() }.into(),
        Open { date: date("2026-12-25"), shifts: [morning()].into(), reason: reason() }.into(),
        Restore { dates: dates(), reason: reason() }.into(),
        Retire { reason: reason() }.into(),
    ];
    let shape = |calendar: &Calendar| format!("{:?} {:?}", calendar.hours, calendar.retired);
    let explored = Explorer::<Calendar>::new(samples, shape).explore();
    durable("src/calendar/fixtures", &explored.events);
}
