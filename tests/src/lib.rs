//! The crates together.
