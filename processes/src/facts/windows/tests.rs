use super::{Element, Touched, Windows};
use crate::limits::label;
use crate::roles::{CHANGE_MANAGER, EMERGENCY_CHANGE_BOARD, STEERING_COMMITTEE};
use crate::testing::{World, founded, key};
use crate::window::Activity;
use engine::testing::NOW;
use engine::{Fact as _, Key, Span, Timestamp, codec};
use proptest::prelude::*;
use serde_json::{Value, json};

fn world() -> World {
    let mut world = founded("ada");
    let offer = r#"{"person": "ada", "competence": {"statement": "fit"}}"#;
    for role in [CHANGE_MANAGER, STEERING_COMMITTEE, EMERGENCY_CHANGE_BOARD] {
        world.send("ada", "role", role, "offer", offer).unwrap();
    }
    world
}

fn send(world: &mut World, name: &str, command: &str, body: &Value) {
    world.send("ada", "window", name, command, &body.to_string()).unwrap();
}

fn stand(world: &mut World, name: &str, terms: &Value) {
    send(world, name, "declare", &json!({ "terms": terms }));
    let said = json!({"statement": "it is so"});
    send(world, name, "approve", &json!({"consulted": said, "quorum": said}));
}

fn hour(number: i64) -> Timestamp {
    NOW + Span::from_hours(number)
}

fn once(kind: &str, scope: &Value, from: i64, to: i64) -> Value {
    let times = json!({"from": hour(from).to_string(), "to": hour(to).to_string()});
    json!({"kind": kind, "scope": scope, "times": times, "reason": "it is time"})
}

fn item(name: &str) -> Value {
    json!({"named": {"configuration_items": [name]}})
}

fn names(keys: &[Key]) -> Vec<String> {
    keys.iter().map(ToString::to_string).collect()
}

#[test]
fn everything_in_the_way_is_listed() {
    let mut world = world();
    stand(&mut world, "freeze", &once("freeze", &json!("everything"), 10, 20));
    stand(&mut world, "audit", &once("audit", &json!({"named": {"services": ["mail"]}}), 12, 14));
    stand(&mut world, "peak", &once("peak", &item("other"), 10, 20));
    stand(&mut world, "night", &once("maintenance", &item("db1"), 30, 40));
    let (services, items) = ([key("mail")], [key("db1"), key("web1")]);
    let touched = Touched { services: &services, items: &items };
    let windows = world.facts.get::<Windows>();
    let verdict = windows.verdict(touched, None, hour(11), hour(13));
    let blocks: Vec<_> = verdict.blocks.iter().map(|block| block.window.clone()).collect();
    assert_eq!(names(&blocks), ["audit", "freeze"]);
    assert_eq!(verdict.blocks[0].stretch, hour(12)..hour(13));
    let [outside] = verdict.outside.as_slice() else { panic!("{verdict:?}") };
    assert_eq!(outside.element, Element::Item(key("db1")));
    assert_eq!(
        (names(&outside.windows), outside.gap.clone()),
        (vec!["night".into()], hour(11)..hour(13))
    );
    assert!(!verdict.is_free());
    let slot = windows.next_free(touched, None, hour(11), Span::from_hours(2));
    assert_eq!(slot, Some(hour(30)..hour(32)));
    assert_eq!(windows.next_free(touched, None, hour(11), Span::from_hours(11)), None);
    let other = [key("other")];
    let touched = Touched { services: &[], items: &other };
    let slot = windows.next_free(touched, None, hour(11), Span::from_hours(2));
    assert_eq!(slot, Some(hour(20)..hour(22)), "no window is there for it, so any time will do");
}

#[test]
fn an_exception_is_for_one_activity() {
    let mut world = world();
    stand(&mut world, "freeze", &once("freeze", &json!("everything"), 10, 20));
    let activity = Activity { process: label("change"), key: key("CHG1") };
    let grant = json!({"activity": activity, "ground": "customer_consented",
        "basis": {"statement": "by letter"}, "reason": "mail is down"});
    send(&mut world, "freeze", "grant_exception", &grant);
    let windows = world.facts.get::<Windows>();
    let touched = Touched::default();
    let verdict = windows.verdict(touched, Some(&activity), hour(11), hour(12));
    assert!(verdict.is_free());
    assert_eq!(verdict.excepted.len(), 1);
    let free = windows.next_free(touched, Some(&activity), hour(11), Span::from_hours(1));
    assert_eq!(free, Some(hour(11)..hour(12)));
    assert!(!windows.verdict(touched, None, hour(11), hour(12)).is_free());
    let other = Activity { key: key("CHG2"), ..activity };
    assert!(!windows.verdict(touched, Some(&other), hour(11), hour(12)).is_free());
}

