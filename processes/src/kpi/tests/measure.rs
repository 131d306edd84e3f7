use super::*;
use crate::facts::Indicators;
use std::collections::BTreeSet;

#[test]
fn what_is_measured_is_counted_from_events_that_there_are() {
    for measure in Measure::ALL {
        assert!(!measure.meaning().is_empty() && !measure.sources().is_empty());
        for Counted { process, events } in measure.sources() {
            let known = crate::processes().into_iter().find(|known| known.name() == *process);
            let known = known.unwrap_or_else(|| panic!("{process} of {measure:?}")).event_kinds();
            for event in *events {
                assert!(known.contains(event), "{process}.{event} of {measure:?}");
            }
        }
        let json = json(&measure);
        assert_eq!(json, format!("{:?}", measure.name()));
        let only_itself = measure.sources().iter().all(|counted| counted.process == NAME);
        assert_eq!(only_itself, measure.is_asked(), "{measure:?}");
    }
}

#[test]
fn there_is_a_default_for_each_measure_that_nobody_has_approved() {
    let shown = |(name, definition): &(engine::Key, Definition)| {
        let Definition { measure, target, services, owner, .. } = definition;
        assert_eq!((name.to_string().as_str(), owner), (measure.name(), &None));
        assert!(services.is_empty() && target.unit() == measure.unit());
        format!("{name} {} {target}", measure.better().sign())
    };
    assert_eq!(
        defaults().iter().map(shown).collect::<Vec<_>>(),
        [
            "satisfaction ≥ 95 %",
            "vulnerability_fix ≤ PT4H",
            "change_success ≥ 98 %",
            "availability ≥ 99.5 %",
            "complaint_rate ≤ 5 per 100",
            "security_incidents ≤ 12",
            "time_to_restore ≤ PT8H",
        ]
    );
    let indicators = Indicators::default();
    let in_force = indicators.in_force(NOW);
    assert!(in_force.iter().all(|known| known.version == 0 && !known.is_approved()));
    let names: BTreeSet<_> = in_force.iter().map(|known| known.name.to_string()).collect();
    assert_eq!(names.len(), Measure::ALL.len());
}

#[test]
fn a_figure_reaches_a_target_of_its_own_unit() {
    let definition = availability();
    assert_eq!(definition.reached(share(99), None), Some(true));
    assert_eq!(definition.reached(share(98), None), Some(false));
    assert_eq!(definition.reached(Figure::Count(1), None), None);
    let count = Figure::Count(1);
    assert_eq!(Measure::Availability.reaches(count, None, count), None);
}
