use engine::CommandId;
use engine::outside::TraceParent;
use opentelemetry::trace::{
    Link, SpanContext, SpanId, SpanKind, Status, TraceFlags, TraceId, TraceState,
};
use opentelemetry::{InstrumentationScope, KeyValue};
use opentelemetry_sdk::trace::{
    BatchSpanProcessor, SpanData, SpanEvents, SpanLinks, SpanProcessor as _,
};
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// The engine's span of a command.
const EXECUTE: (&str, &str) = ("engine::", "execute");
/// The adapter's span around what is done for a sender who has told its own.
const SENDER: (&str, &str) = ("pdca_nats::", "sender");

/// Whether it is one of the two; all else is for the log.
pub(super) fn is_wanted(metadata: &Metadata<'_>) -> bool {
    let is = |(target, name)| metadata.target().starts_with(target) && metadata.name() == name;
    metadata.is_span() && (is(EXECUTE) || is(SENDER))
}

/// Makes spans with the ids that events bear.
pub(super) struct Spans {
    processor: Arc<BatchSpanProcessor>,
    scope: InstrumentationScope,
}

impl Spans {
    pub(super) fn new(processor: Arc<BatchSpanProcessor>) -> Self {
        let scope = InstrumentationScope::builder("pdca").with_version(env!("CARGO_PKG_VERSION"));
        Self { processor, scope: scope.build() }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Spans {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if span.name() == SENDER.1 {
            let mut told = Told::default();
            attributes.record(&mut told);
            if let Some(sender) = told.sender() {
                span.extensions_mut().insert(sender);
            }
            return;
        }
        let sender = span.parent().and_then(|it| it.extensions().get::<SpanContext>().cloned());
        let mut command = Command { sender, began: SystemTime::now(), told: Told::default() };
        attributes.record(&mut command.told);
        span.extensions_mut().insert(command);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(command) = span.extensions_mut().get_mut::<Command>() {
            values.record(&mut command.told);
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else { return };
        let command = span.extensions_mut().remove::<Command>();
        if let Some(span) = command.and_then(|command| command.span(&self.scope)) {
            self.processor.on_end(span);
        }
    }
}

/// A command on its way.
struct Command {
    /// Whom it was sent by, where they say so.
    sender: Option<SpanContext>,
    began: SystemTime,
    told: Told,
}

/// What is told of a span; no more of it goes out.
#[derive(Default)]
struct Told {
    process: String,
    command: String,
    id: String,
    correlation: String,
    caused_by: String,
    causation: Option<u64>,
    position: Option<u64>,
    code: String,
    failed: bool,
    traceparent: String,
    tracestate: String,
}

impl Visit for Told {
    fn record_u64(&mut self, field: &Field, value: u64) {
        match field.name() {
            "causation" => self.causation = Some(value),
            "position" => self.position = Some(value),
            _ => {}
        }
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.failed |= field.name() == "failed" && value;
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let text = match field.name() {
            "process" => &mut self.process,
            "command" => &mut self.command,
            "id" => &mut self.id,
            "correlation" => &mut self.correlation,
            "caused_by" => &mut self.caused_by,
            "code" => &mut self.code,
            "traceparent" => &mut self.traceparent,
            "tracestate" => &mut self.tracestate,
            _ => return,
        };
        *text = format!("{value:?}");
    }
}

impl Told {
    fn sender(&self) -> Option<SpanContext> {
        let state: TraceState = self.tracestate.parse().unwrap_or_default();
        Some(context(TraceParent::parse(&self.traceparent)?, true, state))
    }

    fn attributes(&self) -> Vec<KeyValue> {
        let texts = [
            ("pdca.process", &self.process),
            ("pdca.command", &self.command),
            ("pdca.command_id", &self.id),
            ("pdca.code", &self.code),
        ];
        let told = texts.into_iter().filter(|(_, text)| !text.is_empty());
        let numbers = [("pdca.causation", self.causation), ("pdca.position", self.position)];
        let numbers = numbers
            .into_iter()
            .filter_map(|(name, number)| Some(KeyValue::new(name, i64::try_from(number?).ok()?)));
        told.map(|(name, text)| KeyValue::new(name, text.clone())).chain(numbers).collect()
    }
}

impl Command {
    fn span(self, scope: &InstrumentationScope) -> Option<SpanData> {
        let Self { sender, began, told } = self;
        let id: CommandId = told.id.parse().ok()?;
        // None of its own: it is the first of its chain.
        let correlation = told.correlation.parse().unwrap_or(id);
        let caused_by = told.caused_by.parse().ok();
        let parent = caused_by.map(|command| TraceParent::of(correlation, command).span);
        let own = TraceParent::of(correlation, id);
        let mut links = SpanLinks::default();
        links.links.extend(sender.map(Link::with_context));
        Some(SpanData {
            span_context: context(own, false, TraceState::default()),
            parent_span_id: SpanId::from(parent.unwrap_or_default()),
            parent_span_is_remote: false,
            span_kind: if parent.is_some() { SpanKind::Internal } else { SpanKind::Server },
            name: format!("{}.{}", told.process, told.command).into(),
            start_time: began,
            end_time: SystemTime::now(),
            attributes: told.attributes(),
            dropped_attributes_count: 0,
            events: SpanEvents::default(),
            links,
            // A refusal is an answer.
            status: if told.failed { Status::error(told.code) } else { Status::Unset },
            instrumentation_scope: scope.clone(),
        })
    }
}

fn context(parent: TraceParent, is_remote: bool, state: TraceState) -> SpanContext {
    let TraceParent { trace, span, is_sampled } = parent;
    let flags = if is_sampled { TraceFlags::SAMPLED } else { TraceFlags::default() };
    SpanContext::new(TraceId::from(trace), SpanId::from(span), flags, is_remote, state)
}
