//! Numbers that are taken here.

use super::{Place, file, place, row, run};
use engine::runtime::AsOf;
use engine::system::import::{Begin, ImportRun};
use engine::{AnyCommand, Key, Origin, Request, StreamId};
use processes::incident::Incident;

impl Place {
    /// Logs an incident of our own; whether that was possible.
    fn log(&self, sent_as: &str, key: &str) -> bool {
        let log = serde_json::json!({"summary": "ours", "service": "mail", "caller": "cy"});
        self.node.execute("ada", sent_as, "incident", Some(key), "log", log).is_ok()
    }

    /// Logs an incident as the import of another system does.
    fn log_from_elsewhere(&self, key: &str) {
        let source = "elsewhere".into();
        let begin = Begin { source, digest: "00".into(), timezone: None };
        let caller = self.options(b"", "ada").caller;
        let begin = AnyCommand::of::<ImportRun>(begin.into());
        let request = Request::new(caller.clone(), "begin elsewhere", None, begin);
        let stream = self.node.engine().execute_blocking(request).unwrap().stream.clone();
        let run = engine::system::import::run_of(&stream.key.to_string()).unwrap();
        let log = serde_json::json!({"summary": "theirs", "service": "mail", "caller": "cy"});
        let log: processes::incident::Log = serde_json::from_value(log).unwrap();
        let command = AnyCommand::of::<Incident>(processes::incident::Command::from(log));
        let key = Some(Key::new(key).unwrap());
        let origin = Origin::Imported { run };
        let logged = Request { origin, ..Request::new(caller, "from elsewhere", key, command) };
        self.node.engine().execute_blocking(logged).unwrap();
    }
}

#[test]
fn a_number_of_our_own_is_not_mixed_up_with_theirs() {
    let place = place();
    assert!(place.log("1", "INC0000007"));
    let ours = place.view("INC0000007");
    let rows = [row("New", 1, ""), row("Active", 2, ""), row("Resolved", 3, "")];
    let first = place.import(&file(&rows[..2]));
    assert_eq!((first.added, first.incidents, first.elsewhere), (2, 1, 1));
    assert_eq!(first.elsewhere_like.as_deref(), Some("INC0000007_servicenow"));
    let later = place.import(&file(&rows));
    assert_eq!((later.added, later.known, later.incidents, later.elsewhere), (1, 2, 0, 1));
    let theirs = place.incident("INC0000007_servicenow");
    assert_eq!(theirs.stated.state.as_deref(), Some("Resolved"));
    assert_eq!(place.view("INC0000007"), ours);
    let head = place.node.engine().head();
    let again = place.import(&file(&rows));
    assert_eq!((again.added, again.known, again.elsewhere), (0, 3, 1));
    assert_eq!(place.node.engine().head(), head, "nothing is recorded twice");
}

#[test]
fn what_was_imported_stays_where_it_is() {
    let place = place();
    let rows = [row("New", 1, ""), row("Resolved", 3, "")];
    place.import(&file(&rows[..1]));
    assert!(!place.log("1", "INC0000007"), "it is theirs");
    assert!(place.log("2", "INC0000007_servicenow"));
    let summary = place.import(&file(&rows));
    assert_eq!((summary.added, summary.elsewhere), (1, 0));
    assert_eq!(place.incident("INC0000007").stated.state.as_deref(), Some("Resolved"));
}

#[test]
fn a_number_of_another_system_and_a_longer_key_may_be_taken_too() {
    let place = place();
    place.log_from_elsewhere("INC0000007");
    assert!(place.log("1", "INC0000007_servicenow"));
    let summary = place.import(&file(&[row("New", 1, "")]));
    let key = "INC0000007_servicenow_servicenow";
    assert_eq!(summary.elsewhere_like.as_deref(), Some(key));
    assert_eq!(place.incident(key).stated.state.as_deref(), Some("New"));
    assert_eq!(place.incident("INC0000007").summary.as_deref(), Some("theirs"));
}

#[test]
fn a_number_that_would_mean_something_else_here_is_rejected() {
    let place = place();
    let called = |name: &str| row("New", 1, "").replace("INC0000007", name);
    let rows = ["new", "NEW", "INC0000007_servicenow", "news"].map(called);
    let summary = place.import(&file(&rows));
    assert_eq!((summary.added, summary.rejected), (1, 3));
    let rejects = std::fs::read_to_string(summary.rejects.unwrap()).unwrap();
    assert!(rejects.contains("is no number here, for commands take `new`"), "{rejects}");
}

#[test]
fn whoever_logs_while_rows_come_in_takes_no_incident_from_the_source() {
    const INCIDENTS: u32 = 200;
    let place = place();
    let number = |n: u32| format!("INC{n:07}");
    let rows: Vec<_> = (1..=INCIDENTS)
        .flat_map(|n| [row("New", 1, ""), row("Resolved", 3, "")].map(|row| (n, row)))
        .map(|(n, row)| row.replace("INC0000007", &number(n)))
        .collect();
    let mut ours = Vec::new();
    let summary = std::thread::scope(|scope| {
        let import = scope.spawn(|| place.import(&file(&rows)));
        for n in 2..=INCIDENTS {
            // As soon as the row before is there, in the moment that its own comes in.
            let before = number(n - 1);
            let theirs = if ours.contains(&(n - 1)) { before + "_servicenow" } else { before };
            let theirs = StreamId::new("incident", Key::new(&theirs).unwrap());
            let is_there = || place.node.engine().view(&theirs, AsOf::Head).unwrap().is_some();
            while !is_there() && !import.is_finished() {
                std::thread::yield_now();
            }
            if place.log(&n.to_string(), &number(n)) {
                ours.push(n);
            }
        }
        import.join().unwrap()
    });
    assert_eq!((summary.added, summary.rejected), (2 * u64::from(INCIDENTS), 0));
    assert_eq!(summary.incidents, u64::from(INCIDENTS));
    assert_eq!(summary.elsewhere, ours.len() as u64);
    for n in 1..=INCIDENTS {
        let mut key = number(n);
        if ours.contains(&n) {
            assert_eq!(place.incident(&key).summary.as_deref(), Some("ours"));
            assert_eq!(place.incident(&key).stated.state, None);
            key += "_servicenow";
        }
        assert_eq!(place.incident(&key).stated.state.as_deref(), Some("Resolved"), "{key}");
    }
}

#[test]
fn rows_known_from_another_time_zone_are_said() {
    let place = place();
    let content = file(&[row("New", 1, ""), row("Active", 2, "")]);
    let in_zone = |timezone: &str| {
        let options = place.options(content.as_bytes(), "ada");
        let options = super::Options { timezone: timezone.to_owned(), ..options };
        run(&place.node, options, &mut |_, _, _| {}).unwrap()
    };
    assert!(in_zone("Asia/Tokyo").other_zones.is_empty());
    assert!(in_zone("Asia/Tokyo").other_zones.is_empty());
    let summary = in_zone("Europe/Berlin");
    assert_eq!((summary.added, summary.known, summary.run.as_deref()), (0, 2, None));
    let zones: Vec<_> = summary.other_zones.into_iter().collect();
    assert_eq!(zones, [("Asia/Tokyo".to_owned(), 2)]);
}
