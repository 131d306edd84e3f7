//! Small files, through the whole import.

mod agreement;
mod cut;
mod keys;
mod late;
mod quoted;

use super::commands::{Step, plan};
use super::row::{Columns, parse};
use super::times::Zone;
use super::{ImportError, Options, SORT_BYTES_MAX, Summary, reading::FileError, run};
use crate::node::{Node, Settings};
use engine::runtime::AsOf;
use engine::{Actor, Caller, Door, EventStore, Key, Position, StreamId, SystemClock};
use processes::incident::{Incident, Phase};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

const HEAD: &str = "number,incident_state,reassignment_count,reopen_count,caller_id,opened_at,\
    sys_updated_by,sys_updated_at,category,impact,urgency,priority,assignment_group,assigned_to,\
    resolved_at,closed_at,location";

/// A row of INC0000007; `at` is the minute of the hour.
fn row(state: &str, at: u8, rest: &str) -> String {
    let rest = if rest.is_empty() { "0,0,mail,Group 1,?" } else { rest };
    let mut rest = rest.split(',');
    let mut next = || rest.next().unwrap();
    let (reassigned, reopened, category, group) = (next(), next(), next(), next());
    let assignee = next();
    format!(
        "INC0000007,{state},{reassigned},{reopened},Caller 1,01-03-2016 09:00,Updated by {at},\
         01-03-2016 09:{at:02},{category},2 - Medium,2 - Medium,3 - Moderate,{group},{assignee},\
         ?,?,Here"
    )
}

fn file(rows: &[String]) -> String {
    rows.iter().fold(format!("{HEAD}\n"), |mut file, row| {
        let _ = writeln!(file, "{row}");
        file
    })
}

struct Place {
    dir: tempfile::TempDir,
    node: Node,
}

fn place() -> Place {
    let dir = tempfile::tempdir().unwrap();
    let settings = Settings { segment_mib: 1, ..Settings::of(&dir.path().join("data")) };
    let ada = Actor::new("ada").unwrap();
    let node = Node::create_with(settings, Arc::new(SystemClock), &ada).unwrap();
    Place { dir, node }
}

impl Place {
    fn options(&self, content: &[u8], actor: &str) -> Options {
        let file = self.dir.path().join("file.csv");
        std::fs::write(&file, content).unwrap();
        let actor = Actor::new(actor).unwrap();
        let caller = Caller { door: Door::Import, principal: "servicenow uid 1".into(), actor };
        let (timezone, agreement) = ("UTC".to_owned(), None);
        let input = file.into();
        Options { input, timezone, agreement, caller, sort_bytes_max: SORT_BYTES_MAX }
    }

    fn import(&self, content: &str) -> Summary {
        let options = self.options(content.as_bytes(), "ada");
        let summary = run(&self.node, options, &mut |_, _, _| {}).unwrap();
        assert_eq!(summary.rows, summary.added + summary.known + summary.rejected);
        summary
    }

    fn fails(&self, content: &[u8]) -> ImportError {
        let before = self.node.engine().head();
        let options = self.options(content, "ada");
        let error = run(&self.node, options, &mut |_, _, _| {}).unwrap_err();
        assert_eq!(self.node.engine().head(), before, "nothing is recorded");
        error
    }

    fn events(&self, key: &str) -> Vec<String> {
        self.view(key).1
    }

    fn incident(&self, key: &str) -> Incident {
        self.view(key).0
    }

    fn events_from(&self, position: Position) -> Vec<String> {
        let records = EventStore::read(self.node.store(), position).collect().unwrap();
        records.iter().map(|record| record.as_ref().event.to_owned()).collect()
    }

    fn view(&self, key: &str) -> (Incident, Vec<String>) {
        let stream = StreamId::new("incident", Key::new(key).unwrap());
        let view = self.node.engine().view(&stream, AsOf::Head).unwrap().unwrap();
        let incident: &Incident = view.state.as_any().downcast_ref().unwrap();
        let events = view.records.iter().map(|record| record.as_ref().event.to_owned());
        (incident.clone(), events.filter(|event| event != "attributes_stated").collect())
    }
}

