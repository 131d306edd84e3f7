//! Commands: requests that wait for their outcome, and a work queue for those that do not.

mod command;
pub(crate) mod dead;
mod queue;
mod request;
pub(crate) mod schema;

pub use command::RESERVED;

use crate::context::Context;
use crate::endpoint::{Most, serve};
use crate::micro::Endpoint;
use crate::part::Parts;
use std::sync::Arc;

/// The endpoints.
pub(crate) struct Endpoints {
    command: Arc<Endpoint>,
    schema: Arc<Endpoint>,
}

impl Endpoints {
    pub(crate) fn new(context: &Context) -> Self {
        let endpoint =
            |name, tail, about| Endpoint::new(name, context.subjects.pattern(tail), about);
        Self {
            command: endpoint("command", "cmd.*.*.*", "<process>.<key or new>.<command>"),
            schema: endpoint("schema", "schema.*.*", "<process>.<command>: what a command takes"),
        }
    }

    pub(crate) fn all(&self) -> [Arc<Endpoint>; 2] {
        [Arc::clone(&self.command), Arc::clone(&self.schema)]
    }
}

/// Starts what takes commands.
pub(crate) fn start(context: &Context, parts: &mut Parts, endpoints: Endpoints) {
    let Endpoints { command, schema } = endpoints;
    parts.start(context, command.name(), move |context| {
        let most = context.settings.in_flight_max;
        serve(context, Arc::clone(&command), Most::shared(most), request::answer)
    });
    parts.start(context, schema.name(), move |context| {
        let most = context.settings.in_flight_max;
        serve(context, Arc::clone(&schema), Most::shared(most), schema::answer)
    });
    parts.start_anew(context, queue::NAME, queue::serve);
}
