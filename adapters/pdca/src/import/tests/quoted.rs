//! Values with quotes and line breaks in them.

use super::{HEAD, ImportError, place, row, run};

fn described(row: &str, description: &str) -> String {
    format!("{row},{description}\n")
}

#[test]
fn a_quoted_value_may_hold_line_breaks_and_a_record_is_named_by_its_first_line() {
    let place = place();
    let two_lines = "\"mail is \"\"down\"\",\r\n\r\nfor all\"";
    let number = row("New", 4, "").replace("INC0000007", "\"INC\nINC0000009\"");
    let content = [
        format!("{HEAD},description\n"),
        described(&row("New", 1, ""), two_lines),
        described(&number, "x"),
        described(&row("Active", 2, ""), "mail \"down\""),
        described(&row("Active", 3, ""), "\"nobody closes this"),
        described(&row("Active", 5, "").replace("Updated by 5", "\"Updated\nby 5\""), "x"),
        described(&row("Resolved", 6, ""), "\"over\""),
    ];
    let content = content.concat();
    let options = place.options(content.as_bytes(), "ada");
    let summary = run(&place.node, options, &mut |_, _, _| {}).unwrap();
    assert_eq!((summary.rows, summary.added, summary.rejected), (6, 2, 4));
    assert_eq!((summary.incidents, place.incident("INC0000007").summary.is_some()), (1, true));
    assert_eq!(place.incident("INC0000007").stated.state.as_deref(), Some("Resolved"));
    let mut rejects = csv::Reader::from_path(summary.rejects.unwrap()).unwrap();
    let rejects: Vec<_> = rejects.records().map(Result::unwrap).collect();
    let expected = [
        ("5", "number holds a control character"),
        ("7", "a quote stands in the middle of value 18"),
        ("8", "the quoted value 18 does not end"),
        ("9", "sys_updated_by: a label is one line"),
    ];
    for (kept, (line, reason)) in rejects.iter().zip(expected) {
        assert_eq!(&kept[0], line);
        assert!(kept[1].contains(reason), "{reason}: {kept:?}");
        assert!(content.contains(&kept[2]), "as it stands there: {kept:?}");
    }
}

#[test]
fn what_has_no_end_is_refused_at_its_first_line() {
    let place = place();
    let mut options = place.options(b"", "ada");
    options.input = std::path::PathBuf::from("/dev/zero").into();
    let error = run(&place.node, options, &mut |_, _, _| {}).unwrap_err();
    assert!(matches!(error, ImportError::Header { .. }), "{error}");
    assert!(error.to_string().contains("the first line is longer than"), "{error}");
}
