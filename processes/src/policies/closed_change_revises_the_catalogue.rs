use crate::change;
use crate::facts::{Changes, Course, Services};
use crate::limits::label_or;
use crate::service::{self, Service, StartRevision};
use engine::{DecodeError, Dispatch, Edge, Facts, Key, NewFact, Policy, RecordRef};

/// Whenever a change is closed that has made a service other, what the catalogue says of that is
/// revised (6.1.9), unless it was for this change.
#[derive(Clone, Copy, Debug)]
pub struct ClosedChangeRevisesTheCatalogue;

impl Policy for ClosedChangeRevisesTheCatalogue {
    fn name(&self) -> &'static str {
        "closed-change-revises-the-catalogue"
    }

    fn edges(&self) -> Vec<Edge> {
        let (heard, sent) = ((change::NAME, "closed"), (service::NAME, "start_revision"));
        let only_if =
            "it has made a service other that the catalogue offers, and no revision is for it";
        vec![Edge::when(heard, only_if, sent)]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Changes>(), NewFact::of::<Services>()]
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let (change, services) = (record.stream()?.key, facts.get::<Services>());
        let course = facts.get::<Changes>().course(&change);
        let altered = course.filter(|course| course.is_in_place()).into_iter();
        let altered = altered.flat_map(Course::alters);
        let says_otherwise = |service: &&Key| {
            services.is_offered(service) && !services.is_revised_for(service, &change)
        };
        let revise = |service: &Key| {
            let revision = label_or(&format!("change {change}"), "change");
            let named = Some(change.clone());
            let start = StartRevision { revision, change: named, need: None, within: None };
            Dispatch::to::<Service>(service.clone(), start)
        };
        Ok(altered.filter(says_otherwise).map(revise).collect())
    }
}
