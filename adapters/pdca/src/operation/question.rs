//! Questions to read models by their names, as other languages ask them: the operations of the
//! command line.

use super::cmdb::door;
use super::{Asker, Format, Grouping, Known, Operation, Problem, Refusal, Sink, kpi, risk, run};
use crate::node::Node;
use engine::json::{Schema, schema_of};
use engine::outside::{Moment, Point};
use engine::{Actor, Key, Projection};
use processes::configuration_item;
use processes::limits::Label;
use projections::availability::Asked;
use projections::service_levels::{self, Kind, Proposal, Scope};
use projections::{
    Availability, Cmdb, KpiMatrix, PAGE_MAX, RiskRegister, RolesHeld, ServiceLevels, Tasks,
    roles_held, tasks,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::{Arc, Weak};

/// A question by its name.
struct Entry {
    model: &'static str,
    /// The processes that the model is about: who may not see one of them is told nothing.
    processes: &'static [&'static str],
    name: &'static str,
    /// Reads its arguments.
    read: fn(Value) -> Result<Operation, Problem>,
    /// What they are.
    arguments: fn() -> Schema,
}

const ITEMS: &[&str] = &[configuration_item::NAME];
const RISKS: &[&str] = &[processes::risk::NAME];
const INDICATORS: &[&str] = &[processes::kpi::NAME];

/// What may be asked: a line for each.
const QUESTIONS: [Entry; 21] = [
    about::<Cmdb>(ITEMS, "show", door::show, schema_of::<door::Show>),
    about::<Cmdb>(ITEMS, "list", door::list, schema_of::<door::List>),
    about::<Cmdb>(ITEMS, "relations", door::relations, schema_of::<door::Relations>),
    about::<Cmdb>(ITEMS, "impact", door::impact, schema_of::<door::Impact>),
    about::<Cmdb>(ITEMS, "diff", door::diff, schema_of::<door::Diff>),
    about::<Cmdb>(ITEMS, "audit", door::audit, schema_of::<door::Audit>),
    about::<Cmdb>(ITEMS, "idle", door::idle, schema_of::<door::Idle>),
    entry::<ServiceLevels>("report", report, schema_of::<Report>),
    entry::<ServiceLevels>("explain", explain, schema_of::<Explain>),
    entry::<ServiceLevels>("predict", predict, schema_of::<Predict>),
    entry::<ServiceLevels>("what_if", what_if, schema_of::<WhatIf>),
    entry::<ServiceLevels>("credits", credits, schema_of::<CreditsOf>),
    entry::<Availability>("report", availability, schema_of::<ReportAvailability>),
    about::<RiskRegister>(RISKS, "list", risk::door::list, schema_of::<risk::door::List>),
    about::<RiskRegister>(RISKS, "show", risk::door::show, schema_of::<risk::door::Show>),
    about::<RiskRegister>(RISKS, "heat_map", risk::door::heat_map, schema_of::<risk::door::Lately>),
    about::<RiskRegister>(RISKS, "movement", risk::door::movement, schema_of::<risk::door::Lately>),
    about::<KpiMatrix>(INDICATORS, "matrix", kpi::door::matrix, schema_of::<kpi::door::Matrix>),
    about::<KpiMatrix>(INDICATORS, "show", kpi::door::show, schema_of::<kpi::door::Show>),
    entry::<Tasks>("list", list_tasks, schema_of::<ListTasks>),
    entry::<RolesHeld>("report", report_roles, schema_of::<ReportRoles>),
];

const fn entry<P: Projection>(
    name: &'static str,
    read: fn(Value) -> Result<Operation, Problem>,
    arguments: fn() -> Schema,
) -> Entry {
    Entry { model: P::NAME, processes: P::PROCESSES, name, read, arguments }
}

/// About these processes, and no others that the model goes by: what those say, and is not for
/// everybody to see, is left out or withheld.
const fn about<P: Projection>(
    processes: &'static [&'static str],
    name: &'static str,
    read: fn(Value) -> Result<Operation, Problem>,
    arguments: fn() -> Schema,
) -> Entry {
    Entry { processes, ..entry::<P>(name, read, arguments) }
}

/// What may be asked, and what each question takes.
#[must_use]
pub fn questions() -> Vec<nats::Question> {
    let question = |Entry { model, name, arguments, .. }| nats::Question {
        model,
        name,
        arguments: arguments(),
    };
    QUESTIONS.into_iter().map(question).collect()
}

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
    fn tells_of(&self, model: &str) -> &'static [&'static str] {
        let known = QUESTIONS.iter().find(|it| it.model == model);
        known.map(|it| it.processes).unwrap_or_default()
    }

    fn ask(
        &self,
        asker: &nats::Asker,
        hidden: &[&'static str],
        model: &str,
        question: &str,
        arguments: Value,
    ) -> Result<String, Problem> {
        let known = QUESTIONS.iter().find(|it| (it.model, it.name) == (model, question));
        let known = known.ok_or_else(|| {
            let names: Vec<_> =
                QUESTIONS.iter().map(|it| format!("{}.{}", it.model, it.name)).collect();
            let names = names.join(", ");
            let detail = format!("there is no question {model}.{question}; there are: {names}");
            Problem::new(Refusal::Input, "unknown_question", &detail)
        })?;
        let gone = || Problem::new(Refusal::Failure, "stopped", "the node has stopped");
        let node = self.0.upgrade().ok_or_else(gone)?;
        let asker = Asker { principal: asker.principal.clone(), hidden: hidden.to_owned() };
        let mut answer = Collected(String::new());
        let format = Format { json: true, width: 0 };
        run(&node, (known.read)(arguments)?, &asker, format, &mut answer)?;
        Ok(answer.0)
    }
}

