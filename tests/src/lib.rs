//! The crates together.

#[cfg(test)]
mod crash;
#[cfg(test)]
mod figures;
#[cfg(test)]
mod import;
