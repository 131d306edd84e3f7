//! What our table would have required of what another system did.

use super::{Adopt, Incident, LIFECYCLE, Phase};
use crate::limits::{Label, List};
use engine::lifecycle::To;

/// Where no command leads.
const NO_WAY: &str = "a new incident";

/// Something to be said on the way: any one of these commands says it.
type Need = &'static [&'static str];

const KIND: Need = &["classify", "reclassify"];
const GRADES: Need = &["prioritise", "reprioritise"];
const OWNER: Need = &["assign", "reassign"];
const DETAILS: Need = &["update"];
const HOLD: Need = &["hold", "raise_change"];
/// What no command changes: who is affected, by which service, in which words.
const IDENTITY: Need = &[];

/// What an adoption says that is not so yet, but for the phase.
pub(super) fn needs(known: &Incident, adopt: &Adopt) -> Vec<Need> {
    // Who logs an incident says all that is known.
    if known.phase == Phase::Unlogged {
        return Vec::new();
    }
    let (said, triage) = (&adopt.triage, &known.triage);
    let mut details = known.details.clone();
    details.learn(&adopt.details);
    let held = known.hold.as_ref().map(|hold| &hold.reason);
    let is_other = [
        (
            KIND,
            says_other(said.category.as_ref(), triage.category.as_ref())
                || says_other(said.subcategory.as_ref(), triage.subcategory.as_ref())
                || says_other(said.business_grade.as_ref(), triage.business_grade.as_ref())
                || says_other(said.security_grade.as_ref(), triage.security_grade.as_ref()),
        ),
        (
            GRADES,
            says_other(said.impact.as_ref(), triage.impact.as_ref())
                || says_other(said.urgency.as_ref(), triage.urgency.as_ref())
                || says_other(
                    said.priority.as_ref().map(|other| &other.priority),
                    known.priority.as_ref(),
                ),
        ),
        (
            OWNER,
            says_other(said.group.as_ref(), triage.group.as_ref())
                || says_other(said.assignee.as_ref(), triage.assignee.as_ref())
                || adopt.reassignments.is_some_and(|count| count > 0),
        ),
        (DETAILS, details != known.details),
        (HOLD, known.phase == adopt.to && says_other(adopt.hold_reason.as_ref(), held)),
        (
            IDENTITY,
            says_other(adopt.summary.as_ref(), known.summary.as_ref())
                || says_other(adopt.caller.as_ref(), known.caller.as_ref())
                || says_other(adopt.service.as_ref(), known.service.as_ref())
                || says_other(adopt.customer.as_ref(), known.customer.as_ref()),
        ),
    ];
    is_other.into_iter().filter(|(_, is_other)| *is_other).map(|(need, _)| need).collect()
}

fn says_other<T: PartialEq>(said: Option<&T>, known: Option<&T>) -> bool {
    said.is_some() && said != known
}

/// The commands that our table would have required to get from one phase to another and to say what
/// was said: the shortest way. If there is none, the one that only gets there.
pub(super) fn would_need(from: Phase, to: Phase, needs: &[Need]) -> List<Label> {
    let way = way(from, to, needs.to_vec()).or_else(|| way(from, to, Vec::new()));
    let way = way.filter(|way| !way.is_empty()).unwrap_or_else(|| vec![NO_WAY]);
    let way = way.into_iter().filter_map(|command| Label::new(command).ok());
    List::new(way.collect()).unwrap_or_default()
}

/// A way so far.
#[derive(Clone)]
struct Way {
    at: Phase,
    /// What is still to be said.
    needs: Vec<Need>,
    commands: Vec<&'static str>,
}

fn way(from: Phase, to: Phase, needs: Vec<Need>) -> Option<Vec<&'static str>> {
    let mut ways = vec![Way { at: from, needs, commands: Vec::new() }];
    let mut next = 0;
    while let Some(way) = ways.get(next).cloned() {
        if way.at == to && way.needs.is_empty() {
            return Some(way.commands);
        }
        for row in LIFECYCLE.rows.iter().filter(|row| row.from.contains(&way.at)) {
            let at = match row.to {
                To::Phase(phase) => phase,
                To::Same => way.at,
                To::Stated | To::Resumed => continue,
            };
            let mut longer = Way { at, ..way.clone() };
            longer.needs.retain(|need| !need.contains(&row.command));
            longer.commands.push(row.command);
            if !ways.iter().any(|known| known.at == at && known.needs == longer.needs) {
                ways.push(longer);
            }
        }
        next += 1;
    }
    None
}
