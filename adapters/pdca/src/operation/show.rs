//! One thing: state, timeline, what is possible now and by whom.

use super::text::{axis_name, none, paragraph};
use super::{
    Format, Known, Moment, Problem, Refusal, Show, Sink, Table, actor, json_line, log, past, tree,
};
use crate::node::Reader;
use engine::lifecycle::Possible;
use engine::lifecycle::SYSTEM;
use engine::outside::PublicRecord;
use engine::runtime::{AsOf, StreamView};
use engine::{Key, StreamId};
use serde::Serialize;
use serde_json::Value;

#[derive(Serialize)]
struct Shown {
    process: String,
    key: String,
    version: u64,
    position: u64,
    axis: &'static str,
    phase: &'static str,
    state: Value,
    possible: Vec<PossibleNow>,
    timeline: Vec<PublicRecord>,
}

/// A command that is possible now, and by whom.
#[derive(Serialize)]
struct PossibleNow {
    command: &'static str,
    roles: &'static [&'static str],
    holders: Vec<String>,
    /// Whether whoever looks may issue it.
    you: bool,
}

/// Shows one thing: its state, its timeline, and what is possible now and by whom.
///
/// # Errors
/// [`Problem`], when there is no such thing or the log cannot be read.
pub fn run(
    reader: &Reader,
    show: &Show,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    reader.catalogue().process(&show.process)?;
    let key = Key::new(&show.key).map_err(|error| Problem::bad_input("bad_key", &error))?;
    let stream = StreamId::new(&show.process, key);
    past::check(reader, show.as_of)?;
    let (as_of, axis) = match (show.as_of, show.known) {
        (None, _) => (AsOf::Head, "now"),
        (Some(Moment::Position(position)), _) => (AsOf::At(position), "position"),
        (Some(Moment::Time(time)), Known::At) => (AsOf::KnownAt(time), "recorded"),
        (Some(Moment::Time(time)), Known::Now) => (AsOf::HappenedBy(time), "occurred"),
    };
    let view = reader.view(&stream, as_of)?.ok_or_else(|| {
        let then = if axis == "now" { "" } else { " then" };
        Problem::new(Refusal::Input, "not_found", &format!("there is no {stream}{then}"))
    })?;
    let shown = shown(reader, show, axis, &view)?;
    if format.json { json_line(sink, &shown) } else { write(&shown, format, sink) }
}

fn shown(
    reader: &Reader,
    show: &Show,
    axis: &'static str,
    view: &StreamView,
) -> Result<Shown, Problem> {
    let timeline = view.records.iter().map(|record| reader.public(&record.as_ref()));
    Ok(Shown {
        process: show.process.clone(),
        key: show.key.clone(),
        version: view.version.0,
        position: view.position.0,
        axis,
        phase: view.state.phase(),
        state: view.state.to_json(),
        possible: possible_now(reader, &show.actor, view.state.possible())?,
        timeline: timeline.collect::<Result<_, _>>()?,
    })
}

fn possible_now(
    reader: &Reader,
    asker: &str,
    possible: Vec<Possible>,
) -> Result<Vec<PossibleNow>, Problem> {
    const HOLDERS_MAX: usize = 5;
    let (asker, facts, now) = (actor(asker)?, reader.facts()?, reader.now());
    let authority = reader.catalogue().authority();
    let by_whom = |Possible { command, roles }| {
        let people = roles.iter().filter(|role| **role != SYSTEM);
        let you = people.clone().any(|role| authority.holds(&facts, &asker, role, now));
        let holders = people.flat_map(|role| authority.holders(&facts, role, now));
        let mut holders: Vec<_> = holders.map(|holder| holder.to_string()).collect();
        holders.sort();
        holders.dedup();
        holders.truncate(HOLDERS_MAX);
        PossibleNow { command, roles, holders, you }
    };
    Ok(possible.into_iter().map(by_whom).collect())
}

fn write(shown: &Shown, format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
    let Shown { process, key, version, position, axis, phase, .. } = shown;
    sink.line(&format!("{process} {key}: {phase}"))?;
    sink.line(&format!(
        "version {version}, last event at position {position}, {}",
        axis_name(axis)
    ))?;
    sink.line("\nState")?;
    tree::write(&shown.state, format, sink)?;
    sink.line("\nTimeline")?;
    for record in &shown.timeline {
        sink.line(&log::line_of_one(record, format))?;
    }
    sink.line("\nPossible now")?;
    let (by_engine, by_people): (Vec<_>, Vec<_>) =
        shown.possible.iter().partition(|possible| possible.roles == [SYSTEM]);
    if by_people.is_empty() {
        sink.line("nothing by people")?;
    } else {
        let mut table = Table::new(&["command", "you", "roles", "held by"]);
        for PossibleNow { command, roles, holders, you } in by_people {
            let you = (if *you { "yes" } else { "-" }).to_owned();
            let holders = if holders.is_empty() { none() } else { holders.join(", ") };
            table.row([(*command).to_owned(), you, roles.join(", "), holders]);
        }
        table.write(format, sink)?;
    }
    if !by_engine.is_empty() {
        let names: Vec<_> = by_engine.iter().map(|possible| possible.command).collect();
        let text = format!("and by the engine itself: {}", names.join(", "));
        paragraph(&text, format, sink)?;
    }
    Ok(())
}
