//! Text of others on a terminal: what would move the cursor, begin a line, turn the direction of
//! what follows, or not be seen at all, is written out.

use std::borrow::Cow;
use std::fmt::Write as _;

/// A text of which every character is seen, and which is one line.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    written_out(text, is_hidden, |next, out| out.extend(next.escape_default()))
}

/// An answer of which every character is seen, in the lines that it is written in.
#[must_use]
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    let hidden = |next| next != '\n' && is_hidden(next);
    written_out(text, hidden, |next, out| out.extend(next.escape_default()))
}

/// A line of JSON of which every character is seen, and which says the same: such characters are
/// in strings only.
#[must_use]
pub fn visible_json(text: &str) -> Cow<'_, str> {
    written_out(text, is_hidden, |next, out| {
        for unit in next.encode_utf16(&mut [0; 2]) {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\u{unit:04x}");
        }
    })
}

fn written_out(
    text: &str,
    hidden: impl Fn(char) -> bool,
    write: impl Fn(char, &mut String),
) -> Cow<'_, str> {
    if !text.chars().any(&hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for next in text.chars() {
        if hidden(next) { write(next, &mut out) } else { out.push(next) }
    }
    Cow::Owned(out)
}

/// Unicode's control characters, line separators and format characters, but for the joiners, which
/// words of some languages need.
fn is_hidden(next: char) -> bool {
    next.is_control()
        || matches!(
            next,
            '\u{061c}'
                | '\u{180e}'
                | '\u{200b}'
                | '\u{200e}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::{visible, visible_json, visible_lines};

    #[test]
    fn text_of_others_stays_in_its_line() {
        assert_eq!(visible("a\nb\u{1b}[2J\u{9b}\0"), "a\\nb\\u{1b}[2J\\u{9b}\\u{0}");
        assert_eq!(visible("a\u{202e}b\u{2066}\u{2069}"), "a\\u{202e}b\\u{2066}\\u{2069}");
        assert_eq!(visible("größer, می\u{200c}خواهم"), "größer, می\u{200c}خواهم");
        assert_eq!(visible_lines("a\nb\r\u{2028}c"), "a\nb\\r\\u{2028}c");
    }

    #[test]
    fn json_says_the_same() {
        let value = serde_json::json!({ "a\u{202e}": "\u{9b}\u{e0041}\u{1b}\n größer" });
        let shown = visible_json(&value.to_string()).into_owned();
        assert_eq!(shown, r#"{"a\u202e":"\u009b\udb40\udc41\u001b\n größer"}"#);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
    }
}
