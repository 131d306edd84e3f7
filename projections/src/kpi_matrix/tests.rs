use super::cases::Fix;
use super::reckon::{Asked as Of, Tally};
use super::{Adds, Asked, KpiMatrix, Not, Trend, Value};
use crate::properties::{history, steps};
use crate::testing::{World, at, golden_snapshot, key, sample_of};
use engine::{Decider as _, EventSet as _, Key, Record, Span, Stamp, Timestamp};
use processes::incident::{Event, Incident, Phase};
use processes::kpi::{Definition, Figure, Measure, Month, Rate, defaults};
use processes::limits::Percent;
use proptest::prelude::*;
use std::collections::BTreeMap;

const RESOLVED: &str =
    r#"{"code": "restarted", "cause": "unknown", "no_item_reason": "not in the CMDB"}"#;

/// Ada does what each measure needs somebody for.
fn world() -> World {
    let mut world = World::with_gold();
    for role in ["business_relationship_manager", "security_officer", "service_manager"] {
        world.give(role);
    }
    world
}

fn months(world: &World, name: &str, months: u16) -> Vec<Value> {
    let asked = Asked { name: Some(key(name)), months };
    let matrix = world.model::<KpiMatrix>().matrix(&asked, world.now(), &[]);
    matrix.rows.into_iter().next().unwrap().series
}

fn this_month(world: &World, name: &str) -> Value {
    months(world, name, 1).remove(0)
}

const fn time(minutes: i64) -> Figure {
    Figure::Time(Span::from_minutes(minutes))
}

#[test]
fn from_the_beginning_there_is_one_for_each_measure_that_nobody_has_approved() {
    let world = world();
    let asked = Asked { name: None, months: 3 };
    let matrix = world.model::<KpiMatrix>().matrix(&asked, world.now(), &[]);
    let mut names: Vec<_> = matrix.rows.iter().map(|row| row.name.to_string()).collect();
    names.sort();
    let mut all = Measure::ALL.map(Measure::name);
    all.sort_unstable();
    assert_eq!(names, all);
    for row in &matrix.rows {
        assert!(!row.approved && row.version == 0 && row.series.len() == 3, "{row:?}");
        let counts = row.measure == Measure::SecurityIncidents;
        assert_eq!(row.series[2].value, counts.then_some(Figure::Count(0)), "{row:?}");
    }
}

