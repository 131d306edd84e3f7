use super::{Cell, Filter, Kind, Move, RiskRegister, Row, Which};
use crate::testing::{World, fold, golden_snapshot, key, sample_of, take_in};
use engine::{Decider as _, EventSet as _, Key, Position, Record, Span, Stamp, codec};
use processes::risk::{Consequence, Event, Likelihood, Matrix, Rating, Risk, Score};
use proptest::prelude::*;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Ada keeps the register, and ola answers for risks.
fn world() -> World {
    let mut world = World::new();
    let fit =
        |person: &str| format!(r#"{{"person": "{person}", "competence": {{"statement": "fit"}}}}"#);
    world.send("role", "risk_manager", "offer", &fit("ada"));
    world.send("role", "risk_owner", "offer", &fit("ola"));
    world.send_as("ola", "role", "risk_owner", "accept", "{}").unwrap();
    world
}

fn identify(world: &mut World, service: &str, dimension: &str) -> Key {
    let body = format!(
        r#"{{"title": "{service} may be lost", "dimension": "{dimension}", "services": ["{service}"],
            "owner": "ola", "source": {{"stated": {{"statement": "a workshop"}}}}}}"#
    );
    world.send("risk", "new", "identify", &body)
}

fn scale<T: serde::Serialize>(value: T) -> String {
    engine::json::of(&value).to_string()
}

fn assess(world: &mut World, risk: &Key, (likelihood, consequence): (usize, usize)) {
    let (likelihood, consequence) =
        (Likelihood::ALL[likelihood - 1], Consequence::ALL[consequence - 1]);
    let body = format!(
        r#"{{"inherent": {{"likelihood": "almost_certain", "consequence": "severe"}},
            "current": {}, "target": {{"likelihood": "rare", "consequence": "negligible"}},
            "statement": "a workshop"}}"#,
        scale(Score { likelihood, consequence })
    );
    world.send("risk", &risk.to_string(), "assess", &body);
}

fn treat(world: &mut World, risk: &Key) {
    let body = format!(
        r#"{{"treatment": {{"approach": "reduce", "measures": "a second one", "controls": ["A.8.14"],
            "responsible": "ola", "due": "{}"}}}}"#,
        world.now() + Span::from_days(90)
    );
    world.send_as("ola", "risk", &risk.to_string(), "plan_treatment", &body).unwrap();
}

fn close(world: &mut World, risk: &Key) {
    let gone = r#"{"cause_gone": {"statement": "it was sold"}}"#;
    world.send("risk", &risk.to_string(), "close", gone);
}

/// Everything comes to what its likelihood says.
const BY_LIKELIHOOD: [(&str, &str); 5] = [
    ("rare", "low"),
    ("unlikely", "low"),
    ("possible", "medium"),
    ("likely", "high"),
    ("almost_certain", "extreme"),
];

