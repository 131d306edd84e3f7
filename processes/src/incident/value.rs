//! What the events and commands of an incident are made of. Durable: a layout here is versioned
//! with every event that uses it.

use crate::agreement::terms::Targets;
use crate::agreement::{Level, Priority};
use crate::clock::AgreementVersion;
use crate::limits::{Label, Text};
use engine::{Actor, Key, Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How grave it is: for the business, or for security.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    Deserialize,
    Eq,
    Hash,
    JsonSchema,
    Ord,
    PartialEq,
    PartialOrd,
    Serialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Not at all.
    #[default]
    None,
    /// A little.
    Low,
    /// Clearly.
    Medium,
    /// Gravely.
    High,
}

impl From<Level> for Grade {
    fn from(level: Level) -> Self {
        match level {
            Level::High => Self::High,
            Level::Medium => Self::Medium,
            Level::Low => Self::Low,
        }
    }
}

/// Who says a value.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Whoever sent the command.
    Sender,
    /// A rule, because nobody said.
    Rule,
}

/// A priority other than the matrix gives (8.1.4: a reasoned override).
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// The priority.
    pub priority: Priority,
    /// Why not the matrix's.
    pub reason: Text,
}

/// All that triage asks for, as far as it is known.
#[derive(Clone, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Triage {
    /// What kind it is.
    pub category: Option<Label>,
    /// More precisely.
    pub subcategory: Option<Label>,
    /// How grave for the business.
    pub business_grade: Option<Grade>,
    /// How grave for security.
    pub security_grade: Option<Grade>,
    /// How bad the effect is.
    pub impact: Option<Level>,
    /// How little it can wait.
    pub urgency: Option<Level>,
    /// A priority other than the matrix gives.
    pub priority: Option<Override>,
    /// Which group gets it.
    pub group: Option<Label>,
    /// Who gets it.
    pub assignee: Option<Actor>,
}

impl Triage {
    /// What is said here, and where nothing is said, what `known` says.
    #[must_use]
    pub fn or(self, known: &Self) -> Self {
        let known = known.clone();
        Self {
            category: self.category.or(known.category),
            subcategory: self.subcategory.or(known.subcategory),
            business_grade: self.business_grade.or(known.business_grade),
            security_grade: self.security_grade.or(known.security_grade),
            impact: self.impact.or(known.impact),
            urgency: self.urgency.or(known.urgency),
            priority: self.priority.or(known.priority),
            group: self.group.or(known.group),
            assignee: self.assignee.or(known.assignee),
        }
    }
}

/// What else is known of it.
#[derive(Clone, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Details {
    /// How it reached us: telephone, portal.
    pub contact_type: Option<Label>,
    /// Where.
    pub location: Option<Label>,
    /// What it looks like, in the desk's own terms.
    pub symptom: Option<Label>,
    /// Which vendor is involved.
    pub vendor: Option<Label>,
    /// Whether knowledge articles helped.
    pub knowledge: Option<bool>,
}

impl Details {
    /// Takes over what `other` says.
    pub(super) fn learn(&mut self, other: &Self) {
        learn(&mut self.contact_type, other.contact_type.as_ref());
        learn(&mut self.location, other.location.as_ref());
        learn(&mut self.symptom, other.symptom.as_ref());
        learn(&mut self.vendor, other.vendor.as_ref());
        learn(&mut self.knowledge, other.knowledge.as_ref());
    }
}

/// Attributes as another system states them, kept beside our own and never reckoned with.
#[derive(Clone, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Stated {
    /// Its name of the state.
    pub state: Option<Label>,
    /// Who opened it.
    pub opened_by: Option<Label>,
    /// When it was opened.
    pub opened_at: Option<Timestamp>,
    /// How often it was reassigned.
    pub reassignment_count: Option<u32>,
    /// How often it was reopened.
    pub reopen_count: Option<u32>,
    /// Its own priority, 1 the first.
    pub priority: Option<u8>,
    /// Whether its own target was kept.
    pub made_target: Option<bool>,
    /// The problem it names.
    pub problem: Option<Label>,
    /// The request for change it names.
    pub change: Option<Label>,
    /// The change that caused it.
    pub caused_by: Option<Label>,
    /// The configuration item it names.
    pub configuration_item: Option<Label>,
    /// How it was closed.
    pub close_code: Option<Label>,
    /// Who resolved it.
    pub resolved_by: Option<Label>,
    /// When it was resolved.
    pub resolved_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
}

impl Stated {
    /// Takes over what `other` says.
    pub(super) fn learn(&mut self, other: &Self) {
        learn(&mut self.state, other.state.as_ref());
        learn(&mut self.opened_by, other.opened_by.as_ref());
        learn(&mut self.opened_at, other.opened_at.as_ref());
        learn(&mut self.reassignment_count, other.reassignment_count.as_ref());
        learn(&mut self.reopen_count, other.reopen_count.as_ref());
        learn(&mut self.priority, other.priority.as_ref());
        learn(&mut self.made_target, other.made_target.as_ref());
        learn(&mut self.problem, other.problem.as_ref());
        learn(&mut self.change, other.change.as_ref());
        learn(&mut self.caused_by, other.caused_by.as_ref());
        learn(&mut self.configuration_item, other.configuration_item.as_ref());
        learn(&mut self.close_code, other.close_code.as_ref());
        learn(&mut self.resolved_by, other.resolved_by.as_ref());
        learn(&mut self.resolved_at, other.resolved_at.as_ref());
        learn(&mut self.closed_at, other.closed_at.as_ref());
    }
}

