use super::{COMMANDS_MAX, ITEMS_MAX, Mapped, Target};
use crate::ingest::testing::catalogue;
use crate::ingest::{Incoming, RuleFile};
use serde_json::{Value, json};

const ALERTMANAGER: &str = include_str!("../../../rules/alertmanager.toml");
const CDEVENTS: &str = include_str!("../../../rules/cdevents.toml");
const ALERTS: &str = include_str!("../../../rules/examples/alertmanager.json");

fn file(text: &str) -> RuleFile {
    RuleFile::parse("rules.toml", text, &catalogue()).unwrap()
}

fn map(rules: &str, headers: &[(&str, &str)], body: &str) -> Mapped {
    let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let headers: Vec<_> = headers.iter().map(pair).collect();
    let file = file(rules);
    let subject = file.some_subject();
    file.map(&Incoming { subject: &subject, headers: &headers, body: body.as_bytes() })
}

/// What the processes would say to each body.
fn assert_bodies_fit(mapped: &Mapped) {
    for made in &mapped.commands {
        let process = catalogue().process(&made.process).unwrap();
        let command = process.command(&made.command, made.body.clone());
        assert!(command.is_ok(), "{made:?}: {command:?}");
    }
}

/// Rules for incidents, with this in each rule.
fn rules(of_each: &[&str]) -> String {
    let head = "source = 'x'\nactor = 'x'\n";
    let rule = |(number, text): (usize, &&str)| format!("[[rule]]\nname = 'r{number}'\n{text}\n");
    head.to_owned() + &of_each.iter().enumerate().map(rule).collect::<String>()
}

const LOG: &str = "process = 'incident'\ncommand = 'log'\n";
const BODY: &str = "[rule.body]\nservice = 's'\nsummary = \"{{ item.n }}\"\n";

#[test]
fn alerts_become_incidents_and_resolve_them() {
    let mapped = map(ALERTMANAGER, &[], ALERTS);
    assert_eq!((mapped.commands.len(), mapped.failures.len()), (2, 0), "{mapped:?}");
    assert_bodies_fit(&mapped);
    let firing = &mapped.commands[0];
    assert_eq!((firing.item.as_str(), &firing.target), ("/alerts/0", &Target::New));
    assert_eq!(firing.occurred_at.unwrap().to_string(), "2026-11-21T08:15:30.123456789Z");
    assert_eq!(
        (&firing.body["impact"], &firing.body["group"]),
        (&json!("high"), &json!("storage"))
    );
    // What resolves it knows it by what made it, wherever in a message that was.
    let later = ALERTS.replacen(
        "\"status\": \"firing\",\n      \"labels\"",
        "\"status\": \"resolved\",\n      \"labels\"",
        1,
    );
    let later = map(ALERTMANAGER, &[], &later.replace("0001-01-01", "2026-12-01"));
    let Target::MadeBy { identity, .. } = &later.commands[0].target else { panic!("{later:?}") };
    assert_eq!(identity, &firing.identity);
    // Repeated, with other words: the same. Begun anew: another one.
    let repeated = map(ALERTMANAGER, &[], &ALERTS.replace("3 % left", "2 % left"));
    assert_eq!(repeated.commands[0].identity, firing.identity);
    let anew = map(ALERTMANAGER, &[], &ALERTS.replace("08:15:30", "09:15:30"));
    assert_ne!(anew.commands[0].identity, firing.identity);
}

