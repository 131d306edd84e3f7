use indicatif::{ProgressBar, ProgressStyle};
use pdca::operation::{Format, Problem, Refusal, Sink, visible_json, visible_lines};
use std::borrow::Cow;
use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

/// The standard output, and a progress bar on the standard error if that is a terminal. Whatever
/// others wrote, each character of it is seen.
pub(crate) struct Terminal {
    json: bool,
    work: Option<Work>,
    /// What has been done when its answer comes; nothing that would not be done again.
    done: Option<String>,
    /// Why the answer goes to the standard error.
    unwritten: Option<io::Error>,
}

/// What is being done, and since when.
struct Work {
    what: String,
    since: Instant,
    bar: Option<ProgressBar>,
}

/// Work that takes no longer has no bar.
const SHORT: Duration = Duration::from_millis(300);

impl Terminal {
    /// Answers are for people, or for programs.
    pub(crate) const fn new(json: bool) -> Self {
        Self { json, work: None, done: None, unwritten: None }
    }

    /// From here on an answer means that something has been done: where the standard output does
    /// not take it, it goes to the standard error.
    pub(crate) fn tells_of(&mut self, done: impl Into<String>) {
        self.done = Some(done.into());
    }

    /// The end of the answer.
    ///
    /// # Errors
    /// [`Problem`], when it went to the standard error.
    pub(crate) fn answered(&mut self) -> Result<(), Problem> {
        let (Some(done), Some(error)) = (&self.done, &self.unwritten) else { return Ok(()) };
        let detail = format!("{done}, as told above, but {error}");
        Err(Problem::new(Refusal::Failure, "answer_unwritten", &detail))
    }

    /// Says on the standard error why it was not done.
    pub(crate) fn problem(&mut self, problem: &Problem) {
        self.clear();
        let text = if self.json {
            engine::json::of(problem).to_string()
        } else {
            format!("{}: {}", problem.title, problem.detail)
        };
        // Where that does not take it either, the exit code still says it.
        let _ = writeln!(io::stderr(), "{}", self.seen(&text));
    }

    fn seen<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.json { visible_json(text) } else { visible_lines(text) }
    }

    /// Takes the progress bar away.
    pub(crate) fn clear(&mut self) {
        if let Some(bar) = self.work.take().and_then(|work| work.bar) {
            bar.finish_and_clear();
        }
    }
}

impl Work {
    fn show(&mut self, done: u64, total: Option<u64>) {
        if self.bar.is_none() && self.since.elapsed() >= SHORT {
            let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
            let template = "{msg} {wide_bar} {human_pos}/{human_len} {eta}";
            if let (Some(_), Ok(style)) = (total, ProgressStyle::with_template(template)) {
                bar.set_style(style);
            }
            bar.set_message(self.what.clone());
            self.bar = Some(bar);
        }
        if let Some(bar) = &self.bar {
            bar.set_position(done);
        }
    }
}

impl Sink for Terminal {
    fn line(&mut self, text: &str) -> io::Result<()> {
        let text = self.seen(text);
        if self.unwritten.is_none() {
            let write = || writeln!(io::stdout().lock(), "{text}");
            let written = match self.work.as_ref().and_then(|work| work.bar.as_ref()) {
                Some(bar) => bar.suspend(write),
                None => write(),
            };
            let Err(error) = written else { return Ok(()) };
            let kind = error.kind();
            let told = format!("the standard output does not take the answer: {error}");
            let error = io::Error::new(kind, told);
            if self.done.is_none() || kind == io::ErrorKind::BrokenPipe {
                return Err(error);
            }
            self.unwritten = Some(error);
        }
        writeln!(io::stderr(), "{text}")
    }

    fn note(&mut self, text: &str) {
        self.clear();
        let text = if self.json {
            serde_json::json!({ "note": text }).to_string()
        } else {
            text.to_owned()
        };
        // Not part of the answer: where it cannot be said, nothing is missing.
        let _ = writeln!(io::stderr(), "{}", self.seen(&text));
    }

    fn progress(&mut self, what: &str, done: u64, total: Option<u64>) {
        if !io::stderr().is_terminal() {
            return;
        }
        if self.work.as_ref().is_none_or(|work| work.what != what) {
            self.clear();
        }
        let begin = || Work { what: what.to_owned(), since: Instant::now(), bar: None };
        self.work.get_or_insert_with(begin).show(done, total);
        if total == Some(done) {
            self.clear();
        }
    }

    fn is_closed(&mut self) -> bool {
        false
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.clear();
    }
}

/// How answers are written to the standard output.
pub(crate) fn format(json: bool) -> Format {
    // Nobody cuts what a pipe reads.
    let terminal = io::stdout().is_terminal();
    let width = if terminal {
        rustix::termios::tcgetwinsize(io::stdout()).map_or(0, |size| size.ws_col)
    } else {
        0
    };
    Format { json, width }
}
