//! The crates together.

#[cfg(test)]
mod crash;
#[cfg(test)]
mod import;
