//! Rules about services and the changes that they take, heard as they would be: what is sent is not
//! executed here, but where it says so.

use super::control_tests::{
    approved, begins, closed, days, hand, implemented, key, requested, wanted, word,
};
use super::tests::{Listening, told};
use crate::change::{self, ServiceEffect};
use crate::limits::{List, label, text};
use crate::release::tests::plan;
use crate::roles::{CUSTOMER, SERVICE_LEVEL_MANAGER};
use crate::testing::{actor, founded};
use crate::{agreement, release, service};

fn offered() -> service::Agreed {
    service::Agreed { draft: 1, sla_plan: None }
}

fn proposed() -> service::Proposed {
    service::Proposed { what: text("more of it"), change: key("CHG1"), major: word() }
}

fn classified(class: change::Class) -> change::Classified {
    change::Classified { class, model: None, policy: Some(word()), definitions: List::empty() }
}

#[test]
fn service_design_takes_up_the_services_of_a_change() {
    let routed = || change::RoutedToDesign {};
    let sent = wanted(ServiceEffect::Introduced).change(routed());
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert!(sent[0].starts_with("mail: service.propose") && sent[0].contains("CHG1"), "{sent:?}");
    assert!(wanted(ServiceEffect::Removed).change(routed()).is_empty());
    let mut of_none = Listening::new();
    let event = requested(ServiceEffect::Introduced);
    let content = change::Content { services: List::empty(), ..event.content };
    of_none.change(change::Requested { content, ..event });
    let sent = of_none.change(routed());
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert!(sent[0].starts_with("change-CHG1-propose: task.open"), "{sent:?}");
    let mut listening = wanted(ServiceEffect::Changed);
    listening.service("mail", proposed());
    assert!(listening.change(routed()).is_empty(), "it is being designed");
}

#[test]
fn a_change_that_removes_a_service_proposes_that_once() {
    let major = || classified(change::Class::Major);
    let mut listening = wanted(ServiceEffect::Removed);
    assert!(listening.clone().change(major()).is_empty(), "nothing to remove");
    listening.service("mail", offered());
    let sent = listening.clone().change(major());
    assert!(sent[0].starts_with("mail: service.propose_removal"), "{sent:?}");
    let asked = service::RemovalProposed {
        reason: text("nobody writes"),
        change: key("CHG1"),
        major: word(),
    };
    listening.service("mail", asked);
    assert!(listening.change(major()).is_empty(), "it is being removed");
    let mut stays = wanted(ServiceEffect::Changed);
    stays.service("mail", offered());
    assert!(stays.change(major()).is_empty());
}

#[test]
fn a_change_goes_on_once_all_that_it_waits_for_is_designed() {
    let mut listening = wanted(ServiceEffect::Changed);
    let accepted = || service::DesignAccepted { meets: word() };
    let goes_on = |sent: &[String]| begins(sent, "CHG1: change.accept_design").is_some();
    listening.service("mail", proposed());
    listening.service("web", proposed());
    assert!(!goes_on(&listening.clone().service("mail", accepted())), "it does not wait");
    listening.change(change::RoutedToDesign {});
    assert!(!goes_on(&listening.service("mail", accepted())), "one is left");
    let sent = listening.service("web", accepted());
    assert!(goes_on(&sent), "{sent:?}");
    listening.change(change::DesignAccepted {
        accepted: word(),
        shown: crate::digest::Digest::of(&"what was shown"),
        board: change::Board { quorum: change::Quorum::First, required: List::empty() },
        submission: change::Submission::default(),
        designs: List::empty(),
        voided: List::empty(),
    });
    assert!(goes_on(&listening.clone().service("web", accepted())), "it may be another design");
    listening.change(approved());
    assert!(!goes_on(&listening.service("web", accepted())), "it is decided");
}

#[test]
fn an_accepted_service_proves_its_change_where_no_release_does() {
    let accepted = || service::Accepted { verified: List::empty() };
    let mut listening = wanted(ServiceEffect::Changed);
    listening.service("mail", proposed());
    assert!(begins(&listening.clone().service("mail", accepted()), "CHG1").is_none());
    listening.change(approved());
    let sent = listening.clone().service("mail", accepted());
    assert!(begins(&sent, "CHG1: change.pass_test").is_some(), "{sent:?}");
    assert!(begins(&sent, "change-CHG1-plan_release: task.open").is_some(), "{sent:?}");
    listening.release("REL1", release::Planned { plan: plan() });
    assert!(listening.service("mail", accepted()).is_empty());
}

#[test]
fn what_the_catalogue_says_of_a_changed_service_is_revised_once() {
    let done = |effect, revised: Option<&str>| {
        let mut listening = wanted(effect);
        listening.service("mail", offered());
        if let Some(change) = revised {
            listening.service(
                "mail",
                service::RevisionStarted {
                    revision: label("words"),
                    change: Some(key(change)),
                    need: None,
                    due: days(0, 1).to,
                },
            );
        }
        listening.change(implemented(&[]));
        listening.change(closed())
    };
    let sent = done(ServiceEffect::Changed, Some("CHG9"));
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert!(sent[0].starts_with("mail: service.start_revision"), "{sent:?}");
    assert!(sent[0].contains("change CHG1"), "{sent:?}");
    assert!(done(ServiceEffect::Changed, Some("CHG1")).is_empty());
    assert!(done(ServiceEffect::Unchanged, None).is_empty());
    let mut given_up = wanted(ServiceEffect::Changed);
    given_up.service("mail", offered());
    assert!(given_up.change(closed()).is_empty(), "nothing came of it");
}

