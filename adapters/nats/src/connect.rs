//! From settings to a connection that is kept for ever.

use crate::settings::{Settings, SettingsError, check_file, secret, servers};
use crate::subject::OWN_INBOX;
use async_nats::{Client, ConnectErrorKind, ConnectOptions, Event};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How many messages may wait in one subscription. Whoever takes them in does so at once.
const SUBSCRIPTION_CAPACITY: usize = 8 * 1024;

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
}

/// A connection, and how often it was made.
pub(crate) struct Connection {
    pub(crate) client: Client,
    /// Counts the connections: who waits for one sees it move.
    pub(crate) connected: watch::Receiver<u64>,
}

/// Connects. A server that is away is waited for in the background; one that says no is an error.
pub(crate) async fn connect(url: &str, settings: &Settings) -> Result<Connection, ConnectError> {
    settings.check()?;
    let (connected, receiver) = watch::channel(0);
    let connected = Arc::new(connected);
    let servers = servers(url)?;
    let options = options(settings, &connected)?;
    let client = match options.clone().connect(servers.as_slice()).await {
        Ok(client) => client,
        Err(error) if is_away(&error) => {
            tracing::warn!(%error, url, "NATS is away; the node goes on and waits for it");
            let waiting = options.retry_on_initial_connect().connect(servers.as_slice()).await;
            waiting.map_err(|source| ConnectError::Refused { url: url.to_owned(), source })?
        }
        Err(source) => return Err(ConnectError::Refused { url: url.to_owned(), source }),
    };
    Ok(Connection { client, connected: receiver })
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
    connected: &Arc<watch::Sender<u64>>,
) -> Result<ConnectOptions, SettingsError> {
    let connected = Arc::clone(connected);
    let delay_max = Duration::from_millis(settings.reconnect_delay_max_ms);
    let mut options = identify(settings)?
        .name(concat!("pdca ", env!("CARGO_PKG_VERSION")))
        .connection_timeout(Duration::from_secs(settings.connect_timeout_s))
        .ping_interval(Duration::from_secs(settings.ping_interval_s))
        .custom_inbox_prefix(OWN_INBOX)
        .require_tls(settings.tls.required)
        .subscription_capacity(SUBSCRIPTION_CAPACITY)
        .reconnect_delay_callback(move |attempt| reconnect_delay(attempt, delay_max))
        .event_callback(move |event| {
            let connected = Arc::clone(&connected);
            async move { heard(&event, &connected) }
        });
    if settings.tls.handshake_first {
        options = options.tls_first();
    }
    if let Some(path) = &settings.tls.ca_file {
        check_file("tls.ca_file", path)?;
        options = options.add_root_certificates(path.clone());
    }
    if let (Some(certificate), Some(key)) = (&settings.tls.certificate_file, &settings.tls.key_file)
    {
        check_file("tls.certificate_file", certificate)?;
        check_file("tls.key_file", key)?;
        options = options.add_client_certificate(certificate.clone(), key.clone());
    }
    Ok(options)
}

/// Says who the node is, and nothing else.
pub(crate) fn identify(settings: &Settings) -> Result<ConnectOptions, SettingsError> {
    let options = ConnectOptions::new();
    let file = settings.credentials_file.as_deref();
    let credentials = secret("credentials_file", file, "PDCA_NATS_CREDENTIALS")?;
    if let Some(credentials) = credentials {
        let (name, what) = ("nats.credentials_file", "a JWT and a seed");
        // The client wants every line ended.
        let options = options.credentials(&format!("{credentials}\n"));
        return options.map_err(|_| SettingsError::Secret { name, what });
    }
    let file = settings.nkey_seed_file.as_deref();
    if let Some(seed) = secret("nkey_seed_file", file, "PDCA_NATS_NKEY_SEED")? {
        return Ok(options.nkey(seed));
    }
    let file = settings.password_file.as_deref();
    let password = secret("password_file", file, "PDCA_NATS_PASSWORD")?;
    match (&settings.user, password) {
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

fn heard(event: &Event, connected: &watch::Sender<u64>) {
    match event {
        Event::Connected => {
            tracing::info!("connected to NATS");
            connected.send_modify(|count| *count += 1);
        }
        Event::Disconnected => tracing::warn!("the connection to NATS is gone"),
        Event::SlowConsumer(subscription) => {
            tracing::warn!(subscription, "messages came faster than they could be taken in");
        }
        Event::ServerError(error) => tracing::warn!(%error, "NATS"),
        Event::ClientError(error) => tracing::warn!(%error, "NATS"),
        Event::LameDuckMode | Event::Draining | Event::Closed => tracing::info!(%event, "NATS"),
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
