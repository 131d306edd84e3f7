//! Disputes about a contract, by a written procedure.

use super::terms::Party;
use super::{
    CloseDispute, DisputeClosed, DisputeEscalated, DisputeNegotiationStarted, DisputeRaised,
    DisputeSettled, DisputeWithdrawn, EscalateDispute, Event, NegotiateDispute, RaiseDispute,
    Rejection, SettleDispute, Supplier, WithdrawDispute,
};
use crate::facts::Roles;
use crate::roles::{SUPPLIER, SUPPLIER_MANAGER, SYSTEM};
use engine::Pdca::{Act, Check, Do, Plan};
use engine::lifecycle::{Lifecycle, To, phase, row};
use engine::{Context, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a dispute is in its life.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisputePhase {
    /// There is none.
    #[default]
    None,
    /// One side says that the other does not keep to the contract.
    Raised,
    /// It is negotiated.
    Negotiating,
    /// Others decide.
    Escalated,
    /// It is settled; that is being done.
    Settled,
}

impl DisputePhase {
    /// Whether there is one.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::None)
    }
}

/// Everything that may happen to a dispute. The supplier's own table says in which of his phases.
#[rustfmt::skip]
pub const DISPUTE: Lifecycle<DisputePhase> = {
    use DisputePhase::{Escalated, Negotiating, None, Raised, Settled};
    Lifecycle {
        process: "supplier, dispute",
        phases: &[
            phase(None,        "none",        Act),
            phase(Raised,      "raised",      Plan),
            phase(Negotiating, "negotiating", Do),
            phase(Escalated,   "escalated",   Do),
            phase(Settled,     "settled",     Check),
        ],
        rows: &[
            row(&[None],                   "raise_dispute",     "dispute_raised",              To::Phase(Raised),      &[SUPPLIER_MANAGER, SUPPLIER]),
            row(&[Raised],                 "negotiate_dispute", "dispute_negotiation_started", To::Phase(Negotiating), &[SUPPLIER_MANAGER]),
            row(&[Negotiating],            "escalate_dispute",  "dispute_escalated",           To::Phase(Escalated),   &[SUPPLIER_MANAGER, SYSTEM]),
            row(&[Negotiating, Escalated], "settle_dispute",    "dispute_settled",             To::Phase(Settled),     &[SUPPLIER_MANAGER, SUPPLIER]),
            row(&[Settled],                "close_dispute",     "dispute_closed",              To::Phase(None),        &[SUPPLIER_MANAGER]),
            row(&[Raised, Negotiating],    "withdraw_dispute",  "dispute_withdrawn",           To::Phase(None),        &[SUPPLIER_MANAGER, SUPPLIER]),
        ],
        attested: &[],
    }
};

/// For whom somebody speaks: for us, where he may.
fn party(context: &Context<'_>) -> Party {
    let (roles, actor) = (context.facts.get::<Roles>(), &context.caller.actor);
    if roles.holds(actor, SUPPLIER_MANAGER, context.recorded_now) {
        Party::Provider
    } else {
        Party::Supplier
    }
}

impl Supplier {
    pub(super) fn raise_dispute(command: RaiseDispute, context: &Context<'_>) -> Vec<Event> {
        let RaiseDispute { clause, statement } = command;
        vec![DisputeRaised { by: party(context), clause, statement }.into()]
    }

    pub(super) fn negotiate_dispute(
        command: NegotiateDispute,
        context: &Context<'_>,
    ) -> Vec<Event> {
        let until = context.recorded_now + super::admission::policy(context).1.negotiation;
        vec![DisputeNegotiationStarted { procedure: command.procedure, until }.into()]
    }

    pub(super) fn escalation_due(&self) -> Option<Timestamp> {
        self.dispute.until.filter(|_| self.phase.is_bound())
    }

    pub(super) fn escalate_dispute(
        &self,
        EscalateDispute { failed }: EscalateDispute,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        match self.dispute.until {
            Some(until) if until > context.recorded_now && failed.is_none() => {
                Err(Rejection::StillNegotiated { until })
            }
            Some(_) | None => Ok(vec![DisputeEscalated { failed }.into()]),
        }
    }

    pub(super) fn settle_dispute(command: SettleDispute) -> Result<Vec<Event>, Rejection> {
        let SettleDispute { terms, signed, award, contract_must_change } = command;
        if signed.is_none() && award.is_none() {
            return Err(Rejection::NotSettled);
        }
        Ok(vec![DisputeSettled { terms, signed, award, contract_must_change }.into()])
    }

    pub(super) fn close_dispute(CloseDispute { fulfilled }: CloseDispute) -> Vec<Event> {
        vec![DisputeClosed { fulfilled }.into()]
    }

    pub(super) fn withdraw_dispute(
        &self,
        WithdrawDispute { reason }: WithdrawDispute,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        match self.dispute.by {
            Some(by) if by != party(context) => Err(Rejection::NotRaisingParty { by }),
            Some(_) | None => Ok(vec![DisputeWithdrawn { reason }.into()]),
        }
    }
}
