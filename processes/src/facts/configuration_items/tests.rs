use super::graph::Graph;
use super::{Bounds, ConfigurationItems, Direction, Nothing, RelationType, Truncated};
use crate::configuration_item::{End, Impact, Phase};
use crate::limits::{Label, label};
use crate::testing::key;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const IMPACTS: [Impact; 4] = [Impact::None, Impact::ToSource, Impact::ToTarget, Impact::Both];

/// Ends of all three kinds.
fn end(number: u32) -> End {
    let key = key(&number.to_string());
    match number % 4 {
        0 | 1 => End::Item(key),
        2 => End::Component(key),
        _ => End::Service(key),
    }
}

fn relation(number: u32) -> Label {
    label(&format!("relation {number}"))
}

/// What is so, in the plainest words.
#[derive(Default)]
struct Plain {
    relations: BTreeSet<(u32, u32, u32)>,
    over: BTreeSet<u32>,
}

/// A relation more or less, or an item that ends.
#[derive(Clone, Debug)]
enum Step {
    Relate(u32, u32, u32),
    Unrelate(u32, u32, u32),
    End(u32),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let relation = || (0..12_u32, 0..4_u32, 0..12_u32);
    let step = prop_oneof![
        6 => relation().prop_map(|(from, by, to)| Step::Relate(from, by, to)),
        3 => relation().prop_map(|(from, by, to)| Step::Unrelate(from, by, to)),
        1 => (0..12_u32).prop_map(Step::End),
    ];
    prop::collection::vec(step, 0..80)
}

fn take_in(graph: &mut Graph, step: &Step) {
    match *step {
        Step::Relate(from, by, to) => {
            let (from, to) = (graph.number_or_new(&end(from)), graph.number_or_new(&end(to)));
            graph.relate(from, by, to);
        }
        Step::Unrelate(from, by, to) => {
            let (from, to) = (graph.number_or_new(&end(from)), graph.number_or_new(&end(to)));
            graph.unrelate(from, by, to);
        }
        Step::End(node) => {
            let number = graph.number_or_new(&end(node));
            if matches!(end(node), End::Item(_)) {
                graph.set_phase(number, Phase::Retired);
            }
        }
    }
}

fn known(steps: &[Step], restart: usize) -> ConfigurationItems {
    let mut facts = ConfigurationItems::default();
    for (number, impact) in (0..).zip(IMPACTS) {
        facts.relation_numbers.insert(relation(number), number);
        facts.relations.push(RelationType { name: relation(number), impact });
    }
    for number in 0..12 {
        let node = facts.graph.number_or_new(&end(number));
        if matches!(end(number), End::Item(_)) {
            facts.graph.set_phase(node, Phase::InService);
        }
    }
    for (index, step) in steps.iter().enumerate() {
        if index == restart {
            facts = engine::codec::from_bytes(&engine::codec::to_bytes(&facts)).unwrap();
        }
        take_in(&mut facts.graph, step);
    }
    facts
}

fn plain(steps: &[Step]) -> Plain {
    let mut plain = Plain::default();
    for step in steps {
        match *step {
            Step::Relate(from, by, to) => {
                plain.relations.insert((from, by, to));
            }
            Step::Unrelate(from, by, to) => {
                plain.relations.remove(&(from, by, to));
            }
            Step::End(node) if node % 4 < 2 => {
                plain.over.insert(node);
            }
            Step::End(_) => {}
        }
    }
    plain
}

impl Plain {
    /// Whether `to` suffers when `from` fails, by one relation.
    fn hurts(&self, from: u32, to: u32) -> bool {
        let forth = self.relations.iter().any(|&(source, by, target)| {
            source == from
                && target == to
                && matches!(IMPACTS[by as usize], Impact::ToTarget | Impact::Both)
        });
        let back = self.relations.iter().any(|&(source, by, target)| {
            source == to
                && target == from
                && matches!(IMPACTS[by as usize], Impact::ToSource | Impact::Both)
        });
        (forth || back) && !self.over.contains(&from) && !self.over.contains(&to)
    }

