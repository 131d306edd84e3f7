//! What the tests share: a world in which changes are made.

use super::super::{Change, Command, Event, NAME, Slot};
use crate::attest::Attestation;
use crate::limits::{List, text};
use crate::roles::{
    BUSINESS_RELATIONSHIP_MANAGER, CAPACITY_MANAGER, CHANGE_ADVISORY_BOARD, CHANGE_IMPLEMENTER,
    CHANGE_MANAGER, CHANGE_REQUESTER, CI_OWNER, CONFIGURATION_MANAGER, CUSTOMER_REPRESENTATIVE,
    EMERGENCY_CHANGE_BOARD, FINANCIAL_MANAGER, PROCESS_OWNER, RELEASE_MANAGER, SECURITY_OFFICER,
    SERVICE_DESK, SERVICE_LEVEL_MANAGER, SERVICE_MANAGER, STEERING_COMMITTEE, TESTER,
};
use crate::service;
use crate::testing::{World, actor, founded, key};
use engine::testing::NOW;
use engine::{Caller, Context, Door, Position, Span, Timestamp, Version};
use serde_json::{Value, json};

/// The time of day `hour` of the day `day` after all that the facts hold.
pub(crate) fn at(day: i64, hour: i64) -> Timestamp {
    NOW + Span::from_days(day) + Span::from_hours(hour)
}

pub(crate) fn slot(day: i64, from: i64, to: i64) -> Slot {
    Slot { from: at(day, from), to: at(day, to) }
}

pub(crate) fn word() -> Value {
    json!({"statement": "it is so"})
}

/// A change of a server of the mail service.
pub(crate) fn content(risk: &str) -> Value {
    json!({
        "purpose": "more memory for mail",
        "services": ["mail"],
        "configuration_items": ["web-1"],
        "risk": {"level": risk, "statement": "it may not start again"},
        "expected": "mail is faster",
        "parties": ["acme"],
    })
}

pub(crate) fn request(risk: &str) -> Value {
    json!({"title": "more memory", "content": content(risk)})
}

pub(crate) fn decision() -> Value {
    json!({
        "risk": "weighed", "impact": "weighed", "requirements": "weighed",
        "benefit": "weighed", "feasibility": "weighed", "finance": "weighed",
    })
}

/// What each aspect asks for.
pub(crate) fn considered() -> [Value; 7] {
    [
        json!({"service": {}}),
        json!({"quality": {"availability": "none", "performance": "better"}}),
        json!({"security": {"risks": "none", "policy_and_controls": "none"}}),
        json!({"cost": {"budget": "2026"}}),
        json!({"customer": {"affected": ["acme"]}}),
        json!({"plan": {"checked": ["continuity of mail"]}}),
        json!({"release": {"calendar": "2026"}}),
    ]
}

/// Ada manages changes and assesses; bo requests; cy, di and ed are the board; fay carries out, gus
/// tests; hal and ivy are the emergency board. Jo manages changes, too.
#[derive(Clone)]
pub(crate) struct Staff(pub(crate) World);

impl Staff {
    pub(crate) fn new() -> Self {
        let mut world = founded("ada");
        for role in [
            CHANGE_MANAGER,
            SERVICE_MANAGER,
            SECURITY_OFFICER,
            FINANCIAL_MANAGER,
            BUSINESS_RELATIONSHIP_MANAGER,
            CAPACITY_MANAGER,
            RELEASE_MANAGER,
            CONFIGURATION_MANAGER,
            CI_OWNER,
            SERVICE_LEVEL_MANAGER,
            CUSTOMER_REPRESENTATIVE,
            STEERING_COMMITTEE,
        ] {
            world.give("ada", "ada", role);
        }
        for (person, role) in [
            ("bo", CHANGE_REQUESTER),
            ("cy", CHANGE_ADVISORY_BOARD),
            ("di", CHANGE_ADVISORY_BOARD),
            ("ed", CHANGE_ADVISORY_BOARD),
            ("fay", CHANGE_IMPLEMENTER),
            ("gus", TESTER),
            ("hal", EMERGENCY_CHANGE_BOARD),
            ("ivy", EMERGENCY_CHANGE_BOARD),
            ("jo", CHANGE_MANAGER),
            ("bo", PROCESS_OWNER),
        ] {
            world.give("ada", person, role);
        }
        let mut staff = Self(world);
        staff.items();
        staff.agreement();
        staff.model("restart", false);
        staff.0.now = at(0, 1);
        staff
    }

