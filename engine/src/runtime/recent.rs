use super::Accepted;
use crate::{CommandId, Position};
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

/// The outcomes of the last commands, which the caller may have been too early to find in the log.
#[derive(Debug, Default)]
pub(super) struct Recent {
    outcomes: HashMap<CommandId, (u64, Known)>,
    order: VecDeque<CommandId>,
    /// The last position of any outcome that was forgotten.
    forgotten: Position,
}

/// A recorded outcome.
#[derive(Clone, Debug)]
pub(super) enum Known {
    Accepted(Arc<Accepted>),
    Refused(Position, crate::Timestamp, crate::system::outcome::Refusal),
}

impl Known {
    pub(super) fn position(&self) -> Position {
        match self {
            Self::Accepted(accepted) => accepted.position,
            Self::Refused(position, ..) => *position,
        }
    }
}

impl Recent {
    const OUTCOMES_MAX: usize = 16 * 1024;

    pub(super) fn insert(&mut self, id: CommandId, content: u64, known: Known) {
        if self.order.len() == Self::OUTCOMES_MAX
            && let Some(oldest) = self.order.pop_front()
            && let Some((_, known)) = self.outcomes.remove(&oldest)
        {
            self.forgotten = self.forgotten.max(known.position());
        }
        self.outcomes.insert(id, (content, known));
        self.order.push_back(id);
    }

    pub(super) fn get(&self, id: CommandId) -> Option<(u64, &Known)> {
        self.outcomes.get(&id).map(|(content, known)| (*content, known))
    }

    /// Whether someone who looked into the log as of `position` cannot have missed an outcome that
    /// is not here.
    pub(super) fn reaches_back_to(&self, position: Position) -> bool {
        position >= self.forgotten
    }
}
