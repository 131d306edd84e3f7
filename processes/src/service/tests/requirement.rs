use super::*;
use engine::lifecycle::NotAllowed;
use engine::testing::caller;

fn speed() -> Label {
    label("speed")
}

fn change(named: bool) -> ProposeRequirementChange {
    ProposeRequirementChange {
        requirement: speed(),
        measure: text("within a second"),
        change: named.then(|| key("CHG1")),
        need: None,
    }
}

pub(super) fn changing() -> Given<Service> {
    with_speed(none()).when(change(true)).then_names(&["requirement_change_proposed"])
}

fn phase(given: &Given<Service>) -> RequirementPhase {
    given.state().requirements.phase_of(&speed())
}

#[test]
fn each_requirement_goes_its_own_way() {
    let two = with_speed(none()).when(capture("size")).then_names(&["requirement_captured"]);
    assert_eq!(phase(&two), RequirementPhase::Agreed);
    let (process, phase) = ("service, requirement", "captured");
    let refused = |command| {
        let possible = vec!["analyse_requirement", "withdraw_requirement"];
        Rejection::NotNow(NotAllowed { process, phase, command, possible })
    };
    let agree = AgreeRequirement { requirement: label("size") };
    two.when(agree).then_rejected(&refused("agree_requirement"));
}

#[test]
fn it_says_whether_a_change_is_still_to_be_asked_for() {
    let proposed = |analysed| {
        let given = none().when(capture("speed")).then_names(&["requirement_captured"]);
        let given = given.when(analysed).then_names(&["requirement_analysed"]);
        let propose = ProposeRequirement { requirement: speed() };
        given.when(propose).then_names(&["requirement_proposed"])
    };
    let agreed = |analysed| {
        let agree = AgreeRequirement { requirement: speed() };
        let event = proposed(analysed).when(agree).decided().unwrap().remove(0);
        let Event::RequirementAgreed(agreed) = event else { panic!("{event:?}") };
        agreed.change_needed
    };
    assert!(agreed(analyse("speed")));
    assert!(!agreed(AnalyseRequirement { change: Some(key("CHG1")), ..analyse("speed") }));
    assert!(!agreed(AnalyseRequirement { needs_change: false, ..analyse("speed") }));
}

#[test]
fn another_one_instead_names_a_change_or_a_need_and_can_be_dropped() {
    let given = with_speed(none()).when(change(false)).then_rejected(&Rejection::NoChangeNamed);
    let need = ProposeRequirementChange { need: Some(text("faster")), ..change(false) };
    given.when(need).then_names(&["requirement_change_proposed"]);
    let drop = DropRequirementChange { requirement: speed(), change: word() };
    let mut world = world();
    given_up(&mut world, "CHG1");
    let dropped =
        changing().facts(world.facts).when(drop).then_names(&["requirement_change_dropped"]);
    let measure = |given: &Given<Service>| given.state().requirements.0[&speed()].measure.clone();
    assert_eq!(measure(&dropped), Some(text("within a minute")));
    let agree = AgreeRequirementChange {
        requirement: speed(),
        change: word(),
        affects_service_level: true,
    };
    let agreed = changing().when(agree).then_names(&["requirement_change_agreed"]);
    assert_eq!(
        (measure(&agreed), phase(&agreed)),
        (Some(text("within a second")), RequirementPhase::Agreed)
    );
}

#[test]
fn it_is_examined_and_confirmed() {
    let review = ReviewRequirement { requirement: speed() };
    let given = with_speed(none()).when(review).then_names(&["requirement_review_started"]);
    let confirm = ConfirmRequirement { requirement: speed() };
    let given = given.when(confirm).then_names(&["requirement_confirmed"]);
    assert_eq!(phase(&given), RequirementPhase::Agreed);
}

#[test]
fn it_is_retired_when_the_need_is_gone() {
    let retire = |gone| RetireRequirement { requirement: speed(), gone };
    let given = with_speed(none()).when(retire(None)).then_rejected(&Rejection::StillNeeded);
    given.when(retire(Some(word()))).then_names(&["requirement_retired"]);
    let removed = removal::removed(with_speed(published()));
    removed.when(retire(None)).then_names(&["requirement_retired"]);
}

#[test]
fn only_its_source_takes_it_back() {
    let withdraw = || WithdrawRequirement { requirement: speed() };
    let given = || none().when(capture("speed")).then_names(&["requirement_captured"]);
    let not_his = Rejection::NotItsSource {
        needed_by: Some(label("acme")),
        captured_by: Some(crate::testing::actor("ada")),
    };
    given().by(caller("bo")).when(withdraw()).then_rejected(&not_his);
    given().by(caller("acme")).when(withdraw()).then_names(&["requirement_withdrawn"]);
    given().when(withdraw()).then_names(&["requirement_withdrawn"]);
}

#[test]
fn they_have_a_bound() {
    let max = crate::limits::LIST_MAX;
    let full = (0..max).fold(none(), |given, number| {
        given.when(capture(&format!("need {number}"))).then_names(&["requirement_captured"])
    });
    let refused = Rejection::TooMany { what: "requirements", max };
    full.when(capture("one more")).then_rejected(&refused);
}
