//! Another system's history: from a file or a pipe, here or through a node, on a terminal or not,
//! and killed in the middle.

use super::{Place, code, command, text};
use flate2::Compression;
use flate2::write::GzEncoder;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use serde_json::Value;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

const LOG: &[u8] = include_bytes!("../../../../data/servicenow_incident_log.csv.gz");
const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/agreement.example.json");

/// The head of the real log, with so many rows.
pub(super) fn rows(count: usize) -> String {
    let mut whole = String::new();
    flate2::read::GzDecoder::new(LOG).read_to_string(&mut whole).unwrap();
    whole.lines().take(count + 1).fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "{line}");
        text
    })
}

fn packed(text: &str) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(text.as_bytes()).unwrap();
    packer.finish().unwrap()
}

impl Place {
    /// What came of it.
    #[track_caller]
    fn imported(&self, file: &Path) -> Value {
        let summary = self.json(&["import", "servicenow", file.to_str().unwrap()]);
        let count = |name: &str| summary[name].as_u64().unwrap();
        assert_eq!(count("rows"), count("added") + count("known") + count("rejected"));
        summary
    }

    /// What the log says of incidents, but for when and under which command it was recorded.
    fn said(&self) -> Vec<String> {
        let log = self.ok(&["log", "--process", "incident", "--json"]);
        let said = log.lines().map(|line| {
            let record: Value = serde_json::from_str(line).unwrap();
            let field = |name: &str| record[name].to_string();
            ["key", "version", "event", "occurred_at", "payload"].map(field).join(" ")
        });
        said.collect()
    }
}

#[test]
fn its_help_says_what_it_needs() {
    let place = Place::empty();
    let help = place.ok(&["import", "servicenow", "--help"]);
    for part in [
        "recorder",
        "service_level_manager",
        "customer or service_manager",
        "data/agreement.example.json",
        "do agreement NAME draft",
        "\"requirements\"",
        "standard input",
        "late row",
        "skipped",
        "rejects",
        "signatures say `nobody`",
        "whatever --timezone says now",
        "_servicenow is put behind it",
    ] {
        assert!(help.contains(part), "{part}: {help}");
    }
}

