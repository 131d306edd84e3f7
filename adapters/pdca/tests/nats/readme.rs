//! What the README shows is what happens.

use crate::commands::logged;
use crate::kv::kept;
use crate::node::{Place, on_nats, python_text};
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
    let (broker, _place, node) = on_nats();
    let printed = python_text(&script.replace(ADDRESS, &broker.url()));
    assert_eq!(printed, block_after("It prints:", "```\n"));
    node.stop();
}

#[tokio::test]
async fn a_bucket_is_read_as_shown() {
    let (broker, place, node) = on_nats();
    logged(&place, 1);
    kept(&place).await;
    let shown = block_after("**Read models in KV.**", "```python\n");
    // This client takes what was delivered before it looks whether anything is pending for nothing, and
    // says that this was all before it tells of it. Here it is heard out.
    let shown = shown.replace("None: break", "None: continue");
    let shown = shown.replace("change.operation)", "change.operation); break");
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