#[test]
fn the_time_to_restore_is_the_mean_of_those_resolved_in_the_month() {
    let mut world = world();
    let one = world.log("high");
    world.minutes(30).incident(&one, "resolve", RESOLVED);
    let two = world.log("medium");
    let cancelled = world.log("low");
    world.incident(&cancelled, "cancel", r#"{"reason": "false_alarm"}"#);
    world.minutes(90).incident(&two, "resolve", RESOLVED);
    let value = this_month(&world, "time_to_restore");
    assert_eq!((value.value, value.reached), (Some(time(60)), Some(true)));
    assert_eq!((value.included, value.excluded, value.is_over), (2, 0, false));
    // What is reopened is not restored yet.
    world.incident(&two, "reopen", r#"{"reason": "still down"}"#);
    assert_eq!(this_month(&world, "time_to_restore").value, Some(time(30)));
    let shown = world.model::<KpiMatrix>().show(
        &key("time_to_restore"),
        Month::of(world.now()),
        (0, 9),
        world.now(),
        &[],
    );
    let shown = shown.unwrap();
    assert_eq!(shown.counted.rows.len(), 1);
    assert_eq!(shown.counted.rows[0].key, one);
    // The next month, it took as long as it took.
    world.pass(Span::from_days(30)).incident(&two, "resolve", RESOLVED);
    let two_months = months(&world, "time_to_restore", 2);
    assert_eq!(two_months[0].value, Some(time(30)));
    assert_eq!(
        (two_months[1].value, two_months[1].trend),
        (Some(time(90 + 30 * 24 * 60)), Some(Trend::Worse))
    );
    assert_eq!(two_months[1].reached, Some(false));
}

#[test]
fn complaints_are_counted_to_a_hundred_incidents_and_requests() {
    let mut world = world();
    for _ in 0..3 {
        world.log("low");
    }
    let convert = world.log("low");
    world.incident(&convert, "convert", r#"{"note": "a wish"}"#);
    let complaint = |world: &mut World, service: &str| {
        let body = format!(
            r#"{{"summary": "slow", "statement": "for days", "customer": "acme", "service": "{service}"}}"#
        );
        world.send("complaint", "new", "record", &body)
    };
    let one = complaint(&mut world, "mail");
    let two = complaint(&mut world, "mail");
    let merge = format!(r#"{{"parent": "{one}", "told": "by telephone"}}"#);
    world.send("complaint", &two.to_string(), "merge", &merge);
    let value = this_month(&world, "complaint_rate");
    // A rule may have logged the request that the incident became.
    let requests = world.records().into_iter().filter(|record| {
        let record = record.as_ref();
        (record.process, record.event) == ("service_request", "logged")
    });
    let base = 3 + requests.count() as u64;
    assert_eq!(value.value, Rate::of(1, base).map(Figure::Rate));
    assert_eq!((value.included, value.excluded), (base + 1, 2));
    let shown = world.model::<KpiMatrix>().show(
        &key("complaint_rate"),
        Month::of(world.now()),
        (0, 99),
        world.now(),
        &[],
    );
    let not: Vec<_> =
        shown.unwrap().not_counted.rows.into_iter().map(|it| (it.key, it.adds)).collect();
    assert!(not.contains(&(two, Adds::Not(Not::Merged))), "{not:?}");
    assert!(not.contains(&(convert, Adds::Not(Not::Converted))), "{not:?}");
}

#[test]
fn security_incidents_of_a_year_are_told_to_whom_may_see_them() {
    let mut world = world();
    let open = r#"{"summary": "odd", "source": {"stated": "a stranger"}}"#;
    world.send("security_incident", "new", "open", open);
    let none = world.send("security_incident", "new", "open", open);
    let dismiss = r#"{"reason": "a test", "evidence": {"statement": "the plan"}}"#;
    world.send("security_incident", &none.to_string(), "dismiss", dismiss);
    let value = this_month(&world, "security_incidents");
    assert_eq!((value.value, value.excluded), (Some(Figure::Count(1)), 1));
    world.pass(Span::from_days(330));
    assert_eq!(this_month(&world, "security_incidents").value, Some(Figure::Count(1)));
    world.pass(Span::from_days(40));
    assert_eq!(this_month(&world, "security_incidents").value, Some(Figure::Count(0)));
    let model: KpiMatrix = world.model();
    let hidden = ["security_incident"];
    let matrix = model.matrix(&Asked { name: None, months: 12 }, world.now(), &hidden);
    let withheld: Vec<_> = matrix.rows.iter().filter(|row| row.withheld).collect();
    assert_eq!(withheld.len(), 1);
    assert!(withheld[0].series.is_empty());
    let (name, month) = (key("security_incidents"), Month::of(world.now()).before(12));
    let shown = model.show(&name, month, (0, 9), world.now(), &hidden).unwrap();
    assert_eq!((shown.counted.total, shown.not_counted.total), (0, 0));
    assert!(shown.row.series.is_empty());
}

/// Items that may have weaknesses.
fn with_items() -> World {
    let mut world = world();
    world.with_servers(&["srv-1", "srv-2"]);
    let fit = r#"{"person": "gus", "competence": {"statement": "fit"}}"#;
    world.send("role", "security_officer", "offer", fit);
    world.send_as("gus", "role", "security_officer", "accept", "{}").unwrap();
    world
}

fn register(world: &mut World, weakness: &str, item: &str) -> Key {
    let body = format!(
        r#"{{"weakness": "{weakness}", "configuration_items": ["{item}"], "source": {{"report": "its maker"}},
            "grade": {{"grading": {{"severity": "high", "exposure": "public"}}}}}}"#
    );
    world.send("vulnerability", "new", "register", &body)
}

fn fix(world: &mut World, vulnerability: &Key) {
    let start = r#"{"by": {"no_alteration": "none of it is in use"}, "action": "another library"}"#;
    let name = vulnerability.to_string();
    world.send("vulnerability", &name, "start_fix", start);
    world.send("vulnerability", &name, "apply_fix", r#"{"done": "another library"}"#);
    // Nobody says of his own fix that it works.
    let scan = r#"{"scan": {"scanner": "probe", "report": "run 7"}, "clean": true}"#;
    world.send_as("gus", "vulnerability", &name, "record_rescan", scan).unwrap();
}

#[test]
fn each_fix_is_to_be_within_the_target_and_what_is_not_fixed_counts_when_it_is_late() {
    let mut world = with_items();
    let quick = register(&mut world, "CVE-1", "srv-1");
    world.minutes(60);
    fix(&mut world, &quick);
    let value = this_month(&world, "vulnerability_fix");
    assert_eq!((value.value, value.within), (Some(time(60)), Some(Percent::ALL)));
    assert_eq!(value.reached, Some(true));
    let open = register(&mut world, "CVE-2", "srv-2");
    world.minutes(120);
    assert_eq!(this_month(&world, "vulnerability_fix").excluded, 1, "it has time");
    world.minutes(240);
    let value = this_month(&world, "vulnerability_fix");
    assert_eq!((value.value, value.within), (Some(time(210)), Some(Percent::of_hundred(50))));
    // The mean would reach the target.
    assert_eq!((value.reached, value.included), (Some(false), 2));
    fix(&mut world, &open);
    assert_eq!(this_month(&world, "vulnerability_fix").value, Some(time(210)));
}

#[test]
fn an_exemption_takes_nothing_from_the_time_before_it() {
    let day = |day: i64| at("2026-03-01T00:00:00Z") + Span::from_days(day);
    let exempt = vec![(day(2), Some(day(9))), (day(12), None)];
    let fix = Fix { exempt, ..Fix::detected(day(0)) };
    for (by, days, is_exempt) in
        [(1, 0, false), (2, 0, false), (5, 3, true), (10, 7, false), (14, 9, true)]
    {
        let known = (fix.exempt_by(day(by)), fix.is_exempt(day(by)));
        assert_eq!(known, (Span::from_days(days), is_exempt), "{by}");
    }
}

#[test]
fn what_is_exempt_counts_where_all_time_does_and_what_is_gone_until_it_was() {
    let day = |day: i64| at("2026-03-01T00:00:00Z") + Span::from_days(day);
    let (model, name, now) = (KpiMatrix::default(), key("vulnerability_fix"), day(70));
    let reckoned = |fix: &Fix, months: i64| {
        let month = Month::of(day(31 * months));
        let known = model.version_at(&name, month, now).unwrap();
        let asked = Of::new(known.definition, month, now, &[]);
        let (mut tally, measure) = (Tally::default(), known.definition.measure);
        if let Some((_, amount)) = fix.by(&asked) {
            tally.add(amount, asked.limit());
        }
        let days = |figure| match figure {
            Some(Figure::Time(span)) => Some(span.as_nanos() / Span::from_days(1).as_nanos()),
            _ => None,
        };
        let figures = [tally.value(measure), tally.with_exemptions(measure)].map(days);
        (figures, tally.included, tally.excluded)
    };
    let exempt = Fix { exempt: vec![(day(1), None)], ..Fix::detected(day(0)) };
    assert_eq!(reckoned(&exempt, 0), ([None, Some(31)], 0, 1));
    let late = Fix { gone: Some(day(40)), ..Fix::detected(day(0)) };
    assert_eq!(reckoned(&late, 0), ([Some(31); 2], 1, 0), "it was there all month");
    assert_eq!(reckoned(&late, 1), ([Some(40); 2], 1, 0));
    assert_eq!(reckoned(&late, 2), ([None; 2], 0, 0));
    let soon = Fix { gone: Some(day(0)), ..Fix::detected(day(0)) };
    assert_eq!(reckoned(&soon, 0), ([None; 2], 0, 1));
}

/// What the incident's own fold makes of it: its phase, and since when it is restored.
fn restored(records: &[Record]) -> BTreeMap<Key, (Phase, Timestamp, Option<Timestamp>)> {
    let mut all = BTreeMap::<Key, (Incident, Timestamp, Option<Timestamp>)>::new();
    for record in records.iter().map(Record::as_ref).filter(|record| record.process == "incident") {
        let event = Event::decode(record.event, record.schema, record.payload).unwrap();
        let at = record.metadata.occurred_at;
        let (state, _, to) = all
            .entry(record.stream().unwrap().key)
            .or_insert_with(|| (Incident::default(), at, None));
        state.evolve(&event, &Stamp::from(&record));
        let is_over = matches!(state.phase, Phase::Resolved | Phase::Closed);
        let begins = state.phase == Phase::Resolved && record.event == "resolved";
        *to = to.filter(|_| is_over && !begins).or(is_over.then_some(at));
    }
    all.into_iter().map(|(key, (state, from, to))| (key, (state.phase, from, to))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_time_to_restore_is_what_a_slow_obvious_computation_says(steps in steps()) {
        let world = history(&steps);
        let value = this_month(&world, "time_to_restore");
        let over = restored(&world.records());
        let counted = over.values().filter_map(|(phase, from, to)| {
            let is_counted = matches!(phase, Phase::Resolved | Phase::Closed);
            to.filter(|_| is_counted).map(|to| to.since(*from).as_nanos())
        });
        let counted: Vec<_> = counted.collect();
        let sum: i64 = counted.iter().sum();
        let mean = i64::try_from(counted.len()).ok().and_then(|count| sum.checked_div(count));
        prop_assert_eq!(value.value, mean.map(|nanos| Figure::Time(Span::from_nanos(nanos))));
        prop_assert_eq!(value.included, counted.len() as u64);
    }
}

#[test]
fn the_snapshot_of_a_sample_is_the_one_recorded() {
    let sample = sample_of("kpi", || {
        let mut world = with_items();
        let one = world.log("high");
        world.minutes(30).incident(&one, "resolve", RESOLVED);
        let body = r#"{"summary": "slow", "statement": "for days", "customer": "acme", "service": "mail"}"#;
        world.send("complaint", "new", "record", body);
        register(&mut world, "CVE-1", "srv-1");
        world.records()
    });
    golden_snapshot(&crate::testing::fold::<KpiMatrix>(&sample));
}

#[test]
fn a_default_says_what_its_measure_means() {
    for (name, Definition { measure, target, .. }) in defaults() {
        assert_eq!(name.to_string(), measure.name());
        assert_eq!(target.unit(), measure.unit());
    }
}

#[test]
fn what_a_measure_is_counted_from_is_what_the_model_takes_in() {
    for process in processes::processes() {
        for event in process.event_kinds() {
            let is_counted = Measure::ALL
                .iter()
                .flat_map(|measure| measure.sources())
                .any(|source| source.process == process.name() && source.events.contains(&event));
            let takes = super::cases::takes(process.name(), event);
            let whole = ["agreement", "calendar", "kpi", "service"].contains(&process.name());
            assert!(whole || takes == is_counted, "{} {event}", process.name());
        }
    }
    for source in Measure::ALL.iter().flat_map(|measure| measure.sources()) {
        let process = processes::processes().into_iter().find(|it| it.name() == source.process);
        for event in source.events {
            assert!(process.unwrap().event_kinds().contains(event), "{} {event}", source.process);
        }
    }
}
