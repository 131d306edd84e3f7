//! Indicators for people.

use super::{All, One};
use crate::operation::standing::Standing;
use crate::operation::text::{none, paragraph, to_seconds, whole_seconds};
use crate::operation::{Format, Problem, Sink, Table, visible};
use engine::Key;
use processes::kpi::Figure;
use projections::Page;
use projections::kpi_matrix::{Adds, Not, Record, Row, Value};

const NOTES: [&str; 4] = [
    "course: low to high, within these months; aim: ● reached, ○ missed, · nothing to measure. The last \
     month goes on.",
    "within: the share of those counted that is within the target, where each is to be.",
    "v0: the default, which nobody has approved; `kpi define` and `kpi approve` make it ours.",
    "Every record behind a value, and why others are not counted: pdca kpi NAME --month 2026-10",
];

/// Writes all indicators side by side.
pub(super) fn matrix(
    found: &Standing<All>,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let matrix = &found.answer.kpi;
    found.head("Indicators", sink)?;
    sink.line("")?;
    if matrix.rows.is_empty() {
        return Ok(sink.line("there is no indicator")?);
    }
    let mut table =
        Table::new(&["indicator", "target", ">month before", ">this month", "course", "aim"]);
    for row in &matrix.rows {
        table.row(cells(row));
    }
    table.write(format, sink)?;
    sink.line("")?;
    for apart in &matrix.apart {
        let names =
            |all: &[Key]| all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let (better, worse) = (names(&apart.better), names(&apart.worse));
        let text = format!("Moving apart in {}: {better} better, {worse} worse.", apart.month);
        paragraph(&visible(&text), format, sink)?;
    }
    NOTES.iter().try_for_each(|note| paragraph(note, format, sink))
}

fn cells(row: &Row) -> [String; 6] {
    let about = [
        Some(format!(
            "{}, v{}",
            engine::json::of(&row.dimension).as_str().unwrap_or_default(),
            row.version
        )),
        row.paused.then(|| "paused".to_owned()),
    ];
    let about: Vec<_> = about.into_iter().flatten().collect();
    let name = format!("{}\n{}", visible(&row.name.to_string()), about.join(", "));
    let target = format!("{} {}", row.better.sign(), figure(row.target));
    if row.withheld {
        let withheld = "withheld: it is counted from what you may not see".to_owned();
        return [name, target, none(), none(), withheld, String::new()];
    }
    let last = |back: usize| row.series.iter().rev().nth(back).map_or_else(none, value);
    [name, target, last(1), last(0), course(&row.series), aim(&row.series)]
}

/// `3.2 %`, and below it the share that is within, where each is to be.
fn value(value: &Value) -> String {
    let within = value.within.map(|share| format!("\n{share} % within"));
    format!("{}{}", value.value.map_or_else(none, figure), within.unwrap_or_default())
}

/// A figure; times are cut to the second, shares are not rounded up.
#[must_use]
pub fn figure(figure: Figure) -> String {
    match figure {
        Figure::Time(span) => whole_seconds(span),
        Figure::Share(_) | Figure::Rate(_) | Figure::Count(_) => figure.to_string(),
    }
}

/// Where values lie between the lowest and the highest of them.
fn course(series: &[Value]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let sizes = || series.iter().map(|value| value.value.map(size));
    let (low, high) = sizes()
        .flatten()
        .fold((f64::MAX, f64::MIN), |(low, high), size| (low.min(size), high.max(size)));
    let bar = |size: Option<f64>| {
        let Some(size) = size else { return ' ' };
        let share = if high > low { (size - low) / (high - low) } else { 0.5 };
        let place = BARS.iter().zip(1_u32..).find(|(_, end)| share <= f64::from(*end) / 8.0);
        place.map_or('█', |(bar, _)| *bar)
    };
    sizes().map(bar).collect::<String>().trim_end().to_owned()
}

/// How much it is, beside others of its unit.
#[expect(clippy::cast_precision_loss, reason = "for a drawing of eight heights")]
fn size(figure: Figure) -> f64 {
    match figure {
        Figure::Share(share) => f64::from(share.parts_per_million()),
        Figure::Time(span) => span.as_nanos() as f64,
        Figure::Rate(rate) => rate.to_string().parse().unwrap_or_default(),
        Figure::Count(count) => count as f64,
    }
}

/// In which months the target was reached (●), missed (○), or there was nothing to measure (·).
#[must_use]
pub fn aim(series: &[Value]) -> String {
    let mark = |value: &Value| match value.reached {
        Some(true) => '●',
        Some(false) => '○',
        None => '·',
    };
    series.iter().map(mark).collect()
}

