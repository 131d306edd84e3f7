//! pdca on NATS: tools that are connected to it send commands, follow events and replay audit
//! trails, from any language.
//!
//! Everything works from the catalogue of processes: what is added there is reachable here.
//!
//! | subject | |
//! | --- | --- |
//! | `pdca.cmd.<process>.<key>.<command>` | a command, answered when its outcome is durable |
//! | `pdca.queue.<process>.<key>.<command>` | a command that nobody waits for |
//! | `pdca.schema.<process>.<name>` | what a command takes, or an event says |
//! | `pdca.query.<read model>.<question>` | a question to a read model |
//! | `pdca.js.…` | buckets of what read models tell of one by one, for KV clients |
//! | `pdca.replay` | a part of the audit trail, sent to the asker's inbox |
//! | `pdca.evt.<process>.<key>.<event>` | what has happened, in the stream `PDCA_EVENTS` |
//! | `pdca.restricted.<process>.evt.…` | the same of what only some may see, in a stream of its own |
//! | `pdca.ingest.<source>.…` | another tool's event, which becomes commands by rules |
//! | `pdca.dead.…` | a command that was refused, with the reason |
//!
//! `<key>` is `new` for what is not there yet. With the actor in the subject, `pdca.as.<actor>.…`
//! replaces `pdca.…`, so that the server's permissions say who speaks as whom.
//!
//! **Invariant:** this crate decides nothing and keeps nothing. Whatever is away, the node goes on.

mod account;
mod adapter;
mod asyncapi;
mod batch;
mod commands;
mod connect;
mod context;
mod digest;
mod endpoint;
mod error;
mod events;
mod guard;
pub mod ingest;
mod intake;
mod kv;
mod micro;
mod part;
mod places;
mod query;
mod replay;
mod server;
mod settings;
mod status;
mod stored;
mod stream;
mod subject;
mod trace;
mod visibility;
mod work;

pub use adapter::{Adapter, Observer};
pub use asyncapi::{Question, asyncapi};
pub use commands::RESERVED;
pub use connect::ConnectError;
pub use endpoint::Asker;
pub use error::Error;
pub use query::Questions;
pub use settings::{EventFormat, Ingest, Settings, SettingsError, Tls};
pub use status::{Counts, Health, Part, Status};
