//! Which services there are, and how they stand.

use super::ENTRY_BYTES;
use crate::service::{self, Entry, Event, Loss, Period};
use engine::{DecodeError, EventSet as _, Fact, Key, RecordRef, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// All services: whether the catalogue offers each and what it needs, whether it is being designed
/// or removed, and which outages go on or are to come.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Services {
    services: BTreeMap<Key, Known>,
    bytes: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Known {
    standing: Standing,
    needs: BTreeSet<Key>,
    design: Option<Answer>,
    removal: Option<Answer>,
    /// The changes that its entry was or is to be revised for.
    revised_for: BTreeSet<Key>,
    outages: BTreeMap<u64, OpenOutage>,
}

/// A design or a removal that is under way: what a change asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Answer {
    change: Key,
    /// Whether its design is accepted, or its removal planned.
    ready: bool,
}

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
enum Standing {
    #[default]
    InPipeline,
    Offered,
    Retired,
}

/// An outage that goes on or is to come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OpenOutage {
    /// Since when it goes on, if it does.
    pub since: Option<Timestamp>,
    /// When it is planned for, if it is.
    pub planned: Option<Period>,
    /// How much of the service is lost.
    pub loss: Loss,
}

impl Services {
    /// Whether anything was ever recorded of it.
    #[must_use]
    pub fn is_known(&self, service: &Key) -> bool {
        self.services.contains_key(service)
    }

    /// Whether the catalogue offers it.
    #[must_use]
    pub fn is_offered(&self, service: &Key) -> bool {
        self.services.get(service).is_some_and(|known| known.standing == Standing::Offered)
    }

    /// Whether it has left the catalogue.
    #[must_use]
    pub fn is_retired(&self, service: &Key) -> bool {
        self.services.get(service).is_some_and(|known| known.standing == Standing::Retired)
    }

    /// The services that the catalogue offers.
    pub fn offered(&self) -> impl Iterator<Item = &Key> {
        self.services.keys().filter(|service| self.is_offered(service))
    }

    /// Whether its design and transition are under way.
    #[must_use]
    pub fn is_in_design(&self, service: &Key) -> bool {
        self.services.get(service).is_some_and(|known| known.design.is_some())
    }

    /// Whether its removal or transfer is under way.
    #[must_use]
    pub fn is_in_removal(&self, service: &Key) -> bool {
        self.services.get(service).is_some_and(|known| known.removal.is_some())
    }

    /// The change that a design and transition under way are for.
    #[must_use]
    pub fn designed_for(&self, service: &Key) -> Option<&Key> {
        self.services.get(service)?.design.as_ref().map(|design| &design.change)
    }

    /// The change that a removal or transfer under way is for.
    #[must_use]
    pub fn removed_for(&self, service: &Key) -> Option<&Key> {
        self.services.get(service)?.removal.as_ref().map(|removal| &removal.change)
    }

    /// The services whose design and transition are under way for a change.
    pub fn designs_of(&self, change: &Key) -> impl Iterator<Item = &Key> {
        let of_it = |known: &Known| known.design.as_ref().is_some_and(|it| it.change == *change);
        self.services.iter().filter(move |(_, known)| of_it(known)).map(|(service, _)| service)
    }

    /// Whether every design that is under way for a change is accepted, and every removal planned.
    #[must_use]
    pub fn are_ready_for(&self, change: &Key) -> bool {
        let answers = self.services.values().flat_map(|known| [&known.design, &known.removal]);
        let mut answers = answers.flatten().filter(|answer| answer.change == *change);
        answers.all(|answer| answer.ready)
    }

    /// Whether its entry of the catalogue was or is to be revised for a change.
    #[must_use]
    pub fn is_revised_for(&self, service: &Key, change: &Key) -> bool {
        self.services.get(service).is_some_and(|known| known.revised_for.contains(change))
    }

