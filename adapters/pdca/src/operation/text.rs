//! How values are written for people. Programs ask for JSON, where nothing is left out.

use super::{Format, Problem, Sink, visible};
use engine::{Span, Timestamp};
use serde_json::Value;

/// What there is none of.
pub(super) fn none() -> String {
    "-".to_owned()
}

/// Which axis of time an answer is true on.
pub(super) fn axis_name(axis: &str) -> &str {
    match axis {
        "position" => "as of that position",
        "recorded" => "as it was known then",
        "occurred" => "as it was then, with what is known now",
        _ => "as of now",
    }
}

/// A time, cut to the second that it lies in.
pub(super) fn to_seconds(at: Timestamp) -> String {
    at.to_whole_seconds()
}

/// A length of time without what is smaller than a second.
pub(super) fn whole_seconds(span: Span) -> String {
    Span::from_seconds(span.as_seconds()).to_string()
}

/// A plain value; times are cut to the second.
pub(super) fn plain(value: &Value) -> String {
    let Value::String(text) = value else { return value.to_string() };
    let is_time = text.ends_with('Z') && text.contains('.');
    match text.parse::<Timestamp>() {
        Ok(time) if is_time => to_seconds(time),
        _ => visible(text).into_owned(),
    }
}

/// The first so many characters; a mark where something was cut off. 0 is no bound.
pub(super) fn cut(text: &str, chars_max: usize) -> String {
    if chars_max == 0 || text.chars().count() <= chars_max {
        return text.to_owned();
    }
    text.chars().take(chars_max - 1).chain(['…']).collect()
}

/// Lines of at most so many characters, broken between words, and within one that is longer.
pub(super) fn wrap(text: &str, chars_max: usize) -> Vec<String> {
    let chars_max = chars_max.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let (mut line, mut chars) = (String::new(), 0);
        for word in paragraph.split(' ') {
            let word_chars = word.chars().count();
            if chars > 0 && chars + 1 + word_chars > chars_max {
                lines.push(std::mem::take(&mut line));
                chars = 0;
            }
            if chars > 0 {
                line.push(' ');
                chars += 1;
            }
            for next in word.chars() {
                if chars == chars_max {
                    lines.push(std::mem::take(&mut line));
                    chars = 0;
                }
                line.push(next);
                chars += 1;
            }
        }
        lines.push(line);
    }
    lines
}

/// Writes a text as wide as tables are.
pub(super) fn paragraph(text: &str, format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
    wrap(text, format.columns()).iter().try_for_each(|line| Ok(sink.line(line)?))
}

#[cfg(test)]
mod tests {
    use super::{cut, plain, to_seconds, wrap};
    use engine::Timestamp;
    use serde_json::json;

    #[test]
    fn a_time_is_cut_to_the_second_it_lies_in() {
        let cut = |text: &str| to_seconds(text.parse().unwrap());
        assert_eq!(cut("2026-11-21T05:56:08.999999999Z"), "2026-11-21T05:56:08Z");
        assert_eq!(cut("2026-11-21T05:56:08Z"), "2026-11-21T05:56:08Z");
        // A miss is recorded 1 ns after the target was due: both read as the due time.
        assert_eq!(cut("2026-11-21T05:56:08.000000001Z"), "2026-11-21T05:56:08Z");
        assert_eq!(to_seconds(Timestamp::from_nanos(-1)), "1969-12-31T23:59:59Z");
        assert_eq!(plain(&json!("2026-11-21T05:56:08.493264352Z")), "2026-11-21T05:56:08Z");
        assert_eq!(plain(&json!("v1.5Z")), "v1.5Z");
        assert_eq!(plain(&json!(95.0)), "95.0");
    }

    #[test]
    fn lines_are_broken_between_words() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("ab abcdefgh", 4), ["ab", "abcd", "efgh"]);
        assert_eq!(wrap("a\nb c", 80), ["a", "b c"]);
        assert_eq!(wrap("", 3), [""]);
        assert_eq!(
            (cut("abcd", 3), cut("abc", 3), cut("abc", 0)),
            ("ab…".into(), "abc".into(), "abc".into())
        );
    }
}
