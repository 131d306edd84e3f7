//! A blocked Bloom filter: says of a key that it is not there, from one cache line.

use super::super::bytes::{narrow, wide};
use super::entry::IndexKey;

/// Bits per key: one key in a hundred or so is looked for in vain.
const BITS_PER_KEY: usize = 10;
/// Words of 64 bits in a block.
const BLOCK_WORDS: usize = 8;
/// Bits set per key.
const PROBES: u32 = 6;

/// Where the keys of an index file could be.
#[derive(Debug)]
pub(super) struct Filter(Vec<[u64; BLOCK_WORDS]>);

impl Filter {
    /// One for so many keys.
    pub(super) fn new(keys: usize) -> Self {
        let blocks = (keys * BITS_PER_KEY).div_ceil(BLOCK_WORDS * 64).max(1);
        Self(vec![[0; BLOCK_WORDS]; blocks])
    }

    pub(super) fn insert(&mut self, key: IndexKey) {
        let block = self.block(key);
        if let Some(block) = self.0.get_mut(block) {
            for (word, bit) in probes(key) {
                if let Some(word) = block.get_mut(word) {
                    *word |= bit;
                }
            }
        }
    }

    /// False only if the key was never inserted.
    pub(super) fn may_contain(&self, key: IndexKey) -> bool {
        let block = self.0.get(self.block(key));
        block.is_none_or(|block| {
            probes(key).all(|(word, bit)| block.get(word).is_none_or(|word| word & bit != 0))
        })
    }

    fn block(&self, key: IndexKey) -> usize {
        // The high half of the key, scaled to the number of blocks.
        narrow(((key.0 >> 32) * wide(self.0.len())) >> 32)
    }

    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        for word in self.0.iter().flatten() {
            out.extend(word.to_le_bytes());
        }
    }

    pub(super) fn decode(bytes: &[u8]) -> Self {
        let (words, _) = bytes.as_chunks::<8>();
        let (blocks, _) = words.as_chunks::<BLOCK_WORDS>();
        Self(blocks.iter().map(|words| words.map(u64::from_le_bytes)).collect())
    }
}

/// The words of a block and the bits in them that stand for `key`.
fn probes(key: IndexKey) -> impl Iterator<Item = (usize, u64)> {
    let mixed = key.0.wrapping_mul(0xd6e8_feb8_6659_fd93);
    (0..PROBES).map(move |probe| {
        let bits = mixed >> (10 + 9 * probe) & 511;
        (narrow(bits >> 6), 1 << (bits & 63))
    })
}

#[cfg(test)]
mod tests {
    use super::{Filter, IndexKey};
    use crate::CommandId;

    fn key(number: u128) -> IndexKey {
        IndexKey::command(CommandId(crate::digest(&[&number.to_le_bytes()])))
    }

    #[test]
    fn never_denies_what_is_there_and_seldom_claims_what_is_not() {
        let mut filter = Filter::new(5_000);
        (0..5_000).for_each(|number| filter.insert(key(number)));
        let mut bytes = vec![];
        filter.encode(&mut bytes);
        let filter = Filter::decode(&bytes);
        assert!((0..5_000).all(|number| filter.may_contain(key(number))));
        let wrong = (5_000..25_000).filter(|number| filter.may_contain(key(*number))).count();
        assert!(wrong < 600, "{wrong} of 20,000");
    }
}
