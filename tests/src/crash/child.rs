//! The process that works until it is killed or its disk is gone.

use super::{Answer, open, request};
use engine::Position;
use engine::runtime::wait;
use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

const DIR: &str = "PDCA_CRASH_DIR";
/// How many commands are always on their way.
const IN_FLIGHT: usize = 64;

/// Not a test of its own: what the child of the others runs.
#[test]
fn the_process_that_is_killed() {
    let Ok(dir) = std::env::var(DIR) else { return };
    let node = open(Path::new(&dir));
    let mut out = std::io::stdout().lock();
    // Behind what the harness has written on this line.
    writeln!(out).unwrap();
    let mut sent = VecDeque::new();
    for number in node.engine().head().0.. {
        sent.push_back((number, wait(node.engine().submit(request(&node, number)))));
        if sent.len() <= IN_FLIGHT {
            continue;
        }
        let answered = sent.pop_front().and_then(|(number, submitted)| {
            Some((number, Answer::first(wait(submitted.ok()?.outcome()))?))
        });
        match answered {
            Some((number, Answer::Accepted(position))) => {
                writeln!(out, "answer {number} accepted {position}").unwrap();
            }
            Some((number, Answer::Refused { code, detail })) => {
                writeln!(out, "answer {number} {code} {detail}").unwrap();
            }
            // The disk is gone.
            None => std::process::exit(0),
        }
    }
}

fn answer(line: &str) -> Option<(u64, Answer)> {
    let (number, answer) = line.strip_prefix("answer ")?.split_once(' ')?;
    let (code, detail) = answer.split_once(' ')?;
    let answer = match code {
        "accepted" => Answer::Accepted(Position(detail.parse().unwrap())),
        code => Answer::Refused { code: code.to_owned(), detail: detail.to_owned() },
    };
    Some((number.parse().unwrap(), answer))
}

/// Lets a child work in `data`, calls `end` with its process id after so many answers, and returns all
/// that it was ever answered and how it ended.
pub(super) fn work(
    data: &Path,
    answers_before: u64,
    end: impl FnOnce(&mut std::process::Child),
) -> (Vec<(u64, Answer)>, ExitStatus) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::child::the_process_that_is_killed", "--nocapture"])
        .env(DIR, data)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut answers = Vec::new();
    let mut end = Some(end);
    for line in lines {
        answers.extend(answer(&line.unwrap()));
        if answers.len() as u64 >= answers_before
            && let Some(end) = end.take()
        {
            end(&mut child);
        }
    }
    let status = child.wait().unwrap();
    assert!(end.is_none(), "it ended after {} answers: {status}", answers.len());
    (answers, status)
}
