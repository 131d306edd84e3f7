//! What the changes of a release must be like.

use super::Rejection;
use super::terms::{ReleasePlan, Slot};
use engine::Context;

/// Each is open.
pub(super) fn open(_plan: &ReleasePlan, _context: &Context<'_>) -> Result<(), Rejection> {
    Ok(())
}

/// Each has a time that holds the slot.
pub(super) fn scheduled(
    _plan: &ReleasePlan,
    _slot: Slot,
    _context: &Context<'_>,
) -> Result<(), Rejection> {
    Ok(())
}

/// Each is being carried out.
pub(super) fn implementing(_plan: &ReleasePlan, _context: &Context<'_>) -> Result<(), Rejection> {
    Ok(())
}
