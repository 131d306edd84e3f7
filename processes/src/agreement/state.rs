//! What is true of an agreement now.

use super::event::{
    Agreed, Breached, Cause, ChangeDropped, ChangeProposed, Changed, Confirmed, Countered,
    Defaulted, Drafted, Ended, Expired, Measured, Occasion, Offered, Period, PeriodEnded,
    Reinstated, Rejected, ReviewStarted, Reviewed, ReviewedWithCustomer, Superseded, Suspended,
    Terminated, TrendAnalysed,
};
use super::rules::signed_by_both;
use super::{
    AdoptChange, AnalyseTrend, BreachCauseIdentified, Command, EndPeriod, Event, Expire,
    IdentifyCause, Kind, LIFECYCLE, Offer, RecordBreach, Rejection, StartReview, Supersede, Terms,
};
use crate::facts::{Agreements, Calendars, Roles};
use crate::limits::Percent;
use engine::{Context, Deadline, Decider, Door, Effect, Lifecycle, NewFact, Stamp, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most figures of a target that are kept, the newest.
pub const FIGURES_MAX: usize = 60;

/// What is true of an agreement now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Agreement {
    /// Where it is in its life.
    pub phase: Phase,
    /// What it says, or is to say.
    pub terms: Terms,
    /// Which version of the terms is in force; 0 before the first.
    pub version: u64,
    /// Whether both parties signed what is in force.
    pub agreed: bool,
    /// When the first measurement period began.
    pub periods_from: Option<Timestamp>,
    /// How many measurement periods are over.
    pub periods_ended: u32,
    /// When it was last reviewed, or agreed.
    pub reviewed_at: Option<Timestamp>,
    /// Whether it was reviewed since the review began.
    pub reviewed: bool,
    /// The end of the term for which a review of the renewal began.
    pub renewal: Option<Timestamp>,
    /// What was measured, by target.
    pub series: Vec<Series>,
}

/// The figures of a target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Series {
    /// The target.
    pub target: Measured,
    /// One for each period, the oldest first; at most [`FIGURES_MAX`].
    pub figures: Vec<Figure>,
}

/// What was reached in a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Figure {
    /// The period.
    pub period: Period,
    /// What was reached.
    pub reached: Percent,
    /// What was to be reached.
    pub at_least: Percent,
    /// Whether the targets held, agreed and not suspended.
    pub held: bool,
    /// Whether the breach is recorded.
    pub breached: bool,
    /// Where its cause lies, once that is known.
    pub cause: Option<Cause>,
}

/// Where an agreement is in its life.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// There is nothing.
    #[default]
    Undrafted,
    /// It is being written.
    Drafted,
    /// The other party considers it.
    Negotiating,
    /// It did not come to be.
    Rejected,
    /// Its targets hold.
    InForce,
    /// Its targets do not hold for a while.
    Suspended,
    /// It is being reviewed.
    UnderReview,
    /// Other terms are considered.
    Changing,
    /// Its term is over.
    Expired,
    /// It was ended early.
    Terminated,
    /// Another took its place.
    Superseded,
    /// An OLA or contract is over.
    Ended,
}

impl Decider for Agreement {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn facts() -> Vec<NewFact> {
        vec![NewFact::of::<Roles>(), NewFact::of::<Calendars>(), NewFact::of::<Agreements>()]
    }

    fn phase(&self) -> Phase {
        self.phase
    }

