//! From bytes to lines, within bounds.

use super::unpacking::{GZIP, Unpacked, is_trailing};
use super::{FILE_BYTES_MAX, LINE_BYTES_MAX, RECORD_BYTES_MAX};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::PathBuf;

/// A file to read, and what messages call it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Input {
    /// Where it is.
    pub path: PathBuf,
    /// What the user calls it.
    pub name: String,
}

impl From<PathBuf> for Input {
    fn from(path: PathBuf) -> Self {
        let name = path.display().to_string();
        Self { path, name }
    }
}

/// A file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The operating system says so, or the packing is broken.
    #[error("cannot read {file}")]
    Io {
        /// The file.
        file: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A packed file ends in the middle.
    #[error(
        "{file} is cut off after line {line}: it ends in the middle of its packing; copy it again"
    )]
    CutOff {
        /// The file.
        file: String,
        /// The last whole line.
        line: u64,
    },
    /// A packed file is damaged.
    #[error("{file} is damaged after line {line}: {reason}; copy it again")]
    Damaged {
        /// The file.
        file: String,
        /// The last whole line.
        line: u64,
        /// What is wrong.
        reason: String,
    },
    /// Something stands behind a packed file.
    #[error(
        "{file}: its packing ends after line {line}, and bytes follow that are no gzip; \
         unpack it, see what they are, and import what is right"
    )]
    Trailing {
        /// The file.
        file: String,
        /// The last whole line.
        line: u64,
    },
    /// A line never ends.
    #[error("{file}: line {line} does not end within {LINE_BYTES_MAX} bytes; is this text?")]
    Endless {
        /// The file.
        file: String,
        /// The line.
        line: u64,
    },
    /// It never ends.
    #[error("{file} is longer than {FILE_BYTES_MAX} bytes, unpacked")]
    TooLong {
        /// The file.
        file: String,
    },
}

/// One line, with its end.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Line {
    /// Its number, from 1.
    pub number: u64,
    /// What stands there; the beginning, if it is too long.
    pub bytes: Vec<u8>,
    /// Whether it is longer than [`RECORD_BYTES_MAX`].
    pub too_long: bool,
}

/// The lines of a file, packed or plain.
pub struct Lines {
    file: String,
    reader: Box<dyn BufRead>,
    packed: bool,
    number: u64,
    /// Whether the last line is not read to its end.
    is_within: bool,
    bytes: u64,
    hash: Sha256,
}

impl Lines {
    /// Opens a file; whether it is packed is told by its first two bytes, not by its name.
    ///
    /// # Errors
    /// [`FileError::Io`].
    pub fn open(input: &Input) -> Result<Self, FileError> {
        let name = || input.name.clone();
        let io = |source| FileError::Io { file: name(), source };
        let mut opened = BufReader::new(File::open(&input.path).map_err(io)?);
        let packed = opened.fill_buf().map_err(io)?.starts_with(&GZIP);
        let reader: Box<dyn BufRead> =
            if packed { Box::new(BufReader::new(Unpacked::new(opened))) } else { Box::new(opened) };
        let (number, is_within, bytes, hash) = (0, false, 0, Sha256::new());
        Ok(Self { file: name(), reader, packed, number, is_within, bytes, hash })
    }

    /// The next line.
    ///
    /// # Errors
    /// [`FileError`], when the file cannot be read to its end.
    pub fn next_line(&mut self) -> Result<Option<Line>, FileError> {
        // Only who wants another line waits for the end of an overlong one.
        if std::mem::take(&mut self.is_within) {
            self.skip_to_end_of_line()?;
        }
        let mut bytes = Vec::new();
        let limit = RECORD_BYTES_MAX as u64 + 1;
        let read = self.reader.by_ref().take(limit).read_until(b'\n', &mut bytes);
        let read = read.map_err(|error| self.failed(error))? as u64;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        self.hash.update(&bytes);
        self.count(read)?;
        let too_long = read == limit && !bytes.ends_with(b"\n");
        if too_long {
            self.is_within = true;
            bytes.truncate(RECORD_BYTES_MAX);
        }
        if self.number == 1 && bytes.starts_with("\u{feff}".as_bytes()) {
            bytes.drain(..3);
        }
        Ok(Some(Line { number: self.number, bytes, too_long }))
    }

