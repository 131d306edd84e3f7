//! Hash tables of what is a digest already.

use std::hash::{BuildHasherDefault, Hasher};

/// Makes a hash table's hash of a key that is, or holds, a digest nobody can steer: spread once more
/// over all bits, and nothing else.
pub(crate) type Digests = BuildHasherDefault<Spread>;

#[derive(Debug, Default)]
pub(crate) struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, value: u64) {
        // The golden ratio, as in Knuth, The Art of Computer Programming 3, 6.4; both halves of the
        // product, for the low bits choose the place and the high ones the tag.
        let product = u128::from(self.0 ^ value) * 0x9e37_79b9_7f4a_7c15;
        self.0 = (product >> 64) as u64 ^ low(product);
    }

    fn write_u128(&mut self, value: u128) {
        self.write_u64((value >> 64) as u64 ^ low(value));
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the low half is what is wanted")]
fn low(value: u128) -> u64 {
    value as u64
}

#[cfg(test)]
mod tests {
    use super::Digests;
    use std::collections::HashSet;
    use std::hash::BuildHasher as _;

    #[test]
    fn spreads_what_differs_in_few_bits_over_low_and_high_ones() {
        let hashes: Vec<u64> =
            (0..1024_u64).map(|n| Digests::default().hash_one(n << 1 | 1)).collect();
        let low: HashSet<_> = hashes.iter().map(|hash| hash % 1024).collect();
        let high: HashSet<_> = hashes.iter().map(|hash| hash >> 54).collect();
        assert!(low.len() > 512 && high.len() > 512, "{} {}", low.len(), high.len());
    }
}
