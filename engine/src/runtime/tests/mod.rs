//! Over a store in memory, and a clock that stands still until it is told otherwise.

mod commands;
mod harness;
mod numbers;
mod policies;
mod restart;
mod rules;
mod sample;
mod speed;
mod timers;
mod views;
