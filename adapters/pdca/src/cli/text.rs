//! Text from outside, within a bound.

use std::io::{self, Read};

/// Something cannot be read as text.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TextError {
    /// The operating system says so.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// There is more than may be.
    #[error("more than {bytes_max} bytes; no more are read")]
    TooLarge {
        /// How much may be.
        bytes_max: u64,
    },
    /// It is no text.
    #[error("byte {byte}, in line {line}, is not UTF-8")]
    NotUtf8 {
        /// Which byte of all, from 1.
        byte: usize,
        /// In which line, from 1.
        line: usize,
    },
}

/// All that is there.
pub(crate) fn read(from: impl Read, bytes_max: u64) -> Result<String, TextError> {
    let mut bytes = Vec::new();
    let read = from.take(bytes_max + 1).read_to_end(&mut bytes)?;
    if read as u64 > bytes_max {
        return Err(TextError::TooLarge { bytes_max });
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = error.as_bytes().iter().take(valid);
        let line = before.filter(|byte| **byte == b'\n').count() + 1;
        TextError::NotUtf8 { byte: valid + 1, line }
    })
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn says_where_it_is_no_text() {
        assert_eq!(read(&b"a\nb"[..], 3).unwrap(), "a\nb");
        let error = |bytes: &[u8]| read(bytes, 5).unwrap_err().to_string();
        assert_eq!(error(b"a\nb\xffc"), "byte 4, in line 2, is not UTF-8");
        assert_eq!(error(b"123456"), "more than 5 bytes; no more are read");
    }
}