    pub(crate) fn try_send(
        &mut self,
        by: &str,
        process: &str,
        name: &str,
        command: &str,
        body: &Value,
    ) -> Result<Vec<&'static str>, String> {
        self.0.send(by, process, name, command, &body.to_string())
    }

    #[track_caller]
    pub(crate) fn send(
        &mut self,
        by: &str,
        process: &str,
        name: &str,
        command: &str,
        body: &Value,
    ) -> Vec<&'static str> {
        self.try_send(by, process, name, command, body)
            .unwrap_or_else(|refused| panic!("{process} {name} {command}: {refused}"))
    }

    /// To a change.
    #[track_caller]
    pub(crate) fn does(
        &mut self,
        by: &str,
        name: &str,
        command: &str,
        body: &Value,
    ) -> Vec<&'static str> {
        self.send(by, NAME, name, command, body)
    }

    /// Why a change refuses.
    #[track_caller]
    pub(crate) fn refused(&self, by: &str, name: &str, command: &str, body: &Value) -> String {
        let done = self.clone().try_send(by, NAME, name, command, body);
        done.expect_err("refused")
    }

    /// As the engine itself.
    pub(crate) fn by_itself(
        &mut self,
        process: &str,
        name: &str,
        command: &str,
        body: &Value,
    ) -> Result<Vec<&'static str>, String> {
        let system = Caller::system(Door::Policy);
        self.0.send_as(&system, process, name, command, &body.to_string())
    }

    /// What a change answers to a command, in full.
    pub(crate) fn decided(&self, by: &str, name: &str, command: impl Into<Command>) -> Vec<Event> {
        self.decides(&engine::testing::caller(by), name, command).unwrap()
    }

    /// The same of anybody, or why not.
    pub(crate) fn decides(
        &self,
        caller: &Caller,
        name: &str,
        command: impl Into<Command>,
    ) -> Result<Vec<Event>, String> {
        let key = key(name);
        let context = Context {
            recorded_now: self.0.now,
            occurred_at: self.0.now,
            caller,
            key: &key,
            version: Version(0),
            head: Position(0),
            facts: &self.0.facts,
        };
        let change = self.0.find(name).cloned().unwrap_or_default();
        let decided = engine::decide::<Change>(&change, &command.into(), &context);
        decided.map_err(|refused| refused.to_string())
    }

    pub(crate) fn change(&self, name: &str) -> &Change {
        self.0.state(name)
    }

    /// An incident that a probe tells of.
    pub(crate) fn incident(&mut self, name: &str, service: &str) {
        if !self.0.facts.get::<crate::facts::Roles>().holds_himself(&actor("ada"), SERVICE_DESK) {
            self.0.give("ada", "ada", SERVICE_DESK);
        }
        let log = json!({"summary": "it is slow", "service": service, "monitor": "probe"});
        self.send("ada", "incident", name, "log", &log);
    }

    fn items(&mut self) {
        let definition = json!({"definition": {
            "description": "a machine",
            "relations": {"runs_on": {"impact": "to_source"}, "part_of": {"impact": "to_target"}},
            "control": {"by_change": true, "reason": "customers feel it"},
        }});
        let ci = "configuration_item";
        self.send("ada", ci, "server", "draft_type", &definition);
        self.send("bo", ci, "server", "approve_type", &json!({}));
        self.send("ada", ci, "server", "publish_type", &json!({}));
        self.identify("host-1", &[]);
        for name in ["web-1", "db-1"] {
            self.identify(name, &[json!({"relation": "runs_on", "to": {"item": "host-1"}})]);
        }
    }

    /// A server, related like this.
    pub(crate) fn identify(&mut self, name: &str, relations: &[Value]) {
        let register = json!({
            "description": "serves", "location": "room 1", "owner": "ada",
            "relations": relations, "no_relations": "the first",
        });
        let identify = json!({"item_type": "server", "name": name, "register": register});
        self.send("ada", "configuration_item", name, "identify", &identify);
    }

    /// A server that mail suffers from when it fails.
    pub(crate) fn mail_rests_on(&mut self, name: &str) {
        self.identify(name, &[mail_of()]);
    }

    fn agreement(&mut self) {
        let terms = json!({"party": "acme", "services": ["mail"],
            "workload": ["50 incidents a month"],
            "exceptions": [{"name": "flood", "statement": "the site is lost"}],
            "service_targets": [{"name": "availability", "at_least": 99, "statement": "open"}]});
        let draft = json!({"terms": terms, "requirements": word()});
        let signed = |party| json!({"party": party, "signed_by": "somebody", "reference": "p. 3"});
        let agree = json!({"signatures": [signed("provider"), signed("other")]});
        self.send("ada", "agreement", "gold", "draft", &draft);
        self.send("ada", "agreement", "gold", "offer", &json!({}));
        self.send("ada", "agreement", "gold", "agree", &agree);
    }

    pub(crate) fn end_agreement(&mut self) {
        let end = json!({"change": word(), "reason": "acme is gone"});
        self.send("ada", "agreement", "gold", "terminate", &end);
    }

    /// An approved model for mail and the items of this world.
    pub(crate) fn model(&mut self, name: &str, needs_build: bool) {
        let model = "change_model";
        let content = Self::model_content(needs_build);
        self.send("ada", model, name, "draft", &json!({ "content": content }));
        self.approve_model(name, 1, "cy");
    }

    /// One that somebody else approves.
    pub(crate) fn model_by(&mut self, name: &str, approver: &str) {
        let content = Self::model_content(false);
        self.send("ada", "change_model", name, "draft", &json!({ "content": content }));
        self.approve_model(name, 1, approver);
    }

    /// Has it say something else, and approved anew.
    pub(crate) fn revise_model(&mut self, name: &str) {
        let mut content = Self::model_content(false);
        content["title"] = json!("restart gently");
        let revise = json!({"content": content, "reason": "it was rough"});
        self.send("ada", "change_model", name, "revise", &revise);
        self.approve_model(name, 2, "cy");
    }

    fn model_content(needs_build: bool) -> Value {
        json!({
            "title": "restart", "purpose": "a server that hangs is restarted",
            "scope": {"named": {
                "services": ["mail"], "configuration_items": ["web-1", "host-1", "db-1"],
            }},
            "steps": [{"what": "restart it", "role": "change_implementer", "takes": "PT10M"}],
            "back_out": {"plan": "the other one", "takes": "PT5M", "tested": {"not_tested": "often done"}},
            "risk": {"level": "low", "statement": "slow for a while"},
            "tested": {"tested": word()}, "needs_build": needs_build,
        })
    }

    fn approve_model(&mut self, name: &str, version: u64, approver: &str) {
        let model = "change_model";
        for aspect in ["service", "quality", "security", "cost", "customer", "plan", "release"] {
            let assess = json!({"version": version, "aspect": aspect, "finding": "acceptable", "statement": "fine"});
            self.send("ada", model, name, "assess", &assess);
        }
        self.send("ada", model, name, "submit", &json!({}));
        let approve = json!({"version": version, "decision": decision(), "participants": ["acme"]});
        self.send(approver, model, name, "approve", &approve);
    }

    pub(crate) fn window(&mut self, name: &str, kind: &str, scope: &Value, slot: Slot) {
        let times = json!({"from": slot.from, "to": slot.to});
        let terms = json!({"kind": kind, "scope": scope, "times": times, "reason": "it is time"});
        self.send("ada", "window", name, "declare", &json!({ "terms": terms }));
        let approve = json!({"consulted": word(), "quorum": word()});
        self.send("ada", "window", name, "approve", &approve);
    }

    /// A deputy for a year.
    pub(crate) fn delegate(&mut self, from: &str, to: &str, role: &str) {
        let until = self.0.now + Span::from_days(365);
        let body = json!({"to": to, "until": until, "competence": {"statement": "fit"}});
        self.send(from, "role", role, "delegate", &body);
    }

    pub(crate) fn revoke(&mut self, person: &str, role: &str) {
        let body = json!({"person": person, "reason": "left"});
        self.send("ada", "role", role, "revoke", &body);
    }

    /// Requested and classified.
    pub(crate) fn classified(&mut self, name: &str, class: &str, risk: &str) {
        self.does("bo", name, "request", &request(risk));
        self.does("ada", name, "classify", &json!({"class": class, "policy": word()}));
    }

    pub(crate) fn assess(&mut self, name: &str) {
        for considered in considered() {
            let assess =
                json!({"considered": considered, "finding": "acceptable", "statement": "fine"});
            self.does("ada", name, "assess", &assess);
        }
    }

    /// What service design has on record: that this change asked for mail to be designed anew.
    pub(crate) fn design(&mut self, name: &str) {
        let (what, change, major) = (text("faster"), key(name), Attestation::on_record());
        let proposed: service::Event = service::Proposed { what, change, major }.into();
        self.0.record(service::NAME, "mail", &proposed);
    }

    /// ... and that the design is accepted.
    pub(crate) fn designed(&mut self, name: &str) {
        self.design(name);
        let accepted = service::DesignAccepted { meets: Attestation::on_record() };
        self.0.record::<service::Event>(service::NAME, "mail", &accepted.into());
    }

    /// ... and that what came of it is reported.
    pub(crate) fn reported(&mut self) {
        let (expected, actual) = (text("faster"), text("faster"));
        let (as_expected, told) = (true, List::empty());
        let reported = service::OutcomeReported { expected, actual, as_expected, told };
        self.0.record::<service::Event>(service::NAME, "mail", &reported.into());
    }

    pub(crate) fn plan_backout(&mut self, name: &str) {
        self.does("fay", name, "plan_backout", &json!({"plan": "take it out", "takes": "PT30M"}));
    }

    /// Before the board.
    pub(crate) fn submitted(&mut self, name: &str, risk: &str) {
        self.classified(name, "normal", risk);
        self.does("ada", name, "start_assessment", &json!({}));
        self.assess(name);
        self.plan_backout(name);
        self.does("ada", name, "submit_for_approval", &submission());
    }

    pub(crate) fn vote(&mut self, by: &str, name: &str) -> Vec<&'static str> {
        let vote = self.approval(name);
        self.does(by, name, "vote", &vote)
    }

    /// A vote for it as it is now.
    pub(crate) fn approval(&self, name: &str) -> Value {
        let approve = json!({"decision": decision(), "participants": ["acme"]});
        json!({"shown": self.change(name).shown, "choice": {"approve": approve}})
    }

    pub(crate) fn emergency(&self, name: &str) -> Value {
        json!({"shown": self.change(name).shown, "matches": word()})
    }

    /// A normal change that is approved.
    pub(crate) fn approved(&mut self, name: &str) {
        self.submitted(name, "medium");
        self.vote("cy", name);
        self.vote("di", name);
    }

    /// ... and built and tested.
    pub(crate) fn ready(&mut self, name: &str) {
        self.approved(name);
        self.does("fay", name, "start_build", &json!({}));
        self.does("fay", name, "complete_build", &json!({"artifact": "image 7"}));
        self.does("gus", name, "pass_test", &json!({"report": "all green"}));
        self.does("gus", name, "test_backout", &json!({"trial": {"not_tested": "no spare"}}));
    }

    pub(crate) fn schedule(&mut self, name: &str, slot: Slot) -> Vec<&'static str> {
        self.does("ada", name, "schedule", &json!({ "slot": slot }))
    }

    pub(crate) fn baseline(&mut self, item: &str, change: &str) {
        let baseline = json!({"name": format!("before {change}"), "occasion": {"change": change}});
        self.send("ada", "configuration_item", item, "capture_baseline", &baseline);
    }

    /// A normal change in its time, on day 1 from 10 to 14.
    pub(crate) fn implementing(&mut self, name: &str) {
        self.ready(name);
        self.schedule(name, slot(1, 10, 14));
        self.baseline("web-1", name);
        self.0.now = at(1, 10);
        self.does("fay", name, "start_implementation", &json!({}));
    }

    pub(crate) fn implemented(&mut self, name: &str) {
        self.implementing(name);
        self.does("fay", name, "complete_implementation", &json!({"checks": word()}));
    }

    pub(crate) fn update(&mut self, item: &str, change: &str) -> Vec<&'static str> {
        let update = json!({"changes": {"location": format!("room of {change}")}, "cover": {"change": change, "approved": word()}});
        self.send("ada", "configuration_item", item, "update", &update)
    }

    /// Under review.
    pub(crate) fn reviewing(&mut self, name: &str) {
        self.implemented(name);
        self.update("web-1", name);
        self.by_itself(NAME, name, "confirm_cmdb_update", &json!({})).unwrap();
        self.0.now = at(16, 0);
        self.does("ada", name, "start_review", &json!({}));
    }

    /// Reviewed, with nothing to do.
    pub(crate) fn reviewed(&mut self, by: &str, name: &str) {
        let review = json!({"effectiveness": "mail is faster", "as_expected": true});
        self.does(by, name, "review", &review);
        let agreed = json!({"none_needed": "all is well", "participants": ["acme"]});
        self.does(by, name, "agree_actions", &agreed);
    }

    /// An emergency that is authorised.
    pub(crate) fn authorised(&mut self, name: &str) {
        self.classified(name, "emergency", "high");
        for member in ["hal", "ivy"] {
            let authorise = self.emergency(name);
            self.does(member, name, "authorise_emergency", &authorise);
        }
    }
}

/// That an item is part of mail.
pub(crate) fn mail_of() -> Value {
    json!({"relation": "part_of", "to": {"service": "mail"}, "exists": word()})
}

/// What goes before the board from medium risk on.
pub(crate) fn submission() -> Value {
    json!({"submission": {"security_check_off": word(), "residual_risk": word()}})
}

/// Whether a text has all of these.
#[track_caller]
pub(crate) fn says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in {text:?}");
    }
}
