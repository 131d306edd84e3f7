//! What speaks for a risk: what is on record about the items and services that it is about.

use engine::{DecodeError, EventSet as _, Key, Position, RecordRef, Timestamp};
use processes::incident::Link;
use processes::{
    change, complaint, incident, nonconformity, security_incident, supplier, vulnerability,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// A kind of thing that speaks for a risk.
#[derive(
    Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An incident.
    Incident,
    /// A vulnerability, when it is found or found again.
    Vulnerability,
    /// A change that failed.
    FailedChange,
    /// A finding of an audit or of anybody else: a nonconformity, when it is raised or found again.
    Finding,
    /// A complaint, when it is recorded or taken up again.
    Complaint,
    /// A security incident, when its items are known, or when it is back.
    SecurityIncident,
    /// A supplier who runs such items: when he misses a target, is put on probation, promises less
    /// than what rests on it, or is in dispute.
    Supplier,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Incident,
        Self::Vulnerability,
        Self::FailedChange,
        Self::Finding,
        Self::Complaint,
        Self::SecurityIncident,
        Self::Supplier,
    ];

    /// The process that it is one of.
    #[must_use]
    pub const fn process(self) -> &'static str {
        match self {
            Self::Incident => incident::NAME,
            Self::Vulnerability => vulnerability::NAME,
            Self::FailedChange => change::NAME,
            Self::Finding => nonconformity::NAME,
            Self::Complaint => complaint::NAME,
            Self::SecurityIncident => security_incident::NAME,
            Self::Supplier => supplier::NAME,
        }
    }
}

/// Something that speaks for a risk.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Driver {
    /// What it is.
    pub kind: Kind,
    /// Which one.
    pub key: Key,
    /// When it came up last.
    pub at: Timestamp,
    /// The record that says so.
    pub position: Position,
}

/// How much of a kind speaks for a risk.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Count {
    /// Of what.
    pub kind: Kind,
    /// How many in the 365 days before.
    pub year: usize,
    /// How many of these since it was said last how grave the risk is.
    pub since_scored: usize,
}

/// All that may speak for a risk, by what it is about.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub(super) struct Drivers {
    came_up: BTreeMap<(Kind, End), Vec<CameUp>>,
    /// What is about what, as long as it may come up again, or turn out to be nothing.
    about: BTreeMap<(Kind, Key), Vec<End>>,
}

/// What something is about.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
enum End {
    Item(Key),
    Service(Key),
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct CameUp {
    key: Key,
    at: Timestamp,
    position: Position,
}

/// What an event says of something that may speak for a risk.
enum Said {
    /// It is about this.
    About(Vec<End>),
    /// It is about this, and has come up.
    CameUp(Vec<End>),
    /// It has come up, and is about what is known.
    CameUpAgain,
    /// It is not about this after all.
    Not(End),
    /// It speaks for nothing after all.
    Nothing,
    /// It never comes up again.
    Over,
}

impl Drivers {
    /// Whether an event says something of what may speak for a risk.
    pub(super) fn takes(process: &str, event: &str) -> bool {
        match process {
            incident::NAME => matches!(
                event,
                "logged"
                    | "ci_linked"
                    | "unlinked"
                    | "cancelled"
                    | "converted_to_request"
                    | "merged"
                    | "closed"
            ),
            vulnerability::NAME => {
                matches!(event, "registered" | "redetected" | "dismissed" | "merged" | "retired")
            }
            nonconformity::NAME => {
                matches!(event, "raised" | "found_again" | "rejected" | "merged")
            }
            change::NAME => matches!(
                event,
                "requested"
                    | "revised"
                    | "adopted"
                    | "failed"
                    | "outcome_corrected"
                    | "closed"
                    | "cancelled"
                    | "withdrawn"
                    | "rejected"
                    | "merged"
            ),
            complaint::NAME => {
                matches!(event, "recorded" | "reopened" | "reclassified" | "merged")
            }
            security_incident::NAME => {
                matches!(event, "cis_linked" | "relapsed" | "dismissed" | "merged" | "closed")
            }
            supplier::NAME => matches!(
                event,
                "existing_registered"
                    | "contract_drafted"
                    | "contract_changed"
                    | "target_missed"
                    | "probation_begun"
                    | "support_weakened"
                    | "dispute_raised"
                    | "ended"
            ),
            _ => false,
        }
    }

