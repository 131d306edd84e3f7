//! Gzip, member after member, that tells what follows the last one.

use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, Read};

/// The first two bytes of whatever is packed.
pub const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Bytes follow the packing that are not packed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("bytes follow the packing that are no gzip")]
struct Trailing;

/// Packed bytes, unpacked. Several members are one file, as `cat a.gz b.gz` makes it; zeros after
/// the last one are padding. Anything else there is an error of its own.
pub(super) struct Unpacked<R> {
    member: Option<GzDecoder<R>>,
    is_first: bool,
}

impl<R: BufRead> Unpacked<R> {
    pub(super) fn new(packed: R) -> Self {
        Self { member: Some(GzDecoder::new(packed)), is_first: true }
    }
}

impl<R: BufRead> Read for Unpacked<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let read = member.read(bytes).map_err(|error| {
                let no_header = !self.is_first && member.header().is_none();
                let is_cut = error.kind() == io::ErrorKind::UnexpectedEof;
                if no_header && !is_cut { trailing() } else { error }
            })?;
            if read > 0 || bytes.is_empty() {
                return Ok(read);
            }
            let next = self.member.take().map(GzDecoder::into_inner).map(another).transpose()?;
            self.member = next.flatten().map(GzDecoder::new);
            self.is_first = false;
        }
        Ok(0)
    }
}

/// What is left, if another member begins there.
fn another<R: BufRead>(mut packed: R) -> io::Result<Option<R>> {
    let mut is_padded = false;
    loop {
        let left = packed.fill_buf()?;
        let zeros = left.iter().take_while(|byte| **byte == 0).count();
        match left.get(zeros) {
            None if left.is_empty() => return Ok(None),
            None => packed.consume(zeros),
            Some(byte) if *byte == GZIP[0] && zeros == 0 && !is_padded => return Ok(Some(packed)),
            Some(_) => return Err(trailing()),
        }
        is_padded = true;
    }
}

fn trailing() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, Trailing)
}

/// Whether an error is [`Trailing`].
pub(super) fn is_trailing(error: &io::Error) -> bool {
    error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Trailing>)
}

#[cfg(test)]
mod tests {
    use super::{Unpacked, is_trailing};
    use std::io::{self, BufReader, Read as _, Write as _};

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    }

    /// In pieces of every small size: what is asked for, and what is at hand.
    fn unpacked(packed: &[u8]) -> io::Result<Vec<u8>> {
        let whole = read(packed, 4_096);
        for piece in 1..8 {
            let again = read(packed, piece);
            assert_eq!(again.as_ref().ok(), whole.as_ref().ok(), "in pieces of {piece}");
            let kind = |read: io::Result<Vec<u8>>| read.err().map(|error| error.kind());
            assert_eq!(kind(again), whole.as_ref().err().map(io::Error::kind));
        }
        whole
    }

    fn read(packed: &[u8], piece: usize) -> io::Result<Vec<u8>> {
        let mut whole = Vec::new();
        Unpacked::new(BufReader::with_capacity(piece, packed)).read_to_end(&mut whole)?;
        Ok(whole)
    }

    #[test]
    fn members_follow_one_another_and_zeros_are_padding() {
        let (one, other) = (packed(b"one"), packed(b"other"));
        assert_eq!(unpacked(&one).unwrap(), b"one");
        assert_eq!(unpacked(&[&one[..], &packed(b""), &other].concat()).unwrap(), b"oneother");
        assert_eq!(unpacked(&[&one[..], &[0; 700]].concat()).unwrap(), b"one");
    }

    #[test]
    fn whatever_else_follows_is_named() {
        let one = packed(b"one");
        for tail in [&b"two"[..], b"\0\0two", b"\x1ftwo and a bit", b"\0\x1f\x8b"] {
            let error = unpacked(&[&one, tail].concat()).unwrap_err();
            assert!(is_trailing(&error), "{tail:?}: {error}");
        }
    }

    #[test]
    fn cut_off_anywhere_it_says_so() {
        let whole = [packed(b"one"), packed(b"other")].concat();
        let first = packed(b"one").len();
        for length in (1..whole.len()).filter(|length| *length != first) {
            let error = unpacked(&whole[..length]).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof, "{length}");
        }
    }
}