    /// Whether it needs another one, directly or through others.
    #[must_use]
    pub fn needs(&self, service: &Key, other: &Key) -> bool {
        let (mut seen, mut next) = (BTreeSet::new(), vec![service]);
        while let Some(known) = next.pop().and_then(|service| self.services.get(service)) {
            if known.needs.contains(other) {
                return true;
            }
            next.extend(known.needs.iter().filter(|needed| seen.insert(*needed)));
        }
        false
    }

    /// Its outages that go on or are to come, by number.
    pub fn outages(&self, service: &Key) -> impl Iterator<Item = (u64, &OpenOutage)> {
        let known = self.services.get(service).into_iter();
        known.flat_map(|known| known.outages.iter().map(|(number, outage)| (*number, outage)))
    }
}

impl Known {
    fn list(&mut self, entry: &Entry) {
        self.needs = entry.depends_on.iter().cloned().collect();
    }

    fn bytes(&self) -> u64 {
        let answers = [&self.design, &self.removal].into_iter().flatten().map(|it| &it.change);
        let keys = self.needs.iter().chain(&self.revised_for).chain(answers);
        let needs = keys.map(|key| ENTRY_BYTES + key.as_escaped().len());
        let outages = self.outages.len() * (ENTRY_BYTES + size_of::<OpenOutage>());
        (ENTRY_BYTES + size_of::<Self>() + needs.sum::<usize>() + outages) as u64
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the others change nothing that others ask")]
    fn take_in(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Drafted(drafted) => self.list(&drafted.entry),
            Event::Agreed(_) => self.standing = Standing::Offered,
            Event::Revised(revised) => self.list(&revised.entry),
            Event::Retired(_) => self.standing = Standing::Retired,
            Event::RevisionStarted(started) => self.revised_for.extend(started.change.clone()),
            Event::Proposed(proposed) => self.design = Some(Answer::to(&proposed.change)),
            Event::DesignAccepted(_) => set_ready(&mut self.design, true),
            Event::DesignReopened(_) => set_ready(&mut self.design, false),
            Event::ProposalRejected(_)
            | Event::ProposalWithdrawn(_)
            | Event::TransitionCancelled(_)
            | Event::TransitionClosed(_) => self.design = None,
            Event::RemovalProposed(proposed) => self.removal = Some(Answer::to(&proposed.change)),
            Event::RemovalPlanned(_) => set_ready(&mut self.removal, true),
            Event::RemovalPlanReturned(_) => set_ready(&mut self.removal, false),
            Event::RemovalRejected(_) | Event::RemovalCancelled(_) | Event::RemovalClosed(_) => {
                self.removal = None;
            }
            Event::OutagePlanned(planned) => {
                let (period, loss) = (Some(planned.period), planned.loss.clone());
                let outage = OpenOutage { since: None, planned: period, loss };
                self.outages.insert(planned.outage, outage);
            }
            Event::OutageBegan(began) => {
                let planned = self.outages.get(&began.outage).and_then(|known| known.planned);
                let outage = OpenOutage { since: Some(at), planned, loss: began.loss.clone() };
                self.outages.insert(began.outage, outage);
            }
            Event::OutageWeighed(weighed) => {
                if let Some(known) = self.outages.get_mut(&weighed.outage) {
                    known.loss = weighed.loss.clone();
                }
            }
            Event::OutageEnded(ended) => {
                self.outages.remove(&ended.outage);
            }
            Event::OutageCancelled(cancelled) => {
                self.outages.remove(&cancelled.outage);
            }
            _ => {}
        }
    }
}

impl Answer {
    fn to(change: &Key) -> Self {
        Self { change: change.clone(), ready: false }
    }
}

fn set_ready(answer: &mut Option<Answer>, ready: bool) {
    if let Some(answer) = answer {
        answer.ready = ready;
    }
}

