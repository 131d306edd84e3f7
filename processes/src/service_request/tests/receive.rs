use super::*;

#[test]
fn somebody_asks() {
    let unnamed = || Log { requester: None, ..free() };
    none().by(rules()).when(unnamed()).then_rejected(&Rejection::RequesterMissing);
    let given = none().by(caller("eve")).when(unnamed()).then_names(&["logged"]);
    assert_eq!(given.state().requester, Some(actor("eve")));
    assert_eq!(given.state().for_whom, Some(actor("eve")));
    assert_eq!(dues(&given), ["validation_due"]);
}

#[test]
fn only_the_desk_asks_in_the_name_of_somebody_else() {
    let of_eve = || none().by(caller("bob")).when(free());
    of_eve().then_rejected(&Rejection::OtherRequester { requester: actor("eve") });
    let for_eve = Log { requester: None, for_whom: Some(actor("eve")), ..free() };
    let given = none().by(caller("bob")).when(for_eve).then_names(&["logged"]);
    assert_eq!(given.state().requester, Some(actor("bob")));
    none().when(free()).then_names(&["logged"]);
    none().by(rules()).when(free()).then_names(&["logged"]);
}

#[test]
fn what_the_catalogue_does_not_offer_any_more_is_not_fulfilled() {
    let mut world = world();
    let retired = crate::service::Retired { reason: text("nobody wants it"), successor: None };
    world.record::<crate::service::Event>("service", "mail", &retired.into());
    let given = none().facts(world.facts).when(log("list")).then_names(&["logged"]);
    let gone = Rejection::ServiceNotOffered { service: key("mail") };
    given.when(Validate::default()).then_rejected(&gone);
}

#[test]
fn what_is_approved_with_its_item_goes_to_those_who_fulfil_it_at_once() {
    let given = none().when(log("account")).then_names(GOES);
    assert_eq!(given.state().group, Some(label("accounts")));
    assert_eq!(given.state().priority, Some(Priority::P3));
    let given = given.by(caller("rex")).when(StartFulfilment {});
    let given = given.then_names(&["fulfilment_started"]);
    given.when(fulfil()).then_names(&["fulfilled"]);
}

#[test]
fn what_is_asked_for_is_in_the_catalogue() {
    let refused = || Rejection::ItemNotOffered { item: key("yacht") };
    none().when(log("yacht")).then_rejected(&refused());
    let given = none().when(free()).then_names(&["logged"]).by(caller("dan"));
    let given = given.when(Validate::default()).then_rejected(&Rejection::ItemMissing);
    let given = given.when(validate("yacht")).then_rejected(&refused());
    given.when(validate("list")).then_names(&GOES[1..]);
}

#[test]
fn who_asks_is_entitled_to_it() {
    let not_acme =
        Rejection::CustomerNotEntitled { item: key("paper"), customers: vec![key("acme")] };
    let given = none().when(log("paper")).then_names(&["logged"]).by(caller("dan"));
    let given = given.when(Validate::default()).then_rejected(&not_acme);
    let of_acme = Validate { customer: Some(key("acme")), ..Validate::default() };
    given.when(of_acme).then_names(&["validated", "prioritised", "auto_approved"]);
    let not_desk = Rejection::RequesterNotEntitled {
        requester: actor("eve"),
        item: key("badge"),
        roles: vec![label(SERVICE_DESK)],
    };
    let given = none().when(log("badge")).then_names(&["logged"]).by(caller("dan"));
    let given = given.when(Validate::default()).then_rejected(&not_desk);
    let by_dan = Validate { requester: Some(actor("dan")), ..Validate::default() };
    let given = given.when(by_dan).then_names(&["validated", "prioritised", "auto_approved"]);
    assert_eq!(given.state().for_whom, Some(actor("dan")), "he asks for himself");
}

#[test]
fn why_it_does_not_go_on_by_itself_is_on_record_with_it() {
    let events = none().when(log("badge")).decided().unwrap();
    let [Event::Logged(logged)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(logged.hindrance, Some(label("requester_not_entitled")));
}

#[test]
fn its_priority_follows_from_impact_and_urgency_or_is_given_with_a_reason() {
    let given = none().when(free()).then_names(&["logged"]).by(caller("dan"));
    let given = given.when(prioritise(Level::High)).then_names(&["prioritised"]);
    assert_eq!(given.state().priority, Some(Priority::P1));
    // What a person says goes before what the item says.
    let given = given.when(validate("list")).then_names(&GOES[1..]);
    assert_eq!(given.state().priority, Some(Priority::P1));
    let other = crate::incident::Override { priority: Priority::P2, reason: text("a guest") };
    let wished = Prioritise { priority: Some(other), ..prioritise(Level::Low) };
    let given = approved(log("advice")).by(caller("dan")).when(wished);
    let events = given.decided().unwrap();
    let [Event::Prioritised(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((event.matrix, event.priority), (Priority::P4, Priority::P2));
    assert_eq!(event.override_reason, Some(text("a guest")));
}

#[test]
fn it_is_of_a_kind() {
    let classify = || Classify { category: label("gifts") };
    let given = none().when(free()).then_names(&["logged"]).by(caller("dan"));
    let given = given.when(classify()).then_names(&["classified"]);
    given.when(classify()).then_nothing();
}

#[test]
fn nobody_looks_at_it_so_others_are_called_in_once() {
    let late = || Escalate { rule: Rule::ValidationOverdue, ..Escalate::default() };
    let given = none().when(free()).then_names(&["logged"]).by(rules());
    let not = Rejection::EscalationRuleNotMatched(Rule::ValidationOverdue);
    let given = given.when(late()).then_rejected(&not);
    let given = given.at(hour(1)).when(late()).then_names(&["escalated"]);
    let given = given.when(late()).then_nothing();
    assert!(dues(&given).is_empty());
    let judged = Escalate { reason: Some(text("the chef")), ..Escalate::default() };
    let given = given.by(caller("rex")).when(judged.clone());
    let given = given.then_rejected(&Rejection::EscalationIncomplete);
    let to = Some(crate::incident::Addressee::Person(actor("sue")));
    given.when(Escalate { to, ..judged }).then_names(&["escalated"]);
}

#[test]
fn whose_he_is_nobody_says_of_himself() {
    let himself = || none().by(caller("eve")).when(of_acme("paper"));
    let events = himself().decided().unwrap();
    let [Event::Logged(logged)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(logged.hindrance, Some(label("customer_not_confirmed")));
    let confirmed = himself().then_names(&["logged"]).by(caller("dan"));
    let steps = ["validated", "prioritised", "auto_approved"];
    confirmed.when(Validate::default()).then_names(&steps);
    // Where nobody is left out by it, what he says is good enough.
    none().by(caller("eve")).when(of_acme("list")).then_names(GOES);
    let by_desk = none().by(caller("dan")).when(of_acme("paper"));
    by_desk.then_names(&["logged", "validated", "prioritised", "auto_approved"]);
}
