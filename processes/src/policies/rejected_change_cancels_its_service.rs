use super::AskAbout;
use crate::facts::{Changes, Course, Services};
use crate::roles::SERVICE_MANAGER;
use crate::{change, service};
use engine::{NewFact, Span};

/// Whenever a change is over and nothing comes of it, the service manager is asked to cancel the
/// design and transition of the services that are designed for it, or for a part of it (5.1). Within
/// five days: an assumption.
pub const REJECTED_CHANGE_CANCELS_ITS_SERVICE: AskAbout = AskAbout {
    name: "rejected-change-cancels-its-service",
    whenever: &[
        (change::NAME, "rejected"),
        (change::NAME, "withdrawn"),
        (change::NAME, "cancelled"),
        (change::NAME, "closed"),
    ],
    only_if: Some("a service is designed for it, and nothing comes of it"),
    facts: &[NewFact::of::<Changes>, NewFact::of::<Services>],
    about: service::NAME,
    which: |_, change, facts| {
        let (changes, services) = (facts.get::<Changes>(), facts.get::<Services>());
        if !changes.course(change).is_some_and(Course::came_to_nothing) {
            return Ok(Vec::new());
        }
        let parts = changes.parts_of(change).into_iter().map(|(part, _)| part);
        let designs = parts.chain([change]).flat_map(|part| services.designs_of(part));
        Ok(designs.cloned().collect())
    },
    role: SERVICE_MANAGER,
    ask: "cancel the design and transition of this service: nothing comes of the change that asks \
          for it; what is live is backed out first",
    command: (service::NAME, "cancel"),
    cause: "cancel",
    within: Span::from_days(5),
    done_by: &["transition_cancelled", "proposal_rejected", "proposal_withdrawn"],
    moot_by: &["transition_closed"],
};
