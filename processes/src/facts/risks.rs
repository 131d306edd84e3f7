//! Which risks are open, how grave each is, and how much may be borne.

use super::ENTRY_BYTES;
use crate::risk::{self, Dimension, Event, Matrix, Phase, Rating, Record, Score, Source};
use engine::{Actor, DecodeError, EventSet as _, Fact, Key, Position, RecordRef, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The risks that are not over, and the matrix. Those that are over are gone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Risks {
    open: BTreeMap<Key, OpenRisk>,
    by_item: BTreeMap<Key, BTreeSet<Key>>,
    by_service: BTreeMap<Key, BTreeSet<Key>>,
    /// The one from each source on record.
    from: BTreeMap<Record, Key>,
    matrix_key: Option<Key>,
    /// What held last, and what is to hold or holds since.
    held: Option<Set>,
    set: Option<Set>,
    bytes: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Set {
    version: u64,
    from: Timestamp,
    matrix: Matrix,
}

/// What is known of an open risk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpenRisk {
    /// Where it is in its life.
    pub phase: Phase,
    /// What suffers.
    pub dimension: Dimension,
    /// Who answers for it.
    pub owner: Option<Actor>,
    /// How grave it is, once that was said.
    pub current: Option<Score>,
    /// When that was said last.
    pub assessed_at: Option<Timestamp>,
    /// The services concerned.
    pub services: Vec<Key>,
    /// The items concerned.
    pub items: Vec<Key>,
    /// Until when it is borne.
    pub accepted_until: Option<Timestamp>,
    /// The record that identified it.
    pub identified: Position,
    source: Option<Record>,
}

/// Where a risk stands among all others: the gravest is the least.
type Order = (Reverse<Rating>, Reverse<u8>, Reverse<u8>, Position);

impl OpenRisk {
    fn bytes(&self, key: &Key) -> u64 {
        // Each service and item lists it once more.
        let listed = self.services.iter().chain(&self.items);
        let listed: usize =
            listed.map(|it| 2 * it.as_escaped().len() + key.as_escaped().len() + ENTRY_BYTES).sum();
        let owner = self.owner.as_ref().map_or(0, |owner| owner.as_escaped().len());
        let source = self.source.as_ref();
        let what = |it: &Record| it.what.as_ref().map_or(0, |what| what.len());
        let length = |it: &Record| it.process.len() + it.key.as_escaped().len() + what(it);
        let source = source.map_or(0, |it| 2 * length(it));
        let own = 2 * key.as_escaped().len() + 2 * ENTRY_BYTES + size_of::<Self>();
        (own + listed + owner + source) as u64
    }

    /// Whether what was decided on it may be looked at again.
    #[must_use]
    pub const fn is_decided(&self) -> bool {
        matches!(self.phase, Phase::Treating | Phase::Accepted | Phase::Monitored)
    }
}

impl Risks {
    /// What is known of a risk that is open.
    #[must_use]
    pub fn get(&self, risk: &Key) -> Option<&OpenRisk> {
        self.open.get(risk)
    }

    /// Whether it is known and not over.
    #[must_use]
    pub fn is_open(&self, risk: &Key) -> bool {
        self.open.contains_key(risk)
    }

    /// All open ones.
    pub fn all(&self) -> impl Iterator<Item = (&Key, &OpenRisk)> {
        self.open.iter()
    }

    /// The open one that something on record has led to.
    #[must_use]
    pub fn open_from(&self, source: &Record) -> Option<&Key> {
        self.from.get(source)
    }

    /// The open ones about any of these, each as often as it is.
    pub fn about<'a>(
        &'a self,
        items: &'a [Key],
        services: &'a [Key],
    ) -> impl Iterator<Item = &'a Key> {
        let of_items = items.iter().filter_map(|item| self.by_item.get(item));
        let of_services = services.iter().filter_map(|service| self.by_service.get(service));
        of_items.chain(of_services).flatten()
    }

    /// Until when a risk is borne at `at`, and who answers for that.
    #[must_use]
    pub fn accepted(&self, risk: &Key, at: Timestamp) -> Option<(Timestamp, Option<&Actor>)> {
        let known = self.open.get(risk)?;
        let until = known.accepted_until.filter(|until| at < *until)?;
        Some((until, known.owner.as_ref()))
    }

    /// The matrix in force at `at`, and which version it is; 0 is the default.
    #[must_use]
    pub fn matrix(&self, at: Timestamp) -> (u64, Matrix) {
        let set = self.set.filter(|set| set.from <= at).or(self.held);
        set.map_or_else(|| (0, Matrix::default()), |set| (set.version, set.matrix))
    }

    /// The stream that holds the matrix.
    #[must_use]
    pub fn matrix_key(&self) -> Option<&Key> {
        self.matrix_key.as_ref()
    }

    /// How risks are compared: by what their scores come to; then by likelihood times consequence;
    /// then by consequence; then by which was identified first.
    #[must_use]
    pub fn order(matrix: &Matrix, score: Score, identified: Position) -> Order {
        let rating = matrix.rate(score).rating;
        let consequence = score.consequence.weight();
        (Reverse(rating), Reverse(score.product()), Reverse(consequence), identified)
    }

    /// The place of a risk with this score among all that have one, from 1, and how many there are.
    #[must_use]
    pub fn rank(&self, risk: &Key, score: Score, at: Timestamp) -> (u64, u64) {
        let (_, matrix) = self.matrix(at);
        let identified = self.open.get(risk).map(|known| known.identified).unwrap_or_default();
        let own = Self::order(&matrix, score, identified);
        let others = self.open.iter().filter(|(key, _)| *key != risk);
        let others = others.filter_map(|(_, it)| Some((it.current?, it.identified)));
        let (mut before, mut all) = (0, 0);
        for (score, identified) in others {
            all += 1;
            before += u64::from(Self::order(&matrix, score, identified) < own);
        }
        (before + 1, all + 1)
    }

    fn set(&mut self, key: Key, set: &risk::MatrixSet, at: Timestamp) {
        self.held = self.set.filter(|known| known.from <= at).or(self.held);
        let (version, from, matrix) = (set.version, set.from, set.matrix);
        self.set = Some(Set { version, from, matrix });
        self.matrix_key = Some(key);
    }

    fn list(&mut self, key: Key, known: OpenRisk) {
        for item in &known.items {
            self.by_item.entry(item.clone()).or_default().insert(key.clone());
        }
        for service in &known.services {
            self.by_service.entry(service.clone()).or_default().insert(key.clone());
        }
        if let Some(source) = &known.source {
            self.from.insert(source.clone(), key.clone());
        }
        self.bytes += known.bytes(&key);
        self.open.insert(key, known);
    }

    fn unlist(&mut self, key: &Key) -> Option<OpenRisk> {
        let known = self.open.remove(key)?;
        self.bytes -= known.bytes(key);
        for item in &known.items {
            remove(&mut self.by_item, item, key);
        }
        for service in &known.services {
            remove(&mut self.by_service, service, key);
        }
        if let Some(source) = &known.source {
            self.from.remove(source);
        }
        Some(known)
    }
}

