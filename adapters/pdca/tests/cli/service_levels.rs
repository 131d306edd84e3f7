//! Service levels of incidents and of service requests, asked for on the command line.

use super::{Place, code};

#[test]
fn a_key_is_enough_unless_two_cases_have_it() {
    let place = Place::empty();
    place.ok(&["scenario", "--keep", "../../processes/scenarios/service_request.toml"]);
    let then = place.head().to_string();
    let explain =
        |asked: &[&str]| place.ok(&[&["sla", "explain"], asked, &["--as-of", &*then]].concat());
    let told = explain(&["REQ1"]);
    assert!(told.starts_with("service_request REQ1: logged"), "{told}");
    assert!(told.contains("\nFulfilment: met\n"), "{told}");
    assert_eq!(told, explain(&["service_request", "REQ1"]));
    assert_eq!(told, explain(&["REQ1", "--of", "service_request"]));
    assert_eq!(place.refused(&["sla", "explain", "REQ1", "--of", "incident"]), "not_found");
    assert_eq!(place.refused(&["sla", "explain", "REQ999"]), "not_found");
    let both = ["sla", "explain", "incident", "REQ1", "--of", "incident"];
    assert_eq!(code(&place.run(&both)), 2);
    // What may be requested has no clocks.
    assert_eq!(place.refused(&["sla", "explain", "account"]), "not_found");
    let report = ["sla", "report", "--as-of", &then];
    let of = |kind| [&report[..], &["--of", kind]].concat();
    let told = place.json(&of("service_request"));
    let rows = told["report"]["rows"].as_array().unwrap();
    assert!(!rows.is_empty() && rows.iter().all(|row| row["process"] == "service_request"));
    assert!(place.ok(&report).contains("process"));
    assert!(!place.ok(&of("incident")).contains("process"));
}

#[test]
fn of_two_cases_with_one_key_one_is_named() {
    let place = Place::founded();
    let incident = place.incident();
    let body = r#"{"summary": "a wish"}"#;
    place.ok(&["do", "service_request", &incident, "log", body]);
    assert_eq!(place.refused(&["sla", "explain", &incident]), "ambiguous_key");
    for kind in ["incident", "service_request"] {
        let told = place.ok(&["sla", "explain", &incident, "--of", kind]);
        assert!(told.starts_with(&format!("{kind} {incident}: ")), "{told}");
    }
}
