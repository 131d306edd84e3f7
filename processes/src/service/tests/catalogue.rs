use super::*;
use engine::Decider as _;

fn refused(entry: Entry, rejection: &Rejection) {
    none().when(Draft { entry }).then_rejected(rejection);
}

fn start(revision: &str) -> StartRevision {
    let (revision, change) = (label(revision), Some(key("CHG1")));
    StartRevision { revision, change, need: None, within: None }
}

pub(super) fn publish(revision: &str, entry: Entry) -> PublishRevision {
    PublishRevision { revision: label(revision), entry, change: word(), sla_plan: None }
}

pub(super) fn revising() -> Given<Service> {
    published().when(start("wording")).then_names(&["revision_started"])
}

#[test]
fn an_entry_names_components_and_needs_or_says_why_not() {
    let bare = || Entry { components: List::empty(), ..entry() };
    refused(bare(), &Rejection::NothingListed { what: "component" });
    let alone = || Entry { depends_on: List::empty(), ..entry() };
    refused(alone(), &Rejection::NothingListed { what: "service that it needs" });
    let why = Some(text("it is simple"));
    drafted(Entry { stands_alone: why.clone(), ..bare() });
    drafted(Entry { stands_alone: why, ..alone() });
}

#[test]
fn what_an_entry_names_is_there_and_does_not_need_it() {
    let made_of = |item: &str| Entry { components: [key(item)].into(), ..entry() };
    refused(made_of("db9"), &Rejection::UnknownItem { item: key("db9") });
    refused(made_of("old1"), &Rejection::UnknownItem { item: key("old1") });
    let needs = |service: &str| Entry { depends_on: [key(service)].into(), ..entry() };
    refused(needs("fax"), &Rejection::UnknownService { service: key("fax") });
    refused(needs("TEST-1"), &Rejection::NeedsItself { through: key("TEST-1") });
    let mut world = world();
    let body = serde_json::to_value(capture("speed")).unwrap();
    send(&mut world, NAME, "TEST-1", "capture_requirement", &body);
    let other = json!({"entry": {"description": "lists", "depends_on": ["TEST-1"],
        "stands_alone": "no item"}});
    send(&mut world, NAME, "lists", "draft", &other);
    let circle = Rejection::NeedsItself { through: key("lists") };
    none_in(world).when(Draft { entry: needs("lists") }).then_rejected(&circle);
}

#[test]
fn the_customer_agrees_to_the_draft_that_was_shown() {
    let second = drafted(entry()).when(Draft { entry: entry() }).then_names(&["drafted"]);
    let other = Rejection::OtherDraft { named: 1, current: 2 };
    let agreed = second.when(agree(1)).then_rejected(&other).when(agree(2)).then_names(&["agreed"]);
    assert_eq!((agreed.state().phase, agreed.state().catalogue.version), (Phase::Published, 1));
}

#[test]
fn every_service_has_an_agreement_or_a_plan_for_one() {
    let differences = vec![Difference::NoAgreementFor(key("other"))];
    let for_other = || Entry { customers: [key("acme"), key("other")].into(), ..entry() };
    let missing = Rejection::AgreementsDiffer { differences };
    let given = drafted(for_other()).when(agree(1)).then_rejected(&missing);
    let planned = Agree { sla_plan: Some(word()), ..agree(1) };
    given.when(planned).then_names(&["agreed"]);
    // The default agreement promises nothing to anybody.
    let none = Rejection::AgreementsDiffer { differences: vec![Difference::NoAgreement] };
    let for_all = Entry { customers: List::empty(), ..entry() };
    let given = drafted(for_all).at(day(4)).when(agree(1)).then_rejected(&none);
    given.at(day(0)).when(agree(1)).then_names(&["agreed"]);
    // A plan for an agreement does not list a customer.
    let differences =
        vec![Difference::NoAgreementFor(key("other")), Difference::CustomerNotListed(key("gold"))];
    let not_listed = Rejection::AgreementsDiffer { differences };
    let entry = Entry { customers: [key("other")].into(), ..entry() };
    let planned = Agree { sla_plan: Some(word()), ..agree(1) };
    drafted(entry).when(planned).then_rejected(&not_listed);
}

#[test]
fn a_revision_names_a_change_or_the_need_for_one() {
    let bare = StartRevision { change: None, ..start("wording") };
    let given = published().when(bare).then_rejected(&Rejection::NoChangeNamed);
    let need = StartRevision { change: None, need: Some(text("a word")), ..start("wording") };
    given.when(need).then_names(&["revision_started"]).when(start("wording")).then_nothing();
    let never = StartRevision { within: Some(Span::ZERO), ..start("wording") };
    published().when(never).then_rejected(&Rejection::NoTime);
}

