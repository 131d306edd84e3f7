use super::*;
use crate::facts::{Problems, RepeatCounters};

#[test]
fn a_policy_document_takes_the_place_of_the_defaults() {
    let set = |policy| SetPolicy { policy, document: label("POL-7") };
    let repeat =
        |count, within| Policy { repeat: RepeatRule { count, within }, ..Policy::default() };
    let month = Span::from_days(30);
    for (count, within, what, bounds) in [
        (1, month, "repeat.count", "2 to 100"),
        (101, month, "repeat.count", "2 to 100"),
        (3, Span::ZERO, "repeat.within", "PT1H to P366D"),
        (3, Span::from_days(367), "repeat.within", "PT1H to P366D"),
    ] {
        let refused = Rejection::PolicyFigure { what, bounds };
        none().when(set(repeat(count, within))).then_rejected(&refused);
    }
    let mut world = world();
    assert_eq!(world.facts.get::<Problems>().policy(), (0, Policy::default()));
    let policy = Policy { effect_period: Span::from_days(7), ..repeat(2, month) };
    let body = serde_json::to_string(&set(policy)).unwrap();
    world.send("ada", "problem", "policy", "set_policy", &body).unwrap();
    assert_eq!(world.facts.get::<Problems>().policy(), (1, policy));
    let elsewhere = Rejection::PolicyElsewhere { key: key("policy") };
    none().facts(world.facts.clone()).when(set(policy)).then_rejected(&elsewhere);
    let resolved = known(CauseKind::Other).when(resolve());
    let resolved = resolved.then_names(&["resolved", "resolution_published"]);
    let observed = resolved.facts(world.facts).when(StartMonitoring { period: None });
    let observed = observed.then_names(&["effect_monitoring_started"]);
    assert_eq!(dues(&observed), [("effect_period", day(7))]);
}

#[test]
fn what_is_counted_has_a_bound_and_ends() {
    let mut world = world();
    let pattern = Pattern { configuration_item: key("srv-1"), category: label("software") };
    let count = |world: &World| {
        let counters = world.facts.get::<RepeatCounters>();
        counters.count_of_all(std::slice::from_ref(&pattern), Timestamp::MIN, Timestamp::MAX)
    };
    assert_eq!(count(&world), 1);
    for number in 0..RepeatCounters::COUNT_MAX + 20 {
        log(&mut world, &format!("INC-{number}"), "srv-1", "software");
    }
    assert_eq!(count(&world), RepeatCounters::COUNT_MAX);
    let cancel = r#"{"reason": "false_alarm"}"#;
    world.send("ada", "incident", "INC-110", "cancel", cancel).unwrap();
    assert_eq!(count(&world), RepeatCounters::COUNT_MAX - 1);
    world.now = world.now + RepeatCounters::WITHIN_MAX;
    log(&mut world, "INC-Z", "srv-1", "software");
    assert_eq!(count(&world), 1);
}
