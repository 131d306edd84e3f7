//! What is measured, and what follows from it.

use super::{agreed, availability, day, later, measure, none, review, terms};
use crate::agreement::{
    AdoptDefaults, Agreement, AnalyseTrend, Cause, Confirm, EndPeriod, Event, FIGURES_MAX,
    IdentifyCause, Measure, Measured, Occasion, RecordBreach, Reinstate, Rejection,
    ReviewWithCustomer, StartReview, Suspend, Trend,
};
use crate::limits::{List, label, text};
use engine::testing::Given;
use engine::{Caller, Decider as _, Door, Timestamp};

#[test]
fn a_missed_target_is_a_breach_once_per_period() {
    let breached = agreed(terms())
        .at(later(9))
        .when(measure(0, 98))
        .then_names(&["measured", "breached"])
        .when(measure(0, 98))
        .then_nothing()
        .when(measure(0, 97))
        .then_names(&["measured"])
        .when(measure(1, 98))
        .then_names(&["measured", "breached"])
        .when(measure(2, 99))
        .then_names(&["measured"]);
    let (target, period) = (availability(), day(2));
    let kept = Rejection::NotBreached { target: target.clone(), period };
    breached.clone().when(RecordBreach { target, period }).then_rejected(&kept);
    let (target, period) = (availability(), day(0));
    breached.clone().when(RecordBreach { target, period }).then_nothing();
    let (target, period) = (availability(), day(3));
    let unknown = Rejection::NotMeasured { target: target.clone(), period };
    breached.when(RecordBreach { target, period }).then_rejected(&unknown);
}

#[test]
fn nothing_is_breached_while_suspended_or_before_it_is_agreed() {
    let suspend = Suspend { exception: label("flood"), reason: text("water in the cellar") };
    let back = agreed(terms())
        .when(suspend)
        .then_names(&["suspended"])
        .at(later(9))
        .when(measure(0, 50))
        .then_names(&["measured"])
        .when(Reinstate {})
        .then_names(&["reinstated"]);
    let (target, period) = (availability(), day(0));
    let excused = Rejection::NotBreached { target: target.clone(), period };
    back.clone().when(RecordBreach { target, period }).then_rejected(&excused);
    let fire = Suspend { exception: label("fire"), reason: text("smoke") };
    let (exception, known) = ("fire".to_owned(), vec!["flood".to_owned()]);
    back.when(fire).then_rejected(&Rejection::UnknownException { exception, known });
    let defaults = none()
        .by(Caller::system(Door::Founding))
        .when(AdoptDefaults { terms: terms() })
        .then_names(&["defaulted"]);
    assert!(defaults.state().deadlines().is_empty());
    defaults.at(later(9)).when(measure(0, 50)).then_names(&["measured"]);
}

#[test]
fn what_is_measured_is_known_and_over() {
    let agreed = agreed(terms()).at(later(1));
    let early = Rejection::NoSuchPeriod { period: day(1) };
    agreed.clone().when(measure(1, 99)).then_rejected(&early);
    let target = Measured::Service(label("beauty"));
    let known = vec!["availability".to_owned()];
    let unknown = Rejection::UnknownTarget { target: target.clone(), known };
    agreed.when(Measure { target, ..measure(0, 99) }).then_rejected(&unknown);
}

#[test]
fn the_newest_figures_are_kept() {
    let count = i64::try_from(FIGURES_MAX).unwrap();
    let full = (1..=count + 1).fold(agreed(terms()).at(later(count + 9)), |given, number| {
        given.when(measure(number, 99)).then_names(&["measured"])
    });
    let figures = &full.state().series.first().unwrap().figures;
    assert_eq!(figures.len(), FIGURES_MAX);
    assert_eq!(figures.first().unwrap().period, day(2));
    let closed = Rejection::PeriodClosed { oldest: day(2).from };
    full.when(measure(1, 10)).then_rejected(&closed);
}

#[test]
fn a_trend_needs_three_periods() {
    let two = agreed(terms()).at(later(9)).when(measure(0, 99)).then_names(&["measured"]);
    let two = two.when(measure(1, 100)).then_names(&["measured"]);
    let analyse = || AnalyseTrend { target: availability(), note: None };
    two.clone().when(analyse()).then_rejected(&Rejection::TooFewPeriods { have: 2 });
    let three = two.when(measure(2, 100)).then_names(&["measured"]);
    let trend = |given: Given<Agreement>| match given.when(analyse()).decided().unwrap().pop() {
        Some(Event::TrendAnalysed(analysed)) => analysed.trend,
        other => panic!("{other:?}"),
    };
    assert_eq!(trend(three.clone()), Trend::Level);
    let falling = three.when(measure(3, 99)).then_names(&["measured"]);
    let falling = falling.when(measure(4, 98)).then_names(&["measured", "breached"]);
    assert_eq!(trend(falling.clone()), Trend::Downward);
    let rising = falling.when(measure(5, 99)).then_names(&["measured"]);
    let rising = rising.when(measure(6, 100)).then_names(&["measured"]);
    assert_eq!(trend(rising), Trend::Upward);
}

#[test]
fn a_review_closes_when_every_breach_has_a_cause() {
    let reviewing = agreed(terms())
        .at(later(9))
        .when(measure(0, 98))
        .then_names(&["measured", "breached"])
        .when(StartReview { occasion: Occasion::Asked })
        .then_names(&["review_started"]);
    reviewing.clone().when(Confirm {}).then_rejected(&Rejection::NotReviewed);
    let alone = ReviewWithCustomer { present: List::empty(), ..review() };
    reviewing.clone().when(alone).then_rejected(&Rejection::CustomerAbsent);
    let reviewed = reviewing.when(review()).then_names(&["reviewed_with_customer"]);
    let uncaused = vec![(availability(), day(0))];
    reviewed.clone().when(Confirm {}).then_rejected(&Rejection::CausesMissing { uncaused });
    let (cause, statement) = (Cause::Own, text("a full disk"));
    let identify = IdentifyCause { target: availability(), period: day(0), cause, statement };
    reviewed
        .when(identify)
        .then_names(&["breach_cause_identified"])
        .when(Confirm {})
        .then_names(&["confirmed"]);
}

#[test]
fn periods_end_by_the_calendar_and_those_missed_are_counted() {
    let start: Timestamp = "2026-01-31T00:00:00Z".parse().unwrap();
    let now: Timestamp = "2026-04-30T00:00:00Z".parse().unwrap();
    let mut dated = terms();
    dated.term.start = Some(start);
    let agreed = agreed(dated);
    let due = agreed.state().deadlines().into_iter().find(|due| due.name == "measurement_period");
    let ends = "2026-02-28T00:00:00Z".parse().unwrap();
    assert_eq!(due.unwrap().at, ends);
    let early = Rejection::PeriodNotOver { ends: Some(ends) };
    agreed.clone().when(EndPeriod {}).then_rejected(&early);
    let ended = agreed.at(now).when(EndPeriod {}).decided().unwrap();
    let [Event::PeriodEnded(ended)] = ended.as_slice() else { panic!() };
    assert_eq!((ended.period.from, ended.missed), ("2026-03-31T00:00:00Z".parse().unwrap(), 2));
    assert_eq!(ended.period.to, now);
}
