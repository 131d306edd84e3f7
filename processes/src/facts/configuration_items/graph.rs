//! What is related to what, compact: each relation is found from both its ends.
//!
//! Relations lie in one array. Each is in two chains: of those that begin at its source, and of
//! those that end at its target.

use crate::configuration_item::{End, Phase};
use foldhash::fast::RandomState;
use hashbrown::HashTable;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::hash::BuildHasher as _;

/// The number of a node, a relation or a name that is none.
const NONE: u32 = u32::MAX;

/// What is known of an end.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
struct Node {
    /// Where it is in its life; components and services have none here and are taken to live.
    phase: Option<Phase>,
    /// The number of its type; [`NONE`] of what is no item on record.
    item_type: u32,
    first_out: u32,
    first_in: u32,
}

/// A relation, or a place for one.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
struct Edge {
    from: u32,
    to: u32,
    relation: u32,
    next_out: u32,
    /// In a free place, the next free one.
    next_in: u32,
}

/// What is related to what.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(from = "Stored")]
pub(super) struct Graph {
    /// By number, in the order in which they came.
    nodes: Vec<(End, Node)>,
    /// The number of each end.
    #[serde(skip)]
    numbers: Numbers,
    edges: Vec<Edge>,
    free: u32,
    relations: u64,
}

/// A graph as it lies in snapshots: without what can be made of the rest.
#[derive(Deserialize, JsonSchema)]
struct Stored {
    nodes: Vec<(End, Node)>,
    edges: Vec<Edge>,
    free: u32,
    relations: u64,
}

impl Default for Graph {
    fn default() -> Self {
        Stored { nodes: Vec::new(), edges: Vec::new(), free: NONE, relations: 0 }.into()
    }
}

impl From<Stored> for Graph {
    fn from(Stored { nodes, edges, free, relations }: Stored) -> Self {
        let mut numbers = Numbers::default();
        for (index, (end, _)) in nodes.iter().enumerate() {
            numbers.insert(end, number(index));
        }
        Self { nodes, numbers, edges, free, relations }
    }
}

/// Which number an end has.
///
/// An end lies somewhere in memory, and its number somewhere else. Many are looked up together, step
/// by step: a processor waits for many at once where little comes in between.
#[derive(Clone, Debug, Default)]
struct Numbers {
    hasher: RandomState,
    table: HashTable<Numbered>,
}

/// A number, and half the hash of its end: another end seldom has the same.
#[derive(Clone, Copy, Debug)]
struct Numbered {
    half: u32,
    number: u32,
}

impl Numbers {
    fn half(&self, end: &End) -> u32 {
        u32::try_from(self.hasher.hash_one(end) >> 32).unwrap_or_default()
    }

    fn insert(&mut self, end: &End, number: u32) {
        let half = self.half(end);
        let hash = |known: &Numbered| whole(known.half);
        self.table.insert_unique(whole(half), Numbered { half, number }, hash);
    }

    /// The first number that an end of that hash has, if `is_it`.
    fn find(&self, half: u32, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let known = |known: &Numbered| known.half == half && is_it(known.number);
        self.table.find(whole(half), known).map(|known| known.number)
    }
}

/// What stands for a hash of which half is kept: a table looks at the bits at both ends.
fn whole(half: u32) -> u64 {
    u64::from(half) << 32 | u64::from(half)
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The number of an index. What does not fit in it does not fit in memory.
fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(NONE)
}

impl Graph {
    /// The number of an end.
    pub(super) fn number(&self, end: &End) -> Option<u32> {
        self.numbers.find(self.numbers.half(end), |number| self.end(number) == Some(end))
    }

