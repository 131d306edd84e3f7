//! What is agreed: the content of an agreement, and the defaults that hold until there is one.
//!
//! Every field has a default, so that whoever drafts writes only what differs. A default is not
//! yet agreed: it becomes so when both parties sign terms that hold it.

use super::credits::Credits;
use crate::interval::Interval;
use crate::limits::{Label, List, Percent, Text, label, text};
use engine::{Key, Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What kind of agreement it is.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    Eq,
    Hash,
    Ord,
    PartialEq,
    PartialOrd,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Service level agreement with a customer (6.1).
    #[default]
    Sla,
    /// Written agreement with an internal group, or with a customer that supplies a component
    /// (6.1, last paragraph).
    Ola,
    /// The targets of a contract with a supplier (7.2) that a service rests on.
    Contract,
}

/// How bad it is, 1 being the worst.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
pub enum Priority {
    /// The business is interrupted.
    P1,
    /// A local effect.
    P2,
    /// An inconvenience with a way round.
    P3,
    /// Hardly any effect.
    P4,
}

impl Priority {
    /// All of them, the worst first.
    pub const ALL: [Self; 4] = [Self::P1, Self::P2, Self::P3, Self::P4];
}

/// How far an effect reaches, or how soon it is felt.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Far; at once.
    High,
    /// Some way; soon.
    Medium,
    /// Hardly; whenever.
    Low,
}

impl Level {
    /// All of them, the worst first.
    pub const ALL: [Self; 3] = [Self::High, Self::Medium, Self::Low];
}

/// One value for each level.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ByLevel<T> {
    /// For [`Level::High`].
    pub high: T,
    /// For [`Level::Medium`].
    pub medium: T,
    /// For [`Level::Low`].
    pub low: T,
}

impl<T> ByLevel<T> {
    /// The one for a level.
    #[must_use]
    pub const fn get(&self, level: Level) -> &T {
        match level {
            Level::High => &self.high,
            Level::Medium => &self.medium,
            Level::Low => &self.low,
        }
    }
}

/// One value for each priority.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ByPriority<T> {
    /// For [`Priority::P1`].
    pub p1: T,
    /// For [`Priority::P2`].
    pub p2: T,
    /// For [`Priority::P3`].
    pub p3: T,
    /// For [`Priority::P4`].
    pub p4: T,
}

impl<T> ByPriority<T> {
    /// The one for a priority.
    #[must_use]
    pub const fn get(&self, priority: Priority) -> &T {
        match priority {
            Priority::P1 => &self.p1,
            Priority::P2 => &self.p2,
            Priority::P3 => &self.p3,
            Priority::P4 => &self.p4,
        }
    }
}

/// From impact (rows) and urgency (columns) to priority.
pub type Matrix = ByLevel<ByLevel<Priority>>;

/// What a priority promises, in open time of the agreement's calendar.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Targets {
    /// Until somebody responds.
    pub response: Span,
    /// Until it works again.
    pub resolution: Span,
    /// How often the customer is told of progress, in real time (8.1).
    pub notice_interval: Span,
    /// The share of cases of a period that must keep their response target.
    pub response_share: Percent,
    /// The share of cases of a period that must keep their resolution target.
    pub resolution_share: Percent,
}

/// A reason to put work on hold that the agreement allows. Any other is refused.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldRule {
    /// The reason: `awaiting_customer`.
    pub reason: Label,
    /// Whether it stops the resolution clock.
    pub pauses: bool,
}

/// A target that is measured as a share, such as availability.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceTarget {
    /// What it is called: `availability`.
    pub name: Label,
    /// What must be reached in each period.
    pub at_least: Percent,
    /// How it is reckoned.
    pub statement: Text,
}

/// When the targets do not hold.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// What it is called.
    pub name: Label,
    /// What it covers.
    pub statement: Text,
}

/// When a major incident is one (8.1): all conditions that are given hold.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MajorIncident {
    /// In words.
    pub statement: Text,
    /// From this priority on, if it depends on one.
    #[serde(default)]
    pub priority: Option<Priority>,
    /// From this impact on, if it depends on one.
    #[serde(default)]
    pub impact: Option<Level>,
    /// How soon top management is told.
    pub notice_limit: Span,
    /// How soon a manager is named.
    pub manager_limit: Span,
    /// How soon after restoration it is reviewed.
    pub review_limit: Span,
}

impl MajorIncident {
    /// Whether an incident of this priority and impact is one. Without any condition in numbers,
    /// none is by itself.
    #[must_use]
    pub fn matches(&self, priority: Priority, impact: Level) -> bool {
        let stated = self.priority.is_some() || self.impact.is_some();
        stated
            && self.priority.is_none_or(|least| priority <= least)
            && self.impact.is_none_or(|least| impact <= least)
    }
}

/// The terms that provider and customer agree in writing (7.1, 8.1, 9.2, 9.3).
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Definitions {
    /// What a major incident is.
    pub major_incident: MajorIncident,
    /// What an emergency change is.
    pub emergency_change: Text,
    /// What an emergency release is.
    pub emergency_release: Text,
    /// What a complaint is.
    pub complaint: Text,
}

/// From when until when it is agreed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Term {
    /// Not before this instant; when it is agreed, if that is later or this is not given.
    pub start: Option<Timestamp>,
    /// Until this instant; with no end in sight if it is not given.
    pub end: Option<Timestamp>,
}

