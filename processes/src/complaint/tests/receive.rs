use super::*;
use crate::clock::AgreementVersion;

const ABOUT: &str = "is one of those whom it is about";

#[test]
fn it_is_about_a_service_or_about_somebody_and_about_what_was() {
    let about_nothing = Lodge { service: None, ..lodge() };
    none().when(about_nothing).then_rejected(&Rejection::SubjectMissing);
    let to_come = Lodge { at: Some(day(1)), ..lodge() };
    none().when(to_come).then_rejected(&Rejection::ToCome { at: day(1) });
    recorded(about_ben());
    let given = recorded(lodge());
    assert_eq!(dues(&given), [("acknowledge_due", day(1))]);
}

#[test]
fn whoever_records_it_complains_unless_another_is_named() {
    let complainant = |given: &Given<Complaint>| {
        given.state().complainant.as_ref().and_then(|name| name.clear()).cloned()
    };
    assert_eq!(complainant(&recorded(lodge())), Some(label("Ann at Acme")));
    let unnamed = || Lodge { complainant: None, ..lodge() };
    let given = none().by(caller("cus")).when(unnamed()).then_names(&["recorded"]);
    assert_eq!(complainant(&given), Some(label("cus")));
    let given = none().by(rules()).when(unnamed()).then_names(&["recorded"]);
    assert_eq!(complainant(&given), None);
}

#[test]
fn it_keeps_the_words_of_then_and_says_whether_they_are_agreed() {
    let words = |given: &Given<Complaint>| given.state().definition.clone().unwrap();
    let gold = AgreementVersion { key: "gold".into(), version: 1 };
    assert_eq!(words(&recorded(lodge())), Definition { agreement: gold, agreed: true });
    let default = words(&recorded(about_ben()));
    assert_eq!((&*default.agreement.key, default.agreed), ("default", false));
    let unfounded =
        given::<Complaint>([]).by(caller("bea")).when(lodge()).then_names(&["recorded"]);
    assert_eq!(words(&unfounded).agreement.version, 0);
}

#[test]
fn that_it_is_none_is_said_by_an_agreed_definition_only() {
    let other = Lodge { customer: key("zeta"), ..lodge() };
    let given = recorded(other).when(reclassify(Instead::Neither));
    given.then_rejected(&Rejection::DefinitionNotAgreed);
    let events = acknowledged(lodge()).when(reclassify(Instead::Incident)).decided().unwrap();
    let [Event::Reclassified(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(&*event.statement, "a letter that says so");
    let handover = event.handover.as_ref().unwrap();
    assert_eq!((&handover.service, &handover.customer), (&Some(key("mail")), &key("acme")));
    let given = investigating(lodge()).when(reclassify(Instead::Neither));
    let given = given.then_names(&["reclassified"]);
    assert_eq!(given.state().phase, Phase::NotAComplaint);
}

#[test]
fn where_none_was_agreed_then_one_that_is_agreed_by_now_will_do() {
    // Recorded before anything was agreed with acme about mail.
    let given = given::<Complaint>([]).by(caller("bea")).when(lodge()).then_names(&["recorded"]);
    assert!(!given.state().definition.as_ref().unwrap().agreed);
    let given = given.facts(world().facts).at(day(0)).when(reclassify(Instead::ServiceRequest));
    given.then_names(&["reclassified"]);
}

#[test]
fn what_is_broken_is_a_service() {
    let of_nobody = Lodge { service: None, about: [actor("ben")].into(), ..lodge() };
    let mut world = world();
    // All that acme has is promised by gold now.
    let draft = r#"{"requirements": {"statement": "agreed"}, "terms": {"party": "acme",
        "workload": ["ten"], "exceptions": [{"name": "flood", "statement": "water"}]}}"#;
    world.send("slm", "agreement", "all", "draft", draft).unwrap();
    world.send("slm", "agreement", "all", "offer", "{}").unwrap();
    world.send("sue", "agreement", "all", "agree", SIGNED).unwrap();
    let given = recorded(of_nobody).facts(world.facts).when(reclassify(Instead::Incident));
    let given = given.then_rejected(&Rejection::ServiceMissing);
    given.when(reclassify(Instead::Neither)).then_names(&["reclassified"]);
}

