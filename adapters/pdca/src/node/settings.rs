use engine::outside::read_text;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// How a node is run. Flags win over the environment, that over the file, that over the defaults.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, serde::Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The data directory.
    pub data: PathBuf,
    /// Where sealed segments may have been moved to.
    pub archive: Option<PathBuf>,
    /// The length of a segment of the log, in MiB; 1 to 1,024.
    pub segment_mib: u64,
    /// How much memory cached states may take, in MiB; 1 to 65,536.
    pub cache_mib: usize,
    /// How long the process that holds the directory may say nothing to whoever asks it, in
    /// seconds; 3 to 86,400. It says every second that it is working.
    pub answer_timeout_s: u64,
    /// How much an import reads from the standard input, which is copied to the disk first, in MiB;
    /// 1 to 65,536.
    pub input_mib: u64,
    /// What is logged to the standard error: a filter such as `info` or `pdca=debug,engine=info`.
    pub log: String,
    /// What operators are offered over HTTP.
    pub http: http::Settings,
    /// How NATS is reached.
    pub nats: nats::Settings,
}

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file cannot be read.
    #[error("cannot read {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file is not what it should be.
    #[error("{}: {message}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        message: String,
    },
    /// A value is out of its range.
    #[error("{name} is {value}; it must be {range}")]
    Range {
        /// The setting.
        name: &'static str,
        /// What it is.
        value: u64,
        /// What it may be.
        range: &'static str,
    },
    /// Not a filter of what is logged.
    #[error(
        "log: {part:?} is neither a level (off, error, warn, info, debug, trace) nor MODULE=LEVEL, such as engine=info"
    )]
    Log {
        /// The part that is none.
        part: String,
    },
    /// Segments were to be somewhere that is not there.
    #[error(
        "archive: {} is not a directory; name the one that segments are moved to, or leave it out",
        .0.display()
    )]
    Archive(PathBuf),
    /// What is said about NATS cannot be.
    #[error(transparent)]
    Nats(#[from] nats::SettingsError),
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            data: PathBuf::from("pdca-data"),
            archive: None,
            segment_mib: 64,
            cache_mib: 256,
            answer_timeout_s: 30,
            input_mib: 1024,
            log: "warn".to_owned(),
            http: http::Settings::default(),
            nats: nats::Settings::default(),
        }
    }
}

const MIB: u64 = 1024 * 1024;
/// The largest file of settings, in bytes.
const FILE_BYTES_MAX: usize = 64 * 1024;

impl Settings {
    /// The defaults, for a data directory.
    #[must_use]
    pub fn of(data: &Path) -> Self {
        Self { data: data.to_owned(), ..Self::default() }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`SettingsError`], naming what is wrong and where.
    pub fn read(path: &Path) -> Result<Self, SettingsError> {
        let text = read_text(path, FILE_BYTES_MAX)
            .map_err(|source| SettingsError::Io { path: path.to_owned(), source })?;
        let settings: Self = toml::from_str(&text).map_err(|error| SettingsError::Syntax {
            path: path.to_owned(),
            message: error.to_string().trim_end().to_owned(),
        })?;
        settings.check()?;
        Ok(settings)
    }

    /// Whether every value is in its range.
    ///
    /// # Errors
    /// [`SettingsError`], naming the first that is not.
    pub fn check(&self) -> Result<(), SettingsError> {
        let range = |name, value: u64, low, high, range| {
            let fits = (low..=high).contains(&value);
            if fits { Ok(()) } else { Err(SettingsError::Range { name, value, range }) }
        };
        range("segment_mib", self.segment_mib, 1, 1024, "from 1 to 1024")?;
        range("cache_mib", self.cache_mib as u64, 1, 65_536, "from 1 to 65536")?;
        range("answer_timeout_s", self.answer_timeout_s, 3, 86_400, "from 3 to 86400")?;
        range("input_mib", self.input_mib, 1, 65_536, "from 1 to 65536")?;
        self.log_filter()?;
        Ok(self.nats.check()?)
    }

    /// Whether the directories and files that are named are there.
    ///
    /// # Errors
    /// [`SettingsError`], naming the first that is not.
    pub fn check_files(&self) -> Result<(), SettingsError> {
        if let Some(archive) = self.archive.as_ref().filter(|archive| !archive.is_dir()) {
            return Err(SettingsError::Archive(archive.clone()));
        }
        Ok(self.nats.check_files()?)
    }

