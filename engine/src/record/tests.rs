use super::{Origin, Position, Record, RecordRef, StreamId, Version};
use crate::{Actor, CommandId, Door, Key, Timestamp};
use proptest::prelude::*;

fn record() -> Record {
    Record {
        position: Position(7),
        stream: StreamId::new("incident", Key::new("INC/1").unwrap()),
        version: Version(3),
        event: "resolved".into(),
        schema: 2,
        command_id: CommandId(1 << 100),
        content: 99,
        correlation: None,
        causation: Some(Position(5)),
        depth: 1,
        recorded_at: Timestamp::from_seconds(20),
        occurred_at: Timestamp::from_seconds(10),
        basis: Position(6),
        door: Door::Policy,
        principal: "uid 1000".into(),
        actor: Actor::new("ada@example.org").unwrap(),
        origin: Origin::Imported { run: 4 },
        payload: vec![1, 2, 3],
    }
}

fn any_record() -> impl Strategy<Value = Record> {
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
            Record {
                position: Position(7),
                stream: StreamId::new(&process, Key::new(&key).unwrap()),
                event: event.into(),
                actor: Actor::new(&actor).unwrap(),
                principal: principal.into(),
                command_id: CommandId(ids.0),
                correlation: ids.1.map(CommandId),
                causation: ids.2.map(Position),
                version: Version(counts.0),
                content: counts.1,
                basis: Position(counts.2),
                schema: counts.3,
                depth: counts.4,
                recorded_at: Timestamp::from_nanos(rest.0),
                occurred_at: Timestamp::from_nanos(rest.1),
                origin: rest.2.map_or(Origin::Live, |run| Origin::Imported { run }),
                door: Door::numbered(rest.3).unwrap(),
                payload,
            }
        })
}

proptest! {
    #[test]
    fn what_serde_writes_is_read_by_hand(record in any_record()) {
        let mut bytes = vec![];
        record.as_ref().encode(&mut bytes);
        let read = RecordRef::decode(Position(7), &bytes).unwrap();
        prop_assert_eq!(read, record.as_ref());
        prop_assert_eq!(read.to_owned().unwrap(), record);
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
    let record = record();
    let mut bytes = vec![];
    record.as_ref().encode(&mut bytes);
    let read = RecordRef::decode(Position(7), &bytes).unwrap();
    assert_eq!(read, record.as_ref());
    assert_eq!(read.to_owned().unwrap(), record);
    assert!(RecordRef::decode(Position(7), &bytes[1..]).is_err());
}
