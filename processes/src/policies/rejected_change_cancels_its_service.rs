use super::AskAbout;
use crate::facts::Services;
use crate::roles::SERVICE_MANAGER;
use crate::{change, service};
use engine::{NewFact, Span};

/// Whenever a change is refused, the service manager is asked to cancel the design and transition of
/// the services that are designed for it (5.1). Within five days: an assumption.
pub const REJECTED_CHANGE_CANCELS_ITS_SERVICE: AskAbout = AskAbout {
    name: "rejected-change-cancels-its-service",
    whenever: &[(change::NAME, "rejected")],
    only_if: Some("a service is designed for it"),
    facts: &[NewFact::of::<Services>],
    about: service::NAME,
    which: |_, change, facts| Ok(facts.get::<Services>().designs_of(change).cloned().collect()),
    role: SERVICE_MANAGER,
    ask: "cancel the design and transition of this service: the change that asks for it is refused",
    command: (service::NAME, "cancel"),
    cause: "cancel",
    within: Span::from_days(5),
    done_by: &["transition_cancelled", "proposal_rejected", "proposal_withdrawn"],
    moot_by: &["transition_closed"],
};
