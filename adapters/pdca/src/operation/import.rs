use super::{Asker, Format, ImportServicenow, Problem, Sink, actor, json_line};
use crate::import::{self, AgreementError, ImportError, Input, Options, SORT_BYTES_MAX, Summary};
use crate::node::Node;
use engine::{Caller, Door};

pub(super) fn run(
    node: &Node,
    history: ImportServicenow,
    asker: &Asker,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let ImportServicenow { file: path, name, timezone, agreement, actor: in_name_of } = history;
    let input = Input { path, name };
    let caller = Caller {
        door: Door::Import,
        principal: format!("{} {}", import::SOURCE, asker.principal),
        actor: actor(&in_name_of)?,
    };
    let sort_bytes_max = SORT_BYTES_MAX;
    let options = Options { input, timezone, agreement, caller, sort_bytes_max };
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
    let Summary { rows, added, known, rejected, incidents, adopted, fired, .. } = summary;
    let mut lines = vec![match &summary.run {
        Some(run) if summary.resumed => format!("{run}, taken up where it was cut off"),
        Some(run) => run.clone(),
        None => "nothing new: nothing is recorded".to_owned(),
    }];
    lines.push(format!("{rows} rows: {added} added, {known} known already, {rejected} rejected"));
    if *added > 0 {
        lines.push(format!(
            "{incidents} new incidents; {adopted} moves adopted with their deviation named; \
             {fired} missed targets and warnings on the clock of the rows"
        ));
    }
    if let (Some(first), Some(last)) = (summary.first, summary.last) {
        lines.push(format!("from {first} to {last}"));
    }
    let said = [
        (summary.blank, "blank lines are passed over"),
        (
            summary.late,
            "late rows, older than what was known of their incident, are on record; they move \
             nothing, and clocks do not count them",
        ),
        (
            summary.ambiguous,
            "rows have a time that the clocks of the zone showed twice; the first one is taken",
        ),
    ];
    lines.extend(said.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")));
    if let Some(like) = &summary.elsewhere_like {
        lines.push(format!(
            "{} incidents stand under a longer key, such as {like}, for their number belongs to an \
             incident that did not come from there",
            summary.elsewhere
        ));
    }
    for (zone, rows) in &summary.other_zones {
        lines.push(format!(
            "{rows} of the known rows were brought in with --timezone {zone}, and their times stay \
             as they are on record"
        ));
    }
    for abandoned in &summary.abandoned {
        lines.push(format!(
            "{abandoned}, of another file or time zone, had been cut off; it is ended"
        ));
    }
    if let Some(agreement) = &summary.agreement {
        let measured = summary.measured;
        lines.push(format!(
            "{measured} of the new incidents are measured by the agreement {agreement}, which \
             nobody signed: pdca show agreement {agreement}"
        ));
    }
    if let Some(rejects) = &summary.rejects {
        lines.push(format!("what was rejected, and why: {}", rejects.display()));
    }
    lines
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        match error {
            error @ ImportError::GoingOn => Self::refused("import_going_on", &error),
            error @ ImportError::NotRecorder { .. } => Self::refused("not_recorder", &error),
            ImportError::Zone(error) => Self::bad_input("unknown_zone", &error),
            ImportError::File(error) => Self::bad_input("bad_file", &error),
            error @ ImportError::Header { .. } => Self::bad_input("bad_header", &error),
            ImportError::Agreement(error) => error.into(),
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

impl From<AgreementError> for Problem {
    fn from(error: AgreementError) -> Self {
        match error {
            error @ (AgreementError::Io { .. }
            | AgreementError::Json { .. }
            | AgreementError::Draft { .. }
            | AgreementError::MeasuresNothing { .. }) => Self::bad_input("bad_agreement", &error),
            error @ (AgreementError::NotAuthorised { .. }
            | AgreementError::Rejected { .. }
            | AgreementError::Elsewhere { .. }) => Self::refused("agreement_refused", &error),
            AgreementError::Execute(error) => error.into(),
            AgreementError::Read(error) => error.into(),
            error @ (AgreementError::Limit(_) | AgreementError::Name(_)) => {
                Self::failure("import_failed", &error)
            }
        }
    }
}