#[test]
fn an_exception_is_for_what_it_was_granted_for() {
    use crate::attest::Attestation;
    use crate::change::{self, Class, Event, Slot};
    use crate::limits::{List, text};
    use crate::release::{self, tests::change_events};
    let slot = Slot { from: hour(11), to: hour(12) };
    let granted = |process: &str, name: &str| {
        let mut world = world();
        stand(&mut world, "freeze", &once("freeze", &json!("everything"), 10, 20));
        for event in change_events(slot, false) {
            world.record::<Event>(change::NAME, "CHG1", &event);
        }
        let planned = release::Planned { plan: release::tests::plan() };
        world.record::<release::Event>(release::NAME, "REL1", &planned.into());
        let activity = Activity { process: label(process), key: key(name) };
        let grant = json!({"activity": activity, "ground": "customer_consented",
            "basis": {"statement": "by letter"}, "reason": "mail is down"});
        send(&mut world, "freeze", "grant_exception", &grant);
        (world, activity)
    };
    let stands = |world: &World, activity: &Activity| {
        let windows = world.facts.get::<Windows>();
        windows.verdict(Touched::default(), Some(activity), slot.from, slot.to).is_free()
    };
    let Event::Requested(requested) = change_events(slot, false).remove(0) else { panic!() };
    let voided = List::empty;
    let revised = change::Revised {
        author: requested.requester,
        title: label("another one"),
        content: requested.content,
        reason: text("it is other than it seemed"),
        material: false,
        voided: voided(),
    };
    let reclassified = change::Reclassified {
        class: Class::Normal,
        model: None,
        policy: Some(Attestation::on_record()),
        definitions: List::empty(),
        reason: text("it can wait"),
        voided: voided(),
    };
    let replanned = change::Replanned { reason: text("again"), voided: voided() };
    for (process, name) in [("change", "CHG1"), ("release", "REL1")] {
        for event in
            [Event::from(revised.clone()), reclassified.clone().into(), replanned.clone().into()]
        {
            let (mut world, activity) = granted(process, name);
            assert!(stands(&world, &activity));
            world.record::<Event>(change::NAME, "CHG9", &event);
            assert!(stands(&world, &activity), "of another one");
            world.record::<Event>(change::NAME, "CHG1", &event);
            assert!(!stands(&world, &activity), "{event:?}");
        }
    }
    let (mut world, activity) = granted("release", "REL1");
    let (plan, reason, told) = (release::tests::plan(), text("more of it"), List::empty());
    let other = release::ScopeChanged { plan, reason, told };
    world.record::<release::Event>(release::NAME, "REL1", &other.into());
    assert!(!stands(&world, &activity));
    let said = json!({"statement": "it is so"});
    let terms = once("audit", &json!("everything"), 10, 20);
    let revise = json!({"terms": terms, "reason": "the auditors", "consulted": said});
    let extend = json!({"to": hour(21).to_string(), "reason": "late", "consulted": said});
    for (command, body) in [("revise", revise), ("extend", extend)] {
        let (mut world, activity) = granted("change", "CHG1");
        send(&mut world, "freeze", command, &body);
        assert!(!stands(&world, &activity), "{command}");
        send(&mut world, "freeze", "revoke", &json!({"reason": "not needed"}));
        let cancelled = release::Cancelled { reason: text("never") };
        world.record::<release::Event>(release::NAME, "REL1", &cancelled.into());
        assert_eq!(world.facts.get::<Windows>().bytes(), 0);
    }
}

#[test]
fn only_what_is_approved_and_not_lifted_counts() {
    let mut world = world();
    let terms = once("freeze", &json!("everything"), 10, 20);
    send(&mut world, "freeze", "declare", &json!({ "terms": terms }));
    let free = |world: &World, from, to| {
        let windows = world.facts.get::<Windows>();
        windows.verdict(Touched::default(), None, hour(from), hour(to)).is_free()
    };
    assert!(free(&world, 11, 12));
    let said = json!({"statement": "it is so"});
    send(&mut world, "freeze", "approve", &json!({"consulted": said, "quorum": said}));
    assert!(!free(&world, 11, 12) && free(&world, 20, 22) && free(&world, 9, 10));
    let extend = json!({"to": hour(21).to_string(), "reason": "late", "consulted": said});
    send(&mut world, "freeze", "extend", &extend);
    assert!(!free(&world, 20, 22));
    let terms = once("freeze", &json!("everything"), 14, 16);
    let revise = json!({"terms": terms, "reason": "too long", "consulted": said});
    send(&mut world, "freeze", "revise", &revise);
    assert!(free(&world, 11, 12) && !free(&world, 11, 15));
    assert!(world.facts.get::<Windows>().bytes() > 0);
    send(&mut world, "freeze", "revoke", &json!({"reason": "not needed"}));
    assert!(free(&world, 11, 15));
    assert_eq!(world.facts.get::<Windows>().bytes(), 0);
}

