mod audit;
mod plain;

use super::{Cmdb, Difference, Filter, MOST};
use crate::testing::{World, fold, key, take_in};
use engine::projection::Projection;
use engine::{EventSet as _, Position, Record, codec};
use plain::{Plain, plain, reached, told};
use processes::configuration_item::{self, End, Event};
use processes::facts::{Bounds, Direction, Nothing};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use std::collections::{BTreeMap, BTreeSet};

const CI: &str = configuration_item::NAME;

const SERVER: &str = r#"{"definition": {"description": "a machine", "attributes": {"cpus": {"kind": "number"}},
    "relations": {"runs_on": {"impact": "to_source"}, "part_of": {"impact": "to_target"}, "beside": {}},
    "control": {"by_change": true, "reason": "customers feel it"}}}"#;

const COVER: &str = r#"{"change": "CHG1", "approved": {"statement": "it is"}}"#;

/// A change of all items but one that is carried out.
const ADOPTED: &str = r#"{"title": "memory", "carried_out_at": "2026-01-01T00:00:00Z",
    "deviation": "nobody was asked", "result": "it works", "matches": {"statement": "it is so"},
    "content": {"purpose": "more memory", "services": ["mail"], "configuration_items": ["a", "b", "c", "d"],
        "expected": "speed", "risk": {"level": "low", "statement": "none"}}}"#;

