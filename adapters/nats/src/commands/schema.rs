use crate::context::Context;
use crate::endpoint::{Answer, Asked};
use engine::CommandError;
use engine::outside::{Problem, Refusal};

/// The JSON schema of a command's body.
pub(crate) async fn answer(context: Context, asked: Asked) -> Result<Answer, Problem> {
    let [_, process, command] = asked.tokens.as_slice() else {
        let detail = "a schema's subject ends with <process>.<command>";
        return Err(Problem::new(Refusal::Input, "bad_subject", detail));
    };
    let schemas = context.engine.catalogue().process(process)?.command_schemas();
    let found = schemas.iter().find(|(name, _)| name == command);
    let (_, schema) = found.ok_or_else(|| CommandError::UnknownCommand {
        name: command.clone(),
        known: schemas.iter().map(|(name, _)| *name).collect(),
    })?;
    Ok(Answer::json(schema))
}
