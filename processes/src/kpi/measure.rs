//! What is measured: fixed here, so that a figure means the same whoever asks for it.

use super::figure::{Better, Figure, Unit};
use crate::limits::Percent;
use crate::risk::Dimension;
use crate::{agreement, calendar, change, complaint, incident, security_incident, service};
use crate::{service_request, vulnerability};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is measured.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// How many of the customers who were asked are satisfied.
    Satisfaction,
    /// How long a weakness is there until it is fixed and the fix is shown to work.
    VulnerabilityFix,
    /// How many changes come to what they were to.
    ChangeSuccess,
    /// How much of the agreed time services work.
    Availability,
    /// How many complaints there are to a hundred incidents and service requests.
    ComplaintRate,
    /// How many security incidents there are in a year.
    SecurityIncidents,
    /// How long it takes until something works again.
    TimeToRestore,
}

/// The events of a process that a figure is counted from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Counted {
    /// Which process.
    pub process: &'static str,
    /// Which of its events.
    pub events: &'static [&'static str],
}

const fn of(process: &'static str, events: &'static [&'static str]) -> Counted {
    Counted { process, events }
}

impl Measure {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Satisfaction,
        Self::VulnerabilityFix,
        Self::ChangeSuccess,
        Self::Availability,
        Self::ComplaintRate,
        Self::SecurityIncidents,
        Self::TimeToRestore,
    ];

    /// Its name, as on the wire; the default indicator bears it, too.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Satisfaction => "satisfaction",
            Self::VulnerabilityFix => "vulnerability_fix",
            Self::ChangeSuccess => "change_success",
            Self::Availability => "availability",
            Self::ComplaintRate => "complaint_rate",
            Self::SecurityIncidents => "security_incidents",
            Self::TimeToRestore => "time_to_restore",
        }
    }

    /// What its figures are numbers of.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Self::Satisfaction | Self::ChangeSuccess | Self::Availability => Unit::Share,
            Self::VulnerabilityFix | Self::TimeToRestore => Unit::Time,
            Self::ComplaintRate => Unit::Rate,
            Self::SecurityIncidents => Unit::Count,
        }
    }

    /// Which of two figures is better.
    #[must_use]
    pub const fn better(self) -> Better {
        match self {
            Self::Satisfaction | Self::ChangeSuccess | Self::Availability => Better::Higher,
            Self::VulnerabilityFix
            | Self::ComplaintRate
            | Self::SecurityIncidents
            | Self::TimeToRestore => Better::Lower,
        }
    }

    /// What suffers where it is missed.
    #[must_use]
    pub const fn dimension(self) -> Dimension {
        match self {
            Self::Satisfaction | Self::ComplaintRate => Dimension::Quality,
            Self::VulnerabilityFix | Self::SecurityIncidents => Dimension::Security,
            Self::ChangeSuccess | Self::Availability | Self::TimeToRestore => Dimension::Service,
        }
    }

    /// Whether somebody has to ask people, for no process knows.
    #[must_use]
    pub const fn is_asked(self) -> bool {
        matches!(self, Self::Satisfaction)
    }

    /// Whether each of those that are counted is to be within the target, and not only all together.
    #[must_use]
    pub const fn holds_each(self) -> bool {
        matches!(self, Self::VulnerabilityFix)
    }

    /// Whether there is a figure where nothing was counted: of what did not happen.
    #[must_use]
    pub const fn counts_none(self) -> bool {
        matches!(self, Self::Availability | Self::SecurityIncidents)
    }

    /// How it is reckoned, in a sentence.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Satisfaction => {
                "the share of the customers asked about the month who say that they are satisfied"
            }
            Self::VulnerabilityFix => {
                "the mean time from the detection of a vulnerability to a fix that is shown to \
                 work, of those shown so in the month, and the age of those that are open at its end, \
                 or until what had them was gone in it, for longer than the target; beside it the \
                 share of both within the target, which is to be all; with exemptions all that time \
                 counts, and what is exempt"
            }
            Self::ChangeSuccess => {
                "the share of the changes closed in the month that were implemented without \
                 failing, being backed out or remedied"
            }
            Self::Availability => {
                "the share of the service time agreed for the month in which services worked"
            }
            Self::ComplaintRate => {
                "complaints recorded in the month to a hundred incidents and service requests \
                 logged in it"
            }
            Self::SecurityIncidents => {
                "how many security incidents were opened in the twelve months that end with the \
                 month, less those that turned out to be none"
            }
            Self::TimeToRestore => {
                "the mean time from the log of an incident to its resolution, of those resolved in \
                 the month"
            }
        }
    }

    /// What it is counted from.
    #[must_use]
    pub const fn sources(self) -> &'static [Counted] {
        const ASKED: &[Counted] = &[of(super::NAME, &["measured"])];
        const FIXES: &[Counted] = &[of(
            vulnerability::NAME,
            &[
                "registered",
                "redetected",
                "fix_verified",
                "accepted",
                "reopened",
                "dismissed",
                "merged",
                "retired",
            ],
        )];
        const CHANGES: &[Counted] = &[of(
            change::NAME,
            &[
                "requested",
                "revised",
                "adopted",
                "implemented",
                "failed",
                "outcome_corrected",
                "backed_out",
                "remedied",
                "closed",
                "merged",
            ],
        )];
        const WORKING: &[Counted] = &[
            of(
                service::NAME,
                &[
                    "outage_planned",
                    "outage_began",
                    "outage_weighed",
                    "outage_ended",
                    "outage_cancelled",
                ],
            ),
            of(
                agreement::NAME,
                &["defaulted", "agreed", "changed", "expired", "terminated", "superseded", "ended"],
            ),
            of(calendar::NAME, &["defined", "revised"]),
        ];
        const COMPLAINTS: &[Counted] = &[
            of(complaint::NAME, &["recorded", "reclassified", "merged"]),
            of(
                incident::NAME,
                &["logged", "adopted", "cancelled", "merged", "converted_to_request"],
            ),
            of(service_request::NAME, &["logged", "converted"]),
        ];
        const SECURITY: &[Counted] =
            &[of(security_incident::NAME, &["opened", "dismissed", "merged"])];
        const RESTORED: &[Counted] = &[of(
            incident::NAME,
            &[
                "logged",
                "adopted",
                "resolved",
                "reopened",
                "cancelled",
                "merged",
                "converted_to_request",
            ],
        )];
        match self {
            Self::Satisfaction => ASKED,
            Self::VulnerabilityFix => FIXES,
            Self::ChangeSuccess => CHANGES,
            Self::Availability => WORKING,
            Self::ComplaintRate => COMPLAINTS,
            Self::SecurityIncidents => SECURITY,
            Self::TimeToRestore => RESTORED,
        }
    }

    /// Whether a figure reaches a target; `within` is the share of those counted that do, where each
    /// is to. `None` where one of the two is of another unit.
    #[must_use]
    pub fn reaches(self, figure: Figure, within: Option<Percent>, target: Figure) -> Option<bool> {
        let reached = figure.reaches(target, self.better())?;
        let each = !self.holds_each() || within.is_none_or(|share| share == Percent::ALL);
        (target.unit() == self.unit()).then_some(reached && each)
    }
}
