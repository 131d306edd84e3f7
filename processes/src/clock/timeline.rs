//! What happened to a case, as far as its clock is concerned.

use engine::{Span, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// What a clock measures.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// The time until someone responds. It stops once and never restarts.
    Response,
    /// The time until it works again. Reopening resumes it with what it had used.
    Resolution,
}

/// The version of an agreement that a clock was started under. It keeps it.
#[derive(Clone, Debug, Deserialize, Eq, Hash, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AgreementVersion {
    /// The agreement's key.
    pub key: SmolStr,
    /// Its version.
    pub version: u64,
}

/// How much open time there is.
#[derive(Clone, Debug, Deserialize, Eq, Hash, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The open time allowed.
    pub span: Span,
    /// The agreement that allows it.
    pub agreement: AgreementVersion,
}

/// Something that happened to a clock.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The clock started. A second start only re-targets.
    Started {
        /// What it has to keep.
        target: Target,
    },
    /// Another target applies, from the start; every pause stays. Of a stopped clock, it applies
    /// if that is reopened.
    Retargeted {
        /// What it has to keep now.
        target: Target,
    },
    /// The case was put on hold, or its hold got another reason.
    Paused {
        /// Why.
        reason: SmolStr,
        /// Whether this reason stops the time under the clock's agreement: waiting for the
        /// customer does, waiting for our own supplier does not.
        pauses: bool,
    },
    /// The hold is over.
    Resumed,
    /// The response was given, or it works again. That ends a hold, too.
    Stopped,
    /// It does not work after all.
    Reopened,
    /// Someone named a day. It takes the target's place, and no pause moves it.
    DeadlineSet {
        /// When it is due.
        due: Timestamp,
    },
    /// The target holds again.
    DeadlineLifted,
    /// The clock has nothing to measure any more. It cannot be reopened.
    Cancelled,
}

/// Something that happened, when it did and which record says so.
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// When it happened (`occurred_at`).
    pub at: Timestamp,
    /// The position of its record in the log.
    pub position: u64,
    /// What happened.
    pub what: What,
}

/// The facts of one clock, as they were recorded.
///
/// Their order here is of no account. They count at the instant they name, in the order of (`at`,
/// `position`), and among facts of one record in the order given; nothing counts before the start.
///
/// Which fact ends which is a matter of recording, for that is the order in which a process
/// allows them: a hold goes from its fact to the next recorded `Resumed`, `Paused` or `Stopped`, a
/// stop to the next recorded `Reopened`. If that one is back-dated to before the beginning, the
/// hold or stop took no time. So what was recorded as over is over, whatever instants are named
/// later; and a pause that is added in retrospect never takes away from another. A stop that is
/// recorded again without a reopening corrects the one before: of a resolution the last value
/// counts, of a response the first one given.
///
/// ```
/// use engine::{Span, Timestamp};
/// use processes::clock::{
///     AgreementVersion, Calendar, Calendars, Measure, ServiceHours, Target, Timeline, What,
/// };
/// let calendars = Calendars::only(Calendar::new(&ServiceHours::always())?);
/// let noon: Timestamp = "2026-11-21T12:00:00Z".parse()?;
/// let agreement = AgreementVersion { key: "gold".into(), version: 3 };
/// let target = Target { span: Span::from_hours(4), agreement };
///
/// let mut timeline = Timeline::new(Measure::Resolution);
/// timeline.record(noon, 1, What::Started { target });
/// assert_eq!(timeline.due(&calendars), Some(noon + Span::from_hours(4)));
/// assert_eq!(timeline.at_share(&calendars, 75), Some(noon + Span::from_hours(3)));
///
/// let one = noon + Span::from_hours(1);
/// timeline.record(one, 2, What::Paused { reason: "customer".into(), pauses: true });
/// assert_eq!(timeline.due(&calendars), None, "not while it is paused");
/// timeline.record(one + Span::from_hours(1), 3, What::Resumed);
/// assert_eq!(timeline.due(&calendars), Some(noon + Span::from_hours(5)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Deserialize, Eq, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Timeline {
    /// What the clock measures.
    pub measure: Measure,
    /// What happened.
    pub facts: Vec<Fact>,
}

impl Timeline {
    /// A clock to which nothing has happened.
    #[must_use]
    pub const fn new(measure: Measure) -> Self {
        Self { measure, facts: Vec::new() }
    }

    /// Adds what happened.
    pub fn record(&mut self, at: Timestamp, position: u64, what: What) {
        self.facts.push(Fact { at, position, what });
    }

    /// The same facts under other targets: what if the agreement had said so?
    ///
    /// ```
    /// # use engine::{Span, Timestamp};
    /// # use processes::clock::*;
    /// # let target = Target { span: Span::from_hours(4), agreement: AgreementVersion { key: "gold".into(), version: 3 } };
    /// # let calendars = Calendars::only(Calendar::new(&ServiceHours::always())?);
    /// # let noon: Timestamp = "2026-11-21T12:00:00Z".parse()?;
    /// # let mut timeline = Timeline::new(Measure::Resolution);
    /// # timeline.record(noon, 1, What::Started { target });
    /// let now = noon + Span::from_hours(3);
    /// assert_eq!(read(&timeline, &calendars, now).unwrap().state, State::Running);
    /// let half = timeline.with_targets(|target| Target {
    ///     span: Span::from_nanos(target.span.as_nanos() / 2),
    ///     agreement: target.agreement.clone(),
    /// });
    /// assert_eq!(read(&half, &calendars, now).unwrap().state, State::Breached);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_targets(&self, mut other: impl FnMut(&Target) -> Target) -> Self {
        self.with(|what| match what {
            What::Started { target } | What::Retargeted { target } => *target = other(target),
            What::Paused { .. }
            | What::Resumed
            | What::Stopped
            | What::Reopened
            | What::DeadlineSet { .. }
            | What::DeadlineLifted
            | What::Cancelled => {}
        })
    }

    /// The same facts where other reasons pause: what if waiting for the supplier had?
    #[must_use]
    pub fn with_pauses(&self, mut pauses_for: impl FnMut(&str) -> bool) -> Self {
        self.with(|what| match what {
            What::Paused { reason, pauses } => *pauses = pauses_for(reason),
            What::Started { .. }
            | What::Retargeted { .. }
            | What::Resumed
            | What::Stopped
            | What::Reopened
            | What::DeadlineSet { .. }
            | What::DeadlineLifted
            | What::Cancelled => {}
        })
    }

    fn with(&self, mut change: impl FnMut(&mut What)) -> Self {
        let mut timeline = self.clone();
        timeline.facts.iter_mut().for_each(|fact| change(&mut fact.what));
        timeline
    }
}
