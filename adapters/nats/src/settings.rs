use crate::connect::identify;
use engine::outside::read_text;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// How the node reaches NATS, and what it offers there: the table `[nats]` of the configuration.
///
/// No secret is in it: a secret comes from a file or from the environment.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The servers, separated by commas: `nats://one:4222,tls://two:4222`. Without it, the node
    /// stays away from NATS.
    pub url: Option<String>,
    /// Listens only on `pdca.as.<actor>.…`, so that the server's permissions say who speaks as whom.
    pub actor_in_subject: bool,
    /// The user, for a password; the password is in `password_file` or `PDCA_NATS_PASSWORD`.
    pub user: Option<String>,
    /// Holds the password and nothing else.
    pub password_file: Option<PathBuf>,
    /// A credentials file: JWT and seed. Or its text in `PDCA_NATS_CREDENTIALS`.
    pub credentials_file: Option<PathBuf>,
    /// Holds the seed of an NKEY. Or the seed in `PDCA_NATS_NKEY_SEED`.
    pub nkey_seed_file: Option<PathBuf>,
    /// How the connection is protected.
    pub tls: Tls,
    /// How long one attempt to connect may take, in seconds; 1 to 300.
    pub connect_timeout_s: u64,
    /// How often the server is asked whether it is there, in seconds; 1 to 300.
    pub ping_interval_s: u64,
    /// How long to wait between two attempts to connect again at most, in milliseconds; 10 to
    /// 60,000. The first comes at once.
    pub reconnect_delay_max_ms: u64,
    /// How many requests are worked on at once; 1 to 65,536. Further ones are told to come again, and
    /// those that come faster than that can be said are dropped and counted.
    pub in_flight_max: usize,
    /// How many replays run at once; 1 to 256.
    pub replays_max: usize,
    /// How many of them in one actor's name; 1 to 256.
    pub replays_per_actor_max: usize,
    /// How events are written.
    pub events: EventFormat,
    /// Whether imported history is published too.
    pub publish_imported: bool,
    /// How other tools' events become commands.
    pub ingest: Ingest,
}

/// How other tools' events become commands: the table `[nats.ingest]`.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ingest {
    /// The rule files, one for each source. Without any, nothing is taken in.
    pub rules: Vec<PathBuf>,
}

/// How the connection is protected: the table `[nats.tls]`.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tls {
    /// The certificates of the authorities that the server's certificate may come from, PEM;
    /// without it, those of the system.
    pub ca_file: Option<PathBuf>,
    /// The node's own certificate, PEM.
    pub certificate_file: Option<PathBuf>,
    /// The key to it, PEM.
    pub key_file: Option<PathBuf>,
    /// Speaks to no server without TLS.
    pub required: bool,
    /// Begins with the TLS handshake, where the server does.
    pub handshake_first: bool,
}

/// The two content modes of `CloudEvents`.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventFormat {
    /// Attributes in headers, the payload as it is.
    #[default]
    Binary,
    /// All of it one JSON document.
    Structured,
}

/// Settings that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A value is out of its range.
    #[error("nats.{name} is {value}; it must be {range}")]
    Range {
        /// The setting.
        name: &'static str,
        /// What it is.
        value: u64,
        /// What it may be.
        range: &'static str,
    },
    /// A file cannot be read.
    #[error("{name}: cannot read {}", path.display())]
    File {
        /// The setting.
        name: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// What a file or the environment holds is not what it should be.
    #[error("{name} does not hold {what}")]
    Secret {
        /// The setting, or the variable.
        name: &'static str,
        /// What it should hold.
        what: &'static str,
    },
    /// More than one way to say who the node is.
    #[error("the node can say who it is in one way only; {first} and {second} are both there")]
    TwoIdentities {
        /// One.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
    /// A setting without its other half.
    #[error("{name} needs {needs}")]
    Needs {
        /// What is there.
        name: &'static str,
        /// What is not.
        needs: &'static str,
    },
    /// The address of a server.
    #[error(
        "nats.url: {0:?} is not the address of a server; write it like nats://host:4222, or tls://host:4222"
    )]
    Url(String),
    /// A password where everybody sees it.
    #[error(
        "nats.url: a password does not belong in an address; use nats.user and nats.password_file"
    )]
    PasswordInUrl,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            url: None,
            actor_in_subject: false,
            user: None,
            password_file: None,
            credentials_file: None,
            nkey_seed_file: None,
            tls: Tls::default(),
            connect_timeout_s: 5,
            ping_interval_s: 20,
            reconnect_delay_max_ms: 4_000,
            in_flight_max: 1_024,
            replays_max: 16,
            replays_per_actor_max: 4,
            events: EventFormat::Binary,
            publish_imported: false,
            ingest: Ingest::default(),
        }
    }
}

