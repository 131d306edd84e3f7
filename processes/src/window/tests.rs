use super::{
    Activity, Approve, Command, Declare, EXCEPTIONS_MAX, End, Extend, GrantException, Ground, Kind,
    Named, Phase, RefuseActivity, Reject, Rejection, Review, Revise, Revoke, Scope, Start, Terms,
    Times, Window,
};
use crate::attest::Attestation;
use crate::change::{self, Slot};
use crate::clock::ServiceHours;
use crate::limits::{List, label, text};
use crate::release::{self, tests::change_events};
use crate::roles::{CHANGE_MANAGER, STEERING_COMMITTEE};
use crate::testing::{World, founded, key};
use engine::testing::{Explorer, Given, NOW, caller, durable, given};
use engine::{Caller, Decider as _, Door, Facts, Span, Timestamp};

const GRANTED: &[&str] = &["exception_voted", "exception_granted"];

fn word() -> Attestation {
    Attestation::that(text("it is so"))
}

/// After all that the facts hold.
fn hour(number: i64) -> Timestamp {
    NOW + Span::from_hours(number)
}

/// Ada sits in the steering committee, bo manages changes.
fn facts() -> Facts {
    let mut world = founded("ada");
    world.give("ada", "bo", CHANGE_MANAGER);
    let offer = r#"{"person": "ada", "competence": {"statement": "fit"}}"#;
    world.send("ada", "role", STEERING_COMMITTEE, "offer", offer).unwrap();
    emergency(&mut world, "CHG1");
    world.facts
}

/// A change of that name is authorised as an emergency.
fn emergency(world: &mut World, name: &str) {
    let slot = Slot { from: NOW, to: hour(100) };
    for event in change_events(slot, false) {
        world.record(change::NAME, name, &event);
    }
}

fn once(kind: Kind, from: i64, to: i64) -> Terms {
    let times = Times { from: hour(from), to: Some(hour(to)), hours: None };
    Terms { kind, scope: Scope::Everything, times, reason: text("the year ends") }
}

fn freeze() -> Terms {
    once(Kind::Freeze, 10, 20)
}

