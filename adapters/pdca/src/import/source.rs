//! A file's rows in order of their time.

use super::reading::{Input, Lines};
use super::records::{Record, Records};
use super::rejects::Rejects;
use super::row::{Columns, HeaderError, Row, RowError, parse};
use super::run::ImportError;
use super::sort::{Item, Sorted, Sorter};
use super::times::Zone;
use crate::node::Settings;
use std::path::PathBuf;

/// How many rows apart progress is told.
const TELL_EVERY: u64 = 1_000;

/// A file to read.
pub(super) struct Source {
    pub(super) input: Input,
    pub(super) zone: Zone,
    pub(super) bytes_max: usize,
}

/// What a file holds.
pub(super) struct Sources {
    pub(super) rows: Rows,
    pub(super) rejects: Rejects,
    /// SHA-256 of all of it, unpacked.
    pub(super) digest: String,
    /// How many rows there are, without the rejected ones.
    pub(super) total: u64,
    /// How many of them have a time that the zone's clocks showed twice.
    pub(super) ambiguous: u64,
    /// How many lines are blank.
    pub(super) blank: u64,
}

/// Rows in order of (time, line), each with its line.
pub(super) struct Rows {
    columns: Columns,
    zone: Zone,
    sorted: Sorted,
    dir: PathBuf,
}

impl Source {
    /// Reads the file to its end before anything is done with it.
    pub(super) fn sorted(
        self,
        settings: &Settings,
        progress: &mut dyn FnMut(&str, u64, Option<u64>),
    ) -> Result<Sources, ImportError> {
        let Self { input, zone, bytes_max } = self;
        let dir = settings.data.clone();
        let failed = |source| ImportError::Io { path: dir.clone(), source };
        let mut records = Records::new(Lines::open(&input)?);
        let header = |source| ImportError::Header { file: input.name.clone(), source };
        let first = records.next_record()?.ok_or_else(|| header(HeaderError::Empty))?;
        if first.too_long {
            return Err(header(HeaderError::TooLong));
        }
        let columns = Columns::of(&first.bytes).map_err(header)?;
        records.expect(columns.count());
        let mut rejects = Rejects::new(settings.rejects_dir());
        let mut sorter = Sorter::new(dir.clone(), bytes_max);
        let (mut total, mut ambiguous) = (0, 0);
        while let Some(Record { line: number, bytes, too_long }) = records.next_record()? {
            let row = if too_long {
                Err(RowError::TooLong)
            } else {
                parse(&columns, number, &bytes, &zone)
            };
            match row {
                Ok(row) => {
                    let key = row.updated_at.as_nanos();
                    sorter.push(Item { key, number, bytes }).map_err(failed)?;
                    total += 1;
                    ambiguous += u64::from(row.is_ambiguous);
                }
                Err(error) => rejects.push(number, &error.to_string(), &bytes)?,
            }
            if number % TELL_EVERY == 0 {
                progress("reading", number, None);
            }
        }
        let blank = records.blank();
        let digest = records.digest();
        let rows = sorter.finish().map_err(failed)?;
        let rows = Rows { columns, zone, sorted: rows, dir };
        Ok(Sources { rows, rejects, digest, total, ambiguous, blank })
    }
}

impl Iterator for Rows {
    type Item = Result<(Row, Vec<u8>), ImportError>;

    fn next(&mut self) -> Option<Self::Item> {
        let failed = |source| ImportError::Io { path: self.dir.clone(), source };
        let Item { number, bytes, .. } = match self.sorted.next()? {
            Ok(item) => item,
            Err(error) => return Some(Err(failed(error))),
        };
        // It could be read before it was sorted.
        let row = parse(&self.columns, number, &bytes, &self.zone);
        let damaged = |error: RowError| failed(std::io::Error::other(error));
        Some(row.map(|row| (row, bytes)).map_err(damaged))
    }
}
