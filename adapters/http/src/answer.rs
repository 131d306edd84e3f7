use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use hyper::{Method, Response, StatusCode, Uri};
use serde::Serialize;

/// What is asked of a node. Called on threads that may block.
pub trait Observed: Send + Sync + 'static {
    /// Whether it does its work: what fails here, only a restart could help.
    fn health(&self) -> Vec<Check>;
    /// Whether it can be sent work.
    fn readiness(&self) -> Vec<Check>;
    /// Its figures, in the text format of Prometheus.
    fn metrics(&self) -> String;
}

/// One thing that was looked at.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Check {
    /// What: `log`, `nats`.
    pub name: String,
    /// Whether it is as it should be.
    pub ok: bool,
    /// How it is.
    pub detail: String,
}

/// What may be asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Asked {
    Metrics,
    Health { verbose: bool },
    Readiness { verbose: bool },
}

/// Reads a request: what it asks for, or the answer that says why it cannot be.
pub(crate) fn asked(method: &Method, uri: &Uri) -> Result<Asked, Box<Response<Full<Bytes>>>> {
    let verbose = uri.query().is_some_and(|query| {
        query.split('&').any(|part| part == "verbose" || part.starts_with("verbose="))
    });
    let asked = match uri.path() {
        "/metrics" => Asked::Metrics,
        "/healthz" => Asked::Health { verbose },
        "/readyz" => Asked::Readiness { verbose },
        _ => {
            let text = "there are /metrics, /healthz and /readyz\n";
            return Err(Box::new(response(StatusCode::NOT_FOUND, TEXT, text)));
        }
    };
    if *method == Method::GET || *method == Method::HEAD {
        return Ok(asked);
    }
    let mut response = response(StatusCode::METHOD_NOT_ALLOWED, TEXT, "only GET and HEAD\n");
    response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
    Err(Box::new(response))
}

/// Answers it, on a thread that may block.
pub(crate) fn answer(observed: &dyn Observed, asked: Asked) -> Response<Full<Bytes>> {
    match asked {
        Asked::Metrics => response(StatusCode::OK, METRICS, observed.metrics()),
        Asked::Health { verbose } => checked(&observed.health(), verbose),
        Asked::Readiness { verbose } => checked(&observed.readiness(), verbose),
    }
}

pub(crate) fn failed() -> Response<Full<Bytes>> {
    response(StatusCode::INTERNAL_SERVER_ERROR, TEXT, "it went wrong; the log says how\n")
}

const TEXT: &str = "text/plain; charset=utf-8";
const METRICS: &str = "text/plain; version=0.0.4; charset=utf-8";
const JSON: &str = "application/json";

fn checked(checks: &[Check], verbose: bool) -> Response<Full<Bytes>> {
    let failed: Vec<_> = checks.iter().filter(|check| !check.ok).collect();
    let status = if failed.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    if verbose {
        let body = serde_json::json!({ "ok": failed.is_empty(), "checks": checks });
        return response(status, JSON, body.to_string());
    }
    let says = |check: &&Check| format!("{}: {}\n", check.name, check.detail);
    let text: String = failed.iter().map(says).collect();
    response(status, TEXT, if text.is_empty() { "ok\n".to_owned() } else { text })
}

fn response(
    status: StatusCode,
    content: &'static str,
    body: impl Into<Bytes>,
) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
