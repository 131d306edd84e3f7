mod measuring;

use super::terms::{Definitions, Exception, MajorIncident, ServiceTarget};
use super::{
    AdoptChange, AdoptDefaults, Agree, Agreement, AnalyseTrend, Cause, Command, Confirm, Counter,
    Credits, Draft, DropChange, End, EndPeriod, Expire, IdentifyCause, Kind, Level, Measure,
    Measured, Occasion, Offer, Party, Period, Phase, Priority, ProposeChange, RecordBreach,
    Reinstate, Reject, Rejection, Review, ReviewWithCustomer, Signature, StartReview, Supersede,
    Suspend, Terminate, Terms, Tier,
};
use crate::attest::Attestation;
use crate::facts::Agreements;
use crate::limits::{List, Percent, label, text};
use crate::roles::{CUSTOMER_REPRESENTATIVE, INTERNAL_GROUP, SERVICE_LEVEL_MANAGER};
use crate::testing::{World, founded, key};
use engine::testing::{Explorer, Given, NOW, caller, durable, given};
use engine::{Caller, Decider as _, Door, Facts, Span, Timestamp};

fn word() -> Attestation {
    Attestation::that(text("it is so"))
}

fn terms() -> Terms {
    Terms {
        party: Some(key("acme")),
        services: [key("mail")].into(),
        workload: [text("at most 50 incidents a month")].into(),
        exceptions: [Exception { name: label("flood"), statement: text("the site is lost") }]
            .into(),
        service_targets: [ServiceTarget {
            name: label("availability"),
            at_least: Percent::of_hundred(99),
            statement: text("open time less outages, of open time"),
        }]
        .into(),
        ..Terms::default()
    }
}

fn ola() -> Terms {
    Terms { kind: Kind::Ola, activities: [text("runs the network")].into(), ..terms() }
}

fn signed(party: Party) -> Signature {
    let reference = label("SLA-7, page 3");
    Signature { party, signed_by: label("somebody in charge").into(), reference }
}

fn signatures() -> List<Signature> {
    [signed(Party::Provider), signed(Party::Other)].into()
}

fn draft(terms: Terms) -> Draft {
    Draft { terms, requirements: word() }
}

fn agree() -> Agree {
    Agree { signatures: signatures() }
}

fn adopt(terms: Terms) -> AdoptChange {
    AdoptChange { terms, change: word(), signatures: signatures(), catalogue: word() }
}

/// Ada of top management manages service levels and speaks for customer and group.
fn world() -> World {
    let mut world = founded("ada");
    for role in [SERVICE_LEVEL_MANAGER, CUSTOMER_REPRESENTATIVE, INTERNAL_GROUP] {
        let offer = r#"{"person": "ada", "competence": {"statement": "fit"}}"#;
        world.send("ada", "role", role, "offer", offer).unwrap();
    }
    world
}

/// ... and these agreements are in force.
fn with(agreements: &[(&str, Terms)]) -> World {
    let mut world = world();
    for (name, terms) in agreements {
        in_force(&mut world, name, terms.clone());
    }
    world
}

fn in_force(world: &mut World, name: &str, terms: Terms) {
    let mut send = |command, body: serde_json::Value| {
        world.send("ada", "agreement", name, command, &body.to_string()).unwrap();
    };
    send("draft", serde_json::to_value(draft(terms)).unwrap());
    send("offer", serde_json::json!({}));
    send("agree", serde_json::to_value(agree()).unwrap());
}

/// After all that the facts hold.
const START: Timestamp = Timestamp::from_nanos(NOW.as_nanos() + Span::from_hours(1).as_nanos());

fn none() -> Given<Agreement> {
    at(world().facts)
}

fn at(facts: Facts) -> Given<Agreement> {
    given::<Agreement>([]).facts(facts).at(START)
}

fn agreed(terms: Terms) -> Given<Agreement> {
    none()
        .when(draft(terms))
        .then_names(&["drafted"])
        .when(Offer { terms: None })
        .then_names(&["offered"])
        .when(agree())
        .then_names(&["agreed"])
}

fn availability() -> Measured {
    Measured::Service(label("availability"))
}

fn day(number: i64) -> Period {
    let from = START + Span::from_days(number);
    Period { from, to: from + Span::from_days(1) }
}

fn measure(number: i64, reached: u8) -> Measure {
    let (reached, source) = (Percent::of_hundred(reached), label("monitoring"));
    Measure { target: availability(), period: day(number), reached, source }
}

