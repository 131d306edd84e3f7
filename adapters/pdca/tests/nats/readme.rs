//! What the README shows is what happens.

use crate::broker::Broker;
use crate::commands::logged;
use crate::kv::kept;
use crate::node::{Place, python_text};
use std::fmt::Write as _;

const README: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md"));
const ADDRESS: &str = "nats://localhost:4222";

/// The first block behind `mark` that is fenced like this.
fn block_after<'a>(mark: &str, fence: &str) -> &'a str {
    let section = &README[README.find(mark).unwrap()..];
    let begin = section.find(fence).unwrap() + fence.len();
    &section[begin..][..section[begin..].find("```\n").unwrap()]
}

#[test]
fn the_script_does_what_is_shown() {
    let script = block_after("## On NATS", "```python\n");
    assert!(script.lines().count() <= 20, "{}", script.lines().count());
    assert!(script.contains(ADDRESS));
    let (broker, place) = (Broker::start(), Place::founded());
    let node = place.serve(&["--nats", &broker.url()]);
    let printed = python_text(&script.replace(ADDRESS, &broker.url()));
    assert_eq!(printed, block_after("It prints:", "```\n"));
    node.stop();
}

#[tokio::test]
async fn a_bucket_is_read_as_shown() {
    let (broker, place) = (Broker::start(), Place::founded());
    let node = place.serve(&["--nats", &broker.url()]);
    logged(&place, 1);
    kept(&place).await;
    let shown = block_after("**Read models in KV.**", "```python\n");
    let shown = format!("    {}", shown.trim_end().replace('\n', "\n    "));
    for jetstream in ["jetstream()", "jetstream(prefix=\"pdca.js\")"] {
        let shown = shown.replace("jetstream()", jetstream);
        let script = format!(
            "import asyncio, json, nats\nasync def main():\n    client = await nats.connect({:?})\n\
             {shown}\nasyncio.run(main())",
            broker.url()
        );
        assert_eq!(python_text(&script), "mail logged None\nINC0000001 None\n");
    }
    node.stop();
}

#[test]
fn the_settings_are_those_there_are() {
    let shown = block_after("The table `[nats]`", "```toml\n");
    let place = Place::founded();
    let defaults = place.json(&["config", "check"])["nats"].clone();
    place.configure(shown);
    assert_eq!(place.json(&["config", "check"])["nats"], defaults);
    // What has no default is shown too, and is a setting.
    let all = shown.replace("# url = ", "url = ").replace("# user = ", "user = ");
    let all = all.replace("# password_file", "password_file").replace("# ca_file", "ca_file");
    place.configure(
        &all.replace("# certificate_file", "certificate_file").replace("# key_", "key_"),
    );
    place.ok(&["config", "check"]);
    let shown_names = shown.lines().filter_map(|line| {
        let (name, _) = line.trim_start_matches("# ").split_once(" = ")?;
        Some(name.to_owned())
    });
    let mut shown_names: Vec<_> = shown_names.collect();
    let within = |table: &str| defaults[table].as_object().unwrap().keys().cloned();
    let others = defaults.as_object().unwrap().iter().filter(|(_, value)| !value.is_object());
    let others = others.map(|(name, _)| name.clone());
    let mut names: Vec<_> = others.chain(within("ingest")).chain(within("tls")).collect();
    shown_names.sort();
    names.sort();
    assert_eq!(shown_names, names);
}

#[test]
fn the_rules_do_what_is_shown() {
    let place = Place::founded();
    let mark = "**Other tools' events.**";
    place.file("probe.toml", block_after(mark, "```toml\n"));
    let shown = block_after(mark, "```\n\n```\n");
    let mut printed = String::new();
    for line in shown.lines().filter(|line| line.starts_with("$ ")) {
        let output = place.shell(line.trim_start_matches("$ "));
        writeln!(printed, "{line}").unwrap();
        printed += &output;
    }
    assert_eq!(printed, shown);
}
