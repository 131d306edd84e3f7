use super::*;
use engine::lifecycle::NotAllowed;

pub(super) fn loss(part: Option<&str>, percent: u8) -> Loss {
    let weight = Percent::of_hundred(percent);
    Loss { part: part.map(label), weight, affected_users: Some(40) }
}

pub(super) fn planned(period: Period) -> PlanOutage {
    let (loss, reason) = (loss(Some("search"), 20), text("a new disk"));
    PlanOutage { period, loss, change: Some(key("CHG1")), reason, told: word() }
}

pub(super) fn begin(outage: Option<u64>, loss: Option<Loss>) -> BeginOutage {
    BeginOutage { outage, loss, incident: None, note: None }
}

fn tomorrow() -> Period {
    Period { from: day(1), to: day(1) + Span::from_hours(2) }
}

fn down() -> Given<Service> {
    let all = begin(None, Some(loss(None, 100)));
    published().when(all).then_names(&["outage_began"])
}

fn unplanned(given: Given<Service>, outage: u64) -> Span {
    let event = given.when(EndOutage { outage }).decided().unwrap().remove(0);
    let Event::OutageEnded(ended) = event else { panic!("{event:?}") };
    ended.unplanned
}

#[test]
fn a_planned_one_is_to_come_and_takes_something() {
    let plan = |period| published().when(planned(period));
    let none = Period { from: day(1), to: day(1) };
    plan(none).then_rejected(&Rejection::NoPeriod { period: none });
    let past = Period { from: day(0), to: day(1) };
    plan(past).then_rejected(&Rejection::NotToCome { at: day(0) });
    let nothing = PlanOutage { loss: loss(None, 0), ..planned(tomorrow()) };
    published().when(nothing).then_rejected(&Rejection::NoLoss);
}

#[test]
fn what_is_as_planned_needs_no_investigation() {
    let given = published().when(planned(tomorrow())).then_names(&["outage_planned"]);
    let given = given.at(day(1)).when(begin(Some(1), None)).then_names(&["outage_began"]);
    let given = given.at(tomorrow().to).when(EndOutage { outage: 1 });
    let given = given.then_names(&["outage_ended"]);
    assert!(given.state().outages.open.is_empty());
    let none = Rejection::NoSuchOutage { outage: 1, open: vec![] };
    given.when(EndOutage { outage: 1 }).then_rejected(&none);
}

#[test]
fn what_is_outside_the_plan_is_unplanned() {
    let begun = |at| {
        let given = published().when(planned(tomorrow())).then_names(&["outage_planned"]);
        given.at(at).when(begin(Some(1), None)).then_names(&["outage_began"])
    };
    let hour = Span::from_hours(1);
    assert_eq!(unplanned(begun(day(1)).at(tomorrow().to), 1), Span::ZERO);
    assert_eq!(unplanned(begun(day(1)).at(tomorrow().to + hour), 1), hour);
    assert_eq!(unplanned(begun(day(1) - hour).at(tomorrow().to), 1), hour);
    let after = tomorrow().to + hour;
    assert_eq!(unplanned(begun(after).at(after + hour), 1), hour);
    let before = day(1) - hour;
    assert_eq!(unplanned(begun(before).at(before + hour), 1), hour);
}