#[test]
fn cdevents_are_read_as_events_and_as_plain_json() {
    let example = |name: &str| {
        let path = format!("{}/rules/examples/cdevents_{name}.json", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).unwrap()
    };
    let detected = map(CDEVENTS, &[], &example("detected"));
    assert_bodies_fit(&detected);
    let kind = "dev.cdevents.incident.detected.0.2.0";
    let id = "0cf23fa0-7d15-4c3e-9d70-4d8f7a3c2b11";
    let headers = [
        ("ce-specversion", "1.0"),
        ("ce-type", kind),
        ("ce-source", "/monitoring/prod1"),
        ("ce-id", id),
    ];
    let binary = map(CDEVENTS, &headers, &example("detected"));
    let data: Value = serde_json::from_str(&example("detected")).unwrap();
    let event = json!({ "specversion": "1.0", "type": kind, "source": "/monitoring/prod1", "id": id, "data": data });
    let structured = map(CDEVENTS, &[], &event.to_string());
    for other in [binary, structured] {
        assert_eq!(other.commands[0].identity, detected.commands[0].identity, "{other:?}");
        assert_eq!(other.commands[0].body, detected.commands[0].body);
    }
    for name in ["reported", "resolved"] {
        let mapped = map(CDEVENTS, &[], &example(name));
        assert_bodies_fit(&mapped);
        let Target::MadeBy { identity, .. } = &mapped.commands[0].target else {
            panic!("{mapped:?}")
        };
        assert_eq!(identity, &detected.commands[0].identity);
    }
    let other =
        map(CDEVENTS, &[], &example("detected").replace("incident.detected", "build.started"));
    let said = other.failures[0].to_string();
    assert!(
        said.contains("no rule of rules.toml fits: detected: the type is dev.cdevents.build"),
        "{said}"
    );
}

#[test]
fn findings_are_found_in_runs_and_lists() {
    let sarif = include_str!("../../../rules/examples/sarif.json");
    let finding = format!(
        "each = '/runs/*/results/*'\nwhen = \"item.level == 'error'\"\n{LOG}\
         id = \"{{{{ item.partialFingerprints.primaryLocationLineHash }}}}\"\n[rule.body]\nservice = 's'\n\
         summary = \"{{{{ outer[0].tool.driver.name }}}}: {{{{ item.ruleId }}}}\"\n"
    );
    let rest = "each = '/runs/*/results/*'\nwhen = \"item.level != 'error'\"\nignore = true\n";
    let mapped = map(&rules(&[&finding, rest]), &[], sarif);
    let summaries: Vec<_> = mapped.commands.iter().map(|made| &made.body["summary"]).collect();
    assert_eq!(summaries, ["Linter A: A100", "Linter C: C7"]);
    assert_eq!((mapped.ignored.len(), mapped.failures.len()), (1, 0));
    // Without a rule for the rest, the rest is told.
    let mapped = map(&rules(&[&finding]), &[], sarif);
    assert_eq!(mapped.failures[0].to_string(), "/runs/0/results/1: it fits no rule");
    let ocsf = include_str!("../../../rules/examples/ocsf.json");
    let finding = format!(
        "each = '/vulnerabilities/*'\nwhen = 'data.class_uid == 2002'\n{LOG}\
         key = \"{{{{ data.finding_info.uid }}}}/{{{{ item.cve.uid }}}}\"\n\
         occurred_at = \"{{{{ data.time | time('ms') }}}}\"\n[rule.body]\nservice = \"{{{{ data.resources | first | at('/name') }}}}\"\n\
         summary = \"{{{{ item.title }}}}\"\n"
    );
    let mapped = map(&rules(&[&finding]), &[], ocsf);
    assert_eq!(mapped.commands.len(), 2, "{mapped:?}");
    assert_eq!(mapped.commands[0].occurred_at.unwrap().to_string(), "2026-11-21T08:26:00.123Z");
    assert_eq!(
        mapped.commands[0].target,
        Target::Key(engine::Key::new("finding-77/CVE-2026-0001").unwrap())
    );
}

