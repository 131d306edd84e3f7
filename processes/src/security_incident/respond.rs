//! What is done about a security incident: contained, eradicated, recovered, and whom one tells.

use super::terms::Weakness;
use super::{
    AuthorityNotified, Contain, Contained, ContainmentStarted, CustomerNotified, Eradicate,
    Eradicated, Event, EvidencePreserved, LINKS_MAX, MinorResolved, NotifyAuthority,
    NotifyCustomer, PreserveEvidence, Recover, Recovered, Rejection, Relapse, Relapsed,
    ResolveMinor, SecurityIncident, StartContainment,
};
use crate::configuration_item;
use crate::facts::{ConfigurationItems, Vulnerabilities};
use engine::{Context, Key};

impl SecurityIncident {
    pub(super) fn notify_authority(
        &self,
        command: NotifyAuthority,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let NotifyAuthority { obligation, authority, reference } = command;
        let Some(notice) = self.duties.get(&obligation) else {
            return Err(Rejection::UnknownObligation { obligation });
        };
        let in_time = context.occurred_at <= notice.by;
        Ok(vec![AuthorityNotified { obligation, authority, reference, in_time }.into()])
    }

    pub(super) fn notify_customer(command: NotifyCustomer) -> Vec<Event> {
        let NotifyCustomer { customer, message } = command;
        vec![CustomerNotified { customer, message }.into()]
    }

    pub(super) fn start_containment(command: StartContainment) -> Vec<Event> {
        vec![ContainmentStarted { action: command.action }.into()]
    }

    pub(super) fn preserve_evidence(
        &self,
        PreserveEvidence { evidence }: PreserveEvidence,
    ) -> Result<Vec<Event>, Rejection> {
        if self.evidence.contains(&evidence) {
            return Ok(Vec::new());
        }
        if self.evidence.len() >= LINKS_MAX {
            return Err(Rejection::TooMany { what: "pieces of evidence", max: LINKS_MAX });
        }
        Ok(vec![EvidencePreserved { evidence }.into()])
    }

    /// With evidence kept, and what is not to be trusted out of the way; or with a reason.
    pub(super) fn contain(
        &self,
        command: Contain,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Contain { done, no_evidence, not_quarantined } = command;
        if self.evidence.is_empty() && no_evidence.is_none() {
            return Err(Rejection::EvidenceMissing);
        }
        let on_record = context.facts.get::<ConfigurationItems>();
        let is_away = |phase: configuration_item::Phase| {
            phase == configuration_item::Phase::Quarantined || phase.is_gone()
        };
        let is_there = |item: &&Key| !on_record.phase_of(item).is_some_and(is_away);
        let items: Vec<Key> = self.compromised.iter().filter(is_there).cloned().collect();
        if !items.is_empty() && not_quarantined.is_none() {
            return Err(Rejection::NotQuarantined { items });
        }
        Ok(vec![Contained { done, no_evidence, not_quarantined }.into()])
    }

    /// What was made use of is on record as a vulnerability.
    pub(super) fn eradicate(
        Eradicate { done, weakness }: Eradicate,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if let Weakness::Used(vulnerabilities) = &weakness {
            let known = context.facts.get::<Vulnerabilities>();
            match vulnerabilities.iter().find(|it| known.phase(it).is_none()) {
                Some(it) => {
                    return Err(Rejection::UnknownVulnerability { vulnerability: it.clone() });
                }
                None if vulnerabilities.is_empty() => return Err(Rejection::NoVulnerability),
                None if vulnerabilities.len() > LINKS_MAX => {
                    return Err(Rejection::TooMany { what: "vulnerabilities", max: LINKS_MAX });
                }
                None => {}
            }
        }
        Ok(vec![Eradicated { done, weakness }.into()])
    }

    pub(super) fn recover(command: Recover, context: &Context<'_>) -> Vec<Event> {
        let Recover { service_verified, controls_verified } = command;
        let review_due = context.recorded_now + super::open::policy(context).review_within;
        vec![Recovered { service_verified, controls_verified, review_due }.into()]
    }

    pub(super) fn relapse(Relapse { symptom }: Relapse) -> Vec<Event> {
        vec![Relapsed { symptom }.into()]
    }

    pub(super) fn resolve_minor(
        &self,
        ResolveMinor { done, unaffected }: ResolveMinor,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let is_low = self.grades.is_some_and(|grades| grades.is_lowest());
        if !is_low || self.has_leaked(context) || !self.compromised.is_empty() {
            return Err(Rejection::NotMinor);
        }
        let review_due = context.recorded_now + super::open::policy(context).review_within;
        Ok(vec![MinorResolved { done, unaffected, review_due }.into()])
    }
}
