//! What each read model is asked, as people ask it.

use engine::{Key, Projection, Span, Timestamp};
use processes::clock::ServiceHours;
use processes::configuration_item::End;
use processes::facts::{Bounds, Direction};
use processes::kpi::Month;
use projections::service_levels::{Grouping, Kind, Proposal, Scope, credits};
use projections::{
    Availability, Cmdb, Incidents, KpiMatrix, PAGE_MAX, RiskRegister, RolesHeld, ServiceLevels,
    Tasks, availability, cmdb, incidents, kpi_matrix, risk_register, roles_held, tasks,
};
use std::hint::black_box;

/// A question, and how it is asked; what the answer is does not matter here.
pub(super) type Question<P> = (&'static str, fn(&P, Timestamp));

/// A read model that people ask.
pub(super) trait Asked: Projection {
    const QUESTIONS: &[Question<Self>];
}

/// How many months are looked at.
const MONTHS: u16 = 12;
/// How many rows are on a page.
const PAGE: usize = 50;

fn key(name: &str) -> Key {
    Key::new(name).expect("a key")
}

impl Asked for Availability {
    const QUESTIONS: &[Question<Self>] = &[("all services, twelve months", |model, now| {
        black_box(model.report(&availability::Asked { service: None, months: MONTHS }, now));
    })];
}

impl Asked for Cmdb {
    const QUESTIONS: &[Question<Self>] = &[
        ("a page of items", |model, _| {
            black_box(model.page(&cmdb::Filter::default(), 0, PAGE));
        }),
        ("an item with its relations", |model, _| {
            black_box(model.entry(&key("host-1"), PAGE_MAX));
        }),
        ("what depends on a host", |model, _| {
            let host = End::Item(key("host-1"));
            black_box(model.facts().impact(&host, Direction::Up, Bounds::default()));
        }),
    ];
}

impl Asked for Incidents {
    const QUESTIONS: &[Question<Self>] = &[
        ("the most urgent that are not over", |model, now| {
            let filter = incidents::Filter::default();
            black_box(model.page(&filter, incidents::Sort::Urgency, 0, PAGE, now));
        }),
        ("all, the most urgent first", |model, now| {
            let which = incidents::Which::All;
            let filter = incidents::Filter { which, ..incidents::Filter::default() };
            black_box(model.page(&filter, incidents::Sort::Urgency, 0, PAGE, now));
        }),
    ];
}

impl Asked for KpiMatrix {
    const QUESTIONS: &[Question<Self>] = &[
        ("the matrix, twelve months", |model, now| {
            let asked = kpi_matrix::Asked { name: None, months: MONTHS };
            black_box(model.matrix(&asked, now, &[]));
        }),
        ("every record behind the time to restore of a month", |model, now| {
            let (name, month) = (key("time_to_restore"), Month::of(now).before(1));
            black_box(model.show(&name, month, (0, PAGE), now, &[]));
        }),
    ];
}

impl Asked for RiskRegister {
    const QUESTIONS: &[Question<Self>] = &[
        ("the first in the joint order", |model, now| {
            black_box(model.page(&risk_register::Filter::default(), (0, PAGE), now, &[]));
        }),
        ("a risk with its drivers", |model, now| {
            black_box(model.show(&key("RSK0000001"), now, &[]));
        }),
        ("the heat map, moves of thirty days", |model, now| {
            black_box(model.heat_map(now - Span::from_days(30), now));
        }),
        ("what moved in thirty days", |model, now| {
            black_box(model.movement(now - Span::from_days(30), now));
        }),
    ];
}

impl Asked for RolesHeld {
    const QUESTIONS: &[Question<Self>] = &[("who holds what, and who ever did", |model, now| {
        let filter = roles_held::Filter { history: true, ..roles_held::Filter::default() };
        black_box(model.report(&filter, now));
    })];
}

impl Asked for ServiceLevels {
    const QUESTIONS: &[Question<Self>] = &[
        ("the report by priority", |model, now| {
            black_box(model.report(Grouping::Priority, None, now));
        }),
        ("the report by month", |model, now| {
            black_box(model.report(Grouping::Month, None, now));
        }),
        ("one case, explained", |model, now| {
            black_box(model.explain(Kind::Incident, &key("INC0000001"), now));
        }),
        ("credits of twelve months", |model, now| {
            black_box(model.credits(&credits::Asked { agreement: None, months: MONTHS }, now));
        }),
        ("which clocks will be missed", |model, now| {
            black_box(model.predict(PAGE, now));
        }),
        ("what if the hours were longer, in thirty days", |model, now| {
            let hours = ServiceHours::always();
            let proposal = Proposal { hours: Some(hours), ..Proposal::default() };
            let scope = Scope { from: Some(now - Span::from_days(30)), ..Scope::default() };
            black_box(model.what_if(&proposal, &scope, now).is_ok());
        }),
    ];
}

impl Asked for Tasks {
    const QUESTIONS: &[Question<Self>] = &[("a page of open tasks", |model, now| {
        black_box(model.page(&tasks::Filter::default(), 0, PAGE, now));
    })];
}
