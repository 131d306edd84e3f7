//! Who may see what, for every door: replay, queries and buckets ask here, and this asks the facts.

use crate::context::Context;
use crate::endpoint::Asker;
use engine::outside::Problem;
use engine::{ExecuteError, Role};

/// Whether an asker may see what only these roles may see; everybody may, if there are none. Who
/// merely claims a name sees what everybody sees.
pub(crate) async fn may_see(
    context: &Context,
    asker: &Asker,
    roles: &'static [Role],
) -> Result<bool, Problem> {
    if roles.is_empty() {
        return Ok(true);
    }
    let Some(actor) = asker.actor.as_ref().filter(|_| asker.is_proven) else { return Ok(false) };
    let stopped = |error: ExecuteError| Problem::failure("stopped", &error);
    context.engine.may_see(actor, roles).await.map_err(stopped)
}

/// The processes that an asker may not see.
pub(crate) async fn hidden_from(
    context: &Context,
    asker: &Asker,
) -> Result<Vec<&'static str>, Problem> {
    let mut hidden = Vec::new();
    for process in context.engine.catalogue().processes() {
        if !may_see(context, asker, process.visible_to()).await? {
            hidden.push(process.name());
        }
    }
    Ok(hidden)
}
