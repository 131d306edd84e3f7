//! One outage: what was planned, and what was lost when.

use engine::{Key, Timestamp};
use processes::service::{Loss, Period};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An outage of a service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(super) struct Outage {
    plan: Option<Period>,
    /// What is lost from when on, the earliest first.
    losses: Vec<(Timestamp, Loss)>,
    to: Option<Timestamp>,
    /// The incident that is about it.
    pub(super) incident: Option<Key>,
}

/// A time over which one thing is lost, as planned or not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Piece<'a> {
    pub(super) from: Timestamp,
    /// Exclusive.
    pub(super) to: Timestamp,
    pub(super) loss: &'a Loss,
    pub(super) is_planned: bool,
}

impl Outage {
    pub(super) fn planned(period: Period) -> Self {
        Self { plan: Some(period), ..Self::default() }
    }

    pub(super) fn begin(&mut self, at: Timestamp, loss: Loss, incident: Option<Key>) {
        self.losses = vec![(at, loss)];
        self.incident = incident;
    }

    pub(super) fn weigh(&mut self, at: Timestamp, loss: Loss) {
        // Nothing is lost before it began.
        let at = self.from().map_or(at, |from| from.max(at));
        let place = self.losses.partition_point(|(from, _)| *from <= at);
        self.losses.insert(place, (at, loss));
    }

    pub(super) fn end(&mut self, at: Timestamp) {
        self.to = Some(at);
    }

    /// When it began.
    pub(super) fn from(&self) -> Option<Timestamp> {
        self.losses.first().map(|(from, _)| *from)
    }

    /// Whether it is over by then.
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        self.to.is_some_and(|to| to <= now)
    }

    /// What was lost when, up to `now`: one behind the other, none empty.
    pub(super) fn pieces(&self, now: Timestamp) -> impl Iterator<Item = Piece<'_>> {
        let end = self.to.map_or(now, |to| to.min(now));
        let ends = self.losses.iter().skip(1).map(|(from, _)| *from).chain([end]);
        let whole = self.losses.iter().zip(ends).map(move |((from, loss), to)| Piece {
            from: *from,
            to: to.min(end),
            loss,
            is_planned: false,
        });
        whole.flat_map(|piece| self.by_plan(piece)).filter(|piece| piece.from < piece.to)
    }

    /// What of a piece lies before, within and behind its plan.
    fn by_plan<'a>(&self, piece: Piece<'a>) -> [Piece<'a>; 3] {
        let nothing = Period { from: piece.from, to: piece.from };
        let plan = self.plan.unwrap_or(nothing);
        let within = |at: Timestamp| at.clamp(piece.from, piece.to.max(piece.from));
        let (from, to) = (within(plan.from), within(plan.to));
        [
            Piece { to: from, ..piece },
            Piece { from, to, is_planned: true, ..piece },
            Piece { from: to, ..piece },
        ]
    }
}
