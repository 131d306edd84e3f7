//! Which messages were taken in, for ever: by their source and the id that it gave them.

use super::file::RuleFile;
use super::identity::Named;
use engine::outside::Problem;
use engine::runtime::Request;
use engine::system::intake::{Event, Intake, Take};
use engine::{AnyCommand, Caller, CommandId, Door, Engine, EventSet as _, Record};

/// Whether a message was taken in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Taken {
    /// Nothing was done for it.
    Never,
    /// This very message was, perhaps not all of it.
    Before,
    /// Another one, which its source calls the same.
    Otherwise,
}

/// Whether it was taken in, by the log.
pub(super) async fn find(engine: &Engine, message: &Named) -> Result<Taken, Problem> {
    let Some(record) = first_of(engine, message.command_id()).await? else {
        return Ok(Taken::Never);
    };
    let record = record.as_ref();
    let Event::Taken(taken) = Event::decode(record.event, record.schema, record.payload)?;
    Ok(if taken.content == message.content() { Taken::Before } else { Taken::Otherwise })
}

/// Records that it was.
pub(super) async fn record(
    engine: &Engine,
    message: &Named,
    file: &RuleFile,
) -> Result<(), Problem> {
    // As visible as the most secret of what the rules are about.
    let is_restricted = |process: &&str| !engine.catalogue().visible_to(process).is_empty();
    let process = file.processes().find(is_restricted).or_else(|| file.processes().next());
    let process = process.unwrap_or_default().into();
    let take = Take { process, content: message.content().into() };
    let key = message.command_id().to_key();
    let command = AnyCommand::of::<Intake>(take.into());
    let caller = Caller::system(Door::Intake);
    let request = Request::new(caller, message.sent_as(), Some(key), command);
    engine.execute(request).await.map(drop).map_err(Problem::from)
}

/// The first record that a command has caused.
pub(super) async fn first_of(engine: &Engine, id: CommandId) -> Result<Option<Record>, Problem> {
    let mut caused = engine.store().read_command(id);
    let mut first = None;
    while let Some(chunk) = caused.next().await? {
        if first.is_none() {
            first = chunk.owned().next().transpose()?.map(|(record, _)| record);
        }
    }
    Ok(first)
}
