//! What an incident does, by example, exhaustively and at random.

mod explore;
mod world;

use world::*;
