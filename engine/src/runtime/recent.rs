use crate::spread::Digests;
use crate::{CommandId, Position};
use std::collections::{HashMap, VecDeque};

/// Where the outcomes of the last commands lie, which the caller may have been too early to find in
/// the log.
///
/// What is not yet durable is never forgotten: it can be found nowhere else.
#[derive(Debug, Default)]
pub(super) struct Recent {
    outcomes: HashMap<CommandId, Known, Digests>,
    order: VecDeque<(CommandId, Position)>,
    /// The last position of any outcome that was forgotten.
    forgotten: Position,
}

/// A recorded outcome. What it was is in the log, once that is durable.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// The digest of the command's content.
    pub(super) content: u64,
    /// The last position of what it caused.
    pub(super) position: Position,
}

impl Recent {
    /// More than are ever on their way at once.
    const OUTCOMES_MAX: usize = 2 * super::QUEUE_MAX;
    /// So many are kept in any case.
    const OUTCOMES_MIN: usize = 1024;

    /// Keeps an outcome, and forgets what is durable and what the caller of this command, who was
    /// about as early as those of the next ones, has seen in the log: what is few stays in the
    /// processor's cache.
    pub(super) fn insert(
        &mut self,
        id: CommandId,
        known: Known,
        seen: Position,
        durable: Position,
    ) {
        self.order.push_back((id, known.position));
        self.outcomes.insert(id, known);
        while let Some(&(oldest, position)) = self.order.front().filter(|(_, at)| *at <= durable)
            && (self.order.len() > Self::OUTCOMES_MAX
                || (self.order.len() > Self::OUTCOMES_MIN && position <= seen))
        {
            self.order.pop_front();
            self.forgotten = self.forgotten.max(position);
            self.outcomes.remove(&oldest);
        }
    }

    /// The outcome of the first time the command was sent, if that was a moment ago.
    pub(super) fn get(&self, id: CommandId) -> Option<Known> {
        self.outcomes.get(&id).copied()
    }

    /// Whether someone who looked into the log as of `position` cannot have missed an outcome that
    /// is not here.
    pub(super) fn reaches_back_to(&self, position: Position) -> bool {
        position >= self.forgotten
    }
}
