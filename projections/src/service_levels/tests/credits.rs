use super::super::ServiceLevels;
use super::super::credits::{Asked, Report, Target};
use super::RESOLVED;
use crate::testing::{OFFICE, World, key};
use engine::{Key, Span};
use processes::limits::Percent;

/// 99 percent of availability, and nine in ten of the worst cases in time, or something is given back.
const TERMS: &str = r#"{"requirements": {"statement": "agreed"}, "terms": {
    "party": "acme", "services": ["mail"], "calendar": "office", "workload": ["50 a month"],
    "exceptions": [{"name": "flood", "statement": "the site is lost"}],
    "service_targets": [{"name": "availability", "at_least": 99, "statement": "open time"}],
    "credits": {"cap": CAP, "tiers": [
        {"target": {"service": "availability"}, "below": 99, "credit": 5},
        {"target": {"service": "availability"}, "below": 95, "credit": 10.5},
        {"target": {"resolution": "P1"}, "below": 90, "credit": 10}]}}}"#;
const SIGNED: &str = r#"{"signatures": [
    {"party": "provider", "signed_by": "the head", "reference": "SLA-7"},
    {"party": "other", "signed_by": "the buyer", "reference": "SLA-7"}]}"#;

fn world(cap: u8) -> World {
    let mut world = World::new();
    world.send("calendar", "office", "define", OFFICE);
    world.send("agreement", "gold", "draft", &TERMS.replace("CAP", &cap.to_string()));
    world.send("agreement", "gold", "offer", "{}");
    world.send("agreement", "gold", "agree", SIGNED);
    let offer = r#"{"person": "ada", "competence": {"statement": "fit"}}"#;
    world.send("role", "service_manager", "offer", offer);
    let entry = r#"{"entry": {"description": "letters", "customers": ["acme"],
        "stands_alone": "one box, and it needs nothing else"}}"#;
    world.send("service", "mail", "draft", entry);
    world.send("service", "mail", "agree", r#"{"draft": 1}"#);
    world
}