/// Takes a value over if there is one.
pub(super) fn learn<T: Clone>(known: &mut Option<T>, said: Option<&T>) {
    if let Some(said) = said {
        *known = Some(said.clone());
    }
}

/// A version of a calendar.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarVersionRef {
    /// The calendar's key.
    pub key: Key,
    /// Its version.
    pub version: u64,
}

/// What was agreed when the clocks started: they keep that.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceLevel {
    /// The agreement; version 0 is the default terms where nothing is recorded.
    pub agreement: AgreementVersion,
    /// The service hours, and which version was the newest then.
    pub calendar: CalendarVersionRef,
    /// What the priority promises.
    pub promise: Promise,
}

/// What a priority promises.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Promise {
    /// Open time until someone responds.
    pub response: Span,
    /// Open time until it works again.
    pub resolution: Span,
    /// How often the customer hears how it goes, in real time.
    pub notice_interval: Span,
}

impl From<&Targets> for Promise {
    fn from(targets: &Targets) -> Self {
        let &Targets { response, resolution, notice_interval, .. } = targets;
        Self { response, resolution, notice_interval }
    }
}

/// That work waits.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    /// For what: `awaiting_customer`.
    pub reason: Label,
    /// Whether that stops the clocks, by the agreement.
    pub pauses: bool,
    /// When it has waited long enough.
    pub limit_at: Timestamp,
}

/// When the clocks will next have something to say, if nothing more happens. Decided from facts
/// and time line; none where a clock is paused, stopped, or never due.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Dues {
    /// The first instant at which the response target is missed.
    pub response: Option<Timestamp>,
    /// The first instant at which the resolution target is missed.
    pub resolution: Option<Timestamp>,
    /// When most of the resolution target is used.
    pub warning: Option<Timestamp>,
}

/// Towards whom it escalates.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Escalation {
    /// To those who know more.
    Functional,
    /// To those who may decide more.
    Hierarchical,
}

/// The rule that calls for an escalation.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    Deserialize,
    Eq,
    Hash,
    JsonSchema,
    Ord,
    PartialEq,
    PartialOrd,
    Serialize,
)]
#[serde(rename_all = "snake_case")]
pub enum EscalationRule {
    /// Someone judges it necessary and says why.
    #[default]
    Judgement,
    /// It has not been given a priority in time.
    TriageOverdue,
    /// Most of the resolution target is used.
    TargetAtRisk,
    /// The response target is missed.
    ResponseMissed,
    /// The resolution target is missed.
    ResolutionMissed,
    /// A major incident has no named manager in time.
    ManagerNotNamed,
}

/// To whom.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Addressee {
    /// Whoever holds a role.
    Role(Label),
    /// A group.
    Group(Label),
    /// One person.
    Person(Actor),
}

/// What those who restore service must be able to look up (8.1.5, 8.1.6).
#[derive(
    Clone, Copy, Debug, Deserialize, Eq, Hash, JsonSchema, Ord, PartialEq, PartialOrd, Serialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Known errors.
    KnownErrors,
    /// Resolutions of problems.
    Resolutions,
    /// The configuration management database.
    Cmdb,
    /// Success, failure and coming dates of releases.
    Releases,
}

impl Source {
    /// Those that must have been read.
    pub const REQUIRED: [Self; 3] = [Self::KnownErrors, Self::Resolutions, Self::Cmdb];
}

/// Why it broke.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Nobody knows.
    Unknown,
    /// This.
    Known(Label),
    /// A component that this supplier operates.
    Supplier(Key),
}

/// Something it is tied to.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// A configuration item that is affected.
    ConfigurationItem(Key),
    /// A problem behind it.
    Problem(Key),
    /// A known error that it is a case of.
    KnownError(Key),
    /// A change that caused it or is to mend it.
    Change(Key),
}

/// How a change is related to it.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeRelation {
    /// It broke the service.
    Causes,
    /// It is to mend it.
    Mends,
}

/// What became of the change that was waited for.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeOutcome {
    /// Carried out.
    Done,
    /// Refused.
    Rejected,
    /// Withdrawn, cancelled or backed out.
    GivenUp,
}

/// Why there is nothing to restore.
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelReason {
    /// Nothing is broken.
    FalseAlarm,
    /// The reporter takes it back.
    Withdrawn,
}

/// On what ground it is closed (8.1.g).
#[derive(Clone, Copy, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Confirmation {
    /// The user says that it works.
    User,
    /// The user had time to say that it does not.
    PeriodElapsed,
}

/// Someone with a stake in a major incident.
#[derive(
    Clone, Copy, Debug, Deserialize, Eq, Hash, JsonSchema, Ord, PartialEq, PartialOrd, Serialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// The customers concerned.
    Customers,
    /// Others who have a stake.
    InterestedParties,
    /// Suppliers and internal groups who help.
    Suppliers,
    /// Top management.
    TopManagement,
}

impl Party {
    /// Those whom an update must address.
    pub const TO_UPDATE: [Self; 2] = [Self::Customers, Self::InterestedParties];
}
