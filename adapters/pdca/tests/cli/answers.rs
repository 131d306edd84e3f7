//! What is printed when all is well.

use super::{Place, code, text};

#[test]
fn a_new_user_logs_an_incident_and_sees_it() {
    let place = Place::founded();
    let key = place.incident();
    assert_eq!(key, "INC0000001");
    assert_eq!(place.incident(), "INC0000002");

    let shown = place.json(&["show", "incident", &key]);
    assert_eq!(shown["phase"], "logged");
    assert_eq!(shown["timeline"][0]["event"], "logged");
    assert_eq!(shown["timeline"][0]["actor"], "ada");
    assert!(shown["timeline"][0]["principal"].as_str().unwrap().starts_with("uid "));
    let possible = shown["possible"].as_array().unwrap();
    assert!(possible.iter().any(|now| now["command"] == "update" && now["you"] == true));

    let page = place.ok(&["show", "incident", &key]);
    assert!(page.starts_with("incident INC0000001: logged\n"), "{page}");
    assert!(page.contains("\nTimeline\n") && page.contains("\nPossible now\n"), "{page}");
}

#[test]
fn the_audit_trail_is_in_order_and_can_be_narrowed() {
    let place = Place::founded();
    let key = place.incident();
    let all = place.ok(&["log", "--json"]);
    let positions: Vec<u64> = all
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["position"].as_u64().unwrap()
        })
        .collect();
    assert_eq!(positions, (1..=positions.len() as u64).collect::<Vec<_>>());

    let lines = |args: &[&str]| place.ok(args).lines().count();
    assert_eq!(lines(&["log", "--process", "incident", "--key", &key]), 1);
    assert_eq!(lines(&["log", "--process", "incident"]), 1);
    assert_eq!(lines(&["log", "--actor", "bo"]), 0);
    assert_eq!(lines(&["log", "--from", "2", "--until", "3"]), 2);
    assert_eq!(lines(&["log", "--until", "2000-01-01T00:00:00Z"]), 0);
    assert_eq!(lines(&["log", "--from", "2000-01-01T00:00:00Z"]), positions.len());
    assert_eq!(place.refused(&["log", "--process", "incidents"]), "unknown_process");
}