fn remove(index: &mut BTreeMap<Key, BTreeSet<Key>>, under: &Key, key: &Key) {
    if let Some(keys) = index.get_mut(under) {
        keys.remove(key);
        if keys.is_empty() {
            index.remove(under);
        }
    }
}

impl OpenRisk {
    fn of(event: &risk::Identified, identified: Position) -> Self {
        let source = match &event.source {
            Source::Record(record) => Some(record.clone()),
            Source::Stated(_) => None,
        };
        Self {
            phase: Phase::Identified,
            dimension: event.dimension,
            owner: None,
            current: None,
            assessed_at: None,
            services: event.services.to_vec(),
            items: event.configuration_items.to_vec(),
            accepted_until: None,
            identified,
            source,
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the others say nothing but the phase")]
    fn take_in(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::OwnerAssigned(event) => self.owner = Some(event.owner.clone()),
            Event::Assessed(event) => {
                (self.current, self.assessed_at) = (Some(event.current.score), Some(at));
            }
            Event::Treated(event) => self.current = Some(event.residual.score),
            Event::Reviewed(event) => self.current = Some(event.current.score),
            Event::Accepted(event) => self.accepted_until = Some(event.until),
            Event::Reassessed(_) => self.accepted_until = None,
            _ => {}
        }
        self.phase = Phase::after(event).unwrap_or(self.phase);
    }
}

impl Fact for Risks {
    const NAME: &'static str = "risks";
    const VERSION: u16 = 2;
    const BYTES_MAX: usize = 64 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[risk::NAME];

    #[expect(clippy::wildcard_enum_match_arm, reason = "all others alter what is open")]
    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let key = record.stream()?.key;
        match &event {
            Event::MatrixSet(set) => self.set(key, set, record.metadata.recorded_at),
            Event::Identified(identified) => {
                self.list(key, OpenRisk::of(identified, record.position));
            }
            _ => {
                let Some(mut known) = self.unlist(&key) else { return Ok(()) };
                known.take_in(&event, record.metadata.recorded_at);
                if !known.phase.is_over() {
                    self.list(key, known);
                }
            }
        }
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }
}
