//! A whole system in memory, so that read models are tested on records that the engine made.

use engine::projection::Projection;
use engine::runtime::{Cause, OpenOptions};
use engine::snapshot::NoSnapshots;
use engine::testing::{NOW, caller};
use engine::{
    Catalogue, Engine, EventStore, Key, LogicalClock, MemoryStore, Position, Record, Request, Span,
    Timestamp,
};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

/// An engine in memory that belongs to ada, who holds every role that a test needs.
pub(crate) struct World {
    engine: Engine,
    store: Arc<MemoryStore>,
    clock: Arc<LogicalClock>,
    sent: u64,
}

pub(crate) fn key(name: &str) -> Key {
    Key::new(name).unwrap()
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

impl World {
    pub(crate) fn new() -> Self {
        let (store, clock) = (Arc::new(MemoryStore::default()), Arc::new(LogicalClock::at(NOW)));
        let options = OpenOptions {
            catalogue: Catalogue::new(processes::processes(), [], processes::RoleAuthority),
            store: Arc::clone(&store) as _,
            clock: Arc::clone(&clock) as _,
            snapshots: Arc::new(NoSnapshots),
            cache_bytes_max: OpenOptions::CACHE_BYTES_MAX,
        };
        let engine = Engine::open(options, &mut |_| {}).unwrap();
        let mut world = Self { engine, store, clock, sent: 0 };
        let ada = caller("ada");
        for founding in processes::founding::founding(&ada.actor, None) {
            world.sent += 1;
            let caller = engine::Caller {
                actor: ada.actor.clone(),
                ..engine::Caller::system(engine::Door::Founding)
            };
            let sent = world.sent.to_string();
            let request = Request::new(caller, &sent, Some(founding.stream.key), founding.command);
            world.engine.execute_blocking(request).unwrap();
        }
        for role in [
            "service_desk",
            "resolver",
            "incident_manager",
            "recorder",
            "service_level_manager",
            "customer_representative",
            "configuration_manager",
            "ci_owner",
        ] {
            world.send(
                "role",
                role,
                "offer",
                r#"{"person": "ada", "competence": {"statement": "fit"}}"#,
            );
        }
        world
    }

    /// ... and a gold agreement for mail of acme: office hours in Berlin, other targets.
    pub(crate) fn with_gold() -> Self {
        let mut world = Self::new();
        world.send("calendar", "office", "define", OFFICE);
        world.send("agreement", "gold", "draft", GOLD);
        world.send("agreement", "gold", "offer", "{}");
        world.send("agreement", "gold", "agree", SIGNED);
        world
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.engine.now()
    }

    /// Lets time pass, minute by minute for the timers' sake if it is not long.
    pub(crate) fn pass(&mut self, span: Span) -> &mut Self {
        let until = self.now() + span;
        let step = Span::from_nanos((span.as_nanos() / 200).max(Span::from_minutes(1).as_nanos()));
        while self.now() < until {
            self.clock.advance_to((self.now() + step).min(until));
            self.engine.fire_due().unwrap();
        }
        self
    }

    pub(crate) fn minutes(&mut self, minutes: i64) -> &mut Self {
        self.pass(Span::from_minutes(minutes))
    }

    /// Sends a command as ada; the key of what it was about.
    pub(crate) fn send(&mut self, process: &str, key: &str, command: &str, body: &str) -> Key {
        self.send_at(process, key, command, body, None)
    }

    /// ... about something that happened at another time.
    pub(crate) fn send_at(
        &mut self,
        process: &str,
        key: &str,
        command: &str,
        body: &str,
        at: Option<Timestamp>,
    ) -> Key {
        self.try_send(process, key, command, body, at)
            .unwrap_or_else(|error| panic!("{process} {key} {command} {body}: {error}"))
    }

    /// Sends a command in somebody's name.
    pub(crate) fn send_as(
        &mut self,
        by: &str,
        process: &str,
        key: &str,
        command: &str,
        body: &str,
    ) -> Result<Key, String> {
        self.submit(&caller(by), process, key, command, body, None)
    }

    pub(crate) fn try_send(
        &mut self,
        process: &str,
        name: &str,
        command: &str,
        body: &str,
        at: Option<Timestamp>,
    ) -> Result<Key, String> {
        self.try_send_by("ada", process, name, command, body, at)
    }

    /// ... as somebody else.
    pub(crate) fn try_send_by(
        &mut self,
        by: &str,
        process: &str,
        name: &str,
        command: &str,
        body: &str,
        at: Option<Timestamp>,
    ) -> Result<Key, String> {
        self.submit(&caller(by), process, name, command, body, at)
    }

    fn submit(
        &mut self,
        by: &engine::Caller,
        process: &str,
        name: &str,
        command: &str,
        body: &str,
        at: Option<Timestamp>,
    ) -> Result<Key, String> {
        self.sent += 1;
        let process =
            self.engine.catalogue().process(process).map_err(|error| error.to_string())?;
        let body = serde_json::from_str(body).map_err(|error| error.to_string())?;
        let command = process.command(command, body).map_err(|error| error.to_string())?;
        let key = (name != "new").then(|| key(name));
        let request = Request::new(by.clone(), &self.sent.to_string(), key, command);
        let accepted = self.engine.execute_blocking(request.occurred_at(at));
        accepted.map(|accepted| accepted.stream.key.clone()).map_err(|error| error.to_string())
    }

    /// Gives ada a role.
    pub(crate) fn give(&mut self, role: &str) -> &mut Self {
        let offer = r#"{"person": "ada", "competence": {"statement": "fit"}}"#;
        self.send("role", role, "offer", offer);
        self
    }

    /// Puts servers on record, of a type that bo has approved.
    pub(crate) fn with_servers(&mut self, names: &[&str]) -> &mut Self {
        let fit = r#"{"person": "bo", "competence": {"statement": "fit"}}"#;
        self.send("role", "process_owner", "offer", fit);
        self.send_as("bo", "role", "process_owner", "accept", "{}").unwrap();
        self.send("configuration_item", "server", "draft_type", SERVER);
        self.send_as("bo", "configuration_item", "server", "approve_type", "{}").unwrap();
        self.send("configuration_item", "server", "publish_type", "{}");
        for name in names {
            let identify = format!(r#"{{"item_type": "server", "name": "{name}"}}"#);
            self.send("configuration_item", name, "identify", &identify);
        }
        self
    }

    /// Offers mail, and lets be requested of it what [`Self::with_items`] says.
    pub(crate) fn with_requests(&mut self) -> &mut Self {
        self.give("service_manager");
        let entry = r#"{"entry": {"description": "letters", "stands_alone": "one box"}}"#;
        self.send("service", "mail", "draft", entry);
        self.send("service", "mail", "agree", r#"{"draft": 1}"#);
        self.send("agreement", "patience", "draft", PATIENCE);
        self.send("agreement", "patience", "offer", "{}");
        self.send("agreement", "patience", "agree", SIGNED);
        self.with_items()
    }

    /// Lets mail be requested of: an account, which goes to those who fulfil it at once, advice, which
    /// bo has to approve, and a loan, which he has to approve and which has targets of its own.
    /// Zeta, if it has an agreement, has agreed that clocks stand still while that is awaited.
    pub(crate) fn with_items(&mut self) -> &mut Self {
        let fit = r#"{"person": "bo", "competence": {"statement": "fit"}}"#;
        self.send("role", "service_manager", "offer", fit);
        self.send_as("bo", "role", "service_manager", "accept", "{}").unwrap();
        for (name, approval, rest) in [
            ("account", r#""preapproved""#, r#", "group": "accounts""#),
            ("advice", r#"{"by": "service_manager"}"#, ""),
            (
                "loan",
                r#"{"by": "service_manager"}"#,
                r#", "targets": {"response": "PT2H", "fulfilment": "PT3H"}"#,
            ),
        ] {
            let item = format!(
                r#"{{"item": {{"name": "{name}", "description": "what one gets", "service": "mail",
                    "approval": {approval}, "impact": "medium", "urgency": "medium"{rest}}}}}"#
            );
            self.send("service_request", name, "draft_item", &item);
            self.send_as("bo", "service_request", name, "approve_item", "{}").unwrap();
        }
        self
    }

    /// Logs a service request for an item, for a customer; under a new number, unless there is one.
    pub(crate) fn ask(&mut self, number: &str, item: &str, customer: &str) -> Key {
        let body =
            format!(r#"{{"summary": "please", "item": "{item}", "customer": "{customer}"}}"#);
        self.send("service_request", number, "log", &body)
    }

    /// To a service request.
    pub(crate) fn request(&mut self, number: &Key, command: &str, body: &str) -> &mut Self {
        self.send("service_request", &number.to_string(), command, body);
        self
    }

    /// To a service request, as bo, who approves.
    pub(crate) fn bo(&mut self, number: &Key, command: &str) -> &mut Self {
        self.send_as("bo", "service_request", &number.to_string(), command, "{}").unwrap();
        self
    }

    /// Has a supplier run items by a contract in force.
    pub(crate) fn with_supplier(&mut self, name: &str, items: &[&str]) -> &mut Self {
        let items = serde_json::to_string(items).unwrap();
        let existing = format!(
            r#"{{"name": "{name} inc.", "contract": {{"reference": "UC-7", "configuration_items": {items}}},
                "in_force": {{"statement": "since May"}}, "owner": "ada", "gap_check_by": "{}"}}"#,
            self.now() + Span::from_days(30)
        );
        self.give("supplier_manager").send("supplier", name, "register_existing", &existing);
        self
    }

    /// To an incident.
    pub(crate) fn incident(&mut self, number: &Key, command: &str, body: &str) -> &mut Self {
        self.send("incident", &number.to_string(), command, body);
        self
    }

    /// Logs an incident of mail of acme, with impact and urgency alike, and gives it to ada.
    pub(crate) fn log(&mut self, level: &str) -> Key {
        let body = format!(
            r#"{{"summary": "mail is down", "service": "mail", "customer": "acme", "monitor": "ping",
                "category": "software", "impact": "{level}", "urgency": "{level}", "assignee": "ada"}}"#
        );
        self.send("incident", "new", "log", &body)
    }

    /// Sends a command that a record has led to, as a rule does.
    pub(crate) fn send_because(
        &mut self,
        cause: &Record,
        process: &str,
        command: &str,
        body: &str,
    ) -> Key {
        self.sent += 1;
        let command = {
            let process = self.engine.catalogue().process(process).unwrap();
            process.command(command, serde_json::from_str(body).unwrap()).unwrap()
        };
        let cause = cause.as_ref();
        let id = cause.metadata.command_id;
        let cause = Cause { position: cause.position, correlation: id, command: id, depth: 1 };
        let request = Request::new(caller("ada"), &self.sent.to_string(), None, command);
        let accepted = self.engine.execute_blocking(Request { cause: Some(cause), ..request });
        accepted.unwrap().stream.key.clone()
    }

    /// All records there are.
    pub(crate) fn records(&self) -> Vec<Record> {
        self.store.read(Position(0)).collect().unwrap()
    }

    /// A read model of all records.
    pub(crate) fn model<P: Projection>(&self) -> P {
        fold(&self.records())
    }

    /// A read model as of a position.
    pub(crate) fn as_of<P: Projection>(&self, until: Position) -> P {
        engine::projection::as_of(&*self.store, &NoSnapshots, until).unwrap().answer
    }
}

