//! What an incident does, by example, exhaustively and at random.

mod adopt;
mod authority;
mod clocks;
mod ends;
pub(crate) mod examples;
mod explore;
mod major;
mod random;
mod triage;
mod world;

use world::*;
