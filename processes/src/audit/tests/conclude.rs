use super::*;

#[test]
fn it_is_reported_to_somebody() {
    let nobody = Report { addressed: List::empty(), ..report() };
    finished().when(nobody).then_rejected(&Rejection::NobodyTold);
}

#[test]
fn it_is_followed_up_where_something_is_open() {
    let given = following_up();
    assert_eq!(given.state().phase, Phase::FollowingUp);
    let rejected = nonconformity::Rejected { reason: text("misread"), by: hand("ada") };
    let given = finished().facts(raised(&[rejected.into()]).facts);
    let given = given.when(report()).then_names(&["reported"]);
    let given = given.when(StartFollowUp {}).then_rejected(&Rejection::NothingOpen);
    given.when(Close {}).then_names(&["closed"]);
    let taken_back = finished().when(withdraw()).then_names(&["finding_withdrawn"]);
    taken_back.when(report()).then_names(&["reported"]);
}

#[test]
fn what_was_found_is_verified_once_it_is_mended_and_reported_to_somebody() {
    let given = following_up().when(verify()).then_rejected(&Rejection::NotRaised { number: 1 });
    let nonconformity = key("NCR1");
    let given = given.facts(raised(&[]).facts);
    let given = given.when(verify()).then_rejected(&Rejection::NotVerified { nonconformity });
    let given = given.facts(raised(&mended("own")).facts);
    let nobody = VerifyAction { addressed: List::empty(), ..verify() };
    let given = given.when(nobody).then_rejected(&Rejection::NobodyTold);
    let other = VerifyAction { number: 2, ..verify() };
    let given = given.when(other).then_rejected(&Rejection::NoSuchFinding { number: 2 });
    given.when(verify()).then_names(&["action_verified", "verification_reported"]);
    let concern = running().when(finding(FindingKind::Concern)).then_names(&["finding_recorded"]);
    let concern = concern.when(finding(NONCONFORMITY)).then_names(&["finding_recorded"]);
    let concern = concern.when(Finish { moved: List::empty() });
    let concern = concern.then_names(&["fieldwork_finished"]).when(report());
    let concern = concern.then_names(&["reported", "follow_up_started"]);
    concern.when(verify()).then_rejected(&Rejection::NotANonconformity { number: 1 });
}

#[test]
fn who_has_a_hand_in_the_action_does_not_verify_it() {
    let given = following_up().facts(raised(&mended("aud")).facts);
    let apart = Rejection::NotApart { actor: actor("aud"), other: actor("aud") };
    given.when(verify()).then_rejected(&apart);
}

#[test]
fn it_stays_open_until_the_nonconformity_of_each_finding_is_over() {
    let open = Rejection::FindingsOpen(vec![1]);
    let given = following_up().when(Close {}).then_rejected(&open);
    let given = given.facts(raised(&mended("own")).facts).when(Close {}).then_rejected(&open);
    let merged = nonconformity::Merged { parent: key("NCR2") };
    let mut world = raised(&[merged.into()]);
    let given = given.facts(world.facts.clone()).when(Close {}).then_rejected(&open);
    world.record::<nonconformity::Event>(nonconformity::NAME, "NCR2", &closed());
    given.facts(world.facts).when(Close {}).then_names(&["closed"]);
    following_up().facts(raised(&[closed()]).facts).when(Close {}).then_names(&["closed"]);
}

#[test]
fn who_gives_it_up_sets_another_date_and_leaves_nothing_open() {
    let cancel = |at| Cancel { reason: text("moving house"), replacement: day(at) };
    let over = Rejection::NotToCome { at: day(19) };
    let given = planned(programme()).when(cancel(19)).then_rejected(&over);
    let given = given.when(cancel(60)).then_names(&["cancelled"]);
    assert_eq!(given.state().deadlines()[0].at, day(60));
    given.at(day(60)).when(FallDue {}).then_names(&["fell_due"]);
    let found = running().when(finding(NONCONFORMITY)).then_names(&["finding_recorded"]);
    let found = found.when(cancel(60)).then_rejected(&Rejection::FindingsOpen(vec![1]));
    let found = found.when(withdraw()).then_names(&["finding_withdrawn"]);
    found.when(cancel(60)).then_names(&["cancelled"]);
}

#[test]
fn the_next_one_is_due_when_its_interval_is_over_however_long_it_is_followed_up() {
    let given = following_up();
    let due = Interval::Months(12).after(day(31), 1);
    assert_eq!(given.state().deadlines()[0].at, due);
    let early = Rejection::NotDue { due: Some(due) };
    let given = given.when(FallDue {}).then_rejected(&early);
    let given = given.at(due).when(FallDue {}).then_names(&["fell_due"]);
    assert!(given.state().deadlines().is_empty());
    given.when(FallDue {}).then_rejected(&Rejection::NotDue { due: None });
}
