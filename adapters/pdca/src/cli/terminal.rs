use indicatif::{ProgressBar, ProgressStyle};
use pdca::operation::{Format, Sink};
use std::io::{self, IsTerminal as _, Write as _};

/// The standard output, and a progress bar on the standard error if that is a terminal.
#[derive(Default)]
pub(crate) struct Terminal {
    bar: Option<(String, ProgressBar)>,
}

impl Terminal {
    /// Takes the progress bar away.
    pub(crate) fn clear(&mut self) {
        if let Some((_, bar)) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

impl Sink for Terminal {
    fn line(&mut self, text: &str) -> io::Result<()> {
        let write = || writeln!(io::stdout().lock(), "{text}");
        match &self.bar {
            Some((_, bar)) => bar.suspend(write),
            None => write(),
        }
    }

    fn progress(&mut self, what: &str, done: u64, total: Option<u64>) {
        if !io::stderr().is_terminal() {
            return;
        }
        if self.bar.as_ref().is_none_or(|(name, _)| name != what) {
            self.clear();
            let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
            let template = "{msg} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}";
            if let (Some(_), Ok(style)) = (total, ProgressStyle::with_template(template)) {
                bar.set_style(style);
            }
            bar.set_message(what.to_owned());
            self.bar = Some((what.to_owned(), bar));
        }
        if let Some((_, bar)) = &self.bar {
            bar.set_position(done);
        }
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
