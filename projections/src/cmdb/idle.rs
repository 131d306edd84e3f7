//! Items that nobody uses.

use super::Cmdb;
use crate::page::{PAGE_MAX, Page};
use engine::{Actor, Key, Timestamp};
use processes::configuration_item::Phase;
use processes::limits::Label;
use serde::Serialize;

/// An item that is on record as idle.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IdleItem {
    /// Which.
    pub key: Key,
    /// What it is called.
    pub name: Option<Label>,
    /// Its type.
    pub item_type: Option<Key>,
    /// Who is accountable for it, and is to say whether it is needed.
    pub owner: Option<Actor>,
    /// When it was last used, if that is measured.
    pub last_used: Option<Timestamp>,
    /// Since when it has been on record as idle.
    pub flagged_at: Option<Timestamp>,
    /// Whether its owner is late to say whether it is needed.
    pub overdue: bool,
}

/// What nobody uses, and of how much that is known.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IdleItems {
    /// By key.
    #[serde(flatten)]
    pub items: Page<IdleItem>,
    /// How many items are in service or idle.
    pub in_service: usize,
    /// How many in service have no use on record: they count from when they went into service.
    pub not_measured: usize,
}

impl Cmdb {
    /// The items that are on record as idle: at most `limit` (and at most [`PAGE_MAX`]) after the
    /// first `skip`.
    #[must_use]
    pub fn idle(&self, skip: usize, limit: usize) -> IdleItems {
        let limit = limit.min(PAGE_MAX);
        let (mut rows, mut total, mut in_service, mut not_measured) = (Vec::new(), 0, 0, 0);
        for (key, packed) in &self.known {
            let Ok(known) = packed.open() else { continue };
            let Some(item) = known.item else { continue };
            if known.phase != Phase::InService && known.phase != Phase::Idle {
                continue;
            }
            in_service += 1;
            if known.phase == Phase::InService {
                not_measured += usize::from(item.idle.last_used.is_none());
                continue;
            }
            if total >= skip && rows.len() < limit {
                rows.push(IdleItem {
                    key: key.clone(),
                    name: item.name.map(|known| known.content),
                    item_type: item.item_type,
                    owner: item.owner.map(|known| known.content),
                    last_used: item.idle.last_used,
                    flagged_at: item.idle.flagged_at,
                    overdue: item.idle.overdue,
                });
            }
            total += 1;
        }
        IdleItems { items: Page { rows, total }, in_service, not_measured }
    }
}