impl Fact for Services {
    const NAME: &'static str = "services";
    const VERSION: u16 = 2;
    const BYTES_MAX: usize = 64 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[service::NAME];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let key = record.stream()?.key;
        let before = self.services.get(&key).map_or(0, Known::bytes);
        let name = key.as_escaped().len() as u64;
        self.bytes += if before == 0 { name } else { 0 };
        let known = self.services.entry(key).or_default();
        known.take_in(&event, record.metadata.occurred_at);
        self.bytes = self.bytes + known.bytes() - before;
        Ok(())
    }

    fn bytes(&self) -> usize {
        usize::try_from(self.bytes).unwrap_or(usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::Services;
    use crate::change::ServiceEffect;
    use crate::roles::{
        AVAILABILITY_MANAGER, CHANGE_REQUESTER, CUSTOMER, PROJECT_MANAGER, SERVICE_LEVEL_MANAGER,
        SERVICE_MANAGER,
    };
    use crate::service::tests::major;
    use crate::testing::{World, founded, key};
    use engine::{Fact as _, codec};

    fn world() -> World {
        let mut world = founded("ada");
        for role in [
            AVAILABILITY_MANAGER,
            CHANGE_REQUESTER,
            CUSTOMER,
            PROJECT_MANAGER,
            SERVICE_LEVEL_MANAGER,
            SERVICE_MANAGER,
        ] {
            let offer = r#"{"person": "ada", "competence": {"statement": "fit"}}"#;
            world.send("ada", "role", role, "offer", offer).unwrap();
        }
        world
    }

    fn offer(world: &mut World, service: &str, needs: &str) {
        let draft = format!(
            r#"{{"entry": {{"description": "it", "depends_on": {needs}, "stands_alone": "no item"}}}}"#
        );
        world.send("ada", "service", service, "draft", &draft).unwrap();
        let agree = r#"{"draft": 1, "sla_plan": {"statement": "soon"}}"#;
        world.send("ada", "service", service, "agree", agree).unwrap();
    }

    #[test]
    fn what_the_catalogue_offers_and_what_that_needs() {
        let mut world = world();
        offer(&mut world, "net", "[]");
        offer(&mut world, "mail", r#"["net"]"#);
        offer(&mut world, "lists", r#"["mail"]"#);
        let services = world.facts.get::<Services>();
        assert!(services.needs(&key("lists"), &key("net")));
        assert!(!services.needs(&key("net"), &key("lists")));
        let offered: Vec<_> = services.offered().collect();
        assert_eq!(offered, [&key("lists"), &key("mail"), &key("net")]);
        let retire = r#"{"reason": "old", "successor": "mail"}"#;
        world.send("ada", "service", "lists", "retire", retire).unwrap();
        let services = world.facts.get::<Services>();
        assert!(services.is_known(&key("lists")) && !services.is_offered(&key("lists")));
        assert!(services.bytes() > 0);
        let restored: Services = codec::from_bytes(&codec::to_bytes(services)).unwrap();
        assert_eq!(&restored, services);
    }

    #[test]
    fn what_is_designed_removed_or_out() {
        let mut world = world();
        offer(&mut world, "mail", "[]");
        major(&mut world, "CHG1", "mail", ServiceEffect::Removed);
        let mut send = |command, body: &str| {
            world.send("ada", "service", "mail", command, body).unwrap();
            let services = world.facts.get::<Services>();
            let out = services.outages(&key("mail")).count();
            (services.is_in_design(&key("mail")), services.is_in_removal(&key("mail")), out)
        };
        let major = r#"{"statement": "it is"}"#;
        let propose = format!(r#"{{"what": "faster", "change": "CHG1", "major": {major}}}"#);
        assert_eq!(send("propose", &propose), (true, false, 0));
        assert_eq!(send("withdraw", "{}"), (false, false, 0));
        let propose = format!(r#"{{"reason": "old", "change": "CHG1", "major": {major}}}"#);
        assert_eq!(send("propose_removal", &propose), (false, true, 0));
        assert_eq!(send("cancel_removal", r#"{"reason": "no"}"#), (false, false, 0));
        assert_eq!(send("begin_outage", r#"{"loss": {"weight": 100}}"#), (false, false, 1));
        assert_eq!(send("end_outage", r#"{"outage": 1}"#), (false, false, 0));
    }
}
