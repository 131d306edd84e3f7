//! A node that is killed in the middle of heavy work: what was acknowledged is there, an
//! acknowledged refusal still has its reason, and what is derived is built again.

use engine::runtime::{ExecuteError, Submitted, wait};
use engine::{Actor, AnyCommand, Caller, Door, EventStore as _, Key, Position, Request};
use pdca::Node;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

const DIR: &str = "PDCA_CRASH_DIR";
const ROUNDS: u64 = 6;
/// How many answers a round lets through before the node is killed.
const ANSWERS: usize = 400;

/// Not a test of its own: what the killed process does.
#[test]
fn the_process_that_is_killed() {
    let Ok(dir) = std::env::var(DIR) else { return };
    let node = Node::open(&dir).unwrap();
    let from = node.engine().head().0;
    let mut out = std::io::stdout().lock();
    let mut sent: VecDeque<(String, Submitted)> = VecDeque::new();
    for number in from.. {
        let sent_as = format!("crash {number}");
        // Every third command is one that the lifecycle does not allow.
        let (key, command, body) = if number % 3 == 2 {
            (Some(Key::new("INC0000001").unwrap()), "close", json!({}))
        } else {
            (None, "log", incident())
        };
        let request = request(&node, &sent_as, key, command, body);
        sent.push_back((sent_as, wait(node.engine().submit(request)).unwrap()));
        if sent.len() > 64
            && let Some((sent_as, submitted)) = sent.pop_front()
        {
            let answer = match wait(submitted.outcome()) {
                Ok(accepted) => format!("accepted {}", accepted.position),
                Err(error) if error.is_refusal() => format!("refused {}", error.code()),
                Err(error) => panic!("{error}"),
            };
            writeln!(out, "{sent_as}: {answer}").unwrap();
        }
    }
}

fn incident() -> Value {
    json!({ "summary": "mail is down", "service": "mail", "monitor": "probe 7" })
}

fn request(node: &Node, sent_as: &str, key: Option<Key>, command: &str, body: Value) -> Request {
    let process = node.engine().catalogue().process("incident").unwrap();
    let command: AnyCommand = process.command(command, body).unwrap();
    let actor = Actor::new("ada").unwrap();
    // Through a work queue, whose refusals are recorded: nobody waits for them.
    let caller = Caller { door: Door::Queue, principal: "crash".to_owned(), actor };
    Request::new(caller, sent_as, key, command)
}

fn one_round(dir: &Path) -> Vec<(String, String)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::the_process_that_is_killed", "--nocapture", "--test-threads=1"])
        .env(DIR, dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let answers = lines.map_while(Result::ok).filter_map(|line| {
        // The harness writes its own line in front of the first answer.
        let answer = line.rsplit_once("crash ")?.1;
        let (number, answer) = answer.split_once(": ")?;
        Some((format!("crash {number}"), answer.to_owned()))
    });
    let answers = answers.take(ANSWERS).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    answers
}

#[test]
fn what_was_acknowledged_outlives_the_process() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("data");
    drop(Node::create(&dir, &Actor::new("ada").unwrap()).unwrap());
    for round in 0..ROUNDS {
        let answers = one_round(&dir);
        assert_eq!(answers.len(), ANSWERS, "the process ended before it was killed");
        if round % 2 == 1 {
            // The derived state is damaged, too: set aside and built again.
            for entry in std::fs::read_dir(dir.join("derived/catalogue")).unwrap() {
                let path = entry.unwrap().path();
                if path.is_file() {
                    std::fs::write(path, vec![0xff; 4096]).unwrap();
                }
            }
        }
        let node = Node::open(&dir).unwrap();
        for (sent_as, answer) in answers {
            let refused = answer.starts_with("refused");
            let (key, command, body) = if refused {
                (Some(Key::new("INC0000001").unwrap()), "close", json!({}))
            } else {
                (None, "log", incident())
            };
            match node.engine().execute_blocking(request(&node, &sent_as, key, command, body)) {
                Ok(again) => {
                    assert!(again.repeated && !refused, "{sent_as}");
                    assert_eq!(format!("accepted {}", again.position), answer, "{sent_as}");
                }
                Err(ExecuteError::RefusedBefore { refusal, .. }) => {
                    assert_eq!(format!("refused {}", refusal.code), answer, "{sent_as}");
                    assert!(!refusal.detail.is_empty());
                }
                Err(error) => panic!("{sent_as}: {answer}, and now {error}"),
            }
        }
        // Gapless, and whole batches only.
        let records = node.store().read(Position(0)).collect().unwrap();
        for (expected, record) in (1..).zip(&records) {
            assert_eq!(record.position(), Position(expected));
        }
    }
}