/// An incident that takes so long, and an outage of mail that it is about, if that takes time.
fn incident(world: &mut World, outage: i64, minutes: i64) -> Key {
    let one = world.log("high");
    if outage > 0 {
        let (from, to) = (world.now(), world.now() + Span::from_minutes(outage));
        let body = format!(r#"{{"loss": {{"weight": 100}}, "incident": "{one}"}}"#);
        world.minutes(outage);
        world.send_at("service", "mail", "begin_outage", &body, Some(from));
        world.send_at("service", "mail", "end_outage", r#"{"outage": 1}"#, Some(to));
    }
    world.minutes(minutes - outage).incident(&one, "resolve", RESOLVED);
    one
}

fn credits(world: &World) -> Report {
    let asked = Asked { agreement: None, months: 2 };
    world.model::<ServiceLevels>().credits(&asked, world.now())
}

fn percent(text: &str) -> Percent {
    text.parse().unwrap()
}

#[test]
fn nor_does_one_that_it_is_merged_with() {
    let mut world = world(100);
    let [reported, noticed, again] = [(); 3].map(|()| world.log("high"));
    let (from, to) = (world.now(), world.now() + Span::from_minutes(300));
    let body = format!(r#"{{"loss": {{"weight": 100}}, "incident": "{noticed}"}}"#);
    let merge = |world: &mut World, part: &Key, whole: &Key| {
        world.incident(part, "merge", &format!(r#"{{"parent": "{whole}"}}"#));
    };
    // What was noticed is what was reported; and so is what somebody else has reported.
    world.minutes(300);
    world.send_at("service", "mail", "begin_outage", &body, Some(from));
    world.send_at("service", "mail", "end_outage", r#"{"outage": 1}"#, Some(to));
    merge(&mut world, &noticed, &reported);
    world.minutes(300);
    merge(&mut world, &again, &reported);
    world.incident(&reported, "resolve", RESOLVED);
    let unrelated = incident(&mut world, 0, 1_440);
    let report = credits(&world);
    let resolution = &report.rows[0].targets[0];
    assert_eq!(resolution.left_out, [reported, noticed, again]);
    assert_eq!(resolution.incidents, [unrelated]);
}

#[test]
fn what_is_part_of_another_one_is_that_one_once() {
    let mut world = world(100);
    let kept = incident(&mut world, 0, 20);
    let late = world.log("high");
    let again = world.log("high");
    world.minutes(1_440);
    world.incident(&again, "merge", &format!(r#"{{"parent": "{late}"}}"#));
    world.incident(&late, "resolve", RESOLVED);
    let report = credits(&world);
    let resolution = &report.rows[0].targets[0];
    assert_eq!((&resolution.incidents, resolution.missed), (&vec![late], 1), "{kept} was kept");
    assert_eq!(resolution.reached, Some(percent("50")));
}

#[test]
fn an_incident_that_cost_availability_misses_nothing_besides() {
    let mut world = world(100);
    let long = incident(&mut world, 300, 310);
    incident(&mut world, 0, 20);
    let report = credits(&world);
    let [row] = &report.rows[..] else { panic!("{report:?}") };
    assert_eq!((&*row.agreement.key, &*row.month, row.is_over), ("gold", "2026-01", false));
    let [resolution, availability] = &row.targets[..] else { panic!("{row:?}") };
    assert_eq!(resolution.left_out, std::slice::from_ref(&long));
    assert_eq!((resolution.reached, resolution.credit), (Some(Percent::ALL), percent("0")));
    // Five hours were lost of the five and a half that there were.
    assert_eq!((&availability.service, &availability.incidents), (&Some(key("mail")), &vec![long]));
    assert_eq!((availability.below, availability.credit), (Some(percent("95")), percent("10.5")));
    assert_eq!(row.credit, percent("10.5"));
    world.pass(Span::from_days(35));
    let later = credits(&world);
    assert_eq!(
        later.rows.iter().map(|row| &*row.month).collect::<Vec<_>>(),
        ["2026-01", "2026-02"]
    );
    // 158 hours of January make five less.
    assert!(later.rows[0].is_over && later.rows[0].credit == percent("5"), "{later:?}");
    assert_eq!(later.rows[1].credit, percent("0"));
}

#[test]
fn an_outage_and_the_incident_that_it_led_to_count_once() {
    let mut world = world(100);
    world.send("service", "mail", "begin_outage", r#"{"loss": {"weight": 100}}"#);
    let began = world.records().pop().unwrap();
    let log = r#"{"summary": "outage 1 of mail", "service": "mail", "customer": "acme",
        "monitor": "service", "category": "software", "impact": "high", "urgency": "high",
        "assignee": "ada"}"#;
    let one = world.send_because(&began, "incident", "log", log);
    world.minutes(300).send("service", "mail", "end_outage", r#"{"outage": 1}"#);
    world.minutes(10).incident(&one, "resolve", RESOLVED);
    let report = credits(&world);
    let [resolution, availability] = &report.rows[0].targets[..] else { panic!("{report:?}") };
    assert_eq!(resolution.left_out, std::slice::from_ref(&one));
    assert_eq!((&availability.incidents, report.rows[0].credit), (&vec![one], percent("10.5")));
}

#[test]
fn so_do_a_planned_outage_and_the_incident_that_its_overrun_led_to() {
    let mut world = world(100);
    let from = world.now() + Span::from_minutes(10);
    let to = from + Span::from_minutes(10);
    let plan = format!(
        r#"{{"period": {{"from": "{from}", "to": "{to}"}}, "loss": {{"weight": 100}},
            "reason": "a new disk", "told": {{"statement": "by letter"}}}}"#
    );
    world.send("service", "mail", "plan_outage", &plan);
    world.minutes(10).send("service", "mail", "begin_outage", r#"{"outage": 1}"#);
    world.minutes(10);
    let overran = world.records().pop().unwrap();
    assert_eq!(overran.as_ref().event, "outage_overran");
    let log = r#"{"summary": "outage 1 of mail", "service": "mail", "customer": "acme",
        "monitor": "service", "category": "software", "impact": "high", "urgency": "high",
        "assignee": "ada"}"#;
    let one = world.send_because(&overran, "incident", "log", log);
    world.minutes(300).send("service", "mail", "end_outage", r#"{"outage": 1}"#);
    world.minutes(10).incident(&one, "resolve", RESOLVED);
    let report = credits(&world);
    let [resolution, availability] = &report.rows[0].targets[..] else { panic!("{report:?}") };
    assert_eq!(resolution.left_out, std::slice::from_ref(&one));
    assert_eq!(availability.incidents, [one]);
}

#[test]
fn where_nothing_is_given_back_for_the_outage_its_incident_counts() {
    let mut world = world(100);
    let long = incident(&mut world, 5, 310);
    let resolution = |world: &World| -> Target {
        let rows = credits(world).rows;
        rows[0].targets.iter().find(|target| target.service.is_none()).unwrap().clone()
    };
    assert_eq!(
        resolution(&world).left_out,
        std::slice::from_ref(&long),
        "five minutes of so few are much"
    );
    world.pass(Span::from_days(20));
    let counted = resolution(&world);
    assert_eq!((counted.incidents, counted.missed, counted.left_out), (vec![long], 1, vec![]));
    assert_eq!((counted.reached, counted.credit), (Some(percent("0")), percent("10")));
}

#[test]
fn all_together_is_the_cap_at_most() {
    let mut world = world(15);
    incident(&mut world, 200, 210);
    incident(&mut world, 0, 24 * 60);
    let report = credits(&world);
    let given: Vec<_> = report.rows[0].targets.iter().map(|target| target.credit).collect();
    assert_eq!(given, [percent("10"), percent("10.5")]);
    assert_eq!((report.rows[0].credit, report.rows[0].cap), (percent("15"), percent("15")));
    let other = Asked { agreement: Some(key("default")), months: 2 };
    assert_eq!(world.model::<ServiceLevels>().credits(&other, world.now()).rows, []);
}

#[test]
fn a_request_misses_a_target_as_an_incident_does() {
    let mut world = world(100);
    world.with_items();
    let about_outage = incident(&mut world, 300, 310);
    incident(&mut world, 0, 20);
    // Of the same key as an incident that is left out, and about no outage.
    let request = world.ask(&about_outage.to_string(), "advice", "acme");
    world.bo(&request, "approve");
    world.request(&request, "prioritise", r#"{"impact": "high", "urgency": "high"}"#);
    world.request(&request, "assign", r#"{"assignee": "ada"}"#);
    world.request(&request, "start_fulfilment", "{}").pass(Span::from_days(4));
    world.request(&request, "fulfil", r#"{"delivered": "all of it"}"#);
    let report = credits(&world);
    let resolution = &report.rows[0].targets[0];
    assert_eq!((&resolution.service_requests, resolution.missed), (&vec![request], 1));
    assert_eq!((&resolution.left_out, &resolution.incidents), (&vec![about_outage], &vec![]));
    assert_eq!((resolution.reached, resolution.credit), (Some(percent("50")), percent("10")));
}
