//! What people read.

use super::testing::Desk;
use super::{Do, Format, Known, LogQuery, Moment, Operation, Show};
use engine::testing::golden;

const PIPE: Format = Format { json: false, width: 0 };

fn send(key: Option<&str>, command: &str, body: &str, command_id: &str) -> Operation {
    Operation::Do(Do {
        process: "incident".to_owned(),
        key: key.map(str::to_owned),
        command: command.to_owned(),
        body: body.to_owned(),
        actor: "ada".to_owned(),
        at: None,
        command_id: command_id.to_owned(),
    })
}

fn show(as_of: Option<Moment>, known: Known) -> Operation {
    let (process, key) = ("incident".to_owned(), "INC0000002".to_owned());
    Operation::Show(Show { process, key, as_of, known, actor: "ada".to_owned() })
}

fn trail() -> Operation {
    let (process, key) = (Some("incident".to_owned()), Some("INC0000002".to_owned()));
    Operation::Log(LogQuery { process, key, ..LogQuery::default() })
}

#[test]
fn the_trail_has_a_line_for_each_event() {
    let desk = Desk::busy();
    golden("fixtures/log.txt", &desk.run(trail(), PIPE).unwrap());
    let narrow = desk.run(trail(), Format { json: false, width: 80 }).unwrap();
    assert!(narrow.lines().all(|line| line.chars().count() <= 80), "{narrow}");
    let is_event = |line: &&str| !line.starts_with("         ");
    let events = desk.run(trail(), PIPE).unwrap().lines().count();
    assert_eq!(narrow.lines().filter(is_event).count(), events, "{narrow}");
}

#[test]
fn one_thing_is_shown_with_what_is_possible_and_by_whom() {
    let shown = Desk::busy().run(show(None, Known::At), PIPE).unwrap();
    golden("fixtures/show.txt", &shown);
}

#[test]
fn a_command_says_what_happened() {
    let desk = Desk::new();
    let body = r#"{"summary":"mail is down","service":"mail","caller":"bo","category":"software"}"#;
    let mut said = desk.run(send(None, "log", body, "1"), PIPE).unwrap();
    said += &desk.run(send(None, "log", body, "1"), PIPE).unwrap();
    let again = r#"{"note":"the disk\nis full"}"#;
    said += &desk.run(send(Some("INC0000001"), "update", again, "2"), PIPE).unwrap();
    golden("fixtures/do.txt", &said);
}

#[test]
fn a_body_that_does_not_fit_is_told_where_and_what_would_be_right() {
    let desk = Desk::new();
    let refused = |body: &str| {
        let problem = desk.run(send(None, "log", body, "1"), PIPE).unwrap_err();
        (problem.code, problem.detail)
    };
    let long = format!(r#"{{"summary":"{}","service":"mail"}}"#, "x".repeat(5_000));
    for (body, code, said) in [
        (r#"{"summary":"x","summary":"y"}"#, "bad_json", "\"summary\" is there twice"),
        (r#"{"summary":"x","details":7}"#, "bad_body", "details: invalid type: integer `7`"),
        (&long, "bad_body", "summary: 5000 bytes are too long; at most 128 fit"),
        (r#"["x","mail"]"#, "bad_body", "it is a list; write an object"),
        ("{}", "bad_body", "what it takes: pdca schema incident log"),
    ] {
        let (found, detail) = refused(body);
        assert_eq!(found, code, "{detail}");
        assert!(detail.contains(said) && !detail.contains("struct"), "{detail}");
    }
}
