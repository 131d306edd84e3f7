use super::{Asker, Format, ImportServicenow, Problem, Refusal, Sink, actor, json_line};
use crate::import::{self, AgreementError, ImportError, Options, SORT_BYTES_MAX, Summary};
use crate::node::Node;
use engine::{Caller, Door};

pub(super) fn run(
    node: &Node,
    history: ImportServicenow,
    asker: &Asker,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let ImportServicenow { file, timezone, agreement, actor: name } = history;
    let caller = Caller {
        door: Door::Import,
        principal: format!("{} {}", import::SOURCE, asker.principal),
        actor: actor(&name)?,
    };
    let sort_bytes_max = SORT_BYTES_MAX;
    let options = Options { file, timezone, agreement, caller, sort_bytes_max };
    // Whoever stops listening has not stopped the import.
    let progress = &mut |what: &str, done, total| sink.progress(what, done, total);
    let summary = import::run(node, options, progress)?;
    if format.json {
        return json_line(sink, &summary);
    }
    for line in lines(&summary) {
        sink.line(&line)?;
    }
    Ok(())
}

/// A summary for people.
pub(crate) fn lines(summary: &Summary) -> Vec<String> {
    let Summary { run, rows, added, known, rejected, incidents, adopted, fired, late, .. } =
        summary;
    let again = if summary.resumed { ", taken up where it was cut off" } else { "" };
    let mut lines = vec![format!("{run}{again}")];
    lines.push(format!("{rows} rows: {added} added, {known} known already, {rejected} rejected"));
    lines.push(format!(
        "{incidents} new incidents; {adopted} moves adopted with their deviation named; \
         {fired} missed targets and warnings on the clock of the rows"
    ));
    if let (Some(first), Some(last)) = (summary.first, summary.last) {
        lines.push(format!("from {first} to {last}"));
    }
    if *late > 0 {
        lines.push(format!("{late} rows were older than what was known; they changed no state"));
    }
    for abandoned in &summary.abandoned {
        lines.push(format!("{abandoned}, of another file, had been cut off; it is ended"));
    }
    if let Some(agreement) = &summary.agreement {
        lines.push(format!("measured by the agreement {agreement}"));
    }
    if let Some(rejects) = &summary.rejects {
        lines.push(format!("what was rejected, and why: {}", rejects.display()));
    }
    lines
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        let rule = |code| Self { ..Self::new(Refusal::Rule, code, &error.to_string()) };
        match error {
            ImportError::GoingOn => rule("import_going_on"),
            ImportError::NotRecorder { .. } => rule("not_recorder"),
            ImportError::Zone(error) => Self::bad_input("unknown_zone", &error),
            ImportError::File(error) => Self::bad_input("bad_file", &error),
            error @ ImportError::Header { .. } => Self::bad_input("bad_header", &error),
            ImportError::Agreement(AgreementError::Refused { .. }) => rule("agreement_refused"),
            ImportError::Agreement(error) => Self::bad_input("bad_agreement", &error),
            ImportError::Execute(error) => error.into(),
            ImportError::Read(error) => error.into(),
            ImportError::Query(error) => error.into(),
            ImportError::Node(error) => error.into(),
            error @ (ImportError::Io { .. } | ImportError::Name(_)) => {
                Self::failure("import_failed", &error)
            }
        }
    }
}
