use super::Shared;
use super::numbers::Numbers;
use super::timers::{AllArmed, Timers};
use crate::snapshot::{Folded, Snapshot};
use crate::store::Batch;
use crate::{Facts, Position};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The name and bytes of each fold.
pub(super) type KeptFacts = Vec<(String, Vec<u8>)>;

/// What the sequencer keeps across a restart. Derived from the log like everything else.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) facts: KeptFacts,
    pub(super) numbers: Numbers,
    pub(super) timers: AllArmed,
}

impl Shared {
    const SNAPSHOT: &'static str = "sequencer";

    /// Changes when a process, a fact or the layout of timers does.
    fn folded(&self, facts: &Facts) -> Folded {
        let mut parts: Vec<Vec<u8>> = Vec::new();
        for process in self.catalogue.processes() {
            parts.push(process.name().as_bytes().to_owned());
            parts.push(crate::codec::to_bytes(&process.folded()));
        }
        for (name, folded) in facts.folded() {
            parts.push(name.as_bytes().to_owned());
            parts.push(crate::codec::to_bytes(&folded));
        }
        parts.push(crate::snapshot::layout_of::<(Numbers, AllArmed)>().to_be_bytes().to_vec());
        let parts: Vec<_> = parts.iter().map(Vec::as_slice).collect();
        Folded { version: 1, layout: (crate::digest(&parts) >> 64) as u64 }
    }

    /// The newest snapshot at `until` or before.
    pub(super) fn kept(&self, facts: &Facts, until: Position) -> Option<(Position, Kept)> {
        let snapshot = self.snapshots.load(Self::SNAPSHOT, self.folded(facts), until)?;
        let kept = crate::codec::from_bytes(&snapshot.bytes);
        let kept = kept.inspect_err(|error| tracing::warn!(%error, "facts are folded again"));
        Some((snapshot.position, kept.ok()?))
    }

    fn keep(facts: &Facts, numbers: &Numbers, timers: &Timers) -> Vec<u8> {
        let (facts, numbers) = (facts.to_bytes(), numbers.clone());
        crate::codec::to_bytes(&Kept { facts, numbers, timers: timers.to_snapshot() })
    }

    /// Keeps what is true for a durable position: that of the facts.
    pub(super) fn save(&self, facts: &Facts, numbers: &Numbers) {
        let bytes = Self::keep(facts, numbers, &self.timers.lock());
        let snapshot = Snapshot { position: facts.position(), bytes };
        self.snapshots.save(Self::SNAPSHOT, self.folded(facts), snapshot);
    }

    pub(super) fn save_when_durable(self: &Arc<Self>, facts: &Facts, numbers: &Numbers) {
        let bytes = Self::keep(facts, numbers, &self.timers.lock());
        let (shared, folded, position) = (Arc::clone(self), self.folded(facts), facts.position());
        self.store.append(Batch::barrier()).then(move |appended| {
            if appended.is_ok() {
                shared.snapshots.save(Self::SNAPSHOT, folded, Snapshot { position, bytes });
            }
        });
    }
}
