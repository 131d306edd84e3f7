//! Events out: every record of the log, in its order, as CloudEvents.

mod claim;
mod cloud;
mod end;
mod look;
mod proof;
mod publish;
mod source;
mod sweep;
mod target;
mod tidy;

pub(crate) use claim::Claim;
pub(crate) use cloud::{ATTRIBUTES, ATTRIBUTES_AT_TIMES, Event};
pub(crate) use target::Target;

use crate::context::Context;
use crate::part::Parts;

/// Starts what publishes: for what everybody may see, and for each process that only some may see.
pub(crate) fn start(context: &Context, parts: &mut Parts) {
    for target in Target::all(context.engine.catalogue()) {
        if target.is_restricted() {
            context.board.restricted(&target.part());
        }
        context.board.follows(&target.part());
        parts.start_anew(context, target.part(), move |context| {
            publish::follow(context, target.clone())
        });
    }
}
