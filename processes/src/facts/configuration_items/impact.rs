//! What suffers when something fails, and what it rests on itself.

use super::ConfigurationItems;
use crate::configuration_item::{End, Impact};
use crate::limits::Label;
use engine::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Which way to look.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Up to the services: what suffers when it fails.
    #[default]
    Up,
    /// Down: what it suffers from when that fails.
    Down,
}

/// How far to look.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Bounds {
    /// How many relations away at most.
    pub hops_max: u32,
    /// How many ends at most.
    pub ends_max: usize,
}

impl Bounds {
    /// The farthest that may be asked for.
    pub const MOST: Self = Self { hops_max: 64, ends_max: 100_000 };
}

impl Default for Bounds {
    fn default() -> Self {
        Self { hops_max: 16, ends_max: 20_000 }
    }
}

/// What is reached.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reach {
    /// By the fewest hops, and then by name.
    pub reached: Vec<Reached>,
    /// Why there is nothing, if so.
    pub nothing: Option<Nothing>,
    /// What was left out, if anything.
    pub truncated: Option<Truncated>,
}

/// An end that is reached.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reached {
    /// How many relations away it is at least.
    pub hops: u32,
    /// Which.
    pub end: End,
    /// The last of these relations.
    pub relation: Label,
    /// ... and the end before it on the way.
    pub by: End,
}

/// Why nothing is reached.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Nothing {
    /// It is not on record, or over.
    NotLive,
    /// Relations that carry impact are known; none leads to anything from here.
    NothingDepends,
    /// None of its relations is of a type that carries impact, or there is no such type at all:
    /// whether anything depends is not known.
    NoRelationTypeCarriesImpact,
}

/// What was left out.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Truncated {
    /// What is farther away than was asked for.
    Hops,
    /// What is beyond the number that was asked for.
    Ends,
}

impl ConfigurationItems {
    /// What is reached from an end along relations that carry impact: each by the fewest hops.
    /// What is over neither fails nor suffers. The start itself is not among it.
    #[must_use]
    pub fn impact(&self, start: &End, direction: Direction, bounds: Bounds) -> Reach {
        let none = |nothing| Reach { reached: Vec::new(), nothing: Some(nothing), truncated: None };
        let Some(start) = self.graph.number(start).filter(|it| self.graph.is_live(*it)) else {
            return none(Nothing::NotLive);
        };
        let mut seen = vec![false; self.graph.len()];
        let mut first_time = |node: u32| {
            let seen = usize::try_from(node).ok().and_then(|node| seen.get_mut(node));
            seen.is_some_and(|seen| !std::mem::replace(seen, true))
        };
        first_time(start);
        // (node, hops, relation, by)
        let mut found: Vec<(u32, u32, u32, u32)> = Vec::new();
        let (mut truncated, mut done, mut at) = (None, 0, Some((start, 0)));
        'walk: while let Some((node, hops)) = at {
            for (relation, other) in self.carried(node, direction) {
                if !self.graph.is_live(other) || !first_time(other) {
                    continue;
                }
                if hops >= bounds.hops_max {
                    truncated = Some(Truncated::Hops);
                    break 'walk;
                }
                if found.len() >= bounds.ends_max {
                    truncated = Some(Truncated::Ends);
                    break 'walk;
                }
                found.push((other, hops + 1, relation, node));
            }
            at = found.get(done).map(|(node, hops, ..)| (*node, *hops));
            done += 1;
        }
        if found.is_empty() && truncated.is_none() {
            return none(self.nothing_from(start));
        }
        let reached = found.into_iter().filter_map(|(node, hops, relation, by)| {
            Some(Reached {
                hops,
                end: self.graph.end(node)?.clone(),
                relation: self.relation_name(relation)?.clone(),
                by: self.graph.end(by)?.clone(),
            })
        });
        let mut reached: Vec<_> = reached.collect();
        reached.sort_unstable_by(|a, b| (a.hops, &a.end).cmp(&(b.hops, &b.end)));
        Reach { reached, nothing: None, truncated }
    }

    /// The services that suffer when an item fails, as far as [`Bounds`] lead.
    #[must_use]
    pub fn services_above(&self, item: &Key) -> BTreeSet<Key> {
        let reach = self.impact(&End::Item(item.clone()), Direction::Up, Bounds::default());
        let service = |reached: Reached| match reached.end {
            End::Service(service) => Some(service),
            End::Item(_) | End::Component(_) => None,
        };
        reach.reached.into_iter().filter_map(service).collect()
    }

    /// The services that are named, and those that suffer when one of the items fails.
    #[must_use]
    pub fn concerned(&self, services: &[Key], items: &[Key]) -> Vec<Key> {
        let above = items.iter().flat_map(|item| self.services_above(item));
        let concerned: BTreeSet<Key> = services.iter().cloned().chain(above).collect();
        concerned.into_iter().collect()
    }

    /// Some of what is one hop away.
    #[must_use]
    pub fn dependants(&self, of: &End, most: usize) -> Vec<End> {
        let reach = self.impact(of, Direction::Up, Bounds { hops_max: 1, ends_max: most });
        reach.reached.into_iter().map(|reached| reached.end).collect()
    }

    /// The relations of a node that impact goes along: which, and to whom.
    fn carried(&self, node: u32, direction: Direction) -> impl Iterator<Item = (u32, u32)> {
        let along = move |relation: u32, to_source: bool| match self.impact_of(relation) {
            Impact::None => false,
            Impact::Both => true,
            Impact::ToSource => to_source == (direction == Direction::Up),
            Impact::ToTarget => to_source == (direction == Direction::Down),
        };
        let ending = self.graph.to(node).filter(move |(relation, _)| along(*relation, true));
        let beginning = self.graph.from(node).filter(move |(relation, _)| along(*relation, false));
        ending.chain(beginning)
    }

    fn nothing_from(&self, node: u32) -> Nothing {
        let carries = |(relation, _): (u32, u32)| self.impact_of(relation) != Impact::None;
        let mut all = self.graph.from(node).chain(self.graph.to(node));
        let has_relations = self.graph.from(node).chain(self.graph.to(node)).next().is_some();
        let known = if has_relations { all.any(carries) } else { self.carries_impact() };
        if known { Nothing::NothingDepends } else { Nothing::NoRelationTypeCarriesImpact }
    }
}