#[test]
fn other_revisions_stay_open_when_one_is_published() {
    let two = revising().when(start("price")).then_names(&["revision_started"]);
    let open = vec![label("price"), label("wording")];
    let unknown = Rejection::NoSuchRevision { revision: label("x"), open };
    let one = two
        .when(publish("x", entry()))
        .then_rejected(&unknown)
        .when(publish("price", entry()))
        .then_names(&["revised"]);
    assert_eq!((one.state().phase, one.state().catalogue.version), (Phase::Revising, 2));
    let bare = Entry { components: List::empty(), ..entry() };
    let one = one
        .when(publish("wording", bare))
        .then_rejected(&Rejection::NothingListed { what: "component" });
    let abandon = AbandonRevision { revision: label("wording"), change: word() };
    let mut world = world();
    given_up(&mut world, "CHG1");
    let none = one.facts(world.facts).when(abandon).then_names(&["revision_abandoned"]);
    assert_eq!((none.state().phase, none.state().catalogue.version), (Phase::Published, 2));
}

#[test]
fn a_revision_fits_the_agreements() {
    let differences = vec![Difference::NoAgreementFor(key("acme"))];
    let late = revising().at(day(4)).when(publish("wording", entry()));
    late.then_rejected(&Rejection::AgreementsDiffer { differences });
}

#[test]
fn the_open_revisions_have_a_bound() {
    let full = (0..100).fold(published(), |given, number| {
        given.when(start(&format!("r{number}"))).then_names(&["revision_started"])
    });
    let refused = Rejection::TooMany { what: "open revisions", max: 100 };
    full.when(start("one more")).then_rejected(&refused);
}

#[test]
fn a_revision_that_takes_too_long_is_on_record_once() {
    let revising = revising();
    let due = day(0) + UPDATE_LIMIT;
    assert_eq!(revising.state().deadlines()[0].at, due);
    let early = Rejection::NotOverdue { next: Some(due) };
    let late = revising
        .when(RecordRevisionOverdue {})
        .then_rejected(&early)
        .at(due)
        .when(RecordRevisionOverdue {})
        .then_names(&["revision_overdue"]);
    assert!(late.state().deadlines().is_empty());
    late.when(RecordRevisionOverdue {}).then_rejected(&Rejection::NotOverdue { next: None });
}

#[test]
fn entry_and_agreements_are_compared_both_ways() {
    let same = published().when(Verify {});
    let same = same.then_names(&["verification_started", "consistency_confirmed"]);
    assert_eq!(same.state().phase, Phase::Published);
    let mut world = world();
    promise(&mut world, "silver", "bolt", None);
    let listed = Difference::CustomerNotListed(key("silver"));
    let found = published().facts(world.facts).at(day(4)).when(Verify {}).decided().unwrap();
    let Event::MismatchFound(found) = &found[1] else { panic!("{found:?}") };
    assert_eq!(*found.differences, [Difference::NoAgreementFor(key("acme")), listed]);
    let revising = published().at(day(4)).when(Verify {});
    let revising = revising.then_names(&["verification_started", "mismatch_found"]);
    assert_eq!(revising.state().phase, Phase::Revising);
}

#[test]
fn an_entry_is_retired_when_something_takes_its_place() {
    let retire = |successor| Retire { reason: text("old"), successor };
    let none = || Rejection::NoSuccessor { successor: None };
    let given = published().when(retire(None)).then_rejected(&none());
    let itself = || Some(key("TEST-1"));
    let not_it = Rejection::NoSuccessor { successor: itself() };
    let given = given.when(retire(itself())).then_rejected(&not_it);
    let fax = Some(key("fax"));
    let unknown = Rejection::NoSuccessor { successor: fax.clone() };
    let given = given.when(retire(fax)).then_rejected(&unknown);
    // What is promised is promised of its successor first.
    let web = || Some(key("web"));
    let left = Rejection::AgreementLeft { agreement: key("gold") };
    let given = given.when(retire(web())).then_rejected(&left);
    let retired = given.at(day(4)).when(retire(web())).then_names(&["retired"]);
    assert_eq!(retired.state().phase, Phase::Retired);
}

#[test]
fn an_entry_is_not_retired_under_a_transition_or_a_removal() {
    let retire = || Retire { reason: text("old"), successor: Some(key("web")) };
    let designing = published().when(transition::propose()).then_names(&["proposed"]);
    designing.when(retire()).then_rejected(&Rejection::TransitionOpen);
    let going = published().when(removal::propose()).then_names(&["removal_proposed"]);
    going.when(retire()).then_rejected(&Rejection::RemovalOpen);
}
