//! From settings to connections that are kept for ever.
//!
//! The client closes a connection by which something comes that it cannot read, a header that is not
//! UTF-8 for one. So what others write comes by connections of its own: whoever sends such a thing
//! cuts those, and never the one by which the node speaks.

use crate::settings::{Secret, Settings, SettingsError, secret, servers};
use crate::subject::OWN_INBOX;
use async_nats::{Client, ConnectErrorKind, ConnectOptions, Event};
use nkeys::{KeyPair, KeyPairType};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// How many messages may wait in one subscription. Whoever takes them in does so at once.
const SUBSCRIPTION_CAPACITY: usize = 8 * 1024;
/// How many messages may wait to be sent by one connection: few enough that what is made for them is
/// still in the processor's cache when they are.
const SEND_CAPACITY: usize = 128;
/// How often it is said at most that a connection is gone, or what goes wrong with it.
const SAY_EVERY: Duration = Duration::from_secs(10);

/// NATS cannot be reached in a way that trying again could help.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The settings.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The server does not let the node in, or is not the one it should be.
    #[error("cannot connect to {url}: {source}")]
    Refused {
        /// The servers.
        url: String,
        /// Why.
        #[source]
        source: async_nats::ConnectError,
    },
    /// The server's certificate does not do.
    #[error(
        "cannot connect to {url}: {source}; is its certificate of an authority that this machine \
         knows? if not, nats.tls.ca_file names the authority's"
    )]
    Distrusted {
        /// The servers.
        url: String,
        /// Why.
        #[source]
        source: async_nats::ConnectError,
    },
}

impl ConnectError {
    fn refused(url: &str, source: async_nats::ConnectError) -> Self {
        let url = url.to_owned();
        if is_distrusted(&source) {
            Self::Distrusted { url, source }
        } else {
            Self::Refused { url, source }
        }
    }
}

/// A connection, and how often it was made.
pub(crate) struct Connection {
    pub(crate) client: Client,
    /// Counts the connections: who waits for one sees it move.
    pub(crate) connected: watch::Receiver<u64>,
    /// How often it was heard that a message was dropped because it came too fast.
    pub(crate) overruns: Arc<AtomicU64>,
}

/// The node's connections.
pub(crate) struct Connections {
    /// By which it speaks, and hears what the server answers.
    pub(crate) own: Connection,
    /// By which requests come. While one is being made anew, they come by the other one.
    pub(crate) requests: [Connection; 2],
    /// By which work comes from queues, and replays go out.
    pub(crate) bulk: Connection,
}

/// Connects. A server that is away is waited for in the background; one that says no is an error.
pub(crate) async fn connect(url: &str, settings: &Settings) -> Result<Connections, ConnectError> {
    settings.check()?;
    Ok(Connections {
        own: one(url, settings, "own").await?,
        requests: [
            one(url, settings, "requests 1").await?,
            one(url, settings, "requests 2").await?,
        ],
        bulk: one(url, settings, "bulk").await?,
    })
}

async fn one(
    url: &str,
    settings: &Settings,
    name: &'static str,
) -> Result<Connection, ConnectError> {
    let (connected, receiver) = watch::channel(0);
    let (servers, overruns) = (servers(url)?, Arc::default());
    let herald = Herald::new(name, connected, Arc::clone(&overruns));
    let options = options(settings, name, herald)?;
    let client = match options.clone().connect(servers.as_slice()).await {
        Ok(client) => client,
        Err(error) if is_away(&error) => {
            tracing::warn!(%error, url, "NATS is away; the node goes on and waits for it");
            let waiting = options.retry_on_initial_connect().connect(servers.as_slice()).await;
            waiting.map_err(|source| ConnectError::refused(url, source))?
        }
        Err(source) => return Err(ConnectError::refused(url, source)),
    };
    Ok(Connection { client, connected: receiver, overruns })
}

fn is_away(error: &async_nats::ConnectError) -> bool {
    match error.kind() {
        ConnectErrorKind::Dns | ConnectErrorKind::TimedOut => true,
        ConnectErrorKind::Io => !is_distrusted(error),
        ConnectErrorKind::ServerParse
        | ConnectErrorKind::Authentication
        | ConnectErrorKind::AuthorizationViolation
        | ConnectErrorKind::Tls
        | ConnectErrorKind::MaxReconnects => false,
    }
}

/// Whether the server was there and its certificate does not do.
fn is_distrusted(error: &async_nats::ConnectError) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let io = cause.downcast_ref::<std::io::Error>();
        if io.is_some_and(|error| error.kind() == std::io::ErrorKind::InvalidData) {
            return true;
        }
        source = cause.source();
    }
    false
}

fn options(
    settings: &Settings,
    name: &str,
    herald: Herald,
) -> Result<ConnectOptions, SettingsError> {
    let herald = Arc::new(herald);
    let delay_max = Duration::from_millis(settings.reconnect_delay_max_ms);
    let mut options = identify(settings)?
        .name(format!("pdca {} {name}", env!("CARGO_PKG_VERSION")))
        .connection_timeout(Duration::from_secs(settings.connect_timeout_s))
        .ping_interval(Duration::from_secs(settings.ping_interval_s))
        .custom_inbox_prefix(OWN_INBOX)
        .require_tls(settings.tls.required)
        .subscription_capacity(SUBSCRIPTION_CAPACITY)
        .client_capacity(SEND_CAPACITY)
        .reconnect_delay_callback(move |attempt| reconnect_delay(attempt, delay_max))
        .event_callback(move |event| {
            let herald = Arc::clone(&herald);
            async move { herald.heard(&event) }
        });
    if settings.tls.handshake_first {
        options = options.tls_first();
    }
    settings.tls.check_files()?;
    if let Some(path) = &settings.tls.ca_file {
        options = options.add_root_certificates(path.clone());
    }
    if let (Some(certificate), Some(key)) = (&settings.tls.certificate_file, &settings.tls.key_file)
    {
        options = options.add_client_certificate(certificate.clone(), key.clone());
    }
    Ok(options)
}

