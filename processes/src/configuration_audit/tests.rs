use super::*;
use crate::attest::Attestation;
use crate::change::{self, Slot};
use crate::configuration_item;
use crate::facts::RecordKeepers;
use crate::interval::Interval;
use crate::limits::{List, label, text};
use crate::release::tests::change_events;
use crate::roles::{CI_OWNER, CONFIGURATION_MANAGER, PROCESS_OWNER};
use crate::testing::{World, actor, founded, key};
use engine::testing::{Explorer, Given, NOW, caller, durable, given};
use engine::{Decider as _, Fact as _, Span, Timestamp};
use serde_json::json;

fn word() -> Attestation {
    Attestation::that(text("it is so"))
}

/// After all that the facts hold.
fn day(number: i64) -> Timestamp {
    NOW + Span::from_hours(1) + Span::from_days(number)
}

/// Cy keeps the records of the boxes box1 and box2, controlled by change, and of desk1, which is
/// not; bo audits, and box2 is not as its record says.
fn world() -> World {
    let mut world = founded("ada");
    for role in [CONFIGURATION_MANAGER, CI_OWNER] {
        world.give("ada", "cy", role);
    }
    world.give("ada", "ada", PROCESS_OWNER);
    world.give("ada", "bo", AUDITOR);
    let send = |world: &mut World, by: &str, name: &str, command: &str, body: serde_json::Value| {
        world.send(by, "configuration_item", name, command, &body.to_string()).unwrap();
    };
    for (item_type, by_change) in [("box", true), ("desk", false)] {
        let definition = json!({"definition": {"description": "a thing",
            "control": {"by_change": by_change, "reason": "so"}}});
        send(&mut world, "cy", item_type, "draft_type", definition);
        send(&mut world, "ada", item_type, "approve_type", json!({}));
        send(&mut world, "cy", item_type, "publish_type", json!({}));
    }
    for (item, item_type) in [("box1", "box"), ("box2", "box"), ("desk1", "desk")] {
        let body = json!({"item_type": item_type, "name": item, "register": {
            "description": "a thing", "location": "room 1", "owner": "cy",
            "no_relations": "stands alone"}});
        send(&mut world, "cy", item, "identify", body);
    }
    let flag = json!({"found": "a walk", "detail": "it is not there"});
    send(&mut world, "cy", "box2", "flag_discrepancy", flag);
    world
}

fn plan(types: &[&str], items: &[&str]) -> Plan {
    let keys = |names: &[&str]| List::new(names.iter().map(|name| key(name)).collect()).unwrap();
    let scope = Scope { types: keys(types), items: keys(items) };
    Plan { scope, interval: Interval::Months(6) }
}

fn none() -> Given<ConfigurationAudit> {
    given::<ConfigurationAudit>([]).facts(world().facts).at(day(0)).by(caller("bo"))
}

fn running(plan: Plan) -> Given<ConfigurationAudit> {
    none().when(plan).then_names(&["planned"]).when(Start {}).then_names(&["started"])
}

fn deficiency(item: &str, kind: Kind) -> Deficiency {
    Deficiency {
        item: key(item),
        kind,
        what: Some(label("location")),
        recorded: Some(text("room 1")),
        found: Some(text("room 2")),
        change: None,
    }
}

fn found(deficiencies: &[Deficiency]) -> RecordDeficiencies {
    let deficiencies = List::new(deficiencies.to_vec()).unwrap();
    RecordDeficiencies { deficiencies, evidence: word() }
}

fn matches(items: &[&str]) -> RecordMatch {
    let items = List::new(items.iter().map(|name| key(name)).collect()).unwrap();
    RecordMatch { items, evidence: word() }
}

fn compared(deficiencies: &[Deficiency]) -> Given<ConfigurationAudit> {
    let given = running(plan(&["box"], &[]));
    let names = vec!["deficiency_found"; deficiencies.len()];
    let given = given.when(found(deficiencies)).then_names(&names);
    let sample = Coverage::Sample(text("every other one"));
    given.when(Complete { coverage: sample }).then_names(&["completed"])
}

fn action(deficiency: u64) -> Action {
    Action { deficiency, action: text("look again"), owner: actor("cy") }
}

#[test]
fn it_looks_at_what_there_is() {
    let fax = Rejection::UnknownType { item_type: key("fax") };
    none().when(plan(&["fax"], &[])).then_rejected(&fax);
    let box9 = Rejection::UnknownItem { item: key("box9") };
    none().when(plan(&[], &["box9"])).then_rejected(&box9);
    none().when(plan(&[], &[])).then_names(&["planned"]);
}

