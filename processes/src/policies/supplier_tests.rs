//! Rules about suppliers.

use crate::agreement;
use crate::incident;
use crate::supplier::tests::{agreed, contract, sla, terms, world};
use crate::supplier::{self, Phase, Supplier};
use crate::testing::{World, key};

/// SUP-1 runs srv-1, and its targets are those of uc-1, on which gold rests.
fn running() -> World {
    let mut world = world();
    register(&mut world);
    world.give("ada", "ada", crate::roles::SERVICE_DESK);
    world.give("ada", "ada", crate::roles::RESOLVER);
    world.calm();
    world
}

fn register(world: &mut World) {
    let body = serde_json::json!({
        "name": "hosting inc.", "contract": contract(), "in_force": {"statement": "so"},
        "owner": "sam", "gap_check_by": world.now + engine::Span::from_days(100),
    });
    send(world, "sam", "register_existing", &body.to_string());
}

fn send(world: &mut World, by: &str, command: &str, body: &str) -> Vec<&'static str> {
    world.send(by, supplier::NAME, "SUP-1", command, body).unwrap()
}

fn of_suppliers(done: &[String]) -> Vec<&str> {
    let ours = done.iter().filter(|it| it.contains("supplier"));
    ours.map(String::as_str).collect()
}

#[test]
fn incidents_of_what_he_runs_are_on_his_record() {
    let mut world = running();
    let log = r#"{"summary": "mail is down", "service": "mail", "category": "mail",
        "configuration_item": "srv-1", "impact": "high", "urgency": "high", "assignee": "ada"}"#;
    world.send("ada", incident::NAME, "INC1", "log", log).unwrap();
    world.send("ada", incident::NAME, "INC1", "respond", "{}").unwrap();
    let mut late = world.clone();
    late.settle();
    late.now = late.now + engine::Span::from_days(9);
    let system = engine::Caller::system(engine::Door::Timer);
    let measure = r#"{"measure": "resolution"}"#;
    let missed = late.send_as(&system, incident::NAME, "INC1", "record_target_miss", measure);
    let missed = missed.unwrap();
    assert!(missed.contains(&"target_missed"), "{missed:?}");
    assert_eq!(of_suppliers(&late.settle()), ["SUP-1 supplier.record_performance"]);
    let tally = &late.state::<Supplier>("SUP-1").tally;
    assert_eq!((tally.incidents, tally.incidents_in_time), (1, 0));
    let resolve = r#"{"code": "restarted", "cause": "unknown"}"#;
    let resolved = world.send("ada", incident::NAME, "INC1", "resolve", resolve);
    assert!(resolved.is_ok(), "{resolved:?}");
    assert_eq!(of_suppliers(&world.settle()), ["SUP-1 supplier.record_performance"]);
    let tally = &world.state::<Supplier>("SUP-1").tally;
    assert_eq!((tally.incidents, tally.incidents_in_time), (1, 1));
}

#[test]
fn vulnerabilities_of_what_he_runs_are_on_his_record() {
    let mut world = running();
    let register = r#"{"weakness": "CVE-2026-1", "configuration_items": ["srv-1"],
        "source": {"report": "a customer"}, "grade": {"grading": {"severity": "high",
        "exposure": "public"}}}"#;
    world.send("sid", "vulnerability", "VUL1", "register", register).unwrap();
    world.now = world.now + engine::Span::from_hours(5);
    let system = engine::Caller::system(engine::Door::Timer);
    let missed = world.send_as(&system, "vulnerability", "VUL1", "record_target_miss", "{}");
    assert_eq!(missed, Ok(vec!["target_missed"]));
    assert_eq!(of_suppliers(&world.settle()), ["SUP-1 supplier.record_performance"]);
    assert_eq!(world.state::<Supplier>("SUP-1").tally.late.len(), 1);
    let fix = r#"{"by": {"no_alteration": "a rule"}, "action": "go"}"#;
    world.send("sid", "vulnerability", "VUL1", "start_fix", fix).unwrap();
    world.send("rob", "vulnerability", "VUL1", "apply_fix", r#"{"done": "gone"}"#).unwrap();
    let rescan = r#"{"scan": {"scanner": "lynx", "report": "R-8"}, "clean": true}"#;
    world.send("sid", "vulnerability", "VUL1", "record_rescan", rescan).unwrap();
    world.settle();
    let tally = &world.state::<Supplier>("SUP-1").tally;
    assert_eq!((tally.fixes, tally.fixes_in_time, tally.late.len()), (1, 0, 0));
}

