//! How fast and how large: `cargo test --release -p pdca-projections figures -- --ignored --nocapture`.

use crate::testing::{sample, take_in};
use crate::{Incidents, ServiceLevels, service_levels::Grouping};
use engine::projection::Projection;
use engine::{Key, Position, Record, RecordRef};
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
        let report = model.report(by, now);
        println!("  report by {by:?}: {:?}, {} met", began.elapsed(), report.totals[1].met);
    }
}

#[test]
#[ignore = "measures; asserts nothing"]
fn of_incidents() {
    let model: Incidents = fill();
    println!("  {} bytes encoded a case", model.bytes_of_those_over() as u64 / CASES);
}
