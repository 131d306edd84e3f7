use super::*;

#[test]
fn an_item_is_of_a_published_type() {
    let published = vec![key("server"), key("desk")];
    let refused = |item_type| Rejection::TypeNotPublished {
        item_type: key(item_type),
        published: published.clone(),
    };
    none().when(identify("ship", None)).then_rejected(&refused("ship"));
    none().when(identify("base", None)).then_rejected(&refused("base"));
}

#[test]
fn an_item_has_what_its_type_asks_for() {
    let identified = none().when(identify("server", None)).then_names(&["identified"]);
    let with =
        |name, content| Register { attributes: [(label(name), content)].into(), ..register() };
    let number = Content::Number(8);
    let missing = Rejection::AttributesMissing { missing: vec![label("os")] };
    identified.clone().when(with("cpus", number.clone())).then_rejected(&missing);
    let known = vec![label("bought"), label("cpus"), label("os")];
    let unknown = Rejection::UnknownAttribute { attribute: label("wheels"), known };
    identified.clone().when(with("wheels", number.clone())).then_rejected(&unknown);
    let kind = Kind::OneOf([label("linux"), label("bsd")].into());
    let wrong = Rejection::WrongKind { attribute: label("os"), kind };
    identified.clone().when(with("os", number)).then_rejected(&wrong);
    identified.when(register()).then_names(&["registered"]);
}

#[test]
fn attributes_are_typed() {
    let yes = Content::Boolean(true);
    let (text, time) = (Content::Text(label("x")), Content::Text(label("2026-01-05T09:00:00Z")));
    let one = || Kind::OneOf([label("x")].into());
    for (kind, takes) in [
        (Kind::Text, [true, true, false, false]),
        (Kind::Number, [false, false, true, false]),
        (Kind::Boolean, [false, false, false, true]),
        (Kind::Time, [false, true, false, false]),
        (one(), [true, false, false, false]),
    ] {
        let contents = [&text, &time, &Content::Number(7), &yes];
        assert_eq!(contents.map(|content| kind.takes(content)), takes, "{kind}");
    }
    let plain = r#"{"a":"x","b":7,"c":true}"#;
    let read: std::collections::BTreeMap<Label, Content> = serde_json::from_str(plain).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), plain);
    assert!(serde_json::from_str::<Content>("1.5").is_err());
    let bytes = engine::codec::to_bytes(&read);
    assert_eq!(
        engine::codec::from_bytes::<std::collections::BTreeMap<Label, Content>>(&bytes).unwrap(),
        read
    );
}

#[test]
fn an_item_is_related_or_says_why_not() {
    let nothing = Register { no_relations: None, ..register() };
    none().when(identify("server", Some(nothing))).then_rejected(&Rejection::RelationsMissing);
    let related = Register { relations: [on("base"), on("base")].into(), ..register() };
    let related = none().when(identify("server", Some(related)));
    let related = related.then_names(&["identified", "registered", "related"]);
    assert_eq!(related.state().item.as_ref().unwrap().relations.len(), 1);
}

#[test]
fn relations_lead_where_the_type_lets_them() {
    let to_be =
        |relation: &str, to, exists| relate(NewRelation { relation: label(relation), to, exists });
    let service = || End::Service(key("mail"));
    let known = server().relations.keys().cloned().collect();
    let base = || End::Item(key("base"));
    for (command, refused) in [
        (
            to_be("loves", base(), None),
            Rejection::UnknownRelation { relation: label("loves"), known },
        ),
        (relate(on("TEST-1")), Rejection::Itself),
        (relate(on("ship")), Rejection::EndUnknown { to: End::Item(key("ship")) }),
        (relate(on("server")), Rejection::EndUnknown { to: End::Item(key("server")) }),
        (
            to_be("licensed_by", base(), None),
            Rejection::WrongEnd { relation: label("licensed_by"), to: base() },
        ),
        (to_be("part_of", service(), None), Rejection::EndNotAttested { to: service() }),
    ] {
        registered().when(command).then_rejected(&refused);
    }
    let part = to_be("part_of", service(), Some(word()));
    let related = registered().when(part.clone()).then_names(&["related"]);
    related.when(part).then_nothing();
    // The record of the service says as much as somebody's word.
    let End::Service(known) = service() else { panic!() };
    let mut kept = Kept::covered();
    let event: crate::service::Event = crate::service::ConsistencyConfirmed {}.into();
    kept.0.record(crate::service::NAME, known.as_escaped(), &event);
    let known = registered().facts(kept.0.facts).when(to_be("part_of", service(), None));
    known.then_names(&["related"]);
}