/// What rules do when an agreement says that.
fn agree(world: &mut World, name: &str, event: &agreement::Event) -> Vec<String> {
    world.hear(agreement::NAME, name, event);
    world.settle()
}

#[test]
fn weaker_support_is_flagged_when_either_changes_and_is_to_be_mended() {
    let mut world = running();
    assert_eq!(of_suppliers(&agree(&mut world, "gold", &agreed(sla(4, 99)))), [""; 0]);
    let task = "supplier-SUP-1-propose_contract_change";
    let flagged = |done: &[String]| {
        let has = |what: &str| done.iter().any(|it| *it == what);
        has("SUP-1 supplier.flag_support") && has(&format!("{task} task.open"))
    };
    // What rests on it promises more, or it promises less.
    let mut other = world.clone();
    assert!(flagged(&agree(&mut world, "gold", &agreed(sla(2, 99)))));
    assert!(flagged(&agree(&mut other, "uc-1", &agreed(terms(9, 99)))));
    // What has ended promises nothing.
    let mut ended = world.clone();
    let done = agree(&mut ended, "uc-1", &agreement::Expired {}.into());
    assert!(!done.contains(&"SUP-1 supplier.clear_support".to_owned()), "{done:?}");
    assert!(!ended.state::<Supplier>("SUP-1").weaker.is_empty());
    let done = agree(&mut world, "uc-1", &agreed(terms(2, 99)));
    assert!(done.contains(&"SUP-1 supplier.clear_support".to_owned()), "{done:?}");
    assert!(world.state::<Supplier>("SUP-1").weaker.is_empty());
}

