//! Little-endian numbers out of bytes.

/// What is left to read.
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

impl Fields<'_> {
    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*array)
    }

    pub(super) fn skip(&mut self, bytes: usize) -> Option<()> {
        self.0 = self.0.get(bytes..)?;
        Some(())
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    pub(super) fn u128(&mut self) -> Option<u128> {
        self.array().map(u128::from_le_bytes)
    }
}

/// A length in memory as a length in a file.
pub(super) fn wide(length: usize) -> u64 {
    length as u64
}

/// A length in a file as one in memory. Files of the log are smaller than any memory space; one that
/// is not reads as endless and fails at its first check.
pub(super) fn narrow(length: u64) -> usize {
    usize::try_from(length).unwrap_or(usize::MAX)
}