#[test]
fn whom_it_is_about_does_not_answer_it() {
    let refused = || apart("ben", "ben", ABOUT);
    let given = || recorded(about_ben()).by(caller("ben"));
    given().when(acknowledge()).then_rejected(&refused());
    given().when(reclassify(Instead::Neither)).then_rejected(&refused());
    let merge = Merge { parent: key("CMP-2"), told: text("by letter") };
    given().when(merge).then_rejected(&refused());
    // Nor does he find out what happened, nor anybody who answers customers only for him.
    let given = || acknowledged(about_ben());
    let by = |who| StartInvestigation { investigator: Some(actor(who)) };
    given().when(by("ben")).then_rejected(&refused());
    let deputy = delegated("ben", "dee", BUSINESS_RELATIONSHIP_MANAGER).facts;
    let given = given().facts(deputy).when(by("dee"));
    let given = given.then_rejected(&apart("dee", "ben", ABOUT));
    let given = given.when(by("ivy")).then_names(&["investigation_started"]);
    given.by(caller("dee")).when(act()).then_rejected(&apart("dee", "ben", ABOUT));
}

#[test]
fn it_is_merged_into_one_that_is_open_and_not_into_itself() {
    let merge = |parent| Merge { parent: key(parent), told: text("by letter") };
    let given = recorded(lodge()).when(merge("TEST-1")).then_rejected(&Rejection::OwnParent);
    let given = given.when(merge("CMP-9"));
    let given = given.then_rejected(&Rejection::ParentNotOpen { parent: key("CMP-9") });
    given.when(merge("CMP-2")).then_names(&["merged"]);
    // Whom it is about answers it no more than before.
    let (parent, person) = (key("CMP-2"), actor("ben"));
    let refused = Rejection::ParentAboutOthers { parent, person };
    let about_him = Lodge { customer: key("acme"), ..about_ben() };
    recorded(about_him).by(caller("bea")).when(merge("CMP-2")).then_rejected(&refused);
    // Another customer has an answer of his own.
    let other = Rejection::OtherCustomers { parent: key("CMP-2"), customer: key("acme") };
    let of_bolt = Lodge { customer: key("bolt"), ..lodge() };
    recorded(of_bolt).when(merge("CMP-2")).then_rejected(&other);
}

#[test]
fn a_policy_document_takes_the_place_of_the_defaults() {
    let set = |policy| SetPolicy { policy, document: label("POL-9") };
    let (min, max) = (Policy::SPAN_MIN, Policy::SPAN_MAX);
    let figures = Policy::default;
    let (none_at_all, for_ever) = (Span::ZERO, Span::from_days(367));
    for (what, span, policy) in [
        (
            "acknowledge_within",
            none_at_all,
            Policy { acknowledge_within: none_at_all, ..figures() },
        ),
        ("answer_within", for_ever, Policy { answer_within: for_ever, ..figures() }),
        ("object_within", none_at_all, Policy { object_within: none_at_all, ..figures() }),
        ("correlate_within", for_ever, Policy { correlate_within: for_ever, ..figures() }),
    ] {
        none().when(set(policy)).then_rejected(&Rejection::OutOfBounds { what, span, min, max });
    }
    let mut world = world();
    let policy = Policy { acknowledge_within: Span::from_hours(2), ..figures() };
    world.send("own", NAME, "figures", "set_policy", &json(&set(policy))).unwrap();
    let elsewhere = Rejection::PolicyElsewhere { key: key("figures") };
    let given = none().facts(world.facts).when(set(policy)).then_rejected(&elsewhere);
    let given = given.when(lodge()).then_names(&["recorded"]);
    assert_eq!(dues(&given), [("acknowledge_due", day(0) + Span::from_hours(2))]);
}
