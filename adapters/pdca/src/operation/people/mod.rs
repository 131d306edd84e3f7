//! What is asked about people: their tasks and their roles.

#[cfg(test)]
mod tests;

use super::standing::ask;
use super::text::{none, paragraph, to_seconds, whole_seconds};
use super::{Format, Known, Moment, Problem, Refusal, Sink, Table, json_line, visible};
use crate::node::Node;
use processes::limits::Label;
use processes::roles::{DICTIONARY, EVERYBODY};
use projections::{PAGE_MAX, RolesHeld, Tasks, roles_held, tasks};

/// Writes the work list.
pub(super) fn list_tasks(
    node: &Node,
    filter: &tasks::Filter,
    as_of: Option<Moment>,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    is_role(node, filter.role.as_ref())?;
    let page = |model: &Tasks, now| model.page(filter, 0, PAGE_MAX, now);
    let found = ask(node, as_of, Known::At, page)?;
    if format.json {
        return json_line(sink, &found);
    }
    found.head("Tasks", sink)?;
    let page = found.answer;
    if page.rows.is_empty() {
        return Ok(sink.line("\nnothing to do")?);
    }
    sink.line("")?;
    let mut table = Table::new(&["due", "late by", "role, with", "what"]);
    for row in &page.rows {
        table.row(task_cells(row));
    }
    table.write(format, sink)?;
    others(page.total, page.rows.len(), format, sink)
}

fn task_cells(row: &tasks::Row) -> [String; 4] {
    let tasks::Row { task, late_by } = row;
    let line = |text: &str| visible(text).into_owned();
    let whom = task.assignee.as_ref().map(|person| line(&person.to_string()));
    let role = task.role.as_ref().map(|role| line(role));
    let about = task.about.as_ref().map(|it| format!("{} {}: ", it.process, it.key));
    let asked = task.ask.as_ref().map(|ask| line(ask)).unwrap_or_default();
    let mut what = vec![task.task.to_string(), format!("{}{asked}", about.unwrap_or_default())];
    what.extend(task.command.as_ref().map(|command| format!("by {command}")));
    if !task.escalated_to.is_empty() {
        let roles: Vec<_> = task.escalated_to.iter().map(ToString::to_string).collect();
        what.push(format!("escalated to {}", roles.join(", ")));
    }
    if let Some(outcome) = &task.outcome {
        let by = outcome.by.as_ref().map_or_else(none, ToString::to_string);
        let said = outcome.note.as_deref().or(outcome.reference.as_deref()).unwrap_or_default();
        what.push(format!("{} {} by {by}: {said}", task.phase, to_seconds(outcome.at)));
    }
    let what: Vec<_> = what.iter().map(|text| line(text)).collect();
    [
        task.due.map_or_else(none, to_seconds),
        late_by.map_or_else(none, whole_seconds),
        role.into_iter().chain(whom).collect::<Vec<_>>().join("\n"),
        what.join("\n"),
    ]
}

/// Writes who holds which role, or ever held it.
pub(super) fn list_roles(
    node: &Node,
    filter: &roles_held::Filter,
    as_of: Option<Moment>,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    is_role(node, filter.role.as_ref())?;
    let found = ask(node, as_of, Known::At, |model: &RolesHeld, now| model.report(filter, now))?;
    if format.json {
        return json_line(sink, &found);
    }
    found.head(if filter.history { "Roles ever held" } else { "Roles held" }, sink)?;
    let page = found.answer;
    if page.rows.is_empty() {
        return Ok(sink.line("\nnobody")?);
    }
    sink.line("")?;
    let mut table = Table::new(&["role", "person", "since", "until", "by"]);
    for row in &page.rows {
        table.row(role_cells(row));
    }
    table.write(format, sink)?;
    others(page.total, page.rows.len(), format, sink)
}

fn role_cells(row: &roles_held::Row) -> [String; 5] {
    let line = |text: &dyn ToString| visible(&text.to_string()).into_owned();
    let person = match &row.deputy_of {
        Some(holder) => format!("{}, for {}", line(&row.person), line(holder)),
        None => line(&row.person),
    };
    let mut by = vec![row.by.as_ref().map_or_else(none, |by| line(by))];
    if let Some(end) = &row.ended {
        let why = end.reason.as_ref().map(|reason| format!(": {}", visible(reason)));
        by.push(format!("ended by {}{}", line(&end.by), why.unwrap_or_default()));
    }
    [
        row.role.clone(),
        person,
        to_seconds(row.since),
        row.until.map_or_else(none, to_seconds),
        by.join("\n"),
    ]
}

/// Says that there are more than are shown.
fn others(total: usize, shown: usize, format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
    if total == shown {
        return Ok(());
    }
    sink.line("")?;
    let text = format!("and {} more: ask for a role, a person or a thing", total - shown);
    paragraph(&text, format, sink)
}

/// Whether there is such a role: nobody is misled by an empty list for a name that is misspelt.
fn is_role(node: &Node, role: Option<&Label>) -> Result<(), Problem> {
    let Some(role) = role else { return Ok(()) };
    let known = EVERYBODY.contains(&&**role) || processes::roles::purpose(role).is_some();
    let head = node.engine().head();
    if known || node.query(head, |model: &RolesHeld| model.is_defined(role))?.answer {
        return Ok(());
    }
    let names: Vec<_> = DICTIONARY.iter().map(|(name, _)| *name).collect();
    let detail = format!(
        "there is no role {role}; there are: {}, and those that were defined here",
        names.join(", ")
    );
    Err(Problem::new(Refusal::Input, "unknown_role", &detail))
}
