//! What terms must be like, and who may sign them.

use super::event::{Measured, Party, Signature};
use super::terms::{ServiceTarget, Targets};
use super::{Kind, Priority, Rejection, Terms};
use crate::authority::RoleAuthority;
use crate::facts::{Agreements, Calendars};
use crate::limits::{Label, Percent, label_or};
use crate::roles::{
    CUSTOMER, INTERNAL_GROUP, SERVICE_LEVEL_MANAGER, SERVICE_MANAGER, SUPPLIER, SUPPLIER_MANAGER,
};
use engine::{Authority as _, Context, Role, Span};
use std::collections::BTreeSet;

/// What repeats has a least length, or it would be due for ever.
const NOTICE_INTERVAL_MIN: Span = Span::from_minutes(1);
const NOTICE_INTERVAL: &str = "notice_interval";

impl Kind {
    /// Its name, as on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sla => "sla",
            Self::Ola => "ola",
            Self::Contract => "contract",
        }
    }

    /// The roles that may sign.
    #[must_use]
    pub const fn signing(self) -> &'static [Role] {
        match self {
            Self::Sla => &[CUSTOMER, SERVICE_MANAGER],
            Self::Ola => &[INTERNAL_GROUP, CUSTOMER, SERVICE_LEVEL_MANAGER],
            Self::Contract => &[SUPPLIER, SUPPLIER_MANAGER],
        }
    }

    /// The roles of the other party.
    pub(super) const fn other(self) -> &'static [Role] {
        match self {
            Self::Sla => &[CUSTOMER],
            Self::Ola => &[INTERNAL_GROUP, CUSTOMER],
            Self::Contract => &[SUPPLIER],
        }
    }

    /// Refuses a command that is for other kinds.
    pub(super) fn only(self, kinds: &[Self], instead: &'static str) -> Result<(), Rejection> {
        if kinds.contains(&self) {
            return Ok(());
        }
        Err(Rejection::OtherKind { kind: self, instead })
    }

    /// Refuses an actor who holds none of `roles`.
    pub(super) fn party(
        self,
        roles: &'static [Role],
        context: &Context<'_>,
    ) -> Result<(), Rejection> {
        let (facts, actor, at) = (context.facts, &context.caller.actor, context.recorded_now);
        if roles.iter().any(|role| RoleAuthority.holds(facts, actor, role, at)) {
            return Ok(());
        }
        Err(Rejection::NotAParty { kind: self, roles })
    }
}

impl Terms {
    /// What is to be reached of a target; `None` where there is no such target.
    #[must_use]
    pub fn at_least(&self, target: &Measured) -> Option<Percent> {
        match target {
            Measured::Response(priority) => Some(self.targets(*priority).response_share),
            Measured::Resolution(priority) => Some(self.targets(*priority).resolution_share),
            Measured::Service(name) => {
                let target = self.service_targets.iter().find(|target| &target.name == name);
                target.map(|target| target.at_least)
            }
        }
    }

    /// Whether the terms make sense here and now.
    pub(super) fn check(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let calendars = context.facts.get::<Calendars>();
        if !calendars.is_usable(&self.calendar) {
            let (calendar, known) = (self.calendar.clone(), calendars.names().cloned().collect());
            return Err(Rejection::UnknownCalendar { calendar, known });
        }
        for (field, span) in self.spans() {
            let least = if field == NOTICE_INTERVAL { NOTICE_INTERVAL_MIN } else { Span::ZERO };
            if span < least {
                return Err(Rejection::TooShort { field, least });
            }
        }
        let holds = self.holds.iter().map(|rule| &rule.reason);
        let targets = self.service_targets.iter().map(|target| &target.name);
        let exceptions = self.exceptions.iter().map(|exception| &exception.name);
        once(holds)?;
        once(targets)?;
        once(exceptions)?;
        self.credits.check(self)?;
        let start =
            self.term.start.map_or(context.recorded_now, |start| start.max(context.recorded_now));
        match self.term.end {
            Some(end) if end <= start => Err(Rejection::TermOver { end }),
            Some(_) | None => Ok(()),
        }
    }

