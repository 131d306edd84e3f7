//! Part of a list.

use serde::Serialize;

/// The longest page of things to look through, in rows.
pub const PAGE_MAX: usize = 500;

/// Part of a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Page<R> {
    /// The rows, in the list's order.
    pub rows: Vec<R>,
    /// How many there are on all pages together.
    pub total: usize,
}

impl<R> Page<R> {
    /// Of what was found, by what it is sorted by, at most `limit` rows (and at most [`PAGE_MAX`])
    /// after the first `skip` ones. A `row` is made only of what is shown.
    pub(crate) fn sorted<O: Ord>(
        mut found: Vec<O>,
        skip: usize,
        limit: usize,
        row: impl FnMut(O) -> Option<R>,
    ) -> Self {
        found.sort_unstable();
        let total = found.len();
        let chosen = found.into_iter().skip(skip).take(limit.min(PAGE_MAX));
        Self { rows: chosen.filter_map(row).collect(), total }
    }
}
