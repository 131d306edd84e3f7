use super::{Format, Problem, Refusal, Sink, json_line};
use crate::node::Node;
use nats::ingest::{Retried, Trials};

pub(super) fn run(
    node: &Node,
    most: u64,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let retry = node.ingest_retry().ok_or_else(|| {
        if node.is_joining_nats() {
            let detail = "the node is starting, and not on NATS yet; try again in a moment";
            return Problem::new(Refusal::Busy, "starting", detail);
        }
        let detail = "no node on NATS holds this directory; start one: pdca serve --nats URL";
        Problem::new(Refusal::Rule, "not_on_nats", detail)
    })?;
    let Trials { letters: retried, more } = retry.run(most)?;
    for letter in &retried {
        if format.json {
            json_line(sink, letter)?;
        } else {
            sink.line(&line(letter))?;
        }
    }
    let dead = retried.iter().filter(|letter| letter.problem.is_some()).count();
    if !format.json {
        sink.line(&format!("letters: {}, of these still dead: {dead}", retried.len()))?;
    }
    let others = if more { "; more were not tried: try again, or say --limit" } else { "" };
    if dead == 0 && !more {
        return Ok(());
    }
    let detail = format!("{dead} of {} dead letters remain{others}", retried.len());
    Err(Problem::new(Refusal::Rule, "dead_letter", &detail))
}

fn line(letter: &Retried) -> String {
    let Retried { stream, sequence, subject, done, repeated, problem } = letter;
    let still = problem.iter().map(|problem| format!("; still dead: {}", problem.detail));
    let still: String = still.collect();
    format!("{stream} {sequence}, {subject}: {done} done, {repeated} done before{still}")
}
