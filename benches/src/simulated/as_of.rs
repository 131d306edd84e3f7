//! Questions as of an earlier moment, to a running node.

use super::questions::Asked;
use super::recorded_at;
use super::subject::all;
use crate::Failure;
use crate::report::{Report, number, timed};
use engine::json::Value;
use engine::projection::Follower;
use engine::{Position, SystemClock};
use pdca::Node;
use pdca::node::Settings;
use std::path::Path;
use std::sync::Arc;

/// How long an answer may take, in seconds.
const ANSWER_S_MAX: f64 = 3.0;

/// How long it took to look back, in seconds.
pub(super) struct Looked {
    /// With what was on record then.
    known_then: f64,
    /// With what is on record now of what had happened by then.
    known_now: f64,
}

pub(super) fn run(data: &Path, report: &mut Report) -> Result<(), Failure> {
    // As on the first day: all that is derived is built.
    let derived = Settings::of(data).derived_dir();
    if derived.exists() {
        std::fs::remove_dir_all(derived)?;
    }
    let open =
        || Ok(Node::open_with(Settings::of(data), Arc::new(SystemClock), &mut |_, _, _| {})?);
    let (first, node) = timed(open)?;
    let (closed, ()) = timed(|| {
        node.close();
        Ok(())
    })?;
    drop(node);
    let (again, node) = timed(open)?;
    let stats = engine::json::of(&node.stats());
    let stat = |name: &str| stats.get(name).and_then(Value::as_u64).unwrap_or_default();
    report.line(&format!(
        "- a node on it: opened in {first:.1} s the first time, closed in {closed:.1} s, opened again in {again:.1} s; {} snapshots, {:.2} GB",
        stat("snapshots"),
        number(stat("snapshot_bytes")) / 1e9,
    ));
    let head = node.engine().head();
    let (middle, end) = (before_snapshot(head.0 / 2), before_snapshot(head.0));
    report.line(&format!(
        "- the first question of each read model, as of position {middle} (the middle) and {end} (near the end): from the last snapshot before it, if there is one; known now: with all that is on record now of what had happened by then",
    ));
    report.line(
        "\n| read model | middle | middle, known now | near the end | near the end, known now |",
    );
    report.line("| --- | ---: | ---: | ---: | ---: |");
    let mut longest = 0_f64;
    for subject in all()? {
        let mut cells = Vec::new();
        for position in [middle, end] {
            let Looked { known_then, known_now } = (subject.look)(&node, position)?;
            longest = longest.max(known_then).max(known_now);
            cells.extend([known_then, known_now].map(|seconds| format!("{seconds:.3} s")));
        }
        report.line(&format!("| {} | {} |", subject.name, cells.join(" | ")));
    }
    report.line("");
    report.at_least(
        "as of an earlier moment, how often the longest answer fits into 3 s",
        ANSWER_S_MAX / longest,
        1.0,
    );
    Ok(())
}

/// The last position from which it is farthest to a snapshot before it: what takes longest.
fn before_snapshot(until: u64) -> Position {
    const EVERY: u64 = Follower::SNAPSHOT_EVERY;
    Position(if until < EVERY { until } else { until / EVERY * EVERY - 1 })
}

/// Asks a read model its first question as of a position.
pub(super) fn look<P: Asked>(node: &Node, until: Position) -> Result<Looked, Failure> {
    let then = recorded_at(node.store(), until)?;
    let ask = |model: &P| P::QUESTIONS.iter().take(1).for_each(|(_, ask)| ask(model, then));
    let (known_then, ()) = timed(|| {
        ask(&node.as_of::<P>(until)?.answer);
        Ok(())
    })?;
    let (known_now, ()) = timed(|| {
        ask(&node.happened_by::<P>(then)?.answer);
        Ok(())
    })?;
    Ok(Looked { known_then, known_now })
}
