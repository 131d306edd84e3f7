//! How a security incident comes up, how grave it is, what is late, and how it ends early.

use super::terms::{Because, Duty, Grades, Major};
use super::{
    CisLinked, Dismiss, Dismissed, Escalate, Escalated, Event, IncidentLinked, LINKS_MAX, Merge,
    Merged, Open, Opened, Phase, Policy, PolicySet, Regrade, Regraded, Rejection, SecurityIncident,
    SetPolicy, TakeOver, TakenOver, TeamNotified, Triage, Triaged,
};
use crate::authority::holders;
use crate::facts::{Leaks, OpenMajors, RepeatCounters, Roles, SecurityIncidents};
use crate::incident::{Grade, Incident};
use crate::limits::{LIST_MAX, List};
use crate::roles::{SECURITY_OFFICER, TOP_MANAGEMENT};
use engine::{Actor, Context, Decider as _, Key, Role};
use std::collections::BTreeSet;

/// How long things may take.
pub(super) fn policy(context: &Context<'_>) -> Policy {
    context.facts.get::<SecurityIncidents>().policy().1
}

fn known<'a>(context: &Context<'a>) -> &'a SecurityIncidents {
    context.facts.get()
}

/// Those who hold a role now; as many as are named.
fn those_who_are(role: Role, context: &Context<'_>) -> List<Actor> {
    let mut holders = holders(context.facts.get::<Roles>(), role, context.recorded_now);
    holders.truncate(LIST_MAX);
    List::new(holders).unwrap_or_default()
}

/// Whether a key is the number of an incident, of now or to come: what is opened for that bears it.
fn is_incident_number(key: &Key) -> bool {
    let is_digit = |digit: u8| digit.is_ascii_digit();
    let number = Incident::NUMBERS.and_then(|letters| key.as_escaped().strip_prefix(letters));
    number.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(is_digit))
}

impl SecurityIncident {
    /// Whoever opens it need not be able to see it afterwards.
    pub(super) fn open(command: Open, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let new = Self::default();
        let is_of_it = command.incident.as_ref() == Some(context.key);
        if !context.caller.door.is_internal() && !is_of_it && is_incident_number(context.key) {
            return Err(Rejection::NumberOfIncident { key: context.key.clone() });
        }
        let mut items: BTreeSet<Key> = command.configuration_items.iter().cloned().collect();
        if let Some(incident) = &command.incident {
            new.may_link_incident(incident, context)?;
            let seen = context.facts.get::<RepeatCounters>().seen(incident);
            items.extend(seen.into_iter().flat_map(|seen| &seen.configuration_items).cloned());
        }
        let policy = policy(context);
        let is_p1 = |incident: &Key| context.facts.get::<Leaks>().is_p1(incident);
        let within = match &command.incident {
            Some(incident) if is_p1(incident) => policy.triage_p1_within,
            Some(_) | None => policy.triage_within,
        };
        let opened = Opened {
            summary: command.summary,
            description: command.description,
            source: command.source,
            incident: command.incident,
            triage_due: context.recorded_now + within,
        };
        let mut events: Vec<Event> = vec![opened.into()];
        if !items.is_empty() {
            let items: Vec<Key> = items.into_iter().take(LINKS_MAX).collect();
            let configuration_items = new.new_items(&items, context)?;
            events.push(CisLinked { configuration_items }.into());
        }
        events.push(Self::team_notified(context).into());
        Ok(events)
    }

    pub(super) fn team_notified(context: &Context<'_>) -> TeamNotified {
        let officers = those_who_are(SECURITY_OFFICER, context);
        let nobody = officers.is_empty();
        TeamNotified { to: if nobody { those_who_are(TOP_MANAGEMENT, context) } else { officers } }
    }

    pub(super) fn triage(
        &self,
        command: Triage,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Triage { grades, incident, leaked, compromised, duties, major } = command;
        let incident = incident.filter(|incident| !self.incidents.contains(incident));
        if let Some(incident) = &incident {
            self.may_link_incident(incident, context)?;
        }
        let incidents: Vec<&Key> = self.incidents.iter().chain(&incident).collect();
        if incidents.is_empty() {
            return Err(Rejection::NoIncident);
        }
        Self::may_grade(grades, None, major.as_ref(), &incidents, context)?;
        let items = self.new_items(&compromised, context)?;
        self.room_for(&duties)?;
        let linked = incident.map(|incident| Event::from(IncidentLinked { incident }));
        let items = (!items.is_empty()).then(|| CisLinked { configuration_items: items }.into());
        let triaged = Triaged { grades, leaked, compromised, duties, major };
        Ok(std::iter::once(triaged.into()).chain(linked).chain(items).collect())
    }

    pub(super) fn regrade(
        &self,
        command: Regrade,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Regrade { grades, leaked, compromised, duties, major, reason } = command;
        let incidents: Vec<&Key> = self.incidents.iter().collect();
        Self::may_grade(grades, self.grades, major.as_ref(), &incidents, context)?;
        let items = self.new_items(&compromised, context)?;
        self.room_for(&duties)?;
        let items = (!items.is_empty()).then(|| CisLinked { configuration_items: items }.into());
        let regraded = Regraded { grades, leaked, compromised, duties, major, reason };
        Ok(std::iter::once(regraded.into()).chain(items).collect())
    }

