use super::*;
use crate::change::Hand;

const WROTE: &str = "has written at it";
const ANSWERS: &str = "answers for it";

fn apart(who: &str, other: &str, did: &'static str) -> Rejection {
    Rejection::NotApart { actor: actor(who), other: actor(other), did }
}

fn own(who: &str) -> Hand {
    Hand { actor: actor(who), on_behalf: List::empty() }
}

#[test]
fn whoever_defines_it_answers_for_it_unless_another_process_owner_is_named() {
    let owner = |given: &Given<Kpi>| -> Option<Actor> {
        given.state().proposed.as_ref().unwrap().definition.owner.clone()
    };
    let unnamed = || define(Definition { owner: None, ..availability() });
    assert_eq!(owner(&none().when(unnamed()).then_names(&["defined"])), Some(actor("own")));
    none().by(rules()).when(unnamed()).then_rejected(&Rejection::OwnerMissing);
    let of_oda = define(Definition { owner: Some(actor("oda")), ..availability() });
    assert_eq!(owner(&none().when(of_oda).then_names(&["defined"])), Some(actor("oda")));
    let of_stu = define(Definition { owner: Some(actor("stu")), ..availability() });
    none().when(of_stu).then_rejected(&Rejection::NotProcessOwner { owner: actor("stu") });
}