fn week(week: &str) -> ServiceHours {
    let hours = format!(r#"{{"timezone": "Europe/Berlin", "hours": {week}}}"#);
    serde_json::from_str(&hours).unwrap()
}

fn none() -> Given<Window> {
    given::<Window>([]).facts(facts()).at(hour(1))
}

fn declared(terms: Terms) -> Given<Window> {
    none().when(Declare { terms }).then_names(&["declared"])
}

fn approve() -> Approve {
    Approve { consulted: word(), quorum: Some(word()) }
}

fn approved(terms: Terms) -> Given<Window> {
    declared(terms).when(approve()).then_names(&["approved"])
}

fn in_force() -> Given<Window> {
    approved(freeze()).at(hour(10)).when(Start {}).then_names(&["started"])
}

fn revise(terms: Terms) -> Revise {
    Revise { terms, reason: text("it takes longer"), consulted: Some(word()) }
}

fn extend(to: i64) -> Extend {
    Extend { to: hour(to), reason: text("not done"), consulted: word() }
}

fn change(name: &str) -> Activity {
    Activity { process: label("change"), key: key(name) }
}

/// Because the customer consents.
fn consented(name: &str) -> GrantException {
    GrantException { ground: Ground::CustomerConsented, ..grant(name) }
}

fn grant(name: &str) -> GrantException {
    let (ground, reason) = (Ground::EmergencyAuthorised, text("mail is down"));
    GrantException { activity: change(name), ground, basis: word(), reason }
}

fn refuse(name: &str, from: i64, to: i64) -> RefuseActivity {
    RefuseActivity { activity: change(name), from: hour(from), to: hour(to) }
}

fn revoke() -> Revoke {
    Revoke { reason: text("not needed") }
}

fn review() -> Review {
    Review { finding: text("still needed") }
}

#[test]
fn its_times_make_sense() {
    let declare = |times: Times| none().when(Declare { terms: Terms { times, ..freeze() } });
    let at = |from, to: Option<i64>, hours| Times { from: hour(from), to: to.map(hour), hours };
    declare(at(10, Some(10), None))
        .then_rejected(&Rejection::NoPeriod { from: hour(10), to: hour(10) });
    declare(at(-9, Some(1), None)).then_rejected(&Rejection::Over { to: hour(1) });
    declare(at(10, None, None)).then_rejected(&Rejection::Endless);
    declare(at(10, None, Some(week("{}")))).then_rejected(&Rejection::NeverOccurs);
    // The tests' present is a Monday.
    let sunday = || Some(week(r#"{"sun": [["09:00", "17:00"]]}"#));
    declare(at(2, Some(24), sunday())).then_rejected(&Rejection::NeverOccurs);
    declare(at(2, None, sunday())).then_names(&["declared"]);
    let nowhere = sunday().map(|hours| ServiceHours { timezone: "Mars".into(), ..hours });
    let refused = declare(at(2, None, nowhere)).decided().unwrap_err();
    assert!(refused.to_string().contains("IANA"), "{refused}");
}

#[test]
fn it_concerns_something() {
    let declare = |kind, named| {
        let scope = Scope::Named(named);
        none().when(Declare { terms: Terms { kind, scope, ..freeze() } })
    };
    let named = |services: &[&str], items: &[&str]| {
        let keys =
            |names: &[&str]| List::new(names.iter().map(|name| key(name)).collect()).unwrap();
        Named { services: keys(services), configuration_items: keys(items) }
    };
    declare(Kind::Peak, named(&[], &[])).then_rejected(&Rejection::NothingNamed);
    declare(Kind::Peak, named(&["mail"], &[])).then_names(&["declared"]);
    declare(Kind::Maintenance, named(&["mail"], &["db1"])).then_rejected(&Rejection::NoItemNamed);
    declare(Kind::Maintenance, named(&[], &["db1"])).then_names(&["declared"]);
    let terms = once(Kind::Maintenance, 10, 20);
    none().when(Declare { terms }).then_rejected(&Rejection::NoItemNamed);
}

#[test]
fn what_blocks_is_the_committees_to_decide() {
    let roles = &[STEERING_COMMITTEE];
    let rejection = Rejection::NotDeciding { kind: Kind::Freeze, roles };
    let bo = || declared(freeze()).by(caller("bo"));
    bo().when(approve()).then_rejected(&rejection);
    bo().when(Reject { reason: text("too long") }).then_rejected(&rejection);
    bo().when(revoke()).then_rejected(&rejection);
    bo().when(revise(once(Kind::Freeze, 10, 30))).then_names(&["revised"]);
    let bo = || approved(freeze()).by(caller("bo"));
    bo().when(extend(30)).then_rejected(&rejection);
    bo().when(revise(once(Kind::Freeze, 10, 30))).then_rejected(&rejection);
    let allowed = approved(once(Kind::Allowed, 10, 20)).by(caller("bo"));
    let allowed = allowed.when(extend(30)).then_names(&["extended"]);
    // Nor does what he may decide on become what he may not.
    allowed.clone().when(revise(freeze())).then_rejected(&rejection);
    allowed.when(revoke()).then_names(&["revoked"]);
}

#[test]
fn a_committee_that_lacks_a_discipline_blocks_nothing() {
    let alone = || Approve { consulted: word(), quorum: None };
    declared(freeze()).when(alone()).then_rejected(&Rejection::QuorumMissing);
    declared(once(Kind::Allowed, 10, 20)).when(alone()).then_names(&["approved"]);
}

#[test]
fn what_is_over_is_not_approved() {
    declared(freeze())
        .at(hour(20))
        .when(approve())
        .then_rejected(&Rejection::Over { to: hour(20) });
}

#[test]
fn it_starts_and_ends_by_itself() {
    let due = |given: &Given<Window>| {
        let due = given.state().deadlines();
        due.first().map(|due| (due.name, due.at))
    };
    assert_eq!(due(&declared(freeze())), None);
    let approved = approved(freeze());
    assert_eq!(due(&approved), Some(("period_start", hour(10))));
    approved.when(Start {}).then_rejected(&Rejection::NotBegun { from: hour(10) });
    let in_force = in_force();
    assert_eq!(due(&in_force), Some(("period_end", hour(20))));
    in_force.clone().when(End {}).then_rejected(&Rejection::NotOver { to: Some(hour(20)) });
    let ended = in_force.at(hour(20)).when(End {}).then_names(&["ended"]);
    assert_eq!(due(&ended), None);
    let late = declared(freeze()).at(hour(12));
    late.when(approve()).then_names(&["approved", "started"]);
}

#[test]
fn without_an_end_it_holds_until_it_is_lifted() {
    let hours = Some(week(r#"{"sun": [["09:00", "17:00"]]}"#));
    let times = Times { from: hour(0), to: None, hours };
    let terms = Terms { kind: Kind::Allowed, times, ..freeze() };
    let endless = declared(terms).when(approve()).then_names(&["approved", "started"]);
    assert!(endless.state().deadlines().is_empty());
    endless.clone().when(End {}).then_rejected(&Rejection::NotOver { to: None });
    endless.clone().when(extend(99)).then_rejected(&Rejection::NotLater { to: None });
    endless.when(review()).then_names(&["reviewed"]).when(revoke()).then_names(&["revoked"]);
}

#[test]
fn an_extension_is_longer() {
    let to = Some(hour(20));
    in_force().when(extend(20)).then_rejected(&Rejection::NotLater { to });
    let reviewed = in_force().when(review()).then_names(&["reviewed"]);
    let extended = reviewed.when(extend(21)).then_names(&["extended"]);
    assert_eq!(extended.state().phase, Phase::InForce);
    assert_eq!(extended.state().deadlines()[0].at, hour(21));
}

#[test]
fn a_revision_of_what_is_approved_needs_the_customer() {
    let later = once(Kind::Freeze, 30, 40);
    let alone = || Revise { consulted: None, ..revise(later.clone()) };
    declared(freeze()).when(alone()).then_names(&["revised"]);
    in_force().when(alone()).then_rejected(&Rejection::CustomerNotConsulted);
    in_force().when(revise(freeze())).then_nothing();
    let revised = in_force().when(revise(later.clone())).then_names(&["revised"]);
    assert_eq!(revised.state().phase, Phase::Approved);
    let now = once(Kind::Freeze, 9, 40);
    in_force().when(revise(now)).then_names(&["revised", "started"]);
    let over = once(Kind::Freeze, 5, 10);
    in_force().when(revise(over)).then_rejected(&Rejection::Over { to: hour(10) });
}

#[test]
fn an_exception_is_recorded_once_and_where_something_blocks() {
    let granted = in_force().when(grant("CHG1")).then_names(GRANTED);
    assert_eq!(granted.state().exceptions, [change("CHG1")]);
    let rejection = Rejection::NotBlocking { kind: Kind::Allowed };
    approved(once(Kind::Allowed, 10, 20)).when(grant("CHG1")).then_rejected(&rejection);
    declared(freeze()).when(grant("CHG1")).then_not_allowed();
    let full = (0..EXCEPTIONS_MAX).fold(in_force(), |given, number| {
        given.when(consented(&format!("CHG{number}"))).then_names(GRANTED)
    });
    full.when(consented("CHG")).then_rejected(&Rejection::TooManyExceptions);
}

#[test]
fn an_emergency_is_one_that_is_authorised_on_record() {
    let refused = |activity| Rejection::NoEmergency { activity };
    in_force().when(grant("CHG9")).then_rejected(&refused(change("CHG9")));
    let mut world = founded("ada");
    emergency(&mut world, "CHG1");
    let (class, model, policy) = (change::Class::Normal, None, Some(word()));
    let (definitions, reason, voided) = (List::empty(), text("it can wait"), List::empty());
    let normal: change::Event =
        change::Reclassified { class, model, policy, definitions, reason, voided }.into();
    emergency(&mut world, "CHG2");
    world.record(change::NAME, "CHG2", &normal);
    world.give("ada", "ada", STEERING_COMMITTEE);
    // A release carries one out.
    let planned: release::Event = release::Planned { plan: release::tests::plan() }.into();
    world.record(release::NAME, "REL1", &planned);
    let in_force = || in_force().facts(world.facts.clone());
    in_force().when(grant("CHG2")).then_rejected(&refused(change("CHG2")));
    let of = |process: &str, name: &str| Activity { process: label(process), key: key(name) };
    let grant = |activity| GrantException { activity, ..grant("CHG1") };
    in_force().when(grant(of("release", "REL1"))).then_names(GRANTED);
    for other in [of("release", "REL9"), of("continuity_test", "CHG1")] {
        in_force().when(grant(other.clone())).then_rejected(&refused(other));
    }
}

#[test]
fn what_is_refused_because_of_it_is_inside_it() {
    let refused = in_force().when(refuse("CHG1", 19, 30)).then_names(&["activity_refused"]);
    assert_eq!(refused.state().refusals, 1);
    let outside = |name, from, to| Rejection::NotInTheWay {
        activity: change(name),
        from: hour(from),
        to: hour(to),
    };
    in_force().when(refuse("CHG1", 20, 30)).then_rejected(&outside("CHG1", 20, 30));
    let allowed = approved(once(Kind::Allowed, 10, 20));
    allowed.when(refuse("CHG1", 11, 12)).then_rejected(&outside("CHG1", 11, 12));
}

#[test]
fn only_who_has_the_role_opens_one_and_grants_exceptions() {
    let mut world = founded("ada");
    let terms = serde_json::to_string(&Declare { terms: freeze() }).unwrap();
    let refused = world.send("bo", "window", "yule", "declare", &terms).unwrap_err();
    assert!(refused.contains("change_manager"), "{refused}");
    world.give("ada", "bo", CHANGE_MANAGER);
    world.give("ada", "cy", STEERING_COMMITTEE);
    world.give("ada", "ivy", crate::roles::EMERGENCY_CHANGE_BOARD);
    emergency(&mut world, "CHG1");
    world.send("bo", "window", "yule", "declare", &terms).unwrap();
    let approve = serde_json::to_string(&approve()).unwrap();
    world.send("cy", "window", "yule", "approve", &approve).unwrap();
    let grant = serde_json::to_string(&grant("CHG1")).unwrap();
    let refused = world.send("bo", "window", "yule", "grant_exception", &grant).unwrap_err();
    assert!(refused.contains("emergency_change_board"), "{refused}");
    let granted = world.send("ivy", "window", "yule", "grant_exception", &grant).unwrap();
    assert_eq!(granted, GRANTED);
    // Once is enough, and what has an exception is not refused because of it.
    assert!(world.send("ivy", "window", "yule", "grant_exception", &grant).unwrap().is_empty());
    let refuse = serde_json::to_string(&refuse("CHG1", 11, 12)).unwrap();
    let system = Caller::system(Door::Policy);
    let refused = world.send_as(&system, "window", "yule", "refuse_activity", &refuse).unwrap_err();
    assert!(refused.contains("does not block"), "{refused}");
}

#[test]
fn a_board_grants_an_exception_by_its_majority_and_without_who_wants_it() {
    let board = crate::roles::EMERGENCY_CHANGE_BOARD;
    let mut world = founded("ada");
    world.give("ada", "bo", CHANGE_MANAGER);
    world.give("ada", "ada", STEERING_COMMITTEE);
    emergency(&mut world, "CHG1");
    let requester = world.facts.get::<crate::facts::ChangeHands>().get(&key("CHG1")).unwrap();
    let requester = requester.requesters.first().unwrap().to_string();
    for member in [&*requester, "hal", "ivy"] {
        world.give("ada", member, board);
    }
    let terms = serde_json::to_string(&Declare { terms: freeze() }).unwrap();
    world.send("bo", "window", "yule", "declare", &terms).unwrap();
    let approve = serde_json::to_string(&approve()).unwrap();
    world.send("ada", "window", "yule", "approve", &approve).unwrap();
    let grant = serde_json::to_string(&grant("CHG1")).unwrap();
    let grants =
        |world: &mut World, by: &str| world.send(by, "window", "yule", "grant_exception", &grant);
    let until = world.now + Span::from_days(9);
    let deputy =
        format!(r#"{{"to": "lee", "until": "{until}", "competence": {{"statement": "fit"}}}}"#);
    world.send(&requester, "role", board, "delegate", &deputy).unwrap();
    for person in [&*requester, "lee"] {
        let refused = grants(&mut world, person).unwrap_err();
        assert!(refused.contains("has requested or written"), "{refused}");
    }
    assert_eq!(grants(&mut world, "hal").unwrap(), ["exception_voted"]);
    assert_eq!(grants(&mut world, "hal").unwrap(), ["exception_voted"], "nobody votes twice");
    let mut altered = world.clone();
    assert_eq!(grants(&mut world, "ivy").unwrap(), GRANTED);
    // Votes are for what it was.
    let (policy, definitions, model) = (Some(word()), List::empty(), None);
    let class = change::Class::Emergency;
    let again = change::Classified { class, model, policy, definitions };
    altered.record::<change::Event>(change::NAME, "CHG1", &again.into());
    assert_eq!(grants(&mut altered, "ivy").unwrap(), ["exception_voted"]);
}

#[test]
fn does_what_the_table_says_and_reads_what_it_ever_wrote() {
    let named = Named { services: [key("mail")].into(), configuration_items: [key("db1")].into() };
    let hours = Some(week(r#"{"sun": [["09:00", "17:00"]]}"#));
    let recurring = Terms {
        kind: Kind::Allowed,
        scope: Scope::Named(named),
        times: Times { from: NOW, to: None, hours },
        ..freeze()
    };
    let samples: Vec<Command> = vec![
        Declare { terms: freeze() }.into(),
        Declare { terms: recurring.clone() }.into(),
        approve().into(),
        Reject { reason: text("too long") }.into(),
        revise(recurring).into(),
        revise(once(Kind::Audit, 30, 40)).into(),
        Start {}.into(),
        grant("CHG1").into(),
        consented("CHG2").into(),
        refuse("CHG3", 19, 31).into(),
        review().into(),
        extend(60).into(),
        End {}.into(),
        revoke().into(),
    ];
    let shape = |window: &Window| {
        let terms = window.terms.as_ref().map(|terms| (terms.kind, &terms.times));
        format!("{:?} {terms:?} {:?}", window.phase, window.exceptions)
    };
    let explored = Explorer::<Window>::new(samples, shape)
        .facts(facts())
        .callers(vec![caller("ada"), Caller::system(Door::Timer)])
        .explore();
    durable("src/window/fixtures", &explored.events);
}