    /// What is logged.
    ///
    /// # Errors
    /// [`SettingsError::Log`], naming the part that is no filter.
    pub fn log_filter(&self) -> Result<EnvFilter, SettingsError> {
        let bad = |part: &str| SettingsError::Log { part: part.to_owned() };
        // A word that is no level would be taken for the name of a module: silence, not an error.
        let is_level = |part: &str| part.parse::<LevelFilter>().is_ok();
        let parts = self.log.split(',').map(str::trim).filter(|part| !part.is_empty());
        for part in parts {
            if !part.contains(['=', '[']) && !is_level(part) {
                return Err(bad(part));
            }
        }
        EnvFilter::try_new(&self.log).map_err(|_| bad(&self.log))
    }

    pub(super) fn segment_bytes(&self) -> u64 {
        self.segment_mib.saturating_mul(MIB)
    }

    pub(super) fn cache_bytes(&self) -> usize {
        self.cache_mib.saturating_mul(1024 * 1024)
    }

    /// How long whoever holds the directory may say nothing.
    #[must_use]
    pub fn answer_timeout(&self) -> Duration {
        Duration::from_secs(self.answer_timeout_s)
    }

    /// How much is read from the standard input.
    #[must_use]
    pub fn input_bytes(&self) -> u64 {
        self.input_mib.saturating_mul(MIB)
    }

    /// Where the log is: the truth.
    #[must_use]
    pub fn log_dir(&self) -> PathBuf {
        self.data.join("log")
    }

    /// Where what can be built again is.
    #[must_use]
    pub fn derived_dir(&self) -> PathBuf {
        self.data.join("derived")
    }

    /// Where what an import could not read is kept.
    #[must_use]
    pub fn rejects_dir(&self) -> PathBuf {
        self.data.join("rejects")
    }
}

#[cfg(test)]
mod tests {
    use super::{Settings, SettingsError};

    #[test]
    fn a_file_says_only_what_differs() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("pdca.toml");
        std::fs::write(&path, "segment_mib = 8\n").unwrap();
        assert_eq!(
            Settings::read(&path).unwrap(),
            Settings { segment_mib: 8, ..Settings::default() }
        );
        std::fs::write(&path, "segment_mb = 8\n").unwrap();
        assert!(Settings::read(&path).unwrap_err().to_string().contains("segment_mb"));
        std::fs::write(&path, "segment_mib = 0\n").unwrap();
        assert!(matches!(Settings::read(&path), Err(SettingsError::Range { .. })));
    }

    /// The names of all members, with those that they are in.
    fn names(value: &engine::json::Value, path: &str, found: &mut Vec<String>) {
        for (name, value) in value.as_object().into_iter().flatten() {
            let path = format!("{path}.{name}");
            names(value, &path, found);
            found.push(path);
        }
    }

    #[test]
    fn the_documented_file_has_every_setting_with_its_default() {
        let text = include_str!("../../service/pdca.toml");
        assert_eq!(toml::from_str::<Settings>(text).unwrap(), Settings::default());
        let is_setting = |line: &str| {
            let name = line.split(" = ").next().unwrap_or_default();
            line.contains(" = ") && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
        };
        let lines = text.lines().map(|line| {
            line.strip_prefix("# ").filter(|setting| is_setting(setting)).unwrap_or(line)
        });
        let all: engine::json::Value =
            toml::from_str(&lines.collect::<Vec<_>>().join("\n")).unwrap();
        let (mut told, mut there) = (Vec::new(), Vec::new());
        names(&all, "", &mut told);
        names(&engine::json::of(&Settings::default()), "", &mut there);
        told.sort();
        there.sort();
        assert_eq!(told, there);
    }

    #[test]
    fn a_filter_names_levels_and_modules() {
        let filter = |log: &str| Settings { log: log.to_owned(), ..Settings::default() }.check();
        for log in ["warn", "", "INFO,engine=debug", "pdca=trace,sled=off", "3"] {
            assert!(filter(log).is_ok(), "{log}");
        }
        for log in ["verbose", "warn,engine=loud", "engine", "info;debug"] {
            assert!(matches!(filter(log), Err(SettingsError::Log { .. })), "{log}");
        }
    }
}
