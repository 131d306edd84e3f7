use super::*;

#[test]
fn only_those_who_have_to_do_something_about_it_see_it() {
    assert_eq!(SecurityIncident::visible_to(), VISIBLE_TO);
    let blind = [EMPLOYEE, MONITORING, SYSTEM];
    for row in LIFECYCLE.rows {
        for role in row.roles {
            assert!(VISIBLE_TO.contains(role) || blind.contains(role), "{role} of {}", row.command);
        }
    }
}

#[test]
fn nobody_else_learns_whether_there_is_one() {
    let mut world = world();
    assert!(world.facts.get::<SecurityIncidents>().is_open(&key("SEC-2")));
    let due = world.now + Span::from_days(9);
    let mut refused = |name| {
        let body = format!(
            r#"{{"about": {{"process": "security_incident", "key": "{name}"}}, "ask": "so",
                "role": "resolver", "due": "{due}"}}"#
        );
        world.send("ada", "task", "TSK1", "open", &body).unwrap_err()
    };
    for name in ["SEC-2", "SEC-9"] {
        let there = format!("there is no security_incident {name}; ");
        assert!(refused(name).starts_with(&there), "{}", refused(name));
    }
}

#[test]
fn anybody_may_say_so_and_those_who_see_to_security_know() {
    let given = none().by(caller("eve")).when(open());
    let given = given.then_names(&["opened", "team_notified"]);
    assert_eq!(dues(&given), [("triage", hour(1))]);
    let events = none().when(open()).decided().unwrap();
    assert_eq!(events[1], TeamNotified { to: [actor("sid")].into() }.into());
    // What comes first is looked at first, and its items are linked.
    let of = |incident: &str| Open { incident: Some(key(incident)), ..open() };
    let given = none().when(of("INC1")).then_names(&["opened", "cis_linked", "team_notified"]);
    assert_eq!(dues(&given), [("triage", hour(0) + Span::from_minutes(15))]);
    assert!(given.state().configuration_items.contains(&key("srv-1")));
    let unknown = Rejection::UnknownIncident { incident: key("INC9") };
    none().when(of("INC9")).then_rejected(&unknown);
    let (incident, security_incident) = (key("INC2"), key("SEC-2"));
    let elsewhere = Rejection::SeenToElsewhere { incident, security_incident };
    none().when(of("INC2")).then_rejected(&elsewhere);
}

#[test]
fn its_items_are_on_record() {
    let link = |items: &[&str]| {
        let items = items.iter().map(|name| key(name)).collect();
        LinkCis { configuration_items: List::new(items).unwrap() }
    };
    let given = opened().when(link(&[])).then_rejected(&Rejection::NothingNamed);
    let unknown = Rejection::UnknownItem { item: key("srv-9") };
    let given = given.when(link(&["srv-9"])).then_rejected(&unknown);
    let given = given.when(link(&["srv-1"])).then_nothing();
    given.when(link(&["srv-1", "srv-2"])).then_names(&["cis_linked"]);
    let far = Rejection::UnknownItem { item: key("srv-9") };
    let open = Open { configuration_items: [key("srv-9")].into(), ..open() };
    none().when(open).then_rejected(&far);
}

#[test]
fn it_has_an_incident_when_it_is_known_how_grave_it_is() {
    let low = triage(grades(Grade::Low, Priority::P3));
    let given = none().when(open()).then_names(&["opened", "team_notified"]);
    let given = given.when(low.clone()).then_rejected(&Rejection::NoIncident);
    let named = Triage { incident: Some(key("INC3")), ..low.clone() };
    given.clone().when(named).then_names(&["triaged", "incident_linked"]);
    let given = given.when(LinkIncident { incident: key("INC3") });
    let given = given.then_names(&["incident_linked"]);
    let given = given.when(LinkIncident { incident: key("INC3") }).then_nothing();
    given.when(low).then_names(&["triaged"]);
}