/// Says who the node is, and nothing else.
pub(crate) fn identify(settings: &Settings) -> Result<ConnectOptions, SettingsError> {
    let credentials = secret(
        "nats.credentials_file",
        settings.credentials_file.as_deref(),
        "PDCA_NATS_CREDENTIALS",
    )?;
    let seed =
        secret("nats.nkey_seed_file", settings.nkey_seed_file.as_deref(), "PDCA_NATS_NKEY_SEED")?;
    let password =
        secret("nats.password_file", settings.password_file.as_deref(), "PDCA_NATS_PASSWORD")?;
    let user = settings.user.as_ref().map(|_| "nats.user");
    let ways = [
        credentials.as_ref().map(|secret| secret.from),
        seed.as_ref().map(|secret| secret.from),
        user.or(password.as_ref().map(|secret| secret.from)),
    ];
    let mut ways = ways.into_iter().flatten();
    if let (Some(first), Some(second)) = (ways.next(), ways.next()) {
        return Err(SettingsError::TwoIdentities { first, second });
    }
    let options = ConnectOptions::new();
    if let Some(Secret { from, text }) = credentials {
        // The client wants every line ended.
        let options = options.credentials(&format!("{text}\n"));
        return options.map_err(|_| SettingsError::Secret { name: from, what: "a JWT and a seed" });
    }
    if let Some(Secret { from, text }) = seed {
        // The client would find out when it connects.
        let key = KeyPair::from_seed(&text).ok();
        if key.is_none_or(|key| key.key_pair_type() != KeyPairType::User) {
            let what = "the seed of a user's NKEY, which begins with SU";
            return Err(SettingsError::Secret { name: from, what });
        }
        return Ok(options.nkey(text));
    }
    match (&settings.user, password.map(|secret| secret.text)) {
        (Some(user), Some(password)) => Ok(options.user_and_password(user.clone(), password)),
        (Some(_), None) => {
            let needs = "nats.password_file or PDCA_NATS_PASSWORD";
            Err(SettingsError::Needs { name: "nats.user", needs })
        }
        (None, Some(_)) => {
            Err(SettingsError::Needs { name: "a password for NATS", needs: "nats.user" })
        }
        (None, None) => Ok(options),
    }
}

/// Doubles from 10 ms; the first attempt comes at once.
fn reconnect_delay(attempt: usize, most: Duration) -> Duration {
    const FIRST: Duration = Duration::from_millis(10);
    let doublings = u32::try_from(attempt).unwrap_or(u32::MAX).min(16);
    if doublings <= 1 { Duration::ZERO } else { (FIRST * 2_u32.pow(doublings)).min(most) }
}

/// Says what becomes of a connection. Who cuts it again and again does not fill the log with that,
/// nor does a server that is away.
struct Herald {
    connection: &'static str,
    connected: watch::Sender<u64>,
    overruns: Arc<AtomicU64>,
    gone: Seldom,
    failed: Seldom,
    overran: Seldom,
}

impl Herald {
    fn new(
        connection: &'static str,
        connected: watch::Sender<u64>,
        overruns: Arc<AtomicU64>,
    ) -> Self {
        let (gone, failed, overran) = (Seldom::default(), Seldom::default(), Seldom::default());
        Self { connection, connected, overruns, gone, failed, overran }
    }

    fn heard(&self, event: &Event) {
        let connection = self.connection;
        match event {
            Event::Connected => {
                tracing::info!(connection, "connected to NATS");
                self.connected.send_modify(|count| *count += 1);
            }
            Event::Disconnected => self.gone.say(|before| {
                tracing::warn!(connection, before, "the connection to NATS is gone");
            }),
            Event::SlowConsumer(subscription) => {
                self.overruns.fetch_add(1, Ordering::Relaxed);
                self.overran.say(|before| {
                    tracing::warn!(
                        connection,
                        subscription,
                        before,
                        "messages came faster than they could be taken in, and were dropped"
                    );
                });
            }
            Event::ClientError(error) => self.failed.say(|before| {
                tracing::warn!(connection, %error, before, "NATS");
            }),
            Event::ServerError(error) => tracing::warn!(connection, %error, "NATS"),
            Event::LameDuckMode | Event::Draining | Event::Closed => {
                tracing::info!(connection, %event, "NATS");
            }
        }
    }
}

/// What is said now and then, however often it happens.
#[derive(Default)]
struct Seldom {
    said: Mutex<Option<Instant>>,
    /// How often it was not said since then.
    unsaid: AtomicU64,
}

impl Seldom {
    /// Says it, and how often it has happened unsaid before, unless that was a moment ago.
    fn say(&self, say: impl FnOnce(u64)) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.is_some_and(|said| said.elapsed() < SAY_EVERY) {
            self.unsaid.fetch_add(1, Ordering::Relaxed);
            return;
        }
        *said = Some(Instant::now());
        say(self.unsaid.swap(0, Ordering::Relaxed));
    }
}

#[cfg(test)]
mod tests {
    use super::reconnect_delay;
    use std::time::Duration;

    #[test]
    fn attempts_to_connect_grow_apart_up_to_a_bound() {
        let most = Duration::from_secs(4);
        let delays: Vec<_> = (0..20).map(|attempt| reconnect_delay(attempt, most)).collect();
        assert_eq!(delays[0], Duration::ZERO);
        assert!(delays.is_sorted());
        assert_eq!(delays[19], most);
    }
}
