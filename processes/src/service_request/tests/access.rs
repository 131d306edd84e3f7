use super::*;
use crate::facts::ServiceRequests;
use crate::roles::AUDITOR;
use engine::Fact as _;

fn conflicting(person: &str, right: &str, other: &str) -> Rejection {
    let (right, other) = (label(right), label(other));
    Rejection::Conflicting { person: actor(person), right, other }
}

/// Nobody knows yet what he asks for.
fn logged(person: &str) -> Given<ServiceRequest> {
    let log = Log { requester: Some(actor(person)), ..free() };
    none().when(log).then_names(&["logged"]).by(caller("dan"))
}

/// What he must not have, so that it does not go on.
fn wants(person: &str, item: &str) -> Given<ServiceRequest> {
    let log = Log { requester: Some(actor(person)), ..log(item) };
    none().when(log).then_names(&["logged"]).by(caller("dan"))
}

/// The same world, where somebody has been given a right.
fn held(person: &str, item: &str) -> World {
    let mut world = world();
    let body = json(&Log { requester: Some(actor(person)), ..log(item) });
    for (by, command, body) in [
        (person, "log", &*body),
        ("sue", "approve", "{}"),
        ("dan", "assign", r#"{"group": "accounts"}"#),
        ("dan", "start_fulfilment", "{}"),
        ("dan", "fulfil", r#"{"delivered": "done"}"#),
    ] {
        world.send(by, NAME, "REQ-3", command, body).unwrap();
    }
    world
}

#[test]
fn a_right_is_for_who_holds_its_role() {
    let refused = Rejection::RoleMissing {
        person: actor("eve"),
        right: label("pay"),
        roles: vec![label(RESOLVER)],
    };
    wants("eve", "pay").when(Validate::default()).then_rejected(&refused);
    let for_rex = Log { for_whom: Some(actor("rex")), ..log("pay") };
    none().when(for_rex).then_names(ASKS);
}

#[test]
fn nobody_has_together_what_is_kept_apart_whichever_he_has_had_first() {
    // Eve has asked for the right to post, which is not given yet; rex has it.
    let mut world = held("rex", "post");
    let given = logged("rex").facts(world.facts.clone());
    let given = given.when(validate("pay")).then_rejected(&conflicting("rex", "pay", "post"));
    let paid = Validate { for_whom: Some(actor("ray")), ..validate("pay") };
    given.when(paid).then_names(&ASKS[1..]);
    // The other way round: the item that gives the right to pay keeps it apart.
    world = held("ray", "pay");
    let given = logged("ray").facts(world.facts.clone()).when(validate("post"));
    given.then_rejected(&conflicting("ray", "post", "pay"));
    // What is asked for counts, too.
    world.give("ada", "eve", RESOLVER);
    let given = none().facts(world.facts).when(log("pay")).then_names(&["logged"]);
    let given = given.by(caller("dan")).when(Validate::default());
    given.then_rejected(&conflicting("eve", "pay", "post"));
}

#[test]
fn nor_together_with_a_role_that_he_holds_or_that_he_is_a_deputy_in() {
    let mut world = delegated("sue", "rex", SERVICE_MANAGER);
    let given = logged("rex").facts(world.facts.clone()).when(validate("pay"));
    given.then_rejected(&conflicting("rex", "pay", SERVICE_MANAGER));
    // A right that is a role is kept apart by the rules of the roles.
    let rule = r#"{"purpose": "examines", "authorities": ["reads everything"],
        "responsibilities": ["reports"], "excludes": ["resolver"]}"#;
    world.send("ada", "role", AUDITOR, "define", rule).unwrap();
    let given = logged("ray").facts(world.facts).when(validate("audit"));
    given.then_rejected(&conflicting("ray", AUDITOR, RESOLVER));
}

#[test]
fn what_was_in_order_when_it_was_asked_for_is_looked_at_again() {
    let for_ray = || Log { requester: Some(actor("ray")), ..log("pay") };
    let given = awaiting(for_ray()).facts(held("ray", "post").facts).by(caller("sue"));
    let given = given.when(Approve::default());
    given.then_rejected(&conflicting("ray", "pay", "post"));
    let given = at_work(for_ray()).facts(held("ray", "post").facts).when(fulfil());
    given.then_rejected(&conflicting("ray", "pay", "post"));
}

#[test]
fn who_gets_a_right_does_not_give_it() {
    let for_rex = Log { for_whom: Some(actor("rex")), ..log("pay") };
    let given = at_work(for_rex).when(fulfil());
    given.then_rejected(&apart("rex", "rex", "gets this access"));
    let for_rex = Log { for_whom: Some(actor("rex")), ..log("pay") };
    let deputy = delegated("rex", "dee", RESOLVER).facts;
    let given = at_work(for_rex).facts(deputy).by(caller("dee")).when(fulfil());
    let given = given.then_rejected(&apart("dee", "rex", "gets this access"));
    given.by(caller("ray")).when(fulfil()).then_names(&["fulfilled"]);
}

#[test]
fn a_right_is_had_once_and_taken_from_who_has_it() {
    let world = held("rex", "post");
    let known = world.facts.get::<ServiceRequests>();
    assert!(known.has(&actor("rex"), &label("post")) && !known.has(&actor("eve"), &label("post")));
    let given = logged("rex").facts(world.facts.clone()).when(validate("post"));
    given.then_rejected(&Rejection::RightHeld { person: actor("rex"), right: label("post") });
    let given = wants("eve", "unpost").when(Validate::default());
    given.then_rejected(&Rejection::RightNotHeld { person: actor("eve"), right: label("post") });
    let mut world = world;
    let body = json(&Log { requester: Some(actor("rex")), ..log("unpost") });
    for (by, command, body) in [
        ("rex", "log", &*body),
        ("sue", "approve", "{}"),
        ("dan", "assign", r#"{"group": "accounts"}"#),
        ("dan", "start_fulfilment", "{}"),
        ("dan", "fulfil", r#"{"delivered": "done"}"#),
    ] {
        world.send(by, NAME, "REQ-4", command, body).unwrap();
    }
    let known = world.facts.get::<ServiceRequests>();
    assert!(!known.has(&actor("rex"), &label("post")));
    // He says that he has it still: so it is, until it is taken once more.
    world.send("rex", NAME, "REQ-4", "reopen", r#"{"reason": "I still can"}"#).unwrap();
    let known = world.facts.get::<ServiceRequests>();
    assert!(known.has(&actor("rex"), &label("post")));
    world.send("dan", NAME, "REQ-4", "fulfil", r#"{"delivered": "done"}"#).unwrap();
    let known = world.facts.get::<ServiceRequests>();
    assert!(!known.has(&actor("rex"), &label("post")));
}

#[test]
fn what_is_over_is_not_asked_for_any_more() {
    let mut world = world();
    world.give("ada", "eve", RESOLVER);
    let bytes = world.facts.get::<ServiceRequests>().bytes();
    world.send("eve", NAME, "REQ-2", "withdraw", "{}").unwrap();
    assert!(world.facts.get::<ServiceRequests>().bytes() < bytes);
    none().facts(world.facts).when(log("pay")).then_names(ASKS);
}

#[test]
fn a_role_is_not_given_to_who_has_a_right_that_nobody_has_together_with_it() {
    let offer = |world: &mut World, person: &str| {
        let body = format!(r#"{{"person": "{person}", "competence": {{"statement": "fit"}}}}"#);
        world.send("ada", "role", SERVICE_MANAGER, "offer", &body)
    };
    let mut world = held("ray", "pay");
    let refused = offer(&mut world, "ray").unwrap_err();
    assert!(refused.contains("right pay"), "{refused}");
    offer(&mut world, "rex").unwrap();
    // Nor is it taken by who has got the right since it was offered to him.
    let mut world = held("ray", "pay");
    let body = json(&Log { requester: Some(actor("rex")), ..log("pay") });
    offer(&mut world, "rex").unwrap();
    world.send("rex", NAME, "REQ-4", "log", &body).unwrap();
    let refused = world.send("rex", "role", SERVICE_MANAGER, "accept", "{}").unwrap_err();
    assert!(refused.contains("right pay"), "{refused}");
}

#[test]
fn what_one_item_keeps_apart_is_kept_apart_whichever_gives_it() {
    let mut world = held("rex", "post");
    let pay = items().into_iter().find(|(name, _)| *name == "pay").unwrap().1;
    let item = Item { access: Some(grant("pay", &[], &[])), ..pay };
    world.send("slm", NAME, "b_pay", "draft_item", &json(&DraftItem { item })).unwrap();
    world.send("sue", NAME, "b_pay", "approve_item", "{}").unwrap();
    let given = logged("rex").facts(world.facts).when(validate("b_pay"));
    given.then_rejected(&conflicting("rex", "pay", "post"));
}

#[test]
fn what_is_kept_apart_is_what_the_item_says_now() {
    let mut world = held("rex", "post");
    let post = items().into_iter().find(|(name, _)| *name == "post").unwrap().1;
    let item = Item { access: Some(grant("post", &[], &["mailbox"])), ..post };
    world.send("slm", NAME, "post", "draft_item", &json(&DraftItem { item })).unwrap();
    world.send("sue", NAME, "post", "approve_item", "{}").unwrap();
    let given = logged("rex").facts(world.facts).when(validate("account"));
    given.then_rejected(&conflicting("rex", "mailbox", "post"));
}