    #[expect(clippy::too_many_lines, reason = "an arm for each command")]
    fn decide(&self, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        const OTHERS: &[Kind] = &[Kind::Ola, Kind::Contract];
        const SLA: &[Kind] = &[Kind::Sla];
        let kind = self.terms.kind;
        let event: Event = match command.clone() {
            Command::AdoptDefaults(adopt) => {
                if context.caller.door != Door::Founding {
                    return Err(Rejection::NotFounding);
                }
                adopt.terms.check(context)?;
                Defaulted { terms: adopt.terms }.into()
            }
            Command::Draft(draft) => {
                draft.terms.check(context)?;
                Drafted { terms: draft.terms, requirements: draft.requirements }.into()
            }
            Command::Offer(Offer { terms }) => {
                let offered = terms.as_ref().unwrap_or(&self.terms);
                offered.check(context)?;
                offered.complete()?;
                Offered { terms: terms.filter(|terms| *terms != self.terms) }.into()
            }
            Command::Counter(counter) => {
                kind.party(kind.other(), context)?;
                Countered { reason: counter.reason }.into()
            }
            Command::Agree(agree) => {
                kind.party(kind.signing(), context)?;
                signed_by_both(&agree.signatures)?;
                self.terms.check(context)?;
                self.terms.supported(context)?;
                Agreed { terms: self.terms.clone(), signatures: agree.signatures }.into()
            }
            Command::Reject(reject) => {
                kind.only(SLA, "end")?;
                Rejected { reason: reject.reason }.into()
            }
            Command::EndPeriod(EndPeriod {}) => self.end_period(context.recorded_now)?.into(),
            Command::Measure(measure) => return self.measure(&measure, context),
            Command::RecordBreach(RecordBreach { target, period }) => {
                let figure = self.figure(&target, period)?;
                if figure.breached {
                    return Ok(vec![]);
                }
                let Figure { reached, at_least, held, .. } = *figure;
                if !held || reached >= at_least {
                    return Err(Rejection::NotBreached { target, period });
                }
                Breached { target, period, reached, at_least }.into()
            }
            Command::AnalyseTrend(AnalyseTrend { target, note }) => {
                let (trend, periods) = self.trend(&target)?;
                TrendAnalysed { target, trend, periods, note }.into()
            }
            Command::IdentifyCause(identify) => {
                let IdentifyCause { target, period, cause, statement } = identify;
                if !self.figure(&target, period)?.breached {
                    return Err(Rejection::NotBreached { target, period });
                }
                BreachCauseIdentified { target, period, cause, statement }.into()
            }
            Command::StartReview(StartReview { occasion }) => ReviewStarted { occasion }.into(),
            Command::ReviewWithCustomer(review) => {
                kind.only(SLA, "review")?;
                if review.present.is_empty() {
                    return Err(Rejection::CustomerAbsent);
                }
                let (present, improvement) = (review.present, review.improvement);
                ReviewedWithCustomer { present, results: review.results, improvement }.into()
            }
            Command::Review(review) => {
                kind.only(OTHERS, "review_with_customer")?;
                Reviewed { causes: review.causes, improvements: review.improvements }.into()
            }
            Command::Confirm(_) => {
                self.examined()?;
                Confirmed {}.into()
            }
            Command::ProposeChange(propose) => {
                if propose.change.is_none() && propose.need.is_none() {
                    return Err(Rejection::NoChangeNamed);
                }
                ChangeProposed { change: propose.change, need: propose.need }.into()
            }
            Command::AdoptChange(adopt) => self.adopt_change(adopt, context)?.into(),
            Command::DropChange(drop) => ChangeDropped { change: drop.change }.into(),
            Command::Suspend(suspend) => {
                kind.only(SLA, "propose_change")?;
                let known = || self.terms.exceptions.iter().map(|known| &known.name);
                if !known().any(|name| *name == suspend.exception) {
                    let exception = suspend.exception.to_string();
                    let known = known().map(ToString::to_string).collect();
                    return Err(Rejection::UnknownException { exception, known });
                }
                Suspended { exception: suspend.exception, reason: suspend.reason }.into()
            }
            Command::Reinstate(_) => Reinstated {}.into(),
            Command::Expire(Expire {}) => {
                let end = self.terms.term.end;
                if end.is_none_or(|end| context.recorded_now < end) {
                    return Err(Rejection::TermNotOver { end });
                }
                Expired {}.into()
            }
            Command::Terminate(terminate) => {
                kind.only(SLA, "end")?;
                Terminated { change: terminate.change, reason: terminate.reason }.into()
            }
            Command::Supersede(Supersede { successor }) => {
                let agreements = context.facts.get::<Agreements>();
                let found = agreements
                    .in_force(&successor, context.recorded_now)
                    .filter(|found| found.agreed && found.terms.kind == kind)
                    .filter(|found| found.key != context.key);
                if found.is_none() {
                    return Err(Rejection::NoSuccessor { successor });
                }
                Superseded { successor }.into()
            }
            Command::End(end) => {
                kind.only(OTHERS, "terminate")?;
                Ended { replacement: end.replacement }.into()
            }
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &Event, stamp: &Stamp<'_>) {
        let at = stamp.recorded_at;
        match event {
            Event::Defaulted(Defaulted { terms }) => self.take_effect(terms, false, at),
            Event::Drafted(Drafted { terms, .. }) => {
                self.terms = terms.clone();
                self.phase = Phase::Drafted;
            }
            Event::Offered(Offered { terms }) => {
                if let Some(terms) = terms {
                    self.terms = terms.clone();
                }
                self.phase = Phase::Negotiating;
            }
            Event::Countered(_) => self.phase = Phase::Drafted,
            Event::Agreed(Agreed { terms, .. }) | Event::Changed(Changed { terms, .. }) => {
                self.take_effect(terms, true, at);
            }
            Event::Rejected(_) => self.phase = Phase::Rejected,
            Event::PeriodEnded(PeriodEnded { missed, .. }) => {
                self.periods_ended = self.periods_ended.saturating_add(missed.saturating_add(1));
            }
            Event::TargetMeasured(measured) => self.keep(measured),
            Event::Breached(Breached { target, period, .. }) => {
                if let Some(figure) = self.figure_mut(target, *period) {
                    figure.breached = true;
                }
            }
            Event::BreachCauseIdentified(known) => {
                if let Some(figure) = self.figure_mut(&known.target, known.period) {
                    figure.cause = Some(known.cause.clone());
                }
            }
            Event::ReviewStarted(_) => {
                self.phase = Phase::UnderReview;
                self.reviewed = false;
                let noticed = self.renewal_notice().is_some_and(|notice| notice <= at);
                self.renewal = if noticed { self.terms.term.end } else { self.renewal };
            }
            Event::ReviewedWithCustomer(_) | Event::Reviewed(_) => {
                self.reviewed = true;
                self.reviewed_at = Some(at);
            }
            Event::Confirmed(_) | Event::ChangeDropped(_) | Event::Reinstated(_) => {
                self.phase = Phase::InForce;
            }
            Event::ChangeProposed(_) => self.phase = Phase::Changing,
            Event::Suspended(_) => self.phase = Phase::Suspended,
            Event::Expired(_) => self.phase = Phase::Expired,
            Event::Terminated(_) => self.phase = Phase::Terminated,
            Event::Superseded(_) => self.phase = Phase::Superseded,
            Event::Ended(_) => self.phase = Phase::Ended,
            Event::TrendAnalysed(_) => {}
        }
    }

    /// Nothing falls due on defaults that nobody agreed.
    fn deadlines(&self) -> Vec<Deadline<Command>> {
        let in_force = self.agreed && self.phase == Phase::InForce;
        let measured = self.agreed
            && matches!(
                self.phase,
                Phase::InForce | Phase::UnderReview | Phase::Changing | Phase::Suspended
            );
        let expires = self.agreed
            && matches!(self.phase, Phase::InForce | Phase::UnderReview | Phase::Suspended);
        let planned = self.reviewed_at.map(|at| self.terms.review_interval.after(at, 1));
        let renewal = self.renewal_notice().filter(|_| self.renewal != self.terms.term.end);
        let due = [
            (
                "measurement_period",
                measured,
                self.period_ends(),
                (|| EndPeriod {}.into()) as fn() -> Command,
                Effect::Records,
            ),
            (
                "review_interval",
                in_force,
                planned,
                || StartReview { occasion: Occasion::Planned }.into(),
                Effect::Moves,
            ),
            (
                "renewal_notice",
                in_force,
                renewal,
                || StartReview { occasion: Occasion::Renewal }.into(),
                Effect::Moves,
            ),
            ("end_of_term", expires, self.terms.term.end, || Expire {}.into(), Effect::Moves),
        ];
        due.into_iter()
            .filter(|(_, runs, ..)| *runs)
            .filter_map(|(name, _, at, command, effect)| {
                Some(Deadline { name, at: at?, command, effect })
            })
            .collect()
    }
}

impl Agreement {
    fn renewal_notice(&self) -> Option<Timestamp> {
        self.terms.term.end.map(|end| end - self.terms.renewal_notice)
    }

    fn adopt_change(
        &self,
        adopt: AdoptChange,
        context: &Context<'_>,
    ) -> Result<Changed, Rejection> {
        let AdoptChange { terms, change, signatures, catalogue } = adopt;
        if terms.kind != self.terms.kind {
            return Err(Rejection::KindChanged { kind: self.terms.kind });
        }
        signed_by_both(&signatures)?;
        terms.check(context)?;
        terms.complete()?;
        terms.supported(context)?;
        Ok(Changed { terms, change, signatures, catalogue })
    }

    fn take_effect(&mut self, terms: &Terms, agreed: bool, at: Timestamp) {
        let start = terms.term.start.map_or(at, |start| start.max(at));
        let same_periods = self.agreed && self.terms.measurement_period == terms.measurement_period;
        if !same_periods {
            (self.periods_from, self.periods_ended) = (Some(start), 0);
        }
        if !self.agreed {
            self.reviewed_at = Some(start);
        }
        self.terms = terms.clone();
        self.agreed = agreed;
        self.version += 1;
        self.phase = Phase::InForce;
    }
}