#[test]
fn nobody_audits_records_that_he_keeps_across_delegations() {
    let keeps = Rejection::AuditorKeepsRecords { keeper: actor("cy") };
    let planned = || none().when(plan(&[], &[])).then_names(&["planned"]);
    planned().by(caller("cy")).when(Start {}).then_rejected(&keeps);
    let mut world = world();
    world.give("ada", "cy", AUDITOR);
    let until = world.now + Span::from_days(1);
    let body =
        format!(r#"{{"to": "di", "until": "{until}", "competence": {{"statement": "fit"}}}}"#);
    world.send("cy", "role", AUDITOR, "delegate", &body).unwrap();
    planned().facts(world.facts).by(caller("di")).when(Start {}).then_rejected(&keeps);
    // Eli has them kept by a deputy, and audits when that is over.
    let mut world = self::world();
    world.give("ada", "eli", CONFIGURATION_MANAGER);
    let until = world.now + Span::from_hours(1);
    let body =
        format!(r#"{{"to": "zed", "until": "{until}", "competence": {{"statement": "fit"}}}}"#);
    world.send("eli", "role", CONFIGURATION_MANAGER, "delegate", &body).unwrap();
    let activated: configuration_item::Event = configuration_item::Activated { cover: None }.into();
    world.record_by("zed", configuration_item::NAME, "box1", &activated);
    let eli = planned().facts(world.facts).at(until).by(caller("eli"));
    let has_kept = Rejection::AuditorKeepsRecords { keeper: actor("eli") };
    eli.when(Start {}).then_rejected(&has_kept);
    let started = planned().when(Start {}).then_names(&["started"]);
    // Nor does he go on where another has begun.
    let differs = deficiency("box1", Kind::Differing);
    let cy = started.by(caller("cy")).when(matches(&["box1"])).then_rejected(&keeps);
    let cy = cy.when(found(&[differs])).then_rejected(&keeps);
    cy.when(Complete { coverage: Coverage::Full }).then_rejected(&keeps);
}

#[test]
fn keepers_are_who_wrote_records() {
    let mut world = world();
    let retired = configuration_item::Retired { reason: text("it is old"), cover: None };
    let retired: configuration_item::Event = retired.into();
    world.record_by("kim", configuration_item::NAME, "box1", &retired);
    let keepers = world.facts.get::<RecordKeepers>();
    assert!(keepers.is_one(&actor("cy")) && keepers.is_one(&actor("kim")));
    assert!(!keepers.is_one(&actor("ada")));
    assert!(keepers.bytes() > 0);
}

#[test]
fn a_full_audit_looks_at_the_items_of_a_type_under_review_too() {
    let mut world = world();
    world.send("cy", "configuration_item", "desk", "start_type_review", "{}").unwrap();
    let given = none().facts(world.facts).when(plan(&[], &[])).then_names(&["planned"]);
    let given = given.when(Start {}).then_names(&["started"]);
    let boxes = given.when(matches(&["box1", "box2"])).then_names(&["match_recorded"]);
    let full = || Complete { coverage: Coverage::Full };
    boxes.clone().when(full()).then_rejected(&Rejection::NotCovered { checked: 2, items: 3 });
    let all = boxes.when(matches(&["desk1"])).then_names(&["match_recorded"]);
    all.when(full()).then_names(&["completed"]);
}

#[test]
fn a_match_is_of_an_item_on_record() {
    let given = running(plan(&["box"], &[]));
    let given = given.when(matches(&[])).then_rejected(&Rejection::NothingNamed);
    let unknown = Rejection::UnknownItem { item: key("box9") };
    let given = given.when(matches(&["box1", "box9"])).then_rejected(&unknown);
    given.when(matches(&["box1"])).then_names(&["match_recorded"]);
}

#[test]
fn what_is_on_record_is_not_unknown_and_the_other_way_round() {
    let given = running(plan(&["box"], &[]));
    let given = given.when(found(&[])).then_rejected(&Rejection::NothingNamed);
    let known = Rejection::OnRecord { item: key("box1"), on_record: true };
    let given = given.when(found(&[deficiency("box1", Kind::Unknown)])).then_rejected(&known);
    let unknown = Rejection::OnRecord { item: key("box9"), on_record: false };
    let given = given.when(found(&[deficiency("box9", Kind::Missing)])).then_rejected(&unknown);
    given.when(found(&[deficiency("box9", Kind::Unknown)])).then_names(&["deficiency_found"]);
}

#[test]
fn the_same_is_found_once() {
    let differs = || deficiency("box1", Kind::Differing);
    let other = Deficiency { what: Some(label("owner")), ..differs() };
    let given = running(plan(&["box"], &[])).when(found(&[differs(), differs()]));
    let given = given.then_names(&["deficiency_found"]).when(found(&[differs()])).then_nothing();
    let given = given.when(found(&[differs(), other])).then_names(&["deficiency_found"]);
    assert_eq!(given.state().deficiencies.keys().collect::<Vec<_>>(), [&1, &2]);
}

#[test]
fn a_difference_that_no_change_covers_is_an_unauthorised_alteration() {
    let always = Slot { from: Timestamp::MIN, to: Timestamp::MAX };
    let mut world = world();
    for (change, begun) in [("CHG1", true), ("CHG2", false)] {
        let mut events = change_events(always, begun);
        let change::Event::Requested(requested) = events.remove(0) else { panic!() };
        let configuration_items = [key("box1")].into();
        let content = change::Content { configuration_items, ..requested.content };
        let requested: change::Event = change::Requested { content, ..requested }.into();
        for event in std::iter::once(requested).chain(events) {
            world.record(change::NAME, change, &event);
        }
    }
    let unauthorised = |deficiency| {
        let given = running(plan(&["box"], &[])).facts(world.facts.clone());
        let event = given.when(found(&[deficiency])).decided().unwrap().remove(0);
        let Event::DeficiencyFound(found) = event else { panic!("{event:?}") };
        found.unauthorised
    };
    let differs = |item| deficiency(item, Kind::Differing);
    assert!(unauthorised(differs("box1")));
    let under = |change, item| Deficiency { change: Some(key(change)), ..differs(item) };
    assert!(!unauthorised(under("CHG1", "box1")));
    assert!(unauthorised(under("CHG1", "box2")), "it is about another item");
    assert!(unauthorised(under("CHG2", "box1")), "it is not being carried out");
    assert!(unauthorised(under("CHG9", "box1")), "nobody has ever requested it");
    assert!(!unauthorised(differs("desk1")));
    for kind in [Kind::Stale, Kind::Duplicate] {
        assert!(!unauthorised(deficiency("box1", kind)));
    }
    // What is gone, or is there and nobody knows it, was altered too.
    assert!(unauthorised(deficiency("box1", Kind::Missing)));
    assert!(unauthorised(deficiency("box9", Kind::Unknown)));
    let gone = Deficiency { kind: Kind::Missing, ..under("CHG1", "box1") };
    assert!(!unauthorised(gone));
    assert!(!unauthorised(deficiency("desk1", Kind::Missing)));
}

#[test]
fn all_of_the_scope_is_looked_at_or_a_sample_with_a_reason() {
    let full = || Complete { coverage: Coverage::Full };
    let given = running(plan(&["box"], &["desk1"]));
    let given = given.when(matches(&["box1"])).then_names(&["match_recorded"]);
    let open = Rejection::NotCovered { checked: 1, items: 3 };
    let given = given.when(full()).then_rejected(&open);
    let given = given.when(found(&[deficiency("box2", Kind::Missing)]));
    let given = given.then_names(&["deficiency_found"]);
    let given = given.when(matches(&["desk1"])).then_names(&["match_recorded"]);
    given.when(full()).then_names(&["completed"]);
    // What was looked at twice, or is not in scope, is not more of it.
    let twice = running(plan(&["box"], &["box1"])).when(matches(&["box1", "desk1"]));
    let twice = twice.then_names(&["match_recorded"]).when(matches(&["box1"]));
    let twice = twice.then_names(&["match_recorded"]);
    let twice = twice.when(found(&[deficiency("box1", Kind::Stale)]));
    let twice = twice.then_names(&["deficiency_found"]);
    twice.when(full()).then_rejected(&Rejection::NotCovered { checked: 1, items: 2 });
    // Nor is what is gone since.
    let mut rejected = world();
    let none = configuration_item::Rejected { reason: text("nobody has seen it") };
    let none = configuration_item::Event::from(none);
    rejected.record(configuration_item::NAME, "box1", &none);
    let gone = running(plan(&["box"], &["desk1"])).when(matches(&["box1"]));
    let gone = gone.then_names(&["match_recorded"]).facts(rejected.facts);
    gone.when(full()).then_rejected(&Rejection::NotCovered { checked: 0, items: 2 });
    // Where that was all, there is nothing left to look at; a type that is named twice is one.
    let mut rejected = world();
    rejected.record(configuration_item::NAME, "desk1", &none);
    let gone = running(plan(&["box", "box"], &["desk1"])).facts(rejected.facts);
    let gone = gone.when(matches(&["box1", "box2"])).then_names(&["match_recorded"]);
    gone.when(full()).then_names(&["completed"]);
    let open = Rejection::NotCovered { checked: 0, items: 3 };
    let all = running(plan(&[], &[])).when(full()).then_rejected(&open);
    let sample = Coverage::Sample(text("a tenth, by lot"));
    all.when(Complete { coverage: sample }).then_names(&["completed"]);
}

#[test]
fn the_deficiencies_have_a_bound() {
    let many = |round: usize| -> Vec<_> {
        let what = |number| Some(label(&format!("attribute {round} {number}")));
        (0..1_000)
            .map(|it| Deficiency { what: what(it), ..deficiency("box1", Kind::Stale) })
            .collect()
    };
    let full = (0..10).fold(running(plan(&["box"], &[])), |given, round| {
        given.when(found(&many(round))).then_names(&["deficiency_found"; 1_000])
    });
    full.when(found(&many(11)[..1])).then_rejected(&Rejection::TooManyDeficiencies);
}

#[test]
fn each_deficiency_has_an_action_and_none_is_clean() {
    let given = compared(&[deficiency("box1", Kind::Missing), deficiency("box1", Kind::Stale)]);
    let given = given.when(ReportClean {}).then_rejected(&Rejection::Deficient { count: 2 });
    let given = given.when(StartCorrection {}).then_names(&["correction_started"]);
    let report = |actions: &[u64]| ReportActions {
        actions: List::new(actions.iter().map(|number| action(*number)).collect()).unwrap(),
    };
    let given = given.when(report(&[1])).then_rejected(&Rejection::ActionsMissing(vec![2]));
    let given = given.when(report(&[1, 2, 3])).then_rejected(&Rejection::NoSuchDeficiency(3));
    given.when(report(&[1, 2])).then_names(&["actions_reported"]);
    let sample = Complete { coverage: Coverage::Sample(text("one")) };
    let clean = running(plan(&["box"], &[])).when(sample).then_names(&["completed"]);
    let clean = clean.when(StartCorrection {}).then_rejected(&Rejection::NoDeficiency);
    clean.when(ReportClean {}).then_names(&["clean_reported"]);
}

#[test]
fn it_is_closed_when_items_are_as_their_records_say() {
    let reported = |item| {
        let given = compared(&[deficiency(item, Kind::Missing)]);
        let given = given.when(StartCorrection {}).then_names(&["correction_started"]);
        let actions = [action(1)].into();
        given.when(ReportActions { actions }).then_names(&["actions_reported"])
    };
    let left = Rejection::StillDiscrepant(vec![key("box2")]);
    reported("box2").when(Close { done: word() }).then_rejected(&left);
    reported("box1").when(Close { done: word() }).then_names(&["closed"]);
}

#[test]
fn it_is_planned_again_when_its_interval_is_over() {
    let sample = Complete { coverage: Coverage::Sample(text("one")) };
    let closed = running(plan(&["box"], &[]))
        .when(sample)
        .then_names(&["completed"])
        .when(ReportClean {})
        .then_names(&["clean_reported"])
        .when(Close { done: word() })
        .then_names(&["closed"]);
    let due = Interval::Months(6).after(day(0), 1);
    assert_eq!(closed.state().deadlines()[0].at, due);
    let early = Rejection::NotDue { due: Some(due) };
    let closed = closed.when(PlanNext {}).then_rejected(&early);
    let next = closed.at(due).when(PlanNext {}).then_names(&["planned"]);
    assert_eq!((next.state().round, &*next.state().scope.types), (2, &[key("box")][..]));
    assert!(next.state().deadlines().is_empty());
}

#[test]
fn who_gives_a_round_up_sets_another_date() {
    let cancel = |replacement| Cancel { reason: text("moving house"), replacement };
    let past = Rejection::NotToCome { at: day(0) };
    let given = running(plan(&["box"], &[])).when(cancel(day(0))).then_rejected(&past);
    let given = given.when(cancel(day(9))).then_names(&["cancelled"]);
    given.at(day(9)).when(PlanNext {}).then_names(&["planned"]);
}

#[test]
fn does_what_the_table_says_and_reads_what_it_ever_wrote() {
    let samples: Vec<Command> = vec![
        plan(&["box"], &["desk1"]).into(),
        PlanNext {}.into(),
        Start {}.into(),
        matches(&["box1"]).into(),
        found(&[deficiency("box1", Kind::Differing)]).into(),
        found(&[deficiency("box9", Kind::Unknown), deficiency("box1", Kind::Stale)]).into(),
        found(&[deficiency("box1", Kind::Duplicate)]).into(),
        Complete { coverage: Coverage::Full }.into(),
        Complete { coverage: Coverage::Sample(text("every other one")) }.into(),
        StartCorrection {}.into(),
        ReportActions { actions: [action(1)].into() }.into(),
        ReportClean {}.into(),
        Close { done: word() }.into(),
        Cancel { reason: text("moving house"), replacement: day(9) }.into(),
    ];
    let shape = |audit: &ConfigurationAudit| {
        format!("{:?} {} {}", audit.phase, audit.matched.len().min(1), audit.deficiencies.len())
    };
    let explored = Explorer::<ConfigurationAudit>::new(samples, shape)
        .facts(world().facts)
        .callers(vec![caller("bo")])
        .explore();
    durable("src/configuration_audit/fixtures", &explored.events);
}
