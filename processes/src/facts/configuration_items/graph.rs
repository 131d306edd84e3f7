//! What is related to what, compact: each relation is found from both its ends.
//!
//! Relations lie in one array. Each is in two chains: of those that begin at its source, and of
//! those that end at its target.

use crate::configuration_item::{End, Phase};
use foldhash::fast::RandomState;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The number of a node, a relation or a name that is none.
const NONE: u32 = u32::MAX;

/// Numbers for the ends of relations, in the order in which they came.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(from = "Vec<End>", into = "Vec<End>")]
#[schemars(with = "Vec<End>")]
struct Ends {
    ends: Vec<End>,
    numbers: HashMap<End, u32, RandomState>,
}

impl From<Vec<End>> for Ends {
    fn from(ends: Vec<End>) -> Self {
        let numbers = ends.iter().cloned().zip(0..).collect();
        Self { ends, numbers }
    }
}

impl From<Ends> for Vec<End> {
    fn from(ends: Ends) -> Self {
        ends.ends
    }
}

impl PartialEq for Ends {
    fn eq(&self, other: &Self) -> bool {
        self.ends == other.ends
    }
}

/// What is known of an end.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Node {
    /// Where it is in its life; components and services have none here and are taken to live.
    phase: Option<Phase>,
    /// The number of its type; [`NONE`] of what is no item on record.
    item_type: u32,
    first_out: u32,
    first_in: u32,
}

/// A relation, or a place for one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Edge {
    from: u32,
    to: u32,
    relation: u32,
    next_out: u32,
    /// In a free place, the next free one.
    next_in: u32,
}

/// What is related to what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) struct Graph {
    ends: Ends,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    free: u32,
    relations: u64,
}

impl Default for Graph {
    fn default() -> Self {
        let (ends, nodes, edges) = (Ends::default(), Vec::new(), Vec::new());
        Self { ends, nodes, edges, free: NONE, relations: 0 }
    }
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The number of the next of so many. What does not fit in it does not fit in memory.
fn next(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(NONE)
}

impl Graph {
    /// The number of an end.
    pub(super) fn number(&self, end: &End) -> Option<u32> {
        self.ends.numbers.get(end).copied()
    }

    /// The number of an end, a new one if it is new.
    pub(super) fn number_or_new(&mut self, end: &End) -> u32 {
        if let Some(known) = self.number(end) {
            return known;
        }
        let number = next(self.ends.ends.len());
        self.ends.ends.push(end.clone());
        self.ends.numbers.insert(end.clone(), number);
        let phase = matches!(end, End::Item(_)).then_some(Phase::Unknown);
        self.nodes.push(Node { phase, item_type: NONE, first_out: NONE, first_in: NONE });
        number
    }

    /// The end of a number.
    pub(super) fn end(&self, number: u32) -> Option<&End> {
        self.ends.ends.get(index(number))
    }

    /// How many ends there are.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// How many relations there are.
    pub(super) fn relations(&self) -> u64 {
        self.relations
    }

    pub(super) fn phase(&self, number: u32) -> Option<Phase> {
        self.nodes.get(index(number))?.phase
    }

    pub(super) fn item_type(&self, number: u32) -> Option<u32> {
        let node = self.nodes.get(index(number))?;
        (node.item_type != NONE).then_some(node.item_type)
    }

    pub(super) fn is_live(&self, number: u32) -> bool {
        let node = self.nodes.get(index(number));
        node.is_some_and(|node| node.phase.is_none_or(Phase::is_live))
    }

    pub(super) fn set_phase(&mut self, number: u32, phase: Phase) {
        if let Some(node) = self.nodes.get_mut(index(number)) {
            node.phase = Some(phase);
        }
    }

    pub(super) fn set_type(&mut self, number: u32, item_type: u32) {
        if let Some(node) = self.nodes.get_mut(index(number)) {
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
            next(self.edges.len() - 1)
        };
        self.relations += 1;
        if let Some(node) = self.nodes.get_mut(index(from)) {
            node.first_out = place;
        }
        if let Some(node) = self.nodes.get_mut(index(to)) {
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
        } else if let Some(node) = self.nodes.get_mut(index(from)) {
            node.first_out = gone.next_out;
        }
        if let Some(before) = before_in.and_then(|before| self.edges.get_mut(index(before))) {
            before.next_in = gone.next_in;
        } else if let Some(node) = self.nodes.get_mut(index(to)) {
            node.first_in = gone.next_in;
        }
        let free =
            Edge { from: NONE, to: NONE, relation: NONE, next_out: NONE, next_in: self.free };
        self.edges.get_mut(index(place)).into_iter().for_each(|edge| *edge = free);
        self.free = place;
        self.relations -= 1;
    }

    fn first_out(&self, node: u32) -> u32 {
        self.nodes.get(index(node)).map_or(NONE, |node| node.first_out)
    }

    fn first_in(&self, node: u32) -> u32 {
        self.nodes.get(index(node)).map_or(NONE, |node| node.first_in)
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
        let table = self.ends.numbers.capacity() * (size_of::<(End, u32)>() + 1);
        let ends = self.ends.ends.capacity() * size_of::<End>();
        let nodes = self.nodes.capacity() * size_of::<Node>();
        table + ends + nodes + self.edges.capacity() * size_of::<Edge>()
    }
}
