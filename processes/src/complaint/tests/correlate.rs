use super::*;

fn correlate<const N: usize>(records: [Record; N]) -> Correlate {
    Correlate { records: records.into() }
}

fn of(process: &str, name: &str) -> Record {
    Record { process: label(process), key: key(name) }
}

#[test]
fn it_has_to_do_with_what_is_on_record() {
    let given = recorded(lodge()).when(correlate([])).then_rejected(&Rejection::NothingNamed);
    let record = incident("INC9");
    let given = given.when(correlate([record.clone()]));
    let given = given.then_rejected(&Rejection::NotOnRecord { record });
    let given = given.when(correlate([incident("INC7")])).then_names(&["correlated"]);
    assert!(given.state().correlated.contains(&incident("INC7")));
    given.when(correlate([incident("INC7")])).then_nothing();
}

#[test]
fn it_has_to_do_with_what_happens_to_services() {
    let other = recorded(lodge()).when(correlate([of("agreement", "gold")]));
    let Err(engine::Refused::Rejected(Rejection::OtherProcess { process, known })) =
        other.decided()
    else {
        panic!("it is correlated with an agreement");
    };
    assert_eq!((&*process, known.len()), ("agreement", 3));
}

#[test]
fn only_what_is_new_is_said_and_there_is_a_bound() {
    let mut world = world();
    let mut records = vec![incident("INC7")];
    for number in 0..RECORDS_MAX {
        let name = format!("INC-{number}");
        let body = r#"{"summary": "down", "service": "print"}"#;
        world.send("eve", "incident", &name, "log", body).unwrap();
        records.push(incident(&name));
    }
    let given = recorded(lodge()).facts(world.facts);
    let all = Correlate { records: List::new(records).unwrap() };
    let given = given.when(all).then_rejected(&Rejection::TooMany);
    let given = given.when(correlate([incident("INC7")])).then_names(&["correlated"]);
    let events = given.when(correlate([incident("INC7"), incident("INC-1")])).decided().unwrap();
    let [Event::Correlated(event)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(*event.records, [incident("INC-1")]);
}

#[test]
fn a_complaint_is_correlated_until_it_is_over() {
    let given = acting().by(rules()).when(correlate([incident("INC7")]));
    given.then_names(&["correlated"]);
    // Also once the customer has an answer, which he may object to.
    let answered = reported().by(rules()).when(correlate([incident("INC7")]));
    answered.then_names(&["correlated"]);
}
