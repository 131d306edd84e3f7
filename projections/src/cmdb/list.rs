//! Asking for a page of the items.

use super::Cmdb;
use crate::page::{PAGE_MAX, Page};
use engine::{Actor, Key};
use processes::configuration_item::{ConfigurationItem, LIFECYCLE};
use processes::limits::Label;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which items: all that is given must be so.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    /// Of this type.
    pub item_type: Option<Key>,
    /// With this status.
    pub status: Option<String>,
    /// At this location.
    pub location: Option<Label>,
    /// Of this owner.
    pub owner: Option<Actor>,
}

/// An item in the list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Which.
    pub key: Key,
    /// What it is called.
    pub name: Option<Label>,
    /// Its type.
    pub item_type: Option<Key>,
    /// Where it is in its life.
    pub status: &'static str,
    /// The version of its record.
    pub version: u64,
    /// Where it is.
    pub location: Option<Label>,
    /// Who is accountable for it.
    pub owner: Option<Actor>,
}

impl Cmdb {
    /// A page of the items, by key: at most `limit` rows (and at most [`PAGE_MAX`]) after the first
    /// `skip`.
    #[must_use]
    pub fn page(&self, filter: &Filter, skip: usize, limit: usize) -> Page<Row> {
        let limit = limit.min(PAGE_MAX);
        let (mut rows, mut total) = (Vec::new(), 0);
        for (key, packed) in &self.known {
            let Some(row) = packed.open().ok().and_then(|known| row(key, known)) else { continue };
            if !fits(filter, &row) {
                continue;
            }
            if total >= skip && rows.len() < limit {
                rows.push(row);
            }
            total += 1;
        }
        Page { rows, total }
    }
}

fn row(key: &Key, known: ConfigurationItem) -> Option<Row> {
    let item = *known.item?;
    Some(Row {
        key: key.clone(),
        name: item.name.map(|known| known.content),
        item_type: item.item_type,
        status: LIFECYCLE.name_of(known.phase),
        version: item.version,
        location: item.location.map(|known| known.content),
        owner: item.owner.map(|known| known.content),
    })
}

fn fits(filter: &Filter, row: &Row) -> bool {
    (filter.item_type.is_none() || filter.item_type == row.item_type)
        && filter.status.as_ref().is_none_or(|status| status == row.status)
        && (filter.location.is_none() || filter.location == row.location)
        && (filter.owner.is_none() || filter.owner == row.owner)
}
