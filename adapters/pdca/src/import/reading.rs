//! From bytes to lines, within bounds.

use super::unpacking::{MAGIC, Unpacked, is_trailing};
use super::{FILE_BYTES_MAX, LINE_BYTES_MAX};
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
    /// It never ends.
    #[error("{file} is longer than {FILE_BYTES_MAX} bytes, unpacked")]
    TooLong {
        /// The file.
        file: String,
    },
}

/// One line, without its end.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Line {
    /// Its number, from 1.
    pub number: u64,
    /// What stands there; the beginning, if it is too long.
    pub bytes: Vec<u8>,
    /// Whether it is longer than [`LINE_BYTES_MAX`].
    pub too_long: bool,
}

/// The lines of a file, packed or plain.
pub struct Lines {
    file: String,
    reader: Box<dyn BufRead>,
    packed: bool,
    number: u64,
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
        let packed = opened.fill_buf().map_err(io)?.starts_with(&MAGIC);
        let reader: Box<dyn BufRead> =
            if packed { Box::new(BufReader::new(Unpacked::new(opened))) } else { Box::new(opened) };
        Ok(Self { file: name(), reader, packed, number: 0, bytes: 0, hash: Sha256::new() })
    }

    /// The next line that is not blank.
    ///
    /// # Errors
    /// [`FileError`], when the file cannot be read to its end.
    pub fn next_line(&mut self) -> Result<Option<Line>, FileError> {
        loop {
            let mut bytes = Vec::new();
            let read = self.read_to_end_of_line(&mut bytes)?;
            if read == 0 {
                return Ok(None);
            }
            self.number += 1;
            let too_long = read > LINE_BYTES_MAX as u64 && !bytes.ends_with(b"\n");
            while bytes.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
                bytes.pop();
            }
            if self.number == 1 && bytes.starts_with("\u{feff}".as_bytes()) {
                bytes.drain(..3);
            }
            if !bytes.iter().all(u8::is_ascii_whitespace) || bytes.contains(&0) {
                return Ok(Some(Line { number: self.number, bytes, too_long }));
            }
        }
    }

    /// Reads a line, of which it keeps no more than fits; returns its length.
    fn read_to_end_of_line(&mut self, line: &mut Vec<u8>) -> Result<u64, FileError> {
        let limit = LINE_BYTES_MAX as u64 + 1;
        let kept = self.reader.by_ref().take(limit).read_until(b'\n', line);
        let kept = kept.map_err(|error| self.failed(error))?;
        self.hash.update(&*line);
        let mut read = kept as u64;
        if read == limit && !line.ends_with(b"\n") {
            read += self.skip_to_end_of_line()?;
            line.truncate(LINE_BYTES_MAX);
        }
        self.bytes += read;
        if self.bytes > FILE_BYTES_MAX {
            return Err(FileError::TooLong { file: self.file.clone() });
        }
        Ok(read)
    }

    fn skip_to_end_of_line(&mut self) -> Result<u64, FileError> {
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
            skipped += length as u64;
            if end.is_some() || length == 0 || self.bytes + skipped > FILE_BYTES_MAX {
                return Ok(skipped);
            }
        }
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
    use crate::import::LINE_BYTES_MAX;
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
        let expected = [(1, 2, false), (3, 1, false), (5, 4, false)];
        assert_eq!(lines(text).unwrap(), expected);
        assert_eq!(lines(&packed(text)).unwrap(), expected);
        assert_eq!(lines(b"").unwrap(), []);
    }

    #[test]
    fn a_line_that_is_too_long_costs_no_more_than_itself() {
        let mut text = vec![b'x'; LINE_BYTES_MAX];
        text.extend(b"\n");
        text.extend(vec![b'y'; 3 * LINE_BYTES_MAX]);
        text.extend(b"\nz");
        let max = LINE_BYTES_MAX;
        assert_eq!(lines(&text).unwrap(), [(1, max, false), (2, max, true), (3, 1, false)]);
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
