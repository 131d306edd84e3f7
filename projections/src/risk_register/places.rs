//! Where each risk stood when, and what moved it.

use engine::{Key, Position, Timestamp};
use processes::facts::Risks;
use processes::risk::{Event, Matrix, MatrixSet, Rated, Score};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Bound;

/// All that ever gave a risk another place, in the order in which it happened.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub(super) struct Places {
    steps: BTreeMap<(Timestamp, Position), Step>,
}

/// What may give risks other places.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(super) enum Step {
    /// A risk has a score, or is over.
    Risk {
        /// Which.
        risk: Key,
        /// The record that identified it.
        identified: Position,
        /// By which event.
        event: String,
        /// What is so now.
        what: What,
    },
    /// Another matrix holds.
    Matrix(Box<Matrix>),
}

/// What is so of a risk.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) enum What {
    /// It is as grave as this.
    Scored(Score),
    /// It is over.
    Over,
}

impl What {
    /// What an event says of the place of its risk, if anything.
    pub(super) const fn of(event: &Event) -> Option<Self> {
        match event {
            Event::Assessed(event) => Some(Self::Scored(event.current.score)),
            Event::Treated(event) => Some(Self::Scored(event.residual.score)),
            Event::Reviewed(event) => Some(Self::Scored(event.current.score)),
            Event::Closed(_) | Event::Merged(_) | Event::Rejected(_) => Some(Self::Over),
            Event::Identified(_)
            | Event::OwnerAssigned(_)
            | Event::Prioritised(_)
            | Event::TreatmentPlanned(_)
            | Event::Accepted(_)
            | Event::Reassessed(_)
            | Event::ReviewFellDue(_)
            | Event::Escalated(_)
            | Event::MatrixSet(_)
            | Event::MatrixBegan(_) => None,
        }
    }
}

/// A risk got another place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Move {
    /// When.
    pub at: Timestamp,
    /// By the record at this position.
    pub position: Position,
    /// Of which risk that is; none: of the matrix.
    pub by: Option<Key>,
    /// What it is.
    pub event: String,
    /// Where the risk stood before; none: it had no place.
    pub from: Option<usize>,
    /// Where it stands since; none: it has no place any more.
    pub to: Option<usize>,
}

/// How all risks stand at one time.
#[derive(Debug)]
pub(super) struct Standings<'a> {
    /// The matrix in force.
    pub(super) matrix: Matrix,
    /// Of those that have a place.
    pub(super) scores: BTreeMap<&'a Key, (Score, Position)>,
}

impl Places {
    pub(super) fn add(&mut self, at: Timestamp, position: Position, step: Step) {
        self.steps.insert((at, position), step);
    }

    /// Another matrix is set. What was planned before, and does not hold yet, never will.
    pub(super) fn set(&mut self, at: Timestamp, position: Position, set: &MatrixSet) {
        let planned = |from: Timestamp, step: &Step| from > at && matches!(step, Step::Matrix(_));
        self.steps.retain(|(from, _), step| !planned(*from, step));
        self.add(set.from, position, Step::Matrix(Box::new(set.matrix)));
    }

    /// How all stand at a time.
    pub(super) fn at(&self, at: Timestamp) -> Standings<'_> {
        let mut standings = Standings { matrix: Matrix::default(), scores: BTreeMap::new() };
        let until = (at, Position(u64::MAX));
        self.steps.range(..=until).for_each(|(_, step)| standings.take(step));
        standings
    }

    /// What has moved a risk since a time up to another.
    pub(super) fn moves(&self, risk: &Key, since: Timestamp, until: Timestamp) -> Vec<Move> {
        let end = |at| (at, Position(u64::MAX));
        if until <= since {
            return Vec::new();
        }
        let mut standings = self.at(since);
        let (mut moves, mut place) = (Vec::new(), standings.place(risk));
        let later = (Bound::Excluded(end(since)), Bound::Included(end(until)));
        for ((at, position), step) in self.steps.range(later) {
            let before = place;
            let other = step.risk().filter(|other| *other != risk);
            place = match (other, place) {
                // Only whether it stands before the one asked for can have become other.
                (Some(other), Some(place)) => {
                    let was_ahead = standings.is_ahead(other, risk);
                    standings.take(step);
                    let is_ahead = standings.is_ahead(other, risk);
                    Some(place + usize::from(is_ahead) - usize::from(was_ahead))
                }
                (Some(_), None) => {
                    standings.take(step);
                    None
                }
                (None, _) => {
                    standings.take(step);
                    standings.place(risk)
                }
            };
            if place != before {
                moves.push(Move {
                    at: *at,
                    position: *position,
                    by: step.risk().cloned(),
                    event: step.event().to_owned(),
                    from: before,
                    to: place,
                });
            }
        }
        moves
    }
}

impl Step {
    const fn risk(&self) -> Option<&Key> {
        match self {
            Self::Risk { risk, .. } => Some(risk),
            Self::Matrix(_) => None,
        }
    }

    fn event(&self) -> &str {
        match self {
            Self::Risk { event, .. } => event,
            Self::Matrix(_) => "matrix_set",
        }
    }
}

impl<'a> Standings<'a> {
    fn take(&mut self, step: &'a Step) {
        match step {
            Step::Risk { risk, identified, what: What::Scored(score), .. } => {
                self.scores.insert(risk, (*score, *identified));
            }
            Step::Risk { risk, what: What::Over, .. } => _ = self.scores.remove(risk),
            Step::Matrix(matrix) => self.matrix = **matrix,
        }
    }

    /// The place of a risk, from 1.
    pub(super) fn place(&self, risk: &Key) -> Option<usize> {
        self.scores
            .contains_key(risk)
            .then(|| 1 + self.scores.keys().filter(|other| self.is_ahead(other, risk)).count())
    }

    /// All that have a place, the gravest first.
    pub(super) fn in_order(&self) -> Vec<&'a Key> {
        let order =
            |(score, identified): (Score, Position)| Risks::order(&self.matrix, score, identified);
        let mut all: Vec<_> = self.scores.iter().map(|(risk, it)| (order(*it), *risk)).collect();
        all.sort_unstable();
        all.into_iter().map(|(_, risk)| risk).collect()
    }

    /// The risks with this score, the first identified first.
    pub(super) fn with(&self, score: Score) -> Vec<Key> {
        let all = self.scores.iter().filter(|(_, (it, _))| *it == score);
        let mut all: Vec<_> = all.map(|(risk, (_, identified))| (*identified, *risk)).collect();
        all.sort_unstable();
        all.into_iter().map(|(_, risk)| risk.clone()).collect()
    }

    /// How grave a risk is.
    pub(super) fn rated(&self, risk: &Key) -> Option<Rated> {
        self.scores.get(risk).map(|(score, _)| self.matrix.rate(*score))
    }

    fn is_ahead(&self, one: &Key, other: &Key) -> bool {
        let order = |risk: &Key| {
            let (score, identified) = self.scores.get(risk)?;
            Some(Risks::order(&self.matrix, *score, *identified))
        };
        order(one).zip(order(other)).is_some_and(|(one, other)| one < other)
    }
}