#[test]
fn a_change_that_a_service_needs_is_requested_where_none_is_named() {
    let agreed =
        |change_needed| service::RequirementAgreed { requirement: label("speed"), change_needed };
    let sent = Listening::new().service("mail", agreed(true));
    for expected in ["new: change.request", "speed", "mail", "service"] {
        assert!(sent[0].contains(expected), "{expected}: {sent:?}");
    }
    assert!(Listening::new().service("mail", agreed(false)).is_empty());
    let otherwise = |change: Option<&str>| service::RequirementChangeProposed {
        requirement: label("speed"),
        measure: text("within a second"),
        change: change.map(key),
        need: Some(text("a faster host")),
    };
    let sent = Listening::new().service("mail", otherwise(None));
    assert!(sent[0].contains("change.request") && sent[0].contains("a faster host"), "{sent:?}");
    assert!(Listening::new().service("mail", otherwise(Some("CHG1"))).is_empty());
    let revision = |change: Option<&str>| service::RevisionStarted {
        revision: label("words"),
        change: change.map(key),
        need: Some(text("other words")),
        due: days(0, 1).to,
    };
    let sent = Listening::new().service("mail", revision(None));
    assert!(sent[0].contains("change.request") && sent[0].contains("other words"), "{sent:?}");
    assert!(Listening::new().service("mail", revision(Some("CHG1"))).is_empty());
    // What a rule has begun is of a change that is requested elsewhere.
    let mut rule = Listening::new().through(engine::Door::Policy);
    assert!(rule.service("mail", revision(None)).is_empty());
}

#[test]
fn what_a_rule_requests_is_a_change_like_any_other() {
    let mut world = founded("ada");
    for role in [SERVICE_LEVEL_MANAGER, CUSTOMER] {
        world.give("ada", "ada", role);
    }
    let entry = r#"{"entry": {"description": "it", "stands_alone": "no item"}}"#;
    world.send("ada", "service", "mail", "draft", entry).unwrap();
    let agree = r#"{"draft": 1, "sla_plan": {"statement": "soon"}}"#;
    world.send("ada", "service", "mail", "agree", agree).unwrap();
    world.calm();
    let revise = r#"{"revision": "words", "need": "other words"}"#;
    world.send("ada", "service", "mail", "start_revision", revise).unwrap();
    assert_eq!(world.settle(), ["NEW0 change.request"]);
    let change: &change::Change = world.state("NEW0");
    assert_eq!(change.phase, change::Phase::Requested);
    assert_eq!(change.requester, Some(actor("ada")));
    let from = change.raised_from.as_ref().unwrap();
    assert_eq!((&*from.process, &from.key), ("service", &key("mail")));
}

#[test]
fn a_change_that_an_agreement_needs_is_requested_where_none_is_named() {
    let gold = |change: Option<&str>| {
        let need = Some(text("a second customer"));
        let proposed = agreement::ChangeProposed { change: change.map(key), need };
        let sent = Listening::new().hear::<agreement::Event>(agreement::NAME, "gold", proposed);
        sent.into_iter().map(told).collect::<Vec<_>>()
    };
    let sent = gold(None);
    assert!(sent[0].starts_with("new: change.request"), "{sent:?}");
    assert!(sent[0].contains("a second customer") && sent[0].contains("gold"), "{sent:?}");
    assert!(gold(Some("CHG1")).is_empty());
}

#[test]
fn what_is_designed_for_a_refused_change_is_to_be_cancelled() {
    let rejected = || change::Rejected {
        reason: text("too dear"),
        told: Some(word()),
        tally: None,
        raised_from: None,
    };
    let mut listening = wanted(ServiceEffect::Changed);
    assert!(listening.clone().change(rejected()).is_empty());
    listening.service("mail", proposed());
    let sent = listening.clone().change(rejected());
    assert!(begins(&sent, "service-mail-cancel: task.open").is_some(), "{sent:?}");
    let given_up = change::Cancelled { reason: text("too dear"), raised_from: None };
    let sent = listening.clone().change(given_up);
    assert!(begins(&sent, "service-mail-cancel: task.open").is_some(), "{sent:?}");
    // Also of what was carried out; not where that has brought what it is to.
    let mut done = listening.clone();
    done.change(implemented(&[]));
    assert!(begins(&done.change(closed()), "service-mail-cancel").is_none());
    let (symptom, service_affected) = (text("they wait"), false);
    listening.change(change::Failed { symptom, service_affected, incident: None, model: None });
    let sent = listening.change(closed());
    assert!(begins(&sent, "service-mail-cancel: task.open").is_some(), "{sent:?}");
}

#[test]
fn what_is_live_for_a_change_that_is_backed_out_is_to_be_taken_back() {
    let mut listening = wanted(ServiceEffect::Changed);
    listening.service("mail", proposed());
    let back = || change::BackedOut {
        implementer: hand(),
        restored: word(),
        altered: List::empty(),
        raised_from: None,
    };
    let asked = |sent: &[String]| begins(sent, "service-mail-back_out: task.open").is_some();
    assert!(!asked(&listening.clone().change(back())), "it is not there yet");
    listening.service("mail", service::Transitioned { deployed: word() });
    let sent = listening.change(back());
    assert!(asked(&sent), "{sent:?}");
    let undone = service::BackedOut { reason: text("it is slow"), rolled_back: word() };
    listening.opened("service-mail-back_out");
    let sent = listening.service("mail", undone);
    assert!(begins(&sent, "service-mail-back_out: task.complete").is_some(), "{sent:?}");
    assert!(!asked(&listening.change(back())), "it is taken back");
}