/// A read model of these records.
pub(crate) fn fold<P: Projection>(records: &[Record]) -> P {
    let mut model = P::default();
    take_in(&mut model, records);
    model
}

pub(crate) fn take_in<P: Projection>(model: &mut P, records: &[Record]) {
    for record in records.iter().map(Record::as_ref) {
        if P::takes(record.process, record.event) {
            model.apply(&record).unwrap();
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The snapshot of a sample is the one that was recorded for this name and version of the model.
///
/// Where there is none yet, `UPDATE_GOLDEN=1` writes it; it never changes one. A changed fold or
/// layout needs a new version, or nodes would go on from a snapshot that means something else.
#[track_caller]
pub(crate) fn golden_snapshot<P: Projection>(model: &P) {
    let bytes = engine::codec::to_bytes(model);
    let hex = bytes.chunks(50).map(hex).collect::<Vec<_>>().join("\n") + "\n";
    let layout = engine::snapshot::layout_of::<P>();
    let actual = format!("layout {layout:016x}\n{hex}");
    let path = format!("fixtures/{}.{}.snapshot", P::NAME, P::VERSION);
    if !Path::new(&path).exists() {
        engine::testing::golden(&path, &actual);
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    assert!(actual == expected, "{path} differs: give {} a new VERSION", P::NAME);
}

const SERVER: &str = r#"{"definition": {"description": "a machine",
    "control": {"by_change": true, "reason": "customers feel it"}}}"#;

/// Monday to Friday, nine to five in Berlin.
pub(crate) const OFFICE: &str = r#"{"hours": {"timezone": "Europe/Berlin", "hours": {
    "mon": [["09:00", "17:00"]], "tue": [["09:00", "17:00"]], "wed": [["09:00", "17:00"]],
    "thu": [["09:00", "17:00"]], "fri": [["09:00", "17:00"]]}}}"#;