/// Writes one indicator in a month, with the records behind its value.
pub(super) fn show(
    found: &Standing<One>,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let shown = &found.answer.kpi;
    let row = &shown.row;
    found.head(&format!("Indicator {}", row.name), sink)?;
    sink.line("")?;
    let by = if row.approved { "approved" } else { "the default, which nobody has approved" };
    let definition = &shown.definition;
    let services: Vec<_> = definition.services.iter().map(ToString::to_string).collect();
    let services = if services.is_empty() { "all".to_owned() } else { services.join(", ") };
    let sources: Vec<_> = shown
        .sources
        .iter()
        .map(|source| format!("{} ({})", source.process, source.events.join(", ")))
        .collect();
    let mut lines = vec![
        format!("{}: {}", row.name, row.meaning),
        format!(
            "target: {} {}; version {}, {by}",
            row.better.sign(),
            figure(row.target),
            row.version
        ),
        format!("services: {services}"),
        format!("owner: {}", row.owner.as_ref().map_or_else(none, ToString::to_string)),
        format!("counted from: {}", sources.join("; ")),
    ];
    if row.withheld {
        lines.push("withheld: it is counted from what you may not see".to_owned());
    }
    for value in &row.series {
        lines.extend(told(value));
    }
    for line in &lines {
        paragraph(&visible(line), format, sink)?;
    }
    records("Counted", &shown.counted, format, sink)?;
    records("Not counted", &shown.not_counted, format, sink)
}

fn told(it: &Value) -> Vec<String> {
    let so_far = if it.is_over { "" } else { " so far" };
    let reached = match it.reached {
        Some(true) => ", the target is reached",
        Some(false) => ", the target is missed",
        None => "",
    };
    let mut lines = vec![format!(
        "{}{so_far}: {}{reached}; of {} records, {} not counted",
        it.month,
        it.value.map_or_else(|| "nothing to measure".to_owned(), figure),
        it.included,
        it.excluded
    )];
    lines.extend(it.within.map(|share| format!("within the target: {share} %")));
    lines.extend(it.with_exemptions.map(|with| {
        let share = it.within_with_exemptions.map(|share| format!(", {share} % within the target"));
        format!("with exemptions: {}{}", figure(with), share.unwrap_or_default())
    }));
    lines.extend(it.recorded.map(|recorded| {
        let value = recorded.value.map_or_else(|| "nothing to measure".to_owned(), figure);
        let agrees = if recorded.agrees { "as it is now" } else { "which is no more so" };
        format!(
            "recorded at position {}: {value}, computed up to position {}, {agrees}",
            recorded.by, recorded.position
        )
    }));
    lines
}

fn records(
    title: &str,
    page: &Page<Record>,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    if page.total == 0 {
        return Ok(());
    }
    sink.line(&format!("\n{title}: {}", page.total))?;
    let mut table = Table::new(&["when", "what", "adds"]);
    for Record { at, process, key, adds } in &page.rows {
        let what = format!("{process} {key}");
        table.row([to_seconds(*at), visible(&what).into_owned(), added(*adds)]);
    }
    table.write(format, sink)?;
    let left = page.total.saturating_sub(page.rows.len());
    if left == 0 {
        return Ok(());
    }
    paragraph(&format!("and {left} more: --skip, --limit"), format, sink)
}

fn added(adds: Adds) -> String {
    match adds {
        Adds::Success => "a success".to_owned(),
        Adds::Failure => "a failure".to_owned(),
        Adds::Took { time, exempt, within } => {
            let exempt = (exempt > engine::Span::ZERO)
                .then(|| format!(", and {} exempt", whole_seconds(exempt)));
            let late = if within == Some(false) { ", more than the target" } else { "" };
            format!("{}{late}{}", whole_seconds(time), exempt.unwrap_or_default())
        }
        Adds::One => "one".to_owned(),
        Adds::Base => "one of all".to_owned(),
        Adds::Part { kept, agreed } => {
            format!("{} of {}", whole_seconds(kept), whole_seconds(agreed))
        }
        Adds::Not(not) => why(not).to_owned(),
    }
}

const fn why(not: Not) -> &'static str {
    match not {
        Not::Merged => "part of another one",
        Not::Converted => "became something else",
        Not::Cancelled => "given up, or never carried out",
        Not::NoComplaint => "no complaint by what was agreed",
        Not::FalsePositive => "turned out to be none",
        Not::NotAffected => "does no harm there, or is gone",
        Not::Exempt => "exempt",
        Not::OtherService => "of another service, or of none that is known",
        Not::Open => "still has time",
    }
}
