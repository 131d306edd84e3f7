use super::*;

#[test]
fn a_source_on_record_is_on_record_and_leads_to_one_risk() {
    let from = |name: &str| {
        let record = Record { process: label("change"), key: key(name), what: None };
        Identify { source: Source::Record(record), ..identify() }
    };
    let unknown = Record { process: label("change"), key: key("CHG9"), what: None };
    none().when(from("CHG9")).then_rejected(&Rejection::UnknownSource { record: unknown });
    none().when(from("CHG1")).then_names(&["identified", "owner_assigned"]);
    let mut world = world();
    let body = r#"{"title": "a fear", "dimension": "security",
        "source": {"record": {"process": "change", "key": "CHG1"}}}"#;
    world.send("ada", NAME, "RSK-2", "identify", body).unwrap();
    let open = Rejection::AlreadyOpen { risk: key("RSK-2") };
    let again = none().facts(world.facts).when(from("CHG1")).then_rejected(&open);
    // A rule hears a thing twice; that makes no second risk.
    again.by(engine::Caller::system(Door::Policy)).when(from("CHG1")).then_nothing();
}

#[test]
fn its_items_are_on_record_and_its_owner_is_a_risk_owner() {
    let unknown = Rejection::UnknownItem { item: key("srv-9") };
    let of = |item| Identify { configuration_items: [key(item)].into(), ..identify() };
    none().when(of("srv-9")).then_rejected(&unknown);
    let nobody = Rejection::NotRiskOwner { person: actor("bo") };
    let owned = Identify { owner: Some(actor("bo")), ..identify() };
    none().when(owned).then_rejected(&nobody);
    let given = identified().when(AssignOwner { owner: actor("bo") }).then_rejected(&nobody);
    let given = given.when(AssignOwner { owner: actor("ola") }).then_nothing();
    let given = given.when(AssignOwner { owner: actor("otto") }).then_names(&["owner_assigned"]);
    assert_eq!(given.state().owner, Some(actor("otto")));
}

#[test]
fn somebody_answers_for_what_is_assessed() {
    let orphan = || none().when(Identify { owner: None, ..identify() }).then_names(&["identified"]);
    orphan().when(assess(score(2, 2))).then_rejected(&Rejection::NoOwner);
    let owner = |who| Assess { owner: Some(actor(who)), ..assess(score(2, 2)) };
    let nobody = Rejection::NotRiskOwner { person: actor("bo") };
    let given = orphan().when(owner("bo")).then_rejected(&nobody);
    given.when(owner("ola")).then_names(&["assessed", "owner_assigned", "prioritised"]);
}

#[test]
fn with_something_done_it_is_no_graver_than_with_nothing_and_is_to_be_no_graver_than_it_is() {
    let scores =
        |inherent, current, target| Assess { inherent, target: Some(target), ..assess(current) };
    let above = Rejection::Above { what: "current", than: "inherent" };
    let given = identified().when(scores(score(2, 5), score(3, 3), score(1, 1)));
    let given = given.then_rejected(&above);
    let above = Rejection::Above { what: "target", than: "current" };
    let given = given.when(scores(score(5, 5), score(3, 3), score(1, 4))).then_rejected(&above);
    let silent = Assess { current: None, target: None, ..assess(score(1, 1)) };
    let given = given.when(silent).then_names(&["assessed", "prioritised"]);
    let Risk { inherent, current, target, .. } = given.state().clone();
    assert_eq!((inherent, current, target), (Some(rated(5, 5)), inherent, inherent));
    let above = Rejection::Above { what: "current", than: "inherent" };
    let low = Assess { inherent: score(2, 4), current: None, ..assess(score(1, 1)) };
    let treating = identified().when(low).then_names(&["assessed", "prioritised"]);
    let treating = treating.by(caller("ola")).when(treat()).then_names(&["treatment_planned"]);
    let treating = treating.when(complete(score(3, 1))).then_rejected(&above);
    let monitored = treating.when(complete(score(1, 1))).then_names(&["treated", "prioritised"]);
    let worse = Review { current: score(2, 5), finding: text("worse") };
    monitored.by(caller("rhea")).when(worse).then_rejected(&above);
}

#[test]
fn what_is_open_about_the_same_in_another_dimension_is_looked_at_together() {
    let service = || identified().facts(joined("service").facts);
    let missing = Rejection::NotJoint { risks: [key("RSK-2")].into() };
    let given = service().when(assess(score(2, 2))).then_rejected(&missing);
    let joint = |risk| Assess { jointly_with: [key(risk)].into(), ..assess(score(2, 2)) };
    let unknown = Rejection::NotOpen { risk: key("RSK-9") };
    let given = given.when(joint("RSK-9")).then_rejected(&unknown);
    let own = Rejection::NotOpen { risk: key("RSK-1") };
    let given = given.when(joint("RSK-1")).then_rejected(&own);
    given.when(joint("RSK-2")).then_names(&["assessed", "prioritised"]);
    // Of the same dimension it need not be.
    let same = identified().facts(joined("security").facts);
    same.when(assess(score(2, 2))).then_names(&["assessed", "prioritised"]);
}

