use super::*;
use engine::Decider as _;

pub(super) fn propose() -> ProposeRemoval {
    ProposeRemoval { reason: text("nobody writes"), change: key("CHG2"), major: word() }
}

pub(super) fn propose_transfer() -> ProposeRemoval {
    ProposeRemoval { change: key("CHG3"), ..propose() }
}

pub(super) fn plan(items: &[(&str, Fate)]) -> PlanRemoval {
    let said = || text("archived");
    let fate = |(item, fate): &(&str, Fate)| ItemFate { item: key(item), fate: *fate };
    PlanRemoval {
        plan: RemovalPlan {
            data: said(),
            documents: said(),
            infrastructure: said(),
            licences: said(),
            items: List::new(items.iter().map(fate).collect()).unwrap(),
        },
    }
}

pub(super) fn notify(notice_until: Timestamp) -> NotifyRemoval {
    NotifyRemoval { notice_until, parties: [label("acme")].into() }
}

pub(super) fn dispose() -> DisposeData {
    DisposeData { what: text("the letters"), fate: DataFate::Archived, evidence: word() }
}

pub(super) fn transfer() -> StartTransfer {
    StartTransfer { receiver: label("bolt"), ready: word() }
}

fn notified(given: Given<Service>, items: &[(&str, Fate)]) -> Given<Service> {
    notified_of(propose(), given, items)
}

fn notified_of(
    propose: ProposeRemoval,
    given: Given<Service>,
    items: &[(&str, Fate)],
) -> Given<Service> {
    given
        .when(propose)
        .then_names(&["removal_proposed"])
        .when(plan(items))
        .then_names(&["removal_planned"])
        .when(ApproveRemoval { told: word(), change: word() })
        .then_names(&["removal_approved"])
        .when(notify(day(2)))
        .then_names(&["parties_notified"])
}

fn removing(items: &[(&str, Fate)]) -> Given<Service> {
    let given = notified(published(), items).at(day(2));
    given.when(StartRemoval {}).then_names(&["removal_started"])
}

pub(super) fn removed(given: Given<Service>) -> Given<Service> {
    notified(given, &[("db1", Fate::Keep)])
        .at(day(2))
        .when(StartRemoval {})
        .then_names(&["removal_started"])
        .when(dispose())
        .then_names(&["data_disposed"])
        .when(CompleteRemoval { access: word() })
        .then_names(&["removed"])
}

#[test]
fn a_plan_accounts_for_every_component() {
    let given = published().when(propose()).then_names(&["removal_proposed"]);
    let missing = Rejection::FateMissing(vec![key("db1")]);
    let given = given.when(plan(&[("old1", Fate::Retire)])).then_rejected(&missing);
    let given = given.when(plan(&[("db1", Fate::HandOver)])).then_names(&["removal_planned"]);
    let back = ReturnRemovalPlan { reason: text("who gets it?") };
    let given = given.when(back).then_names(&["removal_plan_returned"]);
    given.when(RejectRemoval { reason: text("no") }).then_names(&["removal_rejected"]);
}

#[test]
fn what_is_being_designed_is_not_removed() {
    let designing = published().when(transition::propose()).then_names(&["proposed"]);
    designing.when(propose()).then_rejected(&Rejection::TransitionOpen);
}

#[test]
fn a_notice_is_to_come_and_reaches_somebody() {
    let approved = notified(published(), &[("db1", Fate::Keep)])
        .when(CancelRemoval { reason: text("wait") })
        .then_names(&["removal_cancelled"])
        .when(propose())
        .then_names(&["removal_proposed"])
        .when(plan(&[("db1", Fate::Keep)]))
        .then_names(&["removal_planned"])
        .when(ApproveRemoval { told: word(), change: word() })
        .then_names(&["removal_approved"]);
    let past = Rejection::NotToCome { at: day(0) };
    let approved = approved.when(notify(day(0))).then_rejected(&past);
    let nobody = NotifyRemoval { parties: List::empty(), ..notify(day(2)) };
    approved.when(nobody).then_rejected(&Rejection::NobodyTold);
}

#[test]
fn removal_begins_when_the_notice_period_is_over() {
    let given = notified(published(), &[("db1", Fate::Keep)]);
    let due = given.state().deadlines().remove(0);
    assert_eq!((due.name, due.at), ("notice_period", day(2)));
    let runs = Rejection::NoticeRuns { until: day(2) };
    let given = given.when(StartRemoval {}).then_rejected(&runs);
    let given = given.when(RecordNoticeElapsed {}).then_rejected(&runs);
    let given = given.at(day(2)).when(RecordNoticeElapsed {}).then_names(&["notice_elapsed"]);
    assert!(given.state().deadlines().is_empty());
    let given = given.when(RecordNoticeElapsed {}).then_nothing();
    given.when(StartRemoval {}).then_names(&["removal_started"]);
}

