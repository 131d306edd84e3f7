use super::{Format, Problem, Sink, json_line};
use crate::node::Node;

pub(super) fn run(node: &Node, format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
    let head = node.engine().head();
    node.rebuild(&mut |position| sink.progress("building read models", position.0, Some(head.0)))?;
    let lags = node.lags();
    if format.json {
        return json_line(sink, &lags);
    }
    for lag in lags {
        sink.line(&format!("{}: built up to position {}", lag.name, lag.position))?;
    }
    Ok(sink.line("the snapshots are taken anew")?)
}