#[test]
fn what_goes_on_when_its_plan_is_over_is_on_record_once() {
    let began = |at| {
        let given = published().when(planned(tomorrow())).then_names(&["outage_planned"]);
        let event = given.clone().at(at).when(begin(Some(1), None)).decided().unwrap().remove(0);
        let Event::OutageBegan(began) = event else { panic!("{event:?}") };
        (began.planned, given.at(at).when(begin(Some(1), None)).then_names(&["outage_began"]))
    };
    let until = |given: &Given<Service>| given.state().outages.overrun_at();
    let (is_planned, given) = began(day(1));
    assert!(is_planned);
    assert_eq!(until(&given), Some(tomorrow().to));
    let early = given.clone().when(RecordOutageOverrun {}).then_names(&[]);
    let weighed = WeighOutage { outage: 1, loss: loss(Some("search"), 10) };
    let given = early.when(weighed).then_names(&["outage_weighed"]);
    let given = given.at(tomorrow().to).when(RecordOutageOverrun {});
    let told = OutageOverran { outage: 1, loss: loss(Some("search"), 10), incident: None };
    let given = given.then([told]);
    assert_eq!(until(&given), None);
    given.when(RecordOutageOverrun {}).then_names(&[]);
    // What began at another time was never within its plan.
    for at in [day(1) - Span::from_hours(1), tomorrow().to] {
        let (is_planned, given) = began(at);
        assert!(!is_planned && until(&given).is_none(), "{at}");
    }
    // Of what is written down afterwards, the end may be, too.
    let given = published().when(planned(tomorrow())).then_names(&["outage_planned"]);
    let late = given.at(day(2)).occurred_at(day(1)).when(begin(Some(1), None));
    let late = late.then_names(&["outage_began"]);
    assert_eq!(until(&late), None);
}

#[test]
fn what_takes_more_than_was_planned_is_none_that_was() {
    let given = published().when(planned(tomorrow())).then_names(&["outage_planned"]);
    let plan = Box::new(loss(Some("search"), 20));
    let more = Rejection::MoreThanPlanned { outage: 1, loss: plan };
    let begin = |part, percent| begin(Some(1), Some(loss(part, percent)));
    let given = given.at(day(1)).when(begin(Some("search"), 21)).then_rejected(&more);
    let given = given.when(begin(None, 20)).then_rejected(&more);
    let given = given.when(begin(Some("search"), 10)).then_names(&["outage_began"]);
    let weigh = |percent| WeighOutage { outage: 1, loss: loss(Some("search"), percent) };
    let given = given.when(weigh(30)).then_rejected(&more);
    given.when(weigh(20)).then_names(&["outage_weighed"]);
}

#[test]
fn an_unplanned_one_is_weighed_ended_and_investigated() {
    let weigh = |percent| WeighOutage { outage: 1, loss: loss(None, percent) };
    let given = down().when(weigh(0)).then_rejected(&Rejection::NoLoss);
    let given = given.when(weigh(30)).then_names(&["outage_weighed"]);
    assert_eq!(given.state().outages.open[&1].loss, loss(None, 30));
    let investigate = || InvestigateOutage {
        outage: 1,
        cause: text("a full disk"),
        action: text("a larger one"),
        problem: None,
    };
    let (process, phase, command) = ("service, outage", "running", "investigate_outage");
    let possible =
        vec!["weigh_outage", "record_outage_overrun", "end_outage", "end_outage", "cancel_outage"];
    let early = Rejection::NotNow(NotAllowed { process, phase, command, possible });
    let given = given.when(investigate()).then_rejected(&early);
    let given = given.at(day(1)).when(EndOutage { outage: 1 }).then_names(&["outage_ended"]);
    let given = given.when(investigate()).then_names(&["outage_investigated"]);
    assert!(given.state().outages.open.is_empty());
}

#[test]
fn it_is_measured_by_when_it_happened() {
    let began = published().at(day(1)).occurred_at(day(0));
    let given = began.when(begin(None, Some(loss(None, 100)))).then_names(&["outage_began"]);
    let before = Rejection::EndsBeforeBegin { from: day(0) };
    let early = given.clone().occurred_at(day(0) - Span::from_hours(1));
    early.when(EndOutage { outage: 1 }).then_rejected(&before);
    let hour = Span::from_hours(1);
    assert_eq!(unplanned(given.occurred_at(day(0) + hour), 1), hour);
}

