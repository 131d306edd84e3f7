use super::*;

#[test]
fn something_becomes_better_or_somebody_says_why_not() {
    let bare = Review { improvements: List::empty(), ..review() };
    let given = lessons().when(bare.clone()).then_rejected(&Rejection::ImprovementsMissing);
    let reason = Review { no_improvement: Some(text("an accident")), ..bare };
    given.when(reason).then_names(&["reviewed"]);
}

#[test]
fn a_risk_that_came_true_is_assessed_anew_before_the_review() {
    let link = |risk| LinkRisk { risk: key(risk) };
    let unknown = Rejection::RiskNotOpen { risk: key("RSK9") };
    let given = lessons().when(link("RSK9")).then_rejected(&unknown);
    // On this one, nothing was decided yet.
    let given = given.when(link("RSK2")).then_names(&["risk_linked"]);
    given.clone().when(review()).then_names(&["reviewed"]);
    let given = given.when(link("RSK1")).then_names(&["risk_linked"]);
    let given = given.when(link("RSK1")).then_nothing();
    let old = Rejection::RiskNotReassessed { risk: key("RSK1") };
    let given = given.when(review()).then_rejected(&old);
    let mut world = world();
    world.now = hour(1);
    let body = r#"{"trigger": {"asked": "it has happened"}}"#;
    world.send("rhea", "risk", "RSK1", "reassess", body).unwrap();
    given.clone().facts(world.facts.clone()).when(review()).then_names(&["reviewed"]);
    let body = r#"{"inherent": {"likelihood": "rare", "consequence": "minor"},
        "statement": "so"}"#;
    world.send("rhea", "risk", "RSK1", "assess", body).unwrap();
    let body = format!(r#"{{"until": "{}", "reason": "so"}}"#, hour(700));
    world.send("ola", "risk", "RSK1", "accept", &body).unwrap();
    given.facts(world.facts).when(review()).then_names(&["reviewed"]);
}

#[test]
fn it_is_looked_back_at_in_time() {
    let given = lessons();
    let due = hour(240);
    assert_eq!(dues(&given), [("review_due", due)]);
    let early = Rejection::NotLate { limit: Limit::Review, due: Some(due) };
    let given = given.when(late(Limit::Review)).then_rejected(&early);
    let given = given.at(due).when(late(Limit::Review)).then_names(&["escalated"]);
    assert_eq!(dues(&given), []);
}

#[test]
fn those_concerned_know_before_it_is_over() {
    let given = reviewed().when(close()).then_rejected(&Rejection::NotReported);
    let nobody = Report { to: List::empty(), ..report() };
    given.when(nobody).then_rejected(&Rejection::NobodyTold);
    reported().when(close()).then_names(&["closed"]);
}

/// Until it was reported, with data leaked, priority 1 and an authority to be told.
fn leaked() -> Given<SecurityIncident> {
    let given = opened().when(grave()).then_names(&["triaged", "cis_linked"]);
    let start = StartContainment { action: text("cut it off") };
    let given = given.when(start).then_names(&["containment_started"]);
    let contained = Contain {
        no_evidence: Some(text("it was gone")),
        not_quarantined: Some(text("it is needed")),
        ..contain()
    };
    let given = given.when(contained).then_names(&["contained"]);
    let given = given.when(eradicate()).then_names(&["eradicated"]);
    let given = given.when(recover()).then_names(&["recovered"]);
    let given = given.when(review()).then_names(&["reviewed"]);
    given.when(report()).then_names(&["reported"])
}

#[test]
fn whoever_has_to_be_told_was_before_it_is_over() {
    let open = Rejection::NoticesOpen { obligations: vec![label("privacy law")] };
    let given = leaked().when(close()).then_rejected(&open);
    let given = given.when(notify()).then_names(&["authority_notified"]);
    given.when(close()).then_rejected(&Rejection::TraceMissing);
}

#[test]
fn a_leak_is_not_over_before_it_and_its_trace_name_each_other() {
    let given = leaked().when(notify()).then_names(&["authority_notified"]);
    let given = given.when(close()).then_rejected(&Rejection::TraceMissing);
    let given = given.by(caller("sue"));
    for name in ["NCR2", "NCR9"] {
        let refused = Rejection::NoTrace { nonconformity: key(name) };
        given.clone().when(trace(name)).then_rejected(&refused);
    }
    let (nonconformity, security_incident) = (key("NCR4"), key("SEC-2"));
    let another = Rejection::TracesAnother { nonconformity, security_incident };
    let given = given.when(trace("NCR4")).then_rejected(&another);
    let given = given.when(trace("NCR1")).then_names(&["quality_trace_started"]);
    let given = given.when(trace("NCR1")).then_nothing().by(caller("sid"));
    let alone = Rejection::NotLinkedBack { nonconformity: key("NCR1") };
    let given = given.when(close()).then_rejected(&alone);
    given.facts(traced().facts).when(close()).then_names(&["closed"]);
}

#[test]
fn what_an_incident_says_of_a_leak_counts_here() {
    let mut world = world();
    world.send("ada", "incident", "INC1", "report_leak", "{}").unwrap();
    let given = reported().facts(world.facts);
    given.when(close()).then_rejected(&Rejection::TraceMissing);
    // Of one that never was of priority 1, nothing need be traced back.
    let mut world = super::world();
    world.send("ada", "incident", "INC3", "report_leak", "{}").unwrap();
    let given = reported().facts(world.facts).when(LinkIncident { incident: key("INC3") });
    given.then_names(&["incident_linked"]).when(close()).then_names(&["closed"]);
}
