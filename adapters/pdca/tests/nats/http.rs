//! Metrics and health: what a monitoring system reads, and what it is told when something is wrong.

use crate::broker::Broker;
use crate::eventually;
use crate::node::{INCIDENT, Place, Serving, ask, json, python_with_input};
use serde_json::Value;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// Sends a request as it is; all that comes back.
fn raw(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(crate::PATIENCE)).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Gets a path: status and body.
pub(crate) fn get(address: SocketAddr, path: &str) -> (u16, String) {
    let answer = raw(address, &format!("GET {path} HTTP/1.1\r\nHost: pdca\r\n\r\n"));
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

/// Whether a check fails, by its name.
fn fails(address: SocketAddr, name: &str) -> bool {
    let (status, body) = get(address, "/readyz?verbose");
    let told: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(told["ok"], status == 200, "{body}");
    let checks = told["checks"].as_array().unwrap();
    let check = checks.iter().find(|check| check["name"] == name);
    check.unwrap_or_else(|| panic!("no check {name}: {body}"))["ok"] == false
}

fn metrics(address: SocketAddr) -> Value {
    let (status, text) = get(address, "/metrics");
    assert_eq!(status, 200);
    serde_json::from_str(&python_with_input("metrics.py", &[], &text)).unwrap()
}

pub(crate) fn serve(place: &Place, args: &[&str]) -> (Serving, SocketAddr) {
    let node = place.serve(&[&["--http", "0"], args].concat());
    let said = node.said.iter().find_map(|line| line.split_once("http://")).unwrap();
    let address = said.1.trim().parse().unwrap();
    (node, address)
}

#[test]
fn a_parser_of_the_field_reads_what_stats_says() {
    let place = Place::founded();
    let (node, address) = serve(&place, &[]);
    assert!(address.ip().is_loopback());
    place.ok(&["do", "incident", "new", "log", INCIDENT, "--command-id", "1"]);
    place.ok(&["do", "incident", "new", "log", INCIDENT, "--command-id", "1"]);
    assert!(!place.run(&["do", "incident", "INC0000001", "close", "{}"]).status.success());
    let metrics = metrics(address);
    let stats = place.json(&["stats"]);
    let counted = &stats["engine"]["commands"]["incident"];
    for (outcome, count) in [("accepted", 1), ("repeated", 1), ("refused", 1), ("failed", 0)] {
        let name = format!("pdca_commands_total{{outcome={outcome},process=incident}}");
        assert_eq!(counted[outcome], count, "{outcome}");
        assert_eq!(metrics[name], f64::from(count), "{outcome}");
    }
    assert_eq!(metrics["pdca_log_position"].as_f64(), stats["head"].as_f64());
    assert_eq!(metrics["pdca_build_info{version=0.1.0}"], 1.0);
    assert_eq!(metrics["pdca_ready"], 1.0);
    for model in ["incidents", "service_levels"] {
        assert_eq!(metrics[format!("pdca_projection_up{{model={model}}}")], 1.0);
        assert!(metrics[format!("pdca_projection_lag_records{{model={model}}}")].is_number());
    }
    let value = |name: &str| metrics[name].as_f64().unwrap();
    let commands = &metrics["pdca_command_duration_seconds_count"];
    assert_eq!(&metrics["pdca_command_duration_seconds_bucket{le=+Inf}"], commands);
    assert!(commands.as_f64() >= Some(3.0) && value("pdca_command_duration_seconds_sum") > 0.0);
    assert!(value("pdca_log_durable_seconds_count") >= 1.0);
    assert!(value("process_resident_memory_bytes") > 1e6 && value("process_open_fds") > 3.0);
    // Nothing of whom it is about, or who did it.
    let text = metrics.to_string();
    assert!(!text.contains("INC0000001") && !text.contains("ada"), "{text}");
    node.stop();
}

#[test]
fn requests_have_bounds() {
    let place = Place::founded();
    let (node, address) = serve(&place, &[]);
    assert_eq!(get(address, "/healthz"), (200, "ok\n".to_owned()));
    assert_eq!(get(address, "/readyz").0, 200);
    let (status, body) = get(address, "/");
    assert!(status == 404 && body.contains("/metrics"), "{status} {body}");
    let posted = raw(address, "POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
    assert!(posted.starts_with("HTTP/1.1 405"), "{posted}");
    let head = raw(address, "HEAD /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(head.starts_with("HTTP/1.1 200") && head.ends_with("\r\n\r\n"), "{head}");
    let long = format!("GET /healthz HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", "x".repeat(20_000));
    assert!(raw(address, &long).starts_with("HTTP/1.1 431"));
    assert!(raw(address, "hello\r\n\r\n").starts_with("HTTP/1.1 400"));
    // Whoever says nothing is let go, and holds up nobody meanwhile.
    let mut silent: Vec<_> = (0..32).map(|_| TcpStream::connect(address).unwrap()).collect();
    let began = Instant::now();
    assert_eq!(get(address, "/healthz").0, 200);
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
    let mut first = silent.remove(0);
    first.set_read_timeout(Some(crate::PATIENCE)).unwrap();
    let mut rest = Vec::new();
    first.read_to_end(&mut rest).unwrap();
    node.stop();
    // An address that is taken is said, before anything is opened.
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    assert!(place.serve_fails(&["--http", &port]).contains("cannot listen"));
}

#[tokio::test]
async fn readiness_follows_the_connection_to_nats() {
    let (mut broker, place) = (Broker::start(), Place::founded());
    broker.kill();
    let (node, address) = serve(&place, &["--nats", &broker.url()]);
    assert!(fails(address, "nats") && !fails(address, "log"));
    assert!(get(address, "/readyz").1.starts_with("nats: "));
    // It lives all the same.
    assert_eq!(get(address, "/healthz").0, 200);
    broker.restart();
    eventually("readiness", async || (get(address, "/readyz").0 == 200).then_some(())).await;
    let client = broker.client().await;
    eventually("every part", async || {
        let metrics = metrics(address);
        let parts = metrics.as_object().unwrap().iter();
        let up = parts.filter(|(name, _)| name.starts_with("pdca_nats_part_up"));
        let up: Vec<_> = up.map(|(_, value)| value == 1.0).collect();
        (up.len() >= 6 && up.into_iter().all(|up| up)).then_some(())
    })
    .await;
    let reply = ask(&client, "pdca.cmd.incident.new.log", INCIDENT).await;
    assert_eq!(json(&reply)["key"], "INC0000001");
    eventually("all events out", async || {
        (metrics(address)["pdca_nats_lag_records{part=events}"] == 0.0).then_some(())
    })
    .await;
    broker.kill();
    eventually("nats is missed", async || fails(address, "nats").then_some(())).await;
    node.stop();
}
