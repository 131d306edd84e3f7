use super::text::wrap;
use super::{Format, Problem, Sink};

/// A table that fits: a cell that is too wide goes on in the next line, and nothing is cut off.
#[derive(Debug, Default)]
pub struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    /// Columns of numbers, set flush right and never broken.
    right: Vec<usize>,
}

const GAP: &str = "  ";
/// A word that is longer than this may be broken.
const WORD_MAX: usize = 26;

impl Table {
    /// A table with these column heads; those that begin with `>` hold numbers.
    #[must_use]
    pub fn new(head: &[&str]) -> Self {
        let right = head.iter().enumerate().filter(|(_, name)| name.starts_with('>'));
        let right = right.map(|(column, _)| column).collect();
        let head = head.iter().map(|name| name.trim_start_matches('>').to_owned()).collect();
        Self { head, rows: Vec::new(), right }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Whether it has no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether it fits without a cell that goes on in the next line.
    #[must_use]
    pub fn fits(&self, format: Format) -> bool {
        total(&self.natural()) <= format.columns()
    }

    /// Writes it.
    ///
    /// # Errors
    /// [`Problem`], when nobody reads any more.
    pub fn write(&self, format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
        self.lines(format.columns()).iter().try_for_each(|line| Ok(sink.line(line)?))
    }

    fn lines(&self, columns: usize) -> Vec<String> {
        let widths = self.widths(columns);
        let rule: Vec<_> = widths.iter().map(|width| "─".repeat(*width)).collect();
        let rows = [&self.head, &rule].into_iter().chain(&self.rows);
        rows.flat_map(|row| self.row_lines(row, &widths)).collect()
    }

    fn natural(&self) -> Vec<usize> {
        self.longest(|cell| cell.split('\n').map(chars).max().unwrap_or_default())
    }

    /// The widest columns give way first, down to their longest word.
    fn widths(&self, columns: usize) -> Vec<usize> {
        let mut widths = self.natural();
        let words = |cell: &str| cell.split([' ', '\n']).map(chars).max().unwrap_or_default();
        let least = self.longest(|cell| words(cell).min(WORD_MAX));
        while total(&widths) > columns {
            let able =
                widths.iter_mut().zip(&least).enumerate().filter(|(column, (width, least))| {
                    *least < width && !self.right.contains(column)
                });
            let Some((_, (width, _))) = able.max_by_key(|(_, (width, _))| **width) else { break };
            *width -= 1;
        }
        widths
    }

    fn longest(&self, measure: impl Fn(&str) -> usize) -> Vec<usize> {
        let of_column = |column: usize| {
            let cells = self.rows.iter().chain([&self.head]).filter_map(|row| row.get(column));
            cells.map(|cell| measure(cell)).max().unwrap_or_default()
        };
        (0..self.head.len()).map(of_column).collect()
    }

    fn row_lines(&self, row: &[String], widths: &[usize]) -> Vec<String> {
        let cells: Vec<_> =
            row.iter().zip(widths).map(|(cell, width)| wrap(cell, *width)).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or_default();
        let line = |number: usize| {
            let parts = cells.iter().zip(widths).enumerate().map(|(column, (cell, width))| {
                let part = cell.get(number).map_or("", String::as_str);
                let blank = " ".repeat(width.saturating_sub(chars(part)));
                let right = self.right.contains(&column);
                if right { blank + part } else { part.to_owned() + &blank }
            });
            parts.collect::<Vec<_>>().join(GAP).trim_end().to_owned()
        };
        (0..height).map(line).collect()
    }
}

fn chars(text: &str) -> usize {
    text.chars().count()
}

fn total(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::{Table, WORD_MAX};

    #[test]
    fn numbers_stand_flush_right_and_what_is_too_wide_goes_on_below() {
        let mut table = Table::new(&["name", ">count", "roles"]);
        table.row(["a".to_owned(), "10".to_owned(), "resolver, user".to_owned()]);
        table.row(["longer".to_owned(), "7".to_owned(), "x".repeat(30)]);
        let wide = table.lines(80);
        assert_eq!(wide[2], "a          10  resolver, user");
        assert_eq!(wide.len(), 4);
        let narrow = table.lines(30);
        let (x, rest) = ("x".repeat(WORD_MAX), "x".repeat(30 - WORD_MAX));
        assert_eq!(narrow[3], format!("longer      7  {x}"));
        assert_eq!(narrow[4], format!("{}{rest}", " ".repeat(15)));
        assert_eq!(narrow.len(), 5);
    }

    #[test]
    fn what_has_words_fits() {
        let mut table = Table::new(&["when", "why"]);
        table.row(["2026-01-05T14:00:00Z".to_owned(), "held: awaiting_supplier (52)".to_owned()]);
        for columns in 40..60 {
            let lines = table.lines(columns);
            assert!(lines.iter().all(|line| line.chars().count() <= columns), "{lines:?}");
            assert!(lines.concat().contains("awaiting_supplier"), "{lines:?}");
        }
    }
}
