//! Who decides on a change, and how votes stand.

use super::Rejection;
use super::state::{Ballot, Change, Verdict};
use super::terms::{Board, Class, Hand, OnBehalf, Quorum, Tally};
use crate::agreement::Level;
use crate::facts::{ChangeHands, Roles};
use crate::limits::{Label, List, Percent, Text, label};
use crate::roles::{CHANGE_ADVISORY_BOARD, CHANGE_MANAGER, EMERGENCY_CHANGE_BOARD};
use engine::{Actor, Context, Role};
use std::collections::BTreeSet;

/// What votes amount to.
#[derive(Debug, PartialEq)]
pub(super) enum Outcome {
    /// Not decided yet.
    Open,
    /// It is approved, by these seats.
    Approved(Vec<Actor>),
    /// It is refused, for this reason.
    Rejected(Text),
    /// It is to be reworked, for this reason.
    Rework(Text),
}

impl Board {
    /// Of a change of this class and risk, where no policy says otherwise.
    pub(super) const fn usual(class: Option<Class>, risk: Level) -> Self {
        let quorum = match (class, risk) {
            (Some(Class::Emergency), _) => Quorum::Majority,
            (Some(Class::Major), _) | (_, Level::High) => Quorum::All,
            (_, Level::Medium) => Quorum::Majority,
            (_, Level::Low) => Quorum::First,
        };
        Self { quorum, required: List::empty() }
    }

    /// Whether it asks for no less than another one. Where all are asked, nobody is left out.
    pub(super) fn asks_for_all_of(&self, other: &Self) -> bool {
        let everybody = self.required.is_empty() || other.quorum != Quorum::All;
        self.quorum.is_at_least(other.quorum) && everybody
    }
}

impl Quorum {
    /// Whether it takes no fewer votes than another one, however many are counted.
    fn is_at_least(self, other: Self) -> bool {
        let half = Percent::of_hundred(50);
        match other {
            Self::First => true,
            Self::Majority => match self {
                Self::First => false,
                Self::All | Self::Majority => true,
                Self::Percentage(share) => share > half,
            },
            Self::All => matches!(self, Self::All) || self == Self::Percentage(Percent::ALL),
            Self::Percentage(least) => match self {
                Self::First => false,
                Self::All => true,
                Self::Majority => least <= half,
                Self::Percentage(share) => share >= least,
            },
        }
    }

    /// What it takes, in words.
    pub(super) fn words(self) -> String {
        match self {
            Self::First => "the first decides".to_owned(),
            Self::All => "all of the board decide".to_owned(),
            Self::Majority => "a majority decides".to_owned(),
            Self::Percentage(share) => format!("{} of a hundred decide", share.whole() / 100),
        }
    }

    /// How many of so many must agree.
    pub(crate) fn needed(self, members: u32) -> u32 {
        match self {
            Self::First => 1,
            Self::All => members.max(1),
            Self::Majority => members / 2 + 1,
            Self::Percentage(share) => {
                let reaches =
                    |votes: &u32| Percent::share((*votes).into(), members.into()) >= share;
                (1..=members).find(reaches).unwrap_or(members.max(1))
            }
        }
    }
}

