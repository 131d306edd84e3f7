use super::*;

/// An incident of an hour.
fn incident_at(number: i64) -> World {
    let mut world = ready();
    world.now = hour(number);
    log(&mut world, "INC3", "srv-1", "software");
    world
}

#[test]
fn incidents_while_it_is_observed_are_its() {
    let attribute = |name| AttributeIncident { incident: key(name) };
    let unknown = Rejection::IncidentUnknown { incident: key("INC9") };
    observing().when(attribute("INC9")).then_rejected(&unknown);
    let outside = Rejection::OutsideObservation { incident: key("INC1") };
    observing().when(attribute("INC1")).then_rejected(&outside);
    let late = incident_at(24 + 14 * 24).facts;
    let outside = Rejection::OutsideObservation { incident: key("INC3") };
    observing().facts(late).when(attribute("INC3")).then_rejected(&outside);
    let inside = observing().facts(incident_at(30).facts);
    let attributed = inside.when(attribute("INC3")).then_names(&["incident_attributed"]);
    attributed.when(attribute("INC3")).then_nothing();
}

#[test]
fn more_incidents_than_its_plan_takes_for_granted_are_said_to_be() {
    let event = |number: u32| IncidentAttributed {
        incident: key(&format!("INC-{number}")),
        count: number,
        above_limit: false,
    };
    let attribute = || AttributeIncident { incident: key("INC3") };
    let above = |given: Given<Release>| {
        let decided = given.facts(incident_at(30).facts).when(attribute()).decided().unwrap();
        let Event::IncidentAttributed(attributed) = &decided[0] else { panic!("{decided:?}") };
        (attributed.count, attributed.above_limit)
    };
    let some = |count: u32| observing().and((0..count).map(|number| event(number).into()));
    assert_eq!((above(some(2)), above(some(3))), ((3, false), (4, true)));
    let full = some(u32::try_from(INCIDENTS_MAX).unwrap());
    full.when(attribute()).then_rejected(&Rejection::TooManyIncidents);
}

#[test]
fn it_is_observed_for_its_period_before_it_is_analysed() {
    let until = hour(24) + Span::from_days(14);
    assert_eq!(dues(&observing()), [("observation_period", until)]);
    let still = Rejection::StillObserved { until };
    observing().when(analyse()).then_rejected(&still);
    observing().when(EndObservation {}).then_rejected(&still);
    let ended = observing().at(until).when(EndObservation {}).then_names(&["observation_ended"]);
    assert_eq!(dues(&ended), []);
    let ended = ended.when(EndObservation {}).then_nothing();
    let analysed = ended.when(analyse()).then_names(&["analysed"]);
    analysed.clone().when(Close {}).then_rejected(&Rejection::NotReviewed);
    let deployer = Rejection::NotIndependent {
        actor: actor("bo"),
        other: actor("bo"),
        did: "has deployed",
        what: key("REL-1"),
    };
    analysed.clone().when(review()).then_rejected(&deployer);
    let analysed = analysed.by(caller("ada"));
    let nothing = Review { no_improvement_reason: None, ..review() };
    analysed.clone().when(nothing).then_rejected(&Rejection::ImprovementsNotConsidered);
    let reviewed = analysed.when(review()).then_names(&["analysis_reviewed"]);
    reviewed.when(Close {}).then_names(&["closed"]);
    let unheard = given::<Release>([
        Event::from(Investigated { cause: text("a disk"), actions: List::empty() }),
        AnalysisReviewed { improvements: List::empty(), no_improvement_reason: None }.into(),
    ]);
    unheard.facts(ready().facts).when(Close {}).then_rejected(&Rejection::OutcomeNotPublished);
}

#[test]
fn what_failed_is_investigated() {
    let cause = || text("a disk was full");
    let actions = || List::from([text("watch the disk")]);
    let until = hour(24) + Span::from_days(14);
    let investigate = |actions| InvestigateFailure { cause: cause(), actions };
    observing().when(investigate(actions())).then_rejected(&Rejection::NothingToInvestigate);
    let remedied = remedied().at(until);
    remedied.clone().when(analyse()).then_rejected(&Rejection::FailureNotInvestigated);
    let nothing = Rejection::Nothing { what: "action" };
    remedied.clone().when(investigate(List::empty())).then_rejected(&nothing);
    let known = remedied.when(investigate(actions())).then_names(&["failure_investigated"]);
    let known = known.when(analyse()).then_names(&["analysed"]);
    let replan = || Replan { reason: text("smaller"), changes_replanned: word() };
    known.when(replan()).then_rejected(&Rejection::NotRolledBack);
    let back = failed().when(StartRollback {}).then_names(&["rollback_started"]);
    let back = back.when(RollBack { restored: word() });
    let back = back.then_names(&["rolled_back", "outcome_published"]);
    let start = StartInvestigation { investigator: actor("bo") };
    let looking = back.when(start).then_names(&["investigation_started"]);
    let nothing_follows = Investigate { cause: cause(), actions: List::empty() };
    looking.clone().when(nothing_follows).then_rejected(&nothing);
    let known = Investigate { cause: cause(), actions: actions() };
    let known = looking.when(known).then_names(&["investigated"]);
    let world = after(change_failed());
    let failed = Rejection::ChangeNotReplanned { change: key("CHG1") };
    known.clone().facts(world.facts).when(replan()).then_rejected(&failed);
    let again = known.when(replan()).then_names(&["replanned"]);
    assert_eq!(again.state().phase, Phase::Building);
}

#[test]
fn those_concerned_are_told_what_is_so() {
    let tell = |outcome| PublishOutcome { outcome, note: None };
    let there = ["outcome_published"];
    observing().when(tell(Outcome::RolledBack)).then_rejected(&Rejection::OtherOutcome);
    observing().when(tell(Outcome::Partial)).then_names(&there);
    remedied().when(tell(Outcome::Full)).then_rejected(&Rejection::OtherOutcome);
    let back = failed().when(StartRollback {}).then_names(&["rollback_started"]);
    let back = back.when(RollBack { restored: word() });
    let back = back.then_names(&["rolled_back", "outcome_published"]);
    for outcome in [Outcome::Full, Outcome::Partial] {
        back.clone().when(tell(outcome)).then_rejected(&Rejection::OtherOutcome);
    }
    back.when(tell(Outcome::Failed)).then_names(&there);
}