    fn skip_to_end_of_line(&mut self) -> Result<(), FileError> {
        let mut skipped = 0;
        loop {
            let chunk = match self.reader.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) => return Err(self.failed(error)),
            };
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let length = end.map_or(chunk.len(), |end| end + 1);
            self.hash.update(chunk.get(..length).unwrap_or_default());
            self.reader.consume(length);
            self.count(length as u64)?;
            skipped += length as u64;
            if end.is_some() || length == 0 {
                return Ok(());
            }
            if skipped > LINE_BYTES_MAX {
                return Err(FileError::Endless { file: self.file.clone(), line: self.number });
            }
        }
    }

    fn count(&mut self, read: u64) -> Result<(), FileError> {
        self.bytes += read;
        if self.bytes > FILE_BYTES_MAX {
            return Err(FileError::TooLong { file: self.file.clone() });
        }
        Ok(())
    }

    fn failed(&self, source: io::Error) -> FileError {
        let (file, line) = (self.file.clone(), self.number);
        let damaged = [io::ErrorKind::InvalidInput, io::ErrorKind::InvalidData];
        if source.kind() == io::ErrorKind::UnexpectedEof {
            FileError::CutOff { file, line }
        } else if is_trailing(&source) {
            FileError::Trailing { file, line }
        } else if self.packed && damaged.contains(&source.kind()) {
            FileError::Damaged { file, line, reason: source.to_string() }
        } else {
            FileError::Io { file, source }
        }
    }

    /// A digest of all that was read, in hexadecimal.
    #[must_use]
    pub fn digest(self) -> String {
        hexadecimal(&self.hash.finalize())
    }
}

/// Bytes in hexadecimal.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::{FileError, Lines};
    use crate::import::{LINE_BYTES_MAX, RECORD_BYTES_MAX};
    use std::io::Write as _;

    fn lines(bytes: &[u8]) -> Result<Vec<(u64, usize, bool)>, FileError> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        std::fs::write(&path, bytes).unwrap();
        let mut lines = Lines::open(&path.into())?;
        let mut found = Vec::new();
        while let Some(line) = lines.next_line()? {
            found.push((line.number, line.bytes.len(), line.too_long));
        }
        Ok(found)
    }

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    }

    #[test]
    fn lines_have_numbers_and_ends_of_either_sort() {
        let text = "\u{feff}ab\r\n\nc\n  \nlast".as_bytes();
        let expected = [(1, 4, false), (2, 1, false), (3, 2, false), (4, 3, false), (5, 4, false)];
        assert_eq!(lines(text).unwrap(), expected);
        assert_eq!(lines(&packed(text)).unwrap(), expected);
        assert_eq!(lines(b"").unwrap(), []);
    }

    #[test]
    fn a_line_that_is_too_long_costs_no_more_than_itself() {
        let max = RECORD_BYTES_MAX;
        let mut text = vec![b'x'; max];
        text.extend(b"\n");
        text.extend(vec![b'y'; 3 * max]);
        text.extend(b"\nz");
        assert_eq!(lines(&text).unwrap(), [(1, max + 1, false), (2, max, true), (3, 1, false)]);
    }

    #[test]
    fn a_line_without_end_is_not_looked_through_for_it() {
        let zero = std::path::PathBuf::from("/dev/zero");
        let mut lines = Lines::open(&zero.into()).unwrap();
        assert!(lines.next_line().unwrap().unwrap().too_long);
        assert!(matches!(lines.next_line(), Err(FileError::Endless { line: 1, .. })));
        assert!(lines.bytes < LINE_BYTES_MAX + 1024 * 1024);
    }

    #[test]
    fn what_is_cut_off_or_damaged_says_so() {
        let whole: Vec<u8> = (0..50_000_u32).flat_map(u32::to_be_bytes).collect();
        let packed = packed(&whole);
        let cut = packed.get(..packed.len() / 2).unwrap();
        assert!(matches!(lines(cut), Err(FileError::CutOff { .. })));
        let mut damaged = packed.clone();
        let middle = damaged.len() / 2;
        damaged.iter_mut().skip(middle).take(64).for_each(|byte| *byte ^= 0xff);
        assert!(matches!(lines(&damaged), Err(FileError::Damaged { .. })));
        let followed = [&packed[..], b"something else"].concat();
        let error = lines(&followed).unwrap_err();
        assert!(matches!(error, FileError::Trailing { .. }));
        assert!(error.to_string().contains("no gzip"), "{error}");
    }
}