#[test]
fn what_is_named_of_it_is_on_record_and_about_it() {
    let named = |incident| BeginOutage {
        incident: Some(key(incident)),
        ..begin(None, Some(loss(None, 100)))
    };
    let unknown = Rejection::UnknownIncident { incident: key("INC9") };
    let given = published().when(named("INC9")).then_rejected(&unknown);
    let elsewhere = Rejection::IncidentElsewhere { incident: key("INC2") };
    let given = given.when(named("INC2")).then_rejected(&elsewhere);
    let given = given.when(named("INC1")).then_names(&["outage_began"]);
    let given = given.at(day(1)).when(EndOutage { outage: 1 }).then_names(&["outage_ended"]);
    let investigate = |problem| InvestigateOutage {
        outage: 1,
        cause: text("a full disk"),
        action: text("a larger one"),
        problem: Some(key(problem)),
    };
    let unknown = Rejection::UnknownProblem { problem: key("PRB9") };
    let given = given.when(investigate("PRB9")).then_rejected(&unknown);
    given.when(investigate("PRB1")).then_names(&["outage_investigated"]);
}

#[test]
fn parts_fail_apart_and_each_once() {
    let search = || begin(None, Some(loss(Some("search"), 20)));
    let given = down().when(search()).then_names(&["outage_began"]);
    let given = given.when(search()).then_rejected(&Rejection::AlreadyOut { outage: 2 });
    let whole = begin(None, Some(loss(None, 50)));
    given.when(whole).then_rejected(&Rejection::AlreadyOut { outage: 1 });
    published().when(begin(None, None)).then_rejected(&Rejection::NoLoss);
    let none = Rejection::NoSuchOutage { outage: 7, open: vec![] };
    published().when(begin(Some(7), None)).then_rejected(&none);
}

#[test]
fn what_was_not_planned_may_be_lost_beside_what_was() {
    let small = PlanOutage { loss: loss(None, 5), ..planned(tomorrow()) };
    let given = published().when(small).then_names(&["outage_planned"]);
    let given = given.at(day(1)).when(begin(Some(1), None)).then_names(&["outage_began"]);
    let all = || begin(None, Some(loss(None, 100)));
    let given = given.when(all()).then_names(&["outage_began"]);
    assert_eq!(unplanned(given.clone().at(tomorrow().to), 1), Span::ZERO);
    assert_eq!(unplanned(given.clone().at(tomorrow().to), 2), Span::from_hours(2));
    given.when(all()).then_rejected(&Rejection::AlreadyOut { outage: 2 });
}

#[test]
fn it_may_turn_out_to_be_none() {
    let cancel = || CancelOutage { outage: 1, reason: text("a false alarm") };
    let given = published().when(planned(tomorrow())).then_names(&["outage_planned"]);
    given.when(cancel()).then_names(&["outage_cancelled"]);
    let given = down().at(day(1)).when(EndOutage { outage: 1 }).then_names(&["outage_ended"]);
    given.when(cancel()).then_names(&["outage_cancelled"]);
    let given = down().when(cancel()).then_names(&["outage_cancelled"]);
    assert!(given.state().outages.open.is_empty());
    // Its number is not given again.
    let again = given.when(begin(None, Some(loss(None, 100)))).then_names(&["outage_began"]);
    assert!(again.state().outages.open.contains_key(&2));
}

#[test]
fn the_open_ones_have_a_bound() {
    let full = (1..=1_000).fold(published(), |given, _| {
        given.when(planned(tomorrow())).then_names(&["outage_planned"])
    });
    let refused = Rejection::TooMany { what: "open outages", max: 1_000 };
    full.when(planned(tomorrow())).then_rejected(&refused);
}

#[test]
fn what_is_lost_already_is_not_lost_by_a_plan() {
    let given = published().when(planned(tomorrow())).then_names(&["outage_planned"]);
    let all = begin(None, Some(loss(None, 100)));
    let given = given.at(day(1)).when(all).then_names(&["outage_began"]);
    given.when(begin(Some(1), None)).then_rejected(&Rejection::AlreadyOut { outage: 2 });
}
