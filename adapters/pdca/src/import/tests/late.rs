//! Rows that come after newer ones of their incident.

use super::{Place, file, place, row};
use engine::EventSet as _;
use engine::runtime::AsOf;
use engine::{Key, StreamId, Timestamp};
use processes::incident::{Event, Incident, LateRowStated, Stated};

/// What came late, each with when it happened.
fn on_record(place: &Place) -> Vec<(Timestamp, LateRowStated)> {
    let stream = StreamId::new("incident", Key::new("INC0000007").unwrap());
    let view = place.node.engine().view(&stream, AsOf::Head).unwrap().unwrap();
    let late = view.records.iter().filter_map(|record| {
        let record = record.as_ref();
        let event = Event::decode(record.event, record.schema, record.payload).unwrap();
        if let Event::LateRowStated(event) = event {
            Some((record.metadata.occurred_at, event))
        } else {
            None
        }
    });
    late.collect()
}

#[test]
fn a_late_row_is_a_fact_with_its_own_time_and_moves_nothing() {
    let place = place();
    let (new, resolved) = (row("New", 5, ""), row("Resolved", 50, ""));
    place.import(&file(&[new.clone(), resolved.clone()]));
    let (before, events) = place.view("INC0000007");
    let waiting = row("Awaiting User Info", 10, "1,0,post,Group 2,Resolver 1");
    let waiting = waiting.replace("Here", "There").replace("2 - Medium,2", "1 - High,2");
    let whole = file(&[new, waiting, row("Active", 20, ""), resolved]);
    let summary = place.import(&whole);
    assert_eq!((summary.added, summary.known, summary.late), (2, 2, 2));

    let (after, more) = place.view("INC0000007");
    assert_eq!(after, before, "it stays as its last row has it");
    assert_eq!(more[..events.len()], events);
    assert_eq!(more[events.len()..], ["late_row_stated", "late_row_stated"]);
    let [(first, stated), (second, _)] = &on_record(&place)[..] else { panic!() };
    let times = [first, &stated.at, second].map(ToString::to_string);
    let expected = ["2016-03-01T09:10:00Z", "2016-03-01T09:10:00Z", "2016-03-01T09:20:00Z"];
    assert_eq!(times, expected);
    let Stated { state, updated_by, reassignment_count, .. } = &stated.stated;
    assert_eq!(state.as_deref(), Some("Awaiting User Info"));
    assert_eq!(updated_by.as_deref(), Some("Updated by 10"));
    assert_eq!((*reassignment_count, stated.caller.is_some()), (Some(1), true));
    assert_eq!(stated.details.location.as_deref(), Some("There"));
    let triage = serde_json::to_value(&stated.triage).unwrap();
    for (name, value) in [("category", "post"), ("group", "Group 2"), ("assignee", "Resolver 1")] {
        assert_eq!(triage[name], value);
    }
    assert_eq!((&triage["impact"], &triage["urgency"]), (&"high".into(), &"medium".into()));

    let head = place.node.engine().head();
    let again = place.import(&whole);
    assert_eq!((again.added, again.known, again.late, again.run), (0, 4, 0, None));
    assert_eq!(place.node.engine().head(), head, "nothing is recorded twice");
}

#[test]
fn a_row_from_before_the_first_one_keeps_its_time_too() {
    let place = place();
    let opened = |row: String| row.replacen("01-03-2016 09:00", "01-03-2016 09:30", 1);
    place.import(&file(&[opened(row("New", 40, "")), row("Closed", 50, "")]));
    let known: Incident = place.incident("INC0000007");
    let summary = place.import(&file(&[row("Active", 20, "")]));
    assert_eq!((summary.added, summary.late, summary.rejected), (1, 1, 0));
    let [(occurred_at, stated)] = &on_record(&place)[..] else { panic!() };
    assert_eq!(stated.at.to_string(), "2016-03-01T09:20:00Z");
    assert_eq!(occurred_at.to_string(), "2016-03-01T09:30:00Z", "nothing is before the first");
    assert_eq!(place.incident("INC0000007").phase, known.phase);
}
