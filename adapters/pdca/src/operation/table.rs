use super::{Format, Problem, Sink};

/// A table that fits the terminal: what is too wide is cut in its last column.
#[derive(Debug, Default)]
pub struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    /// Columns of numbers, set flush right.
    right: Vec<usize>,
}

const GAP: &str = "  ";

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

    /// Writes it.
    ///
    /// # Errors
    /// [`Problem`], when nobody reads any more.
    pub fn write(&self, format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
        let widths: Vec<usize> = (0..self.head.len())
            .map(|column| {
                let cells = self.rows.iter().chain([&self.head]).filter_map(|row| row.get(column));
                cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
            })
            .collect();
        let rule: Vec<_> = widths.iter().map(|width| "─".repeat(*width)).collect();
        for row in [&self.head, &rule].into_iter().chain(&self.rows) {
            sink.line(&self.line(row, &widths, usize::from(format.width)))?;
        }
        Ok(())
    }

    fn line(&self, row: &[String], widths: &[usize], width_max: usize) -> String {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
            if column > 0 {
                line.push_str(GAP);
            }
            let blank = " ".repeat(width.saturating_sub(cell.chars().count()));
            if self.right.contains(&column) {
                line.push_str(&blank);
                line.push_str(cell);
            } else {
                line.push_str(cell);
                line.push_str(&blank);
            }
        }
        let line = line.trim_end();
        if width_max == 0 || line.chars().count() <= width_max {
            return line.to_owned();
        }
        line.chars().take(width_max.saturating_sub(1)).chain(['…']).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn numbers_stand_flush_right_and_what_is_too_wide_is_cut() {
        let mut table = Table::new(&["name", ">count"]);
        table.row(["a".to_owned(), "10".to_owned()]);
        table.row(["longer".to_owned(), "7".to_owned()]);
        let widths = [6, 5];
        assert_eq!(table.line(&table.rows[1], &widths, 80), "longer      7");
        assert_eq!(table.line(&table.rows[1], &widths, 8), "longer …");
        assert_eq!(table.line(&table.rows[1], &widths, 0), "longer      7");
    }
}
