//! Stretches of positions that are not there.

use super::directory::segment_name;
use crate::Position;
use std::fmt;

/// First and last position, both included.
pub(super) type Stretch = (Position, Position);

/// What of `absent` is not in `known`; both in order.
pub(super) fn without(absent: &[Stretch], known: &[Stretch]) -> Vec<Stretch> {
    let mut left = Vec::new();
    for &(first, last) in absent {
        let mut next = first;
        for &(from, to) in known.iter().filter(|(from, to)| *to >= first && *from <= last) {
            if from > next {
                left.push((next, Position(from.0.saturating_sub(1))));
            }
            next = next.max(to.next());
        }
        if next <= last {
            left.push((next, last));
        }
    }
    left
}

/// For people: which positions, and the segment that they are looked for in. The last stretch is the
/// end of the segment that begins with the second, if that is there and ends too early.
pub(super) struct Stretches<'a>(pub(super) &'a [Stretch], pub(super) Option<Position>);

impl fmt::Display for Stretches<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// How many are named: the first ones tell what to look for.
        const NAMED_MAX: usize = 20;
        for (index, (first, last)) in self.0.iter().take(NAMED_MAX).enumerate() {
            let and = if index == 0 { "" } else { ", " };
            write!(f, "{and}positions {first} to {last} (")?;
            match self.1.filter(|_| index + 1 == self.0.len()) {
                Some(cut) => write!(f, "the end of {})", segment_name(cut))?,
                None => write!(f, "{})", segment_name(*first))?,
            }
        }
        match self.0.len().checked_sub(NAMED_MAX) {
            None | Some(0) => Ok(()),
            Some(more) => write!(f, " and {more} more stretches"),
        }
    }
}

/// What can be done where these are missing of a backup.
pub(super) fn remedy(absent: &[Stretch]) -> String {
    let before = absent.first().map_or(0, |(first, _)| first.0.saturating_sub(1));
    if before == 0 {
        return "bring the segments back".to_owned();
    }
    format!("bring the segments back, or restore until {before}")
}

#[cfg(test)]
mod tests {
    use super::{Stretches, remedy, without};
    use crate::Position;

    fn stretches(of: &[(u64, u64)]) -> Vec<(Position, Position)> {
        of.iter().map(|(first, last)| (Position(*first), Position(*last))).collect()
    }

    #[test]
    fn what_is_known_is_taken_away() {
        for (absent, known, left) in [
            (&[(1, 9)][..], &[][..], &[(1, 9)][..]),
            (&[(1, 9)], &[(1, 9)], &[]),
            (&[(3, 9)], &[(1, 20)], &[]),
            (&[(1, 9)], &[(3, 4), (7, 9)], &[(1, 2), (5, 6)]),
            (&[(1, 4), (7, 9)], &[(3, 7)], &[(1, 2), (8, 9)]),
            (&[(1, 4)], &[(5, 9)], &[(1, 4)]),
        ] {
            let found = without(&stretches(absent), &stretches(known));
            assert_eq!(found, stretches(left), "{absent:?} {known:?}");
        }
    }

    #[test]
    fn it_says_what_to_look_for_and_what_can_be_had() {
        let absent = stretches(&[(5, 9), (20, 21)]);
        assert_eq!(
            Stretches(&absent, None).to_string(),
            "positions 5 to 9 (00000000000000000005.log), \
             positions 20 to 21 (00000000000000000020.log)"
        );
        assert_eq!(
            Stretches(&absent, Some(Position(10))).to_string(),
            "positions 5 to 9 (00000000000000000005.log), \
             positions 20 to 21 (the end of 00000000000000000010.log)"
        );
        assert!(remedy(&absent).ends_with("restore until 4"));
        assert_eq!(remedy(&stretches(&[(1, 4)])), "bring the segments back");
        let many = vec![(Position(3), Position(3)); 27];
        assert!(Stretches(&many, None).to_string().ends_with(" and 7 more stretches"));
    }
}
