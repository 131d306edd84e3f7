//! Tasks that policies have opened: over when their policy says so.

use super::{Check, scan, store, unreadable};
use crate::stage::Stage;
use engine::outside::Problem;
use engine::{Door, Position, StreamId};
use std::collections::{BTreeMap, HashMap};

/// An open task, and the record that it was opened for.
struct Open {
    since: Position,
    cause: StreamId,
    policy: usize,
}

/// After an event that ends the task of a stream's earlier event, by the policy that opened it, that
/// task is not open. Where several policies open tasks for an event, nothing is said of it.
pub(super) fn check(stage: &Stage) -> Result<Check, Problem> {
    let mut check = Check::of("no task is open that its policy has ended");
    let policies = stage.engine().catalogue().policies();
    let edges: Vec<_> = policies.iter().map(|policy| policy.edges()).collect();
    let does = |policy: usize, heard: (&str, &str), commands: &[&str]| {
        edges.get(policy).is_some_and(|edges| {
            edges.iter().any(|edge| {
                let when_open =
                    edge.only_if.is_none_or(|condition| condition == "its task is open");
                let opens = commands.contains(&"open");
                edge.heard == heard
                    && edge.sent.0 == "task"
                    && commands.contains(&edge.sent.1)
                    && (opens || when_open)
            })
        })
    };
    let mut examined = 0;
    let mut open: BTreeMap<StreamId, Open> = BTreeMap::new();
    let mut ended: HashMap<(usize, StreamId), Position> = HashMap::new();
    let mut heard: HashMap<Position, (String, String, StreamId)> = HashMap::new();
    let ends: Vec<usize> = (0..policies.len()).collect();
    scan(store(stage), |record| {
        let stream = record.stream().map_err(unreadable(record.position))?;
        let name = (record.process, record.event);
        if record.process == "task" {
            match record.event {
                "opened" | "asked_again" if record.metadata.door == Door::Policy => {
                    let cause = record.metadata.causation.and_then(|cause| heard.get(&cause));
                    let Some((process, event, cause)) = cause else { return Ok(()) };
                    let opened = (process.as_str(), event.as_str());
                    let mut by = ends.iter().filter(|policy| does(**policy, opened, &["open"]));
                    if let (Some(policy), None) = (by.next(), by.next()) {
                        let (since, cause) = (record.position, cause.clone());
                        examined += 1;
                        open.insert(stream, Open { since, cause, policy: *policy });
                    }
                }
                "completed" | "cancelled" => drop(open.remove(&stream)),
                _ => {}
            }
            return Ok(());
        }
        for policy in &ends {
            if does(*policy, name, &["complete", "cancel"]) {
                ended.insert((*policy, stream.clone()), record.position);
            }
        }
        if ends.iter().any(|policy| does(*policy, name, &["open"])) {
            let (process, event) = (name.0.to_owned(), name.1.to_owned());
            heard.insert(record.position, (process, event, stream));
        }
        Ok(())
    })?;
    check.examined = examined;
    for (task, Open { since, cause, policy }) in open {
        let ended = ended.get(&(policy, cause.clone())).filter(|ended| **ended > since);
        if let Some(ended) = ended {
            let by = policies.get(policy).map(|policy| policy.name()).unwrap_or_default();
            check.fail(format!("{task}, since {since}: {cause} ended it at {ended}, by {by}"));
        }
    }
    Ok(check)
}
