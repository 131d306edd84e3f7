//! What decisions may look up: small named folds over the whole log.
//!
//! The sequencer applies every record to them before the next decision, so a fact is never behind.
//! Read models wrap such a fold, they do not copy it.

use crate::snapshot::{self, Folded};
use crate::{DecodeError, Position, RecordRef};
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use std::any::Any;
use std::fmt::Debug;

/// One fold. Each takes in what it needs and keeps what decisions ask for, no more.
pub trait Fact:
    Clone + Debug + Default + Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static
{
    /// Its name, for snapshots and for `stats`.
    const NAME: &'static str;
    /// Bumped when the fold or its layout changes: the snapshot is then discarded.
    const VERSION: u16 = 1;
    /// How much memory it may take, in bytes. Beyond it, commands to its processes are refused.
    const BYTES_MAX: usize;
    /// The processes it listens to.
    const PROCESSES: &'static [&'static str];

    /// Takes one record in, of one of its processes.
    ///
    /// # Errors
    /// [`DecodeError`], when the record cannot be read.
    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError>;

    /// About how much memory it takes, in bytes.
    fn bytes(&self) -> usize;
}

/// A fold whose type does not matter.
pub(crate) trait AnyFact: Debug + Send + Sync {
    fn name(&self) -> &'static str;
    fn processes(&self) -> &'static [&'static str];
    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError>;
    fn bytes(&self) -> (usize, usize);
    fn folded(&self) -> Folded;
    fn to_bytes(&self) -> Vec<u8>;
    fn restore(&mut self, bytes: &[u8]) -> Result<(), DecodeError>;
    fn as_any(&self) -> &dyn Any;
    fn clone_box(&self) -> Box<dyn AnyFact>;
}

impl<F: Fact> AnyFact for F {
    fn name(&self) -> &'static str {
        F::NAME
    }
    fn processes(&self) -> &'static [&'static str] {
        F::PROCESSES
    }
    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        Fact::apply(self, record)
    }
    fn bytes(&self) -> (usize, usize) {
        (Fact::bytes(self), F::BYTES_MAX)
    }
    fn folded(&self) -> Folded {
        Folded { version: F::VERSION, layout: snapshot::layout_of::<F>() }
    }
    fn to_bytes(&self) -> Vec<u8> {
        crate::codec::to_bytes(self)
    }
    fn restore(&mut self, bytes: &[u8]) -> Result<(), DecodeError> {
        *self = crate::codec::from_bytes(bytes)?;
        Ok(())
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn clone_box(&self) -> Box<dyn AnyFact> {
        Box::new(self.clone())
    }
}

/// That a process needs a fold.
#[derive(Clone, Copy, Debug)]
pub struct NewFact(fn() -> Box<dyn AnyFact>);

impl NewFact {
    /// The fold `F`.
    #[must_use]
    pub fn of<F: Fact>() -> Self {
        Self(|| Box::new(F::default()))
    }
}

/// All folds, at one position of the log.
#[derive(Debug, Default)]
pub struct Facts {
    folds: Vec<Box<dyn AnyFact>>,
    position: Position,
}

impl Clone for Facts {
    fn clone(&self) -> Self {
        let folds = self.folds.iter().map(|fold| fold.clone_box()).collect();
        Self { folds, position: self.position }
    }
}

impl Facts {
    /// The folds that are asked for, each once, before the first record.
    #[must_use]
    pub fn new(needed: impl IntoIterator<Item = NewFact>) -> Self {
        let mut folds: Vec<Box<dyn AnyFact>> = Vec::new();
        for NewFact(new) in needed {
            let fold = new();
            if !folds.iter().any(|known| known.name() == fold.name()) {
                folds.push(fold);
            }
        }
        Self { folds, position: Position(0) }
    }

    /// The fold `F`.
    ///
    /// # Panics
    /// If no process declares that it needs `F`: a defect that the first test of the process shows.
    #[must_use]
    pub fn get<F: Fact>(&self) -> &F {
        let fold = self.folds.iter().find_map(|fold| fold.as_any().downcast_ref());
        fold.unwrap_or_else(|| panic!("fact {} is not declared in Decider::facts", F::NAME))
    }

    /// The position they are true for.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }

    /// Takes one record in.
    ///
    /// # Errors
    /// [`DecodeError`], when a fold cannot read it; the operator's concern.
    pub fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        for fold in &mut self.folds {
            if fold.processes().contains(&record.process) {
                fold.apply(record)?;
            }
        }
        self.position = record.position;
        Ok(())
    }

    /// The name, size and bound of each fold, in bytes.
    #[must_use]
    pub fn sizes(&self) -> Vec<FactSize> {
        self.folds.iter().map(|fold| size_of(&**fold)).collect()
    }

    /// The same, of those that listen to `process` alone: what a command to it may let grow.
    pub(crate) fn sizes_for(&self, process: &str) -> Vec<FactSize> {
        let listen = self.folds.iter().filter(|fold| fold.processes().contains(&process));
        listen.map(|fold| size_of(&**fold)).collect()
    }

    /// Which fold each is, for the key of a snapshot of all.
    #[must_use]
    pub fn folded(&self) -> Vec<(&'static str, Folded)> {
        self.folds.iter().map(|fold| (fold.name(), fold.folded())).collect()
    }

    /// The name and bytes of each fold, for a snapshot of all.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<(String, Vec<u8>)> {
        self.folds.iter().map(|fold| (fold.name().to_owned(), fold.to_bytes())).collect()
    }

    /// Takes every fold from a snapshot that is true for `position`.
    ///
    /// # Errors
    /// [`DecodeError`], when one is missing or cannot be read; all folds are then as they were.
    pub fn restore(
        &mut self,
        position: Position,
        kept: &[(String, Vec<u8>)],
    ) -> Result<(), DecodeError> {
        let mut restored = self.clone();
        for fold in &mut restored.folds {
            let found = kept.iter().find(|(name, _)| name == fold.name());
            let (_, bytes) = found.ok_or_else(|| DecodeError::Name(fold.name().to_owned()))?;
            fold.restore(bytes)?;
        }
        restored.position = position;
        *self = restored;
        Ok(())
    }
}

fn size_of(fold: &dyn AnyFact) -> FactSize {
    let (bytes, bytes_max) = fold.bytes();
    FactSize { name: fold.name(), processes: fold.processes(), bytes, bytes_max }
}

/// How much memory a fold takes.
#[derive(Clone, Copy, Debug, Eq, PartialEq, serde::Serialize)]
pub struct FactSize {
    /// The fold.
    pub name: &'static str,
    /// The processes it listens to.
    #[serde(skip)]
    pub processes: &'static [&'static str],
    /// About how much it takes.
    pub bytes: usize,
    /// How much it may take.
    pub bytes_max: usize,
}
