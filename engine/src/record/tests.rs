use super::{Metadata, Origin, Position, Record, RecordRef, Version};
use crate::{Actor, CommandId, DecodeError, Door, Key, Timestamp};
use proptest::prelude::*;

const RECORD: RecordRef<'_> = RecordRef {
    position: Position(7),
    process: "incident",
    key: "INC=2F1",
    version: Version(3),
    event: "resolved",
    schema: 2,
    metadata: Metadata {
        command_id: CommandId(1 << 100),
        content: 99,
        correlation: None,
        causation: Some(Position(5)),
        depth: 1,
        recorded_at: Timestamp::from_seconds(20),
        occurred_at: Timestamp::from_seconds(10),
        basis: Position(6),
        door: Door::Policy,
        principal: "uid 1000",
        actor: "ada=40example=2Eorg",
        origin: Origin::Imported { run: 4 },
    },
    payload: &[1, 2, 3],
};

/// The parts of a record that are not plain numbers, and the rest.
#[derive(Debug)]
struct Parts {
    process: String,
    key: Key,
    event: String,
    actor: Actor,
    principal: String,
    payload: Vec<u8>,
    rest: RecordRef<'static>,
}

impl Parts {
    fn record(&self) -> RecordRef<'_> {
        let Self { process, key, event, actor, principal, payload, rest } = self;
        let (key, actor) = (key.as_escaped(), actor.as_escaped());
        let metadata = Metadata { principal, actor, ..rest.metadata };
        RecordRef { process, key, event, metadata, payload, ..*rest }
    }
}

fn any_record() -> impl Strategy<Value = Parts> {
    let name = || r"[ -~]{1,12}|\PC{1,8}";
    let id = prop_oneof![any::<u128>(), (0_u128..600)];
    let count = prop_oneof![any::<u64>(), (0_u64..600), (65_000_u64..66_000)];
    let time = prop_oneof![any::<i64>(), (-300_i64..300)];
    let origin = prop::option::of(any::<u64>());
    (
        (name(), name(), name(), name(), ".{0,20}|x{125,130}|x{245,255}"),
        (id.clone(), prop::option::of(id), prop::option::of(count.clone())),
        (count.clone(), count.clone(), count, any::<u16>(), any::<u8>()),
        (time.clone(), time, origin, 0_u64..9),
        prop::collection::vec(any::<u8>(), 0..300),
    )
        .prop_map(|(names, ids, counts, rest, payload)| {
            let (process, key, event, actor, principal) = names;
            let (key, actor) = (Key::recorded(&key).unwrap(), Actor::recorded(&actor).unwrap());
            let metadata = Metadata {
                command_id: CommandId(ids.0),
                correlation: ids.1.map(CommandId),
                causation: ids.2.map(Position),
                content: counts.1,
                basis: Position(counts.2),
                depth: counts.4,
                recorded_at: Timestamp::from_nanos(rest.0),
                occurred_at: Timestamp::from_nanos(rest.1),
                origin: rest.2.map_or(Origin::Live, |run| Origin::Imported { run }),
                door: Door::numbered(rest.3).unwrap(),
                ..RECORD.metadata
            };
            let (version, schema) = (Version(counts.0), counts.3);
            let rest = RecordRef { version, schema, metadata, ..RECORD };
            Parts { process, key, event, actor, principal, payload, rest }
        })
}

proptest! {
    #[test]
    fn what_serde_writes_is_read_by_hand(parts in any_record()) {
        let record = parts.record();
        let mut bytes = vec![];
        record.encode(&mut bytes);
        let read = RecordRef::decode(Position(7), &bytes).unwrap();
        prop_assert_eq!(read, record);
        let owned = Record::new(Position(7), &bytes).unwrap();
        prop_assert_eq!(owned.as_ref(), record);
        prop_assert_eq!(owned.stored(), &bytes);
        prop_assert_eq!((owned.stream().key, owned.actor()), (parts.key.clone(), parts.actor.clone()));
        prop_assert_eq!(record.to_owned().unwrap(), owned);
        prop_assert!(RecordRef::decode(Position(7), &bytes[..bytes.len() - 1]).is_err());
        bytes.push(0);
        prop_assert!(RecordRef::decode(Position(7), &bytes).is_err());
    }

    #[test]
    fn bytes_of_any_kind_are_no_danger(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(record) = RecordRef::decode(Position(7), &bytes) {
            let mut again = vec![];
            record.encode(&mut again);
            prop_assert_eq!(RecordRef::decode(Position(7), &again).unwrap(), record);
        }
    }
}

#[test]
fn stored_bytes_hold_everything_but_the_position() {
    let mut bytes = vec![];
    RECORD.encode(&mut bytes);
    assert_eq!(RecordRef::decode(Position(7), &bytes).unwrap(), RECORD);
    assert!(RecordRef::decode(Position(7), &bytes[1..]).is_err());
    let (here, there) = (Record::new(Position(7), &bytes), Record::new(Position(8), &bytes));
    assert_eq!(here.clone().unwrap().stored(), there.clone().unwrap().stored());
    assert_ne!(here, there);
}

#[test]
fn an_owned_record_has_names_in_their_escaped_form() {
    let owned = RECORD.to_owned().unwrap();
    assert_eq!(owned.stream().to_string(), "incident INC/1");
    assert_eq!(owned.actor().to_string(), "ada@example.org");
    assert_eq!(format!("{owned:?}"), format!("{RECORD:?}"));
    let bad_key = RecordRef { key: "INC/1", ..RECORD };
    let bad_actor =
        RecordRef { metadata: Metadata { actor: "ada@example.org", ..RECORD.metadata }, ..RECORD };
    for (record, bad) in [(bad_key, "INC/1"), (bad_actor, "ada@example.org")] {
        let mut bytes = vec![];
        record.encode(&mut bytes);
        assert_eq!(RecordRef::decode(Position(7), &bytes), Ok(record), "it is a record");
        let refused = Record::new(Position(7), &bytes);
        let says = |text: &str| text.contains(bad) && text.contains("escaped");
        assert!(matches!(&refused, Err(DecodeError::Malformed(text)) if says(text)), "{refused:?}");
        assert_eq!(record.to_owned(), refused);
    }
}
