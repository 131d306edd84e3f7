use super::args;
use engine::Span;
use pdca::operation::{Format, Problem, Refusal, Sink};
use processes::clock::{Calendar, ServiceHours};
use serde_json::json;
use std::path::Path;

/// The largest calendar file, in bytes.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

pub(crate) fn run(
    command: &args::Calendar,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let (json, text) = match command {
        args::Calendar::Due { calendar, start, minutes } => {
            let calendar = read(calendar)?;
            let due = calendar.due(*start, Span::from_minutes(i64::from(*minutes)));
            let text = due.map_or_else(
                || "never due: the calendar is not open for so long".to_owned(),
                |due| due.to_string(),
            );
            (json!({ "start": start, "minutes": minutes, "due": due }), text)
        }
        args::Calendar::Between { calendar, start, end } => {
            let calendar = read(calendar)?;
            if end < start {
                let detail = format!("the end {end} is before the start {start}");
                return Err(Problem::new(Refusal::Input, "end_before_start", &detail));
            }
            let open = calendar.between(*start, *end);
            (
                json!({ "start": start, "end": end, "minutes": minutes(open), "open": open }),
                text(open),
            )
        }
    };
    sink.line(&if format.json { json.to_string() } else { text })?;
    Ok(())
}

fn read(path: &Path) -> Result<Calendar, Problem> {
    let bad = |detail: String| {
        Problem::new(Refusal::Input, "bad_calendar", &format!("{}: {detail}", path.display()))
    };
    let length = std::fs::metadata(path).map_err(|error| bad(error.to_string()))?.len();
    if length > FILE_BYTES_MAX {
        return Err(bad(format!("{length} bytes; at most {FILE_BYTES_MAX} are read")));
    }
    let text = std::fs::read_to_string(path).map_err(|error| bad(error.to_string()))?;
    let hours: ServiceHours =
        serde_json::from_str(&text).map_err(|error| bad(error.to_string()))?;
    Calendar::new(&hours).map_err(|error| bad(error.to_string()))
}

/// Minutes, with a fraction where there is one.
#[expect(clippy::cast_precision_loss, reason = "minutes for people; nanoseconds are in `open`")]
fn minutes(span: Span) -> f64 {
    span.as_nanos() as f64 / 60e9
}

fn text(open: Span) -> String {
    let minutes = minutes(open);
    format!("{minutes} open minutes")
}
