//! From lines to records: a quoted value may hold line breaks (RFC 4180).

use super::RECORD_BYTES_MAX;
use super::quoting::Quoting;
use super::reading::{FileError, Line, Lines};
use std::collections::VecDeque;

/// One record, without the end of its last line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Record {
    /// The number of the line it begins on, from 1.
    pub line: u64,
    /// What stands there; the beginning, if it is too long.
    pub bytes: Vec<u8>,
    /// Whether its first line is longer than [`RECORD_BYTES_MAX`].
    pub too_long: bool,
}

/// The records of a file.
///
/// A quote that nobody closed must not swallow the rows that follow. So lines are one record only if
/// together they are a right one: within the bound, with as many values as the header names. If not,
/// the first line stands alone, to be rejected, and the next one is where the next record begins.
pub struct Records {
    lines: Lines,
    /// Lines that were read ahead.
    ahead: VecDeque<Line>,
    /// How many values the header names.
    values: Option<usize>,
    /// How many blank lines were passed over.
    blank: u64,
}

impl Records {
    /// The records of these lines.
    #[must_use]
    pub fn new(lines: Lines) -> Self {
        Self { lines, ahead: VecDeque::new(), values: None, blank: 0 }
    }

    /// Of so many values each, from now on.
    pub fn expect(&mut self, values: usize) {
        self.values = Some(values);
    }

    /// The next record that is not blank.
    ///
    /// # Errors
    /// [`FileError`], when the file cannot be read to its end.
    pub fn next_record(&mut self) -> Result<Option<Record>, FileError> {
        loop {
            let Some(first) = self.next_line()? else { return Ok(None) };
            let Line { number: line, mut bytes, too_long } = first;
            if !too_long {
                bytes.extend(self.rest(&bytes)?);
            }
            bytes.truncate(content(&bytes).len());
            if !bytes.iter().all(u8::is_ascii_whitespace) {
                return Ok(Some(Record { line, bytes, too_long }));
            }
            self.blank += 1;
        }
    }

    /// What the lines after the first one add to its record.
    fn rest(&mut self, first: &[u8]) -> Result<Vec<u8>, FileError> {
        let mut quoting = Quoting::default();
        let (mut lines, mut bytes) = (Vec::new(), first.len());
        let mut is_right = quoting.read(content(first)).is_ok();
        while is_right && quoting.is_open() {
            let Some(line) = self.next_line()? else { break };
            bytes += line.bytes.len();
            is_right = bytes <= RECORD_BYTES_MAX && quoting.read(content(&line.bytes)).is_ok();
            lines.push(line);
        }
        let expected = |values| self.values.is_none_or(|expected| expected == values);
        if is_right && quoting.end().is_ok_and(expected) {
            return Ok(lines.into_iter().flat_map(|line| line.bytes).collect());
        }
        lines.into_iter().rev().for_each(|line| self.ahead.push_front(line));
        Ok(Vec::new())
    }

    fn next_line(&mut self) -> Result<Option<Line>, FileError> {
        match self.ahead.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.lines.next_line(),
        }
    }

    /// How many blank lines were passed over.
    #[must_use]
    pub fn blank(&self) -> u64 {
        self.blank
    }

    /// A digest of all that was read, in hexadecimal.
    #[must_use]
    pub fn digest(self) -> String {
        self.lines.digest()
    }
}

/// A line without its end.
fn content(line: &[u8]) -> &[u8] {
    let ends = line.iter().rev().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
    line.get(..line.len() - ends).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Records;
    use crate::import::RECORD_BYTES_MAX;
    use crate::import::reading::Lines;

    /// Of three values each, but for the first.
    fn records(text: &str) -> Vec<(u64, String)> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        std::fs::write(&path, text).unwrap();
        let mut records = Records::new(Lines::open(&path.into()).unwrap());
        let mut found = Vec::new();
        while let Some(record) = records.next_record().unwrap() {
            found.push((record.line, String::from_utf8(record.bytes).unwrap()));
            records.expect(3);
        }
        found
    }

    fn found(expected: &[(u64, &str)]) -> Vec<(u64, String)> {
        expected.iter().map(|(line, text)| (*line, (*text).to_owned())).collect()
    }

    #[test]
    fn a_quoted_value_may_hold_line_breaks_and_blank_lines() {
        let text = "a,b\r\n\n1,\"two\r\n\r\nlines, \"\"quoted\"\"\",3\r\n  \n4,5,6";
        let expected = [(1, "a,b"), (3, "1,\"two\r\n\r\nlines, \"\"quoted\"\"\",3"), (7, "4,5,6")];
        assert_eq!(records(text), found(&expected));
    }

    #[test]
    fn a_quote_that_nobody_closed_swallows_nothing() {
        // Never closed; closed by the next one's; closed in a way that makes too many values.
        for (bad, good) in [
            ("1,\"2,3", "4,5,6"),
            ("1,\"2,3", "4,\"5\",6"),
            ("1,\"2,3", "4,\"\"\"5\",6"),
            ("1,2,3,\"4", "5\",6,7"),
        ] {
            let expected = found(&[(1, "a,b"), (2, bad), (3, good)]);
            assert_eq!(records(&format!("a,b\n{bad}\n{good}\n")), expected);
        }
    }

    #[test]
    fn a_record_that_is_too_long_costs_no_more_than_its_lines() {
        let line = "x".repeat(RECORD_BYTES_MAX / 2);
        let found = records(&format!("a,b\n1,\"{line}\n{line}\",3\n4,5,6\n"));
        let lines: Vec<_> = found.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 2, 3, 4]);
        assert_eq!(found.last().unwrap().1, "4,5,6");
    }
}
