mod audit;

use super::{Cmdb, Difference, Filter, MOST};
use crate::testing::{World, fold, key, take_in};
use engine::projection::Projection;
use engine::{EventSet as _, Position, Record, codec};
use processes::configuration_item::{self, Content, End, Event};
use processes::facts::{Bounds, Direction, Nothing};
use processes::limits::Label;
use processes::{incident, problem};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const CI: &str = configuration_item::NAME;

const SERVER: &str = r#"{"definition": {"description": "a machine", "attributes": {"cpus": {"kind": "number"}},
    "relations": {"runs_on": {"impact": "to_source"}, "part_of": {"impact": "to_target"}, "beside": {}},
    "control": {"by_change": true, "reason": "customers feel it"}}}"#;

const COVER: &str = r#"{"change": "CHG1", "approved": {"statement": "it is"}}"#;

/// A change of all items that is carried out.
const ADOPTED: &str = r#"{"title": "memory", "carried_out_at": "2026-01-01T00:00:00Z",
    "deviation": "nobody was asked", "result": "it works", "matches": {"statement": "it is so"},
    "content": {"purpose": "more memory", "configuration_items": ["a", "b", "c", "d", "e"],
        "expected": "speed", "risk": {"level": "low", "statement": "none"}}}"#;

/// Items of one type, named by number.
fn world() -> World {
    let mut world = World::new();
    let offer = r#"{"person": "bo", "competence": {"statement": "fit"}}"#;
    world.send("role", "process_owner", "offer", offer);
    for role in ["problem_manager", "problem_analyst"] {
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

/// What may be asked of an item, about another one, with a number.
fn command(step: &Step) -> (&'static str, &'static str, String) {
    let &(what, item, other, number) = step;
    let (item, other) = (NAMES[item], NAMES[other]);
    let to = format!(r#"{{"item": "{other}"}}"#);
    let relation = ["runs_on", "part_of", "beside"][number % 3];
    let (command, body) = match what {
        0..=2 => (
            "register",
            format!(
                r#"{{"description": "serves", "location": "room {number}", "owner": "ada",
                    "no_relations": "new"}}"#
            ),
        ),
        3..=7 => ("relate", format!(r#"{{"relation": "{relation}", "to": {to}}}"#)),
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
        13 => ("activate", format!(r#"{{"cover": {COVER}}}"#)),
        14 => ("retire", format!(r#"{{"reason": "old", "cover": {COVER}}}"#)),
        15 => (
            "capture_baseline",
            format!(r#"{{"name": "base {}", "occasion": {{"change": "CHG1"}}}}"#, number % 2),
        ),
        16 => ("flag_discrepancy", r#"{"found": "AUD1", "detail": "other"}"#.to_owned()),
        17 => (
            "correct",
            format!(
                r#"{{"cause": "typed wrong", "evidence": {{"audit": "AUD1"}},
                    "changes": {{"attributes": {{"cpus": {number}}}}}}}"#
            ),
        ),
        18 => {
            let logged = format!(
                r#"{{"summary": "down", "service": "mail", "monitor": "ping", "configuration_item": "{item}"}}"#
            );
            return ("incident", "new", logged);
        }
        19 => {
            return ("incident", "link_ci", format!(r#"{{"configuration_item": "{item}"}}"#));
        }
        21 => {
            let identify = format!(
                r#"{{"source": {{"trend": "T{number}"}}, "summary": "again", "description": "so",
                    "services": ["mail"], "configuration_items": ["{item}"], "category": "c{number}",
                    "grading": {{"impact": "low", "frequency": "low", "risk": "low", "priority": "P3"}}}}"#
            );
            return ("problem", "new", identify);
        }
        22 => return ("problem", "start_investigation", r#"{"analyst": "ada"}"#.to_owned()),
        23 => {
            let update = format!(r#"{{"configuration_items": ["{item}", "{other}"]}}"#);
            return ("problem", "update", update);
        }
        24 => {
            let known = r#"{"symptom": "slow", "workaround": "restart it"}"#;
            return ("problem", "record_known_error", known.to_owned());
        }
        25 => return ("problem", "cancel", r#"{"reason": "no"}"#.to_owned()),
        _ => {
            let link = format!(r#"{{"link": {{"configuration_item": "{item}"}}, "reason": "no"}}"#);
            return ("incident", "unlink", link);
        }
    };
    (CI, command, body)
}

type Step = (u8, usize, usize, usize);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((0..27_u8, 0..ITEMS, 0..ITEMS, 1..4_usize), 5..60)
}

/// What the engine records of these steps; what it refuses has not happened.
fn history(steps: &[Step]) -> World {
    let mut world = world();
    for step in steps {
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

/// An item, in the plainest words.
#[derive(Clone, Debug, Default, PartialEq)]
struct Plain {
    status: String,
    version: u64,
    location: Option<(String, Position)>,
    cpus: Option<(i64, Position)>,
    relations: BTreeSet<(String, String)>,
    changes: BTreeSet<String>,
    incidents: BTreeSet<String>,
    problems: BTreeSet<String>,
    known_errors: BTreeSet<String>,
}

/// What is so, from the records alone, one after the other.
fn plain(records: &[Record]) -> BTreeMap<String, Plain> {
    let mut items: BTreeMap<String, Plain> = BTreeMap::new();
    let mut links: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    // Each problem that there is: its items, and whether it is a known error.
    let mut problems: BTreeMap<String, (BTreeSet<String>, bool)> = BTreeMap::new();
    for record in records {
        let (record, stream) = (record.as_ref(), record.stream());
        let (at, key) = (record.position, stream.key.to_string());
        if record.process == "incident" {
            let event = incident::Event::decode(record.event, record.schema, record.payload);
            let json = event.unwrap().to_json();
            match (record.event, &json["configuration_item"], &json["link"]["configuration_item"]) {
                ("logged" | "ci_linked", serde_json::Value::String(item), _) => {
                    links.entry(item.clone()).or_default().insert(key);
                }
                ("unlinked", _, serde_json::Value::String(item)) => {
                    links.entry(item.clone()).or_default().remove(&key);
                }
                _ => {}
            }
            continue;
        }
        if record.process == problem::NAME {
            let event = problem::Event::decode(record.event, record.schema, record.payload);
            let json = event.unwrap().to_json();
            let items = json["configuration_items"].as_array().cloned().unwrap_or_default();
            let about = problems.entry(key.clone()).or_default();
            about.0.extend(items.iter().map(|item| item.as_str().unwrap().to_owned()));
            about.1 |= record.event == "known_error_published";
            if record.event == "cancelled" {
                problems.remove(&key);
            }
            continue;
        }
        if record.process != CI || record.event.starts_with("type_") {
            continue;
        }
        let event = Event::decode(record.event, record.schema, record.payload).unwrap();
        let item = items.entry(key).or_default();
        let json = event.to_json();
        let status = match record.event {
            "corrected" if json["active"] == true => "in_service",
            "identified" => "identified",
            "registered" | "corrected" => "registered",
            "activated" => "in_service",
            "discrepancy_found" => "discrepant",
            "retired" => "retired",
            _ => &item.status,
        };
        item.status = status.to_owned();
        for cover in [&json["cover"]["change"], &json["evidence"]["change"]["change"]] {
            item.changes.extend(cover.as_str().map(ToOwned::to_owned));
        }
        let relation = || {
            let text = |json: &serde_json::Value| json.as_str().unwrap().to_owned();
            (text(&json["relation"]), text(&json["to"]["item"]))
        };
        match record.event {
            "registered" => {
                item.version = 1;
                item.location = Some((json["location"].as_str().unwrap().to_owned(), at));
            }
            "updated" | "corrected" => {
                item.version += 1;
                let changes = &json["changes"];
                if let Some(location) = changes["location"].as_str() {
                    item.location = Some((location.to_owned(), at));
                }
                if let Some(cpus) = changes["attributes"]["cpus"].as_i64() {
                    item.cpus = Some((cpus, at));
                }
            }
            "related" => {
                item.relations.insert(relation());
            }
            "unrelated" => {
                item.relations.remove(&relation());
            }
            _ => {}
        }
    }
    for (key, item) in &mut items {
        item.incidents = links.get(key).cloned().unwrap_or_default();
        let about = problems.iter().filter(|(_, (items, _))| items.contains(key));
        item.problems = about.clone().map(|(problem, _)| problem.clone()).collect();
        let known = about.filter(|(_, (_, known))| *known);
        item.known_errors = known.map(|(problem, _)| problem.clone()).collect();
    }
    items
}

/// The same, as the model tells it.
fn told(model: &Cmdb) -> BTreeMap<String, Plain> {
    let page = model.page(&Filter::default(), 0, 100);
    assert_eq!(page.rows.len(), page.total);
    let told = page.rows.into_iter().map(|row| {
        let entry = model.entry(&row.key, 100).unwrap();
        let item = entry.item.unwrap();
        assert_eq!((row.status, row.version), (entry.status, item.version));
        assert_eq!(item.relations, BTreeSet::new());
        let cpus: Label = "cpus".parse().unwrap();
        let cpus = item.attributes.get(&cpus).map(|known| {
            let Content::Number(number) = known.content else { panic!("{known:?}") };
            (number, known.position)
        });
        let relations = entry.relations.from.iter();
        let relations =
            relations.map(|it| (it.relation.to_string(), it.end.key().to_string())).collect();
        let names = |keys: &[engine::Key]| keys.iter().map(ToString::to_string).collect();
        let plain = Plain {
            status: entry.status.to_owned(),
            version: item.version,
            location: item.location.map(|known| (known.content.to_string(), known.position)),
            cpus,
            relations,
            changes: names(&entry.changes),
            incidents: names(&entry.incidents),
            problems: names(&entry.problems),
            known_errors: names(&entry.known_errors),
        };
        (row.key.to_string(), plain)
    });
    told.collect()
}

/// Who suffers when an item fails, by trying all pairs again and again.
fn suffers(items: &BTreeMap<String, Plain>, start: &str) -> BTreeMap<String, u32> {
    let lives = |name: &str| {
        let over = ["identified", "retired", "merged", "rejected", "disposed"];
        items.get(name).is_some_and(|item| !over.contains(&item.status.as_str()))
    };
    let hurts = |from: &str, to: &str| {
        let has = |of: &str, relation: &str, to: &str| {
            items[of].relations.contains(&(relation.to_owned(), to.to_owned()))
        };
        lives(from) && lives(to) && (has(to, "runs_on", from) || has(from, "part_of", to))
    };
    let mut far = BTreeMap::from([(start.to_owned(), 0)]);
    for hops in 1..=u32::try_from(ITEMS).unwrap() {
        let reached = far.clone();
        for to in items.keys().filter(|to| !reached.contains_key(*to)) {
            if reached.iter().any(|(from, at)| *at == hops - 1 && hurts(from, to)) {
                far.insert(to.clone(), hops);
            }
        }
    }
    far.remove(start);
    far
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
            let reach = model.facts().impact(&end, Direction::Up, Bounds::default());
            let found: BTreeMap<_, _> =
                reach.reached.iter().map(|it| (it.end.key().to_string(), it.hops)).collect();
            prop_assert_eq!(found, suffers(&expected, start));
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
            let Plain { status, version, location, cpus, relations, .. } = item.clone();
            (status, version, location.map(|it| it.0), cpus.map(|it| it.0), relations)
        };
        let other = |name: &&String| before.get(*name).map(said) != expected.get(*name).map(said);
        let other: BTreeSet<_> = expected.keys().filter(other).cloned().collect();
        prop_assert_eq!(differing, other);
        prop_assert_eq!(model.since(&model, None).total, 0);
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
