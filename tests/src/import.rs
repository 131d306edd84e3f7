//! The import of the real incident log, against the file read in the plainest way.

use engine::runtime::{AsOf, view};
use engine::{
    Actor, Caller, Door, Key, Origin, Position, Record, StreamId, SystemClock, Timestamp,
};
use pdca::Node;
use pdca::import::times::Zone;
use pdca::import::{Options, SORT_BYTES_MAX, Summary, run};
use pdca::node::Settings;
use processes::clock::{Measure, State, What, read};
use processes::incident::{Event, Incident, Phase};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn log() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/servicenow_incident_log.csv.gz")
}

fn create(dir: &Path) -> Node {
    let ada = Actor::new("ada").unwrap();
    Node::create_with(Settings::of(dir), Arc::new(SystemClock), &ada).unwrap()
}

fn options(file: PathBuf) -> Options {
    let actor = Actor::new("ada").unwrap();
    let caller = Caller { door: Door::Import, principal: "servicenow uid 1".into(), actor };
    let (timezone, agreement) = ("UTC".to_owned(), None);
    let input = file.into();
    Options { input, timezone, agreement, caller, sort_bytes_max: SORT_BYTES_MAX }
}

fn import(node: &Node, options: Options) -> Summary {
    let summary = run(node, options, &mut |_, _, _| {}).unwrap();
    assert_eq!(summary.rows, summary.added + summary.known + summary.rejected);
    summary
}

/// The last row of each incident by (`sys_updated_at`, place in the file).
fn last_rows() -> BTreeMap<String, BTreeMap<String, String>> {
    let packed = std::fs::File::open(log()).unwrap();
    let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(packed));
    let mut last: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for row in reader.deserialize() {
        let row: BTreeMap<String, String> = row.unwrap();
        let known = last.entry(row["number"].clone()).or_insert_with(|| row.clone());
        if time(&row["sys_updated_at"]) >= time(&known["sys_updated_at"]) {
            *known = row;
        }
    }
    last
}

fn time(text: &str) -> Option<Timestamp> {
    (text != "?").then(|| Zone::UTC.instant(text).unwrap().at)
}

fn incident(node: &Node, number: &str) -> Incident {
    let stream = StreamId::new("incident", Key::new(number).unwrap());
    let view = node.engine().view(&stream, AsOf::Head).unwrap().unwrap();
    view.state.as_any().downcast_ref::<Incident>().unwrap().clone()
}

/// What must not depend on how often an import was cut off: all but when it was recorded.
fn gist(incident: &Incident) -> String {
    let line = |measure| {
        let facts = incident.timeline(measure).map(|line| line.facts.clone());
        let facts = facts.unwrap_or_default().into_iter().map(|fact| (fact.at, fact.what));
        facts.collect::<Vec<(Timestamp, What)>>()
    };
    let due = |measure| incident.missed.get(measure).map(|miss| miss.due);
    format!(
        "{:?}",
        (
            (incident.phase, &incident.stated, &incident.triage, &incident.details),
            (incident.reassignments, incident.reopenings, incident.priority),
            (line(Measure::Response), line(Measure::Resolution)),
            (due(Measure::Response), due(Measure::Resolution)),
        )
    )
}

#[test]
fn every_incident_ends_as_in_the_last_row_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let node = create(&dir.path().join("data"));
    let began = std::time::Instant::now();
    let summary = import(&node, options(log()));
    println!("{summary:?} in {:?}", began.elapsed());
    assert_eq!((summary.rows, summary.added, summary.incidents), (5_998, 5_998, 890));

    every_incident_is_as_in_its_last_row(&node, &BTreeMap::new());
    every_adoption_names_its_deviation(&node);

    let head = node.engine().head();
    let again = import(&node, options(log()));
    assert_eq!((again.added, again.known, again.incidents), (0, 5_998, 0));
    assert_eq!((again.run, node.engine().head()), (None, head), "nothing at all");
    breaches_equal_the_readings(&node);
}

/// `keys`: which incident of the source stands under another key than its number.
fn every_incident_is_as_in_its_last_row(node: &Node, keys: &BTreeMap<String, String>) {
    let last = last_rows();
    assert_eq!(last.len(), 890);
    for (number, row) in &last {
        let incident = incident(node, keys.get(number).unwrap_or(number));
        let stated = &incident.stated;
        let count = |name: &str| Some(row[name].parse::<u32>().unwrap());
        assert_eq!(row["incident_state"], "Closed");
        assert_eq!(incident.phase, Phase::Closed, "{number}");
        assert_eq!(stated.state.as_deref(), Some("Closed"), "{number}");
        assert_eq!(stated.reassignment_count, count("reassignment_count"), "{number}");
        assert_eq!(stated.reopen_count, count("reopen_count"), "{number}");
        assert_eq!(stated.resolved_at, time(&row["resolved_at"]), "{number}");
        assert_eq!(stated.closed_at, time(&row["closed_at"]), "{number}");
        assert_eq!(stated.updated_by.as_deref(), Some(&*row["sys_updated_by"]), "{number}");
        assert_eq!(Some(incident.reopenings), count("reopen_count"), "{number}");
        assert_eq!(Some(incident.reassignments), count("reassignment_count"), "{number}");
    }
}