/// The content of an agreement.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// What kind of agreement it is.
    pub kind: Kind,
    /// Whose it is: the customer of an SLA, the group of an OLA, the supplier of a contract. None:
    /// any customer.
    pub party: Option<Key>,
    /// The services it covers. None: all.
    pub services: List<Key>,
    /// Activities and interfaces: what an OLA is about (6.1).
    pub activities: List<Text>,
    /// The calendar whose open time counts.
    pub calendar: Key,
    /// From impact and urgency to priority.
    pub priorities: Matrix,
    /// What each priority promises.
    pub targets: ByPriority<Targets>,
    /// Further targets.
    pub service_targets: List<ServiceTarget>,
    /// The share of a target after which a warning is due.
    pub warning_share: Percent,
    /// The reasons for which work may be held.
    pub holds: List<HoldRule>,
    /// How long an incident may wait for its priority, in real time.
    pub triage_limit: Span,
    /// How long work may be held without a look at it, in real time.
    pub hold_limit: Span,
    /// How long silence takes to become consent to a resolution, in real time.
    pub confirmation_period: Span,
    /// How long after its resolution an incident may be reopened, in real time.
    pub reopen_window: Span,
    /// What the words mean.
    pub definitions: Definitions,
    /// The workload the targets are made for (6.1).
    pub workload: List<Text>,
    /// When the targets do not hold (6.1).
    pub exceptions: List<Exception>,
    /// The OLAs and contracts that the targets rest on.
    pub rests_on: List<Key>,
    /// From when until when.
    pub term: Term,
    /// How often it is measured.
    pub measurement_period: Interval,
    /// How often it is reviewed.
    pub review_interval: Interval,
    /// How long before its end a review of its renewal begins.
    pub renewal_notice: Span,
    /// What is given back where a target was missed.
    pub credits: Credits,
}

impl Terms {
    /// The priority of an impact and an urgency.
    #[must_use]
    pub const fn priority(&self, impact: Level, urgency: Level) -> Priority {
        *self.priorities.get(impact).get(urgency)
    }

    /// What a priority promises.
    #[must_use]
    pub const fn targets(&self, priority: Priority) -> &Targets {
        self.targets.get(priority)
    }

    /// Whether a hold for `reason` stops the resolution clock; `None` where it is not allowed.
    #[must_use]
    pub fn pauses(&self, reason: &str) -> Option<bool> {
        self.holds.iter().find(|rule| &*rule.reason == reason).map(|rule| rule.pauses)
    }
}

/// The name of the calendar that is always open.
pub const ALWAYS: &str = "always";

/// The promise of a priority, unless another is agreed.
const fn promise(response: Span, resolution: Span, notice_interval: Span) -> Targets {
    let share = Percent::of_hundred(95);
    Targets {
        response,
        resolution,
        notice_interval,
        response_share: share,
        resolution_share: share,
    }
}

/// The defaults. Response times of P1 and P2 and the three days of silence are given by the
/// requirements; every other figure is an assumption to be replaced by an agreement.
impl Default for Terms {
    fn default() -> Self {
        use Priority::{P1, P2, P3, P4};
        let (minutes, hours, days) = (Span::from_minutes, Span::from_hours, Span::from_days);
        Self {
            kind: Kind::Sla,
            party: None,
            services: List::empty(),
            activities: List::empty(),
            calendar: Key::new(ALWAYS).unwrap_or_else(|_| unreachable!()),
            priorities: ByLevel {
                high: ByLevel { high: P1, medium: P2, low: P3 },
                medium: ByLevel { high: P2, medium: P3, low: P4 },
                low: ByLevel { high: P3, medium: P4, low: P4 },
            },
            targets: ByPriority {
                p1: promise(minutes(15), hours(4), minutes(30)),
                p2: promise(hours(1), hours(8), hours(2)),
                p3: promise(hours(4), days(3), days(1)),
                p4: promise(days(1), days(5), days(2)),
            },
            service_targets: List::empty(),
            warning_share: Percent::of_hundred(75),
            holds: [("awaiting_customer", true), ("awaiting_supplier", false)]
                .map(|(reason, pauses)| HoldRule { reason: label(reason), pauses })
                .into(),
            triage_limit: minutes(15),
            hold_limit: days(5),
            confirmation_period: days(3),
            reopen_window: days(3),
            definitions: Definitions::default(),
            workload: List::empty(),
            exceptions: List::empty(),
            rests_on: List::empty(),
            term: Term::default(),
            measurement_period: Interval::Months(1),
            review_interval: Interval::Months(12),
            renewal_notice: days(60),
            credits: Credits::default(),
        }
    }
}

/// The defaults, to be replaced by what is agreed.
impl Default for Definitions {
    fn default() -> Self {
        Self {
            major_incident: MajorIncident {
                statement: text("an incident of priority 1"),
                priority: Some(Priority::P1),
                impact: None,
                notice_limit: Span::from_minutes(15),
                manager_limit: Span::from_minutes(30),
                review_limit: Span::from_days(5),
            },
            emergency_change: text(
                "a change that must be made at once to restore a service, to end a breach of \
                 security, or to avert either",
            ),
            emergency_release: text("a release that holds emergency changes only"),
            complaint: text(
                "any expression of dissatisfaction with a service to which an answer is expected",
            ),
        }
    }
}