#[test]
fn what_recurs_goes_by_the_clocks_on_the_wall() {
    let mut world = world();
    let day = json!([["09:00", "21:00"]]);
    let hours = json!({"timezone": "Europe/Berlin", "hours": {"sat": day, "sun": day}});
    let times = json!({"from": NOW.to_string(), "hours": hours});
    let scope = json!({"named": {"services": ["shop"]}});
    let peak = json!({"kind": "peak", "scope": scope, "times": times, "reason": "shop hours"});
    stand(&mut world, "shop", &peak);
    let shop = [key("shop")];
    let touched = Touched { services: &shop, items: &[] };
    let windows = world.facts.get::<Windows>();
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let long = Span::from_hours(13);
    // The clocks go forward in the night to the 29th, so it is an hour short.
    let saturday = at("2026-03-28T20:00:00Z");
    assert_eq!(
        windows.next_free(touched, None, saturday - Span::from_hours(1), Span::from_hours(11)),
        Some(saturday..at("2026-03-29T07:00:00Z"))
    );
    let monday = windows.next_free(touched, None, saturday, long).unwrap();
    assert_eq!(monday.start, at("2026-03-29T19:00:00Z"));
    let restored: Windows = codec::from_bytes(&codec::to_bytes(windows)).unwrap();
    assert_eq!(restored.next_free(touched, None, saturday, long), Some(monday));
}

#[test]
fn an_item_has_its_maintenance_windows() {
    let mut world = world();
    stand(&mut world, "night", &once("maintenance", &item("db1"), 30, 40));
    stand(&mut world, "later", &once("maintenance", &item("db1"), 50, 60));
    stand(&mut world, "general", &once("allowed", &json!("everything"), 30, 60));
    let windows = world.facts.get::<Windows>();
    let of = |item: &str| windows.maintenance(&key(item), hour(35), hour(50));
    assert_eq!(of("db1"), [(&key("night"), hour(35)..hour(40))]);
    assert_eq!(of("web1"), []);
    let web = [key("web1")];
    let touched = Touched { services: &[], items: &web };
    let verdict = windows.verdict(touched, None, hour(29), hour(31));
    assert_eq!(verdict.outside[0].gap, hour(29)..hour(30), "by those for everything");
}

#[test]
fn the_search_for_a_slot_ends() {
    let slot = |calm: &str| {
        let mut world = world();
        // Sixteen a day, an hour between two: none is long enough but on a calm day.
        let day: Vec<_> = (0..16).map(|number| number * 90).collect();
        let clock = |minutes: i32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let day: Vec<_> = day.iter().map(|start| [clock(*start), clock(start + 30)]).collect();
        let week = json!({"mon": day, "tue": day, "wed": day, "thu": day, "fri": day, "sat": day,
            "sun": day});
        let hours = json!({"timezone": "UTC", "hours": week, "closed": [calm]});
        let times = json!({"from": NOW.to_string(), "hours": hours});
        let peak = json!({"kind": "peak", "scope": "everything", "times": times, "reason": "busy"});
        stand(&mut world, "busy", &peak);
        let windows = world.facts.get::<Windows>();
        windows.next_free(Touched::default(), None, hour(1), Span::from_hours(2))
    };
    let calm = slot("2026-02-10").unwrap();
    assert_eq!(calm.start, "2026-02-09T23:00:00Z".parse().unwrap());
    assert_eq!(slot("2026-06-10"), None, "behind too many obstacles");
    assert_eq!(slot("2027-06-10"), None, "too far ahead");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Every hour for itself, by the rules as they are written down.
    #[test]
    fn the_next_slot_is_the_one_that_a_slow_search_finds(
        windows in proptest::collection::vec((0..4_u8, 0..3_u8, 1..40_i64, 1..20_i64), 0..7),
        from in 0..20_i64,
        length in 1..6_i64,
    ) {
        let mut world = world();
        for (number, (kind, scope, start, hours)) in windows.iter().enumerate() {
            let kind = ["allowed", "freeze", "peak", "allowed"][usize::from(*kind)];
            let scope = [json!("everything"), item("a"), item("b")][usize::from(*scope)].clone();
            stand(&mut world, &number.to_string(), &once(kind, &scope, *start, start + hours));
        }
        let holds = |kind: bool, scopes: &[u8], at: i64| {
            windows.iter().any(|(k, scope, start, hours)| {
                kind == (*k == 1 || *k == 2)
                    && scopes.contains(scope)
                    && (*start..start + hours).contains(&at)
            })
        };
        let has = |scope: u8| windows.iter().any(|(k, s, ..)| *s == scope && (*k == 0 || *k == 3));
        let allowed = |scope: u8, at: i64| {
            let by = if has(scope) { scope } else { 0 };
            !has(by) || holds(false, &[by], at)
        };
        let free = |at: i64| !holds(true, &[0, 1, 2], at) && allowed(1, at) && allowed(2, at);
        let slow = (from..200).find(|start| (*start..start + length).all(free));
        let items = [key("a"), key("b")];
        let touched = Touched { services: &[], items: &items };
        let found = world.facts.get::<Windows>();
        let slot = found.next_free(touched, None, hour(from), Span::from_hours(length));
        prop_assert_eq!(slot, slow.map(|start| hour(start)..hour(start + length)));
        for start in from..60 {
            let verdict = found.verdict(touched, None, hour(start), hour(start + length));
            prop_assert_eq!(verdict.is_free(), (start..start + length).all(free));
        }
    }
}
