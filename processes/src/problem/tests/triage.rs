use super::*;
use engine::{Caller, Door};

#[test]
fn what_is_known_at_once_is_recorded_at_once() {
    let only = none().when(identify()).then_names(&["identified"]);
    assert!(only.state().incidents.contains_key(&key("INC1")));
    let described = Record { description: text("it fills up"), services: List::empty() };
    only.clone().when(described.clone()).then_rejected(&Rejection::NoService);
    let described = Record { services: [key("mail")].into(), ..described };
    let recorded = only.when(described.clone()).then_names(&["recorded"]);
    recorded.when(Classify { category: None }).then_names(&["classified"]);
    let unsorted = Identify { category: None, ..identify() };
    let unsorted = none().when(unsorted).then_names(&["identified"]);
    let unsorted = unsorted.when(described).then_names(&["recorded"]);
    unsorted.when(Classify { category: None }).then_rejected(&Rejection::CategoryMissing);
    assert_eq!(prioritised().state().phase, Phase::Prioritised);
}

#[test]
fn what_is_open_already_is_not_opened_again() {
    let items = Identify {
        source: Source::Trend(label("T1")),
        configuration_items: [key("srv-2")].into(),
        ..identify()
    };
    let incident = Identify { source: Source::Incident(key("INC2")), ..identify() };
    for again in [items, incident] {
        let open = Rejection::AlreadyOpen { problem: key("PRB-2") };
        none().when(again.clone()).then_rejected(&open);
        none().by(Caller::system(Door::Policy)).when(again).then_nothing();
    }
}

#[test]
fn incidents_are_on_record_or_somebody_says_that_they_exist() {
    let unknown = Rejection::UnknownIncident { incident: key("INC9") };
    let of = |exists| Identify { incidents: [key("INC9")].into(), exists, ..identify() };
    none().when(of(None)).then_rejected(&unknown);
    none().when(of(Some(word()))).then_names(&["identified"]);
    let open = investigating();
    open.clone().when(link("INC9")).then_rejected(&unknown);
    let attested = LinkIncidents { exists: Some(word()), ..link("INC9") };
    let linked = open.when(attested).then_names(&["incident_linked"]);
    let unlink = UnlinkIncident { incident: key("INC9"), reason: text("another cause") };
    let unlinked = linked.when(unlink.clone()).then_names(&["incident_unlinked"]);
    unlinked.when(unlink).then_rejected(&Rejection::NotLinked { incident: key("INC9") });
}

#[test]
fn there_is_a_bound_to_what_belongs_to_it() {
    let linked =
        |number: usize| IncidentLinked { incident: key(&format!("INC-{number}")), exists: None };
    let full = investigating().and((1..LINKS_MAX).map(|number| linked(number).into()));
    full.when(link("INC2")).then_rejected(&Rejection::TooMany { what: "incidents" });
    let items: Vec<Key> = (0..LINKS_MAX).map(|number| key(&format!("item-{number}"))).collect();
    let items = List::new(items).unwrap();
    let update = Update { note: None, configuration_items: items };
    let many = Rejection::TooMany { what: "configuration items" };
    investigating().when(update).then_rejected(&many);
    let incidents: Vec<Key> = (0..LINKS_MAX).map(|number| key(&format!("I-{number}"))).collect();
    let incidents = List::new(incidents).unwrap();
    let many = Rejection::TooMany { what: "incidents" };
    none().when(Identify { incidents, ..identify() }).then_rejected(&many);
}
