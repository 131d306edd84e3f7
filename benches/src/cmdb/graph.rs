//! What is related to what: by a rule, so that it can be written and walked without being kept.

use processes::facts::Bounds;

pub(super) const ITEMS: u32 = 1_000_000;
/// How many relations begin at each item but the hub.
pub(super) const RELATIONS_EACH: u32 = 5;
/// The item that many others run on.
pub(super) const HUB: u32 = 0;
/// How many.
pub(super) const DEPENDANTS: u32 = 10_000;

/// Which items an item runs on: the first [`DEPENDANTS`] on the hub, and each on others far and wide.
pub(super) fn ends(item: u32) -> impl Iterator<Item = u32> {
    (0..RELATIONS_EACH).map(move |nth| {
        // Two primes: the ends of neighbours lie far from each other.
        let spread = u64::from(item) * 7_919 + u64::from(nth) * 104_729;
        let other = u32::try_from(spread % u64::from(ITEMS - 1)).unwrap_or_default() + 1;
        if nth == 0 && item <= DEPENDANTS { HUB } else { other }
    })
}

/// The same graph as two arrays: the items that run on each, one behind the other, and where those
/// of each begin.
pub(super) struct Arrays {
    begins: Vec<usize>,
    dependants: Vec<u32>,
}

impl Arrays {
    pub(super) fn new() -> Self {
        let edges = (1..ITEMS).flat_map(|from| ends(from).map(move |to| (to, from)));
        let mut edges: Vec<(u32, u32)> = edges.collect();
        edges.sort_unstable();
        let begins = (0..=ITEMS).map(|item| edges.partition_point(|(to, _)| *to < item)).collect();
        Self { begins, dependants: edges.iter().map(|(_, from)| *from).collect() }
    }

    /// How many items depend on one: a bare breadth-first walk.
    pub(super) fn walk(&self, from: u32, bounds: Bounds) -> usize {
        let mut seen = vec![false; self.begins.len()];
        let mut first_time = |item: u32| {
            let seen = usize::try_from(item).ok().and_then(|item| seen.get_mut(item));
            seen.is_some_and(|seen| !std::mem::replace(seen, true))
        };
        first_time(from);
        let (mut layer, mut reached) = (vec![from], 0);
        for _ in 0..bounds.hops_max {
            let mut next = Vec::new();
            for dependant in layer.iter().flat_map(|item| self.dependants_of(*item)) {
                if reached == bounds.ends_max {
                    return reached;
                }
                if first_time(*dependant) {
                    reached += 1;
                    next.push(*dependant);
                }
            }
            layer = next;
        }
        reached
    }

    fn dependants_of(&self, item: u32) -> &[u32] {
        let begin = |item: u32| self.begins.get(usize::try_from(item).ok()?).copied();
        let lie = begin(item).zip(begin(item + 1));
        lie.and_then(|(begin, end)| self.dependants.get(begin..end)).unwrap_or_default()
    }
}
