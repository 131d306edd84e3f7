//! What does not fit gets a clear answer, and nothing is written.

use super::{Place, code, text};

#[test]
fn wrong_usage_is_told_apart_from_a_refusal() {
    let place = Place::founded();
    for usage in [
        &["nonsense"][..],
        &["do", "incident"],
        &["show", "incident", "INC0000001", "--as-of", "yesterday"],
        &["do", "incident", "new", "log", "{}", "--at", "noon"],
        &["restore", "x", "--until", "-1"],
        &["show", "incident", "INC0000001", "--as-of", "3", "--known", "now"],
        &["sla", "report", "--as-of", "3", "--known", "now"],
        &["show", "incident", "INC0000001", "--known", "now"],
    ] {
        assert_eq!(code(&place.run(usage)), 2, "{usage:?}");
        let output = place.run(&[usage, &["--json"]].concat());
        let problem: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
        assert_eq!((code(&output), &problem["code"]), (2, &"usage".into()), "{usage:?}");
    }
}

#[test]
fn what_is_no_file_or_too_long_is_not_read() {
    let place = Place::founded();
    let rows = place.file("rows.csv", super::importing::rows(1));
    let rows = rows.to_str().unwrap();
    let long = place.file("long", " ".repeat(2 << 20));
    let time = "2026-12-21T15:00:00Z";
    for (file, reason) in
        [("/dev/zero", "not a regular file"), (long.to_str().unwrap(), "takes more than")]
    {
        let secret = format!(
            "[nats]\nurl = \"nats://localhost:1\"\nuser = \"a\"\npassword_file = {file:?}\n"
        );
        let secret = place.file("secret.toml", secret);
        for args in [
            &["stats", "--config", file][..],
            &["ingest", "test", file],
            &["import", "servicenow", rows, "--agreement", file],
            &["calendar", "due", "--calendar", file, "--start", time, "--minutes", "1"],
            &["serve", "--config", secret.to_str().unwrap()],
        ] {
            let output = place.run(args);
            let said = text(&output.stderr);
            assert_eq!(code(&output), 1, "{args:?}: {said}");
            assert!(said.contains(file) && said.contains(reason), "{args:?}: {said}");
        }
    }
}