#[test]
fn a_target_is_of_the_unit_of_what_is_measured() {
    let given = Figure::Time(Span::from_hours(4));
    let measure = Measure::Availability;
    let refused = Rejection::WrongUnit { measure, unit: Unit::Share, given };
    assert!(refused.to_string().contains(r#"{"share": 99.5}"#), "{refused}");
    none().when(define(Definition { target: given, ..availability() })).then_rejected(&refused);
    let given = Figure::Time(Span::from_hours(-4));
    let refused = Rejection::Negative { given };
    none().when(define(Definition { target: given, ..fixes() })).then_rejected(&refused);
}

#[test]
fn the_name_of_a_default_says_what_is_measured() {
    let refused =
        Rejection::NameOfAnother { name: key("satisfaction"), measure: Measure::Satisfaction };
    let given = none().of("satisfaction").when(define(availability())).then_rejected(&refused);
    given.when(define(satisfaction())).then_names(&["defined"]);
}

#[test]
fn it_is_defined_anew_until_it_is_approved() {
    let given = defined(availability()).when(define(satisfaction())).then_names(&["defined"]);
    let given = given.by(caller("stu")).when(approve(1));
    let given = given.then_rejected(&Rejection::NotProposed { version: 1, proposed: Some(2) });
    let given = given.when(approve(2)).then_names(&["approved", "started"]);
    let known = given.state();
    assert_eq!((known.phase, known.versions.len(), known.numbered), (Phase::Measuring, 1, 2));
    assert_eq!(dues(&given), [("period", "2026-02-06T00:00:00Z".to_owned())]);
    let given = given.when(approve(2));
    given.then_rejected(&Rejection::NotProposed { version: 2, proposed: None });
}

#[test]
fn who_has_written_a_version_does_not_approve_it() {
    let by_sia = || {
        let of_oda = Definition { owner: Some(actor("oda")), ..availability() };
        none().by(caller("sia")).when(define(of_oda)).then_names(&["defined"])
    };
    by_sia().when(approve(1)).then_rejected(&apart("sia", "sia", WROTE));
    // Nor who sits on the committee only for who has.
    let deputy = delegated("sia", "dee", STEERING_COMMITTEE).facts;
    let given = by_sia().facts(deputy).by(caller("dee")).when(approve(1));
    given.then_rejected(&apart("dee", "sia", WROTE));
    // Nor for whom a deputy has written it.
    let deputy = delegated("sia", "dee", PROCESS_OWNER).facts;
    let of_oda = Definition { owner: Some(actor("oda")), ..availability() };
    let given = none().facts(deputy).by(caller("dee")).when(define(of_oda));
    let given = given.then_names(&["defined"]);
    // That holds when he is his deputy no more.
    let given = given.facts(world().facts).by(caller("sia")).when(approve(1));
    let given = given.then_rejected(&apart("sia", "sia", WROTE));
    given.by(caller("stu")).when(approve(1)).then_names(&["approved", "started"]);
}

#[test]
fn who_answers_for_it_does_not_approve_it() {
    let of_sia = || defined(Definition { owner: Some(actor("sia")), ..availability() });
    of_sia().by(caller("sia")).when(approve(1)).then_rejected(&apart("sia", "sia", ANSWERS));
    let deputy = delegated("sia", "dee", STEERING_COMMITTEE).facts;
    let given = of_sia().facts(deputy).by(caller("dee")).when(approve(1));
    given.then_rejected(&apart("dee", "sia", ANSWERS));
}

#[test]
fn what_others_write_and_own_since_makes_no_difference_to_that() {
    // Sia wrote the first version, own the second.
    let of_oda = || Definition { owner: Some(actor("oda")), ..availability() };
    let given = none().by(caller("sia")).when(define(of_oda())).then_names(&["defined"]);
    let given = given.by(caller("own")).when(define(of_oda())).then_names(&["defined"]);
    given.by(caller("sia")).when(approve(2)).then_rejected(&apart("sia", "sia", WROTE));
    // Sia answers for it until the version is approved by which oda does.
    let of_sia = Definition { owner: Some(actor("sia")), ..availability() };
    let eased = Definition { target: share(9), ..of_oda() };
    let given = measuring(of_sia).by(caller("oda"));
    let given = given.when(Retarget { definition: eased, reason: text("so") });
    let given = given.then_names(&["retarget_proposed"]).by(caller("sia")).when(approve(2));
    given.then_rejected(&apart("sia", "sia", ANSWERS));
}

#[test]
fn another_target_is_another_version_that_somebody_else_approves() {
    let given = measuring(availability()).by(caller("stu")).when(retarget(share(90)));
    let given = given.then_names(&["retarget_proposed"]);
    assert_eq!(given.state().in_force().unwrap().0, 1);
    let given = given.when(approve(2)).then_rejected(&apart("stu", "stu", WROTE));
    let given = given.by(caller("sia")).when(approve(2));
    let given = given.then_names(&["approved", "target_changed"]);
    let known = given.state();
    let (version, definition) = known.in_force().unwrap();
    assert_eq!((version, definition.target), (2, share(90)));
    assert!(known.versions[&1].until.is_some());
    // What measures something else is no version of it.
    let other = Retarget { definition: fixes(), reason: text("that is more to the point") };
    let given = given.when(other);
    given.then_rejected(&Rejection::OtherMeasure {
        measure: Measure::Availability,
        other: Measure::VulnerabilityFix,
    });
}

#[test]
fn who_answers_for_it_still_does_unless_another_is_named() {
    let owner = |owner| Retarget {
        definition: Definition { owner, ..availability() },
        reason: text("we can"),
    };
    let given = measuring(availability()).by(caller("oda")).when(owner(None));
    let given = given.then_names(&["retarget_proposed"]);
    let proposed = |given: &Given<Kpi>| given.state().proposed.clone().unwrap();
    assert_eq!(proposed(&given).definition.owner, Some(actor("own")));
    assert_eq!(given.state().authors, [actor("oda")].into());
    let given = given.when(owner(Some(actor("oda")))).then_names(&["retarget_proposed"]);
    assert_eq!(proposed(&given).definition.owner, Some(actor("oda")));
    let given = given.when(owner(Some(actor("bot"))));
    given.then_rejected(&Rejection::NotProcessOwner { owner: actor("bot") });
}

#[test]
fn a_target_is_no_answer_to_a_miss() {
    missed().by(caller("stu")).when(retarget(share(90))).then_not_allowed();
    missed().by(caller("own")).when(Pause { reason: text("so") }).then_not_allowed();
    let retire = Retire { replacement: None, reason: Some(text("so")) };
    missed().by(caller("stu")).when(retire).then_not_allowed();
}

#[test]
fn there_is_an_end_to_versions_and_pauses() {
    let last = Defined { version: VERSIONS_MAX, definition: availability(), by: own("own") };
    let given = none().and([last.into()]).when(define(availability()));
    given.then_rejected(&Rejection::TooMany { what: "versions", most: VERSIONS_MAX });
    let again: [Event; 2] = [
        Paused { reason: text("so") }.into(),
        Resumed {
            reason: text("so"),
            next: Due { month: month("2026-02"), at: at("2026-03-06T00:00:00Z") },
        }
        .into(),
    ];
    let most = usize::try_from(VERSIONS_MAX).unwrap();
    let pauses = std::iter::repeat_n(again, most).flatten();
    let given = measuring(availability()).and(pauses).by(caller("own"));
    let given = given.when(Pause { reason: text("so") });
    given.then_rejected(&Rejection::TooMany { what: "pauses", most: VERSIONS_MAX });
}

#[test]
fn what_ended_while_it_was_paused_is_not_asked_for() {
    let pause = || Pause { reason: text("a move") };
    let resume = || Resume { reason: text("we are there") };
    let paused = || measuring(availability()).by(caller("own"));
    // January is over and not on record: it is still to be there.
    let given = paused().when(pause()).then_names(&["paused"]);
    assert_eq!(dues(&given), []);
    given.clone().when(record("2026-01", 99)).then_not_allowed();
    let given = given.at(at("2026-05-07T00:00:00Z")).when(resume()).then_names(&["resumed"]);
    assert_eq!(dues(&given), [("period", "2026-02-06T00:00:00Z".to_owned())]);
    // After that, May is.
    let given = given.when(record("2026-01", 99)).then_names(&["measured"]);
    assert_eq!(dues(&given), [("period", "2026-06-06T00:00:00Z".to_owned())]);
    // January is not over: it is not asked for.
    let given = paused().at(begin()).when(pause()).then_names(&["paused"]);
    let given = given.at(at("2026-05-07T00:00:00Z")).when(resume()).then_names(&["resumed"]);
    assert_eq!(dues(&given), [("period", "2026-06-06T00:00:00Z".to_owned())]);
}

#[test]
fn it_is_retired_for_a_reason_or_for_another_one() {
    let given = measuring(availability()).by(caller("stu"));
    let given = given.when(Retire::default()).then_rejected(&Rejection::ReasonMissing);
    let by = |name| Retire { replacement: Some(key(name)), reason: None };
    let mut given = given;
    // Itself, one that nobody knows, and a default, which nobody has approved.
    for name in ["TEST-1", "nobody", "availability"] {
        let refused = Rejection::NoReplacement { replacement: key(name) };
        given = given.when(by(name)).then_rejected(&refused);
    }
    let given = given.when(by("other")).then_names(&["retired"]);
    assert_eq!((given.state().phase, given.state().in_force()), (Phase::Retired, None));
    let given = defined(availability()).by(caller("stu"));
    given.when(Retire { replacement: None, reason: Some(text("no")) }).then_names(&["retired"]);
}

#[test]
fn a_policy_document_takes_the_place_of_the_defaults() {
    let set = |policy| SetPolicy { policy, document: label("POL-9") };
    let (min, max) = (Policy::SPAN_MIN, Policy::SPAN_MAX);
    for (what, policy) in [
        ("measure_within", Policy { measure_within: Span::ZERO, ..Policy::default() }),
        ("review_within", Policy { review_within: Span::ZERO, ..Policy::default() }),
    ] {
        let refused = Rejection::OutOfBounds { what, span: Span::ZERO, min, max };
        none().when(set(policy)).then_rejected(&refused);
    }
    let mut world = world();
    let policy = Policy { measure_within: Span::from_days(3), review_within: Span::from_days(2) };
    world.send("own", NAME, "figures", "set_policy", &json(&set(policy))).unwrap();
    let elsewhere = Rejection::PolicyElsewhere { key: key("figures") };
    let given = none().facts(world.facts).when(set(policy)).then_rejected(&elsewhere);
    let given = given.when(define(availability())).then_names(&["defined"]);
    let given = given.by(caller("stu")).when(approve(1)).then_names(&["approved", "started"]);
    assert_eq!(dues(&given), [("period", "2026-02-04T00:00:00Z".to_owned())]);
    let given = given.at(at("2026-02-02T00:00:00Z")).when(record("2026-01", 1));
    let given = given.then_names(&["measured", "breached"]);
    let review = ("review_after_breach", "2026-02-04T00:00:00Z".to_owned());
    assert_eq!(dues(&given), [("period", "2026-03-04T00:00:00Z".to_owned()), review]);
}