    /// Takes in a record that it [takes](Self::takes).
    pub(super) fn take_in(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let (event, schema, payload) = (record.event, record.schema, record.payload);
        let (kind, said) = match record.process {
            incident::NAME => {
                (Kind::Incident, of_incident(incident::Event::decode(event, schema, payload)?))
            }
            vulnerability::NAME => {
                let event = vulnerability::Event::decode(event, schema, payload)?;
                (Kind::Vulnerability, of_vulnerability(&event))
            }
            nonconformity::NAME => {
                let event = nonconformity::Event::decode(event, schema, payload)?;
                (Kind::Finding, of_finding(&event))
            }
            complaint::NAME => {
                let event = complaint::Event::decode(event, schema, payload)?;
                (Kind::Complaint, of_complaint(event))
            }
            security_incident::NAME => {
                let event = security_incident::Event::decode(event, schema, payload)?;
                (Kind::SecurityIncident, of_security_incident(&event))
            }
            supplier::NAME => {
                let event = supplier::Event::decode(event, schema, payload)?;
                (Kind::Supplier, of_supplier(&event))
            }
            _ => (Kind::FailedChange, of_change(&change::Event::decode(event, schema, payload)?)),
        };
        if let Some(said) = said {
            self.note(kind, record.stream()?.key, said, record);
        }
        Ok(())
    }

    fn note(&mut self, kind: Kind, key: Key, said: Said, record: &RecordRef<'_>) {
        let came_up = match said {
            Said::About(ends) => {
                self.about.insert((kind, key), ends);
                return;
            }
            Said::CameUp(ends) => {
                let about = self.about.entry((kind, key.clone())).or_default();
                let new: Vec<_> = ends.iter().filter(|end| !about.contains(end)).collect();
                about.extend(new.into_iter().cloned());
                ends
            }
            Said::CameUpAgain => self.about.get(&(kind, key.clone())).cloned().unwrap_or_default(),
            Said::Not(end) => {
                self.forget(kind, &key, end);
                return;
            }
            Said::Nothing => {
                for end in self.about.remove(&(kind, key.clone())).unwrap_or_default() {
                    self.forget(kind, &key, end);
                }
                return;
            }
            Said::Over => {
                self.about.remove(&(kind, key));
                return;
            }
        };
        for end in came_up {
            let (at, position) = (record.metadata.occurred_at, record.position);
            let all = self.came_up.entry((kind, end)).or_default();
            all.push(CameUp { key: key.clone(), at, position });
        }
    }

    fn forget(&mut self, kind: Kind, key: &Key, end: End) {
        if let Some(all) = self.came_up.get_mut(&(kind, end)) {
            all.retain(|it| it.key != *key);
        }
    }

