//! What is given back for targets that were missed (ISO/IEC 20000-1, 6.1), by agreement and month.
//!
//! | Figure | Means |
//! | --- | --- |
//! | reached | of availability: as [there](crate::availability), for each service; of response and resolution: of the incidents and service requests of a priority that were logged in the month, the share that kept the target, of those whose clock has ended or is past due |
//! | tier | of the agreed tiers of the target that what was reached is below, the one that gives the most |
//! | credit | all tiers of the month together, the agreed cap at most |
//!
//! **Nothing counts twice.** Of outages that overlap, each instant counts once. An incident that is about
//! an outage for which something is given back, as lost availability, misses no target besides, nor does
//! one that it was merged with: they are left out of response and resolution, and named. Whether it is
//! given back is for the terms of the month of the outage. An incident that is part of another one is
//! that one, once. Months are those of the zone of the agreement's calendar, and the terms are those in
//! force when the month begins, as with availability.

use super::report::Judged;
use super::{CaseId, Kind, ServiceLevels};
use crate::availability::{self, Month};
use engine::{Key, Span, Timestamp};
use processes::agreement::{AVAILABILITY, Credits, Measured, Priority, Terms, Tier};
use processes::clock::{AgreementVersion, Measure};
use processes::limits::Percent;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The most incidents that are named for a target, and the most service requests.
pub const NAMED_MAX: usize = 100;

/// What a report is to be about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// This agreement alone.
    pub agreement: Option<Key>,
    /// So many months, the one of the question among them.
    pub months: u16,
}

/// What is given back.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// What is true at this time.
    pub now: Timestamp,
    /// By agreement and month, in this order; only where something may be given back.
    pub rows: Vec<Row>,
}

/// An agreement in a month.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Which version of which agreement.
    pub agreement: AgreementVersion,
    /// With whom; none: with any customer.
    pub customer: Option<Key>,
    /// Which month: `2026-11`.
    pub month: String,
    /// Whether the month is over: until then it may become more, or less.
    pub is_over: bool,
    /// What is given back, as a share of what is paid for the month.
    pub credit: Percent,
    /// The most there is.
    pub cap: Percent,
    /// The targets for which something may be given back.
    pub targets: Vec<Target>,
}

/// A target in a month.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Target {
    /// Which.
    pub target: Measured,
    /// Of which service, where each is measured for itself.
    pub service: Option<Key>,
    /// What was to be reached.
    pub at_least: Option<Percent>,
    /// What was reached; none where there was nothing to measure.
    pub reached: Option<Percent>,
    /// The tier that this falls into: less than this.
    pub below: Option<Percent>,
    /// What is given back for it.
    pub credit: Percent,
    /// How many incidents and service requests missed it.
    pub missed: usize,
    /// The incidents that missed it, or that lost outages are about, at most [`NAMED_MAX`].
    pub incidents: Vec<Key>,
    /// The service requests that missed it, at most [`NAMED_MAX`].
    pub service_requests: Vec<Key>,
    /// The incidents that missed it, and are left out: of each it is given back what availability it
    /// cost.
    pub left_out: Vec<Key>,
}

impl ServiceLevels {
    /// What is given back, at `now`.
    #[must_use]
    pub fn credits(&self, asked: &Asked, now: Timestamp) -> Report {
        let months = asked.months.clamp(1, availability::MONTHS_MAX);
        // An outage of the month before may be what an incident of the first month is about.
        let within = availability::Asked { service: None, months: months.saturating_add(1) };
        let services = self.availability.report(&within, now).rows;
        let is_asked = |month: &Month<'_>| {
            let is_it = asked.agreement.as_ref().is_none_or(|it| it == month.key);
            is_it && !month.terms.credits.tiers.is_empty()
        };
        let agreed = self.availability.agreed_months(months, now);
        let agreed: Vec<_> = agreed.into_iter().filter(is_asked).collect();
        let terms: BTreeMap<_, &Terms> = self
            .availability
            .agreed_months(months.saturating_add(1), now)
            .into_iter()
            .map(|month| ((month.version.key, month.name), month.terms))
            .collect();
        // By what was agreed in the month of the outage.
        let is_credited = |row: &availability::Row| {
            let agreed = terms.get(&(row.agreement.key.clone(), row.month.clone()));
            agreed.is_some_and(|terms| given_back(terms, row).is_some())
        };
        let judged: Vec<_> =
            if agreed.is_empty() { Vec::new() } else { self.judged(now).collect() };
        let row = |month: Month<'_>| {
            let of_it = |row: &&availability::Row| row.agreement.key == month.version.key;
            let services: Vec<_> = services.iter().filter(of_it).collect();
            let credited = services.iter().filter(|row| is_credited(row));
            let credited = credited.flat_map(|row| &row.outages);
            let credited = credited.filter(|outage| outage.counted > Span::ZERO);
            let incidents = credited.filter_map(|outage| outage.incident.as_ref());
            let wholes = incidents.map(|incident| self.whole(incident)).collect();
            month.row(&services, &judged, &Credited { levels: self, wholes })
        };
        Report { now, rows: agreed.into_iter().map(row).collect() }
    }
}