fn every_adoption_names_its_deviation(node: &Node) {
    let records = engine::EventStore::read(node.store(), Position(0)).collect().unwrap();
    let records = records.iter().map(Record::as_ref);
    let mut adopted = 0;
    for record in records.filter(|record| record.event == "adopted") {
        let event = engine::EventSet::decode(record.event, record.schema, record.payload);
        let Ok(Event::Adopted(event)) = event else { unreachable!() };
        assert!(!event.would_need.is_empty(), "{} at {}", record.key, record.position);
        adopted += 1;
    }
    assert!(adopted > 1_900, "{adopted}");
}

/// A breach that was recorded is what the clock showed at that very record.
fn breaches_equal_the_readings(node: &Node) {
    let catalogue = node.engine().catalogue();
    let records = engine::EventStore::read(node.store(), Position(0)).collect().unwrap();
    let records = records.iter().map(Record::as_ref);
    let missed: Vec<_> = records.filter(|record| record.event == "target_missed").collect();
    assert!(missed.len() > 700, "{}", missed.len());
    let facts = node.reader().facts().unwrap();
    for record in missed {
        assert_eq!(record.metadata.origin, Origin::Imported { run: 1 });
        let event = engine::EventSet::decode(record.event, record.schema, record.payload);
        let Ok(Event::TargetMissed(miss)) = event else { unreachable!() };
        let before = AsOf::At(Position(record.position.0 - 1));
        let stream = record.stream().unwrap();
        let view = view(catalogue, node.store(), &stream, before).unwrap().unwrap();
        let incident: &Incident = view.state.as_any().downcast_ref().unwrap();
        let calendars = incident.calendars(facts.get());
        let line = incident.timeline(miss.measure).unwrap();
        // A priority judged anew applies from the start: its target may have been missed by then.
        let latest = line.facts.iter().map(|fact| fact.at).max().unwrap();
        let reading = read(line, &calendars, record.metadata.occurred_at.max(latest)).unwrap();
        assert_eq!(
            (reading.state, reading.due, &reading.target.agreement),
            (State::Breached, Some(miss.due), &miss.agreement),
            "{stream} at {}",
            record.position
        );
    }
}

/// An incident of our own, with the next number; which one that is.
fn log_our_own(node: &Node, sent_as: &str) -> String {
    let mail = serde_json::json!({ "summary": "ours", "service": "mail", "caller": "cy" });
    let done = node.execute("ada", sent_as, "incident", None, "log", mail).unwrap();
    done.stream.key.to_string()
}

#[test]
fn numbers_given_here_between_and_during_imports_take_nothing_from_the_source() {
    let dir = tempfile::tempdir().unwrap();
    let node = create(&dir.path().join("data"));
    let mut whole = String::new();
    let packed = std::fs::File::open(log()).unwrap();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(packed), &mut whole).unwrap();
    let part = dir.path().join("part.csv");
    let lines: Vec<_> = whole.lines().take(3_000).collect();
    std::fs::write(&part, lines.join("\n")).unwrap();

    import(&node, options(part.clone()));
    let mut ours = vec![log_our_own(&node, "between")];
    let summary = run(&node, options(log()), &mut |what, done, _| {
        if what == "importing" {
            ours.push(log_our_own(&node, &format!("during {done}")));
        }
    });
    let summary = summary.unwrap();
    assert_eq!((summary.rejected, summary.added + summary.known), (0, 5_998));

    let last = last_rows();
    let taken = ours.iter().filter(|key| last.contains_key(*key));
    let keys: BTreeMap<_, _> =
        taken.map(|key| (key.clone(), format!("{key}_servicenow"))).collect();
    assert!(keys.len() > 3, "{keys:?}");
    assert_eq!(summary.elsewhere, keys.len() as u64);
    every_incident_is_as_in_its_last_row(&node, &keys);
    for key in &ours {
        let incident = incident(&node, key);
        assert_eq!((incident.summary.as_deref(), incident.stated.state), (Some("ours"), None));
    }
    let head = node.engine().head();
    for file in [part, log()] {
        let again = import(&node, options(file));
        assert_eq!((again.added, again.rejected, again.run), (0, 0, None));
    }
    assert_eq!(node.engine().head(), head, "nothing at all");
}

#[test]
fn an_import_that_is_cut_off_and_taken_up_again_comes_to_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let whole = create(&dir.path().join("whole"));
    import(&whole, options(log()));

    let cut = dir.path().join("cut");
    let mut node = create(&cut);
    for until in [700, 3_000, 5_500] {
        let dies = AssertUnwindSafe(|| {
            run(&node, options(log()), &mut |what, done, _| {
                assert!(what != "importing" || done < until, "cut off");
            })
        });
        assert!(catch_unwind(dies).is_err());
        drop(node);
        node = Node::open(&cut).unwrap();
    }
    // A tiny bound: almost every row is a run of its own.
    let tiny = Options { sort_bytes_max: 1_000, ..options(log()) };
    let summary = import(&node, tiny);
    assert!(summary.resumed);
    assert_eq!(
        (summary.run.as_deref(), summary.rows, summary.rejected),
        (Some("RUN0000001"), 5_998, 0)
    );
    assert!((400..600).contains(&summary.added), "{}", summary.added);
    for number in last_rows().keys() {
        assert_eq!(gist(&incident(&node, number)), gist(&incident(&whole, number)), "{number}");
    }
}