    /// What of a kind has come up about these from a time on, up to another: each once, when it did
    /// last; in the order in which it did.
    pub(super) fn of(
        &self,
        kind: Kind,
        (items, services): (&[Key], &[Key]),
        time: RangeInclusive<Timestamp>,
    ) -> Vec<Driver> {
        let mut last = BTreeMap::<&Key, (Timestamp, Position)>::new();
        for end in ends(items, services) {
            let all = self.came_up.get(&(kind, end)).into_iter().flatten();
            for CameUp { key, at, position } in all.filter(|it| time.contains(&it.at)) {
                let known = last.entry(key).or_insert((*at, *position));
                *known = (*known).max((*at, *position));
            }
        }
        let driver =
            |(key, (at, position)): (&Key, _)| Driver { kind, key: key.clone(), at, position };
        let mut all: Vec<_> = last.into_iter().map(driver).collect();
        all.sort_unstable_by_key(|driver| (driver.at, driver.position));
        all
    }
}

fn ends(items: &[Key], services: &[Key]) -> Vec<End> {
    let items = items.iter().cloned().map(End::Item);
    items.chain(services.iter().cloned().map(End::Service)).collect()
}

#[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events, see `takes`")]
fn of_incident(event: incident::Event) -> Option<Said> {
    use incident::Event as Of;
    match event {
        Of::Logged(event) => {
            let items: Vec<_> = event.configuration_item.into_iter().collect();
            Some(Said::CameUp(ends(&items, &[event.service])))
        }
        Of::CiLinked(event) => Some(Said::CameUp(vec![End::Item(event.configuration_item)])),
        Of::Unlinked(event) => match event.link {
            Link::ConfigurationItem(item) => Some(Said::Not(End::Item(item))),
            _ => None,
        },
        // It was none, or is the same as another one.
        Of::Cancelled(_) | Of::ConvertedToRequest(_) | Of::Merged(_) => Some(Said::Nothing),
        Of::Closed(_) => Some(Said::Over),
        _ => None,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events, see `takes`")]
fn of_vulnerability(event: &vulnerability::Event) -> Option<Said> {
    use vulnerability::Event as Of;
    match event {
        Of::Registered(event) => Some(Said::CameUp(ends(&event.configuration_items, &[]))),
        Of::Redetected(_) => Some(Said::CameUpAgain),
        Of::Dismissed(_) | Of::Merged(_) => Some(Said::Nothing),
        Of::Retired(_) => Some(Said::Over),
        _ => None,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events, see `takes`")]
fn of_finding(event: &nonconformity::Event) -> Option<Said> {
    use nonconformity::Event as Of;
    match event {
        Of::Raised(event) => Some(Said::CameUp(ends(&event.configuration_items, &event.services))),
        Of::FoundAgain(_) => Some(Said::CameUpAgain),
        Of::Rejected(_) | Of::Merged(_) => Some(Said::Nothing),
        _ => None,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events, see `takes`")]
fn of_change(event: &change::Event) -> Option<Said> {
    use change::Event as Of;
    let content = match event {
        Of::Requested(event) => &event.content,
        Of::Revised(event) => &event.content,
        Of::Adopted(event) => &event.content,
        Of::Failed(_) => return Some(Said::CameUpAgain),
        // That comes when it is over.
        Of::OutcomeCorrected(event) => {
            return Some(Said::CameUp(ends(&event.configuration_items, &event.services)));
        }
        Of::Closed(_) | Of::Cancelled(_) | Of::Withdrawn(_) | Of::Rejected(_) | Of::Merged(_) => {
            return Some(Said::Over);
        }
        _ => return None,
    };
    Some(Said::About(ends(&content.configuration_items, &content.services)))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events, see `takes`")]
fn of_complaint(event: complaint::Event) -> Option<Said> {
    use complaint::Event as Of;
    match event {
        Of::Recorded(event) => {
            let services: Vec<_> = event.service.into_iter().collect();
            Some(Said::CameUp(ends(&[], &services)))
        }
        Of::Reopened(_) => Some(Said::CameUpAgain),
        // It is none by what was agreed, or the same as another one.
        Of::Reclassified(_) | Of::Merged(_) => Some(Said::Nothing),
        _ => None,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events, see `takes`")]
fn of_security_incident(event: &security_incident::Event) -> Option<Said> {
    use security_incident::Event as Of;
    match event {
        Of::CisLinked(event) => Some(Said::CameUp(ends(&event.configuration_items, &[]))),
        Of::Relapsed(_) => Some(Said::CameUpAgain),
        Of::Dismissed(_) | Of::Merged(_) => Some(Said::Nothing),
        Of::Closed(_) => Some(Said::Over),
        _ => None,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "hears few of many events, see `takes`")]
fn of_supplier(event: &supplier::Event) -> Option<Said> {
    use supplier::Event as Of;
    let contract = match event {
        Of::ExistingRegistered(event) => &event.contract,
        Of::ContractDrafted(event) => &event.contract,
        Of::ContractChanged(event) => &event.contract,
        Of::TargetMissed(_)
        | Of::ProbationBegun(_)
        | Of::SupportWeakened(_)
        | Of::DisputeRaised(_) => return Some(Said::CameUpAgain),
        Of::Ended(_) => return Some(Said::Over),
        _ => return None,
    };
    Some(Said::About(ends(&contract.configuration_items, &[])))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nothing is known of it any more by then, so it says itself what it is about.
    #[test]
    fn a_change_that_turns_out_to_have_failed_after_it_was_closed_comes_up() {
        let (item, service): (Key, Key) = ("srv-1".parse().unwrap(), "mail".parse().unwrap());
        let corrected = change::OutcomeCorrected {
            symptom: "it forgets letters".parse().unwrap(),
            service_affected: true,
            incident: None,
            model: None,
            services: [service.clone()].into(),
            configuration_items: [item.clone()].into(),
            raised_from: None,
        };
        let said = of_change(&corrected.into());
        let Some(Said::CameUp(about)) = said else { panic!("it does not come up") };
        assert_eq!(about, [End::Item(item), End::Service(service)]);
    }
}