/// The tier of what was reached of the availability of a service.
fn given_back<'a>(terms: &'a Terms, row: &availability::Row) -> Option<&'a Tier> {
    let reached = row.figures.availability?;
    let tiers = terms.credits.tiers.iter();
    let target = tiers.map(|tier| &tier.target).find(|target| is_availability(target))?;
    terms.credits.tier(target, reached)
}

fn is_availability(target: &Measured) -> bool {
    matches!(target, Measured::Service(name) if **name == *AVAILABILITY)
}

/// The incidents about outages for which something is given back.
struct Credited<'a> {
    levels: &'a ServiceLevels,
    /// Those that they are part of.
    wholes: BTreeSet<&'a Key>,
}

impl Credited<'_> {
    /// Whether it is not part of another one.
    fn is_whole(&self, case: &CaseId) -> bool {
        case.process != Kind::Incident || *self.levels.whole(&case.key) == case.key
    }

    /// Whether it is one of them. An outage names incidents, and no service request.
    fn has(&self, case: &CaseId) -> bool {
        case.process == Kind::Incident && self.wholes.contains(self.levels.whole(&case.key))
    }
}

impl Month<'_> {
    fn row(
        &self,
        services: &[&availability::Row],
        judged: &[Judged],
        credited: &Credited<'_>,
    ) -> Row {
        let Credits { tiers, cap } = &self.terms.credits;
        let targets: BTreeSet<_> = tiers.iter().map(|tier| &tier.target).collect();
        let targets: Vec<_> = targets
            .into_iter()
            .flat_map(|target| match target {
                Measured::Service(_) => self.of_services(target, services),
                Measured::Response(priority) => {
                    vec![self.of_cases(target, Measure::Response, *priority, judged, credited)]
                }
                Measured::Resolution(priority) => {
                    vec![self.of_cases(target, Measure::Resolution, *priority, judged, credited)]
                }
            })
            .collect();
        let all = targets.iter().map(|target| u64::from(target.credit.parts_per_million())).sum();
        let all = Percent::share(all, Percent::ALL.parts_per_million().into());
        Row {
            agreement: self.version.clone(),
            customer: self.terms.party.clone(),
            month: self.name.clone(),
            is_over: self.is_over,
            credit: all.min(*cap),
            cap: *cap,
            targets,
        }
    }

    fn of_services(&self, target: &Measured, services: &[&availability::Row]) -> Vec<Target> {
        let in_month = services.iter().filter(|row| row.month == self.name);
        let one = |row: &&availability::Row| {
            let incidents = row.outages.iter().filter_map(|outage| outage.incident.clone());
            let incidents = incidents.take(NAMED_MAX).collect();
            let service = Some(row.service.clone());
            let counted = Target { service, incidents, ..self.target(target) };
            counted.reached(row.figures.availability, &self.terms.credits)
        };
        in_month.map(one).collect()
    }

    fn of_cases(
        &self,
        target: &Measured,
        measure: Measure,
        priority: Priority,
        judged: &[Judged],
        credited: &Credited<'_>,
    ) -> Target {
        let of_it = |case: &&Judged| {
            *case.agreement == *self.version.key
                && case.priority == Some(priority)
                && self.range.contains(&case.logged_at)
        };
        let cases: Vec<_> = judged.iter().filter(of_it).collect();
        let missed = cases.iter().filter(|case| case.kept(measure) == Some(false));
        let missed = missed.map(|case| &case.id);
        let (left_out, mut missed): (Vec<_>, Vec<_>) = missed.partition(|case| credited.has(case));
        // What is part of another one is that one, once.
        missed.retain(|case| credited.is_whole(case));
        let met = cases.iter().filter(|case| case.kept(measure) == Some(true));
        let met = met.filter(|case| credited.is_whole(&case.id)).count();
        let all = met + missed.len();
        let reached = (all > 0).then(|| Percent::share(met as u64, all as u64));
        let counted = Target {
            missed: missed.len(),
            incidents: named(&missed, Kind::Incident),
            service_requests: named(&missed, Kind::ServiceRequest),
            left_out: named(&left_out, Kind::Incident),
            ..self.target(target)
        };
        counted.reached(reached, &self.terms.credits)
    }

    fn target(&self, target: &Measured) -> Target {
        Target {
            target: target.clone(),
            service: None,
            at_least: self.terms.at_least(target),
            reached: None,
            below: None,
            credit: Percent::default(),
            missed: 0,
            incidents: Vec::new(),
            service_requests: Vec::new(),
            left_out: Vec::new(),
        }
    }
}

/// Those of a kind that are named.
fn named(cases: &[&CaseId], kind: Kind) -> Vec<Key> {
    let of_it = cases.iter().filter(|case| case.process == kind);
    of_it.take(NAMED_MAX).map(|case| case.key.clone()).collect()
}

impl Target {
    fn reached(self, reached: Option<Percent>, credits: &Credits) -> Self {
        let tier = reached.and_then(|reached| credits.tier(&self.target, reached));
        let (below, credit) = (tier.map(|tier| tier.below), tier.map(|tier| tier.credit));
        Self { reached, below, credit: credit.unwrap_or_default(), ..self }
    }
}