    /// How far everything is, by trying all ends again and again.
    fn distances(&self, start: u32, direction: Direction) -> BTreeMap<End, u32> {
        let mut far = BTreeMap::from([(start, 0)]);
        for hops in 1..=12 {
            for to in 0..12 {
                let near = |from: u32| match direction {
                    Direction::Up => self.hurts(from, to),
                    Direction::Down => self.hurts(to, from),
                };
                if !far.contains_key(&to)
                    && (0..12).any(|from| far.get(&from) == Some(&(hops - 1)) && near(from))
                {
                    far.insert(to, hops);
                }
            }
        }
        far.remove(&start);
        far.into_iter().map(|(node, hops)| (end(node), hops)).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn impact_is_what_trying_everything_finds(
        steps in steps(),
        start in 0..12_u32,
        restart in 0..80_usize,
        hops_max in 0..6_u32,
        ends_max in 0..8_usize,
    ) {
        let (facts, plain) = (known(&steps, restart), plain(&steps));
        prop_assert_eq!(facts.graph.relations(), plain.relations.len() as u64);
        for direction in [Direction::Up, Direction::Down] {
            let all = plain.distances(start, direction);
            let reach = facts.impact(&end(start), direction, Bounds::default());
            let found: BTreeMap<_, _> =
                reach.reached.iter().map(|it| (it.end.clone(), it.hops)).collect();
            prop_assert_eq!(&found, &all);
            prop_assert_eq!(reach.truncated, None);
            prop_assert!(reach.reached.is_sorted_by_key(|it| (it.hops, it.end.clone())));
            for reached in &reach.reached {
                let before = found.get(&reached.by).copied().unwrap_or(0);
                prop_assert_eq!(before + 1, reached.hops);
            }
            let is_over = plain.over.contains(&start);
            let touching = plain.relations.iter().filter(|it| it.0 == start || it.2 == start);
            let carrying = touching.clone().any(|it| it.1 != 0);
            let nothing = match () {
                () if !all.is_empty() => None,
                () if is_over => Some(Nothing::NotLive),
                () if touching.count() > 0 && !carrying => {
                    Some(Nothing::NoRelationTypeCarriesImpact)
                }
                () => Some(Nothing::NothingDepends),
            };
            prop_assert_eq!(reach.nothing, nothing);

            let bounded = facts.impact(&end(start), direction, Bounds { hops_max, ends_max });
            let within = all.values().filter(|hops| **hops <= hops_max).count();
            prop_assert_eq!(bounded.reached.len(), within.min(ends_max));
            prop_assert!(bounded.reached.iter().all(|it| all.get(&it.end) == Some(&it.hops)));
            let truncated = match () {
                () if within > ends_max => Some(Truncated::Ends),
                () if within < all.len() => Some(Truncated::Hops),
                () => None,
            };
            prop_assert_eq!(bounded.truncated, truncated);
        }
    }

    #[test]
    fn a_restart_changes_nothing(steps in steps(), restart in 0..80_usize) {
        prop_assert_eq!(
            engine::codec::to_bytes(&known(&steps, restart)),
            engine::codec::to_bytes(&known(&steps, usize::MAX))
        );
    }
}

#[test]
fn nothing_depends_is_not_that_nothing_is_known() {
    let mut facts = ConfigurationItems::default();
    let alone = facts.graph.number_or_new(&end(0));
    facts.graph.set_phase(alone, Phase::Registered);
    let nothing = |facts: &ConfigurationItems, of: u32| {
        facts.impact(&end(of), Direction::Up, Bounds::default()).nothing
    };
    assert_eq!(nothing(&facts, 0), Some(Nothing::NoRelationTypeCarriesImpact));
    assert_eq!(nothing(&facts, 4), Some(Nothing::NotLive));
    facts.relations.push(RelationType { name: relation(1), impact: Impact::ToSource });
    assert_eq!(nothing(&facts, 0), Some(Nothing::NothingDepends));
}
