use super::Accepted;
use super::request::{ExecuteError, Outcome};
use crate::{CommandId, Position};
use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

/// The outcomes of the last commands, which the caller may have been too early to find in the log.
///
/// What is not yet durable is never forgotten: it can be found nowhere else.
#[derive(Debug, Default)]
pub(super) struct Recent {
    outcomes: HashMap<CommandId, (u64, Known), BuildHasherDefault<IdHasher>>,
    order: VecDeque<(CommandId, Position)>,
    /// About how much memory they take, in bytes.
    bytes: usize,
    /// The last position of any outcome that was forgotten.
    forgotten: Position,
}

/// Takes a part of the id: it is a digest already.
#[derive(Debug, Default)]
struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| hash.rotate_left(8) ^ u64::from(*byte));
    }
    fn write_u128(&mut self, id: u128) {
        self.0 = (id >> 64) as u64;
    }
}

/// A recorded outcome.
#[derive(Clone, Debug)]
pub(super) enum Known {
    Accepted(Arc<Accepted>),
    Refused(Position, crate::Timestamp, Box<crate::system::outcome::Refusal>),
}

impl Known {
    pub(super) fn position(&self) -> Position {
        match self {
            Self::Accepted(accepted) => accepted.position,
            Self::Refused(position, ..) => *position,
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Accepted(accepted) => accepted.events.iter().map(|e| e.payload.len()).sum(),
            Self::Refused(_, _, refusal) => refusal.detail.len(),
        }
    }

    /// What the command is answered when it is sent again.
    fn again(&self) -> Outcome {
        match self {
            Self::Accepted(accepted) => {
                Ok(Arc::new(Accepted { repeated: true, ..Accepted::clone(accepted) }))
            }
            Self::Refused(_, recorded_at, refusal) => {
                let refusal = refusal.clone();
                Err(ExecuteError::RefusedBefore { recorded_at: *recorded_at, refusal })
            }
        }
    }
}

impl Recent {
    /// More than are ever on their way at once.
    const OUTCOMES_MAX: usize = 2 * super::QUEUE_MAX;
    const BYTES_MAX: usize = 64 * 1024 * 1024;
    /// So many are kept in any case.
    const OUTCOMES_MIN: usize = 1024;

    /// Keeps an outcome, and forgets what is durable and what the caller of this command, who was
    /// about as early as those of the next ones, has seen in the log: what is few stays in the
    /// processor's cache.
    pub(super) fn insert(
        &mut self,
        id: CommandId,
        content: u64,
        known: Known,
        seen: Position,
        durable: Position,
    ) {
        self.bytes += known.bytes();
        self.order.push_back((id, known.position()));
        self.outcomes.insert(id, (content, known));
        while let Some(&(oldest, position)) = self.order.front().filter(|(_, at)| *at <= durable)
            && (self.order.len() > Self::OUTCOMES_MAX
                || self.bytes > Self::BYTES_MAX
                || (self.order.len() > Self::OUTCOMES_MIN && position <= seen))
        {
            self.order.pop_front();
            self.forgotten = self.forgotten.max(position);
            let forgotten = self.outcomes.remove(&oldest);
            self.bytes -= forgotten.map_or(0, |(_, known)| known.bytes());
        }
    }

    /// The outcome of the first time the command was sent, if that was a moment ago.
    pub(super) fn get(&self, id: CommandId, content: u64) -> Option<Outcome> {
        let (first, known) = self.outcomes.get(&id)?;
        if *first != content {
            return Some(Err(ExecuteError::IdReused { position: known.position() }));
        }
        Some(known.again())
    }

    /// Whether someone who looked into the log as of `position` cannot have missed an outcome that
    /// is not here.
    pub(super) fn reaches_back_to(&self, position: Position) -> bool {
        position >= self.forgotten
    }
}
