//! Events as other modules' tests need them: made by the process itself, not by hand.

use super::*;
use crate::agreement::Level;
use crate::attest::Attestation;
use crate::incident::*;
use engine::testing::NOW;
use engine::{Caller, Door, Span};

fn last(mut events: Vec<Event>) -> Event {
    events.pop().unwrap()
}

/// Up to where the clocks run.
pub(crate) fn prioritised() -> Vec<Event> {
    let log = Log { assignee: None, ..known_at_once(Level::High, Level::High) };
    unlogged().when(log).decided().unwrap()
}

pub(crate) fn missed() -> Event {
    let late = at_work().at(NOW + Span::from_days(1)).by(Caller::system(Door::Timer));
    let miss = RecordTargetMiss { measure: crate::clock::Measure::Resolution };
    last(late.when(miss).decided().unwrap())
}

pub(crate) fn at_risk() -> Event {
    let late = at_work().at(NOW + Span::from_minutes(190)).by(Caller::system(Door::Timer));
    last(late.when(WarnTarget {}).decided().unwrap())
}

pub(crate) fn resolved() -> Event {
    let known = Resolve { cause: Cause::Known(label("a broken disk")), ..resolve() };
    last(at_work().when(known).decided().unwrap())
}

pub(crate) fn closed() -> Event {
    let resolved = at_work().when(resolve()).then_names(&["resolved"]);
    let close = Close { confirmed_by: Some(label("bo").into()), classification_verified: true };
    last(resolved.when(close).decided().unwrap())
}

pub(crate) fn declared_major() -> Event {
    last(at_work().when(DeclareMajor::default()).decided().unwrap())
}

pub(crate) fn continuity_requested() -> Event {
    let (forecast, trigger) = (Span::from_hours(9), Span::from_hours(4));
    ContinuityRequested { plan: key("PLAN-1"), forecast, trigger }.into()
}

pub(crate) fn restored() -> Event {
    let verified = Attestation::that(text("mail is sent and received"));
    Restored { verified, review_due: NOW + Span::from_days(5) }.into()
}

pub(crate) fn reopened() -> Event {
    let (reason, notice_due) = (text("still down"), None);
    Reopened { reason, count: 1, notice_due, dues: Dues::default() }.into()
}

pub(crate) fn merged_into(parent: &str) -> Event {
    Merged { parent: key(parent), dues: Dues::default() }.into()
}

pub(crate) fn followed(parent: &str) -> Event {
    ParentFollowed { parent: key(parent), works: true, dues: Dues::default() }.into()
}