impl Settings {
    /// Whether the files that are named are there, and what is secret says who the node is.
    ///
    /// # Errors
    /// [`SettingsError`], naming the first that is not.
    pub fn check_files(&self) -> Result<(), SettingsError> {
        self.tls.check_files()?;
        let files = [&self.password_file, &self.credentials_file, &self.nkey_seed_file];
        let is_said = self.user.is_some() || files.iter().any(|file| file.is_some());
        match identify(self) {
            // A variable that another program needs.
            Err(SettingsError::Needs { .. }) if self.url.is_none() && !is_said => Ok(()),
            identified => identified.map(drop),
        }
    }

    /// Whether every value is in its range and no two contradict each other. Files are not read.
    ///
    /// # Errors
    /// [`SettingsError`], naming the first that is wrong.
    pub fn check(&self) -> Result<(), SettingsError> {
        let range = |name, value: u64, low, high, range| {
            let fits = (low..=high).contains(&value);
            if fits { Ok(()) } else { Err(SettingsError::Range { name, value, range }) }
        };
        range("connect_timeout_s", self.connect_timeout_s, 1, 300, "from 1 to 300")?;
        range("ping_interval_s", self.ping_interval_s, 1, 300, "from 1 to 300")?;
        let delay = self.reconnect_delay_max_ms;
        range("reconnect_delay_max_ms", delay, 10, 60_000, "from 10 to 60000")?;
        range("in_flight_max", self.in_flight_max as u64, 1, 65_536, "from 1 to 65536")?;
        range("replays_max", self.replays_max as u64, 1, 256, "from 1 to 256")?;
        let per_actor = self.replays_per_actor_max as u64;
        range("replays_per_actor_max", per_actor, 1, 256, "from 1 to 256")?;
        let ways = [
            ("nats.user", self.user.is_some()),
            ("nats.credentials_file", self.credentials_file.is_some()),
            ("nats.nkey_seed_file", self.nkey_seed_file.is_some()),
        ];
        let mut said = ways.into_iter().filter(|(_, said)| *said).map(|(name, _)| name);
        if let (Some(first), Some(second)) = (said.next(), said.next()) {
            return Err(SettingsError::TwoIdentities { first, second });
        }
        match (&self.tls.certificate_file, &self.tls.key_file) {
            (Some(_), None) => needs("nats.tls.certificate_file", "nats.tls.key_file")?,
            (None, Some(_)) => needs("nats.tls.key_file", "nats.tls.certificate_file")?,
            (Some(_), Some(_)) | (None, None) => {}
        }
        if let Some(url) = &self.url {
            servers(url)?;
        }
        Ok(())
    }
}

fn needs(name: &'static str, needs: &'static str) -> Result<(), SettingsError> {
    Err(SettingsError::Needs { name, needs })
}

