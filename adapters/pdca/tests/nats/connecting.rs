//! Who is let in, and what stands in the way.

use crate::broker::Broker;
use crate::eventually;
use crate::node::{self, INCIDENT, Place, ask, json};
use async_nats::jetstream::{self, stream};

#[tokio::test]
async fn a_stream_over_the_commands_stops_the_start() {
    let (broker, place) = (Broker::start(), Place::founded());
    let client = broker.client().await;
    let config = stream::Config {
        name: "GREEDY".into(),
        subjects: vec!["pdca.>".into()],
        ..stream::Config::default()
    };
    jetstream::new(client).create_stream(config).await.unwrap();
    let said = place.serve_fails(&["--nats", &broker.url()]);
    assert!(said.contains("GREEDY") && said.contains("pdca.cmd"), "{said}");
}

#[test]
fn without_jetstream_the_node_says_so() {
    let (broker, place) = (Broker::bare(), Place::founded());
    let said = place.serve_fails(&["--nats", &broker.url()]);
    assert!(said.contains("JetStream is off"), "{said}");
}

#[test]
fn a_wrong_password_stops_the_start_and_is_not_shown() {
    let users = "authorization { users: [ { user: node, password: right } ] }";
    let (broker, place) = (Broker::with(users), Place::founded());
    let password = place.file("password", "hunter2\n");
    place.configure(&format!("[nats]\nuser = \"node\"\npassword_file = {password:?}\n"));
    let said = place.serve_fails(&["--nats", &broker.url()]);
    assert!(said.contains("authorization violation"), "{said}");
    assert!(!said.contains("hunter2"));
    assert!(!place.ok(&["config", "check"]).contains("hunter2"));
    std::fs::write(&password, "right").unwrap();
    place.serve_on(&broker).stop();
}

/// With these variables, what is configured is not sound.
#[track_caller]
fn refused(place: &Place, environment: &[(&str, &str)], word: &str) {
    let mut command = place.command(&["config", "check"]);
    let output = command.envs(environment.iter().copied()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains(word), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
}

#[test]
fn a_configuration_that_cannot_be_is_refused() {
    let place = Place::founded();
    place.configure("[nats]\nurl = \"nats://ada:hunter2@localhost\"\n");
    let output = place.run(&["config", "check"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("does not belong in an address") && !said.contains("hunter2"), "{said}");
    place.configure("[nats]\nuser = \"node\"\n");
    let said = place.serve_fails(&["--nats", "nats://localhost:1"]);
    assert!(said.contains("password_file"), "{said}");
    refused(&place, &[], "password_file");
    place.configure("[nats]\nuser = \"node\"\npassword_file = \"nowhere\"\n");
    refused(&place, &[], "nats.password_file: cannot read nowhere");
    place.configure("[nats.tls]\nca_file = \"nowhere\"\n");
    refused(&place, &[], "nats.tls.ca_file: cannot read nowhere");
    // What the environment says is in force too, and so are arguments.
    place.configure("");
    for (variable, value, said) in [
        ("PDCA_NATS_URL", "nats://u:hunter2@h", "does not belong in an address"),
        ("PDCA_NATS_URL", "", "is not the address of a server"),
        ("PDCA_HTTP", "nowhere", "neither a port nor an address"),
    ] {
        refused(&place, &[(variable, value)], said);
    }
    // Who the node is, it says in one way, and in a way that can be right.
    let seed = nkeys::KeyPair::new_user().seed().unwrap();
    let (url, password) = (("PDCA_NATS_URL", "nats://h"), ("PDCA_NATS_PASSWORD", "hunter2"));
    let account = nkeys::KeyPair::new_account().seed().unwrap();
    for wrong in ["hunter2", &account] {
        let said = "PDCA_NATS_NKEY_SEED does not hold the seed of a user's NKEY";
        refused(&place, &[url, ("PDCA_NATS_NKEY_SEED", wrong)], said);
    }
    refused(&place, &[url, ("PDCA_NATS_CREDENTIALS", "hunter2")], "does not hold a JWT");
    let both = [url, ("PDCA_NATS_NKEY_SEED", &seed), password];
    refused(&place, &both, "PDCA_NATS_NKEY_SEED and PDCA_NATS_PASSWORD are both there");
    place.configure("[nats]\nuser = \"node\"\n");
    refused(&place, &both, "PDCA_NATS_NKEY_SEED and nats.user are both there");
    place.configure("");
    let in_force = place.json(&["config", "check", "--nats", "nats://h:1", "--http", "9464"]);
    assert_eq!(in_force["nats"]["url"], "nats://h:1");
    assert_eq!(in_force["http"]["listen"], "127.0.0.1:9464");
    let said = place.serve_fails(&["--nats", ""]);
    assert!(said.contains("is not the address of a server"), "{said}");
}

#[tokio::test]
async fn a_server_that_is_away_is_waited_for() {
    let (mut broker, place) = (Broker::start(), Place::founded());
    broker.kill();
    let node = place.serve_on(&broker);
    // Everything else works meanwhile.
    place.ok(&["do", "incident", "new", "log", INCIDENT]);
    assert_eq!(place.status()["server"], serde_json::Value::Null);
    broker.restart();
    let client = broker.client().await;
    eventually("the node is on NATS", async || {
        place.health("command").contains("working").then_some(())
    })
    .await;
    let reply = ask(&client, "pdca.cmd.incident.INC0000001.close", "{}").await;
    assert_eq!(node::refused(&reply), "not_allowed");
    // It goes away and comes back.
    broker.kill();
    broker.restart();
    let client = broker.client().await;
    let done = eventually("an answer", async || {
        let asked = client.request("$SRV.PING.pdca", "".into()).await;
        asked.is_ok().then_some(())
    });
    done.await;
    let reply = ask(&client, "pdca.cmd.incident.new.log", INCIDENT).await;
    assert_eq!(json(&reply)["key"], "INC0000002");
    node.stop();
}
