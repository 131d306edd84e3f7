//! Logging, classification, priority, assignment: what is known at once is recorded at once.

use super::service_level::{Agreed, clock};
use super::value::{By, Dues, Grade, Override, Triage};
use super::{
    Assign, Assigned, Classified, Classify, DataLeaked, Event, FlagSecurity, Incident, Log, Logged,
    Phase, Prioritise, Prioritised, Reassign, Reassigned, Reclassified, Reclassify, Rejection,
    Reprioritise, Reprioritised, SecurityFlagged,
};
use crate::agreement::{Level, Priority, Terms};
use crate::facts::Roles;
use crate::limits::{Label, Text};
use crate::personal::Personal;
use crate::roles::{MONITORING, RECORDER, SERVICE_DESK};
use engine::{Actor, Context, Key};

/// What stands between what has failed and the version of its record that says so.
const FAILED: &str = "-failed-";

/// What the incident is called that a failure leads to, by what has failed and the version of its record
/// that says so.
pub(crate) fn of_failure(failed: &Key, version: u64) -> Option<Key> {
    Key::new(&format!("{failed}{FAILED}{version}")).ok()
}

/// Whether one is called so.
fn is_of_failure(incident: &Key) -> bool {
    let version = incident.as_escaped().rsplit_once(FAILED).map(|(_, version)| version);
    version.is_some_and(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A priority by the matrix, or other than that with a reason.
pub(super) struct Judged {
    pub(super) matrix: Priority,
    pub(super) priority: Priority,
    pub(super) override_reason: Option<Text>,
}

impl Judged {
    pub(super) fn by(
        terms: &Terms,
        impact: Level,
        urgency: Level,
        other: Option<&Override>,
    ) -> Self {
        let matrix = terms.priority(impact, urgency);
        match other.filter(|other| other.priority != matrix) {
            None => Self { matrix, priority: matrix, override_reason: None },
            Some(Override { priority, reason }) => {
                Self { matrix, priority: *priority, override_reason: Some(reason.clone()) }
            }
        }
    }
}

/// Whoever says that it is broken is affected, unless another one is named. The engine is not.
fn reporter(command: &Log, context: &Context<'_>) -> Option<Personal<Label>> {
    let says_so = command.monitor.is_none() && !context.caller.door.is_internal();
    let name = says_so.then(|| context.caller.actor.to_string())?;
    Label::new(&name).ok().map(Personal::Clear)
}

impl Incident {
    pub(super) fn log(command: &Log, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        if !context.caller.door.is_internal() && is_of_failure(context.key) {
            return Err(Rejection::NameOfRule { key: context.key.clone() });
        }
        let caller = command.caller.clone().or_else(|| reporter(command, context));
        if caller.is_none() && command.monitor.is_none() {
            return Err(Rejection::ReporterMissing);
        }
        let triage = Triage {
            category: command.category.clone(),
            subcategory: command.subcategory.clone(),
            business_grade: command.business_grade,
            security_grade: command.security_grade,
            impact: command.impact,
            urgency: command.urgency,
            priority: command.priority.clone(),
            group: command.group.clone(),
            assignee: command.assignee.clone(),
        };
        let agreed = Agreed::now(Some(&command.service), command.customer.as_ref(), context);
        let mut events = vec![
            Logged {
                summary: command.summary.clone(),
                description: command.description.clone(),
                caller,
                monitor: command.monitor.clone(),
                opened_by: command.opened_by.clone(),
                service: command.service.clone(),
                customer: command.customer.clone(),
                configuration_item: command.configuration_item.clone(),
                details: command.details.clone(),
                triage: triage.clone(),
                triage_due: clock(context) + agreed.terms.triage_limit,
            }
            .into(),
        ];
        if may_triage(context) {
            advance(&mut events, Phase::Logged, &triage, &agreed, context);
        }
        Ok(events)
    }

    pub(super) fn classify(
        &self,
        command: &Classify,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let said = Triage {
            category: command.category.clone(),
            subcategory: command.subcategory.clone(),
            business_grade: command.business_grade,
            security_grade: command.security_grade,
            impact: command.impact,
            urgency: command.urgency,
            priority: command.priority.clone(),
            group: command.group.clone(),
            assignee: command.assignee.clone(),
        };
        self.advanced(Phase::Logged, said, context, Rejection::CategoryMissing)
    }

    pub(super) fn prioritise(
        &self,
        command: &Prioritise,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let said = Triage {
            impact: command.impact,
            urgency: command.urgency,
            priority: command.priority.clone(),
            group: command.group.clone(),
            assignee: command.assignee.clone(),
            ..Triage::default()
        };
        self.advanced(Phase::Classified, said, context, Rejection::ImpactOrUrgencyMissing)
    }

    /// As far as what is said and what is known go; `missing` if they go nowhere.
    fn advanced(
        &self,
        from: Phase,
        said: Triage,
        context: &Context<'_>,
        missing: Rejection,
    ) -> Result<Vec<Event>, Rejection> {
        let triage = said.or(&self.triage);
        let mut events = Vec::new();
        advance(&mut events, from, &triage, &self.agreed(context), context);
        if events.is_empty() { Err(missing) } else { Ok(events) }
    }

    pub(super) fn assign(&self, command: &Assign) -> Result<Vec<Event>, Rejection> {
        let (group, assignee) = self.named(command.group.as_ref(), command.assignee.as_ref())?;
        Ok(vec![Assigned { group, assignee, competence: command.competence.clone() }.into()])
    }

    pub(super) fn reassign(&self, command: &Reassign) -> Result<Vec<Event>, Rejection> {
        let (group, assignee) = self.named(command.group.as_ref(), command.assignee.as_ref())?;
        let (reason, dues) = (command.reason.clone(), Dues::default());
        Ok(vec![Reassigned { group, assignee, reason, dues }.into()])
    }

    /// The group and person named; a person alone stays in the group.
    fn named(
        &self,
        group: Option<&Label>,
        assignee: Option<&Actor>,
    ) -> Result<(Option<Label>, Option<Actor>), Rejection> {
        match (group, assignee) {
            (None, None) => Err(Rejection::NobodyNamed),
            (Some(group), assignee) => Ok((Some(group.clone()), assignee.cloned())),
            (None, assignee) => Ok((self.assigned().0.cloned(), assignee.cloned())),
        }
    }

    pub(super) fn reprioritise(
        &self,
        command: &Reprioritise,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let impact = command.impact.or(self.triage.impact);
        let urgency = command.urgency.or(self.triage.urgency);
        let (Some(impact), Some(urgency)) = (impact, urgency) else {
            return Err(Rejection::ImpactOrUrgencyMissing);
        };
        if self.service_level.is_none() {
            return Err(Rejection::NotPrioritised);
        }
        let agreed = self.agreed(context);
        let judged = Judged::by(&agreed.terms, impact, urgency, command.priority.as_ref());
        let known = (self.triage.impact, self.triage.urgency, self.priority);
        if known == (Some(impact), Some(urgency), Some(judged.priority)) {
            return Ok(Vec::new());
        }
        let promise = agreed.promise(judged.priority);
        Ok(vec![
            Reprioritised {
                impact,
                urgency,
                matrix: judged.matrix,
                priority: judged.priority,
                override_reason: judged.override_reason,
                reason: command.reason.clone(),
                promise,
                notice_due: clock(context) + promise.notice_interval,
                dues: Dues::default(),
            }
            .into(),
        ])
    }

    pub(super) fn reclassify(&self, command: &Reclassify) -> Result<Vec<Event>, Rejection> {
        let known = &self.triage;
        let category = command.category.as_ref().or(known.category.as_ref());
        let category = category.ok_or(Rejection::CategoryMissing)?.clone();
        let subcategory = match &command.category {
            // A subcategory belongs to its category.
            Some(other) if known.category.as_ref() != Some(other) => command.subcategory.clone(),
            Some(_) | None => command.subcategory.clone().or_else(|| known.subcategory.clone()),
        };
        let business = command.business_grade.or(known.business_grade).unwrap_or_default();
        let security = command.security_grade.or(known.security_grade).unwrap_or_default();
        let unchanged = known.category.as_ref() == Some(&category)
            && known.subcategory == subcategory
            && known.business_grade == Some(business)
            && known.security_grade == Some(security);
        if unchanged {
            return Ok(Vec::new());
        }
        let mut events = vec![
            Reclassified {
                category,
                subcategory,
                business_grade: business,
                security_grade: security,
                reason: command.reason.clone(),
            }
            .into(),
        ];
        if security > self.security_flagged.unwrap_or_default() {
            events.push(SecurityFlagged { grade: security, note: None }.into());
        }
        Ok(events)
    }

    pub(super) fn flag_security(&self, command: &FlagSecurity) -> Result<Vec<Event>, Rejection> {
        let grade = command.grade.or(self.triage.security_grade).unwrap_or_default();
        if grade == Grade::None {
            return Err(Rejection::SecurityGradeMissing);
        }
        if self.security_flagged == Some(grade) && command.note.is_none() {
            return Ok(Vec::new());
        }
        Ok(vec![SecurityFlagged { grade, note: command.note.clone() }.into()])
    }

    /// Nothing touches security more. It is flagged anew in any case: whoever saw to it may be done.
    pub(super) fn report_leak(&self) -> Vec<Event> {
        if self.leaked_at.is_some() {
            return Vec::new();
        }
        vec![SecurityFlagged { grade: Grade::High, note: None }.into(), DataLeaked {}.into()]
    }
}

/// Whether what the caller says takes effect at once. What a user wishes waits for the desk: the
/// roles of `log` are more than those of the steps that may follow it.
fn may_triage(context: &Context<'_>) -> bool {
    let (roles, caller) = (context.facts.get::<Roles>(), context.caller);
    let holds = |role| roles.holds(&caller.actor, role, context.recorded_now);
    caller.door.is_internal() || holds(SERVICE_DESK) || holds(MONITORING) || holds(RECORDER)
}

/// Takes the steps that `triage` is enough for, one after the other.
fn advance(
    events: &mut Vec<Event>,
    from: Phase,
    triage: &Triage,
    agreed: &Agreed<'_>,
    context: &Context<'_>,
) {
    if from == Phase::Logged {
        let Some(category) = triage.category.clone() else { return };
        let by = |said: bool| if said { By::Sender } else { By::Rule };
        let as_impact = triage.impact.map_or(Grade::Medium, Grade::from);
        let security = triage.security_grade.unwrap_or_default();
        events.push(
            Classified {
                category,
                subcategory: triage.subcategory.clone(),
                business_grade: triage.business_grade.unwrap_or(as_impact),
                business_grade_by: by(triage.business_grade.is_some()),
                security_grade: security,
                security_grade_by: by(triage.security_grade.is_some()),
            }
            .into(),
        );
        if security > Grade::None {
            events.push(SecurityFlagged { grade: security, note: None }.into());
        }
    }
    let (Some(impact), Some(urgency)) = (triage.impact, triage.urgency) else { return };
    let judged = Judged::by(&agreed.terms, impact, urgency, triage.priority.as_ref());
    let service_level = agreed.service_level(judged.priority, context);
    events.push(
        Prioritised {
            impact,
            urgency,
            matrix: judged.matrix,
            priority: judged.priority,
            override_reason: judged.override_reason,
            notice_due: clock(context) + service_level.promise.notice_interval,
            service_level,
            dues: Dues::default(),
        }
        .into(),
    );
    let (group, assignee) = (triage.group.clone(), triage.assignee.clone());
    if group.is_some() || assignee.is_some() {
        events.push(Assigned { group, assignee, competence: None }.into());
    }
}