/// The servers of a list.
pub(crate) fn servers(url: &str) -> Result<Vec<async_nats::ServerAddr>, SettingsError> {
    let server = |text: &str| {
        let text = text.trim();
        let wrong = || SettingsError::Url(without_secret(text));
        // Without a scheme, the client library takes any word for the name of a host.
        let (scheme, rest) = text.split_once("://").ok_or_else(wrong)?;
        let is_known = ["nats", "tls"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
        if !is_known || rest.contains(['/', '?', '#']) {
            return Err(wrong());
        }
        let server: async_nats::ServerAddr = text.parse().map_err(|_| wrong())?;
        if server.host().is_empty() {
            return Err(wrong());
        }
        let secret = server.password().is_some() || server.username().is_some();
        if secret { Err(SettingsError::PasswordInUrl) } else { Ok(server) }
    };
    url.split(',').map(server).collect()
}

/// An address as it may be shown.
fn without_secret(url: &str) -> String {
    url.rsplit_once('@').map_or(url, |(_, host)| host).to_owned()
}

/// The largest secret or certificate, in bytes.
const FILE_BYTES_MAX: usize = 1024 * 1024;

impl Tls {
    /// Whether the files that the client library reads by itself can be read, and are ones.
    pub(crate) fn check_files(&self) -> Result<(), SettingsError> {
        let certificate = ("a certificate in PEM", "-----BEGIN CERTIFICATE-----");
        let key = ("a private key in PEM", "PRIVATE KEY-----");
        for (name, file, (what, mark)) in [
            ("nats.tls.ca_file", &self.ca_file, certificate),
            ("nats.tls.certificate_file", &self.certificate_file, certificate),
            ("nats.tls.key_file", &self.key_file, key),
        ] {
            let Some(path) = file else { continue };
            let failed = |source| SettingsError::File { name, path: path.clone(), source };
            let text = read_text(path, FILE_BYTES_MAX).map_err(failed)?;
            if !text.contains(mark) {
                return Err(SettingsError::Secret { name, what });
            }
        }
        Ok(())
    }
}

/// A secret, and the setting or the variable that it is from.
pub(crate) struct Secret {
    pub(crate) from: &'static str,
    pub(crate) text: String,
}

/// A secret that is in a file or, failing that, in a variable of the environment.
pub(crate) fn secret(
    setting: &'static str,
    file: Option<&Path>,
    variable: &'static str,
) -> Result<Option<Secret>, SettingsError> {
    let (from, text) = match file {
        Some(path) => {
            let failed =
                |source| SettingsError::File { name: setting, path: path.to_owned(), source };
            (setting, Some(read_text(path, FILE_BYTES_MAX).map_err(failed)?))
        }
        None => (variable, std::env::var(variable).ok()),
    };
    let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    Ok(text.map(|text| Secret { from, text }))
}

#[cfg(test)]
mod tests {
    use super::{Settings, SettingsError, Tls, servers};

    #[test]
    fn what_cannot_be_is_refused_by_its_name() {
        assert!(Settings::default().check().is_ok());
        let settings = Settings { in_flight_max: 0, ..Settings::default() };
        assert!(settings.check().unwrap_err().to_string().contains("in_flight_max is 0"));
        let two = Settings {
            user: Some("node".into()),
            nkey_seed_file: Some("seed".into()),
            ..Settings::default()
        };
        assert!(matches!(two.check(), Err(SettingsError::TwoIdentities { .. })));
        let tls = Tls { key_file: Some("key.pem".into()), ..Tls::default() };
        let half = Settings { tls, ..Settings::default() };
        assert!(matches!(half.check(), Err(SettingsError::Needs { .. })));
    }

    #[test]
    fn an_address_holds_no_secret_and_no_message_shows_one() {
        assert_eq!(servers("nats://one:4222, TLS://two").unwrap().len(), 2);
        for nowhere in [
            "",
            "nats://one, ",
            "nats://",
            "x",
            "one:4222",
            "nats://one,two",
            "wss://one",
            "nats://one/x",
            "tls://one?x",
        ] {
            assert!(matches!(servers(nowhere), Err(SettingsError::Url(_))), "{nowhere:?}");
        }
        let error = servers("nats://ada:hunter2@one").unwrap_err();
        assert!(matches!(error, SettingsError::PasswordInUrl));
        let error = servers("gopher://ada:hunter2@one").unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}