proptest::proptest! {
    #[test]
    fn whatever_stands_in_a_line_is_a_row_or_a_reason(
        cells in proptest::collection::vec("[ -~]{0,20}|29-02-2016 01:23|New|1 - High|\\?|\\PC{0,9}", 15..19),
    ) {
        let columns = Columns::of(HEAD.as_bytes()).unwrap();
        let line = cells.join(",");
        if let Ok(row) = parse(&columns, 2, line.as_bytes(), &Zone::UTC) {
            let plan = plan(&row, None, None);
            proptest::prop_assert!(!plan.moves.is_empty());
            let is_known = |step: &Step| Step::MOVES.contains(&step.name);
            proptest::prop_assert!(plan.moves.iter().all(is_known));
        }
    }
}

#[test]
fn what_our_table_allows_is_recorded_in_our_words() {
    let place = place();
    let summary = place.import(&file(&[
        row("New", 1, ""),
        row("Active", 2, ""),
        row("Awaiting User Info", 3, ""),
        row("Active", 4, ""),
        row("Awaiting Vendor", 5, "1,0,mail,Group 2,?"),
        row("Active", 6, "1,0,post,Group 2,?"),
        row("Resolved", 7, "1,0,post,Group 2,?"),
        row("Active", 8, "1,1,post,Group 2,?"),
        row("Resolved", 9, "1,1,post,Group 2,Resolver 1"),
        row("Closed", 10, "1,1,post,Group 2,Resolver 1"),
    ]));
    assert_eq!((summary.added, summary.incidents, summary.rejected), (10, 1, 0));
    let (incident, events) = place.view("INC0000007");
    let expected = "logged classified prioritised assigned adopted held resumed reassigned adopted \
        reclassified resumed resolved reopened resolved adopted adopted";
    assert_eq!(events, expected.split_whitespace().collect::<Vec<_>>());
    assert_eq!(incident.phase, Phase::Closed);
    assert_eq!((incident.reassignments, incident.reopenings), (1, 1));
    assert_eq!(incident.stated.updated_by.as_deref(), Some("Updated by 10"));
    assert_eq!(incident.triage.assignee, Some(Actor::new("Resolver 1").unwrap()));
    assert_eq!(incident.service, Some(Key::new("mail").unwrap()));
}

#[test]
fn what_our_table_does_not_allow_is_a_fact_all_the_same() {
    let place = place();
    place.import(&file(&[
        row("Resolved", 1, ""),
        row("New", 2, ""),
        row("Closed", 3, ""),
        row("Awaiting Problem", 4, ""),
    ]));
    let (incident, events) = place.view("INC0000007");
    let expected = "logged classified prioritised assigned resolved adopted adopted adopted";
    assert_eq!(events[..8], expected.split_whitespace().collect::<Vec<_>>());
    // The run is over, the incident is open: wall time finds out that it is late.
    assert_eq!(events[8..10], ["target_at_risk", "target_missed"]);
    assert_eq!(incident.phase, Phase::OnHold);
    assert_eq!(incident.hold.unwrap().reason.to_string(), "awaiting_problem");
}

#[test]
fn an_incident_without_caller_or_category_is_adopted() {
    let place = place();
    let nobody = row("New", 1, "0,0,?,Group 1,?").replace("Caller 1", "?");
    place.import(&file(&[nobody, row("Active", 2, "0,0,mail,Group 1,?")]));
    let incident = place.incident("INC0000007");
    assert_eq!(place.events("INC0000007")[..2], ["adopted", "adopted"]);
    assert_eq!((incident.phase, incident.priority.is_some()), (Phase::InProgress, true));
    assert_eq!(incident.service, Some(Key::new("servicenow").unwrap()));
}

