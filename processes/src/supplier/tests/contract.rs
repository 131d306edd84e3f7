use super::*;
use crate::agreement::Terms;

/// The name of something that a contract states, and how to leave it out.
type Without = (&'static str, fn(&mut Items));

#[test]
fn a_contract_states_each_of_twelve_things_or_there_is_none() {
    let draft = |items| DraftContract { contract: Contract { items, ..contract() } };
    let all = Items::default().missing();
    assert_eq!(all.len(), 12);
    let missing = Rejection::ItemsMissing { missing: all };
    let given = admitted().when(draft(Items::default())).then_rejected(&missing);
    let without: [Without; 12] = [
        ("a scope", |items| items.scope = None),
        ("b dependencies", |items| items.dependencies = None),
        ("c requirements", |items| items.requirements = None),
        ("d targets", |items| items.targets = List::empty()),
        ("e interfaces", |items| items.interfaces = None),
        ("f integration", |items| items.integration = None),
        ("g workload", |items| items.workload = None),
        ("h exceptions", |items| items.exceptions = None),
        ("i authorities", |items| items.authorities = None),
        ("j reporting", |items| items.reporting = None),
        ("k charging", |items| items.charging = None),
        ("l ending", |items| items.ending = None),
    ];
    for (name, without) in without {
        let mut items = contract().items;
        without(&mut items);
        let missing = Rejection::ItemsMissing { missing: vec![name] };
        given.clone().when(draft(items)).then_rejected(&missing);
    }
    // Not drafted, it is not signed.
    given.clone().when(sign()).then_not_allowed();
    given.when(draft(contract().items)).then_names(&["contract_drafted"]);
}

#[test]
fn the_items_that_he_runs_are_on_record_and_run_by_nobody_else() {
    let draft = |item| {
        let configuration_items = [key(item)].into();
        DraftContract { contract: Contract { configuration_items, ..contract() } }
    };
    let unknown = Rejection::UnknownItem { item: key("srv-9") };
    let given = admitted().when(draft("srv-9")).then_rejected(&unknown);
    let (item, supplier) = (key("srv-3"), key("SUP-2"));
    let run = Rejection::RunByAnother { item, supplier };
    let given = given.when(draft("srv-3")).then_rejected(&run);
    given.when(draft("srv-1")).then_names(&["contract_drafted"]);
    let over = DraftContract { contract: Contract { until: Some(day(0)), ..contract() } };
    admitted().when(over).then_rejected(&Rejection::Over { at: day(0) });
}

#[test]
fn what_shows_that_he_is_qualified_is_valid_when_the_contract_is_signed() {
    let lapsed = Rejection::GatesNotPassed { gates: vec![Gate::Security] };
    let given = drafted().at(day(300)).when(sign()).then_rejected(&lapsed);
    let given = given.by(caller("sid")).when(certificate(day(900)));
    let given = given.then_names(&["security_gate_checked"]).by(caller("sam"));
    given.when(sign()).then_names(&["contract_signed"]);
}

#[test]
fn one_person_answers_for_it_and_it_is_known_who_works_for_him() {
    let draft = || DraftContract { contract: contract() };
    let given = admitted().when(draft()).then_names(&["contract_drafted"]);
    let given = given.when(sign()).then_rejected(&Rejection::OwnerMissing);
    let not = Rejection::NotSupplierManager { owner: actor("eve") };
    let given = given.when(AssignOwner { owner: actor("eve") }).then_rejected(&not);
    let given = given.when(AssignOwner { owner: actor("sol") }).then_names(&["owner_assigned"]);
    let given = given.when(sign()).then_rejected(&Rejection::SubcontractorsNotMapped);
    let given = given.when(map(List::empty())).then_names(&["subcontractors_mapped"]);
    given.when(sign()).then_names(&["contract_signed"]);
}

/// With a draft whose targets are these.
fn with_targets(target: &str) -> Given<Supplier> {
    let mut other = contract();
    other.items.targets = [key(target)].into();
    drafted().when(DraftContract { contract: other }).then_names(&["contract_drafted"])
}

#[test]
fn its_targets_are_in_force_and_no_less_than_what_rests_on_them() {
    for name in ["uc-2", "uc-9", "gold"] {
        let not = Rejection::TargetsNotInForce { agreement: key(name) };
        with_targets(name).when(sign()).then_rejected(&not);
    }
    let weaker = |what: &str| Rejection::SupportWeaker {
        agreement: key("uc-1"),
        rests: key("gold"),
        what: label(what),
    };
    let changed = |terms: Terms| {
        let mut world = world();
        world.record(agreement::NAME, "gold", &agreed(terms));
        drafted().facts(world.facts)
    };
    changed(sla(3, 99)).when(sign()).then_rejected(&weaker("priority P1"));
    changed(sla(4, 100)).when(sign()).then_rejected(&weaker("availability"));
    changed(sla(5, 98)).when(sign()).then_names(&["contract_signed"]);
}

#[test]
fn weaker_support_is_flagged_until_it_is_not_weaker() {
    let mut world = world();
    let flag = |rests: &str| FlagSupport {
        agreement: key("uc-1"),
        rests: key(rests),
        what: label("priority P1"),
    };
    let clear = || ClearSupport { agreement: key("uc-1"), rests: key("gold") };
    let enough = Rejection::SupportNotWeaker { agreement: key("uc-1"), rests: key("gold") };
    let given = active().when(flag("gold")).then_rejected(&enough);
    let not_his = Rejection::NotHisTargets { agreement: key("uc-3") };
    let given = given.when(super::flag()).then_rejected(&not_his);
    let given = given.when(clear()).then_nothing();
    world.record(agreement::NAME, "gold", &agreed(sla(2, 99)));
    let given = given.facts(world.facts.clone());
    let given = given.when(flag("gold")).then_names(&["support_weakened"]);
    let given = given.when(flag("gold")).then_nothing();
    let still = Rejection::SupportWeaker {
        agreement: key("uc-1"),
        rests: key("gold"),
        what: label("priority P1"),
    };
    let given = given.when(clear()).then_rejected(&still);
    world.record(agreement::NAME, "uc-1", &agreed(terms(2, 99)));
    let given = given.facts(world.facts).when(clear()).then_names(&["support_restored"]);
    assert!(given.state().weaker.is_empty());
}

#[test]
fn another_contract_has_a_change_that_is_approved_and_ends_no_probation() {
    let bare = ProposeContractChange { change: None, need: None };
    let given = active().when(bare).then_rejected(&Rejection::NoNeed);
    let propose = || ProposeContractChange { change: Some(key("CHG1")), need: None };
    let given = given.when(propose()).then_names(&["contract_change_proposed"]);
    let by = |change| ChangeContract { change: key(change), ..change_contract(contract()) };
    let given = ["CHG3", "CHG9"].into_iter().fold(given, |given, name| {
        let not = Rejection::ChangeNotApproved { change: key(name) };
        given.when(by(name)).then_rejected(&not)
    });
    let bare = change_contract(Contract { items: Items::default(), ..contract() });
    let missing = Rejection::ItemsMissing { missing: Items::default().missing() };
    let given = given.when(bare).then_rejected(&missing);
    let given = given.when(by("CHG1")).then_names(&["contract_changed"]);
    assert_eq!(given.state().phase, Phase::Active);
    let given = on_probation().when(propose()).then_names(&["contract_change_proposed"]);
    let given = given.when(by("CHG1")).then_names(&["contract_changed"]);
    assert_eq!((given.state().phase, given.state().probation), (Phase::OnProbation, true));
}

#[test]
fn a_change_that_is_dropped_was_turned_down_if_there_is_one() {
    let propose = ProposeContractChange { change: None, need: Some(text("more")) };
    let given = active().when(propose).then_names(&["contract_change_proposed"]);
    let drop = |change: Option<&str>| DropContractChange {
        reason: text("too dear"),
        change: change.map(key),
    };
    let not = Rejection::ChangeNotTurnedDown { change: key("CHG1") };
    let given = given.when(drop(Some("CHG1"))).then_rejected(&not);
    given.clone().when(drop(Some("CHG3"))).then_names(&["contract_change_dropped"]);
    given.when(drop(None)).then_names(&["contract_change_dropped"]);
}

#[test]
fn nobody_is_left_who_needs_what_he_did() {
    let end = |not_needed| End { access_revoked: word(), assets_returned: word(), not_needed };
    let given = active().when(exit(Some("others"))).then_names(&["exit_started"]);
    let given = given.when(end(None)).then_rejected(&Rejection::NothingTransferred);
    given.clone().when(end(Some(word()))).then_names(&["ended"]);
    let transfer = TransferService { what: label("mail"), to: label("others"), confirmed: word() };
    let given = given.when(transfer).then_names(&["service_transferred"]);
    let quarrel = given.clone().when(dispute()).then_names(&["dispute_raised"]);
    quarrel.when(end(None)).then_rejected(&Rejection::DisputeOpen);
    given.when(end(None)).then_names(&["ended"]);
}

#[test]
fn one_stays_by_a_contract_that_is_in_force() {
    let ends = Contract { until: Some(day(200)), ..contract() };
    let given = drafted().when(DraftContract { contract: ends });
    let given = given.then_names(&["contract_drafted"]).when(sign());
    let given = given.then_names(&["contract_signed"]);
    // Ninety days before, one thinks about it.
    assert_eq!(due(&given, "contract_end_notice"), Some(day(110)));
    let notice = StartReview { because: Because::ContractEnds };
    let given = given.at(day(110)).when(notice).then_names(&["review_started"]);
    let given = given.when(exit(None)).then_names(&["exit_started"]);
    let cancel = || CancelExit { agreed: word() };
    let ended = Rejection::ContractEnded { until: day(200) };
    given.clone().at(day(200)).when(cancel()).then_rejected(&ended);
    let given = given.when(cancel()).then_names(&["exit_cancelled"]);
    assert_eq!(due(&given, "contract_end_notice"), None, "it was thought about");
}
