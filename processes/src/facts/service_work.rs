//! Which designs and removals of services changes have asked for, and how far each is.

use super::ENTRY_BYTES;
use crate::digest::Digest;
use crate::limits::Text;
use crate::service::{self, Event};
use engine::{DecodeError, EventSet as _, Fact, Key, RecordRef};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What changes have services do: design and transition, removal and transfer. What was given up is
/// gone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceWork {
    services: BTreeMap<Key, Works>,
    bytes: u64,
}

/// The last of each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Works {
    design: Option<Work>,
    removal: Option<Work>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Work {
    /// The change that asks for it.
    change: Key,
    stage: WorkStage,
    /// Of what it is to be: the design or the plan of removal, once there is one.
    says: Digest,
}

/// The design or the removal of a service that a change has asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Asked<'a> {
    /// Of which service.
    pub service: &'a Key,
    /// How far it is.
    pub stage: WorkStage,
    /// Of what it is to be.
    pub says: Digest,
}

/// How far the design or the removal of a service is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum WorkStage {
    /// Its design, or the plan of its removal, is not accepted.
    Pending,
    /// It is.
    Accepted,
    /// The service is being taken away.
    UnderWay,
    /// What was designed is live.
    Live,
    /// It is gone.
    Gone,
    /// What came of it is reported, or it is closed.
    Reported,
}

impl ServiceWork {
    /// What a change has services do.
    pub fn asked_by<'a>(&'a self, change: &'a Key) -> impl Iterator<Item = Asked<'a>> {
        self.services.iter().flat_map(move |(service, works)| {
            let asked = works.each().filter(move |work| &work.change == change);
            asked.map(move |work| Asked { service, stage: work.stage, says: work.says })
        })
    }

    /// The services that a change has made live as designed.
    pub fn live_for<'a>(&'a self, change: &'a Key) -> impl Iterator<Item = &'a Key> {
        let is_live = |stage| matches!(stage, WorkStage::Live | WorkStage::Reported);
        let is_it = move |work: &Work| work.change == *change && is_live(work.stage);
        let services =
            self.services.iter().filter(move |(_, it)| it.design.as_ref().is_some_and(is_it));
        services.map(|(service, _)| service)
    }

    /// The services among them of which that is not reported.
    #[must_use]
    pub fn open_for(&self, change: &Key) -> Vec<Key> {
        let open = self.asked_by(change).filter(|work| work.stage != WorkStage::Reported);
        open.map(|work| work.service.clone()).collect()
    }

    /// The services that are to be taken away for a change, and are not gone.
    #[must_use]
    pub fn to_take_away(&self, change: &Key) -> Vec<Key> {
        self.removed_for(change, |stage| !matches!(stage, WorkStage::Gone | WorkStage::Reported))
    }

    /// The services that are gone for a change.
    #[must_use]
    pub fn gone_for(&self, change: &Key) -> Vec<Key> {
        self.removed_for(change, |stage| matches!(stage, WorkStage::Gone | WorkStage::Reported))
    }

    /// The services that are being taken away for a change, or are gone.
    #[must_use]
    pub fn taken_away(&self, change: &Key) -> Vec<Key> {
        self.removed_for(change, |stage| !matches!(stage, WorkStage::Pending | WorkStage::Accepted))
    }

    /// The services that a change removes or transfers, as far as that is.
    fn removed_for(&self, change: &Key, is: impl Fn(WorkStage) -> bool) -> Vec<Key> {
        let is_it = |work: &Work| work.change == *change && is(work.stage);
        let services =
            self.services.iter().filter(|(_, it)| it.removal.as_ref().is_some_and(is_it));
        services.map(|(service, _)| service.clone()).collect()
    }
}

impl Works {
    fn each(&self) -> impl Iterator<Item = &Work> {
        self.design.iter().chain(&self.removal)
    }

