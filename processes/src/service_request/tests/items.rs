use super::*;
use crate::facts::ServiceRequests;

#[test]
fn nobody_offers_what_he_has_written() {
    let draft = || DraftItem { item: item(BY_SUE) };
    let mut world = world();
    world.give("ada", "sue", SERVICE_LEVEL_MANAGER);
    let given = none().facts(world.facts).by(caller("sue")).when(draft());
    let given = given.then_names(&["item_drafted"]);
    let written = "has written it";
    let given = given.when(ApproveItem {}).then_rejected(&apart("sue", "sue", written));
    given.by(caller("sam")).when(ApproveItem {}).then_names(&["item_approved"]);
    // Nor does a deputy of his.
    let mut world = delegated("sue", "dee", SERVICE_MANAGER);
    world.give("ada", "sue", SERVICE_LEVEL_MANAGER);
    let given = none().facts(world.facts).by(caller("sue")).when(draft());
    let given = given.then_names(&["item_drafted"]).by(caller("dee"));
    given.when(ApproveItem {}).then_rejected(&apart("dee", "sue", written));
}

#[test]
fn it_is_of_a_service_that_the_catalogue_offers_and_within_bounds() {
    let of_fax = DraftItem { item: Item { service: key("fax"), ..item(BY_SUE) } };
    let given = none().by(caller("slm")).when(of_fax).then_names(&["item_drafted"]);
    let given = given.by(caller("sue")).when(ApproveItem {});
    given.then_rejected(&Rejection::ServiceNotOffered { service: key("fax") });
    let (min, max) = (Item::SPAN_MIN, Item::SPAN_MAX);
    let (day, zero, ever) = (Span::from_days(1), Span::ZERO, Span::from_days(367));
    for (what, span, item) in [
        ("approve_within", zero, Item { approve_within: zero, ..item(BY_SUE) }),
        ("response", zero, Item { targets: Some(targets(zero, day)), ..item(BY_SUE) }),
        ("fulfilment", ever, Item { targets: Some(targets(day, ever)), ..item(BY_SUE) }),
    ] {
        let refused = Rejection::OutOfBounds { what, span, min, max };
        none().when(DraftItem { item }).then_rejected(&refused);
    }
}

#[test]
fn what_is_offered_stays_so_until_its_revision_is_approved() {
    let mut world = world();
    let other = Item { approval: Approval::Preapproved, ..item(BY_SUE) };
    let body = json(&DraftItem { item: other.clone() });
    world.send("slm", NAME, "advice", "draft_item", &body).unwrap();
    let offered = |world: &World| {
        let known = world.facts.get::<ServiceRequests>();
        known.offered(&key("advice")).map(|(version, item)| (version, item.clone()))
    };
    assert_eq!(offered(&world), Some((1, item(BY_SUE))));
    world.send("sue", NAME, "advice", "approve_item", "{}").unwrap();
    assert_eq!(offered(&world), Some((2, other)));
    let first = ItemVersion { item: key("advice"), version: 1 };
    assert_eq!(world.facts.get::<ServiceRequests>().version(&first), Some(&item(BY_SUE)));
    world.send("slm", NAME, "advice", "withdraw_item", r#"{"reason": "old"}"#).unwrap();
    assert_eq!(offered(&world), None);
    let refused = Rejection::ItemNotOffered { item: key("advice") };
    none().facts(world.facts).when(log("advice")).then_rejected(&refused);
}
