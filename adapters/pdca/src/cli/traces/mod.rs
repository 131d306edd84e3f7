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

/// Any of these says where the collector is.
const ENDPOINTS: [&str; 2] = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];
/// Set to `true`, it switches everything off.
const DISABLED: &str = "OTEL_SDK_DISABLED";
/// What the node is called there, unless it is `pdca`.
const NAME: &str = "OTEL_SERVICE_NAME";
/// How long the last spans may take when the node has stopped.
const LAST_WORDS_MAX: Duration = Duration::from_secs(5);

/// What sends the spans, until it is dropped.
#[derive(Debug)]
pub(super) struct Traces(Arc<BatchSpanProcessor>);

impl Traces {
    /// Begins, if the environment says so.
    ///
    /// # Errors
    /// [`ExporterBuildError`], naming what in the environment cannot be.
    pub(super) fn from_environment() -> Result<Option<Self>, ExporterBuildError> {
        let value = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let disabled = value(DISABLED).is_some_and(|value| value.eq_ignore_ascii_case("true"));
        if disabled || ENDPOINTS.into_iter().all(|name| value(name).is_none()) {
            return Ok(None);
        }
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

impl Drop for Traces {
    fn drop(&mut self) {
        if let Err(error) = self.0.shutdown_with_timeout(LAST_WORDS_MAX) {
            tracing::warn!(%error, "the last spans were not sent");
        }
    }
}