/// Items of one type, named by number.
fn world() -> World {
    let mut world = World::with_gold();
    let offer = r#"{"person": "bo", "competence": {"statement": "fit"}}"#;
    world.send("role", "process_owner", "offer", offer);
    for role in ["problem_manager", "problem_analyst", "security_officer", "capacity_manager"] {
        world.send("role", role, "offer", &offer.replace("bo", "ada"));
    }
    world.try_send_by("bo", "role", "process_owner", "accept", "{}", None).unwrap();
    world.send(CI, "server", "draft_type", SERVER);
    world.try_send_by("bo", CI, "server", "approve_type", "{}", None).unwrap();
    world.send(CI, "server", "publish_type", "{}");
    for name in NAMES {
        let identify = format!(r#"{{"item_type": "server", "name": "{name}"}}"#);
        world.send(CI, name, "identify", &identify);
    }
    let offer = r#"{"person": "ada", "competence": {"statement": "fit"}}"#;
    world.send("role", "change_manager", "offer", offer);
    world.send("change", "CHG1", "adopt", ADOPTED);
    world
}

const ITEMS: usize = 5;
const NAMES: [&str; ITEMS] = ["a", "b", "c", "d", "e"];

/// What may be asked of what is linked to an item.
fn linked(step: &Step) -> Option<(&'static str, &'static str, String)> {
    let &(what, item, other, number) = step;
    let (item, other) = (NAMES[item], NAMES[other]);
    Some(match what {
        18 => {
            let logged = format!(
                r#"{{"summary": "down", "service": "mail", "monitor": "ping", "configuration_item": "{item}"}}"#
            );
            ("incident", "new", logged)
        }
        19 => ("incident", "link_ci", format!(r#"{{"configuration_item": "{item}"}}"#)),
        21 => {
            let identify = format!(
                r#"{{"source": {{"trend": "T{number}"}}, "summary": "again", "description": "so",
                    "services": ["mail"], "configuration_items": ["{item}"], "category": "c{number}",
                    "grading": {{"impact": "low", "frequency": "low", "risk": "low", "priority": "P3"}}}}"#
            );
            ("problem", "new", identify)
        }
        22 => ("problem", "start_investigation", r#"{"analyst": "ada"}"#.to_owned()),
        23 => {
            let update = format!(r#"{{"configuration_items": ["{item}", "{other}"]}}"#);
            ("problem", "update", update)
        }
        24 => {
            let known = r#"{"symptom": "slow", "workaround": "restart it"}"#;
            ("problem", "record_known_error", known.to_owned())
        }
        25 => ("problem", "cancel", r#"{"reason": "no"}"#.to_owned()),
        26 => ("problem", "merge", r#"{"parent": "PRB0000002"}"#.to_owned()),
        41 => {
            let link = format!(r#"{{"link": {{"configuration_item": "{item}"}}, "reason": "no"}}"#);
            ("incident", "unlink", link)
        }
        _ => return None,
    })
}

/// What may be asked of an item, about another one, with a number.
fn command(step: &Step) -> (&'static str, &'static str, String) {
    if let Some(linked) = linked(step) {
        return linked;
    }
    let &(what, item, other, number) = step;
    let (item, other) = (NAMES[item], NAMES[other]);
    let to = format!(r#"{{"item": "{other}"}}"#);
    let relation = ["runs_on", "part_of", "beside"][number % 3];
    let owner = ["ada", "ada", "bo"][number - 1];
    // The first one stays.
    let ends = item != NAMES[0];
    let (command, body) = match what {
        0..=2 => (
            "register",
            format!(
                r#"{{"description": "serves", "location": "room {number}", "owner": "ada",
                    "no_relations": "new"}}"#
            ),
        ),
        3..=7 => {
            ("relate", format!(r#"{{"relation": "{relation}", "to": {to}, "cover": {COVER}}}"#))
        }
        8 | 9 => {
            ("unrelate", format!(r#"{{"relation": "{relation}", "to": {to}, "cover": {COVER}}}"#))
        }
        10 | 11 => (
            "update",
            format!(
                r#"{{"changes": {{"attributes": {{"cpus": {number}}}, "location": "room {number}"}},
                    "cover": {COVER}}}"#
            ),
        ),
        12 => ("update", format!(r#"{{"changes": {{"attributes": {{"cpus": {number}}}}}}}"#)),
        14 if ends => ("retire", format!(r#"{{"reason": "old", "cover": {COVER}}}"#)),
        13 | 14 => ("activate", format!(r#"{{"cover": {COVER}}}"#)),
        15 => (
            "capture_baseline",
            format!(r#"{{"name": "base {}", "occasion": {{"change": "CHG1"}}}}"#, number % 2),
        ),
        16 => ("flag_discrepancy", r#"{"found": "AUD1", "detail": "other"}"#.to_owned()),
        17 => (
            "correct",
            format!(
                r#"{{"cause": "typed wrong", "evidence": {{"change": {COVER}}},
                    "changes": {{"attributes": {{"cpus": {number}}}}}}}"#
            ),
        ),
        27 => ("record_use", r#"{"source": "probe"}"#.to_owned()),
        28 | 29 => ("flag_idle", r#"{"unused_since": "2020-01-01T00:00:00Z"}"#.to_owned()),
        30 => ("reinstate", r#"{"need": "so"}"#.to_owned()),
        31 => ("report_missing", r#"{"search": "all rooms"}"#.to_owned()),
        32 => ("find", r#"{"integrity": {"statement": "whole"}}"#.to_owned()),
        33 => (
            "quarantine",
            r#"{"security_incident": "SEC1", "exists": {"statement": "it is"}}"#.to_owned(),
        ),
        34 => ("release_from_quarantine", r#"{"eradicated": {"statement": "it is"}}"#.to_owned()),
        35 => ("start_maintenance", format!(r#"{{"cover": {COVER}}}"#)),
        36 => ("end_maintenance", r#"{"checks": {"statement": "it answers"}}"#.to_owned()),
        37 if ends => ("merge", format!(r#"{{"into": "{other}", "cover": {COVER}}}"#)),
        38 if ends => ("reject", r#"{"reason": "nobody has seen it"}"#.to_owned()),
        39 => {
            let to = format!(r#"{{"service": "service {number}"}}"#);
            let exists = r#"{"statement": "it is in the catalogue"}"#;
            let body = format!(
                r#"{{"relation": "{relation}", "to": {to}, "exists": {exists}, "cover": {COVER}}}"#
            );
            ("relate", body)
        }
        _ => (
            "update",
            format!(
                r#"{{"changes": {{"attributes": {{"cpus": null}}, "owner": "{owner}"}},
                    "source": "scan {number}", "cover": {COVER}}}"#
            ),
        ),
    };
    (CI, command, body)
}

type Step = (u8, usize, usize, usize);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    // Relations, and the ways back from where nothing else is possible.
    let often = prop::sample::select(vec![3, 4, 5, 6, 8, 9, 13, 17, 30, 32, 34, 36]);
    let what = prop_oneof![2 => 0..42_u8, 1 => often];
    // One of them sees most of what happens, so that much happens to it.
    let item = prop_oneof![3 => Just(0), 1 => 0..ITEMS];
    prop::collection::vec((what, item, 0..3_usize, 1..4_usize), 5..200)
}

/// What the engine records of these steps; what it refuses has not happened.
fn history(steps: &[Step]) -> World {
    let mut world = world();
    let registered = (0..3).map(|item| (0, item, item, 1)).collect::<Vec<_>>();
    for step in registered.iter().chain(steps) {
        let (process, name, body) = command(step);
        let _ = match (process, name) {
            ("incident", "new") => world.try_send("incident", "new", "log", &body, None),
            ("incident", name) => world.try_send("incident", "INC0000001", name, &body, None),
            ("problem", "new") => world.try_send("problem", "new", "identify", &body, None),
            ("problem", name) => world.try_send("problem", "PRB0000001", name, &body, None),
            (process, name) => world.try_send(process, NAMES[step.1], name, &body, None),
        };
    }
    world
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_cmdb_is_what_a_slow_obvious_computation_says(
        steps in steps(),
        restarts in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
        then in any::<prop::sample::Index>(),
    ) {
        let world = history(&steps);
        let records = world.records();
        let model: Cmdb = fold(&records);
        let (expected, actual) = (plain(&records), told(&model));
        prop_assert_eq!(&actual, &expected);
        for start in expected.keys() {
            let end = End::Item(key(start));
            for direction in [Direction::Up, Direction::Down] {
                let reach = model.facts().impact(&end, direction, Bounds::default());
                let found = reach.reached.iter().map(|it| (it.end.to_string(), it.hops));
                let found: BTreeMap<_, _> = found.collect();
                prop_assert_eq!(found, reached(&expected, &end.to_string(), direction));
            }
        }

        // With restarts at random points.
        let mut cuts: Vec<_> = restarts.iter().map(|cut| cut.index(records.len())).collect();
        cuts.sort_unstable();
        let (mut restarted, mut from) = (Cmdb::default(), 0);
        for cut in cuts {
            take_in(&mut restarted, &records[from..cut]);
            restarted = codec::from_bytes(&codec::to_bytes(&restarted)).unwrap();
            from = cut;
        }
        take_in(&mut restarted, &records[from..]);
        prop_assert!(codec::to_bytes(&restarted) == codec::to_bytes(&model));

        // All at once, as a replay does it.
        let all: Vec<_> = records.iter().map(Record::as_ref).collect();
        let taken: Vec<_> = all.iter().filter(|it| Cmdb::takes(it.process, it.event)).copied().collect();
        let mut replayed = Cmdb::default();
        replayed.apply_all(&taken).unwrap();
        prop_assert!(codec::to_bytes(&replayed) == codec::to_bytes(&model));

        // As of then, from scratch.
        let then = then.index(records.len()) + 1;
        let earlier: Cmdb = world.as_of(Position(then as u64));
        prop_assert!(codec::to_bytes(&earlier) == codec::to_bytes(&fold::<Cmdb>(&records[..then])));
        let before = plain(&records[..then]);
        prop_assert_eq!(&told(&earlier), &before);

        // What is other is what is told differently.
        let diff = model.since(&earlier, None);
        prop_assert_eq!(diff.total, diff.differences.len());
        let of = |difference: &Difference| difference.key.to_string();
        let differing = diff.differences.iter().map(of).filter(|key| expected.contains_key(key));
        let differing: BTreeSet<_> = differing.collect();
        let said = |item: &Plain| {
            let Plain { status, version, name, location, owner, cpus, relations, .. } = item.clone();
            let contents = [name, location, owner, cpus].map(|it| it.map(|it| it.0));
            (status, version, contents, relations)
        };
        let other = |name: &&String| before.get(*name).map(said) != expected.get(*name).map(said);
        let other: BTreeSet<_> = expected.keys().filter(other).cloned().collect();
        prop_assert_eq!(differing, other);
        prop_assert_eq!(model.since(&model, None).total, 0);

        // What nobody uses.
        let idle = model.idle(0, 100);
        let named: Vec<_> = idle.items.rows.iter().map(|row| row.key.to_string()).collect();
        let of = |status: &'static str| expected.iter().filter(move |(_, it)| it.status == status);
        prop_assert_eq!(&named, &of("idle").map(|(key, _)| key.clone()).collect::<Vec<_>>());
        prop_assert_eq!(idle.in_service, of("in_service").count() + named.len());
        prop_assert_eq!(idle.not_measured, of("in_service").filter(|(_, it)| !it.used).count());

        // Baselines, wherever they were taken last.
        for name in ["base 0", "base 1"] {
            let taken = |record: &&Record| {
                let record = record.as_ref();
                let event = (record.process == CI && record.event == "baseline_captured")
                    .then(|| Event::decode(record.event, record.schema, record.payload).unwrap());
                event.is_some_and(|event| event.to_json()["name"] == name)
            };
            let last = records.iter().rfind(taken).map(|it| it.as_ref().position);
            prop_assert_eq!(model.baseline(&name.parse().unwrap()), last);
        }
    }
}

/// What the property speaks of happens: else it would hold of nothing.
#[test]
fn generated_histories_hold_what_the_cmdb_keeps() {
    const HISTORIES: usize = 24;
    let mut runner = TestRunner::deterministic();
    let mut happened = BTreeSet::new();
    for _ in 0..HISTORIES {
        let steps = steps().new_tree(&mut runner).unwrap().current();
        for record in history(&steps).records() {
            let record = record.as_ref();
            happened.insert(format!("{} {}", record.process, record.event));
        }
    }
    let of_items = "registered updated update_refused corrected related unrelated activated \
        baseline_captured discrepancy_found use_recorded flagged_idle reinstated quarantined \
        released_from_quarantine maintenance_started maintenance_ended reported_missing found \
        retired merged rejected";
    let of_incidents = "logged ci_linked unlinked";
    let of_problems = "identified updated known_error_published cancelled merged";
    for (process, events) in [(CI, of_items), ("incident", of_incidents), ("problem", of_problems)]
    {
        let missing: Vec<_> = events
            .split_whitespace()
            .filter(|event| !happened.contains(&format!("{process} {event}")))
            .collect();
        assert!(missing.is_empty(), "{process}: {missing:?}");
    }
}

#[test]
fn a_difference_names_its_event_and_its_change() {
    let mut world = world();
    for step in [(0, 0, 0, 1), (13, 0, 0, 1), (15, 0, 0, 2)] {
        let (process, name, body) = command(&step);
        world.send(process, "a", name, &body);
    }
    let baseline = world.model::<Cmdb>().baseline(&"base 0".parse().unwrap()).unwrap();
    let (process, name, body) = command(&(10, 0, 0, 3));
    world.send(process, "a", name, &body);
    let (now, then): (Cmdb, Cmdb) = (world.model(), world.as_of(baseline));
    let diff = now.since(&then, Some(&key("a")));
    let told = diff.differences.iter().map(|it| {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        format!("{} {} -> {}", it.what, text(&it.change.before), text(&it.change.after))
    });
    let told: Vec<_> = told.collect();
    assert_eq!(told, ["attribute cpus  -> 3", "location room 1 -> room 3", "version 1 -> 2"]);
    let cpus = &diff.differences[0];
    assert_eq!((cpus.position, &cpus.covered_by), (Some(baseline.next()), &Some(key("CHG1"))));
    const { assert!(MOST > 3) };
}

#[test]
fn a_type_is_an_entry_and_no_item() {
    let world = world();
    let model: Cmdb = world.model();
    let entry = model.entry(&key("server"), 10).unwrap();
    assert_eq!(entry.status, "type_published");
    assert_eq!(entry.definition.unwrap().version, 1);
    let items = model.page(&Filter::default(), 0, 10);
    assert!(items.rows.iter().all(|row| row.key != key("server")) && items.total == 5);
    assert_eq!(model.entry(&key("ship"), 10), None);
    let reach = model.facts().impact(&End::Item(key("server")), Direction::Up, Bounds::default());
    assert_eq!(reach.nothing, Some(Nothing::NotLive));
}

#[test]
fn a_filter_leaves_out_what_does_not_fit() {
    let mut world = world();
    for (item, step) in [("a", (0, 0, 0, 1)), ("b", (0, 1, 0, 2)), ("b", (13, 1, 0, 2))] {
        let (process, name, body) = command(&step);
        world.send(process, item, name, &body);
    }
    let model: Cmdb = world.model();
    let found = |filter: &str| {
        let filter: Filter = serde_json::from_str(filter).unwrap();
        let rows = model.page(&filter, 0, 10).rows;
        rows.iter().map(|row| row.key.to_string()).collect::<Vec<_>>().concat()
    };
    assert_eq!(found("{}"), "abcde");
    assert_eq!(found(r#"{"item_type": "server", "owner": "ada"}"#), "ab");
    assert_eq!(found(r#"{"status": "in_service"}"#), "b");
    assert_eq!(found(r#"{"location": "room 1"}"#), "a");
    assert_eq!(found(r#"{"owner": "bo"}"#), "");
    let second = model.page(&Filter::default(), 1, 1);
    assert_eq!((second.rows[0].key.to_string(), second.total), ("b".to_owned(), 5));
}

#[test]
fn an_item_names_its_problems_and_known_errors() {
    let mut world = world();
    let told = |world: &World, item| {
        let entry = world.model::<Cmdb>().entry(&key(item), 10).unwrap();
        let names = |keys: Vec<engine::Key>| keys.iter().map(ToString::to_string).collect();
        let both: [Vec<String>; 2] = [names(entry.problems), names(entry.known_errors)];
        both.map(|names| names.concat())
    };
    for step in [(0, 0, 0, 1), (0, 1, 0, 1), (21, 0, 0, 1), (22, 0, 0, 1), (23, 0, 1, 1)] {
        let (process, name, body) = command(&step);
        let (stream, name) = match (process, name) {
            ("problem", "new") => ("new", "identify"),
            ("problem", name) => ("PRB0000001", name),
            (_, name) => (NAMES[step.1], name),
        };
        world.send(process, stream, name, &body);
    }
    for item in ["a", "b"] {
        assert_eq!(told(&world, item), ["PRB0000001", ""]);
    }
    world.send("problem", "PRB0000001", "record_known_error", &command(&(24, 0, 0, 1)).2);
    assert_eq!(told(&world, "b"), ["PRB0000001"; 2]);
    let another = command(&(21, 0, 0, 2)).2;
    world.send("problem", "new", "identify", &another);
    assert_eq!(told(&world, "a"), ["PRB0000001PRB0000002", "PRB0000001"]);
    world.send("problem", "PRB0000002", "cancel", r#"{"reason": "no"}"#);
    assert_eq!(told(&world, "a"), ["PRB0000001"; 2]);
}

/// Also where no change would have been needed, and the change is not about the item.
#[test]
fn a_merged_item_names_the_change_that_it_was_merged_under() {
    let mut world = world();
    let free = SERVER.replace(r#""by_change": true"#, r#""by_change": false"#);
    world.send(CI, "note", "draft_type", &free);
    world.try_send_by("bo", CI, "note", "approve_type", "{}", None).unwrap();
    world.send(CI, "note", "publish_type", "{}");
    for item in ["n", "m"] {
        world.send(CI, item, "identify", r#"{"item_type": "note", "name": "a note"}"#);
    }
    for item in ["m", "a"] {
        world.send(CI, item, "register", &command(&(0, 0, 0, 1)).2);
    }
    world.send(CI, "n", "merge", &format!(r#"{{"into": "m", "cover": {COVER}}}"#));
    let entry = world.model::<Cmdb>().entry(&key("n"), 10).unwrap();
    assert_eq!(entry.changes, [key("CHG1")]);
    // What is under change control is merged under a change that is about it, if under one at all.
    let merge = format!(r#"{{"into": "a", "cover": {COVER}}}"#);
    let refused = world.try_send(CI, "e", "merge", &merge, None).unwrap_err();
    assert!(refused.contains("CHG1 does not cover this now"), "{refused}");
    world.send(CI, "e", "merge", r#"{"into": "a"}"#);
}

#[test]
fn what_cannot_be_read_leaves_the_model_as_it_was_before_it() {
    let world = history(&[(0, 0, 0, 1), (0, 1, 0, 1), (3, 0, 1, 1), (10, 0, 0, 2), (18, 1, 0, 1)]);
    let records = world.records();
    let all = records.iter().map(Record::as_ref);
    let taken: Vec<_> = all.filter(|it| Cmdb::takes(it.process, it.event)).collect();
    assert!(["related", "updated", "logged"].iter().all(|it| taken.iter().any(|r| r.event == *it)));
    for bad in 0..taken.len() {
        let mut damaged = taken.clone();
        damaged[bad].payload = &[u8::MAX];
        let (mut model, mut before) = (Cmdb::default(), Cmdb::default());
        let (at, _) = model.apply_all(&damaged).unwrap_err();
        before.apply_all(&taken[..bad]).unwrap();
        assert_eq!(at, taken[bad].position);
        assert!(codec::to_bytes(&model) == codec::to_bytes(&before), "{}", taken[bad].event);
    }
}

#[test]
fn the_snapshot_of_a_sample_is_the_one_recorded() {
    crate::testing::golden_snapshot::<Cmdb>(&fold(&crate::testing::sample()));
}
