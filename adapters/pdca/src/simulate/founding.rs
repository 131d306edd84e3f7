//! What a provider has before its first day: people, services, agreements, items, a catalogue of
//! what may be requested. All of it by commands.

use super::change::MODEL;
use super::failure::Stopped;
use super::people::{
    ASSESSOR, BOARD, CUSTOMER, DOCUMENTS, ITEM_OWNER, ITEMS, LEVELS, PROCESSES, SERVICES, STEERING,
    give_roles,
};
use super::supplier;
use super::world::World;
use engine::json::Value;
use serde_json::json;

/// A service, what it does, and the items that it is made of.
#[derive(Clone, Copy, Default)]
pub(super) struct Service {
    pub(super) name: &'static str,
    description: &'static str,
    pub(super) items: &'static [&'static str],
}

/// What is offered.
pub(super) const OFFERED: &[Service] = &[
    Service { name: "mail", description: "letters and calendars", items: &["mail-1", "mail-2"] },
    Service { name: "files", description: "files that are shared", items: &["files-1"] },
    Service { name: "shop", description: "orders of customers", items: &["shop-1", "shop-2"] },
    Service { name: "books", description: "accounts and invoices", items: &["books-1"] },
    Service { name: "phone", description: "telephones", items: &["phone-1"] },
    Service { name: "access", description: "work from elsewhere", items: &["access-1"] },
];

/// The machines that the items run on.
pub(super) const HOSTS: &[&str] = &["host-1", "host-2", "host-3", "host-4"];

/// For whom it is offered, and the agreement with each.
pub(super) const CUSTOMERS: &[&str] = &["acme", "bolt", "cork"];

/// All items that services are made of.
pub(super) fn items() -> impl Iterator<Item = (&'static str, &'static str)> {
    OFFERED.iter().flat_map(|service| service.items.iter().map(|item| (*item, service.name)))
}

/// Makes all of it.
pub(super) fn found(world: &mut World) -> Result<(), Stopped> {
    give_roles(world)?;
    calendars(world)?;
    cmdb(world)?;
    services(world)?;
    policies(world)?;
    change_model(world)?;
    supplier::found(world)?;
    request_catalogue(world)
}

fn calendars(world: &mut World) -> Result<(), Stopped> {
    let shift = json!([["08:00", "18:00"]]);
    let week: serde_json::Map<String, Value> = ["mon", "tue", "wed", "thu", "fri"]
        .map(|day| (day.to_owned(), shift.clone()))
        .into_iter()
        .collect();
    let office = json!({ "timezone": "Europe/Berlin", "hours": week });
    let mut longer = week;
    longer.insert("sat".to_owned(), json!([["09:00", "15:00"]]));
    let longer = json!({ "timezone": "Europe/Berlin", "hours": longer });
    world.send(LEVELS, "calendar", "office", "define", json!({ "hours": office }))?;
    world.send(LEVELS, "calendar", "longer", "define", json!({ "hours": longer }))?;
    Ok(())
}

fn cmdb(world: &mut World) -> Result<(), Stopped> {
    let definition = json!({
        "description": "what runs for customers",
        "attributes": { "memory_gb": { "kind": "number" }, "version": { "kind": "text" } },
        "relations": { "runs_on": { "impact": "to_source" }, "part_of": { "impact": "to_target" } },
        "control": { "by_change": true, "reason": "customers feel it" },
    });
    let drafted = json!({ "definition": definition });
    world.send(ITEMS, "configuration_item", "server", "draft_type", drafted)?;
    world.send(PROCESSES, "configuration_item", "server", "approve_type", json!({}))?;
    world.send(ITEMS, "configuration_item", "server", "publish_type", json!({}))?;
    for host in HOSTS {
        let register = json!({
            "attributes": { "memory_gb": 64 }, "description": "a machine", "location": "room 1",
            "owner": ITEM_OWNER, "no_relations": "it stands alone",
        });
        let body = json!({ "item_type": "server", "name": host, "register": register });
        world.send(ITEMS, "configuration_item", host, "identify", body)?;
    }
    for ((item, service), host) in items().zip(HOSTS.iter().cycle()) {
        let register = json!({
            "attributes": { "version": "1" }, "description": "serves", "location": host,
            "owner": ITEM_OWNER,
            "relations": [
                { "relation": "runs_on", "to": { "item": host } },
                { "relation": "part_of", "to": { "service": service },
                  "exists": { "statement": "it is going to be in the catalogue" } },
            ],
        });
        let body = json!({ "item_type": "server", "name": item, "register": register });
        world.send(ITEMS, "configuration_item", item, "identify", body)?;
    }
    Ok(())
}

fn services(world: &mut World) -> Result<(), Stopped> {
    for service in OFFERED {
        let entry = json!({
            "description": service.description, "customers": CUSTOMERS,
            "components": service.items, "stands_alone": "it needs no other service",
        });
        world.send(LEVELS, "service", service.name, "draft", json!({ "entry": entry }))?;
    }
    let [first, second, third] = ["acme", "bolt", "cork"];
    agree(world, "gold", first, "office")?;
    agree(world, "silver", second, "always")?;
    agree(world, "bronze", third, "longer")?;
    for service in OFFERED {
        world.send(CUSTOMER, "service", service.name, "agree", json!({ "draft": 1 }))?;
    }
    Ok(())
}

