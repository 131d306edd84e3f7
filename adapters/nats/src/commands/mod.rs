//! Commands: requests that wait for their outcome, and a work queue for those that do not.

mod command;
mod dead;
mod queue;
mod request;
mod schema;

pub use command::RESERVED;

use crate::context::Context;
use crate::endpoint::serve;
use crate::micro::{Endpoint, Micro};
use crate::part::Parts;
use std::sync::Arc;

/// Starts what takes commands.
pub(crate) fn start(context: &Context, parts: &mut Parts) {
    let pattern = |tail| context.subjects.pattern(tail);
    let command =
        Endpoint::new("command", pattern("cmd.*.*.*"), "cmd.<process>.<key or new>.<command>");
    let schema = Endpoint::new("schema", pattern("schema.*.*"), "schema.<process>.<command>");
    let micro = Micro::new(context, vec![Arc::clone(&command), Arc::clone(&schema)]);
    parts.start(context, "service", move |context| micro.clone().serve(context));
    parts.start(context, command.name(), move |context| {
        let command = Arc::clone(&command);
        async move {
            crate::guard::commands_are_free(&context).await?;
            serve(context, command, request::answer).await
        }
    });
    parts.start(context, schema.name(), move |context| {
        serve(context, Arc::clone(&schema), schema::answer)
    });
    parts.start_anew(context, queue::NAME, queue::serve);
}
