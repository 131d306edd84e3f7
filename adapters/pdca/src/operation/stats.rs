use super::{Format, Problem, Sink, json_line, tree};
use crate::node::Node;

pub(super) fn run(node: &Node, format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
    let stats = node.stats();
    if format.json {
        return json_line(sink, &stats);
    }
    tree::write(&engine::json::of(&stats), format, sink)
}
