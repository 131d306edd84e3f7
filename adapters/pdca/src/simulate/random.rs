//! A source of random numbers that is the same on every machine and in every build.

/// `SplitMix64` (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014):
/// whole numbers only, so that nothing is rounded anywhere.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Another source, for a case of its own: what one case draws does not move another one.
    pub(super) fn fork(&mut self) -> Self {
        Self(self.next())
    }

    /// A number below `bound`; 0 where that is 0.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        let product = u128::from(self.next()) * u128::from(bound);
        u64::try_from(product >> 64).unwrap_or_default()
    }

    /// A number between two, both of them included.
    pub(super) fn between(&mut self, least: u32, most: u32) -> u32 {
        let span = u64::from(most.saturating_sub(least)) + 1;
        least + u32::try_from(self.below(span)).unwrap_or_default()
    }

    /// Whether something happens that does so in that many of a hundred cases.
    pub(super) fn percent(&mut self, percent: u32) -> bool {
        self.between(1, 100) <= percent
    }

    /// How often something happens that does so `rate` times in `of` turns.
    pub(super) fn times(&mut self, rate: u64, of: u64) -> u64 {
        let whole = rate.checked_div(of).unwrap_or_default();
        whole + u64::from(self.below(of) < rate - whole * of)
    }

    /// One of them.
    pub(super) fn pick<T: Copy + Default>(&mut self, of: &[T]) -> T {
        let index = usize::try_from(self.below(of.len() as u64)).unwrap_or_default();
        of.get(index).copied().unwrap_or_default()
    }

    /// Which of these it is, by how often each of them is.
    pub(super) fn weighted<T: Copy + Default>(&mut self, of: &[(u32, T)]) -> T {
        let all: u64 = of.iter().map(|(weight, _)| u64::from(*weight)).sum();
        let mut left = self.below(all);
        for (weight, one) in of {
            match left.checked_sub(u64::from(*weight)) {
                Some(less) => left = less,
                None => return *one,
            }
        }
        T::default()
    }

    /// A length of time around `minutes`: mostly less, sometimes much more.
    pub(super) fn around(&mut self, minutes: u32) -> engine::Span {
        const PERCENT: [u32; 10] = [20, 35, 50, 65, 80, 100, 115, 140, 200, 330];
        let percent = self.pick(&PERCENT) + self.between(0, 15);
        let seconds = i64::from(minutes) * 60 * i64::from(percent) / 100;
        engine::Span::from_seconds(seconds.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    /// The first numbers of the reference implementation in C.
    #[test]
    fn it_is_the_source_that_it_is_named_after() {
        let mut random = Random::new(1_234_567);
        let numbers = [random.next(), random.next(), random.next()];
        assert_eq!(
            numbers,
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
    }

    #[test]
    fn what_is_drawn_lies_within_its_bounds() {
        let mut random = Random::new(7);
        for _ in 0..1_000 {
            assert!(random.below(3) < 3);
            assert!((4..=6).contains(&random.between(4, 6)));
            assert!((2..=3).contains(&random.times(250, 100)));
            assert_eq!(random.times(300, 100), 3);
            assert!(["a", "b"].contains(&random.pick(&["a", "b"])));
            assert_eq!(random.weighted(&[(0, 1), (5, 2), (0, 3)]), 2);
        }
        assert_eq!(random.below(0), 0);
        assert_eq!(random.pick::<u8>(&[]), 0);
    }
}