#[test]
fn the_same_file_adds_nothing_and_a_longer_one_only_its_new_rows() {
    let place = place();
    let rows = [row("New", 1, ""), row("Active", 2, ""), row("Resolved", 30, "")];
    assert_eq!(place.import(&file(&rows[..2])).added, 2);
    let before = place.node.engine().head();
    let again = place.import(&file(&rows[..2]));
    assert_eq!((again.added, again.known, again.incidents), (0, 2, 0));
    assert_eq!((again.run, place.node.engine().head()), (None, before), "no run either");
    let longer = place.import(&file(&rows));
    assert_eq!((longer.added, longer.known), (1, 2));
    assert_eq!(longer.run.as_deref(), Some("RUN0000002"));
    let added = place.events_from(before);
    // That it was late is no longer so.
    let of_a_run = ["begun", "resolved", "breach_superseded", "attributes_stated", "ended"];
    assert_eq!(added, of_a_run, "the new row and its run");
    assert_eq!(place.incident("INC0000007").phase, Phase::Resolved);
    let options = Options {
        timezone: "Asia/Tokyo".to_owned(),
        ..place.options(file(&rows).as_bytes(), "ada")
    };
    let elsewhere = run(&place.node, options, &mut |_, _, _| {}).unwrap();
    let recorded = (longer.first, longer.last);
    assert_eq!((elsewhere.known, elsewhere.first, elsewhere.last), (3, recorded.0, recorded.1));
    let twice = place.import(&file(&[rows[2].clone(), rows[2].clone()]));
    assert_eq!((twice.added, twice.known), (0, 2));
}

#[test]
fn what_is_malformed_is_kept_with_line_and_reason_and_the_rest_goes_on() {
    let place = place();
    let good = row("New", 1, "");
    let mut content = file(std::slice::from_ref(&good)).into_bytes();
    let bad: [(&[u8], &str); 11] = [
        (b"INC1,New", "the row has 2 values, the header names 17"),
        (b"INC1,\"New", "the quoted value 2 does not end"),
        (b"a\xffb", "byte 2 of the row is not UTF-8"),
        (b"a\0b", "byte 2 of the row is zero"),
        (&good.replace("New", "Parked").into_bytes(), "\"Parked\" is not New, Active"),
        (&good.replace("09:01", "9 h").into_bytes(), "sys_updated_at: \"01-03-2016 9 h\""),
        (&good.replace("INC0000007", "?").into_bytes(), "number is missing"),
        (&good.replace("Here", &"x".repeat(200)).into_bytes(), "location: 200 bytes are too long"),
        (
            &row("New", 1, "").replace("01-03-2016 09:01", "01-01-0001 00:00").into_bytes(),
            "sys_updated_at: \"01-01-0001 00:00\" is out of range",
        ),
        (
            &good.replace("?,?,Here", "?,31-12-2999 00:00,Here").into_bytes(),
            "closed_at: \"31-12-2999 00:00\" is out of range",
        ),
        (&vec![b'x'; 70_000], "the line is longer than 65536 bytes"),
    ];
    for (line, _) in &bad {
        content.extend(*line);
        content.push(b'\n');
    }
    content.extend(row("Active", 2, "").as_bytes());
    let options = place.options(&content, "ada");
    let summary = run(&place.node, options, &mut |_, _, _| {}).unwrap();
    assert_eq!((summary.rows, summary.added, summary.rejected), (13, 2, 11));
    let rejects = summary.rejects.unwrap();
    let name = rejects.file_name().unwrap().to_str().unwrap();
    assert!(name.starts_with("servicenow-") && name.len() == 31, "{name}");
    let kept = std::fs::read(&rejects).unwrap();
    let head = place.node.engine().head();
    let again = run(&place.node, place.options(&content, "ada"), &mut |_, _, _| {}).unwrap();
    assert_eq!((again.run, again.known, again.rejected), (None, 2, 11));
    assert_eq!(place.node.engine().head(), head, "nothing new, nothing recorded");
    assert_eq!(std::fs::read(again.rejects.unwrap()).unwrap(), kept);
    let mut reader = csv::Reader::from_path(rejects).unwrap();
    let records = reader.byte_records().map(Result::unwrap);
    for (index, (record, (line, reason))) in records.zip(bad).enumerate() {
        let said = String::from_utf8_lossy(&record[1]).into_owned();
        assert_eq!(&record[0], (index + 3).to_string().as_bytes());
        assert!(said.contains(reason), "{said} is not {reason}");
        assert!(line.starts_with(&record[2]));
    }
}

