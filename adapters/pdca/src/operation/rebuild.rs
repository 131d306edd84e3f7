use super::{Format, Problem, Refusal, Sink, json_line};
use crate::node::Node;

pub(super) fn run(node: &Node, format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
    let head = node.engine().head();
    let rebuilt = node.rebuild(&mut |position| {
        sink.progress("building read models", position.0, Some(head.0));
    });
    rebuilt.map_err(|error| {
        let detail = format!(
            "the read models and their snapshots are not rebuilt, and as they were: {error}. What \
             they answer comes from the log all the same"
        );
        Problem::new(Refusal::Failure, "not_rebuilt", &detail)
    })?;
    let lags = node.lags();
    if format.json {
        return json_line(sink, &lags);
    }
    for lag in lags {
        sink.line(&format!("{}: built up to position {}", lag.name, lag.position))?;
    }
    Ok(sink.line("the snapshots are taken anew")?)
}
