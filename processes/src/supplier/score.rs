//! The joint score: quality, security and service of a time, and what they come to together.

use super::terms::{Parts, QualityPart, SecurityPart, ServicePart};
use super::{
    DisputeScore, Event, PublishScore, QualityScored, Rejection, Rescore, ScoreComputed,
    ScoreDisputed, ScoreOpened, ScorePublished, ScoreQuality, ScoreRescored, ScoreService,
    ScoreVoided, SecurityScored, ServiceScored, Supplier, Tally, VoidScore,
};
use crate::limits::Percent;
use crate::roles::{SECURITY_OFFICER, SERVICE_MANAGER, SUPPLIER, SUPPLIER_MANAGER, SYSTEM};
use engine::Pdca::{Act, Check, Do, Plan};
use engine::lifecycle::{Lifecycle, To, phase, row};
use engine::{Context, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a score is in its life.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScorePhase {
    /// There is none to be made.
    #[default]
    Idle,
    /// Its parts are being given.
    Collecting,
    /// All are there.
    Scored,
    /// The supplier says that it is wrong.
    Disputed,
}

impl ScorePhase {
    /// Whether one is being made.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Idle)
    }
}

/// Everything that may happen to a score. The supplier's own table says in which of his phases.
#[rustfmt::skip]
pub const SCORING: Lifecycle<ScorePhase> = {
    use ScorePhase::{Collecting, Disputed, Idle, Scored};
    Lifecycle {
        process: "supplier, score",
        phases: &[
            phase(Idle,       "idle",       Plan),
            phase(Collecting, "collecting", Do),
            phase(Scored,     "scored",     Check),
            phase(Disputed,   "disputed",   Act),
        ],
        rows: &[
            row(&[Idle],       "open_score",     "score_opened",    To::Phase(Collecting), &[SUPPLIER_MANAGER, SYSTEM]),
            row(&[Collecting], "score_quality",  "quality_scored",  To::Same,              &[SERVICE_MANAGER]),
            row(&[Collecting], "score_security", "security_scored", To::Same,              &[SECURITY_OFFICER]),
            row(&[Collecting], "score_service",  "service_scored",  To::Same,              &[SERVICE_MANAGER]),
            // The last part brings the score in the same batch.
            row(&[Collecting], "score_quality",  "score_computed",  To::Phase(Scored),     &[SERVICE_MANAGER]),
            row(&[Scored],     "publish_score",  "score_published", To::Phase(Idle),       &[SUPPLIER_MANAGER]),
            row(&[Scored],     "dispute_score",  "score_disputed",  To::Phase(Disputed),   &[SUPPLIER]),
            row(&[Disputed],   "rescore",        "score_rescored",  To::Phase(Scored),     &[SUPPLIER_MANAGER]),
            row(&[Collecting, Disputed],
                               "void_score",     "score_voided",    To::Phase(Idle),       &[SUPPLIER_MANAGER]),
        ],
        attested: &[],
    }
};

impl Tally {
    /// Takes back what was counted before this: an incident that is in both counts as it was last.
    pub(super) fn take_back(&mut self, earlier: Self) {
        self.targets += earlier.targets;
        self.reached += earlier.reached;
        self.fixes += earlier.fixes;
        self.fixes_in_time += earlier.fixes_in_time;
        self.incidents += earlier.incidents;
        self.incidents_in_time += earlier.incidents_in_time;
        for (incident, was_in_time) in earlier.cases {
            if self.cases.contains_key(&incident) {
                self.incidents -= 1;
                self.incidents_in_time -= u64::from(was_in_time);
            } else if self.cases.len() < super::review::CASES_MAX {
                self.cases.insert(incident, was_in_time);
            }
        }
    }
}

impl Supplier {
    pub(super) fn score_due(&self) -> Option<Timestamp> {
        let may_be = self.phase.is_bound() && !self.score.phase.is_open();
        self.dues.filter(|_| may_be).map(|dues| dues.score)
    }

    pub(super) fn open_score(&self, context: &Context<'_>) -> Vec<Event> {
        let (model, policy) = super::admission::policy(context);
        let now = context.recorded_now;
        let (since, next_due) =
            (self.tally_since.unwrap_or(now), policy.scoring_interval.after(now, 1));
        vec![ScoreOpened { model, since, next_due }.into()]
    }

    pub(super) fn score_quality(&self, command: &ScoreQuality) -> Result<Vec<Event>, Rejection> {
        let part = quality(command)?;
        let scored = QualityScored { deliveries: command.deliveries, part };
        let parts = Parts { quality: Some(part), ..self.score.parts.clone() };
        Ok(with_joint(scored.into(), &parts))
    }

    pub(super) fn score_security(&self, context: &Context<'_>) -> Vec<Event> {
        let part = self.score.tally.security(self.is_qualified(context.recorded_now));
        let parts = Parts { security: Some(part), ..self.score.parts.clone() };
        with_joint(SecurityScored { part }.into(), &parts)
    }

    pub(super) fn score_service(
        &self,
        ScoreService { interfaces_fit }: ScoreService,
    ) -> Vec<Event> {
        let part = self.score.tally.service(interfaces_fit);
        let parts = Parts { service: Some(part), ..self.score.parts.clone() };
        with_joint(ServiceScored { part }.into(), &parts)
    }

    pub(super) fn publish_score(
        &self,
        PublishScore { heard }: PublishScore,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let policy = super::admission::policy(context).1;
        let joint = self.score.parts.joint().ok_or(Rejection::PartMissing)?;
        let (threshold, below_gate) = (policy.threshold, self.score.parts.below(&policy));
        Ok(vec![ScorePublished { joint, threshold, below_gate, heard }.into()])
    }

    pub(super) fn dispute_score(DisputeScore { reason }: DisputeScore) -> Vec<Event> {
        vec![ScoreDisputed { reason }.into()]
    }

    pub(super) fn rescore(&self, command: Rescore) -> Result<Vec<Event>, Rejection> {
        let Rescore { reason, quality, interfaces_fit } = command;
        let mut parts = self.score.parts.clone();
        if let Some(other) = quality {
            parts.quality = Some(self::quality(&other)?);
        }
        if let Some(interfaces_fit) = interfaces_fit {
            parts.service = Some(self.score.tally.service(interfaces_fit));
        }
        let joint = parts.joint().ok_or(Rejection::PartMissing)?;
        Ok(vec![ScoreRescored { reason, parts, joint }.into()])
    }

    pub(super) fn void_score(VoidScore { reason }: VoidScore) -> Vec<Event> {
        vec![ScoreVoided { reason }.into()]
    }
}

fn quality(command: &ScoreQuality) -> Result<QualityPart, Rejection> {
    let ScoreQuality { deliveries, on_time, satisfaction } = *command;
    Ok(QualityPart { on_time: super::admission::on_time(on_time, deliveries)?, satisfaction })
}

/// The last part brings the score.
fn with_joint(part: Event, parts: &Parts) -> Vec<Event> {
    let computed = parts.joint().map(|joint| ScoreComputed { joint }.into());
    std::iter::once(part).chain(computed).collect()
}

impl Tally {
    fn security(&self, qualified: bool) -> SecurityPart {
        let fixes = self.fixes + self.late.len() as u64;
        let in_time = Percent::share(self.fixes_in_time, fixes);
        SecurityPart { fixes, in_time, qualified }
    }

    fn service(&self, interfaces_fit: bool) -> ServicePart {
        ServicePart {
            attained: Percent::share(self.reached, self.targets),
            incidents: self.incidents,
            in_time: Percent::share(self.incidents_in_time, self.incidents),
            interfaces_fit,
        }
    }
}
