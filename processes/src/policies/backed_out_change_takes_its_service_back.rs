use super::AskAbout;
use crate::facts::{Changes, ServiceWork, Services};
use crate::roles::RELEASE_MANAGER;
use crate::{change, service};
use engine::{NewFact, Span};

/// Whenever a change is backed out that had made a service live, the release manager is asked to take
/// that back, too (5.4). Within a day: an assumption.
pub const BACKED_OUT_CHANGE_TAKES_ITS_SERVICE_BACK: AskAbout = AskAbout {
    name: "backed-out-change-takes-its-service-back",
    whenever: &[(change::NAME, "backed_out")],
    only_if: Some("a service is live for it, and its transition is not closed"),
    facts: &[NewFact::of::<Changes>, NewFact::of::<ServiceWork>, NewFact::of::<Services>],
    about: service::NAME,
    which: |_, change, facts| {
        let (work, services) = (facts.get::<ServiceWork>(), facts.get::<Services>());
        let parts = facts.get::<Changes>().parts_of(change).into_iter().map(|(part, _)| part);
        let live = parts.chain([change]).flat_map(|part| work.live_for(part));
        Ok(live.filter(|service| services.is_in_design(service)).cloned().collect())
    },
    role: RELEASE_MANAGER,
    ask: "back out what has gone live of this service: the change that it came by is backed out",
    command: (service::NAME, "back_out"),
    cause: "back_out",
    within: Span::from_days(1),
    done_by: &["backed_out"],
    moot_by: &["transition_closed"],
};
