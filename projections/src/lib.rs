//! Read models: folds over the log that answer questions. All of it can be built again.
//!
//! | Read model | Answers |
//! | --- | --- |
//! | [`Availability`] | how much of the agreed time services worked |
//! | [`Cmdb`] | what services are made of, how that is related, what suffers when it fails |
//! | [`Incidents`] | what is to be done, the most urgent first; how many are in which phase |
//! | [`KpiMatrix`] | indicators of quality, security and service side by side, with every record behind a value |
//! | [`RiskRegister`] | what may go wrong with quality, security and service, in one order, and what moved it |
//! | [`RolesHeld`] | who held which role when, assigned by whom, and who acted for whom |
//! | [`ServiceLevels`] | whether targets are kept, case by case with proof and in figures; what is given back |
//! | [`Tasks`] | what people are asked to do, by role, and what of it is late |
//!
//! **Invariant:** a read model decides nothing; what an event means is the process's own `evolve`.

mod at_rest;
pub mod availability;
pub mod cmdb;
mod desk;
#[cfg(test)]
mod entities;
#[cfg(test)]
mod figures;
pub mod incidents;
pub mod kpi_matrix;
mod mean;
mod names;
mod packed;
mod page;
#[cfg(test)]
mod properties;
pub mod risk_register;
pub mod roles_held;
pub mod service_levels;
pub mod tasks;
#[cfg(test)]
mod testing;

pub use availability::Availability;
pub use cmdb::Cmdb;
pub use incidents::Incidents;
pub use kpi_matrix::KpiMatrix;
pub use page::{PAGE_MAX, Page};
pub use risk_register::RiskRegister;
pub use roles_held::RolesHeld;
pub use service_levels::ServiceLevels;
pub use tasks::Tasks;