#[test]
fn the_past_is_shown_as_it_was() {
    let place = Place::founded();
    let key = place.incident();
    let position = place.head().to_string();
    place.ok(&["do", "incident", &key, "update", r#"{"note":"the disk is full"}"#]);
    assert_eq!(place.json(&["show", "incident", &key])["version"], 2);
    let then = place.json(&["show", "incident", &key, "--as-of", &position]);
    assert_eq!((&then["version"], &then["axis"]), (&1.into(), &"position".into()));
    let time = "2000-01-01T00:00:00Z";
    assert_eq!(place.refused(&["show", "incident", &key, "--as-of", time]), "not_found");
    let last = place.json(&["show", "incident", &key])["timeline"][1]["recorded_at"].clone();
    let last = last.as_str().unwrap();
    let now = place.json(&["show", "incident", &key, "--as-of", last, "--known", "now"]);
    assert_eq!((&now["version"], &now["axis"]), (&2.into(), &"occurred".into()));
}

#[test]
fn a_command_sent_twice_is_as_good_as_once() {
    let place = Place::founded();
    let send = ["do", "incident", "new", "log", super::INCIDENT, "--command-id", "mine-1"];
    let first = place.json(&send);
    let head = place.head();
    let second = place.json(&send);
    assert_eq!((&first["repeated"], &second["repeated"]), (&false.into(), &true.into()));
    assert_eq!(first["events"], second["events"]);
    assert_eq!(place.head(), head);
    let other = r#"{"summary":"something else","service":"mail","monitor":"probe 7"}"#;
    let reused = ["do", "incident", "new", "log", other, "--command-id", "mine-1"];
    assert_eq!(place.refused(&reused), "id_reused");
    // Another actor does not get this one's outcome.
    assert_eq!(place.refused(&[&send[..], &["--actor", "bo"]].concat()), "id_reused");
}

#[test]
fn calendars_are_reckoned_with() {
    let place = Place::empty();
    let file = place.file(
        "calendar.json",
        r#"{"timezone":"Europe/Berlin","hours":{"mon":[["09:00","17:00"]],"tue":[["09:00","17:00"]],
            "fri":[["22:00","24:00"]]},"closed":["2026-12-22"],"open":{"2026-12-24":[["09:00","12:00"]]}}"#,
    );
    let file = file.to_str().unwrap();
    let due = |start: &str, minutes: &str| {
        let args = ["calendar", "due", "--calendar", file, "--start", start, "--minutes", minutes];
        let text = place.ok(&args);
        assert_eq!(place.json(&args)["due"], text.split(' ').next().unwrap());
        text.trim().to_owned()
    };
    let at = |utc: &str, local: &str| format!("{utc}  ({local}, Europe/Berlin)");
    // Monday 16:00 in Berlin: one hour is left; the holiday is skipped, the special morning counts.
    assert_eq!(
        due("2026-12-21T15:00:00Z", "60"),
        at("2026-12-21T16:00:00Z", "Mon 2026-12-21 17:00:00 +01:00")
    );
    assert_eq!(
        due("2026-12-21T15:00:00Z", "61"),
        at("2026-12-24T08:01:00Z", "Thu 2026-12-24 09:01:00 +01:00")
    );
    assert_eq!(
        due("2026-12-21T15:00:00Z", "0"),
        at("2026-12-21T15:00:00Z", "Mon 2026-12-21 16:00:00 +01:00")
    );
    let between = ["calendar", "between", "--calendar", file, "--start", "2026-12-21T00:00:00Z"];
    let open = place.ok(&[&between[..], &["--end", "2026-12-28T00:00:00Z"]].concat());
    assert_eq!(open.trim(), "780 open minutes");
    let part = [&between[..], &["--end", "2026-12-21T08:01:30Z"]].concat();
    assert_eq!(place.ok(&part).trim(), "1.500 open minutes (PT1M30S)");
    let json = place.json(&[&between[..], &["--end", "2026-12-28T00:00:00Z"]].concat());
    assert_eq!((&json["minutes"], &json["open"]), (&780.0.into(), &"PT13H".into()));
    let backwards = [&between[..], &["--end", "2026-12-20T00:00:00Z"]].concat();
    assert_eq!(place.refused(&backwards), "end_before_start");

    // A file with a byte order mark, and the standard input.
    let marked = format!("\u{feff}{}", std::fs::read_to_string(file).unwrap());
    let stdin = ["calendar", "between", "--calendar", "-", "--start", "2026-12-21T00:00:00Z"];
    let output = place
        .with_input(&[&stdin[..], &["--end", "2026-12-28T00:00:00Z"]].concat(), marked.as_bytes());
    assert_eq!(text(&output.stdout), open, "{}", text(&output.stderr));

    let never = place.file("never.json", r#"{"timezone":"UTC","hours":{}}"#);
    let never = never.to_str().unwrap();
    let start = "2026-12-21T15:00:00Z";
    let args = ["calendar", "due", "--calendar", never, "--start", start, "--minutes", "1"];
    assert!(place.ok(&args).starts_with("never due"));
    assert_eq!(place.json(&args)["due"], serde_json::Value::Null);
}

#[test]
fn lifecycles_are_drawn() {
    let place = Place::empty();
    assert!(place.ok(&["lifecycle", "incident", "--mermaid"]).starts_with("stateDiagram-v2\n"));
    let page = place.ok(&["lifecycle", "incident"]);
    assert!(page.contains("from → to (event), and by whom"), "{page}");
    let all = place.ok(&["lifecycle"]);
    assert!(all.lines().all(|line| line.chars().count() <= 80), "{all}");
    assert!(all.contains("outcome") && all.contains("It takes no commands"), "{all}");
    assert!(!place.ok(&["lifecycle", "--attested"]).is_empty());
    assert_eq!(place.json(&["lifecycle", "role"])["process"], "role");
    assert_eq!(place.refused(&["lifecycle", "incidnt"]), "unknown_process");
}

#[test]
fn every_command_explains_itself() {
    let place = Place::empty();
    let commands = [
        "init",
        "demo",
        "import",
        "import servicenow",
        "do",
        "show",
        "log",
        "sla",
        "sla report",
        "sla explain",
        "sla availability",
        "sla credits",
        "sla predict",
        "sla what-if",
        "tasks",
        "roles",
        "calendar",
        "calendar due",
        "calendar between",
        "cmdb",
        "cmdb show",
        "cmdb list",
        "cmdb relations",
        "cmdb impact",
        "cmdb diff",
        "cmdb audit",
        "cmdb idle",
        "risk",
        "risk list",
        "risk show",
        "risk heatmap",
        "risk movement",
        "kpi",
        "lifecycle",
        "schema",
        "scenario",
        "simulate",
        "stats",
        "fsck",
        "rebuild",
        "backup",
        "restore",
        "config",
        "config check",
        "ingest",
        "ingest test",
        "ingest retry",
        "asyncapi",
        "serve",
    ];
    for command in commands {
        let words: Vec<_> = command.split(' ').chain(["--help"]).collect();
        let output = place.run(&words);
        assert_eq!(code(&output), 0, "{command}");
        let help = text(&output.stdout);
        assert!(help.contains(&format!("Usage: pdca {command}")), "{help}");
        // Each shows how it is typed.
        let example = |line: &str| {
            let typed = line.trim_start();
            line.starts_with("  ") && typed.contains("pdca ") && typed.contains(command)
        };
        assert!(help.lines().any(example), "{help}");
    }
    // What is not listed above has no help of its own.
    let listed = text(&place.run(&["--help"]).stdout);
    let listed = listed.lines().skip_while(|line| *line != "Commands:").skip(1);
    for line in listed.take_while(|line| !line.is_empty()) {
        let name = line.split_whitespace().next().unwrap();
        assert!(commands.contains(&name) || name == "help", "{name}");
    }
}

#[test]
fn a_reader_who_has_read_enough_is_no_failure() {
    let place = Place::founded();
    let mut log = place.command(&["log"]).spawn().unwrap();
    drop(log.stdout.take());
    assert_eq!(log.wait().unwrap().code(), Some(0));
}

#[test]
fn the_examples_of_bodies_are_taken() {
    let place = Place::founded();
    for role in ["service_desk", "resolver", "service_level_manager", "customer"] {
        let offer = r#"{"person":"ada","competence":{"statement":"fit"}}"#;
        place.ok(&["do", "role", role, "offer", offer]);
    }
    let sorted = r#"{"summary":"x","service":"mail","category":"software","impact":"high",
        "urgency":"high","assignee":"ada"}"#;
    place.ok(&["do", "incident", "new", "log", sorted]);
    let draft = r#"{"requirements":{"statement":"agreed"},"terms":{"workload":["50 a month"],
        "exceptions":[{"name":"flood","statement":"the site is lost"}]}}"#;
    place.ok(&["do", "agreement", "gold", "draft", draft]);
    place.ok(&["do", "agreement", "gold", "offer"]);
    let help = place.ok(&["do", "--help"]);
    let (_, examples) = help.split_once("Examples:\n").unwrap();
    let (examples, _) = examples.split_once("\n\n").unwrap();
    // An example begins with two blanks, and goes on with four.
    let examples = examples.replace("\n    ", "\r").replace("\\\r", " ");
    let examples: Vec<_> = examples.lines().map(|line| line.trim().replace('\r', " ")).collect();
    let resolve = examples.iter().find(|line| line.contains(" resolve ")).unwrap();
    assert_eq!(examples.len(), 5, "{examples:?}");
    for example in &examples {
        // What was reopened has to be resolved before it is closed.
        let again = example.contains(" close ").then_some(resolve);
        for typed in again.into_iter().chain([example]) {
            let mut shell = std::process::Command::new("sh");
            let program = env!("CARGO_BIN_EXE_pdca");
            shell.args(["-c", &typed.replace("pdca do", &format!("{program} do"))]);
            let output = shell.env("PDCA_DATA", place.path()).env("PDCA_ACTOR", "ada").output();
            let output = output.unwrap();
            assert_eq!(code(&output), 0, "{typed}: {}", text(&output.stderr));
        }
    }
    assert_eq!(place.json(&["show", "incident", "INC0000001"])["phase"], "closed");
    assert_eq!(place.json(&["show", "agreement", "gold"])["phase"], "in_force");
}
