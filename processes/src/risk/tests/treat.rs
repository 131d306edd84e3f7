use super::*;

#[test]
fn only_its_owner_or_his_deputy_decides() {
    let not_owner = Rejection::NotOwner { owner: actor("ola") };
    let assessed = || assessed(score(2, 3));
    for other in ["otto", "rhea"] {
        let given = assessed().by(caller(other)).when(accept()).then_rejected(&not_owner);
        given.when(treat()).then_rejected(&not_owner);
        let given = treating().by(caller(other));
        given.when(complete(score(1, 1))).then_rejected(&not_owner);
    }
    let by_deputy = assessed().by(caller("dan")).when(accept()).decided().unwrap();
    let [Event::Accepted(accepted)] = &*by_deputy else { panic!("{by_deputy:?}") };
    assert_eq!(accepted.by.on_behalf.iter().map(|it| &it.of).collect::<Vec<_>>(), [&actor("ola")]);
    assessed().by(caller("ola")).when(accept()).then_names(&["accepted"]);
}

#[test]
fn nobody_accepts_by_a_score_of_his_own_across_delegations() {
    // The owner says what is left, and another looks at that before he may accept it.
    let himself = |who| Rejection::ScoredHimself { actor: actor(who) };
    let monitored = monitored(score(1, 2)).when(accept()).then_rejected(&himself("ola"));
    let monitored = monitored.by(caller("dan")).when(accept()).then_rejected(&himself("ola"));
    let review = Review { current: score(1, 2), finding: text("so it is") };
    let reviewed =
        monitored.by(caller("rhea")).when(review).then_names(&["reviewed", "prioritised"]);
    reviewed.by(caller("ola")).when(accept()).then_names(&["accepted"]);
    // Nor by one that his deputy has given.
    let mut world = world();
    world.give("ada", "ola", RISK_MANAGER);
    delegate(&mut world, "ola", "sid", RISK_MANAGER);
    let given = identified().facts(world.facts).by(caller("sid"));
    let given = given.when(assess(score(2, 2))).then_names(&["assessed", "prioritised"]);
    given.by(caller("ola")).when(accept()).then_rejected(&himself("ola"));
}

#[test]
fn no_more_is_accepted_than_may_be_borne_by_the_matrix_in_force() {
    let beyond = Rejection::BeyondAppetite { rating: Rating::High, appetite: Rating::Medium };
    let given = assessed(score(3, 4)).by(caller("ola")).when(accept()).then_rejected(&beyond);
    // Who would bear more says so for all such risks.
    let mut world = world();
    let mut matrix = Matrix::default();
    matrix.appetite.security = Rating::High;
    let set = SetMatrix { matrix, from: None, document: label("POL-9") };
    let body = serde_json::to_string(&set).unwrap();
    world.send("ada", NAME, "matrix", "set_matrix", &body).unwrap();
    let given = given.facts(world.facts).when(accept()).then_names(&["accepted"]);
    assert_eq!(given.state().accepted_until, Some(day(30)));
}

#[test]
fn an_acceptance_ends_and_then_it_is_assessed_anew() {
    let given = assessed(score(2, 2)).by(caller("ola"));
    let over = Accept { until: day(0), ..accept() };
    let given = given.when(over).then_rejected(&Rejection::Over { at: day(0) });
    let latest = Matrix::default().acceptance_max.after(day(0), 1);
    let until = latest + Span::from_seconds(1);
    let long = Rejection::TooLong { until, latest };
    let given = given.when(Accept { until, ..accept() }).then_rejected(&long);
    let given = given.when(accept()).then_names(&["accepted"]);
    let expired = || Reassess { trigger: Trigger::AcceptanceExpired };
    let early = Rejection::NotDue { due: Some(day(30)) };
    let given = given.when(expired()).then_rejected(&early);
    assert!(dues(&given).contains(&("acceptance_expiry", day(30))));
    let given = given.at(day(30)).when(expired()).then_names(&["reassessed"]);
    assert_eq!(
        (given.state().phase, dues(&given)),
        (Phase::Identified, vec![("assessment_due", day(40))])
    );
}

#[test]
fn an_assessment_counts_for_its_interval() {
    let due = Matrix::default().assessment_interval.after(day(0), 1);
    let too_old = || Reassess { trigger: Trigger::PlannedInterval };
    for given in [accepted(), monitored(score(1, 2)), treating()] {
        assert!(dues(&given).contains(&("assessment_interval", due)));
        let early = Rejection::NotDue { due: Some(due) };
        let given = given.when(too_old()).then_rejected(&early);
        given.at(due).when(too_old()).then_names(&["reassessed"]);
    }
    accepted().when(ask("another law")).then_names(&["reassessed"]);
}

