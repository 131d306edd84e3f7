//! Whether what was recorded as a breach is one.

use super::case::{Breach, Case, agreement};
use super::cases::CaseId;
use super::{MEASURES, ServiceLevels};
use engine::{Position, Timestamp};
use processes::clock::{
    AgreementVersion, Calendar, CalendarVersion, Calendars, Measure, Reading, State, read,
};
use serde::Serialize;

/// A record, or what this model keeps, that the clock does not bear out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Discrepancy {
    /// The case.
    #[serde(flatten)]
    pub case: CaseId,
    /// Of which clock.
    pub measure: Measure,
    /// What is said.
    pub claim: Claim,
    /// What the clock showed then, by what was recorded up to there.
    pub reading: Option<Reading>,
}

/// What is said of a clock.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// A record says that it is past due.
    Missed {
        /// The record.
        position: Position,
        /// When it was due.
        due: Timestamp,
        /// By which agreement.
        agreement: AgreementVersion,
    },
    /// A record says that it is not past due after all.
    Superseded {
        /// The record.
        position: Position,
        /// When it is due.
        due_now: Option<Timestamp>,
        /// Where it stands.
        state: State,
    },
    /// This model keeps this of a clock that has ended.
    Ended {
        /// Where it stands.
        state: State,
    },
}

impl ServiceLevels {
    /// The recorded breaches and supersessions that differ from the clock's reading at their own
    /// position, and the kept results that differ from a reading now. There must be none.
    #[must_use]
    pub fn discrepancies(&self) -> Vec<Discrepancy> {
        let mut found = Vec::new();
        for (kind, key, case) in self.cases.all() {
            let id = CaseId::new(kind, key);
            for breach in &case.breaches {
                found.extend(self.check(&id, &case, breach));
            }
            for measure in MEASURES {
                found.extend(self.check_verdict(&id, &case, measure));
            }
        }
        found
    }

    fn check(&self, id: &CaseId, case: &Case, breach: &Breach) -> Vec<Discrepancy> {
        let measure = breach.measure;
        let differs = |claim, reading| Discrepancy { case: id.clone(), measure, claim, reading };
        let mut found = Vec::new();
        let at = breach.recorded;
        let reading = self.reading_at(case, measure, at.position, at.recorded_at);
        let agreement = agreement(&self.names, breach.agreement, breach.version);
        let borne_out = reading.as_ref().is_some_and(|reading| {
            (reading.state, reading.due) == (State::Breached, Some(breach.due))
                && reading.target.agreement == agreement
        });
        if !borne_out {
            let claim = Claim::Missed { position: at.position, due: breach.due, agreement };
            found.push(differs(claim, reading));
        }
        if let Some(superseded) = &breach.superseded {
            let (at, due_now, state) = (superseded.recorded, superseded.due_now, superseded.state);
            let reading = self.reading_at(case, measure, at.position, at.recorded_at);
            let shows = reading.as_ref().map(|reading| (reading.state, reading.due));
            if state == State::Breached || shows != Some((state, due_now)) {
                let claim = Claim::Superseded { position: at.position, due_now, state };
                found.push(differs(claim, reading));
            }
        }
        found
    }

    fn check_verdict(&self, id: &CaseId, case: &Case, measure: Measure) -> Option<Discrepancy> {
        let verdict = case.clock(measure).verdict?;
        let last_at = case.clock(measure).last_at()?;
        let timeline = self.timeline(case, measure)?;
        let reading = read(&timeline, &self.calendars_of(case), last_at);
        let shows = reading.as_ref().map(|reading| (reading.state, reading.elapsed));
        (shows != Some((verdict.state, verdict.elapsed))).then(|| Discrepancy {
            case: id.clone(),
            measure,
            claim: Claim::Ended { state: verdict.state },
            reading,
        })
    }

    /// What a clock showed by what was recorded up to a position.
    fn reading_at(
        &self,
        case: &Case,
        measure: Measure,
        position: Position,
        now: Timestamp,
    ) -> Option<Reading> {
        let mut timeline = self.timeline(case, measure)?;
        timeline.facts.retain(|fact| fact.position <= position.0);
        let level = case.service_level(&self.names)?;
        let versions = self.availability.calendars.versions(&level.calendar.key);
        if versions.is_empty() {
            return read(&timeline, &self.calendars_of(case), now);
        }
        let known = versions.iter().filter(|version| version.position <= position);
        let known = known.filter_map(|version| {
            Some(CalendarVersion {
                effective_from: version.effective_from,
                position: version.position.0,
                calendar: Calendar::new(&version.hours).ok()?,
            })
        });
        read(&timeline, &Calendars::new(known), now)
    }
}
