//! Directories of work that whoever stops it half-way is not left with.

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use std::io;
use std::path::PathBuf;

/// Whoever stops this process half-way is left with nothing of the directory, either.
pub(super) fn remove_when_told_to_stop(dir: PathBuf) -> io::Result<()> {
    /// The log goes on making files while they are being removed.
    const ATTEMPTS_MAX: usize = 100;
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    std::thread::Builder::new().name("vanish-signals".to_owned()).spawn(move || {
        let Some(signal) = signals.forever().next() else { return };
        let removed = || std::fs::remove_dir_all(&dir).is_ok() || !dir.exists();
        if !(0..ATTEMPTS_MAX).any(|_| removed()) {
            eprintln!("{} is left", dir.display());
        }
        // Ends the process, as whoever sent the signal expects.
        if emulate_default_handler(signal).is_err() {
            std::process::exit(128 + signal);
        }
    })?;
    Ok(())
}