const GOLD: &str = r#"{"requirements": {"statement": "agreed"}, "terms": {
    "party": "acme", "services": ["mail"], "calendar": "office", "workload": ["50 a month"],
    "exceptions": [{"name": "flood", "statement": "the site is lost"}],
    "service_targets": [{"name": "availability", "at_least": 99, "statement": "open time"}]}}"#;

const PATIENCE: &str = r#"{"requirements": {"statement": "agreed"}, "terms": {
    "party": "zeta", "services": ["mail"], "workload": ["50 a month"],
    "exceptions": [{"name": "flood", "statement": "the site is lost"}],
    "holds": [{"reason": "awaiting_customer", "pauses": true},
        {"reason": "awaiting_approval", "pauses": true}]}}"#;

const SIGNED: &str = r#"{"signatures": [
    {"party": "provider", "signed_by": "the head", "reference": "SLA-7"},
    {"party": "other", "signed_by": "the buyer", "reference": "SLA-7"}]}"#;

/// Records as they were once made, kept in a file: the snapshot of a model changes when its fold or
/// layout does, and not when processes decide otherwise.
pub(crate) fn sample() -> Vec<Record> {
    sample_of("sample", made)
}

/// Records that were once made so, kept in the file of that name.
pub(crate) fn sample_of(name: &str, made: impl FnOnce() -> Vec<Record>) -> Vec<Record> {
    let path = format!("fixtures/{name}.records");
    if !Path::new(&path).exists() {
        let lines = made().iter().map(|record| hex(record.stored()) + "\n").collect::<String>();
        engine::testing::golden(&path, &lines);
    }
    let text = std::fs::read_to_string(&path).unwrap();
    let lines = text.lines().zip(1..);
    lines
        .map(|(line, position)| {
            let byte = |index| u8::from_str_radix(&line[index..index + 2], 16).unwrap();
            let bytes: Vec<u8> = (0..line.len()).step_by(2).map(byte).collect();
            Record::new(Position(position), &bytes).unwrap()
        })
        .collect()
}

fn made() -> Vec<Record> {
    let mut world = World::with_gold();
    let one = world.log("high");
    world.minutes(20).incident(&one, "respond", "{}");
    world.minutes(30).incident(&one, "hold", r#"{"reason": "awaiting_customer"}"#);
    world.minutes(60).incident(&one, "resume", "{}");
    let resolve =
        r#"{"code": "restarted", "cause": "unknown", "no_item_reason": "not in the CMDB"}"#;
    world.minutes(30).incident(&one, "resolve", resolve);
    world.log("medium");
    let three = world.log("low");
    world.incident(&three, "cancel", r#"{"reason": "false_alarm"}"#);
    world.pass(Span::from_days(4));
    world.records()
}