#[test]
fn what_fails_leaves_the_others_alone() {
    let text = format!("each = '/list/*'\n{LOG}{BODY}");
    let mapped = map(&rules(&[&text]), &[], r#"{"list":[{"n":"a"},{},{"n":"c"}]}"#);
    let made: Vec<_> = mapped.commands.iter().map(|made| made.item.as_str()).collect();
    assert_eq!(made, ["/list/0", "/list/2"]);
    let said = mapped.failures[0].to_string();
    assert!(said.starts_with("rule r0, /list/1, body.summary: `item.n` is not there"), "{said}");
}

#[test]
fn every_rule_that_fits_makes_a_command_part_by_part() {
    let (list, whole) = (
        format!("each = '/list/*'\n{LOG}{BODY}"),
        format!("{LOG}[rule.body]\nservice = 's'\nsummary = 'w'\n"),
    );
    let mapped = map(&rules(&[&list, &list, &whole]), &[], r#"{"list":[{"n":"a"},{"n":"b"}]}"#);
    let made: Vec<_> =
        mapped.commands.iter().map(|made| (made.item.as_str(), made.rule.as_str())).collect();
    let expected =
        [("/list/0", "r0"), ("/list/0", "r1"), ("/list/1", "r0"), ("/list/1", "r1"), ("", "r2")];
    assert_eq!(made, expected);
    let ids: std::collections::BTreeSet<_> =
        mapped.commands.iter().map(|made| made.identity.sent_as(0)).collect();
    assert_eq!(ids.len(), 5);
}

#[test]
fn nothing_to_do_is_no_failure_and_nothing_that_fits_is_one() {
    let text = format!("each = '/list/*'\n{LOG}{BODY}");
    let empty = map(&rules(&[&text]), &[], r#"{"list":[]}"#);
    assert!(empty.commands.is_empty() && empty.failures.is_empty());
    let missing = map(&rules(&[&text]), &[], "{}");
    assert_eq!(
        missing.failures[0].to_string(),
        "no rule of rules.toml fits: r0: there is no /list/*"
    );
    let subject = format!("subject = 'pdca.ingest.x.only'\n{LOG}{BODY}");
    let other = map(&rules(&[&subject]), &[], "{}");
    assert_eq!(other.failures[0].code, "no_rule_fits");
    for (rule, said) in [
        ("id = '{{ data.none }}'\n", "rule r0, id: a none cannot stand in a text"),
        ("id = \"{{ '' }}\"\n", "rule r0, id: it is empty"),
        ("key = ''\n", "rule r0, key: "),
        ("occurred_at = 'now'\n", "rule r0, occurred_at: "),
        ("when = 'data.n'\n", "rule r0, when: `data.n` is a string; a condition is"),
    ] {
        let text = format!("{rule}{LOG}{BODY}");
        let mapped = map(&rules(&[&text]), &[], r#"{"n":"a","none":null}"#);
        let failure = mapped.failures[0].to_string();
        assert!(failure.starts_with(said), "{failure}");
        assert!(mapped.commands.is_empty());
    }
}

#[test]
fn hostile_messages_cost_little_and_are_refused() {
    let text = format!("each = '/list/*'\n{LOG}{BODY}");
    let count = |count: usize| json!({ "list": vec![json!({ "n": "a" }); count] }).to_string();
    assert_eq!(map(&rules(&[&text]), &[], &count(ITEMS_MAX)).commands.len(), ITEMS_MAX);
    let refused = map(&rules(&[&text]), &[], &count(ITEMS_MAX + 1));
    assert_eq!((refused.failures[0].code, refused.commands.len()), ("too_many_items", 0));
    let many = vec![text.as_str(); 3];
    let refused = map(&rules(&many), &[], &count(COMMANDS_MAX / 2));
    assert_eq!((refused.failures[0].code, refused.commands.len()), ("too_many_commands", 0));
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    assert_eq!(map(&rules(&[&text]), &[], &deep).failures[0].code, "bad_json");
    let large = json!({ "list": [{ "n": "x".repeat(600 * 1024) }] }).to_string();
    assert_eq!(map(&rules(&[&text]), &[], &large).failures[0].code, "message_too_large");
    // What would grow in a template is stopped there.
    let long = json!({ "list": [{ "n": "x".repeat(100_000) }] }).to_string();
    let failure = map(&rules(&[&text]), &[], &long).failures[0].to_string();
    assert!(failure.contains("more than 65536 bytes"), "{failure}");
    // A message cannot bring expressions of its own.
    let code = json!({ "list": [{ "n": "{{ data }} {% for x in y %}" }] }).to_string();
    let mapped = map(&rules(&[&text]), &[], &code);
    assert_eq!(mapped.commands[0].body["summary"], "{{ data }} {% for x in y %}");
}