#[test]
fn nothing_is_removed_that_leaves_data_or_items() {
    let complete = || CompleteRemoval { access: word() };
    let given = removing(&[("db1", Fate::Retire), ("old1", Fate::Retire)]);
    let given = given.when(complete()).then_rejected(&Rejection::DataLeft);
    let given = given.when(dispose()).then_names(&["data_disposed"]);
    let left = Rejection::ItemsLeft(vec![key("db1")]);
    let given = given.when(complete()).then_rejected(&left);
    let back = BackOutRemoval { reason: text("they write"), restored: word() };
    given.when(back).then_names(&["removal_backed_out"]);
    removed(published());
}

#[test]
fn what_is_gone_may_be_taken_back_until_its_entry_is_retired() {
    let back = || BackOutRemoval { reason: text("they write"), restored: word() };
    let gone = removed(published());
    gone.clone().when(back()).then_names(&["removal_backed_out"]);
    let retire = Retire { reason: text("removed"), successor: None };
    let retired = gone.when(retire).then_names(&["retired"]);
    retired.when(back()).then_not_allowed();
}

#[test]
fn what_is_there_again_has_data_again() {
    let complete = || CompleteRemoval { access: word() };
    let given = removing(&[("db1", Fate::Keep)]).when(dispose()).then_names(&["data_disposed"]);
    let back = BackOutRemoval { reason: text("they write"), restored: word() };
    let given = given.when(back).then_names(&["removal_backed_out"]);
    let given = given.when(notify(day(4))).then_names(&["parties_notified"]).at(day(4));
    let given = given.when(StartRemoval {}).then_names(&["removal_started"]);
    given.when(complete()).then_rejected(&Rejection::DataLeft);
}

/// Where an item runs for the service, though its entry does not name it.
fn with_related(name: &str) -> World {
    let mut world = world();
    item(&mut world, name);
    let related: crate::configuration_item::Event = crate::configuration_item::Related {
        relation: label("part_of"),
        to: crate::configuration_item::End::Service(key("TEST-1")),
        exists: Some(word()),
        cover: None,
    }
    .into();
    world.record(crate::configuration_item::NAME, name, &related);
    world
}

#[test]
fn what_is_related_to_the_service_is_accounted_for_too() {
    let facts = with_related("app1").facts;
    let given = published().facts(facts.clone());
    let given = given.when(propose()).then_names(&["removal_proposed"]);
    let missing = Rejection::FateMissing(vec![key("app1")]);
    given.when(plan(&[("db1", Fate::Keep)])).then_rejected(&missing);
    // Also what came to be so since then.
    let complete = || CompleteRemoval { access: word() };
    let given = removing(&[("db1", Fate::Keep)]).when(dispose()).then_names(&["data_disposed"]);
    given.clone().when(complete()).then_names(&["removed"]);
    let left = Rejection::ItemsLeft(vec![key("app1")]);
    given.facts(facts).when(complete()).then_rejected(&left);
}

#[test]
fn a_transfer_accounts_for_data_and_items_too() {
    let items = [("db1", Fate::HandOver), ("old1", Fate::Retire)];
    let given = notified_of(propose_transfer(), published(), &items);
    let runs = Rejection::NoticeRuns { until: day(2) };
    let given = given.when(transfer()).then_rejected(&runs).at(day(2));
    let given = given.when(transfer()).then_names(&["transfer_started"]);
    let complete = || CompleteTransfer { confirmed: word() };
    let given = given.when(complete()).then_rejected(&Rejection::DataLeft);
    let given = given.when(dispose()).then_names(&["data_disposed"]);
    given.when(complete()).then_names(&["transferred"]);
    let left = notified_of(propose_transfer(), published(), &[("db1", Fate::Retire)]).at(day(2));
    let left = left.when(transfer()).then_names(&["transfer_started"]);
    let left = left.when(dispose()).then_names(&["data_disposed"]);
    left.when(complete()).then_rejected(&Rejection::ItemsLeft(vec![key("db1")]));
}

#[test]
fn a_removal_is_no_transfer() {
    let other = |change: &str| Rejection::ChangeOfOtherEffect { change: key(change) };
    let items = [("db1", Fate::Keep)];
    let removal = notified(published(), &items).at(day(2));
    removal.when(transfer()).then_rejected(&other("CHG2"));
    let handed_over = notified_of(propose_transfer(), published(), &items).at(day(2));
    handed_over.when(StartRemoval {}).then_rejected(&other("CHG3"));
}

#[test]
fn it_is_over_when_neither_entry_nor_agreement_is_left() {
    let given = removed(published()).when(CloseRemoval {}).then_not_allowed();
    let retire = Retire { reason: text("removed"), successor: None };
    let given = given.when(retire).then_names(&["retired"]);
    let left = Rejection::AgreementLeft { agreement: key("gold") };
    let given = given.when(CloseRemoval {}).then_rejected(&left);
    given.at(day(4)).when(CloseRemoval {}).then_names(&["removal_closed"]);
}
