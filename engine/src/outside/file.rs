//! Files that somebody names: read as far as what they should be, whatever they are.

use rustix::fs::OFlags;
use std::fs::OpenOptions;
use std::io::{Error, ErrorKind, Read, Result};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

/// The bytes of a regular file: a device or a pipe might never end, or never begin.
///
/// # Errors
/// The operating system's; [`ErrorKind::InvalidInput`], when it is no regular file;
/// [`ErrorKind::FileTooLarge`], when it takes more than `bytes_max` bytes.
pub fn read_file(path: &Path, bytes_max: usize) -> Result<Vec<u8>> {
    // Opening a pipe that nobody writes to must not wait for somebody who does.
    let nonblocking = OFlags::NONBLOCK.bits().cast_signed();
    let file = OpenOptions::new().read(true).custom_flags(nonblocking).open(path)?;
    if !file.metadata()?.is_file() {
        return Err(Error::new(ErrorKind::InvalidInput, "it is not a regular file"));
    }
    read_bounded(file, bytes_max)
}

/// As [`read_file`], of text.
///
/// # Errors
/// As [`read_file`]; [`ErrorKind::InvalidData`], when it is not UTF-8.
pub fn read_text(path: &Path, bytes_max: usize) -> Result<String> {
    text(read_file(path, bytes_max)?)
}

/// Text that comes in, to its end.
///
/// # Errors
/// The operating system's; [`ErrorKind::FileTooLarge`], when it takes more than `bytes_max` bytes;
/// [`ErrorKind::InvalidData`], when it is not UTF-8.
pub fn read_text_from(from: impl Read, bytes_max: usize) -> Result<String> {
    text(read_bounded(from, bytes_max)?)
}

fn read_bounded(from: impl Read, bytes_max: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(bytes_max as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > bytes_max {
        let error = format!("it takes more than {bytes_max} bytes");
        return Err(Error::new(ErrorKind::FileTooLarge, error));
    }
    Ok(bytes)
}

fn text(bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = error.as_bytes().iter().take(valid);
        let line = before.filter(|byte| **byte == b'\n').count() + 1;
        let place = format!("byte {}, in line {line}, is not UTF-8", valid + 1);
        Error::new(ErrorKind::InvalidData, place)
    })
}

#[cfg(test)]
mod tests {
    use super::{read_file, read_text, read_text_from};
    use std::io::ErrorKind;
    use std::path::Path;

    #[test]
    fn what_is_no_file_or_too_long_is_not_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        std::fs::write(&path, "four").unwrap();
        assert_eq!(read_text(&path, 4).unwrap(), "four");
        assert_eq!(read_file(&path, 3).unwrap_err().kind(), ErrorKind::FileTooLarge);
        let pipe = dir.path().join("pipe");
        let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        for other in [dir.path(), &pipe, Path::new("/dev/zero")] {
            let error = read_file(other, 4).unwrap_err();
            assert_eq!(error.to_string(), "it is not a regular file", "{}", other.display());
        }
        let link = dir.path().join("link");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert_eq!(read_file(&link, 4).unwrap(), b"four");
        let endless = read_text_from(std::io::repeat(b'x'), 4).unwrap_err();
        assert_eq!(endless.kind(), ErrorKind::FileTooLarge);
        let error = read_text_from(&b"a\nb\xff"[..], 4).unwrap_err().to_string();
        assert_eq!(error, "byte 4, in line 2, is not UTF-8");
    }
}
