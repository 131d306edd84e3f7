//! What speaks for a risk, and which one is the gravest.

use super::told::{History, Told, nanos};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const YEAR: i64 = 365 * 24 * 3_600 * 1_000_000_000;

/// Something that came up about an item or a service, such as `item mail-1`.
struct CameUp {
    key: String,
    about: String,
    at: i64,
}

fn ends(says: &Value, items: &str, services: &str) -> Vec<String> {
    let named = |pointer: &str, kind: &str| -> Vec<String> {
        let all = says.pointer(pointer).cloned().unwrap_or_default();
        let all = if let Value::Array(all) = all { all } else { vec![all] };
        all.iter().filter_map(Value::as_str).map(|it| format!("{kind} {it}")).collect()
    };
    [named(items, "item"), named(services, "service")].concat()
}

/// What of a process came up, with what turned out to be none left out.
fn came_up(history: &History, process: &str) -> Vec<CameUp> {
    let mut all = Vec::new();
    for case in history.cases(process) {
        let (mut about, mut came): (Vec<String>, Vec<CameUp>) = Default::default();
        for told in case {
            let Told { event, says, at, key, .. } = told;
            let of_content = || ends(says, "/content/configuration_items", "/content/services");
            let of_contract = || ends(says, "/contract/configuration_items", "/none");
            let own = || ends(says, "/configuration_items", "/services");
            let (new, is_up) = match (process, &**event) {
                ("incident", "logged") => (ends(says, "/configuration_item", "/service"), true),
                ("incident", "ci_linked") => (ends(says, "/configuration_item", "/none"), true),
                ("incident", "unlinked") => {
                    let gone = ends(says, "/link/configuration_item", "/none");
                    came.retain(|it: &CameUp| !gone.contains(&it.about));
                    continue;
                }
                (
                    "incident" | "vulnerability" | "nonconformity" | "complaint"
                    | "security_incident",
                    "merged",
                )
                | ("incident", "cancelled" | "converted_to_request")
                | ("vulnerability" | "security_incident", "dismissed")
                | ("nonconformity", "rejected")
                | ("complaint", "reclassified") => {
                    came.clear();
                    continue;
                }
                ("vulnerability", "registered")
                | ("nonconformity", "raised")
                | ("security_incident", "cis_linked") => (own(), true),
                ("complaint", "recorded") => (ends(says, "/none", "/service"), true),
                ("change", "requested" | "revised" | "adopted") => (of_content(), false),
                ("supplier", "existing_registered" | "contract_drafted" | "contract_changed") => {
                    (of_contract(), false)
                }
                ("change", "failed" | "outcome_corrected")
                | ("vulnerability", "redetected")
                | ("nonconformity", "found_again")
                | ("complaint", "reopened")
                | ("security_incident", "relapsed")
                | (
                    "supplier",
                    "target_missed" | "probation_begun" | "support_weakened" | "dispute_raised",
                ) => (about.clone(), true),
                _ => continue,
            };
            if is_up {
                let up =
                    |about: &String| CameUp { key: key.clone(), about: about.clone(), at: *at };
                came.extend(new.iter().map(up));
                about.extend(new);
            } else {
                about = new;
            }
        }
        all.extend(came);
    }
    all
}

/// The kinds of drivers, each with the process that it is one of.
const KINDS: [(&str, &str); 7] = [
    ("incident", "incident"),
    ("vulnerability", "vulnerability"),
    ("failed_change", "change"),
    ("finding", "nonconformity"),
    ("complaint", "complaint"),
    ("security_incident", "security_incident"),
    ("supplier", "supplier"),
];

/// Of each risk of the register, by kind: what spoke for it in the year before.
pub(super) fn drivers(
    history: &History,
    rows: &[Value],
) -> BTreeMap<(String, &'static str), BTreeSet<String>> {
    let now = nanos(&history.now().to_string());
    let mut all = BTreeMap::new();
    for (kind, process) in KINDS {
        let came_up = came_up(history, process);
        for row in rows {
            let about = ends(row, "/configuration_items", "/services");
            let is_of_it = |it: &&CameUp| about.contains(&it.about) && it.at >= now - YEAR;
            let keys = came_up.iter().filter(is_of_it).map(|it| it.key.clone()).collect();
            all.insert((row["risk"].as_str().unwrap().to_owned(), kind), keys);
        }
    }
    all
}

/// The risks that have a place, the gravest first: by rating, by likelihood times consequence, by
/// consequence, by which was identified first.
pub(super) fn in_order(history: &History, rows: &[Value]) -> Vec<String> {
    const RATINGS: [&str; 4] = ["low", "medium", "high", "extreme"];
    const LIKELIHOODS: [&str; 5] = ["rare", "unlikely", "possible", "likely", "almost_certain"];
    const CONSEQUENCES: [&str; 5] = ["negligible", "minor", "moderate", "major", "severe"];
    let rank = |of: &[&str], told: &Value| {
        let place = of.iter().position(|it| Some(*it) == told.as_str());
        place.unwrap_or_else(|| panic!("{told} is none of {of:?}")) + 1
    };
    let identified = |risk: &str| {
        history.told.iter().position(|it| it.is("risk", "identified") && it.key == risk).unwrap()
    };
    let placed = rows.iter().filter(|row| row["place"].is_number());
    let mut all: Vec<_> = placed
        .map(|row| {
            let (risk, current) = (row["risk"].as_str().unwrap(), &row["current"]);
            let likelihood = rank(&LIKELIHOODS, &current["score"]["likelihood"]);
            let consequence = rank(&CONSEQUENCES, &current["score"]["consequence"]);
            let grave = (rank(&RATINGS, &current["rating"]), likelihood * consequence, consequence);
            (std::cmp::Reverse(grave), identified(risk), risk.to_owned())
        })
        .collect();
    all.sort();
    all.into_iter().map(|(.., risk)| risk).collect()
}