impl Change {
    /// The roles that decide on it. The change manager alone may where the risk is low.
    pub(super) fn deciding(&self) -> &'static [Role] {
        match self.class {
            Some(Class::Emergency) => &[EMERGENCY_CHANGE_BOARD],
            Some(Class::Normal) if self.risk() == Level::Low => {
                &[CHANGE_ADVISORY_BOARD, CHANGE_MANAGER]
            }
            _ => &[CHANGE_ADVISORY_BOARD],
        }
    }

    pub(super) fn decided_on_by(&self) -> Board {
        let usual = || Board::usual(self.class, self.risk());
        self.board.clone().unwrap_or_else(usual)
    }

    /// The seats on the board at this moment: of members, and not of who wants the change, nor of who
    /// carried out or reviewed an attempt before.
    fn members(&self, context: &Context<'_>) -> BTreeSet<Actor> {
        let roles = context.facts.get::<Roles>();
        let members = self.deciding().iter().flat_map(|role| roles.members(role));
        let before = [&self.duties.implementers, &self.duties.reviewers];
        let had_part = |it: &Actor| before.iter().any(|part| part.contains(it));
        let may = |it: &&Actor| !self.is_wanted_by(it, context) && !had_part(it);
        members.filter(may).cloned().collect()
    }

    /// Whether somebody wants it, or what has become part of it.
    fn is_wanted_by(&self, actor: &Actor, context: &Context<'_>) -> bool {
        let merged = context.facts.get::<ChangeHands>().get(context.key);
        self.duties.requesters.contains(actor)
            || merged.is_some_and(|hands| hands.requesters.contains(actor))
    }

    /// Those of them that are counted: of whoever holds a role that is required, if any is.
    pub(super) fn seats(&self, context: &Context<'_>) -> BTreeSet<Actor> {
        let roles = context.facts.get::<Roles>();
        let (mut seats, required) = (self.members(context), self.decided_on_by().required);
        let fits = |it: &Actor| required.iter().any(|role| roles.holds_himself(it, role));
        seats.retain(|member| required.is_empty() || fits(member));
        seats
    }

    /// How many of those who are counted must agree: as the board says, and no fewer than would where
    /// all members are counted and no policy says otherwise.
    fn needed(&self, seats: usize, context: &Context<'_>) -> u32 {
        let so_many = |seats: usize| u32::try_from(seats).unwrap_or(u32::MAX);
        let needed = self.decided_on_by().quorum.needed(so_many(seats));
        let usual = Board::usual(self.class, self.risk()).quorum;
        needed.max(usual.needed(so_many(self.members(context).len())))
    }

    /// Refuses to decide while nobody who is counted holds a role that is required, or while those who
    /// are counted are too few.
    pub(super) fn is_complete(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let (held, seats) = (context.facts.get::<Roles>(), self.seats(context));
        let is_vacant = |role: &&Label| !seats.iter().any(|seat| held.holds_himself(seat, role));
        let required = self.decided_on_by().required;
        let roles: Vec<Label> = required.iter().filter(is_vacant).cloned().collect();
        if !roles.is_empty() {
            return Err(Rejection::RequiredRoleVacant { roles });
        }
        let needed = usize::try_from(self.needed(seats.len(), context)).unwrap_or(usize::MAX);
        if !required.is_empty() && seats.len() < needed {
            let quorum = Board::usual(self.class, self.risk()).quorum;
            return Err(Rejection::BoardTooLenient { quorum });
        }
        Ok(())
    }

    /// Whose seat somebody votes for, and for whom he does.
    pub(super) fn seat(
        &self,
        named: Option<&Actor>,
        context: &Context<'_>,
    ) -> Result<(Actor, Hand), Rejection> {
        let roles = context.facts.get::<Roles>();
        let (actor, at) = (&context.caller.actor, context.recorded_now);
        let deciding = self.deciding();
        let himself = deciding.iter().any(|role| roles.holds_himself(actor, role));
        let mut delegations = Vec::new();
        for role in deciding {
            let known = roles.delegations_to(actor, role, at);
            delegations.extend(known.map(|known| OnBehalf {
                of: known.from.clone(),
                role: label(role),
                delegation: known.position,
                until: known.until,
            }));
        }
        let principals: BTreeSet<_> = delegations.iter().map(|behalf| behalf.of.clone()).collect();
        let seat = match named {
            Some(seat) => seat.clone(),
            None if himself => actor.clone(),
            None if principals.len() > 1 => {
                return Err(Rejection::SeatNotNamed { seats: principals.into_iter().collect() });
            }
            None => principals.first().unwrap_or(actor).clone(),
        };
        let is_his = if &seat == actor { himself } else { principals.contains(&seat) };
        if !is_his {
            return Err(Rejection::NoSeat { actor: actor.clone(), roles: deciding });
        }
        delegations.retain(|behalf| behalf.of == seat);
        let hand = Hand { actor: actor.clone(), on_behalf: super::bounded(delegations) };
        Ok((seat, hand))
    }

    /// How the votes stand now, and what they amount to. Only votes on what it says now are
    /// counted, of seats that are counted now.
    pub(super) fn count(&self, context: &Context<'_>) -> (Tally, Outcome) {
        let seats = self.seats(context);
        let counted = |(seat, ballot): &(&Actor, &Ballot)| {
            let is_valid = Some(ballot.shown) == self.shown;
            is_valid && seats.contains(*seat) && !self.is_wanted_by(&ballot.by, context)
        };
        let votes: Vec<_> = self.votes.iter().filter(counted).collect();
        let so_many = |of: fn(&Verdict) -> bool| {
            let votes = votes.iter().filter(|(_, ballot)| of(&ballot.verdict));
            u32::try_from(votes.count()).unwrap_or(u32::MAX)
        };
        let members = u32::try_from(seats.len()).unwrap_or(u32::MAX);
        let tally = Tally {
            members,
            needed: self.needed(seats.len(), context),
            approve: so_many(|verdict| *verdict == Verdict::Approve),
            reject: so_many(|verdict| matches!(verdict, Verdict::Reject(_))),
            rework: so_many(|verdict| matches!(verdict, Verdict::Rework(_))),
        };
        let Tally { needed, approve, reject, rework, .. } = tally;
        let reason = |of: fn(&Verdict) -> Option<&Text>| {
            votes.iter().rev().find_map(|(_, ballot)| of(&ballot.verdict)).cloned()
        };
        let rejected = reason(|verdict| match verdict {
            Verdict::Reject(reason) => Some(reason),
            Verdict::Approve | Verdict::Rework(_) => None,
        });
        let reworked = reason(|verdict| match verdict {
            Verdict::Rework(reason) => Some(reason),
            Verdict::Approve | Verdict::Reject(_) => None,
        });
        // The first vote decides, whichever way.
        let first = self.decided_on_by().quorum == Quorum::First;
        let out_of_reach = first || members.saturating_sub(reject + rework) < needed;
        let outcome = match (rejected, reworked) {
            _ if approve >= needed => {
                let approving = votes.iter().filter(|(_, it)| it.verdict == Verdict::Approve);
                Outcome::Approved(approving.map(|(seat, _)| (*seat).clone()).collect())
            }
            (Some(reason), _) if out_of_reach && reject > rework => Outcome::Rejected(reason),
            (_, Some(reason)) if out_of_reach => Outcome::Rework(reason),
            _ => Outcome::Open,
        };
        (tally, outcome)
    }
}
