//! What the log knows about messages of other tools, besides what their commands came to.

use engine::outside::Problem;
use engine::runtime::Request;
use engine::store::Reading;
use engine::system::intake::{Command, Event, Intake};
use engine::{
    AnyCommand, Caller, CommandId, Decider as _, Door, Engine, EventSet as _, Key, Record,
    StreamId, Version,
};

/// What is known about one of them: by a name that never changes.
pub(crate) struct Page<'a> {
    engine: &'a Engine,
    name: &'a str,
}

/// The command that adds to a page what is called so.
pub(crate) fn named(sent_as: &str) -> CommandId {
    CommandId::derive(Door::Intake, "", sent_as)
}

impl<'a> Page<'a> {
    /// The page of a name.
    pub(crate) fn of(engine: &'a Engine, name: &'a str) -> Self {
        Self { engine, name }
    }

    fn key(&self) -> Key {
        named(self.name).to_key()
    }

    /// How many events it has, and the last of them.
    pub(crate) async fn last(&self) -> Result<(u64, Option<Event>), Problem> {
        let stream = StreamId::new(Intake::NAME, self.key());
        let (count, last) = ends(self.engine.store().read_stream(&stream, Version(0))).await?;
        let Some(record) = last else { return Ok((0, None)) };
        let record = record.as_ref();
        Ok((count, Some(Event::decode(record.event, record.schema, record.payload)?)))
    }

    /// Adds to it; once for each `sent_as`.
    pub(crate) async fn add(
        &self,
        sent_as: &str,
        command: impl Into<Command>,
    ) -> Result<(), Problem> {
        let command = AnyCommand::of::<Intake>(command.into());
        let caller = Caller::system(Door::Intake);
        let request = Request::new(caller, sent_as, Some(self.key()), command);
        self.engine.execute(request).await.map(drop).map_err(Problem::from)
    }
}

/// The first record that a command has caused.
pub(crate) async fn first_of(engine: &Engine, id: CommandId) -> Result<Option<Record>, Problem> {
    let mut caused = engine.store().read_command(id);
    let mut first = None;
    while let Some(chunk) = caused.next().await? {
        if first.is_none() {
            first = chunk.owned().next().transpose()?.map(|(record, _)| record);
        }
    }
    Ok(first)
}

/// How many records there are to read, and the last.
async fn ends(mut reading: Reading) -> Result<(u64, Option<Record>), Problem> {
    let (mut count, mut last) = (0, None);
    while let Some(chunk) = reading.next().await? {
        count += chunk.len() as u64;
        if let Some(record) = chunk.owned().last() {
            last = Some(record?.0);
        }
    }
    Ok((count, last))
}