#[test]
fn relations_begin_and_end_under_a_change() {
    let gone = |cover| Unrelate { relation: label("runs_on"), to: End::Item(key("base")), cover };
    let refused = Rejection::NotRelated { relation: label("runs_on"), to: End::Item(key("base")) };
    registered().when(gone(Some(chg1()))).then_rejected(&refused);
    let without = |cover| Relate { cover, ..relate(on("base")) };
    let alone = registered().when(without(None)).then_rejected(&Rejection::ChangeMissing);
    let other = Cover { change: key("CHG2"), approved: word() };
    let not = Rejection::NotCovered { change: key("CHG2") };
    let alone = alone.when(without(Some(other))).then_rejected(&not);
    let related = alone.when(relate(on("base"))).then_names(&["related"]);
    assert_eq!(related.state().item.as_ref().unwrap().last_change, Some(key("CHG1")));
    let desk = Register { attributes: [].into(), ..register() };
    let desk = none().when(identify("desk", Some(desk))).then_names(&["identified", "registered"]);
    desk.when(without(None)).then_names(&["related"]);
    let related = related.when(gone(None)).then_rejected(&Rejection::ChangeMissing);
    related.when(gone(Some(chg1()))).then_names(&["unrelated"]);
}

#[test]
fn an_update_that_no_change_covers_is_refused_and_on_record() {
    let refused = registered().when(update(cpus(8), None)).then_names(&["update_refused"]);
    let item = refused.state().item.as_ref().unwrap();
    assert_eq!((item.version, item.updates_refused, item.attributes.len()), (1, 1, 1));
    // Nor by one that is not carried out, or is about something else; it is kept which.
    let other = Cover { change: key("CHG2"), approved: word() };
    let named = refused.clone().when(update(cpus(8), Some(other.clone()))).decided().unwrap();
    let Event::UpdateRefused(named) = &named[0] else { panic!("{named:?}") };
    assert_eq!(named.change, Some(key("CHG2")));
    let not = Rejection::NotCovered { change: key("CHG2") };
    let activate = |cover| Activate { cover: Some(cover) };
    refused.clone().when(activate(other)).then_rejected(&not);
    let elsewhere = refused.clone().of("TEST-2").when(activate(chg1()));
    elsewhere.then_rejected(&Rejection::NotCovered { change: key("CHG1") });
    let updated = refused.when(update(cpus(8), Some(chg1()))).then_names(&["updated"]);
    let item = updated.state().item.as_ref().unwrap();
    let cpus = &item.attributes[&label("cpus")];
    assert_eq!((item.version, &cpus.content), (2, &Content::Number(8)));
    assert_eq!((&cpus.change, &cpus.source), (&Some(key("CHG1")), &Some(label("a look"))));
    // What is not under change control is only recorded.
    let desk = Register { attributes: [].into(), ..register() };
    let desk = none().when(identify("desk", Some(desk))).then_names(&["identified", "registered"]);
    let moved = Changes { location: Some(label("room 2")), ..Changes::default() };
    desk.when(update(moved, None)).then_names(&["updated"]);
}

#[test]
fn an_update_keeps_what_is_mandatory_and_the_order_of_versions() {
    let gone = Changes { attributes: [(label("os"), None)].into(), ..Changes::default() };
    let missing = Rejection::AttributesMissing { missing: vec![label("os")] };
    registered().when(update(gone, Some(chg1()))).then_rejected(&missing);
    let versioned = |version| Update { version: Some(version), ..update(cpus(2), Some(chg1())) };
    let stale = Rejection::VersionNotNext { version: 1, next: 2 };
    registered().when(versioned(1)).then_rejected(&stale);
    let updated = registered().when(versioned(2)).then_names(&["updated"]);
    updated.when(update(cpus(2), None)).then_nothing();
}

#[test]
fn control_by_change_asks_for_a_change_at_every_step() {
    let retire = Retire { reason: text("old"), cover: None };
    let refused = Rejection::ChangeMissing;
    registered().when(Activate { cover: None }).then_rejected(&refused);
    in_service().when(StartMaintenance { cover: None, until: None }).then_rejected(&refused);
    in_service().when(retire).then_rejected(&refused);
}
