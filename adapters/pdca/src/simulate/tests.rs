use super::{Days, Options, Summary, run};
use engine::MemoryStore;
use std::sync::Arc;

fn simulated(seed: u64, days: u32, scale: &str) -> Summary {
    let (days, scale) = (Days::new(days).unwrap(), scale.parse().unwrap());
    let options = Options { days, seed, scale };
    let summary = run(options, Arc::new(MemoryStore::default()), &mut |_, _| {});
    summary.unwrap_or_else(|error| panic!("seed {seed}: {error}"))
}

#[test]
fn the_same_seed_is_the_same_history_and_another_one_another() {
    let [one, same, other] = [7, 7, 8].map(|seed| simulated(seed, 3, "0.05").digest);
    assert_eq!(one, same);
    assert_ne!(one, other);
}

#[test]
fn all_that_has_to_hold_does_whatever_chance_did() {
    for seed in 1..=3 {
        let summary = simulated(seed, 7, "0.1");
        assert!(summary.holds(), "seed {seed}: {:#?}", summary.checks);
        assert!(summary.checks.iter().all(|check| check.examined > 0), "{:#?}", summary.checks);
    }
}
