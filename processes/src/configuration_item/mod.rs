//! Configuration items: what services are made of, under control (ISO/IEC 20000-1, 9.1).
//!
//! One stream is either an **item** or the definition of a **type** of items: its first command says
//! which (`identify` or `draft_type`), and from then on only the rows of that life apply.
//!
//! A type says which attributes its items have, which relations they may have and in which direction
//! trouble follows each, and whether its items change only under a covering change. It is *drafted*,
//! *approved* by another person, *published*, examined and *retired* when no item of it lives.
//!
//! An item is *identified*, *registered* with all that its type asks for (at once, where that is
//! known), *activated*, kept right by updates, maintained, found *idle*, *quarantined*, *discrepant*
//! or *missing*, and in the end *retired* and *disposed* of. What was retired under a change that is
//! backed out is there again, and is *restored*. Every value it has says since which event, from which
//! source and under which change it is so.
//!
//! A record that is wrong is corrected under a change that covers it, or as an audit on record has
//! found it. A type is revised, its control too, under a change that is approved.
//!
//! A change covers what is done to its items from when it is begun until the CMDB is confirmed to be
//! right. An update that none covers is refused for what is under change control: it moves nothing
//! and is put on record (`update_refused`) as a candidate for an unauthorised change. What says nothing
//! of how the item is (a relation, a move) is refused as everywhere, without an event, as is who lacks
//! the role.
//!
//! A baseline is a position: what was so then can be read from the log for ever.
//!
//! An item is idle when it was not used for as long as its type says; what was never used counts
//! from when it went into service.
//!
//! | Part | In |
//! | --- | --- |
//! | types | `types` |
//! | identification, updates, relations | `record` |
//! | the life of an item in service, and its end | `service` |
#![doc = include_str!("lifecycle.md")]

mod command;
mod event;
mod record;
mod rejection;
mod service;
mod state;
mod table;
#[cfg(test)]
mod tests;
mod types;
mod value;

pub use command::*;
pub use event::*;
pub use rejection::Rejection;
pub use state::{Baseline, ConfigurationItem, Idle, Item, Known, Phase, Since, TypeDefinition};
pub use table::LIFECYCLE;
pub use value::*;

/// The process's name.
pub const NAME: &str = "configuration_item";