/// From so many hours on, or at once.
fn set_matrix(world: &mut World, hours: Option<i64>) {
    let from = hours.map(|hours| world.now() + Span::from_hours(hours));
    let row = |(likelihood, rating): &(&str, &str)| {
        let all = ["negligible", "minor", "moderate", "major", "severe"];
        let cells = all.map(|consequence| format!(r#""{consequence}": "{rating}""#)).join(", ");
        format!(r#""{likelihood}": {{{cells}}}"#)
    };
    let ratings = BY_LIKELIHOOD.iter().map(row).collect::<Vec<_>>().join(", ");
    let from = from.map(|from| format!(r#""from": "{from}", "#)).unwrap_or_default();
    let body = format!(r#"{{{from}"document": "policy", "matrix": {{"ratings": {{{ratings}}}}}}}"#);
    world.send("risk", "matrix", "set_matrix", &body);
}

fn rows(world: &World, which: Which) -> Vec<Row> {
    let filter = Filter { which, ..Filter::default() };
    world.model::<RiskRegister>().page(&filter, (0, 100), world.now(), &[]).rows
}

fn places(rows: &[Row]) -> Vec<(Option<usize>, String)> {
    rows.iter().map(|row| (row.place, row.services[0].to_string())).collect()
}

/// Three risks with scores that come to the same, one of them the first by each rule in turn.
fn ordered() -> (World, [Key; 3]) {
    let mut world = world();
    let risks = ["mail", "web", "shop"].map(|service| identify(&mut world, service, "quality"));
    let [mail, web, shop] = &risks;
    assess(&mut world, mail, (4, 2));
    assess(&mut world, web, (2, 4));
    assess(&mut world, shop, (3, 3));
    (world, risks)
}

#[test]
fn all_dimensions_stand_in_one_order_with_a_tie_break() {
    let (mut world, [mail, ..]) = ordered();
    let waits = identify(&mut world, "wiki", "security");
    let gone = identify(&mut world, "fax", "service");
    assess(&mut world, &gone, (5, 5));
    let last = identify(&mut world, "forum", "service");
    assess(&mut world, &last, (2, 4));
    let all = |place: [Option<usize>; 5], names: [&str; 5]| -> Vec<_> {
        place.into_iter().zip(names.map(str::to_owned)).collect()
    };
    // All but the first are medium: 9 before 8, of two of 8 the graver, of two alike the earlier.
    let listed = [Some(1), Some(2), Some(3), Some(4), Some(5)];
    let open = rows(&world, Which::Open);
    assert_eq!(places(&open[..5]), all(listed, ["fax", "shop", "web", "forum", "mail"]));
    assert_eq!((open[5].place, &open[5].risk), (None, &waits));
    let beyond = places(&rows(&world, Which::BeyondAppetite));
    assert_eq!(beyond, [(Some(1), "fax".to_owned())]);
    close(&mut world, &gone);
    let closed = rows(&world, Which::All);
    assert_eq!(places(&closed[..4]), all(listed, ["shop", "web", "forum", "mail", ""])[..4]);
    assert_eq!((closed[5].place, closed[5].phase), (None, "closed"));
    assert_eq!(closed[3].risk, mail);
    let filter = Filter { service: Some(key("mail")), ..Filter::default() };
    let page = world.model::<RiskRegister>().page(&filter, (0, 9), world.now(), &[]);
    assert_eq!((page.total, page.rows[0].place), (1, Some(4)), "its place is that among all");
}

#[test]
fn each_move_names_the_event_that_caused_it() {
    let (mut world, [mail, web, shop]) = ordered();
    let since = world.now();
    world.minutes(5);
    let fax = identify(&mut world, "fax", "service");
    assess(&mut world, &fax, (5, 5));
    world.minutes(5);
    close(&mut world, &shop);
    let model: RiskRegister = world.model();
    let told = |moves: &[Move]| -> Vec<_> {
        let one = |it: &Move| (it.by.clone().unwrap(), it.event.clone(), it.from, it.to);
        moves.iter().map(one).collect()
    };
    let assessed = |by: &Key, from, to| (by.clone(), "assessed".to_owned(), from, to);
    let shown = model.show(&mail, world.now(), &[]).unwrap();
    let all = [
        assessed(&mail, None, Some(1)),
        assessed(&web, Some(1), Some(2)),
        assessed(&shop, Some(2), Some(3)),
        assessed(&fax, Some(3), Some(4)),
        (shop.clone(), "closed".to_owned(), Some(4), Some(3)),
    ];
    assert_eq!(told(&shown.moves), all);
    // On the whole, only what came and what went is elsewhere; and what went back is not named.
    let moved = model.movement(since, world.now());
    let ends: Vec<_> = moved.rows.iter().map(|row| (&row.risk, row.from, row.to)).collect();
    assert_eq!(ends, [(&fax, None, Some(1)), (&shop, Some(1), None)]);
    assert_eq!(moved.total, 2);
    for it in &shown.moves {
        let records = world.records();
        let record = records.iter().find(|record| record.position() == it.position).unwrap();
        assert_eq!(record.as_ref().event, it.event);
    }
}

#[test]
fn another_matrix_moves_risks_when_it_begins_to_hold() {
    let (mut world, [mail, ..]) = ordered();
    let from = world.now() + Span::from_hours(2);
    set_matrix(&mut world, Some(2));
    let before: RiskRegister = world.model();
    assert_eq!(places(&rows(&world, Which::Open))[0].1, "shop");
    world.pass(Span::from_hours(3));
    let model: RiskRegister = world.model();
    assert_eq!(places(&rows(&world, Which::Open))[0].1, "mail", "what is likelier stands before");
    let moves = model.show(&mail, world.now(), &[]).unwrap().moves;
    let last = moves.last().unwrap();
    assert_eq!((last.at, &last.by, &*last.event), (from, &None, "matrix_set"));
    assert_eq!((last.from, last.to), (Some(3), Some(1)));
    assert_eq!(
        model.show(&mail, world.now(), &[]).unwrap().row.current.unwrap().rating,
        Rating::High
    );
    // What was planned is known before it holds; what is planned anew in its stead is all that comes.
    assert_eq!(before.show(&mail, from, &[]).unwrap().moves, moves);
    set_matrix(&mut world, Some(1));
    set_matrix(&mut world, Some(5));
    let model: RiskRegister = world.model();
    assert_eq!(
        model.places.at(world.now() + Span::from_hours(9)).matrix.appetite,
        Matrix::default().appetite
    );
    assert_eq!(model.show(&mail, world.now() + Span::from_hours(9), &[]).unwrap().moves, moves);
}

#[test]
fn drivers_count_once_each_and_are_told_to_whom_may_see_them() {
    let (mut world, [mail, web, ..]) = ordered();
    let incident = r#"{"summary": "down", "service": "mail", "monitor": "ping"}"#;
    world.minutes(1).send("incident", "new", "log", incident);
    world.minutes(1).send("incident", "new", "log", incident);
    let raise = r#"{"summary": "no restore was tried", "statement": "since May", 
        "source": {"observation": "a walk"}, "services": ["mail", "web"],
        "criteria": [{"clause": {"standard": "iso_20000_1", "clause": "8.7.2"}}]}"#;
    world.try_send("nonconformity", "new", "raise", raise, None).unwrap();
    let now = world.now();
    let model: RiskRegister = world.model();
    let counts = |risk: &Key, now, hidden: &[&str]| -> Vec<_> {
        let row = model.show(risk, now, hidden).unwrap().row;
        row.drivers.iter().map(|it| (it.kind, it.year, it.since_scored)).collect()
    };
    let all = [
        (Kind::Incident, 2, 2),
        (Kind::Vulnerability, 0, 0),
        (Kind::FailedChange, 0, 0),
        (Kind::Finding, 1, 1),
        (Kind::Complaint, 0, 0),
        (Kind::SecurityIncident, 0, 0),
        (Kind::Supplier, 0, 0),
    ];
    assert_eq!(counts(&mail, now, &[]), all);
    assert_eq!(counts(&mail, now, &["incident"]), all[1..]);
    assert_eq!(counts(&web, now, &[])[0].1, 0);
    assert_eq!(counts(&mail, now + Span::from_days(400), &[])[0], (Kind::Incident, 0, 0));
    let named = model.show(&mail, now, &[]).unwrap().named_drivers;
    assert_eq!(named.len(), 3);
    treat(&mut world, &mail);
    let residual = r#"{"residual": {"likelihood": "rare", "consequence": "minor"},
        "done": {"statement": "seen"}}"#;
    world.send_as("ola", "risk", &mail.to_string(), "complete_treatment", residual).unwrap();
    let row = world.model::<RiskRegister>().show(&mail, world.now(), &[]).unwrap().row;
    assert_eq!((row.drivers[0].year, row.drivers[0].since_scored), (2, 0), "scored anew");
    // What is the same as another one is none beside it.
    world.send("incident", "INC0000002", "merge", r#"{"parent": "INC0000001"}"#);
    let row = world.model::<RiskRegister>().show(&mail, world.now(), &[]).unwrap().row;
    assert_eq!(row.drivers[0].year, 1);
}

#[test]
fn complaints_security_incidents_and_suppliers_speak_for_a_risk_as_long_as_they_are_some() {
    let mut world = world();
    world.give("security_officer").give("business_relationship_manager").with_servers(&["srv-1"]);
    let body = r#"{"title": "mail may be lost", "dimension": "security", "services": ["mail"],
        "configuration_items": ["srv-1"], "owner": "ola", "source": {"stated": {"statement": "seen"}}}"#;
    let risk = world.send("risk", "new", "identify", body);
    let complaint =
        r#"{"summary": "slow", "statement": "for days", "customer": "acme", "service": "mail"}"#;
    world.minutes(1).send("complaint", "new", "record", complaint);
    let found = r#"{"summary": "odd", "source": {"stated": "a stranger"}, "configuration_items": ["srv-1"]}"#;
    let leak = world.minutes(1).send("security_incident", "new", "open", found);
    world.minutes(1).with_supplier("hosting", &["srv-1"]);
    let counts = |world: &World, hidden: &[&str]| -> Vec<_> {
        let row = world.model::<RiskRegister>().show(&risk, world.now(), hidden).unwrap().row;
        row.drivers.iter().skip(4).map(|it| (it.kind, it.year)).collect()
    };
    let all = |security_incidents, suppliers| {
        [
            (Kind::Complaint, 1),
            (Kind::SecurityIncident, security_incidents),
            (Kind::Supplier, suppliers),
        ]
    };
    assert_eq!(counts(&world, &[]), all(1, 0));
    let dispute = r#"{"clause": "7", "statement": "he does not come"}"#;
    world.minutes(1).send("supplier", "hosting", "raise_dispute", dispute);
    assert_eq!(counts(&world, &[]), all(1, 1));
    assert_eq!(counts(&world, &["security_incident"]), [all(1, 1)[0], all(1, 1)[2]]);
    let none = r#"{"reason": "a test", "evidence": {"statement": "the plan"}}"#;
    world.send("security_incident", &leak.to_string(), "dismiss", none);
    assert_eq!(counts(&world, &[]), all(0, 1));
}

#[test]
fn the_map_says_what_came_and_what_went() {
    let (mut world, [mail, web, shop]) = ordered();
    let since = world.now();
    world.minutes(5);
    close(&mut world, &web);
    treat(&mut world, &mail);
    let residual = r#"{"residual": {"likelihood": "possible", "consequence": "moderate"},
        "done": {"statement": "seen"}}"#;
    world.send_as("ola", "risk", &mail.to_string(), "complete_treatment", residual).unwrap();
    let map = world.model::<RiskRegister>().heat_map(since, world.now());
    assert_eq!(map.cells.len(), 25);
    let cell = |by, with| -> &Cell {
        let is = |cell: &&Cell| {
            let score = cell.score;
            (score.likelihood.weight(), score.consequence.weight()) == (by, with)
        };
        map.cells.iter().find(is).unwrap()
    };
    assert_eq!(cell(3, 3).risks, [mail.clone(), shop]);
    assert_eq!((&cell(3, 3).came, &cell(3, 3).went), (&vec![mail.clone()], &vec![]));
    assert_eq!((&cell(4, 2).risks, &cell(4, 2).went), (&vec![], &vec![mail]));
    assert_eq!(cell(2, 4).went, [web]);
}

/// What may happen.
#[derive(Clone, Debug)]
enum Drawn {
    Identify,
    Assess(usize, usize, usize),
    Treat(usize),
    Treated(usize, usize, usize),
    Reassess(usize),
    Close(usize),
    Incident(usize),
    Matrix,
    Pass(i64),
}

fn drawn() -> impl Strategy<Value = Vec<Drawn>> {
    let (risk, weight) = (0..5_usize, 1..=5_usize);
    let scored = (risk.clone(), weight.clone(), weight);
    let one = prop_oneof![
        2 => Just(Drawn::Identify),
        6 => scored.clone().prop_map(|(it, by, with)| Drawn::Assess(it, by, with)),
        3 => risk.clone().prop_map(Drawn::Treat),
        3 => scored.prop_map(|(it, by, with)| Drawn::Treated(it, by, with)),
        3 => risk.clone().prop_map(Drawn::Reassess),
        1 => risk.clone().prop_map(Drawn::Close),
        1 => risk.prop_map(Drawn::Incident),
        1 => Just(Drawn::Matrix),
        3 => (1..600_i64).prop_map(Drawn::Pass),
    ];
    prop::collection::vec(one, 10..60)
}

/// What the engine takes of it.
fn history(drawn: &[Drawn]) -> World {
    let (mut world, mut count) = (world(), 0);
    for step in drawn {
        let name = |number: usize| format!("RSK{:07}", number + 1);
        let score = |by: usize, with: usize| {
            let (likelihood, consequence) = (Likelihood::ALL[by - 1], Consequence::ALL[with - 1]);
            scale(Score { likelihood, consequence })
        };
        let (by, risk, command, body) = match step {
            Drawn::Identify => {
                count += 1;
                identify(&mut world, &format!("s{count}"), "security");
                continue;
            }
            Drawn::Pass(minutes) => {
                world.pass(Span::from_minutes(*minutes));
                continue;
            }
            Drawn::Matrix => {
                set_matrix(&mut world, None);
                continue;
            }
            Drawn::Incident(of) => {
                let body =
                    format!(r#"{{"summary": "down", "service": "s{of}", "monitor": "ping"}}"#);
                world.send("incident", "new", "log", &body);
                continue;
            }
            Drawn::Assess(risk, by, with) => {
                let body = format!(
                    r#"{{"inherent": {{"likelihood": "almost_certain", "consequence": "severe"}},
                        "target": {{"likelihood": "rare", "consequence": "negligible"}},
                        "current": {}, "statement": "seen"}}"#,
                    score(*by, *with)
                );
                ("ada", risk, "assess", body)
            }
            Drawn::Treat(risk) => {
                let due = world.now() + Span::from_days(90);
                let body = format!(
                    r#"{{"treatment": {{"approach": "reduce", "measures": "more", "controls": ["A"],
                        "responsible": "ola", "due": "{due}"}}}}"#
                );
                ("ola", risk, "plan_treatment", body)
            }
            Drawn::Treated(risk, by, with) => {
                let residual = score(*by, *with);
                let body =
                    format!(r#"{{"residual": {residual}, "done": {{"statement": "seen"}}}}"#);
                ("ola", risk, "complete_treatment", body)
            }
            Drawn::Reassess(risk) => {
                ("ada", risk, "reassess", r#"{"trigger": {"asked": "so"}}"#.to_owned())
            }
            Drawn::Close(risk) => {
                ("ada", risk, "close", r#"{"cause_gone": {"statement": "gone"}}"#.to_owned())
            }
        };
        // What is refused did not happen.
        let _ = world.send_as(by, "risk", &name(*risk), command, &body);
    }
    world
}

/// Slowly: every risk folded from the start, and sorted by what the words say.
fn slow(records: &[Record]) -> Vec<Key> {
    let mut risks = BTreeMap::<Key, (Position, Risk)>::new();
    let mut matrix = Matrix::default();
    for record in records.iter().map(Record::as_ref).filter(|it| it.process == "risk") {
        let event = Event::decode(record.event, record.schema, record.payload).unwrap();
        if let Event::MatrixSet(set) = &event {
            matrix = set.matrix;
            continue;
        }
        let key = record.stream().unwrap().key;
        let (_, risk) = risks.entry(key).or_insert((record.position, Risk::default()));
        risk.evolve(&event, &Stamp::from(&record));
    }
    let scored = risks.iter().filter(|(_, (_, risk))| !risk.phase.is_over());
    let mut scored: Vec<_> = scored
        .filter_map(|(key, (position, risk))| {
            let score = risk.current?.score;
            let (by, with) = (score.likelihood.weight(), score.consequence.weight());
            Some((
                Reverse(matrix.rate(score).rating),
                Reverse(by * with),
                Reverse(with),
                position,
                key,
            ))
        })
        .collect();
    scored.sort();
    scored.into_iter().map(|(.., key)| key.clone()).collect()
}

fn same_after_a_restart(records: &[Record], at: usize) -> bool {
    let (before, after) = records.split_at(at);
    let snapshot = codec::to_bytes(&fold::<RiskRegister>(before));
    let mut restored: RiskRegister = codec::from_bytes(&snapshot).unwrap();
    take_in(&mut restored, after);
    codec::to_bytes(&restored) == codec::to_bytes(&fold::<RiskRegister>(records))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn places_and_moves_are_what_a_slow_obvious_computation_says(
        drawn in drawn(),
        at in any::<prop::sample::Index>(),
    ) {
        let world = history(&drawn);
        let records = world.records();
        prop_assert!(same_after_a_restart(&records, at.index(records.len())));
        let (model, now) = (world.model::<RiskRegister>(), world.now());
        // The order at every position, and who stands elsewhere than before.
        let mut expected = BTreeMap::<Key, Vec<(Position, Option<usize>, Option<usize>)>>::new();
        let mut before = Vec::<Key>::new();
        for (until, record) in (1..).zip(&records) {
            if record.as_ref().process != "risk" {
                continue;
            }
            let after = slow(&records[..until]);
            let place = |order: &[Key], risk: &Key| Some(1 + order.iter().position(|it| it == risk)?);
            let all = before.iter().chain(after.iter().filter(|risk| !before.contains(risk)));
            for risk in all {
                let (from, to) = (place(&before, risk), place(&after, risk));
                if from != to {
                    expected.entry(risk.clone()).or_default().push((record.position(), from, to));
                }
            }
            let then = world.as_of::<RiskRegister>(record.position());
            let at = record.as_ref().metadata.recorded_at;
            let listed = then.page(&Filter::default(), (0, 100), at, &[]).rows;
            let listed: Vec<_> =
                listed.into_iter().filter(|row| row.place.is_some()).map(|row| row.risk).collect();
            prop_assert_eq!(&listed, &after);
            before = after;
        }
        for (risk, expected) in expected {
            let moves = model.show(&risk, now, &[]).unwrap().moves;
            let moves: Vec<_> = moves.iter().map(|it| (it.position, it.from, it.to)).collect();
            prop_assert_eq!(moves, expected);
        }
    }
}

#[test]
fn the_snapshot_of_a_sample_is_the_one_recorded() {
    let records = sample_of("risks", || {
        let (mut world, [mail, web, _]) = ordered();
        world.minutes(5);
        let incident = r#"{"summary": "down", "service": "mail", "monitor": "ping"}"#;
        world.send("incident", "new", "log", incident);
        treat(&mut world, &mail);
        close(&mut world, &web);
        set_matrix(&mut world, None);
        world.records()
    });
    golden_snapshot(&fold::<RiskRegister>(&records));
}
