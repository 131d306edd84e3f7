use crate::context::Context;
use crate::endpoint::{Answer, Asked};
use engine::AnyProcess;
use engine::outside::{Problem, Refusal};
use engine::process::Schemas;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The schemas that anybody has asked for: made once, for everybody may ask as often as he likes.
#[derive(Default)]
pub(crate) struct Known(Mutex<BTreeMap<&'static str, Arc<Schemas>>>);

impl Known {
    fn of(&self, process: &'static dyn AnyProcess) -> Arc<Schemas> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(process.name()).or_insert_with(|| Arc::new(process.schemas())))
    }
}

/// The JSON schema of a command's body, or of what an event says.
pub(crate) async fn answer(context: Context, asked: Asked) -> Result<Answer, Problem> {
    let [_, process, name] = asked.tokens.as_slice() else {
        let detail = "a schema's subject ends with <process>.<command>, or <process>.<event>";
        return Err(Problem::new(Refusal::Input, "bad_subject", detail));
    };
    let process = context.engine.catalogue().process(process)?;
    Ok(Answer::json(context.schemas.of(process).get(name)?))
}