fn later(days: i64) -> Timestamp {
    START + Span::from_days(days)
}

fn review() -> ReviewWithCustomer {
    let present = [label("the buyer").into()].into();
    ReviewWithCustomer { present, results: text("all kept"), improvement: None }
}

#[test]
fn what_is_left_out_of_a_draft_has_its_default() {
    let draft: Draft = serde_json::from_str(
        r#"{"terms": {"party": "acme", "services": ["mail"]}, "requirements": {"statement": "agreed in May"}}"#,
    )
    .unwrap();
    let terms = draft.terms;
    assert_eq!(terms.targets(Priority::P1).response, Span::from_minutes(15));
    assert_eq!(terms.targets(Priority::P2).response, Span::from_hours(1));
    assert_eq!(terms.priority(Level::High, Level::High), Priority::P1);
    assert_eq!(terms.priority(Level::Low, Level::Low), Priority::P4);
    assert_eq!(terms.pauses("awaiting_customer"), Some(true));
    assert_eq!(terms.pauses("awaiting_supplier"), Some(false));
    assert_eq!(terms.pauses("no wish to work"), None);
    assert!(serde_json::from_str::<Terms>(r#"{"partyy": "acme"}"#).is_err());
}

#[test]
fn a_major_incident_is_what_is_agreed() {
    let major = Definitions::default().major_incident;
    assert!(major.matches(Priority::P1, Level::Low) && !major.matches(Priority::P2, Level::High));
    let both = MajorIncident { impact: Some(Level::High), ..major.clone() };
    assert!(both.matches(Priority::P1, Level::High) && !both.matches(Priority::P1, Level::Medium));
    let in_words = MajorIncident { priority: None, ..major };
    assert!(!in_words.matches(Priority::P1, Level::High));
}

#[test]
fn terms_make_sense() {
    let unknown = Terms { calendar: key("office"), ..terms() };
    let rejection =
        Rejection::UnknownCalendar { calendar: key("office"), known: vec![key("always")] };
    none().when(draft(unknown)).then_rejected(&rejection);
    let negative = Terms { hold_limit: Span::from_hours(-1), ..terms() };
    let rejection = Rejection::TooShort { field: "hold_limit", least: Span::ZERO };
    none().when(draft(negative)).then_rejected(&rejection);
    let mut restless = terms();
    restless.targets.p3.notice_interval = Span::ZERO;
    let least = Span::from_minutes(1);
    let rejection = Rejection::TooShort { field: "notice_interval", least };
    none().when(draft(restless)).then_rejected(&rejection);
    let flood = || Exception { name: label("flood"), statement: text("water") };
    let twice = Terms { exceptions: [flood(), flood()].into(), ..terms() };
    none().when(draft(twice)).then_rejected(&Rejection::ListedTwice { name: "flood".into() });
    let mut over = terms();
    over.term.end = Some(START);
    none().when(draft(over)).then_rejected(&Rejection::TermOver { end: START });
}

#[test]
fn an_offer_holds_targets_workload_and_exceptions() {
    let drafted = none().when(draft(Terms::default())).then_names(&["drafted"]);
    let missing = vec!["workload", "exceptions"];
    drafted.clone().when(Offer { terms: None }).then_rejected(&Rejection::Incomplete { missing });
    drafted.when(Offer { terms: Some(terms()) }).then_names(&["offered"]);
    let idle = Terms { activities: List::empty(), ..ola() };
    let drafted = none().when(draft(idle)).then_names(&["drafted"]);
    let missing = vec!["activities"];
    drafted.when(Offer { terms: None }).then_rejected(&Rejection::Incomplete { missing });
}

#[test]
fn both_parties_sign_and_only_a_party_agrees() {
    let offered = none().when(draft(terms())).then_names(&["drafted"]);
    let offered = offered.when(Offer { terms: None }).then_names(&["offered"]);
    let once = Agree { signatures: [signed(Party::Provider)].into() };
    offered.clone().when(once).then_rejected(&Rejection::NotSignedByBoth);
    let mut others = founded("ada");
    others.give("ada", "bo", INTERNAL_GROUP);
    let rejection =
        Rejection::NotAParty { kind: Kind::Sla, roles: &["customer", "service_manager"] };
    let bo = offered.facts(others.facts).by(caller("bo"));
    bo.clone().when(agree()).then_rejected(&rejection);
    let rejection = Rejection::NotAParty { kind: Kind::Sla, roles: &["customer"] };
    bo.when(Counter { reason: text("too slow") }).then_rejected(&rejection);
}

#[test]
fn targets_rest_on_agreements_that_promise_as_much() {
    let rests = |on| Terms { rests_on: [key(on)].into(), ..terms() };
    let mut slow = ola();
    slow.targets.p1.resolution = Span::from_hours(5);
    let facts = with(&[("network", ola()), ("slow", slow), ("other", terms())]).facts;
    let offered = |on| {
        let offered = at(facts.clone()).when(draft(rests(on))).then_names(&["drafted"]);
        offered.when(Offer { terms: None }).then_names(&["offered"])
    };
    let rejection = |agreement| Rejection::SupportNotInForce { agreement: key(agreement) };
    offered("nowhere").when(agree()).then_rejected(&rejection("nowhere"));
    offered("other").when(agree()).then_rejected(&rejection("other"));
    let weaker = Rejection::SupportWeaker { agreement: key("slow"), priority: Priority::P1 };
    offered("slow").when(agree()).then_rejected(&weaker);
    offered("network").when(agree()).then_names(&["agreed"]);
}

#[test]
fn targets_rest_on_hours_that_are_open_whenever_their_own_are() {
    let mut world = world();
    let define = |world: &mut World, name: &str, zone: &str, week: &str| {
        let hours = format!(r#"{{"hours": {{"timezone": "{zone}", "hours": {week}}}}}"#);
        world.send("ada", "calendar", name, "define", &hours).unwrap();
    };
    let nine = r#"{"mon": [["09:00", "12:00"], ["12:00", "17:00"]]}"#;
    define(&mut world, "nine", "Europe/London", nine);
    define(&mut world, "eight", "Europe/London", r#"{"mon": [["08:00", "18:00"]]}"#);
    // An hour before London in winter as in summer.
    define(&mut world, "abroad", "Europe/Berlin", r#"{"mon": [["10:00", "18:00"]]}"#);
    // ... and an hour besides, for half of the year.
    define(&mut world, "utc", "UTC", r#"{"mon": [["09:00", "17:00"]]}"#);
    let support = |name: &str| Terms { calendar: key(name), ..ola() };
    for name in ["nine", "eight", "abroad", "utc"] {
        in_force(&mut world, &format!("on-{name}"), support(name));
    }
    let rests = |on: &str| {
        let (on, calendar) = (key(&format!("on-{on}")), key("nine"));
        let terms = Terms { rests_on: [on].into(), calendar, ..terms() };
        let drafted = at(world.facts.clone()).when(draft(terms)).then_names(&["drafted"]);
        drafted.when(Offer { terms: None }).then_names(&["offered"]).when(agree())
    };
    for name in ["nine", "eight", "abroad"] {
        rests(name).then_names(&["agreed"]);
    }
    let (agreement, calendar, own) = (key("on-utc"), key("utc"), key("nine"));
    rests("utc").then_rejected(&Rejection::SupportLessOpen { agreement, calendar, own });
}

#[test]
fn only_the_founding_lets_defaults_hold() {
    let timer = none().by(Caller::system(Door::Timer));
    timer.when(AdoptDefaults { terms: terms() }).then_rejected(&Rejection::NotFounding);
}

#[test]
fn a_command_for_another_kind_says_which_one_is_right() {
    let other = |kind, instead| Rejection::OtherKind { kind, instead };
    let reviewing = agreed(ola()).when(StartReview { occasion: Occasion::Asked });
    let reviewing = reviewing.then_names(&["review_started"]);
    reviewing.when(review()).then_rejected(&other(Kind::Ola, "review"));
    let end = End { replacement: word() };
    agreed(terms()).when(end).then_rejected(&other(Kind::Sla, "terminate"));
    let terminate = Terminate { change: word(), reason: text("no longer needed") };
    agreed(ola()).when(terminate).then_rejected(&other(Kind::Ola, "end"));
}

#[test]
fn a_change_is_a_version_and_keeps_the_kind() {
    let nothing = ProposeChange { change: None, need: None };
    agreed(terms()).when(nothing).then_rejected(&Rejection::NoChangeNamed);
    let propose = ProposeChange { change: Some(key("CHG1")), need: None };
    let changing = agreed(terms()).when(propose).then_names(&["change_proposed"]);
    let kind = Kind::Sla;
    changing.clone().when(adopt(ola())).then_rejected(&Rejection::KindChanged { kind });
    let changed = changing.at(later(3)).when(adopt(terms())).then_names(&["changed"]);
    assert_eq!((changed.state().version, changed.state().phase), (2, Phase::InForce));
    assert_eq!(changed.state().periods_from, Some(START), "the periods go on");
}

#[test]
fn a_term_ends_after_its_renewal_was_reviewed() {
    let end = later(200);
    let mut dated = terms();
    dated.term.end = Some(end);
    let agreed = agreed(dated);
    let at = |given: &Given<Agreement>, name| {
        given.state().deadlines().into_iter().find(|due| due.name == name).map(|due| due.at)
    };
    assert_eq!(at(&agreed, "renewal_notice"), Some(end - Span::from_days(60)));
    agreed.clone().when(Expire {}).then_rejected(&Rejection::TermNotOver { end: Some(end) });
    let reviewing = agreed
        .at(end - Span::from_days(60))
        .when(StartReview { occasion: Occasion::Renewal })
        .then_names(&["review_started"])
        .when(review())
        .then_names(&["reviewed_with_customer"]);
    let confirmed = reviewing.when(Confirm {}).then_names(&["confirmed"]);
    assert_eq!(at(&confirmed, "renewal_notice"), None);
    confirmed.at(end).when(Expire {}).then_names(&["expired"]);
}

#[test]
fn what_takes_its_place_is_in_force_and_of_the_same_kind() {
    let facts = with(&[("gold", terms()), ("network", ola())]).facts;
    let agreed = || agreed(terms()).facts(facts.clone());
    let refused = |successor| Rejection::NoSuccessor { successor: key(successor) };
    for successor in ["network", "nowhere", "default"] {
        let supersede = Supersede { successor: key(successor) };
        agreed().when(supersede).then_rejected(&refused(successor));
    }
    agreed().when(Supersede { successor: key("gold") }).then_names(&["superseded"]);
    let itself = agreed().of("gold").when(Supersede { successor: key("gold") });
    itself.then_rejected(&refused("gold"));
}

#[test]
fn the_agreement_that_says_most_about_a_case_applies() {
    let any = Terms { party: None, ..terms() };
    let all = Terms { services: List::empty(), ..terms() };
    let world = with(&[("acme-mail", terms()), ("mail", any), ("acme", all), ("network", ola())]);
    let agreements = world.facts.get::<Agreements>();
    let applies = |service: &str, customer: Option<&str>| {
        let customer = customer.map(key);
        let found = agreements.applicable(Some(&key(service)), customer.as_ref(), world.now);
        found.unwrap().key.to_string()
    };
    assert_eq!(applies("mail", Some("acme")), "acme-mail");
    assert_eq!(applies("mail", Some("other")), "mail");
    assert_eq!(applies("mail", None), "mail");
    assert_eq!(applies("printing", Some("acme")), "acme");
    assert_eq!(applies("printing", Some("other")), "default");
    assert_eq!(agreements.applicable(None, None, NOW - Span::from_days(1)), None);
}

#[test]
fn a_started_clock_keeps_its_version() {
    let mut world = with(&[("gold", terms())]);
    let before = world.now;
    let mut faster = terms();
    faster.targets.p1.resolution = Span::from_hours(2);
    let proposal = r#"{"need": "faster"}"#;
    world.send("ada", "agreement", "gold", "propose_change", proposal).unwrap();
    let adopt = serde_json::to_string(&adopt(faster)).unwrap();
    world.send("ada", "agreement", "gold", "adopt_change", &adopt).unwrap();
    let agreements = world.facts.get::<Agreements>();
    let gold = key("gold");
    let promised = |version| {
        agreements.get(&gold, version).map(|terms| terms.targets(Priority::P1).resolution)
    };
    assert_eq!(promised(1), Some(Span::from_hours(4)));
    assert_eq!(promised(2), Some(Span::from_hours(2)));
    assert_eq!((promised(0), promised(3)), (None, None));
    assert_eq!(agreements.in_force(&gold, before).unwrap().version, 1);
    assert_eq!(agreements.in_force(&gold, world.now).unwrap().version, 2);
    assert!(engine::Fact::bytes(agreements) > 0);
}

#[test]
fn does_what_the_table_says_and_reads_what_it_ever_wrote() {
    let mut dated = terms();
    dated.term.end = Some(later(400));
    let cause = |cause| IdentifyCause {
        target: availability(),
        period: day(-3),
        cause,
        statement: text("a full disk"),
    };
    let target = availability;
    let samples: Vec<Command> = vec![
        AdoptDefaults { terms: Terms::default() }.into(),
        draft(dated.clone()).into(),
        draft(ola()).into(),
        Offer { terms: None }.into(),
        Counter { reason: text("too slow") }.into(),
        agree().into(),
        Reject { reason: text("too dear") }.into(),
        EndPeriod {}.into(),
        measure(-3, 98).into(),
        measure(-2, 99).into(),
        measure(-1, 100).into(),
        RecordBreach { target: target(), period: day(-3) }.into(),
        AnalyseTrend { target: target(), note: Some(text("better each day")) }.into(),
        cause(Cause::Supporting(key("network"))).into(),
        StartReview { occasion: Occasion::Asked }.into(),
        review().into(),
        Review { causes: text("none"), improvements: text("none") }.into(),
        Confirm {}.into(),
        ProposeChange { change: Some(key("CHG1")), need: Some(text("faster")) }.into(),
        adopt(dated).into(),
        adopt(ola()).into(),
        DropChange { change: word() }.into(),
        Suspend { exception: label("flood"), reason: text("water in the cellar") }.into(),
        Reinstate {}.into(),
        Expire {}.into(),
        Terminate { change: word(), reason: text("no longer needed") }.into(),
        Supersede { successor: key("gold") }.into(),
        End { replacement: word() }.into(),
    ];
    let shape = |agreement: &Agreement| {
        let figures = agreement.series.iter().flat_map(|series| &series.figures);
        let figures: Vec<_> =
            figures.map(|figure| (figure.held, figure.breached, figure.cause.is_some())).collect();
        format!(
            "{:?} {:?} {} {} {:?} {}",
            agreement.phase,
            agreement.terms.kind,
            agreement.agreed,
            agreement.reviewed,
            figures,
            agreement.renewal.is_some(),
        )
    };
    let explored = Explorer::<Agreement>::new(samples, shape)
        .facts(with(&[("gold", terms())]).facts)
        .callers(vec![caller("ada"), Caller::system(Door::Founding)])
        .explore();
    durable("src/agreement/fixtures", &explored.events);
}

#[test]
fn something_is_given_back_for_what_was_missed_and_more_where_less_was_reached() {
    let percent = Percent::of_hundred;
    let tier = |target: Measured, below, credit| Tier {
        target,
        below: percent(below),
        credit: percent(credit),
    };
    let with = |tiers: Vec<Tier>| Terms {
        credits: Credits { tiers: List::new(tiers).unwrap(), cap: percent(30) },
        ..terms()
    };
    let at_least = terms().at_least(&availability()).unwrap();
    let most = u8::try_from(at_least.whole()).unwrap();
    let resolution = Measured::Resolution(Priority::P1);
    let good = with(vec![
        tier(availability(), most, 5),
        tier(availability(), most - 1, 10),
        tier(resolution.clone(), 90, 10),
    ]);
    none().when(draft(good)).then_names(&["drafted"]);
    let refused = |tiers, rejection| none().when(draft(with(tiers))).then_rejected(&rejection);
    let unknown = Measured::Service(label("speed"));
    let known = vec!["availability".to_owned()];
    refused(
        vec![tier(unknown.clone(), 50, 5)],
        Rejection::UnknownTarget { target: unknown, known },
    );
    refused(
        vec![tier(resolution.clone(), 96, 5)],
        Rejection::CreditForKept { target: resolution, at_least: percent(95) },
    );
    refused(
        vec![tier(availability(), most, 10), tier(availability(), most - 1, 5)],
        Rejection::CreditShrinks { target: availability(), below: percent(most) },
    );
    let speed = ServiceTarget { name: label("speed"), ..terms().service_targets[0].clone() };
    let by_hand = Terms {
        service_targets: [terms().service_targets[0].clone(), speed].into(),
        ..with(vec![tier(Measured::Service(label("speed")), 50, 5)])
    };
    let target = Measured::Service(label("speed"));
    none().when(draft(by_hand)).then_rejected(&Rejection::CreditNotReckoned { target });
    let twice = vec![tier(availability(), most, 10), tier(availability(), most, 5)];
    let name = format!("a credit for less than {most} of {:?}", availability());
    refused(twice, Rejection::ListedTwice { name });
}
