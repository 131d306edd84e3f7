//! From outages and open time to sums.

use super::outage::{Outage, Piece};
use engine::{Span, Timestamp};
use processes::clock::Calendars;
use processes::limits::{Label, Percent};
use std::collections::BTreeMap;
use std::ops::Range;

/// Sums over a time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sums {
    /// Open time.
    pub(super) open: Span,
    /// Of that, what planned outages used as planned, by weight.
    pub(super) planned: Span,
    /// Of the rest, what was lost, by weight.
    pub(super) lost: Span,
    /// How many users felt it, times how many minutes.
    pub(super) user_minutes: u64,
    /// Of the time in which something was lost, that of which nobody said how many users felt it.
    pub(super) users_unknown: Span,
}

const HOUR_NANOS: i128 = 3_600 * 1_000_000_000;

/// Sums up the open time of a range, and what of it outages cost.
pub(super) fn sum(pieces: &[Piece<'_>], calendar: &Calendars, range: &Range<Timestamp>) -> Sums {
    let mut bounds: Vec<Timestamp> =
        pieces.iter().flat_map(|piece| [piece.from, piece.to]).collect();
    bounds.retain(|at| range.contains(at));
    bounds.extend([range.start, range.end]);
    bounds.sort_unstable();
    bounds.dedup();
    // In parts per million of a nanosecond: nothing is rounded before the end.
    let (mut planned, mut lost, mut users) = (0_i128, 0_i128, 0_i128);
    let mut unknown = 0;
    for (&from, &to) in bounds.iter().zip(bounds.iter().skip(1)) {
        let now: Vec<_> =
            pieces.iter().filter(|piece| piece.from <= from && to <= piece.to).collect();
        if now.is_empty() {
            continue;
        }
        let open = calendar.between(from, to).as_nanos();
        let excused = weight(now.iter().copied().filter(|piece| piece.is_planned));
        let rest = weight(now.iter().copied()).saturating_sub(excused);
        planned += i128::from(excused) * i128::from(open);
        lost += i128::from(rest) * i128::from(open);
        if rest > 0 {
            match affected(now.iter().copied().filter(|piece| !piece.is_planned)) {
                Some(affected) => users += i128::from(affected) * i128::from(open),
                None => unknown += open,
            }
        }
    }
    let whole = i128::from(Percent::ALL.parts_per_million());
    let span = |sum: i128| Span::from_nanos(i64::try_from(sum / whole).unwrap_or(i64::MAX));
    Sums {
        open: calendar.between(range.start, range.end),
        planned: span(planned),
        lost: span(lost),
        user_minutes: u64::try_from(users * 60 / HOUR_NANOS).unwrap_or(u64::MAX),
        users_unknown: Span::from_nanos(unknown),
    }
}

/// How much is lost at once, in parts per million: of each part the most, all parts together, and the
/// whole service at most.
fn weight<'a>(pieces: impl Iterator<Item = &'a Piece<'a>>) -> u32 {
    let (mut whole, mut parts) = (0, BTreeMap::<&Label, u32>::new());
    for piece in pieces {
        let weight = piece.loss.weight.parts_per_million();
        let most =
            piece.loss.part.as_ref().map_or(&mut whole, |part| parts.entry(part).or_default());
        *most = (*most).max(weight);
    }
    let all = parts.values().fold(0_u32, |all, part| all.saturating_add(*part));
    whole.max(all).min(Percent::ALL.parts_per_million())
}

/// How many users feel it, the most that anybody says; `None` where nobody does.
fn affected<'a>(pieces: impl Iterator<Item = &'a Piece<'a>>) -> Option<u64> {
    pieces.filter_map(|piece| piece.loss.affected_users).max()
}

/// Of an outage within a range: the open time that it took, as planned and otherwise.
pub(super) fn share(
    outage: &Outage,
    calendar: &Calendars,
    range: &Range<Timestamp>,
    now: Timestamp,
) -> (Span, Span) {
    let (mut planned, mut counted) = (Span::ZERO, Span::ZERO);
    for piece in outage.pieces(now) {
        let open = calendar.between(piece.from.max(range.start), piece.to.min(range.end));
        if piece.is_planned {
            planned = planned + open;
        } else {
            counted = counted + open;
        }
    }
    (planned, counted)
}