#[test]
fn what_does_not_fit_is_refused_and_nothing_is_written() {
    let place = Place::founded();
    let key = place.incident();
    let head = place.head();
    let long = "x".repeat(129);
    let huge = format!(r#"{{"note":"{}"}}"#, "x".repeat(5_000));
    let body = super::INCIDENT;
    let (none, long_id) = ("--command-id=", format!("--command-id={}", "x".repeat(10_000)));
    let cases: &[(&[&str], &str)] = &[
        (&["do", "incidents", "new", "log", body], "unknown_process"),
        (&["do", "incident", "new", "lgo", body], "unknown_command"),
        (&["do", "incident", "new", "log", "{summary}"], "bad_json"),
        (&["do", "incident", "new", "log", r#"{"summary":"x"}"#], "bad_body"),
        (&["do", "incident", &key, "update", r#"{"note":"x","mote":"y"}"#], "bad_body"),
        (&["do", "incident", &key, "update", &huge], "bad_body"),
        (&["do", "incident", &long, "log", body], "bad_key"),
        (&["do", "incident", "", "log", body], "bad_key"),
        (&["do", "incident", "INC1\nINC2", "log", body], "bad_key"),
        (&["do", "incident", "new", "log", body, "--actor", "system"], "not_authorised"),
        (&["do", "incident", "new", "log", body, "--actor", ""], "bad_actor"),
        (&["do", "incident", "new", "log", body, "--at", "2100-01-01T00:00:00Z"], "in_the_future"),
        (
            &[
                "do",
                "incident",
                "new",
                "log",
                body,
                "--at",
                "2001-01-01T00:00:00Z",
                "--actor",
                "bo",
            ],
            "too_long_ago",
        ),
        (&["do", "incident", &key, "close", "{}"], "not_allowed"),
        (&["do", "role", "auditor", "define", "{}", "--actor", "bo"], "bad_body"),
        (&["do", "incident", "NEW", "log", body], "bad_key"),
        (&["do", "incident", "New", "log", body], "bad_key"),
        (&["do", "incident", "new", "log", r#"{"summary":"x","summary":"y"}"#], "bad_json"),
        (&["do", "incident", "new", "log", body, none], "bad_command_id"),
        (&["do", "incident", "new", "log", body, &long_id], "bad_command_id"),
        (&["do", "outcome", "x", "x"], "unknown_command"),
        (&["show", "incident", "INC0009999"], "not_found"),
        (&["show", "incident", &key, "--as-of", "99999"], "beyond_the_head"),
        (&["sla", "report", "--as-of", "99999"], "beyond_the_head"),
        (&["show", "incident", &key, "--as-of", "2100-01-01T00:00:00Z"], "in_the_future"),
        (&["sla", "report", "--as-of", "2100-01-01T00:00:00Z", "--known", "now"], "in_the_future"),
    ];
    for (args, code) in cases {
        assert_eq!(place.refused(args), *code, "{args:?}");
    }
    assert_eq!(place.head(), head);
}

#[test]
fn an_error_says_what_would_be_right() {
    let place = Place::founded();
    let head = place.head();
    for (args, said) in [
        (&["do", "outcome", "x", "x"][..], "only the engine itself writes it"),
        (&["do", "incident", "NEW", "log"], "for a new one write new"),
        (&["do", "incident", "new", "log", r#"{"summary":7}"#], "summary: invalid type: integer"),
        (&["do", "incident", "new", "log", "{}"], "pdca schema incident log"),
        (&["do", "incident", "INC7", "close"], "there is no incident INC7"),
        (&["show", "incident", "x", "--as-of", "999"], &format!("ends at position {head}")),
    ] {
        let output = place.run(args);
        let error = text(&output.stderr);
        assert_eq!(code(&output), 1, "{error}");
        assert!(error.contains(said) && error.lines().count() == 1, "{error}");
    }
}

#[test]
fn strange_bytes_in_a_key_are_kept_as_they_are() {
    let place = Place::founded();
    for key in ["a/b", "größer", "two words", "..", "=41"] {
        let done = place.json(&["do", "incident", key, "log", super::INCIDENT]);
        assert_eq!(done["key"], key);
        assert_eq!(place.json(&["show", "incident", key])["key"], key);
    }
}

#[test]
fn what_others_wrote_is_seen_and_stays_in_its_line() {
    let place = Place::founded();
    let hidden = |text: &str| text.chars().any(|c| (c.is_control() && c != '\n') || is_turn(c));
    let key = "INC7";
    let body = r#"{"summary":"mail \u202eis down","service":"mail"}"#;
    let note = r#"{"note":"\u001b[2J\u0000mail is\nup\u202e\u009b"}"#;
    for name in ["INC\n7", "INC\u{1b}[2J", "INC\u{202e}7", "a\u{2066}d\u{2069}a", "INC7 "] {
        assert_eq!(place.refused(&["do", "incident", name, "log", body]), "bad_key");
        assert_eq!(
            place.refused(&["do", "incident", "x", "log", body, "--actor", name]),
            "bad_actor"
        );
    }
    let log = ["do", "incident", key, "log", body];
    let done = place.ok(&log);
    assert_eq!(done.lines().count(), 3, "{done}");
    let printed = [
        done,
        place.ok(&["do", "incident", key, "update", note]),
        place.ok(&["log", "--key", key]),
        place.ok(&["show", "incident", key]),
        place.ok(&["sla", "explain", "incident", key]),
    ];
    for text in printed {
        assert!(!hidden(&text) && text.contains(key), "{text:?}");
    }
    // Programs read the same data, written so that a terminal is safe from it, too.
    let json = place.ok(&["log", "--key", key, "--json"]);
    assert!(!hidden(&json) && json.lines().count() == 2, "{json:?}");
    let mut records = json.lines().map(|line| serde_json::from_str(line).unwrap());
    let [logged, updated]: [serde_json::Value; 2] =
        [records.next().unwrap(), records.next().unwrap()];
    assert_eq!(logged["payload"]["summary"], "mail \u{202e}is down");
    assert_eq!(updated["payload"]["note"], "\u{1b}[2J\0mail is\nup\u{202e}\u{9b}");
    // What is refused says so on the standard error, in the same way.
    let missing = "INC\u{202e}8";
    for args in [&["show", "incident", missing][..], &["show", "incident", missing, "--json"]] {
        let said = text(&place.run(args).stderr);
        assert!(!hidden(&said) && said.contains("202e"), "{said:?}");
    }
}

fn is_turn(next: char) -> bool {
    matches!(next, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn a_body_comes_from_the_standard_input_too() {
    let place = Place::founded();
    let send = ["do", "incident", "new", "log", "-"];
    assert_eq!(code(&place.with_input(&send, super::INCIDENT.as_bytes())), 0);
    let head = place.head();
    let not_text = place.with_input(&send, b"{\"summary\":\"\xff\"}");
    assert_eq!(code(&not_text), 1, "{}", text(&not_text.stdout));
    assert_eq!(code(&place.with_input(&send, &vec![b' '; 600 * 1024])), 1);
    assert_eq!(place.head(), head);
}

#[test]
fn an_actor_needs_the_role_and_is_told_who_has_it() {
    let place = Place::founded();
    let key = place.incident();
    let output = place.run(&[
        "do",
        "role",
        "auditor",
        "offer",
        r#"{"person":"bo","competence":{"statement":"x"}}"#,
        "--actor",
        "bo",
    ]);
    assert_eq!(code(&output), 1);
    let said = text(&output.stderr);
    assert!(said.contains("top_management") && said.contains("ada"), "{said}");
    // Calling oneself `system` gives no power: the engine's own role has its own doors.
    let actor = ["--actor", "system"];
    let escalate = ["do", "incident", &key, "record_target_miss", "{}"];
    let output = place.run(&[&escalate[..], &actor].concat());
    assert_eq!(code(&output), 1);
}

#[test]
fn a_calendar_file_that_does_not_fit_says_where() {
    let place = Place::empty();
    for (name, calendar) in [
        ("zone", r#"{"timezone":"Europe/Atlantis","hours":{}}"#),
        ("time", r#"{"timezone":"UTC","hours":{"mon":[["9","17:00"]]}}"#),
        ("field", r#"{"timezone":"UTC","hours":{},"holidays":[]}"#),
        ("overlap", r#"{"timezone":"UTC","hours":{"mon":[["09:00","12:00"],["11:00","13:00"]]}}"#),
        ("json", "not a calendar"),
        ("twice", r#"{"timezone":"UTC","hours":{"mon":[],"mon":[]}}"#),
        ("list", r#"["UTC", {}]"#),
    ] {
        let file = place.file(name, calendar);
        let file = file.to_str().unwrap();
        let start = "2026-12-21T15:00:00Z";
        let args = ["calendar", "due", "--calendar", file, "--start", start, "--minutes", "1"];
        assert_eq!(place.refused(&args), "bad_calendar", "{name}");
    }
}

#[test]
fn a_directory_is_founded_once_and_before_use() {
    let place = Place::empty();
    assert_eq!(place.refused(&["stats"]), "cannot_open");
    place.ok(&["init", "--owner", "ada"]);
    assert_eq!(place.refused(&["init", "--owner", "bo"]), "cannot_open");
}

#[test]
fn what_never_ends_is_refused_early() {
    let place = Place::founded();
    let import = ["import", "servicenow", "-"];
    let zeros = || std::fs::File::open("/dev/zero").unwrap();
    let output = place.command(&import).stdin(zeros()).output().unwrap();
    let said = text(&output.stderr);
    assert_eq!(code(&output), 1, "{said}");
    assert!(said.contains("the standard input: a line does not end within"), "{said}");
    std::fs::write(place.path().join("pdca.toml"), "input_mib = 1\n").unwrap();
    let output = place.command(&import).stdin(zeros()).output().unwrap();
    let said = text(&output.stderr);
    assert!(code(&output) == 1 && said.contains("longer than 1 MiB"), "{said}");
}
