use super::task_of_cause;
use crate::facts::{Audits, Nonconformities, OpenTasks};
use crate::limits::{label, text_or};
use crate::nonconformity::{self, Finding, Source};
use crate::roles::AUDITOR;
use crate::task::{self, Open, Subject, Task};
use crate::{audit, audit::Event};
use engine::{
    DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef, Span,
};

/// Whenever a nonconformity that audits found is verified, the auditor is asked to verify and report
/// that there, too (4.5.4.2.10). Within ten days: an assumption.
///
/// One task for each finding; done when that is on record at the audit. Outward: it reaches people.
#[derive(Clone, Copy, Debug)]
pub struct VerifiedNonconformityIsToBeVerifiedByItsAudit;

const WITHIN: Span = Span::from_days(10);

impl Policy for VerifiedNonconformityIsToBeVerifiedByItsAudit {
    fn name(&self) -> &'static str {
        "verified-nonconformity-is-to-be-verified-by-its-audit"
    }

    fn edges(&self) -> Vec<Edge> {
        let of_it = |heard| (nonconformity::NAME, heard);
        let edge = |heard, only_if, sent| Edge::when(heard, only_if, (task::NAME, sent));
        vec![
            edge(of_it("verified"), "an audit found it", "open"),
            edge((audit::NAME, "action_verified"), "its task is open", "complete"),
            edge(of_it("verification_failed"), "its task is open", "cancel"),
        ]
    }

    fn facts(&self) -> Vec<NewFact> {
        let audits = NewFact::of::<Audits>();
        vec![audits, NewFact::of::<Nonconformities>(), NewFact::of::<OpenTasks>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        if record.process == audit::NAME {
            let event = Event::decode(record.event, record.schema, record.payload)?;
            let Event::ActionVerified(verified) = event else { return Ok(Vec::new()) };
            let cause = cause(&Finding { audit: key, number: verified.number });
            return Ok(task_of_cause::done_by(record, cause, facts).into_iter().collect());
        }
        let known = facts.get::<Nonconformities>();
        let findings = known.sources_of(&key).filter_map(Source::finding);
        if record.event == "verified" {
            let owed = findings.filter(|finding| facts.get::<Audits>().owes(finding));
            return Ok(owed.map(|finding| ask(&key, finding, record)).collect());
        }
        let moot = |finding: &Finding| task_of_cause::moot_by(record, cause(finding), facts);
        Ok(findings.filter_map(moot).collect())
    }
}

fn cause(finding: &Finding) -> Key {
    task::cause(audit::NAME, &finding.audit, &format!("verify_action-{}", finding.number))
}

fn ask(nonconformity: &Key, finding: &Finding, record: &RecordRef<'_>) -> Dispatch {
    let about = Subject::of(audit::NAME, finding.audit.clone());
    let ask = format!(
        "verify that finding {} is mended, and report that: nonconformity {nonconformity} is \
         verified",
        finding.number
    );
    let ask = text_or(&ask, "verify that a finding is mended, and report that");
    let due = record.metadata.recorded_at + WITHIN;
    let command = label(&format!("{}.verify_action", audit::NAME));
    Dispatch::to::<Task>(cause(finding), Open::for_role(AUDITOR, about, ask, command, due))
}
