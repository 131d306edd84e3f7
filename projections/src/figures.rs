//! How fast and how large: `cargo test --release -p pdca-projections figures -- --ignored --nocapture`.

use crate::testing::{sample, take_in};
use crate::{Cmdb, Incidents, ServiceLevels, service_levels::Grouping};
use engine::projection::Projection;
use engine::{EventSet as _, Key, Named as _, Position, Record, RecordRef, Version};
use processes::configuration_item::{
    self, Definition, End, Event, Identified, Impact, Registered, Related,
};
use processes::configuration_item::{Control, RelationRule, TypeDrafted, TypePublished};
use processes::facts::{Bounds, Direction};
use std::time::Instant;

const CASES: u64 = 200_000;

/// The records of one closed incident, again and again under other numbers.
fn history() -> (Vec<Record>, Vec<Record>) {
    let one = Key::new("INC0000001").unwrap();
    let (case, before) = sample().into_iter().partition(|record| record.stream().key == one);
    (before, case)
}

fn resident() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse::<u64>().unwrap() * 4096
}

fn fill<P: Projection>() -> P {
    let (before, case) = history();
    let (mut model, start) = (P::default(), resident());
    take_in(&mut model, &before);
    let case: Vec<_> = case.iter().map(Record::as_ref).collect();
    let mut spent = vec![std::time::Duration::ZERO; case.len()];
    for number in 0..CASES {
        let key = Key::new(&format!("INC{number:07}")).unwrap();
        for (record, spent) in case.iter().zip(&mut spent) {
            let position = Position(record.position.0 + number + 1);
            let record = RecordRef { position, key: key.as_escaped(), ..*record };
            let began = Instant::now();
            model.apply(&record).unwrap();
            *spent += began.elapsed();
        }
    }
    println!("{}: {} bytes of memory a case", P::NAME, (resident() - start) / CASES);
    for (record, spent) in case.iter().zip(spent) {
        println!("  {:20} {:6} ns", record.event, spent.as_nanos() / u128::from(CASES));
    }
    let began = Instant::now();
    let bytes = engine::codec::to_bytes(&model);
    println!("  snapshot {} bytes a case, {:?}", bytes.len() as u64 / CASES, began.elapsed());
    let began = Instant::now();
    let restored: P = engine::codec::from_bytes(&bytes).unwrap();
    println!("  restored in {:?}", began.elapsed());
    restored
}

#[test]
#[ignore = "measures; asserts nothing"]
fn of_service_levels() {
    let model: ServiceLevels = fill();
    println!("  {} bytes encoded a case", model.case_bytes() as u64 / CASES);
    let now = sample().last().unwrap().as_ref().metadata.recorded_at;
    for by in [Grouping::Priority, Grouping::Service, Grouping::Month] {
        let began = Instant::now();
        let report = model.report(by, None, now);
        println!("  report by {by:?}: {:?}, {} met", began.elapsed(), report.totals[1].met);
    }
}

#[test]
#[ignore = "measures; asserts nothing"]
fn of_incidents() {
    let model: Incidents = fill();
    println!("  {} bytes encoded a case", model.bytes_of_those_over() as u64 / CASES);
}

/// A million items with five million relations, ten thousand of which end at one item.
#[test]
#[ignore = "measures; asserts nothing"]
fn of_the_cmdb() {
    const ITEMS: u64 = 1_000_000;
    const RELATIONS: u64 = 5;
    const DEPENDANTS: u64 = 10_000;
    let sample = sample();
    let (mut model, start, mut position) = (Cmdb::default(), resident(), 0);
    let mut spent = std::time::Duration::ZERO;
    let mut take = |stream: &str, version: u64, events: &[Event]| {
        let encoded: Vec<_> =
            events.iter().map(|it| (it.name(), it.schema(), it.encode())).collect();
        let mut records = Vec::new();
        for (number, (event, schema, payload)) in (version..).zip(&encoded) {
            position += 1;
            let metadata = sample[0].as_ref().metadata;
            records.push(RecordRef {
                position: Position(position),
                process: configuration_item::NAME,
                key: stream,
                version: Version(number),
                event,
                schema: *schema,
                metadata,
                payload,
            });
        }
        let began = Instant::now();
        model.apply_all(&records).unwrap();
        spent += began.elapsed();
    };
    let runs_on: processes::limits::Label = "runs_on".parse().unwrap();
    let rule = RelationRule { impact: Impact::ToSource, ..RelationRule::default() };
    let definition = Definition {
        description: "a machine".parse().unwrap(),
        attributes: [].into(),
        relations: [(runs_on.clone(), rule)].into(),
        control: Control { by_change: true, reason: "so".parse().unwrap() },
        idle_after: processes::configuration_item::IDLE_AFTER,
    };
    let published = TypePublished { version: 1 };
    take("server", 1, &[TypeDrafted { definition }.into(), published.into()]);
    let item = |number: u64| Key::new(&format!("item-{number:07}")).unwrap();
    for number in 0..ITEMS {
        let registered = Registered {
            description: "serves".parse().unwrap(),
            location: "room 1".parse().unwrap(),
            owner: "ada".parse().unwrap(),
            attributes: [].into(),
            no_relations: None,
            source: None,
            idle_after: processes::configuration_item::IDLE_AFTER,
        };
        let item_type = "server".parse().unwrap();
        let identified = Identified { item_type, name: "one of them".parse().unwrap() };
        take(item(number).as_escaped(), 1, &[identified.into(), registered.into()]);
    }
    for number in 1..ITEMS {
        let ends = (0..RELATIONS).map(|nth| {
            // The first of each leads to the hub, as long as there are dependants to be had.
            let hub = nth == 0 && number <= DEPENDANTS;
            if hub { 0 } else { 1 + (number * 7_919 + nth * 104_729) % (ITEMS - 1) }
        });
        let related = ends.map(|end| {
            let (relation, to) = (runs_on.clone(), End::Item(item(end)));
            Event::from(Related { relation, to, exists: None, cover: None })
        });
        take(item(number).as_escaped(), 3, &related.collect::<Vec<_>>());
    }
    println!("{}: {} events in {spent:?}", Cmdb::NAME, position);
    println!("  {} MB of memory, snapshots aside", (resident() - start) / 1_000_000);
    println!("  {} relations", model.facts().relations());
    for hops_max in [1, 2] {
        let bounds = Bounds { hops_max, ..Bounds::MOST };
        let began = Instant::now();
        let reach = model.facts().impact(&End::Item(item(0)), Direction::Up, bounds);
        println!("  {hops_max} hops from the hub: {}, {:?}", reach.reached.len(), began.elapsed());
    }
    let began = Instant::now();
    println!("  snapshot {} bytes, {:?}", engine::codec::to_bytes(&model).len(), began.elapsed());
}