/// Assesses another risk in the world.
fn with(world: &mut World, name: &str, likelihood: &str, consequence: &str) {
    let body = r#"{"title": "another", "dimension": "quality", "owner": "otto",
        "source": {"stated": {"statement": "so"}}}"#;
    world.send("rhea", NAME, name, "identify", body).unwrap();
    let body = format!(
        r#"{{"inherent": {{"likelihood": "{likelihood}", "consequence": "{consequence}"}},
            "statement": "so"}}"#
    );
    world.send("rhea", NAME, name, "assess", &body).unwrap();
}

#[test]
fn each_has_its_place_among_all_of_all_dimensions_by_one_order() {
    let mut world = world();
    let ranked =
        |world: &World, score| world.facts.get::<Risks>().rank(&key("RSK-9"), score, world.now);
    assert_eq!(ranked(&world, score(1, 1)), (1, 1));
    with(&mut world, "RSK-2", "likely", "moderate");
    with(&mut world, "RSK-3", "possible", "major");
    with(&mut world, "RSK-4", "unlikely", "severe");
    // 12 is high as 10 is, and comes first; of two 12 the worse; of two alike the one known first.
    let before = |name| world.state::<Risk>(name).rank;
    assert_eq!([before("RSK-2"), before("RSK-3"), before("RSK-4")], [Some(1), Some(1), Some(3)]);
    assert_eq!(ranked(&world, score(5, 4)), (1, 4));
    assert_eq!(ranked(&world, score(3, 3)), (4, 4));
    let place = |name, score| world.facts.get::<Risks>().rank(&key(name), score, world.now).0;
    assert_eq!(place("RSK-2", score(3, 4)), 1, "it is known for longer than RSK-3");
    assert_eq!(place("RSK-4", score(3, 4)), 2, "and RSK-4 not as long");
    // Compared again, it is where it is now; and nothing is said where that is the same.
    let events = world.send("rhea", NAME, "RSK-2", "prioritise", "{}").unwrap();
    assert_eq!((events, world.state::<Risk>("RSK-2").rank), (vec!["prioritised"], Some(2)));
    assert!(world.send("rhea", NAME, "RSK-2", "prioritise", "{}").unwrap().is_empty());
    assert!(world.facts.get::<Risks>().bytes() > 0);
}

#[test]
fn what_is_not_assessed_or_decided_on_in_time_is_escalated_again_and_again() {
    let given = identified();
    let late = day(10);
    assert_eq!(dues(&given), [("assessment_due", late)]);
    let early = Rejection::NotDue { due: Some(late) };
    let given = given.when(Escalate {}).then_rejected(&early);
    let given = given.at(late).when(Escalate {}).then_names(&["escalated"]);
    assert_eq!(dues(&given), [("assessment_due", day(20))]);
    let given = given.when(assess(score(2, 2))).then_names(&["assessed", "prioritised"]);
    assert_eq!(dues(&given), [("decision_due", day(20))]);
    given.at(day(20)).when(Escalate {}).then_names(&["escalated"]);
}

#[test]
fn what_is_treated_is_looked_at_again_when_it_is_time() {
    let monitored = monitored(score(1, 2));
    let due = Matrix::default().review_interval.after(day(0), 1);
    let early = Rejection::NotDue { due: Some(due) };
    let monitored = monitored.when(NoteReviewDue {}).then_rejected(&early);
    let monitored = monitored.at(due).when(NoteReviewDue {}).then_names(&["review_fell_due"]);
    assert!(!dues(&monitored).iter().any(|(name, _)| *name == "review_due"));
    let review = Review { current: score(2, 2), finding: text("it holds") };
    let given = monitored.by(caller("rhea")).when(review).then_names(&["reviewed", "prioritised"]);
    let again = Matrix::default().review_interval.after(due, 1);
    assert!(dues(&given).contains(&("review_due", again)));
    assert_eq!(given.state().current, Some(rated(2, 2)));
}

#[test]
fn it_is_part_of_one_that_is_open() {
    let merge = |parent| Merge { parent: key(parent) };
    let given = identified().facts(joined("service").facts);
    let given =
        given.when(merge("RSK-1")).then_rejected(&Rejection::NotOpen { risk: key("RSK-1") });
    let given =
        given.when(merge("RSK-9")).then_rejected(&Rejection::NotOpen { risk: key("RSK-9") });
    let merged = given.when(merge("RSK-2")).then_names(&["merged"]);
    assert_eq!((merged.state().parent.clone(), dues(&merged).len()), (Some(key("RSK-2")), 0));
}