    /// The numbers of many ends, looked up together: see [`Numbers`].
    pub(super) fn numbers<'a>(
        &self,
        ends: impl Iterator<Item = &'a End> + Clone,
    ) -> Vec<Option<u32>> {
        let halves: Vec<u32> = ends.clone().map(|end| self.numbers.half(end)).collect();
        let probably = halves.into_iter().map(|half| self.numbers.find(half, |_| true));
        let probably: Vec<Option<u32>> = probably.collect();
        let check = |(probably, end): (Option<u32>, &End)| {
            let is_it = self.end(probably?) == Some(end);
            if is_it { probably } else { self.number(end) }
        };
        probably.into_iter().zip(ends).map(check).collect()
    }

    /// The number of an end, a new one if it is new.
    pub(super) fn number_or_new(&mut self, end: &End) -> u32 {
        if let Some(known) = self.number(end) {
            return known;
        }
        let phase = matches!(end, End::Item(_)).then_some(Phase::Unknown);
        let node = Node { phase, item_type: NONE, first_out: NONE, first_in: NONE };
        let number = number(self.nodes.len());
        self.nodes.push((end.clone(), node));
        self.numbers.insert(end, number);
        number
    }

    /// The end of a number.
    pub(super) fn end(&self, number: u32) -> Option<&End> {
        self.nodes.get(index(number)).map(|(end, _)| end)
    }

    /// How many ends there are.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// How many relations there are.
    pub(super) fn relations(&self) -> u64 {
        self.relations
    }

    fn node(&self, number: u32) -> Option<&Node> {
        self.nodes.get(index(number)).map(|(_, node)| node)
    }

    fn node_mut(&mut self, number: u32) -> Option<&mut Node> {
        self.nodes.get_mut(index(number)).map(|(_, node)| node)
    }

    pub(super) fn phase(&self, number: u32) -> Option<Phase> {
        self.node(number)?.phase
    }

    pub(super) fn item_type(&self, number: u32) -> Option<u32> {
        let node = self.node(number)?;
        (node.item_type != NONE).then_some(node.item_type)
    }

    pub(super) fn is_live(&self, number: u32) -> bool {
        self.node(number).is_some_and(|node| node.phase.is_none_or(Phase::is_live))
    }

    pub(super) fn set_phase(&mut self, number: u32, phase: Phase) {
        if let Some(node) = self.node_mut(number) {
            node.phase = Some(phase);
        }
    }

    pub(super) fn set_type(&mut self, number: u32, item_type: u32) {
        if let Some(node) = self.node_mut(number) {
            node.item_type = item_type;
        }
    }

    /// Adds a relation, if it is not there.
    pub(super) fn relate(&mut self, from: u32, relation: u32, to: u32) {
        if self.from(from).any(|known| known == (relation, to)) {
            return;
        }
        let (first_out, first_in) = (self.first_out(from), self.first_in(to));
        let edge = Edge { from, to, relation, next_out: first_out, next_in: first_in };
        let place = if let Some(free) = self.edges.get_mut(index(self.free)) {
            let place = self.free;
            self.free = free.next_in;
            *free = edge;
            place
        } else {
            self.edges.push(edge);
            number(self.edges.len() - 1)
        };
        self.relations += 1;
        if let Some(node) = self.node_mut(from) {
            node.first_out = place;
        }
        if let Some(node) = self.node_mut(to) {
            node.first_in = place;
        }
    }

    /// Takes a relation away, if it is there.
    pub(super) fn unrelate(&mut self, from: u32, relation: u32, to: u32) {
        let is_it = |edge: &Edge| edge.to == to && edge.relation == relation;
        let (first_out, first_in) = (self.first_out(from), self.first_in(to));
        let found = self.chain(first_out, |edge| edge.next_out).find(|(_, edge)| is_it(edge));
        let Some((place, gone)) = found else { return };
        let before_out = self.before(place, first_out, |edge| edge.next_out);
        let before_in = self.before(place, first_in, |edge| edge.next_in);
        if let Some(before) = before_out.and_then(|before| self.edges.get_mut(index(before))) {
            before.next_out = gone.next_out;
        } else if let Some(node) = self.node_mut(from) {
            node.first_out = gone.next_out;
        }
        if let Some(before) = before_in.and_then(|before| self.edges.get_mut(index(before))) {
            before.next_in = gone.next_in;
        } else if let Some(node) = self.node_mut(to) {
            node.first_in = gone.next_in;
        }
        let free =
            Edge { from: NONE, to: NONE, relation: NONE, next_out: NONE, next_in: self.free };
        self.edges.get_mut(index(place)).into_iter().for_each(|edge| *edge = free);
        self.free = place;
        self.relations -= 1;
    }

    fn first_out(&self, node: u32) -> u32 {
        self.node(node).map_or(NONE, |node| node.first_out)
    }

    fn first_in(&self, node: u32) -> u32 {
        self.node(node).map_or(NONE, |node| node.first_in)
    }

    /// The place before another in a chain.
    fn before(&self, place: u32, first: u32, next: fn(&Edge) -> u32) -> Option<u32> {
        self.chain(first, next).find(|(_, edge)| next(edge) == place).map(|(before, _)| before)
    }

    /// The relations that begin at a node: which, and where to.
    pub(super) fn from(&self, number: u32) -> impl Iterator<Item = (u32, u32)> {
        self.chain(self.first_out(number), |edge| edge.next_out)
            .map(|(_, edge)| (edge.relation, edge.to))
    }

    /// The relations that end at a node: which, and where from.
    pub(super) fn to(&self, number: u32) -> impl Iterator<Item = (u32, u32)> {
        self.chain(self.first_in(number), |edge| edge.next_in)
            .map(|(_, edge)| (edge.relation, edge.from))
    }

    fn chain(&self, first: u32, next: fn(&Edge) -> u32) -> impl Iterator<Item = (u32, Edge)> {
        let at = |place: u32| self.edges.get(index(place)).map(|edge| (place, *edge));
        std::iter::successors(at(first), move |(_, edge)| at(next(edge)))
    }

    /// About how much memory it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        // The table keeps a byte beside each of its places.
        let numbers = self.numbers.table.capacity() * (size_of::<Numbered>() + 1);
        let nodes = self.nodes.capacity() * size_of::<(End, Node)>();
        numbers + nodes + self.edges.capacity() * size_of::<Edge>()
    }
}