    /// Whether the sections that its kind needs are there (6.1).
    pub(super) fn complete(&self) -> Result<(), Rejection> {
        let sla = self.kind == Kind::Sla;
        let sections = [
            ("workload", sla && self.workload.is_empty()),
            ("exceptions", sla && self.exceptions.is_empty()),
            ("activities", self.kind == Kind::Ola && self.activities.is_empty()),
            ("party", !sla && self.party.is_none()),
        ];
        let missing: Vec<_> =
            sections.into_iter().filter_map(|(name, missing)| missing.then_some(name)).collect();
        if missing.is_empty() { Ok(()) } else { Err(Rejection::Incomplete { missing }) }
    }

    /// Whether the OLAs and contracts it rests on are in force and promise as much: length for length,
    /// of hours that are open whenever its own are.
    pub(super) fn supported(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let agreements = context.facts.get::<Agreements>();
        for agreement in &self.rests_on {
            let support = agreements
                .in_force(agreement, context.recorded_now)
                .filter(|support| support.agreed && support.terms.kind != Kind::Sla);
            let agreement = || agreement.clone();
            let support =
                support.ok_or_else(|| Rejection::SupportNotInForce { agreement: agreement() })?;
            if let Some(priority) = support.terms.weaker_in(self) {
                return Err(Rejection::SupportWeaker { agreement: agreement(), priority });
            }
            let calendars = context.facts.get::<Calendars>();
            let (theirs, own) = (&support.terms.calendar, &self.calendar);
            if !calendars.covers(theirs, own, context.recorded_now) {
                let (calendar, own) = (theirs.clone(), own.clone());
                return Err(Rejection::SupportLessOpen { agreement: agreement(), calendar, own });
            }
        }
        Ok(())
    }

    /// The first priority for which these promise less than `own`, which rest on them.
    fn weaker_in(&self, own: &Self) -> Option<Priority> {
        Priority::ALL.into_iter().find(|priority| {
            let (own, theirs) = (own.targets(*priority), self.targets(*priority));
            theirs.response > own.response || theirs.resolution > own.resolution
        })
    }

    /// In what these promise less than `own`, which rest on them: for a priority, or of a target of
    /// the same name.
    #[must_use]
    pub fn shortfall(&self, own: &Self) -> Option<Label> {
        if let Some(priority) = self.weaker_in(own) {
            return Some(label_or(&format!("priority {priority:?}"), "a priority"));
        }
        let less = |own: &&ServiceTarget| {
            let mut same = self.service_targets.iter().filter(|theirs| theirs.name == own.name);
            same.any(|theirs| theirs.at_least < own.at_least)
        };
        own.service_targets.iter().find(less).map(|target| target.name.clone())
    }

    fn spans(&self) -> impl Iterator<Item = (&'static str, Span)> {
        let promised = Priority::ALL.into_iter().flat_map(|priority| {
            let Targets { response, resolution, notice_interval, .. } = *self.targets(priority);
            [("response", response), ("resolution", resolution), (NOTICE_INTERVAL, notice_interval)]
        });
        let major = &self.definitions.major_incident;
        promised.chain([
            ("triage_limit", self.triage_limit),
            ("hold_limit", self.hold_limit),
            ("confirmation_period", self.confirmation_period),
            ("reopen_window", self.reopen_window),
            ("renewal_notice", self.renewal_notice),
            ("notice_limit", major.notice_limit),
            ("manager_limit", major.manager_limit),
            ("review_limit", major.review_limit),
        ])
    }
}

fn once<T: Ord + ToString>(names: impl Iterator<Item = T>) -> Result<(), Rejection> {
    let mut seen = BTreeSet::new();
    for name in names {
        let text = name.to_string();
        if !seen.insert(name) {
            return Err(Rejection::ListedTwice { name: text });
        }
    }
    Ok(())
}

/// Whether both parties signed, once each.
pub(super) fn signed_by_both(signatures: &[Signature]) -> Result<(), Rejection> {
    let of = |party| signatures.iter().filter(|signature| signature.party == party).count();
    if of(Party::Provider) == 1 && of(Party::Other) == 1 {
        return Ok(());
    }
    Err(Rejection::NotSignedByBoth)
}