#[test]
fn support_of_fewer_hours_is_flagged_when_a_calendar_is_revised() {
    let mut world = running();
    let hours = |to: &str| {
        let week = format!(r#"{{"mon": [["09:00", "{to}"]]}}"#);
        format!(r#"{{"hours": {{"timezone": "UTC", "hours": {week}}}}}"#)
    };
    world.give("ada", "ada", crate::roles::SERVICE_LEVEL_MANAGER);
    for name in ["ours", "theirs"] {
        world.send("ada", "calendar", name, "define", &hours("17:00")).unwrap();
    }
    let in_hours = |mut terms: agreement::Terms, calendar| {
        terms.calendar = key(calendar);
        agreed(terms)
    };
    agree(&mut world, "uc-1", &in_hours(terms(2, 99), "theirs"));
    agree(&mut world, "gold", &in_hours(sla(2, 99), "ours"));
    assert!(world.state::<Supplier>("SUP-1").weaker.is_empty());
    let mut revise = |name: &str, to: &str| {
        world.send("ada", "calendar", name, "revise", &hours(to)).unwrap();
        world.settle()
    };
    let first = |done: &[String]| of_suppliers(done).first().map(|it| (*it).to_owned());
    let flagged = Some("SUP-1 supplier.flag_support".to_owned());
    assert_eq!(first(&revise("ours", "18:00")), flagged);
    let cleared = Some("SUP-1 supplier.clear_support".to_owned());
    assert_eq!(first(&revise("theirs", "18:00")), cleared);
    assert_eq!(first(&revise("theirs", "16:00")), flagged);
}

#[test]
fn support_is_flagged_also_of_what_is_to_come_and_of_a_contract_that_is_older() {
    let flag = "SUP-1 supplier.flag_support".to_owned();
    let mut world = running();
    let mut to_come = sla(2, 99);
    to_come.term.start = Some(world.now + engine::Span::from_days(30));
    let done = agree(&mut world, "gold", &agreed(to_come));
    assert!(done.contains(&flag), "{done:?}");
    let mut world = supplier::tests::world();
    agree(&mut world, "gold", &agreed(sla(2, 99)));
    register(&mut world);
    let done = world.settle();
    assert!(done.contains(&flag), "{done:?}");
}

#[test]
fn another_contract_and_another_party_are_requested() {
    let mut world = running();
    let mut other = world.clone();
    let body = r#"{"need": "more servers"}"#;
    assert_eq!(
        send(&mut world, "sam", "propose_contract_change", body),
        ["contract_change_proposed"]
    );
    let done = world.settle();
    assert!(done.iter().any(|it| it.ends_with(" change.request")), "{done:?}");
    let body = r#"{"reason": "so", "terms_followed": {"statement": "so"}, "to": "others"}"#;
    send(&mut other, "sam", "start_exit", body);
    let done = other.settle();
    assert!(done.iter().any(|it| it.ends_with(" change.request")), "{done:?}");
}

/// Scored with this satisfaction, and interfaces that do not fit.
fn scored(world: &mut World, satisfaction: u8) -> Vec<String> {
    send(world, "sam", "open_score", "{}");
    let quality = format!(r#"{{"deliveries": 9, "on_time": 9, "satisfaction": {satisfaction}}}"#);
    send(world, "sue", "score_quality", &quality);
    send(world, "sid", "score_security", "{}");
    send(world, "sue", "score_service", r#"{"interfaces_fit": false}"#);
    world.calm();
    send(world, "sam", "publish_score", r#"{"heard": {"statement": "well"}}"#);
    world.settle()
}

#[test]
fn a_low_score_asks_for_probation_and_a_gate_that_is_not_passed_is_a_nonconformity() {
    let mut world = running();
    let done = scored(&mut world, 0);
    let has = |done: &[String], what: &str| done.iter().any(|it| it.ends_with(what));
    assert!(has(&done, "nonconformity.raise"), "{done:?}");
    assert!(has(&done, "supplier-SUP-1-put_on_probation task.open"), "{done:?}");
    send(&mut world, "sam", "put_on_probation", r#"{"asked": "more"}"#);
    let done = world.settle();
    assert!(has(&done, "supplier-SUP-1-put_on_probation task.complete"), "{done:?}");
    let certificate = r#"{"qualification": {"certificate": {"id": "IS 7", "body": "a body",
        "valid_until": "2036-01-01T00:00:00Z"}}}"#;
    send(&mut world, "sid", "check_security", certificate);
    let done = scored(&mut world, 100);
    assert!(has(&done, "nonconformity.find_again"), "{done:?}");
    assert!(has(&done, "supplier-SUP-1-lift_probation task.open"), "{done:?}");
    send(&mut world, "sam", "lift_probation", "{}");
    assert_eq!(world.state::<Supplier>("SUP-1").phase, Phase::Active);
}

#[test]
fn what_is_wrong_by_a_review_is_a_nonconformity_and_a_review_is_a_task() {
    let mut world = running();
    send(&mut world, "sam", "start_review", r#"{"because": {"stated": "so"}}"#);
    assert_eq!(world.settle(), ["supplier-SUP-1-review task.open"]);
    let body = r#"{"causes": "a move", "improvements": ["a line"], "contract_fits": true,
        "nonconforming": "no reports"}"#;
    send(&mut world, "sam", "review", body);
    let done = world.settle();
    assert!(done.iter().any(|it| it.ends_with("nonconformity.raise")), "{done:?}");
    assert!(done.contains(&"supplier-SUP-1-review task.complete".to_owned()), "{done:?}");
}

#[test]
fn what_a_breach_and_a_settlement_ask_for_are_tasks() {
    let mut world = running();
    let breached = agreement::Breached {
        target: agreement::Measured::Service(crate::limits::label("availability")),
        period: agreement::Period { from: world.now, to: world.now },
        reached: crate::limits::Percent::of_hundred(9),
        at_least: crate::limits::Percent::of_hundred(99),
    };
    let done = agree(&mut world, "gold", &breached.into());
    assert!(done.contains(&"supplier-SUP-1-breached task.open".to_owned()), "{done:?}");
    send(&mut world, "sam", "claim", r#"{"clause": "9", "statement": "a discount"}"#);
    world.settle();
    send(&mut world, "otto", "raise_dispute", r#"{"clause": "9", "statement": "no"}"#);
    send(&mut world, "sam", "negotiate_dispute", r#"{"procedure": "P-7"}"#);
    let settle = r#"{"terms": "half of it", "contract_must_change": true,
        "award": {"statement": "by a judge"}}"#;
    send(&mut world, "sam", "settle_dispute", settle);
    let done = world.settle();
    assert_eq!(done, ["supplier-SUP-1-settled task.open"]);
    assert!(world.find::<Supplier>("SUP-1").is_some());
    let known = world.facts.get::<crate::facts::Suppliers>();
    assert_eq!(known.of_item(&key("srv-1")), Some(&key("SUP-1")));
}