    /// It comes as early as its grades ask for; and what becomes one of the highest grade is a major
    /// incident, or somebody says why not.
    fn may_grade(
        grades: Grades,
        before: Option<Grades>,
        major: Option<&Major>,
        incidents: &[&Key],
        context: &Context<'_>,
    ) -> Result<(), Rejection> {
        if grades.security == Grade::None {
            return Err(Rejection::SecurityGradeMissing);
        }
        let latest = grades.latest();
        if grades.priority > latest {
            return Err(Rejection::PriorityTooLow { latest });
        }
        let was_highest = before.is_some_and(|before| before.security == Grade::High);
        let majors = context.facts.get::<OpenMajors>();
        match major {
            None if grades.security == Grade::High && !was_highest => {
                Err(Rejection::MajorUndecided)
            }
            Some(Major::Declared) if !incidents.iter().any(|it| majors.is_open(it)) => {
                Err(Rejection::MajorNotDeclared)
            }
            Some(_) | None => Ok(()),
        }
    }

    fn room_for(&self, duties: &[Duty]) -> Result<(), Rejection> {
        if self.duties.len() + duties.len() > LINKS_MAX {
            return Err(Rejection::TooMany { what: "obligations", max: LINKS_MAX });
        }
        Ok(())
    }

    pub(super) fn dismiss(Dismiss { reason, evidence }: Dismiss) -> Vec<Event> {
        vec![Dismissed { reason, evidence }.into()]
    }

    pub(super) fn escalate(
        &self,
        Escalate { because }: Escalate,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let to = those_who_are(TOP_MANAGEMENT, context);
        let due = match because {
            Because::Late(limit) => match self.due(limit) {
                Some(due) if due <= context.recorded_now => Some(due),
                due => return Err(Rejection::NotLate { limit, due }),
            },
            Because::Stated(_) => None,
        };
        Ok(vec![Escalated { because, due, to }.into()])
    }

    /// What is done about the other one is done about this one from then on: it is no further than
    /// this one is, or not contained yet, it is as grave, and the items that this one has shown not to
    /// be trusted are among its own.
    pub(super) fn merge(
        &self,
        Merge { parent }: Merge,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let known = known(context);
        if parent == *context.key || !known.is_open(&parent) {
            return Err(Rejection::NotOpen { security_incident: parent });
        }
        let latest = self.phase.max(Phase::Containing);
        if known.phase(&parent).is_some_and(|phase| phase > latest) {
            return Err(Rejection::ParentFurtherOn { parent });
        }
        let is_less = |grades: &Grades| !known.grades(&parent).is_some_and(|it| it.covers(grades));
        if self.grades.as_ref().is_some_and(is_less) {
            return Err(Rejection::ParentLessGrave { parent });
        }
        let trusted = self.compromised.iter().filter(|item| !known.is_compromised(&parent, item));
        let items: Vec<Key> = trusted.cloned().collect();
        if !items.is_empty() {
            return Err(Rejection::ParentItemsMissing { parent, items });
        }
        if self.duties.values().any(|notice| !notice.given) {
            return Err(Rejection::DutiesOpen);
        }
        Ok(vec![Merged { parent }.into()])
    }

    /// All that leads to what was merged into it leads here.
    pub(super) fn take_over(
        &self,
        TakeOver { child }: TakeOver,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Some(merged) = known(context).merged_into(&child, context.key) else {
            return Err(Rejection::NotMerged { child });
        };
        let new = |keys: &BTreeSet<Key>, own: &BTreeSet<Key>, what| {
            let new: Vec<Key> = keys.difference(own).cloned().collect();
            if own.len() + new.len() > LINKS_MAX {
                return Err(Rejection::TooMany { what, max: LINKS_MAX });
            }
            Ok(List::new(new).unwrap_or_default())
        };
        let incidents = new(&merged.incidents, &self.incidents, "incidents")?;
        let traces = new(&merged.traces, &self.traces, "nonconformities")?;
        let complaints = new(&merged.complaints, &self.complaints, "complaints")?;
        Ok(vec![TakenOver { child, incidents, traces, complaints, leaked: merged.leaked }.into()])
    }

    pub(super) fn set_policy(
        &self,
        SetPolicy { policy, document }: SetPolicy,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let held_by = known(context).policy_key();
        if let Some(key) = held_by.filter(|key| *key != context.key) {
            return Err(Rejection::PolicyElsewhere { key: key.clone() });
        }
        let figures = [
            ("triage_p1_within", policy.triage_p1_within),
            ("triage_within", policy.triage_within),
            ("review_within", policy.review_within),
        ];
        let is_out = |span| !(Policy::SPAN_MIN..=Policy::SPAN_MAX).contains(&span);
        if let Some((what, _)) = figures.into_iter().find(|(_, span)| is_out(*span)) {
            return Err(Rejection::Figure { what });
        }
        Ok(vec![PolicySet { version: self.versions + 1, policy, document }.into()])
    }
}
