use super::args;
use engine::outside::{read_text, read_text_from};
use engine::{Span, Timestamp, json};
use pdca::operation::{Format, Problem, Refusal, Sink};
use processes::clock::{Calendar, ServiceHours};
use serde_json::json;
use std::io;
use std::path::Path;

/// The largest calendar file, in bytes.
const FILE_BYTES_MAX: usize = 1024 * 1024;
/// How a time is written on the wall.
const LOCAL: &str = "%a %Y-%m-%d %H:%M:%S %:z, %Q";

pub(crate) fn run(
    command: &args::Calendar,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let (json, text) = match command {
        args::Calendar::Due { calendar, start, minutes } => {
            let (calendar, timezone) = read(calendar)?;
            let due = calendar.due(*start, Span::from_minutes(i64::from(*minutes)));
            let local = due.map(|due| local(due, &timezone)).transpose()?;
            let text = due.zip(local.as_ref()).map_or_else(
                || "never due: the calendar is not open for so long".to_owned(),
                |(due, local)| format!("{due}  ({})", local.strftime(LOCAL)),
            );
            let local = local.map(|local| local.to_string());
            (json!({ "start": start, "minutes": minutes, "due": due, "local": local }), text)
        }
        args::Calendar::Between { calendar, start, end } => {
            let (calendar, _) = read(calendar)?;
            if end < start {
                let detail = format!("the end {end} is before the start {start}");
                return Err(Problem::new(Refusal::Input, "end_before_start", &detail));
            }
            let open = calendar.between(*start, *end);
            (
                json!({ "start": start, "end": end, "minutes": minutes(open), "open": open }),
                open_text(open),
            )
        }
    };
    sink.line(&if format.json { json.to_string() } else { text })?;
    Ok(())
}

/// The calendar, and the zone whose clocks it goes by.
fn read(path: &Path) -> Result<(Calendar, String), Problem> {
    let stdin = path == Path::new("-");
    let name = if stdin { "standard input".to_owned() } else { path.display().to_string() };
    let bad =
        |detail: String| Problem::new(Refusal::Input, "bad_calendar", &format!("{name}: {detail}"));
    let text = if stdin {
        read_text_from(io::stdin(), FILE_BYTES_MAX)
    } else {
        read_text(path, FILE_BYTES_MAX)
    };
    let text = text.map_err(|error| bad(error.to_string()))?;
    let hours: ServiceHours = json::read_as(text).map_err(|error| bad(error.to_string()))?;
    let calendar = Calendar::new(&hours).map_err(|error| bad(error.to_string()))?;
    Ok((calendar, hours.timezone.into()))
}

/// What the clocks on the wall show.
fn local(at: Timestamp, timezone: &str) -> Result<jiff::Zoned, Problem> {
    let local = jiff::Timestamp::from(at).in_tz(timezone);
    local.map_err(|error| Problem::bad_input("bad_calendar", &error))
}

/// Minutes, with a fraction where there is one.
#[expect(clippy::cast_precision_loss, reason = "minutes for people; nanoseconds are in `open`")]
fn minutes(span: Span) -> f64 {
    span.as_nanos() as f64 / 60e9
}

fn open_text(open: Span) -> String {
    if Span::from_minutes(open.as_minutes()) == open {
        return format!("{} open minutes", open.as_minutes());
    }
    format!("{:.3} open minutes ({open})", minutes(open))
}