#[test]
fn it_comes_as_early_as_its_grades_ask_for() {
    let none = triage(grades(Grade::None, Priority::P1));
    let given = opened().when(none).then_rejected(&Rejection::SecurityGradeMissing);
    let low = |latest| Rejection::PriorityTooLow { latest };
    let given = given
        .when(triage(grades(Grade::Medium, Priority::P3)))
        .then_rejected(&low(Priority::P2))
        .when(triage(grades(Grade::Low, Priority::P4)))
        .then_rejected(&low(Priority::P3));
    let business = Grades { business: Grade::High, ..grades(Grade::Low, Priority::P2) };
    let given = given.when(triage(business)).then_rejected(&low(Priority::P1));
    let given = given.when(triage(grades(Grade::Medium, Priority::P1))).then_names(&["triaged"]);
    let given = given.when(regrade(grades(Grade::Low, Priority::P4)));
    let given = given.then_rejected(&low(Priority::P3));
    given.when(regrade(grades(Grade::Low, Priority::P3))).then_names(&["regraded"]);
}

#[test]
fn the_highest_grade_says_whether_it_is_a_major_incident() {
    let high = |major| Triage { major, ..triage(grades(Grade::High, Priority::P1)) };
    let given = opened().when(high(None)).then_rejected(&Rejection::MajorUndecided);
    given.clone().when(high(Some(Major::Declared))).then_names(&["triaged"]);
    given.when(high(Some(Major::No(text("one mailbox"))))).then_names(&["triaged"]);
    let small = none().when(Open { incident: Some(key("INC3")), ..open() });
    let small = small.then_names(&["opened", "team_notified"]);
    let small = small.when(high(Some(Major::Declared)));
    small.then_rejected(&Rejection::MajorNotDeclared);
    let given = triaged().when(regrade(grave().grades)).then_rejected(&Rejection::MajorUndecided);
    let decided = Regrade { major: Some(Major::Declared), ..regrade(grave().grades) };
    let given = given.when(decided).then_names(&["regraded"]);
    given.when(regrade(grave().grades)).then_names(&["regraded"]);
}

#[test]
fn what_is_late_calls_in_those_who_may_decide_more_once() {
    let given = opened();
    let due = hour(0) + Span::from_minutes(15);
    let early = Rejection::NotLate { limit: Limit::Triage, due: Some(due) };
    let given = given.when(late(Limit::Triage)).then_rejected(&early);
    let given = given.at(due).when(late(Limit::Triage)).then_names(&["escalated"]);
    assert_eq!(dues(&given), []);
    let duties: List<Duty> = [
        Duty { obligation: label("privacy law"), notify_by: hour(72) },
        Duty { obligation: label("contract"), notify_by: hour(24) },
    ]
    .into();
    let given = given.when(Triage { duties, ..grave() }).then_names(&["triaged", "cis_linked"]);
    assert_eq!(dues(&given), [("authority_notice", hour(24))]);
    let given = given.at(hour(24)).when(late(Limit::Notice)).then_names(&["escalated"]);
    assert_eq!(dues(&given), [("authority_notice", hour(72))]);
    let other = NotifyAuthority { obligation: label("habit"), ..notify() };
    let unknown = Rejection::UnknownObligation { obligation: label("habit") };
    let given = given.when(other).then_rejected(&unknown);
    let given = given.when(notify()).then_names(&["authority_notified"]);
    assert_eq!(dues(&given), []);
    let late = NotifyAuthority { obligation: label("contract"), ..notify() };
    let events = given.at(hour(25)).when(late).decided().unwrap();
    let [Event::AuthorityNotified(told)] = &*events else { panic!("{events:?}") };
    assert!(!told.in_time);
}

#[test]
fn it_is_part_of_one_that_is_open_which_takes_over_all_that_leads_to_it() {
    let merge = |parent| Merge { parent: key(parent) };
    let given = ["SEC-1", "SEC-3", "SEC-9"].into_iter().fold(triaged(), |given, name| {
        let refused = Rejection::NotOpen { security_incident: key(name) };
        given.when(merge(name)).then_rejected(&refused)
    });
    given.when(merge("SEC-2")).then_names(&["merged"]);
    let other = Rejection::NotMerged { child: key("SEC-2") };
    let given = opened().when(TakeOver { child: key("SEC-2") }).then_rejected(&other);
    let given = given.when(TakeOver { child: key("SEC-3") }).then_names(&["taken_over"]);
    assert!(given.state().incidents.contains(&key("INC9")));
    assert!(given.state().complaints.contains(&key("CPL9")));
}