#[test]
fn a_file_that_cannot_be_one_is_refused_at_once() {
    let place = place();
    assert!(matches!(place.fails(b""), ImportError::Header { .. }));
    let error = place.fails(b"number,incident_state\n");
    assert!(error.to_string().contains("sys_updated_at"), "{error}");
    let cut = include_bytes!("../../../../data/servicenow_incident_log.csv.gz");
    let error = place.fails(&cut[..cut.len() / 2]);
    assert!(matches!(error, ImportError::File(FileError::CutOff { .. })), "{error}");
    let error = place.fails(&[&cut[..], b"and more"].concat());
    assert!(matches!(error, ImportError::File(FileError::Trailing { line: 5_999, .. })), "{error}");
    let mut options = place.options(b"", "ada");
    options.input = PathBuf::from("/nowhere").into();
    assert!(run(&place.node, options, &mut |_, _, _| {}).is_err());
}

#[test]
fn who_is_no_recorder_hears_how_to_become_one() {
    let place = place();
    let options = place.options(file(&[row("New", 1, "")]).as_bytes(), "bo");
    let error = run(&place.node, options, &mut |_, _, _| {}).unwrap_err().to_string();
    for part in ["bo may not", "recorder", "which ada holds", "pdca do role recorder offer"] {
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn a_row_from_the_future_is_rejected() {
    let place = place();
    let future = row("Active", 2, "").replace("01-03-2016 09:02", "01-03-2216 09:02");
    let summary = place.import(&file(&[row("New", 1, ""), future]));
    assert_eq!((summary.added, summary.rejected), (1, 1));
    assert_eq!(summary.last.unwrap().to_string(), "2016-03-01T09:01:00Z");
}

#[test]
fn times_that_the_clocks_skipped_are_rejected_and_those_shown_twice_are_counted() {
    let place = place();
    let on = |day: &str, hour: &str, state: &str| {
        row(state, 30, "").replace("01-03-2016 09:30", &format!("{day} {hour}:30"))
    };
    let content = file(&[
        row("New", 1, ""),
        on("27-03-2016", "02", "Active"),
        on("30-10-2016", "02", "Awaiting User Info"),
        on("30-10-2016", "03", "Resolved"),
    ]);
    let berlin = |content: &str| {
        let options = place.options(content.as_bytes(), "ada");
        let options = Options { timezone: "Europe/Berlin".to_owned(), ..options };
        run(&place.node, options, &mut |_, _, _| {}).unwrap()
    };
    let summary = berlin(&content);
    assert_eq!((summary.added, summary.rejected, summary.ambiguous), (3, 1, 1));
    let rejects = std::fs::read_to_string(summary.rejects.unwrap()).unwrap();
    assert!(
        rejects.contains("3,\"sys_updated_at: \"\"27-03-2016 02:30\"\" was never shown"),
        "{rejects}"
    );
    assert_eq!(summary.last.unwrap().to_string(), "2016-10-30T02:30:00Z");
    assert_eq!(berlin(&content).ambiguous, 1, "said each time");
}

#[test]
fn what_the_source_left_as_it_was_stays_so_after_the_run() {
    let place = place();
    let held = row("Awaiting User Info", 3, "").replace("INC0000007", "INC0000008");
    let resolved = row("Resolved", 4, "");
    let rows = [row("New", 1, ""), row("Active", 2, ""), held, resolved];
    place.import(&file(&rows));
    let incident = place.incident("INC0000007");
    let closes_at = incident.outcome.unwrap().closes_at;
    assert_eq!(closes_at.to_string(), "2016-03-04T09:04:00Z", "by the row, not by the import");
    assert_eq!(incident.phase, Phase::Resolved, "the source never closed it");
    let incident = place.incident("INC0000008");
    assert_eq!(incident.hold.unwrap().limit_at.to_string(), "2016-03-06T09:03:00Z");
    assert_eq!(incident.phase, Phase::OnHold, "the source never resumed it");
    for key in ["INC0000007", "INC0000008"] {
        let events = place.events(key);
        for told in ["progress_notified", "escalated"] {
            assert!(!events.contains(&told.to_owned()), "nobody was told then: {events:?}");
        }
    }
}

#[test]
fn a_reopening_after_its_window_is_adopted_and_counted() {
    let place = place();
    let late =
        row("Active", 5, "0,1,mail,Group 1,?").replace("01-03-2016 09:05", "09-03-2016 09:05");
    place.import(&file(&[row("New", 1, ""), row("Resolved", 2, ""), late]));
    let (incident, events) = place.view("INC0000007");
    assert!(!events.contains(&"reopened".to_owned()), "{events:?}");
    assert_eq!((incident.phase, incident.reopenings), (Phase::InProgress, 1));
}

#[test]
fn the_names_of_moves_are_known() {
    let columns = Columns::of(HEAD.as_bytes()).unwrap();
    let parsed = |row: String| parse(&columns, 2, row.as_bytes(), &Zone::UTC).unwrap();
    let rows = [
        ("New", "0,0,mail,Group 1,?"),
        ("Active", "1,0,post,Group 2,?"),
        ("Awaiting Vendor", "1,0,post,Group 2,Resolver 1"),
        ("Resolved", "1,0,post,Group 2,?"),
        ("Active", "1,1,post,Group 2,?"),
        ("Closed", "1,1,post,Group 2,?"),
    ];
    let place = place();
    for (minute, (state, rest)) in (1..).zip(rows) {
        let row = row(state, minute, rest);
        let known = (minute > 1).then(|| place.incident("INC0000007"));
        let moves = plan(&parsed(row.clone()), known.as_ref(), None).moves;
        assert!(moves.iter().all(|step| Step::MOVES.contains(&step.name)), "{moves:?}");
        place.import(&file(&[row]));
    }
}

#[test]
fn misses_are_recorded_at_their_moment_on_the_clock_of_the_rows() {
    let place = place();
    let later = row("Active", 1, "").replace("01-03-2016 09:01", "09-03-2016 09:00");
    let summary = place.import(&file(&[row("New", 1, ""), later]));
    assert_eq!(summary.fired, 3);
    let events = place.events("INC0000007");
    let tail = ["target_missed", "target_at_risk", "target_missed", "adopted"];
    assert_eq!(events[4..], tail);
    let missed = place.incident("INC0000007").missed;
    assert_eq!(missed.response.unwrap().due.to_string(), "2016-03-01T13:00:00Z");
    assert_eq!(missed.resolution.unwrap().due.to_string(), "2016-03-04T09:00:00Z");
}

#[test]
fn a_run_that_was_cut_off_is_ended_by_another_file() {
    let place = place();
    let options = place.options(file(&[row("New", 1, "")]).as_bytes(), "ada");
    let dies = std::panic::AssertUnwindSafe(|| {
        run(&place.node, options, &mut |what, _, _| assert_ne!(what, "importing", "cut off"))
    });
    assert!(std::panic::catch_unwind(dies).is_err());
    let deaf = place.events("INC0000007");
    place.node.settle().unwrap();
    assert_eq!(place.events("INC0000007"), deaf, "wall time is not heard");
    let other = place.import(&file(&[row("New", 1, "").replace("INC0000007", "INC0000008")]));
    assert_eq!(
        (other.run.as_deref(), other.abandoned),
        (Some("RUN0000002"), vec!["RUN0000001".to_owned()])
    );
    assert!(place.events("INC0000007").contains(&"target_missed".to_owned()));
}
