//! The log that the CMDB is built from.

use super::graph::{ITEMS, RELATIONS_EACH, ends};
use crate::Failure;
use crate::bulk::Bulk;
use crate::history::History;
use crate::report::{Report, number};
use engine::{
    CommandId, Door, EventSet as _, Key, Metadata, Named as _, Origin, Position, RecordRef,
    Timestamp, Version,
};
use processes::configuration_item::{
    self, Content, Control, Definition, End, Event, IDLE_AFTER, Identified, Impact, Registered,
    Related, RelationRule, TypeDrafted, TypePublished,
};
use processes::limits::Label;
use std::path::Path;

/// The key of an item.
pub(super) fn key(item: u32) -> Result<Key, Failure> {
    Ok(Key::new(&format!("item-{item:07}"))?)
}

/// Where in the log the last item is registered; relations follow.
pub(super) const ALL_REGISTERED: Position = Position(2 + 2 * ITEMS as u64);

/// Writes a type, all items, and then what each is related to: an item can be related only to what
/// is there.
pub(super) fn write(dir: &Path, report: &mut Report) -> Result<History, Failure> {
    let mut log = Writer { bulk: Bulk::new(dir)?, position: Position(0) };
    let relation: Label = "runs_on".parse()?;
    log.write("server", 1, type_of_items(&relation)?)?;
    for item in 0..ITEMS {
        log.write(key(item)?.as_escaped(), 1, beginning(item)?)?;
    }
    if log.position != ALL_REGISTERED {
        return Err(format!("{} is not where all are registered", log.position).into());
    }
    for item in 1..ITEMS {
        let related = ends(item).map(|to| {
            let (relation, to) = (relation.clone(), End::Item(key(to)?));
            Ok(Related { relation, to, exists: None, cover: None }.into())
        });
        let related: Vec<Event> = related.collect::<Result<_, Failure>>()?;
        log.write(key(item)?.as_escaped(), 3, related)?;
    }
    let events = log.position.0;
    let bytes = log.bulk.close()?;
    report.line(&format!(
        "- {events} events of {ITEMS} items with {} relations, {:.2} GB, {:.0} bytes per event on disk",
        (ITEMS - 1) * RELATIONS_EACH,
        number(bytes) / 1e9,
        number(bytes) / number(events),
    ));
    Ok(History { dir: dir.to_owned(), events, bytes })
}

/// How the type of all items comes to be.
fn type_of_items(relation: &Label) -> Result<[Event; 2], Failure> {
    let rule = RelationRule { impact: Impact::ToSource, ..RelationRule::default() };
    let definition = Definition {
        description: "a machine".parse()?,
        attributes: [].into(),
        relations: [(relation.clone(), rule)].into(),
        control: Control { by_change: true, reason: "customers feel it".parse()? },
        idle_after: IDLE_AFTER,
    };
    Ok([TypeDrafted { definition }.into(), TypePublished { version: 1 }.into()])
}

/// How an item comes to be.
fn beginning(item: u32) -> Result<[Event; 2], Failure> {
    let identified =
        Identified { item_type: Key::new("server")?, name: format!("server {item}").parse()? };
    let registered = Registered {
        description: "serves the branch offices".parse()?,
        location: format!("room {}", item % 100).parse()?,
        owner: "ada".parse()?,
        attributes: [("cpus".parse()?, Content::Number((item % 64).into()))].into(),
        no_relations: None,
        source: Some("discovery".parse()?),
        idle_after: IDLE_AFTER,
    };
    Ok([identified.into(), registered.into()])
}

struct Writer {
    bulk: Bulk,
    position: Position,
}

impl Writer {
    /// Writes events of a stream, the first of which makes `version`.
    fn write(
        &mut self,
        key: &str,
        version: u64,
        events: impl IntoIterator<Item = Event>,
    ) -> Result<(), Failure> {
        let at = Timestamp::from_seconds(1_700_000_000);
        for (version, event) in (version..).zip(events) {
            let basis = self.position;
            self.position = basis.next();
            self.bulk.append(&RecordRef {
                position: self.position,
                process: configuration_item::NAME,
                key,
                version: Version(version),
                event: event.name(),
                schema: event.schema(),
                metadata: Metadata {
                    command_id: CommandId(u128::from(self.position.0)),
                    content: 0,
                    correlation: None,
                    causation: None,
                    depth: 0,
                    recorded_at: at,
                    occurred_at: at,
                    basis,
                    door: Door::Request,
                    principal: "uid 1000",
                    actor: "ada",
                    origin: Origin::Live,
                },
                payload: &event.encode(),
            })?;
        }
        Ok(())
    }
}
