use super::*;

#[test]
fn somebody_has_it() {
    let given = approved(log("advice")).by(caller("dan")).when(Assign::default());
    given.then_rejected(&Rejection::NobodyNamed);
    let given = at_work(log("advice"));
    let nobody = Reassign { reason: text("ill"), group: None, assignee: None };
    let given = given.when(nobody).then_rejected(&Rejection::NobodyNamed);
    let to_ray = Reassign { reason: text("ill"), group: None, assignee: Some(actor("ray")) };
    let given = given.when(to_ray).then_names(&["reassigned"]);
    let refused = Rejection::NotTheAssignee { assignee: actor("ray") };
    let given = given.when(StartFulfilment {}).then_rejected(&refused);
    given.by(caller("ray")).when(StartFulfilment {}).then_names(&["fulfilment_started"]);
}

#[test]
fn all_parts_are_there() {
    let parts = |open: &[&str]| List::new(open.iter().map(|it| label(it)).collect()).unwrap();
    let deliver = |open| DeliverPart { delivered: text("a screen"), open: parts(open) };
    let given = at_work(log("advice")).when(deliver(&[])).then_rejected(&Rejection::NoPartsListed);
    let given = given.when(deliver(&["mouse", "desk"])).then_names(&["part_delivered"]);
    let given = given.when(deliver(&["desk"])).then_names(&["part_delivered"]);
    let open = Rejection::PartsOpen { open: vec![label("desk")] };
    let given = given.when(fulfil()).then_rejected(&open);
    given.when(Fulfil { parts: parts(&["desk"]), ..fulfil() }).then_names(&["fulfilled"]);
}

#[test]
fn it_waits_for_reasons_that_the_agreement_allows() {
    let hold = |reason| Hold { reason: label(reason), note: None };
    for reason in ["lunch", "awaiting_approval"] {
        let given = at_work(of_acme("advice")).when(hold(reason));
        let allowed = vec![label("awaiting_customer")];
        given.then_rejected(&Rejection::HoldReasonNotAllowed { reason: label(reason), allowed });
    }
    let given = at_work(of_acme("advice")).when(hold("awaiting_customer"));
    let given = given.then_names(&["held"]).when(fulfil()).then_not_allowed();
    given.when(Resume::default()).then_names(&["resumed"]);
}

#[test]
fn what_did_not_work_is_tried_again() {
    let given = at_work(log("advice")).when(Fail { reason: text("no paper") });
    let given = given.then_names(&["failed"]).when(fulfil()).then_not_allowed();
    let given = given.when(Retry { note: Some(text("paper is here")) }).then_names(&["retried"]);
    given.when(fulfil()).then_names(&["fulfilled"]);
}

#[test]
fn silence_is_consent_after_a_while_and_who_asked_may_object() {
    let fulfilled = || at_work(log("advice")).when(fulfil()).then_names(&["fulfilled"]);
    let until = hour(72);
    let given = fulfilled().by(caller("dan")).when(Close::default());
    let given = given.then_rejected(&Rejection::ConfirmationPending { until });
    let confirmed = Close { confirmed_by: Some(label("eve").into()) };
    given.when(confirmed).then_names(&["closed"]);
    assert_eq!(due(&fulfilled(), "auto_close"), Some(until));
    fulfilled().by(rules()).at(until).when(Close::default()).then_names(&["closed"]);
    let object = || Reopen { reason: text("it is empty") };
    let stranger = || Rejection::NotRequester { requester: actor("eve"), for_whom: actor("eve") };
    let given = fulfilled().by(caller("bob")).when(object()).then_rejected(&stranger());
    let given = given.by(caller("eve")).when(object()).then_names(&["reopened"]);
    assert_eq!((given.state().phase, given.state().reopenings), (Phase::InFulfilment, 1));
    fulfilled().by(caller("dan")).when(object()).then_names(&["reopened"]);
    let given = fulfilled().at(hour(73)).by(caller("eve")).when(object());
    given.then_rejected(&Rejection::ReopenWindowOver { until });
}

#[test]
fn only_whom_it_is_for_takes_it_back() {
    let withdraw = Withdraw::default;
    let for_bob = || Log { for_whom: Some(actor("bob")), ..log("advice") };
    let stranger = Rejection::NotRequester { requester: actor("eve"), for_whom: actor("bob") };
    let given = awaiting(for_bob()).by(caller("rex")).when(withdraw());
    let given = given.then_rejected(&stranger);
    given.by(caller("bob")).when(withdraw()).then_names(&["withdrawn"]);
    awaiting(for_bob()).by(caller("eve")).when(withdraw()).then_names(&["withdrawn"]);
    let cancel = Cancel { reason: text("nobody answers") };
    at_work(for_bob()).by(caller("dan")).when(cancel).then_names(&["cancelled"]);
}

#[test]
fn it_may_be_an_incident_or_a_change() {
    let convert = |becomes| Convert { becomes, note: text("it is broken") };
    let given = none().when(free()).then_names(&["logged"]).by(caller("dan"));
    let given = given.when(convert(Becomes::Incident));
    let given = given.then_rejected(&Rejection::ServiceMissing);
    given.when(convert(Becomes::Change)).then_names(&["converted"]);
    let given = awaiting(log("advice")).by(caller("dan")).when(convert(Becomes::Incident));
    let events = given.decided().unwrap();
    let [Event::Converted(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((&event.service, &event.requester), (&Some(key("mail")), &actor("eve")));
}

#[test]
fn who_asks_hears_how_it_goes() {
    let tell = || NotifyProgress { message: None };
    let given = at_work(log("advice"));
    assert_eq!(due(&given, "progress_notice"), Some(hour(24)));
    let given = given.by(rules()).when(tell());
    let given = given.then_rejected(&Rejection::NoticeNotDue { due: Some(hour(24)) });
    // One that comes late says how many were skipped.
    let events = given.at(hour(49)).when(tell()).decided().unwrap();
    let [Event::ProgressNotified(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((event.skipped, event.next_due), (1, Some(hour(72))));
}
