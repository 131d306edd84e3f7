//! Answers of the configuration management database for people.

use super::{Answered, Audited, Differing, Listed, Reached, Related, Shown, Unused};
use crate::operation::text::{axis_name, none, paragraph, to_seconds};
use crate::operation::{Format, Problem, Sink, Table, tree};
use processes::configuration_item::{Item, Known};
use processes::facts::{Direction, Nothing, Truncated};
use projections::cmdb::{MOST, Relations};
use std::fmt::Display;

/// What an answer is true for.
fn stands_on<T>(answered: &Answered<T>, sink: &mut dyn Sink) -> Result<(), Problem> {
    let Answered { axis, position, .. } = answered;
    Ok(sink.line(&format!("up to position {position}, {}", axis_name(axis)))?)
}

pub(super) fn show(
    shown: &Answered<Shown>,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let entry = &shown.answer.entry;
    let why = entry.status_since.as_ref().map_or_else(String::new, |since| {
        let change = since.change.as_ref().map_or_else(String::new, |it| format!(", change {it}"));
        format!(" since {}, position {}{change}", since.at, since.position)
    });
    sink.line(&format!("{}: {}{why}", entry.key, entry.status))?;
    stands_on(shown, sink)?;
    if let Some(definition) = &entry.definition {
        sink.line("\nType")?;
        tree::write(&engine::json::of(definition), format, sink)?;
    }
    if let Some(item) = &entry.item {
        sink.line("")?;
        write_item(item, format, sink)?;
    }
    write_relations(&entry.relations, format, sink)?;
    let names = |keys: &[engine::Key]| {
        if keys.is_empty() {
            none()
        } else {
            keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
    };
    paragraph(&format!("\nchanges: {}", names(&entry.changes)), format, sink)?;
    paragraph(&format!("problems: {}", names(&entry.problems)), format, sink)?;
    paragraph(&format!("known errors: {}", names(&entry.known_errors)), format, sink)?;
    paragraph(&format!("incidents: {}", names(&entry.incidents)), format, sink)
}

fn write_item(item: &Item, format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
    fn row<T: Display>(table: &mut Table, what: &str, known: Option<&Known<T>>) {
        let Some(known) = known else { return };
        let or_none = |text: Option<String>| text.unwrap_or_else(none);
        table.row([
            what.to_owned(),
            known.content.to_string(),
            known.position.to_string(),
            to_seconds(known.at),
            or_none(known.source.as_ref().map(ToString::to_string)),
            or_none(known.change.as_ref().map(ToString::to_string)),
        ]);
    }
    let item_type = item.item_type.as_ref().map_or_else(none, ToString::to_string);
    sink.line(&format!("type {item_type}, version {}", item.version))?;
    let mut table = Table::new(&["what", "is", ">event", "since", "source", "change"]);
    row(&mut table, "name", item.name.as_ref());
    row(&mut table, "description", item.description.as_ref());
    row(&mut table, "location", item.location.as_ref());
    row(&mut table, "owner", item.owner.as_ref());
    for (name, known) in &item.attributes {
        row(&mut table, name, Some(known));
    }
    table.write(format, sink)?;
    if let Some(baseline) = &item.baseline {
        sink.line(&format!("baseline {} at position {}", baseline.name, baseline.position))?;
    }
    if item.updates_refused > 0 {
        sink.line(&format!("updates refused, no change covered them: {}", item.updates_refused))?;
    }
    Ok(())
}

pub(super) fn list(
    listed: &Answered<Listed>,
    skip: usize,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let page = &listed.answer.items;
    let mut table =
        Table::new(&["item", "name", "type", "status", ">version", "location", "owner"]);
    for row in &page.rows {
        let or_none = |text: Option<String>| text.unwrap_or_else(none);
        table.row([
            row.key.to_string(),
            or_none(row.name.as_ref().map(ToString::to_string)),
            or_none(row.item_type.as_ref().map(ToString::to_string)),
            row.status.to_owned(),
            row.version.to_string(),
            or_none(row.location.as_ref().map(ToString::to_string)),
            or_none(row.owner.as_ref().map(ToString::to_string)),
        ]);
    }
    table.write(format, sink)?;
    let (from, to) = (skip.saturating_add(1), skip.saturating_add(page.rows.len()));
    let shown = if from <= to { format!("{from} to {to}") } else { "none".to_owned() };
    sink.line(&format!("\n{shown} of {} items", page.total))?;
    stands_on(listed, sink)
}

pub(super) fn relations(
    related: &Answered<Related>,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    sink.line(&format!("{}", related.answer.of))?;
    stands_on(related, sink)?;
    write_relations(&related.answer.relations, format, sink)
}

fn write_relations(
    relations: &Relations,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    if relations.total == 0 {
        return Ok(sink.line("\nrelated to nothing")?);
    }
    let mut table = Table::new(&["relation", "", "end"]);
    for (way, related) in [("to", &relations.from), ("from", &relations.to)] {
        for related in related {
            let (relation, end) = (related.relation.to_string(), related.end.to_string());
            table.row([relation, way.to_owned(), end]);
        }
    }
    sink.line("")?;
    table.write(format, sink)?;
    let shown = relations.from.len() + relations.to.len();
    if shown < relations.total {
        sink.line(&format!("{shown} of {} relations", relations.total))?;
    }
    Ok(())
}

pub(super) fn impact(
    reached: &Answered<Reached>,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let Reached { of, direction, impact } = &reached.answer;
    let head = match direction {
        Direction::Up => format!("What suffers when {of} fails"),
        Direction::Down => format!("What {of} rests on"),
    };
    sink.line(&head)?;
    stands_on(reached, sink)?;
    sink.line("")?;
    if let Some(nothing) = impact.nothing {
        let said = match (nothing, direction) {
            (Nothing::NotLive, _) => "it is not on record, or over",
            (Nothing::NothingDepends, Direction::Up) => "nothing depends on it",
            (Nothing::NothingDepends, Direction::Down) => "it depends on nothing",
            (Nothing::NoRelationTypeCarriesImpact, _) => {
                "not known: no relation type that it has carries impact"
            }
        };
        return Ok(sink.line(said)?);
    }
    let mut table = Table::new(&[">hops", "end", "by", "of"]);
    for reached in &impact.reached {
        let (hops, end) = (reached.hops.to_string(), reached.end.to_string());
        table.row([hops, end, reached.relation.to_string(), reached.by.to_string()]);
    }
    table.write(format, sink)?;
    sink.line(&format!("\n{} in all", impact.reached.len()))?;
    match impact.truncated {
        None => Ok(()),
        Some(Truncated::Hops) => Ok(sink.line("cut off: there is more, farther away (--hops)")?),
        Some(Truncated::Ends) => Ok(sink.line("cut off: there are more (--limit)")?),
    }
}

pub(super) fn diff(
    differing: &Answered<Differing>,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let Differing { from, diff } = &differing.answer;
    sink.line(&format!("Since position {from}"))?;
    stands_on(differing, sink)?;
    if diff.total == 0 {
        return Ok(sink.line("\nnothing is other")?);
    }
    let mut table = Table::new(&["item", "what", "was", "is", ">event", "change"]);
    for difference in &diff.differences {
        let or_none = |text: Option<String>| text.unwrap_or_else(none);
        table.row([
            difference.key.to_string(),
            difference.what.clone(),
            or_none(difference.change.before.clone()),
            or_none(difference.change.after.clone()),
            or_none(difference.position.as_ref().map(ToString::to_string)),
            or_none(difference.covered_by.as_ref().map(ToString::to_string)),
        ]);
    }
    sink.line("")?;
    table.write(format, sink)?;
    if diff.total > MOST {
        sink.line(&format!("{MOST} of {} differences", diff.total))?;
    }
    Ok(())
}

pub(super) fn audit(
    audited: &Answered<Audited>,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let audit = &audited.answer.audit;
    sink.line(&format!("as their records say: {}", audit.matching))?;
    stands_on(audited, sink)?;
    if audit.total == 0 {
        return Ok(sink.line("\nno deficiency")?);
    }
    let mut table = Table::new(&["item", "deficiency", "in", "recorded", "found", "change"]);
    for deficiency in &audit.deficiencies {
        let or_none = |text: Option<String>| text.unwrap_or_else(none);
        table.row([
            deficiency.item.to_string(),
            deficiency.kind.name().to_owned(),
            or_none(deficiency.what.as_ref().map(ToString::to_string)),
            or_none(deficiency.recorded.as_ref().map(ToString::to_string)),
            or_none(deficiency.found.as_ref().map(ToString::to_string)),
            or_none(deficiency.change.as_ref().map(ToString::to_string)),
        ]);
    }
    sink.line("")?;
    table.write(format, sink)?;
    let kinds: Vec<_> =
        audit.kinds.iter().map(|(kind, count)| format!("{count} {}", kind.name())).collect();
    sink.line(&format!("\n{} deficiencies: {}", audit.total, kinds.join(", ")))?;
    if audit.unauthorised.is_empty() {
        return Ok(());
    }
    let unauthorised: Vec<_> = audit.unauthorised.iter().map(ToString::to_string).collect();
    let said =
        format!("gone, new or altered, and no change covers it: {}", unauthorised.join(", "));
    paragraph(&said, format, sink)
}

pub(super) fn idle(
    unused: &Answered<Unused>,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let idle = &unused.answer.idle;
    let mut table = Table::new(&["item", "name", "type", "owner", "last used", "idle since", ""]);
    for row in &idle.items.rows {
        let or_none = |text: Option<String>| text.unwrap_or_else(none);
        table.row([
            row.key.to_string(),
            or_none(row.name.as_ref().map(ToString::to_string)),
            or_none(row.item_type.as_ref().map(ToString::to_string)),
            or_none(row.owner.as_ref().map(ToString::to_string)),
            or_none(row.last_used.map(to_seconds)),
            or_none(row.flagged_at.map(to_seconds)),
            if row.overdue { "no answer in time".to_owned() } else { String::new() },
        ]);
    }
    table.write(format, sink)?;
    sink.line(&format!("\n{} of {} items in service are idle", idle.items.total, idle.in_service))?;
    if idle.not_measured > 0 {
        let said = format!(
            "of {} no use is on record: they count from when they went into service",
            idle.not_measured
        );
        sink.line(&said)?;
    }
    stands_on(unused, sink)
}