#[test]
fn rows_that_come_late_are_on_record() {
    let place = Place::founded();
    let head = "number,incident_state,reassignment_count,reopen_count,caller_id,opened_at,\
        sys_updated_by,sys_updated_at,category,impact,urgency,priority,assignment_group,\
        assigned_to,resolved_at,closed_at\n";
    let row = |state: &str, hour: u8| {
        format!(
            "INC0000007,{state},0,0,Caller 1,01-03-2016 09:00,Desk {hour},01-03-2016 {hour:02}:00,\
             mail,2 - Medium,2 - Medium,3 - Moderate,Group 1,?,?,?\n"
        )
    };
    let (new, resolved) = (row("New", 9), row("Resolved", 13));
    let first = place.file("first.csv", format!("{head}{new}{resolved}"));
    assert_eq!(place.imported(&first)["added"], 2);
    let between = row("Awaiting User Info", 10) + &row("Active", 12);
    let longer = place.file("longer.csv", format!("{head}{new}{between}{resolved}"));
    let import = ["import", "servicenow", longer.to_str().unwrap()];
    let said = place.ok(&import);
    for part in ["2 added, 2 known already", "2 late rows", "on record", "clocks do not count"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let said = place.said();
    for (state, hour) in [("Awaiting User Info", 10), ("Active", 12)] {
        let parts = [
            "late_row_stated".to_owned(),
            format!("\"2016-03-01T{hour}:00:00Z\" {{"),
            format!("\"state\":\"{state}\""),
            format!("\"updated_by\":\"Desk {hour}\""),
            "\"group\":\"Group 1\"".to_owned(),
        ];
        let is_said = |line: &&String| parts.iter().all(|part| line.contains(part));
        assert_eq!(said.iter().filter(is_said).count(), 1, "{state}: {said:#?}");
    }
    let shown = place.ok(&["show", "incident", "INC0000007"]);
    assert!(shown.contains("late_row_stated"), "{shown}");
    assert!(shown.starts_with("incident INC0000007: resolved"), "{shown}");
    let head = place.head();
    assert!(place.ok(&import).contains("0 added, 4 known already"));
    assert_eq!(place.head(), head, "nothing is recorded twice");
}

#[test]
fn what_a_reader_may_not_expect_is_said() {
    let place = Place::founded();
    let taken = rows(1).lines().nth(1).unwrap().split(',').next().unwrap().to_owned();
    place.ok(&["do", "incident", &taken, "log", r#"{"summary":"ours","service":"mail"}"#]);
    let text_of = rows(12).replacen('\n', "\n\n  \n", 1);
    let file = place.file("log.csv", text_of);
    let import = ["import", "servicenow", file.to_str().unwrap()];
    let said = place.ok(&import);
    let key = format!("{taken}_servicenow");
    for part in ["2 blank lines", "1 incidents stand under a longer key", &key, "did not come"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(place.ok(&["show", "incident", &key]).contains("attributes_stated"));
    let said = place.ok(&[&import[..], &["--timezone", "Asia/Tokyo"]].concat());
    for part in ["0 added, 12 known", "12 of the known rows were brought in with --timezone UTC"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    // What is no text is named with its place.
    let output =
        place.with_input(&["do", "incident", "new", "log", "-"], b"{\"summary\":\n\"\xff\"}");
    let error = text(&output.stderr);
    assert!(error.contains("the standard input: byte 14, in line 2, is not UTF-8"), "{error}");
    let error =
        text(&place.run(&["show", "incident", &key, "--as-of", "1500-01-01T00:00:00Z"]).stderr);
    assert!(error.contains("1677-09-21") && error.contains("2262-04-11"), "{error}");
}

#[test]
fn it_comes_from_the_standard_input_too() {
    let text_of = rows(12);
    for (input, through_node) in
        [(text_of.clone().into_bytes(), false), (packed(&text_of), false), (packed(&text_of), true)]
    {
        let place = Place::founded();
        let node = through_node.then(|| place.serve());
        let output = place.with_input(&["import", "servicenow", "-", "--json"], &input);
        assert_eq!(code(&output), 0, "{}", text(&output.stderr));
        let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((&summary["rows"], &summary["added"]), (&12.into(), &12.into()));
        // The same rows from a file are the same rows.
        let head = place.head();
        let again = place.imported(&place.file("rows.csv", &text_of));
        assert_eq!((&again["known"], &again["run"]), (&12.into(), &Value::Null));
        assert_eq!(place.head(), head, "nothing is recorded");
        if let Some(node) = node {
            assert_eq!(node.stop().0, 0);
        }
        let kept: Vec<_> = std::fs::read_dir(place.path()).unwrap().collect();
        let kept = kept.iter().flatten().map(|entry| entry.file_name().into_string().unwrap());
        assert!(
            kept.clone().all(|name| !name.starts_with(".tmp")),
            "{:?}",
            kept.collect::<Vec<_>>()
        );
    }
}

#[test]
fn what_a_killed_import_left_is_removed_by_the_next() {
    let place = Place::founded();
    let rejects = place.path().join("rejects");
    std::fs::create_dir(&rejects).unwrap();
    for name in [".tmpAb12Cd", ".tmpfiles", ".tmp-mine", "servicenow-0.csv"] {
        std::fs::write(rejects.join(name), "line,reason,row\n").unwrap();
    }
    std::fs::create_dir(rejects.join(".tmpZz99Zz")).unwrap();
    place.imported(&place.file("log.csv", rows(3)));
    let entries = std::fs::read_dir(&rejects).unwrap();
    let mut left: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, [".tmp-mine", ".tmpZz99Zz", ".tmpfiles", "servicenow-0.csv"]);
}

#[test]
fn what_is_wrong_with_a_file_is_named_and_nothing_is_recorded() {
    let place = Place::founded();
    let head = place.head();
    let whole = packed(&rows(50));
    let followed = [&whole[..], b"and more"].concat();
    for (input, said) in [
        (&followed[..], "bytes follow that are no gzip"),
        (&whole[..whole.len() / 2], "it ends in the middle of its packing"),
        (&whole[..whole.len() - 3], "it ends in the middle of its packing"),
        (&b"number,incident_state\n"[..], "does not name"),
        (&b""[..], "is empty"),
    ] {
        let output = place.with_input(&["import", "servicenow", "-"], input);
        let error = text(&output.stderr);
        assert_eq!(code(&output), 1, "{error}");
        assert!(error.contains(said) && error.contains("the standard input"), "{error}");
        let file = place.file("log.csv.gz", input);
        let output = place.run(&["import", "servicenow", file.to_str().unwrap()]);
        let error = text(&output.stderr);
        assert!(error.contains(said) && error.contains("log.csv.gz"), "{error}");
    }
    let output = place.run(&["import", "servicenow", "/dev/zero"]);
    let error = text(&output.stderr);
    assert_eq!(code(&output), 1, "{error}");
    assert!(error.contains("/dev/zero: the first line is longer than"), "{error}");
    // Marks and padding that others leave behind are no fault.
    let marked = format!("\u{feff}{}", rows(3));
    let padded = [&packed(&marked)[..], &[0; 512]].concat();
    assert_eq!(place.head(), head);
    assert_eq!(place.imported(&place.file("log.csv.gz", padded))["added"], 3);
}

#[test]
fn a_second_process_imports_through_the_first() {
    let place = Place::founded();
    let file = place.file("log.csv.gz", packed(&rows(60)));
    let node = place.serve();
    let summary = place.imported(&file);
    assert_eq!((&summary["added"], &summary["run"]), (&60.into(), &"RUN0000001".into()));
    let (head, said) = (place.head(), place.said());
    assert_eq!(place.imported(&file)["known"], 60);
    assert_eq!(place.head(), head);
    // A path is the client's, wherever the node was started.
    let beside = command(&place.path(), &["import", "servicenow", "log.csv.gz"])
        .current_dir(file.parent().unwrap())
        .output()
        .unwrap();
    assert_eq!(code(&beside), 0, "{}", text(&beside.stderr));
    assert_eq!(node.stop().0, 0);
    // And it is the same as without a node.
    let alone = Place::founded();
    alone.imported(&file);
    assert_eq!(alone.said(), said);
}

#[test]
fn an_agreement_is_what_they_are_measured_by() {
    let place = Place::founded();
    let file = place.file("log.csv", rows(10));
    let import = ["import", "servicenow", file.to_str().unwrap(), "--agreement", EXAMPLE];
    let head = place.head();
    assert_eq!(place.refused(&import), "agreement_refused");
    assert_eq!(place.head(), head, "nothing is half made");
    // As the refusal says.
    let error = text(&place.run(&import).stderr);
    for role in ["service_level_manager", "service_manager"] {
        assert!(error.contains(&format!("pdca do role {role} offer")), "{error}");
        let offer = r#"{"person":"ada","competence":{"statement":"fit"}}"#;
        place.ok(&["do", "role", role, "offer", offer]);
    }
    let said = place.ok(&import);
    assert!(said.contains("nobody signed"), "{said}");
    let name = said.split_whitespace().find(|word| word.starts_with("import-")).unwrap();
    let name = name.trim_end_matches(',');
    let shown = place.ok(&["--json", "log", "--process", "agreement", "--key", name]);
    assert!(shown.contains("on the word of ada"), "{shown}");
    assert!(place.ok(&["sla", "report", "--by", "agreement"]).contains(name));
    let not_json = place.file("agreement.json", "{\"terms\":{\"holds\":[]}}");
    let not_json = not_json.to_str().unwrap();
    let import = ["import", "servicenow", file.to_str().unwrap(), "--agreement", not_json];
    assert_eq!(place.refused(&import), "bad_agreement");
}

/// All that a process writes to a terminal, as the terminal gets it.
fn on_a_terminal(place: &Place, args: &[&str]) -> String {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
    let terminal = File::options().read(true).write(true).open(name).unwrap();
    let size = rustix::termios::Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
    rustix::termios::tcsetwinsize(&terminal, size).unwrap();
    let mut command = place.command(args);
    command.env("TERM", "xterm").env_remove("NO_COLOR");
    command.stdout(Stdio::null()).stderr(terminal.try_clone().unwrap());
    let mut child = command.spawn().unwrap();
    drop((terminal, command));
    let (mut shown, mut bytes) = (Vec::new(), [0; 4096]);
    let mut master = File::from(master);
    // It ends with an error when nobody has the other end any more.
    while let Ok(read @ 1..) = master.read(&mut bytes) {
        shown.extend(&bytes[..read]);
    }
    assert!(child.wait().unwrap().success());
    String::from_utf8_lossy(&shown).into_owned()
}

#[test]
fn progress_is_drawn_on_a_terminal_and_not_in_a_pipe() {
    let place = Place::founded();
    let file = place.file("log.csv", rows(999));
    let import = ["import", "servicenow", file.to_str().unwrap()];
    let shown = on_a_terminal(&place, &import);
    for part in ["importing", "/999", "\u{1b}["] {
        assert!(shown.contains(part), "{part}: {shown:?}");
    }
    let (alone, served) = (Place::founded(), Place::founded());
    let node = served.serve();
    for place in [alone, served] {
        let output = place.run(&import);
        assert_eq!((code(&output), text(&output.stderr).as_str()), (0, ""));
        assert!(!text(&output.stdout).contains('\u{1b}'));
    }
    node.kill();
}

/// Thousandths that are the same in every run of the test, and look as if they were not.
fn thousandths() -> impl Iterator<Item = u32> {
    let step = |seed: &u64| Some(seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
    std::iter::successors(Some(42), step).map(|seed| (seed >> 33) as u32 % 1_000)
}

#[test]
fn an_import_that_is_killed_comes_to_the_same() {
    let (whole, killed) = (Place::founded(), Place::founded());
    let file = whole.file("log.csv", rows(600));
    let began = Instant::now();
    whole.imported(&file);
    // Within a quarter of the time, so that no single one comes to its end.
    let longest = began.elapsed() / 4;
    let expected = whole.said();
    let import = ["import", "servicenow", file.to_str().unwrap()];
    let mut kills = 0;
    for thousandths in thousandths().take(24) {
        let mut child = killed.command(&import).spawn().unwrap();
        std::thread::sleep(longest * thousandths / 1_000);
        child.kill().unwrap();
        if child.wait().unwrap().success() {
            break;
        }
        kills += 1;
    }
    killed.imported(&file);
    assert!(kills > 2, "{kills}");
    assert_eq!(killed.said(), expected);
    let runs = killed.ok(&["log", "--process", "import"]);
    assert_eq!(runs.lines().count(), 2, "one run: {runs}");
    assert!(killed.ok(&["fsck"]).contains("no problems found"));
    let head = killed.head();
    killed.imported(&file);
    assert_eq!(killed.head(), head);
}
