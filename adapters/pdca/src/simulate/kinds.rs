//! The kinds of cases: how often each comes up, and who sees to what opens by itself.

use super::random::Random;
use super::script::Script;
use super::world::World;
use super::{audit, change, complaint, incident, nonconformity, outage, problem, request, risk};
use super::{security, task, vulnerability};
use engine::Key;

/// A kind of case that comes up.
pub(super) struct Kind {
    /// How many in a thousand working days.
    pub(super) rate: u64,
    /// How many on a day at the weekend, of a hundred on a working day.
    pub(super) weekend: u64,
    /// How one begins.
    pub(super) begin: fn(&mut World, Random) -> Script,
}

/// All of them, at the scale of a mid-size provider.
pub(super) const KINDS: &[Kind] = &[
    Kind { rate: 40_000, weekend: 15, begin: incident::begin },
    Kind { rate: 60_000, weekend: 5, begin: request::begin },
    Kind { rate: 200, weekend: 0, begin: problem::begin },
    Kind { rate: 2_000, weekend: 0, begin: change::standard },
    Kind { rate: 1_000, weekend: 0, begin: change::normal },
    Kind { rate: 200, weekend: 50, begin: change::emergency },
    Kind { rate: 200, weekend: 0, begin: change::by_release },
    Kind { rate: 300, weekend: 100, begin: outage::unplanned },
    Kind { rate: 150, weekend: 0, begin: outage::planned },
    Kind { rate: 1_000, weekend: 30, begin: vulnerability::begin },
    Kind { rate: 600, weekend: 10, begin: complaint::begin },
    Kind { rate: 80, weekend: 0, begin: risk::begin },
    Kind { rate: 80, weekend: 0, begin: nonconformity::begin },
    Kind { rate: 30, weekend: 0, begin: audit::begin },
];

/// Who sees to something that a policy or a timer has opened.
type SeeTo = fn(&mut World, Key, Random) -> Script;

/// Who sees to what has such an event, if anybody does.
pub(super) fn taken_up(process: &str, event: &str) -> Option<SeeTo> {
    match (process, event) {
        ("incident", "logged") => Some(incident::taken_up),
        ("service_request", "logged") => Some(request::taken_up),
        ("problem", "identified" | "reopened") => Some(problem::taken_up),
        ("change", "requested") => Some(change::taken_up),
        ("vulnerability", "registered" | "reopened") => Some(vulnerability::taken_up),
        ("risk", "identified" | "reassessed") => Some(risk::taken_up),
        ("nonconformity", "raised") => Some(nonconformity::taken_up),
        ("security_incident", "opened") => Some(security::taken_up),
        ("audit", "programme_set") => Some(audit::taken_up),
        ("change_model", "review_started") => Some(change::model_under_review),
        ("task", "opened") => Some(task::taken_up),
        _ => None,
    }
}
