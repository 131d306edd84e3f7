//! Questions to read models by their names, as other languages ask them: the operations of the
//! command line.

use super::{Asker, Format, Grouping, Known, Operation, Problem, Refusal, Sink, run};
use crate::node::Node;
use engine::outside::{Moment, Point};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::{Arc, Weak};

/// What may be asked: a line for each.
const QUESTIONS: [(&str, &str, Read); 2] =
    [("service_levels", "report", report), ("service_levels", "explain", explain)];

/// Reads the arguments of a question.
type Read = fn(Value) -> Result<Operation, Problem>;

/// The questions that a node answers, for as long as it is there.
pub struct Questions(Weak<Node>);

impl Questions {
    /// Those of this node.
    #[must_use]
    pub fn of(node: &Arc<Node>) -> Self {
        Self(Arc::downgrade(node))
    }
}

impl nats::Questions for Questions {
    fn ask(&self, model: &str, question: &str, arguments: Value) -> Result<String, Problem> {
        let known = QUESTIONS.iter().find(|(of, name, _)| (*of, *name) == (model, question));
        let (_, _, read) = known.ok_or_else(|| {
            let names: Vec<_> =
                QUESTIONS.iter().map(|(of, name, _)| format!("{of}.{name}")).collect();
            let names = names.join(", ");
            let detail = format!("there is no question {model}.{question}; there are: {names}");
            Problem::new(Refusal::Input, "unknown_question", &detail)
        })?;
        let gone = || Problem::new(Refusal::Failure, "stopped", "the node has stopped");
        let node = self.0.upgrade().ok_or_else(gone)?;
        let asker = Asker { principal: "nats".to_owned() };
        let mut answer = Collected(String::new());
        let format = Format { json: true, width: 0 };
        run(&node, read(arguments)?, &asker, format, &mut answer)?;
        Ok(answer.0)
    }
}

/// Figures of compliance.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Report {
    #[serde(default = "by_priority")]
    by: Grouping,
    #[serde(default)]
    as_of: Option<Point>,
    #[serde(default)]
    known: Known,
}

fn by_priority() -> Grouping {
    Grouping::Priority
}

fn report(arguments: Value) -> Result<Operation, Problem> {
    let Report { by, as_of, known } = fitting(arguments)?;
    let as_of = as_of.map(Moment::try_from).transpose()?;
    Ok(Operation::SlaReport { by, as_of, known })
}

/// Every interval of one clock.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Explain {
    process: String,
    key: String,
}

fn explain(arguments: Value) -> Result<Operation, Problem> {
    let Explain { process, key } = fitting(arguments)?;
    Ok(Operation::SlaExplain { process, key })
}

fn fitting<T: DeserializeOwned>(arguments: Value) -> Result<T, Problem> {
    engine::json::fitting(arguments).map_err(|error| Problem::bad_input("bad_body", &error))
}

/// Keeps an answer.
struct Collected(String);

impl Sink for Collected {
    fn line(&mut self, text: &str) -> std::io::Result<()> {
        self.0.push_str(text);
        Ok(())
    }

    fn progress(&mut self, _: &str, _: u64, _: Option<u64>) {}

    fn is_closed(&mut self) -> bool {
        false
    }
}
