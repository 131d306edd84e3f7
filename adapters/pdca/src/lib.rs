//! Embedding facade.
pub mod derived;