/// Figures of compliance.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Report {
    #[serde(default = "by_priority")]
    by: Grouping,
    /// Of incidents or of service requests alone.
    #[serde(default)]
    of: Option<Kind>,
    #[serde(default)]
    as_of: Option<Point>,
    #[serde(default)]
    known: Known,
}

fn by_priority() -> Grouping {
    Grouping::Priority
}

fn report(arguments: Value) -> Result<Operation, Problem> {
    let Report { by, of, as_of, known } = fitting(arguments)?;
    let as_of = as_of.map(Moment::try_from).transpose()?;
    Ok(Operation::SlaReport { by, of, as_of, known })
}

/// Which targets will be missed, by how it went for others.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Predict {
    #[serde(default = "fifty")]
    #[schemars(range(min = 1, max = 500))]
    limit: usize,
    #[serde(default)]
    as_of: Option<Point>,
    #[serde(default)]
    known: Known,
}

const fn fifty() -> usize {
    50
}

fn predict(arguments: Value) -> Result<Operation, Problem> {
    let Predict { limit, as_of, known } = fitting(arguments)?;
    Ok(Operation::SlaPredict { limit, as_of: as_of.map(Moment::try_from).transpose()?, known })
}

/// Who would have been late, had something else been agreed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WhatIf {
    proposal: Proposal,
    #[serde(default)]
    scope: Scope,
    #[serde(default)]
    as_of: Option<Point>,
    #[serde(default)]
    known: Known,
}

fn what_if(arguments: Value) -> Result<Operation, Problem> {
    let WhatIf { proposal, scope, as_of, known } = fitting(arguments)?;
    let (proposal, as_of) = (Box::new(proposal), as_of.map(Moment::try_from).transpose()?);
    Ok(Operation::SlaWhatIf { proposal, scope, as_of, known })
}

/// What is given back for missed targets.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CreditsOf {
    #[serde(default)]
    agreement: Option<Key>,
    /// How many months, the last one among them.
    #[serde(default = "a_year")]
    #[schemars(range(min = 1, max = 120))]
    months: u16,
    #[serde(default)]
    as_of: Option<Point>,
    #[serde(default)]
    known: Known,
}

fn credits(arguments: Value) -> Result<Operation, Problem> {
    let CreditsOf { agreement, months, as_of, known } = fitting(arguments)?;
    let as_of = as_of.map(Moment::try_from).transpose()?;
    Ok(Operation::SlaCredits {
        asked: service_levels::credits::Asked { agreement, months },
        as_of,
        known,
    })
}

/// How much of the agreed time services worked.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReportAvailability {
    #[serde(default)]
    service: Option<Key>,
    /// How many months, the last one among them.
    #[serde(default = "a_year")]
    #[schemars(range(min = 1, max = 120))]
    months: u16,
    #[serde(default)]
    as_of: Option<Point>,
    #[serde(default)]
    known: Known,
}

/// How many months it is about, unless it is said.
pub(super) const fn a_year() -> u16 {
    12
}

fn availability(arguments: Value) -> Result<Operation, Problem> {
    let ReportAvailability { service, months, as_of, known } = fitting(arguments)?;
    let as_of = as_of.map(Moment::try_from).transpose()?;
    Ok(Operation::SlaAvailability { asked: Asked { service, months }, as_of, known })
}

/// Every interval of one clock.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Explain {
    /// Where only one process has such a key, it need not be said.
    #[serde(default)]
    process: Option<String>,
    key: String,
    as_of: Option<Point>,
}

fn explain(arguments: Value) -> Result<Operation, Problem> {
    let Explain { process, key, as_of } = fitting(arguments)?;
    let as_of = as_of.map(Moment::try_from).transpose()?;
    Ok(Operation::SlaExplain { process, key, as_of })
}

/// The work list.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct ListTasks {
    which: tasks::Which,
    role: Option<Label>,
    assignee: Option<Actor>,
    process: Option<Label>,
    key: Option<Key>,
    as_of: Option<Point>,
}

fn list_tasks(arguments: Value) -> Result<Operation, Problem> {
    let ListTasks { which, role, assignee, process, key, as_of } = fitting(arguments)?;
    let filter = tasks::Filter { which, role, assignee, process, key };
    Ok(Operation::Tasks { filter, as_of: as_of.map(Moment::try_from).transpose()? })
}

/// Who holds which role.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct ReportRoles {
    actor: Option<Actor>,
    role: Option<Label>,
    history: bool,
    as_of: Option<Point>,
}

fn report_roles(arguments: Value) -> Result<Operation, Problem> {
    let ReportRoles { actor, role, history, as_of } = fitting(arguments)?;
    let filter = roles_held::Filter { actor, role, history };
    Ok(Operation::Roles { filter, as_of: as_of.map(Moment::try_from).transpose()? })
}

/// The limit of who names none.
pub(super) const fn page_max() -> usize {
    PAGE_MAX
}

pub(super) fn fitting<T: DeserializeOwned>(arguments: Value) -> Result<T, Problem> {
    engine::json::fitting(arguments).map_err(|error| Problem::bad_input("bad_body", &error))
}

/// Keeps an answer.
struct Collected(String);

impl Sink for Collected {
    fn line(&mut self, text: &str) -> std::io::Result<()> {
        self.0.push_str(text);
        Ok(())
    }

    fn note(&mut self, _: &str) {}

    fn progress(&mut self, _: &str, _: u64, _: Option<u64>) {}

    fn is_closed(&mut self) -> bool {
        false
    }
}