#[test]
fn a_treatment_has_controls_a_time_and_what_it_is_about() {
    let given = assessed(score(3, 4)).by(caller("ola"));
    let plan = |treatment| PlanTreatment { treatment };
    let late = Treatment { due: day(0), ..treatment() };
    let given = given.when(plan(late)).then_rejected(&Rejection::Over { at: day(0) });
    let bare = Treatment { controls: List::empty(), ..treatment() };
    let given = given.when(plan(bare)).then_rejected(&Rejection::NoControl);
    let items = |name| Treatment { configuration_items: [key(name)].into(), ..treatment() };
    let unknown = Rejection::UnknownItem { item: key("srv-9") };
    let given = given.when(plan(items("srv-9"))).then_rejected(&unknown);
    let by = |name| Treatment { change: Some(key(name)), ..treatment() };
    let given = ["CHG3", "CHG9"].into_iter().fold(given, |given, name| {
        let unknown = Rejection::UnknownChange { change: key(name) };
        given.when(plan(by(name))).then_rejected(&unknown)
    });
    given.when(plan(by("CHG2"))).then_names(&["treatment_planned"]);
}

#[test]
fn what_is_to_be_altered_is_altered_by_a_change_that_is_carried_out() {
    let plan = |items: &[&str], change: Option<&str>| {
        let items: Vec<Key> = items.iter().map(|name| key(name)).collect();
        let configuration_items = List::new(items).unwrap();
        let treatment = Treatment { configuration_items, change: change.map(key), ..treatment() };
        let given = assessed(score(3, 4)).by(caller("ola"));
        given.when(PlanTreatment { treatment }).then_names(&["treatment_planned"])
    };
    let given = plan(&["srv-1"], None).when(complete(score(1, 1)));
    let given = given.then_rejected(&Rejection::ChangeMissing);
    let by = |name| CompleteTreatment { change: Some(key(name)), ..complete(score(1, 1)) };
    let open = Rejection::ChangeNotInPlace { change: key("CHG2") };
    let given = given.when(by("CHG2")).then_rejected(&open);
    given.when(by("CHG1")).then_names(&["treated", "prioritised"]);
    let given = plan(&[], Some("CHG2")).when(complete(score(1, 1))).then_rejected(&open);
    let events = given.when(by("CHG1")).decided().unwrap();
    let Event::Treated(treated) = &events[0] else { panic!("{events:?}") };
    assert!(treated.target_reached && treated.controls[..] == [label("A.8.24")]);
    let events = treating().when(complete(score(2, 1))).decided().unwrap();
    assert!(matches!(&events[0], Event::Treated(treated) if !treated.target_reached));
}

#[test]
fn a_treatment_that_is_late_is_escalated() {
    let given = treating();
    assert!(dues(&given).contains(&("treatment_due", day(6_000))));
    let early = Rejection::NotDue { due: Some(day(6_000)) };
    let given = given.when(Escalate {}).then_rejected(&early);
    let given = given.at(day(6_000)).when(Escalate {}).then_names(&["escalated"]);
    given.when(complete(score(1, 1))).then_names(&["treated", "prioritised"]);
}

#[test]
fn what_is_over_waits_for_nothing() {
    let close = || Close { cause_gone: word() };
    for given in [accepted(), monitored(score(1, 1)), treating(), assessed(score(1, 1))] {
        let given = given.by(caller("rhea")).when(close()).then_names(&["closed"]);
        assert!(dues(&given).is_empty());
        given.when(ask("again")).then_not_allowed();
    }
}

#[test]
fn what_was_never_assessed_is_not_accepted() {
    // Of what was recorded otherwise, nothing is known to go by.
    let by = Hand { actor: actor("rhea"), on_behalf: List::empty() };
    let planned: Event = TreatmentPlanned { treatment: treatment(), by: by.clone() }.into();
    let treated = Treated {
        residual: rated(1, 1),
        matrix: 0,
        target_reached: true,
        controls: List::empty(),
        change: None,
        done: word(),
        by,
        review_at: day(1),
    };
    let owned: Event = OwnerAssigned { owner: actor("ola") }.into();
    let given = given::<Risk>([owned, planned, treated.into()]).facts(world().facts);
    given.at(day(0)).by(caller("ola")).when(accept()).then_rejected(&Rejection::NotAssessed);
}
