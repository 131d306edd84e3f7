//! What comes in by the standard input and is too long for a request.

use pdca::import::{GZIP, LINE_BYTES_MAX};
use pdca::node::Settings;
use pdca::operation::{Problem, Refusal};
use std::fs::File;
use std::io::{self, BufRead, Write};
use std::os::fd::AsRawFd as _;
use std::path::PathBuf;

/// What messages call it.
pub(super) const NAME: &str = "the standard input";

/// A copy that has a path, for whichever process reads it: ours, or the one that holds the
/// directory. It has no name, and is gone with this process, whatever happens to it.
pub(super) struct Kept(File);

impl Kept {
    pub(super) fn path(&self) -> PathBuf {
        PathBuf::from(format!("/proc/{}/fd/{}", std::process::id(), self.0.as_raw_fd()))
    }
}

/// Keeps all that comes in, in the data directory: there is room for it, or there is none for what
/// it becomes either.
pub(super) fn keep(settings: &Settings) -> Result<Kept, Problem> {
    let dir = settings.data.display();
    let mut kept = tempfile::tempfile_in(&settings.data).map_err(|error| {
        let detail = format!("cannot keep {NAME} in {dir}: {error}; is it a data directory?");
        Problem::new(Refusal::Failure, "cannot_open", &detail)
    })?;
    copy(&mut io::stdin().lock(), &mut kept, settings.input_bytes())?;
    Ok(Kept(kept))
}

/// Copies as much as is allowed, and no further than to where it turns out to be no text.
fn copy(from: &mut impl BufRead, to: &mut impl Write, bytes_max: u64) -> Result<(), Problem> {
    let bad = |detail: &str| Err(Problem::new(Refusal::Input, "bad_file", detail));
    let is_packed = from.fill_buf()?.starts_with(&GZIP);
    let (mut bytes, mut of_line) = (0, 0);
    loop {
        let piece = from.fill_buf()?;
        let length = piece.len();
        if length == 0 {
            return Ok(());
        }
        bytes += length as u64;
        if bytes > bytes_max {
            return bad(&format!(
                "{NAME} is longer than {} MiB; import a file, or set input_mib",
                bytes_max / (1024 * 1024)
            ));
        }
        let behind = piece.iter().rev().position(|byte| *byte == b'\n');
        of_line = behind.map_or(of_line + length as u64, |behind| behind as u64);
        if of_line > LINE_BYTES_MAX && !is_packed {
            return bad(&format!(
                "{NAME}: a line does not end within {LINE_BYTES_MAX} bytes; is this text?"
            ));
        }
        to.write_all(piece)?;
        from.consume(length);
    }
}

#[cfg(test)]
mod tests {
    use super::copy;
    use pdca::import::{GZIP, LINE_BYTES_MAX};
    use std::io::{BufReader, Read as _, repeat, sink};

    fn refused(input: impl std::io::Read, bytes_max: u64) -> Option<String> {
        copy(&mut BufReader::new(input), &mut sink(), bytes_max).err().map(|error| error.detail)
    }

    #[test]
    fn what_is_no_text_or_too_much_is_refused_on_the_way() {
        let endless = || repeat(0);
        assert!(refused(endless(), u64::MAX).unwrap().contains("is this text?"));
        assert!(refused(endless(), 1024).unwrap().contains("input_mib"));
        // What is packed has no lines.
        let packed = GZIP.chain(endless().take(LINE_BYTES_MAX + 1));
        assert_eq!(refused(packed, u64::MAX), None);
        let line = |bytes| endless().take(bytes).chain(&b"\n"[..]);
        let two = line(LINE_BYTES_MAX).chain(line(LINE_BYTES_MAX));
        assert_eq!(refused(two, 2 * LINE_BYTES_MAX + 2), None);
        assert!(refused(line(1).chain(line(1)), 3).is_some());
    }
}
