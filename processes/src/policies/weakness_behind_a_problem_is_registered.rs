use crate::change::Origin;
use crate::facts::{Problems, Standing, Vulnerabilities};
use crate::limits::{List, label, label_or};
use crate::problem::{self, CauseKind, Event};
use crate::vulnerability::{self, Redetect, Register, Source, Vulnerability};
use engine::{DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef};
use std::collections::BTreeSet;

/// Whenever the cause of a problem is a weakness that could be exploited, it is a vulnerability of the
/// items concerned; where that was fixed, it is there again. Where no item is concerned, a person is
/// asked for them by the refusal.
///
/// Outward: it is work for people.
#[derive(Clone, Copy, Debug)]
pub struct WeaknessBehindAProblemIsRegistered;

impl Policy for WeaknessBehindAProblemIsRegistered {
    fn name(&self) -> &'static str {
        "weakness-behind-a-problem-is-registered"
    }

    fn edges(&self) -> Vec<Edge> {
        let edge = |only_if, sent| {
            Edge::when((problem::NAME, "root_cause_found"), only_if, (vulnerability::NAME, sent))
        };
        vec![
            edge("the cause is a weakness", "register"),
            edge("the cause is a weakness that was fixed", "redetect"),
        ]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Problems>(), NewFact::of::<Vulnerabilities>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let key = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::RootCauseFound(found) = event else { return Ok(Vec::new()) };
        if found.cause.kind != CauseKind::Weakness {
            return Ok(Vec::new());
        }
        let weakness = label_or(&format!("the cause of problem {key}"), "the cause of a problem");
        let known = facts.get::<Vulnerabilities>();
        let mut items: Vec<Key> = facts.get::<Problems>().items_of(&key).cloned().collect();
        let mut fixed = BTreeSet::new();
        items.retain(|item| match known.of(&weakness, item) {
            Some((vulnerability, Standing::Fixed)) => {
                fixed.insert(vulnerability.clone());
                false
            }
            Some(_) | None => true,
        });
        let source = Source::Record(Origin { process: label(problem::NAME), key });
        let again = |vulnerability: &Key| {
            let redetect = Redetect { source: source.clone() };
            Dispatch::to::<Vulnerability>(vulnerability.clone(), redetect)
        };
        let mut sent: Vec<_> = fixed.iter().map(again).collect();
        if fixed.is_empty() || !items.is_empty() {
            sent.push(Dispatch::new::<Vulnerability>(Register {
                weakness,
                configuration_items: List::new(items).unwrap_or_default(),
                source,
                description: Some(found.cause.statement),
                grade: None,
            }));
        }
        Ok(sent)
    }
}
