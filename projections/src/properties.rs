//! What holds for every history.

use crate::service_levels::{Grouping, Kind};
use crate::testing::{World, fold, take_in};
use crate::{Incidents, ServiceLevels};
use engine::projection::Projection;
use engine::{Decider, EventSet as _, Key, Record, RecordRef, Span, Stamp, StreamId, codec};
use processes::clock::{Measure, read};
use processes::incident::Incident;
use processes::service_request::ServiceRequest;
use proptest::prelude::*;

/// A command to one of three incidents or of three service requests, how many minutes after the last
/// one, and how many minutes earlier it happened.
pub(crate) type Step = (usize, usize, i64, i64);

const COMMANDS: &[(&str, &str)] = &[
    ("respond", "{}"),
    ("hold", r#"{"reason": "awaiting_customer"}"#),
    ("hold", r#"{"reason": "awaiting_supplier"}"#),
    ("resume", "{}"),
    ("reprioritise", r#"{"reason": "worse", "impact": "high", "urgency": "high"}"#),
    ("reprioritise", r#"{"reason": "better", "impact": "low", "urgency": "low"}"#),
    ("reassign", r#"{"reason": "busy", "assignee": "ada"}"#),
    (
        "resolve",
        r#"{"code": "restarted", "cause": "unknown", "no_item_reason": "not in the CMDB"}"#,
    ),
    ("reopen", r#"{"reason": "still down"}"#),
    ("close", r#"{"confirmed_by": "Caller 7", "classification_verified": true}"#),
    ("cancel", r#"{"reason": "false_alarm"}"#),
    ("update", r#"{"note": "looked"}"#),
    ("raise_change", r#"{"need": "another disk"}"#),
    ("merge", r#"{"parent": "INC0000001"}"#),
    ("convert", r#"{"note": "a wish"}"#),
    ("adopt", r#"{"to": "on_hold", "hold_reason": "awaiting_customer"}"#),
    ("adopt", r#"{"to": "closed"}"#),
    ("adopt", r#"{"to": "in_progress"}"#),
    ("adopt", r#"{"to": "cancelled"}"#),
];

/// As somebody.
const TO_REQUESTS: &[(&str, &str, &str)] = &[
    ("bo", "approve", "{}"),
    ("bo", "return", r#"{"question": "which one?"}"#),
    ("ada", "update", r#"{"note": "the small one", "answers": true}"#),
    ("ada", "reject", r#"{"reason": "no money", "told": "by mail"}"#),
    ("ada", "prioritise", r#"{"impact": "high", "urgency": "high"}"#),
    ("ada", "prioritise", r#"{"impact": "low", "urgency": "low"}"#),
    ("ada", "assign", r#"{"assignee": "ada"}"#),
    ("ada", "start_fulfilment", "{}"),
    ("ada", "reassign", r#"{"reason": "busy", "assignee": "ada"}"#),
    ("ada", "hold", r#"{"reason": "awaiting_customer"}"#),
    ("ada", "resume", "{}"),
    ("ada", "fail", r#"{"reason": "no room"}"#),
    ("ada", "retry", "{}"),
    ("ada", "fulfil", r#"{"delivered": "all of it"}"#),
    ("ada", "reopen", r#"{"reason": "the wrong one"}"#),
    ("ada", "close", r#"{"confirmed_by": "Eve"}"#),
    ("ada", "withdraw", "{}"),
    ("ada", "cancel", r#"{"reason": "nobody wants it"}"#),
    ("ada", "convert", r#"{"becomes": "incident", "note": "it is down"}"#),
];

pub(crate) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let most = COMMANDS.len().max(TO_REQUESTS.len());
    prop::collection::vec((0..most, 0..6_usize, 0..300_i64, 0..40_i64), 1..40)
}

/// What the engine records of these steps; what it refuses has not happened. The service requests
/// have the keys of the incidents.
pub(crate) fn history(steps: &[Step]) -> World {
    let mut world = World::with_gold();
    world.with_requests();
    let keys: Vec<Key> = ["high", "medium", "high"].map(|level| world.log(level)).into();
    let asked = [("account", "acme"), ("advice", "zeta"), ("loan", "acme")];
    for (key, (item, customer)) in keys.iter().zip(asked) {
        world.ask(&key.to_string(), item, customer);
    }
    for &(command, which, minutes, back) in steps {
        world.minutes(minutes);
        let at = (back > 20).then(|| world.now() - Span::from_minutes(back));
        let key = keys[which % 3].to_string();
        let _ = if which < 3 {
            let (command, body) = COMMANDS[command % COMMANDS.len()];
            world.try_send("incident", &key, command, body, at)
        } else {
            let (by, command, body) = TO_REQUESTS[command % TO_REQUESTS.len()];
            world.try_send_by(by, "service_request", &key, command, body, at)
        };
    }
    world.pass(Span::from_days(1));
    world
}

fn same_after_a_restart<P: Projection>(records: &[Record], at: usize) -> bool {
    let (before, after) = records.split_at(at);
    let snapshot = codec::to_bytes(&fold::<P>(before));
    let mut restored: P = codec::from_bytes(&snapshot).unwrap();
    take_in(&mut restored, after);
    codec::to_bytes(&restored) == codec::to_bytes(&fold::<P>(records))
}

fn state<D: Decider + Default>(records: &[Record], process: &str, key: &Key) -> D {
    let (mut state, stream) = (D::default(), StreamId::new(process, key.clone()));
    for record in records.iter().map(Record::as_ref).filter(|record| record.is_of(&stream)) {
        let event = D::Event::decode(record.event, record.schema, record.payload).unwrap();
        state.evolve(&event, &Stamp::from(&record));
    }
    state
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_read_model_goes_on_from_a_snapshot_as_if_it_had_none(
        steps in steps(),
        at in any::<prop::sample::Index>(),
    ) {
        let records = history(&steps).records();
        let at = at.index(records.len());
        prop_assert!(same_after_a_restart::<ServiceLevels>(&records, at));
        prop_assert!(same_after_a_restart::<Incidents>(&records, at));
    }

    #[test]
    fn what_is_known_now_of_then_is_the_fold_of_what_had_happened_by_then(
        steps in steps(),
        share in 0..100_i64,
    ) {
        // In the order in which it happened, so that leaving the rest out makes a history.
        let steps: Vec<_> = steps.into_iter().map(|(what, which, when, _)| (what, which, when, 0)).collect();
        let world = history(&steps);
        let began = engine::testing::NOW;
        let then = began + Span::from_nanos(world.now().since(began).as_nanos() / 100 * share);
        let mut records = world.records();
        let model: ServiceLevels = fold(&records);
        records.retain(|record| record.as_ref().metadata.occurred_at <= then);
        let folded: ServiceLevels = fold(&records);
        for by in [Grouping::Priority, Grouping::Agreement] {
            prop_assert_eq!(model.as_of_known_now(by, then), folded.report(by, None, then));
        }
    }

    #[test]
    fn every_clock_is_that_of_its_case_and_every_breach_its_reading(steps in steps()) {
        let world = history(&steps);
        let records = world.records();
        let model: ServiceLevels = world.model();
        prop_assert_eq!(model.discrepancies(), vec![]);
        let mut calendars = processes::facts::Calendars::default();
        let of = |record: &RecordRef<'_>| record.process == "calendar";
        for record in records.iter().map(Record::as_ref).filter(of) {
            engine::Fact::apply(&mut calendars, &record).unwrap();
        }
        let incidents: Incidents = world.model();
        for number in 1..=3 {
            let key = Key::new(&format!("INC000000{number}")).unwrap();
            let request: ServiceRequest = state(&records, "service_request", &key);
            let state: Incident = state(&records, "incident", &key);
            for measure in [Measure::Response, Measure::Resolution] {
                let [of_incident, of_request] = Kind::ALL.map(|kind| model.facts(kind, &key, measure));
                prop_assert_eq!(of_incident.as_ref(), state.timeline(measure));
                prop_assert_eq!(of_request.as_ref(), request.timeline(measure));
            }
            let reading =
                read(state.timeline(Measure::Resolution).unwrap(), &state.calendars(&calendars), world.now());
            let row = incidents.one(&key, world.now()).unwrap();
            prop_assert_eq!(row.clock, reading.map(|reading| reading.state));
        }
    }
}
