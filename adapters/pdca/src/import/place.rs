//! Where an incident of the source stands here, and what earlier runs brought in of it.

use super::{ImportError, SOURCE};
use crate::node::Node;
use engine::runtime::{AsOf, StreamView};
use engine::system::import::ImportRun;
use engine::{Door, Key, Origin, Position, StreamId, Timestamp};
use processes::incident::Incident;
use std::collections::BTreeMap;

/// What tells a key of theirs from one of ours, behind the number.
#[must_use]
pub(super) fn suffix() -> String {
    format!("_{SOURCE}")
}

/// Where an incident of the source stands, and how it is there.
pub(super) struct Place {
    pub(super) stream: StreamId,
    /// None as long as there is nothing.
    pub(super) view: Option<StreamView>,
}

/// The runs of the log, as far as they were asked for.
pub(super) struct Runs<'a> {
    node: &'a Node,
    known: BTreeMap<u64, ImportRun>,
}

impl<'a> Runs<'a> {
    pub(super) fn new(node: &'a Node) -> Self {
        Self { node, known: BTreeMap::new() }
    }

    /// A run; what no run is called by is one of nothing.
    pub(super) fn get(&mut self, run: u64) -> Result<&ImportRun, ImportError> {
        if !self.known.contains_key(&run) {
            let view = self.node.engine().view(&run_stream(run)?, AsOf::Head)?;
            let state = view.as_ref().and_then(|view| view.state.as_any().downcast_ref());
            self.known.insert(run, state.cloned().unwrap_or_default());
        }
        Ok(self.known.entry(run).or_default())
    }

    /// Where the incident of a number stands: under its number, unless that was taken by what no
    /// import of this system began; then under a longer one. What is there once stays where it is,
    /// so this is the same for every row of it, now and later. The reason, if there is no such place.
    pub(super) fn place(&mut self, number: &Key) -> Result<Result<Place, String>, ImportError> {
        let mut key = number.clone();
        loop {
            let stream = StreamId::new(processes::incident::NAME, key);
            let view = self.node.engine().view(&stream, AsOf::Head)?;
            let first = view.as_ref().and_then(|view| view.records.first());
            let is_free = match first.map(|first| first.as_ref().metadata.origin) {
                None => true,
                Some(Origin::Live) => false,
                Some(Origin::Imported { run }) => self.get(run)?.source == SOURCE,
            };
            if is_free {
                return Ok(Ok(Place { stream, view }));
            }
            key = match Key::new(&format!("{}{}", stream.key, suffix())) {
                Ok(longer) => longer,
                Err(error) => {
                    return Ok(Err(format!("{} is taken, and a longer key: {error}", stream.key)));
                }
            };
        }
    }
}

impl Place {
    /// The same place as it was at a position.
    pub(super) fn at(self, node: &Node, position: Position) -> Result<Self, ImportError> {
        let view = node.engine().view(&self.stream, AsOf::At(position))?;
        Ok(Self { view, ..self })
    }

    /// The incident that is there.
    pub(super) fn incident(&self) -> Option<&Incident> {
        self.view.as_ref().and_then(|view| view.state.as_any().downcast_ref())
    }

    /// When the last row that was taken in happened.
    pub(super) fn latest(&self) -> Option<Timestamp> {
        let records = self.view.iter().flat_map(|view| &view.records);
        let metadata = records.map(|record| record.as_ref().metadata);
        let imported = metadata.filter(|metadata| metadata.door == Door::Import);
        imported.map(|metadata| metadata.occurred_at).max()
    }
}

/// The stream of a run.
pub(super) fn run_stream(run: u64) -> Result<StreamId, ImportError> {
    Ok(StreamId::new("import", Key::new(&format!("RUN{run:07}"))?))
}
