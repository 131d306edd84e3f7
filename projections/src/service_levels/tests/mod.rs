use super::{Grouping, Kind, Row, ServiceLevels};
use crate::testing::{World, at, golden_snapshot, key, sample_of};
use engine::{Key, Position, Record, RecordRef, Span, Timestamp};
use processes::clock::{Measure, Reason, State};
use processes::limits::Percent;

mod credits;
mod predict;
mod requests;
mod what_if;

const HOLD: &str = r#"{"reason": "awaiting_customer"}"#;
const RESOLVED: &str =
    r#"{"code": "restarted", "cause": "unknown", "no_item_reason": "not in the CMDB"}"#;

/// Ten minutes to respond, 70 of work and an hour for the customer to answer.
fn one_resolved(world: &mut World) -> Key {
    let one = world.log("high");
    world.minutes(10).incident(&one, "respond", "{}");
    world.minutes(30).incident(&one, "hold", HOLD);
    world.minutes(60).incident(&one, "resume", "{}");
    world.minutes(30).incident(&one, "resolve", RESOLVED);
    one
}

fn row(model: &ServiceLevels, group: &str, measure: Measure, now: Timestamp) -> Row {
    let report = model.report(Grouping::Priority, None, now);
    let rows = report.rows.into_iter().chain(report.totals);
    rows.into_iter().find(|row| row.group == group && row.measure == measure).unwrap()
}

#[test]
fn the_proof_names_every_interval_and_its_record() {
    let mut world = World::with_gold();
    let one = one_resolved(&mut world);
    let model: ServiceLevels = world.model();
    let reading = model.reading(Kind::Incident, &one, Measure::Resolution, world.now()).unwrap();
    assert_eq!((reading.state, reading.elapsed), (State::Met, Span::from_minutes(70)));
    let records = world.records();
    let proof: Vec<_> = reading
        .proof
        .iter()
        .map(|interval| {
            let record = records.iter().find(|record| record.position().0 == interval.because);
            (interval.counted, interval.reason.clone(), record.unwrap().as_ref().event)
        })
        .collect();
    let paused = Reason::Paused { reason: "awaiting_customer".to_owned() };
    assert_eq!(
        proof,
        [
            (true, Reason::Running, "prioritised"),
            (false, paused, "held"),
            (true, Reason::Running, "resumed"),
        ]
    );
    let response = model.reading(Kind::Incident, &one, Measure::Response, world.now()).unwrap();
    assert_eq!((response.state, response.elapsed), (State::Met, Span::from_minutes(10)));
    assert_eq!(model.reading(Kind::Incident, &key("INC9"), Measure::Response, world.now()), None);
    assert_eq!(model.service_level(Kind::Incident, &one).unwrap().agreement.key, "gold");
}

