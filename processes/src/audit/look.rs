//! What is looked at, and what is found.

use super::prepare::{all_standards, is_another};
use super::terms::Evidence;
use super::{
    Audit, ConformityRecorded, Event, EvidenceCollected, FINDINGS_MAX, FieldworkFinished,
    FindingRecorded, FindingWithdrawn, Finish, Found, ItemTraced, Moved, RecordConformity,
    RecordFinding, Rejection, Resumed, Started, Suspend, Suspended, TraceItem, WithdrawFinding,
};
use crate::facts::{Audits, Nonconformities, Touched, Windows};
use crate::nonconformity::{Clause, Record};
use crate::window::Kind;
use engine::{Context, Position, Span};

impl Audit {
    pub(super) fn start(&self, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        self.may_audit(context)?;
        if self.is_joint() {
            all_standards(self.auditors.values().flatten().copied())?;
            if self.sample.is_empty() {
                return Err(Rejection::NoSample);
            }
            let now = context.recorded_now;
            let windows = context.facts.get::<Windows>();
            let verdict = windows.verdict(Touched::default(), None, now, now + Span::from_nanos(1));
            if !verdict.blocks.iter().any(|block| block.kind == Kind::Audit) {
                return Err(Rejection::NotKeptClear);
            }
        }
        Ok(vec![Started {}.into()])
    }

    pub(super) fn suspend(command: Suspend) -> Vec<Event> {
        vec![Suspended { reason: command.reason }.into()]
    }

    pub(super) fn resume() -> Vec<Event> {
        vec![Resumed {}.into()]
    }

    pub(super) fn record_conformity(
        &self,
        command: RecordConformity,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let RecordConformity { clauses, evidence } = command;
        self.may_audit(context)?;
        if clauses.is_empty() {
            return Err(Rejection::NoCriteria);
        }
        let mut events = collected(&evidence, context)?;
        events.push(ConformityRecorded { clauses, evidence }.into());
        Ok(events)
    }

    pub(super) fn record_finding(
        &self,
        command: RecordFinding,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        self.may_audit(context)?;
        if command.clauses.is_empty() {
            return Err(Rejection::NoCriteria);
        }
        if self.findings.len() >= FINDINGS_MAX {
            return Err(Rejection::TooManyFindings);
        }
        let number = self.findings.len() as u64 + 1;
        let known_as = command.known_as.filter(|_| command.kind.is_nonconformity());
        let known = context.facts.get::<Nonconformities>();
        if let Some(nonconformity) = known_as.clone().filter(|it| !known.is_open(it)) {
            return Err(Rejection::NotOpen { nonconformity });
        }
        let mut events = collected(&command.evidence, context)?;
        let finding = FindingRecorded {
            number,
            kind: command.kind,
            clauses: command.clauses,
            summary: command.summary,
            statement: command.statement,
            evidence: command.evidence,
            services: command.services,
            configuration_items: command.configuration_items,
            known_as,
        };
        events.push(finding.into());
        Ok(events)
    }

    pub(super) fn trace_item(
        &self,
        command: TraceItem,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let TraceItem { item, results, evidence } = command;
        self.may_audit(context)?;
        if !self.sample.contains(&item) {
            return Err(Rejection::NotInSample { item });
        }
        all_standards(results.iter().map(|traced| traced.standard))?;
        let mut events = collected(&evidence, context)?;
        events.push(ItemTraced { item, results, evidence }.into());
        Ok(events)
    }

    /// Nobody takes back what was found about his own work.
    pub(super) fn withdraw_finding(
        &self,
        command: WithdrawFinding,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let WithdrawFinding { number, reason, reviewed } = command;
        self.finding(number)?;
        self.may_audit(context)?;
        Ok(vec![FindingWithdrawn { number, reason, reviewed }.into()])
    }

    /// A clause of which somebody has said something was looked at, also where that was taken back.
    pub(super) fn finish(
        &self,
        command: Finish,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let moved = command.moved;
        for elsewhere in &moved {
            is_another(elsewhere.audit.clone(), context)?;
            // Else it would be looked at by nobody.
            let Moved { clause, audit } = elsewhere.clone();
            if !context.facts.get::<Audits>().will_look_at(&audit, &clause) {
                return Err(Rejection::NotThere { audit, clause });
            }
        }
        let criteria = self.programme.iter().flat_map(|programme| &programme.criteria);
        let is_moved = |clause: &Clause| moved.iter().any(|it| it.clause == *clause);
        let open: Vec<Clause> = criteria
            .filter(|clause| !self.covered.contains(clause) && !is_moved(clause))
            .cloned()
            .collect();
        if !open.is_empty() {
            return Err(Rejection::NotCovered(open));
        }
        let untraced: Vec<Record> = self.sample.difference(&self.traced).cloned().collect();
        if !untraced.is_empty() {
            return Err(Rejection::NotTraced(untraced));
        }
        Ok(vec![FieldworkFinished { moved }.into()])
    }

    /// A finding that was not taken back.
    pub(super) fn finding(&self, number: u64) -> Result<&Found, Rejection> {
        let found = self.findings.get(&number).filter(|found| !found.withdrawn);
        found.ok_or(Rejection::NoSuchFinding { number })
    }

    /// Refuses who is not assigned, and who has come to work in what he audits.
    pub(super) fn may_audit(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let actor = &context.caller.actor;
        if !self.auditors.contains_key(actor) {
            let assigned = self.auditors.keys().cloned().collect();
            return Err(Rejection::NotAssigned { actor: actor.clone(), assigned });
        }
        match self.worked(actor, self.looks_at(), context) {
            Some(worked) => Err(Rejection::WorkedInScope { auditor: actor.clone(), worked }),
            None => Ok(()),
        }
    }
}

/// The records that were looked at, as far as there are any.
fn collected(evidence: &Evidence, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
    let (events, head) = (evidence.events.clone(), context.head);
    if events.is_empty() && evidence.note.is_none() {
        return Err(Rejection::NoEvidence);
    }
    let missing = events.iter().find(|position| **position > head || position.0 == 0);
    if let Some(position) = missing.copied() {
        return Err(Rejection::NoSuchRecord { position, head: Position(head.0) });
    }
    let collected = (!events.is_empty()).then(|| EvidenceCollected { events }.into());
    Ok(collected.into_iter().collect())
}
