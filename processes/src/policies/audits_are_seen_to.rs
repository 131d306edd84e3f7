use super::{Ask, AskAbout};
use crate::audit;
use crate::roles::AUDIT_LEAD;
use engine::Span;

/// Whenever an audit is programmed, the audit lead is asked to plan it (4.5.4.2.1). Within 30 days:
/// an assumption.
pub const PROGRAMMED_AUDIT_IS_TO_BE_PLANNED: Ask = Ask {
    name: "programmed-audit-is-to-be-planned",
    whenever: (audit::NAME, "programme_set"),
    only_if: None,
    role: AUDIT_LEAD,
    ask: "say when this audit takes place, and who audits",
    command: (audit::NAME, "plan"),
    within: Span::from_days(30),
    done_by: &["planned"],
    moot_by: &["cancelled"],
};

/// Whenever an audit is reported, the audit lead is asked to tell those to whom the report is
/// addressed what it says. Within a day: an assumption.
pub const REPORTED_AUDIT_IS_TO_BE_MADE_KNOWN: AskAbout = AskAbout {
    name: "reported-audit-is-to-be-made-known",
    whenever: &[(audit::NAME, "reported")],
    only_if: Some("somebody has to tell them"),
    facts: &[],
    about: audit::NAME,
    which: |_, audit, _| Ok(vec![audit.clone()]),
    role: AUDIT_LEAD,
    ask: "tell those to whom the report of this audit is addressed what it says",
    command: ("communication", "plan"),
    cause: "tell",
    within: Span::from_days(1),
    done_by: &[],
    moot_by: &[],
};