#[test]
fn each_case_counts_once_by_its_last_value() {
    let mut world = World::with_gold();
    let one = one_resolved(&mut world);
    world.minutes(5).incident(&one, "reopen", r#"{"reason": "still down"}"#);
    world.minutes(5).incident(&one, "resolve", RESOLVED);
    let two = world.log("high");
    world.send(
        "incident",
        "new",
        "log",
        r#"{"summary": "odd", "service": "mail", "monitor": "x"}"#,
    );
    let cancelled = world.log("low");
    world.incident(&cancelled, "cancel", r#"{"reason": "false_alarm"}"#);
    world.minutes(20);
    let model: ServiceLevels = world.model();
    let p1 = row(&model, "P1", Measure::Response, world.now());
    assert_eq!((p1.cases, p1.met, p1.breached, p1.running), (2, 1, 1, 0));
    assert_eq!(p1.attained, Some(Percent::of_hundred(50)));
    assert_eq!(p1.target.map(|shares| shares.least), Some(Percent::of_hundred(95)));
    assert_eq!((p1.misses_recorded, p1.misses_superseded), (1, 0));
    let p1 = row(&model, "P1", Measure::Resolution, world.now());
    assert_eq!((p1.met, p1.running, p1.at_risk), (1, 1, 0));
    assert_eq!((p1.median, p1.p90), (Some(Span::from_minutes(75)), Some(Span::from_minutes(75))));
    for group in ["none", "P4"] {
        let row = row(&model, group, Measure::Resolution, world.now());
        assert_eq!((row.cases, row.not_measured, row.attained), (1, 1, None), "{group}");
    }
    let all = row(&model, "all", Measure::Resolution, world.now());
    assert_eq!((all.cases, all.met, all.running, all.not_measured), (4, 1, 1, 2));

    // Three of four open hours are used.
    world.minutes(165);
    let model: ServiceLevels = world.model();
    let p1 = row(&model, "P1", Measure::Resolution, world.now());
    assert_eq!((p1.running, p1.at_risk), (0, 1));
    assert_eq!(model.discrepancies(), []);
    world.incident(&two, "respond", "{}");
}

#[test]
fn what_was_given_up_too_late_is_missed_and_took_no_time() {
    let mut world = World::with_gold();
    let one = world.log("high");
    world.minutes(24 * 60).incident(&one, "cancel", r#"{"reason": "false_alarm"}"#);
    let all = row(&world.model(), "all", Measure::Response, world.now());
    assert_eq!((all.breached, all.mean, all.median), (1, None, None));
    one_resolved(&mut world);
    let all = row(&world.model(), "all", Measure::Response, world.now());
    assert_eq!((all.breached, all.met, all.mean), (1, 1, Some(Span::from_minutes(10))));
}

#[test]
fn groups_are_named_by_what_they_share() {
    let mut world = World::with_gold();
    one_resolved(&mut world);
    world.send(
        "incident",
        "new",
        "log",
        r#"{"summary": "odd", "service": "a b", "monitor": "x", "category": "c",
            "impact": "low", "urgency": "low"}"#,
    );
    let model: ServiceLevels = world.model();
    let groups = |by| {
        let rows = model.report(by, None, world.now()).rows.into_iter();
        rows.filter(|row| row.measure == Measure::Response).map(|row| row.group).collect::<Vec<_>>()
    };
    assert_eq!(groups(Grouping::Priority), ["P1", "P4"]);
    assert_eq!(groups(Grouping::Service), ["a b", "mail"]);
    assert_eq!(groups(Grouping::Customer), ["acme", "none"]);
    assert_eq!(groups(Grouping::Agreement), ["default v1", "gold v1"]);
    assert_eq!(groups(Grouping::Month), ["2026-01"]);
    assert_eq!(groups(Grouping::Supplier), ["none"]);
}

#[test]
fn a_case_is_of_the_suppliers_who_run_its_items() {
    let mut world = World::with_gold();
    world
        .with_servers(&["a", "b", "c"])
        .with_supplier("power", &["b"])
        .with_supplier("hosting", &["a"]);
    let logged = |world: &mut World, item: &str| {
        let body = format!(
            r#"{{"summary": "odd", "service": "mail", "monitor": "x", "configuration_item": "{item}"}}"#
        );
        world.send("incident", "new", "log", &body)
    };
    let one = logged(&mut world, "a");
    logged(&mut world, "c");
    world.incident(&one, "link_ci", r#"{"configuration_item": "b"}"#);
    let groups = |world: &World| {
        let rows =
            world.model::<ServiceLevels>().report(Grouping::Supplier, None, world.now()).rows;
        let rows = rows.into_iter().filter(|row| row.measure == Measure::Response);
        rows.map(|row| row.group).collect::<Vec<_>>()
    };
    assert_eq!(groups(&world), ["hosting, power", "none"]);
    world.incident(&one, "unlink", r#"{"link": {"configuration_item": "a"}, "reason": "a slip"}"#);
    assert_eq!(groups(&world), ["none", "power"]);
}

#[test]
fn a_month_is_one_of_the_zone_that_the_clocks_go_by() {
    let mut world = World::with_gold();
    // Half past eleven on the last of January in London is February in Berlin.
    world.pass("2026-01-31T23:30:00Z".parse::<Timestamp>().unwrap().since(world.now()));
    world.log("low");
    let rows = world.model::<ServiceLevels>().report(Grouping::Month, None, world.now()).rows;
    assert_eq!(rows[0].group, "2026-02");
}

#[test]
fn a_miss_stays_on_record_when_later_facts_overturn_it() {
    let mut world = World::with_gold();
    let one = world.log("high");
    let logged_at = world.now();
    world.minutes(20);
    let model: ServiceLevels = world.model();
    assert_eq!(row(&model, "P1", Measure::Response, world.now()).breached, 1);
    // The desk had answered in time and says so later.
    let answered = Some(logged_at + Span::from_minutes(9));
    world.send_at("incident", &one.to_string(), "respond", "{}", answered);
    world.minutes(1);
    let model: ServiceLevels = world.model();
    let p1 = row(&model, "P1", Measure::Response, world.now());
    assert_eq!((p1.met, p1.breached, p1.misses_recorded, p1.misses_superseded), (1, 0, 1, 1));
    assert_eq!(model.discrepancies(), []);

    let explained = model.explain(Kind::Incident, &one, world.now()).unwrap();
    let miss = &explained.clocks[0].misses[0];
    assert_eq!(miss.due, logged_at + Span::from_minutes(15));
    let overturned = miss.superseded.as_ref().unwrap();
    assert_eq!(overturned.state, State::Met);
    let records = world.records();
    let records: Vec<_> = records.iter().map(Record::as_ref).collect();
    let by = records.iter().filter(|record| record.key == one.as_escaped());
    let by = by.filter(|record| overturned.by.contains(&record.version));
    assert_eq!(by.map(|record| record.event).collect::<Vec<_>>(), ["responded"]);

    // Known then: missed. Known now: met.
    let then = logged_at + Span::from_minutes(18);
    let last = records.iter().rfind(|record| record.metadata.recorded_at <= then).unwrap();
    let known_then: ServiceLevels = world.as_of(last.position);
    let p1 = row(&known_then, "P1", Measure::Response, then);
    assert_eq!((p1.met, p1.breached, p1.misses_recorded, p1.misses_superseded), (0, 1, 1, 0));
    let known_now = model.as_of_known_now(Grouping::Priority, then);
    assert_eq!((known_now.rows[0].met, known_now.rows[0].breached), (1, 0));
    let early = logged_at + Span::from_minutes(5);
    assert_eq!(model.as_of_known_now(Grouping::Priority, early).rows[0].running, 1);
    let before = logged_at - Span::from_minutes(1);
    assert_eq!(model.as_of_known_now(Grouping::Priority, before).rows, []);
}

#[test]
fn a_wrong_breach_is_found() {
    let mut world = World::with_gold();
    world.log("high");
    world.minutes(20);
    let mut records = world.records();
    let is_miss = |record: &&mut Record| record.as_ref().event == "target_missed";
    let missed = records.iter_mut().find(is_miss).unwrap();
    let mut event: processes::incident::TargetMissed =
        engine::codec::from_bytes(missed.as_ref().payload).unwrap();
    event.due = event.due + Span::from_nanos(1);
    let payload = &engine::codec::to_bytes(&event);
    *missed = RecordRef { payload, ..missed.as_ref() }.to_owned().unwrap();
    let model: ServiceLevels = crate::testing::fold(&records);
    assert_eq!(model.discrepancies().len(), 1);
}

#[test]
fn a_holiday_announced_later_moves_only_what_is_ahead() {
    let mut world = World::with_gold();
    let one = world.log("medium");
    let friday = at("2026-01-09T12:00:00Z");
    world.pass(friday.since(world.now()));
    let early: ServiceLevels = world.model();
    let due = |model: &ServiceLevels, now| {
        model.reading(Kind::Incident, &one, Measure::Resolution, now).unwrap().due
    };
    let before = due(&early, world.now());
    world.send(
        "calendar",
        "office",
        "close",
        r#"{"dates": ["2026-01-12"], "reason": "a holiday"}"#,
    );
    world.minutes(1);
    let model: ServiceLevels = world.model();
    assert_eq!(before, Some(at("2026-01-16T09:00:00Z")));
    assert_eq!(due(&model, friday - Span::from_minutes(1)), before, "as it was");
    assert_eq!(due(&model, world.now()), Some(at("2026-01-19T09:00:00Z")), "one open day later");
    assert_eq!(model.explain(Kind::Incident, &one, world.now()).unwrap().calendar_version, 2);
    world.pass(Span::from_days(20));
    assert_eq!(world.model::<ServiceLevels>().discrepancies(), []);
}

#[test]
fn an_adopted_history_is_measured_like_our_own() {
    let mut world = World::with_gold();
    let opened = at("2016-02-29T09:00:00Z");
    let body = r#"{"to": "in_progress", "service": "mail", "customer": "acme", "summary": "old",
        "triage": {"impact": "high", "urgency": "high", "category": "c"}}"#;
    world.send_at("incident", "OLD-1", "adopt", body, Some(opened));
    let adopt = |to: &str| format!(r#"{{"to": "{to}"}}"#);
    let resolved = opened + Span::from_hours(2);
    world.send_at("incident", "OLD-1", "adopt", &adopt("resolved"), Some(resolved));
    let closed = opened + Span::from_days(5);
    world.send_at("incident", "OLD-1", "adopt", &adopt("closed"), Some(closed));
    let model: ServiceLevels = world.model();
    let reading =
        model.reading(Kind::Incident, &key("OLD-1"), Measure::Resolution, world.now()).unwrap();
    assert_eq!((reading.state, reading.elapsed), (State::Met, Span::from_hours(2)));
    let known_now = model.as_of_known_now(Grouping::Month, opened + Span::from_hours(1));
    let resolution = &known_now.rows[1];
    assert_eq!((resolution.group.as_str(), resolution.running), ("2016-02", 1));
    let none: ServiceLevels = world.as_of(Position(20));
    assert!(none.is_empty());
}

#[test]
fn the_snapshot_of_this_version_is_the_one_recorded() {
    golden_snapshot(&crate::testing::fold::<ServiceLevels>(&sample_of("clocks", made)));
}

/// An incident as in the sample, and service requests of each kind.
fn made() -> Vec<Record> {
    let mut world = World::with_gold();
    world.with_requests();
    one_resolved(&mut world);
    requests::asked(&mut world);
    world.records()
}
