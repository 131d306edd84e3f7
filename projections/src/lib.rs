//! Read models: folds over the log that answer questions. All of it can be built again.
//!
//! | Read model | Answers |
//! | --- | --- |
//! | [`Incidents`] | what is to be done, the most urgent first; how many are in which phase |
//! | [`ServiceLevels`] | whether targets are kept, case by case with proof and in figures |
//!
//! **Invariant:** a read model decides nothing; what an event means is the process's own `evolve`.

mod desk;
#[cfg(test)]
mod entities;
#[cfg(test)]
mod figures;
pub mod incidents;
mod names;
mod packed;
#[cfg(test)]
mod properties;
pub mod service_levels;
#[cfg(test)]
mod testing;

pub use incidents::Incidents;
pub use service_levels::ServiceLevels;
