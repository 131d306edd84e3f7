//! Spans of commands, sent to an OpenTelemetry collector. Switched on by the environment, as
//! OpenTelemetry says: `OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_BSP_SCHEDULE_DELAY` and their like.
//!
//! Nothing waits for a collector: spans are queued, and what does not fit into the queue is dropped.

mod client;
mod layer;

use client::Client;
use layer::Spans;
use opentelemetry_otlp::{ExporterBuildError, SpanExporter, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{BatchSpanProcessor, SpanProcessor as _};
use std::sync::Arc;
use std::time::Duration;
use tracing_subscriber::Layer;
use tracing_subscriber::registry::LookupSpan;
use ureq::http::Uri;

/// Any of these says where the collector is, the first one that does; what is put behind it.
const ENDPOINTS: [(&str, &str); 2] =
    [("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", ""), ("OTEL_EXPORTER_OTLP_ENDPOINT", "/v1/traces")];
/// Set to `true`, it switches everything off.
const DISABLED: &str = "OTEL_SDK_DISABLED";
/// What the node is called there, unless it is `pdca`.
const NAME: &str = "OTEL_SERVICE_NAME";
/// How long the last spans may take when the node has stopped.
const LAST_WORDS_MAX: Duration = Duration::from_secs(5);

/// Nothing can be sent with what the environment says.
#[derive(Debug, thiserror::Error)]
pub(super) enum TracesError {
    /// The address of the collector, which is not shown: a password may stand in it.
    #[error(
        "{variable} is not the address of a collector: {reason}; write it like http://localhost:4318"
    )]
    Address {
        /// Where it is said.
        variable: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// Anything else.
    #[error(transparent)]
    Exporter(#[from] ExporterBuildError),
}

/// What sends the spans, until it is dropped.
#[derive(Debug)]
pub(super) struct Traces(Arc<BatchSpanProcessor>);

impl Traces {
    /// Begins, if the environment says so.
    ///
    /// # Errors
    /// [`TracesError`], naming what in the environment cannot be.
    pub(super) fn from_environment() -> Result<Option<Self>, TracesError> {
        let value = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let disabled = value(DISABLED).is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let mut endpoints =
            ENDPOINTS.into_iter().filter_map(|(name, path)| Some((name, value(name)? + path)));
        let Some((variable, address)) = endpoints.next().filter(|_| !disabled) else {
            return Ok(None);
        };
        check(&address).map_err(|reason| TracesError::Address { variable, reason })?;
        let exporter = SpanExporter::builder().with_http().with_http_client(Client::new());
        let mut processor = BatchSpanProcessor::builder(exporter.build()?).build();
        let resource = Resource::builder();
        let resource = match value(NAME) {
            Some(_) => resource,
            None => resource.with_service_name("pdca"),
        };
        processor.set_resource(&resource.build());
        Ok(Some(Self(Arc::new(processor))))
    }

    /// What makes spans of what the engine tells.
    pub(super) fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: tracing::Subscriber + for<'a> LookupSpan<'a>,
    {
        let wanted = |metadata: &tracing::Metadata<'_>| layer::is_wanted(metadata);
        Spans::new(Arc::clone(&self.0)).with_filter(tracing_subscriber::filter::filter_fn(wanted))
    }
}

/// What is not right is found here: the exporter would show all of it.
fn check(address: &str) -> Result<(), String> {
    let uri: Uri =
        address.parse().map_err(|error: ureq::http::uri::InvalidUri| error.to_string())?;
    if uri.scheme().is_none() || uri.authority().is_none() {
        return Err("it has no scheme or no host".to_owned());
    }
    Ok(())
}

impl Drop for Traces {
    fn drop(&mut self) {
        if let Err(error) = self.0.shutdown_with_timeout(LAST_WORDS_MAX) {
            tracing::warn!(%error, "the last spans were not sent");
        }
    }
}
