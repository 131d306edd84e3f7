//! A large log of real incident events: one life, decided by the engine, told again and again of
//! other incidents.

use crate::Failure;
use crate::bulk::Bulk;
use crate::report::{Report, number, thousands};
use engine::runtime::{OpenOptions, Request};
use engine::snapshot::NoSnapshots;
use engine::store::EventStore;
use engine::{
    Actor, Caller, Catalogue, CommandId, Door, Engine, Key, LogicalClock, MemoryStore, Metadata,
    Position, Record, RecordRef, Span, Timestamp, Version,
};
use processes::founding::{Founding, founding};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// A log on disk.
pub(crate) struct History {
    pub(crate) dir: PathBuf,
    pub(crate) events: u64,
    /// Bytes of its segment files.
    pub(crate) bytes: u64,
}

/// Everything that the engine runs.
pub(crate) fn catalogue() -> Catalogue {
    Catalogue::new(processes::processes(), Vec::new(), processes::RoleAuthority)
}

/// An engine over a store.
pub(crate) fn opened(
    store: Arc<dyn EventStore>,
    clock: Arc<LogicalClock>,
) -> Result<Engine, Failure> {
    let snapshots = Arc::new(NoSnapshots);
    let cache_bytes_max = OpenOptions::CACHE_BYTES_MAX;
    let options = OpenOptions { catalogue: catalogue(), store, clock, snapshots, cache_bytes_max };
    Ok(Engine::open(options, &mut |_| {})?)
}

/// An engine over a store, founded by `ada`, who also staffs the desk.
pub(crate) fn founded(
    store: Arc<dyn EventStore>,
    clock: Arc<LogicalClock>,
) -> Result<Engine, Failure> {
    let engine = opened(store, clock)?;
    let ada = Actor::new("ada")?;
    for (index, Founding { stream, command }) in founding(&ada, None).into_iter().enumerate() {
        let caller = Caller { actor: ada.clone(), ..Caller::system(Door::Founding) };
        let request = Request::new(caller, &index.to_string(), Some(stream.key), command);
        engine.execute_blocking(request)?;
    }
    staff(&engine)?;
    Ok(engine)
}

/// Has `ada` staff the desk.
pub(crate) fn staff(engine: &Engine) -> Result<(), Failure> {
    for role in ["service_desk", "resolver"] {
        let body =
            json!({ "person": "ada", "competence": { "statement": "has done it for years" } });
        send(engine, "role", Some(role), "offer", body)?;
    }
    Ok(())
}

/// Sends a command in the name of `ada`.
pub(crate) fn send(
    engine: &Engine,
    process: &str,
    key: Option<&str>,
    command: &str,
    body: Value,
) -> Result<Arc<engine::runtime::Accepted>, Failure> {
    let sent_as = format!("{process} {key:?} {command} {body} {}", engine.head());
    let command = engine.catalogue().process(process)?.command(command, body)?;
    let key = key.map(Key::new).transpose()?;
    let actor = Actor::new("ada")?;
    let caller = Caller { door: Door::Request, principal: "uid 1000".to_owned(), actor };
    Ok(engine.execute_blocking(Request::new(caller, &sent_as, key, command))?)
}

/// The body of a typical `log`.
pub(crate) fn incident() -> Value {
    json!({
        "summary": "mail cannot be sent from the branch office", "service": "mail",
        "caller": "Caller 2403", "category": "Category 55", "impact": "medium", "urgency": "medium",
        "group": "Group 56",
    })
}

/// How many incidents there are where commands are measured.
pub(crate) const INCIDENTS: u64 = 5_000;
/// What an update of one says there.
pub(crate) const NOTE: &str = "the queue is draining, users are told";

/// The incident that the command number `sent` of a writer goes to.
pub(crate) fn key(writer: u64, sent: u64) -> String {
    format!("INC{:07}", (writer + sent * 1_031) % INCIDENTS + 1)
}

/// The records of one incident's life, and those before it.
fn life() -> Result<(Vec<Record>, Vec<Record>), Failure> {
    let clock = Arc::new(LogicalClock::at(Timestamp::from_seconds(1_456_704_960)));
    let store: Arc<dyn EventStore> = Arc::new(MemoryStore::default());
    let engine = founded(Arc::clone(&store), Arc::clone(&clock))?;
    let before = store.read(Position(0)).collect()?;
    let logged = send(&engine, "incident", None, "log", incident())?;
    let key = logged.stream.key.to_string();
    let work = [
        ("reassign", json!({ "reason": "knows mail", "assignee": "ada" })),
        ("respond", json!({})),
        ("update", json!({ "note": "the queue is full" })),
        ("update", json!({ "note": "the disk is full, too" })),
        ("update", json!({ "note": "old logs were not rotated" })),
        ("update", json!({ "note": "rotated by hand, queue is draining" })),
    ];
    for (command, body) in work {
        use engine::Clock as _;
        clock.advance_to(clock.now() + Span::from_minutes(7));
        send(&engine, "incident", Some(&key), command, body)?;
    }
    let records = store.read(Position(before.len() as u64)).collect()?;
    Ok((before, records))
}

pub(crate) fn make(dir: &Path, events: u64, report: &mut Report) -> Result<History, Failure> {
    report.part("A large log");
    let (before, life) = life()?;
    let mut log = Bulk::new(dir)?;
    let mut position = Position(0);
    let start = Instant::now();
    for record in &before {
        position = position.next();
        log.append(&RecordRef { position, ..record.as_ref() })?;
    }
    let mut incidents = 0_u64;
    while position.0 < events {
        incidents += 1;
        let key = Key::new(&format!("INC{incidents:07}"))?;
        for (record, version) in life.iter().map(Record::as_ref).zip(1..) {
            let basis = position;
            position = position.next();
            let command_id = record.metadata.command_id.0;
            let command_id = CommandId(command_id.wrapping_add(u128::from(incidents) << 64));
            log.append(&RecordRef {
                position,
                key: key.as_escaped(),
                version: Version(version),
                metadata: Metadata { command_id, basis, ..record.metadata },
                ..record
            })?;
        }
    }
    let bytes = log.close()?;
    let seconds = start.elapsed().as_secs_f64();
    report.line(&format!(
        "- {} events of {incidents} incidents, {:.2} GB, {:.0} bytes per event on disk; written at {}/s",
        position,
        number(bytes) / 1e9,
        number(bytes) / number(position.0),
        thousands(number(position.0) / seconds),
    ));
    Ok(History { dir: dir.to_owned(), events: position.0, bytes })
}