    fn bytes(&self, service: &Key) -> u64 {
        let changes: usize = self.each().map(|work| work.change.as_escaped().len()).sum();
        (ENTRY_BYTES + size_of::<Self>() + service.as_escaped().len() + changes) as u64
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the others do not take it further")]
    fn take_in(&mut self, event: &Event) {
        let asked = |change: &Key, what: &Text| {
            let (change, says) = (change.clone(), Digest::of(what));
            Some(Work { change, stage: WorkStage::Pending, says })
        };
        let says = |work: &mut Option<Work>, says| {
            if let Some(work) = work {
                work.says = says;
            }
        };
        let reach = |work: &mut Option<Work>, stage| {
            if let Some(work) = work {
                work.stage = stage;
            }
        };
        match event {
            Event::Proposed(proposed) => self.design = asked(&proposed.change, &proposed.what),
            Event::DesignSubmitted(it) => says(&mut self.design, Digest::of(&it.design)),
            // What was live may go live again.
            Event::DesignAccepted(_) | Event::BackedOut(_) => {
                reach(&mut self.design, WorkStage::Accepted);
            }
            Event::DesignReopened(_) => reach(&mut self.design, WorkStage::Pending),
            Event::Transitioned(_) => reach(&mut self.design, WorkStage::Live),
            Event::OutcomeReported(_) | Event::TransitionClosed(_) => {
                reach(&mut self.design, WorkStage::Reported);
            }
            Event::ProposalRejected(_)
            | Event::ProposalWithdrawn(_)
            | Event::TransitionCancelled(_) => self.design = None,
            Event::RemovalProposed(proposed) => {
                self.removal = asked(&proposed.change, &proposed.reason);
            }
            Event::RemovalPlanned(it) => {
                says(&mut self.removal, Digest::of(&it.plan));
                reach(&mut self.removal, WorkStage::Accepted);
            }
            Event::RemovalPlanReturned(_) => reach(&mut self.removal, WorkStage::Pending),
            Event::RemovalStarted(_) | Event::TransferStarted(_) => {
                reach(&mut self.removal, WorkStage::UnderWay);
            }
            Event::Removed(_) | Event::Transferred(_) => reach(&mut self.removal, WorkStage::Gone),
            // It may begin again.
            Event::RemovalBackedOut(_) => reach(&mut self.removal, WorkStage::Accepted),
            Event::RemovalClosed(_) => reach(&mut self.removal, WorkStage::Reported),
            Event::RemovalRejected(_) | Event::RemovalCancelled(_) => self.removal = None,
            _ => {}
        }
    }
}

impl Fact for ServiceWork {
    const NAME: &'static str = "service_work";
    const VERSION: u16 = 4;
    const BYTES_MAX: usize = 16 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[service::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let service = record.stream()?.key;
        let before = self.services.remove(&service);
        self.bytes -= before.as_ref().map_or(0, |works| works.bytes(&service));
        let mut works = before.unwrap_or_default();
        works.take_in(&event);
        if works != Works::default() {
            self.bytes += works.bytes(&service);
            self.services.insert(service, works);
        }
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::{ServiceWork, WorkStage};
    use crate::attest::Attestation;
    use crate::limits::text;
    use crate::service::{self, Event};
    use crate::testing::{founded, key};
    use engine::{Fact as _, codec};

    #[test]
    fn what_a_change_asks_of_services_goes_on_until_it_is_reported_or_given_up() {
        let mut world = founded("ada");
        let (said, why) = (Attestation::on_record, || text("old"));
        let mut after = |event: Event| {
            world.record(service::NAME, "mail", &event);
            let work = world.facts.get::<ServiceWork>();
            let restored: ServiceWork = codec::from_bytes(&codec::to_bytes(work)).unwrap();
            assert_eq!(&restored, work);
            let stages: Vec<_> = work.asked_by(&key("CHG1")).map(|work| work.stage).collect();
            (stages, work.open_for(&key("CHG1")).len(), work.bytes() > 0)
        };
        let proposed = || service::Proposed { what: why(), change: key("CHG1"), major: said() };
        assert_eq!(after(proposed().into()), (vec![WorkStage::Pending], 1, true));
        let accepted = service::DesignAccepted { meets: said() };
        assert_eq!(after(accepted.into()), (vec![WorkStage::Accepted], 1, true));
        let reopened = service::DesignReopened { reason: why(), told: said() };
        assert_eq!(after(reopened.into()), (vec![WorkStage::Pending], 1, true));
        assert_eq!(after(service::ProposalWithdrawn {}.into()), (vec![], 0, false));
        let removal =
            service::RemovalProposed { reason: why(), change: key("CHG1"), major: said() };
        assert_eq!(after(removal.into()), (vec![WorkStage::Pending], 1, true));
        let started = || service::RemovalStarted {};
        assert_eq!(after(started().into()), (vec![WorkStage::UnderWay], 1, true));
        let back = service::RemovalBackedOut { reason: why(), restored: said() };
        assert_eq!(after(back.into()), (vec![WorkStage::Accepted], 1, true));
        assert_eq!(after(started().into()), (vec![WorkStage::UnderWay], 1, true));
        let removed = service::Removed { access: said() };
        assert_eq!(after(removed.into()), (vec![WorkStage::Gone], 1, true));
        let closed = service::RemovalClosed {};
        assert_eq!(after(closed.into()), (vec![WorkStage::Reported], 0, true));
    }

    #[test]
    fn what_is_taken_away_for_a_change_is_there_until_it_is_gone() {
        let mut world = founded("ada");
        let said = Attestation::on_record;
        let mut after = |event: Event| {
            world.record(service::NAME, "mail", &event);
            let (work, change) = (world.facts.get::<ServiceWork>(), key("CHG1"));
            (work.to_take_away(&change).len(), work.taken_away(&change).len())
        };
        let (reason, change) = (text("old"), key("CHG1"));
        let proposed = service::RemovalProposed { reason, change, major: said() };
        assert_eq!(after(proposed.into()), (1, 0));
        assert_eq!(after(service::RemovalStarted {}.into()), (1, 1));
        assert_eq!(after(service::Removed { access: said() }.into()), (0, 1));
        assert_eq!(after(service::RemovalClosed {}.into()), (0, 1));
    }
}
