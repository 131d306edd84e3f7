//! The directory of a node, before anything is opened in it.

use super::{NodeError, Settings};
use crate::socket::SOCKET;
use engine::Actor;
use engine::store::log::{foreign_in, has_remains, has_segments, refuse_unfinished};
use std::fs::read_dir;
use std::io;
use std::path::Path;

/// What a data directory may hold besides the log: what nodes make there, the settings, and what
/// the file system does.
const KNOWN: [&str; 7] =
    ["log", "derived", "derived.set-aside", "rejects", SOCKET, "pdca.toml", "lost+found"];

pub(super) fn unusable(path: &Path, source: io::Error) -> NodeError {
    NodeError::Io { path: path.to_owned(), source }
}

/// Refuses an owner whom nobody could name, and the engine itself, which holds no role.
pub(super) fn check_owner(owner: &Actor) -> Result<(), NodeError> {
    let name = owner.to_string();
    let is_person = name.chars().any(char::is_alphanumeric) && *owner != Actor::system();
    if is_person { Ok(()) } else { Err(NodeError::Nameless(name)) }
}

/// Refuses a directory that holds somebody's files: a log is not to be mixed up with them. What lies
/// beside a log, its owner has put there.
pub(super) fn refuse_occupied(settings: &Settings) -> Result<(), NodeError> {
    let (data, log) = (&settings.data, settings.log_dir());
    refuse_unfinished(&log)?;
    if has_segments(&log)? {
        return Ok(());
    }
    if has_derived(settings) {
        return Err(NodeError::Gone(data.clone()));
    }
    refuse_foreign(settings)?;
    match foreign_in(&log)? {
        Some(path) => Err(NodeError::Occupied(path)),
        None => Ok(()),
    }
}

/// Refuses a directory that holds what no data directory does. One that is absent or empty is fine.
///
/// # Errors
/// [`NodeError::Occupied`], with what does not belong there.
pub fn refuse_foreign(settings: &Settings) -> Result<(), NodeError> {
    let data = &settings.data;
    let entries = match read_dir(data) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(|error| unusable(data, error))?,
    };
    for entry in entries {
        let name = entry.map_err(|error| unusable(data, error))?.file_name();
        if !KNOWN.iter().any(|known| name == *known) {
            return Err(NodeError::Occupied(data.join(name)));
        }
    }
    Ok(())
}

/// Whether there are snapshots, or some that were set aside: they are of a log that was there.
fn has_derived(settings: &Settings) -> bool {
    let derived = settings.derived_dir();
    let holds = |dir: &Path| read_dir(dir).is_ok_and(|mut entries| entries.next().is_some());
    holds(&derived) || holds(&derived.with_extension("set-aside"))
}

/// Refuses a directory without a log: none is ever made anew behind anybody's back.
pub(super) fn refuse_unfounded(settings: &Settings) -> Result<(), NodeError> {
    let (data, log) = (&settings.data, settings.log_dir());
    // That one may not look is not that there is nothing.
    if !log.try_exists().map_err(|error| unusable(data, error))? {
        let is_lost = has_derived(settings);
        return Err(if is_lost {
            NodeError::Gone(data.clone())
        } else {
            NodeError::NotFounded(data.clone())
        });
    }
    refuse_unfinished(&log)?;
    if has_segments(&log)? {
        return Ok(());
    }
    let is_lost = has_derived(settings) || has_remains(&log)?;
    Err(if is_lost { NodeError::Gone(data.clone()) } else { NodeError::NotFounded(data.clone()) })
}