fn agree(world: &mut World, name: &str, party: &str, calendar: &str) -> Result<(), Stopped> {
    let services: Vec<_> = OFFERED.iter().map(|service| service.name).collect();
    let holds = ["awaiting_customer", "awaiting_approval"]
        .map(|reason| json!({ "reason": reason, "pauses": true }));
    let [customer, approval] = holds;
    let supplier = json!({ "reason": "awaiting_supplier", "pauses": false });
    let terms = json!({
        "party": party, "services": services, "calendar": calendar,
        "workload": ["a hundred cases a day"],
        "exceptions": [{ "name": "flood", "statement": "the site is lost" }],
        "service_targets": [
            { "name": "availability", "at_least": 99.5, "statement": "of the open time" },
        ],
        "holds": [customer, approval, supplier],
        "credits": { "cap": 20, "tiers": [
            { "target": { "service": "availability" }, "below": 99.5, "credit": 5 },
            { "target": { "service": "availability" }, "below": 98, "credit": 10 },
            { "target": { "response": "P2" }, "below": 90, "credit": 2 },
            { "target": { "resolution": "P3" }, "below": 95, "credit": 3 },
        ] },
    });
    let requirements = json!({ "statement": "they are agreed" });
    let draft = json!({ "requirements": requirements, "terms": terms });
    world.send(LEVELS, "agreement", name, "draft", draft)?;
    world.send(LEVELS, "agreement", name, "offer", json!({}))?;
    let signatures = json!([
        { "party": "provider", "signed_by": STEERING, "reference": "page 9" },
        { "party": "other", "signed_by": CUSTOMER, "reference": "page 9" },
    ]);
    world.send(CUSTOMER, "agreement", name, "agree", json!({ "signatures": signatures }))?;
    Ok(())
}

/// What documents say.
fn policies(world: &mut World) -> Result<(), Stopped> {
    let policy = json!({ "repeat": { "count": 8, "within": "P14D" }, "effect_period": "P7D" });
    let body = json!({ "document": "POL-7, version 1", "policy": policy });
    world.send(PROCESSES, "problem", "policy", "set_policy", body)?;
    Ok(())
}

/// What standard changes go by.
fn change_model(world: &mut World) -> Result<(), Stopped> {
    let tested = json!({ "tested": { "statement": "every month" } });
    let content = json!({
        "title": "restart a server", "purpose": "a service that hangs answers again",
        "scope": "everything",
        "steps": [{ "what": "restart it", "role": "change_implementer", "takes": "PT10M" }],
        "risk": { "level": "low", "statement": "a minute without it" },
        "tested": tested, "review_interval": "P6M",
        "back_out": { "plan": "start the other one", "takes": "PT10M", "tested": tested },
    });
    world.send(DOCUMENTS, "change_model", MODEL, "draft", json!({ "content": content }))?;
    for aspect in ["service", "quality", "security", "cost", "customer", "plan", "release"] {
        let body = json!({
            "version": 1, "aspect": aspect, "finding": "acceptable", "statement": "looked at",
        });
        world.send(ASSESSOR, "change_model", MODEL, "assess", body)?;
    }
    world.send(DOCUMENTS, "change_model", MODEL, "submit", json!({}))?;
    let decision = json!({
        "risk": "a minute without it", "impact": "small", "requirements": "kept",
        "benefit": "an answer", "feasibility": "done every month", "finance": "nothing",
    });
    let body = json!({ "version": 1, "participants": [STEERING], "decision": decision });
    let [approver, ..] = BOARD else { return Ok(()) };
    world.send(approver, "change_model", MODEL, "approve", body)?;
    Ok(())
}

/// What may be requested: each with its approval.
fn request_catalogue(world: &mut World) -> Result<(), Stopped> {
    let manager = json!({ "by": "service_manager" });
    let customer = json!({ "by": "customer_representative" });
    let items = [
        ("account", "mail", json!("preapproved"), json!({ "grant": { "right": "mailbox" } })),
        ("software", "files", json!("preapproved"), Value::Null),
        ("question", "phone", json!("preapproved"), Value::Null),
        ("laptop", "access", manager.clone(), Value::Null),
        ("space", "files", customer, Value::Null),
        ("post", "books", manager.clone(), json!({ "grant": { "right": "post" } })),
        ("pay", "books", manager, json!({ "grant": { "right": "pay", "excludes": ["post"] } })),
    ];
    for (name, service, approval, access) in items {
        let mut item = json!({
            "name": name, "description": format!("what {name} is"), "service": service,
            "approval": approval, "impact": "low", "urgency": "medium", "group": "requests",
        });
        if let (Some(fields), false) = (item.as_object_mut(), access.is_null()) {
            fields.insert("access".to_owned(), access);
        }
        let [approver, ..] = SERVICES else { continue };
        world.send(LEVELS, "service_request", name, "draft_item", json!({ "item": item }))?;
        world.send(approver, "service_request", name, "approve_item", json!({}))?;
    }
    Ok(())
}
