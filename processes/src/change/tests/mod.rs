//! What a change does, rule by rule, and exhaustively.

mod ballots;
mod duties;
mod ends;
mod explore;
mod facts;
mod kinds;
mod merging;
mod rules;
mod slots;
pub(crate) mod world;

use world::*;
