//! Whoever holds the directory and says nothing, and whoever only takes his time.

use super::{INCIDENT, Place, code, text};
use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, connect, socket_with};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::{Child, Output};

/// A place whose commands do not wait for long.
fn impatient() -> Place {
    let place = Place::founded();
    std::fs::write(place.path().join("pdca.toml"), "answer_timeout_s = 3\n").unwrap();
    place
}

fn all(children: Vec<Child>) -> Vec<Output> {
    children.into_iter().map(|child| child.wait_with_output().unwrap()).collect()
}

#[test]
fn a_process_that_hangs_is_named_and_nobody_waits_for_it_for_ever() {
    let place = impatient();
    let node = place.serve();
    node.signal("-STOP");
    let send = ["do", "incident", "new", "log", INCIDENT, "--command-id", "mine-1"];
    let asked: [&[&str]; 4] = [&send, &["show", "incident", "x"], &["log", "--follow"], &["stats"]];
    let asked = asked.iter().map(|args| place.command(args).spawn().unwrap()).collect();
    let pid = node.child.id();
    let said: Vec<_> =
        all(asked).iter().map(|output| (code(output), text(&output.stderr))).collect();
    for (code, said) in &said {
        for part in [&format!("process {pid} holds"), "3 s", &format!("kill -CONT {pid}")] {
            assert!(*code == 1 && said.contains(part), "{part}: {said}");
        }
    }
    assert!(said[0].1.contains("--command-id mine-1"), "{}", said[0].1);

    // So many that it does not even listen to a further one.
    let waiting = crowd(&place);
    let output = place.run(&["stats", "--json"]);
    let problem: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!((code(&output), &problem["code"]), (1, &"no_answer".into()), "{problem}");
    assert!(problem["detail"].as_str().unwrap().contains("log/lock"), "{problem}");
    drop(waiting);

    node.signal("-CONT");
    // While the crowd is let in and out, who finds no room is told to try again.
    let attempts = std::iter::repeat_with(|| place.run(&send)).take(10_000);
    let mut answered = attempts.filter(|output| !text(&output.stderr).contains("try again"));
    // What was asked may have been done meanwhile; once.
    let answer = answered.next().unwrap();
    assert_eq!(code(&answer), 0, "{}", text(&answer.stderr));
    assert_eq!(place.ok(&["log", "--process", "incident"]).lines().count(), 1);
    assert_eq!(node.stop().0, 0);
}

/// As many as find room before the door.
fn crowd(place: &Place) -> Vec<OwnedFd> {
    let address = SocketAddrUnix::new(place.path().join("socket")).unwrap();
    let waiting = std::iter::from_fn(|| {
        let (flags, stream) = (SocketFlags::NONBLOCK, SocketType::STREAM);
        let socket = socket_with(AddressFamily::UNIX, stream, flags, None).unwrap();
        connect(&socket, &address).is_ok().then_some(socket)
    });
    waiting.collect()
}

#[test]
fn whoever_takes_his_time_says_so_and_is_not_cut_off() {
    let place = impatient();
    let node = place.serve();
    let mut follower =
        place.command(&["log", "--follow", "--process", "incident"]).spawn().unwrap();
    let mut lines = BufReader::new(follower.stdout.take().unwrap()).lines();
    place.incident();
    assert!(lines.next().unwrap().unwrap().contains("logged"));
    // For longer than the follower would wait for a word.
    let mut socket = UnixStream::connect(place.path().join("socket")).unwrap();
    let query = json!({ "process": "role", "key": "none", "follow": true });
    let ask = json!({
        "protocol": env!("CARGO_PKG_VERSION"), "operation": { "log": query },
        "format": { "json": true, "width": 0 },
    });
    writeln!(socket, "{ask}").unwrap();
    let frames: Vec<_> = BufReader::new(socket).lines().take(4).map(Result::unwrap).collect();
    assert_eq!(frames, ["\"working\""; 4]);
    place.incident();
    assert!(lines.next().unwrap().unwrap().contains("INC0000002"));
    assert_eq!(node.stop().0, 0);
    assert_eq!(follower.wait().unwrap().code(), Some(1));
}

#[test]
fn what_is_no_socket_is_left_where_it_is_and_named() {
    let place = Place::founded();
    let path = place.path().join("socket");
    let refused = || {
        for args in [&["stats"][..], &["serve"]] {
            let output = place.run(args);
            let said = text(&output.stderr);
            assert_eq!(code(&output), 1, "{said}");
            assert!(said.contains(path.to_str().unwrap()) && said.contains("move it"), "{said}");
        }
    };
    std::fs::create_dir(&path).unwrap();
    refused();
    std::fs::remove_dir(&path).unwrap();
    std::fs::write(&path, "mine").unwrap();
    refused();
    assert_eq!(std::fs::read(&path).unwrap(), b"mine");
    std::fs::remove_file(&path).unwrap();
    place.ok(&["stats"]);
}
