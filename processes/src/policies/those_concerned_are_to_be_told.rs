use super::{Ask, AskAbout};
use crate::change::Event;
use crate::roles::{CHANGE_MANAGER, RELEASE_MANAGER, SERVICE_LEVEL_MANAGER};
use crate::{change, release, service, window};
use engine::{EventSet as _, Span};

/// What says that somebody was told, once there is something that plans it.
const TELL: (&str, &str) = ("communication", "plan");
/// An assumption.
const WITHIN: Span = Span::from_days(1);

/// Whenever a window comes to stand, the change manager is asked to tell those whom it concerns.
pub const APPROVED_WINDOW_IS_TO_BE_MADE_KNOWN: Ask = Ask {
    name: "approved-window-is-to-be-made-known",
    whenever: (window::NAME, "approved"),
    only_if: None,
    role: CHANGE_MANAGER,
    ask: "tell those whom this window concerns when it is, and what it is for",
    command: TELL,
    within: WITHIN,
    done_by: &[],
    moot_by: &["revoked", "ended"],
};

/// Whenever a release is given up, the release manager is asked to tell those who were told its
/// dates.
pub const CANCELLED_RELEASE_IS_TO_BE_MADE_KNOWN: Ask = Ask {
    name: "cancelled-release-is-to-be-made-known",
    whenever: (release::NAME, "cancelled"),
    role: RELEASE_MANAGER,
    ask: "tell those who expect this release that it does not come",
    moot_by: &[],
    ..APPROVED_WINDOW_IS_TO_BE_MADE_KNOWN
};

/// Whenever the catalogue says something else of a service, the service level manager is asked to
/// tell those who use it (6.1.9).
pub const REVISED_CATALOGUE_IS_TO_BE_MADE_KNOWN: Ask = Ask {
    name: "revised-catalogue-is-to-be-made-known",
    whenever: (service::NAME, "revised"),
    role: SERVICE_LEVEL_MANAGER,
    ask: "tell the customers of this service what the catalogue says of it now",
    moot_by: &["retired"],
    ..APPROVED_WINDOW_IS_TO_BE_MADE_KNOWN
};

/// Whenever a board refuses a change, the change manager is asked to tell who wants it (9.2.14): who
/// refuses one by himself has said that he did.
pub const REJECTED_CHANGE_IS_TO_BE_MADE_KNOWN: AskAbout = AskAbout {
    name: "rejected-change-is-to-be-made-known",
    whenever: &[(change::NAME, "rejected")],
    only_if: Some("a board refused it"),
    facts: &[],
    about: change::NAME,
    which: |record, change, _| {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::Rejected(rejected) = event else { return Ok(Vec::new()) };
        Ok(if rejected.told.is_none() { vec![change.clone()] } else { Vec::new() })
    },
    role: CHANGE_MANAGER,
    ask: "tell who wants this change that it is refused, and why",
    command: TELL,
    cause: "tell",
    within: WITHIN,
    done_by: &[],
    moot_by: &[],
};
