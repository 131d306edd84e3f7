use super::check::models::with_restarts;
use super::{Days, Options, Summary, run};
use engine::{EventStore as _, MemoryStore};
use proptest::prelude::*;
use std::sync::Arc;

fn simulated_in(store: &Arc<MemoryStore>, seed: u64, days: u32, scale: &str) -> Summary {
    let (days, scale) = (Days::new(days).unwrap(), scale.parse().unwrap());
    let options = Options { days, seed, scale };
    let summary = run(options, Arc::clone(store) as _, &mut |_, _| {});
    summary.unwrap_or_else(|error| panic!("seed {seed}: {error}"))
}

fn simulated(seed: u64, days: u32, scale: &str) -> Summary {
    simulated_in(&Arc::new(MemoryStore::default()), seed, days, scale)
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
        assert_eq!(summary.checks.len(), 10);
    }
}

#[test]
fn months_have_cases_of_every_kind() {
    let summary = simulated(4, 90, "0.02");
    assert!(summary.holds(), "{:#?}", summary.checks);
    assert!(summary.checks.iter().all(|check| check.examined > 0), "{:#?}", summary.checks);
    for process in ["incident", "service_request", "problem", "change", "supplier", "task"] {
        assert!(summary.processes[process].cases > 0, "{process}: {:#?}", summary.processes);
    }
}

#[test]
fn how_far_it_has_come_is_told_day_by_day() {
    let mut told = Vec::new();
    let options = Options { days: Days::new(3).unwrap(), seed: 1, scale: "0.01".parse().unwrap() };
    run(options, Arc::new(MemoryStore::default()), &mut |done, days| told.push((done, days)))
        .unwrap();
    assert_eq!(told, [(0, 3), (1, 3), (2, 3), (3, 3)]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn read_models_go_on_from_restarts_as_if_there_were_none_on_any_week(
        seed in any::<u64>(),
        restarts in prop::collection::vec(any::<prop::sample::Index>(), 1..9),
    ) {
        let store = Arc::new(MemoryStore::default());
        simulated_in(&store, seed, 7, "0.03");
        let head = usize::try_from(store.head().borrow().0).unwrap();
        let restarts: Vec<_> = restarts.iter().map(|at| at.index(head) as u64).collect();
        let check = with_restarts(&*store, &restarts).unwrap();
        prop_assert_eq!(check.failures, Vec::<String>::new());
    }
}