#[test]
fn what_is_done_about_the_other_one_is_done_about_what_is_part_of_it() {
    let merge = || Merge { parent: key("SEC-2") };
    let after = |events: Vec<Event>| {
        let mut world = world();
        for event in &events {
            world.record(NAME, "SEC-2", event);
        }
        world.facts
    };
    let (parent, items) = (key("SEC-2"), vec![key("srv-2")]);
    let regraded = |grades, compromised| -> Event {
        let (leaked, duties, major, reason) = (false, List::empty(), None, text("so"));
        Regraded { grades, leaked, compromised, duties, major, reason }.into()
    };
    let lower = after(vec![regraded(grades(Grade::Low, Priority::P3), List::empty())]);
    let refused = Rejection::ParentLessGrave { parent: parent.clone() };
    triaged().facts(lower.clone()).when(merge()).then_rejected(&refused);
    opened().facts(lower).when(merge()).then_names(&["merged"]);
    // What it has compromised is not left to itself; nor are those who are to be told.
    let grave = Triage { compromised: [key("srv-2")].into(), ..grave() };
    let compromised = opened().when(grave).then_names(&["triaged", "cis_linked"]);
    let compromised = compromised.when(merge()).then_rejected(&Rejection::DutiesOpen);
    let told = compromised.clone().when(notify()).then_names(&["authority_notified"]);
    told.when(merge()).then_names(&["merged"]);
    let mut world = self::world();
    let opened_only = Opened {
        summary: label("odd mails"),
        description: None,
        source: Source::Monitor(label("probe")),
        incident: None,
        triage_due: hour(1),
    };
    world.record::<Event>(NAME, "SEC-7", &opened_only.into());
    let worst = Grades { business: Grade::High, ..grades(Grade::High, Priority::P1) };
    world.record::<Event>(NAME, "SEC-7", &regraded(worst, List::empty()));
    let elsewhere = Merge { parent: key("SEC-7") };
    let missing = Rejection::ParentItemsMissing { parent: key("SEC-7"), items };
    compromised.facts(world.facts).when(elsewhere).then_rejected(&missing);
    // It is contained there already, or is not yet, as this one.
    let begun = ContainmentStarted { action: text("cut it off") };
    let contained = Contained { done: text("cut off"), no_evidence: None, not_quarantined: None };
    let further = after(vec![begun.clone().into(), contained.into()]);
    let refused = Rejection::ParentFurtherOn { parent };
    triaged().facts(further).when(merge()).then_rejected(&refused);
    triaged().facts(after(vec![begun.into()])).when(merge()).then_names(&["merged"]);
}

#[test]
fn one_stream_holds_the_figures_within_bounds() {
    let set = |span| SetPolicy {
        policy: Policy { review_within: span, ..Policy::default() },
        document: label("POL-8"),
    };
    let wrong = Rejection::Figure { what: "review_within" };
    for span in [Span::ZERO, Span::from_days(367)] {
        none().by(caller("ada")).when(set(span)).then_rejected(&wrong);
    }
    let mut world = world();
    let body = serde_json::to_string(&set(Span::from_days(3))).unwrap();
    world.send("ada", NAME, "policy", "set_policy", &body).unwrap();
    let in_force = world.facts.get::<SecurityIncidents>().policy();
    assert_eq!(in_force, (1, set(Span::from_days(3)).policy));
    let elsewhere = Rejection::PolicyElsewhere { key: key("policy") };
    none().facts(world.facts).when(set(Span::from_days(3))).then_rejected(&elsewhere);
}

#[test]
fn the_number_of_an_incident_is_for_what_comes_of_that() {
    let other = Rejection::NumberOfIncident { key: key("INC7") };
    let harmless = || Open { incident: None, ..open() };
    none().of("INC7").when(harmless()).then_rejected(&other);
    for name in ["INCOMING", "SEC7"] {
        assert!(none().of(name).when(harmless()).decided().is_ok(), "{name}");
    }
    let of_it = Open { incident: Some(key("INC1")), ..open() };
    assert!(none().of("INC1").when(of_it).decided().is_ok());
}
