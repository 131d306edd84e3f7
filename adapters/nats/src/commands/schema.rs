use crate::context::Context;
use crate::endpoint::{Answer, Asked};
use engine::outside::{Problem, Refusal};

/// The JSON schema of a command's body, or of what an event says.
pub(crate) async fn answer(context: Context, asked: Asked) -> Result<Answer, Problem> {
    let [_, process, name] = asked.tokens.as_slice() else {
        let detail = "a schema's subject ends with <process>.<command>, or <process>.<event>";
        return Err(Problem::new(Refusal::Input, "bad_subject", detail));
    };
    Ok(Answer::json(&context.engine.catalogue().process(process)?.schema(name)?))
}
