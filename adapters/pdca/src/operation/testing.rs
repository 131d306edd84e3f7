//! A node with a history, on which time passes when it is told to.

use super::{Asker, Format, Operation, Problem, Sink, run};
use crate::node::{Node, Settings};
use engine::testing::{NOW, caller};
use engine::{Actor, Clock as _, Key, LogicalClock, Request, Span, Timestamp};
use std::sync::Arc;

#[derive(Default)]
pub(super) struct Text(pub(super) String);

impl Sink for Text {
    fn line(&mut self, text: &str) -> std::io::Result<()> {
        self.0 += text;
        self.0.push('\n');
        Ok(())
    }
    fn note(&mut self, _: &str) {}
    fn progress(&mut self, _: &str, _: u64, _: Option<u64>) {}
    fn is_closed(&mut self) -> bool {
        false
    }
}

/// A node of ada's on which time passes when it is told to.
pub(super) struct Desk {
    pub(super) node: Node,
    clock: Arc<LogicalClock>,
    sent: u32,
    _dir: tempfile::TempDir,
}

impl Desk {
    pub(super) fn new() -> Self {
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
                "service_targets": [{"name": "availability", "at_least": 99, "statement": "open time"}],
                "credits": {"cap": 30, "tiers": [
                    {"target": {"service": "availability"}, "below": 99, "credit": 5},
                    {"target": {"service": "availability"}, "below": 95, "credit": 10},
                    {"target": {"resolution": "P1"}, "below": 90, "credit": 10}]}}}"#,
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
        self.submit("ada", process, key, command, body, at);
    }

    fn send_as(&mut self, by: &str, process: &str, key: &str, command: &str, body: &str) {
        self.submit(by, process, key, command, body, None);
    }

    fn submit(
        &mut self,
        by: &str,
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
        let request = Request::new(caller(by), &self.sent.to_string(), key, command);
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

    pub(super) fn minutes(&mut self, minutes: i64) {
        for _ in 0..minutes {
            self.clock.advance_to(self.clock.now() + Span::from_minutes(1));
            self.node.settle().unwrap();
        }
    }

    /// Mail is out from Monday on, and again for a while in the middle of it.
    pub(super) fn with_outages() -> Self {
        let mut desk = Self::new();
        let entry = r#"{"entry": {"description": "letters", "customers": ["acme"],
            "stands_alone": "one box, and it needs nothing else"}}"#;
        desk.send("service", "mail", "draft", entry);
        desk.send("service", "mail", "agree", r#"{"draft": 1}"#);
        desk.minutes(5 * 60);
        let at = |minutes| Some(NOW + Span::from_minutes(minutes));
        let search = r#"{"loss": {"part": "search", "weight": 40}}"#;
        desk.send_at("service", "mail", "begin_outage", search, at(60));
        desk.send_at("service", "mail", "end_outage", r#"{"outage": 1}"#, at(180));
        let whole = r#"{"loss": {"weight": 100, "affected_users": 30}}"#;
        desk.send_at("service", "mail", "begin_outage", whole, at(120));
        desk.minutes(60);
        desk
    }

    /// Three risks that ada keeps and ola answers for: one stays, one is treated, one is gone.
    pub(super) fn with_risks() -> Self {
        let mut desk = Self::new();
        for (role, person) in [("risk_manager", "ada"), ("risk_owner", "ola")] {
            let fit = format!(r#"{{"person": "{person}", "competence": {{"statement": "fit"}}}}"#);
            desk.send("role", role, "offer", &fit);
        }
        desk.send_as("ola", "role", "risk_owner", "accept", "{}");
        for (service, dimension, title) in [
            ("mail", "security", "letters may be read by others"),
            ("mail", "service", "one data centre, and nothing beside it"),
            ("shop", "quality", "orders may be delivered twice"),
        ] {
            let body = format!(
                r#"{{"title": "{title}", "dimension": "{dimension}", "services": ["{service}"],
                    "owner": "ola", "source": {{"stated": {{"statement": "a workshop"}}}}}}"#
            );
            desk.send("risk", "new", "identify", &body);
        }
        for (risk, likelihood, consequence, with) in [
            ("RSK0000001", "possible", "moderate", r#"["RSK0000002"]"#),
            ("RSK0000002", "likely", "major", r#"["RSK0000001"]"#),
            ("RSK0000003", "likely", "minor", "[]"),
        ] {
            let body = format!(
                r#"{{"inherent": {{"likelihood": "likely", "consequence": "severe"}},
                    "current": {{"likelihood": "{likelihood}", "consequence": "{consequence}"}},
                    "target": {{"likelihood": "rare", "consequence": "minor"}},
                    "jointly_with": {with}, "statement": "a workshop"}}"#
            );
            desk.minutes(10);
            desk.send("risk", risk, "assess", &body);
        }
        desk.minutes(10);
        desk.log("high");
        desk.log("low");
        let treatment = r#"{"treatment": {"approach": "reduce", "measures": "a second one",
            "controls": ["A.8.14"], "responsible": "bo", "due": "2026-03-01T00:00:00Z"}}"#;
        desk.send_as("ola", "risk", "RSK0000002", "plan_treatment", treatment);
        desk.minutes(30);
        let treated = r#"{"residual": {"likelihood": "unlikely", "consequence": "moderate"},
            "done": {"statement": "a test without the first one"}}"#;
        desk.send_as("ola", "risk", "RSK0000002", "complete_treatment", treated);
        let gone = r#"{"cause_gone": {"statement": "it was sold"}}"#;
        desk.send("risk", "RSK0000003", "close", gone);
        desk
    }

    /// One held for our supplier over night and for the customer in the morning; one whose
    /// response was in time, as we learn too late; one nobody sorted.
    pub(super) fn busy() -> Self {
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

    /// ... and what may be requested of mail, which bo approves: a loan that was too late, advice that
    /// waits for him, under the key of an incident.
    pub(super) fn busy_with_requests() -> Self {
        let mut desk = Self::busy();
        let fit =
            |person| format!(r#"{{"person": "{person}", "competence": {{"statement": "fit"}}}}"#);
        desk.send("role", "service_manager", "offer", &fit("ada"));
        let entry = r#"{"entry": {"description": "letters", "stands_alone": "one box"}}"#;
        desk.send("service", "mail", "draft", entry);
        desk.send("service", "mail", "agree", r#"{"draft": 1}"#);
        desk.send("role", "service_manager", "offer", &fit("bo"));
        desk.send_as("bo", "role", "service_manager", "accept", "{}");
        for (name, targets) in
            [("advice", "null"), ("loan", r#"{"response": "PT1H", "fulfilment": "PT2H"}"#)]
        {
            let item = format!(
                r#"{{"item": {{"name": "{name}", "description": "what one gets", "service": "mail",
                    "approval": {{"by": "service_manager"}}, "impact": "medium",
                    "urgency": "medium", "targets": {targets}}}}}"#
            );
            desk.send("service_request", name, "draft_item", &item);
            desk.send_as("bo", "service_request", name, "approve_item", "{}");
        }
        let ask = |item: &str| format!(r#"{{"summary": "please", "item": "{item}"}}"#);
        desk.send("service_request", "new", "log", &ask("loan"));
        let late = "REQ0000001";
        desk.send_as("bo", "service_request", late, "approve", "{}");
        desk.send("service_request", late, "assign", r#"{"assignee": "ada"}"#);
        desk.send("service_request", late, "start_fulfilment", "{}");
        desk.minutes(150);
        desk.send("service_request", late, "fulfil", r#"{"delivered": "a small one"}"#);
        desk.send("service_request", "INC0000001", "log", &ask("advice"));
        desk.minutes(10);
        desk
    }

    /// Runs an operation; what it writes.
    pub(super) fn run(&self, operation: Operation, format: Format) -> Result<String, Problem> {
        self.run_hiding(&[], operation, format)
    }

    /// As [`Desk::run`], for somebody who may not see these processes.
    pub(super) fn run_hiding(
        &self,
        hidden: &[&'static str],
        operation: Operation,
        format: Format,
    ) -> Result<String, Problem> {
        let asker = Asker { principal: "uid 7".to_owned(), hidden: hidden.to_owned() };
        let mut text = Text::default();
        run(&self.node, operation, &asker, format, &mut text)?;
        Ok(text.0)
    }
}
