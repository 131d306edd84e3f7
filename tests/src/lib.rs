//! The crates together.

#[cfg(test)]
mod import;
