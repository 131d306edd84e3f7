//! Spans, as a collector receives them.

use crate::broker::Broker;
use crate::node::{INCIDENT, Place, ask, headers, json};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Takes in spans over OTLP/HTTP, on a free port of this machine.
struct Collector {
    endpoint: String,
    bodies: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Collector {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let bodies = Arc::<Mutex<Vec<_>>>::default();
        let collected = Arc::clone(&bodies);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let body = receive(stream.unwrap());
                collected.lock().unwrap().push(body);
            }
        });
        Self { endpoint, bodies }
    }

    /// All that has come so far, and as it came.
    fn received(&self) -> (Vec<Span>, String) {
        let bodies = self.bodies.lock().unwrap();
        let requests = bodies.iter().map(|it| ExportTraceServiceRequest::decode(&**it).unwrap());
        let resources = requests.flat_map(|request| request.resource_spans);
        let spans = resources.flat_map(|it| it.scope_spans).flat_map(|scope| scope.spans);
        let raw = bodies.iter().map(|body| String::from_utf8_lossy(body).into_owned());
        (spans.collect(), raw.collect())
    }
}

/// One request on one connection; its body.
fn receive(stream: TcpStream) -> Vec<u8> {
    let mut reader = BufReader::new(stream);
    let (mut line, mut head) = (String::new(), String::new());
    while reader.read_line(&mut line).unwrap() > 2 {
        head.push_str(&line.to_lowercase());
        line.clear();
    }
    assert!(head.starts_with("post /v1/traces "), "{head}");
    assert!(head.contains("application/x-protobuf"), "{head}");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    let mut body = vec![0; length.parse().unwrap()];
    reader.read_exact(&mut body).unwrap();
    let answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    reader.get_mut().write_all(answer.as_bytes()).unwrap();
    body
}

fn hex(id: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(id)
}

/// The ids of a span, as a header has them.
fn traceparent(span: &Span) -> String {
    format!("00-{}-{}-01", hex(&span.trace_id), hex(&span.span_id))
}

#[tokio::test]
async fn a_command_and_what_policies_do_about_it_are_one_trace() {
    const SENDER: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let (broker, place, collector) = (Broker::start(), Place::founded(), Collector::start());
    let environment = [("OTEL_EXPORTER_OTLP_ENDPOINT", &*collector.endpoint)];
    let node = place.serve_with(&environment, &["--nats", &broker.url()]);
    let offer = r#"{"person":"bo","competence":{"statement":"the secret word"}}"#;
    place.ok(&["do", "role", "service_desk", "offer", offer]);
    let client = broker.client().await;
    let headers =
        headers(&[("Pdca-Actor", "bo"), ("traceparent", SENDER), ("tracestate", "vendor=1")]);
    let accept = "pdca.cmd.role.service_desk.accept";
    let reply = client.request_with_headers(accept, headers, "{}".into()).await.unwrap();
    assert!(json(&reply)["version"].is_u64(), "{}", json(&reply));
    let own = reply.headers.unwrap().get("traceparent").unwrap().to_string();
    // The policy hears it, and what it does about it is in the log.
    crate::eventually("it is made known", async || {
        place.trail("role").iter().any(|it| it["door"] == "policy").then_some(())
    })
    .await;
    let refused = ask(&client, "pdca.cmd.incident.INC0000009.close", "{}").await;
    assert_eq!(json(&refused)["code"], "not_allowed");
    // What is not sent yet is sent when the node stops.
    node.stop();
    let (spans, raw) = collector.received();
    let named = |name: &str| spans.iter().rfind(|span| span.name == name).unwrap();
    let accepted = named("role.accept");
    assert_eq!(traceparent(accepted), own);
    assert!(accepted.parent_span_id.is_empty(), "{accepted:?}");
    let link = &accepted.links[0];
    assert_eq!(format!("00-{}-{}-01", hex(&link.trace_id), hex(&link.span_id)), SENDER);
    assert_eq!(link.trace_state, "vendor=1");
    let known = named("role.communicate");
    assert_eq!(known.trace_id, accepted.trace_id);
    assert_eq!(known.parent_span_id, accepted.span_id);
    assert!(known.links.is_empty());
    // As the events of it say for ever.
    let records = place.trail("role");
    let communicated = records.iter().rfind(|record| record["door"] == "policy").unwrap();
    assert_eq!(hex(&known.trace_id), communicated["correlation_id"]);
    assert_eq!(hex(&known.span_id), communicated["command_id"].as_str().unwrap()[16..]);
    let closing = named("incident.close");
    assert!(closing.attributes.iter().any(|it| it.key == "pdca.code"), "{closing:?}");
    assert!(raw.contains("service.name") && !raw.contains("secret word"), "{raw}");
    assert!(!raw.contains("service_desk"), "{raw}");
}

#[tokio::test]
async fn a_collector_that_is_away_or_says_nothing_holds_up_nobody() {
    // Somebody who takes connections and never answers, and nobody at all.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for address in [silent.local_addr().unwrap(), gone] {
        let (place, endpoint) = (Place::founded(), format!("http://{address}"));
        let quickly = ("OTEL_BSP_SCHEDULE_DELAY", "1");
        let environment = [("OTEL_EXPORTER_OTLP_ENDPOINT", &*endpoint), quickly];
        let node = place.serve_with(&environment, &[]);
        for _ in 0..20 {
            place.ok(&["do", "incident", "new", "log", INCIDENT]);
        }
        assert_eq!(place.trail("incident").len(), 20);
        let began = Instant::now();
        node.stop();
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    }
}

#[test]
fn what_cannot_be_an_address_is_refused_and_not_shown() {
    let place = Place::founded();
    for (variable, address, reason) in [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "no address", "invalid uri character"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://ada:hunter2@no address", "invalid uri character"),
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "ada:hunter2@localhost:4318", "no scheme"),
    ] {
        let said = place.serve_fails_with(&[(variable, address)], &[]);
        assert!(said.contains(variable) && said.contains(reason), "{said}");
        assert!(said.contains("http://localhost:4318") && !said.contains("hunter2"), "{said}");
    }
}
