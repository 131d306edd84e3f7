//! Service requests beside incidents.

use super::{Grouping, Kind, RESOLVED, ServiceLevels, one_resolved};
use crate::service_levels::{CaseId, Proposal, Row, Scope};
use crate::testing::{World, key};
use engine::projection::Tells as _;
use engine::{Key, Span, StreamId};
use processes::agreement::Terms;
use processes::clock::{Measure, Reason, ServiceHours, State};

const REQUEST: Kind = Kind::ServiceRequest;
const BEGIN: &str = r#"{"assignee": "ada"}"#;
const DELIVERED: &str = r#"{"delivered": "all of it"}"#;

fn fulfilled(world: &mut World, one: &Key, minutes: i64) {
    world.request(one, "start_fulfilment", "{}").minutes(minutes);
    world.request(one, "fulfil", DELIVERED);
}

/// One that is held for approval and fulfilled, one that is fulfilled too late, one that goes on, one
/// that is taken back, and one that nobody has sorted.
pub(super) fn asked(world: &mut World) -> [Key; 5] {
    let held = world.ask("new", "advice", "zeta");
    world.minutes(3 * 60).bo(&held, "approve").request(&held, "assign", BEGIN);
    fulfilled(world, &held, 60);
    let late = world.ask("new", "loan", "zeta");
    world.bo(&late, "approve").request(&late, "assign", BEGIN);
    fulfilled(world, &late, 4 * 60);
    let open = world.ask("new", "account", "acme");
    let back = world.ask("new", "account", "acme");
    world.request(&back, "withdraw", "{}");
    let unsorted = world.send("service_request", "new", "log", r#"{"summary": "a wish"}"#);
    [held, late, open, back, unsorted]
}

fn rows(world: &World, by: Grouping, of: Option<Kind>, measure: Measure) -> Vec<Row> {
    let report = world.model::<ServiceLevels>().report(by, of, world.now());
    let all = report.rows.into_iter().chain(report.totals);
    all.filter(|row| row.measure == measure).collect()
}

#[test]
fn a_report_tells_incidents_and_service_requests_apart() {
    let mut world = World::with_gold();
    world.with_requests();
    let groups = |world: &World, of| {
        let rows = rows(world, Grouping::Priority, of, Measure::Resolution);
        rows.into_iter().map(|it| (it.group, it.process, it.cases)).collect::<Vec<_>>()
    };
    one_resolved(&mut world);
    let incidents = [("P1", Kind::Incident, 1), ("all", Kind::Incident, 1)]
        .map(|(group, kind, cases)| (group.to_owned(), kind, cases));
    // What may be requested is no case.
    assert_eq!(groups(&world, None), incidents);
    world.log("medium");
    asked(&mut world);
    let told = groups(&world, None);
    let told: Vec<_> = told.iter().map(|(name, kind, cases)| (&**name, *kind, *cases)).collect();
    assert_eq!(
        told,
        [
            ("P1", Kind::Incident, 1),
            ("P3", Kind::Incident, 1),
            ("P3", REQUEST, 4),
            ("none", REQUEST, 1),
            ("all", Kind::Incident, 2),
            ("all", REQUEST, 5),
        ]
    );
    assert_eq!(groups(&world, Some(REQUEST)).len(), 3);
    assert!(groups(&world, Some(Kind::Incident)).iter().all(|row| row.1 == Kind::Incident));
    let all = rows(&world, Grouping::Priority, Some(REQUEST), Measure::Resolution).pop().unwrap();
    assert_eq!((all.met, all.breached, all.running, all.not_measured), (1, 1, 1, 2));
    assert_eq!((all.misses_recorded, all.misses_superseded), (1, 0));
    assert_eq!(all.mean, Some(Span::from_minutes(150)));
    assert_eq!(world.model::<ServiceLevels>().discrepancies(), []);
}

#[test]
fn each_grouping_holds_for_service_requests() {
    let mut world = World::with_gold();
    world.with_requests();
    asked(&mut world);
    let groups = |by| {
        let rows = rows(&world, by, Some(REQUEST), Measure::Resolution).into_iter();
        rows.map(|row| format!("{} {}", row.group, row.cases)).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(groups(Grouping::Service), "mail 4, none 1, all 5");
    assert_eq!(groups(Grouping::Customer), "acme 2, none 1, zeta 2, all 5");
    assert_eq!(groups(Grouping::Agreement), "gold v1 2, none 1, patience v1 2, all 5");
    assert_eq!(groups(Grouping::Supplier), "none 5, all 5");
    assert_eq!(groups(Grouping::Month), "2026-01 5, all 5");
}

#[test]
fn a_clock_stands_still_for_approval_where_the_agreement_says_so() {
    let mut world = World::with_gold();
    world.with_requests();
    // Of acme nothing is agreed about it: there it runs on.
    let acme = world.ask("new", "advice", "acme");
    let zeta = world.ask("new", "advice", "zeta");
    world.minutes(60);
    let model: ServiceLevels = world.model();
    let read = |one: &Key, measure| model.reading(REQUEST, one, measure, world.now()).unwrap();
    for measure in [Measure::Response, Measure::Resolution] {
        let (runs, stands) = (read(&acme, measure), read(&zeta, measure));
        assert_eq!((stands.state, stands.elapsed), (State::Paused, Span::ZERO));
        assert_ne!(runs.state, State::Paused);
    }
    let why = read(&acme, Measure::Resolution).proof.pop().unwrap().reason;
    assert_eq!(why, Reason::Held { reason: "awaiting_approval".to_owned() });
    world.bo(&zeta, "approve").minutes(10);
    let reading = world.model::<ServiceLevels>();
    let reading = reading.reading(REQUEST, &zeta, Measure::Resolution, world.now()).unwrap();
    assert_eq!((reading.state, reading.elapsed), (State::Running, Span::from_minutes(10)));
    let why = reading.proof.first().unwrap().reason.clone();
    assert_eq!(why, Reason::Paused { reason: "awaiting_approval".to_owned() });
    let told = |terms: Terms| {
        let proposal = Proposal { terms: Some(terms), ..Proposal::default() };
        let scope = Scope { customer: Some(key("zeta")), ..Scope::default() };
        world.model::<ServiceLevels>().what_if(&proposal, &scope, world.now()).unwrap()
    };
    // Terms that say nothing of approval have it run on, and an hour is too long then.
    let mut terms = Terms { party: Some(key("zeta")), ..Terms::default() };
    terms.targets.p3.response = Span::from_minutes(30);
    let told = told(terms);
    assert_eq!((told.cases, told.differing_total, told.measures[0].lost), (1, 1, 1));
    assert_eq!(told.differing[0].case, CaseId { process: REQUEST, key: zeta });
}

#[test]
fn what_an_item_promises_stays_when_something_else_had_been_agreed() {
    let mut world = World::with_gold();
    world.with_requests();
    let [held, late, ..] = asked(&mut world);
    let told = |proposal: &Proposal| {
        let scope = Scope { customer: Some(key("zeta")), ..Scope::default() };
        world.model::<ServiceLevels>().what_if(proposal, &scope, world.now()).unwrap()
    };
    let hours = Proposal { hours: Some(ServiceHours::always()), ..Proposal::default() };
    assert_eq!(told(&hours).differing, [], "zeta has always open hours as it is");
    let mut terms = Terms::default();
    terms.targets.p3.resolution = Span::from_minutes(30);
    let changed = told(&Proposal { terms: Some(terms), ..Proposal::default() });
    let differing: Vec<_> = changed.differing.iter().map(|it| &it.case.key).collect();
    assert_eq!(differing, [&held], "{late} is late by its item's own target");
    assert_eq!(changed.measures[1].would_be.breached, 2);
}

#[test]
fn requests_are_foretold_by_requests() {
    let mut world = World::with_gold();
    world.with_requests();
    for _ in 0..10 {
        let one = world.log("medium");
        world.incident(&one, "resolve", RESOLVED);
    }
    let [.., open, _, _] = asked(&mut world);
    let told = world.model::<ServiceLevels>().predict(10, world.now());
    let of_it: Vec<_> = told.rows.iter().filter(|row| row.case.key == open).collect();
    let [resolution] = of_it[..] else { panic!("{told:?}") };
    assert_eq!((resolution.case.process, resolution.measure), (REQUEST, Measure::Resolution));
    assert_eq!((resolution.chance.similar, resolution.chance.of_missing), (2, None));
    let json = engine::json::of(resolution);
    assert_eq!((&json["process"], &json["key"]), (&"service_request".into(), &"REQ0000003".into()));
    assert!(json.get("incident").is_none());
}

#[test]
fn equal_keys_are_two_cases() {
    let mut world = World::with_gold();
    world.with_requests();
    let one = world.log("high");
    world.minutes(5);
    assert_eq!(world.ask(&one.to_string(), "account", "acme"), one);
    world.minutes(10).incident(&one, "respond", "{}");
    world.request(&one, "start_fulfilment", "{}");
    let model: ServiceLevels = world.model();
    assert_eq!((model.len(), model.kinds_of(&one).count()), (2, 2));
    let elapsed = |kind| model.reading(kind, &one, Measure::Response, world.now()).unwrap().elapsed;
    assert_eq!((elapsed(Kind::Incident), elapsed(REQUEST)), (Span::from_minutes(15), Span::ZERO));
    let priority = |kind| model.explain(kind, &one, world.now()).unwrap().priority;
    assert_ne!(priority(Kind::Incident), priority(REQUEST));
    // What is told of them is told of each.
    let streams = [Kind::Incident, REQUEST].map(|kind| StreamId::new(kind.process(), one.clone()));
    assert_eq!(model.streams_after(None, 9), streams);
    assert_eq!(model.streams_after(None, 1), streams[..1]);
    assert_eq!(model.streams_after(Some(&streams[0]), 9), streams[1..]);
    assert_eq!(model.streams_after(Some(&streams[1]), 9), []);
    for (stream, kind) in streams.iter().zip(Kind::ALL) {
        assert_eq!(model.entity(stream).unwrap().process, kind);
    }
    // All at once is as one by one.
    let records = world.records();
    let records: Vec<_> = records.iter().map(engine::Record::as_ref).collect();
    let takes = |record: &&engine::RecordRef<'_>| {
        <ServiceLevels as engine::Projection>::takes(record.process, record.event)
    };
    let relevant: Vec<_> = records.iter().filter(takes).copied().collect();
    let mut at_once = ServiceLevels::default();
    engine::Projection::apply_all(&mut at_once, &relevant).unwrap();
    assert_eq!(engine::codec::to_bytes(&at_once), engine::codec::to_bytes(&model));
}
