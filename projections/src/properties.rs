//! What holds for every history.

use crate::service_levels::Grouping;
use crate::testing::{World, fold, take_in};
use crate::{Incidents, ServiceLevels};
use engine::projection::Projection;
use engine::{Decider as _, EventSet as _, Key, Record, RecordRef, Span, Stamp, codec};
use processes::clock::{Measure, read};
use processes::incident::{Event, Incident};
use proptest::prelude::*;

/// A command to one of three incidents, how many minutes after the last one, and how many minutes
/// earlier it happened.
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

pub(crate) fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((0..COMMANDS.len(), 0..3_usize, 0..300_i64, 0..40_i64), 1..25)
}

/// What the engine records of these steps; what it refuses has not happened.
pub(crate) fn history(steps: &[Step]) -> World {
    let mut world = World::with_gold();
    let incidents: Vec<Key> = ["high", "medium", "high"].map(|level| world.log(level)).into();
    for &(command, incident, minutes, back) in steps {
        world.minutes(minutes);
        let ((command, body), key) = (COMMANDS[command], incidents[incident].to_string());
        let at = (back > 20).then(|| world.now() - Span::from_minutes(back));
        let _ = world.try_send("incident", &key, command, body, at);
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

fn state(records: &[Record], key: &Key) -> Incident {
    let mut state = Incident::default();
    let of = |record: &RecordRef<'_>| record.key == key.as_escaped();
    for record in records.iter().map(Record::as_ref).filter(of) {
        let event = Event::decode(record.event, record.schema, record.payload).unwrap();
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
            prop_assert_eq!(model.as_of_known_now(by, then), folded.report(by, then));
        }
    }

    #[test]
    fn every_clock_is_that_of_the_incident_and_every_breach_its_reading(steps in steps()) {
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
            let state = state(&records, &key);
            for measure in [Measure::Response, Measure::Resolution] {
                let facts = model.facts(&key, measure);
                prop_assert_eq!(facts.as_ref(), state.timeline(measure));
            }
            let reading =
                read(state.timeline(Measure::Resolution).unwrap(), &state.calendars(&calendars), world.now());
            let row = incidents.one(&key, world.now()).unwrap();
            prop_assert_eq!(row.clock, reading.map(|reading| reading.state));
        }
    }
}
